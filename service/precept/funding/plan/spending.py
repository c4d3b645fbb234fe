"""What is spent: last year's budget moved by pay and prices, decisions with their full-year effect, and the uplift."""

from __future__ import annotations

import numpy as np

from precept.funding.plan.ledger import Cause, Change, Line
from precept.funding.plan.quantities import Pence, share_of, year_on_year
from precept.funding.plan.question import BudgetKind, BudgetLine, Decision, Source
from precept.funding.plan.rates import PlanRates
from precept.funding.question import Recurrence
from precept.register.units import MILLIONTHS, half_up

MONTHS_A_YEAR = 12
AFTER_SEPTEMBER = 7
"""Months of a financial year that a September award is paid in."""


def budget_line(line: BudgetLine, rates: PlanRates, years: int) -> Line:
    """Carry a line of last year's budget forward."""
    if line.planned is not None:
        by_year = np.array([line.planned], dtype=np.int64)
        changes: tuple[Change, ...] = (Change(Cause.PLANNED, Recurrence.RECURRING, year_on_year(by_year, line.pence)),)
    elif line.kind is BudgetKind.PAY:
        changes = pay_changes(line, rates, years)
    elif line.kind is BudgetKind.PRICES:
        changes = (Change(Cause.PRICES, Recurrence.RECURRING, _price_changes(line, rates, years)),)
    else:
        changes = (Change(Cause.PLANNED, Recurrence.RECURRING, np.zeros((1, years), dtype=np.int64)),)
    return Line(line.name, line.source, line.pence, changes)


def pay_changes(line: BudgetLine, rates: PlanRates, years: int) -> tuple[Change, ...]:
    """Move pay by awards of September, increments, and the employer's contributions from April.

    Last year's budget holds five months before its award and seven after it; the whole year of that award comes this year.
    Increments and contributions are a share of pay at last year's full-year rate.
    """
    prior, awards = rates.prior_awards[line.staff_group], rates.awards[line.staff_group]
    scenarios = rates.scenarios
    spent = np.full(scenarios, line.pence, dtype=np.int64)
    whole_year = half_up(
        line.pence * MONTHS_A_YEAR * (MILLIONTHS + prior), MONTHS_A_YEAR * MILLIONTHS + AFTER_SEPTEMBER * prior
    )
    rate = np.full(scenarios, whole_year, dtype=np.int64)
    moved = {cause: np.zeros((scenarios, years), dtype=np.int64) for cause in _PAY_CAUSES}
    for year in range(years):
        award = share_of(rate, awards[:, year])
        in_year = half_up(award * AFTER_SEPTEMBER, MONTHS_A_YEAR)
        steps = share_of(rate, rates.increments[:, year])
        contributions = share_of(rate, rates.contributions[:, year])
        moved[Cause.FULL_YEAR_EFFECT][:, year] = rate - spent
        moved[Cause.PAY_AWARD][:, year] = in_year
        moved[Cause.INCREMENTS][:, year] = steps
        moved[Cause.CONTRIBUTIONS][:, year] = contributions
        spent = rate + in_year + steps + contributions
        rate = rate + award + steps + contributions
    return tuple(Change(cause, Recurrence.RECURRING, pence) for cause, pence in moved.items())


_PAY_CAUSES = (Cause.FULL_YEAR_EFFECT, Cause.PAY_AWARD, Cause.INCREMENTS, Cause.CONTRIBUTIONS)


def _price_changes(line: BudgetLine, rates: PlanRates, years: int) -> Pence:
    growth = rates.prices if line.growth is None else np.array([line.growth], dtype=np.int64)
    spent = np.full(rates.scenarios, line.pence, dtype=np.int64)
    moved = np.zeros((rates.scenarios, years), dtype=np.int64)
    for year in range(years):
        moved[:, year] = share_of(spent, growth[:, year])
        spent = spent + moved[:, year]
    return moved


def decision_line(decision: Decision, years: int) -> Line:
    """Cost a decision: its months in the year it starts in, and the rest of a full year in the next."""
    counted = share_of(np.array([decision.pence]), np.array([decision.confidence]))
    first, months_gone = divmod(max(0, decision.start_month), MONTHS_A_YEAR)
    begun_before = min(0, decision.start_month)
    cause = Cause.SAVINGS if decision.pence < 0 else Cause.GROWTH
    if decision.recurrence is Recurrence.ONE_OFF:
        once = np.zeros((1, years + 1), dtype=np.int64)
        if first < years and decision.start_month >= 0:
            once[0, first] = counted[0]
        return Line(
            decision.name, decision.source, 0, (Change(Cause.ONCE, Recurrence.ONE_OFF, year_on_year(once[:, :years])),)
        )
    if begun_before:
        still_to_come = max(0, MONTHS_A_YEAR + begun_before)
        rest = np.zeros((1, years), dtype=np.int64)
        rest[0, 0] = half_up(counted * still_to_come, MONTHS_A_YEAR)[0]
        return Line(decision.name, decision.source, 0, (Change(Cause.FULL_YEAR_EFFECT, Recurrence.RECURRING, rest),))
    in_year = half_up(counted * (MONTHS_A_YEAR - months_gone), MONTHS_A_YEAR)[0]
    begun, whole = np.zeros((1, years), dtype=np.int64), np.zeros((1, years), dtype=np.int64)
    if first < years:
        begun[0, first] = in_year
    if first + 1 < years:
        whole[0, first + 1] = counted[0] - in_year
    return Line(
        decision.name,
        decision.source,
        0,
        (Change(cause, Recurrence.RECURRING, begun), Change(Cause.FULL_YEAR_EFFECT, Recurrence.RECURRING, whole)),
    )


def uplift_line(recurring: Pence, one_off: Pence) -> Line:
    """The uplift beyond the same force without it: what goes on, and what comes once, in pence (S, Y)."""
    return Line(
        "uplift",
        Source.LOCAL,
        0,
        (
            Change(Cause.UPLIFT, Recurrence.RECURRING, year_on_year(recurring)),
            Change(Cause.UPLIFT, Recurrence.ONE_OFF, year_on_year(one_off)),
        ),
    )
