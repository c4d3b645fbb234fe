"""One factor at a time from end to end of its range, and two at once: what moves a plan most, and where it breaks even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from precept.council_tax.requirement import TO_PENCE
from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.break_even import break_evens
from precept.funding.plan.factors import Factor, as_counted, run_scenarios
from precept.funding.plan.quantities import Pence
from precept.funding.plan.run import PlanRun
from precept.register.units import TEN_THOUSANDTHS, half_up
from precept.uplift.quantities import Expected


class Measure(StrEnum):
    """What is looked at: money in pence, officers in expected numbers."""

    GAP_IN_LAST_YEAR = "gap_in_last_year"
    GAP_OVER_THE_PLAN = "gap_over_the_plan"
    GENERAL_RESERVE = "general_reserve"
    """On the last 31 March."""
    DEPLOYABLE = "deployable"
    """Officers on the last 31 March."""


@dataclass(frozen=True, eq=False)
class Tried:
    """One factor alone: the measures at either end, and the value at which the measure asked for is nothing, if any is."""

    factor: Factor
    at_low: dict[Measure, float]
    at_high: dict[Measure, float]
    breaks_even_at: float | None

    def swing(self, measure: Measure) -> float:
        """How far the factor moves a measure from one end to the other."""
        return self.at_high[measure] - self.at_low[measure]


@dataclass(frozen=True)
class UnitEffect:
    """What one unit of something is worth to the gap, in pence, in the first year and in the last; below nothing closes it."""

    name: str
    first_year: int
    last_year: int


@dataclass(frozen=True, eq=False)
class Grid:
    """Two factors at once: the measure at each value of the first (rows) and of the second (columns)."""

    first: Factor
    second: Factor
    first_values: tuple[float, ...]
    second_values: tuple[float, ...]
    measured: Expected


def try_factors(outcome: PlanOutcome, factors: Sequence[Factor], measure: Measure) -> tuple[Tried, ...]:
    """Move each factor alone over its range, the one that moves the measure most first."""
    ends = [np.array([factor.low, factor.high]) for factor in factors]
    measured = _each_alone(outcome, factors, range(len(factors)), ends)
    even = break_evens(
        factors, lambda some, values: [each[measure] for each in _each_alone(outcome, factors, some, values)]
    )
    found = [
        Tried(
            factor,
            at_low={name: float(low) for name, (low, _) in at_ends.items()},
            at_high={name: float(high) for name, (_, high) in at_ends.items()},
            breaks_even_at=breaks_even_at,
        )
        for factor, at_ends, breaks_even_at in zip(factors, measured, even, strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.swing(measure))))


def _each_alone(
    outcome: PlanOutcome, factors: Sequence[Factor], some: Sequence[int], values: Sequence[Expected]
) -> list[dict[Measure, Expected]]:
    """Every measure at each of the values of some factors, by their places, all other factors at the plan's own."""
    ends = [int(end) for end in np.cumsum([each.size for each in values])]
    if not ends:
        return []
    at = {factor.name: np.full(ends[-1], factor.central, dtype=np.float64) for factor in factors}
    rows = [slice(end - own.size, end) for end, own in zip(ends, values, strict=True)]
    for place, own, here in zip(some, values, rows, strict=True):
        at[factors[place].name][here] = own
    measured = measures_of(run_scenarios(outcome.terms, outcome.run.path, at, ends[-1]))
    return [{name: by_row[here] for name, by_row in measured.items()} for here in rows]


def try_two(outcome: PlanOutcome, first: Factor, second: Factor, steps: int, measure: Measure) -> Grid:
    """Move two factors together, so many values of each from end to end; fewer of what has fewer whole numbers."""
    rows, columns = (
        np.unique(as_counted(each.name, np.linspace(each.low, each.high, steps))) for each in (first, second)
    )
    values = {first.name: np.repeat(rows, columns.size), second.name: np.tile(columns, rows.size)}
    measured = measures_of(run_scenarios(outcome.terms, outcome.run.path, values, rows.size * columns.size))[measure]
    return Grid(
        first,
        second,
        tuple(float(each) for each in rows),
        tuple(float(each) for each in columns),
        measured.reshape(rows.size, columns.size),
    )


def measures_of(run: PlanRun) -> dict[Measure, Expected]:
    """Every measure of every scenario (S,)."""
    found = {
        Measure.GAP_IN_LAST_YEAR: run.gap[:, -1].astype(np.float64),
        Measure.GAP_OVER_THE_PLAN: run.gap.sum(axis=1).astype(np.float64),
        Measure.GENERAL_RESERVE: run.reserves.general[:, -1].astype(np.float64),
    }
    if run.people is not None:
        found[Measure.DEPLOYABLE] = run.people.deployable[:, -1]
    return found


def unit_effects(outcome: PlanOutcome) -> tuple[UnitEffect, ...]:
    """What £1 and 1 % of band D, 1 % of the tax base, of grant and of pay are worth to the gap."""
    run = outcome.run
    base, band_d = run.path.tax_base[0], [each.band_d for each in run.path.outcomes]
    pound = [half_up(int(each) * TEN_THOUSANDTHS, TO_PENCE) for each in base]
    percent = [
        half_up(int(each) * path.proposal.prior_band_d, TO_PENCE * 100)
        for each, path in zip(base, run.path.outcomes, strict=True)
    ]
    more_base = [half_up(int(each) * of_year, TO_PENCE * 100) for each, of_year in zip(base, band_d, strict=True)]
    effects = [
        UnitEffect("one pound on band D", -pound[0], -pound[-1]),
        UnitEffect("one percent on band D", -percent[0], -percent[-1]),
        UnitEffect("one percent more tax base", -more_base[0], -more_base[-1]),
    ]
    grant = [line.by_year[0] - line.once_by_year[0] for line in run.funding if line.source == "central"]
    if grant:
        total = np.sum(grant, axis=0)
        effects.append(UnitEffect("one percent more grant", -_percent_of(total[0]), -_percent_of(total[-1])))
    awarded = run_scenarios(outcome.terms, run.path, {"pay_award": np.ones(1)}, 1).gap - run.gap
    if awarded.any():
        effects.append(UnitEffect("one point more on every pay award", int(awarded[0, 0]), int(awarded[0, -1])))
    return tuple(effects)


def _percent_of(pence: Pence | int) -> int:
    return half_up(int(pence), 100)
