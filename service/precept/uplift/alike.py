"""The words in which the month-by-month rules are stated once: for one scenario's number, and for an array of one for each.

Arithmetic and comparisons are the same for both; choosing is not, and is done by the words below. A number alone takes a
tenth of the time that an array of one does, and gives the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from precept.uplift.quantities import Expected, Flags

if TYPE_CHECKING:
    from collections.abc import Sequence

Officers = TypeVar("Officers", float, Expected)
"""Officers, places or shares of one scenario, or of each of them (S,)."""


def larger_of(least: Officers | float, value: Officers) -> Officers:
    """The larger of the two."""
    return max(least, value) if isinstance(value, float) else np.maximum(least, value)


def smaller_of(most: Officers | float, value: Officers) -> Officers:
    """The smaller of the two."""
    return min(most, value) if isinstance(value, float) else np.minimum(most, value)


def where(so: Flags | bool, value: Officers) -> Officers:
    """The value where it is so, and nothing where it is not."""
    if isinstance(value, float):
        return value if so else 0.0
    return np.where(so, value, 0.0)


def anywhere(so: Flags | bool) -> bool:
    """Whether it is so in any scenario."""
    return so if isinstance(so, bool) else bool(so.any())


def all_of(parts: Sequence[Officers]) -> Officers:
    """Add up the parts, strictly first to last."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
