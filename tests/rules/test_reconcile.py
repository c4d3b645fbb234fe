"""Published tables held against the rules: what was right, what was wrong, and why. Each case names where it was printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders import KENT, authority, by_cash, by_percent, question, register

from precept.council_tax.proposal import Increase
from precept.council_tax.reconcile.answer import Reconciliation, reconcile
from precept.council_tax.reconcile.causes import CauseName
from precept.council_tax.reconcile.cells import Cell, Measure, ReconcileQuestion
from precept.council_tax.reconcile.printed import Unit, read
from precept.council_tax.reconcile.verdicts import Judged
from precept.register.refusals import BandDOutOfRange, FigureNotHeld

M, C = Measure, CauseName
NORTH_YORKSHIRE, CLEVELAND, DERBYSHIRE = "E23000009", "E23000013", "E23000018"
HAMPSHIRE, SURREY, SUSSEX = "E23000030", "E23000031", "E23000033"
RIGHT, ROUNDED, WRONG, CANNOT_SAY = "right", "right_within_rounding", "wrong", "cannot_say"


def check(
    area: str,
    financial_year: str,
    *cells: Cell,
    increase: Increase | None = None,
    baseline: Increase | None = None,
    tax_base: str | None = None,
    prior_tax_base: str | None = None,
) -> Reconciliation:
    about = question(area=area, financial_year=financial_year, tax_base=tax_base, prior_tax_base=prior_tax_base)
    return reconcile(ReconcileQuestion(about, cells, increase, baseline), register())


def by_band(measure: Measure, printed: str) -> tuple[Cell, ...]:
    return tuple(Cell(measure, text, band) for band, text in zip("ABCDEFGHI", printed.split(), strict=False))


def verdicts(found: Reconciliation) -> list[str]:
    return [each.verdict.value for each in found.judged]


def only(found: Reconciliation) -> Judged:
    (judged,) = found.judged
    return judged


def expected(judged: Judged) -> str:
    assert judged.expected is not None
    return judged.printed.write(judged.expected)


def likely(judged: Judged) -> str | None:
    return judged.causes[0].name.value if judged.causes else None


def names(judged: Judged) -> list[CauseName]:
    return [each.name for each in judged.causes]


# --- charges by band ---------------------------------------------------------------------------

NORTH_YORKSHIRE_2024_25 = by_band(M.BAND_CHARGE, "204.58 238.66 272.76 306.86 375.06 443.24 511.44 613.72")
"""northyorkshire-pfcc.gov.uk/policeprecept, "Your contribution through your council tax 2024/25"."""


def test_four_bands_of_north_yorkshire_are_a_rounded_increase_added_to_a_rounded_base() -> None:
    found = check(NORTH_YORKSHIRE, "2024-25", Cell(M.BAND_D, "£306.86"), *NORTH_YORKSHIRE_2024_25)
    wrong = {each.cell.band: (expected(each), likely(each)) for each in found.judged if each.verdict.value == WRONG}
    cause = "rounded_increase_added_to_rounded_base"
    assert wrong == {"A": ("204.57", cause), "B": ("238.67", cause), "E": ("375.05", cause), "G": ("511.43", cause)}
    assert found.increase_from == "table"
    (pattern,) = found.patterns
    assert (pattern.cause, pattern.cells, pattern.wrong, pattern.checked) == (cause, (1, 2, 5, 7), 4, 8)


def test_the_cause_that_explains_the_whole_table_stands_before_those_that_explain_one_cell() -> None:
    found = check(NORTH_YORKSHIRE, "2024-25", *NORTH_YORKSHIRE_2024_25)
    band_a, band_b = found.judged[0], found.judged[1]
    assert C.ROUNDED_UP in names(band_a)
    assert C.TRUNCATED in names(band_b)
    assert likely(band_a) == likely(band_b) == C.ROUNDED_INCREASE_ADDED_TO_ROUNDED_BASE


def test_the_rest_of_north_yorkshires_2024_25_page_is_right_but_for_the_increases_of_the_same_four_bands() -> None:
    found = check(
        NORTH_YORKSHIRE, "2024-25",
        *by_band(M.PRIOR_BAND_CHARGE, "196.73 229.51 262.30 295.09 360.67 426.24 491.82 590.18"),
        *by_band(M.WEEKLY_INCREASE, "15 18 20 23 28 33 38 45"),
        Cell(M.INCREASE_PERCENT, "3.99%"), Cell(M.INCREASE, "£11.77"),
        *by_band(M.BAND_INCREASE, "7.85 9.15 10.46 11.77 14.39 17.00 19.62 23.54"),
    )  # fmt: skip
    assert verdicts(found)[:18] == [RIGHT] * 16 + [ROUNDED, RIGHT]
    increases = found.judged[18:]
    assert [each.cell.band for each in increases if each.verdict.value == WRONG] == ["A", "B", "E", "G"]
    assert {likely(each) for each in increases} == {None, C.RATIO_TIMES_INCREASE}


def test_what_north_yorkshires_decision_notice_says_of_2024_25_is_right_within_rounding() -> None:
    """Decision notices DN 03/2024 and the budget page: £13 is 4.4%, £92.4m, £97.4m, "nearly £3.7m", "around £5m"."""
    found = check(
        NORTH_YORKSHIRE, "2024-25",
        Cell(M.LIMIT, "£13"), Cell(M.MAXIMUM_INCREASE_PERCENT, "4.4%"), Cell(M.HEADROOM, "£1.23"),
        Cell(M.PRIOR_PRECEPT, "£92.4m"), Cell(M.PRECEPT, "£97.4m"), Cell(M.RATE_EFFECT, "£3.7m"),
        Cell(M.PRECEPT_INCREASE, "£5m"), Cell(M.TAX_BASE_INCREASE_PERCENT, "1.37%"),
        tax_base="317409", prior_tax_base="313125",
    )  # fmt: skip
    assert verdicts(found) == [RIGHT, ROUNDED, RIGHT, ROUNDED, ROUNDED, ROUNDED, ROUNDED, ROUNDED]


def test_kents_2016_17_table_is_right_in_every_cell() -> None:
    """Dover and Tonbridge and Malling, "Where your council tax goes 2016-17"."""
    found = check(
        KENT, "2016-17",
        *by_band(M.PRIOR_BAND_CHARGE, "98.10 114.45 130.80 147.15 179.85 212.55 245.25 294.30"),
        *by_band(M.BAND_CHARGE, "101.43 118.34 135.24 152.15 185.96 219.77 253.58 304.30"),
        *by_band(M.BAND_INCREASE, "3.33 3.89 4.44 5.00 6.11 7.22 8.33 10.00"),
        *by_band(M.BAND_INCREASE_PERCENT, "3.4 3.4 3.4 3.4 3.4 3.4 3.4 3.4"),
    )  # fmt: skip
    assert verdicts(found) == [RIGHT] * 24 + [ROUNDED] * 8
    assert found.increase_from == "register"
    assert found.patterns == []


def test_clevelands_2019_20_table_is_right_but_for_two_increases_by_ratio() -> None:
    """cleveland.pcc.police.uk, Precept 2019-20 Public Consultation: year, increase, week and day."""
    found = check(
        CLEVELAND, "2019-20",
        *by_band(M.BAND_CHARGE, "£167.03 £194.86 £222.70 £250.54 £306.22 £361.89 £417.57 £501.08"),
        *by_band(M.WEEKLY_INCREASE, "31 36 41 46 56 67 77 92"),
        *by_band(M.DAILY_INCREASE, "4 5 6 7 8 9 11 13"),
        *by_band(M.BAND_INCREASE, "£16.00 £18.67 £21.33 £24.00 £29.33 £34.67 £40.00 £48.00"),
    )  # fmt: skip
    assert verdicts(found)[:24] == [RIGHT] * 24
    assert [likely(each) for each in found.judged[24:]] == [
        None, C.RATIO_TIMES_INCREASE, None, None, C.RATIO_TIMES_INCREASE, None, None, None,
    ]  # fmt: skip


def test_a_band_in_north_yorkshires_2018_19_table_has_one_digit_wrong_and_in_2017_18_two_changed_places() -> None:
    """northyorkshire-pfcc.gov.uk: band B £181.02 for £181.08; band E of 2016/17 £256.22 for £265.22."""
    later = only(check(NORTH_YORKSHIRE, "2018-19", Cell(M.BAND_CHARGE, "£181.02", "B")))
    before = only(check(NORTH_YORKSHIRE, "2017-18", Cell(M.PRIOR_BAND_CHARGE, "£256.22", "E")))
    assert (expected(later), likely(later)) == ("181.08", C.MISPRINT_OF_DIGITS)
    assert (expected(before), likely(before)) == ("265.22", C.MISPRINT_OF_DIGITS)


def test_two_charges_in_each_others_place_are_swapped() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_CHARGE, "118.34", "A"), Cell(M.BAND_CHARGE, "101.43", "B"))
    assert [likely(each) for each in found.judged] == [C.SWAPPED_CELLS, C.SWAPPED_CELLS]
    assert all(C.NEIGHBOURING_BAND in names(each) for each in found.judged)


def test_bands_from_an_unrounded_band_d_are_told_from_those_of_the_rounded_one() -> None:
    """3.99% on £295.09 is £306.864091: band G is then 511.44015, and H 613.728."""
    found = check(NORTH_YORKSHIRE, "2024-25", Cell(M.BAND_CHARGE, "613.73", "H"), increase=by_percent("3.99"))
    assert likely(only(found)) == C.UNROUNDED_BAND_D


@pytest.mark.parametrize(
    ("printed", "band", "cause"),
    [
        ("98.10", "A", C.PRIOR_YEAR_VALUE),
        ("118.34", "A", C.NEIGHBOURING_BAND),
        ("3.33", "A", C.CHARGE_AND_INCREASE_CONFUSED),
        ("11834", "B", C.PENCE_FOR_POUNDS),
        ("15.22", "D", C.TENTHS_OF_YEAR),
        ("12.68", "D", C.MONTH_FOR_YEAR),
        ("150.09", "D", C.ANOTHER_INCREASE),
        ("118.33", "B", C.TRUNCATED),
        ("118.37", "B", C.ROUNDED_NINTH),
        ("777.77", "D", C.NOT_KNOWN),
    ],
)
def test_a_wrong_charge_is_named_for_what_it_is(printed: str, band: str, cause: CauseName) -> None:
    judged = only(check(KENT, "2016-17", Cell(M.BAND_CHARGE, printed, band)))
    assert judged.verdict.value == WRONG
    assert likely(judged) == cause


# --- parts of a year ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "year", "printed", "verdict", "cause"),
    [
        (KENT, "2022-23", "84p", WRONG, C.ROUNDED_UP),  # kent-pcc.gov.uk 2022: £10 a year
        (SUSSEX, "2022-23", "83p", RIGHT, None),  # West Sussex Gazette, 16 February 2022
        (KENT, "2025-26", "£1.16", WRONG, C.TRUNCATED),  # kentonline.co.uk: £14 a year
        (SUSSEX, "2025-26", "£1.17", RIGHT, None),  # lyminsterandcrossbush-pc.gov.uk
        (HAMPSHIRE, "2020-21", "£10", WRONG, C.MONTH_FOR_YEAR),  # panel minutes: "£10 per month"
        (HAMPSHIRE, "2021-22", "£15", WRONG, C.MONTH_FOR_YEAR),  # panel minutes: "£15 per month"
        (SUSSEX, "2019-20", "£2.00", RIGHT, None),
        (SUSSEX, "2019-20", "£2.40", WRONG, C.TENTHS_OF_YEAR),
    ],
)
def test_the_same_increase_by_month_is_rounded_cut_off_or_not_by_month_at_all(
    area: str, year: str, printed: str, verdict: str, cause: CauseName | None
) -> None:
    judged = only(check(area, year, Cell(M.MONTHLY_INCREASE, printed)))
    assert (judged.verdict.value, likely(judged)) == (verdict, cause)


def test_one_slide_rounds_one_option_and_cuts_the_other_off() -> None:
    """Kent's slides for 2015-16 (on £144.28): 2% is "6p" a week, 5.6 rounded; 3.5% is "9p", 9.7 cut off."""
    found = check(
        KENT, "2015-16",
        Cell(M.WEEKLY_INCREASE, "6p", option=by_percent("2")),
        Cell(M.WEEKLY_INCREASE, "9p", option=by_percent("3.5")),
    )  # fmt: skip
    assert verdicts(found) == [RIGHT, WRONG]
    assert likely(found.judged[1]) == C.TRUNCATED
    assert found.judged[1].causes[0].figure == Fraction(505, 52) / 100


