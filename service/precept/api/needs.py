"""`/v1/uplifts/needs`: what it takes to reach a strength by a month, and to hold it."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType

from precept.api.decoding import body_of
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.text import MonthText
from precept.api.uplift_months import Limit, limit_word
from precept.api.uplift_wire import UpliftAsked
from precept.api.wire import Answer, Provenance, RegisterVersionText, provenance_of
from precept.register.refusals import AssumptionOutOfRange, AssumptionsConflict, RegisterVersionNotHeld
from precept.register.register import Register
from precept.uplift.costing import figures_of, in_callers_terms, notes_on, pipeline_assumptions
from precept.uplift.need import Need, UpliftNeed, what_it_takes
from precept.uplift.pipeline import PipelineRun, first_month_at, run_pipeline
from precept.uplift.plan import MOST_MONTHS, Staffing
from precept.uplift.question import UpliftQuestion

TAG = "Officers"


class NeedsRequest(UpliftAsked, frozen=True, kw_only=True):
    """So many extra firearms officers, in how many months from the first; money is not looked at."""

    start_month: MonthText
    months: Annotated[int, Meta(ge=1, le=120, description="Months in which to reach it.", examples=[24])] = 24
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self, register: Register) -> UpliftQuestion:
        """Read the request as an uplift; its years are not looked at."""
        return self.asked_of(register, self.start_month, years=1)


class NeedAnswer(Answer, frozen=True, kw_only=True):
    """A year of it: expected officers, places and volunteers with two decimals, courses and instructors in whole ones."""

    qualifiers_a_year: str
    course_places_a_year: str
    volunteers_a_year: str | None
    courses_a_year: int
    instructors: int
    enough: bool
    limit: Limit


class PlacesAllowedAtStrength(Answer, frozen=True, kw_only=True):
    """Course places a year that one limit allows at the strength sought, refresher training served first."""

    limit: Limit
    places_a_year: str


class NeedsAnswer(Answer, frozen=True, kw_only=True):
    """What it takes to reach the strength sought in so many months, and to hold it; and when the pipeline gets there.

    `enough` says whether the places allowed are; `limit` is what falls short. `reached_in_month` is the month at whose end
    the pipeline of the assumptions has the strength, null where it has not in fifty years; `settles_at` is what it has then.
    """

    strength_at_start: str
    authorised_sought: str
    deployable_sought: str
    months: int
    by_month: str
    to_reach: NeedAnswer
    to_hold: NeedAnswer
    places_allowed: list[PlacesAllowedAtStrength]
    reached_in_month: str | None
    settles_at: str
    explanation: str
    warnings: list[str]
    provenance: Provenance


def answer(request: NeedsRequest, register: Register) -> NeedsAnswer:
    """From a request to what it takes."""
    refuse_other_version(request.register_version, register)
    question = request.to_question(register)
    with in_callers_terms():
        return _answer(question, request.months, register)


def _answer(question: UpliftQuestion, months: int, register: Register) -> NeedsAnswer:
    assumptions = pipeline_assumptions(question)
    run = run_pipeline(assumptions, question.plan(months=MOST_MONTHS))
    sought = float(run.authorised_sought[0])
    need = what_it_takes(
        assumptions,
        question.staffing,
        strength_at_start=float(question.strength_at_start),
        sought=sought,
        months=months_to_train(run, months),
    )
    reached = int(first_month_at(run.authorised, run.authorised_sought)[0])
    settles = float(run.authorised[0, -12:].mean())
    by_month = question.month_text(months - 1)
    reached_in = None if reached < 0 else question.month_text(reached)
    return NeedsAnswer(
        strength_at_start=officers_text(need.strength_at_start),
        authorised_sought=officers_text(sought),
        deployable_sought=officers_text(sought * float(assumptions.deployable_share[0])),
        months=months,
        by_month=by_month,
        to_reach=_need(need.reach, need, to_reach=True),
        to_hold=_need(need.hold, need, to_reach=False),
        places_allowed=[
            PlacesAllowedAtStrength(limit=limit_word(limit), places_a_year=officers_text(places))
            for limit, places in need.allowed.items()
            if places != float("inf")
        ],
        reached_in_month=reached_in,
        settles_at=officers_text(settles),
        explanation=_in_words(need, reached_in, settles, by_month),
        warnings=[*notes_on(question), *_pool_as_it_is(question)],
        provenance=provenance_of(register, figures_of(question)),
    )


def months_to_train(run: PipelineRun, months: int) -> int:
    """The months in which officers can be added: where constables are hired first, those after their probation."""
    if run.plan.staffing is not Staffing.RECRUIT:
        return months
    ready = int(run.assumptions.hire_lag[0] + run.assumptions.to_eligible_for_firearms[0])
    if months <= ready:
        raise AssumptionOutOfRange(
            f"The constables hired first are past probation after {ready} months.",
            field="months",
            remedy=f"Give more than {ready} months, or another staffing.",
        )
    return months - ready


def _pool_as_it_is(question: UpliftQuestion) -> list[str]:
    if question.pool is None:
        return []
    return [
        "Volunteers are those of the pool as it is at the start; settles_at follows it as officers leave it for the role."
    ]


def _need(each: Need, need: UpliftNeed, *, to_reach: bool) -> NeedAnswer:
    limit = need.binding_to_reach if to_reach else need.binding_to_hold
    word: Limit = limit_word(limit)
    return NeedAnswer(
        qualifiers_a_year=officers_text(each.qualifiers),
        course_places_a_year=officers_text(each.places),
        volunteers_a_year=None if each.volunteers is None else officers_text(each.volunteers),
        courses_a_year=each.courses,
        instructors=each.instructors,
        enough=word == "none",
        limit=word,
    )


def _in_words(need: UpliftNeed, reached_in: str | None, settles: float, by_month: str) -> str:
    takes = (
        f"To have {need.sought:.1f} in post by the end of {by_month} takes {need.reach.qualifiers:.1f} qualifiers a year from "
        f"{need.reach.places:.1f} course places; to hold them takes {need.hold.places:.1f} places a year."
    )
    if reached_in is not None:
        return f"{takes} The pipeline as assumed gets there in {reached_in}."
    return f"{takes} The pipeline as assumed never gets there: it settles at {settles:.1f}."


@post(
    "/v1/uplifts/needs",
    status_code=200,
    opt=documented(
        Operation(
            "calculateUpliftNeeds",
            TAG,
            "What it takes to reach a strength by a month, and to hold it",
            "Qualifiers, course places, volunteers, courses and instructors a year, against what each limit allows at that "
            "strength; and the month in which the pipeline as assumed gets there, or where it settles.",
            answer=NeedsAnswer,
            body=NeedsRequest,
            refusals=(AssumptionOutOfRange, AssumptionsConflict, RegisterVersionNotHeld),
            example={
                "start_month": "2016-02",
                "officers": 24,
                "strength_at_start": "76",
                "months": 24,
            },
            example_of="76 to 100 in two years",
        )
    ),
)
async def calculate_needs(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> NeedsAnswer:
    """Answer what it takes."""
    return answer(await body_of(request, NeedsRequest), register)


NEED_HANDLERS = [calculate_needs]
