"""`/v1/papers`: the figures of the statutory leaflet, and the return to government with its checks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, UnsetType

from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.paper_wire import (
    LEAFLET_SHEETS,
    RETURN_SHEETS,
    LeafletAnswer,
    LeafletRequest,
    LeafletYearRequest,
    People,
    RequirementReturnAnswer,
    RequirementReturnRequest,
    leaflet_answer,
    leaflet_tables,
    return_answer,
    return_tables,
)
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import precept_answer
from precept.api.precept_query import PreceptQuery
from precept.api.precept_wire import known, ten_thousandths, thousandths
from precept.api.precepts import BODY_REFUSALS, KENT_QUERY, KENT_REQUEST, QUERY_REFUSALS
from precept.api.sheets import Spreadsheets
from precept.api.text import BandDText, PoundsText, SignedPoundsText, TaxBaseText
from precept.council_tax.gather import gather
from precept.council_tax.papers.leaflet import write_leaflet
from precept.council_tax.papers.requirement_return import fill_in
from precept.register.refusals import within
from precept.register.register import Register
from precept.register.units import PENCE, exactly

TAG = "Papers"
LEAFLET = "/v1/papers/leaflet"
RETURN = "/v1/papers/requirement-return"


class LeafletQuery(PreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register; what is said of last year begins with `prior_`."""

    gross_expenditure_pounds: PoundsText | UnsetType = UNSET
    income_pounds: PoundsText = "0"
    grants_pounds: PoundsText = "0"
    collection_fund_pounds: SignedPoundsText = "0"
    reserves_pounds: SignedPoundsText = "0"
    population: People | UnsetType = UNSET
    police_officers: People | UnsetType = UNSET
    other_staff: People | UnsetType = UNSET
    prior_gross_expenditure_pounds: PoundsText | UnsetType = UNSET
    prior_income_pounds: PoundsText = "0"
    prior_grants_pounds: PoundsText = "0"
    prior_collection_fund_pounds: SignedPoundsText = "0"
    prior_reserves_pounds: SignedPoundsText = "0"
    prior_population: People | UnsetType = UNSET
    prior_police_officers: People | UnsetType = UNSET
    prior_other_staff: People | UnsetType = UNSET

    def to_leaflet(self) -> LeafletRequest:
        """Read the query as the request it stands for."""
        return LeafletRequest(precept=self.to_request(), this_year=self._year(""), last_year=self._year("prior_"))

    def _year(self, when: str) -> LeafletYearRequest:
        return LeafletYearRequest(**{name: getattr(self, when + name) for name in LeafletYearRequest.__struct_fields__})


class ReturnQuery(PreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register; `entered_` is what is meant to be entered."""

    entered_requirement_pounds: PoundsText | UnsetType = UNSET
    entered_tax_base: TaxBaseText | UnsetType = UNSET
    entered_band_d_pounds: BandDText | UnsetType = UNSET

    def to_return(self) -> RequirementReturnRequest:
        """Read the query as the request it stands for."""
        return RequirementReturnRequest(
            precept=self.to_request(),
            requirement_pounds=self.entered_requirement_pounds,
            tax_base=self.entered_tax_base,
            band_d_pounds=self.entered_band_d_pounds,
        )


def leaflet(request: LeafletRequest, register: Register) -> LeafletAnswer:
    """From a request to the figures of the leaflet."""
    refuse_other_version(request.precept.register_version, register)
    with within("precept"):
        proposal = gather(request.precept.to_question(register), register)
    last, this = request.last_year.to_year(), request.this_year.to_year()
    found = write_leaflet(proposal, last, this, request.prior_authorities(register), register)
    return leaflet_answer(found, register)


def requirement_return(request: RequirementReturnRequest, register: Register) -> RequirementReturnAnswer:
    """From a request to the return and its checks."""
    refuse_other_version(request.precept.register_version, register)
    with within("precept"):
        proposal = gather(request.precept.to_question(register), register)
    entered = known(request.requirement_pounds)
    requirement = None if entered is None else exactly(Decimal(entered), PENCE)
    with within("precept"):
        outcome, filled = fill_in(
            proposal, requirement, thousandths(request.tax_base), ten_thousandths(request.band_d_pounds)
        )
    return return_answer(filled, precept_answer(outcome, register, workings=False))


@post(
    LEAFLET,
    status_code=200,
    opt=documented(
        Operation(
            "writeLeaflet",
            TAG,
            "The figures of the statutory leaflet",
            "Two years side by side: the budget line by line, what band D raises, per head, the precept on each council, every "
            "band, people, and the reasons for the change.",
            answer=LeafletAnswer,
            body=LeafletRequest,
            refusals=BODY_REFUSALS,
            example={"precept": KENT_REQUEST},
        )
    ),
)
async def post_leaflet(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> LeafletAnswer:
    """Answer with the leaflet's figures."""
    return leaflet(await body_of(request, LeafletRequest), register)


@get(
    LEAFLET,
    opt=documented(
        Operation(
            "getLeaflet",
            TAG,
            "The figures of the statutory leaflet, as a link",
            "The same with every value in the query.",
            answer=LeafletAnswer,
            query=LeafletQuery,
            refusals=QUERY_REFUSALS,
            example=KENT_QUERY,
        )
    ),
)
async def get_leaflet(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> LeafletAnswer:
    """Answer with the leaflet's figures, asked for in a query."""
    return leaflet(query_of(request, LeafletQuery).to_leaflet(), register)


@post(
    RETURN,
    status_code=200,
    opt=documented(
        Operation(
            "fillInRequirementReturn",
            TAG,
            "The requirement return, checked before it is sent",
            "The lines of the return to government, and the checks made of them: whole pounds and not thousands, requirement "
            "over tax base, the councils' tax bases, the change on the year, the limit.",
            answer=RequirementReturnAnswer,
            body=RequirementReturnRequest,
            refusals=BODY_REFUSALS,
            example={"precept": KENT_REQUEST, "requirement_pounds": "90694614"},
        )
    ),
)
async def post_return(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> RequirementReturnAnswer:
    """Answer with the return."""
    return requirement_return(await body_of(request, RequirementReturnRequest), register)


@get(
    RETURN,
    opt=documented(
        Operation(
            "getRequirementReturn",
            TAG,
            "The requirement return, as a link",
            "The same with every value in the query.",
            answer=RequirementReturnAnswer,
            query=ReturnQuery,
            refusals=QUERY_REFUSALS,
            example={**KENT_QUERY, "entered_requirement_pounds": "90694614"},
        )
    ),
)
async def get_return(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> RequirementReturnAnswer:
    """Answer with the return, asked for in a query."""
    return requirement_return(query_of(request, ReturnQuery).to_return(), register)


_LEAFLET = Spreadsheets(
    path=LEAFLET,
    stem="Leaflet",
    tag=TAG,
    title="The figures of the statutory leaflet",
    query=LeafletQuery,
    sheets=LEAFLET_SHEETS,
    tables=lambda query, register: leaflet_tables(leaflet(query.to_leaflet(), register)),
    refusals=QUERY_REFUSALS,
    example=KENT_QUERY,
)
_RETURN = Spreadsheets(
    path=RETURN,
    stem="RequirementReturn",
    tag=TAG,
    title="The requirement return",
    query=ReturnQuery,
    sheets=RETURN_SHEETS,
    tables=lambda query, register: return_tables(requirement_return(query.to_return(), register)),
    refusals=QUERY_REFUSALS,
    example=KENT_QUERY,
)

PAPER_HANDLERS = [post_leaflet, get_leaflet, post_return, get_return, *_LEAFLET.handlers(), *_RETURN.handlers()]
