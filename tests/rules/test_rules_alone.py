"""Each small rule by itself, on numbers that can be checked in the head, and what a question means that leaves a term out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from tests.builders import (
    KENT,
    authority,
    by_cash,
    e4,
    freeze,
    pence,
    proposal,
    question,
    register,
    share,
    to_requirement,
    year,
)
from tests.rules.test_alternatives import told
from tests.rules.test_reconcile import M, check, only
from tests.rules.test_tax_base import equivalents, of

from precept.api.plan_wire import PlanAsked
from precept.council_tax.alike import by_word, larger_of, smaller_of, when
from precept.council_tax.assess import assess
from precept.council_tax.band_d import as_set, asked_denominator, asked_numerator
from precept.council_tax.band_mix import BandShare, at_or_below, band_mix
from precept.council_tax.bands import basis_of_bands, by_day, by_month, by_week, charge_of
from precept.council_tax.collection_fund import Body, Proportions
from precept.council_tax.explanation import explain
from precept.council_tax.gather import base_of_authority
from precept.council_tax.history.real_terms import Measure as Prices
from precept.council_tax.households import in_instalments, less_discount
from precept.council_tax.names import plain
from precept.council_tax.options import Option, RankBy
from precept.council_tax.outcome import Change
from precept.council_tax.proposal import (
    BandDRounding,
    BandsFrom,
    Increase,
    IncreaseKind,
    Limit,
    LimitRule,
    PreceptRounding,
)
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.reconcile.cells import UNITS, Cell, ReconcileQuestion
from precept.council_tax.reconcile.charges import of_charge, of_increase
from precept.council_tax.reconcile.printed import Unit, read
from precept.council_tax.reconcile.standing import same_name
from precept.council_tax.reconcile.verdicts import Judged, VerdictOnCell
from precept.council_tax.referendum import is_excessive, judge, most_allowed
from precept.council_tax.refusing import is_possible
from precept.council_tax.requirement import (
    Changed,
    compare_parts_with_whole,
    explain_change,
    percent_of,
    precept_on,
    raise_requirement,
    raised_by,
    share_of_parts,
)
from precept.council_tax.revision import Corrections, Held, revise
from precept.council_tax.slips import slips_in
from precept.council_tax.solve import Method, TargetKind, WhyNone, half_up_band_d, smallest_band_d
from precept.council_tax.tax_base.case import BandOfDwellings, TaxBaseCase
from precept.council_tax.tax_base.doubts import doubts_about
from precept.council_tax.tax_base.inputs import ninths_of, percent_text
from precept.council_tax.tax_base.outcome import WhatIf
from precept.council_tax.tax_base.question import BandRounding, CountedBand, TaxBaseQuestion
from precept.council_tax.timetable import Direction
from precept.funding.affordability import BindingConstraint
from precept.funding.plan.closing import WhyOpen
from precept.funding.plan.defaults import RatesGiven, by_year, rates_of, settled_years
from precept.funding.plan.factors import Factor
from precept.funding.plan.ledger import Cause as LineCause
from precept.funding.plan.people import Varied
from precept.funding.plan.question import (
    BudgetKind,
    BudgetLine,
    Decision,
    FundingLine,
    LaterYear,
    PlanQuestion,
    Reserve,
    Source,
    StaffGroup,
)
from precept.funding.plan.sensitivity import Measure as PlanMeasure
from precept.funding.plan.sensitivity import Tried
from precept.funding.plan.simulation import Threads, triangular
from precept.funding.plan.spending import decision_line
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.funding.solve import WhyNot
from precept.register.refusals import TaxBaseOutOfRange
from precept.workings import Figure

# --- what each band pays ---------------------------------------------------------------------------


def test_a_band_pays_its_ninths_of_band_d_in_pence() -> None:
    assert [charge_of(1_521_500, ninths) for ninths in (6, 9, 18)] == [10_143, 15_215, 30_430]
    assert charge_of(1_521_500 * 3, 9, 3) == 15_215


def test_a_year_is_divided_into_months_weeks_and_days() -> None:
    """£52 is £4.33 a month, £5.20 in tenths, £1 a week and 14.2p a day."""
    assert (by_month(5200, 12), by_month(5200, 10), by_week(5200), by_day(5200)) == (433, 520, 1000, 142)


def test_bands_rest_on_band_d_as_set_unless_the_unrounded_is_asked_for_and_it_is_no_multiple_of_9p() -> None:
    assert basis_of_bands("rounded", 100, 5, 7, 3) == (5, 1)
    assert basis_of_bands("unrounded", 100, 5, 7, 3) == (7, 3)
    assert basis_of_bands("unrounded", 900, 5, 7, 3) == (5, 1)


# --- what is asked for, and what is set --------------------------------------------------------------


def test_what_is_asked_for_is_a_fraction_of_ten_thousandths() -> None:
    kinds = ("freeze", "percent", "cash", "band_d", "requirement", "maximum")

    assert [asked_numerator(kind, 50, 1000, 1100) for kind in kinds] == [1000, 1_000_050_000, 1050, 50, 5_000_000, 1100]
    assert [asked_denominator(kind, 7) for kind in kinds] == [1, 1_000_000, 1, 1, 7, 1]


def test_band_d_is_set_half_up_or_down_to_9p_and_not_at_all_where_nothing_changes() -> None:
    assert as_set("cash", 1000, 1250, 1, 100) == 1300
    assert as_set("cash", 1000, 1249, 1, 100) == 1200
    assert as_set("cash", 1000, 2699, 1, 900) == 1800
    assert as_set("cash", 1000, 8101, 3, 900) == 2700
    assert as_set("cash", 1049, 1049, 1, 100) == 1049
    assert as_set("percent", 1049, 1049 * 1_000_000, 1_000_000, 100) == 1049
    assert as_set("maximum", 1000, 1249, 1, 100) == 1249
    assert as_set("cash", 1000, 1249, 1, 1) == 1249


def test_a_band_d_is_possible_from_nothing_to_the_largest_that_is_calculated() -> None:
    assert [is_possible(0, 0), is_possible(1, 99_999_999)] == [True, True]
    assert [is_possible(-1, 0), is_possible(1, 100_000_000), is_possible(0, -1)] == [False, False, False]


# --- limits ------------------------------------------------------------------------------------------


def test_the_most_allowed_is_below_a_percentage_or_at_a_cash_sum_and_never_below_last_years() -> None:
    """2% of £100 is £2, so £101.99 in pennies; £2.50 in cash."""
    prior, two, cash = 1_000_000, 20_000, 25_000

    assert most_allowed("percent", prior, two, 0, 100) == 1_019_900
    assert most_allowed("percent", prior, two, 0, 1) == 1_019_999
    assert most_allowed("cash", prior, 0, cash, 100) == 1_025_000
    assert most_allowed("cash", prior, 0, cash, 900) == 1_024_200
    assert most_allowed("greater_of", prior, two, cash, 100) == 1_025_000
    assert most_allowed("greater_of", prior, 30_000, cash, 100) == 1_029_900
    assert [most_allowed(rule, 1_000_001, 0, 0, 100) for rule in ("percent", "cash", "greater_of")] == [1_000_001] * 3
    assert most_allowed("none", prior, two, cash, 100) is None


def test_an_increase_is_excessive_at_a_percentage_and_above_a_cash_sum() -> None:
    prior, two, cash = 1_000_000, 20_000, 25_000

    assert [is_excessive("percent", prior, each, two, 0) for each in (1_019_999, 1_020_000)] == [False, True]
    assert [is_excessive("cash", prior, each, 0, cash) for each in (1_025_000, 1_025_001)] == [False, True]
    assert [is_excessive("greater_of", prior, each, two, cash) for each in (1_025_000, 1_025_001)] == [False, True]
    assert [is_excessive("greater_of", prior, each, 30_000, cash) for each in (1_029_999, 1_030_000)] == [False, True]
    assert [is_excessive("percent", prior, each, 0, 0) for each in (1_000_000, 1_000_001)] == [False, True]
    assert is_excessive("not_held", prior, prior, two, cash) is None


def test_headroom_is_what_is_left_and_the_limit_is_told_to_the_penny() -> None:
    assert judge("cash", 1_000_000, 1_001_000, 1_024_200, 0, 25_050, 900) == (False, 23_200, 1_025_000)
    assert judge("cash", 1_000_000, 1_001_000, 1_025_050, 0, 25_050, 1) == (False, 24_050, 1_025_050)
    assert judge("none", 1_000_000, 1_001_000, None, 0, 0, 100) == (None, None, None)


# --- money raised ------------------------------------------------------------------------------------


def test_band_d_on_a_tax_base_is_raised_to_the_penny() -> None:
    """£100 on 2.5 is £250; £1 on 2.5 £2.50; 1% of £90 on 2.5 £2.25."""
    assert raised_by(1_000_000, 2_500) == 25_000
    assert raised_by(1, 50_000) == 1
    assert raised_by(1, 49_999) == 0
    assert raise_requirement(1_000_000, 900_000, 2_500) == (25_000, 250, 225)


def test_a_change_is_the_rate_on_the_old_base_the_base_at_the_old_rate_both_and_rounding() -> None:
    """£100 to £110 on 2 and then 3: £200 to £330, of which £20, £100 and £10; a penny more is rounding's."""
    assert explain_change(1_100_000, 1_000_000, 3_000, 2_000, 33_001) == Changed(20_000, 2_000, 10_000, 1_000, 1)
    assert Change(2_000, 20_000, 2_000, 10_000, 1_000, 1, -300).total == 12_701


