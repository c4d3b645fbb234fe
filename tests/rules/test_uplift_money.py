"""The money of an uplift: the premium, the cost to qualify, and pence by month and year (cost model 6.2 to 6.6)."""

from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.test_uplift_pipeline import DEFAULTS, ILLUSTRATION, a_thousand_scenarios, parameters

from precept.uplift import (
    BackfillProgression,
    CountedAs,
    MoneyLines,
    OfficerCosts,
    PipelineAssumptions,
    Staffing,
    UpliftMoney,
    UpliftPlan,
    YearPrices,
    annual_premium,
    cost_to_qualify,
    full_year_effect,
    mature_pay,
    pay_at_entry,
    round_to_pence,
    rows_of,
    run_backfill,
    run_pipeline,
    sustained_cost,
    uplift_money,
)
from precept.uplift.errors import (
    AmountOutOfRange,
    ParameterMissing,
    ParameterOutOfRange,
    RowsDisagree,
    YearNotPriced,
)

POUND = 100

DEFAULT_PRICES = {
    "course_cost": 12_705 * POUND,
    "conversion_cost": 5_855 * POUND,
    "travel": 0,
    "day_cost": 282 * POUND,
    "ammunition": 600 * POUND,
    "taser_running": 200 * POUND,
    "kit_issue": 5_000 * POUND,
    "kit_renewal": 500 * POUND,
    "arv_price": 55_000 * POUND,
    "medical_fitness": 250 * POUND,
    "recruit_cost": 10_000 * POUND,
    "role_allowance": 0,
    "incident_support": 0,
    "supervisor_cost": 62_000 * POUND,
    "bridge_hour_cost": 27_76,
}
"""The prices of 2016 among the defaults of cost model 6.7."""

ILLUSTRATION_PRICES = DEFAULT_PRICES | {"taser_running": 0, "medical_fitness": 0, "recruit_cost": 0}

PAY_AT_POINT_1 = [33_703, 34_416, 34_638, 37_006]
PAY_AT_POINT_7 = [55_177, 56_358, 56_752, 60_700]
"""What a Kent constable costs, 2016-17 to 2019-20 (cost model 2.6)."""


