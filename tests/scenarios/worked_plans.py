"""The worked plans of `plans/`, written by the command and by the service themselves.

.venv/bin/python tests/scenarios/worked_plans.py
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litestar.testing import TestClient

from precept.api.plan_simulation_answer import PlanSimulationAnswer
from precept.app import create_app
from precept.charts.drawing import svg_of
from precept.files.answers import said
from precept.files.drawn import names_drawn
from precept.files.simulate import Wanted, simulated
from precept.register import load_register

PLANS = Path(__file__).parent / "plans"
KENT, NEXT_YEAR = PLANS / "kent-2016-17.json", PLANS / "next-year.json"
Json = dict[str, Any]


def pages() -> Iterator[tuple[Path, bytes]]:
    """Every page and picture as it should be."""
    written, chart = simulated(KENT, Wanted(by="month"), load_register(), io.StringIO())
    assert isinstance(written.answer, PlanSimulationAnswer)
    drawn = f"{written.answer.draws:,} futures, each drawn from the stated ranges of {names_drawn(written.answer)}."
    picture = KENT.with_suffix(".svg")
    yield picture, svg_of(chart)
    yield (
        KENT.with_suffix(".md"),
        kent_page(drawn, chart.sentence, picture.name, said(chart, written.notes, "markdown")).encode(),
    )
    with TestClient(create_app()) as client:
        yield NEXT_YEAR.with_suffix(".md"), next_year_page(client, json.loads(NEXT_YEAR.read_text())).encode()


def kent_page(drawn: str, sentence: str, picture: str, printed: str) -> str:
    """The plan of 2016-17 with its fan."""
    return f"""# Kent, 2016-17: what two years may bring

£5 on band D where 2% was planned, 2% the year after, and 24 firearms officers more than 76, followed to March 2018: a plan of
new money alone, in [{KENT.name}]({KENT.name}). {drawn}

```sh
precept simulate {KENT.name} --by month --chart {picture}
```

![{sentence}]({picture})

{printed}"""


def next_year_page(client: TestClient[Any], plan: Json) -> str:
    """The plan of a year whose figures are not published yet: first without what must be given, then with it."""
    bare = {**plan, "precept": {name: plan["precept"][name] for name in ("police_area", "financial_year", "increase")}}
    refused = client.post("/v1/funding/plans", json=bare).json()
    no_limit = {**plan, "precept": {**bare["precept"], "tax_base": plan["precept"]["tax_base"]}}
    unchecked = client.post("/v1/funding/plans", json=no_limit).json()
    answer = client.post("/v1/funding/plans", json=plan).json()
    figures = {each["name"]: each for each in answer["provenance"]["figures"]}
    carried = [each for each in figures.values() if each["evidence"] == "assumption" and _is_of_a_year(each)]
    given = [each for each in figures.values() if each["evidence"] == "given"]
    unjudged = json.dumps(unchecked["years"][0]["council_tax"]["excessive"])
    why = [(each["name"], each["value"], each["unit"], each["note"] or "") for each in carried]
    return f"""# Kent, 2027-28: a year whose figures are not published yet

£15 on band D where 2% is planned, and 24 firearms officers more than 100, in [{NEXT_YEAR.name}]({NEXT_YEAR.name}). What follows
is what `POST /v1/funding/plans` answers.

## Without a tax base there is no plan

No other year's tax base stands in for it. Without `tax_base` and `limit` the plan is refused:

> {refused["status"]} `{refused["type"]}`: {refused["detail"]} `{refused["errors"][0]["field"]}`: {refused["errors"][0]["detail"]}

## Without a limit there is no verdict

With a tax base and no limit there is a plan, `excessive` is {unjudged}, and a warning says:

> {unchecked["warnings"][0]}

## What the caller gives

The tax base is the caller's estimate: £196.2m of 2026-27 over £285.15 is about 688,000, and a mean year adds 1.7%. The limit is
supposed to be the £15 of the year before. The answer marks each such figure as given, and with them what the employer's
contributions are without a word about them: no change.

{_table(("figure", "value", "unit"), [(each["name"], each["value"], each["unit"]) for each in given])}
## What is carried forward

Each is an assumption by name in the answer's `provenance`, and may be given instead:

{_table(("figure", "value", "unit", "why"), why)}
## What the answer says

> {answer["explanation"]}

{_table(_YEAR_COLUMNS, [_year(each) for each in answer["years"]])}
{"".join(f"- {warning}{chr(10)}" for warning in answer["warnings"])}"""


_YEAR_COLUMNS = ("year", "band D", "limit", "excessive", "tax base", "new money", "uplift costs", "left", "deployable")


def _year(year: Json) -> tuple[str, ...]:
    tax = year["council_tax"]
    return (
        year["financial_year"],
        f"£{tax['band_d_pounds']}",
        "not known" if tax["limit_band_d_pounds"] is None else f"£{tax['limit_band_d_pounds']}",
        json.dumps(tax["excessive"]),
        tax["tax_base"],
        f"£{year['funding_pounds']}",
        f"£{year['spending_pounds']}",
        f"£{year['surplus_pounds']}",
        year["officers"]["deployable"],
    )


def _is_of_a_year(figure: Json) -> bool:
    return any(year in figure["name"] for year in ("2027", "2028"))


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = (columns, tuple("---" for _ in columns), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    for path, content in pages():
        path.write_bytes(content)
        print(f"Wrote {path}.")
