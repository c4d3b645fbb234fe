"""An uplift as it goes out: by month, by financial year, and what one officer costs."""

from __future__ import annotations

from typing import Literal

from msgspec import structs

from precept.api.officers_text import officers_text, plain_text
from precept.api.uplift_wire import StaffingWord
from precept.api.wire import Answer, Provenance, WorkingAnswer, provenance_of, workings_of
from precept.register.register import Register
from precept.register.units import pounds
from precept.register.years import FinancialYear
from precept.uplift.composition import Composition, compositions_at
from precept.uplift.costing import UpliftOutcome
from precept.uplift.drawn import Drawn
from precept.uplift.explanation import explain_uplift
from precept.uplift.pathway import PipelineLimit
from precept.uplift.premium import SustainedCost
from precept.uplift.quantities import Pence

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
    authorised_sought: str
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


class CompositionAnswer(Answer, frozen=True, kw_only=True):
    """Who the authorised officers are at the year's end: how they came, on which point, how long in the role.

    Leavers and those who go elsewhere are drawn from all alike. Years in the role of those in post at the start count
    from the start. `by_pay_point` lists the officers on points 0 to 7, `by_years_in_role` those with 0, 1, 2 … complete
    years. Each way of counting adds up to the authorised officers.
    """

    in_post_at_start: str
    trained: str
    transferred_in: str
    by_pay_point: list[str]
    by_years_in_role: list[str]


class UpliftYear(Answer, frozen=True, kw_only=True):
    """One financial year: stocks at its end, flows and money within it.

    `in_year_pounds` is `recurring_pounds` and `one_off_pounds`; `baseline_replacement_pounds` is the part of the one-off
    money that replaces the leavers of the strength at the start, which is spent anyway. `full_year_effect_pounds` is a
    whole year of every officer asked for, at mature pay. `opportunity_pounds` is time lost to response, not cash, over
    `course_days` officer days on courses. `bridging_pounds` is overtime or mutual aid for officers missing: counted as
    one-off, it goes on until the posts are filled. `extra_cars` are round-the-clock vehicles that the extra officers crew,
    null for a role that has none.
    """

    financial_year: str
    months: int
    authorised: str
    deployable: str
    extra_authorised: str
    extra_deployable: str
    extra_cars: str | None
    course_places: str
    course_days: str
    qualified: str
    leavers: str
    composition: CompositionAnswer
    pay_pounds: str
    premium_pounds: str
    kit_renewal_pounds: str
    role_allowance_pounds: str
    incident_support_pounds: str
    supervision_pounds: str
    course_pounds: str
    kit_pounds: str
    recruitment_pounds: str
    bridging_pounds: str
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
    supervision_annual_pounds: str
    role_allowance_annual_pounds: str
    incident_support_annual_pounds: str
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


class StageParameter(Answer, frozen=True, kw_only=True):
    """A parameter that governs a stage, as the pipeline used it: how long, which share, or how many a year."""

    name: str
    value: str
    unit: str


class StageAnswer(Answer, frozen=True, kw_only=True):
    """One stage on the way to the role, or in it."""

    stage: str
    what: str
    parameters: list[StageParameter]


class DrawnFromAnswer(Answer, frozen=True, kw_only=True):
    """What the role these officers are drawn from loses over the months followed, and what makes it good.

    At that role's own defaults and the first year's prices; no other figure of the answer counts it.
    """

    role: str
    title: str
    officers_lost: str
    course_places_to_replace: str
    cost_to_replace_pounds: str


