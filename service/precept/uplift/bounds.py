"""The range in which an input means anything, and the refusal that says so in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from precept.uplift.errors import ParameterOutOfRange
from precept.uplift.quantities import Expected, Whole


@dataclass(frozen=True)
class Bounds:
    """From `low` to `high`, each end included unless it is open; `whole` when only whole numbers will do."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False
    whole: bool = False

    @property
    def in_words(self) -> str:
        """Say what a value must be, to follow the words "must be"."""
        number = "a whole number, " if self.whole else ""
        lower = "above" if self.low_open else "at least"
        upper = "below" if self.high_open else "at most"
        return f"{number}{lower} {self.low:,g} and {upper} {self.high:,g}"

    def hold(self, values: Expected | float) -> bool:
        """Whether the value, or every one of them, lies inside; what is not a number does not."""
        above = values > self.low if self.low_open else values >= self.low
        below = values < self.high if self.high_open else values <= self.high
        inside = above & below
        if isinstance(values, float):
            return bool(inside) and (not self.whole or values.is_integer())
        return bool(np.all(inside & (values == np.floor(values)) if self.whole else inside))


def row_of_values(name: str, given: ArrayLike | Decimal, bounds: Bounds) -> Expected | Whole:
    """Return a number, or one for each scenario, as a read-only array (S,): int64 where whole, else float64.

    ParameterOutOfRange names the parameter when a value lies outside its bounds.
    """
    values = np.array(given, dtype=np.float64, ndmin=1)
    if values.ndim != 1 or values.size == 0:
        raise ParameterOutOfRange(name, "one number, or a row of numbers, one for each scenario")
    if not bounds.hold(values):
        raise ParameterOutOfRange(name, bounds.in_words)
    row = values.astype(np.int64) if bounds.whole else values
    row.setflags(write=False)
    return row
