"""What each band pays, before and after, by the year, month, week and day.

Section 47: band D x N / D in the proportions of section 5, half-up to the penny, once, always from band D itself and
never from another rounded band. A month is a twelfth, or one of ten instalments; a week a fifty-second, a day a
three-hundred-and-sixty-fifth.
"""

from __future__ import annotations

import polars as pl

from precept.council_tax.band_d import NINE_PENCE
from precept.register.units import half_up, half_up_expr, half_up_whole_expr

NINTHS_OF_A_PENNY = 9 * 100
"""Ten-thousandths of a pound to pence (/100), for a band of N ninths (/9)."""

_NINTHS = pl.col("ninths")

PRIOR_CHARGE = half_up_whole_expr(pl.col("prior_band_d") * _NINTHS, NINTHS_OF_A_PENNY)
CHARGE_FROM_ROUNDED = half_up_whole_expr(pl.col("band_d") * _NINTHS, NINTHS_OF_A_PENNY)
CHARGE_FROM_UNROUNDED = half_up_whole_expr(
    pl.col("asked_numerator") * _NINTHS, pl.col("asked_denominator") * NINTHS_OF_A_PENNY
)


def by_month(annual_pence: pl.Expr) -> pl.Expr:
    """One of the year's instalments, in pence: a twelfth, or a tenth where that is the policy."""
    return half_up_expr(annual_pence, pl.col("instalments"))


def by_week(annual_pence: pl.Expr) -> pl.Expr:
    """A fifty-second of the year, in tenths of a penny."""
    return half_up_expr(annual_pence * 10, 52)


def a_week_of(annual_pence: int) -> int:
    """Divide one figure as `by_week` does a column: a fifty-second, in tenths of a penny."""
    return half_up(annual_pence * 10, 52)


def by_day(annual_pence: pl.Expr) -> pl.Expr:
    """A three-hundred-and-sixty-fifth of the year, in tenths of a penny."""
    return half_up_expr(annual_pence * 10, 365)


def charge_bands(proposals: pl.DataFrame, proportions: pl.DataFrame) -> pl.DataFrame:
    """One row a proposal and band, lowest band first.

    A multiple of 9p is itself the basis, so that its bands are exact pennies. `proposals` must have been through
    `propose_band_d`; `proportions` has `regime`, `band`, `position` and `ninths`.
    """
    increase = pl.col("charge") - pl.col("prior_charge")
    return (
        proposals.select(
            "scenario",
            "regime",
            "step",
            "prior_band_d",
            "band_d",
            "asked_numerator",
            "asked_denominator",
            "bands_from",
            "instalments",
        )
        .join(proportions, on="regime", how="inner", maintain_order="left_right")
        .with_columns(
            prior_charge=PRIOR_CHARGE,
            charge=pl.when((pl.col("bands_from") == "unrounded") & (pl.col("step") != NINE_PENCE))
            .then(CHARGE_FROM_UNROUNDED)
            .otherwise(CHARGE_FROM_ROUNDED),
        )
        .with_columns(increase=increase)
        .with_columns(
            monthly=by_month(pl.col("charge")),
            weekly=by_week(pl.col("charge")),
            daily=by_day(pl.col("charge")),
            increase_monthly=by_month(pl.col("increase")),
            increase_weekly=by_week(pl.col("increase")),
            increase_daily=by_day(pl.col("increase")),
        )
        .sort("scenario", "position", maintain_order=True)
    )
