"""The medium-term plan: what moves a line, that the bridge is the difference, and what reserves can do about a gap."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import register

from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.funding.plan.assess import PlanOutcome, gearing, plan
from precept.funding.plan.ledger import Cause, Line
from precept.register.refusals import (
    AssumptionOutOfRange,
    BandDOutOfRange,
    FigureNotHeld,
    NoLimit,
    NoTaxBase,
    UnknownPoliceArea,
)

PRECEPT: dict[str, Any] = {
    "area_name": "Anywhere",
    "country": "England",
    "financial_year": "2030-31",
    "prior_band_d_pounds": "100.00",
    "prior_tax_base": "100000",
    "tax_base": "100000",
    "increase": {"kind": "freeze"},
}
HELD_STILL: dict[str, Any] = {
    "officers_award_percent": ["0"],
    "staff_award_percent": ["0"],
    "pcsos_award_percent": ["0"],
    "prior_award_percent": "0",
    "price_growth_percent": ["0"],
    "tax_base_growth_percent": ["0"],
    "grant_growth_percent": ["0"],
}


def planned(**asked: Any) -> PlanOutcome:
    """Plan three years anywhere, with rates that stand still unless given."""
    rates = {**HELD_STILL, **asked.pop("rates", {})}
    request = msgspec.convert({"precept": PRECEPT, "years": 3, "rates": rates, **asked}, PlanAsked)
    return plan(request.to_question(register()), request.to_rates(), register())


def pay(pounds: str, **line: Any) -> dict[str, Any]:
    return {"name": "pay", "kind": "pay", "pounds": pounds, **line}


def line_of(outcome: PlanOutcome, name: str) -> Line:
    return next(line for line in (*outcome.run.spending, *outcome.run.funding) if line.name == name)


def pounds_of(by_year: Any) -> list[Decimal]:
    return [Decimal(int(pence)) / 100 for pence in np.asarray(by_year)[0]]


def moved_by(outcome: PlanOutcome, name: str, cause: Cause) -> list[Decimal]:
    return pounds_of(sum(change.pence for change in line_of(outcome, name).changes if change.cause is cause))


# --- pay and prices ------------------------------------------------------------------------------


def test_a_september_award_costs_seven_months_of_it_this_year_and_the_rest_next_year() -> None:
    outcome = planned(budget=[pay("1200000")], rates={"officers_award_percent": ["2", "0"]})

    assert moved_by(outcome, "pay", Cause.PAY_AWARD) == [14_000, 0, 0]
    assert moved_by(outcome, "pay", Cause.FULL_YEAR_EFFECT) == [0, 10_000, 0]
    assert pounds_of(line_of(outcome, "pay").by_year) == [1_214_000, 1_224_000, 1_224_000]


def test_last_years_award_still_costs_its_first_five_months_this_year() -> None:
    """1,000 a month before and 1,012 after an award of 1.2 %: 12,084 spent last year, 12,144 in a whole year."""
    outcome = planned(budget=[pay("12084")], rates={"prior_award_percent": "1.2"})

    assert moved_by(outcome, "pay", Cause.FULL_YEAR_EFFECT) == [60, 0, 0]


def test_increments_and_contributions_are_shares_of_pay_in_a_whole_year() -> None:
    outcome = planned(
        budget=[pay("1000000")], rates={"increments_percent": ["0.5"], "contributions_percent_of_pay": ["4", "0"]}
    )

    assert moved_by(outcome, "pay", Cause.INCREMENTS) == [5_000, Decimal(5225), Decimal("5251.13")]
    assert moved_by(outcome, "pay", Cause.CONTRIBUTIONS) == [40_000, 0, 0]


def test_each_staff_group_has_its_own_award() -> None:
    outcome = planned(
        budget=[pay("1200000"), pay("1200000", staff_group="staff") | {"name": "staff"}],
        rates={"staff_award_percent": ["1"]},
    )

    assert moved_by(outcome, "pay", Cause.PAY_AWARD) == [0, 0, 0]
    assert moved_by(outcome, "staff", Cause.PAY_AWARD)[0] == 7_000


def test_prices_move_every_line_of_prices_and_a_line_with_growth_of_its_own_by_that() -> None:
    lines = [
        {"name": "fuel", "kind": "prices", "pounds": "1000", "growth_percent": ["10", "0"]},
        {"name": "rent", "kind": "prices", "pounds": "1000"},
        {"name": "levy", "kind": "fixed", "pounds": "1000"},
        {"name": "financing", "kind": "fixed", "pounds": "1000", "planned_pounds": ["900", "1100"]},
    ]
    outcome = planned(budget=lines, rates={"price_growth_percent": ["2"]})

    assert pounds_of(line_of(outcome, "fuel").by_year) == [1_100, 1_100, 1_100]
    assert pounds_of(line_of(outcome, "rent").by_year) == [1_020, Decimal("1040.40"), Decimal("1061.21")]
    assert pounds_of(line_of(outcome, "levy").by_year) == [1_000, 1_000, 1_000]
    assert pounds_of(line_of(outcome, "financing").by_year) == [900, 1_100, 1_100]


# --- decisions -----------------------------------------------------------------------------------


def test_a_decision_from_october_costs_half_a_year_and_then_the_whole_of_it() -> None:
    outcome = planned(
        decisions=[{"name": "cyber", "kind": "growth", "pounds": "1000", "starts_in": "2031-10"}],
    )

    assert pounds_of(line_of(outcome, "cyber").by_year) == [0, 500, 1_000]
    assert moved_by(outcome, "cyber", Cause.FULL_YEAR_EFFECT) == [0, 0, 500]


def test_what_comes_once_falls_out_again() -> None:
    once = {"name": "move", "kind": "growth", "pounds": "700", "starts_in": "2031-04", "recurrence": "one_off"}

    assert pounds_of(line_of(planned(decisions=[once]), "move").by_year) == [0, 700, 0]


def test_a_saving_counts_as_far_as_it_is_sure() -> None:
    saving = {"name": "fleet", "kind": "savings", "pounds": "1000", "starts_in": "2030-04", "confidence_percent": "80"}

    assert pounds_of(line_of(planned(decisions=[saving]), "fleet").by_year) == [-800, -800, -800]


@pytest.mark.parametrize(
    ("starts_in", "recurrence", "by_year", "told"),
    [
        ("2029-10", "recurring", [500, 500, 500], "begins before the plan"),
        ("2029-04", "recurring", [0, 0, 0], "begins before the plan"),
        ("2029-10", "one_off", [0, 0, 0], "begins before the plan"),
        ("2033-04", "recurring", [0, 0, 0], "begins after the plan"),
    ],
)
def test_a_decision_outside_the_plan_is_told(starts_in: str, recurrence: str, by_year: list[int], told: str) -> None:
    decision = {"name": "cyber", "kind": "growth", "pounds": "1000", "starts_in": starts_in, "recurrence": recurrence}
    outcome = planned(decisions=[decision])

    assert pounds_of(line_of(outcome, "cyber").by_year) == by_year
    assert [each for each in outcome.warnings if f"cyber {told}" in each]


# --- what pays for it ----------------------------------------------------------------------------


def test_council_tax_follows_band_d_and_the_tax_base() -> None:
    outcome = planned(
        later_years=[{"increase": {"kind": "cash", "pounds": "5"}}], rates={"tax_base_growth_percent": ["1"]}
    )

    assert pounds_of(line_of(outcome, "council tax").by_year) == [10_000_000, 10_605_000, Decimal(11221100)]
    assert moved_by(outcome, "council tax", Cause.COUNCIL_TAX_RATE) == [0, 500_000, 505_000]
    assert moved_by(outcome, "council tax", Cause.TAX_BASE) == [0, 105_000, 111_100]


def test_a_later_years_requirement_is_raised_from_that_years_tax_base() -> None:
    """£11m from 110,000 and then 121,000 band D equivalents: £100.00 and £90.91."""
    asked: dict[str, Any] = {
        "later_years": [{"increase": {"kind": "requirement", "pounds": "11000000"}}],
        "rates": {"tax_base_growth_percent": ["10"]},
    }
    freeze_beyond = planned(**asked, baseline={"kind": "freeze"})

    assert pounds_of(line_of(planned(**asked), "council tax").by_year) == [10_000_000, 11_000_000, 11_000_110]
    assert pounds_of(line_of(freeze_beyond, "council tax").by_year) == [0, 0, Decimal(-1099890)]


def test_a_requirement_of_a_year_whose_tax_base_is_not_held_is_raised_from_the_one_it_grows_to() -> None:
    precept = {"police_area": "E23000032", "financial_year": "2022-23", "increase": {"kind": "freeze"}}
    request = msgspec.convert(
        {
            "precept": precept,
            "years": 3,
            "later_years": [{"increase": {"kind": "requirement", "pounds": "170000000"}}],
        },
        PlanAsked,
    )
    run = plan(request.to_question(register()), request.to_rates(), register()).run

    assert run.path.held[1] is not None
    assert run.path.held[2] is None
    raised = run.funding[0].by_year[0, 1:]
    half_a_penny_of_band_d = run.path.tax_base[0, 1:] / 2_000
    assert (np.abs(raised - 170_000_000_00) <= half_a_penny_of_band_d + 1).all()


def test_against_a_baseline_only_what_goes_beyond_it_counts() -> None:
    precept = {**PRECEPT, "increase": {"kind": "cash", "pounds": "5"}}
    outcome = planned(
        precept=precept,
        baseline={"kind": "cash", "pounds": "3"},
        later_years=[{"increase": {"kind": "cash", "pounds": "3"}}],
    )

    assert pounds_of(line_of(outcome, "council tax").by_year) == [200_000, 200_000, 200_000]


def test_a_surplus_on_the_collection_fund_comes_once() -> None:
    outcome = planned(collection_fund_pounds=["300", "-100"])

    assert pounds_of(line_of(outcome, "collection fund").by_year) == [300, -100, 0]
    assert pounds_of(line_of(outcome, "collection fund").once_by_year) == [300, -100, 0]


def test_only_central_grant_moves_with_grant_growth() -> None:
    grants = [
        {"name": "police grant", "pounds": "1000", "source": "central"},
        {"name": "charges", "pounds": "1000", "source": "local", "set_off": True},
        {"name": "pilot", "pounds": "1000", "source": "central", "recurrence": "one_off"},
    ]
    outcome = planned(funding=grants, rates={"grant_growth_percent": ["-1"]})

    assert pounds_of(line_of(outcome, "police grant").by_year) == [1_000, 990, Decimal("980.10")]
    assert pounds_of(line_of(outcome, "charges").by_year) == [1_000, 1_000, 1_000]
    assert pounds_of(line_of(outcome, "pilot").by_year) == [1_000, 0, 0]


def test_one_percent_of_grant_is_weighed_against_band_d() -> None:
    outcome = planned(funding=[{"name": "police grant", "pounds": "20000000", "source": "central"}])
    found = gearing(outcome)

    assert found is not None
    assert (found.one_percent_of_grant, found.band_d, found.percent_of_precept) == (200_000_00, 2_0000, 2_0000)
    assert gearing(planned()) is None


# --- the gap and the reserves --------------------------------------------------------------------


def test_a_gap_is_filled_from_the_general_reserve_as_far_as_it_goes() -> None:
    outcome = planned(
        budget=[pay("10300000")], general_reserve={"pounds": "500000", "fills_gap": True, "floor_percent": "3"}
    )

    assert pounds_of(outcome.run.gap) == [300_000, 300_000, 300_000]
    assert pounds_of(outcome.run.reserves.for_gap) == [300_000, 200_000, 0]
    assert pounds_of(outcome.run.reserves.general) == [200_000, 0, 0]
    assert pounds_of(outcome.run.missing) == [0, 100_000, 300_000]
    assert pounds_of(outcome.run.recurring_on_once) == [300_000, 200_000, 0]
    assert [
        each for each in outcome.warnings if "£300,000.00 of recurring spending rests on money that comes once" in each
    ]
    assert [each for each in outcome.warnings if "£109,000.00 under its floor" in each]


def test_an_earmarked_reserve_is_drawn_as_planned_and_never_beyond_what_it_holds() -> None:
    outcome = planned(earmarked_reserves=[{"purpose": "pensions", "pounds": "100", "draws_pounds": ["60", "60"]}])

    assert pounds_of(outcome.run.reserves.planned) == [60, 40, 0]
    assert [(purpose, pounds_of(held)) for purpose, held in outcome.run.reserves.earmarked] == [
        ("pensions", [40, 0, 0])
    ]
    assert [each for each in outcome.warnings if "The reserve for pensions runs out in 2031-32" in each]


def test_the_general_reserve_runs_out_only_where_less_is_drawn_than_planned() -> None:
    """Filling a gap leaves less to draw, and what is paid in more."""
    filled = {"pounds": "150", "draws_pounds": ["0", "100"], "fills_gap": True}
    paid_in = {"pounds": "0", "draws_pounds": ["0", "50"], "takes_surplus": True}
    short = planned(budget=[pay("10000100")], general_reserve=filled)
    enough = planned(budget=[pay("9000000")], general_reserve=paid_in)

    assert pounds_of(short.run.reserves.planned) == [0, 50, 0]
    assert [each for each in short.warnings if "The reserve for general runs out in 2031-32" in each]
    assert pounds_of(enough.run.reserves.planned) == [0, 50, 0]
    assert not [each for each in enough.warnings if "runs out" in each]


def test_money_that_is_left_is_no_gap() -> None:
    outcome = planned(budget=[pay("9000000")])

    assert pounds_of(outcome.run.gap) == [-1_000_000] * 3
    assert not outcome.run.recurring_on_once.any()


# --- limits, and what cannot be planned ----------------------------------------------------------


def test_a_path_above_the_limit_says_so_and_a_year_without_one_too() -> None:
    asked = copy.deepcopy(KENT_PLAN)
    asked["later_years"][0]["increase"]["pounds"] = "16"
    request = msgspec.convert(asked, PlanAsked)
    outcome = plan(request.to_question(register()), request.to_rates(), register())

    assert [
        each for each in outcome.warnings if "Band D of 2021-22, £219.15, is above the most allowed, £218.15" in each
    ]
    assert [each for each in planned().warnings if each.startswith("No limit is known for 2030-31")]


def test_a_plan_in_wales_says_that_no_year_is_held_against_a_limit() -> None:
    asked = {"police_area": "W15000003", "financial_year": "2019-20", "increase": {"kind": "percent", "percent": "30"}}
    told = [each for each in planned(precept={**asked, "tax_base": "500000"}).warnings if "limit" in each]

    assert told == [
        "No year is held against a limit. There are no council tax referendums in Wales; Welsh Ministers may cap instead."
    ]


def test_lists_that_are_longer_than_the_plan_are_named() -> None:
    freeze = {"increase": {"kind": "freeze"}}
    outcome = planned(
        later_years=[freeze] * 3,
        collection_fund_pounds=["1", "2", "3"],
        rates={"grant_growth_percent": ["1"] * 4},
        earmarked_reserves=[{"purpose": "pensions", "pounds": "9", "draws_pounds": ["1"] * 4}],
        budget=[pay("100", planned_pounds=["1"] * 5)],
        establishment={"officers": 10, "leavers": [1, 1, 1, 1]},
    )

    assert [each for each in outcome.warnings if "more entries" in each] == [
        f"{field} has more entries than a plan of 3 years uses: those after 2032-33 change nothing."
        for field in (
            "later_years", "rates.grant_growth_percent", "budget[0].planned_pounds", "earmarked_reserves[0].draws_pounds",
            "establishment.leavers",
        )
    ]  # fmt: skip


def test_more_police_officers_who_leave_than_there_are_is_said() -> None:
    told = "More police officers leave by 31 March 2032 than there are: look at establishment.leavers."

    assert told in planned(establishment={"officers": 10, "leavers": [5, 6, 1]}).warnings
    assert told not in planned(establishment={"officers": 10, "joiners": [1], "leavers": [5, 6]}).warnings


def test_an_uplift_that_starts_before_the_plan_is_refused_for_that() -> None:
    with pytest.raises(AssumptionOutOfRange, match="starts in 2029-30, outside the plan's years") as refused:
        planned(uplift={"officers": 5, "strength_at_start": "76", "start_month": "2029-06"})

    assert refused.value.field == "uplift.start_month"


def test_an_area_that_is_not_there_is_the_precepts_with_an_uplift_too() -> None:
    for uplift in ({}, {"uplift": {"officers": 5, "strength_at_start": "76"}}):
        with pytest.raises(UnknownPoliceArea) as refused:
            planned(precept={**KENT_PLAN["precept"], "police_area": "E12000099"}, **uplift)
        assert refused.value.field == "precept.police_area"


def test_the_most_allowed_needs_a_limit_in_every_year() -> None:
    limit = {"rule": "cash", "pounds": "15"}
    most = {"kind": "maximum"}
    outcome = planned(
        precept={**PRECEPT, "increase": most, "limit": limit}, later_years=[{"increase": most, "limit": limit}]
    )

    assert [each.band_d for each in outcome.run.path.outcomes] == [115_0000, 130_0000, 145_0000]
    with pytest.raises(NoLimit) as refused:
        planned(later_years=[{"increase": most}])
    assert refused.value.field == "later_years[0].increase.kind"


def test_a_plan_without_a_tax_base_is_refused_by_name() -> None:
    with pytest.raises(NoTaxBase):
        planned(precept={key: value for key, value in PRECEPT.items() if key not in ("tax_base", "prior_tax_base")})


def test_no_year_follows_a_band_d_of_nothing() -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        planned(later_years=[{"increase": {"kind": "band_d", "pounds": "0"}}])

    assert refused.value.field == "later_years[0].increase"


def test_a_tax_base_that_shrinks_to_nothing_is_refused() -> None:
    with pytest.raises(AssumptionOutOfRange) as refused:
        planned(
            precept={**PRECEPT, "tax_base": "1"},
            later_years=[{"increase": {"kind": "requirement", "pounds": "100"}}],
            rates={"tax_base_growth_percent": ["-99.9999"]},
        )

    assert refused.value.field == "rates.tax_base_growth_percent"


def test_an_award_given_before_the_first_scale_held_is_refused_as_that() -> None:
    precept = {"police_area": "E23000032", "financial_year": "2015-16", "increase": {"kind": "freeze"}}
    with pytest.raises(FigureNotHeld, match="first award given is that of September 2015"):
        planned(
            precept={**precept, "tax_base": "586000", "prior_band_d_pounds": "144.28"},
            uplift={"officers": 2, "strength_at_start": "76"},
            rates={"officers_award_percent": ["1"]},
        )


def test_an_award_before_the_plan_leaves_a_scale_that_is_held_as_it_is() -> None:
    precept = {"police_area": "E23000032", "financial_year": "2016-17", "increase": {"kind": "freeze"}}
    asked = {"precept": precept, "uplift": {"officers": 2, "strength_at_start": "76"}}
    plain, with_prior = (
        planned(**asked, rates={"officers_award_percent": ["1"], **rates})
        for rates in ({}, {"prior_award_percent": "3"})
    )

    assert plain.run.people is not None
    assert with_prior.run.people is not None
    assert plain.run.people.recurring.tolist() == with_prior.run.people.recurring.tolist()


def test_amounts_beyond_counting_are_refused() -> None:
    with pytest.raises(AssumptionOutOfRange):
        planned(budget=[pay("9999999999")], rates={"increments_percent": ["99"]}, years=10)


# --- the uplift ----------------------------------------------------------------------------------


def test_the_uplift_of_a_plan_costs_what_it_costs_beyond_the_force_without_it() -> None:
    asked = {**KENT_PLAN, "budget": [], "decisions": [], "funding": [], "general_reserve": {}}
    request = msgspec.convert(asked, PlanAsked)
    outcome = plan(request.to_question(register()), request.to_rates(), register())
    assert outcome.terms.uplift is not None
    cash = outcome.terms.uplift.money.by_year.in_year

    assert line_of(outcome, "uplift").by_year[0].tolist() == (cash[0] - cash[1]).tolist()
    assert outcome.run.people is not None
    assert outcome.run.people.authorised[0].tolist() == outcome.terms.uplift.run.authorised[0, 11::12].tolist()


def test_an_uplift_that_starts_later_leaves_the_years_before_alone() -> None:
    uplift = {"officers": 24, "strength_at_start": "76", "start_month": "2021-10"}
    request = msgspec.convert({**KENT_PLAN, "uplift": uplift}, PlanAsked)
    outcome = plan(request.to_question(register()), request.to_rates(), register())
    assert outcome.run.people is not None

    assert line_of(outcome, "uplift").by_year[0, 0] == 0
    assert outcome.run.people.authorised[0, 0] == 76


def test_an_uplift_outside_the_plan_is_refused_by_name() -> None:
    uplift = {"officers": 24, "strength_at_start": "76", "start_month": "2025-10"}
    request = msgspec.convert({**KENT_PLAN, "uplift": uplift}, PlanAsked)
    with pytest.raises(AssumptionOutOfRange) as refused:
        plan(request.to_question(register()), request.to_rates(), register())

    assert refused.value.field == "uplift.start_month"


# --- the ledger ----------------------------------------------------------------------------------

percents = st.integers(-1_000, 2_000).map(lambda hundredths: str(Decimal(hundredths) / 100))
amounts = st.integers(0, 10**11).map(lambda pence: str(Decimal(pence) / 100))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(amounts, min_size=1, max_size=4), st.lists(percents, max_size=3), st.lists(percents, max_size=3), amounts
)
def test_every_year_is_the_year_before_and_its_changes_to_the_penny(
    lines: list[str], awards: list[str], prices: list[str], grant: str
) -> None:
    kinds = ("pay", "prices", "fixed")
    outcome = planned(
        budget=[{"name": str(place), "kind": kinds[place % 3], "pounds": each} for place, each in enumerate(lines)],
        funding=[{"name": "grant", "pounds": grant, "source": "central"}],
        rates={"officers_award_percent": awards, "price_growth_percent": prices, "grant_growth_percent": prices},
    )
    for line in (*outcome.run.spending, *outcome.run.funding):
        for place, total in enumerate(line.by_year[0].tolist()):
            before = line.before if place == 0 else int(line.by_year[0, place - 1])
            assert before + sum(int(change.pence[0, place]) for change in line.changes) == total


# --- what is not known, and what is easily misread -----------------------------------------------


def test_without_last_years_tax_base_the_bridge_leaves_council_tax_of_the_year_before_out_and_says_so() -> None:
    precept = {key: value for key, value in PRECEPT.items() if key != "prior_tax_base"}
    outcome = planned(precept={**precept, "increase": {"kind": "cash", "pounds": "5"}})
    line = line_of(outcome, "council tax")

    assert line.before == int(line.by_year[0, 0])
    assert [each for each in outcome.warnings if each.startswith("Last year's tax base is not known")]
    assert not [each for each in planned().warnings if each.startswith("Last year's tax base is not known")]


def test_a_grant_whose_year_before_is_given_moves_from_it() -> None:
    grant = {"name": "police grant", "pounds": "1000", "prior_pounds": "900", "source": "central"}

    assert moved_by(planned(funding=[grant]), "police grant", Cause.GRANT) == [100, 0, 0]


def test_later_years_stand_on_the_tax_base_held_for_them_unless_growth_is_given() -> None:
    requests = [
        msgspec.convert({**KENT_PLAN, "rates": rates}, PlanAsked)
        for rates in ({}, {"tax_base_growth_percent": ["1.7"]})
    ]
    held, grown = (
        plan(request.to_question(register()), request.to_rates(), register()).run.path.tax_base[0].tolist()
        for request in requests
    )

    assert held == [641_422_510, 635_941_210, 651_326_390, 660_815_100]
    assert grown[:2] == [641_422_510, 652_326_693]


def test_a_surplus_is_paid_into_the_reserve_where_that_is_said_and_told_of_where_it_is_not() -> None:
    kept = planned(budget=[pay("9000000")], general_reserve={"pounds": "5", "takes_surplus": True})
    lost = planned(budget=[pay("9000000")], general_reserve={"pounds": "5"})

    assert pounds_of(kept.run.reserves.general) == [1_000_005, 2_000_005, 3_000_005]
    assert pounds_of(lost.run.reserves.general) == [5, 5, 5]
    assert [each for each in lost.warnings if "£1,000,000.00 is left in 2030-31" in each]


def test_two_reserves_for_one_purpose_are_both_there() -> None:
    twice = [{"purpose": "pensions", "pounds": "100", "draws_pounds": ["10"]}, {"purpose": "pensions", "pounds": "500"}]
    outcome = planned(earmarked_reserves=twice)

    assert [pounds_of(held)[0] for _, held in outcome.run.reserves.earmarked] == [90, 500]


def test_gearing_weighs_the_grant_as_it_comes() -> None:
    grant = {"name": "police grant", "pounds": "1", "planned_pounds": ["20000000"], "source": "central"}
    found = gearing(planned(funding=[grant]))

    assert found is not None
    assert found.one_percent_of_grant == 200_000_00


def test_a_baseline_beside_a_whole_budget_is_told_of() -> None:
    outcome = planned(budget=[pay("9000000")], baseline={"kind": "freeze"})

    assert [
        each for each in outcome.warnings if each.startswith("With a baseline only council tax beyond it is counted")
    ]


def test_a_tax_base_beyond_counting_is_refused() -> None:
    precept = {**PRECEPT, "tax_base": "9999999", "prior_band_d_pounds": "5000"}
    with pytest.raises(AssumptionOutOfRange) as refused:
        planned(precept=precept, rates={"tax_base_growth_percent": ["99.9"]}, years=10)

    assert refused.value.field == "rates.tax_base_growth_percent"
