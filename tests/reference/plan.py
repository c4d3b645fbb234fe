"""A medium-term financial plan: what the force spends, what funds it, and what is missing.

Every amount is whole pence. Every change from one year to the next has a cause, and is recurring or
comes once; so the plan shows how much recurring spending rests on money that will not come again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .plan_inputs import EarmarkedReserve, GeneralReserve, PlanInputs
from .plan_lines import (
    Line,
    budget_line,
    council_tax_line,
    decision_line,
    funding_line,
    moved_by_one_cause,
    tax_bases,
    uplift_line,
)
from .rounding import half_up


@dataclass(frozen=True)
class ReservesYear:
    """A year of the reserves: what was drawn, what went in, and what is left at its end."""

    planned: int
    for_gap: int
    paid_in: int
    general: int
    earmarked: tuple[int, ...]


@dataclass(frozen=True)
class PlanYear:
    """One year of the plan. A negative gap or missing is money left."""

    spending: int
    funding: int
    spending_once: int
    funding_once: int
    gap: int
    net_budget: int
    floor: int
    planned: int
    for_gap: int
    general: int
    earmarked: tuple[int, ...]
    under_floor: int
    missing: int
    recurring_resting_on_once: int
    spending_changes: dict[tuple[str, bool], int]
    funding_changes: dict[tuple[str, bool], int]


@dataclass(frozen=True)
class Plan:
    """The lines of spending and of funding, the tax base in thousandths, and the years."""

    spending: tuple[Line, ...]
    funding: tuple[Line, ...]
    tax_bases: tuple[int, ...]
    years: tuple[PlanYear, ...]


def plan(inputs: PlanInputs) -> Plan:
    """Draw up the plan, year by year."""
    years, rates = inputs.years, inputs.rates
    bases = tax_bases(inputs.council_tax, rates.tax_base_growth, years)
    spending = [budget_line(line, rates, years) for line in inputs.budget]
    spending += [decision_line(decision, years) for decision in inputs.decisions]
    if inputs.uplift is not None:
        spending.append(uplift_line(inputs.uplift))
    grants = [funding_line(line, rates, years) for line in inputs.funding]
    funding = [
        council_tax_line(inputs.council_tax, bases),
        moved_by_one_cause("collection fund", 0, inputs.collection_fund, "once", recurring=False),
        *grants,
    ]
    set_off = [grant for grant, line in zip(grants, inputs.funding, strict=True) if line.set_off]
    gaps = [in_year(spending, year) - in_year(funding, year) for year in range(years)]
    reserves = reserves_by_year(inputs.general, inputs.earmarked, gaps)
    return Plan(
        spending=tuple(spending),
        funding=tuple(funding),
        tax_bases=bases,
        years=tuple(plan_year(inputs, year, spending, funding, set_off, reserves[year]) for year in range(years)),
    )


def plan_year(
    inputs: PlanInputs,
    year: int,
    spending: Sequence[Line],
    funding: Sequence[Line],
    set_off: Sequence[Line],
    reserves: ReservesYear,
) -> PlanYear:
    """Strike the balance of one year: the gap, what fills it, and what rests on money that comes once."""
    spent, funded = in_year(spending, year), in_year(funding, year)
    spent_once, funded_once = once_in_year(spending, year), once_in_year(funding, year)
    net_budget = max(0, spent - in_year(set_off, year))
    floor = half_up(net_budget * inputs.rates.reserve_floor[year])
    gap = spent - funded
    recurring_shortfall = max(0, (spent - spent_once) - (funded - funded_once))
    money_that_comes_once = max(0, funded_once + reserves.planned + reserves.for_gap)
    return PlanYear(
        spending=spent,
        funding=funded,
        spending_once=spent_once,
        funding_once=funded_once,
        gap=gap,
        net_budget=net_budget,
        floor=floor,
        planned=reserves.planned,
        for_gap=reserves.for_gap,
        general=reserves.general,
        earmarked=reserves.earmarked,
        under_floor=max(0, floor - reserves.general),
        missing=gap - reserves.planned - reserves.for_gap,
        recurring_resting_on_once=min(recurring_shortfall, money_that_comes_once),
        spending_changes=changes_in_year(spending, year),
        funding_changes=changes_in_year(funding, year),
    )


def in_year(lines: Sequence[Line], year: int) -> int:
    """Add up the lines of one year."""
    return sum(line.by_year[year] for line in lines)


def once_in_year(lines: Sequence[Line], year: int) -> int:
    """Find the part that comes once: every change that is not recurring, up to and with the year."""
    return sum(sum(change.by_year[: year + 1]) for line in lines for change in line.changes if not change.recurring)


def changes_in_year(lines: Sequence[Line], year: int) -> dict[tuple[str, bool], int]:
    """Add up the changes of a year by (cause, recurring); a sum of nothing is left out."""
    sums: dict[tuple[str, bool], int] = {}
    for line in lines:
        for change in line.changes:
            key = (change.cause, change.recurring)
            sums[key] = sums.get(key, 0) + change.by_year[year]
    return {key: pence for key, pence in sums.items() if pence != 0}


def reserves_by_year(
    general: GeneralReserve, earmarked: Sequence[EarmarkedReserve], gaps: Sequence[int]
) -> list[ReservesYear]:
    """Draw on the reserves as planned, then for the gap, then pay in what is over."""
    left = [reserve.pence for reserve in earmarked]
    general_left = general.pence
    by_year = []
    for year, gap in enumerate(gaps):
        planned = 0
        for number, reserve in enumerate(earmarked):
            drawn = min(left[number], reserve.draws[year])
            left[number] -= drawn
            planned += drawn
        drawn = min(general_left, general.draws[year])
        general_left -= drawn
        planned += drawn
        for_gap = paid_in = 0
        if general.fills_gap:
            for_gap = min(general_left, max(0, gap - planned))
            general_left -= for_gap
        if general.takes_surplus:
            paid_in = max(0, planned - gap)
            general_left += paid_in
        by_year.append(ReservesYear(planned, for_gap, paid_in, general_left, tuple(left)))
    return by_year
