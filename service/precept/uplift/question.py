"""What a caller asks about an uplift: how many officers, from when, for how long, and on which assumptions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from precept.register.assumptions import ARMED_RESPONSE, Assumptions
from precept.register.years import FinancialYear
from precept.uplift.plan import CountedAs, Staffing
from precept.workforce.question import OnCostsGiven


@dataclass(frozen=True)
class FiringRange:
    """How far the ranges go; without this they are no limit."""

    range_days: Decimal
    students_per_range_day: Decimal


@dataclass(frozen=True)
class UpliftQuestion:
    """One uplift; `years` counts financial years, the one that `start` falls in first, to the March that ends the last."""

    start: dt.date
    years: int
    officers: int
    strength_at_start: Decimal
    staffing: Staffing
    counted_as: CountedAs
    assumptions: Assumptions
    area_code: str | None = None
    on_costs: OnCostsGiven = field(default_factory=OnCostsGiven)
    firing_range: FiringRange | None = None
    role: str = ARMED_RESPONSE

    @property
    def financial_years(self) -> tuple[FinancialYear, ...]:
        """The years the uplift is followed through."""
        first = FinancialYear.of(self.start)
        return tuple(first + each for each in range(self.years))

    @property
    def first_month(self) -> int:
        """The first month's place in its financial year, April 0 to March 11."""
        return (self.start.month - 4) % 12

    @property
    def months(self) -> int:
        """How many months the uplift is followed for."""
        return self.years * 12 - self.first_month

    def month(self, number: int) -> dt.date:
        """The first day of a month of the run, 0 for the month it starts in."""
        months = self.start.month - 1 + number
        return dt.date(self.start.year + months // 12, months % 12 + 1, 1)