def test_an_increase_over_last_years_is_told_to_four_decimals_of_a_percent() -> None:
    assert (percent_of(50_000, 1_471_500), percent_of(-1, 3)) == (33_979, -333_333)


def test_a_council_pays_to_the_pound_or_the_penny_and_has_a_share_of_the_whole() -> None:
    assert (precept_on(1_005, 1_000_000, 1), precept_on(1_005, 1_000_000, 100)) == (10_050, 10_100)
    assert (precept_on(1_004, 1_000_000, 100), share_of_parts(1, 3)) == (10_000, 333_333)


def test_what_councils_pay_is_held_against_the_requirement() -> None:
    """1 more than 2 at £100 is £100; £310 against £200 leaves £10."""
    assert compare_parts_with_whole(1_000_000, 2_000, 3_000, 20_000, 31_000) == (10_000, 1_000)


# --- words, names and shares ---------------------------------------------------------------------------


def test_the_larger_the_smaller_and_the_one_that_is_chosen() -> None:
    assert (larger_of(1, 2), larger_of(2, 1), smaller_of(1, 2), smaller_of(2, 1)) == (2, 2, 1, 1)
    assert (when(condition=True, then=1, otherwise=2), when(condition=False, then=1, otherwise=2)) == (1, 2)
    assert [by_word(word, {"a": lambda: 1, "b": lambda: 2}, 3) for word in "abc"] == [1, 2, 3]


