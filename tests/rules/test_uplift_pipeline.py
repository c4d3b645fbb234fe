"""The training pipeline of an uplift: officers and course places month by month (cost model 6.3 and 6.6)."""

from dataclasses import fields
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from precept.uplift import (
    BackfillProgression,
    CountedAs,
    PipelineAssumptions,
    PipelineLimit,
    PipelineRun,
    Staffing,
    TrainingPathway,
    UpliftPlan,
    first_month_at,
    places_allowed_a_year,
    rows_of,
    run_backfill,
    run_pipeline,
)
from precept.uplift.errors import ParameterMissing, ParameterOutOfRange, RowsDisagree, UpliftError
from precept.uplift.months import places_taken_up

DEFAULTS = {
    "attrition": 0.08,
    "net_transfers": -1,
    "deployable_share": 0.91,
    "volunteers": 50,
    "selection_rate": 0.35,
    "transferee_applicants": 5,
    "pass_rate": 0.55,
    "conversion_pass_rate": 1,
    "course_weeks": 9,
    "conversion_weeks": 4,
    "wait_months": 0,
    "class_size": 9,
    "intakes": 4,
    "instructors": 6,
    "instructor_days": 190,
    "students_per_instructor_course": 2,
    "students_per_instructor_refresher": 4,
    "refresher_days": 20,
    "volunteer_point": 7,
    "entry_point": 1,
    "hire_lag": 13,
    "to_independent": 10,
    "probation_loss": 0.091,
    "arv_life": 4,
    "officers_per_arv": 16,
    "replacement_kit_share": 1,
    "kit_renewal_after": 0,
    "to_eligible_for_firearms": 24,
    "supervisors_per_officer": 0,
    "bridge_hours": 0,
}
"""The defaults of cost model 6.7, and the named assumptions added to them."""

ILLUSTRATION = DEFAULTS | {
    "net_transfers": 0,
    "volunteers": 103,
    "instructors": 7,
    "hire_lag": 0,
    "replacement_kit_share": 0,
    "kit_renewal_after": 48,
}
"""The parameter set `illustration_6_6`: what differs from the defaults, so that 36 places a year are to be had."""

UNLIMITED = {"volunteers": 100_000, "selection_rate": 1, "instructors": 10_000, "instructor_days": 366}


def assume(**overrides: Any) -> PipelineAssumptions:
    return PipelineAssumptions.from_values(DEFAULTS | overrides)


def illustrate(**overrides: Any) -> PipelineAssumptions:
    return PipelineAssumptions.from_values(ILLUSTRATION | overrides)


def ask(
    officers: Any = 24,
    *,
    strength: Any = 76,
    months: int = 48,
    staffing: Staffing = Staffing.CONVERT_AND_BACKFILL,
    **plan: Any,
) -> UpliftPlan:
    return UpliftPlan.of(officers, strength_at_start=strength, months=months, staffing=staffing, **plan)


def run(assumptions: Any = None, plan: Any = None) -> PipelineRun:
    return run_pipeline(assumptions or assume(), plan or ask())


def measures(record: Any) -> dict[str, np.ndarray]:
    """Every array of a run or a backfill, by name."""
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def assert_same_bits(left: Any, right: Any) -> None:
    for name, values in measures(left).items():
        assert values.tobytes() == measures(right)[name].tobytes(), name


shares = st.floats(0.01, 1)
parameters = st.fixed_dictionaries(
    {
        "attrition": st.floats(0, 0.6),
        "net_transfers": st.floats(-15, 15),
        "volunteers": st.floats(0, 200),
        "selection_rate": shares,
        "pass_rate": shares,
        "course_weeks": st.floats(0.5, 30),
        "wait_months": st.integers(0, 6),
        "class_size": st.floats(0.5, 20),
        "intakes": st.integers(1, 12),
        "instructors": st.floats(0, 20),
        "refresher_days": st.floats(0, 40),
        "deployable_share": shares,
        "entry_point": st.integers(0, 7),
        "hire_lag": st.integers(0, 20),
        "to_independent": st.integers(0, 12),
    }
)
plans = st.builds(
    ask,
    st.floats(-40, 60),
    strength=st.floats(0, 200),
    months=st.integers(1, 60),
    staffing=st.sampled_from(Staffing),
    counted_as=st.sampled_from(CountedAs),
    backfill_progression=st.sampled_from(BackfillProgression),
)


