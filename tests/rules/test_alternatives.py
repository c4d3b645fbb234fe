"""Every other calculation that a cell of a table is held against, whole: its name, its exact amount, its words, its figures.

Published, Kent 2016-17: band D 144.28, 147.15 and 152.15 for 2014-15 to 2016-17; tax bases 583,918.30 and 596,086.84, and
596,086.80 as the thirteen councils' add up to; a requirement of 90,694,614 returned; Medway 81,613.5, Ashford 43,750 (42,365
the year before) and Canterbury 47,947.4; limits of £5 and 2% in the years around, £12 in 2018-19, £24 in 2019-20 (council
tax requirement returns and principles, as in `fixtures/council_tax`). All amounts here are made of these by hand.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain

import pytest
from tests.builders import KENT, by_cash, by_percent, question, register, rounding, to_band_d
from tests.rules.test_reconcile import M, check, only

from precept.council_tax.proposal import Increase
from precept.council_tax.reconcile.answer import reconcile
from precept.council_tax.reconcile.causes import Alternative
from precept.council_tax.reconcile.cells import UNITS, Cell, Measure, ReconcileQuestion
from precept.council_tax.reconcile.charges import of_charge
from precept.council_tax.reconcile.printed import Unit
from precept.council_tax.reconcile.slips import of_any
from precept.council_tax.reconcile.verdicts import _EXPLAIN

Told = tuple[str, Fraction, str, tuple[str, ...]]

EARLIER, PRIOR, NOW = Fraction("144.28"), Fraction("147.15"), Fraction("152.15")
PRIOR_BASE, BASE, SUM_OF_BASES = Fraction("583918.30"), Fraction("596086.84"), Fraction("596086.80")
ASHFORD, ASHFORD_BEFORE = Fraction(43_750), Fraction(42_365)
EARLIER_BAND_D = "earlier_band_d 144.28 pounds_a_year published 2014-15"
ASHFORDS_BEFORE = "prior_tax_base_of_E07000105 42365 band_d_equivalents published 2015-16"
NINTHS = {"A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18}
BESIDE = [
    (Fraction("150.02"), "last year's increase, £2.87, again", (EARLIER_BAND_D,)),
    (Fraction("150.09"), "an increase of 2%", ()),
    (Fraction("150.08"), "an increase of 1.99%", ()),
    (Fraction("148.62"), "an increase of 1%", ()),
]
"""2% of £147.15 is £2.943, 1.99% £2.928285, 1% £1.4715."""
RETURNED = (
    "returned_requirement 90694614 pounds published as returned for 2016-17",
    "returned_tax_base 596086.84 band_d_equivalents published as returned for 2016-17",
)


def penny(pounds: Fraction) -> Fraction:
    whole, left = divmod(pounds * 100, 1)
    return Fraction(whole + (left >= Fraction(1, 2)), 100)


def charge(band: str, of: Fraction = NOW) -> Fraction:
    return penny(of * NINTHS[band] / 9)


def rise(band: str) -> Fraction:
    return charge(band) - charge(band, PRIOR)


def told(alternatives: chain[Alternative] | tuple[Alternative, ...]) -> list[Told]:
    return [
        (
            each.name.value,
            each.value,
            each.sentence,
            tuple(" ".join(map(str, (*figure[:4], figure.note))) for figure in each.figures),
        )
        for each in alternatives
    ]


def found(
    measure: Measure,
    printed: str,
    band: str | None = None,
    authority: str | None = None,
    increase: Increase | None = None,
    **bases: str,
) -> list[Told]:
    placed = only(check(KENT, "2016-17", Cell(measure, printed, band, authority), increase=increase, **bases)).placed
    return told(tuple(_EXPLAIN[measure](placed.cell, placed.standing, placed.beside)))


def of_other_bands(name: str, words: str, amount: dict[str, Fraction]) -> list[Told]:
    return [(name, value, words.format(band), ()) for band, value in amount.items()]


def but(band: str) -> list[str]:
    return [each for each in NINTHS if each != band]


# --- charges and increases ---------------------------------------------------------------------

ROUNDED = (
    "The increase for the band, rounded, is added to last year's charge, rounded; the law rounds band D x ninths once."
)
UNROUNDED = "It is worked out from band D before it was rounded to the penny"
NINTH_FIRST = "A ninth of band D is rounded first and then multiplied."
RATIO = "It is the increase in band D x ninths: some print that, but it is not the difference of the two charges."


def test_a_charge_of_band_b_is_held_against_all_of_these() -> None:
    """Seven ninths of £147.15 are £114.45 and of £5 £3.89; £5 is 3.3979%, so 3.40% and 3.4%; a ninth of £152.15 is £16.91."""
    assert found(M.BAND_CHARGE, "£118.34", "B") == [
        ("rounded_increase_added_to_rounded_base", Fraction("118.34"), ROUNDED, ()),
        (
            "unrounded_band_d",
            Fraction(90_694_614) / BASE * 7 / 9,
            f"{UNROUNDED}: the requirement over the tax base, as returned.",
            RETURNED,
        ),
        *[
            (
                "percentage_applied_to_rounded_band",
                Fraction("118.34"),  # 114.45 x 1.034 = 118.3413
                "The printed increase of 3.4% is applied to last year's charge, rounded.",
                (),
            )
        ]
        * 2,
        ("rounded_ninth", Fraction("118.37"), NINTH_FIRST, ()),
        ("prior_year_value", Fraction("114.45"), "It is last year's charge.", ()),
        ("charge_and_increase_confused", Fraction("3.89"), "It is the increase, not the charge.", ()),
        *of_other_bands("neighbouring_band", "It is the charge of band {}.", {band: charge(band) for band in but("B")}),
        *[
            ("another_increase", penny(band_d * 7 / 9), f"It is that of {words}.", figures)
            for band_d, words, figures in BESIDE
        ],
    ]


def test_a_charge_at_a_percentage_is_also_held_against_band_d_before_it_was_rounded() -> None:
    """3.4% of £147.15 is £5.0031; the £152.15 held for the year is the same, and the limit allows it."""
    causes = found(M.BAND_CHARGE, "£118.34", "B", increase=by_percent("3.4"))

    assert causes[1] == ("unrounded_band_d", PRIOR * Fraction("1.034") * 7 / 9, f"{UNROUNDED}.", ())


def test_a_percentage_that_the_table_prints_is_applied_to_the_old_band_d_and_to_the_old_charge() -> None:
    """4% of £147.15 leads to £153.036."""
    table = check(KENT, "2016-17", Cell(M.INCREASE_PERCENT, "4%"), Cell(M.BAND_CHARGE, "£118.34", "B"))
    placed = table.judged[1].placed
    causes = told(tuple(_EXPLAIN[M.BAND_CHARGE](placed.cell, placed.standing, placed.beside)))

    assert causes[1] == (
        "unrounded_band_d",
        Fraction("153.036") * 7 / 9,
        f"{UNROUNDED}: last year's plus the printed percentage.",
        (),
    )
    assert causes[3] == (
        "percentage_applied_to_rounded_band",
        Fraction("119.03"),  # 114.45 x 1.04 = 119.028
        "The printed increase of 4% is applied to last year's charge, rounded.",
        (),
    )


def test_a_charge_of_a_band_d_to_four_decimals_is_held_against_band_d_to_the_penny() -> None:
    """Twice £152.1249 is £304.2498; twice £152.12 is £304.24. Band D itself is £152.12 either way."""
    about = question(rounded=rounding(band_d="four_decimals"))
    cells = (Cell(M.BAND_CHARGE, "£1", "H"), Cell(M.BAND_CHARGE, "£1", "D"))
    judged = reconcile(ReconcileQuestion(about, cells, to_band_d("152.1249")), register()).judged
    in_h, in_d = (told(tuple(of_charge(each.cell, each.placed.standing, each.placed.beside))) for each in judged)

    assert ("rounded_band_d", Fraction("304.24"), "It is worked out from band D as rounded.", ()) in in_h
    assert "rounded_band_d" not in [name for name, *_ in in_d]


def test_a_charge_of_the_year_before_is_held_against_all_of_these() -> None:
    """A ninth of £147.15 is £16.35 exactly."""
    assert found(M.PRIOR_BAND_CHARGE, "£114.45", "B") == [
        ("rounded_ninth", Fraction("114.45"), NINTH_FIRST, ()),
        ("this_year_value", Fraction("118.34"), "It is this year's charge.", ()),
        (
            "prior_year_value",
            Fraction("112.22"),
            "It is the charge of the year before that.",
            (EARLIER_BAND_D,),
        ),
        *of_other_bands(
            "neighbouring_band",
            "It is last year's charge of band {}.",
            {band: charge(band, PRIOR) for band in but("B")},
        ),
    ]


@pytest.mark.parametrize(("measure", "band"), [(M.INCREASE, "D"), (M.BAND_INCREASE, "E")])
def test_an_increase_is_held_against_all_of_these(measure: Measure, band: str) -> None:
    share = Fraction(NINTHS[band], 9)
    assert found(measure, "£1", band) == [
        ("ratio_times_increase", penny(5 * share), RATIO, ()),
        ("charge_and_increase_confused", charge(band), "It is the charge, not the increase.", ()),
        (
            "prior_year_value",
            Fraction("2.87") * share,
            "It is last year's increase.",
            (EARLIER_BAND_D,),
        ),
        *of_other_bands(
            "neighbouring_band", "It is the increase of band {}.", {each: rise(each) for each in but(band)}
        ),
        *[
            ("another_increase", (band_d - PRIOR) * share, f"It is {words}.", figures)
            for band_d, words, figures in BESIDE
        ],
    ]


def test_an_increase_in_percent_is_also_held_against_what_was_asked_before_rounding() -> None:
    """3.4% of £147.15 is £5.0031; eleven ninths of it."""
    assert found(M.BAND_INCREASE, "£6.11", "E", increase=by_percent("3.4"))[1] == (
        "unrounded_band_d",
        Fraction("5.0031") * 11 / 9,
        "It is worked out from band D before it was rounded.",
        (),
    )


def test_a_percentage_is_held_against_all_of_these() -> None:
    """The precept grows from 85,923,577.85 to 90,694,612.71."""
    others = [
        ("percent_of_another_figure", 500 / NOW, "It is a percentage of the new band D, not of the old.", ()),
        (
            "rate_and_total_blurred",
            Fraction(4_771_034_86 * 100, 85_923_577_85),
            "It is the growth of the precept, tax base and all, not of band D.",
            (),
        ),
        (
            "prior_year_value",
            287 / EARLIER,
            "It is last year's increase.",
            (EARLIER_BAND_D,),
        ),
        *[
            ("another_increase", (band_d - PRIOR) * 100 / PRIOR, f"It is {words}.", figures)
            for band_d, words, figures in BESIDE
        ],
    ]
    of_band_d = (
        "percent_of_band_d",
        500 / PRIOR,
        "It is the percentage of band D, not of the band's own charge.",
        (),
    )

    assert found(M.INCREASE_PERCENT, "1%") == others
    assert found(M.BAND_INCREASE_PERCENT, "1%", "A") == [of_band_d, *others]


PARTS = {
    "monthly": (
        12,
        [("month_for_year", 1, "a whole year"), ("week_for_month", 52, "a week"), ("day_for_month", 365, "a day")],
        [("tenths_of_year", Fraction(10), "It is a tenth of the year, one of ten instalments.")],
    ),
    "weekly": (
        52,
        [("week_for_year", 1, "a whole year"), ("week_for_month", 12, "a month"), ("day_for_week", 365, "a day")],
        [
            ("weeks_of_50", Fraction(50), "The year is divided into 50 weeks."),
            ("weeks_of_48", Fraction(48), "The year is divided into 48 weeks."),
            ("weeks_of_365_over_7", Fraction(365, 7), "The year is divided into 365/7 weeks."),
        ],
    ),
    "daily": (
        365,
        [("day_for_year", 1, "a whole year"), ("day_for_month", 12, "a month"), ("day_for_week", 52, "a week")],
        [],
    ),
}


@pytest.mark.parametrize("what", ["charge", "increase"])
@pytest.mark.parametrize("period", PARTS)
def test_a_part_of_the_year_is_held_against_all_of_these(period: str, what: str) -> None:
    parts, mistaken, divided = PARTS[period]
    of_charge = what == "charge"
    own, other = (charge("C"), rise("C")) if of_charge else (rise("C"), charge("C"))
    confused = (
        "It is a part of the increase." if of_charge else "It is a part of the whole charge, not of the increase."
    )

    assert found(Measure(f"{period}_{what}"), "£1", "C") == [
        *[(name, own / by, f"It is the amount for {words}.", ()) for name, by, words in mistaken],
        *[(name, own / by, words, ()) for name, by, words in divided],
        ("charge_and_increase_confused", other / parts, confused, ()),
        *of_other_bands(
            "neighbouring_band",
            "It is that of band {}.",
            {each: (charge(each) if of_charge else rise(each)) / parts for each in but("C")},
        ),
        *[
            (
                "another_increase",
                (band_d if of_charge else band_d - PRIOR) * 8 / 9 / parts,
                f"It is that of {words}.",
                figures,
            )
            for band_d, words, figures in BESIDE
        ],
    ]


def test_a_months_increase_in_percent_is_also_held_against_what_was_asked_before_rounding() -> None:
    causes = found(M.MONTHLY_INCREASE, "£1", "C", increase=by_percent("3.4"))

    assert causes[5] == (
        "unrounded_band_d",
        Fraction("5.0031") * 8 / 9 / 12,
        "It is worked out from band D before it was rounded.",
        (),
    )
    assert "unrounded_band_d" not in [
        each[0] for each in found(M.MONTHLY_CHARGE, "£1", "C", increase=by_percent("3.4"))
    ]


# --- money raised and tax bases ----------------------------------------------------------------

ON_LAST_YEARS = ("wrong_tax_base", "last year's tax base", PRIOR_BASE)
ON_THE_SUM = ("wrong_tax_base", "the sum of the billing authorities' tax bases", SUM_OF_BASES)


def test_the_precept_is_held_against_all_of_these() -> None:
    last = PRIOR * PRIOR_BASE
    assert found(M.PRECEPT, "£1") == [
        *[(name, NOW * base, f"It is worked out on {words}.", ()) for name, words, base in (ON_LAST_YEARS, ON_THE_SUM)],
        ("prior_year_value", last, "It is last year's precept.", ()),
        (
            "rate_and_total_blurred",
            last + 5 * BASE,
            "It leaves out the growth of the tax base at the old rate.",
            (),
        ),
        ("prior_year_value", PRIOR * BASE, "It is worked out at last year's band D.", ()),
        *chain.from_iterable(
            (
                ("another_increase", band_d * BASE, f"It is that of {words}.", figures),
                (
                    "another_increase",
                    band_d * PRIOR_BASE,
                    f"It is that of {words}, on last year's tax base.",
                    figures,
                ),
            )
            for band_d, words, figures in BESIDE
        ),
    ]


def test_the_precept_at_a_percentage_is_also_held_against_band_d_before_rounding() -> None:
    assert found(M.PRECEPT, "£1", increase=by_percent("3.4"))[2] == (
        "unrounded_band_d",
        Fraction("152.1531") * BASE,
        "It is worked out from band D before rounding.",
        (),
    )


def test_on_bases_of_its_own_a_table_is_also_held_against_those_returned() -> None:
    """600,000 and 590,000 are given, where 596,086.84 and 583,918.30 were returned."""
    bases = {"tax_base": "600000", "prior_tax_base": "590000"}
    now = RETURNED[1]
    before = "returned_tax_base 583918.3 band_d_equivalents published as returned for 2015-16"

    assert found(M.PRECEPT, "£1", **bases)[2] == (
        "wrong_tax_base",
        NOW * BASE,
        "It is worked out on the tax base returned for 2016-17.",
        (now,),
    )
    assert found(M.PRIOR_PRECEPT, "£1", **bases)[2] == (
        "wrong_tax_base",
        PRIOR * PRIOR_BASE,
        "It is worked out on the tax base returned for 2015-16.",
        (before,),
    )
    assert found(M.PRIOR_TAX_BASE, "1", **bases) == [
        ("wrong_tax_base", PRIOR_BASE, "It is the tax base returned for 2015-16.", (before,)),
        ("this_year_value", Fraction(600_000), "It is this year's tax base.", ()),
    ]
    assert found(M.TAX_BASE, "1", **bases)[2] == (
        "wrong_tax_base",
        BASE,
        "It is the tax base returned for 2016-17.",
        (now,),
    )


def test_last_years_precept_is_held_against_all_of_these() -> None:
    assert found(M.PRIOR_PRECEPT, "£1") == [
        ("this_year_value", NOW * BASE, "It is this year's precept.", ()),
        ("wrong_tax_base", PRIOR * BASE, "It is last year's band D on this year's tax base.", ()),
        (
            "prior_year_value",
            EARLIER * PRIOR_BASE,
            "It is worked out at the band D before that.",
            (EARLIER_BAND_D,),
        ),
    ]


@pytest.mark.parametrize(
    "measure", [M.PRECEPT_INCREASE, M.RATE_EFFECT, M.TAX_BASE_EFFECT, M.EXTRA_OVER_FREEZE, M.EXTRA_OVER_PLAN]
)
def test_what_is_raised_beyond_is_held_against_all_of_these(measure: Measure) -> None:
    """A plan has no year before it whose increase might be meant."""
    blurred = "rate_and_total_blurred"
    last = [
        (
            "prior_year_value",
            (PRIOR - EARLIER) * PRIOR_BASE,
            "It is what last year's increase raised.",
            (EARLIER_BAND_D,),
        )
    ]
    assert found(measure, "£1") == [
        (blurred, 5 * PRIOR_BASE, "It is the effect of the rate alone, on last year's tax base.", ()),
        (
            blurred,
            NOW * BASE - PRIOR * PRIOR_BASE,
            "It is the whole growth of the precept, the tax base's included.",
            (),
        ),
        (blurred, PRIOR * (BASE - PRIOR_BASE), "It is the effect of the tax base alone.", ()),
        (blurred, 5 * BASE, "It is the extra over a freeze, on this year's tax base.", ()),
        *chain.from_iterable(
            (
                ("baseline_not_stated", (NOW - band_d) * BASE, f"It is the extra over {words}.", figures),
                ("another_increase", (band_d - PRIOR) * BASE, f"It is that of {words}.", figures),
            )
            for band_d, words, figures in BESIDE
        ),
        *(last if measure is not M.EXTRA_OVER_PLAN else []),
    ]


@pytest.mark.parametrize(("measure", "printed"), [(M.TAX_BASE, "1"), (M.ONE_POUND_YIELD, "£1")])
def test_a_tax_base_is_held_against_last_years_and_the_sum_of_the_councils(measure: Measure, printed: str) -> None:
    assert found(measure, printed) == [
        (name, base, f"It is {words}.", ()) for name, words, base in (ON_LAST_YEARS, ON_THE_SUM)
    ]


def test_last_years_tax_base_is_held_against_this_years() -> None:
    assert found(M.PRIOR_TAX_BASE, "1") == [("this_year_value", BASE, "It is this year's tax base.", ())]


def test_the_yield_of_one_percent_is_held_against_all_of_these() -> None:
    """Last year's precept is 85,923,577.85 to the penny."""
    assert found(M.ONE_PERCENT_YIELD, "£1") == [
        (
            "percent_of_another_figure",
            Fraction("859235.7785"),
            "It is 1% of last year's precept, on last year's tax base.",
            (),
        ),
        ("percent_of_another_figure", NOW * BASE / 100, "It is 1% of this year's precept.", ()),
        *[
            (name, PRIOR * base / 100, f"It is worked out on {words}.", ())
            for name, words, base in (ON_LAST_YEARS, ON_THE_SUM)
        ],
    ]