def test_names_and_tax_bases_of_councils_are_told_one_way() -> None:
    assert plain("  Tonbridge   and MALLING ") == "tonbridge and malling"
    assert same_name("  Tonbridge   and MALLING ") == "tonbridge and malling"
    assert base_of_authority(3) == "tax_base_of_authority_3"


def test_homes_are_shared_by_band_and_at_or_below_it() -> None:
    """1, 2 and 3 homes: a sixth, a third and a half."""
    mix = band_mix((("A", 1), ("B", 2), ("D", 3)))

    assert mix == (
        BandShare("A", 1, 166_667, 166_667),
        BandShare("B", 2, 333_333, 500_000),
        BandShare("D", 3, 500_000, 1_000_000),
    )
    assert (at_or_below(mix), at_or_below(mix, "B"), at_or_below(mix, "C")) == (1_000_000, 500_000, None)
    assert band_mix((("A", 0),)) == ()


def test_a_discount_is_taken_off_and_instalments_add_up() -> None:
    assert (less_discount(10_143, 250_000), less_discount(10, 1_000_000)) == (7_607, 0)
    assert (in_instalments(10_000, 12), in_instalments(10_005, 10)) == (
        (10_000 - 11 * 833, 833),
        (10_005 - 9 * 1_001, 1_001),
    )


def test_a_rate_is_written_as_a_percentage_and_a_band_pays_its_ninths() -> None:
    assert [percent_text(each) for each in (985_000, 1_000_000, -5_000, 12_345)] == ["98.5", "100", "-0.5", "1.2345"]
    assert list(ninths_of(register(), "England", year("2000-01"))) == ["A-", "A", "B", "C", "D", "E", "F", "G", "H"]
    assert list(ninths_of(register(), "England", year("1999-00"))) == ["A", "B", "C", "D", "E", "F", "G", "H"]
    assert ninths_of(register(), "England", year("2000-01"))["A-"] == 5


def test_proportions_are_exact_or_to_two_decimals_of_a_percent() -> None:
    assert (Proportions.EXACT.step, Proportions.PERCENT_TO_TWO_DECIMALS.step) == (0, 100)


def test_each_rounding_has_its_step() -> None:
    assert {each.value: each.step for each in BandDRounding} == {
        "penny": 100,
        "four_decimals": 1,
        "multiple_of_9p": 900,
    }
    assert {each.value: each.unit for each in PreceptRounding} == {"pound": 100, "penny": 1}
    assert {each.value: each.step for each in BandRounding} == {"one_decimal": 100, "unrounded": 1}


# --- what is left out ----------------------------------------------------------------------------------


def test_a_limit_that_is_not_held_does_not_limit_and_gives_no_figure_and_no_reason() -> None:
    limit = Limit(LimitRule.NOT_HELD)

    assert (limit.rule.limits, limit.percent, limit.cash, limit.reason, limit.from_practice) == (
        False,
        None,
        None,
        "",
        False,
    )
    assert [each.limits for each in LimitRule] == [True, True, True, False, False]
    assert Increase(IncreaseKind.FREEZE) == freeze() == Increase(IncreaseKind.FREEZE, 0)


