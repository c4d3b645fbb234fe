"""`/v1/uplifts/back-tests`: what the model would have said of an uplift whose outcome is known."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import Meta, Struct, structs

from precept.api.decoding import query_of
from precept.api.officers_text import officers_text, plain_text
from precept.api.operations import Operation, documented
from precept.api.problems import NotInContract
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import written
from precept.api.wire import Answer, Provenance, provenance_of
from precept.register.register import Register
from precept.uplift.back_test import BackTestOutcome, Tried, back_test, cases, month_of

TAG = "Officers"
PATH = "/v1/uplifts/back-tests"
_EXAMPLE = {"back_test": "kent_2016", "knowledge": "then"}

BackTestName = Annotated[
    str,
    written(
        r"[a-z][a-z0-9_]{1,40}",
        "A back-test of the register, such as kent_2016 (see GET /v1/back-tests).",
        "kent_2016",
        name="BackTestName",
        extra={"x-enum": "back_tests"},
    ),
]
KnowledgeWord = Annotated[
    Literal["then", "hindsight"],
    Meta(
        description="then: by what was published when it began, and the middle of the range where a default rests on something "
        "later. hindsight: by the register's defaults."
    ),
]


class BackTestQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which uplift, and by which knowledge."""

    back_test: BackTestName
    knowledge: KnowledgeWord = "then"


class BackTestMonth(Answer, frozen=True, kw_only=True):
    """One month of the central run: expected officers with two decimals, stocks at its end."""

    month: str
    authorised: str
    course_places: str
    qualified: str
    leavers: str
    net_transfers: str


class TriedAnswer(Answer, frozen=True, kw_only=True):
    """One parameter moved alone: officers at the end with it at either end of its range.

    `explains` is the value that alone would have given what was observed; null where none in its range does.
    """

    parameter: str
    value: str
    low: str
    high: str
    officers_at_low: str
    officers_at_high: str
    swing: str
    explains: str | None


class BackTestAnswer(Answer, frozen=True, kw_only=True):
    """What the model would have said, beside what was observed; parameters in the order of their swing.

    `fewest_officers` and `most_officers` have every parameter at the end of its range that alone gives fewer, or more.
    """

    back_test: str
    title: str
    knowledge: str
    starts_on: str
    observed_month: str
    strength_at_start: str
    officers_sought: int
    observed_officers: int
    central_officers: str
    off_by: str
    fewest_officers: str
    most_officers: str
    observed_within_range: bool
    matters_most: str
    explanation: str
    tried: list[TriedAnswer]
    months: list[BackTestMonth]
    warnings: list[str]
    provenance: Provenance


def answer(query: BackTestQuery, register: Register) -> BackTestAnswer:
    """From a query to the model's answer; NotInContract for a back-test that is not held."""
    names = [each.back_test for each in cases(register)]
    if query.back_test not in names:
        raise NotInContract("There is no such back-test.", [("back_test", f"Expected one of {', '.join(names)}.")])
    return back_test_answer(back_test(query.back_test, query.knowledge, register), register)


def back_test_answer(found: BackTestOutcome, register: Register) -> BackTestAnswer:
    """Write a back-test as it goes out."""
    case, first = found.case, found.tried[0]
    return BackTestAnswer(
        back_test=case.back_test,
        title=case.title,
        knowledge=found.knowledge,
        starts_on=case.start_month.isoformat(),
        observed_month=case.observed_month.isoformat()[:7],
        strength_at_start=officers_text(float(case.strength_at_start)),
        officers_sought=case.officers,
        observed_officers=case.observed_officers,
        central_officers=officers_text(found.central),
        off_by=officers_text(found.off_by),
        fewest_officers=officers_text(found.fewest),
        most_officers=officers_text(found.most),
        observed_within_range=found.holds_what_was_observed,
        matters_most=first.name,
        explanation=_in_words(found, first),
        tried=[_tried(each) for each in found.tried],
        months=[_month(found, number) for number in range(found.months)],
        warnings=_warnings(found),
        provenance=provenance_of(register, found.figures),
    )


def _in_words(found: BackTestOutcome, first: Tried) -> str:
    case = found.case
    knowledge = (
        "by what was published then" if found.knowledge == "then" else "in hindsight, by the register's defaults"
    )
    return (
        f"From {case.strength_at_start} in post the model says {found.central:.1f} at the end of "
        f"{case.observed_month:%B %Y}, {knowledge}; {case.observed_officers:,} were. It moves most with {first.name}: from "
        f"{first.at_low:.1f} to {first.at_high:.1f} over its range alone."
    )


def _warnings(found: BackTestOutcome) -> list[str]:
    told = []
    if found.knowledge == "hindsight":
        told.append("Hindsight: some of the defaults rest on figures published after the uplift began.")
    if not found.holds_what_was_observed:
        told.append(
            "What was observed lies outside the range even with every parameter at its end: the model misses it."
        )
    return told


def _tried(each: Tried) -> TriedAnswer:
    return TriedAnswer(
        parameter=each.name,
        value=plain_text(each.value),
        low=plain_text(each.low),
        high=plain_text(each.high),
        officers_at_low=officers_text(each.at_low),
        officers_at_high=officers_text(each.at_high),
        swing=officers_text(each.swing),
        explains=None if each.explains is None else plain_text(each.explains),
    )


def _month(found: BackTestOutcome, number: int) -> BackTestMonth:
    run = found.run
    return BackTestMonth(
        month=month_of(found.case, number).isoformat()[:7],
        authorised=officers_text(run.authorised[0, number]),
        course_places=officers_text(run.places[0, number]),
        qualified=officers_text(run.qualified[0, number]),
        leavers=officers_text(run.leavers[0, number]),
        net_transfers=officers_text(run.transfers_net[0, number]),
    )


@get(
    PATH,
    opt=documented(
        Operation(
            "getBackTest",
            TAG,
            "What the model would have said of an uplift whose outcome is known",
            "The central run month by month, how far it is off what was observed, its range, and every assumption moved alone, "
            "the one that matters most first.",
            answer=BackTestAnswer,
            query=BackTestQuery,
            example=_EXAMPLE,
        )
    ),
)
async def get_back_test(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> BackTestAnswer:
    """Answer with a back-test."""
    return answer(query_of(request, BackTestQuery), register)


def _tables(query: BackTestQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"Back-test {found.back_test}, {found.knowledge}",
        rows=([structs.astuple(each) for each in found.tried], [structs.astuple(each) for each in found.months]),
        provenance=found.provenance,
        notes=(found.title, found.explanation, *found.warnings),
    )


_SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="BackTest",
    tag=TAG,
    title="A back-test",
    query=BackTestQuery,
    sheets=(
        SheetSpec(
            "tried",
            "Every assumption of a back-test moved alone",
            "One row a parameter, the one that moves the officers most first.",
            tuple(each.encode_name for each in structs.fields(TriedAnswer)),
        ),
        SheetSpec(
            "months",
            "The central run of a back-test",
            "One row a month, from the first to the one observed.",
            tuple(each.encode_name for each in structs.fields(BackTestMonth)),
        ),
    ),
    tables=_tables,
    refusals=(),
    example=_EXAMPLE,
)

BACK_TEST_HANDLERS = [get_back_test, *_SPREADSHEETS.handlers()]
