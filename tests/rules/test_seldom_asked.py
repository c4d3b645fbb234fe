"""What is seldom asked: one policy everywhere, many funding questions at once, and tables and plans that lack a figure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import (
    DYFED_POWYS,
    KENT,
    authority,
    base,
    by_cash,
    by_percent,
    cash_limit,
    e4,
    freeze,
    funding_question,
    maximum,
    other_funding,
    pence,
    percent_limit,
    proposal,
    question,
    register,
    uplift_question,
    year,
)
from tests.rules.test_alternatives import told
from tests.rules.test_plan import PRECEPT, pay, planned
from tests.rules.test_reconcile import M, check, only

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.history.policy import PolicyRow, everywhere
from precept.council_tax.history.real_terms import MAPPINGS, real_terms
from precept.council_tax.history.real_terms import Measure as Prices
from precept.council_tax.history.ten_lowest import group_years, ten_lowest_by_area_of, ten_lowest_for
from precept.council_tax.london import LondonPrecept, assess_london
from precept.council_tax.names import plain
from precept.council_tax.principles import LONDON
from precept.council_tax.reconcile.answer import reconcile
from precept.council_tax.reconcile.cells import Cell, Measure, ReconcileQuestion
from precept.council_tax.reconcile.slips import of_any
from precept.council_tax.reconcile.verdicts import _EXPLAIN
from precept.council_tax.revision import CorrectedAuthority, Corrections, Held, revise, to_be_found
from precept.council_tax.timetable import timetable
from precept.funding.assess import assess_funding
from precept.funding.batch import FundingBatch
from precept.funding.plan.factors import bounds_of, parameter_held
from precept.funding.plan.sensitivity import Measure as PlanMeasure
from precept.funding.plan.sensitivity import measures_of, unit_effects
from precept.funding.policy import uplifted_everywhere
from precept.register.refusals import FigureNotHeld, Refusal, TaxBaseOutOfRange
from precept.uplift.bounds import Bounds
from precept.uplift.plan import Staffing

NOWHERE = question(area=None, area_name="Nowhere", country="England", prior="100", limit=cash_limit("5"))


def of_area(rows: list[PolicyRow], code: str) -> PolicyRow:
    (row,) = (each for each in rows if each.area.code == code)
    return row


# --- one policy everywhere ---------------------------------------------------------------------------


def test_two_percent_everywhere_is_told_beside_what_was_set() -> None:
    """Kent 2016-17: £150.09 and £152.15 on 596,086.84; Dyfed-Powys: 2% of £200.07 leads to £204.07, and no base is held."""
    rows = list(everywhere(by_percent("2"), None, [year("2016-17")], register()))
    kent, wales = of_area(rows, KENT), of_area(rows, DYFED_POWYS)

    assert kent.outcome is not None
    assert wales.outcome is not None
    assert (kent.outcome.band_d, kent.set_band_d) == (e4("150.09"), e4("152.15"))
    assert (kent.requirement, kent.requirement_as_set) == (pence("89466673.82"), pence("90694612.71"))
    assert (wales.outcome.band_d, wales.requirement, wales.requirement_as_set) == (e4("204.07"), None, None)
    assert [each.area.code for each in rows] == sorted(each.area.code for each in rows)
    assert {each.refusal for each in rows} == {None}


def test_a_policy_without_an_answer_says_why_and_what_was_set() -> None:
    rows = list(everywhere(maximum(), None, [year("2016-17")], register()))
    london, kent = of_area(rows, LONDON), of_area(rows, KENT)

    assert (london.outcome, london.requirement, london.requirement_as_set) == (None, None, None)
    assert london.refusal is not None
    assert (
        london.refusal.detail
        == "No limit is in force: No principle for the police element of the GLA's precept is held for 2016-17."
    )
    assert london.set_band_d is not None
    assert kent.outcome is not None
    assert kent.outcome.band_d == e4("152.15")


def test_a_policy_with_a_limit_of_its_own_is_held_against_that() -> None:
    (kent,) = (
        each
        for each in everywhere(maximum(), percent_limit("3"), [year("2016-17")], register())
        if each.area.code == KENT
    )
    assert kent.outcome is not None
    assert kent.outcome.band_d == e4("151.56")


def test_a_year_whose_year_before_is_not_held_is_left_out() -> None:
    assert list(everywhere(freeze(), None, [year("1995-96")], register())) == []


def test_a_tenth_more_armed_officers_is_priced_in_the_year_after_each_count() -> None:
    rows = list(uplifted_everywhere(100_000, Staffing.CONVERT_AND_BACKFILL, register()))
    whole = [each for each in rows if each.area is None and each.count.count == 6473]
    first = rows[0]

    assert [(each.officers, str(each.year)) for each in whole] == [(647, "2024-25")]
    assert whole[0].each is not None
    assert whole[0].sustained == 647 * whole[0].each.sustained
    assert (whole[0].band_d, whole[0].precept, whole[0].refusals) == (None, None, ())
    assert whole[0].each.at_entry_pay < whole[0].each.sustained
    assert first.area is not None
    assert (first.area.code, first.count.count, first.officers, str(first.year)) == (LONDON, 2841, 284, "2019-20")
    assert (first.each, first.sustained, first.band_d) == (None, None, None)
    assert (
        first.refusals[0].detail == "The london allowance of Metropolitan Police is not held for the whole of 2019-20."
    )
    for each in rows:
        if each.each is not None and each.precept is not None and each.precept.requirement is not None:
            # pence over thousandths, in ten-thousandths of a pound
            exact = Fraction(each.officers * each.each.sustained * 100_000, each.precept.requirement.tax_base)
            assert each.band_d is not None
            assert abs(each.band_d - exact) <= Fraction(1, 2)


# --- many funding questions at once ------------------------------------------------------------------


def test_many_funding_questions_are_answered_as_each_alone() -> None:
    puts = [
        funding_question(),
        funding_question(other=(other_funding("500000"),)),
        funding_question(question(by_cash("3")), baseline=freeze()),
        funding_question(uplift=uplift_question(8)),
    ]
    found = FundingBatch(register()).assess(puts)

    for put, many in zip(puts, found, strict=True):
        alone = assess_funding(put, register())
        assert not isinstance(many, Refusal)
        assert (many.income, many.affordability, many.years) == (alone.income, alone.affordability, alone.years)
        assert many.question == put
        assert (many.precept.band_d, many.baseline.band_d) == (alone.precept.band_d, alone.baseline.band_d)


@pytest.mark.parametrize(
    "put",
    [
        funding_question(question(by_cash("-999"))),
        funding_question(baseline=by_cash("-999")),
        funding_question(question(area="E23000099")),
        funding_question(uplift=uplift_question(area="E23000099")),
        funding_question(question(area=None, area_name="Nowhere", country="England", prior="100")),
    ],
    ids=["increase", "baseline", "area", "uplift", "tax base"],
)
def test_what_is_refused_among_many_is_refused_as_it_is_alone(put: Any) -> None:
    (many,) = FundingBatch(register()).assess([put])
    with pytest.raises(Refusal) as alone:
        assess_funding(put, register())

    assert type(many) is type(alone.value)
    assert (many.detail, many.field, many.remedy) == (alone.value.detail, alone.value.field, alone.value.remedy)


# --- tables that lack a figure -------------------------------------------------------------------------


def found(about: Any, measure: Measure, printed: str, **asked: Any) -> list[tuple[str, Fraction, str]]:
    cell = Cell(measure, printed, "A", "One")
    placed = reconcile(ReconcileQuestion(about, (cell,), by_cash("5"), **asked), register()).judged[0].placed
    return [each[:3] for each in told(tuple(_EXPLAIN[measure](cell, placed.standing, placed.beside)))]


USUAL = [
    ("105", "the most that the limit allows"),
    ("102", "an increase of 2%"),
    ("101.99", "an increase of 1.99%"),
    ("101", "an increase of 1%"),
]
"""£5 on £100 is the most, and the same; so only the three usual percentages are left."""


def test_where_the_register_holds_nothing_a_table_is_held_against_itself_alone() -> None:
    with_base = replace(NOWHERE, tax_base=base("1000"))
    with_both = replace(with_base, prior_tax_base=base("900"))
    with_prior = replace(NOWHERE, prior_tax_base=base("900"))
    others = [(Fraction(each), words) for each, words in USUAL[1:]]

    assert found(NOWHERE, M.PRECEPT, "£1") == []
    assert found(with_prior, M.PRECEPT, "£1") == [
        ("wrong_tax_base", Fraction(94_500), "It is worked out on last year's tax base.")
    ]
    assert found(with_base, M.PRECEPT, "£1") == [
        ("prior_year_value", Fraction(100_000), "It is worked out at last year's band D."),
        *(("another_increase", band_d * 1000, f"It is that of {words}.") for band_d, words in others),
    ]
    assert found(NOWHERE, M.PRIOR_PRECEPT, "£1") == []
    assert [each[0] for each in found(with_base, M.PRIOR_PRECEPT, "£1")] == ["this_year_value", "wrong_tax_base"]
    assert found(NOWHERE, M.EXTRA_OVER_FREEZE, "£1") == []
    assert found(with_prior, M.EXTRA_OVER_FREEZE, "£1") == [
        ("rate_and_total_blurred", Fraction(4_500), "It is the effect of the rate alone, on last year's tax base.")
    ]
    assert [each[2] for each in found(with_base, M.EXTRA_OVER_FREEZE, "£1")][:2] == [
        "It is the extra over a freeze, on this year's tax base.",
        "It is the extra over an increase of 2%.",
    ]
    assert found(NOWHERE, M.ONE_PERCENT_YIELD, "£1") == []
    assert [each[2] for each in found(with_both, M.ONE_PERCENT_YIELD, "£1")] == [
        "It is 1% of last year's precept, on last year's tax base.",
        "It is 1% of this year's precept.",
        "It is worked out on last year's tax base.",
    ]
    assert found(NOWHERE, M.PRIOR_TAX_BASE, "1") == []
    assert found(with_base, M.PRIOR_TAX_BASE, "1") == [
        ("this_year_value", Fraction(1_000), "It is this year's tax base.")
    ]
    assert [each[0] for each in found(NOWHERE, M.INCREASE_PERCENT, "1%")] == [
        "percent_of_another_figure",
        *["another_increase"] * 3,
    ]
    assert "prior_year_value" not in [each[0] for each in found(NOWHERE, M.INCREASE, "£1")]
    assert [each[0] for each in found(NOWHERE, M.PRIOR_BAND_CHARGE, "£1")] == [
        "rounded_ninth", "this_year_value", *["neighbouring_band"] * 7,
    ]  # fmt: skip
    assert [each[2] for each in found(NOWHERE, M.LIMIT, "£1")][:2] == [
        "It is the limit of 2018-19.",
        "It is the limit of 2019-20.",
    ]


def test_councils_that_are_given_without_codes_have_no_year_before() -> None:
    about = replace(NOWHERE, authorities=(authority("One", "1000"), authority("Two", "2000")))

    assert found(about, M.AUTHORITY_PRECEPT, "£1") == [
        ("prior_year_value", Fraction(100_000), "It is worked out at last year's band D."),
        ("another_authority", Fraction(210_000), "It is that of Two, the row beside it."),
    ]
    # the sum of the councils is the tax base itself
    assert [each[0] for each in found(about, M.TAX_BASE, "1")] == []


def test_an_option_whose_figure_cannot_be_said_explains_nothing() -> None:
    table = reconcile(
        ReconcileQuestion(
            NOWHERE, tuple(Cell(M.BAND_D, "£1", option=by_cash(pounds)) for pounds in ("1", "2")), by_cash("5")
        ),
        register(),
    )
    placed = table.judged[0].placed

    assert (
        list(
            of_any(
                Cell(M.PRECEPT, "£0"),
                Fraction(0),
                only(check(KENT, "2016-17", Cell(M.PRECEPT, "£0"))).printed,
                placed.beside,
            )
        )
        == []
    )


def test_verdicts_are_counted() -> None:
    table = check(KENT, "2016-17", Cell(M.BAND_D, "£152.15"), Cell(M.HEADROOM, "£9"), Cell(M.SUM, "5"))

    assert [table.count(each.verdict) for each in table.judged] == [1, 1, 1]


# --- late changes and papers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "figures"),
    [
        (percent_limit("2.5"), [("limit_percent", "2.5", "percent", "given")]),
        (cash_limit("6"), [("limit_cash", "6.00", "pounds_a_year", "given")]),
    ],
)
def test_a_limit_of_one_kind_that_is_corrected_has_one_figure(limit: Any, figures: list[tuple[str, ...]]) -> None:
    revised = revise(assess(proposal()), Corrections(limit=limit), Held.INCREASE)

    assert [tuple(each)[:4] for each in revised.figures] == figures
    assert revised.limit == limit


def test_a_figure_that_was_held_is_corrected_in_its_place() -> None:
    before = gather(question(), register())
    names = [each.name for each in before.figures]
    revised = revise(
        assess(before), Corrections((CorrectedAuthority("E07000105", None, base("43000")),)), Held.INCREASE
    )
    figures = {each.name: each for each in revised.figures}

    assert [each.name for each in revised.figures] == names
    assert tuple(figures["tax_base_of_authority_2"])[1:7] == (
        "43000.00", "band_d_equivalents", "given", None, None, "Ashford, corrected",
    )  # fmt: skip
    # 750 less than 596,086.84
    assert (figures["tax_base"].value, figures["tax_base"].note) == ("595336.84", "corrected")
    assert figures["prior_band_d"] == next(each for each in before.figures if each.name == "prior_band_d")


def test_nothing_is_to_be_found_where_nothing_is_known_to_be_raised() -> None:
    unknown = assess(proposal(tax_base=None))

    assert to_be_found(unknown, unknown) is None
    assert to_be_found(assess(proposal()), unknown) is None


def test_tax_bases_that_add_up_to_more_than_is_calculated_are_refused() -> None:
    with pytest.raises(TaxBaseOutOfRange) as refused:
        gather(question(authorities=(authority("One", "5000000"), authority("Two", "5000000"))), register())

    told_of = refused.value
    assert told_of.detail == "The tax bases add up to 10000000.00."
    assert told_of.field == "billing_authorities"
    assert told_of.remedy == "Give tax bases in band D equivalents, 9999999.999 in all at most."


def test_what_london_raises_is_told_with_what_rounding_leaves() -> None:
    """£66.45 and £200 on 3,000,000 and £66.45 on 10,000 raise £800,014,500: £14,500 over."""
    precept = LondonPrecept(pence("600000000"), pence("200000000"), base("3000000"), base("10000"))
    outcome = assess_london(precept, (), 99_999_999)

    assert (outcome.adjusted, outcome.raised, outcome.rounding) == (e4("266.45"), pence("800014500"), pence("14500"))


def test_the_days_of_2016_17_are_told_with_the_last_on_which_each_step_can_be_done() -> None:
    """The last of January 2016 was a Sunday; the precept goes out before the first of March, the leap day."""
    steps = {each.step.order: each for each in timetable(year("2016-17"), "England", register())}
    days = {
        order: (each.day.isoformat(), each.last_day.isoformat(), each.at_weekend, each.last_working_day.isoformat())
        for order, each in steps.items()
    }

    assert list(steps) == [2, 1, 3, 4, 5, 6, 7, 8, 9]
    assert days[1] == ("2016-01-31", "2016-01-31", True, "2016-01-29")
    assert steps[1].opens is not None
    assert steps[1].opens.isoformat() == "2015-12-01"
    assert days[3] == ("2016-02-01", "2016-02-01", False, "2016-02-01")
    assert days[7] == ("2016-03-01", "2016-02-29", False, "2016-02-29")
    assert days[8] == ("2016-03-11", "2016-03-10", False, "2016-03-10")
    assert days[9] == ("2016-04-01", "2016-04-01", False, "2016-04-01")
    assert [each.step.order for each in timetable(year("2016-17"), "Wales", register())] == [3, 4, 5, 6, 7, 8, 9]
    # 1 April 2017 was a Saturday, and nothing is to be done by it
    assert not next(each for each in timetable(year("2017-18"), "Wales", register()) if each.step.order == 9).at_weekend


# --- history -----------------------------------------------------------------------------------------------


def test_how_rates_are_laid_on_financial_years_is_said_of_each_measure() -> None:
    assert MAPPINGS == {
        "cpi": (
            "The rates are of calendar years; a financial year's index is three quarters of the calendar year in which it starts "
            "and one quarter of the next (nine months and three)."
        ),
        "cpi_september": (
            "The rate over the twelve months to September, the middle of the financial year, stands for growth from the "
            "financial year before."
        ),
        "cpih": "The rates are of financial years, each the mean of twelve months over the mean of the twelve before.",
        "gdp_deflator": "The rates are of financial years, each the mean of four quarters over the mean of the four before.",
    }
    with pytest.raises(FigureNotHeld) as refused:
        real_terms(KENT, year("2045-46"), Prices.CPI, register())
    assert refused.value.detail.startswith("No cpi index is held for 2045-46, only for ")
    assert refused.value.field == "base_year"
    assert refused.value.remedy.endswith(", or for another measure.")


def test_the_year_of_the_prices_is_unchanged_by_them() -> None:
    outcome = real_terms(KENT, year("2016-17"), Prices.GDP_DEFLATOR, register())
    (same,) = (each for each in outcome.years if each.year == year("2016-17"))

    assert (same.band_d, same.index, same.real, same.nominal_change, same.real_change) == (
        e4("152.15"), 1_000_000, pence("152.15"), 0, 0,
    )  # fmt: skip
    assert same.forecast is False
    later = next(each for each in outcome.years if each.year == year("2017-18"))
    # £157.15 is 3.2862...% more
    assert later.nominal_change == 32_862
    assert later.real_change == later.real_change_on_year


def test_without_a_band_d_in_the_year_of_the_prices_there_is_no_change_since() -> None:
    """Of the Metropolitan Police's band D nothing is held from 1997-98 to 2014-15."""
    every = real_terms(LONDON, None, Prices.GDP_DEFLATOR, register()).years
    lacking = [each.year for each in every if each.band_d is None and each.index is not None]

    outcome = real_terms(LONDON, lacking[0], Prices.GDP_DEFLATOR, register())
    assert {each.real_change for each in outcome.years} == {None}
    assert {each.nominal_change for each in outcome.years} == {None}
    assert any(each.real for each in outcome.years)