def kent(nonpay: int = 0) -> OfficerCosts:
    """Return four years of Kent's officer costs; the points between the two published ones lie on a line."""
    low, top = (np.array(pounds) + nonpay for pounds in (PAY_AT_POINT_1, PAY_AT_POINT_7))
    points = [low + (top - low) * (point - 1) // 6 for point in range(8)]
    return OfficerCosts(np.stack(points, axis=1) * POUND)


def same_every_year(years: int, pounds: int = 36_000) -> OfficerCosts:
    """Return officer costs of so many pounds a year, and £1,200 more with every pay point."""
    return OfficerCosts(np.tile(pounds + 1_200 * np.arange(8), (years, 1)) * POUND)


def assume(**overrides: Any) -> PipelineAssumptions:
    return PipelineAssumptions.from_values(DEFAULTS | overrides)


def illustrate(**overrides: Any) -> PipelineAssumptions:
    return PipelineAssumptions.from_values(ILLUSTRATION | overrides)


def priced(**overrides: Any) -> YearPrices:
    return YearPrices.from_values(DEFAULT_PRICES | overrides)


def priced_for(years: int, **overrides: Any) -> YearPrices:
    """Return the default prices held for so many years."""
    return priced(**{name: [price] * years for name, price in (DEFAULT_PRICES | overrides).items()})


def ask(
    officers: Any = 24,
    *,
    strength: Any = 76,
    months: int = 48,
    staffing: Staffing = Staffing.CONVERT_AND_BACKFILL,
    **plan: Any,
) -> UpliftPlan:
    return UpliftPlan.of(officers, strength_at_start=strength, months=months, staffing=staffing, **plan)


def money_of(
    assumptions: PipelineAssumptions | None = None,
    plan: UpliftPlan | None = None,
    prices: YearPrices | None = None,
    officer_costs: OfficerCosts | None = None,
) -> UpliftMoney:
    run = run_pipeline(assumptions or assume(), plan or ask())
    years = run.plan.financial_years
    return uplift_money(run, run_backfill(run), prices or priced_for(years), officer_costs or same_every_year(years))


def lines_of(money: MoneyLines) -> dict[str, np.ndarray]:
    return {field.name: getattr(money, field.name) for field in fields(money)}


def in_pounds(pence: Any) -> Any:
    return (np.asarray(pence) / POUND).round(0).astype(int).tolist()


def to_hundreds(pence: int) -> int:
    """Round pence to the nearest £100, halves up."""
    return int((pence + 50 * POUND) // (100 * POUND)) * 100


# --- rounding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "pence"), [(0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (-0.49, 0), (-0.5, -1), (-2.5, -3), (0, 0)]
)
def test_halves_are_rounded_away_from_zero(amount: float, pence: int) -> None:
    assert round_to_pence(np.array([amount])).tolist() == [pence]


def test_a_half_penny_that_floating_point_misses_by_a_hair_is_a_half_penny() -> None:
    just_below = 2.3 * 28_205

    assert just_below < 64_871.5
    assert round_to_pence(np.array([just_below])).tolist() == [64_872]


@given(st.integers(-(10**7), 10**7), st.decimals(0, 400, places=6))
def test_a_price_times_a_parameter_is_rounded_as_exact_decimals_are(pence: int, times: Decimal) -> None:
    exact = (pence * times).quantize(Decimal(1), ROUND_HALF_UP)
    near_half = abs(abs(pence * times) % 1 - Decimal("0.5"))

    if near_half == 0 or near_half > Decimal("0.00001"):
        assert round_to_pence(np.array([pence * float(times)])).tolist() == [int(exact)]


@given(st.integers(-(10**15), 10**15))
def test_whole_pence_stay_as_they_are(pence: int) -> None:
    assert round_to_pence(np.array([float(pence)])).tolist() == [pence]


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), -float("inf"), 1.1e15])
def test_what_is_no_amount_of_money_is_refused(amount: float) -> None:
    with pytest.raises(AmountOutOfRange):
        round_to_pence(np.array([1.0, amount]))


# --- one officer ------------------------------------------------------------------------------------------------------


def test_the_premium_of_the_illustration_is_7099_pounds_and_renewal_of_kit() -> None:
    """20 x 282 + 600 + 55,000 / 4 / 16 = 7,099.38 (cost model 6.7)."""
    premium = annual_premium(illustrate(), YearPrices.from_values(ILLUSTRATION_PRICES))

    assert premium.refresher_training.tolist() == [[5_640_00]]
    assert premium.vehicle_share.tolist() == [[859_38]]
    assert premium.running.tolist() == [[7_099_38]]
    assert premium.total.tolist() == [[7_599_38]]


def test_the_premium_at_the_defaults_is_8049_pounds() -> None:
    assert in_pounds(annual_premium(assume(), priced()).total) == [[8_049]]


def test_a_failed_place_still_costs_a_place() -> None:
    cost = cost_to_qualify(assume(), priced(), Staffing.CONVERT)

    assert cost.training.tolist() == [[23_100_00]]
    assert cost.additional.tolist() == [[28_100_00]]
    assert cost.replacement.tolist() == [[28_100_00]]


def test_travel_is_paid_for_every_place_passed_or_failed() -> None:
    cost = cost_to_qualify(assume(pass_rate=0.5), priced(travel=1_000_00), Staffing.CONVERT)

    assert cost.training.tolist() == [[2 * 13_705_00]]


def test_kit_that_is_handed_on_costs_a_replacement_nothing() -> None:
    cost = cost_to_qualify(assume(replacement_kit_share=[0, 0.5]), priced(), Staffing.CONVERT)

    assert cost.replacement.tolist() == [[23_100_00], [25_600_00]]


