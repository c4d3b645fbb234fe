"""From band D equivalents to the tax base, and to what the police precept raises on it.

One row is one what-if of one case. Band D equivalents in thousandths, the collection rate in millionths of one, money in
pence. Largest product: 1e10 thousandths x 1e8 ten-thousandths of a pound, doubled, 2e18: inside 64 bits.
"""

from __future__ import annotations

import polars as pl

from precept.council_tax.requirement import raised_by
from precept.register.units import MILLIONTHS, half_up

TAX_BASE_STEP = 10
"""A tax base is stated to two decimals here; authorities set theirs to one or two, and the law rounds nothing."""

BEFORE_COLLECTION = (
    half_up(pl.col("after_support") + pl.col("class_o"), pl.col("step").cast(pl.Int64)) * pl.col("step")
)  # fmt: skip
"""Line 33: line 31 and the band D equivalents of class O dwellings (line 32), to one decimal as the return states it."""

TAX_BASE = (
    half_up(
        pl.col("after_support") * pl.col("collection_rate") + pl.col("class_o") * MILLIONTHS,
        MILLIONTHS * TAX_BASE_STEP,
    )
    * TAX_BASE_STEP
)
"""T = A x B, and what the Ministry of Defence pays for (class O), which is added after the collection rate."""

PRECEPT = raised_by(pl.col("band_d"), pl.col("tax_base"))
"""Band D x T, to the penny (section 48 of the 1992 Act); null where no band D is known."""


def collect(totals: pl.DataFrame) -> pl.DataFrame:
    """Add line 33, the tax base and the precept. Columns read: after_support, class_o, collection_rate, step, band_d."""
    return totals.with_columns(before_collection=BEFORE_COLLECTION, tax_base=TAX_BASE).with_columns(precept=PRECEPT)
