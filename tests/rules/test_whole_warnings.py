"""What a reader is told beside the figures, whole, in cases worked by hand: every word, every amount, and the order."""

from __future__ import annotations

import copy
from dataclasses import replace

import msgspec
import pytest
from tests.builders import (
    NO_LIMIT,
    NOT_HELD,
    authority,
    by_cash,
    freeze,
    greater_of,
    maximum,
    pence,
    proposal,
    register,
    rounding,
    share,
    to_requirement,
)
from tests.rules.test_plan import PRECEPT, pay, planned
from tests.rules.test_tax_base import equivalents, held, of

from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.council_tax.assess import assess
from precept.council_tax.doubts import doubts_about
from precept.council_tax.papers.requirement_return import fill_in
from precept.council_tax.proposal import PreceptProposal
from precept.council_tax.tax_base.doubts import doubts_about as doubts_about_base
from precept.funding.plan.assess import plan
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal

NO_BASE_BEFORE = (
    "Last year's tax base is not known: council tax of the year before is taken to be as in the first year."
)


def without_limits(warnings: tuple[str, ...] | list[str]) -> list[str]:
    return [each for each in warnings if not each.startswith("No limit is known")]


# --- plans -------------------------------------------------------------------------------------


def test_a_gap_that_reserves_cannot_fill_is_told_year_by_year() -> None:
    """£10m of council tax against £10.3m of pay; £500,000 in reserve, which is to hold 3% of the net budget, £309,000."""
    outcome = planned(
        budget=[pay("10300000")], general_reserve={"pounds": "500000", "fills_gap": True, "floor_percent": "3"}
    )

    assert without_limits(outcome.warnings) == [
        "In 2030-31 £300,000.00 of recurring spending rests on money that comes once.",
        "In 2031-32 £200,000.00 of recurring spending rests on money that comes once.",
        "On 31 March 2031 the general reserve holds £200,000.00, £109,000.00 under its floor.",
        "On 31 March 2032 the general reserve holds £0.00, £309,000.00 under its floor.",
        "On 31 March 2033 the general reserve holds £0.00, £309,000.00 under its floor.",
        "£300,000.00 is missing in 2032-33 after reserves.",
    ]


def test_each_reserve_that_is_drawn_beyond_what_it_holds_runs_out_in_its_first_such_year() -> None:
    outcome = planned(
        budget=[pay("10000000")],
        earmarked_reserves=[
            {"purpose": "pensions", "pounds": "100", "draws_pounds": ["60", "60", "60"]},
            {"purpose": "kit", "pounds": "120", "draws_pounds": ["60", "60"]},
            {"purpose": "fleet", "pounds": "10", "draws_pounds": ["11"]},
        ],
    )

    assert [each for each in outcome.warnings if "runs out" in each] == [
        "The reserve for pensions runs out in 2031-32: less is drawn than planned.",
        "The reserve for fleet runs out in 2030-31: less is drawn than planned.",
    ]


def test_money_left_over_and_paid_nowhere_is_told_for_every_year() -> None:
    outcome = planned(budget=[pay("9000000")], general_reserve={"pounds": "5", "floor_percent": "0"})

    assert without_limits(outcome.warnings) == [
        f"£1,000,000.00 is left in {year} and paid into no reserve: say takes_surplus to carry it on."
        for year in ("2030-31", "2031-32", "2032-33")
    ]


def test_decisions_before_and_after_the_plan_are_told_by_name() -> None:
    early = {"name": "cyber", "kind": "growth", "pounds": "1000", "starts_in": "2029-10", "recurrence": "recurring"}
    late = {**early, "name": "drones", "starts_in": "2033-04"}
    last = {**early, "name": "dogs", "starts_in": "2033-03"}
    outcome = planned(decisions=[early, late, last])

    assert [each for each in outcome.warnings if " begins " in each] == [
        (
            "cyber begins before the plan: last year's budget is taken to hold its months so far, and 2030-31 only the rest of "
            "its full year."
        ),
        "drones begins after the plan: nothing of it counts.",
    ]


