"""`/v1/precepts`: what an increase raises, from whom, and whether it is allowed."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import PreceptAnswer, precept_answer
from precept.api.precept_query import CALCULATE, PreceptQuery, permalink_of
from precept.api.precept_tables import PRECEPT_SHEETS, precept_tables
from precept.api.precept_wire import PreceptRequest
from precept.api.sheets import Spreadsheets
from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.register.refusals import (
    BandDOutOfRange,
    DuplicateAuthority,
    FigureNotHeld,
    NoLimit,
    NoTaxBase,
    RegisterVersionNotHeld,
    TaxBaseOutOfRange,
    UnknownPoliceArea,
)
from precept.register.register import Register

TAG = "Precepts"
QUERY_REFUSALS = (UnknownPoliceArea, FigureNotHeld, NoTaxBase, NoLimit, BandDOutOfRange)
BODY_REFUSALS = (*QUERY_REFUSALS, DuplicateAuthority, TaxBaseOutOfRange, RegisterVersionNotHeld)
KENT_REQUEST = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "increase": {"kind": "percent", "percent": "3.4"},
}
KENT_QUERY = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "percent:3.4"}


def answer(request: PreceptRequest, register: Register) -> PreceptAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    proposal = gather(request.to_question(register), register)
    outcome = assess(proposal)
    return precept_answer(outcome, register, workings=request.workings, permalink=permalink_of(request))


@post(
    CALCULATE,
    status_code=200,
    opt=documented(
        Operation(
            "calculatePrecept",
            TAG,
            "Calculate one increase in the precept",
            "Band D, every band, the precept of each billing authority, what changed since last year, the yield of £1 and "
            "of 1%, and the referendum verdict. Whatever the register holds may be left out.",
            answer=PreceptAnswer,
            body=PreceptRequest,
            refusals=BODY_REFUSALS,
            example=KENT_REQUEST,
        )
    ),
)
async def calculate_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PreceptAnswer:
    """Answer a precept question."""
    return answer(await body_of(request, PreceptRequest), register)


@get(
    CALCULATE,
    opt=documented(
        Operation(
            "getPrecept",
            TAG,
            "Calculate one increase, as a link",
            "The same calculation with every value in the query: a link that a spreadsheet can refresh.",
            answer=PreceptAnswer,
            query=PreceptQuery,
            refusals=QUERY_REFUSALS,
            example=KENT_QUERY,
        )
    ),
)
async def get_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PreceptAnswer:
    """Answer a precept question put in a query."""
    return answer(query_of(request, PreceptQuery).to_request(), register)


PRECEPT_SPREADSHEETS = Spreadsheets(
    path=CALCULATE,
    stem="Precept",
    tag=TAG,
    title="One increase",
    query=PreceptQuery,
    sheets=PRECEPT_SHEETS,
    tables=lambda query, register: precept_tables(answer(query.to_request(), register)),
    refusals=QUERY_REFUSALS,
    example=KENT_QUERY,
)

PRECEPT_HANDLERS = [calculate_precept, get_precept, *PRECEPT_SPREADSHEETS.handlers()]
