"""What is looked up and what is left out: limits with their reasons, figures with their sources, papers, defaults."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import ModuleType
from typing import Any

import pytest
from tests.builders import (
    BEDFORDSHIRE,
    DYFED_POWYS,
    KENT,
    authority,
    base,
    by_cash,
    by_percent,
    cash_limit,
    e4,
    freeze,
    greater_of,
    maximum,
    pence,
    proposal,
    question,
    register,
    rounding,
    year,
)

from precept.council_tax import options, revision, solve
from precept.council_tax import proposal as put
from precept.council_tax import question as asked
from precept.council_tax.assess import assess
from precept.council_tax.ballot import ReferendumCosts, call_referendum, costs_of
from precept.council_tax.budget import Budget
from precept.council_tax.gather import gather
from precept.council_tax.history import freeze as freezes
from precept.council_tax.households import bills, homes_held
from precept.council_tax.london import LondonPrecept, assess_london
from precept.council_tax.options import Option, Purposes, RankBy, compare_options
from precept.council_tax.papers.leaflet import LeafletYear, write_leaflet
from precept.council_tax.papers.requirement_return import fill_in
from precept.council_tax.principles import LONDON, limit_in_force
from precept.council_tax.proposal import BandDRounding, BandsFrom, PreceptRounding, Rounding
from precept.council_tax.reconcile import cells
from precept.council_tax.regimes import regime_of
from precept.council_tax.tax_base import case as base_case
from precept.council_tax.tax_base import question as base_asked
from precept.council_tax.tax_base.question import BandRounding
from precept.council_tax.timetable import Direction, Veto, judge_veto, timetable, votes_needed
from precept.funding import question as funding_asked
from precept.funding.plan import closing, defaults, factors, people
from precept.funding.plan import question as plan_asked
from precept.funding.plan.question import Source, StaffGroup
from precept.register.refusals import BandDOutOfRange
from precept.workings import Figure

ACT, GLA_ACT = "Local Government Finance Act 1992, section", "Greater London Authority Act 1999, section"
GREATER_MANCHESTER, ESSEX = "E23000005", "E23000028"


# --- what is left out of a question --------------------------------------------------------------

NOT_NOTHING: dict[tuple[str, str], object] = {
    ("Increase", "amount"): 0,
    ("Limit", "status"): "final",
    ("Rounding", "band_d"): BandDRounding.PENNY,
    ("Rounding", "bands_from"): BandsFrom.ROUNDED,
    ("Rounding", "authority_precepts"): PreceptRounding.POUND,
    ("Rounding", "instalments"): 12,
    ("PreceptQuestion", "rounding"): Rounding(),
    ("TaxBaseQuestion", "rounding"): BandRounding.ONE_DECIMAL,
    ("TaxBaseCase", "rounding"): BandRounding.ONE_DECIMAL,
    ("TaxBaseCase", "returned"): base_case.Returned(),
    ("FreezeQuestion", "rounding"): BandDRounding.PENNY,
    ("Target", "baseline"): freeze(),
    ("Target", "method"): solve.Method.AT_LEAST,
    ("BudgetLine", "staff_group"): StaffGroup.OFFICERS,
    ("BudgetLine", "source"): Source.LOCAL,
    ("Decision", "source"): Source.LOCAL,
    ("Decision", "confidence"): 1_000_000,
    ("FundingLine", "part_of_net_budget"): True,
    ("Wanted", "every_year"): True,
}
"""All of a saving or growth is counted, and every year looked at, unless a question says otherwise."""


def nothing_of(kind: str) -> object:
    """What stands for nothing in a field of that kind."""
    if "None" in kind:
        return None
    for start, nothing in (("tuple", ()), ("dict", {}), ("Mapping", {}), ("str", ""), ("bool", False), ("int", 0)):
        if kind.startswith(start):
            return nothing
    return 0 if kind == "float" else kind


@pytest.mark.parametrize(
    "room",
    [
        put, asked, options, revision, solve, freezes, cells, base_asked, base_case, funding_asked, plan_asked, defaults,
        closing, factors, people,
    ],
    ids=lambda room: room.__name__,
)  # fmt: skip
def test_what_is_left_out_of_a_question_is_nothing_but_for_what_is_named_here(room: ModuleType) -> None:
    found = 0
    for kind in vars(room).values():
        if not (isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == room.__name__):
            continue
        for field in dataclasses.fields(kind):
            value: object = field.default
            if field.default_factory is not dataclasses.MISSING:
                value = field.default_factory()
            if value is dataclasses.MISSING:
                continue
            found += 1
            wanted = NOT_NOTHING.get((kind.__name__, field.name), nothing_of(str(field.type)))
            assert (type(value), value) == (type(wanted), wanted), (kind, field.name)
    assert found


# --- limits, regimes and figures -------------------------------------------------------------------

POLICE, LOWEST = "the principle for all police precepts", "one of the ten lowest band Ds of the year before"
IN_WALES = "There are no council tax referendums in Wales; Welsh Ministers may cap instead."
BEFORE = "There were no council tax referendums before 2012-13; ministers could cap."
OWN = "In {} the ten lowest band Ds had a principle of their own: give limit, since the area is not known."


@pytest.mark.parametrize(
    ("area", "financial_year", "limit"),
    [
        (KENT, "2011-12", ("none", None, None, "none", BEFORE, False)),
        (KENT, "2012-13", ("percent", 40_000, None, "final", POLICE, False)),
        (KENT, "2013-14", ("greater_of", 20_000, 50_000, "final", LOWEST, False)),
        (KENT, "2016-17", ("greater_of", 20_000, 50_000, "final", LOWEST, False)),
        (KENT, "2018-19", ("cash", None, 120_000, "final", POLICE, False)),
        (KENT, "2026-27", ("cash", None, 150_000, "provisional", POLICE, False)),
        ("E23000006", "2026-27", ("cash", None, 185_000, "provisional", "an individual permission", False)),
        (
            KENT,
            "2027-28",
            (
                "not_held",
                None,
                None,
                "not_held",
                "No referendum principle is held for 2027-28, only for 2012-13 to 2026-27.",
                False,
            ),
        ),
        (
            LONDON,
            "2012-13",
            (
                "not_held",
                None,
                None,
                "not_held",
                "No principle for the police element of the GLA's precept is held for 2012-13.",
                False,
            ),
        ),
        (LONDON, "2025-26", ("cash", None, 140_000, "assumption", "practice of the Greater London Authority", True)),
        (LONDON, "2026-27", ("cash", None, 150_000, "provisional", "practice of the Greater London Authority", True)),
        (DYFED_POWYS, "2016-17", ("none", None, None, "none", IN_WALES, False)),
        (None, "2016-17", ("not_held", None, None, "not_held", OWN.format("2016-17"), False)),
        (None, "2015-16", ("percent", 20_000, None, "final", POLICE, False)),
    ],
)
def test_each_limit_is_told_with_its_reason_and_how_sure_it_is(
    area: str | None, financial_year: str, limit: tuple[Any, ...]
) -> None:
    country = "Wales" if area == DYFED_POWYS else "England"
    found, row = limit_in_force(country, area, year(financial_year), register())

    assert (found.rule, found.percent, found.cash, found.status, found.reason, found.from_practice) == limit
    assert (row is not None) == (found.rule.limits or area == DYFED_POWYS)


WELSH = (
    "In Wales the budget requirement of section 43 less redistributed rates and grants (item P) is what council tax raises; "
    "there is a ninth band, I, from 2005-06, and no referendum."
)
OF_THE_GLA = (
    "This is the police component of the GLA's precept, charged in the 32 boroughs on their tax base alone. The City of "
    "London has its own police and pays the unadjusted amount: see precepts/london."
)
OF_A_MAYOR = (
    "The mayor's police component is a band D line of its own, with its own referendum question; the general mayoral "
    "precept is another line and is not in these figures."
)
OF_FIRE = "The commissioner issues a second precept for fire and rescue; only the police one is here."


@pytest.mark.parametrize(
    ("area", "financial_year", "kind", "body", "sections", "notes"),
    [
        (KENT, "2012-13", "police_authority", None, (f"{ACT} 42A", f"{ACT} 42B"), ()),
        (KENT, "2011-12", "police_authority", None, (f"{ACT} 43", f"{ACT} 44"), ()),
        (KENT, "2016-17", "commissioner", "the police and crime commissioner", (f"{ACT} 42A", f"{ACT} 42B"), ()),
        (
            DYFED_POWYS,
            "2016-17",
            "commissioner",
            "the police and crime commissioner",
            (f"{ACT} 43", f"{ACT} 44"),
            (WELSH,),
        ),
        (
            LONDON,
            "2016-17",
            "greater_london_authority",
            "the Greater London Authority",
            (f"{GLA_ACT} 85", f"{GLA_ACT}s 88 and 89"),
            (OF_THE_GLA,),
        ),
        (
            LONDON,
            "2000-01",
            "greater_london_authority",
            "the Greater London Authority",
            (f"{GLA_ACT} 85", f"{GLA_ACT}s 88 and 89"),
            (OF_THE_GLA,),
        ),
        (
            LONDON,
            "1999-00",
            "police_authority",
            "the Receiver for the Metropolitan Police District",
            (f"{ACT} 43", f"{ACT} 44"),
            (),
        ),
        (
            GREATER_MANCHESTER,
            "2018-19",
            "mayor",
            "the Mayor of Greater Manchester",
            (f"{ACT} 42A", f"{ACT} 42B"),
            (OF_A_MAYOR,),
        ),
        (
            ESSEX,
            "2019-20",
            "commissioner_and_fire",
            "the Police, Fire and Crime Commissioner for Essex",
            (f"{ACT} 42A", f"{ACT} 42B"),
            (OF_FIRE,),
        ),
        (None, "2016-17", None, None, (f"{ACT} 42A", f"{ACT} 42B"), ()),
    ],
)
def test_a_precept_is_set_by_whom_and_under_which_sections(
    area: str | None,
    financial_year: str,
    kind: str | None,
    body: str | None,
    sections: tuple[str, str],
    notes: tuple[str, ...],
) -> None:
    """Commissioners took office in November 2012; the budget of 2012-13 was still an authority's."""
    found = regime_of(area, "Wales" if area == DYFED_POWYS else "England", year(financial_year), register())

    assert (found.kind, found.requirement_statute, found.basic_amount_statute) == (kind, *sections)
    assert found.notes == notes
    assert body is None or found.body == body
    assert (found.preceptor is None) is (area is None)


