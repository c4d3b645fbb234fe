"""A plan with a line of every kind, worked by hand to the penny; what its rates rest on; and what closes its gap."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.builders import (
    KENT,
    by_cash,
    freeze,
    funding_question,
    other_funding,
    pence,
    question,
    register,
    uplift_question,
    year,
)
from tests.rules.test_plan import PRECEPT, pay, planned

from precept.api.plan_wire import PlanAsked
from precept.funding.affordability import officers_kept, officers_paid_for
from precept.funding.assess import YearGap, assess_funding
from precept.funding.plan.assess import PlanOutcome, gearing, plan
from precept.funding.plan.closing import Wanted, WhyOpen, close_gap
from precept.funding.plan.defaults import by_year
from precept.funding.plan.factors import Factor, as_counted, bounds_of, factors_of, rates_at
from precept.funding.plan.quantities import MOST_PENCE, share_of, year_on_year
from precept.funding.plan.sensitivity import Measure, measures_of, try_factors, try_two, unit_effects
from precept.funding.plan.simulation import triangular
from precept.register.refusals import AssumptionOutOfRange
from precept.uplift.errors import AmountOutOfRange

RATES: dict[str, Any] = {
    "officers_award_percent": ["2", "3", "0"],
    "staff_award_percent": ["1", "0", "0"],
    "prior_award_percent": "4",
    "price_growth_percent": ["2", "2", "3"],
    "tax_base_growth_percent": ["0", "1", "2"],
    "grant_growth_percent": ["0", "2", "1"],
    "increments_percent": ["1", "0", "0"],
    "contributions_percent_of_pay": ["0", "2", "0"],
}
CYBER = {"name": "cyber", "kind": "growth", "pounds": "120000", "starts_in": "2030-10"}
EVERY_KIND: dict[str, Any] = {
    "precept": {**PRECEPT, "tax_base": "10000", "prior_tax_base": "10000"},
    "budget": [
        pay("1200000"),
        pay("600000", name="staff", staff_group="staff"),
        {"name": "fuel", "kind": "prices", "pounds": "100000"},
        {"name": "energy", "kind": "prices", "pounds": "200000", "growth_percent": ["10", "5", "0"]},
        {"name": "capital", "kind": "fixed", "pounds": "50000", "planned_pounds": ["60000", "70000", "70000"]},
        {"name": "rent", "kind": "fixed", "pounds": "40000"},
    ],
    "decisions": [
        CYBER,
        {**CYBER, "name": "saving", "kind": "savings", "pounds": "60000", "starts_in": "2031-04", "confidence_percent": "50"},
        {**CYBER, "name": "kit", "recurrence": "one_off", "pounds": "30000"},
        {**CYBER, "name": "old", "starts_in": "2029-10"},
    ],
    "funding": [
        {"name": "grant", "source": "central", "pounds": "900000", "prior_pounds": "880000"},
        {"name": "fees", "source": "local", "pounds": "50000"},
        {"name": "gift", "source": "local", "pounds": "25000", "recurrence": "one_off"},
    ],
    "collection_fund_pounds": ["15000", "-5000"],
    "earmarked_reserves": [{"purpose": "pensions", "pounds": "100000", "draws_pounds": ["60000", "60000", "0"]}],
    "general_reserve": {"pounds": "500000", "fills_gap": True, "floor_percent": "3"},
    "rates": RATES,
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> PlanOutcome:
    return planned(**EVERY_KIND)


def pounds(array: Any) -> list[Decimal]:
    return [Decimal(int(each)) / 100 for each in np.asarray(array)[0]]


def amounts(*text: str) -> list[Decimal]:
    return [Decimal(each) for each in text]


NOTHING = amounts("0", "0", "0")


def test_every_line_moves_by_its_causes_and_comes_to_this_in_each_year(whole: PlanOutcome) -> None:
    """Pay: 1.2m x 12 x 1.04 over 12.28 is 1,219,543.97 in a whole year, so 19,543.97 more.

    2% of it is 24,390.88, seven twelfths 14,228.01; increments are 12,195.44. The next year begins at 1,256,130.29, and the
    last at 1,318,936.81.
    """
    lines = [
        (line.name, line.source.value, Decimal(line.before) / 100, pounds(line.by_year))
        for line in (*whole.run.spending, *whole.run.funding)
    ]
    assert lines == [
        ("pay", "local", 1_200_000, amounts("1245967.42", "1303235.18", "1318936.81")),
        ("staff", "local", 600_000, amounts("619426.71", "634406.78", "634406.78")),
        ("fuel", "local", 100_000, amounts("102000", "104040", "107161.20")),
        ("energy", "local", 200_000, amounts("220000", "231000", "231000")),
        ("capital", "local", 50_000, amounts("60000", "70000", "70000")),
        ("rent", "local", 40_000, amounts("40000", "40000", "40000")),
        ("cyber", "local", 0, amounts("60000", "120000", "120000")),
        ("saving", "local", 0, amounts("0", "-30000", "-30000")),
        ("kit", "local", 0, amounts("30000", "0", "0")),
        ("old", "local", 0, amounts("60000", "60000", "60000")),
        ("council tax", "local", 1_000_000, amounts("1000000", "1010000", "1030200")),
        ("collection fund", "local", 0, amounts("15000", "-5000", "0")),
        ("grant", "central", 880_000, amounts("900000", "918000", "927180")),
        ("fees", "local", 50_000, amounts("50000", "50000", "50000")),
        ("gift", "local", 0, amounts("25000", "0", "0")),
    ]
    causes = {
        line.name: [(each.cause.value, each.recurrence.value, pounds(each.pence)) for each in line.changes]
        for line in (*whole.run.spending, *whole.run.funding)
    }
    assert causes["pay"] == [
        ("full_year_effect", "recurring", amounts("19543.97", "10162.87", "15701.63")),
        ("pay_award", "recurring", amounts("14228.01", "21982.28", "0")),
        ("increments", "recurring", amounts("12195.44", "0", "0")),
        ("employer_contributions", "recurring", amounts("0", "25122.61", "0")),
    ]
    assert causes["energy"] == [("prices", "recurring", amounts("20000", "11000", "0"))]
    assert causes["capital"] == [("planned", "recurring", amounts("10000", "10000", "0"))]
    assert causes["rent"] == [("planned", "recurring", NOTHING)]
    assert causes["cyber"] == [
        ("growth", "recurring", amounts("60000", "0", "0")),
        ("full_year_effect", "recurring", amounts("0", "60000", "0")),
    ]
    assert causes["saving"] == [
        ("savings", "recurring", amounts("0", "-30000", "0")),
        ("full_year_effect", "recurring", NOTHING),
    ]
    assert causes["kit"] == [("once", "one_off", amounts("30000", "-30000", "0"))]
    assert causes["old"] == [("full_year_effect", "recurring", amounts("60000", "0", "0"))]
    assert causes["council tax"] == [
        ("council_tax_rate", "recurring", NOTHING),
        ("tax_base", "recurring", amounts("0", "10000", "20200")),
    ]
    assert causes["collection fund"] == [("once", "one_off", amounts("15000", "-20000", "5000"))]
    assert causes["grant"] == [("grant", "recurring", amounts("20000", "18000", "9180"))]
    assert causes["gift"] == [("once", "one_off", amounts("25000", "-25000", "0"))]


def test_the_gap_is_filled_from_reserves_as_far_as_they_go(whole: PlanOutcome) -> None:
    """Spending of 2,437,394.13 against 1,990,000; 60,000 planned and 387,394.13 leave 112,605.87 of the general reserve."""
    run = whole.run

    assert pounds(run.gap) == amounts("447394.13", "559681.96", "544124.79")
    assert pounds(run.net_budget) == amounts("2437394.13", "2532681.96", "2551504.79")
    assert pounds(run.reserves.planned) == amounts("60000", "40000", "0")
    assert pounds(run.reserves.for_gap) == amounts("387394.13", "112605.87", "0")
    assert pounds(run.reserves.general) == amounts("112605.87", "0", "0")
    assert [(purpose, pounds(left)) for purpose, left in run.reserves.earmarked] == [
        ("pensions", amounts("40000", "0", "0"))
    ]
    # 3% of the net budget
    assert pounds(run.reserves.floor) == amounts("73121.82", "75980.46", "76545.14")
    assert pounds(run.reserves.under_floor) == amounts("0", "75980.46", "76545.14")
    assert pounds(run.missing) == amounts("0", "407076.09", "544124.79")
    # once: 15,000 and 25,000, 447,394.13 of reserves, less the 30,000 of kit; then 147,605.87
    assert pounds(run.recurring_on_once) == amounts("457394.13", "147605.87", "0")


def test_the_cautions_of_a_plan_are_told_in_their_order(whole: PlanOutcome) -> None:
    unlimited = (
        "No limit is known for {}: No referendum principle is held for {}, only for 2012-13 to 2026-27. Give one to have it "
        "checked."
    )
    assert list(whole.warnings) == [
        *(unlimited.format(each, each) for each in ("2030-31", "2031-32", "2032-33")),
        "In 2030-31 £457,394.13 of recurring spending rests on money that comes once.",
        "In 2031-32 £147,605.87 of recurring spending rests on money that comes once.",
        "On 31 March 2032 the general reserve holds £0.00, £75,980.46 under its floor.",
        "On 31 March 2033 the general reserve holds £0.00, £76,545.14 under its floor.",
        "The reserve for pensions runs out in 2031-32: less is drawn than planned.",
        (
            "old begins before the plan: last year's budget is taken to hold its months so far, and 2030-31 only the rest of "
            "its full year."
        ),
        "£544,124.79 is missing in 2032-33 after reserves.",
    ]


def test_one_unit_of_each_thing_is_worth_this_to_the_gap(whole: PlanOutcome) -> None:
    """10,000 and 10,302 band D equivalents at £100; 1% of 900,000 and of 927,180; a point on awards of officers and staff."""
    found = {each.name: (each.first_year, each.last_year) for each in unit_effects(whole)}
    award = found.pop("one point more on every pay award")

    assert found == {
        "one pound on band D": (-1_000_000, -1_030_200),
        "one percent on band D": (-1_000_000, -1_030_200),
        "one percent more tax base": (-1_000_000, -1_030_200),
        "one percent more grant": (-900_000, -927_180),
    }
    # seven twelfths of 1% of 1,219,543.97 and of 609,771.98
    assert award[0] == 1_067_102


def test_every_measure_of_a_plan_is_this(whole: PlanOutcome) -> None:
    assert {each: by_row.tolist() for each, by_row in measures_of(whole.run).items()} == {
        "gap_in_last_year": [54_412_479.0],
        "gap_over_the_plan": [155_120_088.0],
        "general_reserve": [0.0],
    }


def test_one_percent_of_grant_is_weighed_against_council_tax(whole: PlanOutcome) -> None:
    """£9,000 on 10,000 is 90p, and 0.9% of £1m."""
    found = gearing(whole)

    assert found is not None
    assert (found.one_percent_of_grant, found.band_d, found.percent_of_precept) == (900_000, 9_000, 9_000)
    assert gearing(planned(budget=[pay("1")])) is None


# --- what closes the gap ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "why_open", "saving", "short_a_penny_less"),
    [
        (Wanted(), None, "317066.96", 3),
        (Wanted(every_year=False), None, "317066.96", 3),
        (Wanted(saving_from=12), None, "475600.44", 2),
        (Wanted(saving_from=24), WhyOpen.BEGINS_TOO_LATE, None, None),
        (Wanted(every_year=False, saving_from=24), None, "544124.79", 1),
        (Wanted(every_year=False, saving_from=30), None, "1088249.57", 1),
        (Wanted(every_year=False, saving_from=36), WhyOpen.BEYOND_WHAT_IS_CALCULATED, None, None),
    ],
)
def test_the_smallest_saving_is_this_by_hand(
    whole: PlanOutcome, wanted: Wanted, why_open: WhyOpen | None, saving: str | None, short_a_penny_less: int | None
) -> None:
    """1,451,200.88 beyond planned draws, less 500,000 of reserve, over three years; from the second 951,200.88 over two.

    From October of the last year half of it counts, half-up.
    """
    found = close_gap(whole, wanted).by_saving

    assert (found.why_open, found.pence) == (why_open, None if saving is None else pence(saving))
    assert found.short_one_penny_less == short_a_penny_less
    if found.pence is not None:
        assert wanted.closes(found.run)


def test_band_d_of_years_without_a_known_limit_is_left_as_asked(whole: PlanOutcome) -> None:
    found = close_gap(whole, Wanted()).by_band_d

    assert found.why_open is WhyOpen.LIMIT_NOT_KNOWN
    assert found.extra.tolist() == [0, 0, 0]
    assert [each.band_d for each in found.outcomes] == [1_000_000] * 3
    assert close_gap(whole, Wanted()).by_officers is None


def test_in_wales_the_earliest_year_is_raised_as_far_as_the_gap_needs() -> None:
    """£10,000 is missing of pay each year on 10,000 band D equivalents: a pound on band D in the first year, and it stays."""
    precept = {**PRECEPT, "country": "Wales", "tax_base": "10000", "prior_tax_base": "10000"}
    outcome = planned(precept=precept, budget=[pay("1010000")])
    found = close_gap(outcome, Wanted()).by_band_d

    assert (found.why_open, [each.band_d for each in found.outcomes]) == (None, [1_010_000] * 3)
    assert found.extra.tolist() == [1_000_000] * 3
    assert found.short_one_step_less == 10_000


def test_a_limit_that_is_too_low_leaves_the_gap_open_at_the_most_allowed() -> None:
    """£1 more is allowed, and £2 are needed."""
    precept = {**PRECEPT, "tax_base": "10000", "prior_tax_base": "10000", "limit": {"rule": "cash", "pounds": "1"}}
    found = close_gap(planned(precept=precept, years=1, budget=[pay("1020000")]), Wanted()).by_band_d

    assert (found.why_open, found.outcomes[0].band_d, found.short_one_step_less) == (WhyOpen.LIMIT, 1_010_000, None)
    assert found.extra.tolist() == [1_000_000]


def test_a_plan_without_a_gap_needs_nothing() -> None:
    found = close_gap(planned(budget=[pay("1")]), Wanted())

    assert (found.by_saving.pence, found.by_saving.why_open, found.by_saving.short_one_penny_less) == (0, None, None)
    assert (found.by_band_d.why_open, found.by_band_d.short_one_step_less) == (None, None)
    assert found.by_band_d.extra.tolist() == [0, 0, 0]


# --- what the rates rest on ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_2022_23() -> PlanOutcome:
    asked = {
        "precept": {"police_area": KENT, "financial_year": "2022-23", "increase": {"kind": "cash", "pounds": "10"}},
        "years": 5,
    }
    request = msgspec.convert(asked, PlanAsked)
    return plan(request.to_question(register()), request.to_rates(), register())


def test_rates_that_are_not_given_are_those_held_or_named_assumptions(of_2022_23: PlanOutcome) -> None:
    """Awards of 2022 to 2025 and consumer prices to 2025 are published; what is not known has its range."""
    figures = {each.name: each for each in of_2022_23.terms.figures}
    years = [str(year("2022-23") + later) for later in range(5)]
    names = (
        "pay_award_officers", "pay_award_staff", "pay_award_pcsos", "increments", "employer_contributions", "price_growth",
        "tax_base_growth", "grant_growth", "reserve_floor",
    )  # fmt: skip

    assert sorted(figures) == sorted(
        [*(f"{name}_{each}" for name in names for each in years), "pay_award_officers_2021-22"]
    )
    assert {each.unit for each in figures.values()} == {"percent"}
    assert [figures[f"pay_award_officers_{each}"].value for each in years[:4]] == ["5", "7", "4.75", "4.2"]
    assert [figures[f"price_growth_{each}"].value for each in years[:4]] == ["9.07", "7.3", "2.5", "3.4"]

    def told(name: str) -> tuple[Any, ...]:
        each = figures[name]
        return each.value, each.evidence, each.source, each.low, each.high

    assert told("pay_award_officers_2022-23") == ("5", "published", "fenews-pay-award-2022", None, None)
    assert told("pay_award_officers_2021-22")[:2] == ("0", "published")
    assert told("pay_award_staff_2022-23") == ("5", "assumption", "fenews-pay-award-2022", None, None)
    assert figures["pay_award_staff_2022-23"].note == "the police officers' award stands in: none of staff is held"
    assert (
        figures["pay_award_pcsos_2022-23"].note
        == "the police officers' award stands in: none of community support officers is held"
    )
    assert told("increments_2022-23") == ("0", "assumption", "precept-team", "0", "1")
    assert figures["increments_2022-23"].note == "ours: none unless said otherwise"
    assert told("employer_contributions_2022-23") == ("0", "assumption", "precept-team", "0", "1")
    assert (
        figures["employer_contributions_2022-23"].note
        == "no change in the employer's contributions unless one is given"
    )
    assert told("price_growth_2022-23") == ("9.07", "published", "obr-efo-march-2026", None, None)
    assert told("tax_base_growth_2022-23") == ("1.7", "derived", "mhclg-ctr-2018-19", "1.1", "2.6")
    assert told("grant_growth_2022-23") == ("0", "assumption", "precept-team", "-2", "4")
    assert told("reserve_floor_2022-23") == ("3", "published", "kent-pcc-grant-2023-24", "2", "5")
    assert of_2022_23.terms.settled["pay_award"][:4] == (True, True, True, True)
    assert of_2022_23.terms.settled["price_growth"][:4] == (True, True, True, False)


def test_rates_that_are_given_are_given_year_by_year_the_last_for_all_later_ones(whole: PlanOutcome) -> None:
    figures = {each.name: (each.value, each.evidence) for each in whole.terms.figures}

    assert [figures[f"pay_award_officers_{each}"] for each in ("2030-31", "2031-32", "2032-33")] == [
        ("2", "given"),
        ("3", "given"),
        ("0", "given"),
    ]
    assert figures["pay_award_2029-30"] == ("4", "given")
    assert figures["reserve_floor_2032-33"] == ("3", "given")
    assert whole.terms.settled == {}
    assert by_year((Decimal(2), Decimal(3)), tuple(year("2030-31") + later for later in range(4))) == {
        2030: 20_000,
        2031: 30_000,
        2032: 30_000,
        2033: 30_000,
    }
    assert by_year((), (year("2030-31"),)) == {}


def test_every_factor_of_a_plan_has_its_unit_its_range_and_its_source(of_2022_23: PlanOutcome) -> None:
    found = [
        (each.name, each.unit, each.central, round(each.low, 9), round(each.high, 9), each.source, each.follows_prices)
        for each in factors_of(of_2022_23.terms, register())
    ]

    assert found == [
        ("pay_award", "points", 0, -1, 1.5, "npcc-pay-award-2026", 0.89),
        ("price_growth", "points", 0, -2, 2, "precept-team", 0),
        ("tax_base_growth", "points", 0, -0.6, 0.9, "mhclg-ctr-2018-19", 0),
        ("grant_growth", "points", 0, -2, 4, "precept-team", 0),
        ("increments", "points", 0, 0, 1, "precept-team", 0),
    ]
    assert [each.note for each in factors_of(of_2022_23.terms, register())][:2] == [
        "the range of future_award about its default",
        "the range of future_prices about its default",
    ]


@pytest.mark.parametrize(
    ("fund", "least", "most", "note"),
    [
        (["15000", "-5000"], 0.0, 1.0, "from nil to what is given"),
        (["-15000", "5000"], 1.0, 2.0, "a deficit up to twice what is given"),
    ],
)
def test_a_surplus_may_not_come_and_a_deficit_may_be_twice_as_large(
    fund: list[str], least: float, most: float, note: str
) -> None:
    outcome = planned(collection_fund_pounds=fund)
    (factor,) = (each for each in factors_of(outcome.terms, register()) if each.name == "collection_fund")

    assert (factor.unit, factor.central, factor.low, factor.high, factor.note) == ("share", 1, least, most, note)
    assert (bounds_of("collection_fund", outcome.terms).high, bounds_of("pay_award", outcome.terms).low) == (2, -50)


def test_rates_are_moved_by_points_and_the_fund_by_its_share(whole: PlanOutcome) -> None:
    points = {
        name: np.array([1.0, -300.0])
        for name in ("pay_award", "price_growth", "tax_base_growth", "grant_growth", "increments")
    }
    moved = rates_at(whole.terms.rates, {**points, "collection_fund": np.array([0.25, 1.0])}, 2)

    assert moved.prices.tolist() == [[30_000, 30_000, 40_000], [-999_999] * 3]
    assert moved.tax_base_growth.tolist()[0] == [10_000, 20_000, 30_000]
    assert moved.grant_growth.tolist()[0] == [10_000, 30_000, 20_000]
    assert moved.increments.tolist()[0] == [20_000, 10_000, 10_000]
    assert [each.tolist()[0] for each in moved.awards.values()][:2] == [
        [30_000, 40_000, 10_000],
        [20_000, 10_000, 10_000],
    ]
    assert moved.collection_fund.tolist() == [[250_000] * 3, [1_000_000] * 3]
    assert moved.contributions.tolist() == [[0, 20_000, 0]] * 2


def test_what_is_counted_in_whole_numbers_is_rounded_half_up() -> None:
    values = np.array([1.49, 1.5, 2.5])

    assert as_counted("start_delay", values).tolist() == [1, 2, 3]
    assert as_counted("pass_rate", values).tolist() == [1.49, 1.5, 2.5]
    assert as_counted("intakes", values).tolist() == [1, 2, 3]


def test_one_factor_at_a_time_is_tried_from_end_to_end(whole: PlanOutcome) -> None:
    """Grant of the last year is 900,000 x 1.02 x 1.01; two points less or four more in each of two years."""
    by_name = {each.name: each for each in factors_of(whole.terms, register())}
    fund, grant = by_name["collection_fund"], by_name["grant_growth"]
    tried = try_factors(whole, (fund, grant), Measure.GAP_IN_LAST_YEAR)

    assert [each.factor.name for each in tried] == ["grant_growth", "collection_fund"]
    # 900,000 at nought and -1%, and at 6% and 5%: 891,000 and 1,001,700
    assert tried[0].at_low[Measure.GAP_IN_LAST_YEAR] - 54_412_479 == 92_718_000 - 89_100_000
    assert tried[0].at_high[Measure.GAP_IN_LAST_YEAR] - 54_412_479 == 92_718_000 - 100_170_000
    assert tried[0].swing(Measure.GAP_IN_LAST_YEAR) == 89_100_000 - 100_170_000
    # the last year has no share of any fund; the first would lack £15,000, the second £5,000 less
    assert tried[1].swing(Measure.GAP_IN_LAST_YEAR) == 0
    assert tried[1].swing(Measure.GAP_OVER_THE_PLAN) == -1_000_000
    assert [each.breaks_even_at for each in tried] == [None, None]
    assert try_factors(whole, (), Measure.GAP_IN_LAST_YEAR) == ()


def test_two_factors_are_tried_together_rows_by_the_first(whole: PlanOutcome) -> None:
    by_name = {each.name: each for each in factors_of(whole.terms, register())}
    grid = try_two(whole, by_name["collection_fund"], by_name["grant_growth"], 2, Measure.GAP_OVER_THE_PLAN)

    assert (grid.first_values, grid.second_values) == ((0.0, 1.0), (-2.0, 4.0))
    assert grid.measured.shape == (2, 2)
    assert (grid.measured[0] - grid.measured[1]).tolist() == [1_000_000, 1_000_000]
    # 900,000 and 891,000 against 954,000 and 1,001,700
    assert (grid.measured[:, 0] - grid.measured[:, 1]).tolist() == [16_470_000, 16_470_000]


def test_a_triangle_turns_at_its_central_value() -> None:
    """From 0 to 10 with its peak at 2: a fifth lies below it, and half below 10 less the root of 40."""
    shaped = Factor("x", "points", 2, 0, 10, None, None)
    level = Factor("x", "points", 2, 3, 3, None, None)
    outside = Factor("x", "points", 20, 0, 10, None, None)

    assert triangular(np.array([0.0, 0.05, 0.2, 0.5, 1.0]), shaped).tolist() == pytest.approx(
        [0, 1, 2, 10 - 40**0.5, 10]
    )
    assert triangular(np.array([0.1, 0.9]), level).tolist() == [3, 3]
    assert triangular(np.array([0.25, 1.0]), outside).tolist() == [5, 10]


def test_an_amount_beyond_counting_is_refused_in_these_words() -> None:
    with pytest.raises(AmountOutOfRange) as refused:
        share_of(np.array([[MOST_PENCE + 1]]), np.array([[1]]))

    assert (refused.value.name, refused.value.must_be) == (
        "rates",
        "such that no amount of the plan passes £40,000,000,000",
    )
    assert share_of(np.array([[MOST_PENCE, -50]]), np.array([[500_000]])).tolist() == [[MOST_PENCE // 2, -25]]
    assert year_on_year(np.array([[5, 7, 4]])).tolist() == [[5, 2, -3]]
    assert year_on_year(np.array([[5, 7, 4]]), 3).tolist() == [[2, 2, -3]]


def test_a_tax_base_that_grows_away_is_refused_in_these_words() -> None:
    with pytest.raises(AssumptionOutOfRange) as refused:
        planned(**{**EVERY_KIND, "rates": {**RATES, "tax_base_growth_percent": ["0", "-99.99", "-99.99"]}})

    told = refused.value
    assert told.field == "rates.tax_base_growth_percent"
    assert "such that the tax base stays above 0 and below 10,000,000" in f"{told.detail} {told.remedy}"


# --- one year's funding ----------------------------------------------------------------------------


AMPLE = {"volunteers": "300", "instructors": "20", "class_size": "12"}


def test_what_the_money_keeps_is_told_in_these_words() -> None:
    """£2.06 over the plan on 596,086.84; one officer costs £47,000.45 as a recruit and £68,474.16 for good."""
    on_recruits_pay = assess_funding(funding_question(), register())
    short = assess_funding(funding_question(uplift=uplift_question(30)), register())
    other = (other_funding("500000"), other_funding("70000", "one_off"))
    more = assess_funding(funding_question(other=other), register())

    assert (
        "£1,227,938.89 a year keeps 26 officers only while each is paid as a recruit (£47,000.45); at mature pay (£68,474.16) it "
        "keeps 17 of the 24 asked for."
    ) in on_recruits_pay.warnings
    assert (
        "£1,227,938.89 a year is short: at mature pay (£68,474.16) it keeps 17 of the 30 asked for." in short.warnings
    )
    assert "£70,000.00 comes once and pays in one year only; officers cost money every year." in more.warnings
    assert not [each for each in more.warnings if "keeps" in each]
    assert (more.recurring_to_spend, more.affordability.sustainable) == (pence("1727938.89"), 25)
    assert [each.funding for each in more.years] == [pence("1797938.89"), *[pence("1727938.89")] * 3]


@pytest.mark.parametrize(
    ("officers", "overrides", "other", "found"),
    [
        (17, AMPLE, "0", (17, 26, 17, 17, "none")),
        (18, AMPLE, "0", (17, 26, 18, 18, "money")),
        (24, AMPLE, "2000000", (47, 68, 24, 24, "none")),
        (24, {}, "2000000", (47, 68, 24, 7, "volunteers")),
        (24, {**AMPLE, "instructors": "1", "class_size": "2"}, "2000000", (47, 68, 24, 0, "training_places")),
    ],
)
def test_what_binds_is_the_money_the_volunteers_or_the_training_places(
    officers: int, overrides: dict[str, str], other: str, found: tuple[Any, ...]
) -> None:
    """1,227,938.89 is 17.93 officers at mature pay and 26.13 recruits; with £2m more 47.14 and 68.68."""
    asked = funding_question(uplift=uplift_question(officers, overrides=overrides), other=(other_funding(other),))
    afforded = assess_funding(asked, register()).affordability

    assert (
        afforded.sustainable,
        afforded.sustainable_at_entry_pay,
        afforded.affordable_in_year,
        afforded.deliverable,
        afforded.binding,
    ) == found


def test_a_gap_or_a_surplus_is_what_an_uplift_costs_beyond_doing_nothing_against_the_money() -> None:
    year_of = assess_funding(funding_question(), register()).years[0]

    assert (year_of.gap, year_of.surplus) == (0, year_of.funding - year_of.cost + year_of.baseline_cost)
    short = YearGap(year(), funding=100, cost=450, baseline_cost=300)
    assert (short.additional_cost, short.gap, short.surplus) == (150, 50, 0)
    even = YearGap(year(), funding=150, cost=450, baseline_cost=300)
    assert (even.gap, even.surplus) == (0, 0)


def test_officers_are_priced_at_each_pay_point_in_turn() -> None:
    """At point 7 £58,176.78 of pay and £10,297.38 beside it, as the mature officer costs."""
    found = assess_funding(funding_question(), register()).by_pay_point

    assert [each.pay_point for each in found] == list(range(8))
    assert {each.sustained - each.pay for each in found} == {1_029_738}
    last = found[-1]
    assert (last.pay, last.sustained, last.at_pay_alone, last.kept) == (5_817_678, 6_847_416, 21, 17)


@pytest.mark.parametrize(
    ("officers", "said"),
    [
        (17, []),
        (
            26,
            [
                (
                    "£1,227,938.89 a year keeps 26 officers only while each is paid as a recruit (£47,000.45); at mature pay "
                    "(£68,474.16) it keeps 17 of the 26 asked for."
                )
            ],
        ),
        (27, ["£1,227,938.89 a year is short: at mature pay (£68,474.16) it keeps 17 of the 27 asked for."]),
    ],
)
def test_what_is_kept_is_told_where_it_is_less_than_was_asked_for(officers: int, said: list[str]) -> None:
    found = assess_funding(funding_question(uplift=uplift_question(officers)), register())

    assert [each for each in found.warnings if "keeps" in each] == said


def test_an_increase_that_is_its_own_baseline_raises_no_less() -> None:
    same = assess_funding(funding_question(baseline=by_cash("5")), register())

    assert (same.income.versus_baseline, same.income.versus_freeze) == (0, pence("2980434.20"))
    assert "The increase raises less than the baseline it is compared with." not in same.warnings
    assert "The baseline is itself excessive: it would need a referendum." not in same.warnings


def test_an_increase_below_its_baseline_and_one_that_is_excessive_are_told() -> None:
    below = assess_funding(funding_question(question(freeze()), baseline=by_cash("5.01")), register())

    assert "The increase raises less than the baseline it is compared with." in below.warnings
    assert "The baseline is itself excessive: it would need a referendum." in below.warnings
    assert below.income.versus_freeze == 0
    assert below.income.versus_baseline == -pence("2986395.06")


def test_an_uplift_that_starts_in_another_year_than_the_precept_is_told() -> None:
    later = assess_funding(funding_question(question(financial_year="2017-18", tax_base="600000")), register())

    assert (
        "The uplift does not start in the precept's year: income of years not followed is not counted."
    ) in later.warnings


def test_officers_are_kept_as_long_as_each_is_paid_for() -> None:
    """One penny short of the next officer keeps none more; deployable officers are a share of those in post."""
    outcome = assess_funding(funding_question(), register()).uplift
    cost = 6_847_416

    assert [officers_kept(outcome, money, cost) for money in (cost - 1, cost, 3 * cost - 1, 3 * cost, -5)] == [
        0,
        1,
        2,
        3,
        0,
    ]
    deployable = assess_funding(funding_question(uplift=uplift_question(counted_as="deployable")), register()).uplift
    share = deployable.question.assumptions.millionths("deployable_share")
    assert officers_kept(deployable, 100 * cost, cost) == 100 * share // 1_000_000
    with pytest.raises(AssumptionOutOfRange) as refused:
        officers_kept(outcome, 1, 0)
    told = refused.value
    assert told.detail == "With these assumptions an extra officer costs nothing, so money keeps any number."
    assert (told.field, told.remedy) == ("uplift.assumptions", "Give a price to the course, the role or the post.")
    assert officers_paid_for(100, [50, 100, 150, 151]) == 2
    assert officers_paid_for(-1, [50, 100]) == 0