# --- the published illustration ---------------------------------------------------------------------------------------


def to_one_decimal(officers: float) -> float:
    """Round as the cost model does, halves up: 14.85 qualified are printed as 14.9."""
    return float(np.floor(officers * 10 + 0.5) / 10)


@pytest.mark.parametrize(
    ("year", "authorised", "places", "qualified"),
    [(1, 84.3, 36.0, 14.9), (2, 96.5, 34.7, 19.8), (3, 98.6, 15.0, 10.4), (4, 98.6, 15.0, 8.3)],
)
def test_the_four_year_table_of_the_cost_model_is_reproduced(
    year: int, authorised: float, places: float, qualified: float
) -> None:
    """76 in post, 24 more sought, 36 places a year, quarterly intakes, 8 % leave, 55 % pass (cost model 6.6)."""
    illustration = run(illustrate())
    months = slice(12 * (year - 1), 12 * year)

    assert to_one_decimal(illustration.authorised[0, months][-1]) == authorised
    assert to_one_decimal(illustration.places[0, months].sum()) == places
    assert to_one_decimal(illustration.qualified[0, months].sum()) == qualified


def months_until_100(attrition: float, class_size: float) -> int:
    long_run = run(illustrate(attrition=attrition, class_size=class_size, **UNLIMITED), ask(months=240))
    return int(first_month_at(long_run.authorised, np.array([100.0]))[0]) + 1


def test_at_36_places_a_year_a_hundred_is_reached_in_about_two_years_when_8_percent_leave() -> None:
    assert months_until_100(0.08, 9) == 25


def test_at_36_places_a_year_a_hundred_takes_forty_months_when_13_percent_leave() -> None:
    assert months_until_100(0.13, 9) == 40


def test_at_24_places_a_year_a_hundred_is_never_reached_when_13_percent_leave() -> None:
    assert months_until_100(0.13, 6) == 0


def test_a_target_out_of_reach_gives_the_stock_that_is_reached_and_the_limit_that_bound() -> None:
    long_run = run(illustrate(attrition=0.13, class_size=6, **UNLIMITED), ask(months=240))

    assert long_run.authorised[0].max() == pytest.approx(95.08, abs=0.01)
    assert set(long_run.limit[long_run.is_intake]) == {PipelineLimit.INTAKES}


# --- what limits the places -------------------------------------------------------------------------------------------


def test_with_the_defaults_volunteers_are_the_limit_and_allow_seventeen_and_a_half_places_a_year() -> None:
    defaults = run()

    assert defaults.limit[0, 0] == PipelineLimit.VOLUNTEERS
    assert defaults.places_allowed_a_year[0, PipelineLimit.VOLUNTEERS - 1] == 17.5
    assert defaults.places[0, :12].sum() == 17.5


@pytest.mark.parametrize(("strength", "places"), [(76, 33.8), (100, 28.4)])
def test_instructors_allow_fewer_places_as_the_strength_to_be_refreshed_grows(strength: Any, places: float) -> None:
    assumptions = assume()
    allowed = places_allowed_a_year(
        assumptions, TrainingPathway.of(assumptions, Staffing.CONVERT), np.array([float(strength)])
    )

    assert round(allowed[PipelineLimit.INSTRUCTORS - 1, 0], 1) == places


def test_instructors_who_are_all_needed_for_refreshers_allow_no_places() -> None:
    starved = run(assume(instructors=1))

    assert starved.places.sum() == 0
    assert starved.limit[0, 0] == PipelineLimit.INSTRUCTORS


def test_a_range_limits_the_places_only_where_one_is_given() -> None:
    """190 days x 10 students - 75 officers x 20 days leaves 400 student days: 8.9 places of 45 days a year."""
    with_range = assume(range_days=190, students_per_range_day=10, attrition=0, net_transfers=0)

    assert np.isinf(run().places_allowed_a_year[0, PipelineLimit.RANGE - 1])
    limited = run(with_range, ask(strength=75))
    assert limited.limit[0, 0] == PipelineLimit.RANGE
    assert limited.places[0, 0] == pytest.approx(400 / 45 / 4)