def rests_on(**about: Any) -> dict[str, tuple[Any, ...]]:
    return {each.name: tuple(each)[1:7] for each in gather(question(**about), register()).figures}


def test_kents_figures_of_2016_17_are_told_with_their_sources() -> None:
    found = rests_on()
    limit = found["limit_cash"][5]

    assert list(found) == [
        "prior_band_d",
        *(f"tax_base_of_authority_{number}" for number in range(1, 14)),
        "tax_base",
        "prior_tax_base",
        "limit_percent",
        "limit_cash",
    ]
    assert found["prior_band_d"] == (
        "147.15",
        "pounds_a_year",
        "published",
        "mhclg-live-table-3-band-d",
        "final",
        "MHCLG live table 3, band D excluding parish precepts",
    )
    assert found["tax_base"] == (
        "596086.84", "band_d_equivalents", "published", "mhclg-ctr-2016-17", "final", "as returned for 2016-17",
    )  # fmt: skip
    assert found["prior_tax_base"] == (
        "583918.30", "band_d_equivalents", "published", "mhclg-ctr-2015-16", "final", "as returned for 2015-16",
    )  # fmt: skip
    assert found["tax_base_of_authority_2"] == (
        "43750.00", "band_d_equivalents", "published", "mhclg-ctr-2016-17", "final", "Ashford",
    )  # fmt: skip
    assert found["limit_percent"] == ("2", "percent", "published", "durham-panel-2016", "final", limit)
    assert found["limit_cash"] == ("5.00", "pounds_a_year", "published", "durham-panel-2016", "final", limit)
    assert limit.startswith("2% or 5.00, whichever is higher;")


