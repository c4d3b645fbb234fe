"""An uplift on the wire."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from precept.api.assumption_wire import AssumptionsRequest, ParameterSetName, ShareText
from precept.api.officer_cost_wire import OnCostsRequest
from precept.api.precept_wire import PoliceAreaCode, known
from precept.api.text import MonthText, OfficersText, written
from precept.api.wire import (
    RegisterVersionText,
    Request,
    WorkingsAsked,
)
from precept.register.register import Register
from precept.uplift.drawn import role_of
from precept.uplift.plan import CountedAs, Staffing
from precept.uplift.question import FiringRange, OfficerPool, UpliftQuestion
from precept.workforce.question import OnCostsGiven

RangeDaysText = Annotated[
    str, written(r"(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?", "Days a year below 100,000, up to two decimals.", "220")
]
StudentsText = Annotated[
    str, written(r"[1-9][0-9]{0,2}(\.[0-9]{1,2})?", "Students on one range day, 1 to 999.99.", "12")
]


RoleWord = Annotated[
    Literal["arv_officer", "afo", "ctsfo", "taser_officer"],
    Meta(
        description="What the officers are trained for: an armed response officer (the defaults), an authorised firearms "
        "officer without a vehicle, a counter terrorist specialist drawn from the armed response officers, or one trained to "
        "carry a taser, who stays in the post. GET /v1/roles lists them, GET /v1/role-values what differs."
    ),
]
StaffingWord = Annotated[
    Literal["convert", "convert_and_backfill", "recruit", "transferee"],
    Meta(
        description="Where the officers come from. convert: from response, the posts behind stay empty. "
        "convert_and_backfill: from response, and recruits are hired for the posts behind. recruit: constables are hired "
        "first, and officers move from response when they are past probation. transferee: from other forces, trained there. "
        "convert_and_backfill when left out; for a role that keeps its post convert, and nothing else."
    ),
]
IntakeMonths = Annotated[
    list[Annotated[int, Meta(ge=1, le=12)]],
    Meta(
        max_length=12,
        description="Calendar months in which a course begins, in place of intakes spread evenly; none by default.",
        examples=[[1, 9]],
    ),
]


class FiringRangeRequest(Request, frozen=True, kw_only=True):
    """How far the ranges go. There is no default: without this they are no limit."""

    range_days_a_year: RangeDaysText
    students_per_range_day: StudentsText

    def to_range(self) -> FiringRange:
        """Read the ranges into days and students."""
        return FiringRange(Decimal(self.range_days_a_year), Decimal(self.students_per_range_day))


class PoolRequest(Request, frozen=True, kw_only=True):
    """The officers past probation who could volunteer, in place of so many volunteers a year.

    `volunteering_share` of the pool applies in a year. Each who qualifies leaves the pool, each recruit hired behind one
    joins it when past probation.
    """

    officers_past_probation: OfficersText
    volunteering_share: ShareText

    def to_pool(self) -> OfficerPool:
        """Read the pool into officers and a share."""
        return OfficerPool(Decimal(self.officers_past_probation), Decimal(self.volunteering_share))


class UpliftAsked(Request, frozen=True, kw_only=True):
    """How many extra firearms officers, in which role, from what strength, staffed how, on which assumptions.

    `counted_as` says whether `officers` are authorised, or authorised and deployable.
    """

    role: RoleWord = "arv_officer"
    officers: Annotated[int, Meta(ge=0, le=1000, description="Extra officers asked for.", examples=[24])]
    counted_as: Literal["authorised", "deployable"] = "authorised"
    strength_at_start: OfficersText
    staffing: StaffingWord | UnsetType = UNSET
    parameter_set: ParameterSetName = "defaults"
    assumptions: AssumptionsRequest = AssumptionsRequest()
    firing_range: FiringRangeRequest | UnsetType = UNSET
    intake_months: IntakeMonths = field(default_factory=list)
    pool: PoolRequest | UnsetType = UNSET

    def asked_of(
        self,
        register: Register,
        start_month: str,
        years: int,
        area_code: str | None = None,
        on_costs: OnCostsGiven | None = None,
    ) -> UpliftQuestion:
        """Read an uplift that starts in the month given, written 2016-04, and is followed for so many financial years."""
        ranges, pool, keeps_post = known(self.firing_range), known(self.pool), role_of(self.role, register).keeps_post
        usual = Staffing.CONVERT if keeps_post else Staffing.CONVERT_AND_BACKFILL
        return UpliftQuestion(
            start=dt.date.fromisoformat(f"{start_month}-01"),
            years=years,
            officers=self.officers,
            strength_at_start=Decimal(self.strength_at_start),
            staffing=Staffing(known(self.staffing) or usual),
            counted_as=CountedAs(self.counted_as),
            assumptions=self.assumptions.to_assumptions(register, self.parameter_set, self.role),
            area_code=area_code,
            role=self.role,
            on_costs=on_costs or OnCostsGiven(),
            firing_range=None if ranges is None else ranges.to_range(),
            intake_months=tuple(sorted(set(self.intake_months))),
            keeps_post=keeps_post,
            pool=None if pool is None else pool.to_pool(),
        )


class UpliftTerms(UpliftAsked, frozen=True, kw_only=True):
    """The uplift itself: how many extra firearms officers, of whom, from when, for how many financial years.

    `start_month` counts within the first financial year; the last month is the March that ends the last.
    """

    start_month: MonthText | UnsetType = UNSET
    years: Annotated[int, Meta(ge=1, le=10, description="Financial years to follow.", examples=[4])] = 4
    on_costs: OnCostsRequest = OnCostsRequest()

    def question_of(self, register: Register, area_code: str | None, start_month: str) -> UpliftQuestion:
        """Read the terms of an uplift that starts in the month given, written 2016-04."""
        return self.asked_of(register, start_month, self.years, area_code, self.on_costs.to_given())


class UpliftRequest(UpliftTerms, frozen=True, kw_only=True):
    """An uplift in the firearms officers of a police area; without an area no regional allowance is paid."""

    police_area: PoliceAreaCode | UnsetType = UNSET
    start_month: MonthText
    workings: WorkingsAsked = False
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self, register: Register) -> UpliftQuestion:
        """Read the request into a question."""
        return self.question_of(register, known(self.police_area), self.start_month)