def test_what_a_council_pays_is_held_against_all_of_these() -> None:
    before = (ASHFORDS_BEFORE,)
    assert found(M.AUTHORITY_PRECEPT, "£1", authority="Ashford") == [
        ("wrong_tax_base", NOW * ASHFORD_BEFORE, "It is worked out on last year's tax base.", before),
        ("prior_year_value", PRIOR * ASHFORD_BEFORE, "It is last year's precept.", before),
        ("prior_year_value", PRIOR * ASHFORD, "It is worked out at last year's band D.", ()),
        ("another_authority", NOW * Fraction("81613.5"), "It is that of Medway, the row beside it.", ()),
        ("another_authority", NOW * Fraction("47947.4"), "It is that of Canterbury, the row beside it.", ()),
    ]
    assert found(M.AUTHORITY_PRECEPT, "£1", authority="Ashford", increase=by_percent("3.4"))[3] == (
        "unrounded_band_d",
        Fraction("152.1531") * ASHFORD,
        "It is worked out from band D before rounding.",
        (),
    )


def test_the_tax_base_of_a_council_is_held_against_all_of_these() -> None:
    assert found(M.AUTHORITY_TAX_BASE, "1", authority="E07000105") == [
        (
            "wrong_tax_base",
            ASHFORD_BEFORE,
            "It is worked out on last year's tax base.",
            (ASHFORDS_BEFORE,),
        ),
        ("another_authority", Fraction("81613.5"), "It is that of Medway, the row beside it.", ()),
        ("another_authority", Fraction("47947.4"), "It is that of Canterbury, the row beside it.", ()),
    ]


