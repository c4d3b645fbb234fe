"""`/v1/precepts/ten-lowest`: the ten lowest band Ds of thirty-seven, which had a principle of their own in some years."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.history_wire import columns_of
from precept.api.operations import Operation, documented
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import FinancialYearText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.history.ten_lowest import LowArea, TenLowest, group_years, ten_lowest_for
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.register.years import FinancialYear
from precept.workings import Figure

TAG = "Precepts"
PATH = "/v1/precepts/ten-lowest"
REFUSALS = (FigureNotHeld,)
EXAMPLE = {"financial_year": "2016-17"}
NOT_THE_OFFICIAL_LIST = (
    "Worked out from the band Ds held, by code where band D is equal; the official lists were not seen."
)


class TenLowestQuery(Struct, frozen=True, kw_only=True):
    """The year of the limit; every year in which the ten lowest had one of their own when left out."""

    financial_year: FinancialYearText | UnsetType = UNSET


class LowAreaAnswer(Answer, frozen=True, kw_only=True):
    """One of the ten; `rank_shared_by` counts the areas, this one among them, at exactly this band D."""

    police_area: str
    name: str
    band_d_pounds: str
    rank_from_lowest: int
    rank_shared_by: int
    evidence: str
    stage: str | None
    source: str


class TenLowestGroup(Answer, frozen=True, kw_only=True):
    """The ten lowest band Ds of the year before, lowest first, and the limit that was theirs, null where none was."""

    financial_year: str
    band_d_year: str
    areas_ranked: int
    own_principle: bool
    referendum_rule: Literal["percent", "cash", "greater_of", "none", "not_held"] | None
    limit_percent: str | None
    limit_pounds: str | None
    areas: list[LowAreaAnswer]
    next_lowest: LowAreaAnswer
    tied_at_the_edge: bool
    note: str | None


class TenLowestAnswer(Answer, frozen=True, kw_only=True):
    """One group a year, in order."""

    groups: list[TenLowestGroup]
    warnings: list[str]
    provenance: Provenance


def answer(query: TenLowestQuery, register: Register) -> TenLowestAnswer:
    """From a year, or none, to its groups."""
    asked = query.financial_year
    years = group_years(register) if isinstance(asked, UnsetType) else (FinancialYear.parse(asked),)
    found = [ten_lowest_for(year, register) for year in years]
    tied = [str(each.year) for each in found if each.tied_at_the_edge]
    return TenLowestAnswer(
        groups=[_group(each, register) for each in found],
        warnings=[
            NOT_THE_OFFICIAL_LIST,
            *(f"In {year} the tenth and the eleventh are equal: who is in is not settled by band D." for year in tied),
            *(
                f"{each.year} had no principle for the ten lowest: they are shown for comparison."
                for each in found
                if each.principle is None
            ),
        ],
        provenance=provenance_of(register, tuple(figure for each in found for figure in _figures(each))),
    )


def _group(found: TenLowest, register: Register) -> TenLowestGroup:
    row = found.principle
    members = [each for each in found.areas if each.in_group]
    following = next(each for each in found.areas if not each.in_group)
    return TenLowestGroup(
        financial_year=str(found.year),
        band_d_year=str(found.year.previous),
        areas_ranked=found.areas_held,
        own_principle=row is not None,
        referendum_rule=row.rule if row else None,
        limit_percent=format(row.percent, "f") if row and row.percent is not None else None,
        limit_pounds=f"{row.cash_pounds:.2f}" if row and row.cash_pounds is not None else None,
        areas=[_area(each, register) for each in members],
        next_lowest=_area(following, register),
        tied_at_the_edge=found.tied_at_the_edge,
        note=row.note if row else None,
    )


def _area(each: LowArea, register: Register) -> LowAreaAnswer:
    return LowAreaAnswer(
        police_area=each.figure.police_area,
        name=register.police_area(each.figure.police_area).name,
        band_d_pounds=decimals(each.band_d, TEN_THOUSANDTHS),
        rank_from_lowest=each.rank,
        rank_shared_by=each.shared_by,
        evidence=each.figure.evidence.value,
        stage=each.figure.stage and each.figure.stage.value,
        source=each.figure.source,
    )


def _figures(found: TenLowest) -> list[Figure]:
    figures = [
        Figure(
            f"band_d_of_{each.figure.police_area}_in_{each.figure.financial_year}",
            decimals(each.band_d, TEN_THOUSANDTHS),
            "pounds_a_year",
            each.figure.evidence.value,
            each.figure.source,
            each.figure.stage,
            each.figure.note,
        )
        for each in found.areas
    ]
    row = found.principle
    if row is not None:
        said = f"{row.rule} {row.percent} {row.cash_pounds}"
        figures.append(
            Figure(f"principle_of_{found.year}", said, "rule", row.evidence.value, row.source, row.stage, row.note)
        )
    return figures


@get(
    PATH,
    opt=documented(
        Operation(
            "getTenLowest",
            TAG,
            "The ten lowest band Ds",
            "The ten lowest of the thirty-seven English areas outside London by band D of the year before: the group that had a "
            "more generous principle in 2013-14, 2016-17 and 2017-18. Every such year, or the year asked for; ties are stated.",
            answer=TenLowestAnswer,
            query=TenLowestQuery,
            refusals=REFUSALS,
            example=EXAMPLE,
        )
    ),
)
async def get_ten_lowest(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> TenLowestAnswer:
    """Answer with the groups."""
    return answer(query_of(request, TenLowestQuery), register)


def _tables(query: TenLowestQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title="The ten lowest band Ds",
        rows=(
            [
                (each.financial_year, each.band_d_year, *structs.astuple(area))
                for each in found.groups
                for area in each.areas
            ],
        ),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="TenLowest",
    tag=TAG,
    title="The ten lowest band Ds",
    query=TenLowestQuery,
    sheets=(
        SheetSpec(
            "areas",
            "The ten lowest band Ds",
            "One row a year and area, lowest band D of the year before first.",
            ("financial_year", "band_d_year", *columns_of(LowAreaAnswer)),
        ),
    ),
    tables=_tables,
    refusals=REFUSALS,
    example=EXAMPLE,
)
TEN_LOWEST_HANDLERS = [get_ten_lowest, *SPREADSHEETS.handlers()]