def test_a_baseline_or_a_missing_tax_base_is_told_of_the_bridge() -> None:
    beside = planned(budget=[pay("10000000")], baseline={"kind": "freeze"})
    unknown = planned(budget=[pay("10000000")], precept={k: v for k, v in PRECEPT.items() if k != "prior_tax_base"})

    assert (
        "With a baseline only council tax beyond it is counted, and here whole lines of a budget are set against it: leave "
        "out the baseline for a whole budget, or budget and funding for new money alone."
    ) in beside.warnings
    assert without_limits(unknown.warnings) == [NO_BASE_BEFORE]
    assert NO_BASE_BEFORE not in beside.warnings


def test_kents_path_a_pound_above_the_limit_of_2021_22_says_the_band_d_and_the_most() -> None:
    asked = copy.deepcopy(KENT_PLAN)
    asked["later_years"][0]["increase"]["pounds"] = "16"
    request = msgspec.convert(asked, PlanAsked)
    outcome = plan(request.to_question(register()), request.to_rates(), register())

    assert "Band D of 2021-22, £219.15, is above the most allowed, £218.15: it needs a referendum." in outcome.warnings


# --- precepts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("put", "told"),
    [
        (proposal(), []),
        (
            proposal(by_cash("5.01")),
            ["The increase is excessive: it needs a referendum before it can be collected."],
        ),
        (
            proposal(by_cash("5.01"), limit=replace(greater_of("2", "5"), status="provisional", from_practice=True)),
            [
                "The limit is practice, not a principle that was seen.",
                "The limit is provisional, not yet final.",
                "The increase is excessive: it needs a referendum before it can be collected.",
            ],
        ),
        (
            proposal(limit=replace(greater_of("2", "5"), status="provisional")),
            ["The limit is provisional, not yet final."],
        ),
        (proposal(limit=NOT_HELD), ["Whether the increase is allowed is not known. not held"]),
        (proposal(limit=NO_LIMIT), []),
        (
            proposal(tax_base=None),
            [
                (
                    "No tax base is held for Kent in 2016-17: give tax_base or billing_authorities to know what the increase "
                    "raises."
                )
            ],
        ),
        (
            proposal(prior_tax_base=None),
            ["No tax base is held for 2015-16: give prior_tax_base to know what changed since."],
        ),
        (proposal(by_cash("73.57"), limit=NO_LIMIT), []),
        (
            proposal(by_cash("73.58"), limit=NO_LIMIT),
            ["Band D moves by more than half: check pounds against thousands, and a year against a month."],
        ),
        (proposal(prior_tax_base="700000", tax_base="595000"), []),
        (
            proposal(prior_tax_base="700000", tax_base="594999.99"),
            [
                "The tax base was 700000.00 the year before: check that 594999.99 is the whole area, in band D equivalents."
            ],
        ),
        (
            proposal(prior_tax_base="500000", tax_base="575000.01"),
            [
                "The tax base was 500000.00 the year before: check that 575000.01 is the whole area, in band D equivalents."
            ],
        ),
    ],
)
def test_a_precept_is_doubted_in_these_words(put: PreceptProposal, told: list[str]) -> None:
    """£73.57 is just under half of £147.15, £73.58 just over; 15% of 700,000 is 105,000."""
    assert doubts_about(assess(put)) == told


@pytest.mark.parametrize(
    ("put", "kind", "detail", "field", "remedy"),
    [
        (
            proposal(to_requirement("90694614"), tax_base=None),
            NoTaxBase,
            "No tax base is held for Kent in 2016-17.",
            "tax_base",
            "Give tax_base, or billing_authorities with theirs.",
        ),
        (
            proposal(maximum(), limit=NOT_HELD),
            NoLimit,
            "No limit is in force: not held",
            "increase.kind",
            "Give limit, or another kind of increase.",
        ),
        (
            proposal(by_cash("-147.16")),
            BandDOutOfRange,
            "Band D would be below nothing.",
            "increase",
            "Ask for an increase that leads to a band D of £0.00 to £9999.9999.",
        ),
        (
            proposal(by_cash("9852.85"), limit=NO_LIMIT),
            BandDOutOfRange,
            "Band D would be £10000.00.",
            "increase",
            "Ask for an increase that leads to a band D of £0.00 to £9999.9999.",
        ),
    ],
)
def test_a_precept_without_an_answer_is_refused_in_these_words(
    put: PreceptProposal, kind: type[Refusal], detail: str, field: str, remedy: str
) -> None:
    with pytest.raises(kind) as refused:
        assess(put)

    told = refused.value
    assert (told.detail, told.field, told.remedy, told.scenario) == (detail, field, remedy, 0)


