"""What the arrays of this room hold, and the one place where a fraction of an officer's money becomes pence.

Officers and course places are expected values: fractions, in float64. Money is a whole number of pence, in int64.
The first axis of every array is the scenario.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from precept.uplift.errors import AmountOutOfRange

Expected = NDArray[np.float64]
"""Officers, places, shares or days: expected values, before any rounding."""

Whole = NDArray[np.int64]
"""Months, pay points, intakes or codes: whole numbers."""

Pence = NDArray[np.int64]
"""Money, in whole pence."""

Flags = NDArray[np.bool_]
"""Yes or no, for each scenario."""

MONTHS_A_YEAR = 12
WEEKS_A_YEAR = 52

PAY_POINTS = 8
"""Points 0 to 7 of the constable scale."""
TOP_POINT = PAY_POINTS - 1

MOST_PENCE = 10**15
"""£10 trillion: more than any answer, and far below where int64 or the whole numbers of float64 end."""

TIE_TOLERANCE_PENCE = 1e-6
"""A millionth of a penny: more than the noise of float64 in a real amount, less than any that means something."""


MANY = 100
"""Scenarios from which on it is quicker to add row upon row than to have every running sum; the same bits either way."""


def round_to_pence(amount: Expected) -> Pence:
    """Round an amount in pence to whole pence, halves away from zero.

    An amount that float64 leaves a hair below the half penny (2.3 × 28,205 is 64,871.49999999999) counts as the half
    penny that it is. Whole pence stay as they are, and a larger amount never rounds to less. AmountOutOfRange beyond
    MOST_PENCE either way, and for what is not a number.
    """
    size = np.abs(amount)
    if not size.max() <= MOST_PENCE:
        raise AmountOutOfRange("amount", f"a number of pence within ±{MOST_PENCE:,}")
    rounded = np.floor(size + 0.5 + TIE_TOLERANCE_PENCE)
    return np.copysign(rounded, amount).astype(np.int64)


def added_in_order(parts: Expected) -> Expected:
    """Add up along the first axis, strictly first to last.

    NumPy's own sum chooses its order by the shape of the array, so that one scenario alone and the same scenario among
    a thousand could differ in the last bit.
    """
    if parts[0].size < MANY:
        few: Expected = np.cumsum(parts, axis=0)[-1]
        return few
    total: Expected = parts[0].copy()
    for part in parts[1:]:
        total += part
    return total
