"""`/v1/officer-costs`: the build-up of one officer's cost."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.assumption_wire import AssumptionsRequest, ParameterSetName
from precept.api.csv_text import csv_response
from precept.api.decoding import body_of, query_of
from precept.api.officer_cost_wire import (
    OfficerCostAnswer,
    OfficerCostLines,
    OfficerCostRequest,
    cost_lines,
    officer_cost_answer,
)
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_wire import PoliceAreaCode
from precept.api.text import FinancialYearText
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


class OfficerCostQuery(Struct, frozen=True, kw_only=True):
    """The GET form: one year at every pay point, on the register's own assumptions."""

    financial_year: FinancialYearText
    police_area: PoliceAreaCode | UnsetType = UNSET
    parameter_set: ParameterSetName = "defaults"
    pension_basis: Annotated[
        Literal["budget", "statutory"],
        Meta(description="The pension rate forces were told to budget, or the one in law."),
    ] = "budget"

    def to_request(self) -> OfficerCostRequest:
        """Read the query as the request it stands for."""
        return OfficerCostRequest(
            financial_year=self.financial_year,
            police_area=self.police_area,
            parameter_set=self.parameter_set,
            assumptions=AssumptionsRequest(pension_basis=self.pension_basis),
        )


COLUMNS = [field.encode_name for field in structs.fields(OfficerCostLines)]


@get(
    "/v1/officer-costs/calculate/pay-points.csv",
    opt=documented(
        Operation(
            "getOfficerCostCsv",
            "Officers",
            "What a constable costs at every pay point, as CSV",
            "One row a pay point, lowest first: every line of the build-up, pounds a year.",
            query=OfficerCostQuery,
            csv=",".join(COLUMNS),
            refusals=(UnknownPoliceArea, FigureNotHeld),
            example={"police_area": "E23000032", "financial_year": "2016-17"},
        )
    ),
)
async def get_officer_cost_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
    """Answer with the cost of an officer as a table."""
    question = query_of(request, OfficerCostQuery).to_request().to_question(register)
    costs = cost_of_officers(question, register)
    return csv_response(COLUMNS, [structs.astuple(cost_lines(cost)) for cost in costs])


OFFICER_COST_HANDLERS = [calculate_officer_cost, get_officer_cost_csv]
