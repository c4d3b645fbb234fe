"""The caller's own assumptions: each parameter by its name in `GET /v1/parameters`, each choice by its name in `GET /v1/choices`.

The patterns keep out what would make the model meaningless (a pass rate of nothing, an attrition of all). A value outside
the plausible range is used, and marked so in the provenance.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from precept.api.text import not_nothing, written
from precept.api.wire import Request
from precept.register.assumptions import ARMED_RESPONSE, Assumptions
from precept.register.register import Register

MoneyText = Annotated[
    str, written(r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,2})?", "Pounds below 10,000,000, up to two decimals.", "12705")
]
ShareText = Annotated[
    str, written(r"(0(\.[0-9]{1,6})?|1(\.0{1,6})?)", "A share from 0 to 1, up to six decimals.", "0.5")
]
RateText = Annotated[
    str,
    written(rf"(0\.{not_nothing(6)}|1(\.0{{1,6}})?)", "A share above 0 and up to 1, up to six decimals.", "0.55"),
]
AttritionText = Annotated[str, written(r"0(\.[0-9]{1,6})?", "A share from 0 and below 1, up to six decimals.", "0.08")]
SmallPercentText = Annotated[
    str, written(r"(0|[1-9]|1[0-9]|20)(\.[0-9]{1,4})?", "Percent from 0 and below 21, up to four decimals.", "3.0")
]
MonthsText = Annotated[str, written(r"(0|[1-9][0-9]?|1[01][0-9]|120)", "Whole months from 0 to 120.", "13")]
WeeksText = Annotated[
    str, written(r"(0\.[1-9]|[1-9][0-9]?(\.[0-9])?)", "Weeks from 0.1 to 99.9, up to one decimal.", "9")
]
DaysText = Annotated[
    str, written(r"(0|[1-9][0-9]?|[12][0-9]{2}|3[0-5][0-9])(\.[0-9]{1,2})?", "Days from 0 to 359.99.", "20")
]
HoursText = Annotated[str, written(r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,2})?", "Hours from 0 to 999.99.", "0")]
AnnualHoursText = Annotated[
    str, written(r"(1[0-9]{3}|2[0-9]{3})(\.[0-9]{1,2})?", "Hours a year from 1000 to 2999.99.", "2086")
]
RatioText = Annotated[
    str, written(r"[1-9][0-9]{0,2}(\.[0-9]{1,2})?", "A number from 1 to 999.99, up to two decimals.", "16")
]
TransfersText = Annotated[
    str, written(r"(0|-?[1-9][0-9]{0,2})", "Whole officers a year from -999 to 999; negative when more leave.", "-1")
]
IntakesText = Annotated[str, written(r"([1-9]|1[0-2])", "Whole intakes a year from 1 to 12.", "4")]
ApplicantsText = Annotated[
    str, written(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?", "A number from 0 to 9999.99, up to two decimals.", "50")
]
EffectText = Annotated[
    str,
    written(r"(0|-?0\.[0-9]{1,6}|-?[1-9](\.[0-9]{1,6})?)", "A change from -9.999999 to 9.999999, as a share.", "0.2"),
]
FlowText = Annotated[
    str,
    written(r"(0|-?0\.[0-9]{1,2}|-?[1-9][0-9]?(\.[0-9]{1,2})?)", "Officers a year from -99.99 to 99.99.", "-0.5"),
]
BridgeHoursText = Annotated[
    str,
    written(
        r"(0|[1-9][0-9]{0,2}|[1-7][0-9]{3})(\.[0-9]{1,2})?", "Hours a year below 8,000, up to two decimals.", "1550"
    ),
]
PointText = Annotated[str, written(r"[0-7]", "A pay point from 0 to 7.", "7")]


class AssumptionsRequest(Request, frozen=True, kw_only=True):
    """What to assume instead of the register's default, by name; what is left out stays as the register has it."""

    ammunition: MoneyText | UnsetType = UNSET
    annual_hours: AnnualHoursText | UnsetType = UNSET
    arv_life: RatioText | UnsetType = UNSET
    arv_price: MoneyText | UnsetType = UNSET
    attrition: AttritionText | UnsetType = UNSET
    bridge_hour_cost: MoneyText | UnsetType = UNSET
    bridge_hours: BridgeHoursText | UnsetType = UNSET
    class_size: RatioText | UnsetType = UNSET
    conversion_cost: MoneyText | UnsetType = UNSET
    conversion_pass_rate: RateText | UnsetType = UNSET
    conversion_weeks: WeeksText | UnsetType = UNSET
    course_cost: MoneyText | UnsetType = UNSET
    course_weeks: WeeksText | UnsetType = UNSET
    crew: RatioText | UnsetType = UNSET
    day_cost: MoneyText | UnsetType = UNSET
    deployable_share: RateText | UnsetType = UNSET
    entry_point: PointText | UnsetType = UNSET
    fixed_cost: MoneyText | UnsetType = UNSET
    future_award: SmallPercentText | UnsetType = UNSET
    future_prices: SmallPercentText | UnsetType = UNSET
    hire_lag: MonthsText | UnsetType = UNSET
    incident_support: MoneyText | UnsetType = UNSET
    instructor_days: DaysText | UnsetType = UNSET
    instructors: ApplicantsText | UnsetType = UNSET
    intakes: IntakesText | UnsetType = UNSET
    kit_issue: MoneyText | UnsetType = UNSET
    kit_renewal: MoneyText | UnsetType = UNSET
    kit_renewal_after: MonthsText | UnsetType = UNSET
    leavers_per_1000_allowance: EffectText | UnsetType = UNSET
    leavers_under_investigation: EffectText | UnsetType = UNSET
    leavers_with_support: EffectText | UnsetType = UNSET
    medical_fitness: MoneyText | UnsetType = UNSET
    net_transfers: TransfersText | UnsetType = UNSET
    night_share: ShareText | UnsetType = UNSET
    nonpay_recurring: MoneyText | UnsetType = UNSET
    officers_per_arv: RatioText | UnsetType = UNSET
    officers_per_seat: RatioText | UnsetType = UNSET
    overtime_hours: HoursText | UnsetType = UNSET
    pass_rate: RateText | UnsetType = UNSET
    pension_opt_out: ShareText | UnsetType = UNSET
    probation_loss: AttritionText | UnsetType = UNSET
    recruit_cost: MoneyText | UnsetType = UNSET
    refresher_days: DaysText | UnsetType = UNSET
    replacement_kit_share: ShareText | UnsetType = UNSET
    rival_offer: MoneyText | UnsetType = UNSET
    role_allowance: MoneyText | UnsetType = UNSET
    selection_rate: RateText | UnsetType = UNSET
    students_per_instructor_course: RatioText | UnsetType = UNSET
    students_per_instructor_refresher: RatioText | UnsetType = UNSET
    supervisor_cost: MoneyText | UnsetType = UNSET
    supervisors_per_officer: ShareText | UnsetType = UNSET
    taser_running: MoneyText | UnsetType = UNSET
    to_eligible_for_firearms: MonthsText | UnsetType = UNSET
    to_independent: MonthsText | UnsetType = UNSET
    transferee_applicants: ApplicantsText | UnsetType = UNSET
    transfers_per_1000_rival_offer: FlowText | UnsetType = UNSET
    travel: MoneyText | UnsetType = UNSET
    volunteer_point: PointText | UnsetType = UNSET
    volunteers: ApplicantsText | UnsetType = UNSET
    volunteers_per_1000_allowance: EffectText | UnsetType = UNSET
    volunteers_per_1000_rival_offer: EffectText | UnsetType = UNSET
    volunteers_under_investigation: EffectText | UnsetType = UNSET
    volunteers_with_support: EffectText | UnsetType = UNSET
    wait_months: MonthsText | UnsetType = UNSET
    pension_basis: Literal["budget", "statutory"] | UnsetType = UNSET
    pay_mix: Literal["financial_year", "september"] | UnsetType = UNSET
    prices: Literal["cpi", "held"] | UnsetType = UNSET
    backfill_progression: Literal["climbing", "held"] | UnsetType = UNSET
    vehicle_basis: Literal["programme", "crewing"] | UnsetType = UNSET

    def to_assumptions(self, register: Register, parameter_set: str, role: str = ARMED_RESPONSE) -> Assumptions:
        """Lay these over the named set, and that over the register's defaults."""
        overrides = {
            name: value
            for name in AssumptionsRequest.__struct_fields__
            if not isinstance(value := getattr(self, name), UnsetType)
        }
        return Assumptions.of(register, parameter_set, overrides, role)


ParameterSetName = Annotated[
    Literal["defaults", "illustration_6_6"],
    msgspec.Meta(
        description="The parameters to start from: the defaults, or the reduced set of the published illustration."
    ),
]
