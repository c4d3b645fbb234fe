"""What one household pays: less a discount, a band lower for disabled relief, in instalments."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .council_tax import ENGLISH_NINTHS, PRECEPT_STEP, WELSH_NINTHS, Country, PreceptRounding
from .rounding import PENNY, half_up_to

# SI 1992/554 reg.4(3A), from 1 April 2000: a band A dwelling with disabled relief pays 5/9 of band D.
NINTHS_BELOW_BAND_A = 5


@dataclass(frozen=True)
class Instalments:
    """The first instalment, and each of those after it."""

    first: Fraction
    others: Fraction
    number: int


def ninths_of(country: Country) -> dict[str, int]:
    return WELSH_NINTHS if country == "Wales" else ENGLISH_NINTHS


def band_amount(country: Country, band: str, band_d: Fraction) -> Fraction:
    """s.47(1): the basic amount x N / D, half-up to the penny."""
    return half_up_to(PENNY, band_d * ninths_of(country)[band] / 9)


def with_disabled_relief(country: Country, band: str, band_d: Fraction) -> Fraction:
    """Charge the band below; below band A, which has none, 5/9 of band D."""
    if band == "A":
        return half_up_to(PENNY, band_d * NINTHS_BELOW_BAND_A / 9)
    return band_amount(country, band_below(country, band), band_d)


def band_below(country: Country, band: str) -> str:
    letters = list(ninths_of(country))
    return letters[letters.index(band) - 1]


def discounted(charge: Fraction, discount: Fraction) -> Fraction:
    """s.11: a quarter off for one adult, half off for none; a premium is a discount below nothing."""
    return half_up_to(PENNY, charge * (1 - discount))


def household_charge(
    country: Country, band: str, band_d: Fraction, discount: Fraction, *, disabled_relief: bool
) -> Fraction:
    """Take the relief first: the discount is on the charge that the relief leaves, to the penny."""
    relieved = with_disabled_relief(country, band, band_d)
    charge = relieved if disabled_relief else band_amount(country, band, band_d)
    return discounted(charge, discount)


def in_instalments(charge: Fraction, number: int, rounding: PreceptRounding = "penny") -> Instalments:
    """SI 1992/613 Sch.1 para 2(6): all alike but the first, which takes what the rounding leaves.

    The regulations round a whole bill to the pound. The police part of a bill is shown to the penny.
    """
    others = half_up_to(PRECEPT_STEP[rounding], charge / number)
    return Instalments(first=charge - others * (number - 1), others=others, number=number)
