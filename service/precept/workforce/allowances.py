"""Regional allowances, month by month.

A South East allowance stands until it is changed. London weighting moves with every September award, so a figure held
counts for its own twelve months only. Outside London and the eight South East forces no regional allowance is payable.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from precept.register.records import Allowance, PoliceArea
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import PENCE, exactly, half_up
from precept.register.years import FinancialYear

STANDS_FOR_TWELVE_MONTHS = frozenset({"london_weighting", "london_allowance"})


@dataclass(frozen=True)
class RegionalAllowance:
    """What an area pays over a financial year, in pence, and the rows of the register it rests on."""

    allowance: int
    pensionable: int
    rows: tuple[Allowance, ...]


def regional_allowance(register: Register, area: PoliceArea, year: FinancialYear) -> RegionalAllowance:
    """Add up twelve months of every allowance the area pays; FigureNotHeld where a month has none."""
    rows = register.allowances(area.code)
    totals = {True: 0, False: 0}
    used: list[Allowance] = []
    for kind in dict.fromkeys(row.allowance for row in rows):
        series = [row for row in rows if row.allowance == kind]
        in_force = [_in_force(series, month, area.name, year) for month in _months(year)]
        annual_rates = sum(exactly(row.annual_pounds, PENCE) for row in in_force)
        totals[series[0].pensionable] += half_up(annual_rates, 12)
        used += dict.fromkeys(in_force)
    return RegionalAllowance(totals[False], totals[True], tuple(used))


def _months(year: FinancialYear) -> list[dt.date]:
    return [dt.date(year.start + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]  # noqa: PLR2004


def _in_force(series: list[Allowance], month: dt.date, area: str, year: FinancialYear) -> Allowance:
    begun = [row for row in series if row.effective_from <= month]
    row = begun[-1] if begun else None
    if row is not None and row.allowance in STANDS_FOR_TWELVE_MONTHS:
        row = row if month < row.effective_from.replace(year=row.effective_from.year + 1) else None
    if row is None:
        raise FigureNotHeld(
            f"The {series[0].allowance.replace('_', ' ')} of {area} is not held for the whole of {year}.",
            field="on_costs.regional_allowance_annual_pounds",
            remedy="Give on_costs.regional_allowance_annual_pounds, and on_costs.pensionable_allowance_annual_pounds "
            "where part of it counts for pension.",
        )
    return row
