"""An uplift on the wire."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from precept.api.assumption_wire import AssumptionsRequest, ParameterSetName
from precept.api.officer_cost_wire import OnCostsRequest
from precept.api.officers_text import officers_text
from precept.api.precept_wire import PoliceAreaCode, known
from precept.api.text import MonthText, OfficersText, written
from precept.api.wire import (
    Answer,
    Provenance,
    RegisterVersionText,
    Request,
    WorkingAnswer,
    WorkingsAsked,
    provenance_of,
    workings_of,
)
from precept.register.register import Register
from precept.register.units import pounds
from precept.register.years import FinancialYear
from precept.uplift.costing import UpliftOutcome
from precept.uplift.explanation import explain_uplift
from precept.uplift.pathway import PipelineLimit
from precept.uplift.plan import CountedAs, Staffing
from precept.uplift.premium import SustainedCost
from precept.uplift.quantities import Pence
from precept.uplift.question import FiringRange, UpliftQuestion

RangeDaysText = Annotated[
    str, written(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?", "Days a year below 100,000, up to two decimals.", "220")
]
StudentsText = Annotated[
    str, written(r"[1-9][0-9]{0,2}(\.[0-9]{1,2})?", "Students on one range day, 1 to 999.99.", "12")
]


RoleWord = Annotated[
    Literal["arv_officer", "afo", "taser_officer"],
    Meta(
        description="What the officers are trained for: an armed response officer (the defaults), an authorised firearms "
        "officer without a vehicle, or one trained to carry a taser, who stays in the post. GET /v1/role-values lists what "
        "differs."
    ),
]


class FiringRangeRequest(Request, frozen=True, kw_only=True):
    """How far the ranges go. There is no default: without this they are no limit."""

    range_days_a_year: RangeDaysText
    students_per_range_day: StudentsText

    def to_range(self) -> FiringRange:
        """Read the ranges into days and students."""
        return FiringRange(Decimal(self.range_days_a_year), Decimal(self.students_per_range_day))


class UpliftTerms(Request, frozen=True, kw_only=True):
    """The uplift itself: how many extra firearms officers, of whom, from when, for how many financial years.

    `start_month` counts within the first financial year; the last month is the March that ends the last. `counted_as`
    says whether `officers` are authorised, or authorised and deployable. `convert` leaves the posts behind empty,
    `convert_and_backfill` hires recruits for them, `transferee` takes officers trained by another force.
    """

    role: RoleWord = "arv_officer"
    officers: Annotated[int, Meta(ge=0, le=1000, description="Extra officers asked for.", examples=[24])]
    counted_as: Literal["authorised", "deployable"] = "authorised"
    strength_at_start: OfficersText
    staffing: Literal["convert", "convert_and_backfill", "transferee"] = "convert_and_backfill"
    start_month: MonthText | UnsetType = UNSET
    years: Annotated[int, Meta(ge=1, le=10, description="Financial years to follow.", examples=[4])] = 4
    parameter_set: ParameterSetName = "defaults"
    assumptions: AssumptionsRequest = AssumptionsRequest()
    on_costs: OnCostsRequest = OnCostsRequest()
    firing_range: FiringRangeRequest | UnsetType = UNSET

    def question_of(self, register: Register, area_code: str | None, start_month: str) -> UpliftQuestion:
        """Read the terms of an uplift that starts in the month given, written 2016-04."""
        ranges = known(self.firing_range)
        return UpliftQuestion(
            start=dt.date.fromisoformat(f"{start_month}-01"),
            years=self.years,
            officers=self.officers,
            strength_at_start=Decimal(self.strength_at_start),
            staffing=Staffing(self.staffing),
            counted_as=CountedAs(self.counted_as),
            assumptions=self.assumptions.to_assumptions(register, self.parameter_set, self.role),
            area_code=area_code,
            role=self.role,
            on_costs=self.on_costs.to_given(),
            firing_range=None if ranges is None else ranges.to_range(),
        )


class UpliftRequest(UpliftTerms, frozen=True, kw_only=True):
    """An uplift in the firearms officers of a police area; without an area no regional allowance is paid."""

    police_area: PoliceAreaCode | UnsetType = UNSET
    start_month: MonthText
    workings: WorkingsAsked = False
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self, register: Register) -> UpliftQuestion:
        """Read the request into a question."""
        return self.question_of(register, known(self.police_area), self.start_month)


Limit = Literal["none", "volunteers", "class_size", "instructors", "range"]
_LIMITS: dict[int, Limit] = {
    PipelineLimit.NONE: "none",
    PipelineLimit.VOLUNTEERS: "volunteers",
    PipelineLimit.INTAKES: "class_size",
    PipelineLimit.INSTRUCTORS: "instructors",
    PipelineLimit.RANGE: "range",
}


def limit_word(limit: PipelineLimit) -> Limit:
    """Name a limit as it goes out."""
    return _LIMITS[limit]


class UpliftMonth(Answer, frozen=True, kw_only=True):
    """One month: stocks at its end, flows within it; officers are expected values, with two decimals."""

    month: str
    financial_year: str
    authorised: str
    deployable: str
    extra_authorised: str
    extra_deployable: str
    course_places_asked: str
    course_places: str
    limit: Limit
    in_training: str
    qualified: str
    leavers: str
    net_transfers: str
    backfill_in_post: str
    response_shortfall: str
    recurring_pounds: str
    one_off_pounds: str
    in_year_pounds: str


class UpliftYear(Answer, frozen=True, kw_only=True):
    """One financial year: stocks at its end, flows and money within it.

    `in_year_pounds` is `recurring_pounds` and `one_off_pounds`; `baseline_replacement_pounds` is the part of the one-off
    money that replaces the leavers of the strength at the start, which is spent anyway. `full_year_effect_pounds` is a
    whole year of every officer asked for, at mature pay. `opportunity_pounds` is time lost to response, not cash.
    """

    financial_year: str
    months: int
    authorised: str
    deployable: str
    extra_authorised: str
    extra_deployable: str
    course_places: str
    qualified: str
    leavers: str
    pay_pounds: str
    premium_pounds: str
    kit_renewal_pounds: str
    course_pounds: str
    kit_pounds: str
    recruitment_pounds: str
    recurring_pounds: str
    one_off_pounds: str
    in_year_pounds: str
    baseline_replacement_pounds: str
    full_year_effect_pounds: str
    opportunity_pounds: str


class PremiumAnswer(Answer, frozen=True, kw_only=True):
    """What the role costs a year beyond pay, in the first year's prices."""

    refresher_training_annual_pounds: str
    ammunition_annual_pounds: str
    taser_running_annual_pounds: str
    kit_renewal_annual_pounds: str
    vehicle_share_annual_pounds: str
    medical_fitness_annual_pounds: str
    total_annual_pounds: str