def test_the_first_council_of_a_table_has_a_row_beside_it_on_one_side_only() -> None:
    assert found(M.AUTHORITY_TAX_BASE, "1", authority="medway")[1:] == [
        ("another_authority", ASHFORD, "It is that of Ashford, the row beside it.", ())
    ]


# --- limits ------------------------------------------------------------------------------------

INCLUSIVE = "The percentage is taken as allowed; an increase of exactly that is already excessive."
IN_CASH = [("2017-18", Fraction(5)), ("2018-19", Fraction(12)), ("2013-14", Fraction(5)), ("2019-20", Fraction(24))]
IN_PERCENT = ["2015-16", "2017-18", "2014-15", "2013-14"]


def of_cash_limit(year: str, pounds: Fraction) -> str:
    return f"limit_cash_of_another_year {pounds}.00 pounds_a_year published {year}"


def of_percent_limit(year: str) -> str:
    return f"limit_percent_of_another_year 2 percent published {year}"


@pytest.mark.parametrize(
    ("measure", "inclusive", "of_cash"),
    [
        (M.MAXIMUM_BAND_D, Fraction("150.09"), lambda cash: PRIOR + cash),
        (M.MAXIMUM_INCREASE, Fraction("2.94"), lambda cash: cash),
        (M.MAXIMUM_INCREASE_PERCENT, 294 / PRIOR, lambda cash: cash * 100 / PRIOR),
        (M.HEADROOM, Fraction("-2.06"), lambda cash: cash - 5),
    ],
)
def test_the_most_allowed_is_held_against_the_limits_of_other_years(
    measure: Measure, inclusive: Fraction, of_cash: object
) -> None:
    """The nearest year first; 2% of £147.15 leads to £150.09, £2.94 more and £2.06 less than £152.15."""
    assert found(measure, "£1") == [
        ("inclusive_percentage_limit", inclusive, INCLUSIVE, ()),
        *[
            (
                "wrong_year_limit",
                of_cash(cash),
                f"It is the limit of {year}.",
                (of_cash_limit(year, cash),),
            )  # type: ignore[operator]
            for year, cash in IN_CASH
        ],
        *[
            (
                "wrong_year_limit",
                inclusive,
                f"It is the limit of {year}.",
                (of_percent_limit(year),),
            )
            for year in IN_PERCENT
        ],
    ]