@pytest.mark.parametrize(
    ("printed", "cause"),
    [("48p", C.WEEKS_OF_50), ("50p", C.WEEKS_OF_48), ("46.03p", C.WEEKS_OF_365_OVER_7), ("£24", C.WEEK_FOR_YEAR)],
)
def test_a_week_is_a_fifty_second_and_other_weeks_are_named(printed: str, cause: CauseName) -> None:
    assert likely(only(check(SUSSEX, "2019-20", Cell(M.WEEKLY_INCREASE, printed)))) == cause


def test_a_rounded_week_multiplied_back_up_is_named() -> None:
    """£24 a year is 46p a week to the penny, and 46p x 52 is £23.92."""
    assert likely(only(check(SUSSEX, "2019-20", Cell(M.INCREASE, "£23.92")))) == C.PERIOD_MULTIPLIED_BACK


# --- percentages and limits --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "year", "printed", "verdict", "cause"),
    [
        (KENT, "2010-11", "2.9%", WRONG, C.TRUNCATED),  # kentonline.co.uk: £138.68 on £134.65 is 2.99%
        (SUSSEX, "2016-17", "3.4%", WRONG, C.TRUNCATED),  # shorehamherald.co.uk: £5 on £143.91 is 3.47%
        (SURREY, "2020-21", "3.84%", ROUNDED, None),  # surrey-pcc.gov.uk gives 3.84% and 3.83%: £10 on £260.57
        (SURREY, "2020-21", "3.83%", WRONG, C.TRUNCATED),
        (SUSSEX, "2019-20", "14.4657%", RIGHT, None),
        (KENT, "2016-17", "3.3%", WRONG, C.TRUNCATED),
        (KENT, "2016-17", "5.6%", WRONG, C.RATE_AND_TOTAL_BLURRED),  # the precept grew by 5.55%
    ],
)
def test_a_percentage_cut_off_is_told_from_one_rounded(
    area: str, year: str, printed: str, verdict: str, cause: CauseName | None
) -> None:
    judged = only(check(area, year, Cell(M.INCREASE_PERCENT, printed)))
    assert (judged.verdict.value, likely(judged)) == (verdict, cause)


