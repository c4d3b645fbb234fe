"""What moves officers to volunteer and to leave, where recruits come first, seasons, and the pool of those past probation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_uplift_pipeline import DEFAULTS, ask, assume, parameters, plans, run

from precept.uplift import Staffing, run_backfill
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.composition import compositions_at, extra_by_pay_point
from precept.uplift.errors import ParameterMissing, ParameterOutOfRange
from precept.uplift.influences import under_influence

MONTHS = 48


def moved(*, offered: bool = True, **influences: float) -> dict[str, float]:
    values = under_influence(DEFAULTS | influences, offered=offered)
    return {name: float(np.atleast_1d(value)[0]) for name, value in values.items()}


# --- influences ----------------------------------------------------------------------------------


def test_without_any_influence_every_parameter_is_left_to_the_last_bit() -> None:
    assert under_influence(DEFAULTS) == DEFAULTS


def test_an_allowance_of_2000_at_a_tenth_for_each_1000_brings_a_fifth_more_volunteers() -> None:
    found = moved(role_allowance=2_000, volunteers_per_1000_allowance=0.1)

    assert found["volunteers"] == pytest.approx(60)
    assert found["transferee_applicants"] == pytest.approx(6)
    assert found["attrition"] == 0.08


def test_leaving_at_half_the_rate_is_the_share_whose_square_is_the_old_one_staying() -> None:
    found = moved(role_allowance=5_000, leavers_per_1000_allowance=-0.1)

    assert (1 - found["attrition"]) ** 2 == pytest.approx(0.92)


def test_the_fear_of_investigation_of_2023_makes_13_percent_leave_and_four_in_a_hundred_volunteer() -> None:
    found = moved(leavers_under_investigation=0.67, volunteers_under_investigation=-0.96)

    assert found["attrition"] == pytest.approx(0.13, abs=0.0005)
    assert found["volunteers"] == pytest.approx(2)


def test_a_rival_offer_draws_officers_away_whether_or_not_there_is_an_uplift() -> None:
    influences = {"rival_offer": 5_000, "transfers_per_1000_rival_offer": -0.4}

    assert moved(**influences)["net_transfers"] == moved(offered=False, **influences)["net_transfers"] == -3


def test_a_force_without_the_uplift_is_offered_neither_allowance_nor_support() -> None:
    offer = {
        "role_allowance": 1_000,
        "volunteers_per_1000_allowance": 0.5,
        "leavers_per_1000_allowance": -0.2,
        "volunteers_with_support": 0.1,
        "leavers_with_support": -0.1,
    }

    assert moved(offered=False, **offer)["volunteers"] == 50
    assert moved(offered=False, **offer)["attrition"] == 0.08
    assert moved(**offer)["volunteers"] == pytest.approx(80)


def test_influences_that_take_more_than_all_leave_nobody_to_volunteer_and_nobody_who_leaves() -> None:
    found = moved(volunteers_under_investigation=-3, leavers_with_support=-3)

    assert (found["volunteers"], found["attrition"]) == (0, 0)


@given(st.floats(0, 5), st.floats(0, 5))
def test_a_stronger_pull_never_brings_fewer_volunteers(one: float, other: float) -> None:
    weaker, stronger = sorted((one, other))

    assert moved(volunteers_with_support=weaker)["volunteers"] <= moved(volunteers_with_support=stronger)["volunteers"]


# --- seasons -------------------------------------------------------------------------------------


def test_courses_named_for_january_and_september_begin_in_those_months_whatever_the_first_month_is() -> None:
    april = run(assume(intakes=2), ask(months=24, intake_months=frozenset({5, 9})))
    february = run(assume(intakes=2), ask(months=24, first_month=10, intake_months=frozenset({5, 9})))

    assert np.flatnonzero(april.is_intake[0]).tolist() == [5, 9, 17, 21]
    assert np.flatnonzero(february.is_intake[0]).tolist() == [7, 11, 19, 23]


@pytest.mark.parametrize("months", [frozenset(), frozenset({12}), frozenset({-1, 3})])
def test_a_month_of_intake_outside_the_year_is_refused_by_name(months: frozenset[int]) -> None:
    with pytest.raises(ParameterOutOfRange, match="intake_months"):
        ask(intake_months=months)


# --- the pool ------------------------------------------------------------------------------------


def pooled(officers: float, volunteering_share: float, **overrides: Any) -> PipelineAssumptions:
    return assume(pool_officers=officers, volunteering_share=volunteering_share, **overrides)


def test_a_pool_that_loses_nobody_yet_allows_what_so_many_volunteers_would() -> None:
    assert run(pooled(500, 0.1)).places[0, 0] == run(assume(volunteers=50)).places[0, 0]


def test_every_officer_who_qualifies_leaves_the_pool() -> None:
    outcome = run(pooled(60, 1.0, selection_rate=0.2), ask(staffing=Staffing.CONVERT))
    gone = np.cumsum(outcome.qualified[0])
    intakes = np.flatnonzero(outcome.is_intake[0])

    assert outcome.places[0, intakes] == pytest.approx((60 - gone[intakes]) * 0.2 / 4)


def test_recruits_behind_the_officers_join_the_pool_when_past_probation() -> None:
    values = {"hire_lag": 3, "to_eligible_for_firearms": 9, "selection_rate": 0.5}
    alone = run(pooled(40, 1.0, **values), ask(staffing=Staffing.CONVERT))
    backed = run(pooled(40, 1.0, **values), ask(staffing=Staffing.CONVERT_AND_BACKFILL))
    first_extra = int(np.flatnonzero(alone.extra_authorised[0] > 0)[0])
    differ = np.flatnonzero(alone.places[0] != backed.places[0])

    assert differ.size
    assert differ[0] >= first_extra + 12
    assert backed.places[0].sum() > alone.places[0].sum()


def test_a_pool_without_a_share_is_refused_by_name() -> None:
    with pytest.raises(ParameterMissing, match="volunteering_share"):
        assume(pool_officers=500)


# --- recruits first ------------------------------------------------------------------------------


def test_where_recruits_come_first_nothing_is_added_before_they_are_past_probation() -> None:
    outcome = run(assume(volunteers=1_000), ask(staffing=Staffing.RECRUIT, months=60))

    assert set(outcome.sought[0, :37]) == {76.0}
    assert set(outcome.sought[0, 37:]) == {100.0}
    assert outcome.authorised[0, :37].max() < 76.5
    assert outcome.authorised[0, -1] > 88


def test_where_recruits_come_first_all_are_hired_at_once_and_response_is_never_short() -> None:
    outcome = run(assume(volunteers=1_000), ask(staffing=Staffing.RECRUIT, months=60))
    backfill = run_backfill(outcome)

    assert backfill.hires[0].nonzero()[0].tolist() == [13]
    assert backfill.hires[0, 13] == 24
    assert backfill.response_shortfall.max() < 0.01


# --- who they are --------------------------------------------------------------------------------


@given(parameters, plans)
def test_the_officers_of_every_kind_point_and_year_add_up_to_all_of_them(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)
    last = plan.months - 1
    (who,) = compositions_at(outcome, [last])

    in_post = pytest.approx(outcome.authorised[0, last], abs=1e-6)
    assert who.in_post_at_start + who.trained + who.transferred_in == in_post
    assert sum(who.by_pay_point) == in_post
    assert sum(who.by_years_in_role) == in_post
    assert min(who.by_pay_point) >= 0


@given(parameters, plans)
def test_the_extra_officers_on_every_pay_point_add_up_to_all_extra_officers(values: Any, plan: Any) -> None:
    outcome = run(assume(**values), plan)

    assert extra_by_pay_point(outcome).sum(axis=2) == pytest.approx(outcome.extra_authorised, abs=1e-6)


def test_a_transferee_on_point_5_climbs_to_6_after_a_year_and_stays_at_7() -> None:
    outcome = run(
        assume(volunteer_point=5, attrition=0, net_transfers=0, transferee_applicants=100, instructors=100),
        ask(4, staffing=Staffing.TRANSFEREE, months=40),
    )
    points = extra_by_pay_point(outcome)[0].argmax(axis=1)

    assert outcome.extra_authorised[0, 1] == pytest.approx(4)
    assert (points[1], points[12], points[13], points[25], points[39]) == (5, 5, 6, 7, 7)
