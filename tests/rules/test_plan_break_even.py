"""Where a plan breaks even: to the last decimal that is printed, whatever range it is looked for in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.rules.test_plan_factors import KENT, factors, planned

from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.break_even import Measuring, break_evens
from precept.funding.plan.factors import Factor
from precept.funding.plan.sensitivity import Measure, try_factors
from precept.uplift.quantities import Expected

RESERVE = {**KENT, "general_reserve": {"pounds": "20000000", "fills_gap": True}}


@pytest.fixture(scope="module")
def kent() -> PlanOutcome:
    return planned(KENT)


@pytest.fixture(scope="module")
def with_reserve() -> PlanOutcome:
    return planned(RESERVE)


def gap_with_grant_growing(percent: float, asked: dict[str, Any] = KENT) -> int:
    grown = planned(
        {**asked, "rates": {**asked["rates"], "grant_growth_percent": [f"{percent:.4f}".rstrip("0").rstrip(".")]}}
    )
    return int(grown.run.gap[0, -1])


def alone(outcome: PlanOutcome, factor: Factor, measure: Measure = Measure.GAP_IN_LAST_YEAR) -> float | None:
    (only,) = try_factors(outcome, [factor], measure)
    return only.breaks_even_at


def test_the_plan_asked_at_the_value_printed_is_nearer_to_nothing_than_a_ten_thousandth_either_side(
    kent: PlanOutcome,
) -> None:
    at = alone(kent, factors(kent)["grant_growth"])
    assert at is not None
    below, there, above = (gap_with_grant_growing(at + step) for step in (-0.0001, 0, 0.0001))

    assert below > 0 > above
    assert abs(there) < min(below, -above)
    assert at == round(at, 4)


@pytest.mark.parametrize(("low", "high"), [(-50, 50), (0, 3), (-1.2345, 9.8765), (1.4, 1.6)])
def test_the_value_is_the_same_whatever_range_it_lies_in(kent: PlanOutcome, low: float, high: float) -> None:
    known = factors(kent)["grant_growth"]
    at = alone(kent, known)
    assert at is not None

    assert alone(kent, replace(known, low=at + low / 10 - 0.3, high=at + high / 10 + 0.3)) == at


@pytest.mark.parametrize("name", ["pay_award", "grant_growth"])
def test_where_a_reserve_is_nothing_over_a_stretch_the_end_from_which_it_is_so_is_told(
    with_reserve: PlanOutcome, name: str
) -> None:
    known = replace(factors(with_reserve)[name], low=-9, high=9)
    at = alone(with_reserve, known, Measure.GENERAL_RESERVE)
    assert at is not None
    narrow = replace(known, low=at - 0.5, high=at + 0.25)
    tried = [
        try_factors(with_reserve, [replace(known, low=value, high=value)], Measure.GENERAL_RESERVE)[0].at_low[
            Measure.GENERAL_RESERVE
        ]
        for value in (at - 0.0001, at, at + 0.0001)
    ]

    assert tried[1] == 0
    assert sorted([tried[0] > 0, tried[2] > 0]) == [False, True]
    assert alone(with_reserve, narrow, Measure.GENERAL_RESERVE) == at


def of_numbers(measure: Callable[[Expected], Expected]) -> Measuring:
    def measured(_: Sequence[int], values: Sequence[Expected]) -> list[Expected]:
        return [measure(each) for each in values]

    return measured


def number(low: float, high: float, central: float = 0, name: str = "attrition") -> Factor:
    return Factor(name, "share", central, low, high, None, None)


@pytest.mark.parametrize(
    ("measure", "at"),
    [
        (lambda x: x - 1.23456, 1.2346),
        (lambda x: 1.23454 - x, 1.2345),
        (lambda x: np.minimum(0, x - 1.5), 1.5),
        (lambda x: np.maximum(0, x - 1.5), 1.5),
        (lambda x: np.sign(x - 1) * np.maximum(0, np.abs(x - 1) - 0.25), 0.75),
        (lambda x: (x - 0.5) * (x - 1.5) * (x + 4), 0.5),
        (lambda x: x + 5, -5),
        (lambda x: x - 5, 5),
        (lambda x: x + 5.0001, None),
        (lambda x: 0 * x, None),
    ],
)
def test_the_turn_nearest_to_the_plans_own_value_is_told(
    measure: Callable[[Expected], Expected], at: float | None
) -> None:
    for low, high in ((-5, 5), (-5, 5.03)):
        found = break_evens([number(low, high)], of_numbers(measure))

        assert found == [at]


def test_of_what_is_counted_the_nearer_whole_number_is_told() -> None:
    counted = number(1, 12, central=4, name="intakes")

    assert break_evens([counted], of_numbers(lambda x: x - 6.4)) == [6]
    assert break_evens([counted], of_numbers(lambda x: x - 6.6)) == [7]


def test_many_factors_at_once_break_even_where_each_does_alone(kent: PlanOutcome) -> None:
    known = [replace(each, low=-9, high=9) if each.unit == "points" else each for each in factors(kent).values()]
    together = {each.factor.name: each.breaks_even_at for each in try_factors(kent, known, Measure.GAP_IN_LAST_YEAR)}

    assert together == {each.name: alone(kent, each) for each in known}
    assert sum(at is not None for at in together.values()) >= 3