class SustainedAnswer(Answer, frozen=True, kw_only=True):
    """What one extra officer costs in every year that there is one."""

    pay_annual_pounds: str
    premium_annual_pounds: str
    replacing_leavers_annual_pounds: str
    total_annual_pounds: str


class UnitCostAnswer(Answer, frozen=True, kw_only=True):
    """What one firearms officer costs, in the first year's prices: the premium, to qualify once, and for good."""

    premium: PremiumAnswer
    training_to_qualify_pounds: str
    kit_to_qualify_pounds: str
    cost_to_qualify_pounds: str
    cost_to_replace_pounds: str
    sustained_at_mature_pay: SustainedAnswer
    sustained_at_entry_pay: SustainedAnswer


class PlacesAllowed(Answer, frozen=True, kw_only=True):
    """Course places a year that one limit allows once the first month's leavers have gone, refresher training served first."""

    limit: Limit
    places_a_year: str


class UpliftBody(Answer, frozen=True, kw_only=True):
    """An uplift followed by month and by financial year."""

    starts_on: str
    ends_on: str
    officers: int
    counted_as: Literal["authorised", "deployable"]
    staffing: Literal["convert", "convert_and_backfill", "transferee"]
    authorised_sought: str
    reached_in_month: str | None
    places_allowed: list[PlacesAllowed]
    unit_cost: UnitCostAnswer
    years: list[UpliftYear]
    months: list[UpliftMonth]


class UpliftAnswer(UpliftBody, frozen=True, kw_only=True):
    """An uplift with its sources."""

    warnings: list[str]
    workings: list[WorkingAnswer]
    provenance: Provenance


def uplift_answer(outcome: UpliftOutcome, register: Register, *, workings: bool) -> UpliftAnswer:
    """Write an outcome as it goes out."""
    return UpliftAnswer(
        **structs.asdict(uplift_body(outcome)),
        warnings=outcome.warnings,
        workings=workings_of(explain_uplift(outcome)) if workings else [],
        provenance=provenance_of(register, outcome.terms.figures),
    )


def uplift_body(outcome: UpliftOutcome) -> UpliftBody:
    """Write an outcome as a part of another answer."""
    question, run = outcome.question, outcome.run
    years = question.financial_years
    reached = outcome.month_reached
    return UpliftBody(
        starts_on=question.start.isoformat(),
        ends_on=years[-1].ends_on.isoformat(),
        officers=question.officers,
        counted_as=question.counted_as.value,
        staffing=question.staffing.value,
        authorised_sought=officers_text(run.authorised_sought[0]),
        reached_in_month=None if reached is None else question.month(reached).isoformat()[:7],
        places_allowed=[
            PlacesAllowed(limit=_LIMITS[code], places_a_year=officers_text(allowed))
            for code, allowed in enumerate(run.places_allowed_a_year[0], start=1)
            if allowed != float("inf")
        ],
        unit_cost=_unit_cost(outcome),
        years=[_year(outcome, number, year) for number, year in enumerate(years)],
        months=[_month(outcome, number) for number in range(question.months)],
    )


