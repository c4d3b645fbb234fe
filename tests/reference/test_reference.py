"""The reference engine reproduces published figures and the worked examples by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from . import council_tax, officer_cost, pipeline
from .council_tax import Assessment, Authority, Limit, Proposal, assess
from .officer_cost import OfficerCostInputs, OfficerCostLines
from .pipeline import Month, UpliftInputs, Year
from .rounding import half_up, half_up_to

F = Fraction

# --- Kent 2016-17 -----------------------------------------------------------------------------

KENT_TAX_BASES = {
    "Ashford": "43750",
    "Canterbury": "47947.4",
    "Dartford": "34243",
    "Dover": "36251.9",
    "Gravesham": "32412.7",
    "Maidstone": "58525.4",
    "Medway": "81613.5",
    "Sevenoaks": "48895.7",
    "Shepway": "36629.8",
    "Swale": "43959.2",
    "Thanet": "40690.6",
    "Tonbridge and Malling": "47629.2",
    "Tunbridge Wells": "43538.4",
}
GREATER_OF_2_PERCENT_AND_5_POUNDS = Limit("greater_of", F(2), F(5))


def authorities(tax_bases: dict[str, str]) -> tuple[Authority, ...]:
    return tuple(Authority(name, F(base), F(0)) for name, base in tax_bases.items())


KENT = Proposal(
    country="England",
    prior_band_d=F("147.15"),
    increase="cash",
    amount=F(5),
    tax_base=F("596086.84"),
    authorities=authorities(KENT_TAX_BASES),
    prior_tax_base=F("583918.30"),
    limit=GREATER_OF_2_PERCENT_AND_5_POUNDS,
)


def proposed_bands(assessment: Assessment) -> dict[str, Fraction]:
    return {charge.band: charge.proposed for charge in assessment.bands}


def bands(printed: str) -> dict[str, Fraction]:
    return {band: F(amount) for band, amount in zip("ABCDEFGHI", printed.split(), strict=False)}


def test_five_pounds_on_kents_band_d_is_an_increase_of_3_3979_percent() -> None:
    kent = assess(KENT)
    assert kent.proposed_band_d == F("152.15")
    assert kent.increase == F(5)
    assert kent.increase_percent == F("3.3979")


def test_three_point_four_percent_on_kents_band_d_is_five_pounds_to_the_penny() -> None:
    kent = assess(replace(KENT, increase="percent", amount=F("3.4")))
    assert kent.asked_band_d == F("152.1531")
    assert kent.proposed_band_d == F("152.15")


def test_the_bands_that_dover_printed_are_reproduced() -> None:
    printed = bands("101.43 118.34 135.24 152.15 185.96 219.77 253.58 304.30")
    assert proposed_bands(assess(KENT)) == printed


def test_the_band_a_line_of_the_worked_example_is_reproduced() -> None:
    band_a = assess(KENT).bands[0]
    assert (band_a.band, band_a.ninths) == ("A", 6)
    assert (band_a.prior, band_a.proposed) == (F("98.10"), F("101.43"))
    assert band_a.increase == F("3.33")
    assert band_a.increase_monthly == F("0.28")
    assert band_a.increase_weekly_pence == F("6.4")
    assert band_a.increase_daily_pence == F("0.9")


def test_kents_precept_and_its_thirteen_parts_are_reproduced() -> None:
    kent = assess(KENT)
    assert kent.requirement == F("90694612.71")
    assert kent.prior_requirement == F("85923577.85")
    assert kent.sum_of_authority_precepts == F(90_694_608)
    assert kent.tax_base_difference == F("-6.09")
    assert kent.rounding_residual == F("1.38")


def test_ashfords_share_of_kents_precept_is_reproduced() -> None:
    ashford = assess(KENT).authorities[0]
    assert ashford.name == "Ashford"
    assert ashford.share_percent == F("7.3395")
    assert ashford.precept == F(6_656_563)
    assert ashford.collection_fund == 0


def test_kents_change_analysis_is_reproduced() -> None:
    change = assess(KENT).change
    assert change is not None
    assert change.rate == F("2919591.50")
    assert change.tax_base == F("1790600.66")
    assert change.joint == F("60842.70")
    assert change.rounding == 0
    assert change.requirement_change == F("4771034.86")
    assert change.total == F("4771034.86")


def test_the_rate_effect_on_the_new_base_is_two_million_980_434() -> None:
    change = assess(KENT).change
    assert change is not None
    assert half_up(change.rate + change.joint) == 2_980_434


def test_kents_yield_of_one_pound_and_of_one_percent_are_reproduced() -> None:
    kent = assess(KENT)
    assert kent.yield_of_one_pound == F("596086.84")
    assert kent.yield_of_one_percent == F("877141.79")


def test_kents_increase_is_the_most_allowed_and_not_excessive() -> None:
    verdict = assess(KENT).referendum
    assert verdict.applies
    assert verdict.maximum_band_d == F("152.15")
    assert verdict.headroom == 0
    assert verdict.excessive is False


def test_the_increase_beyond_the_planned_two_percent_raises_about_1_23_million() -> None:
    planned = assess(replace(KENT, increase="cash", amount=F("2.94")))
    chosen = assess(KENT)
    assert chosen.requirement is not None
    assert planned.requirement is not None
    assert half_up_to(F(10_000), chosen.requirement - planned.requirement) == 1_230_000


@pytest.mark.parametrize(
    ("year", "requirement", "tax_base", "band_d"),
    [
        ("2015-16", "85923583", "583918.30", "147.15"),
        ("2016-17", "90694614", "596086.84", "152.15"),
        ("2017-18", "95587931", "608265.56", "157.15"),
        ("2018-19", "105080196", "621224.92", "169.15"),
    ],
)
def test_kents_returned_requirement_gives_its_printed_band_d(
    year: str, requirement: str, tax_base: str, band_d: str
) -> None:
    proposal = replace(KENT, increase="requirement", amount=F(requirement), tax_base=F(tax_base))
    assert assess(proposal).proposed_band_d == F(band_d), year


def test_without_a_tax_base_for_the_area_the_authorities_are_added_up() -> None:
    kent = assess(replace(KENT, tax_base=None))
    assert kent.tax_base == F("596086.8")
    assert kent.tax_base_difference == 0


def test_without_any_tax_base_there_are_still_bands_and_a_verdict() -> None:
    kent = assess(replace(KENT, tax_base=None, authorities=()))
    assert kent.requirement is None
    assert kent.sum_of_authority_precepts is None
    assert kent.change is None
    assert len(kent.bands) == 8
    assert kent.referendum.excessive is False


# --- Rounding of band D and of the bands ------------------------------------------------------


def test_a_freeze_is_never_re_rounded() -> None:
    frozen = assess(replace(KENT, prior_band_d=F("147.1234"), increase="freeze"))
    assert frozen.proposed_band_d == F("147.1234")
    assert frozen.increase == 0
    assert all(charge.increase == 0 for charge in frozen.bands)


@pytest.mark.parametrize("rounding", ["penny", "four_decimals", "multiple_of_9p"])
@pytest.mark.parametrize("bands_from", ["rounded", "unrounded"])
@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        ("freeze", F(0)),
        ("percent", F(0)),
        ("cash", F(0)),
        ("band_d", F("147.1251")),
        ("requirement", F("147.1251") * F("596086.84")),
        ("maximum", F(0)),
    ],
)
def test_whatever_asks_for_the_prior_band_d_keeps_it_to_the_last_decimal(
    kind: council_tax.IncreaseKind,
    amount: Fraction,
    rounding: council_tax.BandDRounding,
    bands_from: council_tax.BandsFrom,
) -> None:
    nothing_more = Limit("cash", None, F(0))
    still = replace(KENT, prior_band_d=F("147.1251"), increase=kind, amount=amount, limit=nothing_more)
    kept = assess(replace(still, band_d_rounding=rounding, bands_from=bands_from))
    assert kept.asked_band_d == kept.proposed_band_d == F("147.1251")
    assert kept.increase_percent == 0
    assert all(charge.increase == 0 for charge in kept.bands)


def test_a_band_d_beside_the_prior_is_rounded_as_any_other() -> None:
    beside = replace(KENT, prior_band_d=F("147.1251"), increase="band_d", amount=F("147.1252"))
    assert assess(beside).proposed_band_d == F("147.13")
    assert assess(replace(beside, band_d_rounding="multiple_of_9p")).proposed_band_d == F("147.06")


def test_four_decimals_are_kept_where_band_d_is_set_so() -> None:
    proposal = replace(KENT, increase="percent", amount=F("3.4"), band_d_rounding="four_decimals")
    assert assess(proposal).proposed_band_d == F("152.1531")


@pytest.mark.parametrize(
    ("limit", "rise"),
    [
        (5, "4.95"),
        (10, "9.99"),
        (12, "11.97"),
        (13, "12.96"),
        (14, "13.95"),
        (15, "14.94"),
        (24, "23.94"),
    ],
)
def test_the_largest_rise_in_multiples_of_nine_pence_is_the_one_that_forces_choose(limit: int, rise: str) -> None:
    proposal = replace(
        KENT,
        prior_band_d=F("222.66"),
        increase="maximum",
        limit=Limit("cash", None, F(limit)),
        band_d_rounding="multiple_of_9p",
    )
    assert assess(proposal).increase == F(rise)


def test_every_band_of_a_multiple_of_nine_pence_is_exact() -> None:
    proposal = replace(KENT, amount=F("4.99"), band_d_rounding="multiple_of_9p", bands_from="unrounded")
    assessment = assess(proposal)
    assert assessment.proposed_band_d == F("152.10")
    for charge in assessment.bands:
        assert charge.proposed == assessment.proposed_band_d * charge.ninths / 9


def test_bands_from_the_unrounded_basic_amount_differ_by_a_penny_from_the_printed_band_d() -> None:
    percent = replace(KENT, increase="percent", amount=F("3.4"))
    rounded = proposed_bands(assess(percent))
    unrounded = proposed_bands(assess(replace(percent, bands_from="unrounded")))
    assert rounded["D"] == unrounded["D"] == F("152.15")
    assert (rounded["H"], unrounded["H"]) == (F("304.30"), F("304.31"))


def test_the_bands_north_yorkshire_should_have_printed_come_from_band_d_alone() -> None:
    proposal = replace(KENT, prior_band_d=F("293.87"), increase="band_d", amount=F("306.86"))
    charges = proposed_bands(assess(replace(proposal, limit=None)))
    assert [charges[band] for band in "ABEG"] == [
        F("204.57"),
        F("238.67"),
        F("375.05"),
        F("511.43"),
    ]


def test_halves_go_away_from_zero_for_cuts_too() -> None:
    assert half_up(F(5, 2)) == 3
    assert half_up(F(-5, 2)) == -3
    assert half_up_to(F("0.01"), F("-0.005")) == F("-0.01")


# --- Wales ------------------------------------------------------------------------------------


def test_in_wales_there_is_a_band_i_and_no_limit() -> None:
    wales = assess(replace(KENT, country="Wales", increase="band_d", amount=F("300.00")))
    assert wales.bands[-1].band == "I"
    assert wales.bands[-1].proposed == F("700.00")
    assert not wales.referendum.applies
    assert wales.referendum.excessive is None
    assert wales.referendum.maximum_band_d is None


# --- Limits -----------------------------------------------------------------------------------

TWO_PERCENT = Limit("percent", F(2), None)
FIVE_POUNDS = Limit("cash", None, F(5))


def excessive(limit: Limit, prior: str, proposed: str) -> bool | None:
    proposal = replace(
        KENT,
        prior_band_d=F(prior),
        increase="band_d",
        amount=F(proposed),
        limit=limit,
        band_d_rounding="four_decimals",
    )
    return assess(proposal).referendum.excessive


def test_two_percent_needs_a_vote_and_a_hair_under_it_does_not() -> None:
    assert excessive(TWO_PERCENT, "200", "204") is True
    assert excessive(TWO_PERCENT, "200", "203.9999") is False


def test_five_pounds_is_allowed_and_a_hair_over_it_is_not() -> None:
    assert excessive(FIVE_POUNDS, "200", "205") is False
    assert excessive(FIVE_POUNDS, "200", "205.0001") is True


def test_under_the_greater_of_two_limits_only_breaking_both_is_excessive() -> None:
    greater = GREATER_OF_2_PERCENT_AND_5_POUNDS
    assert excessive(greater, "147.15", "152.15") is False
    assert excessive(greater, "147.15", "152.16") is True
    assert excessive(greater, "300", "305.99") is False
    assert excessive(greater, "300", "306") is True


def maximum(limit: Limit, prior: str, rounding: council_tax.BandDRounding) -> Fraction | None:
    proposal = replace(KENT, prior_band_d=F(prior), limit=limit, band_d_rounding=rounding)
    return assess(proposal).referendum.maximum_band_d


def test_the_maximum_under_a_percentage_is_the_last_step_below_it() -> None:
    assert maximum(TWO_PERCENT, "147.15", "penny") == F("150.09")
    assert maximum(TWO_PERCENT, "200", "penny") == F("203.99")
    assert maximum(TWO_PERCENT, "200", "four_decimals") == F("203.9999")


def test_the_maximum_under_a_cash_limit_is_the_last_step_not_above_it() -> None:
    assert maximum(FIVE_POUNDS, "147.15", "penny") == F("152.15")
    assert maximum(FIVE_POUNDS, "147.1599", "penny") == F("152.15")
    assert maximum(FIVE_POUNDS, "147.1599", "four_decimals") == F("152.1599")


def test_the_maximum_under_the_greater_of_two_limits_is_the_larger() -> None:
    greater = GREATER_OF_2_PERCENT_AND_5_POUNDS
    assert maximum(greater, "147.15", "penny") == F("152.15")
    assert maximum(greater, "300", "penny") == F("305.99")


def test_where_no_step_is_left_under_the_limit_the_maximum_is_the_prior() -> None:
    assert maximum(Limit("cash", None, F("0.04")), "147.16", "multiple_of_9p") == F("147.16")


@pytest.mark.parametrize("limit", [TWO_PERCENT, FIVE_POUNDS, GREATER_OF_2_PERCENT_AND_5_POUNDS])
@pytest.mark.parametrize("rounding", ["penny", "four_decimals", "multiple_of_9p"])
@pytest.mark.parametrize("prior", ["88.33", "147.15", "250.00", "249.9999", "331.0101"])
def test_the_verdict_flips_one_step_above_the_maximum(
    limit: Limit, rounding: council_tax.BandDRounding, prior: str
) -> None:
    most = maximum(limit, prior, rounding)
    assert most is not None
    step = council_tax.BAND_D_STEP[rounding]
    assert not council_tax.is_excessive(F(prior), most, limit)
    assert council_tax.is_excessive(F(prior), most + step, limit)


# --- What cannot be answered ------------------------------------------------------------------


def test_a_requirement_without_a_tax_base_has_no_band_d() -> None:
    with pytest.raises(council_tax.RequirementWithoutTaxBase):
        assess(replace(KENT, increase="requirement", tax_base=None, authorities=()))


def test_there_is_no_maximum_where_no_limit_applies() -> None:
    with pytest.raises(council_tax.MaximumWithoutLimit):
        assess(replace(KENT, increase="maximum", limit=None))
    with pytest.raises(council_tax.MaximumWithoutLimit):
        assess(replace(KENT, increase="maximum", country="Wales"))


def test_a_band_d_below_nothing_is_refused() -> None:
    with pytest.raises(council_tax.NegativeBandD):
        assess(replace(KENT, increase="cash", amount=F("-147.16")))


# --- Laws of a precept ------------------------------------------------------------------------


def test_an_increase_of_nothing_changes_nothing() -> None:
    for kind in ("freeze", "percent", "cash"):
        still = assess(replace(KENT, increase=kind, amount=F(0), tax_base=KENT.prior_tax_base))
        assert still.change is not None
        assert still.increase == 0
        assert still.change.total == 0


def test_the_parts_of_the_change_add_up_for_a_cut_too() -> None:
    cut = assess(replace(KENT, increase="percent", amount=F("-1.37"))).change
    assert cut is not None
    assert cut.rate + cut.tax_base + cut.joint + cut.rounding == cut.requirement_change


def test_the_collection_fund_is_counted_once_and_shown_apart() -> None:
    shares = (
        Authority("Maidstone", F("56974.3"), F(171_465)),
        Authority("Dover", F(35_000), F(-5)),
    )
    change = assess(replace(KENT, authorities=shares)).change
    assert change is not None
    assert change.collection_fund == F(171_460)
    assert change.total == change.requirement_change + F(171_460)


# --- The cost of an officer -------------------------------------------------------------------

# Constables who joined since April 2013, on 1 September of each year.
SCALES = """
point   2015   2016   2017   2018   2019   2020   2021   2022   2023   2024   2025
    1 22,668 22,896 23,124 23,586 24,177 24,780 24,780 26,682 28,551 29,907 31,164
    2 23,694 23,931 24,171 24,654 25,269 25,902 25,902 27,804 29,751 31,164 32,472
    3 24,729 24,975 25,224 25,728 26,370 27,030 27,030 28,932 30,957 32,427 33,789
    4 25,758 26,016 26,277 26,802 27,471 28,158 28,158 30,060 32,163 33,690 35,106
    5 27,819 28,098 28,380 28,947 29,670 30,411 30,411 32,313 34,575 36,216 37,737
    6 31,971 32,292 32,616 33,267 34,098 34,950 34,950 36,852 39,432 41,304 43,038
    7 37,626 38,001 38,382 39,150 40,128 41,130 41,130 43,032 46,044 48,231 50,256
