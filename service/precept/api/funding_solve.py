"""`/v1/funding/solve`: so many officers by a month, and the smallest lawful band D that keeps them."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.funding_wire import FundingAnswer, FundingQuestionRequest, funding_answer
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.plans import PLAN_REFUSALS
from precept.api.precept_wire import AboutPrecept
from precept.api.text import MonthText
from precept.api.wire import Answer
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.funding.solve import SolvedFunding, WhyNot, solve_funding
from precept.register.refusals import within
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds, sterling
from precept.uplift.plan import CountedAs

_FREEZE = Increase(IncreaseKind.FREEZE)


class FundingSolveRequest(FundingQuestionRequest, frozen=True, kw_only=True):
    """The officers wanted, by the end of which month, and what else pays; the band D is what is looked for."""

    precept: AboutPrecept
    by_month: MonthText


class DeliveryAnswer(Answer, frozen=True, kw_only=True):
    """Whether training has had them in post by the end of the month; leavers take them down again until the next intake.

    `latest_start_month` is the last month to begin in that does, null where beginning at once is too late;
    `reached_in_month` when they are in post if begun at once, null where never within the years followed.
    """

    by_month: str
    delivered: bool
    reached_in_month: str | None
    latest_start_month: str | None
    authorised_by_month: str
    deployable_by_month: str


class ReserveInYear(Answer, frozen=True, kw_only=True):
    """What a reserve must give in one year: the cost beyond the new money."""

    financial_year: str
    pounds: str


class NearestSolved(Answer, frozen=True, kw_only=True):
    """The most officers, fewer than asked for, that training delivers by the month and a lawful band D keeps: what works."""

    officers: int
    band_d_pounds: str
    needed_pounds: str
    latest_start_month: str | None
    reserve_pounds: str


class FundingSolveAnswer(Answer, frozen=True, kw_only=True):
    """The smallest lawful band D that keeps the number for good, or why there is none, and the nearest.

    `needed_pounds` is what must come every year beyond the baseline, at mature pay in the first year's prices.
    `officers_kept_at_one_step_less` proves that the band D is the smallest. `funding` is the whole calculation at
    `band_d_pounds`: what was found, or the nearest that is allowed. `reserve_by_year` is what each year lacks alone,
    `reserve_pounds` the most that is lacking when what earlier years leave over is kept. `nearest` is null where all the
    officers can be had, and where nobody can.
    """

    found: bool
    why_not: list[Literal["over_the_limit", "beyond_what_is_calculated", "pipeline"]]
    explanation: str
    needed_pounds: str
    needed_band_d_pounds: str | None
    band_d_pounds: str
    officers_kept: int
    officers_kept_at_one_step_less: int | None
    delivery: DeliveryAnswer
    reserve_by_year: list[ReserveInYear]
    reserve_pounds: str
    nearest: NearestSolved | None
    funding: FundingAnswer


def answer(request: FundingSolveRequest, register: Register) -> FundingSolveAnswer:
    """From a request to the band D that keeps the officers."""
    with within("precept"):
        refuse_other_version(request.precept.register_version, register)
    question = request.question_with(request.precept.question_of(_FREEZE, register), register)
    by = months_between(question.uplift.start.isoformat()[:7], request.by_month)
    return _answer(solve_funding(question, by, register), request, register)


def months_between(first: str, last: str) -> int:
    """How many months lie from one month, written 2016-04, to another."""
    (year, month), (to_year, to_month) = ((int(part) for part in each.split("-")) for each in (first, last))
    return (to_year - year) * 12 + to_month - month


def _answer(solved: SolvedFunding, request: FundingSolveRequest, register: Register) -> FundingSolveAnswer:
    uplift, delivery, solution = solved.question.uplift, solved.delivery, solved.solution
    needed_band_d = solution.needed_band_d
    return FundingSolveAnswer(
        found=not solved.why_not,
        why_not=[each.value for each in solved.why_not],
        explanation=_in_words(solved),
        needed_pounds=pounds(solved.needed),
        needed_band_d_pounds=None if needed_band_d is None else decimals(needed_band_d, TEN_THOUSANDTHS),
        band_d_pounds=decimals(solved.at.precept.band_d, TEN_THOUSANDTHS),
        officers_kept=solved.at.affordability.sustainable,
        officers_kept_at_one_step_less=None if solved.less is None else solved.less.affordability.sustainable,
        delivery=DeliveryAnswer(
            by_month=uplift.month_text(delivery.by),
            delivered=delivery.latest_start is not None,
            reached_in_month=None if delivery.reached is None else uplift.month_text(delivery.reached),
            latest_start_month=None if delivery.latest_start is None else uplift.month_text(delivery.latest_start),
            authorised_by_month=officers_text(delivery.in_post),
            deployable_by_month=officers_text(delivery.deployable),
        ),
        reserve_by_year=[
            ReserveInYear(financial_year=str(year.year), pounds=pounds(missing))
            for year, missing in zip(solved.at.years, solved.reserve_by_year, strict=True)
        ],
        reserve_pounds=pounds(solved.reserve_needed),
        nearest=None if solved.nearest is None else _nearest(solved.nearest),
        funding=funding_answer(solved.at, register, workings=request.workings),
    )


def _nearest(fewer: SolvedFunding) -> NearestSolved:
    start = fewer.delivery.latest_start
    return NearestSolved(
        officers=fewer.question.uplift.officers,
        band_d_pounds=decimals(fewer.at.precept.band_d, TEN_THOUSANDTHS),
        needed_pounds=pounds(fewer.needed),
        latest_start_month=None if start is None else fewer.question.uplift.month_text(start),
        reserve_pounds=pounds(fewer.reserve_needed),
    )


def _in_words(solved: SolvedFunding) -> str:
    uplift, delivery = solved.question.uplift, solved.delivery
    band_d = f"£{decimals(solved.at.precept.band_d, TEN_THOUSANDTHS)}"
    officers = f"Keeping {uplift.officers} {'officer' if uplift.officers == 1 else 'officers'} for good takes"
    takes = f"{sterling(solved.needed)} a year" if solved.needed > 0 else "nothing"
    said = [f"{officers} {takes} beyond the baseline{'' if solved.needed > 0 else ' and the other funding'}."]
    if solved.solution.outcome is not None:
        said.append(f"Band D of {band_d} is the smallest that raises it.")
    else:
        said.append(
            f"No band D that is allowed raises it; {band_d} is the nearest, and keeps {solved.at.affordability.sustainable}."
        )
    by = uplift.month_text(delivery.by)
    if WhyNot.PIPELINE in solved.why_not:
        when = (
            "never within the years followed"
            if delivery.reached is None
            else f"in {uplift.month_text(delivery.reached)}"
        )
        said.append(
            f"Training begun at once has {delivery.in_post:.2f} in post by the end of {by}, and all of them {when}."
        )
    elif delivery.latest_start is not None:
        said.append(f"Training reaches them by the end of {by} if begun by {uplift.month_text(delivery.latest_start)}.")
    if delivery.latest_start is not None and delivery.in_post < delivery.sought - 0.005:
        deployable = (
            f", {delivery.deployable:.2f} of them deployable," if uplift.counted_as is CountedAs.DEPLOYABLE else ""
        )
        said.append(
            f"Between intakes leavers take them down: {delivery.in_post:.2f}{deployable} are in post at the end of {by}."
        )
    if needed := solved.reserve_needed:
        said.append(f"With what earlier years leave over kept, {sterling(needed)} must come from reserves.")
    if (fewer := solved.nearest) is not None:
        paid = decimals(fewer.at.precept.band_d, TEN_THOUSANDTHS)
        said.append(f"{fewer.question.uplift.officers} can be in post by then and kept, with band D of £{paid}.")
    return " ".join(said)


@post(
    "/v1/funding/solve",
    status_code=200,
    opt=documented(
        Operation(
            "solveFunding",
            "Funding",
            "Find the smallest lawful band D that keeps so many officers, and when to begin",
            "So many more officers in post by a month, and kept for good: the smallest band D within the limit that pays for "
            "them at mature pay, the latest month to begin training in, what reserves must give in each year; or why there is "
            "none (the limit, the pipeline), and the nearest that there is. They are in post by the month when the strength "
            "sought has been reached by then: leavers may take it down again until the next intake, which the answer says.",
            answer=FundingSolveAnswer,
            body=FundingSolveRequest,
            refusals=PLAN_REFUSALS,
            example={
                "precept": {"police_area": "E23000032", "financial_year": "2016-17"},
                "baseline": {"kind": "percent", "percent": "2"},
                "uplift": {"officers": 24, "strength_at_start": "76", "staffing": "convert_and_backfill", "years": 4},
                "by_month": "2018-03",
            },
        )
    ),
)
async def solve_for_officers(
    request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]
) -> FundingSolveAnswer:
    """Answer with the band D that keeps the officers."""
    return answer(await body_of(request, FundingSolveRequest), register)


FUNDING_SOLVE_HANDLERS = [solve_for_officers]
