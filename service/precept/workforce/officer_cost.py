"""The cost of an officer for a year, line by line (cost model 6.1). Money in whole pence, rates in millionths.

Each line is rounded half-up to the penny once, from the rounded lines before it; the total is their sum. National
insurance and the levy fall on basic pay, awards, allowances, nights and overtime; pension on basic pay and a
pensionable allowance only.
"""

from __future__ import annotations

from typing import NamedTuple

from precept.register.units import MILLIONTHS, half_up

_NIGHT_PREMIUM_RATE = 10
"""A tenth of the hourly rate for each hour between 20:00 and 06:00."""


class OfficerInputs(NamedTuple):
    """What an officer's year rests on: annual scales and amounts in pence, rates and shares in millionths, hours in millionths.

    `months_before` is the number of months on the scale before September: 5 in a financial year, 0 to take September's whole.
    """

    scale_before: int
    scale_after: int
    months_before: int
    one_off_award_rate: int
    allowance: int
    pensionable_allowance: int
    night_share: int
    overtime_hours: int
    annual_hours: int
    ni_rate: int
    ni_threshold: int
    pension_rate: int
    pension_opt_out: int
    levy_rate: int
    nonpay: int


class OfficerLines(NamedTuple):
    """The lines of the build-up in pence, in the order they are shown."""

    basic_pay: int
    one_off_award: int
    allowance: int
    pensionable_allowance: int
    night_premium: int
    overtime: int
    national_insurance: int
    pension: int
    levy: int
    nonpay: int


def cost_officer(given: OfficerInputs) -> OfficerLines:
    """Build up the cost of one officer for a year; the total is the sum of the lines."""
    basic = half_up(given.months_before * given.scale_before + (12 - given.months_before) * given.scale_after, 12)
    award = half_up(given.scale_after * given.one_off_award_rate, MILLIONTHS)
    nights = half_up(basic * given.night_share, MILLIONTHS * _NIGHT_PREMIUM_RATE)
    overtime = half_up(given.overtime_hours * basic * 4, given.annual_hours * 3)
    earnings = basic + award + given.allowance + given.pensionable_allowance + nights + overtime
    pensionable = basic + given.pensionable_allowance
    return OfficerLines(
        basic_pay=basic,
        one_off_award=award,
        allowance=given.allowance,
        pensionable_allowance=given.pensionable_allowance,
        night_premium=nights,
        overtime=overtime,
        national_insurance=half_up(given.ni_rate * max(0, earnings - given.ni_threshold), MILLIONTHS),
        pension=half_up(
            given.pension_rate * pensionable * (MILLIONTHS - given.pension_opt_out), MILLIONTHS * MILLIONTHS
        ),
        levy=half_up(given.levy_rate * earnings, MILLIONTHS),
        nonpay=given.nonpay,
    )