def test_the_library_gave_2019_20_the_limit_of_the_year_before() -> None:
    """researchbriefings.parliament.uk SN05682, October 2018: £12 under 2019-20; the limit was £24."""
    found = check(KENT, "2019-20", Cell(M.LIMIT, "£12"))
    judged = only(found)
    assert (expected(judged), likely(judged)) == ("24", C.WRONG_YEAR_LIMIT)
    assert judged.causes[0].sentence == "It is the limit of 2018-19."
    assert any(figure.name == "limit_cash_of_another_year" for figure in found.figures)


def test_exactly_the_percentage_limit_is_taken_as_allowed_by_mistake() -> None:
    """Surrey 2016-17: 2% of £215.89 is £4.3178, so £4.31 is allowed and £4.32 is not."""
    judged = only(check(SURREY, "2016-17", Cell(M.MAXIMUM_BAND_D, "£220.21")))
    assert (expected(judged), likely(judged)) == ("220.20", C.INCLUSIVE_PERCENTAGE_LIMIT)


def test_a_limit_that_is_not_of_the_kind_asked_for_cannot_be_said() -> None:
    judged = only(check(NORTH_YORKSHIRE, "2024-25", Cell(M.LIMIT_PERCENT, "4.4%")))
    assert judged.verdict.value == CANNOT_SAY
    assert "maximum_increase_percent" in (judged.note or "")