def test_a_limit_itself_is_held_against_those_of_other_years_alone() -> None:
    assert found(M.LIMIT, "£1") == [
        (
            "wrong_year_limit",
            cash,
            f"It is the limit of {year}.",
            (of_cash_limit(year, cash),),
        )
        for year, cash in IN_CASH
    ]
    assert found(M.LIMIT_PERCENT, "1%") == [
        (
            "wrong_year_limit",
            Fraction(2),
            f"It is the limit of {year}.",
            (of_percent_limit(year),),
        )
        for year in IN_PERCENT
    ]


# --- any figure: its period, its unit, the option beside it ------------------------------------


def in_any_way(measure: Measure, printed: str, value: str) -> list[Told]:
    placed = only(check(KENT, "2016-17", Cell(measure, printed))).placed
    read = only(check(KENT, "2016-17", Cell(measure, printed))).printed
    return told(tuple(of_any(placed.cell, Fraction(value), read, placed.beside)))


PART_OF_A_YEAR = [
    ("month_for_year", Fraction("152.15") / 12, "It is the amount for a month.", ()),
    ("week_for_year", Fraction("152.15") / 52, "It is the amount for a week.", ()),
    ("day_for_year", Fraction("152.15") / 365, "It is the amount for a day.", ()),
    ("tenths_of_year", Fraction("15.215"), "It is a tenth of the year, one of ten instalments.", ()),
    (
        "period_multiplied_back",  # £2.93 a week
        Fraction("152.36"),
        "The weekly amount, rounded, is multiplied back up by 52.",
        (),
    ),
    (
        "period_multiplied_back",  # £12.68 a month
        Fraction("152.16"),
        "The monthly amount, rounded, is multiplied back up by 12.",
        (),
    ),
]
IN_PENCE = [
    ("pence_for_pounds", Fraction(15_215), "It is in pence, though it is printed as pounds.", ()),
    ("pence_for_pounds", Fraction("1.5215"), "It is in pounds, though it is printed as pence.", ()),
]
ANNUAL = {
    M.BAND_D, M.PRIOR_BAND_D, M.BAND_CHARGE, M.PRIOR_BAND_CHARGE, M.INCREASE, M.BAND_INCREASE, M.LIMIT,
    M.MAXIMUM_INCREASE,
}  # fmt: skip
TOTALS = {
    M.TAX_BASE, M.PRIOR_TAX_BASE, M.TAX_BASE_INCREASE, M.AUTHORITY_TAX_BASE, M.AUTHORITY_PRECEPT, M.PRECEPT,
    M.PRIOR_PRECEPT, M.PRECEPT_INCREASE, M.RATE_EFFECT, M.TAX_BASE_EFFECT, M.JOINT_EFFECT, M.EXTRA_OVER_FREEZE,
    M.EXTRA_OVER_PLAN, M.ONE_POUND_YIELD, M.ONE_PERCENT_YIELD, M.SUM,
}  # fmt: skip
BASES = {M.TAX_BASE, M.PRIOR_TAX_BASE, M.TAX_BASE_INCREASE, M.AUTHORITY_TAX_BASE}
TO_FOUR_DECIMALS = {
    M.BAND_D, M.PRIOR_BAND_D, M.INCREASE, M.LIMIT, M.MAXIMUM_BAND_D, M.MAXIMUM_INCREASE, M.HEADROOM,
}  # fmt: skip


