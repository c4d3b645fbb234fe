"""An uplift as it goes out: by month, by financial year, and what one officer costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from msgspec import structs

from precept.api.officers_text import officers_text, officers_texts, plain_text
from precept.api.uplift_months import LIMITS, Limit, UpliftMonth, in_columns, in_pounds, months_of
from precept.api.uplift_wire import StaffingWord
from precept.api.wire import Answer, Provenance, WorkingAnswer, provenance_of, workings_of
from precept.register.register import Register
from precept.register.units import pounds
from precept.uplift.composition import Composition, compositions_at
from precept.uplift.costing import UpliftOutcome
from precept.uplift.drawn import Drawn
from precept.uplift.explanation import explain_uplift
from precept.uplift.premium import SustainedCost
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Pence


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
            PlacesAllowed(limit=LIMITS[code], places_a_year=officers_text(allowed))
            for code, allowed in enumerate(run.places_allowed_a_year[0].tolist(), start=1)
            if allowed != float("inf")
        ],
        unit_cost=_unit_cost(outcome),
        years=_years(outcome),
        months=months_of(outcome),
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


def _years(outcome: UpliftOutcome) -> list[UpliftYear]:
    run, money, plan = outcome.run, outcome.money, outcome.run.plan
    ends = [MONTHS_A_YEAR * (number + 1) - plan.first_month - 1 for number in range(outcome.question.years)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    course_places = _sums(run.places, starts, ends)
    stocks = {
        "authorised": run.authorised[0, ends],
        "deployable": run.deployable[0, ends],
        "extra_authorised": run.extra_authorised[0, ends],
        "extra_deployable": run.extra_deployable[0, ends],
        "extra_cars": run.extra_authorised[0, ends] / run.assumptions.officers_per_arv[0],
        "course_places": course_places,
        "course_days": course_places * run.pathway.course_days[0],
        "qualified": _sums(run.qualified, starts, ends),
        "leavers": _sums(run.leavers, starts, ends),
    }
    lines = {f"{name}_pounds": getattr(money.by_year, name) for name in _LINES}
    lines["baseline_replacement_pounds"] = money.baseline_replacement
    lines["full_year_effect_pounds"] = money.full_year_effect
    figures = _by_row(stocks, lines)
    if not outcome.terms.prices.arv_price[0, 0]:
        figures = [each | {"extra_cars": None} for each in figures]
    return [
        UpliftYear(financial_year=str(year), months=end + 1 - start, composition=_composition(who), **each)
        for year, start, end, who, each in zip(
            outcome.question.financial_years, starts, ends, compositions_at(run, ends), figures, strict=True
        )
    ]


_LINES = (
    "pay", "premium", "kit_renewal", "role_allowance", "incident_support", "supervision", "course", "kit", "recruitment",
    "bridging", "recurring", "one_off", "in_year", "opportunity",
)  # fmt: skip
"""The lines of a year's money, and their sums."""


def _sums(flow: Expected, starts: list[int], ends: list[int]) -> Expected:
    """Add up the first scenario's months of each year."""
    return np.array([flow[0, start : end + 1].sum() for start, end in zip(starts, ends, strict=True)])


def _by_row(officers: Mapping[str, Expected], money: Mapping[str, Pence]) -> list[dict[str, Any]]:
    """Write the figures of every year by name: expected officers (Y,), and the first scenario's pence (S, Y)."""
    names = (*officers, *money)
    columns = [*in_columns(*officers.values()), *(in_pounds(line) for line in money.values())]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _composition(officers: Composition) -> CompositionAnswer:
    return CompositionAnswer(
        in_post_at_start=officers_text(officers.in_post_at_start),
        trained=officers_text(officers.trained),
        transferred_in=officers_text(officers.transferred_in),
        by_pay_point=officers_texts(officers.by_pay_point),
        by_years_in_role=officers_texts(officers.by_years_in_role),
    )


def _drawn(drawn: Drawn) -> DrawnFromAnswer:
    return DrawnFromAnswer(
        role=drawn.taken.role,
        title=drawn.taken.title,
        officers_lost=officers_text(drawn.lost),
        course_places_to_replace=officers_text(drawn.places_to_replace),
        cost_to_replace_pounds=drawn.pounds_to_replace,
    )