# --- money raised ------------------------------------------------------------------------------


def test_what_sussex_printed_of_its_24_pounds_is_right_or_right_within_rounding() -> None:
    """sussex-pcc.gov.uk, 2019/20 policing budget FAQ: £102.1m to £118.3m, £16.2m more, £1 raises £623,000."""
    found = check(
        SUSSEX, "2019-20", Cell(M.BAND_D, "£189.91"), Cell(M.PRECEPT, "£118.3m"), Cell(M.PRIOR_PRECEPT, "£102.1m"),
        Cell(M.PRECEPT_INCREASE, "£16.2m"), Cell(M.ONE_POUND_YIELD, "£623,000"), Cell(M.PRIOR_TAX_BASE, "615,000"),
        *by_band(M.BAND_CHARGE, "126.61 147.71 168.81 189.91 232.11 274.31 316.52 379.82"),
        Cell(M.MONTHLY_INCREASE, "£2"), Cell(M.WEEKLY_INCREASE, "46p"), Cell(M.INCREASE_PERCENT, "14.47%"),
        tax_base="623000",
    )  # fmt: skip
    assert set(verdicts(found)) == {RIGHT, ROUNDED}
    assert verdicts(found)[1:5] == [ROUNDED, ROUNDED, ROUNDED, RIGHT]


