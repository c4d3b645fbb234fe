"""Layers over a plan: stacked in order, no two setting the same thing, and effects that add up to the penny."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.builders import register

from precept.api.overlay_wire import OverlaysRequest
from precept.api.overlays import OverlaysAnswer, answer
from precept.api.plans import KENT_PLAN
from precept.register.refusals import AssumptionsConflict, NoLimit

AWARD: dict[str, Any] = {"name": "pay award of 3.5 %", "rates": {"officers_award_percent": ["3.5"]}}
INTAKES: dict[str, Any] = {"name": "two intakes fewer", "uplift": {"assumptions": {"intakes": "2"}}}
FREEZE: dict[str, Any] = {"name": "a freeze", "increase": {"kind": "freeze"}}
SAVING: dict[str, Any] = {
    "name": "fleet",
    "decisions": [{"name": "fleet", "kind": "savings", "pounds": "1000000", "starts_in": "2021-04"}],
}


def laid(*layers: dict[str, Any], **plan: Any) -> OverlaysAnswer:
    return answer(msgspec.convert({**KENT_PLAN, **plan, "layers": list(layers)}, OverlaysRequest), register())


def amounts(texts: list[str]) -> list[Decimal]:
    return [Decimal(each) for each in texts]


@pytest.mark.parametrize("layers", [(AWARD,), (AWARD, INTAKES, FREEZE), (FREEZE, SAVING, INTAKES, AWARD)])
def test_the_effects_of_the_layers_lead_from_the_plan_as_asked_to_the_plan_with_all_to_the_penny(
    layers: tuple[dict[str, Any], ...],
) -> None:
    found = laid(*layers)
    effects = [amounts(each.gap_pounds_by_year) for each in found.layers]
    summed = [sum(each) for each in zip(amounts(found.as_asked_gap_pounds_by_year), *effects, strict=True)]

    assert summed == amounts(found.gap_pounds_by_year)
    gaps = [Decimal(year.gap_pounds) - Decimal(year.surplus_pounds) for year in found.plan.years]
    assert summed == gaps


def test_a_layer_that_sets_nothing_does_nothing() -> None:
    found = laid({"name": "nothing"})

    assert set(found.layers[0].gap_pounds_by_year) == {"0.00"}
    assert found.layers[0].sets == []


def test_a_freeze_costs_the_increase_it_is_instead_of() -> None:
    (effect,) = laid(FREEZE).layers

    assert effect.sets == ["increase"]
    assert Decimal(effect.gap_pounds_by_year[0]) == Decimal("6414225.10")


def test_a_saving_is_added_and_not_set() -> None:
    (effect,) = laid(SAVING).layers

    assert effect.sets == []
    assert amounts(effect.gap_pounds_by_year) == [0, -1_000_000, -1_000_000, -1_000_000]


def test_two_layers_that_set_the_same_thing_are_refused_by_name() -> None:
    with pytest.raises(AssumptionsConflict) as refused:
        laid(AWARD, {"name": "another award", "rates": {"officers_award_percent": ["2"]}})

    assert refused.value.field == "layers[1].rates.officers_award_percent"
    assert refused.value.detail == "pay award of 3.5 % and another award both set rates.officers_award_percent."


def test_two_layers_may_set_different_parameters_of_the_same_uplift() -> None:
    found = laid(INTAKES, {"name": "volunteers", "uplift": {"assumptions": {"volunteers": "120"}}})

    assert [each.sets for each in found.layers] == [["uplift.assumptions.intakes"], ["uplift.assumptions.volunteers"]]
    assert found.layers[1].deployable_by_year is not None
    assert Decimal(found.layers[1].deployable_by_year[-1]) > 0


def test_what_a_layer_brings_is_refused_within_the_layer() -> None:
    with pytest.raises(AssumptionsConflict) as refused:
        laid(INTAKES, {"name": "in April", "uplift": {"intake_months": [4]}})

    assert refused.value.field == "layers[1].uplift.intake_months"


def test_a_layer_cannot_change_an_uplift_that_is_not_there() -> None:
    with pytest.raises(AssumptionsConflict) as refused:
        answer(
            msgspec.convert(
                {**{key: value for key, value in KENT_PLAN.items() if key != "uplift"}, "layers": [INTAKES]},
                OverlaysRequest,
            ),
            register(),
        )

    assert refused.value.field == "layers[0].uplift"


def test_a_refusal_says_which_layer_brought_it() -> None:
    precept = {
        "police_area": "E23000032",
        "financial_year": "2026-27",
        "increase": {"kind": "freeze"},
        "tax_base": "700000",
    }
    with pytest.raises(NoLimit) as refused:
        laid(
            {"name": "the most", "later_years": [{"increase": {"kind": "maximum"}}]},
            precept=precept,
            decisions=[],
        )

    assert refused.value.detail.startswith("With the layer the most: ")
