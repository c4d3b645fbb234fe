"""The cost of an officer on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from precept.api.assumption_wire import AssumptionsRequest, ParameterSetName
from precept.api.precept_wire import PoliceAreaCode, known
from precept.api.text import AnnualPoundsText, FinancialYearText, RatePercentText
from precept.api.wire import (
    Answer,
    Provenance,
    RegisterVersionText,
    Request,
    WorkingAnswer,
    WorkingsAsked,
    days_of,
    provenance_of,
    workings_of,
)
from precept.register.register import Register
from precept.register.units import PENCE, exactly, pounds, share_of
from precept.register.years import FinancialYear
from precept.workforce.explanation import explain_costs
from precept.workforce.officers import OfficerCost
from precept.workforce.question import OfficerCostQuestion, OnCostsGiven

PayPointNumber = Annotated[int, Meta(ge=0, le=7, description="A point of the constable scale.")]


class OnCostsRequest(Request, frozen=True, kw_only=True):
    """Rates to use instead of the register's for the year, and allowances instead of the area's."""

    ni_rate_percent: RatePercentText | UnsetType = UNSET
    ni_threshold_annual_pounds: AnnualPoundsText | UnsetType = UNSET
    pension_rate_percent: RatePercentText | UnsetType = UNSET
    levy_rate_percent: RatePercentText | UnsetType = UNSET
    regional_allowance_annual_pounds: AnnualPoundsText | UnsetType = UNSET
    pensionable_allowance_annual_pounds: AnnualPoundsText | UnsetType = UNSET

    def to_given(self) -> OnCostsGiven:
        """Read rates into millionths, amounts into pence."""
        return OnCostsGiven(
            ni_rate=_rate(self.ni_rate_percent),
            ni_threshold=_pence(self.ni_threshold_annual_pounds),
            pension_rate=_rate(self.pension_rate_percent),
            levy_rate=_rate(self.levy_rate_percent),
            regional_allowance=_pence(self.regional_allowance_annual_pounds),
            pensionable_allowance=_pence(self.pensionable_allowance_annual_pounds),
        )


def _rate(text: str | UnsetType) -> int | None:
    return None if isinstance(text, UnsetType) else share_of(Decimal(text))


def _pence(text: str | UnsetType) -> int | None:
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), PENCE)


class OfficerCostRequest(Request, frozen=True, kw_only=True):
    """The cost of a constable for a financial year; without `pay_points`, at every point of the scale."""

    financial_year: FinancialYearText
    police_area: PoliceAreaCode | UnsetType = UNSET
    pay_points: Annotated[list[PayPointNumber], Meta(min_length=1, max_length=8)] | UnsetType = UNSET
    parameter_set: ParameterSetName = "defaults"
    assumptions: AssumptionsRequest = AssumptionsRequest()
    on_costs: OnCostsRequest = OnCostsRequest()
    workings: WorkingsAsked = False
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self, register: Register) -> OfficerCostQuestion:
        """Read the request into exact units; a point given twice is answered once."""
        return OfficerCostQuestion(
            year=FinancialYear.parse(self.financial_year),
            assumptions=self.assumptions.to_assumptions(register, self.parameter_set),
            area_code=known(self.police_area),
            pay_points=tuple(sorted(set(known(self.pay_points) or ()))),
            given=self.on_costs.to_given(),
        )


class OfficerCostLines(Answer, frozen=True, kw_only=True):
    """The build-up of one officer's cost, pounds a year; the total is the sum of the lines."""

    pay_point: int
    basic_pay_pounds: str
    one_off_award_pounds: str
    allowance_pounds: str
    pensionable_allowance_pounds: str
    night_premium_pounds: str
    overtime_pounds: str
    national_insurance_pounds: str
    pension_pounds: str
    levy_pounds: str
    nonpay_pounds: str
    total_pounds: str


class OfficerCostAnswer(Answer, frozen=True, kw_only=True):
    """What a constable costs in a financial year, point by point."""

    financial_year: str
    starts_on: str
    ends_on: str
    pay_points: list[OfficerCostLines]
    warnings: list[str]
    workings: list[WorkingAnswer]
    provenance: Provenance


def cost_lines(cost: OfficerCost) -> OfficerCostLines:
    """Write one officer's build-up."""
    return OfficerCostLines(
        pay_point=cost.pay_point,
        total_pounds=pounds(cost.total),
        **{f"{line}_pounds": pounds(pence) for line, pence in cost.lines.items()},
    )


def officer_cost_answer(
    costs: list[OfficerCost], register: Register, *, warnings: list[str], workings: bool
) -> OfficerCostAnswer:
    """Write the costs as they go out."""
    year = costs[0].year
    starts_on, ends_on = days_of(year)
    return OfficerCostAnswer(
        financial_year=str(year),
        starts_on=starts_on,
        ends_on=ends_on,
        pay_points=[cost_lines(cost) for cost in costs],
        warnings=warnings,
        workings=workings_of(explain_costs(costs)) if workings else [],
        provenance=provenance_of(register, tuple(figure for cost in costs for figure in cost.figures)),
    )