def test_a_base_rounded_to_the_thousand_does_not_give_the_printed_precept_and_the_returned_one_does() -> None:
    judged = only(
        check(SUSSEX, "2019-20", Cell(M.PRIOR_PRECEPT, "£102.1m"), tax_base="623000", prior_tax_base="616000")
    )
    assert (judged.verdict.value, expected(judged), likely(judged)) == (WRONG, "102.2", C.WRONG_TAX_BASE)
    assert judged.causes[0].sentence == "It is worked out on the tax base returned for 2018-19."


def test_the_press_figure_for_kents_24_pounds_takes_two_slips_at_once() -> None:
    """timeslocalnews.co.uk: a £24 rise "could see" £105.1m become £112m; it was £121.9m (kentpcc.mpw.cds.co.uk)."""
    found = check(
        KENT, "2019-20", Cell(M.PRECEPT, "£112m"), Cell(M.PRIOR_PRECEPT, "£105.1m"), Cell(M.PRECEPT, "£121.9m")
    )
    assert verdicts(found) == [WRONG, ROUNDED, ROUNDED]
    press = found.judged[0]
    assert expected(press) == "122"
    assert (likely(press), press.causes[0].slips) == (C.ANOTHER_INCREASE, 2)


def test_kents_extra_is_told_over_a_freeze_and_over_the_two_percent_of_the_plan() -> None:
    """kentonline.co.uk 2016: "£2.9m extra" and, of the same increase, "£1.2m of the extra"."""
    found = check(KENT, "2016-17", Cell(M.EXTRA_OVER_FREEZE, "£2.9m"), Cell(M.EXTRA_OVER_FREEZE, "£1.2m"))
    over_freeze, over_plan = found.judged
    assert C.RATE_AND_TOTAL_BLURRED in names(over_freeze)
    assert likely(over_plan) == C.BASELINE_NOT_STATED
    assert {each.sentence for each in over_plan.causes} >= {"It is the extra over an increase of 2%."}
    planned = only(check(KENT, "2016-17", Cell(M.EXTRA_OVER_PLAN, "£1.2m"), baseline=by_percent("2")))
    assert planned.verdict.value == ROUNDED


def test_derbyshires_four_point_four_million_is_neither_the_rate_nor_the_growth_on_the_figures_held() -> None:
    """derbyshire-pcc.gov.uk, Budget Consultation 2018-19: £12 "generates an additional £4.4m"."""
    found = check(DERBYSHIRE, "2018-19", Cell(M.EXTRA_OVER_FREEZE, "£4.4m"), Cell(M.PRECEPT_INCREASE, "£4.4m"))
    assert [expected(each) for each in found.judged] == ["3.7", "4.6"]
    assert [likely(each) for each in found.judged] == [C.NOT_KNOWN, C.NOT_KNOWN]


def test_the_growth_printed_for_the_rate_and_the_rate_for_the_growth_are_told_apart() -> None:
    found = check(DERBYSHIRE, "2018-19", Cell(M.EXTRA_OVER_FREEZE, "£4.6m"), Cell(M.PRECEPT_INCREASE, "£3.7m"))
    assert [likely(each) for each in found.judged] == [C.RATE_AND_TOTAL_BLURRED, C.RATE_AND_TOTAL_BLURRED]


def test_a_return_in_thousands_is_told_from_a_wrong_one() -> None:
    """The validation notes of the council tax requirement return: "completed to the nearest thousand"."""
    judged = only(check(KENT, "2016-17", Cell(M.PRECEPT, "£90,695")))
    assert (judged.verdict.value, likely(judged)) == (WRONG, C.THOUSANDS_FOR_POUNDS)


def test_the_requirement_as_returned_is_right_because_band_d_is_made_of_it() -> None:
    """MHCLG returns 90,694,614 for Kent, 2016-17; band D x tax base is 90,694,612.71."""
    found = check(KENT, "2016-17", Cell(M.PRECEPT, "£90,694,614"), Cell(M.PRECEPT, "£90,700,014"))
    assert verdicts(found) == [ROUNDED, WRONG]
    assert "requirement over the tax base" in (found.judged[0].note or "")