"""


def table(printed: str) -> list[dict[str, Fraction]]:
    heading, *rows = printed.strip().splitlines()
    names = heading.split()
    return [{name: F(cell.replace(",", "")) for name, cell in zip(names, row.split(), strict=True)} for row in rows]


SCALE_ON_1_SEPTEMBER = {int(row["point"]): row for row in table(SCALES)}

# Employer NI rate and threshold, pension rate to budget, apprenticeship levy.
EMPLOYER_RATES = {
    2016: ("0.138", 8112, "0.242", "0"),
    2017: ("0.138", 8164, "0.242", "0.005"),
    2018: ("0.138", 8424, "0.242", "0.005"),
    2019: ("0.138", 8632, "0.31", "0.005"),
    2020: ("0.138", 8788, "0.31", "0.005"),
    2021: ("0.138", 8840, "0.31", "0.005"),
    2022: ("0.1453", 9100, "0.31", "0.005"),
    2023: ("0.138", 9100, "0.31", "0.005"),
    2024: ("0.138", 9100, "0.353", "0.005"),
    2025: ("0.15", 5000, "0.353", "0.005"),
}

BUILD_UP = """
year  basic_1 total_1 basic_7 allowance nights   ni pension levy total_7
2016   22,801  33,703  37,845     2,000  1,577 4,597  9,158    0  55,177
2017   23,029  34,416  38,223     2,000  1,593 4,697  9,250  211  56,358
2018   23,394  34,638  38,830     2,000  1,618 4,695  9,397  212  56,752
2019   23,931  37,006  39,721     2,000  1,655 4,795 12,313  217  60,700
2020   24,529  38,453  40,713     2,500  1,696 4,985 12,621  225  62,739
2021   24,780  38,823  41,130     2,500  1,714 5,038 12,750  227  63,358
2022   25,890  40,936  42,240     2,792  1,760 5,477 13,094  234  65,596
2023   27,772  43,849  44,789     3,000  1,866 5,597 13,885  248  69,385
2024   29,342  47,466  47,320     3,000  1,972 5,960 16,704  261  75,217
2025   30,640  50,395  49,412     3,000  2,059 7,421 17,443  272  79,607
"""


def kent_allowance(year: int) -> tuple[Fraction, ...]:
    """2,000 to March 2020, 2,500 from 1 April 2020, 3,000 from 1 September 2022."""
    if year < 2020:
        return (F(2000),) * 12
    if year < 2022:
        return (F(2500),) * 12
    if year == 2022:
        return (F(2500),) * 5 + (F(3000),) * 7
    return (F(3000),) * 12


def kent_officer(year: int, point: int, nonpay: int = 0) -> OfficerCostInputs:
    ni_rate, ni_threshold, pension_rate, levy_rate = EMPLOYER_RATES[year]
    return OfficerCostInputs(
        scale_last_september=SCALE_ON_1_SEPTEMBER[point][str(year - 1)],
        scale_this_september=SCALE_ON_1_SEPTEMBER[point][str(year)],
        pay_mix="financial_year",
        non_consolidated_award=F("0.01") if year == 2017 else F(0),
        allowance_annual_rate_by_month=kent_allowance(year),
        pensionable_allowance=F(0),
        night_share=F(10, 24),
        overtime_hours=F(0),
        annual_hours=F(2086),
        ni_rate=F(ni_rate),
        ni_threshold=F(ni_threshold),
        pension_rate=F(pension_rate),
        pension_opt_out=F(0),
        levy_rate=F(levy_rate),
        nonpay=F(nonpay),
    )


def kent_cost(year: int, point: int) -> OfficerCostLines:
    return officer_cost.cost(kent_officer(year, point))


@pytest.mark.parametrize("row", table(BUILD_UP), ids=lambda row: str(row["year"]))
def test_the_build_up_of_a_kent_officer_is_reproduced_to_the_pound(
    row: dict[str, Fraction],
) -> None:
    recruit = kent_cost(int(row["year"]), 1)
    experienced = kent_cost(int(row["year"]), 7)
    assert half_up(recruit.basic) == row["basic_1"]
    assert half_up(recruit.total) == row["total_1"]
    assert half_up(experienced.basic) == row["basic_7"]
    assert half_up(experienced.allowance) == row["allowance"]
    assert half_up(experienced.nights) == row["nights"]
    assert half_up(experienced.ni) == row["ni"]
    assert half_up(experienced.pension) == row["pension"]
    assert half_up(experienced.levy) == row["levy"]
    assert half_up(experienced.total) == row["total_7"]


def test_the_one_off_payment_of_2017_is_383_82_at_the_top_and_bears_no_pension() -> None:
    lines = kent_cost(2017, 7)
    without = officer_cost.cost(replace(kent_officer(2017, 7), non_consolidated_award=F(0)))
    assert lines.one_off_award == F("383.82")
    assert lines.pension == without.pension
    assert lines.ni > without.ni


def test_the_night_share_in_millionths_gives_the_same_pounds() -> None:
    for year in EMPLOYER_RATES:
        exact = kent_officer(year, 7)
        in_millionths = replace(exact, night_share=F(416_667, 1_000_000))
        assert half_up(officer_cost.cost(in_millionths).total) == half_up(kent_cost(year, 7).total)


def test_the_lines_add_up_to_the_total() -> None:
    lines = officer_cost.cost(replace(kent_officer(2022, 7, nonpay=3000), overtime_hours=F(80)))
    parts = (
        lines.basic,
        lines.one_off_award,
        lines.allowance,
        lines.pensionable_allowance,
        lines.nights,
        lines.overtime,
        lines.ni,
        lines.pension,
        lines.levy,
        lines.nonpay,
    )
    assert sum(parts) == lines.total


# Home Office answer, 2015-16: pay point, outside London, London.
HOME_OFFICE_SALARY_COST = {
    0: (25_400, 28_600),
    1: (29_600, 32_700),
    2: (30_900, 34_100),
    3: (32_300, 35_500),
    4: (33_700, 36_900),
    5: (36_500, 39_700),
    6: (42_100, 45_300),
    7: (49_800, 52_900),
}
POINT_0_IN_SEPTEMBER_2015 = F(19_578)


def scale_of_september_2015(point: int) -> Fraction:
    return SCALE_ON_1_SEPTEMBER[point]["2015"] if point else POINT_0_IN_SEPTEMBER_2015


def home_office_cost(point: int, london_weighting: int, ni_threshold: int = 7696) -> Fraction:
    officer = OfficerCostInputs(
        scale_last_september=F(0),
        scale_this_september=scale_of_september_2015(point),
        pay_mix="september",
        non_consolidated_award=F(0),
        allowance_annual_rate_by_month=(F(0),) * 12,
        pensionable_allowance=F(london_weighting),
        night_share=F(0),
        overtime_hours=F(0),
        annual_hours=F(2086),
        ni_rate=F("0.138"),
        ni_threshold=F(ni_threshold),
        pension_rate=F("0.213"),
        pension_opt_out=F(0),
        levy_rate=F(0),
        nonpay=F(0),
    )
    return half_up_to(F(100), officer_cost.cost(officer).total)


# The ends of the range of thresholds that give all sixteen, and the threshold of 2013-14.
@pytest.mark.parametrize("ni_threshold", [7686, 7696, 7778])
def test_the_sixteen_home_office_figures_are_reproduced(ni_threshold: int) -> None:
    for point, (outside_london, london) in HOME_OFFICE_SALARY_COST.items():
        assert home_office_cost(point, 0, ni_threshold) == outside_london
        assert home_office_cost(point, 2349, ni_threshold) == london


def test_with_the_right_threshold_three_of_the_eight_figures_outside_london_move() -> None:
    moved = [
        point
        for point, (outside_london, _) in HOME_OFFICE_SALARY_COST.items()
        if home_office_cost(point, 0, 8112) != outside_london
    ]
    assert moved == [0, 1, 7]


# --- The uplift: the illustration and the defaults --------------------------------------------

THOUSAND = 100_000


def unit_costs_in_pence(years: Iterable[int], nonpay: int = 0) -> dict[tuple[int, int], int]:
    """Work out the cost of an officer by year (0 is 2016-17) and pay point."""
    return {
        (year, point): int(officer_cost.cost(kent_officer(2016 + year, point, nonpay)).total * 100)
        for year in years
        for point in range(1, 8)
    }


ILLUSTRATION = UpliftInputs(
    mode="convert_and_backfill",
    officers=F(24),
    counted_as="authorised",
    strength_at_start=F(76),
    months=48,
    months_of_the_first_year_gone=0,
    attrition=F("0.08"),
    net_transfers=F(0),
    deployable_share=F("0.91"),
    course_weeks=F(9),
    course_cost_pence=1_270_500,
    pass_rate=F("0.55"),
    conversion_weeks=F(4),
    conversion_cost_pence=585_500,
    conversion_pass_rate=F("0.9"),
    wait_months=0,
    class_size=F(9),
    intakes=4,
    volunteers=F(103),
    selection_rate=F("0.35"),
    transferee_applicants=F(12),
    instructors=F(7),
    instructor_days=F(190),
    students_per_instructor_course=F(2),
    students_per_instructor_refresher=F(4),
    range_days=None,
    students_per_range_day=None,
    refresher_days=F(20),
    hire_lag=0,
    entry_point=1,
    mature_point=7,
    volunteer_point=7,
    backfill_progression="held",
    day_cost_pence=28_200,
    ammunition_pence=60_000,
    taser_running_pence=0,
    kit_renewal_pence=50_000,
    kit_renewal_after_months=48,
    arv_price_pence=5_500_000,
    arv_life_years=F(4),
    officers_per_arv=F(16),
    medical_fitness_pence=0,
    travel_pence=0,
    kit_issue_pence=500_000,
    replacement_kit_share=F(0),
    recruit_cost_pence=0,
    probation_loss=F("0.091"),
    price_multipliers=(F(1),) * 10,
    unit_cost_pence=unit_costs_in_pence(range(10)),
)

DEFAULTS = replace(
    ILLUSTRATION,
    net_transfers=F(-1),
    volunteers=F(50),
    instructors=F(6),
    hire_lag=13,
    backfill_progression="climbing",
    taser_running_pence=20_000,
    kit_renewal_after_months=0,
    medical_fitness_pence=25_000,
    replacement_kit_share=F(1),
    recruit_cost_pence=1_000_000,
    unit_cost_pence=unit_costs_in_pence(range(10), nonpay=3000),
)

# Officers to one decimal, money to the nearest 100 pounds.
FOUR_YEARS = """
year authorised places qualified     pay premium one_off     total
   1       84.3     36      14.9 141,500  29,800 531,600   703,000
   2       96.5   34.7      19.8 571,500 117,900 539,400 1,228,700
   3       98.6     15      10.4 807,400 165,500 242,600 1,215,500
   4       98.6     15       8.3 862,600 165,500 231,900 1,259,900