def test_a_band_d_of_nothing_is_not_below_nothing() -> None:
    assert assess(proposal(by_cash("-147.15"))).band_d == 0


# --- the return to government --------------------------------------------------------------------


def checks(put: PreceptProposal, requirement: str | None = None) -> dict[str, tuple[bool | None, str, str]]:
    _, found = fill_in(put, None if requirement is None else pence(requirement), None, None)
    return {each.check: (each.passed, each.found, each.expected) for each in found.checks}


KENT_IN_TWO = (authority("One", "300000"), authority("Another", "296086.84"))


def test_kents_return_of_2016_17_passes_every_check() -> None:
    """Requirement £90,694,614 as returned; 596,086.84 at £152.15 is £90,694,612.71, and last year's base 583,918.30."""
    assert checks(proposal(authorities=KENT_IN_TWO), "90694614") == {
        "whole_pounds": (True, "90694614.00", "90694614.00"),
        "pounds_not_thousands": (True, "90694614.00", "90694612.71"),
        "requirement_over_tax_base_is_band_d": (True, "152.15", "152.15"),
        "band_d_times_tax_base_is_close": (True, "90694612.71", "90694614.00"),
        "tax_bases_add_up": (True, "596086.84", "596086.84"),
        "tax_base_moves_little": (True, "596086.84", "583918.30"),
        "band_d_is_as_calculated": (True, "152.15", "152.15"),
        "not_excessive": (True, "152.15", "152.15"),
    }


def test_the_checks_of_a_return_say_what_they_check() -> None:
    _, found = fill_in(proposal(authorities=KENT_IN_TWO), None, None, None)

    assert [(each.what, each.decides) for each in found.checks] == [
        ("The requirement is entered to the nearest pound.", False),
        ("The requirement is in pounds, not in thousands of pounds.", True),
        ("The requirement over the tax base, rounded as band D is, is band D.", True),
        ("Band D x tax base is within £100.00 of the requirement.", False),
        ("The councils' tax bases add up to the area's within 2.", False),
        ("The tax base is within 4% of last year's.", False),
        ("The band D entered is the one that the increase gives.", False),
        ("Band D needs no referendum.", True),
    ]
    assert [(each.line, each.value, each.unit) for each in found.lines[:7]] == [
        ("requirement", "90694613.00", "pounds"),
        ("tax_base", "596086.84", "band_d_equivalents"),
        ("band_d", "152.15", "pounds_a_year"),
        ("prior_band_d", "147.15", "pounds_a_year"),
        ("increase_percent", "3.3979", "percent"),
        ("band_a_charge", "101.43", "pounds_a_year"),
        ("band_b_charge", "118.34", "pounds_a_year"),
    ]
    assert [(each.line, each.description, each.value) for each in found.lines[-2:]] == [
        ("precept_1", "One", "45645000.00"),
        ("precept_2", "Another", "45049613.00"),
    ]


@pytest.mark.parametrize(
    ("requirement", "check", "found"),
    [
        ("90694614.50", "whole_pounds", (False, "90694614.50", "90694615.00")),
        ("90695", "pounds_not_thousands", (False, "90695.00", "90694612.71")),
        ("90694", "pounds_not_thousands", (False, "90694.00", "90694612.71")),
        ("90900", "pounds_not_thousands", (True, "90900.00", "90694612.71")),
        ("90694712.71", "band_d_times_tax_base_is_close", (True, "90694612.71", "90694712.71")),
        ("90694712.72", "band_d_times_tax_base_is_close", (False, "90694612.71", "90694712.72")),
        ("90694512.70", "band_d_times_tax_base_is_close", (False, "90694612.71", "90694512.70")),
        ("90698000", "requirement_over_tax_base_is_band_d", (False, "152.16", "152.15")),
    ],
)
def test_a_requirement_entered_wrongly_fails_its_check(
    requirement: str, check: str, found: tuple[bool | None, str, str]
) -> None:
    """£90,694,614.50 is £90,694,615 to the pound; £90,698,000 over 596,086.84 is £152.1557, £152.16 to the penny."""
    assert checks(proposal(), requirement)[check] == found