def test_a_transferee_takes_the_conversion_course() -> None:
    cost = cost_to_qualify(assume(conversion_pass_rate=0.8), priced(), Staffing.TRANSFEREE)

    assert cost.training.tolist() == [[7_318_75]]


@pytest.mark.parametrize(
    ("assumptions", "prices", "nonpay", "at_entry", "mature"),
    [
        (illustrate(), YearPrices.from_values(ILLUSTRATION_PRICES), 0, 43_150, 64_624),
        (assume(), priced(), 3_000, 47_000, 68_474),
    ],
    ids=["illustration_6_6", "defaults"],
)
def test_the_sustained_cost_of_one_extra_officer_is_that_of_the_cost_model(
    assumptions: PipelineAssumptions, prices: YearPrices, nonpay: int, at_entry: int, mature: int
) -> None:
    staffing, pay = Staffing.CONVERT_AND_BACKFILL, kent(nonpay)
    entry = sustained_cost(assumptions, prices, staffing, pay_at_entry(assumptions, pay, staffing))
    top = sustained_cost(assumptions, prices, staffing, mature_pay(pay, staffing))

    assert in_pounds(entry.total[0, 0]) == at_entry
    assert in_pounds(top.total[0, 0]) == mature


def test_converting_without_backfill_costs_no_pay() -> None:
    assert not mature_pay(kent(), Staffing.CONVERT).any()
    assert not pay_at_entry(assume(), kent(), Staffing.CONVERT).any()


def test_a_transferee_is_paid_at_the_officers_own_point_at_first_and_at_the_top_in_time() -> None:
    assumptions = assume(volunteer_point=[1, 7])

    assert pay_at_entry(assumptions, kent(), Staffing.TRANSFEREE)[:, 0].tolist() == [33_703_00, 55_177_00]
    assert mature_pay(kent(), Staffing.TRANSFEREE)[0, 0] == 55_177_00


# --- the published illustration ---------------------------------------------------------------------------------------


def illustration_6_6(**prices: int) -> UpliftMoney:
    return money_of(
        illustrate(),
        ask(backfill_progression=BackfillProgression.HELD),
        YearPrices.from_values({name: [price] * 4 for name, price in (ILLUSTRATION_PRICES | prices).items()}),
        kent(),
    )


@pytest.mark.parametrize(
    ("year", "pay", "premium", "one_off", "total"),
    [
        (1, 141_500, 29_800, 531_600, 703_000),
        (2, 571_500, 117_900, 539_400, 1_228_800),  # £1,228,750.42; see the next test
        (3, 807_400, 165_500, 242_600, 1_215_500),
        (4, 862_600, 165_500, 231_900, 1_259_900),
    ],
)
def test_the_money_of_the_four_year_table_is_reproduced_to_the_nearest_hundred_pounds(
    year: int, pay: int, premium: int, one_off: int, total: int
) -> None:
    """Prices held at 2016-17, pay of the actual year at the second point, not climbing (cost model 6.6)."""
    money = illustration_6_6().by_year

    assert to_hundreds(money.pay[0, year - 1]) == pay
    assert to_hundreds(money.premium[0, year - 1]) == premium
    assert to_hundreds(money.one_off[0, year - 1]) == one_off
    assert to_hundreds(money.in_year[0, year - 1]) == total
    assert money.kit_renewal[0, year - 1] == 0


def test_the_second_years_total_is_the_printed_one_when_the_premium_is_taken_in_whole_pounds() -> None:
    """The cost model prints 1,228,700: it takes the premium of 7,099.38 as 7,099, £6 less for 16.6 officers."""
    to_the_penny = illustration_6_6().by_year.in_year[0, 1]
    in_whole_pounds = illustration_6_6(ammunition=(600 * POUND) - 38).by_year.in_year[0, 1]

    assert to_the_penny == 1_228_750_42
    assert to_hundreds(in_whole_pounds) == 1_228_700


