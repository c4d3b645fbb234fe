"""What households pay for the police: by band, with a discount, with disabled relief, by instalment; and how many homes.

A discount (a quarter for a single adult: Local Government Finance Act 1992, section 11) is taken off the band's charge as
rounded, half-up to the penny. A home with disabled relief pays the charge of the band below its own, band A five ninths of
band D (SI 1992/554 as it is applied in the tax base return). Equal instalments are rounded half-up and the first carries
what is left over, so that they add up to the year's charge; the practice of bills. Money in pence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precept.council_tax.band_mix import BandShare, band_mix, dwellings_by_band
from precept.council_tax.bands import by_month, by_week, charge_of
from precept.council_tax.outcome import BandCharge, PreceptOutcome
from precept.register.records import DwellingsFigure
from precept.register.register import Register
from precept.register.units import MILLIONTHS, half_up
from precept.register.years import FinancialYear
from precept.workings import Figure

BELOW_BAND_A = 5
"""Ninths of band D that a home in band A pays with disabled relief."""
MEASURES = ("chargeable_dwellings", "chargeable_dwellings_after_disabled_relief")
"""The lines of the return that count homes, the better first."""


@dataclass(frozen=True)
class HouseholdBand:
    """What a home of one band pays the police a year, before and after, and how many homes there are (None: not known)."""

    charge: BandCharge
    prior_discounted: int
    discounted: int
    disabled_relief: int
    first_instalment: int
    other_instalments: int
    weekly_discounted_increase: int
    share: BandShare | None

    @property
    def discounted_increase(self) -> int:
        """What a home with the discount pays more."""
        return self.discounted - self.prior_discounted


def bills(outcome: PreceptOutcome, discount: int, mix: Sequence[BandShare]) -> list[HouseholdBand]:
    """Every band's bill, lowest band first; `discount` in millionths."""
    shares = {each.band: each for each in mix}
    below = [charge_of(outcome.band_d, BELOW_BAND_A), *(each.charge for each in outcome.bands)]
    return [
        _bill(each, discount, below[at], outcome.proposal.rounding.instalments, shares.get(each.band))
        for at, each in enumerate(outcome.bands)
    ]


def _bill(charge: BandCharge, discount: int, below: int, instalments: int, share: BandShare | None) -> HouseholdBand:
    prior, now = (less_discount(pence, discount) for pence in (charge.prior_charge, charge.charge))
    first, other = in_instalments(charge.charge, instalments)
    return HouseholdBand(
        charge=charge,
        prior_discounted=prior,
        discounted=now,
        disabled_relief=below,
        first_instalment=first,
        other_instalments=other,
        weekly_discounted_increase=by_week(now - prior),
        share=share,
    )


def less_discount(pence: int, discount: int) -> int:
    """Take a discount off a charge."""
    return half_up(pence * (MILLIONTHS - discount), MILLIONTHS)


def in_instalments(pence: int, number: int) -> tuple[int, int]:
    """The first instalment and each of the others."""
    other = by_month(pence, number)
    return pence - other * (number - 1), other


def homes_held(
    area: str | None, year: FinancialYear, register: Register
) -> tuple[tuple[BandShare, ...], Figure | None]:
    """The band mix the register holds for an area in a year, with where it comes from; nothing where none is held."""
    if area is None:
        return (), None
    for measure in MEASURES:
        rows = register.dwellings_of(area, year, measure)
        if rows:
            return band_mix(dwellings_by_band(rows)), _figure(rows, measure)
    stock = _latest_stock(area, year, register)
    return (band_mix(dwellings_by_band(stock)), _figure(stock, "stock_of_properties")) if stock else ((), None)


def _latest_stock(area: str, year: FinancialYear, register: Register) -> tuple[DwellingsFigure, ...]:
    """The stock counted on the last 31 March before the year, where that very day is held."""
    return register.housing_stock(area, year.starts_on.replace(month=3, day=31))


def _figure(rows: Sequence[DwellingsFigure], measure: str) -> Figure:
    whole = sum(count for _, count in dwellings_by_band(rows))
    day = rows[0].snapshot_date.isoformat()
    note = f"{measure.replace('_', ' ')} on {day}, {len(rows)} billing authorities"
    return Figure("dwellings", str(whole), "dwellings", rows[0].evidence.value, rows[0].source, None, note)