@pytest.mark.parametrize("measure", [M.BAND_D, M.MAXIMUM_BAND_D, M.MAXIMUM_INCREASE, M.HEADROOM, M.BAND_CHARGE])
def test_amounts_for_a_year_are_held_against_their_parts_and_all_amounts_in_pounds_against_pence(
    measure: Measure,
) -> None:
    parts = PART_OF_A_YEAR if measure in ANNUAL else []
    assert in_any_way(measure, "£1", "152.15") == [*parts, *IN_PENCE]


def test_nothing_is_in_another_unit_where_nothing_is_printed_or_where_it_is_a_percentage() -> None:
    assert in_any_way(M.HEADROOM, "£0", "152.15") == []
    assert in_any_way(M.INCREASE_PERCENT, "3.4%", "3.4") == []


@pytest.mark.parametrize(
    ("measure", "printed", "as_printed", "what"),
    [
        (M.PRECEPT, "£1", "pounds", "pounds"),
        (M.PRECEPT, "£1m", "million pounds", "pounds"),
        (M.TAX_BASE, "1", "equivalents", "band D equivalents"),
        (M.TAX_BASE, "1k", "thousand equivalents", "band D equivalents"),
    ],
)
def test_a_total_is_held_against_itself_in_thousands_and_millions(
    measure: Measure, printed: str, as_printed: str, what: str
) -> None:
    thousands, millions = "thousands_for_pounds", "millions_for_pounds"
    assert in_any_way(measure, printed, "596086") == [
        (thousands, Fraction("596.086"), f"It is in thousands, though it is printed as {as_printed}.", ()),
        (thousands, Fraction(596_086_000), f"It is in {what}, though it is printed as thousands.", ()),
        (millions, Fraction("0.596086"), "It is in millions, though it is not printed so.", ()),
        (millions, Fraction(596_086_000_000), f"It is in {what}, though it is printed as millions.", ()),
    ]


