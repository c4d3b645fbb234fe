"""`/v1/funding/plans`: the medium-term plan."""

from __future__ import annotations

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.plan_answer import PlanAnswer, plan_answer
from precept.api.plan_wire import PlanAsked
from precept.api.precepts import BODY_REFUSALS
from precept.funding.plan.assess import plan
from precept.register.refusals import AssumptionOutOfRange, AssumptionsConflict, within
from precept.register.register import Register

PLAN_REFUSALS = (*BODY_REFUSALS, AssumptionOutOfRange, AssumptionsConflict)
KENT_PLAN: dict[str, Any] = {
    "precept": {
        "police_area": "E23000032",
        "financial_year": "2020-21",
        "increase": {"kind": "cash", "pounds": "10"},
    },
    "years": 4,
    "later_years": [{"increase": {"kind": "cash", "pounds": "15"}}, {"increase": {"kind": "cash", "pounds": "10"}}],
    "budget": [
        {"name": "pay", "kind": "pay", "pounds": "288100000"},
        {"name": "overtime", "kind": "pay", "pounds": "6100000"},
        {"name": "premises", "kind": "prices", "pounds": "21100000"},
        {"name": "transport", "kind": "prices", "pounds": "7400000"},
        {"name": "other non-pay", "kind": "prices", "pounds": "34700000"},
        {"name": "commissioner and grants", "kind": "fixed", "pounds": "5500000"},
    ],
    "funding": [
        {"name": "government grants", "pounds": "206000000", "source": "central"},
        {"name": "local income", "pounds": "20600000", "source": "local", "set_off": True},
    ],
    "decisions": [
        {
            "name": "savings found",
            "kind": "savings",
            "pounds": "9700000",
            "starts_in": "2020-04",
            "confidence_percent": "80",
        }
    ],
    "general_reserve": {"pounds": "10000000", "fills_gap": True},
    "uplift": {"officers": 24, "strength_at_start": "76"},
}


@post(
    "/v1/funding/plans",
    status_code=200,
    opt=documented(
        Operation(
            "planFunding",
            "Funding",
            "A medium-term plan: spending, what pays for it, and the gap, year by year",
            "Last year's budget carried forward by pay awards, increments, contributions and prices, growth and savings with "
            "their full-year effects, an uplift with its people; council tax along a path of band D checked against each "
            "year's limit, grants, the collection fund and reserves; the gap and the bridge from each year to the next.",
            answer=PlanAnswer,
            body=PlanAsked,
            refusals=PLAN_REFUSALS,
            example=KENT_PLAN,
            example_of="Kent, from its printed budget of 2019-20",
        )
    ),
)
async def plan_funding(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PlanAnswer:
    """Answer with a plan."""
    asked = await body_of(request, PlanAsked)
    with within("precept"):
        refuse_other_version(asked.precept.register_version, register)
    return plan_answer(plan(asked.to_question(register), asked.to_rates(), register), register)


PLAN_HANDLERS = [plan_funding]
