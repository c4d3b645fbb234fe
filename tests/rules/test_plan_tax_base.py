"""The tax base of a plan in other futures: what is held is moved as what grows is, and is not drawn."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.builders import register
from tests.rules.test_plan_factors import NEW_MONEY, factors, planned

from precept.api.plan_simulations import PlanSimulationRequest, answer
from precept.funding.plan.factors import run_scenarios
from precept.funding.plan.sensitivity import Measure, try_factors
from precept.funding.plan.simulation import simulate_plan, years_drawn


def test_a_tax_base_that_is_held_is_moved_by_points_as_growth_would_have_moved_it() -> None:
    outcome = planned(NEW_MONEY)
    held, growth = outcome.run.path.held, outcome.terms.rates.tax_base_growth[0]
    moved = run_scenarios(outcome.terms, outcome.run.path, {"tax_base_growth": np.array([-20.0, 0.0, 2.5])}, 3)

    for row, points in enumerate((-200_000, 0, 25_000)):
        for year, base in enumerate(held):
            assert base is not None
            rates = growth[1 : year + 1]
            apart = math.prod(Fraction(1_000_000 + int(each) + points, 1_000_000 + int(each)) for each in rates)
            assert abs(int(moved.path.tax_base[row, year]) - base * apart) <= year
    assert moved.gap[1].tolist() == outcome.run.gap[0].tolist()
    assert moved.path.tax_base[1].tolist() == list(held)
    assert moved.gap[0, -1] > moved.gap[1, -1] > moved.gap[2, -1]


def test_a_plan_of_held_tax_bases_is_moved_by_them_over_a_range_of_the_callers_own() -> None:
    outcome = planned(NEW_MONEY)
    wide = replace(factors(outcome)["tax_base_growth"], low=-20, high=30)
    (only,) = try_factors(outcome, [wide], Measure.GAP_IN_LAST_YEAR)

    assert only.swing(Measure.GAP_IN_LAST_YEAR) < -100_000_000_00


def test_tax_bases_that_are_held_are_not_drawn_unless_their_range_is_given() -> None:
    outcome = planned(NEW_MONEY)
    known = factors(outcome)["tax_base_growth"]
    spread = [
        np.ptp(simulate_plan(outcome, [each], seed=7, draws=200).gap, axis=0).tolist()
        for each in (known, replace(known, settled=()))
    ]

    assert years_drawn(known, 4) == ()
    assert spread[0] == [0, 0, 0, 0]
    assert spread[1][0] == 0
    assert min(spread[1][1:]) > 0


@pytest.mark.parametrize(
    ("changed", "years"),
    [
        ({"rates": {"tax_base_growth_percent": ["1.7"]}}, (1, 2, 3)),
        ({"precept": {**NEW_MONEY["precept"], "tax_base": "596086.84"}}, (1, 2, 3)),
        ({"precept": {**NEW_MONEY["precept"], "financial_year": "2022-23"}}, (2, 3)),
        ({"precept": {**NEW_MONEY["precept"], "police_area": "E23000033", "financial_year": "2016-17"}}, ()),
    ],
)
def test_growth_of_the_tax_base_is_drawn_only_for_years_after_the_last_that_is_held(
    changed: dict[str, Any], years: tuple[int, ...]
) -> None:
    """No base of E23000033 is held for 2017-18, and those of the years after it are: it lies between two that are known."""
    outcome = planned({**NEW_MONEY, **changed})

    assert years_drawn(factors(outcome)["tax_base_growth"], 4) == years


def test_a_replayed_draw_shows_what_was_used_and_a_warning_names_what_is_known() -> None:
    asked = {**NEW_MONEY, "draws": 2, "replay": [1]}
    own = {"ranges": [{"factor": "tax_base_growth", "low": "5", "high": "5"}]}
    known, ranged = (answer(msgspec.convert(each, PlanSimulationRequest), register()) for each in (asked, asked | own))
    shown = [{each.factor: each.value for each in found.replayed[0].factors} for found in (known, ranged)]
    said = "tax_base_growth of 2017-18, 2018-19, 2019-20 is known and not drawn"

    assert [each["tax_base_growth"] for each in shown] == ["0", "5"]
    assert [any(said in warning for warning in each.warnings) for each in (known, ranged)] == [True, False]
    assert known.replayed[0].gap_pounds_by_year != ranged.replayed[0].gap_pounds_by_year
