"""What is asked about a tax base, in exact units.

Dwellings are whole numbers. Dwelling equivalents are millionths (the returns hold up to four decimals, and a percentage of a
dwelling can have six). Band D equivalents are thousandths. Rates and percentages are millionths of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from precept.register.years import FinancialYear


class BandRounding(StrEnum):
    """How the band D equivalents of each band are rounded before they are added up."""

    ONE_DECIMAL = "one_decimal"
    """As the council tax base return does; every published base is made so."""
    UNROUNDED = "unrounded"
    """As the regulations read, which round nothing: exact fractions added up, the sum half-up to three decimals."""

    @property
    def step(self) -> int:
        """What a band is shown to, in thousandths of a band D equivalent."""
        return 100 if self is BandRounding.ONE_DECIMAL else 1


@dataclass(frozen=True)
class AtRate:
    """So many dwellings at one discount or premium, in millionths of one."""

    dwellings: int
    rate: int


@dataclass(frozen=True)
class CountedBand:
    """The dwellings of one band as counted. `disabled_relief` of them are charged in the band below."""

    band: str
    dwellings: int = 0
    exempt: int = 0
    demolished: int = 0
    disabled_relief: int = 0
    single_adult: int = 0
    all_disregarded: int = 0
    discounts: tuple[AtRate, ...] = ()
    premiums: tuple[AtRate, ...] = ()
    annexes: int = 0
    support: int = 0


@dataclass(frozen=True)
class EquivalentBand:
    """The dwelling equivalents of one band after discounts and premiums, and what support takes off, in millionths."""

    band: str
    before_support: int
    support: int = 0


@dataclass(frozen=True)
class TaxBaseQuestion:
    """One tax base: dwellings counted, their equivalents, or those held for an authority; and what if it were otherwise.

    `support_change` and `collection_rate_change` are millionths: of the support, and of one.
    """

    year: FinancialYear
    country: str | None = None
    authority: str | None = None
    area: str | None = None
    counted: tuple[CountedBand, ...] = ()
    equivalents: tuple[EquivalentBand, ...] = ()
    collection_rate: int | None = None
    class_o: int | None = None
    support_change: int | None = None
    collection_rate_change: int | None = None
    band_d: int | None = None
    rounding: BandRounding = BandRounding.ONE_DECIMAL