def test_a_range_that_is_all_needed_for_refreshers_allows_no_places() -> None:
    assert run(assume(range_days=100, students_per_range_day=10)).places.sum() == 0


def test_the_volunteers_of_a_year_are_shared_among_its_intakes() -> None:
    six_intakes = run(assume(volunteers=24, selection_rate=1, intakes=6))

    assert six_intakes.places[0, :12].tolist() == [4, 0] * 6


def test_of_two_equal_limits_the_one_named_first_is_said_to_bind() -> None:
    tied = np.array([[5.0], [4.0], [4.0], [np.inf]])

    places, limit = places_taken_up(np.array([6.0]), tied)

    assert places[0] == 4
    assert limit[0] == PipelineLimit.INTAKES


def test_a_limit_that_allows_exactly_what_is_asked_does_not_bind() -> None:
    places, limit = places_taken_up(np.array([4.0]), np.array([[5.0], [4.0], [9.0], [np.inf]]))

    assert places[0] == 4
    assert limit[0] == PipelineLimit.NONE


@given(parameters, plans)
def test_places_are_what_was_asked_unless_a_limit_is_named_and_never_negative(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)
    bound = outcome.limit != PipelineLimit.NONE

    assert np.all(outcome.places >= 0)
    assert np.all(outcome.places[~bound] == outcome.asked[~bound])
    assert np.all(outcome.places[bound] < outcome.asked[bound])
    assert not outcome.places[~outcome.is_intake].any()


@pytest.mark.parametrize("intakes", range(1, 13))
def test_every_twelve_months_hold_so_many_intakes_and_the_first_is_in_the_first_month(intakes: int) -> None:
    held = [bool(ask().is_intake_month(month, np.array([intakes]))[0]) for month in range(36)]

    assert held[0]
    assert [sum(held[start : start + 12]) for start in range(24)] == [intakes] * 24


def test_four_intakes_a_year_are_in_months_0_3_6_and_9() -> None:
    assert np.flatnonzero(run().is_intake[0, :12]).tolist() == [0, 3, 6, 9]


# --- stock and flow ---------------------------------------------------------------------------------------------------


@given(parameters, plans)
def test_joiners_and_leavers_balance_every_month(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)
    before = np.concatenate([outcome.plan.strength_at_start[:, np.newaxis], outcome.authorised[:, :-1]], axis=1)

    after = before - outcome.leavers + outcome.qualified + outcome.transfers_net

    np.testing.assert_allclose(outcome.authorised, after, rtol=0, atol=1e-9)


@given(parameters, plans)
def test_the_stock_is_never_below_nothing(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)

    assert outcome.authorised.min() >= 0
    assert outcome.extra_authorised.min() >= 0


@given(parameters, plans)
def test_whoever_begins_a_course_is_in_training_until_it_ends(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)
    ended = outcome.qualified / outcome.pathway.pass_rate[:, np.newaxis]

    np.testing.assert_allclose(
        outcome.in_training, np.cumsum(outcome.places, axis=1) - np.cumsum(ended, axis=1), rtol=0, atol=1e-7
    )


def test_transfers_out_stop_at_the_last_officer() -> None:
    emptied = run(assume(net_transfers=-12, volunteers=0), ask(strength=2.5, months=6))

    assert emptied.authorised[0].tolist() == pytest.approx([1.4827, 0.4724, 0, 0, 0, 0], abs=1e-4)
    assert emptied.authorised[0, 2:].tolist() == [0, 0, 0, 0]
    assert emptied.transfers_net[0, 3:].tolist() == [0, 0, 0]


def test_twelve_months_of_leavers_are_the_attrition_of_a_year() -> None:
    nobody_trained = run(assume(attrition=0.08, net_transfers=0, volunteers=0), ask(strength=100, months=12))

    assert nobody_trained.authorised[0, -1] == pytest.approx(92)


def test_those_who_pass_nine_weeks_are_authorised_in_the_third_month_after_the_intake() -> None:
    outcome = run()

    assert outcome.qualified[0, :4].tolist() == [0, 0, 0, 17.5 / 4 * 0.55]


def test_a_wait_after_the_course_delays_those_who_pass_by_as_many_months() -> None:
    outcome = run(assume(wait_months=2))

    assert np.flatnonzero(outcome.qualified[0])[0] == 5


