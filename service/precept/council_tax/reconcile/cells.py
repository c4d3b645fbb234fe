"""What a cell of a published table is said to be, and the question that holds the cells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from precept.council_tax.proposal import Increase
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.reconcile.printed import Unit


class Measure(StrEnum):
    """What a printed figure is a figure of."""

    BAND_D = "band_d"
    PRIOR_BAND_D = "prior_band_d"
    BAND_CHARGE = "band_charge"
    PRIOR_BAND_CHARGE = "prior_band_charge"
    INCREASE = "increase"
    INCREASE_PERCENT = "increase_percent"
    BAND_INCREASE = "band_increase"
    BAND_INCREASE_PERCENT = "band_increase_percent"
    MONTHLY_CHARGE = "monthly_charge"
    WEEKLY_CHARGE = "weekly_charge"
    DAILY_CHARGE = "daily_charge"
    MONTHLY_INCREASE = "monthly_increase"
    WEEKLY_INCREASE = "weekly_increase"
    DAILY_INCREASE = "daily_increase"
    TAX_BASE = "tax_base"
    PRIOR_TAX_BASE = "prior_tax_base"
    TAX_BASE_INCREASE = "tax_base_increase"
    TAX_BASE_INCREASE_PERCENT = "tax_base_increase_percent"
    AUTHORITY_TAX_BASE = "authority_tax_base"
    AUTHORITY_PRECEPT = "authority_precept"
    AUTHORITY_SHARE_PERCENT = "authority_share_percent"
    PRECEPT = "precept"
    PRIOR_PRECEPT = "prior_precept"
    PRECEPT_INCREASE = "precept_increase"
    PRECEPT_INCREASE_PERCENT = "precept_increase_percent"
    RATE_EFFECT = "rate_effect"
    TAX_BASE_EFFECT = "tax_base_effect"
    JOINT_EFFECT = "joint_effect"
    EXTRA_OVER_FREEZE = "extra_over_freeze"
    EXTRA_OVER_PLAN = "extra_over_plan"
    ONE_POUND_YIELD = "one_pound_yield"
    ONE_PERCENT_YIELD = "one_percent_yield"
    LIMIT = "limit"
    LIMIT_PERCENT = "limit_percent"
    MAXIMUM_BAND_D = "maximum_band_d"
    MAXIMUM_INCREASE = "maximum_increase"
    MAXIMUM_INCREASE_PERCENT = "maximum_increase_percent"
    HEADROOM = "headroom"
    SUM = "sum"


@dataclass(frozen=True)
class MeasureUnits:
    """How a measure is counted: the unit of a bare number, and the finest step that is a figure rather than a rounding."""

    usual: Unit
    finest: Fraction
    totals: bool = False


_BAND_D = MeasureUnits(Unit.POUNDS, Fraction(1, 10_000))
_CHARGE = MeasureUnits(Unit.POUNDS, Fraction(1, 100))
_SMALL = MeasureUnits(Unit.PENCE, Fraction(1, 100))
_PERCENT = MeasureUnits(Unit.PERCENT, Fraction(1, 10_000))
_BASE = MeasureUnits(Unit.EQUIVALENTS, Fraction(1, 1_000), totals=True)
_TOTAL = MeasureUnits(Unit.POUNDS, Fraction(1, 100), totals=True)
_WHOLE_POUNDS = MeasureUnits(Unit.POUNDS, Fraction(1), totals=True)

UNITS: dict[Measure, MeasureUnits] = {
    **dict.fromkeys(Measure, _TOTAL),
    **dict.fromkeys([each for each in Measure if each.endswith("percent")], _PERCENT),
    **dict.fromkeys(
        (
            Measure.BAND_D, Measure.PRIOR_BAND_D, Measure.INCREASE, Measure.LIMIT, Measure.MAXIMUM_BAND_D,
            Measure.MAXIMUM_INCREASE, Measure.HEADROOM,
        ),
        _BAND_D,
    ),
    **dict.fromkeys(
        (
            Measure.BAND_CHARGE, Measure.PRIOR_BAND_CHARGE, Measure.BAND_INCREASE, Measure.MONTHLY_CHARGE,
            Measure.MONTHLY_INCREASE, Measure.WEEKLY_CHARGE, Measure.DAILY_CHARGE,
        ),
        _CHARGE,
    ),
    Measure.WEEKLY_INCREASE: _SMALL,
    Measure.DAILY_INCREASE: _SMALL,
    **dict.fromkeys(
        (Measure.TAX_BASE, Measure.PRIOR_TAX_BASE, Measure.TAX_BASE_INCREASE, Measure.AUTHORITY_TAX_BASE), _BASE
    ),
    Measure.AUTHORITY_PRECEPT: _WHOLE_POUNDS,
}  # fmt: skip
"""A bare number is pounds; pence for what a week or a day adds; percent and equivalents where the measure says so."""


@dataclass(frozen=True)
class Cell:
    """One printed figure. `authority` is a code or a name; `option` the increase of its row; `parts` are for sums."""

    measure: Measure
    printed: str
    band: str | None = None
    authority: str | None = None
    option: Increase | None = None
    unit: Unit | None = None
    parts: tuple[str, ...] = ()
    label: str | None = None


@dataclass(frozen=True)
class ReconcileQuestion:
    """A table and what it is a table of.

    `increase` None is looked up: in the table's own band D, else in the register. The increase inside `precept` is not read.
    `baseline` is the planned increase that `extra_over_plan` is measured from.
    """

    precept: PreceptQuestion
    cells: tuple[Cell, ...]
    increase: Increase | None = None
    baseline: Increase | None = None
