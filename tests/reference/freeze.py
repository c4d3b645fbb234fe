"""What an increase not taken has cost: the band D there was beside the one there would have been.

Every year's increase is on the year before, so an increase forgone once is forgone in every year
after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .council_tax import amount_raised
from .rounding import PENNY, half_up_to


@dataclass(frozen=True)
class Alternative:
    """The increase of every year instead. `amount` is percent for `percent`, pounds for `cash`."""

    kind: Literal["percent", "cash"]
    amount: Fraction


@dataclass(frozen=True)
class ActualYear:
    """What was set, and the tax base it was charged on."""

    year: str
    band_d: Fraction
    tax_base: Fraction | None


@dataclass(frozen=True)
class ForgoneYear:
    """One year of both paths. Without a tax base the income is None, and its running sum from then on."""

    year: str
    actual: Fraction
    alternative: Fraction
    forgone: Fraction
    income_forgone: Fraction | None
    running_income_forgone: Fraction | None


def forgone(base_band_d: Fraction, years: Sequence[ActualYear], increase: Alternative) -> tuple[ForgoneYear, ...]:
    """Follow the alternative from the base year's band D. `years` are those after the base year."""
    lines = []
    alternative = base_band_d
    running: Fraction | None = Fraction(0)
    for year in years:
        alternative = raised_by(alternative, increase)
        difference = alternative - year.band_d
        income = amount_raised(difference, year.tax_base)
        running = None if running is None or income is None else running + income
        lines.append(
            ForgoneYear(
                year=year.year,
                actual=year.band_d,
                alternative=alternative,
                forgone=difference,
                income_forgone=income,
                running_income_forgone=running,
            )
        )
    return tuple(lines)


def raised_by(band_d: Fraction, increase: Alternative) -> Fraction:
    """Raise a band D by a year's increase, half-up to the penny, as it would have been set."""
    if increase.kind == "percent":
        return half_up_to(PENNY, band_d * (1 + increase.amount / 100))
    return half_up_to(PENNY, band_d + increase.amount)