def test_a_tax_base_question_that_says_no_more_asks_for_one_decimal_and_nothing_else() -> None:
    asked = TaxBaseQuestion(year())

    assert asked.rounding.step == 100
    assert (asked.country, asked.authority, asked.area, asked.counted, asked.equivalents) == (None, None, None, (), ())
    assert (asked.collection_rate, asked.class_o, asked.support_change) == (None, None, None)
    assert (asked.collection_rate_change, asked.band_d) == (None, None)
    assert CountedBand("A") == CountedBand("A", 0, 0, 0, 0, 0, 0, (), (), 0, 0)


def test_a_band_of_dwellings_that_says_no_more_has_no_line_and_no_support() -> None:
    band = BandOfDwellings("A-", 5)
    case = TaxBaseCase(year(), "England", (band,), 1, 0)

    assert (band.name, BandOfDwellings("B", 7).name, band.support, band.discounts, band.premiums) == (
        "a_disabled",
        "b",
        0,
        (),
        (),
    )
    assert (band.listed, band.exempt, band.demolished, band.chargeable, band.relief, band.after_relief) == (None,) * 6
    assert (band.single_adult, band.all_disregarded, band.annexes, band.before_support) == (None,) * 4
    assert (case.rounding, case.figures, case.returned.tax_base) == (BandRounding.ONE_DECIMAL, (), None)
    assert (case.authority, case.area, case.snapshot_date, case.support_change, case.band_d) == (None,) * 5


def test_a_plan_question_that_says_no_more_moves_nothing() -> None:
    reserve = Reserve("general", 5, (0,))
    asked = PlanQuestion(
        question(), 2, (LaterYear(freeze()),), None, (0, 0), (), (), (), (), reserve, gap_from_reserve=True
    )
    line, decision = BudgetLine("pay", BudgetKind.PAY, 5), Decision("cyber", 5, 0, Recurrence.RECURRING)
    grant = FundingLine("grant", 5, Source.CENTRAL, Recurrence.RECURRING)

    assert [str(each) for each in asked.financial_years] == ["2016-17", "2017-18"]
    assert (asked.surplus_to_reserve, asked.uplift, asked.establishment, asked.held_tax_bases) == (
        False,
        None,
        None,
        False,
    )
    assert (line.staff_group, line.source, line.growth, line.planned) == (StaffGroup.OFFICERS, Source.LOCAL, None, None)
    assert (decision.source, decision.confidence) == (Source.LOCAL, 1_000_000)
    assert (grant.growth, grant.planned, grant.prior, grant.part_of_net_budget) == (None, None, None, True)
    assert asked.later[0].limit is None


def test_rates_that_are_not_given_are_no_rates() -> None:
    rates = RatesGiven()
    years = (year(),)

    for given in (rates.increments, rates.contributions, rates.prices, rates.tax_base_growth, rates.grant_growth):
        assert (given, by_year(given, years)) == ((), {})
    assert (rates.awards, rates.prior_awards, rates.reserve_floor) == ({}, {}, None)
    assert by_year((Decimal(2),), (year(), year("2017-18"))) == {2016: 20_000, 2017: 20_000}


def test_what_does_not_vary_varies_in_no_row() -> None:
    none = Varied().rows(np.array([0, 0]))

    assert (none.parameters, none.money) == ({}, None)
    assert Varied({"x": np.array([1.0, 2.0])}).rows(np.array([1])).parameters["x"].tolist() == [2.0]


def test_a_factor_that_says_no_more_is_never_known_and_follows_nothing() -> None:
    factor = Factor("x", "points", 2, 0, 10, None, None)

    assert (factor.settled, factor.follows_prices, Threads().at_once) == ((), 0, 1)
    assert triangular(np.array([0.05]), factor).tolist() == [1]
    tried = Tried(factor, {PlanMeasure.DEPLOYABLE: 2.0}, {PlanMeasure.DEPLOYABLE: 5.0}, None)
    assert tried.swing(PlanMeasure.DEPLOYABLE) == 3


def test_a_cell_that_says_no_more_is_a_measure_and_a_text() -> None:
    cell = Cell(M.SUM, "1")

    assert (cell.band, cell.authority, cell.option, cell.unit, cell.parts, cell.label) == (
        None,
        None,
        None,
        None,
        (),
        None,
    )
    assert ReconcileQuestion(question(), (cell,)).increase is None
    assert ReconcileQuestion(question(), (cell,)).baseline is None
    assert Option("a", freeze()).support is None
    assert FundingQuestion(question(), freeze(), None).other_funding == ()  # type: ignore[arg-type]
    assert OtherFunding("a", 1, Recurrence.ONE_OFF, "b").recurrence == "one_off"