def test_an_option_is_held_against_the_one_before_it_and_the_one_after() -> None:
    """£5, £2 and £3 more on £147.15; the table's own increase is no option."""
    table = check(
        KENT, "2016-17", *(Cell(M.BAND_D, "£0", option=by_cash(pounds)) for pounds in ("5", "2", "3"))
    )  # fmt: skip
    words = "It is that of the option beside it in the table."
    beside = [
        [
            (name, value, said)
            for name, value, said, _ in told(tuple(of_any(each.cell, Fraction(0), each.printed, each.placed.beside)))
            if name == "another_option"
        ]
        for each in table.judged
    ]

    assert beside == [
        [("another_option", Fraction("149.15"), words)],
        [("another_option", Fraction("152.15"), words), ("another_option", Fraction("150.15"), words)],
        [("another_option", Fraction("149.15"), words)],
    ]


# --- what every measure counts, and what it is ---------------------------------------------------


def test_a_bare_number_counts_what_its_measure_does() -> None:
    pence = {M.WEEKLY_INCREASE, M.DAILY_INCREASE}
    for measure, units in UNITS.items():
        percent = measure.value.endswith("percent")
        usual = (
            Unit.PERCENT
            if percent
            else Unit.PENCE
            if measure in pence
            else Unit.EQUIVALENTS
            if measure in BASES
            else Unit.POUNDS
        )
        assert units.usual is usual, measure
        assert units.totals is (measure in TOTALS), measure
    assert set(UNITS) == set(Measure)