def test_londons_tax_base_is_the_sum_of_its_boroughs_and_says_so() -> None:
    found = rests_on(area=LONDON)

    assert found["tax_base"] == (
        "2803706.60",
        "band_d_equivalents",
        "derived",
        "mhclg-ctr-2016-17",
        "final",
        "no return is held for 2016-17: the sum of its 32 billing authorities",
    )
    assert not {"limit_percent", "limit_cash"} & set(found)


def test_councils_that_are_given_are_told_by_name_and_added_up() -> None:
    found = rests_on(
        authorities=(authority("Dover", "38000.5"), authority("Thanet", "40000")), limit=greater_of("2.5", "6")
    )

    assert found["tax_base_of_authority_1"] == ("38000.50", "band_d_equivalents", "given", None, None, "Dover")
    assert found["tax_base_of_authority_2"] == ("40000.00", "band_d_equivalents", "given", None, None, "Thanet")
    assert found["tax_base"] == (
        "78000.50", "band_d_equivalents", "given", None, None, "the sum of the billing authorities given",
    )  # fmt: skip
    assert found["limit_percent"] == ("2.5", "percent", "given", None, None, None)
    assert found["limit_cash"] == ("6.00", "pounds_a_year", "given", None, None, None)


def test_a_limit_that_is_given_for_wales_is_not_used_and_said_not_to_be() -> None:
    found = gather(question(area=DYFED_POWYS, limit=cash_limit("5")), register())

    assert (found.limit.rule, found.limit.reason) == ("none", f"{IN_WALES} The limit given is not used.")
    assert not {"limit_percent", "limit_cash"} & {each.name for each in found.figures}


