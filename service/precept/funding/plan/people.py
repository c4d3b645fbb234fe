"""The uplift of a plan in every scenario: its officers by month, and its money beyond the same force without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np

from precept.funding.plan.moved import Moved, Moving, costs_moved, prices_moved, what_moves
from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import PlanQuestion
from precept.register.refusals import AssumptionOutOfRange
from precept.register.register import Register
from precept.register.years import FinancialYear
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.backfill import run_backfill
from precept.uplift.costing import UpliftBasis, parameter_values, uplift_terms
from precept.uplift.influences import under_influence
from precept.uplift.money import uplift_money
from precept.uplift.pipeline import run_pipeline
from precept.uplift.plan import Staffing
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Whole
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


@dataclass(frozen=True, eq=False)
class UpliftTerms:
    """The uplift of a plan, and what it rests on."""

    question: UpliftQuestion
    basis: UpliftBasis
    register: Register

    @cached_property
    def moving(self) -> Moving:
        """What of its own money moves with awards and with prices."""
        return what_moves(self.question, self.register)

    def begun_late(self, months: int) -> UpliftTerms:
        """The same uplift begun so many months later, to the same March; a price given stays in the prices of its year."""
        asked, start = self.question, self.question.month(months)
        years = asked.financial_years[-1].start + 1 - FinancialYear.of(start).start
        later = replace(asked, start=start, years=years, prices_given_in=asked.price_year)
        return UpliftTerms(later, uplift_terms(later, self.register), self.register)


@dataclass(frozen=True, eq=False)
class Varied:
    """What differs between scenarios: parameters by name (S,), and pay and prices by year of the plan, where they do."""

    parameters: Mapping[str, Expected] = field(default_factory=dict)
    money: Moved | None = None

    def rows(self, rows: Whole) -> Varied:
        """Only these scenarios, in this order."""
        parameters = {name: values[rows] for name, values in self.parameters.items()}
        return Varied(parameters, None if self.money is None else self.money.rows(rows))


def follow_people(question: PlanQuestion, terms: UpliftTerms, varied: Varied, scenarios: int) -> People:
    """Run the uplift, and the force without it, once for every scenario."""
    uplift, basis = terms.question, terms.basis
    before = years_before(question, uplift)
    rows = 2 * scenarios
    uplifted = np.repeat([True, False], scenarios)
    twice = {name: np.tile(values, 2) for name, values in varied.parameters.items()}
    assumptions = chosen_by_row(
        _assumptions(uplift, twice, rows, offered=True), _assumptions(uplift, twice, rows, offered=False), uplifted
    )
    prices, officer_costs = chosen_by_row(basis.prices, basis.without_uplift[1], uplifted), basis.officer_costs
    if varied.money is not None:
        given_in = uplift.price_year.start - question.precept.year.start
        moved = varied.money.of_uplift(before, given_in).repeated(2)
        prices = prices_moved(prices, terms.moving, moved)
        officer_costs = costs_moved(officer_costs, terms.moving, moved)
    run = run_pipeline(assumptions, uplift.plan(officers=[uplift.officers if each else 0 for each in uplifted]))
    backfill = run_backfill(run)
    money = uplift_money(run, backfill, prices, officer_costs).by_year
    months = [MONTHS_A_YEAR * (year + 1) - uplift.first_month - 1 for year in range(uplift.years)]
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
        new_to_force=np.concatenate([np.zeros((scenarios, before)), joined[:scenarios, months]], axis=1),
    )


def follow_people_begun(
    question: PlanQuestion, by_months_late: Mapping[int, UpliftTerms], late: Whole, varied: Varied
) -> People:
    """Run every scenario as many months late as it is (S,); until it begins the strength at the start is in post."""
    parts = []
    for months, terms in by_months_late.items():
        rows = np.flatnonzero(late == months)
        found = follow_people(question, terms, varied.rows(rows), rows.size)
        start = float(terms.question.strength_at_start)
        share = found.deployable[:, -1:] / found.authorised[:, -1:] if start else np.zeros((rows.size, 1))
        waiting = np.full((rows.size, months), start)
        authorised = np.concatenate([waiting, found.authorised_by_month], axis=1)
        deployable = np.concatenate([waiting * share, found.deployable_by_month], axis=1)
        parts.append((rows, replace(found, authorised_by_month=authorised, deployable_by_month=deployable)))
    return _in_their_rows(parts, late.size)


def _in_their_rows(parts: Iterable[tuple[Whole, People]], scenarios: int) -> People:
    """Put scenarios that were run apart back in their order."""
    whole: dict[str, np.ndarray] = {}
    for rows, people in parts:
        for each in fields(People):
            values = getattr(people, each.name)
            room = whole.setdefault(each.name, np.empty((scenarios, values.shape[1]), dtype=values.dtype))
            room[rows] = values
    return People(**whole)


def _assumptions(
    uplift: UpliftQuestion, varied: Mapping[str, Expected], rows: int, *, offered: bool
) -> PipelineAssumptions:
    values = under_influence({**parameter_values(uplift), **varied}, offered=offered)
    return PipelineAssumptions.from_values(values).for_scenarios(rows)


def _beyond(by_year: Pence, scenarios: int, before: int) -> Pence:
    """Money of the uplift less that of the force without it, nothing in the years before it starts (S, Y)."""
    more = by_year[:scenarios] - by_year[scenarios:]
    return np.concatenate([np.zeros((scenarios, before), dtype=np.int64), more], axis=1)
