"""What stands beside a cell: the same table's other increases, and what the register holds elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from precept.council_tax.reconcile.causes import Alternative, percent_text, to_the_penny
from precept.council_tax.reconcile.standing import Standing
from precept.council_tax.reconcile.surroundings import Surroundings
from precept.register.units import PENCE, TEN_THOUSANDTHS, pounds
from precept.workings import Figure

USUAL_PERCENTS = (Fraction(2), Fraction(199, 100), Fraction(1))
"""The increases that plans and freezes were measured from: 2%, the 1.99% just below it, and 1%."""


@dataclass(frozen=True)
class OtherBandD:
    """A band D that a figure may have been worked out from instead."""

    band_d: Fraction
    words: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Beside:
    """`table_percent` is the increase in percent as the table itself prints it; `neighbours` are the options next to this one.

    `found` keeps what has been worked out for cells of one measure, band and authority, of which a table has many.
    """

    surroundings: Surroundings
    neighbours: tuple[Standing, ...] = ()
    table_percent: Fraction | None = None
    found: dict[tuple[str, str | None, str | None], tuple[Alternative, ...]] = field(
        default_factory=dict, compare=False
    )


def other_band_ds(standing: Standing, beside: Beside) -> Iterator[OtherBandD]:
    """Every other band D for the year that is at hand, as pounds; none that is the one set."""
    for each in _band_ds(standing, beside):
        if each.band_d not in (standing.band_d, standing.prior):
            yield each


def _band_ds(standing: Standing, beside: Beside) -> Iterator[OtherBandD]:
    held, earlier = beside.surroundings.band_d, beside.surroundings.earlier_band_d
    if held is not None:
        yield OtherBandD(held.value, "the band D that the register holds for the year", (held.figure,))
    if standing.planned_band_d is not None:
        yield OtherBandD(standing.planned_band_d, "the band D of the plan")
    most = standing.outcome.verdict.maximum_band_d
    if most is not None:
        yield OtherBandD(Fraction(most, TEN_THOUSANDTHS), "the most that the limit allows")
    if earlier is not None:
        rise = standing.prior - earlier.value
        yield OtherBandD(
            standing.prior + rise, f"last year's increase, £{pounds(int(rise * PENCE))}, again", (earlier.figure,)
        )
    for rate in USUAL_PERCENTS:
        yield OtherBandD(to_the_penny(standing.prior * (100 + rate) / 100), f"an increase of {percent_text(rate)}%")
