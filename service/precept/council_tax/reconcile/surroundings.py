"""What else the register holds about the area that a published figure may have been taken from by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from precept.council_tax.principles import limit_in_force
from precept.council_tax.proposal import PreceptProposal
from precept.register.records import BandDFigure, ReferendumPrinciple, RequirementReturn, TaxBaseFigure
from precept.register.register import Register
from precept.register.years import FinancialYear
from precept.workings import Figure

HeldRow = BandDFigure | ReferendumPrinciple | RequirementReturn | TaxBaseFigure
YEARS_AROUND = 3
"""How far from its year a limit is looked for."""


@dataclass(frozen=True)
class HeldElsewhere:
    """A figure of another year or another source, and what it is."""

    value: Fraction
    words: str
    figure: Figure


@dataclass(frozen=True)
class Surroundings:
    """Figures beside the ones asked about; None or empty where the register holds nothing.

    Band D in pounds, `returned_precept` in pounds, bases in band D equivalents, limits in pounds and in percent.
    """

    band_d: HeldElsewhere | None
    earlier_band_d: HeldElsewhere | None
    returned_precept: HeldElsewhere | None
    returned_base: HeldElsewhere | None
    returned_prior_base: HeldElsewhere | None
    earlier_bases: dict[str, HeldElsewhere]
    cash_limits: tuple[HeldElsewhere, ...]
    percent_limits: tuple[HeldElsewhere, ...]


def surroundings_of(proposal: PreceptProposal, register: Register) -> Surroundings:
    """Look everything up once for a table."""
    code, year = proposal.area.code, proposal.year
    cash, percent = _limits(proposal, register)
    if code is None:
        return Surroundings(None, None, None, None, None, {}, cash, percent)
    precept, base = _returned(code, year, register)
    _, prior_base = _returned(code, year.previous, register)
    return Surroundings(
        band_d_held(code, year, register, "band_d"),
        band_d_held(code, year.previous.previous, register, "earlier_band_d"),
        precept,
        base,
        prior_base,
        _earlier_bases(code, year.previous, register),
        cash,
        percent,
    )


def _returned(code: str, year: FinancialYear, register: Register) -> tuple[HeldElsewhere | None, HeldElsewhere | None]:
    """Find the requirement and the tax base that the area returned for a year."""
    row = register.requirement_return(code, year)
    if row is None:
        return None, None
    note = f"as returned for {year}"
    precept = _figure("returned_requirement", row.requirement_pounds, "pounds", row, note)
    base = _figure("returned_tax_base", row.tax_base, "band_d_equivalents", row, note)
    return (
        HeldElsewhere(Fraction(row.requirement_pounds), f"the requirement returned for {year}", precept),
        HeldElsewhere(Fraction(row.tax_base), f"the tax base returned for {year}", base),
    )


def band_d_held(code: str, year: FinancialYear, register: Register, name: str) -> HeldElsewhere | None:
    """Find the band D that the register holds for an area and year."""
    row = register.band_d(code, year)
    if row is None:
        return None
    return HeldElsewhere(
        Fraction(row.band_d_pounds),
        f"the band D of {year}",
        _figure(name, row.band_d_pounds, "pounds_a_year", row, str(year)),
    )


def _earlier_bases(code: str, year: FinancialYear, register: Register) -> dict[str, HeldElsewhere]:
    return {
        row.billing_authority: HeldElsewhere(
            Fraction(row.tax_base),
            f"the tax base of {year}",
            _figure(f"prior_tax_base_of_{row.billing_authority}", row.tax_base, "band_d_equivalents", row, str(year)),
        )
        for row in register.tax_bases(code, year)
    }


def _limits(
    proposal: PreceptProposal, register: Register
) -> tuple[tuple[HeldElsewhere, ...], tuple[HeldElsewhere, ...]]:
    """Find the limits of the years around, the nearest year first, an earlier one before a later."""
    cash, percent = [], []
    for away in range(1, YEARS_AROUND + 1):
        for year in (proposal.year + -away, proposal.year + away):
            limit, row = limit_in_force(proposal.area.country, proposal.area.code, year, register)
            if row is None or not limit.rule.limits:
                continue
            if row.cash_pounds is not None:
                figure = _figure("limit_cash_of_another_year", row.cash_pounds, "pounds_a_year", row, str(year))
                cash.append(HeldElsewhere(Fraction(row.cash_pounds), f"the limit of {year}", figure))
            if row.percent is not None:
                figure = _figure("limit_percent_of_another_year", row.percent, "percent", row, str(year))
                percent.append(HeldElsewhere(Fraction(row.percent), f"the limit of {year}", figure))
    return tuple(cash), tuple(percent)


def _figure(name: str, value: Decimal, unit: str, row: HeldRow, note: str) -> Figure:
    return Figure(name, str(value), unit, row.evidence.value, row.source, row.stage, note)
