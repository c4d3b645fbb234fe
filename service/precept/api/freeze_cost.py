"""`/v1/precepts/freeze-cost`: what a freeze, or any path below another, has cost since."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import structs

from precept.api.decoding import query_of
from precept.api.freeze_cost_wire import (
    COLUMNS,
    FreezeCostAnswer,
    FreezeCostQuery,
    LostForGoodAnswer,
    freeze_cost_answer,
)
from precept.api.history_wire import columns_of
from precept.api.operations import Operation, documented
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.register.refusals import (
    BandDOutOfRange,
    FigureNotHeld,
    NoLimit,
    UnknownPoliceArea,
    YearsOutOfOrder,
)
from precept.register.register import Register

TAG = "Precepts"
PATH = "/v1/precepts/freeze-cost"
REFUSALS = (UnknownPoliceArea, FigureNotHeld, YearsOutOfOrder, NoLimit, BandDOutOfRange)
EXAMPLE = {
    "police_area": "E23000033",
    "from_year": "2010-11",
    "to_year": "2013-14",
    "alternative": "percent:2.00",
}


@get(
    PATH,
    opt=documented(
        Operation(
            "getFreezeCost",
            TAG,
            "What a freeze has cost since",
            "The actual band D of every year beside the path that a stated increase would have led to from the same base "
            "year: band D forgone, income forgone on each year's own tax base, both so far, what a freeze grant gives back, "
            "and what is lost for good in each year from now on.",
            answer=FreezeCostAnswer,
            query=FreezeCostQuery,
            refusals=REFUSALS,
            example=EXAMPLE,
        )
    ),
)
async def get_freeze_cost(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> FreezeCostAnswer:
    """Answer with both paths."""
    return freeze_cost_answer(query_of(request, FreezeCostQuery), register)


def _tables(query: FreezeCostQuery, register: Register) -> Tables:
    found = freeze_cost_answer(query, register)
    return Tables(
        title=f"{found.police_area.name}: what the path since {found.from_year} has cost",
        rows=([structs.astuple(each) for each in found.years], [structs.astuple(found.lost_for_good)]),
        provenance=found.provenance,
        notes=(found.rounding, *found.warnings),
    )


SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="FreezeCost",
    tag=TAG,
    title="What a freeze has cost since",
    query=FreezeCostQuery,
    sheets=(
        SheetSpec("years", "Both paths", "One row a year, from the base year on.", COLUMNS),
        SheetSpec(
            "lost-for-good",
            "What is lost for good",
            "One row: the last gap, and what it comes to each year from now on.",
            columns_of(LostForGoodAnswer),
        ),
    ),
    tables=_tables,
    refusals=REFUSALS,
    example=EXAMPLE,
)
FREEZE_COST_HANDLERS = [get_freeze_cost, *SPREADSHEETS.handlers()]
