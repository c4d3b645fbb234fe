"""`/v1/precepts/history` and `/v1/precepts/comparison`: every band D held, over the years and between areas."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.freeze_cost import FREEZE_COST_HANDLERS
from precept.api.history_wire import (
    COMPARISON_COLUMNS,
    HISTORY_COLUMNS,
    NOT_HELD_SHEET,
    SOURCES_SHEET,
    ComparisonAnswer,
    ComparisonRow,
    HistoryAnswer,
    HistoryRow,
    as_text,
    not_held_of,
    sources_of,
    warnings_of,
)
from precept.api.operations import Operation, documented
from precept.api.precept_wire import PoliceAreaCode
from precept.api.real_terms import REAL_TERMS_HANDLERS
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.ten_lowest import TEN_LOWEST_HANDLERS
from precept.api.text import FinancialYearText
from precept.council_tax.history.series import band_d_series, ranked, years_of
from precept.register.refusals import FigureNotHeld, UnknownPoliceArea, YearsOutOfOrder
from precept.register.register import Register
from precept.register.years import FinancialYear

TAG = "Precepts"
HISTORY, COMPARISON = "/v1/precepts/history", "/v1/precepts/comparison"
HISTORY_REFUSALS = (UnknownPoliceArea, YearsOutOfOrder)
COMPARISON_REFUSALS = (FigureNotHeld,)
KENT_HISTORY = {"police_area": "E23000032", "from_year": "2012-13", "to_year": "2016-17"}
ENGLAND_2016_17 = {"financial_year": "2016-17", "country": "England"}
RANKED_BY_COUNTRY = "Among the areas of the same country whose band D is held for the year; 1 is the lowest."
MOST_ROWS = 1000


class HistoryTableQuery(Struct, frozen=True, kw_only=True):
    """Which area and years; whatever is left out is everything held."""

    police_area: PoliceAreaCode | UnsetType = UNSET
    from_year: FinancialYearText | UnsetType = UNSET
    to_year: FinancialYearText | UnsetType = UNSET


class HistoryQuery(HistoryTableQuery, frozen=True, kw_only=True):
    """The same, a page at a time."""

    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS, description="Rows to answer with.")] = MOST_ROWS
    offset: Annotated[int, Meta(ge=0, le=1_000_000, description="Rows to leave out first.")] = 0


class ComparisonQuery(Struct, frozen=True, kw_only=True):
    """Which year and country; without a year every year held, without a country both, ranked together."""

    financial_year: FinancialYearText | UnsetType = UNSET
    country: (
        Annotated[
            Literal["England", "Wales"],
            Meta(description="England or Wales: ranks and quartiles are among its areas. Both together when left out."),
        ]
        | UnsetType
    ) = UNSET


def years_asked(
    from_year: str | UnsetType, to_year: str | UnsetType, register: Register
) -> tuple[FinancialYear, FinancialYear]:
    """The first and the last year; whatever is left out reaches as far as is held."""
    years = years_of(register)
    first = None if isinstance(from_year, UnsetType) else FinancialYear.parse(from_year)
    last = None if isinstance(to_year, UnsetType) else FinancialYear.parse(to_year)
    first = first or min(years[0], last or years[0])
    last = last or max(years[-1], first)
    if last < first:
        raise YearsOutOfOrder(
            f"{last} lies before {first}.", field="to_year", remedy="Give to_year the same as from_year, or later."
        )
    return first, last


def history_rows(query: HistoryTableQuery, register: Register) -> pl.DataFrame:
    """Select the rows asked for, ranked among every area of their country first."""
    first, last = years_asked(query.from_year, query.to_year, register)
    rows = ranked(band_d_series(register), "country", "year").filter(pl.col("year").is_between(first.start, last.start))
    if isinstance(query.police_area, UnsetType):
        return rows
    return rows.filter(pl.col("area") == register.police_area(query.police_area).code)


def comparison_rows(query: ComparisonQuery, register: Register) -> pl.DataFrame:
    """Select the year and the country asked for, ranked among themselves; FigureNotHeld outside the years held."""
    rows = band_d_series(register)
    if not isinstance(query.country, UnsetType):
        rows = rows.filter(pl.col("country") == query.country)
    if not isinstance(query.financial_year, UnsetType):
        year, years = FinancialYear.parse(query.financial_year), years_of(register)
        if not years[0] <= year <= years[-1]:
            raise FigureNotHeld(
                f"No band D of any area is held for {year}, only for {years[0]} to {years[-1]}.",
                field="financial_year",
                remedy="Ask for a year that is held, or leave the year out for every one.",
            )
        rows = rows.filter(pl.col("year") == year.start)
    return ranked(rows, "year")


def _later_than_held(query: HistoryTableQuery, register: Register) -> list[str]:
    years = years_of(register)
    asked = [FinancialYear.parse(year) for year in (query.from_year, query.to_year) if isinstance(year, str)]
    outside = [year for year in asked if not years[0] <= year <= years[-1]]
    return [f"Band D is held from {years[0]} to {years[-1]}: there are no rows beyond."] if outside else []


@get(
    HISTORY,
    opt=documented(
        Operation(
            "getPreceptHistory",
            TAG,
            "Band D over the years",
            "Band D of one area, or of every one, for every year held: the change in pounds and percent, its rank from the "
            "lowest and its quartile, evidence and stage. A year not held is a row of nulls and listed; nothing is filled in.",
            answer=HistoryAnswer,
            query=HistoryQuery,
            refusals=HISTORY_REFUSALS,
            example=KENT_HISTORY,
        )
    ),
)
async def get_history(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> HistoryAnswer:
    """Answer with a series, a page at a time."""
    query = query_of(request, HistoryQuery)
    rows = history_rows(query, register)
    page = rows.slice(query.offset, query.limit)
    first, last = years_asked(query.from_year, query.to_year, register)
    return HistoryAnswer(
        police_area=query.police_area if isinstance(query.police_area, str) else None,
        from_year=str(first),
        to_year=str(last),
        rank_basis=RANKED_BY_COUNTRY,
        total=rows.height,
        limit=query.limit,
        offset=query.offset,
        rows=[HistoryRow(**row) for row in as_text(page, HISTORY_COLUMNS).iter_rows(named=True)],
        not_held=not_held_of(rows),
        warnings=[*_later_than_held(query, register), *warnings_of(rows)],
        provenance=sources_of(register, page.select("source")),
    )


@get(
    COMPARISON,
    opt=documented(
        Operation(
            "getPreceptComparison",
            TAG,
            "Every area beside the others",
            "Every area of one year, or of every year held in one call: band D, rank and quartile, change, the referendum "
            "principle in force and the headroom left, tax base, the yield of £1 and of 1%, requirement, and whether it is among "
            "the ten lowest of the thirty-seven English areas outside London, that year and the year before.",
            answer=ComparisonAnswer,
            query=ComparisonQuery,
            refusals=COMPARISON_REFUSALS,
            example=ENGLAND_2016_17,
        )
    ),
)
async def get_comparison(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> ComparisonAnswer:
    """Answer with every area of a year, or of every year."""
    query = query_of(request, ComparisonQuery)
    rows = comparison_rows(query, register)
    country = query.country if isinstance(query.country, str) else None
    return ComparisonAnswer(
        financial_year=query.financial_year if isinstance(query.financial_year, str) else None,
        country=country,
        rank_basis=f"Among the areas of {country or 'England and Wales'} whose band D is held for the year; 1 is the lowest.",
        total=rows.height,
        rows=[ComparisonRow(**row) for row in as_text(rows, COMPARISON_COLUMNS).iter_rows(named=True)],
        not_held=not_held_of(rows),
        warnings=[*warnings_of(rows), *_unsure_limits(rows)],
        provenance=sources_of(register, rows),
    )


def _unsure_limits(rows: pl.DataFrame) -> list[str]:
    """Say for which years a limit is provisional, or practice rather than a principle that was seen."""
    told = []
    for status, words in (
        ("provisional", "Provisional limits"),
        ("assumption", "Limits by practice, no principle seen"),
    ):
        years = sorted(rows.filter(pl.col("limit_status") == status)["year"].unique())
        if years:
            told.append(f"{words}: {', '.join(str(FinancialYear(year)) for year in years)}.")
    return told


def _history_tables(query: HistoryTableQuery, register: Register) -> Tables:
    rows = history_rows(query, register)
    provenance = sources_of(register, rows.select("source"))
    return Tables(
        title="Police band D over the years",
        rows=(
            as_text(rows, HISTORY_COLUMNS).rows(),
            [structs.astuple(each) for each in not_held_of(rows)],
            [structs.astuple(each) for each in provenance.sources],
        ),
        provenance=provenance,
        notes=(RANKED_BY_COUNTRY, *_later_than_held(query, register), *warnings_of(rows)),
    )


def _comparison_tables(query: ComparisonQuery, register: Register) -> Tables:
    rows = comparison_rows(query, register)
    provenance = sources_of(register, rows)
    return Tables(
        title="Police band D of every area",
        rows=(
            as_text(rows, COMPARISON_COLUMNS).rows(),
            [structs.astuple(each) for each in not_held_of(rows)],
            [structs.astuple(each) for each in provenance.sources],
        ),
        provenance=provenance,
        notes=(*warnings_of(rows), *_unsure_limits(rows)),
    )


HISTORY_SPREADSHEETS = Spreadsheets(
    path=HISTORY,
    stem="PreceptHistory",
    tag=TAG,
    title="Band D over the years",
    query=HistoryTableQuery,
    sheets=(
        SheetSpec(
            "band-d",
            "Band D over the years",
            "One row an area and year, by code and then year; a year not held has no figures.",
            HISTORY_COLUMNS,
        ),
        NOT_HELD_SHEET,
        SOURCES_SHEET,
    ),
    tables=_history_tables,
    refusals=HISTORY_REFUSALS,
    example=KENT_HISTORY,
)
COMPARISON_SPREADSHEETS = Spreadsheets(
    path=COMPARISON,
    stem="PreceptComparison",
    tag=TAG,
    title="Every area beside the others",
    query=ComparisonQuery,
    sheets=(
        SheetSpec(
            "areas",
            "Every area beside the others",
            "One row an area and year, by code and then year; a year not held has no figures.",
            COMPARISON_COLUMNS,
        ),
        NOT_HELD_SHEET,
        SOURCES_SHEET,
    ),
    tables=_comparison_tables,
    refusals=COMPARISON_REFUSALS,
    example=ENGLAND_2016_17,
)

HISTORY_HANDLERS = [
    get_history,
    *HISTORY_SPREADSHEETS.handlers(),
    get_comparison,
    *COMPARISON_SPREADSHEETS.handlers(),
    *TEN_LOWEST_HANDLERS,
    *FREEZE_COST_HANDLERS,
    *REAL_TERMS_HANDLERS,
]