TEN_THOUSANDTH, THOUSANDTH, PENNY, ONE = Fraction(1, 10_000), Fraction(1, 1_000), Fraction(1, 100), Fraction(1)
OF_BAND_D = (Unit.POUNDS, TEN_THOUSANDTH, False)
OF_A_CHARGE, OF_A_TOTAL = (Unit.POUNDS, PENNY, False), (Unit.POUNDS, PENNY, True)
IN_PERCENT, IN_PENCE = (Unit.PERCENT, TEN_THOUSANDTH, False), (Unit.PENCE, PENNY, False)
IN_EQUIVALENTS = (Unit.EQUIVALENTS, THOUSANDTH, True)
COUNTED = {
    "band_d": OF_BAND_D, "prior_band_d": OF_BAND_D, "band_charge": OF_A_CHARGE, "prior_band_charge": OF_A_CHARGE,
    "increase": OF_BAND_D, "increase_percent": IN_PERCENT, "band_increase": OF_A_CHARGE, "band_increase_percent": IN_PERCENT,
    "monthly_charge": OF_A_CHARGE, "weekly_charge": OF_A_CHARGE, "daily_charge": OF_A_CHARGE,
    "monthly_increase": OF_A_CHARGE, "weekly_increase": IN_PENCE, "daily_increase": IN_PENCE, "tax_base": IN_EQUIVALENTS,
    "prior_tax_base": IN_EQUIVALENTS, "tax_base_increase": IN_EQUIVALENTS, "tax_base_increase_percent": IN_PERCENT,
    "authority_tax_base": IN_EQUIVALENTS, "authority_precept": (Unit.POUNDS, ONE, True),
    "authority_share_percent": IN_PERCENT, "precept": OF_A_TOTAL, "prior_precept": OF_A_TOTAL,
    "precept_increase": OF_A_TOTAL, "precept_increase_percent": IN_PERCENT, "rate_effect": OF_A_TOTAL,
    "tax_base_effect": OF_A_TOTAL, "joint_effect": OF_A_TOTAL, "extra_over_freeze": OF_A_TOTAL,
    "extra_over_plan": OF_A_TOTAL, "one_pound_yield": OF_A_TOTAL, "one_percent_yield": OF_A_TOTAL, "limit": OF_BAND_D,
    "limit_percent": IN_PERCENT, "maximum_band_d": OF_BAND_D, "maximum_increase": OF_BAND_D,
    "maximum_increase_percent": IN_PERCENT, "headroom": OF_BAND_D, "sum": OF_A_TOTAL,
}  # fmt: skip


def test_every_measure_is_counted_in_its_unit_to_its_finest_step() -> None:
    assert {each.value: (units.usual, units.finest, units.totals) for each, units in UNITS.items()} == COUNTED


# --- words that rest on a figure -------------------------------------------------------------------------


def test_an_input_is_told_by_its_note_else_its_source_else_as_given() -> None:
    figures = (
        Figure("prior_band_d", "147.15", "pounds_a_year", "published", "a source", None, "a note"),
        Figure("tax_base", "596086.84", "band_d_equivalents", "derived", "a source"),
        Figure("prior_tax_base", "583918.30", "band_d_equivalents", "given"),
    )
    told_of = [(each.name, each.formula) for each in explain(assess(proposal(figures=figures)))[:3]]

    assert told_of == [
        ("prior_band_d", "published: a note"),
        ("tax_base", "derived: a source"),
        ("prior_tax_base", "given: given"),
    ]


def test_below_the_limit_a_figure_is_also_held_against_the_most_allowed_and_the_plan() -> None:
    """£3 more, where £5 was set and is allowed; £2 were planned."""
    cell = Cell(M.INCREASE, "£1")
    placed = only(check(KENT, "2016-17", cell, increase=by_cash("3"), baseline=by_cash("2"))).placed
    others = [each[1:3] for each in told(tuple(of_increase(cell, placed.standing, placed.beside)))]

    assert [each for each in others if ("band D" in each[1] and "ninths" not in each[1]) or "allows" in each[1]] == [
        (Fraction(5), "It is the band D that the register holds for the year."),
        (Fraction(2), "It is the band D of the plan."),
        (Fraction(5), "It is the most that the limit allows."),
    ]


def test_band_d_of_a_requirement_is_held_against_the_requirement_over_the_tax_base() -> None:
    cell = Cell(M.BAND_CHARGE, "£1", "D")
    placed = only(check(KENT, "2016-17", cell, increase=to_requirement("90690000"))).placed
    causes = told(tuple(of_charge(cell, placed.standing, placed.beside)))

    assert causes[1][:3] == (
        "unrounded_band_d",
        Fraction(90_690_000) / Fraction("596086.84"),
        "It is worked out from band D before it was rounded to the penny.",
    )


def expected(cell: Cell) -> tuple[str, Fraction | None, str | None]:
    judged: Judged = only(check(KENT, "2016-17", cell))
    return judged.verdict.value, judged.expected, judged.note


