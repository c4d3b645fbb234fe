"""Band D of every year in the prices of one: the index is chained from the yearly rates held, exactly, and rounded once.

How a rate belongs to a financial year is an assumption of its own, named with each measure:

- `gdp_deflator` and `cpih`: the rates are of financial years already, and are used as they are.
- `cpi`: the rates are of calendar years. A financial year is nine months of the one in which it starts and three of the next,
  so its index is three quarters of the one and a quarter of the other.
- `cpi_september`: the rate over twelve months to September, the middle of a financial year, stands for the growth from the year
  before to that year.

A financial year whose index rests on a forecast is marked so; one for which no index can be made is not held.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from precept.council_tax.history.series import years_of
from precept.register.records import BandDFigure, PoliceArea, Row, Stage
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, exactly, half_up
from precept.register.years import FinancialYear


class Measure(StrEnum):
    """Which prices band D is held against."""

    CPI = "cpi"
    CPI_SEPTEMBER = "cpi_september"
    CPIH = "cpih"
    GDP_DEFLATOR = "gdp_deflator"


MAPPINGS = {
    Measure.CPI: (
        "The rates are of calendar years; a financial year's index is three quarters of the calendar year in which it starts "
        "and one quarter of the next (nine months and three)."
    ),
    Measure.CPI_SEPTEMBER: (
        "The rate over the twelve months to September, the middle of the financial year, stands for growth from the financial "
        "year before."
    ),
    Measure.CPIH: "The rates are of financial years, each the mean of twelve months over the mean of the twelve before.",
    Measure.GDP_DEFLATOR: "The rates are of financial years, each the mean of four quarters over the mean of the four before.",
}
"""How each measure's rates are laid on financial years: an assumption, said with every answer."""


@dataclass(frozen=True)
class Rate:
    """One yearly rate: `year` is the calendar year, or that in which the financial year starts; `period` is its name."""

    year: int
    period: str
    percent: Decimal
    stage: Stage | None
    row: Row


@dataclass(frozen=True)
class Index:
    """The level of prices in one year, the year before the first rate being one, and whether a forecast is in it."""

    level: Fraction
    forecast: bool


@dataclass(frozen=True)
class RealYear:
    """One year: `real` in pence, in the base year's prices; changes since the base year in ten-thousandths of a percent.

    `index` is in millionths of the base year's level. What is not held is None.
    """

    year: FinancialYear
    figure: BandDFigure | None
    band_d: int | None
    index: int | None
    forecast: bool | None
    real: int | None
    nominal_change: int | None
    real_change: int | None
    real_change_on_year: int | None


@dataclass(frozen=True)
class RealTerms:
    """Every year held of one area, in order, in the prices of the base year."""

    area: PoliceArea
    measure: Measure
    base_year: FinancialYear
    years: tuple[RealYear, ...]


def real_terms(area_code: str, base_year: FinancialYear | None, measure: Measure, register: Register) -> RealTerms:
    """Restate an area's band Ds in the base year's prices; without a base year, the last one that no forecast is in."""
    area = register.police_area(area_code)
    indices = indices_of(measure, register)
    base_year = base_year or max(year for year, index in indices.items() if not index.forecast)
    base = indices.get(base_year)
    if base is None:
        held = sorted(indices)
        raise FigureNotHeld(
            f"No {measure.value} index is held for {base_year}, only for {held[0]} to {held[-1]}.",
            field="base_year",
            remedy=f"Ask for the prices of a year from {held[0]} to {held[-1]}, or for another measure.",
        )
    base_figure = register.band_d(area.code, base_year)
    base_band_d = None if base_figure is None else exactly(base_figure.band_d_pounds, TEN_THOUSANDTHS)
    years = []
    before: Fraction | None = None
    for year in years_of(register):
        figure, index = register.band_d(area.code, year), indices.get(year)
        band_d = None if figure is None else exactly(figure.band_d_pounds, TEN_THOUSANDTHS)
        relative = None if index is None else index.level / base.level
        real = None if band_d is None or relative is None else band_d / relative
        years.append(
            RealYear(
                year=year,
                figure=figure,
                band_d=band_d,
                index=None if relative is None else _rounded(relative * 1_000_000),
                forecast=None if index is None else index.forecast,
                real=None if real is None else _rounded(real / 100),
                nominal_change=_change(band_d, base_band_d),
                real_change=_change(real, base_band_d),
                real_change_on_year=_change(real, before),
            )
        )
        before = real
    return RealTerms(area, measure, base_year, tuple(years))


def indices_of(measure: Measure, register: Register) -> dict[FinancialYear, Index]:
    """The level of prices in every financial year for which there is one, each over one and the same base."""
    levels = _levels(rates_of(measure, register))
    return _mixed(levels) if measure is Measure.CPI else {FinancialYear(year): each for year, each in levels.items()}


def rates_of(measure: Measure, register: Register) -> tuple[Rate, ...]:
    """Every yearly rate of a measure, in order."""
    if measure is Measure.CPI:
        rates = [
            Rate(row.year, str(row.year), row.cpi_growth_percent, row.stage, row)
            for row in register.consumer_prices.rows
        ]
    elif measure is Measure.CPI_SEPTEMBER:
        rates = [
            Rate(row.year, f"{row.year}-09", row.cpi_growth_percent, row.stage, row)
            for row in register.september_prices.rows
        ]
    else:
        held = register.cpih if measure is Measure.CPIH else register.gdp_deflator
        rates = [
            Rate(row.financial_year.start, str(row.financial_year), row.growth_percent, row.stage, row)
            for row in held.rows
        ]
    return tuple(sorted(rates, key=lambda rate: rate.year))


def _levels(rates: tuple[Rate, ...]) -> dict[int, Index]:
    """Chain the rates: the year before the first is one; once a forecast is in the chain it stays in it."""
    levels = {rates[0].year - 1: Index(Fraction(1), forecast=False)}
    for rate in rates:
        before = levels[rate.year - 1]
        level = before.level * (1 + Fraction(rate.percent) / 100)
        levels[rate.year] = Index(level, before.forecast or rate.stage is Stage.ESTIMATE)
    return levels


def _mixed(levels: dict[int, Index]) -> dict[FinancialYear, Index]:
    """Nine months of the calendar year in which a financial year starts, three of the next."""
    return {
        FinancialYear(year): Index((3 * each.level + levels[year + 1].level) / 4, levels[year + 1].forecast)
        for year, each in levels.items()
        if year + 1 in levels
    }


def _change(now: Fraction | int | None, before: Fraction | int | None) -> int | None:
    """Change in ten-thousandths of a percent, half-up, once."""
    if now is None or not before:
        return None
    return _rounded((Fraction(now) / Fraction(before) - 1) * 1_000_000)


def _rounded(value: Fraction) -> int:
    return half_up(value.numerator, value.denominator)
