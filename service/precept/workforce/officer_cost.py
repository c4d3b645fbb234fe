"""The cost of an officer for a year, line by line (cost model 6.1). A row is an officer; money in pence, rates in millionths.

Each line is rounded half-up to the penny once, from the rounded lines before it; the total is their sum. National
insurance and the levy fall on basic pay, awards, allowances, nights and overtime; pension on basic pay and a
pensionable allowance only. Largest product: 1e7 pence x 1e6 x 1e6, so the pension is worked out in 128 bits.
"""

from __future__ import annotations

import polars as pl

from precept.register.units import MILLIONTHS, half_up_expr

INPUTS = {
    "scale_before": pl.Int64,
    "scale_after": pl.Int64,
    "months_before": pl.Int64,
    "one_off_award_rate": pl.Int64,
    "allowance": pl.Int64,
    "pensionable_allowance": pl.Int64,
    "night_share": pl.Int64,
    "overtime_hours": pl.Int64,
    "annual_hours": pl.Int64,
    "ni_rate": pl.Int64,
    "ni_threshold": pl.Int64,
    "pension_rate": pl.Int64,
    "pension_opt_out": pl.Int64,
    "levy_rate": pl.Int64,
    "nonpay": pl.Int64,
}
"""What a row must have: annual scales and amounts in pence, rates and shares in millionths, hours in millionths of one.

`months_before` is the number of months on the scale before September: 5 in a financial year, 0 to take September's whole.
"""

LINES = (
    "basic_pay",
    "one_off_award",
    "allowance",
    "pensionable_allowance",
    "night_premium",
    "overtime",
    "national_insurance",
    "pension",
    "levy",
    "nonpay",
)
"""The lines of the build-up, in the order they are shown; the total is their sum."""

_BASIC = pl.col("basic_pay")
_EARNINGS = (
    _BASIC
    + pl.col("one_off_award")
    + pl.col("allowance")
    + pl.col("pensionable_allowance")
    + pl.col("night_premium")
    + pl.col("overtime")
)
_NIGHT_PREMIUM_RATE = 10
"""A tenth of the hourly rate for each hour between 20:00 and 06:00."""

BASIC_PAY = half_up_expr(
    pl.col("months_before") * pl.col("scale_before") + (12 - pl.col("months_before")) * pl.col("scale_after"), 12
)
ONE_OFF_AWARD = half_up_expr(pl.col("scale_after") * pl.col("one_off_award_rate"), MILLIONTHS)
NIGHT_PREMIUM = half_up_expr(_BASIC * pl.col("night_share"), MILLIONTHS * _NIGHT_PREMIUM_RATE)
OVERTIME = half_up_expr(pl.col("overtime_hours") * _BASIC * 4, pl.col("annual_hours") * 3)
NATIONAL_INSURANCE = half_up_expr(
    pl.col("ni_rate") * pl.max_horizontal(pl.lit(0, pl.Int64), _EARNINGS - pl.col("ni_threshold")), MILLIONTHS
)
PENSION = half_up_expr(
    pl.col("pension_rate").cast(pl.Int128)
    * (_BASIC + pl.col("pensionable_allowance"))
    * (MILLIONTHS - pl.col("pension_opt_out")),
    MILLIONTHS * MILLIONTHS,
).cast(pl.Int64)
LEVY = half_up_expr(pl.col("levy_rate") * _EARNINGS, MILLIONTHS)


def cost_officers(officers: pl.DataFrame) -> pl.DataFrame:
    """Add every line of the build-up and `total` to officers that have the columns of INPUTS."""
    return (
        officers.with_columns(basic_pay=BASIC_PAY, one_off_award=ONE_OFF_AWARD)
        .with_columns(night_premium=NIGHT_PREMIUM, overtime=OVERTIME)
        .with_columns(national_insurance=NATIONAL_INSURANCE, pension=PENSION, levy=LEVY)
        .with_columns(total=pl.sum_horizontal(*LINES))
    )
