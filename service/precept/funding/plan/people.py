"""The uplift of a plan in every scenario: its officers by month, and its money beyond the same force without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import PlanQuestion
from precept.register.refusals import AssumptionOutOfRange
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.backfill import run_backfill
from precept.uplift.costing import UpliftBasis, parameter_values
from precept.uplift.influences import under_influence
from precept.uplift.money import uplift_money
from precept.uplift.pipeline import run_pipeline
from precept.uplift.plan import Staffing
from precept.uplift.quantities import MONTHS_A_YEAR, Expected
from precept.uplift.question import UpliftQuestion
from precept.uplift.scenarios import chosen_by_row


@dataclass(frozen=True, eq=False)
class People:
    """Officers by month of the uplift (S, M), and money by year of the plan, beyond the force without it (S, Y)."""

    authorised_by_month: Expected
    deployable_by_month: Expected
    recurring: Pence
    one_off: Pence
    authorised: Expected
    """At the end of each year of the plan (S, Y); the strength at the start before the uplift begins."""
    deployable: Expected
    highest: Expected
    """The most authorised in any month of each year of the plan (S, Y)."""
    new_to_force: Expected
    """Recruits in the posts behind, or transferees, at the end of each year of the plan (S, Y)."""


def years_before(question: PlanQuestion, uplift: UpliftQuestion) -> int:
    """How many years of the plan pass before the uplift's first; refused where it does not start within the plan."""
    before = uplift.financial_years[0].start - question.precept.year.start
    if not 0 <= before < question.years:
        raise AssumptionOutOfRange(
            f"The uplift starts in {uplift.financial_years[0]}, outside the plan's years.",
            field="uplift.start_month",
            remedy=f"Give a month from April {question.precept.year.start} on, within the {question.years} years.",
        )
    return before


def follow_people(
    question: PlanQuestion, uplift: UpliftQuestion, terms: UpliftBasis, varied: Mapping[str, Expected], scenarios: int
) -> People:
    """Run the uplift, and the force without it, once for every scenario; `varied` gives parameters of each (S,), by name."""
    before = years_before(question, uplift)
    rows = 2 * scenarios
    uplifted = np.repeat([True, False], scenarios)
    twice = {name: np.tile(values, 2) for name, values in varied.items()}
    assumptions = chosen_by_row(
        _assumptions(uplift, twice, rows, offered=True), _assumptions(uplift, twice, rows, offered=False), uplifted
    )
    prices = chosen_by_row(terms.prices, terms.without_uplift[1], uplifted)
    run = run_pipeline(assumptions, uplift.plan(officers=[uplift.officers if each else 0 for each in uplifted]))
    backfill = run_backfill(run)
    money = uplift_money(run, backfill, prices, terms.officer_costs).by_year
    months = [MONTHS_A_YEAR * (year + 1) - uplift.first_month - 1 for year in range(uplift.years)]
    highest = np.maximum.reduceat(run.authorised[:scenarios], [0, *(month + 1 for month in months[:-1])], axis=1)
    joined = run.extra_authorised if uplift.staffing is Staffing.TRANSFEREE else backfill.in_post
    start = float(uplift.strength_at_start)
    share = run.assumptions.deployable_share[:scenarios, np.newaxis]
    at_year_end = run.authorised[:scenarios, months]
    authorised = np.concatenate([np.full((scenarios, before), start), at_year_end], axis=1)
    return People(
        authorised_by_month=run.authorised[:scenarios],
        deployable_by_month=run.deployable[:scenarios],
        recurring=_beyond(money.recurring, scenarios, before),
        one_off=_beyond(money.one_off, scenarios, before),
        authorised=authorised,
        deployable=authorised * share,
        highest=np.concatenate([np.full((scenarios, before), start), highest], axis=1),
        new_to_force=np.concatenate([np.zeros((scenarios, before)), joined[:scenarios, months]], axis=1),
    )


def _assumptions(
    uplift: UpliftQuestion, varied: Mapping[str, Expected], rows: int, *, offered: bool
) -> PipelineAssumptions:
    values = under_influence({**parameter_values(uplift), **varied}, offered=offered)
    return PipelineAssumptions.from_values(values).for_scenarios(rows)


def _beyond(by_year: Pence, scenarios: int, before: int) -> Pence:
    """Money of the uplift less that of the force without it, nothing in the years before it starts (S, Y)."""
    more = by_year[:scenarios] - by_year[scenarios:]
    return np.concatenate([np.zeros((scenarios, before), dtype=np.int64), more], axis=1)
