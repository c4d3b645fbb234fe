"""The value of a factor at which a measure is nothing: to four decimals, or to the whole number or penny.

Between two values tried, on either side of which the measure has another sign, as many again are tried until the two are
neighbours, so that the value is the same whatever range it was looked for in. Of the two the one is taken at which the
measure is nearer to nothing; where it is nothing over a stretch of values, that is the end from which it is so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from precept.funding.plan.factors import Factor, steps_a_unit
from precept.uplift.quantities import Expected, Whole

FOUR_DECIMALS = 10_000
TRIED = 21
"""Values tried between two, each time."""
Measuring = Callable[[Sequence[int], Sequence[Expected]], list[Expected]]
"""What is measured of some factors, by their places, each at values of its own."""


def break_evens(factors: Sequence[Factor], measure: Measuring) -> list[float | None]:
    """Where the measure of each factor alone is nothing within its range; None where it nowhere is."""
    found: list[float | None] = [None] * len(factors)
    scales = [steps_a_unit(factor.name) or FOUR_DECIMALS for factor in factors]
    open_still = {place: _ends(factor, scales[place]) for place, factor in enumerate(factors)}
    while open_still:
        tried = [_steps_between(low, high) for low, high in open_still.values()]
        at = [steps / scales[place] for place, steps in zip(open_still, tried, strict=True)]
        measured = measure(list(open_still), at)
        for place, steps, values in zip(list(open_still), tried, measured, strict=True):
            del open_still[place]
            turn = _turn_nearest(steps, np.sign(values), factors[place].central * scales[place])
            if turn is None:
                continue
            if steps[turn + 1] - steps[turn] > 1:
                open_still[place] = (int(steps[turn]), int(steps[turn + 1]))
            else:
                nearer = turn + int(np.argmin(np.abs(values[turn : turn + 2])))
                found[place] = float(steps[nearer]) / scales[place]
    return found


def _ends(factor: Factor, scale: int) -> tuple[int, int]:
    """The least and the most of a range in steps of a scale."""
    return math.ceil(round(factor.low * scale, 6)), math.floor(round(factor.high * scale, 6))


def _steps_between(low: int, high: int) -> Whole:
    return np.unique(np.linspace(low, high, TRIED).astype(np.int64))


def _turn_nearest(steps: Whole, signs: Expected, central: float) -> int | None:
    """The place before which the measure has one sign and after which another, nearest to the plan's own value.

    Nothing that turns into something counts only where it is nothing from the low end on: else it began within the range.
    """
    turns = np.flatnonzero((signs[1:] != signs[:-1]) & ((signs[:-1] != 0) | (np.cumsum(np.abs(signs[:-1])) == 0)))
    if not turns.size:
        return None
    away = np.maximum(steps[turns] - central, central - steps[turns + 1])
    return int(turns[np.argmin(away)])
