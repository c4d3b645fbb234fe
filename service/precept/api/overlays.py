"""`/v1/funding/overlays`: named layers over a medium-term plan, and what each does to it."""

from __future__ import annotations

from typing import Any

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency

from precept.api.decoding import body_of
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.overlay_wire import OverlaysRequest
from precept.api.pinning import refuse_other_version
from precept.api.plan_answer import PlanAnswer, plan_answer
from precept.api.plans import KENT_PLAN, PLAN_REFUSALS
from precept.api.wire import Answer
from precept.funding.plan.assess import PlanOutcome, plan
from precept.funding.plan.quantities import Pence
from precept.register.refusals import Refusal, within
from precept.register.register import Register
from precept.register.units import pounds, sterling


class LayerAnswer(Answer, frozen=True, kw_only=True):
    """What one layer does to the plan that those before it make: what it sets, and its effect in each year.

    `gap_pounds_by_year` is added to the gap, below nothing where the layer closes it; the effects of all layers and the plan
    as asked add up to the plan with all of them, to the penny.
    """

    name: str
    sets: list[str]
    gap_pounds_by_year: list[str]
    general_reserve_pounds_by_year: list[str]
    deployable_by_year: list[str] | None


class OverlaysAnswer(Answer, frozen=True, kw_only=True):
    """The gap of the plan as asked, the effect of each layer in order, and the plan with all of them.

    A gap below nothing is money left. Officers are null where the plan has no uplift.
    """

    explanation: str
    as_asked_gap_pounds_by_year: list[str]
    as_asked_general_reserve_pounds_by_year: list[str]
    as_asked_deployable_by_year: list[str] | None
    layers: list[LayerAnswer]
    gap_pounds_by_year: list[str]
    plan: PlanAnswer


def answer(request: OverlaysRequest, register: Register) -> OverlaysAnswer:
    """From a request to what each layer does."""
    with within("precept"):
        refuse_other_version(request.precept.register_version, register)
    outcomes = []
    for place, asked in enumerate(request.stacked()):
        try:
            outcomes.append(plan(asked.to_question(register), asked.to_rates(), register))
        except Refusal as refusal:
            if place:
                layer = request.layers[place - 1]
                refusal.detail = f"With the layer {layer.name}: {refusal.detail}"
                if any(refusal.field.removeprefix("precept.").startswith(each) for each in layer.sets()):
                    refusal.field = f"layers[{place - 1}].{refusal.field.removeprefix('precept.')}"
            raise
    first, last = outcomes[0], outcomes[-1]
    return OverlaysAnswer(
        explanation=_in_words(request, first, last),
        as_asked_gap_pounds_by_year=_money(first.run.gap),
        as_asked_general_reserve_pounds_by_year=_money(first.run.reserves.general),
        as_asked_deployable_by_year=None
        if first.run.people is None
        else [officers_text(each) for each in first.run.people.deployable[0]],
        layers=[
            LayerAnswer(
                name=layer.name,
                sets=list(layer.sets()),
                gap_pounds_by_year=_money(after.run.gap - before.run.gap),
                general_reserve_pounds_by_year=_money(after.run.reserves.general - before.run.reserves.general),
                deployable_by_year=_more_officers(before, after),
            )
            for layer, before, after in zip(request.layers, outcomes[:-1], outcomes[1:], strict=True)
        ],
        gap_pounds_by_year=_money(last.run.gap),
        plan=plan_answer(last, register),
    )


def _money(by_year: Pence) -> list[str]:
    return [pounds(int(each)) for each in by_year[0]]


def _more_officers(before: PlanOutcome, after: PlanOutcome) -> list[str] | None:
    if before.run.people is None or after.run.people is None:
        return None
    return [officers_text(each) for each in after.run.people.deployable[0] - before.run.people.deployable[0]]


def _in_words(request: OverlaysRequest, first: PlanOutcome, last: PlanOutcome) -> str:
    gap, after = int(first.run.gap[0, -1]), int(last.run.gap[0, -1])
    names = ", ".join(layer.name for layer in request.layers)
    year = last.question.financial_years[-1]
    return f"With {names} the gap of {year} goes from {sterling(gap)} to {sterling(after)}, by {sterling(after - gap)}."


@post(
    "/v1/funding/overlays",
    status_code=200,
    opt=documented(
        Operation(
            "overlayFunding",
            "Funding",
            "Named layers over a medium-term plan, and what each does to it",
            "Layers such as a pay award of 3.5 %, one intake fewer or a freeze, stacked in order over a plan: what each sets, "
            "its effect on the gap, the general reserve and deployable officers in each year, adding up to the penny, and the "
            "plan with all of them. Two layers that set the same thing are refused.",
            answer=OverlaysAnswer,
            body=OverlaysRequest,
            refusals=PLAN_REFUSALS,
            example={
                **KENT_PLAN,
                "layers": [
                    {"name": "pay award of 3.5 %", "rates": {"officers_award_percent": ["3.5"]}},
                    {"name": "two intakes fewer", "uplift": {"assumptions": {"intakes": "2"}}},
                    {"name": "a freeze", "increase": {"kind": "freeze"}},
                ],
            },
            example_of="Kent, from its printed budget of 2019-20",
        )
    ),
)
async def overlay_funding(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> OverlaysAnswer:
    """Answer what each layer does."""
    return answer(await body_of(request, OverlaysRequest), register)


OVERLAY_HANDLERS = [overlay_funding]