"""


def to_one_decimal(officers: float) -> Fraction:
    return half_up_to(F(1, 10), F(officers))


def to_the_nearest_100_pounds(pence: int) -> Fraction:
    return half_up_to(F(100), F(pence, 100))


def months_of(inputs: UpliftInputs) -> tuple[Month, ...]:
    return pipeline.run(inputs)[0]


def years_of(inputs: UpliftInputs) -> tuple[Year, ...]:
    return pipeline.run(inputs)[1]


def test_the_four_year_table_of_the_illustration_is_reproduced() -> None:
    for printed, year in zip(table(FOUR_YEARS), years_of(ILLUSTRATION), strict=True):
        assert to_one_decimal(year.authorised) == printed["authorised"]
        assert to_one_decimal(year.places) == printed["places"]
        assert to_one_decimal(year.qualified) == printed["qualified"]
        assert to_the_nearest_100_pounds(year.pay) == printed["pay"]
        assert to_the_nearest_100_pounds(year.premium) == printed["premium"]
        assert to_the_nearest_100_pounds(year.one_off) == printed["one_off"]
        assert to_the_nearest_100_pounds(year.in_year) == printed["total"]


def test_about_two_fifths_of_the_1_2_million_is_unspent_in_year_one_and_none_in_year_two() -> None:
    first, second, *_ = years_of(ILLUSTRATION)
    promised = 1_200 * THOUSAND
    assert F(2, 5) <= F(promised - first.in_year, promised) <= F(21, 50)
    assert second.in_year > promised


def whole_pounds(pence: int) -> int:
    return half_up(F(pence, 100))


def test_the_premium_is_7_099_without_kit_renewal_and_8_049_at_the_defaults() -> None:
    assert whole_pounds(pipeline.premium_without_kit_renewal(ILLUSTRATION, 0)) == 7_099
    assert whole_pounds(pipeline.premium(DEFAULTS, 0)) == 8_049


def test_qualifying_one_officer_costs_23_100_in_courses_and_28_100_with_kit() -> None:
    assert pipeline.cost_to_qualify_a_replacement(ILLUSTRATION, 0) == 2_310_000
    assert pipeline.cost_to_qualify(DEFAULTS, 0) == 2_810_000


@pytest.mark.parametrize(
    ("inputs", "point", "pounds", "officers"),
    [
        (ILLUSTRATION, 1, 43_150, 27),
        (ILLUSTRATION, 7, 64_624, 18),
        (DEFAULTS, 1, 47_000, 25),
        (DEFAULTS, 7, 68_474, 17),
    ],
    ids=["illustration recruit", "illustration mature", "defaults recruit", "defaults mature"],
)
def test_1_2_million_a_year_sustains_27_18_25_or_17_officers(
    inputs: UpliftInputs, point: int, pounds: int, officers: int
) -> None:
    sustained = pipeline.sustained_cost(inputs, 0, point)
    assert whole_pounds(sustained) == pounds
    assert pipeline.sustainable_officers(1_200 * THOUSAND, 0, sustained) == officers


def test_2_9_million_a_year_sustains_67_recruits_or_44_mature_officers() -> None:
    found = [
        pipeline.sustainable_officers(2_900 * THOUSAND, 0, pipeline.sustained_cost(ILLUSTRATION, 0, point))
        for point in (1, 7)
    ]
    assert found == [67, 44]


def test_fixed_costs_above_the_money_sustain_nobody() -> None:
    assert pipeline.sustainable_officers(100, 200, 50) == 0


def test_the_cost_of_those_sustained_is_within_the_money_and_one_more_is_not() -> None:
    sustained = pipeline.sustained_cost(DEFAULTS, 0, 7)
    money = 1_200 * THOUSAND
    officers = pipeline.sustainable_officers(money, 0, sustained)
    assert officers * sustained <= money < (officers + 1) * sustained


def test_the_instructors_have_places_for_34_students_at_76_in_post_and_28_at_100() -> None:
    per_year = [
        half_up(F(pipeline.instructor_limit(DEFAULTS, strength) * DEFAULTS.intakes)) for strength in (76.0, 100.0)
    ]
    assert per_year == [34, 28]


def test_at_the_defaults_volunteers_are_what_binds_at_seventeen_and_a_half_places() -> None:
    first_year = months_of(DEFAULTS)[:12]
    assert {month.binding for month in first_year if month.places > 0} == {"volunteers"}
    assert sum(month.places for month in first_year) == pytest.approx(17.5)


# --- Laws of the pipeline ---------------------------------------------------------------------


def test_nine_weeks_take_three_months_to_qualify_and_a_conversion_course_one() -> None:
    assert pipeline.months_to_qualify(ILLUSTRATION) == 3
    assert pipeline.months_to_qualify(replace(ILLUSTRATION, mode="transferee")) == 1


@pytest.mark.parametrize("intakes", range(1, 13))
def test_every_year_has_its_number_of_intakes(intakes: int) -> None:
    inputs = replace(ILLUSTRATION, intakes=intakes)
    for year in range(3):
        months = range(12 * year, 12 * year + 12)
        assert sum(pipeline.is_intake_month(inputs, t) for t in months) == intakes


@pytest.mark.parametrize("mode", ["convert", "convert_and_backfill", "transferee"])
def test_leavers_and_joiners_balance_every_month(mode: pipeline.Mode) -> None:
    before = float(DEFAULTS.strength_at_start)
    for month in months_of(replace(DEFAULTS, mode=mode)):
        after = before - month.leavers + month.qualified + month.transfers
        assert month.authorised == pytest.approx(after)
        before = month.authorised


def test_no_more_officers_transfer_out_than_there_are() -> None:
    drained = replace(DEFAULTS, strength_at_start=F(3), net_transfers=F(-60), volunteers=F(0))
    assert min(month.authorised for month in months_of(drained)) == 0


def test_officers_counted_as_deployable_need_more_authorised() -> None:
    authorised = pipeline.extra_officers_wanted(ILLUSTRATION)
    deployable = pipeline.extra_officers_wanted(replace(ILLUSTRATION, counted_as="deployable"))
    assert authorised == 24
    assert deployable == F(24) / F("0.91")


def test_a_conversion_without_backfill_adds_no_pay() -> None:
    assert all(year.pay == 0 for year in years_of(replace(ILLUSTRATION, mode="convert")))


def test_a_transferee_is_paid_at_the_volunteers_point_in_the_month_of_joining() -> None:
    joined = next(m for m in months_of(replace(ILLUSTRATION, mode="transferee")) if m.extra > 0)
    price = ILLUSTRATION.unit_cost_pence[joined.year, 7]
    assert joined.pay == half_up(F(joined.extra) * price / 12)


# Extra officers month by month: up to 5, down to 1, up to 6.
UP_AND_DOWN = (0.0, 2.0, 5.0, 1.0, 4.0, 6.0, 6.0)


@pytest.mark.parametrize("progression", ["climbing", "held"])
def test_a_post_is_filled_once_and_hiring_resumes_only_above_the_most_ever_filled(
    progression: pipeline.Progression,
) -> None:
    inputs = replace(ILLUSTRATION, hire_lag=1, backfill_progression=progression)
    backfill = pipeline.backfill_by_month(inputs, UP_AND_DOWN)
    assert [month.hires for month in backfill] == [0, 0, 2, 3, 0, 0, 1]


def test_posts_once_backfilled_stay_filled_and_their_recruits_climb() -> None:
    inputs = replace(ILLUSTRATION, hire_lag=1, backfill_progression="climbing")
    backfill = pipeline.backfill_by_month(inputs, UP_AND_DOWN + (0.0,) * 9)
    assert [sum(month.paid_by_point.values()) for month in backfill] == [0, 0, 2, 5, 5, 5] + [6] * 10
    assert backfill[13].paid_by_point == {1: 6}
    assert backfill[14].paid_by_point == {1: 4, 2: 2}
    assert backfill[15].paid_by_point == {1: 1, 2: 5}


def test_held_at_the_entry_point_the_pay_follows_the_extra_officers_up_and_down() -> None:
    inputs = replace(ILLUSTRATION, hire_lag=1)
    paid = [month.paid_by_point[1] for month in pipeline.backfill_by_month(inputs, UP_AND_DOWN)]
    assert paid == [0, 0, 2, 5, 1, 4, 6]


def test_held_pay_is_that_of_the_extra_officers_a_hire_lag_ago() -> None:
    months = months_of(replace(ILLUSTRATION, hire_lag=13))
    for t, month in enumerate(months):
        extra = months[t - 13].extra if t >= 13 else 0.0
        assert month.backfill_in_post == extra
        assert month.pay == half_up(F(extra) * ILLUSTRATION.unit_cost_pence[month.year, 1] / 12)


def test_climbing_the_backfill_is_the_most_extra_officers_there_were_a_hire_lag_ago() -> None:
    months = months_of(replace(ILLUSTRATION, hire_lag=13, backfill_progression="climbing", months=84))
    extra = [month.extra for month in months]
    assert min(after - before for before, after in pairwise(extra)) < 0
    for t, month in enumerate(months):
        assert month.backfill_in_post == pytest.approx(max(extra[: t - 12], default=0.0) if t >= 13 else 0.0)
        assert month.hires >= 0


def test_a_recruit_climbs_a_point_a_year_to_the_top() -> None:
    months = (5, 16, 17, 76, 77, 200)
    assert [pipeline.point_of_recruit(ILLUSTRATION, 5, t) for t in months] == [1, 1, 2, 6, 7, 7]


def test_kit_is_renewed_from_the_month_stated_and_not_before() -> None:
    months = months_of(replace(ILLUSTRATION, kit_renewal_after_months=30))
    assert all(month.kit_renewal == 0 for month in months[:30])
    assert all(month.kit_renewal > 0 for month in months[30:])


def test_months_add_up_to_years_when_the_uplift_starts_in_september() -> None:
    months, years = pipeline.run(replace(ILLUSTRATION, months_of_the_first_year_gone=5))
    months_in_year = [sum(month.year == year.year for month in months) for year in years]
    assert months_in_year == [7, 12, 12, 12, 5]
    assert sum(month.in_year for month in months) == sum(year.in_year for year in years)


def test_four_financial_years_from_a_start_in_september_are_43_months() -> None:
    months, years = pipeline.run(replace(ILLUSTRATION, months=43, months_of_the_first_year_gone=5))
    assert [sum(month.year == year.year for month in months) for year in years] == [7, 12, 12, 12]


def test_kit_handed_on_lowers_the_cost_of_a_replacement_and_nothing_else() -> None:
    handed_on = replace(DEFAULTS, replacement_kit_share=F(0))
    assert months_of(handed_on) == months_of(DEFAULTS)
    assert pipeline.cost_to_qualify(handed_on, 0) == pipeline.cost_to_qualify(DEFAULTS, 0)
    saved = DEFAULTS.attrition * DEFAULTS.kit_issue_pence
    assert pipeline.sustained_cost(DEFAULTS, 0, 7) - pipeline.sustained_cost(handed_on, 0, 7) == saved
    for new, old in zip(years_of(DEFAULTS), years_of(handed_on), strict=True):
        assert new.full_year_effect - old.full_year_effect == 24 * saved
        assert replace(new, full_year_effect=0) == replace(old, full_year_effect=0)


def test_the_baselines_own_leavers_are_part_of_the_one_off_money() -> None:
    first, *_ = years_of(ILLUSTRATION)
    leavers = 12 * pipeline.monthly_attrition(ILLUSTRATION) * 76
    assert first.baseline_replacement == half_up(F(leavers) * 2_810_000)
    assert first.baseline_replacement < first.one_off


def test_where_those_in_post_are_paid_no_more_the_full_year_effect_is_the_sustained_cost_of_the_uplift() -> None:
    first, *_ = years_of(ILLUSTRATION)
    assert first.full_year_effect == 24 * pipeline.sustained_cost(ILLUSTRATION, 0, 7)


def test_prices_move_everything_that_is_not_pay() -> None:
    dearer = replace(ILLUSTRATION, price_multipliers=(F("1.1"),) * 10)
    for before, after in zip(years_of(ILLUSTRATION), years_of(dearer), strict=True):
        assert after.pay == before.pay
        assert after.one_off == pytest.approx(before.one_off * 1.1, abs=30)
        assert after.premium == pytest.approx(before.premium * 1.1, abs=30)


UNUSABLE: list[Callable[[UpliftInputs], UpliftInputs]] = [
    lambda inputs: replace(inputs, pass_rate=F(0)),
    lambda inputs: replace(inputs, selection_rate=F(0)),
    lambda inputs: replace(inputs, class_size=F(0)),
    lambda inputs: replace(inputs, attrition=F(1)),
]


@pytest.mark.parametrize("spoil", UNUSABLE, ids=["pass rate", "selection", "class", "attrition"])
def test_a_rate_or_size_that_cannot_be_run_on_is_refused(
    spoil: Callable[[UpliftInputs], UpliftInputs],
) -> None:
    with pytest.raises(pipeline.UnusableParameter):
        pipeline.run(spoil(ILLUSTRATION))


def test_a_year_without_a_unit_cost_is_refused_by_name() -> None:
    with pytest.raises(pipeline.FigureNotHeld):
        pipeline.run(replace(ILLUSTRATION, unit_cost_pence=unit_costs_in_pence(range(2))))