def test_when_all_pass_and_none_leave_every_officer_asked_for_takes_one_place() -> None:
    ideal = run(assume(pass_rate=1, attrition=0, net_transfers=0, **UNLIMITED))

    assert ideal.places.sum() == 24
    assert ideal.qualified.sum() == 24
    assert ideal.authorised[0, -1] == 100
    assert ideal.leavers.sum() == 0


def test_when_no_officers_are_asked_for_leavers_are_replaced_and_there_is_nobody_extra() -> None:
    """The first course replaces the leavers of four months: its own, and the three until it qualifies."""
    held = run(illustrate(), ask(0))

    assert held.places[0, 0] == pytest.approx(76 * (1 - 0.92 ** (4 / 12)) / 0.55)
    assert held.authorised[0, 3::3] == pytest.approx(76)
    assert held.extra_authorised.max() < 1e-9


def test_when_fewer_are_asked_for_than_there_are_no_course_begins_until_leavers_have_made_the_difference() -> None:
    shrinking = run(illustrate(), ask(-10))
    first_course = np.flatnonzero(shrinking.places[0])[0]

    assert shrinking.authorised[0, first_course - 3] > 66 / 0.92**0.25
    assert shrinking.authorised[0, -1] == pytest.approx(66, abs=1)


def test_places_asked_for_allow_for_the_leavers_and_transfers_until_they_qualify() -> None:
    """(100 - H s^3 + half an officer out a month, those of the first two months less their leavers) / 0.55."""
    outcome = run(assume(net_transfers=-6))
    staying = 0.92 ** (1 / 12)
    strength = 76 * staying - 0.5

    assert outcome.authorised[0, 0] == pytest.approx(strength)
    going = 0.5 * (1 + staying + staying**2)
    assert outcome.asked[0, 0] == pytest.approx((100 - strength * staying**3 + going) / 0.55)


@pytest.mark.parametrize("intakes", range(1, 13))
@pytest.mark.parametrize("wait", [0, 3])
@pytest.mark.parametrize("transfers", [-6, -1, 0, 3])
def test_a_pipeline_with_room_to_spare_reaches_what_is_sought_however_its_courses_overlap(
    intakes: int, wait: int, transfers: int
) -> None:
    ample = UNLIMITED | {"class_size": 1_000, "intakes": intakes, "wait_months": wait, "net_transfers": transfers}
    outcome = run(assume(**ample), ask(months=60))

    assert first_month_at(outcome.authorised, outcome.authorised_sought)[0] >= 0
    assert outcome.authorised.max() < 100 + 1e-6 + max(0, transfers)


def test_those_in_training_who_will_pass_are_not_asked_for_again() -> None:
    """24 more at a pass rate of one half are 48 places; 40 are to be had at the first monthly intake, 8 at the next."""
    certain = {"attrition": 0, "net_transfers": 0, "pass_rate": 0.5, "intakes": 12, "class_size": 40}
    outcome = run(assume(**certain | UNLIMITED))

    assert outcome.asked[0, :6].tolist() == [48, 8, 0, 0, 0, 0]
    assert outcome.places[0, :6].tolist() == [40, 8, 0, 0, 0, 0]
    assert outcome.in_training[0, :6].tolist() == [40, 48, 48, 8, 0, 0]


def test_a_strength_of_nobody_can_be_built_up() -> None:
    built = run(illustrate(), ask(10, strength=0))

    assert built.authorised[0, 24::3] == pytest.approx(10)


def test_officers_counted_as_deployable_need_more_who_are_authorised() -> None:
    deployable = run(illustrate(), ask(counted_as=CountedAs.DEPLOYABLE))

    assert deployable.authorised_sought[0] == 76 + 24 / 0.91
    assert deployable.extra_deployable[0, 36::3] == pytest.approx(24)
    assert deployable.deployable[0] == pytest.approx(deployable.authorised[0] * 0.91)


def test_transferees_take_the_conversion_course_and_qualify_in_a_month() -> None:
    transfers = run(illustrate(transferee_applicants=6), ask(staffing=Staffing.TRANSFEREE))

    assert transfers.places[0, 0] == 1.5
    assert transfers.limit[0, 0] == PipelineLimit.VOLUNTEERS
    assert transfers.qualified[0, :2].tolist() == [0, 1.5]


