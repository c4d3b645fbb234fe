"""From an increase to a new band D.

One row is one proposal. Columns read: `kind`, `amount`, `prior_band_d`, `tax_base`, `step`, and the limit's columns
(`rule`, `limit_percent`, `limit_cash`). Largest product: a requirement of 1e12 pence x 1e5, 1e17, times 21 ninths and
doubled for rounding, 4.2e18: inside 64 bits.
"""

from __future__ import annotations

import polars as pl

from precept.council_tax.referendum import MAXIMUM_BAND_D
from precept.register.units import MILLIONTHS, half_up_whole_expr

_KIND = pl.col("kind")
_PRIOR = pl.col("prior_band_d")
_AMOUNT = pl.col("amount")
_STEP = pl.col("step")
NINE_PENCE = 900

ASKED_NUMERATOR = (
    pl.when(_KIND == "percent")
    .then(_PRIOR * (MILLIONTHS + _AMOUNT))
    .when(_KIND == "cash")
    .then(_PRIOR + _AMOUNT)
    .when(_KIND == "band_d")
    .then(_AMOUNT)
    .when(_KIND == "requirement")
    .then(_AMOUNT * 100_000)
    .when(_KIND == "maximum")
    .then(pl.col("maximum_band_d"))
    .otherwise(_PRIOR)
)
"""The band D asked for, before any rounding, as a fraction in ten-thousandths of a pound: the upper part.

A requirement is R / T (section 42B): pence become ten-thousandths (x 100), thousandths whole equivalents (x 1,000).
"""

ASKED_DENOMINATOR = (
    pl.when(_KIND == "percent")
    .then(MILLIONTHS)
    .when(_KIND == "requirement")
    .then(pl.col("tax_base"))
    .otherwise(pl.lit(1, pl.Int64))
    .cast(pl.Int64)
)
"""The lower part of the same fraction."""

_NUMERATOR = pl.col("asked_numerator")
_DENOMINATOR = pl.col("asked_denominator")

ROUNDED_BAND_D = (
    pl.when(_NUMERATOR == _PRIOR * _DENOMINATOR)
    .then(_PRIOR)
    .when(_KIND == "maximum")
    .then(_NUMERATOR)
    .when(_STEP == NINE_PENCE)
    .then(_NUMERATOR // (_DENOMINATOR * NINE_PENCE) * NINE_PENCE)
    .otherwise(half_up_whole_expr(_NUMERATOR, _DENOMINATOR * _STEP) * _STEP)
)
"""Band D as set: half-up to the penny or to four decimals, or the largest multiple of 9p not above what was asked for.

Whatever asks for no change changes nothing: last year's band D is not re-rounded. The maximum is in whole steps already.
"""


def propose_band_d(proposals: pl.DataFrame) -> pl.DataFrame:
    """Add `maximum_band_d`, the fraction asked for, and `band_d` as set."""
    return (
        proposals.with_columns(maximum_band_d=MAXIMUM_BAND_D)
        .with_columns(asked_numerator=ASKED_NUMERATOR, asked_denominator=ASKED_DENOMINATOR)
        .with_columns(band_d=ROUNDED_BAND_D)
    )
