"""Slips made on purpose in Kent's figures of 2016-17, and told by their words; and slips in a question, at the edge of each.

Published: band D 144.28, 147.15 and 152.15 for 2014-15 to 2016-17; tax bases 583,918.30 and 596,086.84, Ashford's 43,750.00
(council tax requirement returns, as in `fixtures/council_tax`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.builders import KENT, authority, by_percent, question, register
from tests.rules.test_reconcile import M, check, only

from precept.council_tax.gather import gather
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.reconcile.cells import Cell, Measure

EARLIER, PRIOR, NOW = Decimal("144.28"), Decimal("147.15"), Decimal("152.15")
PRIOR_BASE, BASE = Decimal("583918.30"), Decimal("596086.84")
RISE = NOW - PRIOR


def pounds(value: Decimal) -> str:
    return f"£{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


@pytest.mark.parametrize(
    ("measure", "band", "printed", "said"),
    [
        (M.BAND_CHARGE, "A", "£98.10", "It is last year's charge."),
        (M.BAND_CHARGE, "A", "£3.33", "It is the increase, not the charge."),
        (M.BAND_CHARGE, "A", "£118.34", "It is the charge of band B."),
        (M.BAND_CHARGE, "A", "£101.46", "A ninth of band D is rounded first and then multiplied."),
        (M.PRIOR_BAND_CHARGE, "A", "£101.43", "It is this year's charge."),
        (M.PRIOR_BAND_CHARGE, "A", "£96.19", "It is the charge of the year before that."),
        (M.PRIOR_BAND_CHARGE, "A", "£114.45", "It is last year's charge of band B."),
        (M.BAND_INCREASE, "A", "£101.43", "It is the charge, not the increase."),
        (M.BAND_INCREASE, "A", "£1.91", "It is last year's increase."),
        (M.BAND_INCREASE, "B", "£4.44", "It is the increase of band C."),
        (M.INCREASE_PERCENT, None, "3.286%", "It is a percentage of the new band D, not of the old."),
        (M.INCREASE_PERCENT, None, "5.553%", "It is the growth of the precept, tax base and all, not of band D."),
        (M.INCREASE_PERCENT, None, "1.989%", "It is last year's increase."),
        (M.PRECEPT, None, pounds(PRIOR * PRIOR_BASE), "It is last year's precept."),
        (M.PRECEPT, None, pounds(PRIOR * BASE), "It is worked out at last year's band D."),
        (
            M.PRECEPT,
            None,
            pounds(PRIOR * PRIOR_BASE + RISE * BASE),
            "It leaves out the growth of the tax base at the old rate.",
        ),
        (M.PRIOR_PRECEPT, None, pounds(NOW * BASE), "It is this year's precept."),
        (M.PRIOR_PRECEPT, None, pounds(PRIOR * BASE), "It is last year's band D on this year's tax base."),
        (M.PRIOR_PRECEPT, None, pounds(EARLIER * PRIOR_BASE), "It is worked out at the band D before that."),
        (
            M.EXTRA_OVER_FREEZE,
            None,
            pounds(RISE * PRIOR_BASE),
            "It is the effect of the rate alone, on last year's tax base.",
        ),
        (
            M.EXTRA_OVER_FREEZE,
            None,
            pounds(NOW * BASE - PRIOR * PRIOR_BASE),
            "It is the whole growth of the precept, the tax base's included.",
        ),
        (M.EXTRA_OVER_FREEZE, None, pounds(PRIOR * (BASE - PRIOR_BASE)), "It is the effect of the tax base alone."),
        (M.EXTRA_OVER_FREEZE, None, pounds((PRIOR - EARLIER) * PRIOR_BASE), "It is what last year's increase raised."),
        (M.RATE_EFFECT, None, pounds(RISE * BASE), "It is the extra over a freeze, on this year's tax base."),
        (
            M.ONE_PERCENT_YIELD,
            None,
            pounds(PRIOR * PRIOR_BASE / 100),
            "It is 1% of last year's precept, on last year's tax base.",
        ),
        (M.ONE_PERCENT_YIELD, None, pounds(NOW * BASE / 100), "It is 1% of this year's precept."),
        (M.PRIOR_TAX_BASE, None, "596,086.84", "It is this year's tax base."),
        (M.MONTHLY_CHARGE, "D", "£152.15", "It is the amount for a whole year."),
        (M.MONTHLY_CHARGE, "D", "£2.93", "It is the amount for a week."),
        (M.MONTHLY_CHARGE, "D", "£15.22", "It is a tenth of the year, one of ten instalments."),
        (M.WEEKLY_CHARGE, "D", "£3.04", "The year is divided into 50 weeks."),
        (M.WEEKLY_CHARGE, "D", "£3.17", "The year is divided into 48 weeks."),
        (M.WEEKLY_CHARGE, "H", "£25.36", "It is the amount for a month."),
        (M.BAND_CHARGE, "H", "£25.36", "It is the amount for a month."),
        (M.BAND_CHARGE, "H", "£5.85", "It is the amount for a week."),
        (M.BAND_CHARGE, "H", "£304.20", "The weekly amount, rounded, is multiplied back up by 52."),
        (M.BAND_CHARGE, "A", "£101.40", "The monthly amount, rounded, is multiplied back up by 12."),
        (M.BAND_CHARGE, "D", "£15215.00", "It is in pence, though it is printed as pounds."),
        (M.PRECEPT, None, "£90,694.61", "It is in thousands, though it is printed as pounds."),
        (M.PRECEPT, None, "£90.69", "It is in millions, though it is not printed so."),
        (M.DAILY_CHARGE, "D", "£12.68", "It is the amount for a month."),
        (M.DAILY_INCREASE, "D", "41.7p", "It is a part of the whole charge, not of the increase."),
        (M.PRECEPT, None, "£90,694,612,710", "It is in pounds, though it is printed as thousands."),
        (M.TAX_BASE, None, "596,086,840", "It is in band D equivalents, though it is printed as thousands."),
        (M.MAXIMUM_BAND_D, None, "£150.09", "It is the limit of 2015-16."),
        (
            M.MAXIMUM_INCREASE_PERCENT,
            None,
            "2%",
            "The percentage is taken as allowed; an increase of exactly that is already excessive.",
        ),
        (M.TAX_BASE, None, "596.09", "It is in thousands, though it is printed as equivalents."),
    ],
)
def test_a_slip_in_kents_table_is_told_by_its_words(
    measure: Measure, band: str | None, printed: str, said: str
) -> None:
    judged = only(check(KENT, "2016-17", Cell(measure, printed, band)))

    assert judged.verdict.value == "wrong"
    assert said in [each.sentence for each in judged.causes]


@pytest.mark.parametrize(
    ("measure", "printed", "said"),
    [
        (M.AUTHORITY_PRECEPT, "£6,437,813", "It is worked out at last year's band D."),
        (M.AUTHORITY_TAX_BASE, "47,947.40", "It is that of Canterbury, the row beside it."),
        (M.AUTHORITY_TAX_BASE, "81,613.50", "It is that of Medway, the row beside it."),
    ],
)
def test_a_slip_in_ashfords_row_is_told_by_its_words(measure: Measure, printed: str, said: str) -> None:
    """43,750 at £147.15 is £6,437,812.50."""
    judged = only(check(KENT, "2016-17", Cell(measure, printed, authority="Ashford")))

    assert said in [each.sentence for each in judged.causes]


@pytest.mark.parametrize(
    ("printed", "misprint"),
    [
        ("£152.16", False),  # a penny out is rounding
        ("£152.75", True),  # one digit wrong
        ("£125.15", True),  # two that stand together have changed places
        ("£251.15", False),  # three places apart
        ("£15.15", True),  # one missing
        ("£1522.15", True),  # one too many
        ("£512.51", False),  # two pairs changed
    ],
)
def test_a_misprint_is_one_digit_wrong_missing_or_too_many_or_two_neighbours_changed(
    printed: str, misprint: bool
) -> None:
    judged = only(check(KENT, "2016-17", Cell(M.MAXIMUM_BAND_D, printed)))

    assert ("misprint_of_digits" in {each.name.value for each in judged.causes}) is misprint


# --- slips in a question -------------------------------------------------------------------------

NOT_OURS = "Not known as a billing authority of Kent: "


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (question(by_percent("0.1")), ()),
        (
            question(by_percent("0.0999")),
            ("The increase is 0.0999%: if a fraction was meant, give it in percent (3.4, not 0.034).",),
        ),
        (
            question(by_percent("-0.034")),
            ("The increase is -0.034%: if a fraction was meant, give it in percent (3.4, not 0.034).",),
        ),
        (question(by_percent("0")), ()),
        (
            question(prior="174.15"),
            ("Last year's band D is given as £174.15; the register holds £147.15 for 2015-16.",),
        ),
        (question(prior="147.15"), ()),
        (question(tax_base="608008.57"), ()),
        (
            question(tax_base="608008.58"),
            ("The register holds a tax base of 596086.84 for 2016-17; 608008.58 is given.",),
        ),
        (question(tax_base="584165.11"), ()),
        (
            question(tax_base="584165.10"),
            ("The register holds a tax base of 596086.84 for 2016-17; 584165.10 is given.",),
        ),
        (
            question(tax_base="596086.84", authorities=(authority("Ashford", "596086.84"), authority("Rye", "1"))),
            (
                f"{NOT_OURS}Rye.",
                "2 of 13 billing authorities of Kent are given: check that it is the whole area.",
            ),
        ),
        (
            question(tax_base="596086.84", authorities=(authority("Ashford", "43750"),)),
            (
                "1 of 13 billing authorities of Kent are given: check that it is the whole area.",
                "The billing authorities add up to 43750.00, far from the tax base of 596086.84.",
            ),
        ),
    ],
)
def test_a_slip_in_a_question_is_told_in_these_words(asked: PreceptQuestion, told: tuple[str, ...]) -> None:
    """2% of 596,086.84 is 11,921.7368."""
    assert gather(asked, register()).slips == told


def test_exactly_two_percent_from_the_base_held_is_no_slip() -> None:
    assert gather(question(tax_base="608008.573"), register()).slips == ()
