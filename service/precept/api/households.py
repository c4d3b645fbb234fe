"""`/v1/households/calculate`: bills by band, with discount and by instalment, and the share of homes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of, query_of
from precept.api.household_wire import (
    HOUSEHOLD_SHEETS,
    DiscountText,
    HouseholdsAnswer,
    HouseholdsRequest,
    household_tables,
    households_answer,
)
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_query import CALCULATE as PRECEPT
from precept.api.precept_query import PreceptQuery, permalink_of
from precept.api.precepts import BODY_REFUSALS, KENT_QUERY, KENT_REQUEST, QUERY_REFUSALS, TAG
from precept.api.sheets import Spreadsheets
from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.households import bills, homes_held
from precept.register.refusals import within
from precept.register.register import Register

CALCULATE = "/v1/households/calculate"


class HouseholdsQuery(PreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register, with the homes that it holds."""

    discount_percent: DiscountText = "25"

    def to_households(self) -> HouseholdsRequest:
        """Read the query as the request it stands for."""
        return HouseholdsRequest(precept=self.to_request(), discount_percent=self.discount_percent)


def answer(request: HouseholdsRequest, register: Register) -> HouseholdsAnswer:
    """From a request to its bills."""
    refuse_other_version(request.precept.register_version, register)
    with within("precept"):
        proposal = gather(request.precept.to_question(register), register)
        outcome = assess(proposal)
    mix, homes = request.mix()
    if homes is None:
        mix, homes = homes_held(proposal.area.code, proposal.year, register)
    rows = bills(outcome, request.discount(), mix)
    return households_answer(request, outcome, rows, homes, register, permalink=_permalink(request))


def _permalink(request: HouseholdsRequest) -> str | None:
    precept = permalink_of(request.precept)
    if precept is None or isinstance(request.dwellings, list):
        return None
    discount = urlencode({"discount_percent": request.discount_percent})
    return f"{precept.replace(PRECEPT, CALCULATE, 1)}&{discount}"


@post(
    CALCULATE,
    status_code=200,
    opt=documented(
        Operation(
            "calculateHouseholds",
            TAG,
            "What households pay for the police",
            "Every band before and after: a year, a week, by instalment, with the single adult's discount and with disabled "
            "relief; and the share of homes in each band and at or below band D.",
            answer=HouseholdsAnswer,
            body=HouseholdsRequest,
            refusals=BODY_REFUSALS,
            example={"precept": KENT_REQUEST},
        )
    ),
)
async def calculate_households(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> HouseholdsAnswer:
    """Answer what households pay."""
    return answer(await body_of(request, HouseholdsRequest), register)


@get(
    CALCULATE,
    opt=documented(
        Operation(
            "getHouseholds",
            TAG,
            "What households pay for the police, as a link",
            "The same with every value in the query.",
            answer=HouseholdsAnswer,
            query=HouseholdsQuery,
            refusals=QUERY_REFUSALS,
            example=KENT_QUERY,
        )
    ),
)
async def get_households(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> HouseholdsAnswer:
    """Answer what households pay, put in a query."""
    return answer(query_of(request, HouseholdsQuery).to_households(), register)


_SPREADSHEETS = Spreadsheets(
    path=CALCULATE,
    stem="Households",
    tag=TAG,
    title="What households pay for the police",
    query=HouseholdsQuery,
    sheets=HOUSEHOLD_SHEETS,
    tables=lambda query, register: household_tables(answer(query.to_households(), register)),
    refusals=QUERY_REFUSALS,
    example=KENT_QUERY,
)

HOUSEHOLD_HANDLERS = [calculate_households, get_households, *_SPREADSHEETS.handlers()]
