"""Everything the chain needs, and nothing it has to look up; units as in `question`."""

from __future__ import annotations

from dataclasses import dataclass

from precept.council_tax.tax_base.question import AtRate, BandRounding
from precept.register.years import FinancialYear
from precept.workings import Figure

BAND_A_DISABLED = "A-"
NINTHS_OF_BAND_A_DISABLED = 5
BAND_A_DISABLED_FROM = FinancialYear(2000)
"""A dwelling in band A with disabled relief pays five ninths, from 1 April 2000 (the Council Tax (Reductions for
Disabilities) (Amendment) Regulations 1999); in every other band it pays as the band below."""


@dataclass(frozen=True)
class BandOfDwellings:
    """One band as it enters the chain. Lines that were not counted are None; `before_support` is then what was stated."""

    band: str
    ninths: int
    listed: int | None = None
    exempt: int | None = None
    demolished: int | None = None
    chargeable: int | None = None
    relief: int | None = None
    after_relief: int | None = None
    single_adult: int | None = None
    all_disregarded: int | None = None
    discounts: tuple[AtRate, ...] = ()
    premiums: tuple[AtRate, ...] = ()
    annexes: int | None = None
    before_support: int | None = None
    support: int = 0

    @property
    def name(self) -> str:
        """The band in the names of figures: `a_disabled`, `a` to `i`."""
        return "a_disabled" if self.band == BAND_A_DISABLED else self.band.lower()


@dataclass(frozen=True)
class Returned:
    """What the authority itself returned or set, in thousandths, beside which the chain is laid; None where not held."""

    after_support: int | None = None
    before_collection: int | None = None
    tax_base: int | None = None


@dataclass(frozen=True)
class Named:
    """An authority or an area, by code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class TaxBaseCase:
    """One tax base to work out. `bands` lowest first; `figures` says where each input came from."""

    year: FinancialYear
    country: str
    bands: tuple[BandOfDwellings, ...]
    collection_rate: int
    class_o: int
    authority: Named | None = None
    area: Named | None = None
    snapshot_date: str | None = None
    support_change: int | None = None
    collection_rate_change: int | None = None
    band_d: int | None = None
    rounding: BandRounding = BandRounding.ONE_DECIMAL
    returned: Returned = Returned()
    figures: tuple[Figure, ...] = ()
