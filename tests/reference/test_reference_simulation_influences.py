"""Whole officers under the rules of staffing, influences, intake months, the pool and what is asked for (E8, F5)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import exp
from random import Random

import pytest

from . import pipeline, simulation, staffing
from .pipeline import Pool, UpliftInputs
from .simulation import SimulatedMonth
from .test_reference import DEFAULTS
from .test_reference_simulation import (
    ALL_BUT_EXTRA,
    AMPLE,
    CERTAIN,
    MODES,
    OUT_OF_REACH,
    SEEDS,
    STANDARD_ERRORS,
    all_of,
    close,
    expected,
    far_from_expected,
)

F = Fraction

RECRUIT = replace(
    CERTAIN, mode="recruit", hire_lag=4, to_eligible_for_firearms=5, to_independent=9, backfill_progression="climbing"
)
MOVED = replace(
    OUT_OF_REACH,
    role_allowance_pence=200_000,
    rival_offer_pence=300_000,
    volunteers_per_1000_allowance=F("0.1"),
    leavers_per_1000_allowance=F("-0.05"),
    volunteers_per_1000_rival_offer=F("-0.15"),
    transfers_per_1000_rival_offer=F("0.75"),
    volunteers_under_investigation=F("-0.1"),
    leavers_under_investigation=F(2),
    volunteers_with_support=F("0.2"),
    leavers_with_support=F("-0.1"),
)


def one_run(inputs: UpliftInputs, seed: int = 1) -> tuple[SimulatedMonth, ...]:
    return simulation.run(inputs, seed)


# --- Without chance it is the pipeline --------------------------------------------------------


@pytest.mark.parametrize("progression", ["climbing", "held"])
@pytest.mark.parametrize("mode", MODES)
def test_if_all_pass_and_none_leave_response_is_short_of_as_many_as_expected(
    mode: pipeline.Mode, progression: pipeline.Progression
) -> None:
    inputs = replace(RECRUIT, mode=mode, backfill_progression=progression, net_transfers=F(-12))
    months = expected(inputs)
    assert any(month.response_shortfall > 0 for month in months) == (mode != "transferee")
    for simulated, month in zip(simulation.run(inputs, seed=1), months, strict=True):
        assert all_of(simulated) == pytest.approx(all_of(month))
        assert simulated.response_shortfall == pytest.approx(month.response_shortfall)
        assert simulated.sought == month.sought


@pytest.mark.parametrize("progression", ["climbing", "held"])
def test_recruits_hired_ahead_are_paid_at_the_points_of_the_pipeline(progression: pipeline.Progression) -> None:
    inputs = replace(RECRUIT, backfill_progression=progression)
    stocks = pipeline.backfill_by_month(inputs, [month.extra for month in expected(inputs)])
    for simulated, backfill in zip(simulation.run(inputs, seed=1), stocks, strict=True):
        assert simulated.backfill_in_post == (24 if simulated.month >= 4 else 0)
        assert dict(simulated.paid_by_point) == pytest.approx(
            {point: officers for point, officers in backfill.paid_by_point.items() if officers or progression == "held"}
        )


@pytest.mark.parametrize("mode", MODES)
def test_if_all_pass_and_none_leave_the_pool_is_what_the_pipeline_expects(mode: pipeline.Mode) -> None:
    # So many volunteer that the class is what binds, in every run.
    inputs = replace(
        RECRUIT, mode=mode, pool=Pool(F(2000), F(1)), class_size=F(3), net_transfers=F(-12), transferee_applicants=F(99)
    )
    pools = [month.pool for month in expected(inputs)]
    assert [month.pool for month in simulation.run(inputs, seed=1)] == pools
    if mode == "transferee":
        assert set(pools) == {None}
    else:
        assert pools[0] == 2000 != pools[-1]


def test_whole_recruits_come_of_age_as_the_most_extra_officers_there_ever_were() -> None:
    inputs = replace(DEFAULTS, pool=Pool(F(200), F("0.5")), hire_lag=3, to_eligible_for_firearms=6, net_transfers=F(-6))
    months = one_run(inputs, seed=5)
    extra = [month.extra for month in months]
    for t, month in enumerate(months):
        come_of_age = max(extra[: max(0, t - 8)], default=0)
        assert come_of_age == staffing.recruits_past_probation(inputs, extra, t)
        assert month.pool == 200 - sum(each.qualified for each in months[: t + 1]) + come_of_age
    assert any(after < before for before, after in pairwise(extra))


def test_courses_begin_in_the_months_named_and_in_no_other() -> None:
    inputs = replace(DEFAULTS, intake_months=(9, 1), months_of_the_first_year_gone=5)
    months = one_run(inputs)
    assert [month.month for month in months if month.applicants] == [0, 4, 12, 16, 24, 28, 36, 40]
    # Fifty a year are 25 for each of the two.
    assert {month.applicants for month in months} == {0, 25}


def test_response_is_short_of_nobody_where_those_converted_keep_their_post() -> None:
    months = one_run(replace(RECRUIT, mode="convert", keeps_post=True))
    assert {month.response_shortfall for month in months} == {month.hires for month in months} == {0}
    assert months[-1].extra == 24


# --- Classes that overlap ---------------------------------------------------------------------

# Half leave each month and half pass, in three months; two transfer in each month; 110 are sought.
OVERLAPPING = replace(
    AMPLE,
    mode="convert",
    months=12,
    officers=F(10),
    strength_at_start=F(100),
    attrition=F(4095, 4096),
    net_transfers=F(24),
    pass_rate=F(1, 2),
    intakes=12,
    volunteers=F(6_000),
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_intake_asks_by_the_whole_officers_in_post_and_in_each_class(seed: int) -> None:
    # In three months an eighth are left of those in post. Of the class before a half pass and half of them
    # are left, of the one before that a quarter; of what transfers in 2 + 1 + 1/2.
    months = one_run(OVERLAPPING, seed)
    places = [0, 0, *(month.places for month in months)]
    for month, before_last, last in zip(months, places, places[1:], strict=False):
        missing = 110 - month.authorised / 8 - last / 4 - before_last / 8 - 3.5
        assert month.asked == pytest.approx(2 * missing)
        assert month.places in {int(month.asked), int(month.asked) + 1}


def test_on_the_day_an_intake_qualifies_the_mean_of_whole_officers_is_what_is_sought() -> None:
    means = simulation.mean_of(OVERLAPPING, SEEDS)
    months = expected(OVERLAPPING)
    assert [month.authorised for month in months[3:]] == pytest.approx([110] * 9)
    assert all(close(simulated.counts["authorised"], 110) for simulated in means[3:])
    assert far_from_expected(means, months, ALL_BUT_EXTRA) == []


# --- Whole numbers ----------------------------------------------------------------------------


def test_a_part_of_a_recruit_is_one_recruit_more_that_often() -> None:
    # 24 deployable, of whom 91% are: 26.37 recruits.
    inputs = replace(DEFAULTS, mode="recruit", counted_as="deployable", hire_lag=1, months=2)
    hires = [one_run(inputs, seed)[1].hires for seed in SEEDS]
    assert set(hires) == {26, 27}
    assert close(simulation.estimate(hires), 24 / 0.91)


def test_fewer_officers_sought_hire_nobody_ahead() -> None:
    months = one_run(replace(RECRUIT, officers=F(-5)))
    assert sum(month.hires for month in months) == 0
    assert {month.sought for month in months} == {71}


def test_a_part_of_an_officer_in_the_pool_is_one_officer_more_that_often() -> None:
    inputs = replace(DEFAULTS, pool=Pool(F("99.25"), F("0.1")), months=1)
    pools = [month.pool for seed in SEEDS for month in one_run(inputs, seed) if month.pool is not None]
    assert set(pools) == {99, 100}
    assert close(simulation.estimate(pools), 99.25)


def test_a_poisson_draw_has_its_mean_as_its_variance_and_is_nothing_as_often_as_it_should_be() -> None:
    rng = Random(1)
    drawn = [simulation.poisson(2.5, rng) for _ in range(20_000)]
    mean = simulation.estimate(drawn)
    assert close(mean, 2.5)
    assert mean.standard_error**2 * 20_000 == pytest.approx(2.5, rel=0.05)
    assert close(simulation.estimate([value == 0 for value in drawn]), exp(-2.5))
    assert simulation.poisson(0.0, rng) == 0


def test_volunteers_of_the_pool_scatter_as_a_poisson_draw_does() -> None:
    # A fifth of 100 in a year, a quarter of them at the first intake.
    inputs = replace(DEFAULTS, pool=Pool(F(100), F("0.2")), months=1)
    applicants = simulation.estimate([one_run(inputs, seed)[0].applicants for seed in range(2000)])
    assert close(applicants, 5)
    assert applicants.standard_error**2 * 2000 == pytest.approx(5, rel=0.1)


def test_a_pool_that_nobody_is_left_in_sends_nobody() -> None:
    inputs = replace(DEFAULTS, pool=Pool(F(0), F(1)), mode="convert")
    assert sum(month.applicants for month in one_run(inputs)) == 0


# --- With chance, the mean is the pipeline's where nothing bends it ---------------------------

STRAIGHT = {
    "influences": MOVED,
    "influences on the baseline": replace(MOVED, offered=False, officers=F(300)),
    "influences on transferees": replace(MOVED, mode="transferee"),
    "named months": replace(OUT_OF_REACH, intake_months=(2, 3, 9), months_of_the_first_year_gone=4),
    "a pool": replace(OUT_OF_REACH, mode="convert", pool=Pool(F(300), F("0.25"))),
    "a pool that influences move": replace(MOVED, mode="convert", pool=Pool(F(300), F("0.25"))),
}


@pytest.mark.parametrize("name", STRAIGHT)
def test_where_the_volunteers_bind_in_every_run_the_mean_is_what_the_pipeline_expects(name: str) -> None:
    inputs = STRAIGHT[name]
    means = simulation.mean_of(inputs, SEEDS)
    months = expected(inputs)
    assert [dict(simulated.bound) for simulated in means] == [{month.binding: 1.0} for month in months]
    assert far_from_expected(means, months, ALL_BUT_EXTRA) == []


def test_influences_do_move_whom_the_simulation_sees_leave_and_apply() -> None:
    # Leavers 1 - 0.1 + 2 - 0.1 = 2.8 times, volunteers 1 + 0.2 - 0.45 - 0.1 + 0.2 = 0.85 times.
    assert (pipeline.leavers_multiplier(MOVED), pipeline.volunteers_multiplier(MOVED)) == (F("2.8"), F("0.85"))
    still, moved = (simulation.mean_of(replace(inputs, months=1), SEEDS)[0] for inputs in (OUT_OF_REACH, MOVED))
    assert close(moved.counts["leavers"], 76 * (1 - 0.92 ** (2.8 / 12)))
    assert not close(still.counts["leavers"], 76 * (1 - 0.92 ** (2.8 / 12)))
    # Sixty a year are 15 for each intake, and 12.75.
    assert still.counts["applicants"].mean == 15
    assert close(moved.counts["applicants"], 12.75)


def test_recruits_ahead_of_an_uplift_that_volunteers_bind_are_what_the_pipeline_expects() -> None:
    inputs = replace(
        OUT_OF_REACH,
        mode="recruit",
        officers=F(200),
        hire_lag=2,
        to_eligible_for_firearms=4,
        pool=Pool(F(300), F("0.25")),
        probation_loss=F("0.4"),
        # No leaver is replaced before the recruits are of age: nothing is bent by asking for whom is short.
        attrition=F(0),
        net_transfers=F(0),
    )
    means = simulation.mean_of(inputs, SEEDS)
    months = expected(inputs)
    assert far_from_expected(means, months, ALL_BUT_EXTRA) == []
    recruited = means[2].counts["recruited"]
    assert abs(recruited.mean - 200 / 0.6) <= STANDARD_ERRORS * recruited.standard_error
