"""What is refused says what is wrong, which field, and what would be right: whole, in one case of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.builders import (
    KENT,
    NO_LIMIT,
    authority,
    base,
    by_cash,
    by_percent,
    freeze,
    funding_question,
    maximum,
    proposal,
    question,
    register,
    share,
    uplift_question,
    year,
)
from tests.rules.test_collection_fund import fund
from tests.rules.test_collection_fund import share as share_out
from tests.rules.test_history import cost
from tests.rules.test_plan import PRECEPT, planned
from tests.rules.test_reconcile import M, check, only
from tests.rules.test_tax_base import ASHFORD, counted, equivalents, held, of

from precept.council_tax.assess import assess
from precept.council_tax.ballot import ReferendumCosts, call_referendum
from precept.council_tax.gather import gather
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.reconcile.cells import Cell
from precept.council_tax.revision import CorrectedAuthority, Corrections, Held, revise
from precept.council_tax.tax_base.area import returns_of_area
from precept.council_tax.tax_base.question import AtRate, CountedBand
from precept.council_tax.timetable import refuse_years_without_panels
from precept.funding.assess import assess_funding
from precept.funding.solve import solve_funding
from precept.register.refusals import Refusal

TWICE = authority("Dover", "1"), authority("dover", "1")
COUNCILS = authority("Ashford", "40000"), authority("Dover", "30000")


def revised(*corrections: CorrectedAuthority, held_to: Held = Held.INCREASE, **put: Any) -> object:
    return revise(assess(proposal(authorities=COUNCILS, **put)), Corrections(corrections), held_to)


def ballot(**put: Any) -> object:
    substitute = put.pop("substitute", freeze())
    return call_referendum(proposal(by_cash("10"), **put), substitute, ReferendumCosts(0, 0))


@pytest.mark.parametrize(
    ("asked", "detail", "field", "remedy"),
    [
        (
            lambda: gather(
                question(financial_year="2027-28", area=None, area_name="Nowhere", country="England"), register()
            ),
            "No band D is held for Nowhere in 2026-27.",
            "prior_band_d_pounds",
            "Give prior_band_d_pounds, the band D of 2026-27, as set.",
        ),
        (
            lambda: gather(question(authorities=TWICE), register()),
            "A name is given more than once: Dover.",
            "billing_authorities",
            "Give each billing authority once, with its whole tax base.",
        ),
        (
            lambda: revised(CorrectedAuthority(None, "Thanet", base("1"))),
            "Thanet is not one of the billing authorities of this precept.",
            "corrections.billing_authorities[0]",
            "Name one of them: Ashford, Dover.",
        ),
        (
            lambda: revised(CorrectedAuthority(None, "Dover"), CorrectedAuthority(None, "dover")),
            "Dover is corrected more than once.",
            "corrections.billing_authorities[1]",
            "Correct each billing authority once.",
        ),
        (
            lambda: revised(CorrectedAuthority(None, "Ashford", base("9999999")), tax_base="70000"),
            "The tax base of the area would be 10029999.00.",
            "corrections.billing_authorities",
            "Give each council's whole tax base, in band D equivalents.",
        ),
        (
            lambda: ballot(limit=NO_LIMIT),
            "There is no vote to hold: no limit",
            "precept.police_area",
            "Ask for an area of England, from 2012-13 on.",
        ),
        (
            lambda: ballot(substitute=by_cash("5.01")),
            "The substitute is itself excessive.",
            "substitute",
            "Leave substitute out for the most that is allowed, or give an increase within the limit.",
        ),
        (
            lambda: ballot(substitute=by_cash("-200")),
            "Band D would be below nothing.",
            "substitute",
            "Ask for an increase that leads to a band D of £0.00 to £9999.9999.",
        ),
        (
            lambda: share_out(fund(), fund()),
            "Maidstone is given more than once.",
            "billing_authorities[1]",
            "Give each billing authority once, with its whole surplus or deficit.",
        ),
        (
            lambda: refuse_years_without_panels(year("2012-13")),
            "There were no police and crime panels before 2013-14; the steps of 2012-13 are not held.",
            "financial_year",
            "Ask for 2013-14 or later.",
        ),
    ],
)
def test_a_precept_question_is_refused_in_these_words(
    asked: Callable[[], object], detail: str, field: str, remedy: str
) -> None:
    assert told(asked) == (detail, field, remedy)


def told(asked: Callable[[], object]) -> tuple[str, str, str]:
    with pytest.raises(Refusal) as refused:
        asked()
    return refused.value.detail, refused.value.field, refused.value.remedy


def test_panels_review_precepts_from_2013_14() -> None:
    refuse_years_without_panels(year("2013-14"))


@pytest.mark.parametrize(
    ("asked", "detail", "field", "remedy"),
    [
        (
            lambda: of(equivalents(("D", "9", "0"), ("D", "8", "0"))),
            "Band D is given twice.",
            "dwellings.bands",
            "Give a band once.",
        ),
        (
            lambda: of(equivalents(("I", "9", "0"))),
            "England has no band I in 2016-17.",
            "dwellings.bands",
            "Use bands A-, A, B, C, D, E, F, G, H.",
        ),
        (
            lambda: of(replace(equivalents(("D", "9", "0")), collection_rate=None)),
            "No collection rate is held for dwellings that are given.",
            "collection_rate_percent",
            "Give collection_rate_percent, the authority's estimate of what will ever be collected.",
        ),
        (
            lambda: of(replace(equivalents(("D", "9", "0"), country="Wales"), area=KENT)),
            "Kent is in England; the dwellings are said to be in Wales.",
            "dwellings.police_area",
            "Give the country of the police area, or leave police_area out.",
        ),
        (
            lambda: of(counted(CountedBand("A-", 3))),
            "No dwelling is listed in band A-: those charged in it are band A dwellings with disabled relief.",
            "dwellings.bands",
            "Give them as disabled_relief of band A; of band A- give discounts, premiums and support only.",
        ),
        (
            lambda: of(counted(CountedBand("A", 3, exempt=4))),
            "In band A more dwellings are exempt, demolished or moved than there are.",
            "dwellings",
            "Give exempt, demolished and disabled_relief as parts of dwellings.",
        ),
        (
            lambda: of(counted(CountedBand("A", 3, premiums=(AtRate(4, share("100")),)))),
            "In band A more dwellings have a discount, or a premium, than the 3 charged in it.",
            "dwellings",
            "Count each dwelling in the band it is charged in, under one discount and one premium at most.",
        ),
        (
            lambda: of(equivalents(("D", "9", "10"))),
            "The dwellings come to -1.00 band D equivalents.",
            "dwellings",
            "Take off no more than there is.",
        ),
        (
            lambda: of(replace(equivalents(("D", "20", "10")), support_change=share("200"))),
            "The dwellings come to -10.00 band D equivalents when support is changed.",
            "support_change_percent",
            "Take off no more than there is.",
        ),
        (
            lambda: of(replace(held(), collection_rate_change=share("-99"))),
            "The collection rate would be 0%.",
            "collection_rate_change_points",
            "Ask for a change that leads to a rate above 0 and up to 100.",
        ),
        (
            lambda: of(held(ASHFORD, "2021-22")),
            "No council tax base return is held for Ashford for 2021-22.",
            "billing_authority",
            "See GET /v1/dwellings for what is held, or give the dwellings by band, or their equivalents.",
        ),
        (
            lambda: of(held("E06000033")),
            "No collection rate is held for Southend-on-Sea in 2016-17.",
            "collection_rate_percent",
            "Give collection_rate_percent.",
        ),
        (
            lambda: returns_of_area(KENT, year("2010-11"), register()),
            "No council tax base return is held of any authority in Kent for 2010-11.",
            "financial_year",
            "See GET /v1/dwellings for what is held.",
        ),
    ],
)
def test_a_tax_base_question_is_refused_in_these_words(
    asked: Callable[[], object], detail: str, field: str, remedy: str
) -> None:
    """Ashford's rate for 2016-17 is 99%: 99 points less leave nothing."""
    assert told(asked) == (detail, field, remedy)


