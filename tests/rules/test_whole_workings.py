"""Whole trees of workings: every step's value, unit, words, expression and law, in cases small enough to work by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from tests.builders import (
    KENT,
    by_percent,
    cash_limit,
    e4,
    freeze,
    funding_question,
    greater_of,
    maximum,
    other_funding,
    percent_limit,
    proposal,
    question,
    register,
    rounding,
    share,
    to_requirement,
    uplift_question,
)
from tests.rules.test_tax_base import counted, e6, equivalents, held, of

from precept.council_tax.assess import assess
from precept.council_tax.budget import Budget
from precept.council_tax.explanation import explain
from precept.council_tax.proposal import PreceptProposal
from precept.council_tax.solve import Method, Target, TargetKind, solve
from precept.council_tax.solve_explanation import explain_solution
from precept.council_tax.tax_base.explanation import explain as explain_base
from precept.council_tax.tax_base.question import AtRate, BandRounding, CountedBand, TaxBaseQuestion
from precept.funding.assess import assess_funding
from precept.funding.explanation import explain_funding
from precept.workings import Working

ACT = "Local Government Finance Act 1992, section"
CTB = "Council tax base return (CTB)"
BASE_OF_ENGLAND = "Local Authorities (Calculation of Council Tax Base) (England) Regulations 2012 (SI 2012/2914)"
BASE_OF_WALES = "Local Authorities (Calculation of Council Tax Base) (Wales) Regulations 1995 (SI 1995/2561)"
LINE_4 = "line 4: dwellings on the list less exempt and demolished"
LINE_7 = "line 7: less those with disabled relief, and those that come down from the band above"
LINE_22 = "line 22: less a quarter for one adult, a half where all are disregarded, and other discounts; premiums added"
LINE_29 = "line 29: line 22 less council tax support (line 28)"
T_IS_A_X_B = (
    "line 31 x the collection rate, and class O, half-up to two decimals: T = A x B, and the Ministry of Defence's part"
)
SUPPORT_MOVED = "line 31 with support raised or cut by the percentage in every band"
BAND_D_X_BASE = "band D x the tax base, half-up to the penny"

Step = tuple[str, str, str, str, str | None, str | None]


def told(workings: list[Working]) -> list[Step]:
    return [(each.name, each.value, each.unit, each.formula, each.expression, each.authority) for each in workings]


def steps(workings: list[Working]) -> list[Step]:
    """Those that are worked out, not put in."""
    return [each for each in told(workings) if each[4] is not None]


# --- tax bases -----------------------------------------------------------------------------------

TWO_BANDS: TaxBaseQuestion = replace(
    counted(
        CountedBand(
            "A",
            30,
            exempt=2,
            demolished=1,
            disabled_relief=2,
            single_adult=8,
            all_disregarded=2,
            discounts=(AtRate(3, share("50")), AtRate(1, share("100"))),
            premiums=(AtRate(2, share("100")),),
            annexes=e6("0.5"),
            support=e6("4.25"),
        ),
        CountedBand("B", 10, disabled_relief=1),
    ),
    class_o=2_500,
    support_change=share("10"),
    collection_rate_change=share("-0.5"),
    band_d=e4("152.15"),
)
EMPTY = "cdefgh"
NINTHS = {"c": 8, "d": 9, "e": 11, "f": 13, "g": 15, "h": 18}


def line_24_29_31(band: str, ninths: int, before: str, after: str, left: str) -> list[Step]:
    return [
        (
            f"band_d_before_support_{band}",
            before,
            "band_d_equivalents",
            f"line 24: line 22 x {ninths} / 9, half-up to 1 decimal",
            f"half_up(before_support_{band} * {ninths} / 9, 1)",
            CTB,
        ),
        (
            f"after_support_{band}",
            left,
            "dwelling_equivalents",
            LINE_29,
            f"before_support_{band} - support_{band}",
            CTB,
        ),
        (
            f"band_d_after_support_{band}",
            after,
            "band_d_equivalents",
            f"line 31: line 29 x {ninths} / 9, half-up to 1 decimal",
            f"half_up(after_support_{band} * {ninths} / 9, 1)",
            CTB,
        ),
    ]


def test_every_step_from_counted_dwellings_to_a_tax_base_is_told_whole() -> None:
    """Band A: 30 - 2 - 1 = 27, and 26 as 2 go down and 1 comes; 26 - 2 - 1 - 1.5 - 1 + 2 - 0.5 = 22, less support 17.75."""
    found = [each for each in steps(explain_base(of(TWO_BANDS))) if not each[0].endswith(tuple(f"_{e}" for e in EMPTY))]
    bands = ["a_disabled", "a", "b", *EMPTY]

    assert found[:9] == [
        (
            "chargeable_a_disabled", "0", "dwellings", LINE_4,
            "dwellings_a_disabled - exempt_a_disabled - demolished_a_disabled", CTB,
        ),
        (
            "after_relief_a_disabled", "2", "dwellings", LINE_7,
            "chargeable_a_disabled - disabled_relief_a_disabled + disabled_relief_a", CTB,
        ),
        (
            "before_support_a_disabled", "2.00", "dwelling_equivalents", LINE_22,
            "after_relief_a_disabled - single_adult_a_disabled / 4 - all_disregarded_a_disabled / 2 - annexes_a_disabled", CTB,
        ),
        ("chargeable_a", "27", "dwellings", LINE_4, "dwellings_a - exempt_a - demolished_a", CTB),
        ("after_relief_a", "26", "dwellings", LINE_7, "chargeable_a - disabled_relief_a + disabled_relief_b", CTB),
        (
            "before_support_a", "22.00", "dwelling_equivalents", LINE_22,
            ("after_relief_a - single_adult_a / 4 - all_disregarded_a / 2 - discount_1_dwellings_a * discount_1_rate_a / 100"
            " - discount_2_dwellings_a * discount_2_rate_a / 100 + premium_1_dwellings_a * premium_1_rate_a / 100 - annexes_a"),
            CTB,
        ),
        ("chargeable_b", "10", "dwellings", LINE_4, "dwellings_b - exempt_b - demolished_b", CTB),
        ("after_relief_b", "9", "dwellings", LINE_7, "chargeable_b - disabled_relief_b + disabled_relief_c", CTB),
        (
            "before_support_b", "9.00", "dwelling_equivalents", LINE_22,
            "after_relief_b - single_adult_b / 4 - all_disregarded_b / 2 - annexes_b", CTB,
        ),
    ]  # fmt: skip
    assert found[9:18] == [
        *line_24_29_31("a_disabled", 5, "1.1", "1.1", "2.00"),
        *line_24_29_31("a", 6, "14.7", "11.8", "17.75"),
        *line_24_29_31("b", 7, "7.0", "7.0", "9.00"),
    ]
    changed = " + ".join(
        f"half_up((before_support_{band} - half_up(support_{band} * (1 + support_change / 100), 6)) * {ninths} / 9, 1)"
        for band, ninths in {"a_disabled": 5, "a": 6, "b": 7, **NINTHS}.items()
    )
    base, pounds = "band_d_equivalents", "pounds"
    both = "(collection_rate + collection_rate_change)"
    assert found[18:] == [
        (
            "band_d_before_support", "22.8", base, "line 24: the bands added up",
            " + ".join(f"band_d_before_support_{band}" for band in bands), CTB,
        ),
        (
            "band_d_after_support", "19.9", base, "line 31: the bands added up (item A)",
            " + ".join(f"band_d_after_support_{band}" for band in bands), CTB,
        ),
        (
            "tax_base_before_collection", "22.4", base, "line 33: line 31 and class O (line 32)",
            "half_up(band_d_after_support + class_o, 1)", CTB,
        ),
        (
            "tax_base", "22.10", base, T_IS_A_X_B,
            "half_up(band_d_after_support * collection_rate / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
        ("precept", "3362.52", pounds, BAND_D_X_BASE, "half_up(band_d * tax_base, 2)", f"{ACT} 48"),
        # 4.25 and a tenth of it leave 17.325, and 11.55 in band D
        ("support_changed_line_31", "19.7", base, SUPPORT_MOVED, changed, CTB),
        (
            "support_changed_tax_base", "21.90", base, T_IS_A_X_B,
            "half_up(support_changed_line_31 * collection_rate / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
        (
            "support_changed_precept", "3332.09", pounds, BAND_D_X_BASE,
            "half_up(band_d * support_changed_tax_base, 2)", f"{ACT} 48",
        ),
        (
            "collection_rate_changed_tax_base", "22.00", base, T_IS_A_X_B,
            f"half_up(band_d_after_support * {both} / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
        (
            "collection_rate_changed_precept", "3347.30", pounds, BAND_D_X_BASE,
            "half_up(band_d * collection_rate_changed_tax_base, 2)", f"{ACT} 48",
        ),
        ("both_changed_line_31", "19.7", base, SUPPORT_MOVED, changed, CTB),
        (
            "both_changed_tax_base", "21.81", base, T_IS_A_X_B,
            f"half_up(both_changed_line_31 * {both} / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
        (
            "both_changed_precept", "3318.39", pounds, BAND_D_X_BASE,
            "half_up(band_d * both_changed_tax_base, 2)", f"{ACT} 48",
        ),
    ]  # fmt: skip


def test_every_figure_that_counted_dwellings_rest_on_is_told_whole() -> None:
    figures = of(TWO_BANDS).case.figures
    empty = tuple(f"_{band}" for band in EMPTY)
    put_in = [
        (each.name, each.value, each.unit) for each in figures if each.name == "band_d" or not each.name.endswith(empty)
    ]
    nothing = ("dwellings", "exempt", "demolished", "disabled_relief", "single_adult", "all_disregarded")

    assert put_in == [
        *((f"{name}_a_disabled", "0", "dwellings") for name in nothing),
        ("annexes_a_disabled", "0.00", "dwelling_equivalents"),
        ("support_a_disabled", "0.00", "dwelling_equivalents"),
        ("dwellings_a", "30", "dwellings"),
        ("exempt_a", "2", "dwellings"),
        ("demolished_a", "1", "dwellings"),
        ("disabled_relief_a", "2", "dwellings"),
        ("single_adult_a", "8", "dwellings"),
        ("all_disregarded_a", "2", "dwellings"),
        ("discount_1_dwellings_a", "3", "dwellings"),
        ("discount_1_rate_a", "50", "percent"),
        ("discount_2_dwellings_a", "1", "dwellings"),
        ("discount_2_rate_a", "100", "percent"),
        ("premium_1_dwellings_a", "2", "dwellings"),
        ("premium_1_rate_a", "100", "percent"),
        ("annexes_a", "0.50", "dwelling_equivalents"),
        ("support_a", "4.25", "dwelling_equivalents"),
        ("dwellings_b", "10", "dwellings"),
        ("exempt_b", "0", "dwellings"),
        ("demolished_b", "0", "dwellings"),
        ("disabled_relief_b", "1", "dwellings"),
        ("single_adult_b", "0", "dwellings"),
        ("all_disregarded_b", "0", "dwellings"),
        ("annexes_b", "0.00", "dwelling_equivalents"),
        ("support_b", "0.00", "dwelling_equivalents"),
        ("class_o", "2.50", "band_d_equivalents"),
        ("collection_rate", "98.5", "percent"),
        ("band_d", "152.15", "pounds_a_year"),
        ("support_change", "10", "percent"),
        ("collection_rate_change", "-0.5", "percentage_points"),
    ]
    assert {tuple(each)[3:] for each in figures} == {("given", None, None, None, None, None, None)}


def test_a_sum_that_is_rounded_once_is_told_whole() -> None:
    """100.5 and 90.25 x 8 / 9 are 89.333... and 80.222...; with 80 and 77 in band D 169.333 and 157.222, x 98.5% 154.86."""
    asked = equivalents(("D", "80", "3"), ("C", "100.5", "10.25"))
    workings = explain_base(of(replace(asked, rounding=BandRounding.UNROUNDED, support_change=share("10"))))
    base = "band_d_equivalents"

    assert told(workings) == [
        *[
            (name, value, unit, "given: given", None, None)
            for name, value, unit in (
                ("before_support_c", "100.50", "dwelling_equivalents"),
                ("support_c", "10.25", "dwelling_equivalents"),
                ("before_support_d", "80.00", "dwelling_equivalents"),
                ("support_d", "3.00", "dwelling_equivalents"),
                ("class_o", "0.00", base),
                ("collection_rate", "98.5", "percent"),
                ("support_change", "10", "percent"),
            )
        ],
        (
            "band_d_before_support_c", "89.333", base, "line 24: line 22 x 8 / 9, half-up to 3 decimals",
            "half_up(before_support_c * 8 / 9, 3)", CTB,
        ),
        ("after_support_c", "90.25", "dwelling_equivalents", LINE_29, "before_support_c - support_c", CTB),
        (
            "band_d_after_support_c", "80.222", base, "line 31: line 29 x 8 / 9, half-up to 3 decimals",
            "half_up(after_support_c * 8 / 9, 3)", CTB,
        ),
        (
            "band_d_before_support_d", "80.0", base, "line 24: line 22 x 9 / 9, half-up to 3 decimals",
            "half_up(before_support_d * 9 / 9, 3)", CTB,
        ),
        ("after_support_d", "77.00", "dwelling_equivalents", LINE_29, "before_support_d - support_d", CTB),
        (
            "band_d_after_support_d", "77.0", base, "line 31: line 29 x 9 / 9, half-up to 3 decimals",
            "half_up(after_support_d * 9 / 9, 3)", CTB,
        ),
        (
            "band_d_before_support", "169.333", base, "line 24: the bands added up",
            "half_up(before_support_c * 8 / 9 + before_support_d * 9 / 9, 3)", CTB,
        ),
        (
            "band_d_after_support", "157.222", base, "line 31: the bands added up (item A)",
            "half_up(after_support_c * 8 / 9 + after_support_d * 9 / 9, 3)", CTB,
        ),
        (
            "tax_base_before_collection", "157.222", base, "line 33: line 31 and class O (line 32)",
            "half_up(band_d_after_support + class_o, 3)", CTB,
        ),
        (
            "tax_base", "154.86", base, T_IS_A_X_B,
            "half_up(band_d_after_support * collection_rate / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
        (
            "support_changed_line_31", "156.011", base, SUPPORT_MOVED,
            ("half_up((before_support_c - half_up(support_c * (1 + support_change / 100), 6)) * 8 / 9"
            " + (before_support_d - half_up(support_d * (1 + support_change / 100), 6)) * 9 / 9, 3)"), CTB,
        ),
        (
            "support_changed_tax_base", "153.67", base, T_IS_A_X_B,
            "half_up(support_changed_line_31 * collection_rate / 100 + class_o, 2)", BASE_OF_ENGLAND,
        ),
    ]  # fmt: skip


def test_a_welsh_tax_base_rests_on_the_regulations_of_wales() -> None:
    steps_of = {each.name: each for each in explain_base(of(equivalents(("D", "100", "0"), country="Wales")))}

    assert steps_of["tax_base"].authority == BASE_OF_WALES


def test_what_ashfords_return_is_laid_out_from_names_its_lines_and_its_day() -> None:
    """The return of October 2015, and the rate and band D of 2016-17."""
    case = of(held()).case
    evidence = {
        each.name: (each.value, each.unit, each.evidence, each.source, each.stage, each.note) for each in case.figures
    }
    of_return = ("published", "mhclg-ctb-october-2015", None)

    assert evidence["before_support_a"] == (
        "3378.70", "dwelling_equivalents", *of_return, "line 22 of the return as at 2015-10-05",
    )  # fmt: skip
    assert evidence["support_a"] == (
        "958.27", "dwelling_equivalents", *of_return, "line 28 of the return as at 2015-10-05",
    )  # fmt: skip
    assert evidence["class_o"] == (
        "77.40", "band_d_equivalents", *of_return, "line 25 of the return as at 2015-10-05",
    )  # fmt: skip
    assert evidence["collection_rate"] == ("99", "percent", "published", "mhclg-ctr-2016-17", "final", None)
    assert evidence["band_d"] == (
        "152.15",
        "pounds_a_year",
        "published",
        "mhclg-live-table-3-band-d",
        "final",
        "MHCLG live table 3, band D excluding parish precepts",
    )
    assert [each.name for each in case.figures][:3] == [
        "before_support_a_disabled",
        "support_a_disabled",
        "before_support_a",
    ]
    assert len(case.figures) == 2 * 9 + 3
    assert (case.authority and case.authority.name, case.area and case.area.code, case.snapshot_date) == (
        "Ashford",
        KENT,
        dt.date(2015, 10, 5).isoformat(),
    )
    assert (case.returned.after_support, case.returned.before_collection) == (43_379_300, 43_456_700)


def test_what_the_form_of_2014_is_laid_out_from_is_derived_from_its_two_lines() -> None:
    figures = {each.name: each for each in of(held(financial_year="2015-16")).case.figures}

    assert tuple(figures["before_support_a"])[2:7] == (
        "dwelling_equivalents",
        "derived",
        "mhclg-ctb-october-2014",
        None,
        "lines 21 less 22 (family annexes) of the return as at 2014-10-06",
    )
    assert (
        figures["support_a"].note
        == "line 29 of the return as at 2014-10-06; line 29 of the 2014 form; line 28 of later ones"
    )


def test_a_rate_and_a_class_o_that_are_given_take_the_place_of_those_held() -> None:
    case = of(replace(held(), collection_rate=share("98"), class_o=1_500, band_d=e4("150"))).case
    figures = {each.name: tuple(each)[1:5] for each in case.figures}

    assert figures["collection_rate"] == ("98", "percent", "given", None)
    assert figures["class_o"] == ("1.50", "band_d_equivalents", "given", None)
    assert figures["band_d"] == ("150.00", "pounds_a_year", "given", None)
    assert (case.collection_rate, case.class_o, case.band_d) == (980_000, 1_500, 1_500_000)


def test_a_tax_base_that_says_no_more_is_rounded_band_by_band_to_one_decimal() -> None:
    """6.01 x 8 / 9 is 5.34..., 5.3; and 6.01 x 7 / 9 is 4.67..., 4.7."""
    base = of(equivalents(("B", "6.01", "0"), ("C", "6.01", "0"))).as_given

    assert (base.before_support, base.before_collection) == (10_000, 10_000)


# --- precepts ------------------------------------------------------------------------------------

HALF_UP_TO_2 = "half-up to 2 decimals"


@pytest.mark.parametrize(
    ("put", "value", "words", "expression"),
    [
        (proposal(freeze()), "147.15", "last year's band D, unchanged", "prior_band_d"),
        (proposal(by_percent("0")), "147.15", "last year's band D, unchanged", "prior_band_d"),
        (
            proposal(by_percent("3.4")),
            "152.15",
            f"last year's band D raised by the percentage, {HALF_UP_TO_2}",
            "half_up(prior_band_d * (1 + increase_asked / 100), 2)",
        ),
        (
            proposal(by_percent("3.4"), rounded=rounding(band_d="four_decimals")),
            "152.1531",
            "last year's band D raised by the percentage, half-up to 4 decimals",
            "half_up(prior_band_d * (1 + increase_asked / 100), 4)",
        ),
        (
            proposal(by_percent("3.4"), rounded=rounding(band_d="multiple_of_9p")),
            "152.10",
            "last year's band D raised by the percentage, down to the nearest multiple of 9p",
            "floor(prior_band_d * (1 + increase_asked / 100), 0.09)",
        ),
        (
            proposal(to_requirement("90694614")),
            "152.15",
            f"the requirement divided by the tax base, {HALF_UP_TO_2}",
            "half_up(increase_asked / tax_base, 2)",
        ),
        (proposal(maximum()), "152.15", "the most that is not excessive", "maximum_band_d"),
    ],
)
def test_band_d_is_told_in_the_words_of_the_increase_and_of_the_rounding(
    put: PreceptProposal, value: str, words: str, expression: str
) -> None:
    """£152.10 is 1,690 times 9p."""
    workings = steps(explain(assess(put)))

    assert [each for each in workings if each[0] == "band_d"] == [
        ("band_d", value, "pounds_a_year", words, expression, f"{ACT} 42B")
    ]


@pytest.mark.parametrize(
    ("limit", "expression", "value"),
    [
        (
            percent_limit("2"),
            "max(prior_band_d, ceil(prior_band_d * (1 + limit_percent / 100), 0.01) - 0.01)",
            "150.09",
        ),
        (cash_limit("5"), "max(prior_band_d, floor(prior_band_d + limit_cash, 0.01))", "152.15"),
        (
            greater_of("2", "5"),
            (
                "max(prior_band_d, ceil(prior_band_d * (1 + limit_percent / 100), 0.01) - 0.01,"
                " floor(prior_band_d + limit_cash, 0.01))"
            ),
            "152.15",
        ),
    ],
)
def test_the_most_allowed_is_told_before_a_band_d_that_is_the_most_and_after_any_other(
    limit: object, expression: str, value: str
) -> None:
    most = (
        "maximum_band_d",
        value,
        "pounds_a_year",
        "the largest band D, in whole steps, under the percentage, or up to and including the cash sum",
        expression,
        f"{ACT} 52ZC",
    )
    at_most = steps(explain(assess(proposal(maximum(), limit=limit))))  # type: ignore[arg-type]
    frozen = steps(explain(assess(proposal(freeze(), limit=limit))))  # type: ignore[arg-type]

    assert at_most[0] == most
    assert frozen[3] == most
    assert [each[0] for each in at_most[:5]] == ["maximum_band_d", "band_d", "increase", "increase_percent", "headroom"]
    assert [each[0] for each in frozen[:5]] == ["band_d", "increase", "increase_percent", "maximum_band_d", "headroom"]


def test_bands_from_band_d_before_it_was_rounded_say_so() -> None:
    """152.1531 x 18 / 9 is £304.3062; a multiple of 9p is always what the bands are made of."""
    unrounded = steps(explain(assess(proposal(by_percent("3.4"), rounded=rounding(bands_from="unrounded")))))
    nines = steps(
        explain(assess(proposal(by_percent("3.4"), rounded=rounding("multiple_of_9p", bands_from="unrounded"))))
    )

    assert [each for each in unrounded if each[0] == "band_h_charge"] == [
        (
            "band_h_charge",
            "304.31",
            "pounds_a_year",
            "the unrounded band D x 18 / 9, half-up to the penny",
            "half_up((prior_band_d * (1 + increase_asked / 100)) * 18 / 9, 2)",
            f"{ACT}s 5 and 47",
        )
    ]
    assert [each[3:5] for each in nines if each[0] == "band_h_charge"] == [
        ("band D x 18 / 9, half-up to the penny", "half_up(band_d * 18 / 9, 2)")
    ]


# --- band Ds that are solved for -----------------------------------------------------------------

BUDGET = Budget(
    gross_expenditure=300_000_000_00,
    income=40_000_000_00,
    grants=168_305_387_29,
    collection_fund=1_000_000_00,
    reserves=2_000_00,
)
"""It leaves 90,692,612.71 to council tax."""


def of_solution(target: Target, put: PreceptProposal) -> list[Step]:
    known = {each.name for each in explain(assess(put))}
    return [each for each in told(explain_solution(solve(put, target, within_limit=False))) if each[0] not in known]


def test_a_budget_is_told_line_by_line_down_to_the_band_d_that_it_needs() -> None:
    """90,692,612.71 over 596,086.84 is 152.14664..., so £152.15 in whole pennies."""
    lines = {
        "gross_expenditure": "300000000.00",
        "income": "40000000.00",
        "grants": "168305387.29",
        "collection_fund": "1000000.00",
        "reserves": "2000.00",
    }
    found = of_solution(Target(TargetKind.BUDGET, budget=BUDGET), proposal())

    assert found == [
        *((name, value, "pounds", "given", None, None) for name, value in lines.items()),
        (
            "to_be_met_by_grants_and_council_tax",
            "258998000.00",
            "pounds",
            "expenditure less income, collection fund share and reserves used",
            "gross_expenditure - income - collection_fund - reserves",
            f"{ACT} 42A",
        ),
        (
            "needed_precept",
            "90692612.71",
            "pounds",
            "the same less grants; nil where income is the larger",
            "max(0, gross_expenditure - income - collection_fund - reserves - grants)",
            f"{ACT} 42A",
        ),
        (
            "needed_band_d",
            "152.15",
            "pounds_a_year",
            "the smallest band D, in whole steps, whose precept rounds to what is needed",
            "max(0, ceil((needed_precept - 0.005) / tax_base, 0.01))",
            f"{ACT} 42B",
        ),
    ]


def test_a_welsh_budget_is_a_budget_requirement_under_the_sections_of_wales() -> None:
    found = of_solution(Target(TargetKind.BUDGET, budget=BUDGET), proposal(country="Wales"))

    assert [(each[0], each[5]) for each in found if each[5]] == [
        ("budget_requirement", f"{ACT} 43"),
        ("needed_precept", f"{ACT} 43"),
        ("needed_band_d", f"{ACT} 44"),
    ]


def test_extra_income_is_told_from_the_baseline_up() -> None:
    """2% more is £150.09, which raises 89,466,673.82; and £1m more 90,466,673.82, at 151.76759... £151.77."""
    found = of_solution(Target(TargetKind.EXTRA_INCOME, 1_000_000_00, by_percent("2")), proposal())

    assert found == [
        ("extra_income", "1000000.00", "pounds", "given", None, None),
        ("baseline_band_d", "150.09", "pounds_a_year", "band D under the stated baseline", None, None),
        (
            "needed_precept",
            "90466673.82",
            "pounds",
            "what the baseline raises on this year's tax base, and the extra income",
            "half_up(baseline_band_d * tax_base, 2) + extra_income",
            None,
        ),
        (
            "needed_band_d",
            "151.77",
            "pounds_a_year",
            "the smallest band D, in whole steps, whose precept rounds to what is needed",
            "max(0, ceil((needed_precept - 0.005) / tax_base, 0.01))",
            f"{ACT} 42B",
        ),
    ]


def test_a_requirement_that_last_years_band_d_raises_as_it_stands_says_so() -> None:
    """£147.15, which is 1,635 times 9p, on 596,086.84 is 87,714,178.51."""
    found = of_solution(
        Target(TargetKind.REQUIREMENT, 87_714_178_51), proposal(rounded=rounding(band_d="multiple_of_9p"))
    )

    assert found == [
        ("needed_precept", "87714178.51", "pounds", "given", None, None),
        (
            "needed_band_d",
            "147.15",
            "pounds_a_year",
            "the smallest band D, in whole steps, whose precept rounds to what is needed; last year's, as it stands, does",
            "min(prior_band_d, max(0, ceil((needed_precept - 0.005) / tax_base, 0.09)))",
            f"{ACT} 42B",
        ),
    ]


def test_a_requirement_over_the_tax_base_half_up_says_so() -> None:
    """90,690,000 over 596,086.84 is 152.14226..., and the smallest that raises it would be £152.15."""
    found = of_solution(Target(TargetKind.REQUIREMENT, 90_690_000_00, method=Method.HALF_UP), proposal())

    assert found[1] == (
        "needed_band_d",
        "152.14",
        "pounds_a_year",
        "what is needed over the tax base, half-up to a whole step",
        "half_up(needed_precept / tax_base / 0.01, 0) * 0.01",
        f"{ACT} 42B",
    )


@pytest.mark.parametrize(
    ("limit", "most", "value"),
    [
        (percent_limit("2"), "ceil(prior_band_d * (1 + limit_percent / 100), 0.01) - 0.01", "150.03"),
        (cash_limit("5"), "prior_band_d + limit_cash", "152.10"),
        (
            greater_of("2", "5"),
            "max(ceil(prior_band_d * (1 + limit_percent / 100), 0.01) - 0.01, prior_band_d + limit_cash)",
            "152.10",
        ),
    ],
)
def test_the_largest_multiple_of_9p_is_told_with_its_limit(limit: object, most: str, value: str) -> None:
    """1,667 x 9p is £150.03, and 1,690 x 9p £152.10."""
    found = of_solution(Target(TargetKind.LARGEST_MULTIPLE_OF_9P), proposal(limit=limit))  # type: ignore[arg-type]

    assert found == [
        (
            "largest_multiple_of_9p",
            value,
            "pounds_a_year",
            "the largest multiple of 9p within the limit, so that every band is a whole number of pennies",
            f"floor({most}, 0.09)",
            None,
        )
    ]


# --- funding ---------------------------------------------------------------------------------------

OFFICERS = "recurring money, less fixed cost, over what one officer costs for good, in whole officers"


def test_what_joins_kents_precept_and_its_officers_is_told_whole() -> None:
    """£5 on 596,086.84 is 2,980,434.20 over a freeze, £2.06 is 1,227,938.89 over the 2% that was planned."""
    other = (other_funding("500000"), other_funding("300000"), other_funding("70000", "one_off"))
    asked = funding_question(uplift=uplift_question(years=2, overrides={"fixed_cost": "10000"}), other=other)
    outcome = assess_funding(asked, register())
    found = {each[0]: each[1:] for each in told(explain_funding(outcome))}
    names = list(found)

    assert {
        name: found[name] for name in names[names.index("baseline_band_d") : names.index("recurring_money") + 1]
    } == {
        "baseline_band_d": ("150.09", "pounds_a_year", "what would have been set anyway", None, None),
        "income_versus_freeze": (
            "2980434.20",
            "pounds",
            "this year's requirement less last year's band D on this year's base",
            "requirement - half_up(prior_band_d * tax_base, 2)",
            None,
        ),
        "income_versus_baseline": (
            "1227938.89",
            "pounds",
            "this year's requirement less the baseline's band D on the same base",
            "requirement - half_up(baseline_band_d * tax_base, 2)",
            None,
        ),
        "other_recurring_funding": ("800000.00", "pounds_a_year", "the recurring lines given", None, None),
        "other_one_off_funding": ("70000.00", "pounds", "the one-off lines given", None, None),
        "fixed_cost": ("10000.00", "pounds_a_year", "see provenance", None, None),
        "recurring_money": (
            "2027938.89",
            "pounds_a_year",
            "what comes every year",
            "income_versus_baseline + other_recurring_funding",
            None,
        ),
    }
    over = "max(0, floor((recurring_money - fixed_cost - owed_to_those_in_post) / sustained_cost_at_{}_pay, 1))"
    assert found["owed_to_those_in_post"] == (
        "0.00",
        "pounds_a_year",
        "an allowance and support for the officers already in post, where the uplift brings any",
        None,
        None,
    )
    for name, pay in (("sustainable_officers", "mature"), ("sustainable_officers_at_entry_pay", "entry")):
        assert found[name][1:] == ("officers", OFFICERS, over.format(pay), "cost model 6.5")
    for year, funding, money in (
        ("2016_17", "2097938.89", "recurring_money + other_one_off_funding"),
        ("2017_18", "2027938.89", "recurring_money"),
    ):
        assert found[f"funding_{year}"] == (
            funding,
            "pounds",
            "the additional income, held at its first year's figure, and other funding",
            money,
            None,
        )
        assert found[f"cost_{year}"][1:] == (
            "pounds",
            "the year's cash and the fixed cost",
            f"in_year_{year} + fixed_cost",
            None,
        )
        assert found[f"baseline_cost_{year}"][1:] == (
            "pounds",
            "the cash of the same force without the uplift: the pipeline run with no officers asked for",
            None,
            None,
        )
        assert found[f"additional_cost_{year}"][1:] == (
            "pounds",
            "what the uplift costs beyond doing nothing",
            f"cost_{year} - baseline_cost_{year}",
            None,
        )
        assert found[f"gap_{year}"][1:] == (
            "pounds",
            "additional cost beyond funding",
            f"max(0, additional_cost_{year} - funding_{year})",
            None,
        )
    assert [each.name for each in outcome.figures if each.name == "fixed_cost"] == ["fixed_cost"]


def test_officers_counted_as_deployable_are_told_with_the_share_of_them() -> None:
    workings = explain_funding(
        assess_funding(funding_question(uplift=uplift_question(counted_as="deployable")), register())
    )
    found = {each[0]: each for each in told(workings)}

    assert found["deployable_share"][2:] == ("share", "see provenance", None, None)
    assert found["sustainable_officers"][4] == (
        "max(0, floor((recurring_money - fixed_cost - owed_to_those_in_post) * deployable_share"
        " / sustained_cost_at_mature_pay, 1))"
    )


def test_before_the_precepts_own_year_there_is_no_money() -> None:
    """The precept is of 2017-18: £5 on £152.15 is £1.96 more than 2%, £155.19. What comes once comes with it."""
    asked = funding_question(
        question(financial_year="2017-18", tax_base="600000"),
        uplift_question(years=2),
        other=(other_funding("70000", "one_off"),),
    )
    found = {each[0]: each for each in told(explain_funding(assess_funding(asked, register())))}

    assert (found["funding_2016_17"][1], found["funding_2016_17"][4]) == ("0.00", "0")
    assert (found["funding_2017_18"][1], found["funding_2017_18"][4]) == (
        "1246000.00",
        "recurring_money + other_one_off_funding",
    )