def test_a_recurring_one_point_two_million_is_two_fifths_unspent_at_first_and_fully_committed_in_the_second_year() -> (
    None
):
    spent = illustration_6_6().by_year.in_year[0] / (1_200_000 * POUND)

    assert 1 - spent[0] == pytest.approx(0.4, abs=0.02)
    assert spent[1] >= 1


# --- months and years -------------------------------------------------------------------------------------------------

plans = st.builds(
    ask,
    st.floats(-40, 60),
    strength=st.floats(0, 200),
    months=st.integers(1, 40),
    staffing=st.sampled_from(Staffing),
    counted_as=st.sampled_from(CountedAs),
    first_month=st.integers(0, 11),
    backfill_progression=st.sampled_from(BackfillProgression),
)


@given(parameters, plans)
def test_every_line_of_a_financial_year_is_the_sum_of_its_months(values: Any, plan: UpliftPlan) -> None:
    money = money_of(assume(**values), plan)
    year_of_month = (plan.first_month + np.arange(plan.months)) // 12

    for name, by_month in lines_of(money.by_month).items():
        by_year = [by_month[:, year_of_month == year].sum() for year in range(plan.financial_years)]
        assert lines_of(money.by_year)[name].tolist() == [by_year], name
        assert by_month.dtype == np.int64


@given(parameters, plans)
def test_no_line_is_negative_and_what_is_new_is_no_more_than_the_whole(values: Any, plan: UpliftPlan) -> None:
    money = money_of(assume(**values), plan)

    assert all(line.min() >= 0 for line in lines_of(money.by_month).values())
    assert np.all(money.baseline_replacement >= 0)
    assert np.all((money.by_year.one_off - money.baseline_replacement) >= money.by_year.recruitment)
    assert np.all((money.by_year.one_off - money.baseline_replacement) <= money.by_year.one_off)


@given(parameters, plans)
def test_the_cash_of_a_year_is_its_recurring_and_one_off_lines_and_never_the_opportunity(
    values: Any, plan: UpliftPlan
) -> None:
    year = money_of(assume(**values), plan).by_year

    parts = year.pay + year.premium + year.kit_renewal + year.course + year.kit + year.recruitment
    assert year.in_year.tolist() == parts.tolist()
    assert year.recurring.tolist() == (parts - year.one_off).tolist()


def test_a_start_in_september_has_seven_months_in_its_first_financial_year() -> None:
    plan = ask(months=24, first_month=5)

    assert plan.financial_years == 3
    assert np.bincount(plan.year_of_month).tolist() == [7, 12, 5]


def test_with_level_prices_the_month_of_the_start_moves_no_monthly_figure() -> None:
    from_april, from_december = (money_of(plan=ask(first_month=month)).by_month for month in (0, 8))

    for name, line in lines_of(from_april).items():
        assert line.tolist() == lines_of(from_december)[name].tolist(), name


def test_each_month_is_priced_in_its_own_financial_year() -> None:
    """From February, the first course falls in the old year and the second, in May, in the new."""
    plan = ask(months=6, first_month=10, staffing=Staffing.CONVERT)
    money = money_of(assume(), plan, priced(course_cost=[10_000_00, 20_000_00]), same_every_year(2))

    assert money.by_month.course[0].tolist() == [43_750_00, 0, 0, 87_500_00, 0, 0]
    assert money.by_year.course.tolist() == [[43_750_00, 87_500_00]]


@pytest.mark.parametrize("short", ["prices", "officer_costs"])
def test_a_run_that_reaches_past_the_last_year_held_is_refused_by_name(short: str) -> None:
    held = {"prices": priced_for(3), "officer_costs": same_every_year(3)} | {
        short: priced_for(2) if short == "prices" else same_every_year(2)
    }
    with pytest.raises(YearNotPriced, match=f"{short} must be given for all 3 financial years of the run"):
        money_of(plan=ask(months=24, first_month=5), **held)


