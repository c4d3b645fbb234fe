"""The returns of every authority of a police area: what support takes off the whole area's base, and its band mix."""

from __future__ import annotations

from dataclasses import dataclass

from precept.council_tax.band_mix import BandShare, band_mix, dwellings_by_band
from precept.council_tax.tax_base.assess import assess_all
from precept.council_tax.tax_base.case import Named
from precept.council_tax.tax_base.gather import gather
from precept.council_tax.tax_base.outcome import TaxBaseOutcome
from precept.council_tax.tax_base.question import TaxBaseQuestion
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import MILLIONTHS, THOUSANDTHS, decimals
from precept.register.years import FinancialYear
from precept.workings import Figure

WHOLE = MILLIONTHS
"""A collection rate of 100%: nothing here is collected, so that authorities whose rate is not held are not left out."""


@dataclass(frozen=True)
class AreaReturns:
    """The returns held of an area for a year, in the order of the authorities' codes, and the mix of its dwellings."""

    area: Named
    year: FinancialYear
    country: str
    outcomes: tuple[TaxBaseOutcome, ...]
    mix: tuple[BandShare, ...]
    figures: tuple[Figure, ...]


def returns_of_area(area_code: str, year: FinancialYear, register: Register) -> AreaReturns:
    """Work every authority's return through; FigureNotHeld where none is held, UnknownPoliceArea for no such area."""
    area = register.police_area(area_code)
    held = register.dwellings_of(area.code, year, "tax_base_before_collection")
    if not held:
        raise FigureNotHeld(
            f"No council tax base return is held of any authority in {area.name} for {year}.",
            field="financial_year",
            remedy="See GET /v1/dwellings for what is held.",
        )
    questions = [TaxBaseQuestion(year, authority=row.billing_authority, collection_rate=WHOLE) for row in held]
    outcomes = assess_all([gather(question, register) for question in questions])
    dwellings = register.dwellings_of(area.code, year, "chargeable_dwellings") or register.dwellings_of(
        area.code, year, "chargeable_dwellings_after_disabled_relief"
    )
    return AreaReturns(
        area=Named(area.code, area.name),
        year=year,
        country=area.country,
        outcomes=tuple(outcomes),
        mix=band_mix(dwellings_by_band(dwellings)),
        figures=tuple(
            Figure(
                f"tax_base_before_collection_{number}",
                decimals(outcome.as_given.before_collection, THOUSANDTHS),
                "band_d_equivalents",
                row.evidence.value,
                row.source,
                None,
                f"{outcome.case.authority.name if outcome.case.authority else ''}, line {row.form_line}",
            )
            for number, (outcome, row) in enumerate(zip(outcomes, held, strict=True), start=1)
        ),
    )