def test_the_ten_lowest_had_a_principle_of_their_own_in_three_years() -> None:
    assert [str(each) for each in group_years(register())] == ["2013-14", "2016-17", "2017-18"]
    lowest = ten_lowest_for(year("2016-17"), register())

    assert (len(lowest.areas), lowest.areas_held, sum(each.in_group for each in lowest.areas)) == (37, 37, 10)
    assert lowest.principle is not None
    kent = next(each for each in lowest.areas if each.figure.police_area == KENT)
    # £147.15 of 2015-16, as Essex set
    assert (kent.band_d, kent.rank, kent.shared_by, kent.in_group) == (e4("147.15"), 5, 2, True)
    assert [each.band_d for each in lowest.areas] == sorted(each.band_d for each in lowest.areas)
    assert lowest.areas[0].rank == 1
    by_area = ten_lowest_by_area_of(year("2015-16"), register())
    assert (len(by_area), sum(by_area.values()), by_area[KENT], LONDON in by_area) == (37, 10, True, False)
    assert ten_lowest_by_area_of(year("2045-46"), register()) == {}


# --- plans that lack a part --------------------------------------------------------------------------------


def test_the_general_reserve_of_the_last_year_is_measured_and_not_that_of_the_one_before() -> None:
    """£10m of council tax; £10,100,000 of pay: £100,000 a year of £500,000."""
    outcome = planned(budget=[pay("10100000")], general_reserve={"pounds": "500000", "fills_gap": True})

    assert measures_of(outcome.run)[PlanMeasure.GENERAL_RESERVE].tolist() == [20_000_000.0]
    assert measures_of(outcome.run)[PlanMeasure.GAP_OVER_THE_PLAN].tolist() == [30_000_000.0]
    assert PlanMeasure.DEPLOYABLE not in measures_of(outcome.run)