@pytest.mark.parametrize(
    ("asked", "detail", "field", "remedy"),
    [
        (
            lambda: cost(by_percent("2"), "2013-14", "2010-11"),
            "2010-11 lies before 2013-14.",
            "to_year",
            "Give to_year the same as from_year, or later.",
        ),
        (
            lambda: cost(by_percent("2"), "2015-16", "2016-17", "W15000003"),
            "No band D is held for South Wales in 2015-16, the year the paths start from.",
            "from_year",
            "Start from a year that is held: see GET /v1/precepts/history.",
        ),
        (
            lambda: cost(by_cash("-100"), "2016-17", "2019-20", KENT),
            "On the alternative path band D would be below nothing, or beyond what is calculated, in 2018-19.",
            "alternative",
            "Ask for a path between £0.00 and £9999.9999.",
        ),
    ],
)
def test_a_question_on_history_is_refused_in_these_words(
    asked: Callable[[], object], detail: str, field: str, remedy: str
) -> None:
    """£152.15 less £100 is £52.15 in 2017-18, and below nothing in 2018-19."""
    assert told(asked) == (detail, field, remedy)


@pytest.mark.parametrize(
    ("asked", "detail", "field", "remedy"),
    [
        (
            lambda: planned(precept={k: v for k, v in PRECEPT.items() if not k.endswith("tax_base")}),
            "No tax base is held for Anywhere in 2030-31, so no income can be planned.",
            "precept.tax_base",
            "Give precept.tax_base, or precept.billing_authorities with theirs.",
        ),
        (
            lambda: planned(precept={**PRECEPT, "increase": {"kind": "band_d", "pounds": "0.99"}}),
            "Band D would be £0.99, and a year of the plan follows.",
            "precept.increase",
            "Ask for an increase that leaves band D at £1 at least.",
        ),
        (
            lambda: assess_funding(
                funding_question(
                    question(area=None, area_name="Nowhere", country="England", prior="100", financial_year="2016-17")
                ),
                register(),
            ),
            "No tax base is held for Nowhere in 2016-17, so no income can be worked out.",
            "precept.tax_base",
            "Give precept.tax_base, or precept.billing_authorities with theirs.",
        ),
        (
            lambda: solve_funding(funding_question(), 48, register()),
            "2020-04 is outside the 4 years that the uplift is followed.",
            "by_month",
            "Give a month from 2016-04 to 2020-03.",
        ),
    ],
)
def test_a_question_of_funding_is_refused_in_these_words(
    asked: Callable[[], object], detail: str, field: str, remedy: str
) -> None:
    assert told(asked) == (detail, field, remedy)