def test_what_should_be_printed_is_what_is_where_rounding_explains_it_and_the_figure_itself_where_a_note_does() -> None:
    """90,694,612.71 in full, £90.7m in millions; 90,694,614 is what was returned."""
    note = "Divided by the tax base and rounded it is the band D set: band D is the requirement over the tax base."

    assert expected(Cell(M.PRECEPT, "£90.7m")) == ("right_within_rounding", Fraction(90_700_000), None)
    assert expected(Cell(M.PRECEPT, "£90,694,614")) == ("right_within_rounding", Fraction(90_694_613), note)
    assert expected(Cell(M.PRIOR_PRECEPT, "£85,923,579")) == ("right_within_rounding", Fraction(85_923_578), note)
    assert expected(Cell(M.PRECEPT, "£90,698,000"))[0] == "wrong"
    assert expected(Cell(M.PRECEPT, "£90.5m"))[0] == "wrong"
    assert expected(Cell(M.SUM, "10", parts=("11",))) == ("right_within_rounding", Fraction(11), None)


@pytest.mark.parametrize(
    ("total", "parts", "said"),
    [
        ("£14.00", ("£5.00", "£4.00"), "£5.00 is counted twice."),
        ("£5.00", ("£5.00", "£4.00"), "£4.00 is left out."),
        ("£1.00", ("£5.00", "£4.00"), "£4.00 is taken off, not added."),
        (
            "£5,004.00",
            ("£5.00", "£4.00"),
            "£5.00 is in another unit than its neighbours, a thousand times as large.",
        ),
        ("£2.50", ("£2.00", "£500.00"), "£500.00 is in another unit than its neighbours, a thousand times as small."),
        (
            "£5,000,004.00",
            ("£5.00", "£4.00"),
            "£5.00 is in another unit than its neighbours, a million times as large.",
        ),
        (
            "£7.00",
            ("£2.00", "£5,000,000.00"),
            "£5,000,000.00 is in another unit than its neighbours, a million times as small.",
        ),
    ],
)
def test_to_the_penny_one_part_that_makes_a_total_right_is_told(total: str, parts: tuple[str, ...], said: str) -> None:
    judged = only(check(KENT, "2016-17", Cell(M.SUM, total, parts=parts)))

    assert [each.sentence for each in judged.causes][:-1] == [said]
    assert judged.causes[0].figure == judged.printed.value


def test_a_total_to_the_penny_leaves_no_slack_and_a_round_one_half_of_its_last_digits() -> None:
    assert read("£5.00", "pounds", Unit.POUNDS).readings[0].step == PENNY
    assert read("£5,000", "pounds", Unit.POUNDS, totals=True).step == ONE


# --- slips and edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "slipped"),
    [("660815.10", False), ("826018.875", False), ("826018.876", True), ("495611.325", False), ("495611.324", True)],
)
def test_a_tax_base_far_from_the_latest_one_held_is_told_from_a_quarter_on(given: str, slipped: bool) -> None:
    """660,815.10 is held for 2023-24, and none for 2024-25; a quarter of it is 165,203.775."""
    said = slips_in(question(financial_year="2024-25", tax_base=given), register(), None, None)

    assert said == (
        (
            (
                f"The latest tax base held is 660815.10, for 2023-24: check that {given} is the whole area, in band D "
                "equivalents."
            ),
        )
        if slipped
        else ()
    )


def test_councils_are_known_by_code_or_name_and_counted_against_the_latest_year_held() -> None:
    """Ashford is Kent's, Brighton's code is not; 13 councils in 2023-24."""
    asked = question(
        financial_year="2024-25",
        authorities=(authority("Ashford", "330000"), authority("Brighton", "330000")),
    )

    assert slips_in(asked, register(), None, None) == (
        "Not known as a billing authority of Kent: Brighton.",
        "2 of 13 billing authorities of Kent are given: check that it is the whole area.",
    )


def test_a_tax_base_may_come_to_the_largest_that_is_calculated_and_no_more() -> None:
    def asked(text: str) -> TaxBaseQuestion:
        stated = equivalents(("D", text, "0"))
        return TaxBaseQuestion(
            year(),
            "England",
            equivalents=stated.equivalents,
            collection_rate=share("100"),
            rounding=BandRounding.UNROUNDED,
        )

    assert of(asked("9999999.999")).as_given.after_support == 9_999_999_999
    with pytest.raises(TaxBaseOutOfRange) as refused:
        of(asked("10000000"))
    assert refused.value.detail == "The dwellings come to 10000000.00 band D equivalents."


