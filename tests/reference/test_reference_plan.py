"""The second engine for the medium-term plan reproduces examples worked by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from .plan import Plan, PlanYear, plan
from .plan_inputs import (
    BudgetLine,
    CouncilTax,
    Decision,
    EarmarkedReserve,
    FundingLine,
    GeneralReserve,
    PlanInputs,
    Rates,
    Uplift,
)
from .plan_lines import Line, budget_line, council_tax_line, decision_line, funding_line, tax_bases

F = Fraction


def percent(*amounts: str | int) -> tuple[Fraction, ...]:
    return tuple(F(amount) / 100 for amount in amounts)


def rates(years: int = 3, reserve_floor: str = "3") -> Rates:
    nothing = percent(*[0] * years)
    return Rates(
        awards={"officers": percent("3", "2", "0")[:years]},
        prior_award={"officers": F("0.04")},
        increments=percent("1", "0", "0")[:years],
        contributions=percent("0.5", "0", "0")[:years],
        prices=percent(*["2.5"] * years),
        tax_base_growth=percent(*["1"] * years),
        grant_growth=percent(*["2"] * years),
        reserve_floor=percent(*[reserve_floor] * years) if reserve_floor else nothing,
    )


def changes(line: Line) -> dict[str, tuple[int, ...]]:
    return {change.cause: change.by_year for change in line.changes}


# --- Budget -----------------------------------------------------------------------------------


def test_septembers_award_is_seven_months_in_its_year_and_the_whole_year_in_the_next() -> None:
    # £120,000 at the old rate is £50,000 for five months and £72,800 for seven at 4% more.
    line = budget_line(BudgetLine("officers", "pay", 12_280_000, group="officers"), rates(), 3)
    assert line.by_year == (12_885_600, 13_193_752, 13_302_432)
    assert changes(line) == {
        "full_year_effect": (200_000, 156_000, 108_680),
        "pay_award": (218_400, 152_152, 0),
        "increments": (124_800, 0, 0),
        "employer_contributions": (62_400, 0, 0),
    }


def test_prices_grow_by_the_plan_or_by_their_own() -> None:
    assert budget_line(BudgetLine("fuel", "prices", 1_000_001), rates(), 2).by_year == (1_025_001, 1_050_626)
    own = BudgetLine("insurance", "prices", 1_000, growth=percent("10", "-5"))
    assert changes(budget_line(own, rates(), 2)) == {"prices": (100, -55)}


@pytest.mark.parametrize(("pence", "moved"), [(50, 51), (-50, -51), (49, 49)])
def test_half_a_penny_goes_away_from_zero(pence: int, moved: int) -> None:
    line = BudgetLine("petty cash", "prices", pence, growth=percent(1))
    assert budget_line(line, rates(), 1).by_year == (moved,)


def test_a_fixed_line_does_not_move_and_a_planned_line_is_as_given() -> None:
    assert budget_line(BudgetLine("lease", "fixed", 700), rates(), 3).by_year == (700, 700, 700)
    planned = budget_line(BudgetLine("interest", "pay", 700, planned=(900, 900, 650)), rates(), 3)
    assert planned.by_year == (900, 900, 650)
    assert changes(planned) == {"planned": (200, 0, -250)}


# --- Decisions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start_month", "by_year"),
    [
        (-13, (0, 0, 0)),
        (-12, (0, 0, 0)),
        (-3, (900, 900, 900)),
        (0, (1_200, 1_200, 1_200)),
        (5, (700, 1_200, 1_200)),
        (15, (0, 900, 1_200)),
        (35, (0, 0, 100)),
        (36, (0, 0, 0)),
    ],
)
def test_a_decision_counts_from_its_month_and_in_full_in_the_next_year(
    start_month: int, by_year: tuple[int, ...]
) -> None:
    assert decision_line(Decision("vans", 1_200, start_month), 3).by_year == by_year


def test_a_saving_is_counted_at_the_confidence_in_it() -> None:
    line = decision_line(Decision("estate", -150, 5, confidence=F(2, 3)), 2)
    assert changes(line) == {"savings": (-58, 0), "full_year_effect": (0, -42)}


def test_a_decision_begun_last_year_brings_the_rest_of_its_full_year() -> None:
    line = decision_line(Decision("estate", -1_200, -3), 2)
    assert changes(line) == {"savings": (0, 0), "full_year_effect": (-900, 0)}


@pytest.mark.parametrize(
    ("start_month", "by_year", "steps"),
    [
        (11, (500, 0, 0), (500, -500, 0)),
        (12, (0, 500, 0), (0, 500, -500)),
        (-1, (0, 0, 0), (0, 0, 0)),
        (36, (0, 0, 0), (0, 0, 0)),
    ],
)
def test_what_comes_once_is_gone_in_the_next_year(
    start_month: int, by_year: tuple[int, ...], steps: tuple[int, ...]
) -> None:
    line = decision_line(Decision("move", 1_000, start_month, recurring=False, confidence=F(1, 2)), 3)
    assert line.by_year == by_year
    assert changes(line) == {"once": steps}


# --- Funding ----------------------------------------------------------------------------------


def test_the_tax_base_is_held_or_grows() -> None:
    council_tax = CouncilTax((0,) * 4, 0, (50, None, 1_000, None))
    assert tax_bases(council_tax, percent(9, 1, 9, 1), 4) == (50, 51, 1_000, 1_010)


def test_a_change_in_council_tax_is_the_rate_on_last_years_base_and_the_rest_is_the_base() -> None:
    # £266 on 590,000 raises £156.94m; £280 on 600,000 raises £168m: £14 x 590,000 is £8.26m of it.
    council_tax = CouncilTax((2_800_000,), 2_660_000, (600_000_000,), 590_000_000)
    line = council_tax_line(council_tax, (600_000_000,))
    assert line.before == 15_694_000_000
    assert line.by_year == (16_800_000_000,)
    assert changes(line) == {"council_tax_rate": (826_000_000,), "tax_base": (280_000_000,)}


def test_without_last_years_base_nothing_changes_in_the_first_year() -> None:
    council_tax = CouncilTax((2_800_000, 2_900_000), 2_660_000, (600_000_000, 600_000_000))
    line = council_tax_line(council_tax, (600_000_000, 600_000_000))
    assert line.before == 16_800_000_000
    assert changes(line) == {"council_tax_rate": (0, 600_000_000), "tax_base": (0, 0)}


def test_above_a_baseline_last_year_is_nothing() -> None:
    council_tax = CouncilTax((2_800_000,), 2_660_000, (600_000_000,), 590_000_000, (2_790_000,))
    line = council_tax_line(council_tax, (600_000_000,))
    assert (line.before, line.by_year) == (0, (60_000_000,))
    assert changes(line) == {"council_tax_rate": (59_000_000,), "tax_base": (1_000_000,)}


@pytest.mark.parametrize(
    ("line", "before", "by_year"),
    [
        (FundingLine("main", 1_000, central=True), 1_000, (1_000, 1_020, 1_040)),
        (FundingLine("main", 1_000, central=True, prior=990), 990, (1_000, 1_020, 1_040)),
        (FundingLine("fees", 1_000), 1_000, (1_000, 1_000, 1_000)),
        (FundingLine("fees", 1_000, growth=percent(50, 1, 0)), 1_000, (1_000, 1_010, 1_010)),
        (FundingLine("bid", 1_000, central=True, recurring=False), 0, (1_000, 0, 0)),
        (FundingLine("bid", 1_000, recurring=False, planned=(5, 6, 7)), 0, (5, 6, 7)),
        (FundingLine("rent", 1_000, planned=(5, 6, 7)), 5, (5, 6, 7)),
    ],
)
def test_funding_is_planned_or_comes_once_or_grows(line: FundingLine, before: int, by_year: tuple[int, ...]) -> None:
    carried = funding_line(line, rates(), 3)
    assert (carried.before, carried.by_year) == (before, by_year)
    assert list(changes(carried)) == ["grant" if line.recurring else "once"]


# --- The whole plan ---------------------------------------------------------------------------


def of_pounds(
    spending: tuple[int, ...],
    general: GeneralReserve,
    *,
    earmarked: tuple[EarmarkedReserve, ...] = (),
    funding: tuple[FundingLine, ...] = (),
    collection_fund: tuple[int, ...] | None = None,
) -> Plan:
    """A plan of what is spent in each year, with no council tax."""
    years = len(spending)
    return plan(
        PlanInputs(
            years=years,
            rates=rates(years, reserve_floor="10"),
            council_tax=CouncilTax((0,) * years, 0, (1_000,) + (None,) * (years - 1)),
            collection_fund=collection_fund or (0,) * years,
            budget=(BudgetLine("everything", "fixed", spending[0], planned=spending),),
            general=general,
            funding=funding,
            earmarked=earmarked,
        )
    )


def reserves(year: PlanYear) -> tuple[int, int, int, int]:
    return year.planned, year.for_gap, year.general, year.missing


def test_the_general_reserve_fills_a_gap_while_it_lasts() -> None:
    result = of_pounds((100, 100, 100), GeneralReserve(180, (30, 30, 30), fills_gap=True))
    assert [reserves(year) for year in result.years] == [(30, 70, 80, 0), (30, 50, 0, 20), (0, 0, 0, 100)]
    assert [year.under_floor for year in result.years] == [0, 10, 10]


def test_a_reserve_that_fills_no_gap_leaves_it_missing() -> None:
    result = of_pounds((100,), GeneralReserve(180, (30,)), earmarked=(EarmarkedReserve("vans", 15, (20,)),))
    (year,) = result.years
    assert reserves(year) == (45, 0, 150, 55)
    assert year.earmarked == (0,)


def test_a_surplus_is_paid_into_the_reserve_that_takes_it() -> None:
    funding = (FundingLine("grant", 130),)
    kept = of_pounds((100,), GeneralReserve(50, (20,), takes_surplus=True), funding=funding)
    assert (kept.years[0].gap, kept.years[0].general) == (-30, 80)
    left = of_pounds((100,), GeneralReserve(50, (20,)), funding=funding)
    assert (left.years[0].gap, left.years[0].general) == (-30, 30)


def test_income_set_off_lowers_the_net_budget_and_its_floor() -> None:
    funding = (FundingLine("fees", 45, set_off=True), FundingLine("grant", 50))
    (year,) = of_pounds((100,), GeneralReserve(2, (0,)), funding=funding).years
    assert (year.gap, year.net_budget, year.floor, year.under_floor) == (5, 55, 6, 4)
    (all_set_off,) = of_pounds((40,), GeneralReserve(2, (0,)), funding=funding).years
    assert (all_set_off.net_budget, all_set_off.floor) == (0, 0)


def test_recurring_spending_rests_on_money_that_comes_once() -> None:
    general = GeneralReserve(60, (0, 0), fills_gap=True)
    funding = (FundingLine("grant", 50),)
    first, second = of_pounds((100, 100), general, funding=funding, collection_fund=(20, -5)).years
    assert (first.gap, first.for_gap, first.funding_once, first.recurring_resting_on_once) == (30, 30, 20, 50)
    # A deficit to pay back takes 5 of the 30 left in the reserve: 25 of it carries recurring spending.
    assert (second.gap, second.for_gap, second.missing, second.recurring_resting_on_once) == (55, 30, 25, 25)
    assert second.funding_changes == {("once", False): -25}


def test_a_whole_plan_with_an_uplift_adds_up() -> None:
    result = plan(
        PlanInputs(
            years=3,
            rates=rates(),
            council_tax=CouncilTax((1_000_000, 1_050_000, 1_100_000), 950_000, (100_000, None, None), 99_000),
            collection_fund=(500, 0, -200),
            budget=(
                BudgetLine("officers", "pay", 12_280_000, group="officers"),
                BudgetLine("fuel", "prices", 1_000_001),
            ),
            decisions=(Decision("estate", -150, 5, confidence=F(2, 3)), Decision("move", 900, 12, recurring=False)),
            funding=(FundingLine("main", 12_000_000, central=True, prior=11_500_000),),
            general=GeneralReserve(1_000_000, (0, 0, 0), fills_gap=True),
            uplift=Uplift((1_000, 2_000, 2_000), (300, 0, 0)),
        )
    )
    first, second, third = result.years
    assert first.spending == 12_885_600 + 1_025_001 - 58 + 1_300 == 13_911_843
    assert first.funding == 1_000_000 + 500 + 12_000_000
    assert (first.gap, first.for_gap, first.missing) == (911_343, 911_343, 0)
    assert (first.spending_once, first.funding_once, first.net_budget) == (300, 500, 13_911_843)
    assert first.recurring_resting_on_once == 13_911_543 - 13_000_000 == 911_543
    assert (first.floor, first.general, first.under_floor) == (417_355, 88_657, 328_698)
    assert first.spending_changes == {
        ("full_year_effect", True): 200_000,
        ("pay_award", True): 218_400,
        ("increments", True): 124_800,
        ("employer_contributions", True): 62_400,
        ("prices", True): 25_000,
        ("savings", True): -58,
        ("uplift", True): 1_000,
        ("uplift", False): 300,
    }
    # £5 more of band D on last year's base of 99, and the 1 it grew by at £100.
    assert first.funding_changes == {
        ("council_tax_rate", True): 49_500,
        ("tax_base", True): 10_000,
        ("once", False): 500,
        ("grant", True): 500_000,
    }
    assert second.spending == 13_193_752 + 1_050_626 - 100 + 900 + 2_000
    assert (second.spending_once, second.funding_once) == (900, 0)
    assert result.tax_bases == (100_000, 101_000, 102_010)
    assert second.funding == 1_060_500 + 12_240_000
    assert (third.spending_once, third.funding_once) == (0, -200)
