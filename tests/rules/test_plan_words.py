"""What is said of a plan that is unsure: of one future, and of what is missing or left."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.builders import register
from tests.rules.test_plan_factors import KENT, NEW_MONEY

from precept.api import plan_simulations, sensitivity
from precept.api.plans import KENT_PLAN
from precept.charts.chart import Unit
from precept.charts.fan import FanWords, Percentiles, fan
from precept.register.units import sterling


def simulated(asked: dict[str, Any]) -> plan_simulations.PlanSimulationAnswer:
    return plan_simulations.answer(msgspec.convert(asked, plan_simulations.PlanSimulationRequest), register())


def tried(asked: dict[str, Any]) -> sensitivity.SensitivityAnswer:
    return sensitivity.answer(msgspec.convert(asked, sensitivity.SensitivityRequest), register())


def in_sterling(pounds: str) -> str:
    return sterling(int(pounds.replace(".", "")))


def test_one_draw_is_one_future() -> None:
    found = simulated({**KENT, "draws": 1})
    last = found.years[-1]
    assert last.deployable is not None

    assert found.explanation == (
        f"In 2023-24 the one future that is drawn has {in_sterling(last.gap.mean_pounds)} missing before reserves and "
        f"{last.deployable.mean} deployable officers; it has not had the number sought."
    )
    assert "nine in ten of 2 futures" in simulated({**KENT, "draws": 2}).explanation


def test_futures_with_money_left_are_told_without_a_sign() -> None:
    found = simulated({**NEW_MONEY, "draws": 200})
    gap = found.years[-1].gap

    assert gap.percentile_5_pounds.startswith("-")
    assert f"between {in_sterling(gap.percentile_5_pounds.lstrip('-'))} left and " in found.explanation
    assert "-£" not in found.explanation


def test_a_fan_of_one_draw_speaks_of_one_future() -> None:
    words = FanWords("Kent: gap", "Kent's gap", "in", Unit.POUNDS)
    spread = [Percentiles(year, (amount,) * 5) for year, amount in (("2016-17", "1.00"), ("2017-18", "-2.00"))]

    assert fan(words, spread, 1).sentence == "Kent's gap in one future: £1.00 in 2016-17 and -£2.00 in 2017-18."


@pytest.mark.parametrize(("asked", "word"), [(KENT_PLAN, "missing"), (NEW_MONEY, "left")])
def test_a_gap_is_missing_and_one_below_nothing_is_left(asked: dict[str, Any], word: str) -> None:
    for measure, begins in (("gap_in_last_year", "In 20"), ("gap_over_the_plan", "Over the plan £")):
        found = tried({**asked, "measure": measure})

        assert found.explanation.startswith(begins)
        assert f"{in_sterling(found.central.lstrip('-'))} is {word}." in found.explanation
        assert "-£" not in found.explanation


def test_a_reserve_and_officers_are_said_with_their_day() -> None:
    reserve, officers = (tried({**KENT_PLAN, "measure": measure}) for measure in ("general_reserve", "deployable"))

    assert reserve.explanation.startswith(f"On 31 March 2024 the general reserve is {in_sterling(reserve.central)}. ")
    assert officers.explanation.startswith(f"On 31 March 2024 deployable officers are {officers.central}. ")
