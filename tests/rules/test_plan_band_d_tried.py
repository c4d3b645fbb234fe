"""Band D as a factor of sensitivity: each year's increase moved by pounds, from a freeze to the limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.builders import register
from tests.rules.test_plan_factors import KENT, NEW_MONEY, factors, planned

from precept.api import plan_simulations, sensitivity
from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.factors import Factor, decided_of, run_scenarios
from precept.funding.plan.run import PlanRun
from precept.funding.plan.sensitivity import Measure, try_factors, try_two
from precept.register.refusals import AssumptionOutOfRange

Json = dict[str, Any]


@pytest.fixture(scope="module")
def kent() -> PlanOutcome:
    return planned(KENT)


def band_d(outcome: PlanOutcome) -> Factor:
    (only,) = decided_of(outcome.run.path)
    return only


def moved(outcome: PlanOutcome, *pounds: float) -> PlanRun:
    return run_scenarios(outcome.terms, outcome.run.path, {"band_d": np.array(pounds)}, len(pounds))


def asked_with(asked: Json, increases: list[Json]) -> PlanRun:
    later = [{"increase": each} for each in increases[1:]]
    return planned({**asked, "precept": {**asked["precept"], "increase": increases[0]}, "later_years": later}).run


def cash_of(outcome: PlanOutcome, more: int) -> list[Json]:
    """Each year's increase as the plan has it, so many ten-thousandths of a pound more."""
    pounds = [(each.increase + more) / 10_000 for each in outcome.run.path.outcomes]
    return [{"kind": "cash", "pounds": f"{each:.4f}"} for each in pounds]


def test_no_pounds_more_is_the_plan_itself(kent: PlanOutcome) -> None:
    assert moved(kent, 0.0).gap.tolist() == kent.run.gap.tolist()


@pytest.mark.parametrize("pounds", ["-1.25", "-0.5", "-0.01"])
def test_an_increase_moved_by_pounds_is_the_plan_asked_with_those_increases(kent: PlanOutcome, pounds: str) -> None:
    own = asked_with(KENT, cash_of(kent, round(float(pounds) * 10_000)))

    assert moved(kent, float(pounds)).gap.tolist() == own.gap.tolist() != kent.run.gap.tolist()


@pytest.mark.parametrize("rounding", ["penny", "four_decimals", "multiple_of_9p"])
def test_the_range_goes_from_a_freeze_in_every_year_to_the_limit_in_every_year(rounding: str) -> None:
    asked = {**KENT, "precept": {**KENT["precept"], "rounding": {"band_d": rounding}}}
    outcome = planned(asked)
    known = band_d(outcome)
    found = moved(outcome, known.low, known.high)
    for row, kind in enumerate(("freeze", "maximum")):
        own = asked_with(asked, [{"kind": kind}] * 4)

        assert found.path.as_set.band_d[row].tolist() == [each.band_d for each in own.path.outcomes]
        assert found.gap[row].tolist() == own.gap[0].tolist()
    assert not found.path.as_set.over_limit.any()


def test_what_the_plan_asks_for_itself_stays_over_the_limit_and_below_a_freeze() -> None:
    later = [
        {"increase": {"kind": "percent", "percent": "20"}},
        {"increase": {"kind": "cash", "pounds": "-3"}},
        {"increase": {"kind": "freeze"}},
    ]
    outcome = planned({**NEW_MONEY, "later_years": later})
    found = moved(outcome, -50, 0, 50).path.as_set
    steps = np.diff(found.band_d, axis=1, prepend=outcome.run.path.outcomes[0].proposal.prior_band_d)
    own = [each.increase for each in outcome.run.path.outcomes]

    assert steps[0].tolist() == [0, 0, -30_000, 0]
    assert steps[1].tolist() == own
    assert steps[2, :2].tolist() == own[:2]
    assert min(steps[2, 2:]) > 0
    assert found.over_limit.tolist() == [[False, False, False, False], *[[False, True, False, False]] * 2]


