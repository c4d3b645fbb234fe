"""Band D over the years and between areas, on the wire: rows, what is not held, warnings, sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import polars as pl
from msgspec import Meta, Struct, structs

from precept.api.sheets import SheetSpec
from precept.api.wire import CALCULATION_VERSION, Answer, Provenance, SourceAnswer
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS
from precept.register.years import FinancialYear

Rank = Annotated[
    int | None,
    Meta(description="1 is the lowest band D of the year; equals share a rank. Null where band D is not held."),
]
Quartile = Annotated[int | None, Meta(description="1 is the lowest quarter of the areas ranked, 4 the highest.")]


class HistoryRow(Answer, frozen=True, kw_only=True):
    """Band D of one area and year, beside the year before; a year not held is a row of nulls, never an estimate.

    The change is null across a gap. The rank is among the areas of the same country that are held that year.
    """

    police_area: str
    name: str
    country: str
    financial_year: str
    starts_on: str
    held: bool
    band_d_pounds: str | None
    tolerance_pounds: str | None
    increase_pounds: str | None
    increase_percent: str | None
    rank_from_lowest: Rank
    rank_shared_by: int | None
    areas_ranked: int | None
    quartile: Quartile
    evidence: str | None
    stage: str | None
    source: str | None
    note: str | None


class ComparisonRow(Answer, frozen=True, kw_only=True):
    """One area and year beside the others: rank, change, the limit in force and what was left of it, what £1 raises.

    The tax base is the return's, else the sum of all billing authorities (`tax_base_basis`), else null with the reason. The
    requirement is the return's, else band D times the tax base, else a total told outside the returns, rounded as its note
    says (`requirement_basis`). The 1% is of last year's band D.
    """

    police_area: str
    name: str
    country: str
    financial_year: str
    starts_on: str
    held: bool
    band_d_pounds: str | None
    tolerance_pounds: str | None
    rank_from_lowest: Rank
    rank_shared_by: int | None
    areas_ranked: int | None
    quartile: Quartile
    prior_band_d_pounds: str | None
    increase_pounds: str | None
    increase_percent: str | None
    referendum_rule: str
    limit_percent: str | None
    limit_pounds: str | None
    limit_reason: str
    limit_status: str
    maximum_band_d_pounds: str | None
    headroom_pounds: str | None
    excessive: bool | None
    among_ten_lowest: bool | None
    among_ten_lowest_of_year_before: bool | None
    tax_base: str | None
    tax_base_basis: str
    tax_base_reason: str | None
    one_pound_yield_pounds: str | None
    one_percent_yield_pounds: str | None
    requirement_pounds: str | None
    requirement_basis: str
    requirement_note: str | None
    evidence: str | None
    stage: str | None
    source: str | None
    tax_base_source: str | None
    requirement_source: str | None
    limit_source: str | None
    note: str | None


class NotHeldAnswer(Answer, frozen=True, kw_only=True):
    """A run of years for which no band D of an area is held."""

    police_area: str
    name: str
    from_year: str
    to_year: str


class HistoryAnswer(Answer, frozen=True, kw_only=True):
    """Band D by area, in the order of their codes, and year, a page at a time; `total` rows in all."""

    police_area: str | None
    from_year: str
    to_year: str
    rank_basis: str
    total: int
    limit: int
    offset: int
    rows: list[HistoryRow]
    not_held: list[NotHeldAnswer]
    warnings: list[str]
    provenance: Provenance


class ComparisonAnswer(Answer, frozen=True, kw_only=True):
    """Every area of one year, or of every year held, by area, in the order of their codes, and year."""

    financial_year: str | None
    country: str | None
    rank_basis: str
    total: int
    rows: list[ComparisonRow]
    not_held: list[NotHeldAnswer]
    warnings: list[str]
    provenance: Provenance


def columns_of(row: type[Struct]) -> tuple[str, ...]:
    """Name the columns of a row, in its order."""
    return tuple(field.encode_name for field in structs.fields(row))


HISTORY_COLUMNS = columns_of(HistoryRow)
COMPARISON_COLUMNS = columns_of(ComparisonRow)
NOT_HELD_COLUMNS = columns_of(NotHeldAnswer)
SOURCE_COLUMNS = columns_of(SourceAnswer)
NOT_HELD_SHEET = SheetSpec(
    "not-held", "Years not held", "One row a run of years for which no band D of an area is held.", NOT_HELD_COLUMNS
)
SOURCES_SHEET = SheetSpec(
    "sources", "Where the figures were read", "One row a source named in the other tables.", SOURCE_COLUMNS
)
_SOURCE_IDS = ("source", "tax_base_source", "requirement_source", "limit_source")
_TEXTS = {
    "band_d_pounds": ("band_d", TEN_THOUSANDTHS, 2),
    "tolerance_pounds": ("tolerance", TEN_THOUSANDTHS, 2),
    "prior_band_d_pounds": ("prior_band_d", TEN_THOUSANDTHS, 2),
    "increase_pounds": ("change", TEN_THOUSANDTHS, 2),
    "increase_percent": ("change_percent", TEN_THOUSANDTHS, 4),
    "limit_percent": ("limit_percent", TEN_THOUSANDTHS, 0),
    "limit_pounds": ("limit_cash", TEN_THOUSANDTHS, 2),
    "maximum_band_d_pounds": ("maximum_band_d", TEN_THOUSANDTHS, 2),
    "headroom_pounds": ("headroom", TEN_THOUSANDTHS, 2),
    "tax_base": ("tax_base", THOUSANDTHS, 2),
    "one_pound_yield_pounds": ("one_pound", PENCE, 2),
    "one_percent_yield_pounds": ("one_percent", PENCE, 2),
    "requirement_pounds": ("requirement", PENCE, 2),
}
"""Which column each text is written from, its scale, and the fewest decimals it has."""


def decimals_expr(whole: pl.Expr, scale: int, *, least: int = 2) -> pl.Expr:
    """Write a column of whole numbers of 1/scale as `units.decimals` writes one; null stays null."""
    places = len(str(scale)) - 1
    part = (whole.abs() % scale).cast(pl.String).str.zfill(places)
    kept = pl.concat_str(part.str.slice(0, least), part.str.slice(least).str.strip_chars_end("0"))
    point = pl.when(kept == "").then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(whole < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (whole.abs() // scale).cast(pl.String), point, kept)


_YEAR = pl.col("year")
_EXPRESSIONS = {
    **{name: decimals_expr(pl.col(column), scale, least=least) for name, (column, scale, least) in _TEXTS.items()},
    "police_area": pl.col("area"),
    "financial_year": pl.concat_str(
        _YEAR.cast(pl.String), pl.lit("-"), ((_YEAR + 1) % 100).cast(pl.String).str.zfill(2)
    ),
    "starts_on": pl.concat_str(_YEAR.cast(pl.String), pl.lit("-04-01")),
    "held": pl.col("band_d").is_not_null(),
    "rank_from_lowest": pl.col("rank"),
    "rank_shared_by": pl.col("shared_by"),
    "referendum_rule": pl.col("rule"),
}


def as_text(rows: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Write rows as they go out: the columns of an answer's row, numbers as text."""
    return rows.select(**{name: _EXPRESSIONS.get(name, pl.col(name)) for name in columns})


