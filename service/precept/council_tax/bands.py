"""What each band pays, before and after, by the year, month, week and day.

Section 47: band D x N / D in the proportions of section 5, half-up to the penny, once, always from band D itself and
never from another rounded band. A month is a twelfth, or one of ten instalments; a week a fifty-second, a day a
three-hundred-and-sixty-fifth.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

from precept.council_tax.alike import Truth, Word, when
from precept.council_tax.band_d import NINE_PENCE
from precept.register.units import Whole, half_up

NINTHS_OF_A_PENNY = 9 * 100
"""Ten-thousandths of a pound to pence (/100), for a band of N ninths (/9)."""


class Basis(NamedTuple, Generic[Whole]):
    """The band D that the bands are worked out from, as a fraction in ten-thousandths of a pound."""

    basis_numerator: Whole
    basis_denominator: Whole


class BandFigures(NamedTuple, Generic[Whole]):
    """One band: charges in pence a year; `monthly` in pence, `weekly` and `daily` in tenths of a penny."""

    prior_charge: Whole
    charge: Whole
    increase: Whole
    monthly: Whole
    weekly: Whole
    daily: Whole
    increase_monthly: Whole
    increase_weekly: Whole
    increase_daily: Whole


def charge_of(band_d: Whole, ninths: Whole | int, denominator: Whole | int = 1) -> Whole:
    """Band D (over a denominator, where it is not rounded) x N / 9, in pence."""
    return half_up(band_d * ninths, denominator * NINTHS_OF_A_PENNY)


def by_month(annual_pence: Whole, instalments: Whole | int) -> Whole:
    """One of the year's instalments, in pence: a twelfth, or a tenth where that is the policy."""
    return half_up(annual_pence, instalments)


def by_week(annual_pence: Whole) -> Whole:
    """A fifty-second of the year, in tenths of a penny."""
    return half_up(annual_pence * 10, 52)


def by_day(annual_pence: Whole) -> Whole:
    """A three-hundred-and-sixty-fifth of the year, in tenths of a penny."""
    return half_up(annual_pence * 10, 365)


def basis_of_bands(
    bands_from: Word, step: Whole, band_d: Whole, asked_numerator: Whole, asked_denominator: Whole
) -> Basis[Whole]:
    """Work from band D as set, or as asked for; a multiple of 9p is always the basis, so that its bands are exact pennies."""
    from_asked: Truth = (bands_from == "unrounded") & (step != NINE_PENCE)
    return Basis(when(from_asked, asked_numerator, band_d), when(from_asked, asked_denominator, 1))


def charge_band(
    ninths: Whole, prior_band_d: Whole, basis_numerator: Whole, basis_denominator: Whole, instalments: Whole
) -> BandFigures[Whole]:
    """Charge one band before and after, and tell the charge and its increase by the month, the week and the day."""
    prior_charge = charge_of(prior_band_d, ninths)
    charge = charge_of(basis_numerator, ninths, basis_denominator)
    increase = charge - prior_charge
    return BandFigures(
        prior_charge,
        charge,
        increase,
        by_month(charge, instalments),
        by_week(charge),
        by_day(charge),
        by_month(increase, instalments),
        by_week(increase),
        by_day(increase),
    )