class UpliftBody(Answer, frozen=True, kw_only=True):
    """An uplift followed by month and by financial year."""

    starts_on: str
    ends_on: str
    officers: int
    counted_as: Literal["authorised", "deployable"]
    staffing: StaffingWord
    authorised_sought: str
    reached_in_month: str | None
    stages: list[StageAnswer]
    drawn_from: DrawnFromAnswer | None
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
    year_ends = [12 * (number + 1) - question.first_month - 1 for number in range(question.years)]
    return UpliftBody(
        starts_on=question.start.isoformat(),
        ends_on=years[-1].ends_on.isoformat(),
        officers=question.officers,
        counted_as=question.counted_as.value,
        staffing=question.staffing.value,
        authorised_sought=officers_text(run.authorised_sought[0]),
        reached_in_month=None if reached is None else question.month(reached).isoformat()[:7],
        stages=[
            StageAnswer(
                stage=stage.name,
                what=stage.what,
                parameters=[
                    StageParameter(name=name, value=plain_text(value), unit=unit) for name, value, unit in stage.used
                ],
            )
            for stage in outcome.stages
        ],
        drawn_from=None if outcome.drawn is None else _drawn(outcome.drawn),
        places_allowed=[
            PlacesAllowed(limit=_LIMITS[code], places_a_year=officers_text(allowed))
            for code, allowed in enumerate(run.places_allowed_a_year[0], start=1)
            if allowed != float("inf")
        ],
        unit_cost=_unit_cost(outcome),
        years=[
            _year(outcome, number, year, who)
            for number, (year, who) in enumerate(zip(years, compositions_at(run, year_ends), strict=True))
        ],
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
            supervision_annual_pounds=first(cost.supervision),
            role_allowance_annual_pounds=first(cost.role_allowance),
            incident_support_annual_pounds=first(cost.incident_support),
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


def _year(outcome: UpliftOutcome, number: int, year: FinancialYear, who: Composition) -> UpliftYear:
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
        extra_cars=officers_text(run.extra_authorised[0, last] / run.assumptions.officers_per_arv[0])
        if outcome.terms.prices.arv_price[0, 0]
        else None,
        course_places=officers_text(run.places[0, months].sum()),
        course_days=officers_text(run.places[0, months].sum() * run.pathway.course_days[0]),
        qualified=officers_text(run.qualified[0, months].sum()),
        leavers=officers_text(run.leavers[0, months].sum()),
        composition=_composition(who),
        pay_pounds=pounds(int(lines.pay[0, number])),
        premium_pounds=pounds(int(lines.premium[0, number])),
        kit_renewal_pounds=pounds(int(lines.kit_renewal[0, number])),
        role_allowance_pounds=pounds(int(lines.role_allowance[0, number])),
        incident_support_pounds=pounds(int(lines.incident_support[0, number])),
        supervision_pounds=pounds(int(lines.supervision[0, number])),
        course_pounds=pounds(int(lines.course[0, number])),
        kit_pounds=pounds(int(lines.kit[0, number])),
        recruitment_pounds=pounds(int(lines.recruitment[0, number])),
        bridging_pounds=pounds(int(lines.bridging[0, number])),
        recurring_pounds=pounds(int(lines.recurring[0, number])),
        one_off_pounds=pounds(int(lines.one_off[0, number])),
        in_year_pounds=pounds(int(lines.in_year[0, number])),
        baseline_replacement_pounds=pounds(int(money.baseline_replacement[0, number])),
        full_year_effect_pounds=pounds(int(money.full_year_effect[0, number])),
        opportunity_pounds=pounds(int(lines.opportunity[0, number])),
    )


def _composition(officers: Composition) -> CompositionAnswer:
    return CompositionAnswer(
        in_post_at_start=officers_text(officers.in_post_at_start[0]),
        trained=officers_text(officers.trained[0]),
        transferred_in=officers_text(officers.transferred_in[0]),
        by_pay_point=[officers_text(each) for each in officers.by_pay_point[0]],
        by_years_in_role=[officers_text(each) for each in officers.by_years_in_role[0]],
    )


def _drawn(drawn: Drawn) -> DrawnFromAnswer:
    return DrawnFromAnswer(
        role=drawn.taken.role,
        title=drawn.taken.title,
        officers_lost=officers_text(drawn.lost),
        course_places_to_replace=officers_text(drawn.places_to_replace),
        cost_to_replace_pounds=drawn.pounds_to_replace,
    )


def _month(outcome: UpliftOutcome, number: int) -> UpliftMonth:
    run, lines, backfill = outcome.run, outcome.money.by_month, outcome.backfill
    day = outcome.question.month(number)
    return UpliftMonth(
        month=day.isoformat()[:7],
        financial_year=str(FinancialYear.of(day)),
        authorised_sought=officers_text(run.sought[0, number]),
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