# --- line by line -----------------------------------------------------------------------------------------------------


def ten_extra(**overrides: Any) -> PipelineAssumptions:
    """Assume that ten officers qualify in the fourth month, and nobody fails or leaves."""
    certain = {"attrition": 0, "pass_rate": 1, "conversion_pass_rate": 1, "net_transfers": 0, "class_size": 10}
    plenty = {"volunteers": 1_000, "transferee_applicants": 1_000, "instructors": 1_000, "hire_lag": 0}
    return assume(**certain | plenty | overrides)


def test_ten_officers_pay_for_ten_courses_at_once_and_ten_sets_of_kit_when_they_qualify() -> None:
    money = money_of(ten_extra(), ask(10, months=5)).by_month

    assert money.course[0].tolist() == [127_050_00, 0, 0, 0, 0]
    assert money.kit[0].tolist() == [0, 0, 0, 50_000_00, 0]
    assert money.opportunity[0, 0] == round(10 * 9 / 52 * 44_400_00)


def test_ten_recruits_are_paid_at_the_entry_point_for_a_year_and_then_a_point_more() -> None:
    pay = money_of(ten_extra(), ask(10, months=18)).by_month.pay[0]

    assert pay[[2, 3, 14, 15]].tolist() == [0, 10 * 37_200_00 // 12, 10 * 37_200_00 // 12, 10 * 38_400_00 // 12]


def test_recruits_lost_in_probation_are_paid_for_when_their_class_joins() -> None:
    recruitment = money_of(ten_extra(probation_loss=0.2), ask(10, months=5)).by_month.recruitment[0]

    assert recruitment.tolist() == [0, 0, 0, 125_000_00, 0]


def test_kit_is_renewed_only_after_the_months_that_it_lasts_and_the_rest_of_the_premium_runs_from_the_start() -> None:
    money = money_of(ten_extra(kit_renewal_after=4), ask(10, months=6)).by_month

    assert money.kit_renewal[0].tolist() == [0, 0, 0, 0, 416_67, 416_67]
    assert money.premium[0].tolist() == [0, 0, 0, 6_291_15, 6_291_15, 6_291_15]


def test_transferees_are_paid_at_their_own_point_and_bring_no_recruits() -> None:
    money = money_of(ten_extra(volunteer_point=5), ask(10, months=3, staffing=Staffing.TRANSFEREE)).by_month

    assert money.pay[0].tolist() == [0, 35_000_00, 35_000_00]
    assert money.course[0].tolist() == [58_550_00, 0, 0]
    assert not money.recruitment.any()


def test_converting_without_backfill_pays_the_premium_and_no_pay() -> None:
    money = money_of(ten_extra(), ask(10, staffing=Staffing.CONVERT)).by_year

    assert not money.pay.any()
    assert not money.recruitment.any()
    assert money.premium[0, 1] == 12 * 6_291_15


def test_when_nobody_extra_is_asked_for_all_one_off_money_is_the_baselines_own_after_the_first_year() -> None:
    """76 officers, 8 % leave: 12 months of leavers, each replaced for £28,100."""
    money = money_of(illustrate(), ask(0))
    a_year_of_leavers = 12 * (1 - 0.92 ** (1 / 12)) * 76

    assert money.baseline_replacement[0, 3] <= round(a_year_of_leavers * 28_100_00)
    assert money.by_year.pay.sum() == 0
    assert (money.by_year.one_off - money.baseline_replacement)[0, 1:].tolist() == [0, 0, 0]
    assert money.full_year_effect.tolist() == [[0, 0, 0, 0]]


def test_the_baselines_own_replacements_are_those_of_the_strength_at_the_start() -> None:
    money = money_of(illustrate(), ask(24, months=18, first_month=9))
    leavers_a_month = (1 - 0.92 ** (1 / 12)) * 76

    assert money.baseline_replacement[0].tolist() == [
        round(months * leavers_a_month * 28_100_00) for months in (3, 12, 3)
    ]


def test_recruits_behind_transferees_are_no_part_of_what_the_baseline_replaces() -> None:
    """Nobody volunteers, twelve a year come from elsewhere: no course and no kit, only recruits."""
    money = money_of(assume(net_transfers=12, volunteers=0, hire_lag=0))

    assert money.by_year.one_off.tolist() == money.by_year.recruitment.tolist()
    assert money.by_year.recruitment.min() > 0
    assert money.baseline_replacement.tolist() == [[0, 0, 0, 0]]


def test_the_full_year_effect_is_that_of_every_officer_asked_for_at_mature_pay() -> None:
    money = money_of(illustrate(), ask(), priced_for(4), kent())
    one_more = sustained_cost(illustrate(), priced_for(4), Staffing.CONVERT_AND_BACKFILL, kent().at_point(7))

    assert money.full_year_effect.tolist() == (24 * one_more.total).tolist()


def test_asking_for_fewer_officers_than_there_are_has_no_full_year_effect() -> None:
    assert money_of(plan=ask(-10)).full_year_effect.tolist() == [[0, 0, 0, 0]]


def test_officers_counted_as_deployable_cost_as_many_as_must_be_authorised_for_them() -> None:
    money = money_of(assume(deployable_share=0.8), ask(counted_as=CountedAs.DEPLOYABLE))
    authorised = money_of(assume(deployable_share=0.8), ask(30))

    assert money.full_year_effect.tolist() == authorised.full_year_effect.tolist()


@given(st.integers(0, 200), st.floats(0, 0.5))
def test_more_officers_never_have_a_smaller_full_year_effect(officers: int, attrition: float) -> None:
    assumptions = assume(attrition=attrition)
    cost = sustained_cost(assumptions, priced(), Staffing.CONVERT, np.array([[0]]))
    fewer, more = (full_year_effect(np.array([float(count)]), cost) for count in (officers, officers + 1))

    assert fewer[0, 0] < more[0, 0]


@given(parameters, plans, st.sampled_from(sorted(DEFAULT_PRICES)), st.integers(0, 10**7))
def test_a_dearer_price_never_makes_a_month_cheaper(values: Any, plan: UpliftPlan, name: str, dearer: int) -> None:
    assumptions, years = assume(**values), plan.financial_years
    as_it_is = money_of(assumptions, plan)
    with_rise = money_of(assumptions, plan, priced_for(years, **{name: DEFAULT_PRICES[name] + dearer}))

    assert np.all(with_rise.by_month.in_year >= as_it_is.by_month.in_year)


# --- a scenario is a row ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("staffing", Staffing)
@pytest.mark.parametrize("row", [0, 1, 500, 999])
def test_a_scenario_alone_costs_the_same_pence_as_among_a_thousand(staffing: Staffing, row: int) -> None:
    assumptions, officers = a_thousand_scenarios()
    plan = ask(officers.officers, strength=officers.strength_at_start, months=60, first_month=7, staffing=staffing)
    draw = np.random.default_rng(2017)
    prices = priced(course_cost=draw.integers(4_671_00, 16_000_00, (1000, 6)), day_cost=[282_00, 285_00] * 3)
    pay = OfficerCosts(draw.integers(30_000_00, 60_000_00, (1000, 6, 8)))
    one = slice(row, row + 1)

    among = money_of(assumptions, plan, prices, pay)
    alone = money_of(rows_of(assumptions, one), rows_of(plan, one), rows_of(prices, one), rows_of(pay, one))

    for name, line in lines_of(among.by_month).items():
        assert line[one].tolist() == lines_of(alone.by_month)[name].tolist(), name
    assert among.by_year.in_year[one].tolist() == alone.by_year.in_year.tolist()
    assert among.baseline_replacement[one].tolist() == alone.baseline_replacement.tolist()
    assert among.full_year_effect[one].tolist() == alone.full_year_effect.tolist()


def test_the_order_of_the_scenarios_moves_no_money() -> None:
    assumptions, plan = a_thousand_scenarios()
    backwards = np.arange(1000)[::-1]

    forwards = money_of(assumptions, plan).by_year.in_year
    reversed_ = money_of(rows_of(assumptions, backwards), rows_of(plan, backwards)).by_year.in_year

    assert forwards[::-1].tolist() == reversed_.tolist()


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("price", [12_705.5, -1, 10**11, [], True, "12705"])
def test_a_price_that_is_not_whole_pence_is_refused_by_name(price: Any) -> None:
    with pytest.raises(ParameterOutOfRange, match="course_cost must be whole pence, at least 0"):
        priced(course_cost=price)


def test_a_price_left_out_is_refused_by_name() -> None:
    with pytest.raises(ParameterMissing, match="travel must be given, whole pence"):
        YearPrices.from_values({name: price for name, price in DEFAULT_PRICES.items() if name != "travel"})


def test_prices_for_different_numbers_of_years_are_refused() -> None:
    with pytest.raises(YearNotPriced, match="day_cost must be given for 4 years"):
        priced(course_cost=[1, 2, 3, 4], day_cost=[1, 2])


def test_prices_by_more_than_scenario_and_year_are_refused() -> None:
    with pytest.raises(ParameterOutOfRange, match="course_cost must be one price"):
        priced(course_cost=[[[1]]])


@pytest.mark.parametrize("table", [[1] * 8, [[1] * 7], [[[[1] * 8]]]])
def test_officer_costs_that_are_no_table_of_years_and_pay_points_are_refused(table: Any) -> None:
    with pytest.raises(ParameterOutOfRange, match="officer_costs must be a table of years by 8 pay points"):
        OfficerCosts(np.array(table))


def test_money_of_different_numbers_of_scenarios_is_refused() -> None:
    with pytest.raises(RowsDisagree, match="prices must be of one scenario or of 3; it holds 2"):
        money_of(plan=ask([1, 2, 3]), prices=priced(course_cost=[[1] * 4, [2] * 4]))


# --- allowance, support, supervision, and overtime for the posts that stand empty --------------------------------------


def test_an_allowance_is_paid_to_all_authorised_officers_and_not_only_to_the_extra_ones() -> None:
    money = money_of(
        assume(attrition=0, net_transfers=0, volunteers=0), ask(months=12), priced(role_allowance=1_200 * POUND)
    )

    assert set(money.by_month.role_allowance[0]) == {76 * 100 * POUND}
    assert money.by_year.recurring[0, 0] == 76 * 1_200 * POUND


def test_a_missing_officer_costs_so_many_hours_of_overtime_a_month_and_only_while_missing() -> None:
    assumptions = assume(attrition=0, net_transfers=0, volunteers=0, bridge_hours=1_200)
    money = money_of(assumptions, ask(10, months=12), priced(bridge_hour_cost=30 * POUND))

    assert set(money.by_month.bridging[0]) == {10 * 100 * 30 * POUND}
    assert money.by_year.one_off[0, 0] == money.by_year.bridging[0, 0] == 10 * 1_200 * 30 * POUND
    filled = money_of(assumptions, ask(0, months=12), priced(bridge_hour_cost=30 * POUND))
    assert not filled.by_year.bridging.any()


def test_one_sergeant_to_five_extra_officers_adds_a_fifth_of_a_sergeant_to_what_each_costs_for_good() -> None:
    staffing, pay = Staffing.CONVERT_AND_BACKFILL, kent(3_000).at_point(7)
    alone = sustained_cost(assume(), priced(), staffing, pay)
    led = sustained_cost(assume(supervisors_per_officer=0.2), priced(supervisor_cost=62_000 * POUND), staffing, pay)

    assert (led.total - alone.total)[0, 0] == led.supervision[0, 0] == 12_400 * POUND
