"""What a caller asks about the cost of an officer; whatever is None is looked up in the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from precept.register.assumptions import Assumptions
from precept.register.years import FinancialYear


@dataclass(frozen=True)
class OnCostsGiven:
    """Rates that the caller gives instead of the register's: rates in millionths, amounts in pence a year."""

    ni_rate: int | None = None
    ni_threshold: int | None = None
    pension_rate: int | None = None
    levy_rate: int | None = None
    regional_allowance: int | None = None
    pensionable_allowance: int | None = None


@dataclass(frozen=True)
class GrowthGiven:
    """Awards and price growth that the caller gives instead of those held or assumed: millionths of one, by calendar year.

    An award is that of September; the scale of the September before the first one given is the last that is taken as held.
    """

    awards: Mapping[int, int] = field(default_factory=dict)
    prices: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class OfficerCostQuestion:
    """One question; without an area there is no regional allowance, without points all that the scale has.

    Prices that the caller gives are those of `first_year`, which is `year` unless a longer plan says otherwise.
    """

    year: FinancialYear
    assumptions: Assumptions
    area_code: str | None = None
    pay_points: tuple[int, ...] = ()
    given: OnCostsGiven = field(default_factory=OnCostsGiven)
    first_year: FinancialYear | None = None
    growth: GrowthGiven = field(default_factory=GrowthGiven)
