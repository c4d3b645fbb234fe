"""The share of dwellings in each band, and at or below it: "78% of homes are in band D or below".

Shares are whole ten-thousandths of a percent, half-up, each from the counts themselves: a cumulative share is never a sum of
rounded shares. Band A with disabled relief (A-) counts as its own band, below A.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from precept.register.records import DwellingsFigure
from precept.register.units import half_up

WHOLE = 1_000_000
"""A hundred percent, in ten-thousandths of a percent."""
COLUMNS = {
    "A-": "band_a_disabled", "A": "band_a", "B": "band_b", "C": "band_c", "D": "band_d",
    "E": "band_e", "F": "band_f", "G": "band_g", "H": "band_h", "I": "band_i",
}  # fmt: skip
"""Where a row of the table of dwellings holds each band, lowest first."""


@dataclass(frozen=True)
class BandShare:
    """One band: its dwellings, its share, and the share at or below it, in ten-thousandths of a percent."""

    band: str
    dwellings: int
    share: int
    at_or_below: int


def band_mix(dwellings: Iterable[tuple[str, int]]) -> tuple[BandShare, ...]:
    """Share dwellings by band, lowest band first as given; nothing where there are no dwellings at all."""
    counted = list(dwellings)
    whole = sum(count for _, count in counted)
    if whole == 0:
        return ()
    so_far = 0
    shares = []
    for band, count in counted:
        so_far += count
        shares.append(BandShare(band, count, half_up(count * WHOLE, whole), half_up(so_far * WHOLE, whole)))
    return tuple(shares)


def at_or_below(mix: Sequence[BandShare], band: str = "D") -> int | None:
    """The share of dwellings in that band or a lower one, in ten-thousandths of a percent; None where there is none."""
    return next((each.at_or_below for each in mix if each.band == band), None)


def dwellings_by_band(rows: Iterable[DwellingsFigure]) -> tuple[tuple[str, int], ...]:
    """Add rows of whole dwellings up by band, lowest first, ready for `band_mix`; a band no row holds is left out."""
    held = list(rows)
    counts = []
    for band, column in COLUMNS.items():
        values = [value for row in held if (value := getattr(row, column)) is not None]
        if values:
            counts.append((band, int(sum(values))))
    return tuple(counts)
