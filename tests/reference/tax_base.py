"""A billing authority's tax base, from the dwellings on the list to what a band D of one pound raises.

LGFA 1992 s.31B and SI 2012/2914: A x B, the relevant amounts of all bands times the collection
rate. The lines are those of the council tax base return (CTB) as numbered from 2015: 4 chargeable,
7 after disabled relief, 22 after discounts and premiums, 28 council tax support, 29 after support,
31 in band D equivalents, 32 class O, 33 the base before collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .council_tax import ENGLISH_NINTHS, WELSH_NINTHS
from .rounding import half_up_to

TENTH = Fraction(1, 10)
BELOW_BAND_A = "A-"
# Band A with disabled relief is 5/9 of band D, and the return gives it a column of its own.
NINTHS_IN_THE_RETURN = {BELOW_BAND_A: 5, **WELSH_NINTHS}


@dataclass(frozen=True)
class Discount:
    """So many dwellings with so much off (0.25, 0.5); a premium is below nothing (-1 doubles)."""

    dwellings: Fraction
    share: Fraction


@dataclass(frozen=True)
class BandDwellings:
    """One band of the list. `with_disabled_relief` are dwellings of this band, charged in the one below."""

    on_list: Fraction
    exempt: Fraction = Fraction(0)
    demolished: Fraction = Fraction(0)
    with_disabled_relief: Fraction = Fraction(0)


@dataclass(frozen=True)
class TaxBaseLines:
    """The end of the return and the tax base that follows from it."""

    by_band: dict[str, Fraction]
    line_31: Fraction
    class_o: Fraction
    line_33: Fraction
    tax_base: Fraction


def chargeable(band: BandDwellings) -> Fraction:
    """Line 4: those on the list (1) less exempt (2) and demolished (3)."""
    return band.on_list - band.exempt - band.demolished


def after_disabled_relief(bands: dict[str, BandDwellings]) -> dict[str, Fraction]:
    """Line 7: dwellings with disabled relief go down a band, those of band A to a band below A."""
    down = {BELOW_BAND_A: Fraction(0)}
    above = BELOW_BAND_A
    for letter in bands_in_order(bands):
        down[above] += bands[letter].with_disabled_relief
        down[letter] = chargeable(bands[letter]) - bands[letter].with_disabled_relief
        above = letter
    return down


def bands_in_order(bands: dict[str, BandDwellings]) -> list[str]:
    """Every band A to H, and I where there is one (Wales); none may be left out."""
    letters = [letter for letter in WELSH_NINTHS if letter in bands]
    if set(letters) != set(bands) or not set(ENGLISH_NINTHS) <= set(letters):
        raise ValueError("the bands must be A to H, or A to I")
    return letters


def equivalents_before_support(
    dwellings: Fraction, discounts: tuple[Discount, ...], annexes: Fraction = Fraction(0)
) -> Fraction:
    """Line 22: the dwellings less what each discount takes off, and less the annexe discount."""
    equivalents = dwellings
    for discount in discounts:
        equivalents -= discount.dwellings * discount.share
    return equivalents - annexes


def equivalents_after_support(before_support: Fraction, support: Fraction) -> Fraction:
    """Line 29: line 22 less the support given under the s.13A scheme (28), in dwelling equivalents."""
    return before_support - support


def band_d_equivalents(band: str, after_support: Fraction) -> Fraction:
    """Line 31 of one band: line 29 x its ninths of band D, half-up to one decimal."""
    return half_up_to(TENTH, after_support * NINTHS_IN_THE_RETURN[band] / 9)


def tax_base_lines(
    after_support: dict[str, Fraction], class_o: Fraction, collection_rate: Fraction, adjustment: Fraction
) -> TaxBaseLines:
    """Add up line 31, class O makes line 33, and what is ever collected of it is the tax base.

    The collection rate is a part of one (0.99 is 99%). The tax base is not rounded.
    """
    by_band = {band: band_d_equivalents(band, amount) for band, amount in after_support.items()}
    line_31 = sum(by_band.values(), Fraction(0))
    line_33 = line_31 + class_o
    return TaxBaseLines(
        by_band=by_band,
        line_31=line_31,
        class_o=class_o,
        line_33=line_33,
        tax_base=tax_base(line_33, collection_rate, adjustment),
    )


def tax_base(before_collection: Fraction, collection_rate: Fraction, adjustment: Fraction) -> Fraction:
    """SI 2012/2914 reg.3: A x B, and contributions in lieu for class O dwellings after it."""
    return before_collection * collection_rate + adjustment
