"""Schemathesis over the running service: every check, every phase, every operation, and five checks of our own.

CI sends 60 generated requests an operation beside the examples and the cases of the coverage phase. The long run
(`pytest -m long tests/contract`) sends 100, or as many as EXAMPLES says, under five seeds through the command line, with
the same checks: this module is its hooks file too.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import schemathesis
from jsonschema import Draft202012Validator
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response
from schemathesis.generation.meta import CONTENT_TYPE_PROBES

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "schemathesis.toml"
PROBLEM_JSON = "application/problem+json"
NOT_IN_CONTRACT = {"/problems/not-in-contract", "/problems/unreadable-body"}
UNKNOWN_AREA = "/problems/unknown-police-area"
PENNY = Decimal("0.01")

AMOUNT = re.compile(r"(0|-?(?!0\.00$)(0|[1-9][0-9]*))\.[0-9]{2}")
"""Two decimals, no leading zeros, and no minus before nothing."""
BAND_D_AMOUNT = re.compile(r"(0|-?(?!0\.0+$)(0|[1-9][0-9]*))\.[0-9]{2}([0-9]{1,2}(?<!0))?")
"""Two decimals, or as many of four as it needs."""
DECIMAL = re.compile(r"(0|-?(?!0(\.0+)?$)(0|[1-9][0-9]*))(\.[0-9]+)?")
BAND_D_FIELDS = {
    "prior_pounds", "proposed_pounds", "increase_pounds", "limit_pounds", "maximum_band_d_pounds", "headroom_pounds",
    "baseline_band_d_pounds", "prior_band_d_pounds", "proposed_band_d_pounds", "band_d_pounds", "tolerance_pounds",
    "upper_pounds", "needed_band_d_pounds", "half_up_band_d_pounds", "actual_band_d_pounds", "alternative_band_d_pounds",
    "band_d_forgone_pounds", "revised_band_d_pounds", "limit_band_d_pounds",
}  # fmt: skip
DECIMAL_ENDINGS = ("_percent", "_pence", "tax_base", "places_a_year")
EXPECTED_OFFICERS = {
    "authorised", "deployable", "extra_authorised", "extra_deployable", "course_places", "course_places_asked",
    "qualified", "leavers", "in_training", "net_transfers", "backfill_in_post", "response_shortfall",
    "authorised_sought",
}  # fmt: skip
"""Expected officers and places: two decimals."""

Json = dict[str, Any]
Case = schemathesis.Case[Any]


def bodies(response: Response) -> Json | None:
    """The JSON object of an answer that has one; the contract itself is no answer."""
    if not response.headers.get("content-type", [""])[0].startswith("application/json"):
        return None
    found = json.loads(response.content)
    return found if isinstance(found, dict) and "openapi" not in found else None


def fields_of(value: object, name: str = "", path: str = "$") -> Iterator[tuple[str, str, object]]:
    """Every leaf of a JSON value, with the name of its field and its path."""
    if isinstance(value, dict):
        for each, inner in value.items():
            yield from fields_of(inner, each, f"{path}.{each}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from fields_of(inner, name, f"{path}[{number}]")
    else:
        yield path, name, value


def objects_of(value: object) -> Iterator[Json]:
    """Every object of a JSON value, the outermost first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_of(inner)


