"""Is the increase excessive, and what is the most that is not? Sections 52ZB to 52ZD, Local Government Finance Act 1992.

The comparison is exact, before any percentage is rounded. A percentage bites at the figure ("2% or more"); a cash sum
allows up to and including it; where the rule is the greater of the two, an increase is excessive only past both.
"""

from __future__ import annotations

import polars as pl

from precept.register.units import MILLIONTHS

_PRIOR = pl.col("prior_band_d")
_STEP = pl.col("step")
_RULE = pl.col("rule")
_PERCENT = pl.col("limit_percent")
_CASH = pl.col("limit_cash")
_INCREASE = pl.col("band_d") - _PRIOR

_MOST_BY_PERCENT = (_PRIOR * (MILLIONTHS + _PERCENT) - 1) // (MILLIONTHS * _STEP) * _STEP
_MOST_BY_CASH = (_PRIOR + _CASH) // _STEP * _STEP

MAXIMUM_BAND_D = (
    pl.when(_RULE == "percent")
    .then(_MOST_BY_PERCENT)
    .when(_RULE == "cash")
    .then(_MOST_BY_CASH)
    .when(_RULE == "greater_of")
    .then(pl.max_horizontal(_MOST_BY_PERCENT, _MOST_BY_CASH))
    .otherwise(None)
).pipe(lambda most: pl.when(most.is_not_null()).then(pl.max_horizontal(most, _PRIOR)))
"""The largest band D, in whole steps of the rounding policy, that is not excessive; a freeze never is."""

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
    """Add `excessive` and `headroom` (the maximum less the band D set; negative when excessive)."""
    return proposals.with_columns(excessive=EXCESSIVE, headroom=pl.col("maximum_band_d") - pl.col("band_d"))
