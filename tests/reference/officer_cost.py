"""What one police officer costs in a financial year at one pay point (rules, part B).

Amounts are exact fractions of a pound. Each line is rounded half-up to the penny once, and rests on
the rounded lines before it. Rates and shares are parts of one (0.138 is 13.8%).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .rounding import PENNY, half_up_to

PayMix = Literal["financial_year", "september"]

# Police Regulations: a tenth of the hourly rate for each full hour between 20:00 and 06:00.
NIGHT_PREMIUM = Fraction(1, 10)
OVERTIME_AT_TIME_AND_A_THIRD = Fraction(4, 3)


@dataclass(frozen=True)
class OfficerCostInputs:
    """The pay point's two September scales and the employer's rates of the year."""

    scale_last_september: Fraction
    scale_this_september: Fraction
    pay_mix: PayMix
    non_consolidated_award: Fraction
    allowance_annual_rate_by_month: tuple[Fraction, ...]
    pensionable_allowance: Fraction
    night_share: Fraction
    overtime_hours: Fraction
    annual_hours: Fraction
    ni_rate: Fraction
    ni_threshold: Fraction
    pension_rate: Fraction
    pension_opt_out: Fraction
    levy_rate: Fraction
    nonpay: Fraction


@dataclass(frozen=True)
class OfficerCostLines:
    """The build-up, in the order of the rules."""

    basic: Fraction
    one_off_award: Fraction
    allowance: Fraction
    pensionable_allowance: Fraction
    nights: Fraction
    overtime: Fraction
    ni: Fraction
    pension: Fraction
    levy: Fraction
    nonpay: Fraction
    total: Fraction


def cost(inputs: OfficerCostInputs) -> OfficerCostLines:
    """Work out every line of the officer's cost, and the total."""
    basic = basic_pay(inputs)
    award = to_the_penny(inputs.scale_this_september * inputs.non_consolidated_award)
    allowance = regional_allowance(inputs.allowance_annual_rate_by_month)
    nights = to_the_penny(basic * inputs.night_share * NIGHT_PREMIUM)
    overtime = overtime_pay(inputs, basic)
    gross = basic + award + allowance + inputs.pensionable_allowance + nights + overtime
    ni = to_the_penny(inputs.ni_rate * max(Fraction(0), gross - inputs.ni_threshold))
    pension = employer_pension(inputs, basic)
    levy = to_the_penny(inputs.levy_rate * gross)
    return OfficerCostLines(
        basic=basic,
        one_off_award=award,
        allowance=allowance,
        pensionable_allowance=inputs.pensionable_allowance,
        nights=nights,
        overtime=overtime,
        ni=ni,
        pension=pension,
        levy=levy,
        nonpay=inputs.nonpay,
        total=gross + ni + pension + levy + inputs.nonpay,
    )


def basic_pay(inputs: OfficerCostInputs) -> Fraction:
    """Awards take effect on 1 September: five months of the old scale and seven of the new."""
    if inputs.pay_mix == "september":
        return to_the_penny(inputs.scale_this_september)
    twelve_months = 5 * inputs.scale_last_september + 7 * inputs.scale_this_september
    return to_the_penny(twelve_months / 12)


def regional_allowance(annual_rate_by_month: tuple[Fraction, ...]) -> Fraction:
    if len(annual_rate_by_month) != 12:
        raise ValueError("the allowance needs an annual rate for each of the twelve months")
    return to_the_penny(sum(annual_rate_by_month, Fraction(0)) / 12)


def overtime_pay(inputs: OfficerCostInputs, basic: Fraction) -> Fraction:
    hourly_rate = basic / inputs.annual_hours
    return to_the_penny(inputs.overtime_hours * hourly_rate * OVERTIME_AT_TIME_AND_A_THIRD)


def employer_pension(inputs: OfficerCostInputs, basic: Fraction) -> Fraction:
    """Due on basic pay and pensionable allowances only, for those who have not opted out."""
    pensionable = basic + inputs.pensionable_allowance
    return to_the_penny(inputs.pension_rate * pensionable * (1 - inputs.pension_opt_out))


def to_the_penny(pounds: Fraction) -> Fraction:
    return half_up_to(PENNY, pounds)
