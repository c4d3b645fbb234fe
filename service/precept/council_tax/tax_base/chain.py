"""The chain by band, as expressions: from dwellings to dwelling equivalents to band D equivalents.

One row is one band of one what-if of one case, lowest band first. Dwelling equivalents in millionths, band D equivalents in
thousandths. Largest product: 2.2e13 millionths of a band (2 million dwellings at a premium of 999.9999%) x 21 ninths x 10 bands,
doubled for rounding, 9.3e15; support 1e12 x 2e6, doubled, 4e18: inside 64 bits.
"""

from __future__ import annotations

import polars as pl

from precept.register.units import MILLIONTHS, half_up

SINGLE_ADULT_DISCOUNT = MILLIONTHS // 4
ALL_DISREGARDED_DISCOUNT = MILLIONTHS // 2
"""A quarter off for one adult, a half where every adult is disregarded: section 11 of the 1992 Act."""
TO_THOUSANDTHS = 9 * 1000
"""From ninths of a millionth to thousandths."""
KEYS = ["case", "what_if"]

CHARGEABLE = pl.coalesce("chargeable", pl.col("listed") - pl.col("exempt") - pl.col("demolished"))
"""Line 4: dwellings on the list less exempt (line 2) and demolished or out of the area (line 3)."""
DEMOLISHED = pl.coalesce("demolished", pl.col("listed") - pl.col("exempt") - pl.col("chargeable"))
RELIEF_FROM_ABOVE = pl.col("relief").shift(-1, fill_value=0).over(KEYS)
AFTER_RELIEF = pl.coalesce("after_relief", pl.col("chargeable") - pl.col("relief") + RELIEF_FROM_ABOVE)
"""Line 7: dwellings with disabled relief leave their band (line 5) and are charged in the one below (line 6)."""

BEFORE_SUPPORT = pl.coalesce(
    "before_support",
    pl.col("after_relief") * MILLIONTHS
    - pl.col("single_adult") * SINGLE_ADULT_DISCOUNT
    - pl.col("all_disregarded") * ALL_DISREGARDED_DISCOUNT
    - pl.col("discount")
    + pl.col("premium")
    - pl.col("annexes"),
)
"""Line 22: dwelling equivalents after discounts, premiums and the family annexe reduction."""

SUPPORT = half_up(pl.col("support") * (MILLIONTHS + pl.col("support_change")), MILLIONTHS)
"""Line 28: what local council tax support takes off, in dwelling equivalents; a change of nothing changes nothing."""
AFTER_SUPPORT = pl.col("before_support") - pl.col("support")
"""Line 29."""


def band_d_equivalents(dwelling_equivalents: str) -> pl.Expr:
    """Lines 24 and 31 of a band: dwelling equivalents x its ratio to band D, half-up to the step of the case."""
    step = pl.col("step")
    return half_up(pl.col(dwelling_equivalents) * pl.col("ninths"), TO_THOUSANDTHS * step) * step


def sum_of_bands(dwelling_equivalents: str, rounded: str) -> pl.Expr:
    """Lines 24 and 31 in total: the rounded bands added up, or the exact ones, rounded once."""
    exact = half_up((pl.col(dwelling_equivalents) * pl.col("ninths")).sum(), TO_THOUSANDTHS)
    return pl.when(pl.col("step").first() == 1).then(exact).otherwise(pl.col(rounded).sum())


def count_dwellings(bands: pl.DataFrame) -> pl.DataFrame:
    """Add chargeable dwellings, those after disabled relief, and their equivalents; what was stated is kept as it is."""
    return (
        bands.with_columns(chargeable=CHARGEABLE)
        .with_columns(demolished=DEMOLISHED, after_relief=AFTER_RELIEF)
        .with_columns(before_support=BEFORE_SUPPORT)
    )


def turn_into_band_d(bands: pl.DataFrame) -> pl.DataFrame:
    """Take support off and turn each band into band D equivalents, before support and after it."""
    return (
        bands.with_columns(support=SUPPORT)
        .with_columns(after_support=AFTER_SUPPORT)
        .with_columns(
            band_d_before_support=band_d_equivalents("before_support"),
            band_d_after_support=band_d_equivalents("after_support"),
        )
    )


def add_up(bands: pl.DataFrame) -> pl.DataFrame:
    """One row a case and what-if: support in millionths, lines 24 and 31 in thousandths."""
    return bands.group_by(KEYS, maintain_order=True).agg(
        support=pl.col("support").sum(),
        before_support=sum_of_bands("before_support", "band_d_before_support"),
        after_support=sum_of_bands("after_support", "band_d_after_support"),
    )
