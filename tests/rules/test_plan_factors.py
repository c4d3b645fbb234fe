"""What moves a plan: each factor is the plan asked with another figure, and a future is a plan of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.builders import register

from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.funding.plan import simulation
from precept.funding.plan.assess import PlanOutcome, plan
from precept.funding.plan.factors import Factor, factors_of, parameter_held, run_scenarios
from precept.funding.plan.sensitivity import Measure, measures_of, try_factors, try_two, unit_effects
from precept.funding.plan.simulation import (
    BLOCK,
    Block,
    Draws,
    block,
    blocks_together,
    drawn,
    drivers,
    simulate_plan,
    triangular,
)
from precept.register.units import half_up

KENT = {**KENT_PLAN, "collection_fund_pounds": ["1200000", "400000"], "rates": {"tax_base_growth_percent": ["1.7"]}}

NEW_MONEY: dict[str, Any] = {
    "precept": {"police_area": "E23000032", "financial_year": "2016-17", "increase": {"kind": "cash", "pounds": "5"}},
    "years": 4,
}
"""A plan of council tax alone, the tax base of each of whose years is held."""


def planned(asked: dict[str, Any]) -> PlanOutcome:
    request = msgspec.convert(asked, PlanAsked)
    return plan(request.to_question(register()), request.to_rates(), register())


@pytest.fixture(scope="module")
def kent() -> PlanOutcome:
    return planned(KENT)


def factors(outcome: PlanOutcome) -> dict[str, Factor]:
    return {each.name: each for each in factors_of(outcome.terms, register())}


# --- scenarios -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "field", "percent"),
    [
        ("tax_base_growth", 0.9, "tax_base_growth_percent", ["2.6"]),
        ("grant_growth", -2.0, "grant_growth_percent", ["-2"]),
        ("increments", 1.0, "increments_percent", ["1"]),
    ],
)
def test_a_rate_moved_by_points_is_the_plan_asked_with_the_moved_rate(
    kent: PlanOutcome, name: str, value: float, field: str, percent: list[str]
) -> None:
    moved = run_scenarios(kent.terms, kent.run.path, {name: np.array([value])}, 1)
    asked = planned({**KENT, "rates": {**KENT["rates"], field: percent}})

    assert moved.gap.tolist() == asked.run.gap.tolist()


def test_a_pay_award_moved_by_points_is_the_plan_asked_with_that_award() -> None:
    held = [2.5, 0.0, 5.0, 7.0]
    awards = [f"{each - 1:g}" for each in held]
    asked = planned(
        {**KENT, "rates": {**KENT["rates"], "officers_award_percent": awards, "staff_award_percent": awards}}
    )
    central = planned({**KENT, "rates": {**KENT["rates"], "officers_award_percent": [f"{each:g}" for each in held]}})
    moved = run_scenarios(central.terms, central.run.path, {"pay_award": np.array([-1.0])}, 1)

    budget = [line.by_year.tolist() for line in moved.spending[:-1]]
    assert budget == [line.by_year.tolist() for line in asked.run.spending[:-1]]
    uplift, as_asked = moved.spending[-1].by_year[0], asked.run.spending[-1].by_year[0]
    assert np.abs(uplift - as_asked).max() < as_asked.max() / 2_000
    assert (uplift[1:] < central.run.spending[-1].by_year[0, 1:]).all()


def test_price_growth_moved_by_points_moves_the_uplift_as_the_plan_asked_with_it() -> None:
    grown = {**KENT, "rates": {**KENT["rates"], "price_growth_percent": ["2"]}}
    dearer = planned({**KENT, "rates": {**KENT["rates"], "price_growth_percent": ["3.5"]}})
    central = planned(grown)
    moved = run_scenarios(central.terms, central.run.path, {"price_growth": np.array([1.5])}, 1)

    assert np.abs(moved.gap - dearer.run.gap).max() <= 100
    uplift = [each.spending[-1].by_year[0, -1] for each in (central.run, moved)]
    assert uplift[0] < uplift[1]


@pytest.mark.parametrize(("name", "value"), [("pass_rate", "0.7"), ("attrition", "0.12"), ("volunteers", "150")])
def test_a_parameter_of_the_uplift_moved_is_the_plan_asked_with_it(kent: PlanOutcome, name: str, value: str) -> None:
    moved = run_scenarios(kent.terms, kent.run.path, {name: np.array([float(value)])}, 1)
    asked = planned({**KENT, "uplift": {**KENT["uplift"], "assumptions": {name: value}}})
    assert moved.people is not None
    assert asked.run.people is not None

    assert moved.gap.tolist() == asked.run.gap.tolist()
    assert moved.people.deployable.tolist() == asked.run.people.deployable.tolist()


def test_one_scenario_among_many_is_the_same_scenario_alone(kent: PlanOutcome) -> None:
    values = {"pay_award": np.linspace(-1, 1, 9), "pass_rate": np.linspace(0.45, 0.75, 9)}
    together = run_scenarios(kent.terms, kent.run.path, values, 9)
    alone = run_scenarios(kent.terms, kent.run.path, {name: each[4:5] for name, each in values.items()}, 1)

    assert together.gap[4].tolist() == alone.gap[0].tolist()
    assert together.reserves.general[4].tolist() == alone.reserves.general[0].tolist()


def test_a_late_start_is_the_plan_asked_with_the_later_month(kent: PlanOutcome) -> None:
    late = run_scenarios(kent.terms, kent.run.path, {"start_delay": np.array([0.0, 5.0, 14.0])}, 3)
    for row, month in enumerate(("2020-04", "2020-09", "2021-06")):
        asked = planned({**KENT, "uplift": {**KENT["uplift"], "start_month": month}})
        assert late.people is not None
        assert asked.run.people is not None

        assert late.gap[row].tolist() == asked.run.gap[0].tolist()
        assert late.people.deployable[row].tolist() == asked.run.people.deployable[0].tolist()
        assert late.people.deployable_by_month[row, -1] == asked.run.people.deployable_by_month[0, -1]


@pytest.mark.parametrize(("points", "course", "nonpay"), [(0, "10200", "1020"), (1, "10300", "1030")])
def test_a_price_that_is_given_stays_of_its_year_when_the_start_is_late(points: int, course: str, nonpay: str) -> None:
    """£10,000 a place in 2020-21 is £10,200 in 2021-22 where prices grow by 2%, whenever the uplift begins."""
    held = {"rates": {"price_growth_percent": ["2"]}}
    uplift = {**KENT["uplift"], "assumptions": {"course_cost": "10000", "nonpay_recurring": "1000"}}
    known = planned({**KENT, **held, "uplift": uplift})
    moved = {"start_delay": np.array([14.0]), "price_growth": np.array([float(points)])}
    late = run_scenarios(known.terms, known.run.path, moved, 1).people
    dearer = {**uplift, "start_month": "2021-06", "assumptions": {"course_cost": course, "nonpay_recurring": nonpay}}
    asked = planned({**KENT, "rates": {"price_growth_percent": [str(2 + points)]}, "uplift": dearer}).run.people

    assert late is not None
    assert asked is not None
    assert late.one_off[0, 1] == pytest.approx(asked.one_off[0, 1], abs=100)
    assert late.recurring[0] == pytest.approx(asked.recurring[0], abs=100)
    if not points:
        assert late.one_off.tolist() == asked.one_off.tolist()
        assert late.recurring.tolist() == asked.recurring.tolist()


@pytest.mark.parametrize(("name", "value"), [("conversion_pass_rate", "0.8"), ("transferee_applicants", "12")])
def test_an_uplift_by_transfer_is_moved_by_what_transferees_have(name: str, value: str) -> None:
    transfers = {**KENT["uplift"], "staffing": "transferee"}
    central = planned({**KENT, "uplift": transfers})
    moved = run_scenarios(central.terms, central.run.path, {name: np.array([float(value)])}, 1)
    asked = planned({**KENT, "uplift": {**transfers, "assumptions": {name: value}}})
    assert moved.people is not None
    assert asked.run.people is not None

    assert moved.gap.tolist() == asked.run.gap.tolist() != central.run.gap.tolist()
    assert moved.people.deployable.tolist() == asked.run.people.deployable.tolist()


def test_what_only_volunteers_have_is_not_tried_on_transferees_nor_the_other_way_round(kent: PlanOutcome) -> None:
    of_volunteers, of_transferees = (
        {"pass_rate", "volunteers", "selection_rate"},
        {"conversion_pass_rate", "transferee_applicants"},
    )
    by_transfer = factors(planned({**KENT, "uplift": {**KENT["uplift"], "staffing": "transferee"}}))

    assert factors(kent).keys() - by_transfer.keys() == of_volunteers
    assert by_transfer.keys() - factors(kent).keys() == of_transferees


# --- one at a time -------------------------------------------------------------------------------


def test_the_factor_that_moves_the_plan_most_comes_first(kent: PlanOutcome) -> None:
    tried = try_factors(kent, list(factors(kent).values()), Measure.GAP_IN_LAST_YEAR)
    swings = [abs(each.swing(Measure.GAP_IN_LAST_YEAR)) for each in tried]

    assert swings == sorted(swings, reverse=True)
    assert sum(swing > 0 for swing in swings) >= len(swings) - 2


def test_a_surplus_that_never_comes_is_missing_in_its_year(kent: PlanOutcome) -> None:
    (only,) = try_factors(kent, [factors(kent)["collection_fund"]], Measure.GAP_OVER_THE_PLAN)

    assert only.at_low[Measure.GAP_OVER_THE_PLAN] - only.at_high[Measure.GAP_OVER_THE_PLAN] == 1_600_000_00


def test_a_grid_shows_the_whole_numbers_it_was_worked_out_with(kent: PlanOutcome) -> None:
    known = factors(kent)
    late = replace(known["start_delay"], high=3)
    found = try_two(kent, late, known["collection_fund"], 5, Measure.GAP_IN_LAST_YEAR)

    assert found.first_values == (0, 1, 2, 3)
    assert found.measured.shape == (4, 5)
    alone = run_scenarios(kent.terms, kent.run.path, {"start_delay": np.array([2.0])}, 1)
    assert found.measured[2, -1] == alone.gap[0, -1]


def test_two_factors_at_their_central_values_are_the_plan_itself(kent: PlanOutcome) -> None:
    known = factors(kent)
    first = Factor("pay_award", "points", 0, -1, 1, None, None)
    found = try_two(kent, first, known["collection_fund"], 3, Measure.GAP_IN_LAST_YEAR)

    assert found.first_values == (-1, 0, 1)
    assert found.measured[1, 2] == measures_of(kent.run)[Measure.GAP_IN_LAST_YEAR][0]


def test_a_pound_on_band_d_is_worth_the_tax_base(kent: PlanOutcome) -> None:
    effects = {each.name: each for each in unit_effects(kent)}

    assert effects["one pound on band D"].first_year == -half_up(int(kent.run.path.tax_base[0, 0]), 10)
    assert effects["one percent more grant"].first_year == -2_060_000_00
    assert (
        effects["one point more on every pay award"].last_year > effects["one point more on every pay award"].first_year
    )


# --- many futures --------------------------------------------------------------------------------


def test_any_number_of_threads_gives_the_same_draws(kent: PlanOutcome) -> None:
    known = list(factors(kent).values())
    one, two = (simulate_plan(kent, known, seed=7, draws=9_300, threads=threads) for threads in (1, 2))

    assert one.gap.tobytes() == two.gap.tobytes()
    assert one.deployable is not None
    assert two.deployable is not None
    assert one.deployable.tobytes() == two.deployable.tobytes()


def test_a_draw_is_the_same_alone_and_among_more(kent: PlanOutcome) -> None:
    known = list(factors(kent).values())
    many = simulate_plan(kent, known, seed=7, draws=2_100)
    again = block(kent, known, seed=7, number=2)

    assert many.gap.shape == (2_100, 4)
    assert many.gap[2 * BLOCK + 50].tolist() == again.gap[50].tolist()


@pytest.mark.parametrize("draws", [1, 499, 500, 501, 1_999, 2_000, 2_001, 4_100])
def test_any_number_of_draws_begins_with_the_same_ones(kent: PlanOutcome, draws: int) -> None:
    known = list(factors(kent).values())
    most, some = (simulate_plan(kent, known, seed=7, draws=asked) for asked in (4_100, draws))

    assert some.gap.tobytes() == most.gap[:draws].tobytes()
    assert some.factors["pass_rate"].tobytes() == most.factors["pass_rate"][:draws].tobytes()


def test_what_is_watched_is_every_draw_in_order(kent: PlanOutcome) -> None:
    watched: list[Block] = []
    draws = simulate_plan(kent, list(factors(kent).values()), seed=7, draws=9_300, threads=2, watch=watched.append)

    assert np.concatenate([each.gap for each in watched]).tobytes() == draws.gap.tobytes()


def test_a_run_that_is_broken_off_begins_no_other_block(kent: PlanOutcome, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []

    def counted(*args: Any, numbers: range, **more: Any) -> Block:
        begun.append(numbers)
        return blocks_together(*args, numbers=numbers, **more)

    def stop(_: Block) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulation, "blocks_together", counted)
    with pytest.raises(KeyboardInterrupt):
        simulate_plan(kent, list(factors(kent).values()), seed=7, draws=1_000_000, watch=stop)
    assert len(begun) <= 3


def test_what_is_known_is_the_same_in_every_draw(kent: PlanOutcome) -> None:
    known = factors(kent)
    draws = drawn(list(known.values()), seed=7, number=0, years=4)

    assert known["pay_award"].settled == (True, True, True, True)
    assert (draws["pay_award"] == 0).all()
    assert draws["tax_base_growth"].std() > 0


def test_awards_go_with_the_prices_of_the_year_before_as_far_as_is_said() -> None:
    future = {**KENT, "rates": {"tax_base_growth_percent": ["1.7"], "officers_award_percent": ["3"]}}
    known = factors(planned({**future, "rates": {**future["rates"], "price_growth_percent": ["2"]}}))
    drawn_together = [drawn(list(known.values()), seed=7, number=number, years=4) for number in range(20)]
    awards, prices = (np.concatenate([each[name] for each in drawn_together]) for name in ("pay_award", "price_growth"))

    for year in range(1, 4):
        assert np.corrcoef(awards[:, year], prices[:, year - 1])[0, 1] == pytest.approx(0.89, abs=0.02)
        assert abs(np.corrcoef(awards[:, year], prices[:, year])[0, 1]) < 0.04
    assert awards[:, 2].mean() == pytest.approx(awards[:, 0].mean(), abs=0.03)


def test_the_correlation_of_awards_with_prices_is_that_of_the_figures_held() -> None:
    held = register()
    pairs = [
        (float(award.headline_percent if award.consolidated_percent is None else award.consolidated_percent), growth)
        for award in held.pay_awards.rows
        if (growth := held.consumer_prices.get(award.effective_from.year - 1)) is not None
    ]
    awards = [award for award, _ in pairs]
    prices = [float(row.cpi_growth_percent) for _, row in pairs]

    assert len(pairs) == 11
    assert round(float(np.corrcoef(awards, prices)[0, 1]), 2) == float(
        parameter_held("award_follows_prices", held).default
    )


def test_a_factor_has_the_same_numbers_whatever_else_is_drawn_and_however_long_the_plan(kent: PlanOutcome) -> None:
    known = factors(kent)
    alone = drawn([known["pass_rate"]], seed=7, number=0, years=2)
    among = drawn(list(known.values()), seed=7, number=0, years=4)

    assert alone["pass_rate"].tolist() == among["pass_rate"].tolist()


def test_what_transferees_have_is_drawn_from_the_numbers_of_what_it_stands_for(kent: PlanOutcome) -> None:
    by_transfer = factors(planned({**KENT, "uplift": {**KENT["uplift"], "staffing": "transferee"}}))
    found = [drawn(list(each.values()), seed=7, number=0, years=4) for each in (factors(kent), by_transfer)]

    for name, other in (("volunteers", "transferee_applicants"), ("pass_rate", "conversion_pass_rate")):
        assert np.argsort(found[0][name]).tolist() == np.argsort(found[1][other]).tolist()
    for name in ("attrition", "grant_growth", "start_delay"):
        assert found[0][name].tolist() == found[1][name].tolist()


def test_ranges_that_are_points_give_the_plain_plan_in_every_draw(kent: PlanOutcome) -> None:
    points = [
        Factor(each.name, each.unit, each.central, each.central, each.central, None, None)
        for each in factors(kent).values()
    ]
    draws = simulate_plan(kent, points, seed=7, draws=50)

    assert {tuple(each) for each in draws.gap.tolist()} == {tuple(kent.run.gap[0].tolist())}
    assert draws.deployable is not None
    assert kent.run.people is not None
    assert {tuple(each) for each in draws.deployable.tolist()} == {tuple(kent.run.people.deployable[0].tolist())}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("pass_rate", 0.01, 0.02),
        ("attrition", 0.3, 0.3),
        ("class_size", 1, 2),
        ("intakes", 11, 12),
        ("start_delay", 6, 12),
        ("pay_award", 1, 2),
    ],
)
def test_what_is_drawn_lies_in_the_range_given_wherever_the_plan_itself_lies(
    kent: PlanOutcome, name: str, low: float, high: float
) -> None:
    factor = replace(factors(kent)[name], low=low, high=high, settled=())
    values = drawn([factor], seed=7, number=0, years=4)[name]

    assert values.min() >= low
    assert values.max() <= high


def test_an_award_of_a_year_after_known_prices_is_drawn_by_itself() -> None:
    request = {**KENT, "rates": {**KENT["rates"], "officers_award_percent": ["3"]}}
    known = factors(planned(request))
    together = [drawn(list(known.values()), seed=7, number=number, years=4) for number in range(8)]
    awards = np.concatenate([each["pay_award"] for each in together])
    free = replace(known["price_growth"], settled=())
    unsettled = [
        drawn([free if each.name == "price_growth" else each for each in known.values()], seed=7, number=n, years=4)
        for n in range(8)
    ]
    would_be = np.concatenate([each["price_growth"] for each in unsettled])

    assert known["price_growth"].settled == (True, True, True, True)
    assert abs(np.corrcoef(awards[:, 1], would_be[:, 0])[0, 1]) < 0.05


def test_awards_of_staff_alone_leave_those_of_officers_known() -> None:
    asked = planned({**KENT, "rates": {**KENT["rates"], "staff_award_percent": ["2"]}})

    assert all(factors(asked)["pay_award"].settled)


@pytest.mark.parametrize("start", ["2020-04", "2022-09"])
def test_a_price_the_caller_gives_moves_only_after_the_uplifts_first_year(start: str) -> None:
    uplift = {
        **KENT["uplift"],
        "start_month": start,
        "assumptions": {"course_cost": "20000", "nonpay_recurring": "3000"},
    }
    low, high = (
        planned({**KENT, "uplift": uplift, "rates": {**KENT["rates"], "price_growth_percent": [percent]}})
        for percent in ("2", "4")
    )
    moved = run_scenarios(low.terms, low.run.path, {"price_growth": np.array([2.0])}, 1)

    assert np.abs(moved.gap - high.run.gap).max() <= 200
    assert (high.run.gap != low.run.gap).any()


def test_a_triangle_has_the_mean_of_its_corners_and_stays_within_them() -> None:
    factor = Factor("pass_rate", "share", 0.55, 0.45, 0.75, None, None)
    values = triangular(np.random.Generator(np.random.Philox(1)).random(200_000), factor)

    assert values.min() >= 0.45
    assert values.max() <= 0.75
    assert values.mean() == pytest.approx((0.45 + 0.55 + 0.75) / 3, abs=0.001)


def test_volunteers_drive_the_officers_and_grant_the_gap(kent: PlanOutcome) -> None:
    draws = simulate_plan(kent, list(factors(kent).values()), seed=7, draws=2_000)
    assert draws.deployable is not None

    assert next(iter(drivers(draws, draws.gap[:, -1].astype(np.float64)))) == "grant_growth"
    assert next(iter(drivers(draws, draws.deployable[:, -1]))) == "volunteers"


def test_what_has_nothing_to_do_with_a_measure_drives_none_of_it_and_comes_last() -> None:
    """Growth of grants in a plan without a grant, at 500 draws: 1.2 % of the spread goes with it by chance."""
    outcome = planned(
        {**NEW_MONEY, "rates": {"tax_base_growth_percent": ["1.7"]}, "uplift": KENT["uplift"], "years": 5}
    )
    known = [*factors(outcome).values(), Factor("collection_fund", "share", 1, 1, 1, None, None)]
    for seed in range(6):
        draws = simulate_plan(outcome, known, seed=seed, draws=500)
        found = drivers(draws, draws.gap[:, -1].astype(np.float64))
        by_chance = sum(
            np.corrcoef(draws.factors["grant_growth"][:, year], draws.gap[:, -1])[0, 1] ** 2 for year in range(1, 5)
        )

        assert 0 < by_chance < 0.03
        assert found["grant_growth"] == found["collection_fund"] == found["pay_award"] == 0
        assert found["tax_base_growth"] > 0.1
        assert list(found.values()) == sorted(found.values(), reverse=True)


def test_of_factors_that_move_nothing_one_in_a_hundred_is_said_to() -> None:
    """2,000 factors of one to ten years that are noise: 20 are expected above the 99 % point, with a deviation of 4.4."""
    chance = np.random.Generator(np.random.Philox(11))
    said = 0
    for years in range(1, 11):
        noise = {f"{each}": chance.random((400, years)) for each in range(200)}
        draws = Draws(np.zeros((400, 1)), np.zeros((400, 1)), *[np.zeros((400, 1), bool)] * 2, None, None, noise)
        said += sum(share > 0 for share in drivers(draws, chance.random(400)).values())

    assert 7 <= said <= 33


def test_the_only_thing_that_is_unsure_drives_all_of_the_spread_and_no_more() -> None:
    outcome = planned(NEW_MONEY)
    wide = replace(factors(outcome)["tax_base_growth"], low=-20, high=30, settled=())
    draws = simulate_plan(outcome, [wide], seed=2016, draws=1_000)

    assert 0.97 < drivers(draws, draws.gap[:, -1].astype(np.float64))["tax_base_growth"] <= 1


def test_one_draw_has_no_drivers(kent: PlanOutcome) -> None:
    draws = simulate_plan(kent, list(factors(kent).values()), seed=7, draws=1)

    assert set(drivers(draws, draws.gap[:, -1].astype(np.float64)).values()) == {0}


def test_a_range_of_its_own_leaves_every_other_factor_at_the_plans_value(kent: PlanOutcome) -> None:
    known = {**factors(kent), "pay_award": Factor("pay_award", "points", 0, 1, 2, None, None)}
    apart, together = (
        {each.factor.name: each for each in try_factors(kent, chosen, Measure.GAP_IN_LAST_YEAR)}
        for chosen in ([known["grant_growth"]], list(known.values()))
    )

    assert apart["grant_growth"].at_low == together["grant_growth"].at_low
    assert apart["grant_growth"].breaks_even_at == together["grant_growth"].breaks_even_at


def test_a_measure_that_is_nothing_throughout_breaks_even_nowhere() -> None:
    outcome = planned({**KENT, "general_reserve": {}})
    (only,) = try_factors(outcome, [factors(outcome)["grant_growth"]], Measure.GENERAL_RESERVE)

    assert only.at_low[Measure.GENERAL_RESERVE] == only.at_high[Measure.GENERAL_RESERVE] == 0
    assert only.breaks_even_at is None


def test_a_deficit_may_be_worse_than_given_and_never_better() -> None:
    outcome = planned({**KENT_PLAN, "collection_fund_pounds": ["-1000000"]})
    fund = factors(outcome)["collection_fund"]

    assert (fund.low, fund.central, fund.high) == (1, 1, 2)