# --- referendums -----------------------------------------------------------------------------------


def costs(
    area: str | None, poll: int | None = None, rebilling: int | None = None
) -> tuple[ReferendumCosts, list[Figure]]:
    found, figures = costs_of(area, poll, rebilling, register())
    return found, list(figures)


def test_the_costs_of_a_referendum_are_assumed_from_the_middle_of_the_estimates() -> None:
    """£1m, £2m and £2m in all, of which Bedfordshire's £250,000 for billing again; its poll of £350,000 is the least."""
    found, figures = costs(KENT)

    assert found == ReferendumCosts(pence("1750000"), pence("250000"))
    assert figures == [
        Figure(
            "poll_cost",
            "1750000.00",
            "pounds",
            "assumption",
            "kent-financial-context-slides",
            None,
            "the middle of the estimates of the whole, less billing again",
            "350000.00",
            "2000000.00",
        ),
        Figure(
            "rebilling_cost",
            "250000.00",
            "pounds",
            "assumption",
            "dpf-bedfordshire-referendum-2015",
            None,
            "the one figure held",
            "250000.00",
            "2000000.00",
        ),
    ]


def test_bedfordshires_own_costs_are_published_and_those_given_are_given() -> None:
    found, (poll, again) = costs(BEDFORDSHIRE)
    given, figures = costs(KENT, 100, 200)

    assert found == ReferendumCosts(pence("350000"), pence("250000"))
    assert tuple(poll)[:6] == (
        "poll_cost", "350000.00", "pounds", "published", "dpf-bedfordshire-referendum-2015", None,
    )  # fmt: skip
    assert again.note == "said to have been spent by councils on re-billing; three billing authorities"
    assert given == ReferendumCosts(100, 200)
    assert figures == [
        Figure("poll_cost", "1.00", "pounds", "given"),
        Figure("rebilling_cost", "2.00", "pounds", "given"),
    ]


def test_what_a_vote_may_win_and_lose_is_weighed() -> None:
    """£10 for £5 more is £5 on 596,086.84; £2.98m at stake, £1m for the poll and £500,000 for billing again."""
    found = call_referendum(proposal(by_cash("10")), maximum(), ReferendumCosts(pence("1000000"), pence("500000")))

    assert found.at_stake == 298_043_420
    assert found.needed
    assert found.first_year_if_won == 198_043_420
    assert found.first_year_if_lost == -150_000_000
    # 1.5m over 3,480,434.20 is 43.09807...%, and no chance below it pays
    assert found.break_even_chance == 430_981