def not_held_of(ranked: pl.DataFrame) -> list[NotHeldAnswer]:
    """List the runs of years without a band D, by area and then year."""
    runs: list[tuple[str, str, int, int]] = []
    for area, name, year in ranked.filter(pl.col("band_d").is_null()).select("area", "name", "year").iter_rows():
        if runs and runs[-1][0] == area and runs[-1][3] == year - 1:
            runs[-1] = (area, name, runs[-1][2], year)
        else:
            runs.append((area, name, year, year))
    return [
        NotHeldAnswer(
            police_area=area, name=name, from_year=str(FinancialYear(first)), to_year=str(FinancialYear(last))
        )
        for area, name, first, last in runs
    ]


def warnings_of(ranked: pl.DataFrame) -> list[str]:
    """Say which band Ds are proposals or approximate, and where a rank is among fewer areas than there are."""
    proposed = _named(ranked.filter(pl.col("stage") == "proposed"))
    approximate = _named(ranked.filter(pl.col("tolerance").is_not_null()))
    lacking = _named(ranked.filter(pl.col("band_d").is_null() & (pl.col("year") == pl.col("year").max())))
    told = [
        (proposed, "Proposals whose outcome was not seen"),
        (approximate, "Approximate, within tolerance_pounds either way"),
        (lacking, "Not held for the last year shown, so that ranks are among the others"),
    ]
    return [f"{words}: {'; '.join(names)}." for names, words in told if names]


def _named(rows: pl.DataFrame) -> list[str]:
    return [f"{name} {FinancialYear(year)}" for name, year in rows.select("name", "year").iter_rows()]


def sources_of(register: Register, rows: pl.DataFrame) -> Provenance:
    """Name every source of the rows once, in the order of their ids; the rows themselves say which figure has which."""
    held = [name for name in _SOURCE_IDS if name in rows.columns]
    names = sorted({source for name in held for source in rows[name].unique() if source is not None})
    found = [register.source(name) for name in names]
    return Provenance(
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
        figures=[],
        sources=[
            SourceAnswer(source=row.source, publisher=row.publisher, title=row.title, url=row.url) for row in found
        ],
    )
