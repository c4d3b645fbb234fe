"""An uplift with figures round enough to work out by hand: staffing, money and cars (E4 to E7, F2 to F4)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from . import pipeline, role_costs, staffing, transferees
from .pipeline import Month, UpliftInputs, Year
from .test_reference import UP_AND_DOWN
from .test_reference_influences import PLAIN, POUND, months_of

F = Fraction
THOUSAND = 1_000 * POUND

BACKFILL = replace(PLAIN, mode="convert_and_backfill", hire_lag=1)
# Ten recruits in month 2, of age in month 5: then ten start, and qualify in month 6.
RECRUIT = replace(
    PLAIN,
    mode="recruit",
    hire_lag=2,
    to_eligible_for_firearms=3,
    recruit_cost_pence=10 * THOUSAND,
    probation_loss=F("0.2"),
)
# Ten start in month 0 and qualify in month 1, at point 5.
TRANSFEREE = replace(PLAIN, mode="transferee", volunteer_point=5)


def years_of(inputs: UpliftInputs) -> tuple[Year, ...]:
    return pipeline.run(inputs)[1]


# --- E4: recruits first -----------------------------------------------------------------------


def test_recruits_are_hired_before_anybody_is_converted() -> None:
    months = months_of(RECRUIT)
    assert [month.hires for month in months[:8]] == [0, 0, 10, 0, 0, 0, 0, 0]
    assert [month.backfill_in_post for month in months[:8]] == [0, 0, 10, 10, 10, 10, 10, 10]
    assert [month.sought for month in months[:8]] == [100, 100, 100, 100, 100, 110, 110, 110]
    assert [month.places for month in months[:8]] == [0, 0, 0, 0, 0, 10, 0, 0]
    assert [month.authorised for month in months[:8]] == [100, 100, 100, 100, 100, 100, 110, 110]


def test_recruits_hired_at_once_and_of_age_at_once_wait_for_nothing() -> None:
    months = months_of(replace(RECRUIT, hire_lag=0, to_eligible_for_firearms=0))
    assert (months[0].sought, months[0].hires, months[0].places) == (110, 10, 10)


def test_ten_recruits_are_paid_from_the_month_of_hire_and_climb_after_a_year() -> None:
    pay = [month.pay for month in months_of(RECRUIT)]
    assert pay[:2] == [0, 0]
    assert pay[2:14] == [10 * THOUSAND] * 12
    assert pay[14:26] == [20 * THOUSAND] * 12
    assert {month.pay for month in months_of(replace(RECRUIT, backfill_progression="held"))[2:]} == {10 * THOUSAND}


def test_to_keep_ten_of_which_a_fifth_are_lost_costs_125_000_at_the_hire() -> None:
    # 10 x 10,000 / 0.8
    recruitment = [month.recruitment for month in months_of(RECRUIT)]
    assert recruitment[2] == sum(recruitment) == 125 * THOUSAND


def test_twelve_deployable_need_twenty_recruits_where_two_in_five_officers_cannot_be_deployed() -> None:
    months = months_of(replace(RECRUIT, officers=F(12), counted_as="deployable", deployable_share=F("0.6")))
    assert months[2].hires == 20
    assert months[5].sought == 120


def test_fewer_officers_are_sought_at_once_and_nobody_is_hired() -> None:
    months = months_of(replace(RECRUIT, officers=F(-5)))
    assert {month.sought for month in months} == {95}
    assert {month.hires for month in months} == {month.backfill_in_post for month in months} == {0}


def test_a_hire_lag_beyond_the_last_month_hires_nobody() -> None:
    months = months_of(replace(RECRUIT, months=24, hire_lag=24))
    assert sum(month.hires for month in months) == sum(month.in_year for month in months) == 0


@pytest.mark.parametrize("mode", ["convert", "convert_and_backfill", "transferee"])
def test_the_other_staffings_seek_the_whole_uplift_from_the_first_month(mode: pipeline.Mode) -> None:
    assert {month.sought for month in months_of(replace(RECRUIT, mode=mode))} == {110}


def test_a_recruit_takes_the_initial_course_and_costs_in_the_end_what_backfill_costs() -> None:
    recruit = replace(RECRUIT, attrition=F("0.2"), course_weeks=F(9), conversion_weeks=F(4))
    backfill = replace(recruit, mode="convert_and_backfill")
    assert pipeline.months_to_qualify(recruit) == 3
    # 84,000 at point 7, 1,000 premium, a fifth of 10,000.
    assert pipeline.mature_cost(recruit, 0) == pipeline.mature_cost(backfill, 0) == 87 * THOUSAND
    assert pipeline.full_year_effect(recruit, 0) == pipeline.full_year_effect(backfill, 0) == 870 * THOUSAND
    assert pipeline.entry_cost(recruit, 0) == 15 * THOUSAND


# --- E4: what response policing is short of ---------------------------------------------------


def shortfalls(inputs: UpliftInputs) -> list[float]:
    """Follow extra officers of 0 2 5 1 4 6 6, whatever the inputs would train."""
    in_post = [sum(month.paid_by_point.values()) for month in staffing.backfill_by_month(inputs, UP_AND_DOWN)]
    return [staffing.response_shortfall(inputs, extra, in_post, t) for t, extra in enumerate(UP_AND_DOWN)]


def test_response_is_short_of_all_who_leave_a_post_to_convert_and_of_no_transferee() -> None:
    assert shortfalls(PLAIN) == list(UP_AND_DOWN)
    assert shortfalls(TRANSFEREE) == [0] * 7


def test_response_is_short_of_those_whose_recruit_does_not_work_alone_yet() -> None:
    # In post 0 0 2 5 5 5 6, of whom alone, a month later, 0 0 0 2 5 5 5.
    assert shortfalls(replace(BACKFILL, to_independent=1)) == [0, 2, 5, 0, 0, 1, 1]
    # At once: 0 0 2 5 5 5 6.
    assert shortfalls(BACKFILL) == [0, 2, 3, 0, 0, 1, 0]


def test_held_pay_counts_alone_no_more_recruits_than_are_in_post_now_and_were_then() -> None:
    # In post 0 0 2 5 1 4 6; the lesser of each and the month before 0 0 0 2 1 1 4.
    assert shortfalls(replace(BACKFILL, to_independent=1, backfill_progression="held")) == [0, 2, 5, 0, 3, 5, 2]


def test_recruits_ahead_of_the_uplift_leave_response_short_until_they_work_alone() -> None:
    # Hired in month 2, alone in month 8; ten are converted in month 6.
    months, years = pipeline.run(replace(RECRUIT, to_independent=6))
    assert [month.response_shortfall for month in months[:10]] == [0] * 6 + [10, 10, 0, 0]
    assert years[0].response_shortfall == 0


def test_response_is_short_of_nobody_where_those_converted_keep_their_post() -> None:
    # Ten are converted in month 1, and nobody is hired behind them.
    kept = replace(PLAIN, keeps_post=True)
    assert shortfalls(kept) == [0] * 7
    months, years = pipeline.run(kept)
    assert [month.extra for month in months[:3]] == [0, 10, 10]
    assert {month.response_shortfall for month in months} == {year.response_shortfall for year in years} == {0}
    assert {month.hires for month in months} == {month.backfill_in_post for month in months} == {0}
    assert months_of(PLAIN)[1].response_shortfall == 10


@pytest.mark.parametrize("inputs", [BACKFILL, RECRUIT, TRANSFEREE], ids=["backfill", "recruit", "transferee"])
def test_a_post_can_be_kept_only_by_converting_without_hiring(inputs: UpliftInputs) -> None:
    assert pipeline.run(replace(inputs, keeps_post=True)) == pipeline.run(inputs)


# --- E5: transferees climb --------------------------------------------------------------------


def test_ten_transferees_climb_a_point_a_year_to_the_top() -> None:
    pay = [month.pay for month in months_of(TRANSFEREE)]
    assert pay == [0] + [50 * THOUSAND] * 12 + [60 * THOUSAND] * 12 + [70 * THOUSAND] * 23


def test_transferees_who_joined_in_two_months_climb_in_two_months() -> None:
    # Six applicants for each intake: six join in month 1, the other four in month 2.
    months = months_of(replace(TRANSFEREE, transferee_applicants=F(72)))
    assert months[2].by_service == pytest.approx((4, 6, 0))
    assert months[12].mix_by_point == pytest.approx({5: 1})
    assert months[13].mix_by_point == pytest.approx({5: 0.4, 6: 0.6})
    assert months[14].mix_by_point == pytest.approx({6: 1})
    assert [month.pay for month in months[12:15]] == [50 * THOUSAND, 56 * THOUSAND, 60 * THOUSAND]


def test_an_officer_who_transfers_in_is_a_joiner_too() -> None:
    months = months_of(replace(TRANSFEREE, officers=F(0), net_transfers=F(12), months=14))
    assert months[1].by_service == pytest.approx((1, 1))
    assert months[12].mix_by_point == pytest.approx({5: 12 / 13, 6: 1 / 13})
    # 13 more officers: 12 at 5,000 a month and one at 6,000.
    assert months[12].pay == 66 * THOUSAND


def test_leavers_and_transfers_out_take_their_share_of_every_cohort() -> None:
    # 20 in post, a quarter leave: 15; 5 qualify: 20; 4 go, a fifth. Of 8 are left 6 then 4.8, of 4 3 then 2.4.
    assert transferees.after_the_month((8.0, 4.0), 0.25, 20.0, 5.0, -4.0) == pytest.approx((4, 4.8, 2.4))
    # Three arrive: nobody goes.
    assert transferees.after_the_month((8.0, 4.0), 0.25, 20.0, 5.0, 3.0) == pytest.approx((8, 6, 3))


def test_if_everybody_goes_nobody_is_left_of_those_who_joined() -> None:
    assert transferees.after_the_month((8.0, 4.0), 0.25, 20.0, 5.0, -20.0) == (0, 0, 0)
    assert transferees.after_the_month((0.0,), 0.25, 0.0, 0.0, -1.0) == (0, 0)


def test_of_a_force_that_halves_each_month_the_joiners_halve_too() -> None:
    # 100, 50 leave, one goes: 49. 24.5 leave, ten join, one of 34.5 goes: 33.5. 16.75 leave, ten join, one
    # of 26.75 goes: 25.75.
    inputs = replace(TRANSFEREE, attrition=F(4095, 4096), net_transfers=F(-12), transferee_applicants=F(120))
    months = months_of(inputs)
    assert [month.authorised for month in months[:3]] == pytest.approx([49, 33.5, 25.75])
    assert months[1].by_service == pytest.approx((10 * 33.5 / 34.5, 0))
    newest = 10 * 25.75 / 26.75
    assert months[2].by_service == pytest.approx((newest, newest * 0.5 * 33.5 / 34.5, 0))


def test_transferees_of_whom_none_has_joined_are_all_new() -> None:
    assert months_of(TRANSFEREE)[0].mix_by_point == {5: 1}
    assert pipeline.mix_by_point(TRANSFEREE, (0.0,) * 30) == {5: 1}


def test_only_transferees_have_a_mix_of_points() -> None:
    assert {len(month.mix_by_point) for month in months_of(RECRUIT)} == {0}


def test_a_transferee_costs_point_5_on_joining_and_the_top_of_the_scale_in_the_end() -> None:
    # 60,000 or 84,000 and the premium.
    assert pipeline.entry_cost(TRANSFEREE, 0) == 61 * THOUSAND
    assert pipeline.mature_cost(TRANSFEREE, 0) == 85 * THOUSAND
    assert pipeline.full_year_effect(TRANSFEREE, 0) == 850 * THOUSAND


def test_a_place_for_a_transferee_loses_four_weeks_at_point_5_and_no_more() -> None:
    # 10 x 4/52 x 60,000
    assert months_of(TRANSFEREE)[0].opportunity == 4_615_385


# --- E6: money --------------------------------------------------------------------------------

PRICES_OF_TWO_YEARS = (F(1), F("1.1"), *(F("1.1"),) * 8)
# An allowance of 250 a month and support of 10 for all; a tenth of a supervisor at 5,000 a month for each
# extra officer; 50 hours a month at 30 for each post not filled.
PAID = replace(
    PLAIN,
    role_allowance_pence=3 * THOUSAND,
    incident_support_pence=120 * POUND,
    supervisors_per_officer=F("0.1"),
    supervisor_cost_pence=60 * THOUSAND,
    bridge_hours=F(600),
    bridge_hour_cost_pence=30 * POUND,
)


def new_lines(month: Month | Year) -> tuple[int, int, int, int]:
    return month.role_allowance, month.incident_support, month.supervision, month.bridging


def test_the_allowance_and_support_are_for_everybody_and_supervision_for_the_extra() -> None:
    first, second, *_ = months_of(PAID)
    assert (first.authorised, second.authorised) == (100, 110)
    assert new_lines(first) == (25 * THOUSAND, 1 * THOUSAND, 0, 15 * THOUSAND)
    assert new_lines(second) == (27_500 * POUND, 1_100 * POUND, 5 * THOUSAND, 0)


def test_prices_move_support_supervision_and_bridging_but_not_the_allowance() -> None:
    dearer = replace(PAID, price_multipliers=PRICES_OF_TWO_YEARS)
    assert new_lines(months_of(dearer)[12]) == (27_500 * POUND, 1_210 * POUND, 5_500 * POUND, 0)
    unfilled = replace(dearer, volunteers=F(0))
    assert [months_of(unfilled)[t].bridging for t in (11, 12)] == [15 * THOUSAND, 16_500 * POUND]


def test_prices_can_be_given_for_each_year_as_they_stand() -> None:
    given = replace(
        PAID,
        price_multipliers=PRICES_OF_TWO_YEARS,
        incident_support_pence=(120 * POUND,) * 10,
        supervisor_cost_pence=(60 * THOUSAND, 72 * THOUSAND) + (0,) * 8,
        bridge_hour_cost_pence=(30 * POUND,) * 10,
    )
    assert new_lines(months_of(given)[12]) == (27_500 * POUND, 1_100 * POUND, 6 * THOUSAND, 0)
    with pytest.raises(pipeline.FigureNotHeld):
        pipeline.run(replace(given, supervisor_cost_pence=(60 * THOUSAND,)))


def test_a_years_price_is_whole_pence_and_a_months_line_is_rounded_once() -> None:
    # 1,005 x 1.1 is 1,105.5, so 1,106. A twelfth of 100 times that is 9,216.67.
    halves = replace(PAID, price_multipliers=(F("1.1"),) * 10, incident_support_pence=1_005)
    assert role_costs.incident_support(halves, 0) == 1_106
    assert months_of(halves)[0].incident_support == 9_217


def test_the_lines_that_stay_are_recurring_and_bridging_is_not() -> None:
    first, second, *_ = months_of(PAID)
    assert (first.recurring, first.one_off) == (26 * THOUSAND, (100 + 15) * THOUSAND)
    # The premium of 62.50 a month and kit renewal of 20.83; then 27,500 and 1,100 and 5,000.
    assert second.recurring == 10 * 6_250 + 20_833 + (27_500 + 1_100 + 5_000) * POUND
    assert second.one_off == second.kit == 10 * 5 * THOUSAND
    assert second.in_year == second.recurring + second.one_off


def test_months_add_up_to_years_line_by_line() -> None:
    months, years = pipeline.run(replace(PAID, months_of_the_first_year_gone=5, volunteers=F(6)))
    for year in years:
        inside = [month for month in months if month.year == year.year]
        assert new_lines(year) == tuple(sum(line) for line in zip(*map(new_lines, inside), strict=True))
        assert year.in_year == sum(month.in_year for month in inside) == year.recurring + year.one_off


def test_the_baseline_pays_neither_allowance_nor_support() -> None:
    baseline = replace(PAID, offered=False)
    assert new_lines(months_of(baseline)[1]) == (0, 0, 5 * THOUSAND, 0)
    assert pipeline.kept_for_those_in_post(baseline, 0) == 0


def test_posts_are_bridged_from_the_first_month_though_recruits_come_first() -> None:
    # 110 are sought in the end. Until ten qualify in month 6 there are 100: 10 x 50 hours x 30 a month.
    bridged = replace(RECRUIT, bridge_hours=F(600), bridge_hour_cost_pence=30 * POUND)
    months = months_of(bridged)
    assert [month.sought for month in months[:8]] == [100] * 5 + [110] * 3
    assert [month.bridging for month in months[:8]] == [15 * THOUSAND] * 6 + [0, 0]


def test_an_officer_who_goes_while_recruits_come_of_age_is_bridged_too() -> None:
    # One goes each month and nobody volunteers: 11, then 12 posts short, each 1,500 a month.
    inputs = replace(
        RECRUIT, net_transfers=F(-12), volunteers=F(0), bridge_hours=F(600), bridge_hour_cost_pence=30 * POUND
    )
    assert [month.bridging for month in months_of(inputs)[:2]] == [16_500 * POUND, 18 * THOUSAND]


def test_more_officers_than_are_sought_need_no_bridging() -> None:
    assert {month.bridging for month in months_of(replace(PAID, officers=F(-5)))} == {0}


def test_one_more_officer_costs_96_120_a_year_to_keep() -> None:
    # Pay 84,000, premium 1,000, supervision 6,000, allowance 3,000, support 120, a fifth of 10,000.
    inputs = replace(PAID, mode="convert_and_backfill", attrition=F("0.2"))
    assert pipeline.sustained_cost(inputs, 0, 7) == 96_120 * POUND
    assert pipeline.sustained_cost(replace(inputs, mode="convert"), 0, 7) == 12_120 * POUND


def test_in_a_full_year_those_in_post_before_have_their_allowance_and_support_too() -> None:
    # Ten at 96,120 and a hundred at 3,000 and 120: 961,200 and 312,000.
    inputs = replace(PAID, mode="convert_and_backfill", attrition=F("0.2"))
    assert pipeline.full_year_effect(inputs, 0) == 1_273_200 * POUND
    # At prices a tenth up: 84,000, premium 1,100, supervision 6,600, 3,000, support 132, a fifth of 11,000
    # make 97,032. 970,320 and a hundred times 3,132.
    dearer = replace(inputs, price_multipliers=PRICES_OF_TWO_YEARS)
    assert pipeline.full_year_effect(dearer, 1) == 1_283_520 * POUND
    assert [year.full_year_effect for year in years_of(dearer)[:2]] == [1_273_200 * POUND, 1_283_520 * POUND]


def test_in_a_full_year_of_the_baseline_nobody_has_an_allowance_or_support() -> None:
    # Ten at 84,000, premium 1,000, supervision 6,000 and a fifth of 10,000.
    inputs = replace(PAID, mode="convert_and_backfill", attrition=F("0.2"), offered=False)
    assert pipeline.full_year_effect(inputs, 0) == 930 * THOUSAND


def test_in_a_full_year_the_uplift_and_those_in_post_are_each_rounded_half_up() -> None:
    # 10.5 x 100,031 is 1,050,325.5 and 100.5 x 31 is 3,115.5.
    inputs = replace(
        PLAIN, officers=F("10.5"), strength_at_start=F("100.5"), role_allowance_pence=30, incident_support_pence=1
    )
    assert pipeline.full_year_effect(inputs, 0) == 1_050_326 + 3_116


def test_supervision_of_one_officer_is_rounded_half_up_to_the_penny() -> None:
    half = replace(PAID, supervisors_per_officer=F(1, 2), supervisor_cost_pence=201)
    assert role_costs.supervision(half, 0) == 101
    assert pipeline.sustained_cost(half, 0, 7) == 4_120 * POUND + 101


def test_the_money_sustains_twelve_once_those_in_post_have_their_312_000() -> None:
    # 100 x 3,120. Of 1,500,000 are left 1,188,000: 12.36 times 96,120. Without them it would be 15.6 times.
    kept = pipeline.kept_for_those_in_post(PAID, 0)
    assert kept == 312 * THOUSAND
    assert pipeline.sustainable_officers(1_500 * THOUSAND, 0, 96_120 * POUND, kept) == 12
    assert pipeline.sustainable_officers(1_500 * THOUSAND, 0, 96_120 * POUND) == 15
    assert pipeline.sustainable_officers(300 * THOUSAND, 0, 96_120 * POUND, kept) == 0


def test_what_is_kept_for_half_an_officer_is_rounded_half_up() -> None:
    # 100.5 x 31 pence is 3,115.5.
    inputs = replace(PLAIN, strength_at_start=F("100.5"), role_allowance_pence=30, incident_support_pence=1)
    assert pipeline.kept_for_those_in_post(inputs, 0) == 3_116


# --- E7: cars ---------------------------------------------------------------------------------


def test_a_car_is_for_as_many_officers_as_the_programme_says() -> None:
    # 48,000 over 4 years and 16 officers; crews count for nothing.
    programme = replace(PLAIN, crew=F(3), officers_per_seat=F(7))
    assert pipeline.officers_per_arv(programme) == 16
    assert pipeline.premium_without_kit_renewal(programme, 0) == 750 * POUND
    assert months_of(programme)[1].extra_cars == 10 / 16


def test_a_car_crewed_by_two_with_six_officers_to_a_seat_is_for_twelve() -> None:
    # 48,000 over 4 years and 12 officers.
    crewed, years = pipeline.run(replace(PLAIN, vehicle_basis="crewing", crew=F(2), officers_per_seat=F(6)))
    assert [month.extra_cars for month in crewed[:2]] == [0, pytest.approx(10 / 12)]
    assert crewed[1].premium == 10 * 1_000 * POUND // 12
    assert years[0].extra_cars == pytest.approx(10 / 12)


@pytest.mark.parametrize(("crew", "seats"), [(0, 6), (2, 0)])
def test_a_car_without_a_crew_is_refused(crew: int, seats: int) -> None:
    with pytest.raises(pipeline.UnusableParameter):
        pipeline.run(replace(PLAIN, vehicle_basis="crewing", crew=F(crew), officers_per_seat=F(seats)))