@pytest.mark.parametrize(("poll", "chance"), [("2980434.19", 1_000_000), ("2980434.20", None), ("2980434.21", None)])
def test_a_poll_that_costs_all_that_is_at_stake_pays_at_no_chance(poll: str, chance: int | None) -> None:
    found = call_referendum(proposal(by_cash("10")), maximum(), ReferendumCosts(pence(poll), 0))

    assert found.break_even_chance == chance


def test_without_a_vote_or_a_tax_base_there_is_nothing_to_weigh() -> None:
    allowed = call_referendum(proposal(by_cash("5")), freeze(), ReferendumCosts(1, 1))
    unknown = call_referendum(proposal(by_cash("10"), tax_base=None), maximum(), ReferendumCosts(1, 2))

    assert (allowed.needed, allowed.first_year_if_won, allowed.first_year_if_lost) == (False, None, None)
    assert allowed.break_even_chance is None
    assert (unknown.at_stake, unknown.first_year_if_won, unknown.first_year_if_lost) == (None, None, -3)
    assert unknown.break_even_chance is None


@pytest.mark.parametrize(
    ("increase", "substitute", "field"),
    [(by_cash("-999"), freeze(), "precept.increase"), (by_cash("10"), by_cash("-999"), "substitute")],
)
def test_an_impossible_band_d_is_refused_where_it_was_asked_for(increase: Any, substitute: Any, field: str) -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        call_referendum(proposal(increase), substitute, ReferendumCosts(0, 0))

    assert refused.value.field == field


# --- papers ----------------------------------------------------------------------------------------

KENT_IN_TWO = (authority("One", "300000"), authority("Another", "296086.84"))


def test_every_line_of_kents_return_is_told_whole() -> None:
    """300,000 and 296,086.84 at £152.15 are £45,645,000 and £45,049,612.71."""
    _, found = fill_in(proposal(authorities=KENT_IN_TWO), None, None, None)
    charges = ("101.43", "118.34", "135.24", "152.15", "185.96", "219.77", "253.58", "304.30")

    assert [(each.line, each.description, each.value, each.unit) for each in found.lines] == [
        ("requirement", "council tax requirement, nearest pound", "90694613.00", "pounds"),
        ("tax_base", "tax base", "596086.84", "band_d_equivalents"),
        ("band_d", "band D", "152.15", "pounds_a_year"),
        ("prior_band_d", "band D last year", "147.15", "pounds_a_year"),
        ("increase_percent", "increase in band D", "3.3979", "percent"),
        *(
            (f"band_{band.lower()}_charge", f"band {band}: {ninths} ninths of band D", charge, "pounds_a_year")
            for band, ninths, charge in zip("ABCDEFGH", (6, 7, 8, 9, 11, 13, 15, 18), charges, strict=True)
        ),
        ("precept_1", "One", "45645000.00", "pounds"),
        ("precept_2", "Another", "45049613.00", "pounds"),
    ]
    assert [(each.check, each.decides, each.what) for each in found.checks] == [
        ("whole_pounds", False, "The requirement is entered to the nearest pound."),
        ("pounds_not_thousands", True, "The requirement is in pounds, not in thousands of pounds."),
        (
            "requirement_over_tax_base_is_band_d",
            True,
            "The requirement over the tax base, rounded as band D is, is band D.",
        ),
        ("band_d_times_tax_base_is_close", False, "Band D x tax base is within £100.00 of the requirement."),
        ("tax_bases_add_up", False, "The councils' tax bases add up to the area's within 2."),
        ("tax_base_moves_little", False, "The tax base is within 4% of last year's."),
        ("band_d_is_as_calculated", False, "The band D entered is the one that the increase gives."),
        ("not_excessive", True, "Band D needs no referendum."),
    ]
    assert found.passes is True


