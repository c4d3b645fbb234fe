"""Many scenarios on the wire: a row is flat, a column a field, so that a table holds it."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, structs

from precept.api.assumption_wire import AssumptionsRequest, ParameterSetName, ShareText
from precept.api.funding_wire import FundingRequest
from precept.api.officer_cost_wire import OnCostsRequest
from precept.api.precept_query import IncreaseText, LimitText, increase_from, limit_from
from precept.api.precept_wire import BandDRoundingWord, PoliceAreaCode, PreceptRequest, RoundingRequest
from precept.api.text import (
    AnnualPoundsText,
    FinancialYearText,
    MonthText,
    Name,
    OfficersText,
    PoundsText,
    PriorBandDText,
    RatePercentText,
    TaxBaseText,
    written,
)
from precept.api.uplift_wire import (
    FiringRangeRequest,
    PoolRequest,
    RangeDaysText,
    RoleWord,
    StaffingWord,
    StudentsText,
    UpliftTerms,
)
from precept.api.wire import Answer, RegisterVersionText, Request

MOST_ROWS = 100_000
ASSUMPTIONS = tuple(each.name for each in structs.fields(AssumptionsRequest))
assumptions_of = attrgetter(*ASSUMPTIONS)
ON_COSTS = tuple(each.name for each in structs.fields(OnCostsRequest))
on_costs_of = attrgetter(*ON_COSTS)
PAIRS = (("range_days_a_year", "students_per_range_day"), ("officers_past_probation", "volunteering_share"))
"""Columns that say one thing together."""
_MONTH = "([1-9]|1[0-2])"
MonthsOfIntake = Annotated[
    str,
    written(
        f"{_MONTH}(;{_MONTH}){{0,11}}",
        "Calendar months in which a course begins, 1 to 12, semicolons between them, such as 1;9.",
        "1;9",
    ),
]


class BatchRow(AssumptionsRequest, frozen=True, kw_only=True, omit_defaults=True):
    """One scenario: an increase, its baseline, and the uplift it is to pay for, as `POST /v1/funding/calculate` has them.

    Increases and limits are written as queries have them; every assumption has a column of its name. Money from elsewhere
    is the sum of its lines that come every year, and of those that come once. Both days and students of the ranges are given,
    or neither; so with the officers who could volunteer. What is left out, or null, is as the single call has it.
    """

    scenario: Name | UnsetType = UNSET
    police_area: PoliceAreaCode | UnsetType = UNSET
    area_name: Name | UnsetType = UNSET
    country: Literal["England", "Wales"] | UnsetType = UNSET
    financial_year: FinancialYearText
    increase: IncreaseText
    baseline: IncreaseText = "freeze"
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    limit: LimitText | UnsetType = UNSET
    band_d_rounding: BandDRoundingWord = "penny"
    role: RoleWord = "arv_officer"
    officers: Annotated[int, Meta(ge=0, le=1000, description="Extra officers asked for.", examples=[24])]
    counted_as: Literal["authorised", "deployable"] = "authorised"
    strength_at_start: OfficersText
    staffing: StaffingWord | UnsetType = UNSET
    start_month: MonthText | UnsetType = UNSET
    years: Annotated[int, Meta(ge=1, le=10, description="Financial years to follow.", examples=[4])] = 4
    parameter_set: ParameterSetName = "defaults"
    recurring_funding_pounds: PoundsText | UnsetType = UNSET
    one_off_funding_pounds: PoundsText | UnsetType = UNSET
    intake_months: MonthsOfIntake | UnsetType = UNSET
    range_days_a_year: RangeDaysText | UnsetType = UNSET
    students_per_range_day: StudentsText | UnsetType = UNSET
    officers_past_probation: OfficersText | UnsetType = UNSET
    volunteering_share: ShareText | UnsetType = UNSET
    ni_rate_percent: RatePercentText | UnsetType = UNSET
    ni_threshold_annual_pounds: AnnualPoundsText | UnsetType = UNSET
    pension_rate_percent: RatePercentText | UnsetType = UNSET
    levy_rate_percent: RatePercentText | UnsetType = UNSET
    regional_allowance_annual_pounds: AnnualPoundsText | UnsetType = UNSET
    pensionable_allowance_annual_pounds: AnnualPoundsText | UnsetType = UNSET

    def wanting(self) -> tuple[str, str] | None:
        """The column that another one asks for and that is not there, and what would be right."""
        for pair in PAIRS:
            given = [name for name in pair if getattr(self, name) is not UNSET]
            if len(given) == 1:
                wanted = pair[pair[0] == given[0]]
                return wanted, f"Give {pair[0]} and {pair[1]}, or neither."
        named = self.area_name is not UNSET or self.country is not UNSET
        if self.police_area is not UNSET and named:
            return "police_area", "Give police_area, or area_name with country, never both."
        if self.police_area is UNSET and UNSET in (self.area_name, self.country, self.prior_band_d_pounds):
            return "police_area", "Give police_area, or else area_name, country and prior_band_d_pounds."
        return None

    def to_request(self) -> FundingRequest:
        """Read the row as the single request it stands for."""
        return FundingRequest(
            precept=PreceptRequest(
                police_area=self.police_area,
                area_name=self.area_name,
                country=self.country,
                financial_year=self.financial_year,
                increase=increase_from(self.increase),
                prior_band_d_pounds=self.prior_band_d_pounds,
                tax_base=self.tax_base,
                prior_tax_base=self.prior_tax_base,
                limit=self.limit if isinstance(self.limit, UnsetType) else limit_from(self.limit),
                rounding=RoundingRequest(band_d=self.band_d_rounding),
            ),
            baseline=increase_from(self.baseline),
            uplift=UpliftTerms(
                role=self.role,
                officers=self.officers,
                counted_as=self.counted_as,
                strength_at_start=self.strength_at_start,
                staffing=self.staffing,
                start_month=self.start_month,
                years=self.years,
                parameter_set=self.parameter_set,
                assumptions=AssumptionsRequest(**dict(zip(ASSUMPTIONS, assumptions_of(self), strict=True))),
                firing_range=UNSET
                if self.range_days_a_year is UNSET or self.students_per_range_day is UNSET
                else FiringRangeRequest(
                    range_days_a_year=self.range_days_a_year, students_per_range_day=self.students_per_range_day
                ),
                intake_months=[]
                if self.intake_months is UNSET
                else [int(each) for each in self.intake_months.split(";")],
                pool=UNSET
                if self.officers_past_probation is UNSET or self.volunteering_share is UNSET
                else PoolRequest(
                    officers_past_probation=self.officers_past_probation, volunteering_share=self.volunteering_share
                ),
                on_costs=OnCostsRequest(**dict(zip(ON_COSTS, on_costs_of(self), strict=True))),
            ),
        )


COLUMNS = tuple(sorted((each.name for each in structs.fields(BatchRow)), key=lambda name: name in ASSUMPTIONS))
"""Every column that a table may have, those of assumptions last."""
COUNTS = ("officers", "years")
"""The columns of whole numbers; all others are text."""


class BatchRequest(Request, frozen=True, kw_only=True):
    """Up to 100,000 scenarios. A row that does not fit `BatchRow` gets an error of its own, and fails no other."""

    rows: Annotated[
        list[
            Annotated[
                dict[str, Any],
                Meta(extra_json_schema={"anyOf": [{"$ref": "#/components/schemas/BatchRow"}, {"type": "object"}]}),
            ]
        ],
        Meta(min_length=1, max_length=MOST_ROWS),
    ]
    register_version: RegisterVersionText | UnsetType = UNSET


class BatchRowAnswer(Answer, frozen=True, kw_only=True):
    """What comes of one row, or its error: `row` counts from 1, in the order given.

    The figures are those of `POST /v1/funding/calculate`: officers and gap as `affordability` and `gap_by_year` have them,
    officers in post at the end of the last month followed. Where there is an error, `error_type` is the problem type that the
    single call gives, `error_field` the column, `error_detail` what is wrong and what would be right; all figures are null.
    """

    row: int
    scenario: str | None
    proposed_band_d_pounds: str | None = None
    increase_percent: str | None = None
    precept_pounds: str | None = None
    versus_freeze_pounds: str | None = None
    versus_baseline_pounds: str | None = None
    excessive: bool | None = None
    maximum_band_d_pounds: str | None = None
    headroom_pounds: str | None = None
    sustainable_officers: int | None = None
    affordable_in_year_officers: int | None = None
    deliverable_officers: int | None = None
    binding_constraint: Literal["money", "training_places", "volunteers", "recruits", "none"] | None = None
    authorised_at_end: str | None = None
    deployable_at_end: str | None = None
    gap_first_year_pounds: str | None = None
    gap_last_year_pounds: str | None = None
    reached_in_month: str | None = None
    error_type: str | None = None
    error_field: str | None = None
    error_detail: str | None = None


ANSWER_COLUMNS = tuple(each.name for each in structs.fields(BatchRowAnswer))


class BatchAnswer(Answer, frozen=True, kw_only=True):
    """Every row in the order given, none left out; `answered` and `refused` come to their number."""

    rows: list[BatchRowAnswer]
    answered: int
    refused: int
    calculation_version: str
    register_version: str
