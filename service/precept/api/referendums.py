"""`/v1/referendums/calculate`: what hangs on the vote that an excessive increase needs."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, UnsetType

from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_query import IncreaseText, PreceptQuery, increase_from
from precept.api.precept_wire import ToMaximum, increase_of, pence_or_none
from precept.api.precepts import BODY_REFUSALS, QUERY_REFUSALS
from precept.api.referendum_wire import (
    REFERENDUM_SHEETS,
    ReferendumCalculation,
    ReferendumRequest,
    referendum_answer_of,
    referendum_tables,
)
from precept.api.sheets import Spreadsheets
from precept.api.text import PoundsText
from precept.council_tax.ballot import call_referendum, costs_of
from precept.council_tax.gather import gather
from precept.register.refusals import SubstituteExcessive, within
from precept.register.register import Register

TAG = "Precepts"
CALCULATE = "/v1/referendums/calculate"
_BEDFORDSHIRE = {
    "precept": {
        "police_area": "E23000026",
        "financial_year": "2015-16",
        "increase": {"kind": "percent", "percent": "15.8"},
    },
    "poll_cost_pounds": "350000",
    "rebilling_cost_pounds": "250000",
}
_BEDFORDSHIRE_QUERY = {
    "police_area": "E23000026",
    "financial_year": "2015-16",
    "increase": "percent:15.8",
    "substitute": "maximum",
}


class ReferendumQuery(PreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form, for areas of the register."""

    substitute: IncreaseText | UnsetType = UNSET
    poll_cost_pounds: PoundsText | UnsetType = UNSET
    rebilling_cost_pounds: PoundsText | UnsetType = UNSET

    def to_referendum(self) -> ReferendumRequest:
        """Read the query as the request it stands for."""
        fallback = self.substitute
        return ReferendumRequest(
            precept=self.to_request(),
            substitute=ToMaximum() if isinstance(fallback, UnsetType) else increase_from(fallback),
            poll_cost_pounds=self.poll_cost_pounds,
            rebilling_cost_pounds=self.rebilling_cost_pounds,
        )


def answer(request: ReferendumRequest, register: Register) -> ReferendumCalculation:
    """From a request to its answer."""
    refuse_other_version(request.precept.register_version, register)
    with within("precept"):
        proposal = gather(request.precept.to_question(register), register)
    poll, again = (pence_or_none(cost) for cost in (request.poll_cost_pounds, request.rebilling_cost_pounds))
    costs, figures = costs_of(proposal.area.code, poll, again, register)
    ballot = call_referendum(proposal, increase_of(request.substitute), costs)
    return referendum_answer_of(ballot, figures, register)


@post(
    CALCULATE,
    status_code=200,
    opt=documented(
        Operation(
            "calculateReferendum",
            TAG,
            "What hangs on a referendum",
            "For an excessive increase: the substitute calculation, what the vote costs, what is lost if it is lost, and the "
            "ballot's figures in cash for the police share.",
            answer=ReferendumCalculation,
            body=ReferendumRequest,
            refusals=(*BODY_REFUSALS, SubstituteExcessive),
            example=_BEDFORDSHIRE,
            example_of="Bedfordshire, 2015-16",
        )
    ),
)
async def calculate_referendum(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> ReferendumCalculation:
    """Answer what hangs on a vote."""
    return answer(await body_of(request, ReferendumRequest), register)


@get(
    CALCULATE,
    opt=documented(
        Operation(
            "getReferendum",
            TAG,
            "What hangs on a referendum, as a link",
            "The same with every value in the query.",
            answer=ReferendumCalculation,
            query=ReferendumQuery,
            refusals=(*QUERY_REFUSALS, SubstituteExcessive),
            example=_BEDFORDSHIRE_QUERY,
        )
    ),
)
async def get_referendum(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> ReferendumCalculation:
    """Answer what hangs on a vote, put in a query."""
    return answer(query_of(request, ReferendumQuery).to_referendum(), register)


_SPREADSHEETS = Spreadsheets(
    path=CALCULATE,
    stem="Referendum",
    tag=TAG,
    title="What hangs on a referendum",
    query=ReferendumQuery,
    sheets=REFERENDUM_SHEETS,
    tables=lambda query, register: referendum_tables(answer(query.to_referendum(), register)),
    refusals=(*QUERY_REFUSALS, SubstituteExcessive),
    example=_BEDFORDSHIRE_QUERY,
)

REFERENDUM_HANDLERS = [calculate_referendum, get_referendum, *_SPREADSHEETS.handlers()]
