"""The causes that are known: another calculation that gives what is printed, each with a name and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from precept.register.units import decimals, half_up
from precept.workings import Figure


class CauseName(StrEnum):
    """Every cause, the most specific first: where two explain as much, the earlier one is the likelier."""

    SWAPPED_CELLS = "swapped_cells"
    ROUNDED_INCREASE_ADDED_TO_ROUNDED_BASE = "rounded_increase_added_to_rounded_base"
    RATIO_TIMES_INCREASE = "ratio_times_increase"
    UNROUNDED_BAND_D = "unrounded_band_d"
    ROUNDED_BAND_D = "rounded_band_d"
    PERCENTAGE_APPLIED_TO_ROUNDED_BAND = "percentage_applied_to_rounded_band"
    ROUNDED_NINTH = "rounded_ninth"
    PERCENT_OF_BAND_D = "percent_of_band_d"
    INCLUSIVE_PERCENTAGE_LIMIT = "inclusive_percentage_limit"
    WRONG_YEAR_LIMIT = "wrong_year_limit"
    TRUNCATED = "truncated"
    ROUNDED_UP = "rounded_up"
    ROUNDED_TO_FIVES = "rounded_to_fives"
    MONTH_FOR_YEAR = "month_for_year"
    WEEK_FOR_YEAR = "week_for_year"
    DAY_FOR_YEAR = "day_for_year"
    WEEK_FOR_MONTH = "week_for_month"
    DAY_FOR_MONTH = "day_for_month"
    DAY_FOR_WEEK = "day_for_week"
    TENTHS_OF_YEAR = "tenths_of_year"
    TWELFTHS_OF_YEAR = "twelfths_of_year"
    WEEKS_OF_50 = "weeks_of_50"
    WEEKS_OF_48 = "weeks_of_48"
    WEEKS_OF_365_OVER_7 = "weeks_of_365_over_7"
    PERIOD_MULTIPLIED_BACK = "period_multiplied_back"
    WRONG_TAX_BASE = "wrong_tax_base"
    RATE_AND_TOTAL_BLURRED = "rate_and_total_blurred"
    BASELINE_NOT_STATED = "baseline_not_stated"
    PERCENT_OF_ANOTHER_FIGURE = "percent_of_another_figure"
    CHARGE_AND_INCREASE_CONFUSED = "charge_and_increase_confused"
    PRIOR_YEAR_VALUE = "prior_year_value"
    THIS_YEAR_VALUE = "this_year_value"
    NEIGHBOURING_BAND = "neighbouring_band"
    ANOTHER_AUTHORITY = "another_authority"
    ANOTHER_OPTION = "another_option"
    ANOTHER_INCREASE = "another_increase"
    PENCE_FOR_POUNDS = "pence_for_pounds"
    THOUSANDS_FOR_POUNDS = "thousands_for_pounds"
    MILLIONS_FOR_POUNDS = "millions_for_pounds"
    MIXED_UNITS = "mixed_units"
    PART_LEFT_OUT = "part_left_out"
    PARTS_DO_NOT_SUM = "parts_do_not_sum"
    COPIED_DOWN_CELL = "copied_down_cell"
    MISPRINT_OF_DIGITS = "misprint_of_digits"
    NOT_KNOWN = "not_known"


ORDER = {name: place for place, name in enumerate(CauseName)}
LAST_RESORTS = frozenset({CauseName.COPIED_DOWN_CELL, CauseName.MISPRINT_OF_DIGITS, CauseName.NOT_KNOWN})


@dataclass(frozen=True)
class Alternative:
    """Another calculation: the exact figure it gives, in pounds, percent or equivalents, and the figures it looks up."""

    name: CauseName
    value: Fraction
    sentence: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Cause:
    """An alternative that gives what is printed. `slips` is 2 where it takes a wrong rounding besides."""

    name: CauseName
    figure: Fraction | None
    sentence: str
    slips: int = 1
    figures: tuple[Figure, ...] = ()


NOT_KNOWN = Cause(CauseName.NOT_KNOWN, None, "No other calculation that is known gives the printed figure.")


def to_the_penny(amount: Fraction) -> Fraction:
    """Round pounds half-up to the penny."""
    return Fraction(half_up(amount.numerator * 100, amount.denominator), 100)


def percent_text(rate: Fraction) -> str:
    """Write a percentage to two decimals, without noughts it does not need."""
    return decimals(half_up(rate.numerator * 100, rate.denominator), 100, least=0)
