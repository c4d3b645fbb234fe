"""`/v1/funding/plans/solve`: what closes the gap of a medium-term plan."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType

from precept.api.decoding import body_of
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.plan_answer import PlanCouncilTax, council_tax_of
from precept.api.plan_wire import PlanAsked, months_from
from precept.api.plans import KENT_PLAN, PLAN_REFUSALS
from precept.api.text import MonthText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.funding.plan.assess import meaning_something, plan
from precept.funding.plan.closing import ByOfficers, BySaving, Closings, Wanted, WhyOpen, close_gap
from precept.funding.plan.run import PlanRun
from precept.register.refusals import AssumptionOutOfRange, within
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds, sterling
from precept.uplift.quantities import MONTHS_A_YEAR

WhyOpenWord = Literal["limit", "limit_not_known", "begins_too_late", "beyond_what_is_calculated", "no_officers_left"]


class PlanSolveRequest(PlanAsked, frozen=True, kw_only=True):
    """A plan, and when nothing may be missing after reserves; a saving begins in `saving_from`, or in the first April."""

    close: Annotated[
        Literal["every_year", "last_year"],
        Meta(description="Whether nothing may be missing in any year, or in the last one."),
    ] = "every_year"
    saving_from: MonthText | UnsetType = UNSET


class ClosingYear(Answer, frozen=True, kw_only=True):
    """Council tax of one year, what it raises beyond the plan as asked, and what is still missing after reserves."""

    financial_year: str
    council_tax: PlanCouncilTax
    extra_pounds: str
    missing_pounds: str


class ClosedByBandD(Answer, frozen=True, kw_only=True):
    """Council tax: the earliest years raised first, each within its limit, and none of them a step more than is needed.

    A later increase that would be over its limit on the higher band D before it stops at the limit; a year that was asked
    for above its limit stays so, and a warning says it. `why_open` says why this does not close the gap by itself, null where
    it does; the years are then the nearest there is. `short_at_one_step_less_pounds` is the most that is short in a year with
    one step less on the last one raised.
    """

    closes: bool
    why_open: WhyOpenWord | None
    years: list[ClosingYear]
    short_at_one_step_less_pounds: str | None


class ClosedBySaving(Answer, frozen=True, kw_only=True):
    """The smallest recurring saving, in pounds of a full year, null where none closes the gap; proved by a penny less."""

    closes: bool
    why_open: WhyOpenWord | None
    saving_from: str
    pounds_a_year: str | None
    missing_pounds_by_year: list[str]
    short_at_one_penny_less_pounds: str | None


class ClosedByFewerOfficers(Answer, frozen=True, kw_only=True):
    """The most officers that the plan bears; proved by one more. `deployable_by_year` is what they come to at each year's end."""

    closes: bool
    why_open: WhyOpenWord | None
    officers: int
    fewer: int
    deployable_by_year: list[str]
    missing_pounds_by_year: list[str]
    short_at_one_more_pounds: str | None


class PlanSolveAnswer(Answer, frozen=True, kw_only=True):
    """What closes a plan's gap: three ways, each alone, the plan otherwise as asked.

    `short_pounds` is the most that is short in any year that counts; nothing where the gap is closed as asked, and each way
    is then the plan itself. `missing_pounds_by_year` is what is missing after reserves. Officers are null without an uplift.
    """

    closed_as_asked: bool
    short_pounds: str
    missing_pounds_by_year: list[str]
    explanation: str
    by_band_d: ClosedByBandD
    by_saving: ClosedBySaving
    by_fewer_officers: ClosedByFewerOfficers | None
    warnings: list[str]
    provenance: Provenance


def answer(request: PlanSolveRequest, register: Register) -> PlanSolveAnswer:
    """From a request to the ways that close its gap."""
    with within("precept"):
        refuse_other_version(request.precept.register_version, register)
    wanted = _wanted(request)
    outcome = plan(request.to_question(register), request.to_rates(), register)
    with meaning_something():
        found = close_gap(outcome, wanted)
    figures = (*outcome.run.path.outcomes[0].proposal.figures, *outcome.terms.figures)
    return PlanSolveAnswer(
        closed_as_asked=wanted.closes(outcome.run),
        short_pounds=pounds(max(0, wanted.short(outcome.run))),
        missing_pounds_by_year=_missing(outcome.run),
        explanation=" ".join(_in_words(found)),
        by_band_d=_by_band_d(found),
        by_saving=_by_saving(found.by_saving, _saving_from(request)),
        by_fewer_officers=None if found.by_officers is None else _by_officers(found, found.by_officers),
        warnings=list(outcome.warnings),
        provenance=provenance_of(register, figures),
    )


def _saving_from(request: PlanSolveRequest) -> str:
    own = request.saving_from
    return f"{request.precept.financial_year[:4]}-04" if isinstance(own, UnsetType) else own


def _wanted(request: PlanSolveRequest) -> Wanted:
    first = int(request.precept.financial_year[:4])
    start = months_from(first, _saving_from(request))
    if not 0 <= start < MONTHS_A_YEAR * request.years:
        raise AssumptionOutOfRange(
            "A saving outside the plan's years closes nothing in them.",
            field="saving_from",
            remedy=f"Give a month from {first}-04 to {first + request.years}-03.",
        )
    return Wanted(request.close == "every_year", start)


