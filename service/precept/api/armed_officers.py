"""`/v1/armed-officers/change`: armed officers by year and measure, and what the national programme reached."""

from __future__ import annotations

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import structs

from precept.api.armed_officers_wire import (
    ArmedChangeAnswer,
    ArmedCountAnswer,
    ArmedOfficersAnswer,
    ArmedOfficersQuery,
    DeployableShareAnswer,
    OfficersPerVehicleAnswer,
    ProgrammeFigureAnswer,
    armed_officers_answer,
)
from precept.api.decoding import query_of
from precept.api.history_wire import columns_of
from precept.api.operations import Operation, documented
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.register.refusals import FigureNotHeld, UnknownPoliceArea, YearsOutOfOrder
from precept.register.register import Register

TAG = "Officers"
PATH = "/v1/armed-officers/change"
REFUSALS = (UnknownPoliceArea, FigureNotHeld, YearsOutOfOrder)
EXAMPLE = {"from": "2018-19", "to": "2023-24"}


@get(
    PATH,
    opt=documented(
        Operation(
            "getArmedOfficersChange",
            TAG,
            "Armed officers by year, and the change",
            "The counts of a police area, or of England and Wales, by year and by what is counted; the change between two counts "
            "of one measure, and never across the change of definition after March 2017: then null, with the reason. With the "
            "national programme of 2016, officers for each extra armed response vehicle, and the share that is deployable.",
            answer=ArmedOfficersAnswer,
            query=ArmedOfficersQuery,
            refusals=REFUSALS,
            example=EXAMPLE,
        )
    ),
)
async def get_armed_officers_change(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> ArmedOfficersAnswer:
    """Answer with the counts."""
    return armed_officers_answer(query_of(request, ArmedOfficersQuery), register)


def _tables(query: ArmedOfficersQuery, register: Register) -> Tables:
    found = armed_officers_answer(query, register)
    return Tables(
        title=f"{found.name}: armed officers, {found.from_year} to {found.to_year}",
        rows=(
            [structs.astuple(each) for each in found.counts],
            [structs.astuple(each) for each in found.changes],
            [structs.astuple(each) for each in found.deployable_shares],
            [structs.astuple(each) for each in found.programme],
            [structs.astuple(each) for each in found.officers_per_vehicle],
        ),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="ArmedOfficersChange",
    tag=TAG,
    title="Armed officers by year",
    query=ArmedOfficersQuery,
    sheets=(
        SheetSpec(
            "counts",
            "Armed officers by year and measure",
            "One row a count, in order of year, with the change since the one before of the same measure.",
            columns_of(ArmedCountAnswer),
        ),
        SheetSpec(
            "changes",
            "Change from the first year to the last",
            "One row a measure; without a change, and with the reason, where the years share none.",
            columns_of(ArmedChangeAnswer),
        ),
        SheetSpec(
            "deployable-shares",
            "Share of authorised officers that is deployable",
            "One row a year for which both counts are held.",
            columns_of(DeployableShareAnswer),
        ),
        SheetSpec(
            "programme",
            "The national programme of 2016",
            "One row a figure planned or reached, in the order it was told.",
            columns_of(ProgrammeFigureAnswer),
        ),
        SheetSpec(
            "officers-per-vehicle",
            "Officers for each extra armed response vehicle",
            "One row a month for which both were told of the same forces.",
            columns_of(OfficersPerVehicleAnswer),
        ),
    ),
    tables=_tables,
    refusals=REFUSALS,
    example=EXAMPLE,
)
ARMED_OFFICER_HANDLERS = [get_armed_officers_change, *SPREADSHEETS.handlers()]