# --- laws -------------------------------------------------------------------------------------------------------------

better_and_worse = st.tuples(st.floats(0, 0.99), st.floats(0, 0.99)).map(sorted)
fixed_places = {"net_transfers": 0, "volunteers": 40, "instructors": 10_000}
out_of_reach = ask(10_000, months=48)


@given(better_and_worse, st.floats(0, 0.5))
def test_at_fixed_places_a_better_pass_rate_never_means_fewer_qualified(
    pass_rates: list[float], attrition: float
) -> None:
    worse, better = (
        run(assume(pass_rate=rate + 0.01, attrition=attrition, **fixed_places), out_of_reach) for rate in pass_rates
    )

    assert np.array_equal(worse.places, better.places)
    assert np.all(worse.qualified.cumsum(axis=1) <= better.qualified.cumsum(axis=1))


@given(better_and_worse, shares)
def test_at_fixed_places_lower_attrition_never_means_a_lower_stock(attritions: list[float], pass_rate: float) -> None:
    lower, higher = (
        run(assume(attrition=rate, pass_rate=pass_rate, **fixed_places), out_of_reach) for rate in attritions
    )

    assert np.all(lower.authorised >= higher.authorised - 1e-9)


@given(st.lists(st.tuples(parameters, st.floats(-40, 60), st.floats(0, 200)), min_size=2, max_size=6), st.randoms())
def test_the_order_of_the_scenarios_changes_nothing(rows: Any, random: Random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    assumptions, plan = together(rows)
    shuffled = run_pipeline(rows_of(assumptions, np.array(order)), rows_of(plan, np.array(order)))
    in_order = run_pipeline(assumptions, plan)

    for name, values in measures(in_order).items():
        assert values[order].tobytes() == measures(shuffled)[name].tobytes(), name


def together(rows: Any) -> tuple[PipelineAssumptions, UpliftPlan]:
    """One set of assumptions and one plan of as many scenarios as there are rows."""
    names = rows[0][0]
    columns = {name: [values[name] for values, _, _ in rows] for name in names}
    plan = ask([officers for _, officers, _ in rows], strength=[strength for _, _, strength in rows])
    return assume(**columns), plan


def a_thousand_scenarios() -> tuple[PipelineAssumptions, UpliftPlan]:
    draw = np.random.default_rng(2016)
    assumptions = illustrate(
        attrition=draw.uniform(0, 0.2, 1000),
        pass_rate=draw.uniform(0.3, 1, 1000),
        net_transfers=draw.uniform(-5, 3, 1000),
        volunteers=draw.uniform(10, 150, 1000),
        course_weeks=draw.uniform(4, 16, 1000),
        wait_months=draw.integers(0, 6, 1000),
        intakes=draw.integers(1, 12, 1000),
        hire_lag=draw.integers(0, 15, 1000),
        entry_point=draw.integers(0, 3, 1000),
    )
    return assumptions, ask(draw.integers(0, 60, 1000), strength=draw.uniform(40, 120, 1000), months=60)


@pytest.mark.parametrize("row", [0, 1, 500, 997, 999])
def test_a_scenario_alone_gives_the_same_bits_as_among_a_thousand(row: int) -> None:
    assumptions, plan = a_thousand_scenarios()
    one = slice(row, row + 1)
    among = run_pipeline(assumptions, plan)
    alone = run_pipeline(rows_of(assumptions, one), rows_of(plan, one))

    for name, values in measures(among).items():
        assert values[one].tobytes() == measures(alone)[name].tobytes(), name
    backfills = measures(run_backfill(alone))
    for name, values in measures(run_backfill(among)).items():
        assert values[one].tobytes() == backfills[name].tobytes(), name


def test_one_scenario_of_assumptions_stands_for_every_plan() -> None:
    several = run(assume(), ask([12, 24, 36]))

    assert_same_bits(rows_of(several.assumptions, slice(1, 2)), assume())
    assert several.authorised[1].tobytes() == run(assume(), ask(24)).authorised[0].tobytes()


# --- the recruits behind them -----------------------------------------------------------------------------------------


@given(parameters, plans)
def test_recruits_by_pay_point_add_up_to_the_recruits_in_post(values: Any, plan: Any) -> None:
    backfill = run_backfill(run(assume(**values), plan))

    np.testing.assert_allclose(backfill.by_pay_point.sum(axis=2), backfill.in_post, rtol=0, atol=1e-9)


@given(parameters, plans)
def test_recruits_in_post_are_never_more_than_the_posts_left_behind_once_were_or_than_are_hired_first(
    values: Any, plan: Any
) -> None:
    outcome = run(assume(**values), plan)
    backfill = run_backfill(outcome)
    behind = np.maximum.accumulate(outcome.extra_authorised, axis=1)
    if plan.staffing is Staffing.RECRUIT:
        behind = np.maximum(0.0, outcome.authorised_sought - plan.strength_at_start)[:, np.newaxis]

    assert np.all(backfill.in_post <= behind + 1e-9)
    assert np.all(backfill.hires >= 0)
    assert np.all(backfill.by_pay_point >= 0)


def test_posts_are_filled_after_the_hire_lag() -> None:
    outcome = run()
    backfill = run_backfill(outcome)

    assert not backfill.in_post[0, :13].any()
    filled = np.maximum.accumulate(outcome.extra_authorised, axis=1)
    assert backfill.in_post[0, 13:].tolist() == filled[0, :-13].tolist()


def growing_once(extra: list[float], **overrides: Any) -> PipelineRun:
    """Make a run with so many extra officers at the end of each month."""
    months = len(extra)
    still = run(assume(attrition=0, net_transfers=0, volunteers=0, **overrides), ask(months=months))
    values = {field.name: getattr(still, field.name) for field in fields(still)}
    return PipelineRun(**values | {"authorised": 76 + np.array([extra], dtype=float)})


def test_recruits_climb_one_point_with_every_twelve_months_of_service_and_stay_at_the_top() -> None:
    backfill = run_backfill(growing_once([10] * 90, hire_lag=0))
    points = backfill.by_pay_point[0].argmax(axis=1)

    assert points[[0, 11, 12, 23, 24]].tolist() == [1, 1, 2, 2, 3]
    assert points[[71, 72, 84, 89]].tolist() == [6, 7, 7, 7]
    assert np.all(backfill.by_pay_point[0].max(axis=1) == 10)


def test_recruits_held_at_the_entry_point_do_not_climb() -> None:
    outcome = run(illustrate(), ask(backfill_progression=BackfillProgression.HELD))
    backfill = run_backfill(outcome)

    assert backfill.by_pay_point[0, :, 1].tolist() == pytest.approx(backfill.in_post[0].tolist())


def test_a_post_once_filled_stays_filled_and_the_dips_between_intakes_hire_nobody() -> None:
    """8 join, 4 more a year later; when 6 posts are needed all 12 stay, and only the 13th post is a new hire."""
    backfill = run_backfill(growing_once([8] * 12 + [12] * 2 + [6] * 2 + [12, 13], hire_lag=0))

    assert backfill.in_post[0, [11, 13, 15, 16, 17]].tolist() == [8, 12, 12, 12, 13]
    assert backfill.by_pay_point[0, 15, 1:3].tolist() == [4, 8]
    assert backfill.hires[0, [0, 12, 14, 16, 17]].tolist() == [8, 4, 0, 0, 1]


def test_held_recruits_follow_the_extra_officers_up_and_down_at_the_entry_point() -> None:
    outcome = run(assume(attrition=0.08, hire_lag=2, entry_point=1), ask(backfill_progression=BackfillProgression.HELD))
    backfill = run_backfill(outcome)

    assert backfill.in_post[0, 2:].tolist() == outcome.extra_authorised[0, :-2].tolist()
    assert backfill.by_pay_point[0, :, 1].tolist() == backfill.in_post[0].tolist()


def test_response_is_short_of_an_officer_until_the_recruit_works_alone() -> None:
    backfill = run_backfill(growing_once([10] * 24, hire_lag=3, to_independent=10))

    assert backfill.response_shortfall[0].tolist() == [10] * 13 + [0] * 11


def test_response_is_never_more_than_whole_when_officers_return_to_it() -> None:
    backfill = run_backfill(growing_once([10] * 6 + [4] * 6, hire_lag=0, to_independent=2))

    assert backfill.response_shortfall[0].tolist() == [10] * 2 + [0] * 10


def test_without_backfill_response_stays_short_and_a_transferee_leaves_no_gap() -> None:
    converted = run(illustrate(), ask(staffing=Staffing.CONVERT))
    transferred = run(illustrate(), ask(staffing=Staffing.TRANSFEREE))

    assert not run_backfill(converted).in_post.any()
    assert run_backfill(converted).response_shortfall.tolist() == converted.extra_authorised.tolist()
    assert not run_backfill(transferred).response_shortfall.any()
    assert not run_backfill(transferred).hires.any()


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "must_be"),
    [
        ("pass_rate", 0, "above 0 and at most 1"),
        ("pass_rate", 1.01, "above 0 and at most 1"),
        ("selection_rate", 0, "above 0 and at most 1"),
        ("conversion_pass_rate", -0.5, "above 0 and at most 1"),
        ("attrition", 1, "at least 0 and below 1"),
        ("attrition", -0.01, "at least 0 and below 1"),
        ("attrition", float("nan"), "at least 0 and below 1"),
        ("class_size", 0, "above 0 and at most 100,000"),
        ("volunteers", float("inf"), "at least 0 and at most 100,000"),
        ("intakes", 2.5, "a whole number, at least 1 and at most 12"),
        ("intakes", 0, "a whole number, at least 1 and at most 12"),
        ("entry_point", 8, "a whole number, at least 0 and at most 7"),
        ("probation_loss", 1, "at least 0 and below 1"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_by_name_with_what_would_be_right(
    name: str, value: Any, must_be: str
) -> None:
    with pytest.raises(ParameterOutOfRange) as refused:
        assume(**{name: value})

    assert (refused.value.name, refused.value.must_be) == (name, must_be)
    assert str(refused.value) == f"{name} must be {must_be}"
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("value", [0.99, 0])
def test_attrition_may_be_nothing_or_nearly_all(value: Any) -> None:
    assert assume(attrition=value).attrition.tolist() == [value]


def test_one_bad_scenario_among_many_is_refused() -> None:
    with pytest.raises(ParameterOutOfRange, match="pass_rate"):
        assume(pass_rate=[0.5, 0.0, 0.6])


def test_a_parameter_left_out_is_refused_by_name() -> None:
    with pytest.raises(ParameterMissing, match="pass_rate must be given, above 0 and at most 1"):
        PipelineAssumptions.from_values({name: value for name, value in DEFAULTS.items() if name != "pass_rate"})


def test_parameters_of_other_rooms_are_left_alone() -> None:
    assert PipelineAssumptions.from_values(DEFAULTS | {"night_share": 0.42}).scenarios == 1


def test_a_range_needs_both_its_days_and_its_students() -> None:
    with pytest.raises(ParameterMissing, match="students_per_range_day must be given together with range_days"):
        assume(range_days=190)


def test_parameters_of_different_numbers_of_scenarios_are_refused() -> None:
    with pytest.raises(RowsDisagree, match="pass_rate must be of one scenario or of 3; it holds 2"):
        assume(attrition=[0.05, 0.08, 0.13], pass_rate=[0.5, 0.6])
    with pytest.raises(RowsDisagree, match="assumptions"):
        run(assume(attrition=[0.05, 0.08]), ask([1, 2, 3]))


@pytest.mark.parametrize(
    "plan", [{"months": 0}, {"months": 601}, {"first_month": 12}, {"first_month": -1}, {"strength": -1}]
)
def test_a_plan_that_means_nothing_is_refused(plan: Any) -> None:
    with pytest.raises(UpliftError):
        ask(**plan)


def test_a_table_of_values_is_no_row_of_scenarios() -> None:
    with pytest.raises(ParameterOutOfRange, match="attrition must be one number, or a row of numbers"):
        assume(attrition=[[0.1, 0.2]])


def test_assumptions_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValueError, match="read-only"):
        assume().attrition[0] = 0.5


# --- reaching a level -------------------------------------------------------------------------------------------------


def test_the_first_month_at_a_level_is_minus_one_where_the_level_is_never_reached() -> None:
    stock = np.array([[1.0, 2.0, 3.0, 2.0], [1.0, 1.0, 1.0, 1.0]])

    assert first_month_at(stock, np.array([2.0, 2.0])).tolist() == [1, -1]