def test_what_chiltern_paid_in_2013_14_is_right_to_the_pound_and_to_the_penny() -> None:
    """Chiltern District Council, 2013/14: 41,646.72 x £157.38, printed £6,554,361."""
    about = question(
        area=None, area_name="Thames Valley", country="England", financial_year="2013-14", prior="154.30",
        authorities=(authority("Chiltern", "41646.72"), authority("Another", "50000")),
    )  # fmt: skip
    cells = tuple(
        Cell(M.AUTHORITY_PRECEPT, printed, authority="chiltern")
        for printed in ("£6,554,361", "£6,554,360.79", "£7,869,000")
    )
    found = reconcile(ReconcileQuestion(about, (Cell(M.BAND_D, "£157.38"), *cells)), register())
    assert verdicts(found) == [RIGHT, RIGHT, RIGHT, WRONG]
    assert likely(found.judged[3]) == C.ANOTHER_AUTHORITY


def test_the_same_amount_for_two_years_is_a_copied_cell() -> None:
    """A Sussex page gives "£8.9 million more" twice; here for two options that raise different sums."""
    found = check(
        SUSSEX, "2018-19",
        Cell(M.EXTRA_OVER_FREEZE, "£7.4m", option=by_cash("12")),
        Cell(M.EXTRA_OVER_FREEZE, "£7.4m", option=by_cash("5.55")),
    )  # fmt: skip
    assert verdicts(found) == [ROUNDED, WRONG]
    assert C.COPIED_DOWN_CELL in names(found.judged[1])


# --- sums --------------------------------------------------------------------------------------


def of_millions(total: str, *parts: str) -> Cell:
    return Cell(M.SUM, total, unit=Unit.MILLION_POUNDS, parts=parts)


def test_kents_six_lines_of_2019_20_miss_their_total_by_what_rounding_explains() -> None:
    """kentpcc.mpw.cds.co.uk, Setting the Kent Police budget: 362.9 printed twice; income adds to 363.0, spending to 362.9."""
    income = of_millions("362.9", "206.0", "121.9", "1.2", "20.6", "3.6", "9.7")
    spending = of_millions("362.9", "288.1", "6.1", "21.1", "7.4", "34.7", "4.2", "1.3")
    budget = of_millions("353.2", *income.parts)
    found = check(KENT, "2019-20", income, spending, budget)
    assert verdicts(found) == [ROUNDED, RIGHT, WRONG]
    assert names(found.judged[0]) == [C.PARTS_DO_NOT_SUM]
    assert expected(found.judged[0]) == "363.0"
    assert found.judged[2].causes[0].sentence == "9.7 is left out."


def test_north_yorkshires_funding_of_2023_24_adds_to_a_tenth_less_than_its_total() -> None:
    """northyorkshire-pfcc.gov.uk: 83.8, 92.4, 7.9, 8.8 and fees, 8.4 if the five are 201.3, printed 201.4."""
    judged = only(check(NORTH_YORKSHIRE, "2024-25", of_millions("201.4", "83.8", "92.4", "7.9", "8.8", "8.4")))
    assert (judged.verdict.value, expected(judged), likely(judged)) == (ROUNDED, "201.3", C.PARTS_DO_NOT_SUM)


def test_clevelands_2023_24_funding_in_brackets_and_thousands_adds_up() -> None:
    """cleveland.pcc.police.uk, annual police budget: (103,179), (46,379), (800) and (6,868) make (157,226)."""
    parts = ("(103,179)", "(46,379)", "(800)", "(6,868)")
    cell = Cell(M.SUM, "(157,226)", unit=Unit.THOUSAND_POUNDS, parts=parts)
    assert only(check(CLEVELAND, "2023-24", cell)).verdict.value == RIGHT


def test_a_line_in_pounds_among_millions_is_read_by_its_own_sign() -> None:
    """Cleveland's page mixes "£m" with "£664,000"; without its sign the line is in another unit than its neighbours."""
    signed = Cell(M.SUM, "£2.1m", parts=("£1.4m", "£664,000"))
    bare = of_millions("2.1", "1.4", "664")
    found = check(CLEVELAND, "2020-21", signed, bare)
    assert verdicts(found) == [ROUNDED, WRONG]
    assert C.MIXED_UNITS in names(found.judged[1])


def test_pounds_and_pennies_leave_nothing_to_rounding() -> None:
    judged = only(check(KENT, "2016-17", Cell(M.SUM, "£10.00", parts=("£4.00", "£5.99"))))
    assert (judged.verdict.value, likely(judged)) == (WRONG, C.PARTS_DO_NOT_SUM)


