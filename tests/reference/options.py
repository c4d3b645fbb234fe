"""Several increases side by side, and the order they come in by one figure or another.

Every yield says what it is against: a freeze, or the baseline that the plan already has. Officers
are whole ones, paid for by what an option raises beyond the baseline.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .council_tax import Assessment, Proposal
from .increases import FREEZE, Increase, assessed


@dataclass(frozen=True)
class OptionLine:
    """One option. What rests on a tax base, a cost or a gap that is not given is None."""

    increase: Increase
    assessment: Assessment
    precept: Fraction | None
    versus_freeze: Fraction | None
    versus_baseline: Fraction | None
    officers: int | None
    gap_left: Fraction | None


@dataclass(frozen=True)
class Ranked:
    """A place in the order: which option (counted from 0 as given) and its rank (from 1)."""

    index: int
    rank: int


def option_lines(
    proposal: Proposal,
    options: Sequence[Increase],
    baseline: Increase,
    officer_cost: Fraction | None = None,
    gap: Fraction | None = None,
) -> tuple[OptionLine, ...]:
    """Work out every option in the order given, whatever increase the proposal itself carries."""
    frozen = assessed(proposal, FREEZE).requirement
    planned = assessed(proposal, baseline).requirement
    lines = []
    for increase in options:
        assessment = assessed(proposal, increase)
        versus_freeze = difference(assessment.requirement, frozen)
        versus_baseline = difference(assessment.requirement, planned)
        lines.append(
            OptionLine(
                increase=increase,
                assessment=assessment,
                precept=assessment.requirement,
                versus_freeze=versus_freeze,
                versus_baseline=versus_baseline,
                officers=whole_officers(versus_baseline, officer_cost),
                gap_left=difference(gap, versus_freeze),
            )
        )
    return tuple(lines)


def difference(left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    return left - right


def whole_officers(extra: Fraction | None, cost: Fraction | None) -> int | None:
    """Count the officers that the extra pays for in full; raising less than the baseline pays for none."""
    if extra is None or cost is None:
        return None
    if cost <= 0:
        raise ValueError("an officer costs more than nothing")
    return math.floor(max(Fraction(0), extra) / cost)


# --- The order --------------------------------------------------------------------------------


def ranked_options(
    lines: Sequence[OptionLine], measure: Callable[[OptionLine], Fraction | None], *, descending: bool
) -> tuple[Ranked, ...]:
    return ranked([measure(line) for line in lines], descending=descending)


def ranked(values: Sequence[Fraction | None], *, descending: bool) -> tuple[Ranked, ...]:
    """Put the values in order, those without one last.

    Equal values share the rank of the first of them (1, 2, 2, 4) and keep the order they came in.
    All that have no value share one rank, the next after the number of those that have one.
    """
    measured = [(index, value) for index, value in enumerate(values) if value is not None]
    places = [Ranked(index, 1 + better_than(value, measured, descending=descending)) for index, value in measured]
    missing = [Ranked(index, 1 + len(measured)) for index, value in enumerate(values) if value is None]
    in_order = []
    for rank in range(1, 1 + len(measured)):
        in_order += [place for place in places if place.rank == rank]
    return tuple(in_order + missing)


def better_than(value: Fraction, measured: Sequence[tuple[int, Fraction]], *, descending: bool) -> int:
    if descending:
        return sum(1 for _, other in measured if other > value)
    return sum(1 for _, other in measured if other < value)