def test_a_band_d_of_four_decimals_is_held_to_all_four() -> None:
    """596,086.84 at £152.1525 is £90,696,102.92; a pound more or less is far under a ten-thousandth of it."""
    _, found = fill_in(proposal(rounded=rounding("four_decimals"), limit=NO_LIMIT), pence("90696103"), None, 1_521_525)
    over = next(each for each in found.checks if each.check == "requirement_over_tax_base_is_band_d")

    assert (over.passed, over.found, over.expected) == (True, "152.1525", "152.1525")


def test_what_there_is_nothing_to_compare_with_is_neither_passed_nor_failed() -> None:
    found = checks(proposal(prior_tax_base=None, limit=NOT_HELD))

    assert found["tax_bases_add_up"] == (None, "", "596086.84")
    assert found["tax_base_moves_little"] == (None, "596086.84", "")
    assert found["not_excessive"] == (None, "152.15", "")
    _, unsure = fill_in(proposal(limit=NOT_HELD), None, None, None)
    _, wrong = fill_in(proposal(limit=NOT_HELD), pence("90695"), None, None)
    assert (unsure.passes, wrong.passes) == (None, False)


@pytest.mark.parametrize(
    ("second", "adds_up"), [("296088.84", True), ("296088.85", False), ("296084.84", True), ("296084.83", False)]
)
def test_bases_two_apart_add_up_and_a_hundredth_more_does_not(second: str, adds_up: bool) -> None:
    found = checks(proposal(authorities=(authority("One", "300000"), authority("Another", second))))

    assert found["tax_bases_add_up"][0] is adds_up


@pytest.mark.parametrize(
    ("base", "little"), [("520000", True), ("520000.01", False), ("480000", True), ("479999.99", False)]
)
def test_a_base_may_move_by_four_percent_of_last_years(base: str, little: bool) -> None:
    assert checks(proposal(prior_tax_base="500000", tax_base=base))["tax_base_moves_little"][0] is little


def test_a_return_without_a_tax_base_is_refused_in_these_words() -> None:
    with pytest.raises(NoTaxBase) as refused:
        fill_in(proposal(freeze(), tax_base=None), None, None, None)

    told = refused.value
    assert told.detail == "No tax base is held for Kent in 2016-17."
    assert told.field == "tax_base"
    assert told.remedy == "Give tax_base, or precept.tax_base, or precept.billing_authorities with theirs."


# --- tax bases -----------------------------------------------------------------------------------


def test_a_tax_base_is_doubted_in_these_words() -> None:
    low = replace(equivalents(("D", "100", "10")), collection_rate=share("89.9"))
    usual = replace(equivalents(("D", "100", "10")), collection_rate=share("90"))
    no_band_d = "No band D is known for that year: give band_d_pounds, or police_area, to know what the precept raises."

    assert doubts_about_base(of(low)) == [
        "A collection rate of 89.9% is below every rate held: check that it is what will ever be collected.",
        no_band_d,
    ]
    assert doubts_about_base(of(usual)) == [no_band_d]
    assert doubts_about_base(of(equivalents(("C", "100", "101"), ("D", "100", "10")))) == [
        "Band C is below nothing after discounts and support.",
        no_band_d,
    ]
    assert doubts_about_base(of(equivalents(("D", "100", "10"), country="Wales"))) == [
        (
            "In Wales council tax reduction is not known to shrink the tax base (SI 1995/2561 has no item for it): the support "
            "given is taken off as asked."
        ),
        no_band_d,
    ]
    assert doubts_about_base(of(equivalents(("D", "100", "0"), country="Wales"))) == [no_band_d]


def test_the_base_that_ashford_set_stands_beside_what_its_return_leads_to() -> None:
    told = doubts_about_base(of(held()))

    assert len(told) == 1
    assert told[0].startswith("For 2016-17 the council set 43750.00, not the ")
    assert told[0].endswith(
        " that its return of 2015-10-05 leads to: a tax base is a forecast for the year, and the return a count of the "
        "October before."
    )
