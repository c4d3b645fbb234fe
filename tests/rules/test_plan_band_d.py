"""Band D of a plan's futures: what is asked for as a requirement is raised from the base of the future, and judged so."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from tests.builders import register
from tests.rules.test_plan_factors import KENT, NEW_MONEY, factors, planned

from precept.api.plan_simulations import PlanSimulationAnswer, PlanSimulationRequest, answer
from precept.funding.plan.factors import run_scenarios
from precept.funding.plan.simulation import simulate_plan
from precept.register.refusals import AssumptionOutOfRange

Json = dict[str, Any]
RAISED: Json = {
    **NEW_MONEY,
    "years": 5,
    "rates": {"tax_base_growth_percent": ["1.7"]},
    "later_years": [
        {"increase": {"kind": "requirement", "pounds": "95300000"}},
        {"increase": {"kind": "percent", "percent": "1.9"}},
        {"increase": {"kind": "maximum"}},
        {"increase": {"kind": "requirement", "pounds": "113000000"}},
    ],
}
POINTS = (-9.5, -0.6, 0.0, 0.31, 0.9, 20.0)


def simulated(asked: Json) -> PlanSimulationAnswer:
    return answer(msgspec.convert(asked, PlanSimulationRequest), register())


@pytest.mark.parametrize("rounding", ["penny", "four_decimals", "multiple_of_9p"])
@pytest.mark.parametrize("baseline", [None, {"kind": "requirement", "pounds": "91000000"}, {"kind": "freeze"}])
def test_a_future_with_another_tax_base_is_the_plan_asked_with_that_growth(
    rounding: str, baseline: Json | None
) -> None:
    asked = {**RAISED, "precept": {**RAISED["precept"], "rounding": {"band_d": rounding}}}
    if baseline is not None:
        asked["baseline"] = baseline
    central = planned(asked)
    moved = run_scenarios(central.terms, central.run.path, {"tax_base_growth": np.array(POINTS)}, len(POINTS))
    found = set()
    for row, points in enumerate(POINTS):
        own = planned({**asked, "rates": {"tax_base_growth_percent": [f"{1.7 + points:.2f}"]}}).run

        assert moved.path.as_set.band_d[row].tolist() == [each.band_d for each in own.path.outcomes]
        assert moved.path.as_set.over_limit[row].tolist() == [each.verdict.excessive for each in own.path.outcomes]
        assert moved.gap[row].tolist() == own.gap[0].tolist()
        found.update(zip(range(5), moved.path.as_set.over_limit[row].tolist(), strict=True))
    assert {(1, False), (1, True), (4, False), (4, True)} <= found


def test_what_is_asked_for_as_a_requirement_is_raised_whatever_the_base() -> None:
    outcome = planned(RAISED)
    moved = run_scenarios(outcome.terms, outcome.run.path, {"tax_base_growth": np.array([-9.5, 9.5])}, 2)
    raised = -moved.gap[:, [1, 4]]

    assert np.abs(raised - [95_300_000_00, 113_000_000_00]).max() < 10_000_00


def test_a_simulation_says_how_often_the_limit_is_broken() -> None:
    found = simulated({**RAISED, "draws": 900})
    outcome = planned(RAISED)
    draws = simulate_plan(outcome, list(factors(outcome).values()), seed=2016, draws=900)
    said = [year.over_limit_percent for year in found.years]

    assert said == [f"{100 * share:.2f}" for share in draws.over_limit.mean(axis=0)]
    assert said[0] == said[2] == said[3] == "0.00"
    assert 0 < float(said[1] or 0) < 100
    assert draws.over_limit[:, 1].tolist() == (draws.factors["tax_base_growth"][:, 1] < _breaks_at(1)).tolist()


def _breaks_at(year: int) -> float:
    """The points of growth below which band D of a year is excessive, by asking for the plan again and again."""
    low, high = -0.6, 0.9
    while high - low > 0.00005:
        middle = (low + high) / 2
        grown = {**RAISED, "rates": {"tax_base_growth_percent": [f"{1.7 + middle:.4f}"]}}
        low, high = (middle, high) if planned(grown).run.path.outcomes[year].verdict.excessive else (low, middle)
    return high


def test_a_year_without_a_limit_has_no_share_over_it_and_one_of_percent_has_all_or_none() -> None:
    wales: Json = {
        **NEW_MONEY,
        "precept": {
            "police_area": "W15000003",
            "financial_year": "2016-17",
            "increase": {"kind": "percent", "percent": "9"},
            "prior_band_d_pounds": "205",
            "tax_base": "140000",
        },
    }
    too_much = {**NEW_MONEY, "later_years": [{"increase": {"kind": "percent", "percent": "20"}}]}

    assert [year.over_limit_percent for year in simulated({**wales, "draws": 5}).years] == [None] * 4
    assert [year.over_limit_percent for year in simulated({**too_much, "draws": 5}).years] == ["0.00"] + ["100.00"] * 3


# --- by a month ----------------------------------------------------------------------------------

CERTAIN: Json = {
    **KENT,
    "uplift": {**KENT["uplift"], "officers": 6, "start_month": "2020-07", "assumptions": {"volunteers": "150"}},
}
SOUGHT: Json = {
    **CERTAIN,
    "draws": 400,
    "ranges": [{"factor": "start_delay", "low": "0", "high": "9"}],
}


def test_the_officers_are_reached_by_march_as_often_as_by_the_years_end() -> None:
    years = simulated(SOUGHT).years
    by_march = [simulated({**SOUGHT, "by_month": f"{year}-03"}).reached_by_month_percent for year in range(2021, 2025)]

    assert by_march == [year.reached_percent for year in years]
    assert 0 < float(by_march[0] or 0) < float(by_march[1] or 0) < 100


def test_a_month_between_lies_between_and_none_is_reached_before_it_begins() -> None:
    texts = [
        simulated({**SOUGHT, "by_month": month}).reached_by_month_percent
        for month in ("2020-04", "2020-06", "2021-03", "2021-11", "2022-03")
    ]
    shares = [float(text or -1) for text in texts]

    assert shares[:2] == [0, 0]
    assert shares[2] < shares[3] < shares[4]


def test_a_plan_of_certain_months_is_reached_in_the_month_that_its_uplift_is() -> None:
    points = [
        {"factor": each.name, "low": f"{each.central:g}", "high": f"{each.central:g}"}
        for each in factors(planned(CERTAIN)).values()
    ]
    certain = {**CERTAIN, "ranges": points, "draws": 1}
    uplift = planned(CERTAIN).terms.uplift
    assert uplift is not None
    sought = float(uplift.run.authorised_sought[0])
    first = int(np.argmax(uplift.run.authorised[0] >= sought - 1e-6))
    months = [uplift.question.month_text(first + step) for step in (-1, 0)]

    assert [simulated({**certain, "by_month": month}).reached_by_month_percent for month in months] == [
        "0.00",
        "100.00",
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"by_month": "2020-03"}, "Give a month from 2020-04 to 2024-03"),
        ({"by_month": "2024-04"}, "Give a month from 2020-04 to 2024-03"),
        ({"by_month": "2021-04", "uplift": None}, "Give uplift"),
    ],
)
def test_a_month_outside_the_plan_or_without_officers_is_refused_by_name(changed: Json, words: str) -> None:
    asked = {name: value for name, value in {**SOUGHT, "ranges": [], **changed}.items() if value is not None}
    with pytest.raises(AssumptionOutOfRange) as refused:
        simulated(asked)

    assert refused.value.field == "by_month"
    assert words in refused.value.remedy


def test_without_a_month_no_share_is_told() -> None:
    assert simulated({**SOUGHT, "draws": 2}).reached_by_month_percent is None
