"""`/v1/officer-costs`: the build-up of one officer's cost."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.officer_cost_wire import OfficerCostAnswer, OfficerCostRequest, officer_cost_answer
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.register.refusals import FigureNotHeld, RegisterVersionNotHeld, UnknownPoliceArea
from precept.register.register import Register
from precept.workforce.officers import cost_of_officers


@post(
    "/v1/officer-costs/calculate",
    status_code=200,
    opt=documented(
        Operation(
            "calculateOfficerCost",
            "Officers",
            "Calculate what a constable costs",
            "Pay mixed over the September award, allowance, night premium, overtime, employer national insurance, pension, "
            "levy and non-pay, for one financial year, at one or every pay point. Pension is on the basis that forces were "
            "told to budget unless the choice pension_basis says statutory.",
            answer=OfficerCostAnswer,
            body=OfficerCostRequest,
            refusals=(UnknownPoliceArea, FigureNotHeld, RegisterVersionNotHeld),
            example={"police_area": "E23000032", "financial_year": "2016-17", "pay_points": [1, 7]},
        )
    ),
)
async def calculate_officer_cost(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> OfficerCostAnswer:
    """Answer a question about the cost of an officer."""
    asked = await body_of(request, OfficerCostRequest)
    refuse_other_version(asked.register_version, register)
    question = asked.to_question(register)
    costs = cost_of_officers(question, register)
    return officer_cost_answer(costs, register, warnings=question.assumptions.outside_range(), workings=asked.workings)


OFFICER_COST_HANDLERS = [calculate_officer_cost]