def test_a_decision_costs_its_months_in_its_first_year_and_the_rest_in_the_next() -> None:
    """120 a year from October: 60, and 60 more; half of it counted; from the last October of the plan nothing follows."""

    def moved(decision: Decision) -> list[tuple[str, list[int]]]:
        return [(each.cause.value, each.pence[0].tolist()) for each in decision_line(decision, 2).changes]

    recurring, once = Recurrence.RECURRING, Recurrence.ONE_OFF
    assert moved(Decision("x", 120, 6, recurring)) == [("growth", [60, 0]), ("full_year_effect", [0, 60])]
    assert moved(Decision("x", -120, 6, recurring, confidence=500_000)) == [
        ("savings", [-30, 0]),
        ("full_year_effect", [0, -30]),
    ]
    assert moved(Decision("x", 120, 18, recurring)) == [("growth", [0, 60]), ("full_year_effect", [0, 0])]
    assert moved(Decision("x", 120, 12, recurring)) == [("growth", [0, 120]), ("full_year_effect", [0, 0])]
    assert moved(Decision("x", 120, 24, recurring)) == [("growth", [0, 0]), ("full_year_effect", [0, 0])]
    assert moved(Decision("x", 120, 6, once)) == [("once", [120, -120])]
    assert moved(Decision("x", 120, 23, once)) == [("once", [0, 120])]
    assert moved(Decision("x", 120, 24, once)) == [("once", [0, 0])]
    assert moved(Decision("x", 120, -1, once)) == [("once", [0, 0])]


def test_of_a_decision_begun_before_the_plan_the_rest_of_its_full_year_comes_in_the_first() -> None:
    """Begun three months before, nine are still to come; begun twelve before, or more, none."""

    def first(months: int) -> list[int]:
        (change,) = decision_line(Decision("x", 120, -months, Recurrence.RECURRING), 2).changes
        return change.pence[0].tolist()

    assert [first(months) for months in (1, 3, 11, 12, 13)] == [[110, 0], [90, 0], [10, 0], [0, 0], [0, 0]]


# --- the words that a caller reads and writes ----------------------------------------------------------------

WORDS: dict[type[StrEnum], str] = {
    IncreaseKind: "freeze percent cash band_d requirement maximum",
    BandDRounding: "penny four_decimals multiple_of_9p",
    BandsFrom: "rounded unrounded",
    PreceptRounding: "pound penny",
    LimitRule: "percent cash greater_of none not_held",
    RankBy: "as_given band_d extra_income officers gap_left support",
    Held: "increase requirement",
    TargetKind: "requirement extra_income budget most_allowed largest_multiple_of_9p",
    Method: "at_least half_up",
    WhyNone: "over_the_limit beyond_what_is_calculated no_multiple_of_9p_within_limit",
    Direction: "too_high too_low",
    Proportions: "exact percent_to_two_decimals",
    Body: "billing_authority county police fire greater_london_authority combined_authority",
    Prices: "cpi cpi_september cpih gdp_deflator",
    Unit: "pounds pence thousand_pounds million_pounds billion_pounds percent equivalents thousand_equivalents",
    VerdictOnCell: "right right_within_rounding wrong cannot_say",
    WhatIf: "as_given support_changed collection_rate_changed both_changed",
    BandRounding: "one_decimal unrounded",
    BindingConstraint: "money training_places volunteers recruits none",
    WhyNot: "over_the_limit beyond_what_is_calculated pipeline",
    WhyOpen: "limit limit_not_known begins_too_late beyond_what_is_calculated no_officers_left",
    LineCause: (
        "full_year_effect pay_award increments employer_contributions prices planned growth savings uplift council_tax_rate "
        "tax_base grant once"
    ),
    Source: "central local national",
    BudgetKind: "pay prices fixed",
    StaffGroup: "officers staff pcsos",
    PlanMeasure: "gap_in_last_year gap_over_the_plan general_reserve deployable",
    Recurrence: "recurring one_off",
}


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_the_words_of_each_choice_are_these(kind: type[StrEnum]) -> None:
    assert " ".join(kind) == WORDS[kind]


def test_money_is_raised_for_a_sum_and_not_to_meet_a_limit() -> None:
    assert [each.raises_money for each in map(TargetKind, WORDS[TargetKind].split())] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_each_unit_is_pounds_percent_or_equivalents_and_worth_so_many() -> None:
    assert [(each.kind, each.worth) for each in map(Unit, WORDS[Unit].split())] == [
        ("pounds", ONE),
        ("pounds", PENNY),
        ("pounds", Fraction(1_000)),
        ("pounds", Fraction(1_000_000)),
        ("pounds", Fraction(1_000_000_000)),
        ("percent", ONE),
        ("equivalents", ONE),
        ("equivalents", Fraction(1_000)),
    ]


def test_a_precept_question_that_says_no_more_is_looked_up() -> None:
    asked = PreceptQuestion(year(), freeze())

    assert (asked.area_code, asked.area_name, asked.country, asked.prior_band_d, asked.tax_base) == (None,) * 5
    assert (asked.prior_tax_base, asked.authorities, asked.limit, asked.rounding.instalments) == (None, (), None, 12)