def test_the_finest_step_that_is_a_figure_is_that_of_its_measure() -> None:
    for measure, units in UNITS.items():
        finest = (
            Fraction(1, 10_000)
            if measure in TO_FOUR_DECIMALS or measure.value.endswith("percent")
            else Fraction(1, 1_000)
            if measure in BASES
            else Fraction(1)
            if measure is M.AUTHORITY_PRECEPT
            else Fraction(1, 100)
        )
        assert units.finest == finest, measure


REQUIREMENT, LAST_REQUIREMENT = Fraction("90694612.71"), Fraction("85923577.85")


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (M.BAND_D, NOW),
        (M.PRIOR_BAND_D, PRIOR),
        (M.BAND_CHARGE, Fraction("101.43")),
        (M.PRIOR_BAND_CHARGE, Fraction("98.10")),
        (M.INCREASE, Fraction(5)),
        (M.INCREASE_PERCENT, 500 / PRIOR),
        (M.BAND_INCREASE, Fraction("3.33")),
        (M.BAND_INCREASE_PERCENT, Fraction(333, 1) / Fraction("98.10")),
        (M.MONTHLY_CHARGE, Fraction("101.43") / 12),
        (M.WEEKLY_CHARGE, Fraction("101.43") / 52),
        (M.DAILY_CHARGE, Fraction("101.43") / 365),
        (M.MONTHLY_INCREASE, Fraction("3.33") / 12),
        (M.WEEKLY_INCREASE, Fraction("3.33") / 52),
        (M.DAILY_INCREASE, Fraction("3.33") / 365),
        (M.TAX_BASE, BASE),
        (M.PRIOR_TAX_BASE, PRIOR_BASE),
        (M.TAX_BASE_INCREASE, Fraction("12168.54")),
        (M.TAX_BASE_INCREASE_PERCENT, Fraction("1216854") / PRIOR_BASE),
        (M.AUTHORITY_TAX_BASE, ASHFORD),
        (M.AUTHORITY_PRECEPT, Fraction("6656562.5")),
        (M.AUTHORITY_SHARE_PERCENT, 4_375_000 / SUM_OF_BASES),
        (M.PRECEPT, REQUIREMENT),
        (M.PRIOR_PRECEPT, LAST_REQUIREMENT),
        (M.PRECEPT_INCREASE, Fraction("4771034.86")),
        (M.PRECEPT_INCREASE_PERCENT, Fraction("477103486") / LAST_REQUIREMENT),
        (M.RATE_EFFECT, Fraction("2919591.5")),
        (M.TAX_BASE_EFFECT, Fraction("1790600.661")),
        (M.JOINT_EFFECT, Fraction("60842.7")),
        (M.EXTRA_OVER_FREEZE, Fraction("2980434.2")),
        (M.EXTRA_OVER_PLAN, Fraction("1227938.8904")),
        (M.ONE_POUND_YIELD, BASE),
        (M.ONE_PERCENT_YIELD, PRIOR * BASE / 100),
        (M.LIMIT, Fraction(5)),
        (M.LIMIT_PERCENT, Fraction(2)),
        (M.MAXIMUM_BAND_D, NOW),
        (M.MAXIMUM_INCREASE, Fraction(5)),
        (M.MAXIMUM_INCREASE_PERCENT, 500 / PRIOR),
        (M.HEADROOM, Fraction(0)),
    ],
)
def test_each_measure_of_kents_five_pounds_is_this_much(measure: Measure, value: Fraction) -> None:
    """In band A, of Ashford, over the 2% that was planned: £2.06 on 596,086.84."""
    printed = "0%" if measure.value.endswith("percent") else "0" if measure in BASES else "£0"
    cell = Cell(measure, printed, "A", "Ashford")
    judged = only(check(KENT, "2016-17", cell, increase=by_cash("5"), baseline=by_percent("2")))

    assert judged.found is not None
    assert judged.found.value == value
