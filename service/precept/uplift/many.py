"""Many uplifts at once: those followed over the same months share one run of the pipeline, each a row of it.

The rules are those of one uplift (`costing`), on longer arrays; no row's figures depend on those beside it. Whatever a run
of many stumbles over is asked again in halves, until the one that has no answer says so itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from precept.register.assumptions import Assumptions
from precept.register.refusals import Refusal
from precept.register.register import Register
from precept.uplift.assumptions import BOUNDS, PipelineAssumptions
from precept.uplift.backfill import run_backfill
from precept.uplift.costing import (
    PricedTerms,
    UpliftBasis,
    UpliftOutcome,
    cost_uplift,
    first_year_costs,
    in_callers_terms,
    parameter_values,
    priced_terms,
)
from precept.uplift.drawn import role_of
from precept.uplift.errors import UpliftError
from precept.uplift.influences import INFLUENCES, under_influence
from precept.uplift.money import UpliftMoney, uplift_money
from precept.uplift.pipeline import PipelineRun, run_pipeline
from precept.uplift.premium import pay_at_entry
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Flags, Whole
from precept.uplift.question import UpliftQuestion
from precept.uplift.scenarios import chosen_by_row, rows_of, views_of

MOST_MONTHS_AT_ONCE = 48_000
"""Months of all scenarios of one run: what bounds its memory."""
MOST_KEPT = 2_000
"""Prices of so many different terms are kept for the uplifts that follow."""
_OF_THE_PIPELINE = frozenset((*(each.name for each in fields(PipelineAssumptions)), *INFLUENCES))
_NO_PRICE = frozenset(BOUNDS)
"""Parameters of the pipeline alone: no price and no pay depends on them."""


@dataclass(frozen=True)
class CostedUplift:
    """An uplift followed and priced, and what uplifts of 0, 1, 2 … officers cost in its first year, in pence.

    The outcome is without what only a full answer tells: figures, stages, and what another role loses.
    """

    outcome: UpliftOutcome
    first_year_costs: Sequence[int]


@dataclass(frozen=True)
class _Stacked:
    """What several uplifts rest on, a row each, and the same forces without the uplift."""

    offered: PipelineAssumptions
    without: PipelineAssumptions
    prices: YearPrices
    prices_without: YearPrices
    officer_costs: OfficerCosts
    strength: Expected

    def run(
        self, question: UpliftQuestion, rows: Whole, officers: Expected, uplifted: Flags, months: int
    ) -> tuple[PipelineRun, UpliftMoney]:
        """Follow and price so many officers on the terms of those rows; the question says what is alike for all."""
        assumptions = chosen_by_row(rows_of(self.offered, rows), rows_of(self.without, rows), uplifted)
        prices = chosen_by_row(rows_of(self.prices, rows), rows_of(self.prices_without, rows), uplifted)
        plan = replace(question.plan(officers=officers.tolist(), months=months), strength_at_start=self.strength[rows])
        run = run_pipeline(assumptions, plan)
        costs = rows_of(self.officer_costs, rows)
        return run, uplift_money(run, run_backfill(run), prices, costs, self.without.attrition[rows])


class ManyUplifts:
    """Follows and prices uplifts, many at a time; prices are kept from one call to the next."""

    def __init__(self, register: Register) -> None:
        """Nothing is priced yet."""
        self.register = register
        self._priced: dict[Hashable, PricedTerms | Refusal] = {}
        self._keys: dict[int, tuple[Assumptions, Hashable]] = {}

    def cost(self, questions: Sequence[UpliftQuestion]) -> list[CostedUplift | Refusal]:
        """Cost uplifts, or refuse them, in their order, each as `cost_uplift` would alone."""
        found: dict[int, CostedUplift | Refusal] = {}
        alike: defaultdict[Hashable, list[tuple[int, UpliftQuestion, PricedTerms]]] = defaultdict(list)
        for place, question in enumerate(questions):
            priced = self._priced_terms(question)
            if isinstance(priced, Refusal):
                found[place] = priced
            else:
                alike[_alike(question)].append((place, question, priced))
        for group in alike.values():
            most = max(1, MOST_MONTHS_AT_ONCE // (2 * group[0][1].months))
            for start in range(0, len(group), most):
                some = group[start : start + most]
                costed = self._together([(question, priced) for _, question, priced in some])
                found.update(zip((place for place, _, _ in some), costed, strict=True))
        return [found[place] for place in range(len(questions))]

    def _together(self, asked: Sequence[tuple[UpliftQuestion, PricedTerms]]) -> list[CostedUplift | Refusal]:
        if len(asked) == 1:
            return [self._alone(asked[0][0])]
        try:
            return list(self._cost(asked))
        except (Refusal, UpliftError):
            half = len(asked) // 2
            return self._together(asked[:half]) + self._together(asked[half:])

    def _alone(self, question: UpliftQuestion) -> CostedUplift | Refusal:
        try:
            outcome = cost_uplift(question, self.register)
        except Refusal as refusal:
            return refusal
        return CostedUplift(outcome, first_year_costs(question, outcome.terms))

    def _cost(self, asked: Sequence[tuple[UpliftQuestion, PricedTerms]]) -> Iterator[CostedUplift]:
        """Follow uplifts and the forces without them in one run: of each, a row with the uplift and one without."""
        questions = [question for question, _ in asked]
        first, count = questions[0], len(questions)
        stacked = _stacked(asked)
        rows, uplifted = np.repeat(np.arange(count), 2), np.tile([True, False], count)
        officers = np.array([(each.officers, 0) for each in questions], dtype=np.float64).ravel()
        run, money = stacked.run(first, rows, officers, uplifted, first.months)
        of_first_year = _first_years(questions, stacked)
        terms, prices, staffing = stacked.offered, stacked.prices, first.staffing
        with_uplift = slice(None, None, 2)
        premium, qualifying = rows_of(money.premium, with_uplift), rows_of(money.qualifying, with_uplift)
        at_maturity = rows_of(money.sustained_at_mature_pay, with_uplift)
        at_entry = replace(at_maturity, pay=pay_at_entry(terms, stacked.officer_costs, staffing))
        backfill = run_backfill(run)
        for place, question in enumerate(questions):
            one, two = slice(place, place + 1), slice(2 * place, 2 * place + 2)
            outcome = UpliftOutcome(
                question=question,
                terms=UpliftBasis(
                    assumptions=views_of(terms, one),
                    prices=views_of(prices, one),
                    without_uplift=(views_of(stacked.without, one), views_of(stacked.prices_without, one)),
                    officer_costs=views_of(stacked.officer_costs, one),
                    figures=(),
                ),
                run=_run_of(run, two),
                backfill=views_of(backfill, two),
                money=replace(
                    views_of(money, two), by_month=views_of(money.by_month, two), by_year=views_of(money.by_year, two)
                ),
                premium=views_of(premium, one),
                qualifying=views_of(qualifying, one),
                sustained_at_mature_pay=views_of(at_maturity, one),
                sustained_at_entry_pay=views_of(at_entry, one),
                role=role_of(question.role, self.register),
                drawn=None,
                stages=(),
            )
            yield CostedUplift(outcome, of_first_year[place])

    def _priced_terms(self, question: UpliftQuestion) -> PricedTerms | Refusal:
        """Price the terms of a question, once for all that differ only in officers and in how the pipeline runs."""
        years = (question.financial_years[0], question.years)
        growth = (tuple(question.growth.awards.items()), tuple(question.growth.prices.items()), question.price_year)
        key = (self._key_of(question.assumptions), question.area_code, years, question.on_costs, question.role, growth)
        if key not in self._priced:
            if len(self._priced) >= MOST_KEPT:
                self._priced.clear()
            try:
                with in_callers_terms():
                    self._priced[key] = priced_terms(question, self.register)
            except Refusal as refusal:
                self._priced[key] = refusal
        return self._priced[key]

    def _key_of(self, assumptions: Assumptions) -> Hashable:
        """Everything that a price may depend on: all but the parameters of the pipeline alone."""
        known = self._keys.get(id(assumptions))
        if known is not None:
            return known[1]
        if len(self._keys) >= MOST_KEPT:
            self._keys.clear()
        values = tuple(
            (name, used.value, used.origin) for name, used in assumptions.parameters.items() if name not in _NO_PRICE
        )
        key = (values, tuple(made.option for made in assumptions.choices.values()))
        self._keys[id(assumptions)] = (assumptions, key)
        return key


def _alike(question: UpliftQuestion) -> Hashable:
    """What uplifts that share a run have in common."""
    return (
        question.months,
        question.years,
        question.staffing,
        question.counted_as,
        question.assumptions.option("backfill_progression"),
        question.keeps_post,
        question.intake_months,
        question.pool is None,
        question.firing_range is None,
    )


def _stacked(asked: Sequence[tuple[UpliftQuestion, PricedTerms]]) -> _Stacked:
    values = [parameter_values(question) for question, _ in asked]
    names = values[0].keys() & _OF_THE_PIPELINE
    columns = {name: np.array([float(each[name]) for each in values]) for name in names}
    different = list({id(priced): priced for _, priced in asked}.values())
    places = {id(priced): place for place, priced in enumerate(different)}
    rows = np.array([places[id(priced)] for _, priced in asked])
    return _Stacked(
        offered=PipelineAssumptions.from_values(under_influence(columns)),
        without=PipelineAssumptions.from_values(under_influence(columns, offered=False)),
        prices=_prices_of([each.prices for each in different], rows),
        prices_without=_prices_of([each.without_uplift for each in different], rows),
        officer_costs=OfficerCosts(np.concatenate([each.officer_costs.annual for each in different])[rows]),
        strength=np.array([float(question.strength_at_start) for question, _ in asked]),
    )


def _prices_of(different: Sequence[YearPrices], rows: Whole) -> YearPrices:
    return YearPrices(
        **{
            each.name: np.concatenate([getattr(prices, each.name) for prices in different])[rows]
            for each in fields(YearPrices)
        }
    )


def _run_of(run: PipelineRun, rows: slice) -> PipelineRun:
    view = views_of(run, rows)
    for name in ("plan", "assumptions", "pathway"):
        object.__setattr__(view, name, views_of(getattr(run, name), rows))
    return view


def _first_years(questions: Sequence[UpliftQuestion], stacked: _Stacked) -> list[Sequence[int]]:
    """Price the first year of uplifts of 0, 1, 2 … officers; questions that differ only in officers share the run."""
    groups: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, each in enumerate(questions):
        given = (each.on_costs, each.firing_range, each.pool)
        terms = (id(each.assumptions), each.area_code, each.start, each.strength_at_start, each.role, *given)
        groups[terms].append(place)
    costs: dict[int, Sequence[int]] = {}
    months = MONTHS_A_YEAR - questions[0].first_month
    waiting: list[tuple[list[int], int]] = []
    for places in groups.values():
        waiting.append((places, max(questions[place].officers for place in places)))
        if sum(most + 1 for _, most in waiting) * months >= MOST_MONTHS_AT_ONCE:
            costs.update(_first_years_of(waiting, questions, stacked, months))
            waiting = []
    if waiting:
        costs.update(_first_years_of(waiting, questions, stacked, months))
    return [costs[place] for place in range(len(questions))]


def _first_years_of(
    groups: Sequence[tuple[list[int], int]], questions: Sequence[UpliftQuestion], stacked: _Stacked, months: int
) -> Iterator[tuple[int, Sequence[int]]]:
    rows = np.repeat([places[0] for places, _ in groups], [most + 1 for _, most in groups])
    officers = np.concatenate([np.arange(most + 1) for _, most in groups]).astype(np.float64)
    _, money = stacked.run(questions[0], rows, officers, officers > 0, months)
    found: list[int] = money.by_year.in_year[:, 0].tolist()
    start = 0
    for places, most in groups:
        for place in places:
            yield place, found[start : start + questions[place].officers + 1]
        start += most + 1