def test_what_is_entered_takes_the_place_of_what_was_calculated() -> None:
    """£151 on 600,000 is £90,600,000; the increase is £3.85 on £147.15, 2.6164%."""
    outcome, found = fill_in(proposal(), pence("90600000"), base("600000"), e4("151"))
    lines = {each.line: each.value for each in found.lines}
    checks = {each.check: each for each in found.checks}

    assert (lines["requirement"], lines["tax_base"], lines["band_d"]) == ("90600000.00", "600000.00", "151.00")
    assert lines["increase_percent"] == "2.6164"
    assert outcome.band_d == e4("151")
    assert (checks["band_d_is_as_calculated"].passed, checks["band_d_is_as_calculated"].expected) == (False, "152.15")
    assert (checks["tax_bases_add_up"].passed, checks["tax_bases_add_up"].found) == (None, "")
    assert found.passes is True


def test_a_return_without_a_limit_or_a_year_before_can_not_be_checked_in_all() -> None:
    _, found = fill_in(proposal(prior_tax_base=None, limit=put.Limit(put.LimitRule.NOT_HELD)), None, None, None)
    checks = {each.check: (each.passed, each.expected) for each in found.checks}

    assert checks["not_excessive"] == (None, "")
    assert checks["tax_base_moves_little"] == (None, "")
    assert found.passes is None


def test_every_line_of_a_leaflet_is_told_for_both_years() -> None:
    """£147.15 on 583,918.30 for 1,700,000 people is £50.54 a head; £152.15 on 596,086.84 for 1,750,000 £51.83."""
    last = Budget(pence("300"), pence("40"), pence("150"), pence("10"), pence("-5"))
    this = Budget(pence("310"), pence("41"), pence("151"), pence("-2"), pence("6"))
    found = write_leaflet(
        proposal(authorities=KENT_IN_TWO),
        LeafletYear(last, 1_700_000, 3_200, 2_100),
        LeafletYear(this, 1_750_000, None, 2_050),
        (authority("one", "290000"),),
        register(),
    )

    assert [(each.line, each.last, each.this, each.change) for each in found.money] == [
        ("gross_expenditure", 30_000, 31_000, 1_000),
        ("income", 4_000, 4_100, 100),
        ("grants", 15_000, 15_100, 100),
        ("collection_fund", 1_000, -200, -1_200),
        ("reserves", -500, 600, 1_100),
        ("council_tax_requirement", 10_500, 11_400, 900),
        ("raised_by_band_d", 8_592_357_785, 9_069_461_271, 477_103_486),
        ("raised_beyond_requirement", 8_592_347_285, 9_069_449_871, 477_102_586),
        ("raised_per_head", 5_054, 5_183, 129),
    ]
    assert [(each.line, each.last, each.this, each.change) for each in found.people] == [
        ("population", 1_700_000, 1_750_000, 50_000),
        ("police_officers", 3_200, None, None),
        ("other_staff", 2_100, 2_050, -50),
    ]
    # 290,000 at £147.15
    assert [
        (each.authority.name, each.prior_tax_base, each.prior_precept, each.precept) for each in found.councils
    ] == [
        ("One", 290_000_000, pence("42673500"), pence("45645000")),
        ("Another", None, None, pence("45049613")),
    ]


def test_a_leaflet_of_a_body_that_says_nothing_of_itself_has_only_what_band_d_raises() -> None:
    nothing = LeafletYear(None, None, None, None)
    found = write_leaflet(proposal(), nothing, LeafletYear(None, 0, None, None), (), register())

    assert [(each.line, each.last, each.this) for each in found.money if each.last or each.this] == [
        ("raised_by_band_d", 8_592_357_785, 9_069_461_271)
    ]
    assert [each.last for each in found.people] == [None, None, None]
    assert found.councils == ()


# --- households, London and the timetable ----------------------------------------------------------


