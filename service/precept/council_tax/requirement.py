"""What the increase raises: the requirement, each authority's precept, what changed since last year, what £1 is worth.

Amounts in pence. Band D (ten-thousandths of a pound) x tax base (thousandths) is ten-millionths of a pound; the largest
product is 2e8 x 1e10 = 2e18, doubled for rounding 4e18: inside 64 bits.
"""

from __future__ import annotations

import polars as pl

from precept.register.units import half_up_expr, half_up_whole_expr

TO_PENCE = 100_000
"""Ten-millionths of a pound in a penny."""

_BAND_D = pl.col("band_d")
_PRIOR = pl.col("prior_band_d")
_BASE = pl.col("tax_base")
_PRIOR_BASE = pl.col("prior_tax_base")
_RATE_CHANGE = _BAND_D - _PRIOR
_BASE_CHANGE = _BASE - _PRIOR_BASE

REQUIREMENT = half_up_whole_expr(_BAND_D * _BASE, TO_PENCE)
"""Band D x tax base: R = basic amount x T, section 42B read forwards."""
PRIOR_REQUIREMENT = half_up_whole_expr(_PRIOR * _PRIOR_BASE, TO_PENCE)
RATE_EFFECT = half_up_expr(_RATE_CHANGE * _PRIOR_BASE, TO_PENCE)
TAX_BASE_EFFECT = half_up_expr(_BASE_CHANGE * _PRIOR, TO_PENCE)
JOINT_EFFECT = half_up_expr(_RATE_CHANGE * _BASE_CHANGE, TO_PENCE)
ONE_POUND = half_up_whole_expr(_BASE, 10)
ONE_PERCENT = half_up_whole_expr(_PRIOR * _BASE, TO_PENCE * 100)


def raise_requirement(proposals: pl.DataFrame) -> pl.DataFrame:
    """Add the requirement, its change by cause, and the yield of £1 and of 1%; null where a tax base is not known."""
    return proposals.with_columns(
        requirement=REQUIREMENT,
        prior_requirement=PRIOR_REQUIREMENT,
        rate_effect=RATE_EFFECT,
        tax_base_effect=TAX_BASE_EFFECT,
        joint_effect=JOINT_EFFECT,
        one_pound=ONE_POUND,
        one_percent=ONE_PERCENT,
        increase_percent=half_up_expr(_RATE_CHANGE * 1_000_000, _PRIOR),
    ).with_columns(
        requirement_change=pl.col("requirement") - pl.col("prior_requirement"),
    ).with_columns(
        change_rounding=pl.col("requirement_change")
        - pl.col("rate_effect")
        - pl.col("tax_base_effect")
        - pl.col("joint_effect"),
    )  # fmt: skip


def issue_precepts(proposals: pl.DataFrame, authorities: pl.DataFrame) -> pl.DataFrame:
    """Split by billing authority: band D x its tax base (section 48), half-up to the pound or the penny.

    One row a proposal and authority, in the order given; `share` in ten-thousandths of a percent.
    """
    unit = pl.when(pl.col("authority_precepts") == "pound").then(pl.lit(100, pl.Int64)).otherwise(pl.lit(1, pl.Int64))
    return (
        authorities.join(
            proposals.select("scenario", "band_d", "authority_precepts"), on="scenario", maintain_order="left"
        )
        .with_columns(
            precept=half_up_whole_expr(pl.col("authority_tax_base") * pl.col("band_d"), TO_PENCE * unit) * unit,
            whole_tax_base=pl.col("authority_tax_base").sum().over("scenario"),
        )
        .with_columns(share=half_up_whole_expr(pl.col("authority_tax_base") * 1_000_000, pl.col("whole_tax_base")))
    )


def compare_parts_with_whole(proposals: pl.DataFrame, precepts: pl.DataFrame) -> pl.DataFrame:
    """Add what the parts come to, the money in the difference of the tax bases, and what rounding leaves."""
    parts = precepts.group_by("scenario", maintain_order=True).agg(
        sum_of_precepts=pl.col("precept").sum(), parts_tax_base=pl.col("authority_tax_base").sum()
    )
    return (
        proposals.join(parts, on="scenario", how="left", maintain_order="left")
        .with_columns(tax_base_difference=half_up_expr((pl.col("parts_tax_base") - _BASE) * _BAND_D, TO_PENCE))
        .with_columns(
            rounding_residual=pl.col("sum_of_precepts") - pl.col("requirement") - pl.col("tax_base_difference")
        )
    )
