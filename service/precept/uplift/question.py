"""What a caller asks about an uplift: how many officers, from when, for how long, and on which assumptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from precept.register.assumptions import ARMED_RESPONSE, Assumptions
from precept.register.years import FinancialYear
from precept.uplift.plan import BackfillProgression, CountedAs, Staffing, UpliftPlan
from precept.uplift.quantities import MONTHS_A_YEAR
from precept.workforce.question import GrowthGiven, OnCostsGiven

BY_CREWING = "crewing"
"""The choice of `vehicle_basis` that divides a vehicle by its crew round the clock."""


@dataclass(frozen=True)
class FiringRange:
    """How far the ranges go; without this they are no limit."""

    range_days: Decimal
    students_per_range_day: Decimal


@dataclass(frozen=True)
class OfficerPool:
    """The officers past probation who could volunteer, at the start, and the share of them that applies in a year."""

    officers: Decimal
    volunteering_share: Decimal


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
    intake_months: tuple[int, ...] = ()
    """The calendar months in which a course begins; none where intakes are spread evenly."""
    pool: OfficerPool | None = None
    keeps_post: bool = False
    """Whether an officer of the role stays in the post."""
    growth: GrowthGiven = field(default_factory=GrowthGiven)
    """Awards and price growth that a plan gives in place of those held."""
    prices_given_in: FinancialYear | None = None
    """The year of the prices that the caller gives, where it is not the first that is followed."""

    @property
    def said_otherwise(self) -> dict[str, str]:
        """The parameters that a field of the question settles in their place, with that field."""
        settled = {
            "intakes": "intake_months" if self.intake_months else None,
            "volunteers": None if self.pool is None else "pool",
            "officers_per_arv": "vehicle_basis" if self.assumptions.option("vehicle_basis") == BY_CREWING else None,
        }
        return {name: field for name, field in settled.items() if field is not None}

    @property
    def financial_years(self) -> tuple[FinancialYear, ...]:
        """The years the uplift is followed through."""
        first = FinancialYear.of(self.start)
        return tuple(first + each for each in range(self.years))

    @property
    def price_year(self) -> FinancialYear:
        """The year whose prices those are that the caller gives."""
        return self.prices_given_in or self.financial_years[0]

    @property
    def first_month(self) -> int:
        """The first month's place in its financial year, April 0 to March 11."""
        return (self.start.month - 4) % 12

    @property
    def months(self) -> int:
        """How many months the uplift is followed for."""
        return self.years * 12 - self.first_month

    def with_value(self, name: str, value: Decimal) -> UpliftQuestion:
        """The same question with another value of one parameter, the caller's own."""
        return replace(self, assumptions=self.assumptions.with_value(name, value))

    def plan(self, *, officers: Sequence[int] | None = None, months: int | None = None) -> UpliftPlan:
        """The plan of this question, or of uplifts of other sizes, a row each, over other months."""
        return UpliftPlan.of(
            np.array(self.officers if officers is None else officers, dtype=np.float64),
            strength_at_start=self.strength_at_start,
            months=self.months if months is None else months,
            staffing=self.staffing,
            counted_as=self.counted_as,
            first_month=self.first_month,
            backfill_progression=BackfillProgression(self.assumptions.option("backfill_progression")),
            keeps_post=self.keeps_post,
            intake_months=frozenset((month - 4) % MONTHS_A_YEAR for month in self.intake_months) or None,
        )

    def month_text(self, number: int) -> str:
        """A month of the run, written 2016-04."""
        months = self.start.month - 1 + number
        return f"{self.start.year + months // 12}-{months % 12 + 1:02d}"

    def month(self, number: int) -> dt.date:
        """The first day of a month of the run, 0 for the month it starts in."""
        months = self.start.month - 1 + number
        return dt.date(self.start.year + months // 12, months % 12 + 1, 1)
