"""Layers over a medium-term plan: what each sets, laid over the plan in order, no two setting the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType, field, structs

from precept.api.assumption_wire import AssumptionsRequest
from precept.api.plan_wire import (
    MOST_YEARS,
    DecisionRequest,
    FundingLineRequest,
    LaterYearRequest,
    PlanAsked,
    PlanRatesRequest,
    PlanUpliftRequest,
)
from precept.api.precept_wire import IncreaseRequest
from precept.api.text import MonthText, Name, SignedPoundsText
from precept.api.uplift_wire import IntakeMonths, StaffingWord
from precept.api.wire import Request
from precept.register.refusals import AssumptionsConflict

MOST_LAYERS = 20


class UpliftLayer(Request, frozen=True, kw_only=True):
    """What a layer sets of the uplift."""

    officers: Annotated[int, Meta(ge=0, le=1000)] | UnsetType = UNSET
    staffing: StaffingWord | UnsetType = UNSET
    start_month: MonthText | UnsetType = UNSET
    intake_months: IntakeMonths | UnsetType = UNSET
    assumptions: AssumptionsRequest = AssumptionsRequest()


class LayerRequest(Request, frozen=True, kw_only=True):
    """A named layer: what it sets in place of the plan's own, and what it adds (`decisions`, `funding`)."""

    name: Name
    increase: IncreaseRequest | UnsetType = UNSET
    later_years: Annotated[list[LaterYearRequest], Meta(max_length=MOST_YEARS - 1)] | UnsetType = UNSET
    collection_fund_pounds: Annotated[list[SignedPoundsText], Meta(max_length=MOST_YEARS)] | UnsetType = UNSET
    rates: PlanRatesRequest = PlanRatesRequest()
    decisions: Annotated[list[DecisionRequest], Meta(max_length=20)] = field(default_factory=list)
    funding: Annotated[list[FundingLineRequest], Meta(max_length=20)] = field(default_factory=list)
    uplift: UpliftLayer | UnsetType = UNSET

    def sets(self) -> tuple[str, ...]:
        """What the layer sets, as paths into the plan; what it adds is no setting."""
        whole = [
            name for name in ("increase", "later_years", "collection_fund_pounds") if getattr(self, name) is not UNSET
        ]
        rates = [f"rates.{name}" for name in _given(self.rates)]
        if isinstance(self.uplift, UnsetType):
            return (*whole, *rates)
        own = [f"uplift.{name}" for name in _given(self.uplift) if name != "assumptions"]
        assumed = [f"uplift.assumptions.{name}" for name in _given(self.uplift.assumptions)]
        return (*whole, *rates, *own, *assumed)


class OverlaysRequest(PlanAsked, frozen=True, kw_only=True):
    """A plan, and named layers over it in order: a pay award, one intake fewer, a freeze."""

    layers: Annotated[list[LayerRequest], Meta(min_length=1, max_length=MOST_LAYERS)]

    def stacked(self) -> Iterator[PlanAsked]:
        """The plan as asked, then with one layer more each time; refused where two layers set the same thing."""
        set_by: dict[str, str] = {}
        plan: PlanAsked = self
        yield plan
        for place, layer in enumerate(self.layers):
            for path in layer.sets():
                if path in set_by:
                    raise AssumptionsConflict(
                        f"{set_by[path]} and {layer.name} both set {path}.",
                        field=f"layers[{place}].{path}",
                        remedy="Let one layer set it.",
                    )
                set_by[path] = layer.name
            plan = _laid_over(plan, layer, place)
            yield plan


def _laid_over(plan: PlanAsked, layer: LayerRequest, place: int) -> PlanAsked:
    changed: dict[str, Any] = {
        name: value
        for name in ("later_years", "collection_fund_pounds")
        if not isinstance(value := getattr(layer, name), UnsetType)
    }
    if not isinstance(layer.increase, UnsetType):
        changed["precept"] = structs.replace(plan.precept, increase=layer.increase)
    changed["rates"] = structs.replace(plan.rates, **_given(layer.rates))
    changed["decisions"] = [*plan.decisions, *layer.decisions]
    changed["funding"] = [*plan.funding, *layer.funding]
    if not isinstance(layer.uplift, UnsetType):
        changed["uplift"] = _uplift_under(plan, layer.uplift, place)
    return structs.replace(plan, **changed)


def _uplift_under(plan: PlanAsked, layer: UpliftLayer, place: int) -> PlanUpliftRequest:
    if isinstance(plan.uplift, UnsetType):
        raise AssumptionsConflict(
            "The plan has no uplift for a layer to change.",
            field=f"layers[{place}].uplift",
            remedy="Give the plan an uplift, or leave it out of the layer.",
        )
    own = {name: value for name, value in _given(layer).items() if name != "assumptions"}
    assumptions = structs.replace(plan.uplift.assumptions, **_given(layer.assumptions))
    return structs.replace(plan.uplift, assumptions=assumptions, **own)


def _given(request: Struct) -> dict[str, Any]:
    """The fields that are given: neither left out nor empty."""
    values = {name: getattr(request, name) for name in request.__struct_fields__}
    return {name: value for name, value in values.items() if not isinstance(value, UnsetType) and value != []}