def test_homes_are_those_of_the_return_or_of_the_stock_on_the_last_day_of_march_before() -> None:
    """Kent's 748,279 of 5 October 2015; Dyfed-Powys's stock of 31 March 2016."""
    kent, of_kent = homes_held(KENT, year("2016-17"), register())
    wales, of_wales = homes_held(DYFED_POWYS, year("2016-17"), register())

    assert of_kent is not None
    assert of_wales is not None
    assert tuple(of_kent)[:4] == ("dwellings", "748279", "dwellings", "published")
    assert of_kent.note == "chargeable dwellings on 2015-10-05, 13 billing authorities"
    assert (of_wales.value, of_wales.note) == ("247100", "stock of properties on 2016-03-31, 4 billing authorities")
    assert sum(each.dwellings for each in kent) == 748_279
    assert [each.band for each in wales] == list("ABCDEFGHI")
    assert homes_held(KENT, year("2010-11"), register()) == ((), None)
    assert homes_held(None, year("2016-17"), register()) == ((), None)


def test_a_household_pays_less_a_quarter_a_band_below_and_in_ten_parts_that_add_up() -> None:
    """Band E: £185.96, £139.47 less a quarter (£134.89 of £179.85 before), D's £152.15; nine of £18.60 leave £18.56."""
    outcome = assess(proposal(rounded=dataclasses.replace(rounding(), instalments=10)))
    found = {each.charge.band: each for each in bills(outcome, 250_000, ())}
    e = found["E"]

    assert (e.charge.charge, e.discounted, e.prior_discounted, e.discounted_increase) == (18_596, 13_947, 13_489, 458)
    assert (e.disabled_relief, e.first_instalment, e.other_instalments) == (15_215, 1_856, 1_860)
    # 458 over 52, in tenths of a penny
    assert e.weekly_discounted_increase == 88
    # five ninths of £152.15
    assert found["A"].disabled_relief == 8_453
    assert e.share is None


def test_londons_two_amounts_are_each_to_the_penny_and_added() -> None:
    """£200m on 3,010,000 is £66.445..., £66.45; £600m of police on 3,000,000 is £200."""
    precept = LondonPrecept(pence("600000000"), pence("200000000"), base("3000000"), base("10000"))
    found = assess_london(precept, register().proportions("England", year("2016-17")), 99_999_999)
    h = found.bands[-1]

    assert (found.unadjusted, found.police) == (e4("66.45"), e4("200"))
    assert (h.band, h.ninths, h.boroughs, h.police, h.city) == ("H", 18, 53_290, 40_000, 13_290)
    assert (found.raised_in_boroughs, found.raised_in_city) == (pence("799350000"), pence("664500"))


def test_an_amount_beyond_what_is_calculated_is_refused_for_london_in_these_words() -> None:
    precept = LondonPrecept(pence("600000000"), pence("200000000"), base("3000000"), base("10000"))
    proportions = register().proportions("England", year("2016-17"))

    assert assess_london(precept, proportions, e4("266.45")).unadjusted == e4("66.45")
    with pytest.raises(BandDOutOfRange) as refused:
        assess_london(precept, proportions, e4("266.44"))
    told = refused.value
    assert told.detail == "Band D in the boroughs would be £266.45."
    assert told.field == "police_requirement_pounds"
    assert told.remedy == "Give requirements in pounds and tax bases in band D equivalents."


def test_the_steps_of_a_year_are_in_the_order_of_their_days() -> None:
    """2016-17: a notice to the panel by 1 February 2016, its report by 8 February, the precept by 1 March."""
    steps = timetable(year("2016-17"), "England", register())

    assert [each.day for each in steps] == sorted(each.day for each in steps)
    assert {each.day.year for each in steps} <= {2015, 2016, 2017}
    assert all(each.opens is None or each.opens <= each.day for each in steps)
    assert [(each.opens, each.day) for each in steps if each.opens is not None] == [
        (dt.date(2015, 12, 1), dt.date(2016, 1, 31))
    ]


@pytest.mark.parametrize(("members", "needed"), [(10, 7), (12, 8), (13, 9), (20, 14)])
def test_a_veto_needs_two_thirds_of_all_members(members: int, needed: int) -> None:
    assert votes_needed(members) == needed
    assert judge_veto(Veto(members, needed, Direction.TOO_HIGH), 100, None).carried
    assert not judge_veto(Veto(members, needed - 1, Direction.TOO_HIGH), 100, None).carried
    assert not judge_veto(Veto(members, needed, Direction.TOO_HIGH, in_time=False), 100, None).carried


