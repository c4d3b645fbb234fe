"""Is the increase excessive, and what is the most that is not? Sections 52ZB to 52ZD, Local Government Finance Act 1992.

The comparison is exact, before any percentage is rounded. A percentage bites at the figure ("2% or more"); a cash sum
allows up to and including it; where the rule is the greater of the two, an increase is excessive only past both.
"""

from __future__ import annotations

import polars as pl

from precept.register.units import MILLIONTHS

PENNY = 100

_PRIOR = pl.col("prior_band_d")
_STEP = pl.col("step")
_RULE = pl.col("rule")
_PERCENT = pl.col("limit_percent")
_CASH = pl.col("limit_cash")
_INCREASE = pl.col("band_d") - _PRIOR


def _most_in_steps_of(step: pl.Expr) -> pl.Expr:
    """The largest band D, in whole steps, that is not excessive; a freeze never is."""
    by_percent = (_PRIOR * (MILLIONTHS + _PERCENT) - 1) // (MILLIONTHS * step) * step
    by_cash = (_PRIOR + _CASH) // step * step
    most = (
        pl.when(_RULE == "percent")
        .then(by_percent)
        .when(_RULE == "cash")
        .then(by_cash)
        .when(_RULE == "greater_of")
        .then(pl.max_horizontal(by_percent, by_cash))
        .otherwise(None)
    )
    return pl.when(most.is_not_null()).then(pl.max_horizontal(most, _PRIOR))


MAXIMUM_BAND_D = _most_in_steps_of(_STEP)
"""The most in whole steps of the rounding policy."""
LIMIT_BAND_D = _most_in_steps_of(pl.min_horizontal(_STEP, pl.lit(PENNY, pl.Int64)))
"""The most to the penny, whatever multiple the policy keeps to; to four decimals where the policy does."""

_AT_OR_OVER_PERCENT = _INCREASE * MILLIONTHS >= _PERCENT * _PRIOR
_OVER_CASH = _INCREASE > _CASH

EXCESSIVE = (
    pl.when(_RULE == "percent")
    .then((_INCREASE > 0) & _AT_OR_OVER_PERCENT)
    .when(_RULE == "cash")
    .then(_OVER_CASH)
    .when(_RULE == "greater_of")
    .then(_AT_OR_OVER_PERCENT & _OVER_CASH)
    .otherwise(None)
)
"""Whether a referendum is required; null where there is no limit to compare with."""


def judge(proposals: pl.DataFrame) -> pl.DataFrame:
    """Add `excessive`, `headroom` (the maximum less the band D set; negative when excessive) and `limit_band_d`."""
    headroom = pl.col("maximum_band_d") - pl.col("band_d")
    return proposals.with_columns(excessive=EXCESSIVE, headroom=headroom, limit_band_d=LIMIT_BAND_D)