def test_without_a_limit_in_some_year_band_d_is_no_factor() -> None:
    future = {**KENT, "precept": {**KENT["precept"], "financial_year": "2025-26", "tax_base": "680000"}, "years": 4}

    assert decided_of(planned(future).run.path) == ()


def test_at_the_penny_where_the_plan_breaks_even_the_plan_asked_with_it_is_nearest_to_nothing() -> None:
    budget = [{**KENT["budget"][0], "pounds": str(int(KENT["budget"][0]["pounds"]) - 23_000_000)}, *KENT["budget"][1:]]
    outcome = planned({**KENT, "budget": budget})
    (only,) = try_factors(outcome, [band_d(outcome)], Measure.GAP_IN_LAST_YEAR)
    assert only.breaks_even_at is not None
    gaps = [
        int(
            asked_with({**KENT, "budget": budget}, cash_of(outcome, round((only.breaks_even_at + step) * 10_000))).gap[
                0, -1
            ]
        )
        for step in (-0.01, 0, 0.01)
    ]

    assert gaps[0] > 0 > gaps[2]
    assert abs(gaps[1]) < min(gaps[0], -gaps[2])


def test_band_d_and_another_factor_move_together(kent: PlanOutcome) -> None:
    grid = try_two(kent, band_d(kent), factors(kent)["tax_base_growth"], 3, Measure.GAP_IN_LAST_YEAR)
    both = {"band_d": np.array([grid.first_values[0]]), "tax_base_growth": np.array([grid.second_values[-1]])}
    alone = run_scenarios(kent.terms, kent.run.path, both, 1)

    assert grid.measured[0, -1] == alone.gap[0, -1]
    assert (np.diff(grid.measured, axis=0) <= 0).all()


def test_a_requirement_of_a_later_year_is_moved_from_what_the_base_makes_of_it() -> None:
    later = [{"increase": {"kind": "requirement", "pounds": "95300000"}}]
    asked = {**NEW_MONEY, "years": 2, "rates": {"tax_base_growth_percent": ["1.7"]}, "later_years": later}
    outcome, more = planned(asked), planned({**asked, "rates": {"tax_base_growth_percent": ["2"]}})
    values = {"band_d": np.array([-0.75]), "tax_base_growth": np.array([0.3])}
    found = run_scenarios(outcome.terms, outcome.run.path, values, 1)

    assert found.gap.tolist() == moved(more, -0.75).gap.tolist()


def test_the_answer_has_band_d_with_its_ends_and_a_range_of_the_callers_own_within_them(kent: PlanOutcome) -> None:
    ends = band_d(kent)
    asked = {**KENT, "ranges": [{"factor": "band_d", "low": "-2.5", "high": "0"}]}
    found = sensitivity.answer(msgspec.convert(asked, sensitivity.SensitivityRequest), register())
    (told,) = (each for each in found.factors if each.factor == "band_d")
    tried = try_factors(kent, [replace(ends, low=-2.5, high=0)], Measure.GAP_IN_LAST_YEAR)[0]

    assert (told.low, told.high, told.unit) == ("-2.5", "0", "pounds_a_year")
    assert float(told.gap_in_last_year_at_low_pounds) * 100 == tried.at_low[Measure.GAP_IN_LAST_YEAR]
    beyond = {**KENT, "ranges": [{"factor": "band_d", "low": "-2.5", "high": "9000"}]}
    with pytest.raises(AssumptionOutOfRange, match="goes beyond"):
        sensitivity.answer(msgspec.convert(beyond, sensitivity.SensitivityRequest), register())


def test_a_simulation_draws_no_band_d_and_refuses_its_range_by_name() -> None:
    asked = {**KENT, "draws": 2}
    found = plan_simulations.answer(msgspec.convert(asked, plan_simulations.PlanSimulationRequest), register())
    ranged = {**asked, "ranges": [{"factor": "band_d", "low": "-1", "high": "0"}]}

    assert "band_d" not in {each.factor for each in found.factors}
    with pytest.raises(AssumptionOutOfRange, match="decided, and not drawn"):
        plan_simulations.answer(msgspec.convert(ranged, plan_simulations.PlanSimulationRequest), register())
