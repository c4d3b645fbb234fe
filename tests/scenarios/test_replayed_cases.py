"""Published cases asked over HTTP: what each source prints is what the service answers, exactly or to the printed rounding.

A case is a file of `fixtures/scenarios/published`. Each of its calls names what is expected `at` a place in the answer, such as
`bands[band=A].proposed_pounds`: a list item is chosen by a field, never by where it stands. An expectation is one of

- `equals`: the answer's own text, to the letter;
- `rounds_to` with its `unit`: the answer rounds half-up to the printed digits, or `to_the_nearest` so many of the unit;
- `count`: how many items the list has.

`printed` beside it is how the source words the figure, for the reader.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from precept.app import create_app
from precept.settings import Settings

Json = dict[str, Any]

CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "fixtures" / "scenarios" / "published").glob("*.json"))
}
UNITS = {
    "pounds": Decimal(1),
    "thousand pounds": Decimal(1_000),
    "million pounds": Decimal(1_000_000),
    "pence": Decimal(1),
    "percent": Decimal(1),
    "band D equivalents": Decimal(1),
    "officers": Decimal(1),
}
STEP = re.compile(r"(?P<name>[a-z0-9_]+)(\[(?P<field>[a-z_]+)=(?P<value>[^\]]+)\])?(\.|$)")


class Service:
    """The service in this process, asked one request at a time."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        transport = httpx.ASGITransport(cast(Any, create_app(Settings())))  # two spellings of ASGI
        self.http = httpx.AsyncClient(transport=transport, base_url="http://precept")

    def answer(self, call: Json) -> Json:
        sent = {"json": call["body"]} if "body" in call else {"params": call["query"]}
        reply = self.runner.run(self.http.request(call["method"], call["path"], **sent))
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


def found_at(answer: Any, place: str) -> Any:
    """What stands at a place of an answer; a list item is the only one whose field has the value."""
    end = 0
    while end < len(place):
        step = STEP.match(place, end)
        assert step, f"{place} is no place"
        answer, end = answer[step["name"]], step.end()
        if step["field"]:
            chosen = [each for each in answer if str(each[step["field"]]) == step["value"]]
            assert len(chosen) == 1, f"{place}: {len(chosen)} items have {step['field']} {step['value']}"
            answer = chosen[0]
    return answer


def as_printed(found: str, expectation: Json) -> str:
    """Write an exact figure in the printed unit, rounded half-up to the printed digits."""
    printed = Decimal(expectation["rounds_to"])
    amount = Decimal(found) / UNITS[expectation["unit"]]
    if expectation["unit"] == "pence" and expectation["at"].endswith("_pounds"):
        amount *= 100
    step = Decimal(expectation.get("to_the_nearest", Decimal(1).scaleb(cast(int, printed.as_tuple().exponent))))
    rounded = (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return f"{rounded:,f}" if "," in expectation["rounds_to"] else f"{rounded:f}"


def disagreement(answer: Json, expectation: Json) -> str | None:
    """Say how an answer differs from what is expected of it, if it does."""
    place = expectation["at"]
    found = found_at(answer, place)
    match expectation:
        case {"equals": expected}:
            agrees = found == expected and type(found) is type(expected)
        case {"count": expected}:
            agrees = len(found) == expected
        case {"rounds_to": expected, "unit": _}:
            agrees = Decimal(as_printed(found, expectation)) == Decimal(expected)
        case _:
            raise AssertionError(f"{place} expects nothing")
    return None if agrees else f"{place}: expected {expected!r}, found {found!r}"


def areas_of(case: Json) -> set[str]:
    """Every police area that a case asks about; the two amounts of London are the Metropolitan Police's."""
    asked = json.dumps(case["calls"])
    london = {"E23000001"} if "/v1/precepts/london" in asked else set()
    return london | set(re.findall(r'"police_area": "([EW][0-9]{8})"', asked))


@pytest.mark.parametrize("name", CASES)
def test_what_is_published_is_what_the_service_answers(service: Service, name: str) -> None:
    case = CASES[name]
    assert all(call["expect"] for call in case["calls"])
    wrong = [
        f"call {number}, {said}"
        for number, call in enumerate(case["calls"], start=1)
        for answer in [service.answer(call)]
        for expectation in call["expect"]
        if (said := disagreement(answer, expectation))
    ]
    assert not wrong, "\n".join([case["sentence"], *wrong])


def test_the_cases_are_from_england_wales_and_london_each_with_a_sentence_a_publisher_and_a_link() -> None:
    linked = [case for case in CASES.values() if re.match("https?://", case["url"])]
    assert all(case["sentence"] and case["publisher"] and case["read_from"] for case in CASES.values())
    assert len(linked) >= 32
    areas = set().union(*map(areas_of, linked))
    assert len(areas) >= 20
    assert {"E23000001", "E23000032"} <= areas
    assert len([code for code in areas if code.startswith("W")]) >= 3