def test_a_plan_without_grant_or_pay_has_no_effect_of_either() -> None:
    outcome = planned(precept={**PRECEPT, "increase": {"kind": "cash", "pounds": "10"}})

    assert [(each.name, each.first_year) for each in unit_effects(outcome)] == [
        ("one pound on band D", -10_000_000),
        ("one percent on band D", -10_000_000),  # of last year's £100
        ("one percent more tax base", -11_000_000),
    ]


def test_what_a_factor_must_be_depends_on_what_it_is() -> None:
    terms = planned(budget=[pay("1")]).terms

    assert bounds_of("collection_fund", terms) == Bounds(0, 2)
    assert bounds_of("pay_award", terms) == Bounds(-50, 50)
    assert bounds_of("start_delay", terms) == Bounds(-50, 50)
    assert bounds_of("pass_rate", terms).low >= 0
    assert bounds_of("intakes", terms) == Bounds(1, 12, whole=True)
    with pytest.raises(KeyError):
        parameter_held("nothing", register())
    with pytest.raises(ValueError, match="the plan has no uplift"):
        terms.uplift_begun(0)


def test_no_name_is_the_same_as_another_for_its_spaces() -> None:
    assert [plain(each) for each in ("A  B", " a b", "AB")] == ["a b", "a b", "ab"]
