"""The main job on the wire: an increase, what it brings in, and how many officers it pays for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, field

from precept.api.precept_answer import PreceptAnswer, precept_answer
from precept.api.precept_wire import Freeze, IncreaseRequest, PreceptRequest, increase_of, known
from precept.api.text import Name, PoundsText
from precept.api.uplift_answer import UpliftBody, uplift_body
from precept.api.uplift_wire import UpliftTerms
from precept.api.wire import Answer, Provenance, Request, WorkingAnswer, WorkingsAsked, provenance_of, workings_of
from precept.council_tax.question import PreceptQuestion
from precept.funding.assess import FundingOutcome
from precept.funding.explanation import explain_funding
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, decimals, exactly, pounds


class OtherFundingRequest(Request, frozen=True, kw_only=True):
    """A line of money from elsewhere; money that comes once counts in the first year followed, from the precept's year on."""

    name: Name
    pounds: PoundsText
    recurrence: Literal["recurring", "one_off"]
    source: Literal["home_office_grant", "reserves", "collection_fund", "savings", "partner", "other"]


class FundingQuestionRequest(Request, frozen=True, kw_only=True):
    """What would have happened anyway, the uplift that is to be paid for, and what else pays.

    Income is additional to `baseline`: a freeze unless another increase was planned. Without a start month the uplift
    starts in the April of the precept's year.
    """

    baseline: IncreaseRequest = Freeze()
    uplift: UpliftTerms
    other_funding: Annotated[list[OtherFundingRequest], Meta(max_length=50)] = field(default_factory=list)
    workings: WorkingsAsked = False

    def question_with(self, precept: PreceptQuestion, register: Register) -> FundingQuestion:
        """Read the request into a question about a precept."""
        start_month = known(self.uplift.start_month) or f"{precept.year.start}-04"
        return FundingQuestion(
            precept=precept,
            baseline=increase_of(self.baseline),
            uplift=self.uplift.question_of(register, precept.area_code, start_month),
            other_funding=tuple(
                OtherFunding(line.name, exactly(Decimal(line.pounds), PENCE), Recurrence(line.recurrence), line.source)
                for line in self.other_funding
            ),
        )


class FundingRequest(FundingQuestionRequest, frozen=True, kw_only=True):
    """An increase in the precept, what would have happened anyway, and the uplift that it is to pay for.

    Income is additional to `baseline`: a freeze unless another increase was planned. Without a start month the uplift
    starts in the April of the precept's year.
    """

    precept: PreceptRequest

    def to_question(self, register: Register) -> FundingQuestion:
        """Read the request into a question."""
        return self.question_with(self.precept.to_question(register), register)


class AdditionalIncomeAnswer(Answer, frozen=True, kw_only=True):
    """What the increase brings in a year, beyond a freeze and beyond the stated baseline, on this year's tax base."""

    baseline_band_d_pounds: str
    versus_freeze_pounds: str
    versus_baseline_pounds: str


class AffordabilityAnswer(Answer, frozen=True, kw_only=True):
    """Whole extra officers, counted as the request counts them.

    `sustainable_officers`: kept for good by the recurring money, at mature pay, in the first year's prices; not capped by
    the number asked for. `affordable_in_year_officers`: up to the number asked for, paid for in the first year by all its
    money, beyond what the force spends without an uplift; only as many as the pipeline takes on that year cost anything.
    `deliverable_officers`: the most in post at any month's end, money no object. `binding_constraint`: which of them keeps
    the uplift below what was asked for.
    """

    asked_officers: int
    sustainable_officers: int
    sustainable_officers_at_entry_pay: int
    affordable_in_year_officers: int
    deliverable_officers: int
    binding_constraint: Literal["money", "training_places", "volunteers", "recruits", "none"]


class OfficersAtPoint(Answer, frozen=True, kw_only=True):
    """How many officers the recurring money is, priced at one pay point throughout, in the first year's prices.

    `officers_at_pay_alone` divides the money by pay and on-costs, as announcements do; `officers_kept` by all that an officer
    in the role costs for good. A point that
    the scale does not have is paid as the next one up.
    """

    pay_point: int
    pay_annual_pounds: str
    officers_at_pay_alone: int
    sustained_cost_annual_pounds: str
    officers_kept: int


class YearGapAnswer(Answer, frozen=True, kw_only=True):
    """Money and cost of one financial year; a gap or a surplus, never both.

    The additional income, held at its first year's figure, is set against the additional cost: `cost_pounds`, all cash of
    the year, less `baseline_cost_pounds`, what the same force spends on replacing leavers without any uplift.
    """

    financial_year: str
    funding_pounds: str
    cost_pounds: str
    baseline_cost_pounds: str
    additional_cost_pounds: str
    gap_pounds: str
    surplus_pounds: str


class FundingAnswer(Answer, frozen=True, kw_only=True):
    """What the increase brings in, what the officers cost, how many the money keeps, and what binds."""

    precept: PreceptAnswer
    additional_income: AdditionalIncomeAnswer
    affordability: AffordabilityAnswer
    officers_by_pay_point: list[OfficersAtPoint]
    gap_by_year: list[YearGapAnswer]
    uplift: UpliftBody
    warnings: list[str]
    workings: list[WorkingAnswer]
    provenance: Provenance


def funding_answer(
    outcome: FundingOutcome, register: Register, *, workings: bool, precept_workings: bool = False
) -> FundingAnswer:
    """Write an outcome as it goes out."""
    found = outcome.affordability
    return FundingAnswer(
        precept=precept_answer(outcome.precept, register, workings=precept_workings),
        additional_income=AdditionalIncomeAnswer(
            baseline_band_d_pounds=decimals(outcome.baseline.band_d, TEN_THOUSANDTHS),
            versus_freeze_pounds=pounds(outcome.income.versus_freeze),
            versus_baseline_pounds=pounds(outcome.income.versus_baseline),
        ),
        affordability=AffordabilityAnswer(
            asked_officers=outcome.question.uplift.officers,
            sustainable_officers=found.sustainable,
            sustainable_officers_at_entry_pay=found.sustainable_at_entry_pay,
            affordable_in_year_officers=found.affordable_in_year,
            deliverable_officers=found.deliverable,
            binding_constraint=found.binding.value,
        ),
        officers_by_pay_point=[
            OfficersAtPoint(
                pay_point=each.pay_point,
                pay_annual_pounds=pounds(each.pay),
                officers_at_pay_alone=each.at_pay_alone,
                sustained_cost_annual_pounds=pounds(each.sustained),
                officers_kept=each.kept,
            )
            for each in outcome.by_pay_point
        ],
        gap_by_year=[
            YearGapAnswer(
                financial_year=str(each.year),
                funding_pounds=pounds(each.funding),
                cost_pounds=pounds(each.cost),
                baseline_cost_pounds=pounds(each.baseline_cost),
                additional_cost_pounds=pounds(each.additional_cost),
                gap_pounds=pounds(each.gap),
                surplus_pounds=pounds(each.surplus),
            )
            for each in outcome.years
        ],
        uplift=uplift_body(outcome.uplift),
        warnings=outcome.warnings,
        workings=workings_of(explain_funding(outcome)) if workings else [],
        provenance=provenance_of(register, outcome.figures),
    )
