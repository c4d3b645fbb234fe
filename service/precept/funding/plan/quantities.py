"""Money of many scenarios over the years of a plan: int64 pence (S, Y), rounded half-up to the penny at each step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from precept.register.units import MILLIONTHS, PENCE, half_up
from precept.uplift.errors import AmountOutOfRange

Pence = NDArray[np.int64]
Rate = NDArray[np.int64]
"""Millionths of one, (S, Y) or (1, Y)."""


MOST_PENCE = 4 * 10**12
"""£40 billion, or as many thousandths of a tax base: more than any answer, and what int64 can still multiply."""


def share_of(pence: Pence, rate: Rate) -> Pence:
    """So many millionths of an amount, to the penny; AmountOutOfRange beyond MOST_PENCE."""
    if np.any(np.abs(pence) > MOST_PENCE):
        raise AmountOutOfRange("rates", f"such that no amount of the plan passes £{MOST_PENCE // PENCE:,}")
    return half_up(pence * rate, MILLIONTHS)


def year_on_year(by_year: Pence, before: int | Pence = 0) -> Pence:
    """What each year adds to the one before it; the first to `before`."""
    first = np.broadcast_to(np.asarray(before, dtype=np.int64), by_year[:, :1].shape)
    moved: Pence = np.diff(by_year, axis=1, prepend=first)
    return moved
