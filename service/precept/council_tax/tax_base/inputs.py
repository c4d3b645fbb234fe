"""Inputs that every case needs, given or held: what a band pays, the band D to raise, and the changes asked about."""

from __future__ import annotations

from precept.council_tax.tax_base.case import BAND_A_DISABLED, BAND_A_DISABLED_FROM, NINTHS_OF_BAND_A_DISABLED
from precept.council_tax.tax_base.question import TaxBaseQuestion
from precept.register.register import Register
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, decimals, exactly
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given

EQUIVALENTS = "dwelling_equivalents"


def ninths_of(register: Register, country: str, year: FinancialYear) -> dict[str, int]:
    """What each band pays in ninths of band D, lowest first, band A with disabled relief among them since 2000-01."""
    ninths = {each.band: each.ninths for each in register.proportions(country, year)}
    return {BAND_A_DISABLED: NINTHS_OF_BAND_A_DISABLED, **ninths} if year >= BAND_A_DISABLED_FROM else ninths


def what_if_figures(question: TaxBaseQuestion) -> tuple[Figure, ...]:
    """The changes asked about, as figures."""
    changes = {
        "support_change": (question.support_change, "percent"),
        "collection_rate_change": (question.collection_rate_change, "percentage_points"),
    }
    return tuple(given(name, percent_text(value), unit) for name, (value, unit) in changes.items() if value is not None)


def band_d_of(question: TaxBaseQuestion, register: Register, area: str | None, figures: list[Figure]) -> int | None:
    """The police band D to raise on the base: the caller's, or the area's of that year; None where neither is known."""
    if question.band_d is not None:
        figures.append(given("band_d", decimals(question.band_d, TEN_THOUSANDTHS), "pounds_a_year"))
        return question.band_d
    row = register.band_d(area, question.year) if area else None
    if row is None:
        return None
    band_d = exactly(row.band_d_pounds, TEN_THOUSANDTHS)
    text = decimals(band_d, TEN_THOUSANDTHS)
    figures.append(Figure("band_d", text, "pounds_a_year", row.evidence.value, row.source, row.stage, row.note))
    return band_d


def percent_text(millionths: int) -> str:
    """A rate in millionths of one, as a percentage."""
    return decimals(millionths, MILLIONTHS // 100, least=0)