def test_what_is_wrong_with_the_uplift_of_a_funding_question_is_told_below_uplift() -> None:
    asked = funding_question(uplift=uplift_question(area="E23000099"))

    assert told(lambda: assess_funding(asked, register()))[1].startswith("uplift.")


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (Cell(M.BAND_CHARGE, "100", "I"), "There is no band I in England in that year."),
        (Cell(M.INCREASE, "3.4%"), "It is printed in percent, and increase is in pounds."),
        (Cell(M.INCREASE_PERCENT, "£5"), "It is printed in pounds, and increase_percent is in percent."),
        (Cell(M.AUTHORITY_PRECEPT, "£5"), "Give authority, the code or the name of the billing authority."),
        (
            Cell(M.AUTHORITY_TAX_BASE, "5", authority="Nowhere"),
            "No tax base of that billing authority is held: give billing_authorities with it among them.",
        ),
        (Cell(M.EXTRA_OVER_PLAN, "£1m"), "Give baseline, the increase that was planned."),
        (Cell(M.SUM, "5"), "Give parts, the printed texts that the total is the sum of."),
        (
            Cell(M.SUM, "5", parts=("£5", "3%")),
            "The parts and the total do not count the same thing: pounds, percent or equivalents.",
        ),
    ],
    ids=str,
)
def test_a_cell_that_cannot_be_judged_says_why_in_these_words(cell: Cell, note: str) -> None:
    assert only(check(KENT, "2016-17", cell)).note == note


def test_a_question_rounds_band_d_to_the_penny_and_precepts_to_the_pound_unless_it_says_otherwise() -> None:
    asked = gather(PreceptQuestion(year("2016-17"), by_percent("3.4"), area_code=KENT), register())

    assert (asked.rounding.band_d.value, asked.rounding.bands_from.value) == ("penny", "rounded")
    assert asked.rounding.authority_precepts.value == "pound"


def test_the_most_allowed_of_kent_in_2016_17_is_five_pounds_more() -> None:
    """2% of £147.15 is £2.94, and the ten lowest might add £5."""
    assert assess(proposal(maximum())).band_d == 1_521_500
