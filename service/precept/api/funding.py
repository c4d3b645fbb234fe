"""`/v1/funding`: the main job, from an increase to the officers it pays for."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.funding_wire import FundingAnswer, FundingRequest, funding_answer
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precepts import BODY_REFUSALS, KENT_REQUEST
from precept.funding.assess import assess_funding
from precept.register.refusals import AssumptionOutOfRange, AssumptionsConflict, within
from precept.register.register import Register

KENT_FUNDING_REQUEST = {
    "precept": KENT_REQUEST,
    "baseline": {"kind": "percent", "percent": "2"},
    "uplift": {"officers": 24, "strength_at_start": "76", "staffing": "convert_and_backfill", "years": 4},
}


@post(
    "/v1/funding/calculate",
    status_code=200,
    opt=documented(
        Operation(
            "calculateFunding",
            "Funding",
            "Calculate how many officers an increase pays for",
            "What the increase raises beyond a stated baseline, what the uplift costs year by year, how many officers the "
            "money keeps for good, pays for this year, and how many the pipeline can deliver, and which of these binds.",
            answer=FundingAnswer,
            body=FundingRequest,
            refusals=(*BODY_REFUSALS, AssumptionOutOfRange, AssumptionsConflict),
            example=KENT_FUNDING_REQUEST,
        )
    ),
)
async def calculate_funding(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> FundingAnswer:
    """Answer the main question."""
    asked = await body_of(request, FundingRequest)
    with within("precept"):
        refuse_other_version(asked.precept.register_version, register)
    outcome = assess_funding(asked.to_question(register), register)
    return funding_answer(outcome, register, workings=asked.workings, precept_workings=asked.precept.workings)


FUNDING_HANDLERS = [calculate_funding]
