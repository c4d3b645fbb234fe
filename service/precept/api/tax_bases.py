"""`/v1/tax-bases`: a council tax base line by line, what each what-if moves, and the returns of a whole area."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import UNSET

from precept.api.area_returns_answer import AreaReturnsAnswer, area_returns_answer
from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.sheets import Spreadsheets
from precept.api.tax_base_answer import TaxBaseAnswer, tax_base_answer
from precept.api.tax_base_tables import RETURNS_SHEETS, TAX_BASE_SHEETS, returns_tables, tax_base_tables
from precept.api.tax_base_wire import HeldDwellings, ReturnsQuery, TaxBaseQuery, TaxBaseRequest
from precept.council_tax.tax_base.area import returns_of_area
from precept.council_tax.tax_base.assess import assess
from precept.council_tax.tax_base.gather import gather
from precept.register.refusals import (
    AssumptionOutOfRange,
    DwellingsDoNotFit,
    FigureNotHeld,
    RegisterVersionNotHeld,
    TaxBaseOutOfRange,
    UnknownPoliceArea,
)
from precept.register.register import Register
from precept.register.years import FinancialYear

TAG = "Precepts"
CHAIN, RETURNS = "/v1/tax-bases/chain", "/v1/tax-bases/returns"
QUERY_REFUSALS = (FigureNotHeld, AssumptionOutOfRange, DwellingsDoNotFit)
BODY_REFUSALS = (*QUERY_REFUSALS, UnknownPoliceArea, TaxBaseOutOfRange, RegisterVersionNotHeld)
RETURNS_REFUSALS = (UnknownPoliceArea, FigureNotHeld)
ASHFORD_REQUEST = {
    "financial_year": "2016-17",
    "dwellings": {"kind": "held", "billing_authority": "E07000105"},
    "support_change_percent": "10",
    "collection_rate_change_points": "-0.5",
}
ASHFORD_QUERY = {
    "billing_authority": "E07000105",
    "financial_year": "2016-17",
    "support_change_percent": "10",
    "collection_rate_change_points": "-0.5",
}
KENT_QUERY = {"police_area": "E23000032", "financial_year": "2016-17"}
_ASKED = (
    "collection_rate_percent",
    "class_o",
    "support_change_percent",
    "collection_rate_change_points",
    "band_d_pounds",
)


def answer(request: TaxBaseRequest, register: Register) -> TaxBaseAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    outcome = assess(gather(request.to_question(), register))
    return tax_base_answer(outcome, register, workings=request.workings, permalink=permalink_of(request))


def permalink_of(request: TaxBaseRequest) -> str | None:
    """Write the GET form of a request; None for dwellings that a query cannot hold."""
    if not isinstance(request.dwellings, HeldDwellings):
        return None
    query = {"billing_authority": request.dwellings.billing_authority, "financial_year": request.financial_year}
    query |= {name: value for name in _ASKED if (value := getattr(request, name)) is not UNSET}
    if request.band_rounding != "one_decimal":
        query["band_rounding"] = request.band_rounding
    return f"{CHAIN}?{urlencode(query)}"


@post(
    "/v1/tax-bases/calculate",
    status_code=200,
    opt=documented(
        Operation(
            "calculateTaxBase",
            TAG,
            "Work out a council tax base",
            "From dwellings by band to the tax base, line by line as the council tax base return has it: chargeable dwellings, "
            "disabled relief, discounts and premiums, council tax support, band D equivalents (each band to one decimal), "
            "class O, and the collection rate. Dwellings are counted, given as dwelling equivalents, or those of a return "
            "that the register holds. Says what a change in support, or in the collection rate, moves: the tax base, and the "
            "police precept on it. In England bands A- to H, in Wales A- to I, where support is not known to shrink the base.",
            answer=TaxBaseAnswer,
            body=TaxBaseRequest,
            refusals=BODY_REFUSALS,
            example=ASHFORD_REQUEST,
            example_of="Ashford, 2016-17",
        )
    ),
)
async def calculate_tax_base(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> TaxBaseAnswer:
    """Answer a question about a tax base."""
    return answer(await body_of(request, TaxBaseRequest), register)


@get(
    CHAIN,
    opt=documented(
        Operation(
            "getTaxBaseChain",
            TAG,
            "Work out a council tax base from its return, as a link",
            "The same calculation for a return that the register holds, with every value in the query.",
            answer=TaxBaseAnswer,
            query=TaxBaseQuery,
            refusals=QUERY_REFUSALS,
            example=ASHFORD_QUERY,
        )
    ),
)
async def get_tax_base_chain(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> TaxBaseAnswer:
    """Answer a question about a tax base put in a query."""
    return answer(query_of(request, TaxBaseQuery).to_request(), register)


def area_returns(query: ReturnsQuery, register: Register) -> AreaReturnsAnswer:
    """From a query to the returns of an area."""
    found = returns_of_area(query.police_area, FinancialYear.parse(query.financial_year), register)
    return area_returns_answer(found, register)


@get(
    RETURNS,
    opt=documented(
        Operation(
            "getTaxBaseReturns",
            TAG,
            "The tax base returns of an area",
            "What each billing authority's return of the October before comes to, what council tax support takes off, and the "
            "share of dwellings in each band, at or below band D among them.",
            answer=AreaReturnsAnswer,
            query=ReturnsQuery,
            refusals=RETURNS_REFUSALS,
            example=KENT_QUERY,
        )
    ),
)
async def get_tax_base_returns(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> AreaReturnsAnswer:
    """Answer with the returns of an area."""
    return area_returns(query_of(request, ReturnsQuery), register)


_CHAIN_SPREADSHEETS = Spreadsheets(
    path=CHAIN,
    stem="TaxBaseChain",
    tag=TAG,
    title="A council tax base, line by line",
    query=TaxBaseQuery,
    sheets=TAX_BASE_SHEETS,
    tables=lambda query, register: tax_base_tables(answer(query.to_request(), register)),
    refusals=QUERY_REFUSALS,
    example=ASHFORD_QUERY,
)
_RETURNS_SPREADSHEETS = Spreadsheets(
    path=RETURNS,
    stem="TaxBaseReturns",
    tag=TAG,
    title="The tax base returns of an area",
    query=ReturnsQuery,
    sheets=RETURNS_SHEETS,
    tables=lambda query, register: returns_tables(area_returns(query, register)),
    refusals=RETURNS_REFUSALS,
    example=KENT_QUERY,
)

TAX_BASE_HANDLERS = [
    calculate_tax_base,
    get_tax_base_chain,
    *_CHAIN_SPREADSHEETS.handlers(),
    get_tax_base_returns,
    *_RETURNS_SPREADSHEETS.handlers(),
]