@pytest.mark.parametrize(
    ("direction", "revised", "fits"),
    [
        (Direction.TOO_HIGH, 99, True),
        (Direction.TOO_HIGH, 100, False),
        (Direction.TOO_LOW, 101, True),
        (Direction.TOO_LOW, 100, False),
        (Direction.TOO_LOW, None, None),
    ],
)
def test_a_revised_precept_moves_the_way_of_the_veto(
    direction: Direction, revised: int | None, fits: bool | None
) -> None:
    assert judge_veto(Veto(12, 8, direction), 100, revised).revision_fits is fits
    assert judge_veto(Veto(12, 7, direction), 100, revised).revision_fits is None
    assert judge_veto(Veto(12, 8, direction, in_time=False), 100, revised).revision_fits is None


# --- options ---------------------------------------------------------------------------------------


def test_options_are_told_with_what_each_raises_pays_for_and_leaves() -> None:
    """£5 raises 2,980,434.20 over a freeze, £2 1,192,173.68; beyond £2 the £5 raises 1,788,260.52, 35 officers at £50,000."""
    baseline, rows = compare_options(
        proposal(),
        (Option("most", by_cash("5"), 400_000), Option("none", freeze()), Option("two", by_cash("2"), 550_000)),
        Purposes(by_cash("2"), gap=pence("2000000"), cost_of_officer=pence("50000")),
        rank_by=RankBy.SUPPORT,
        descending=True,
    )

    assert baseline.band_d == e4("149.15")
    assert [
        (each.option.name, each.rank, each.versus_freeze, each.versus_baseline, each.officers, each.gap_left)
        for each in rows
    ] == [
        ("two", 1, 119_217_368, 0, 0, 80_782_632),
        ("most", 2, 298_043_420, 178_826_052, 35, -98_043_420),
        ("none", 3, 0, -119_217_368, 0, 200_000_000),
    ]


@pytest.mark.parametrize(
    ("rank_by", "descending", "order"),
    [
        (RankBy.AS_GIVEN, False, [("a", 1), ("b", 2), ("c", 3), ("d", 4)]),
        (RankBy.AS_GIVEN, True, [("a", 1), ("b", 2), ("c", 3), ("d", 4)]),
        (RankBy.BAND_D, False, [("d", 1), ("b", 2), ("c", 2), ("a", 4)]),
        (RankBy.BAND_D, True, [("a", 1), ("b", 2), ("c", 2), ("d", 4)]),
        (RankBy.EXTRA_INCOME, True, [("a", 1), ("b", 2), ("c", 2), ("d", 4)]),
        (RankBy.SUPPORT, True, [("b", 1), ("a", 2), ("c", 3), ("d", 3)]),
        (RankBy.OFFICERS, True, [("a", 1), ("b", 1), ("c", 1), ("d", 1)]),
        (RankBy("gap_left"), False, [("a", 1), ("b", 1), ("c", 1), ("d", 1)]),
        (RankBy("extra_income"), False, [("d", 1), ("b", 2), ("c", 2), ("a", 4)]),
    ],
)
def test_equal_options_share_a_rank_and_those_without_the_figure_come_last(
    rank_by: RankBy, descending: bool, order: list[tuple[str, int]]
) -> None:
    choices = (
        Option("a", by_cash("5"), 100),
        Option("b", by_cash("2"), 200),
        Option("c", by_cash("2")),
        Option("d", freeze()),
    )
    _, rows = compare_options(proposal(), choices, Purposes(by_percent("1")), rank_by=rank_by, descending=descending)

    assert [(each.option.name, each.rank) for each in rows] == order


@pytest.mark.parametrize(
    ("baseline", "second", "field"),
    [(by_cash("-999"), freeze(), "baseline"), (freeze(), by_cash("-999"), "options[1].increase")],
)
def test_an_option_that_cannot_be_is_refused_by_its_place(baseline: Any, second: Any, field: str) -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        compare_options(
            proposal(),
            (Option("first", freeze()), Option("second", second)),
            Purposes(baseline),
            rank_by=RankBy.AS_GIVEN,
            descending=False,
        )

    assert refused.value.field == field
