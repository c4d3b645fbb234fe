"""`/v1/uplifts/levers`: what one more course, a better pass rate or fewer leavers would do, and at what cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType, field

from precept.api.assumption_wire import (
    ApplicantsText,
    AttritionText,
    BridgeHoursText,
    DaysText,
    EffectText,
    FlowText,
    IntakesText,
    MoneyText,
    MonthsText,
    RateText,
    RatioText,
    TransfersText,
    WeeksText,
)
from precept.api.decoding import body_of
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import pounds_or_none
from precept.api.precept_wire import PoliceAreaCode, known, pence_or_none
from precept.api.text import MonthText, Name, PoundsText
from precept.api.uplift_wire import UpliftTerms
from precept.api.wire import Answer, Provenance, RegisterVersionText, Request, provenance_of
from precept.register.refusals import (
    AssumptionOutOfRange,
    AssumptionsConflict,
    FigureNotHeld,
    RegisterVersionNotHeld,
    UnknownPoliceArea,
)
from precept.register.register import Register
from precept.register.units import pounds
from precept.uplift.costing import in_callers_terms, notes_on
from precept.uplift.levers import Lever, Pulled, pull, usual_levers
from precept.uplift.question import UpliftQuestion


class LeverChanges(Request, frozen=True, kw_only=True):
    """The parameters that a lever sets, by name: those that move officers, and what an allowance, support or overtime costs."""

    attrition: AttritionText | UnsetType = UNSET
    bridge_hours: BridgeHoursText | UnsetType = UNSET
    class_size: RatioText | UnsetType = UNSET
    conversion_pass_rate: RateText | UnsetType = UNSET
    conversion_weeks: WeeksText | UnsetType = UNSET
    course_weeks: WeeksText | UnsetType = UNSET
    deployable_share: RateText | UnsetType = UNSET
    incident_support: MoneyText | UnsetType = UNSET
    instructor_days: DaysText | UnsetType = UNSET
    instructors: ApplicantsText | UnsetType = UNSET
    intakes: IntakesText | UnsetType = UNSET
    leavers_per_1000_allowance: EffectText | UnsetType = UNSET
    leavers_under_investigation: EffectText | UnsetType = UNSET
    leavers_with_support: EffectText | UnsetType = UNSET
    net_transfers: TransfersText | UnsetType = UNSET
    pass_rate: RateText | UnsetType = UNSET
    refresher_days: DaysText | UnsetType = UNSET
    rival_offer: MoneyText | UnsetType = UNSET
    role_allowance: MoneyText | UnsetType = UNSET
    selection_rate: RateText | UnsetType = UNSET
    transferee_applicants: ApplicantsText | UnsetType = UNSET
    transfers_per_1000_rival_offer: FlowText | UnsetType = UNSET
    volunteers: ApplicantsText | UnsetType = UNSET
    volunteers_per_1000_allowance: EffectText | UnsetType = UNSET
    volunteers_per_1000_rival_offer: EffectText | UnsetType = UNSET
    volunteers_under_investigation: EffectText | UnsetType = UNSET
    volunteers_with_support: EffectText | UnsetType = UNSET
    wait_months: MonthsText | UnsetType = UNSET

    def values(self) -> dict[str, Decimal]:
        """The values given, by parameter."""
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        return {name: Decimal(text) for name, text in given.items() if isinstance(text, str)}


class LeverRequest(Request, frozen=True, kw_only=True):
    """One lever: what it sets, and what it costs a year to pull (an allowance, an instructor's pay), nothing if not given."""

    name: Name
    changes: LeverChanges
    annual_cost_pounds: PoundsText = "0"

    def to_lever(self) -> Lever:
        """Read the lever."""
        return Lever(self.name, self.changes.values(), pence_or_none(self.annual_cost_pounds) or 0)


class LeversRequest(UpliftTerms, frozen=True, kw_only=True):
    """An uplift, and the levers to pull one by one; without any, one usual step of each."""

    police_area: PoliceAreaCode | UnsetType = UNSET
    start_month: MonthText
    levers: Annotated[list[LeverRequest], Meta(max_length=50)] = field(default_factory=list)
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_question(self, register: Register) -> UpliftQuestion:
        """Read the uplift."""
        return self.question_of(register, known(self.police_area), self.start_month)


class LeverChange(Answer, frozen=True, kw_only=True):
    """One parameter that a lever sets."""

    parameter: str
    was: str
    value: str


class LeverAnswer(Answer, frozen=True, kw_only=True):
    """What comes of one lever: officers at the end of the last month, and money over the months followed.

    `cost_per_extra_deployable_pounds` is null where no deployable officer more comes of it.
    """

    lever: str
    changes: list[LeverChange]
    authorised: str
    deployable: str
    extra_deployable: str
    reached_in_month: str | None
    cost_pounds: str
    extra_cost_pounds: str
    cost_per_extra_deployable_pounds: str | None


class LeversAnswer(Answer, frozen=True, kw_only=True):
    """The uplift as asked, and under each lever alone, the one that gives most deployable officers first."""

    months: int
    last_month: str
    as_asked: LeverAnswer
    levers: list[LeverAnswer]
    warnings: list[str]
    provenance: Provenance


def answer(request: LeversRequest, register: Register) -> LeversAnswer:
    """From a request to what each lever does."""
    refuse_other_version(request.register_version, register)
    question = request.to_question(register)
    levers = [each.to_lever() for each in request.levers] or list(usual_levers(question))
    with in_callers_terms():
        terms, (asked, *pulled) = pull(question, levers, register)
    ordered = sorted(pulled, key=lambda each: -each.extra_deployable)
    free = [each for each in request.levers if Decimal(each.annual_cost_pounds) == 0] or not request.levers
    told = [] if not free else [_NOT_COUNTED]
    return LeversAnswer(
        months=question.months,
        last_month=question.month(question.months - 1).isoformat()[:7],
        as_asked=_lever(question, asked),
        levers=[_lever(question, each) for each in ordered],
        warnings=[*notes_on(question), *told],
        provenance=provenance_of(register, terms.figures),
    )


_NOT_COUNTED = (
    "What it costs to pull a lever is not counted where no annual_cost_pounds is given, but for role_allowance and "
    "incident_support, which are."
)


def _lever(question: UpliftQuestion, each: Pulled) -> LeverAnswer:
    reached = None if each.month_reached is None else question.month(each.month_reached).isoformat()[:7]
    changes = {} if each.lever is None else each.lever.changes
    return LeverAnswer(
        lever="as asked" if each.lever is None else each.lever.name,
        changes=[
            LeverChange(parameter=name, was=str(each.was[name]), value=str(value)) for name, value in changes.items()
        ],
        authorised=officers_text(each.authorised),
        deployable=officers_text(each.deployable),
        extra_deployable=officers_text(each.extra_deployable),
        reached_in_month=reached,
        cost_pounds=pounds(each.cost),
        extra_cost_pounds=pounds(each.extra_cost),
        cost_per_extra_deployable_pounds=pounds_or_none(each.cost_of_one),
    )


@post(
    "/v1/uplifts/levers",
    status_code=200,
    opt=documented(
        Operation(
            "pullUpliftLevers",
            "Officers",
            "What one more course, a better pass rate or fewer leavers would do",
            "The uplift as asked and under each change alone: deployable officers at the end, the month the number is reached, "
            "the money, and what each deployable officer more costs. Where no evidence exists the effect is the caller's figure.",
            answer=LeversAnswer,
            body=LeversRequest,
            refusals=(
                UnknownPoliceArea,
                FigureNotHeld,
                AssumptionOutOfRange,
                AssumptionsConflict,
                RegisterVersionNotHeld,
            ),
            example={
                "police_area": "E23000032",
                "start_month": "2016-04",
                "officers": 24,
                "strength_at_start": "76",
                "years": 4,
                "levers": [
                    {"name": "One more course a year", "changes": {"intakes": "5"}},
                    {
                        "name": "An allowance of £1,000",
                        "changes": {
                            "role_allowance": "1000",
                            "volunteers_per_1000_allowance": "0.2",
                            "leavers_per_1000_allowance": "-0.1",
                        },
                    },
                ],
            },
        )
    ),
)
async def pull_uplift_levers(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> LeversAnswer:
    """Answer what each lever does."""
    return answer(await body_of(request, LeversRequest), register)


LEVER_HANDLERS = [pull_uplift_levers]