# --- band Ds that raise a sum --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needed", "base_of_area", "prior", "least", "half_up"),
    [
        ("100", "1", "50", "100", "100"),
        ("100.01", "1", "50", "100.01", "100.01"),
        ("1000", "3", "50", "333.34", "333.33"),
        ("1000.01", "3", "50", "333.34", "333.34"),
        ("0", "1", "50", "0", "0"),
        ("0.01", "10", "50", "0.01", "0"),
        ("500", "1", "499.9951", "499.9951", "500"),
        ("500", "1", "499.9949", "500", "500"),
    ],
)
def test_a_sum_takes_the_smallest_band_d_that_rounds_to_it_or_the_nearest(
    needed: str, base_of_area: str, prior: str, least: str, half_up: str
) -> None:
    """£333.33 on 3 is £999.99; £499.9951 is £500.00 to the penny, and £499.9949 is not."""
    put = proposal(prior=prior, tax_base=base_of_area)

    assert smallest_band_d(pence(needed), put) == e4(least)
    assert half_up_band_d(pence(needed), put) == e4(half_up)


def kents_plan(years: int) -> PlanQuestion:
    asked = {"police_area": "E23000032", "financial_year": "2022-23", "increase": {"kind": "freeze"}}
    return msgspec.convert({"precept": asked, "years": years}, PlanAsked).to_question(register())


def test_rates_that_are_not_given_are_read_from_the_register_year_by_year() -> None:
    """Awards of 5%, 7%, 4.75% and 4.2%, none in 2021; consumer prices of 9.07%, 7.3%, 2.5% and 3.4%."""
    years = tuple(year("2022-23") + later for later in range(4))
    rates, figures = rates_of(RatesGiven(), years, register())

    assert rates.prices.tolist() == [[90_700, 73_000, 25_000, 34_000]]
    assert {group.value: each.tolist() for group, each in rates.awards.items()} == {
        group: [[50_000, 70_000, 47_500, 42_000]] for group in ("officers", "staff", "pcsos")
    }
    assert {group.value: each for group, each in rates.prior_awards.items()} == {"officers": 0, "staff": 0, "pcsos": 0}
    assert (rates.increments.tolist(), rates.contributions.tolist(), rates.grant_growth.tolist()) == ([[0] * 4],) * 3
    assert (rates.tax_base_growth.tolist(), rates.reserve_floor.tolist()) == ([[17_000] * 4], [[30_000] * 4])
    assert rates.collection_fund.tolist() == [[1_000_000] * 4]
    assert len(figures) == 9 * 4 + 1
    assert settled_years(RatesGiven(), kents_plan(4), register()) == {
        "pay_award": (True, True, True, True),
        "price_growth": (True, True, True, False),
        "tax_base_growth": (False, True, False, False),
    }


def test_rates_that_are_given_stand_for_all_later_years() -> None:
    given = RatesGiven(
        awards={StaffGroup.STAFF: (Decimal(1), Decimal(2))},
        prior_awards={StaffGroup.OFFICERS: Decimal(4)},
        prices=(Decimal(3),),
        reserve_floor=Decimal(5),
    )
    years = tuple(year("2022-23") + later for later in range(3))
    rates, figures = rates_of(given, years, register())
    told_of = {each.name: (each.value, each.evidence) for each in figures}

    assert rates.awards[StaffGroup.STAFF].tolist() == [[10_000, 20_000, 20_000]]
    assert rates.awards[StaffGroup.OFFICERS].tolist() == [[50_000, 70_000, 47_500]]
    assert rates.prior_awards == {StaffGroup.OFFICERS: 40_000, StaffGroup.STAFF: 0, StaffGroup.PCSOS: 0}
    assert (rates.prices.tolist(), rates.reserve_floor.tolist()) == ([[30_000] * 3], [[50_000] * 3])
    assert told_of["pay_award_staff_2024-25"] == ("2", "given")
    assert told_of["pay_award_2021-22"] == ("4", "given")
    assert told_of["price_growth_2022-23"] == ("3", "given")
    assert told_of["pay_award_officers_2022-23"] == ("5", "published")
    grown_by_hand = replace(kents_plan(3), held_tax_bases=False)
    assert settled_years(given, grown_by_hand, register()) == {"pay_award": (True, True, True)}


def test_a_base_that_is_not_known_stays_unknown_when_a_proposal_is_revised() -> None:
    assert revise(assess(proposal(tax_base=None)), Corrections(), Held.INCREASE).tax_base is None


def test_a_band_with_nothing_left_is_not_below_nothing() -> None:
    assert not [each for each in doubts_about(of(equivalents(("D", "10", "10")))) if "below nothing" in each]
    assert "Band D is below nothing after discounts and support." in doubts_about(
        of(equivalents(("C", "9", "0"), ("D", "10", "10.01")))
    )