# --- where the increase comes from, and what cannot be said ------------------------------------


def test_a_table_that_prints_another_band_d_than_the_register_is_held_against_its_own() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£150.09"), Cell(M.BAND_CHARGE, "100.06", "A"))
    assert verdicts(found) == [RIGHT, RIGHT]
    assert found.warnings[0].startswith("The table's band D is £150.09; the register holds £152.15")


def test_a_misprinted_band_d_is_wrong_where_the_bands_are_right_by_the_register() -> None:
    found = check(KENT, "2016-17", Cell(M.BAND_D, "£125.15"), *by_band(M.BAND_CHARGE, "101.43 118.34 135.24 152.15"))
    assert verdicts(found) == [WRONG, RIGHT, RIGHT, RIGHT, RIGHT]
    assert (found.increase_from, likely(found.judged[0])) == ("register", C.MISPRINT_OF_DIGITS)
    assert "more of its cells are right by the £152.15" in found.warnings[0]


def test_last_years_band_d_is_taken_from_the_table_where_none_is_held() -> None:
    cells = (Cell(M.PRIOR_BAND_D, "£300.00"), Cell(M.BAND_D, "£310.00"), Cell(M.INCREASE_PERCENT, "3.33%"))
    assert verdicts(check(KENT, "2040-41", *cells)) == [RIGHT, RIGHT, ROUNDED]


def test_a_table_without_any_increase_is_refused_by_name() -> None:
    with pytest.raises(FigureNotHeld) as refused:
        check(KENT, "2027-28", Cell(M.BAND_CHARGE, "200.00", "A"))
    assert refused.value.field == "increase"


def test_an_option_that_cannot_be_is_refused_with_its_cell() -> None:
    with pytest.raises(BandDOutOfRange) as refused:
        check(KENT, "2016-17", Cell(M.BAND_D, "£1", option=by_cash("5")), Cell(M.BAND_D, "£1", option=by_cash("-999")))
    assert refused.value.field == "cells[1].option"


@pytest.mark.parametrize(
    "cell",
    [
        Cell(M.BAND_CHARGE, "100", "I"),
        Cell(M.INCREASE, "3.4%"),
        Cell(M.INCREASE_PERCENT, "£5"),
        Cell(M.AUTHORITY_PRECEPT, "£5"),
        Cell(M.AUTHORITY_TAX_BASE, "5", authority="Nowhere"),
        Cell(M.EXTRA_OVER_PLAN, "£1m"),
        Cell(M.SUM, "5"),
        Cell(M.TAX_BASE, "£600,000"),
    ],
    ids=str,
)
def test_what_cannot_be_said_says_what_to_give(cell: Cell) -> None:
    judged = only(check(KENT, "2016-17", cell))
    assert judged.verdict.value == CANNOT_SAY
    assert len(judged.note or "") > 20
    assert judged.causes == ()


# --- what a printed text says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "value", "step"),
    [
        ("£204.58", "pounds", "204.58", "0.01"),
        ("84p", "pence", "0.84", "0.01"),
        ("9.6 pence", "pence", "0.096", "0.001"),
        ("£2.9m", "million_pounds", "2900000", "100000"),
        ("£4.4 million", "million_pounds", "4400000", "100000"),
        ("925k", "thousand_pounds", "925000", "1000"),
        ("1.2bn", "billion_pounds", "1200000000", "100000000"),
        ("(12.3)", "pounds", "-12.3", "0.1"),
        ("-£5.00", "pounds", "-5", "0.01"),
        ("6,554,361", "pounds", "6554361", "1"),
    ],
)
def test_a_printed_text_is_a_number_a_unit_and_what_its_last_digit_is_worth(
    text: str, unit: str, value: str, step: str
) -> None:
    printed = read(text, "pounds", Unit.POUNDS)
    assert (printed.unit.value, printed.value, printed.step) == (unit, Fraction(value), Fraction(step))


def test_a_round_total_may_be_rounded_to_its_noughts_and_a_charge_may_not() -> None:
    total = read("£616,000", "pounds", Unit.POUNDS, totals=True)
    assert total.fits(Fraction("615501"))
    assert not total.fits(Fraction("615499"))
    assert not read("£616,000", "pounds", Unit.POUNDS).fits(Fraction("615501"))
