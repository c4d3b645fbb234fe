"""An uplift with figures round enough to work out by hand: influences, intakes and the pool (E1 to E3, F1)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from . import influences, pipeline, staffing
from .pipeline import Month, Pool, UpliftInputs
from .test_reference import DEFAULTS, UP_AND_DOWN

F = Fraction
POUND = 100

# 100 in post and 10 more wanted. Everybody passes a course of a month (4 weeks), nobody leaves, nothing
# limits the places. Point p costs 12,000 p pounds a year, 1,000 p a month. The premium is 750 pounds for
# the car (48,000 over 4 years and 16 officers) and 250 for kit; to replace a leaver costs 10,000.
PLAIN = replace(
    DEFAULTS,
    mode="convert",
    officers=F(10),
    strength_at_start=F(100),
    attrition=F(0),
    net_transfers=F(0),
    deployable_share=F(1),
    course_weeks=F(4),
    course_cost_pence=9_000 * POUND,
    pass_rate=F(1),
    conversion_cost_pence=9_000 * POUND,
    conversion_pass_rate=F(1),
    class_size=F(1000),
    intakes=12,
    volunteers=F(12_000),
    selection_rate=F(1),
    transferee_applicants=F(12_000),
    instructors=F(1000),
    refresher_days=F(0),
    hire_lag=0,
    ammunition_pence=0,
    taser_running_pence=0,
    kit_renewal_pence=250 * POUND,
    arv_price_pence=48_000 * POUND,
    medical_fitness_pence=0,
    travel_pence=1_000 * POUND,
    replacement_kit_share=F(0),
    probation_loss=F(0),
    unit_cost_pence={(year, point): 12_000 * point * POUND for year in range(10) for point in range(1, 8)},
)

# Volunteers: 1 + 2 x 0.1 - 3 x 0.05 - 0.02 + 0.07 = 1.1.  Leavers: 1 - 2 x 0.05 + 1.2 - 0.1 = 2.
MOVED = replace(
    PLAIN,
    attrition=F("0.2"),
    net_transfers=F(-1),
    role_allowance_pence=2_000 * POUND,
    incident_support_pence=120 * POUND,
    rival_offer_pence=3_000 * POUND,
    volunteers_per_1000_allowance=F("0.1"),
    leavers_per_1000_allowance=F("-0.05"),
    volunteers_per_1000_rival_offer=F("-0.05"),
    transfers_per_1000_rival_offer=F(-2),
    volunteers_under_investigation=F("-0.02"),
    leavers_under_investigation=F("1.2"),
    volunteers_with_support=F("0.07"),
    leavers_with_support=F("-0.1"),
)


def months_of(inputs: UpliftInputs) -> tuple[Month, ...]:
    return pipeline.run(inputs)[0]


# --- E1: what moves volunteers, leavers and transfers -----------------------------------------


def test_an_uplift_without_influences_moves_nothing() -> None:
    assert pipeline.volunteers_multiplier(DEFAULTS) == pipeline.leavers_multiplier(DEFAULTS) == 1
    assert pipeline.attrition(DEFAULTS) == F("0.08")
    assert pipeline.net_transfers(DEFAULTS) == -1


def test_allowance_rival_investigations_and_support_add_up_to_a_tenth_more_volunteers() -> None:
    assert pipeline.volunteers_multiplier(MOVED) == F("1.1")
    assert pipeline.candidates_a_year(replace(MOVED, volunteers=F(50))) == 55
    assert pipeline.candidates_a_year(replace(MOVED, volunteers=F(50), selection_rate=F("0.4"))) == 22


def test_transferees_and_the_share_of_the_pool_are_moved_as_volunteers_are() -> None:
    transferees = replace(MOVED, mode="transferee", transferee_applicants=F(12))
    assert pipeline.candidates_a_year(transferees) == F("13.2")
    assert pipeline.candidates_a_year(replace(MOVED, pool=Pool(F(200), F("0.25"))), 100.0) == F("27.5")


def test_twice_the_rate_of_leaving_makes_an_attrition_of_20_percent_36() -> None:
    # 1 - 0.8 x 0.8
    assert pipeline.leavers_multiplier(MOVED) == 2
    assert float(pipeline.attrition(MOVED)) == pytest.approx(0.36)


def test_half_the_rate_of_leaving_makes_an_attrition_of_36_percent_20() -> None:
    halved = replace(PLAIN, attrition=F("0.36"), leavers_with_support=F("-0.5"))
    assert float(pipeline.attrition(halved)) == pytest.approx(0.2)


def test_at_twice_the_rate_64_of_100_are_left_after_twelve_months() -> None:
    leaving = replace(MOVED, net_transfers=F(6), volunteers=F(0), months=12)
    assert months_of(leaving)[-1].authorised == pytest.approx(64)


def test_a_rival_offer_of_3_000_takes_six_officers_a_year_more() -> None:
    assert pipeline.net_transfers(MOVED) == -7
    assert months_of(MOVED)[0].transfers == pytest.approx(-7 / 12)


def test_an_intake_asks_for_those_whom_influences_will_take_before_it_qualifies() -> None:
    # 100 lose am of them, then 7/12 more; the course takes a month in which am of the rest and 7/12 go.
    monthly = 1 - 0.64 ** (1 / 12)
    left = 100 * (1 - monthly) - 7 / 12
    first = months_of(MOVED)[0]
    assert first.authorised == pytest.approx(left)
    assert first.asked == pytest.approx(110 - left + monthly * left + 7 / 12)


def test_no_fewer_than_nobody_volunteers_or_leaves() -> None:
    refused = replace(PLAIN, attrition=F("0.2"), volunteers_under_investigation=F(-3), leavers_with_support=F(-3))
    assert pipeline.candidates_a_year(refused) == 0
    assert pipeline.attrition(refused) == 0
    assert {month.authorised for month in months_of(refused)} == {100}


def test_the_baseline_has_the_rival_and_the_investigations_but_neither_allowance_nor_support() -> None:
    baseline = replace(MOVED, offered=False)
    assert pipeline.volunteers_multiplier(baseline) == 1 - F("0.15") - F("0.02")
    assert pipeline.leavers_multiplier(baseline) == F("2.2")
    assert pipeline.net_transfers(baseline) == -7
    assert influences.role_allowance(baseline) == influences.incident_support(baseline) == 0


def test_replacing_leavers_costs_what_the_moved_attrition_makes_of_it() -> None:
    # 36% of 10,000 pounds; the 20% of before would be 2,000.
    without_pay = replace(MOVED, role_allowance_pence=0, incident_support_pence=0, leavers_with_support=F("-0.2"))
    assert pipeline.leavers_multiplier(without_pay) == 2
    assert pipeline.sustained_cost(without_pay, 0, 7) == (1_000 + 3_600) * POUND
    assert pipeline.full_year_effect(without_pay, 0) == 46_000 * POUND


def test_the_leavers_there_would_be_anyway_are_those_of_the_moved_attrition() -> None:
    # A twelfth of a year's rate of 36%, of 100 officers, each 15,000 pounds with kit, twelve times over.
    _, years = pipeline.run(replace(MOVED, officers=F(100)))
    leavers = 12 * (1 - 0.64 ** (1 / 12)) * 100
    assert years[0].baseline_replacement == pytest.approx(leavers * 15_000 * POUND, abs=1)


# --- F1: the places that reach what is sought on the day they qualify -------------------------

# Half leave each month, half pass, and a course takes three months: two classes are always under way when
# the next begins. Two officers transfer in each month.
OVERLAPPING = replace(
    PLAIN, attrition=F(4095, 4096), net_transfers=F(24), pass_rate=F(1, 2), wait_months=2, instructors=F(10_000)
)


def test_an_intake_counts_who_is_still_there_of_those_in_post_in_two_classes_and_transferring_in() -> None:
    # Of what transfers in, 2 + 1 + 1/2 are there at the end of the three months. 110 are sought.
    # Month 0: 50 + 2 in post, 6.5 in the end: 100 are missing, so 200 places.
    # Month 1: 26 + 2, 3.5 in the end; of the 200, 100 pass and 50 are left: 53 are missing, 106 places.
    # Month 2: 14 + 2, 2 in the end; of the 100 who pass 25, of the 53 who pass 26.5: 53 are missing.
    # Month 3: 8 + 100 + 2 = 110, 13.75 in the end; of 53 and of 53 13.25 and 26.5: 53 are missing.
    months = months_of(OVERLAPPING)
    assert [month.authorised for month in months[:3]] == pytest.approx([52, 28, 16])
    assert [month.asked for month in months[:6]] == pytest.approx([200, 106, 106, 106, 106, 106])
    assert [month.in_training for month in months[:4]] == pytest.approx([200, 306, 412, 318])
    assert [month.authorised for month in months[3:]] == pytest.approx([110] * (len(months) - 3))


def test_with_two_officers_transferring_out_each_month_what_is_sought_is_reached_all_the_same() -> None:
    # Month 0: 48 in post, 6 in the end, less 3.5: 107.5 are missing. Month 1: 22, 2.75; 53.75 of the 107.5.
    months = months_of(replace(OVERLAPPING, net_transfers=F(-24)))
    assert [month.asked for month in months[:2]] == pytest.approx([215, 2 * (110 - 2.75 - 53.75 + 3.5)])
    assert [month.authorised for month in months[3:]] == pytest.approx([110] * (len(months) - 3))


def test_an_intake_counts_on_the_transfers_sought_where_there_is_nobody_left_to_go() -> None:
    # One is in post and two a month are to go: one goes, 13 are asked for, of whom two go as they qualify.
    months = months_of(replace(PLAIN, strength_at_start=F(1), net_transfers=F(-24)))
    assert [month.transfers for month in months[:2]] == [-1, -2]
    assert [month.asked for month in months[:2]] == pytest.approx([13, 2])
    assert [month.authorised for month in months[:2]] == pytest.approx([0, 11])


# --- E2: the months of the intakes ------------------------------------------------------------


def intakes_of(inputs: UpliftInputs) -> list[int]:
    return [t for t in range(24) if pipeline.is_intake_month(inputs, t)]


def test_from_april_september_and_january_are_the_sixth_and_the_tenth_month() -> None:
    inputs = replace(PLAIN, intake_months=(9, 1))
    assert intakes_of(inputs) == [5, 9, 17, 21]
    assert [pipeline.calendar_month(inputs, t) for t in (0, 8, 9, 11, 12)] == [4, 12, 1, 3, 4]


def test_from_september_the_first_intake_is_at_once() -> None:
    inputs = replace(PLAIN, intake_months=(9, 1), months_of_the_first_year_gone=5)
    assert intakes_of(inputs) == [0, 4, 12, 16]


def test_the_capacity_of_a_year_is_shared_among_the_months_named() -> None:
    # 24 volunteers in two intakes; the 12 intakes of the even spread do not count.
    inputs = replace(PLAIN, officers=F(50), volunteers=F(24), intake_months=(9, 1))
    months = months_of(inputs)
    assert [month.places for month in months[:12]] == [0] * 5 + [12, 0, 0, 0, 12, 0, 0]
    instructors = replace(inputs, instructors=F(1), instructor_days=F(240), students_per_instructor_course=F(1))
    # 240 days are 12 courses of 20 days: 6 in each intake.
    assert pipeline.instructor_limit(instructors, 100.0) == 6


def test_four_months_a_quarter_apart_are_the_even_spread_of_four() -> None:
    assert months_of(replace(DEFAULTS, intake_months=(1, 4, 7, 10), intakes=1)) == months_of(DEFAULTS)


@pytest.mark.parametrize("intake_months", [(), (0,), (13,), (4, 4)])
def test_intakes_in_no_month_a_month_twice_or_a_month_there_is_not_are_refused(intake_months: tuple[int, ...]) -> None:
    with pytest.raises(pipeline.UnusableParameter):
        pipeline.run(replace(PLAIN, intake_months=intake_months))


# --- E3: the pool -----------------------------------------------------------------------------

# A fifth of 60 volunteer in a year: one for each month's intake.
POOL = replace(PLAIN, officers=F(100), pool=Pool(F(60), F("0.2")))


def test_who_has_qualified_is_in_the_pool_no_longer() -> None:
    # 1 of 60 starts, and qualifies a month later: of the 59 left, 59/60 start; of 58 1/60, as many again.
    months = months_of(POOL)[:3]
    assert [month.pool for month in months] == pytest.approx([60, 59, 58 + 1 / 60])
    assert [month.places for month in months] == pytest.approx([1, 59 / 60, 3481 / 3600])
    assert {month.binding for month in months} == {"volunteers"}


def test_of_the_pools_volunteers_those_selected_may_start() -> None:
    months = months_of(replace(POOL, selection_rate=F("0.5")))
    assert [month.places for month in months[:2]] == pytest.approx([0.5, 59.5 / 120])


def test_a_recruit_is_in_the_pool_once_past_probation() -> None:
    # The officer who qualifies in month 1 is replaced in month 2, and the recruit comes of age in month 4.
    alone = months_of(POOL)
    replaced = months_of(replace(POOL, mode="convert_and_backfill", hire_lag=1, to_eligible_for_firearms=2))
    assert [month.pool for month in replaced[:4]] == pytest.approx([month.pool for month in alone[:4]])
    assert alone[4].pool == pytest.approx(60 * (59 / 60) ** 4)
    assert replaced[4].pool == pytest.approx(60 * (59 / 60) ** 4 + 1)


def test_recruits_past_probation_are_the_posts_ever_filled_so_long_ago() -> None:
    # Extra 0 2 5 1 4 6 6; filled a month later and never emptied 0 0 2 5 5 5 6; two months later of age.
    inputs = replace(POOL, mode="convert_and_backfill", hire_lag=1, to_eligible_for_firearms=2)
    found = [staffing.recruits_past_probation(inputs, UP_AND_DOWN, t) for t in range(7)]
    assert found == [0, 0, 0, 0, 2, 5, 5]
    held = replace(inputs, backfill_progression="held")
    assert [staffing.recruits_past_probation(held, UP_AND_DOWN, t) for t in range(7)] == found


def test_recruits_hired_ahead_fill_the_pool_in_the_month_they_come_of_age() -> None:
    # Ten hired in month 2, of age in month 5; nobody is sought before, so nobody has left the pool.
    inputs = replace(POOL, mode="recruit", officers=F(10), hire_lag=2, to_eligible_for_firearms=3)
    months = months_of(inputs)
    assert [month.pool for month in months[:6]] == [60, 60, 60, 60, 60, 70]
    assert months[5].places == pytest.approx(70 * 0.2 / 12)


def test_an_empty_pool_has_no_volunteers_and_no_less() -> None:
    # Three start from a pool of one, at 36 times the volunteers.
    crowded = replace(PLAIN, officers=F(10), pool=Pool(F(1), F(1)), volunteers_with_support=F(35))
    months = months_of(crowded)
    assert [month.pool for month in months[:3]] == [1, 0, 0]
    assert [month.places for month in months[:3]] == [3, 0, 0]


def test_transferees_come_from_no_pool() -> None:
    inputs = replace(PLAIN, mode="transferee")
    assert months_of(replace(inputs, pool=Pool(F(0), F(0)))) == months_of(inputs)
    assert {month.pool for month in months_of(inputs)} == {None}


@pytest.mark.parametrize("pool", [Pool(F(-1), F("0.1")), Pool(F(10), F(2)), Pool(F(10), F(-1))])
def test_a_pool_below_nothing_or_more_than_all_of_whom_volunteer_is_refused(pool: Pool) -> None:
    with pytest.raises(pipeline.UnusableParameter):
        pipeline.run(replace(PLAIN, pool=pool))