def _missing(run: PlanRun) -> list[str]:
    return [pounds(max(0, int(each))) for each in run.missing[0]]


def _by_band_d(found: Closings) -> ClosedByBandD:
    way, missing = found.by_band_d, _missing(found.by_band_d.run)
    return ClosedByBandD(
        closes=way.why_open is None,
        why_open=_word(way.why_open),
        years=[
            ClosingYear(
                financial_year=str(year),
                council_tax=council_tax_of(way.run, place),
                extra_pounds=pounds(int(way.extra[place])),
                missing_pounds=missing[place],
            )
            for place, year in enumerate(found.outcome.question.financial_years)
        ],
        short_at_one_step_less_pounds=_pounds_or_none(way.short_one_step_less),
    )


def _by_saving(found: BySaving, saving_from: str) -> ClosedBySaving:
    return ClosedBySaving(
        closes=found.why_open is None,
        why_open=_word(found.why_open),
        saving_from=saving_from,
        pounds_a_year=_pounds_or_none(found.pence),
        missing_pounds_by_year=_missing(found.run),
        short_at_one_penny_less_pounds=_pounds_or_none(found.short_one_penny_less),
    )


def _by_officers(found: Closings, fewer: ByOfficers) -> ClosedByFewerOfficers:
    asked = found.outcome.terms.uplift_begun(0).question.officers
    people = fewer.run.people
    return ClosedByFewerOfficers(
        closes=fewer.why_open is None,
        why_open=_word(fewer.why_open),
        officers=fewer.officers,
        fewer=asked - fewer.officers,
        deployable_by_year=[] if people is None else [officers_text(each) for each in people.deployable[0]],
        missing_pounds_by_year=_missing(fewer.run),
        short_at_one_more_pounds=_pounds_or_none(fewer.short_one_more),
    )


def _word(why: WhyOpen | None) -> WhyOpenWord | None:
    return None if why is None else why.value


def _pounds_or_none(pence: int | None) -> str | None:
    return None if pence is None else pounds(pence)


def _in_words(found: Closings) -> Iterator[str]:
    """Say what is short, and what each way comes to."""
    wanted, outcome = found.wanted, found.outcome
    year = "any year" if wanted.every_year else str(outcome.question.financial_years[-1])
    if wanted.closes(outcome.run):
        yield f"Nothing is short in {year}: the plan closes as asked."
        return
    if wanted.every_year:
        yield f"{sterling(wanted.short(outcome.run))} is short in the year that lacks most."
    else:
        yield f"{sterling(wanted.short(outcome.run))} is short in {year}."
    yield _said_of_band_d(found)
    yield _said_of_saving(found.by_saving)
    fewer = found.by_officers
    if fewer is not None:
        asked = outcome.terms.uplift_begun(0).question.officers
        yield (
            f"With {fewer.officers} of the {asked} officers it closes."
            if fewer.why_open is None
            else f"Without any of the {asked} officers {sterling(wanted.short(fewer.run))} is still short."
        )


def _said_of_band_d(found: Closings) -> str:
    way, asked = found.by_band_d, found.outcome.run.path.outcomes
    raised = [
        f"£{decimals(now.band_d, TEN_THOUSANDTHS)} in {now.proposal.year}"
        for now, before in zip(way.outcomes, asked, strict=True)
        if now.band_d != before.band_d
    ]
    path = f"Band D of {', '.join(raised)}" if raised else "Band D as asked"
    if way.why_open is None:
        unlimited = any(each.verdict.limit_band_d is None for each in way.outcomes)
        return f"{path} closes it{'; some of its years have no limit' if unlimited else ''}."
    short = sterling(found.wanted.short(way.run))
    unknown = "; years whose limit is not known are left as asked" if way.why_open is WhyOpen.LIMIT_NOT_KNOWN else ""
    more = "no more is allowed" if raised else "no year can be raised"
    return f"{path} still leaves {short} short: {more}{unknown}."


def _said_of_saving(found: BySaving) -> str:
    if found.pence is not None:
        return f"A saving of {sterling(found.pence)} a year closes it."
    if found.why_open is WhyOpen.BEGINS_TOO_LATE:
        return "No saving from that month closes it: a year that is short is over before."
    return "No saving that is calculated closes it."


@post(
    "/v1/funding/plans/solve",
    status_code=200,
    opt=documented(
        Operation(
            "solvePlan",
            "Funding",
            "What closes the gap of a medium-term plan",
            "Three ways, each alone: band D within every year's limit, the earliest years first; a recurring saving from a month "
            "on; fewer officers. Each is the smallest that leaves nothing missing after reserves, shown with what one step less "
            "leaves short; or the reason why it does not, and the nearest.",
            answer=PlanSolveAnswer,
            body=PlanSolveRequest,
            refusals=PLAN_REFUSALS,
            example=KENT_PLAN,
            example_of="Kent, from its printed budget of 2019-20",
        )
    ),
)
async def solve_plan(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> PlanSolveAnswer:
    """Answer what closes a plan's gap; a long search does not hold up other callers."""
    asked = await body_of(request, PlanSolveRequest)
    return await asyncio.to_thread(answer, asked, register)


PLAN_SOLVE_HANDLERS = [solve_plan]