@schemathesis.check
def refused_by_name(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """422 is for a request that fits the contract and has one of the operation's own named refusals; 400 for the rest."""
    if response.status_code not in (400, 422):
        return
    problem = json.loads(response.content)
    assert response.headers["content-type"] == [PROBLEM_JSON], response.headers["content-type"]
    assert problem["status"] == response.status_code
    assert problem["instance"] == case.formatted_path
    assert problem["title"]
    assert problem["detail"]
    assert problem["errors"], "a refusal names the field"
    assert all(each["field"] and each["detail"] for each in problem["errors"])
    if response.status_code == 400:
        assert problem["type"] in NOT_IN_CONTRACT, problem["type"]
        return
    schema = case.operation.definition.raw["responses"]["422"]["content"][PROBLEM_JSON]["schema"]
    assert problem["type"] in schema["allOf"][1]["properties"]["type"]["enum"], problem["type"]
    meant_to_fail = case.meta is not None and case.meta.generation.mode.is_negative
    if meant_to_fail and not only_a_content_type(case) and not fits_after_all(case, response):
        assert problem["type"] == UNKNOWN_AREA, f"{problem['type']} for a request that does not fit the contract"


def only_a_content_type(case: Case) -> bool:
    """Whether the one thing wrong is the content type of a body that is not there."""
    return not case.operation.body and getattr(case.meta.phase.data, "scenario", None) in CONTENT_TYPE_PROBES


def fits_after_all(case: Case, response: Response) -> bool:
    """Whether a query that was meant not to fit does, as it was sent: a null that was left out breaks nothing."""
    if case.operation.body:
        return False
    sent = parse_qsl(urlsplit(response.request.url).query, keep_blank_values=True)
    parameters = {each["name"]: each for each in case.operation.definition.raw.get("parameters", [])}
    required = {name for name, each in parameters.items() if each["required"]}
    names = [name for name, _ in sent]
    return (
        required <= set(names) <= set(parameters)
        and len(names) == len(set(names))
        and all(fits(value, schema_of(parameters[name], case)) for name, value in sent)
    )


def schema_of(parameter: Json, case: Case) -> Json:
    """The schema of a parameter, found among the named ones where it refers to one."""
    schema: Json = parameter["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    named: Json = case.operation.schema.raw_schema["components"]["schemas"].get(name, schema)
    return named


def fits(value: str, schema: Json) -> bool:
    """Whether the text of a parameter is one that its schema allows."""
    whole = schema.get("type") == "integer" and re.fullmatch("0|[1-9][0-9]*", value)
    return bool(Draft202012Validator(schema).is_valid(int(value) if whole else value))


@schemathesis.check
def numbers_are_written_well(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """Money and rates are decimal strings of their own form, counts are integers, and no number is a float."""
    if response.status_code != 200:
        return
    if response.headers["content-type"][0].startswith("text/csv"):
        rows = list(csv.DictReader(io.StringIO(response.content.decode())))
        leaves = [(f"row {at} {name}", name, cell or None) for at, row in enumerate(rows) for name, cell in row.items()]
    elif (found := bodies(response)) is None:
        return
    else:
        leaves = list(fields_of(found))
    for path, name, value in leaves:
        assert not isinstance(value, float), f"{path} is a float: {value}"
        if value is not None and (form := form_of(name)) is not None:
            assert isinstance(value, str), f"{path} is not text: {value}"
            assert form.fullmatch(value), f"{path} is written {value!r}"


def form_of(name: str) -> re.Pattern[str] | None:
    """How the value of a field is to be written, where its name says that it is a number."""
    if name in BAND_D_FIELDS:
        return BAND_D_AMOUNT
    if name in EXPECTED_OFFICERS or name.endswith("_pounds"):
        return AMOUNT
    return DECIMAL if name.endswith(DECIMAL_ENDINGS) else None


@schemathesis.check
def bands_follow_band_d(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """Band D is band D, bands ascend, A to H with I in Wales from 2005-06, and each is its ninths of band D."""
    if response.status_code != 200 or (found := bodies(response)) is None:
        return
    for answer in objects_of(found):
        if not isinstance(answer.get("band_d"), dict) or not isinstance(answer.get("bands"), list):
            continue
        whole, bands = answer["band_d"], answer["bands"]
        ninth = answer["police_area"]["country"] == "Wales" and answer["starts_on"] >= "2005"
        letters = "ABCDEFGHI" if ninth else "ABCDEFGH"
        assert "".join(band["band"] for band in bands) == letters
        by_letter = {band["band"]: band for band in bands}
        usual = answer["rounding"]["bands_from"] == "rounded"
        for which in ("prior_pounds", "proposed_pounds"):
            charges = [Decimal(band[which]) for band in bands]
            assert charges == sorted(charges)
            if usual or which == "prior_pounds":
                assert by_letter["D"][which] == str(half_up(Decimal(whole[which])))
                assert charges == [half_up(Decimal(whole[which]) * band["ninths"] / 9) for band in bands]
        for band in [whole, *bands]:
            assert Decimal(band["proposed_pounds"]) - Decimal(band["prior_pounds"]) == Decimal(band["increase_pounds"])


def half_up(amount: Decimal) -> Decimal:
    """To the penny, halves away from nothing."""
    return amount.quantize(PENNY, ROUND_HALF_UP)


@schemathesis.check
def parts_come_to_their_totals(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """Wherever an answer shows parts and their total, they agree to the penny, with the residual shown."""
    if response.status_code != 200 or (found := bodies(response)) is None:
        return
    for answer in objects_of(found):
        for holds, said in sums_of(answer):
            assert holds, said


def sums_of(answer: Json) -> Iterator[tuple[bool, str]]:  # noqa: C901, PLR0912 - one line a kind of answer
    """Every sum that one object of an answer shows."""

    def money(name: str, where: Json = answer) -> Decimal:
        return Decimal(where[f"{name}_pounds"])

    if "requirement" in answer and (whole := answer["requirement"]) and answer["billing_authorities"]:
        parts = answer["billing_authorities"]
        total = money("sum_of_authority_precepts", whole)
        yield sum(money("precept", each) for each in parts) == total, "authorities and their sum"
        shown = money("precept", whole) + money("tax_base_difference", whole) + money("rounding_residual", whole)
        yield shown == total, "requirement, difference and residual against the sum of the authorities"
        shares = sum((Decimal(each["share_percent"]) for each in parts), Decimal(0))
        yield abs(shares - 100) * 20_000 <= len(parts), f"shares come to {shares}"
    if "change" in answer and isinstance(change := answer["change"], dict):
        causes = ("rate", "tax_base", "joint", "rounding", "collection_fund")
        yield sum(money(name, change) for name in causes) == money("total", change), "causes and the whole change"
        now = money("prior_precept", change) + money("total", change) - money("collection_fund", change)
        yield now == money("precept", answer["requirement"]), "last year's precept and its change"
        fund = sum(money("collection_fund", each) for each in answer["billing_authorities"])
        yield fund == money("collection_fund", change), "the collection fund shares"
    if {"referendum", "band_d"} <= answer.keys() and answer["referendum"]["headroom_pounds"] is not None:
        verdict = answer["referendum"]
        headroom = money("maximum_band_d", verdict) - Decimal(answer["band_d"]["proposed_pounds"])
        yield headroom == money("headroom", verdict), "headroom"
        yield verdict["excessive"] == (headroom < 0), "the verdict turns where headroom does"
    if "pay_point" in answer and "total_pounds" in answer:
        lines = [
            Decimal(value) for name, value in answer.items() if name.endswith("_pounds") and name != "total_pounds"
        ]
        yield sum(lines) == money("total"), "lines of an officer's cost"
    if "total_annual_pounds" in answer:
        lines = [Decimal(value) for name, value in answer.items() if name != "total_annual_pounds"]
        yield sum(lines) == money("total_annual"), "lines of an annual cost"
    if "in_year_pounds" in answer:
        yield money("recurring") + money("one_off") == money("in_year"), "recurring and one-off money"
    if "course_pounds" in answer:
        recurring = ("pay", "premium", "kit_renewal", "role_allowance", "incident_support", "supervision")
        yield sum(map(money, recurring)) == money("recurring"), "recurring money"
        yield sum(map(money, ("course", "kit", "recruitment", "bridging"))) == money("one_off"), "one-off money"
        who, authorised = answer["composition"], Decimal(answer["authorised"])
        came = sum(Decimal(who[name]) for name in ("in_post_at_start", "trained", "transferred_in"))
        for parts, officers in ((3, came), (8, sum(map(Decimal, who["by_pay_point"])))):
            yield abs(officers - authorised) <= parts * Decimal("0.01"), "officers of every kind"
    if "years" in answer and isinstance(answer.get("months"), list):
        for year in answer["years"]:
            months = [each for each in answer["months"] if each["financial_year"] == year["financial_year"]]
            yield len(months) == year["months"], "months of a year"
            for name in ("recurring", "one_off", "in_year"):
                yield sum(money(name, each) for each in months) == money(name, year), f"{name} by month and by year"
    if "spending_changes" in answer:
        yield (
            money("spending") - money("funding") == money("gap") - money("surplus"),
            "spending, funding, gap and surplus",
        )
        yield min(money("gap"), money("surplus")) == 0, "a gap or a surplus, never both"
    if "lines" in answer and "gearing" in answer:
        yield from plan_holds_together(answer)
    if "additional_cost_pounds" in answer:
        yield money("cost") - money("baseline_cost") == money("additional_cost"), "cost, beyond the baseline's"
        yield (
            money("funding") - money("additional_cost") == money("surplus") - money("gap"),
            "money, cost, gap and surplus",
        )
        yield min(money("gap"), money("surplus")) == 0, "a gap or a surplus, never both"


def plan_holds_together(plan: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """A plan's lines add up to its years, and the changes lead from one year to the next, to the penny."""
    for side in ("spending", "funding"):
        lines = [line for line in plan["lines"] if line["side"] == side]
        before = sum(Decimal(line["before_pounds"]) for line in lines)
        for place, year in enumerate(plan["years"]):
            total = Decimal(year[f"{side}_pounds"])
            yield sum(Decimal(line["pounds_by_year"][place]) for line in lines) == total, f"lines of {side}"
            moved = sum(Decimal(change["pounds"]) for change in year[f"{side}_changes"])
            yield before + moved == total, f"the bridge of {side}"
            before = total


@schemathesis.check
class HalfAreAnswered:
    """Of the generated requests that fit the contract, half at least reach an answer; the share is printed."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()

    def after_response(self, ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG002
        if case.meta is not None and case.meta.generation.mode.is_positive:
            self.statuses[response.status_code] += 1

    def after_run(self, ctx: CheckContext) -> None:  # noqa: ARG002
        share = self.statuses[200] / self.statuses.total()
        counted = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        print(f"{SHARE} {share:.1%} ({counted})", file=sys.stderr)
        assert share >= 0.5, f"only {share:.1%} of the requests that fit the contract are answered"


SHARE = "of the generated requests that fit the contract, answered:"
FOLLOWED = re.compile(r"API Links: +([0-9]+) covered / ([0-9]+) selected")
SENT = re.compile(r"([0-9,]+) generated, ([0-9,]+) passed")
LEAST_OF_A_LONG_RUN = 10_000


@pytest.fixture(scope="session")
def service() -> Iterator[str]:
    """The service, running in a process of its own on a free port of this machine."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = ["-m", "uvicorn", "--factory", "precept.app:create_app", "--port", str(port), "--log-level", "error"]
    command += ["--timeout-keep-alive", "600"]  # the tool thinks for longer than five seconds and then asks on
    with subprocess.Popen([sys.executable, *command], cwd=ROOT) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/ready", process)
            yield address
        finally:
            process.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the service answers; fail when it ends, or takes a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.ConnectError:
            time.sleep(0.05)
    pytest.fail(f"the service does not answer at {address}")


def run_schemathesis(service: str, folder: Path, *options: str) -> tuple[bool, str]:
    """Run the tool over the service with every check and every phase; whether it found nothing, and what it said."""
    contract = folder / "openapi.json"
    contract.write_bytes(httpx.get(f"{service}/openapi.json").content)
    command = ["schemathesis.cli", "--config-file", str(CONFIG), "run", str(contract), "--url", service]
    always = ["--checks", "all", "--mode", "all"]
    ran = subprocess.run(
        [sys.executable, "-m", *command, *always, "--continue-on-failure", "--no-color", *options],
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": __file__},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode == 0, ran.stdout


FILE = r"\.(csv|xlsx|zip)$"
NO_FILE = r"^((?!\.(csv|xlsx|zip)$).)*$"
CALCULATED, HELD = ["--exclude-tag", "Register", "--exclude-tag", "Service"], ["--include-tag", "Register"]
PARTS = {
    "questions by POST": [*CALCULATED, "--include-method", "POST"],
    "questions by GET": [*CALCULATED, "--include-method", "GET", "--exclude-path-regex", FILE],
    "calculated tables as files": [*CALCULATED, "--include-method", "GET", "--exclude-path-regex", NO_FILE],
    "tables as JSON": [*HELD, "--include-tag", "Service", "--exclude-path-regex", FILE],
    "tables as files": [*HELD, "--exclude-path-regex", NO_FILE],
}
"""The contract in parts, for two cores."""


EVERY_PHASE = "examples,coverage,fuzzing,stateful"
LINKED = {"questions by POST", "questions by GET", "tables as JSON"}
"""Parts whose answers lead on to others of the same part: the others have nothing to follow. A long run follows every link."""


def part_of(path: str, method: str, operation: Json) -> str:
    """The one part that an operation is in: every operation is in one."""
    is_file = re.search(FILE, path) is not None
    if not {"Register", "Service"} & set(operation["tags"]):
        if method == "post":
            return "questions by POST"
        return "calculated tables as files" if is_file else "questions by GET"
    return "tables as files" if is_file else "tables as JSON"


@pytest.mark.parametrize("part", PARTS)
def test_the_running_service_keeps_its_contract(
    part: str, service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phases = EVERY_PHASE if part in LINKED else EVERY_PHASE.removesuffix(",stateful")
    kept, said = run_schemathesis(service, tmp_path, *PARTS[part], "--phases", phases)
    with capsys.disabled():
        told = (SHARE, "API Links", " generated, ")
        print(
            *(f"\n{part}: {line.strip()}" for line in said.splitlines() if any(each in line for each in told)),
            file=sys.stderr,
        )
    assert kept, said
    assert SHARE in said
    paths = httpx.get(f"{service}/openapi.json").json()["paths"]
    parts = [part_of(path, method, each) for path, methods in paths.items() for method, each in methods.items()]
    assert f"{parts.count(part)} selected / {len(parts)} total" in said
    followed = FOLLOWED.search(said)
    if part in LINKED:
        assert followed is not None, said
        assert int(followed[1]) > 0, "the stateful phase follows links"
    assert set(parts) == set(PARTS)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_running_service_keeps_its_contract_under_many_more_requests(
    seed: int, service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = os.environ.get("EXAMPLES", "100")
    kept, said = run_schemathesis(
        service, tmp_path, "--phases", EVERY_PHASE, "--max-examples", examples, "--seed", str(seed)
    )
    with capsys.disabled():
        print(f"\nseed {seed}: {said.rpartition('= SUMMARY =')[2]}", file=sys.stderr)
    assert kept, said
    counted = SENT.search(said)
    assert counted is not None
    assert int(counted[1].replace(",", "")) >= LEAST_OF_A_LONG_RUN


@pytest.mark.long
def test_every_link_of_the_contract_is_followed_by_the_tool(service: str, tmp_path: Path) -> None:
    """One address at a time with those that it leads to: among all 216 at once a walk seldom finds the next."""
    leads_to = links_of(httpx.get(f"{service}/openapi.json").json())
    assert len(leads_to) > 10
    for source, targets in leads_to.items():
        chosen = [each for name in {source, *targets} for each in ("--include-operation-id", name)]
        _, said = run_schemathesis(service, tmp_path, "--phases", "stateful", "--mode", "positive", *FEW_WALKS, *chosen)
        followed = FOLLOWED.search(said)
        assert followed is not None, said
        assert followed[1] == followed[2], said
        failed = set(re.findall(r"❌ (.*): [0-9]+", said))
        assert failed <= {"ST901 Custom check failed: `HalfAreAnswered`"}, said  # a share of all operations together


FEW_WALKS = ("--max-examples", "40", "--seed", "1")


def links_of(contract: Json) -> dict[str, set[str]]:
    """The operations that the answers of each lead to."""
    found: dict[str, set[str]] = {}
    for methods in contract["paths"].values():
        for operation in methods.values():
            for reply in operation["responses"].values():
                for link in reply.get("links", {}).values():
                    found.setdefault(operation["operationId"], set()).add(link["operationId"])
    return found
