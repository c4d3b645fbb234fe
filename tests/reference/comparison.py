"""Areas side by side: who has the lowest band D, and what a pound on it raises.

In the years when the principle was the greater of a percentage and a cash figure, the cash figure
was for the lowest quartile: the ten lowest of the 37 by the band D of the year before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .council_tax import amount_raised
from .rounding import POUND

LOWEST_QUARTILE = 10


@dataclass(frozen=True)
class Area:
    """A police area in one year."""

    name: str
    band_d: Fraction
    tax_base: Fraction | None = None


@dataclass(frozen=True)
class ComparedArea:
    """Where an area stands. Rank 1 is the lowest band D."""

    name: str
    band_d: Fraction
    rank: int
    of_the_ten_lowest: bool
    yield_of_one_pound: Fraction | None


def compared(areas: Sequence[Area]) -> tuple[ComparedArea, ...]:
    """Compare the areas, in the order given."""
    lines = []
    for area in areas:
        rank = 1 + sum(1 for other in areas if other.band_d < area.band_d)
        lines.append(
            ComparedArea(
                name=area.name,
                band_d=area.band_d,
                rank=rank,
                of_the_ten_lowest=rank <= LOWEST_QUARTILE,
                yield_of_one_pound=amount_raised(POUND, area.tax_base),
            )
        )
    return tuple(lines)