def _unit_cost(outcome: UpliftOutcome) -> UnitCostAnswer:
    premium, qualifying = outcome.premium, outcome.qualifying

    def first(pence: Pence) -> str:
        return pounds(int(pence[0, 0]))

    def sustained(cost: SustainedCost) -> SustainedAnswer:
        return SustainedAnswer(
            pay_annual_pounds=first(cost.pay),
            premium_annual_pounds=first(cost.premium),
            replacing_leavers_annual_pounds=first(cost.replacing_leavers),
            total_annual_pounds=first(cost.total),
        )

    return UnitCostAnswer(
        premium=PremiumAnswer(
            refresher_training_annual_pounds=first(premium.refresher_training),
            ammunition_annual_pounds=first(premium.ammunition),
            taser_running_annual_pounds=first(premium.taser_running),
            kit_renewal_annual_pounds=first(premium.kit_renewal),
            vehicle_share_annual_pounds=first(premium.vehicle_share),
            medical_fitness_annual_pounds=first(premium.medical_fitness),
            total_annual_pounds=first(premium.total),
        ),
        training_to_qualify_pounds=first(qualifying.training),
        kit_to_qualify_pounds=first(qualifying.kit),
        cost_to_qualify_pounds=first(qualifying.additional),
        cost_to_replace_pounds=first(qualifying.replacement),
        sustained_at_mature_pay=sustained(outcome.sustained_at_mature_pay),
        sustained_at_entry_pay=sustained(outcome.sustained_at_entry_pay),
    )


def _year(outcome: UpliftOutcome, number: int, year: FinancialYear) -> UpliftYear:
    run, money = outcome.run, outcome.money
    months = [month for month, of_year in enumerate(run.plan.year_of_month) if of_year == number]
    last = months[-1]
    lines = money.by_year
    return UpliftYear(
        financial_year=str(year),
        months=len(months),
        authorised=officers_text(run.authorised[0, last]),
        deployable=officers_text(run.deployable[0, last]),
        extra_authorised=officers_text(run.extra_authorised[0, last]),
        extra_deployable=officers_text(run.extra_deployable[0, last]),
        course_places=officers_text(run.places[0, months].sum()),
        qualified=officers_text(run.qualified[0, months].sum()),
        leavers=officers_text(run.leavers[0, months].sum()),
        pay_pounds=pounds(int(lines.pay[0, number])),
        premium_pounds=pounds(int(lines.premium[0, number])),
        kit_renewal_pounds=pounds(int(lines.kit_renewal[0, number])),
        course_pounds=pounds(int(lines.course[0, number])),
        kit_pounds=pounds(int(lines.kit[0, number])),
        recruitment_pounds=pounds(int(lines.recruitment[0, number])),
        recurring_pounds=pounds(int(lines.recurring[0, number])),
        one_off_pounds=pounds(int(lines.one_off[0, number])),
        in_year_pounds=pounds(int(lines.in_year[0, number])),
        baseline_replacement_pounds=pounds(int(money.baseline_replacement[0, number])),
        full_year_effect_pounds=pounds(int(money.full_year_effect[0, number])),
        opportunity_pounds=pounds(int(lines.opportunity[0, number])),
    )


def _month(outcome: UpliftOutcome, number: int) -> UpliftMonth:
    run, lines, backfill = outcome.run, outcome.money.by_month, outcome.backfill
    day = outcome.question.month(number)
    return UpliftMonth(
        month=day.isoformat()[:7],
        financial_year=str(FinancialYear.of(day)),
        authorised=officers_text(run.authorised[0, number]),
        deployable=officers_text(run.deployable[0, number]),
        extra_authorised=officers_text(run.extra_authorised[0, number]),
        extra_deployable=officers_text(run.extra_deployable[0, number]),
        course_places_asked=officers_text(run.asked[0, number]),
        course_places=officers_text(run.places[0, number]),
        limit=_LIMITS[int(run.limit[0, number])],
        in_training=officers_text(run.in_training[0, number]),
        qualified=officers_text(run.qualified[0, number]),
        leavers=officers_text(run.leavers[0, number]),
        net_transfers=officers_text(run.transfers_net[0, number]),
        backfill_in_post=officers_text(backfill.in_post[0, number]),
        response_shortfall=officers_text(backfill.response_shortfall[0, number]),
        recurring_pounds=pounds(int(lines.recurring[0, number])),
        one_off_pounds=pounds(int(lines.one_off[0, number])),
        in_year_pounds=pounds(int(lines.in_year[0, number])),
    )
