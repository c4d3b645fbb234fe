"""The reference engine reproduces published figures about whole precepts by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from . import collection_fund, comparison, council_tax, freeze, households, london, options, referendum, solve, tax_base
from .comparison import Area
from .council_tax import BandDRounding, Limit, Proposal, assess
from .increases import FREEZE, MAXIMUM, Increase, assessed, precept
from .rounding import half_up_to
from .solve import Budget, ExtraIncome, LargestMultipleOf9p, MostAllowed, Requirement, Solution
from .tax_base import BandDwellings, Discount

F = Fraction

GREATER_OF_2_PERCENT_AND_5_POUNDS = Limit("greater_of", F(2), F(5))
KENT = Proposal(
    country="England",
    prior_band_d=F("147.15"),
    increase="freeze",
    tax_base=F("596086.84"),
    prior_tax_base=F("583918.30"),
    limit=GREATER_OF_2_PERCENT_AND_5_POUNDS,
)
ROUNDINGS: tuple[BandDRounding, ...] = ("penny", "four_decimals", "multiple_of_9p")
FIVE_POUNDS = Increase("cash", F(5))
TWO_PERCENT = Increase("percent", F(2))
SUSSEX = Proposal(
    country="England",
    prior_band_d=F("165.91"),
    increase="freeze",
    tax_base=F(623_000),
    prior_tax_base=F(616_000),
    limit=Limit("cash", None, F(24)),
)
NORTH_YORKSHIRE = Proposal(
    country="England",
    prior_band_d=F("295.09"),
    increase="freeze",
    tax_base=F(317_409),
    prior_tax_base=F(313_125),
    limit=Limit("cash", None, F(13)),
)
BEDFORDSHIRE = Proposal(
    country="England",
    prior_band_d=F("156.55"),
    increase="freeze",
    tax_base=F(193_503),
    limit=Limit("percent", F(2), None),
)


def by_band(printed: str) -> dict[str, Fraction]:
    return {band: F(amount) for band, amount in zip("ABCDEFGHI", printed.split(), strict=False)}


# --- Instalments of a monthly figure ----------------------------------------------------------


@pytest.mark.parametrize(("rise", "a_month"), [(5, "0.42"), (10, "0.83"), (14, "1.17"), (24, "2.00")])
def test_a_month_is_a_twelfth_half_up(rise: int, a_month: str) -> None:
    band_d = assessed(KENT, Increase("cash", F(rise))).bands[3]
    assert (band_d.band, band_d.increase_monthly) == ("D", F(a_month))


def test_a_bill_in_ten_instalments_divides_the_year_by_ten() -> None:
    devon_and_cornwall = replace(KENT, increase="band_d", amount=F("274.50"), instalments=10)
    band_d = assess(devon_and_cornwall).bands[3]
    assert band_d.proposed_monthly == F("27.45")
    assert band_d.increase_monthly == F("12.74")  # 127.35 / 10 is 12.735: a half goes up
    assert (
        band_d.proposed_weekly_pence
        == assess(replace(devon_and_cornwall, instalments=12)).bands[3].proposed_weekly_pence
    )


# --- The band D that is needed ----------------------------------------------------------------


def solved(proposal: Proposal, target: solve.Target, *, within_limit: bool = False) -> Solution:
    return solve.solve(proposal, target, within_limit=within_limit)


def test_the_requirement_that_kent_raised_needs_the_band_d_that_kent_set() -> None:
    kent = solved(KENT, Requirement(F("90694612.71")), within_limit=True)
    assert kent.band_d == kent.needed_band_d == kent.half_up_band_d == F("152.15")
    assert kent.needed_precept == F("90694612.71")
    assert kent.reason is None


def test_the_requirement_that_kent_returned_needs_a_penny_more_than_half_up_gives() -> None:
    kent = solved(KENT, Requirement(F(90_694_614)))
    assert (kent.half_up_band_d, kent.band_d) == (F("152.15"), F("152.16"))


def test_the_same_requirement_is_over_kents_limit_and_the_limit_is_nearest() -> None:
    kent = solved(KENT, Requirement(F(90_694_614)), within_limit=True)
    assert kent.band_d is None
    assert kent.reason == "over_the_limit"
    assert (kent.nearest, kent.needed_band_d) == (F("152.15"), F("152.16"))


def test_what_chiltern_owed_in_2013_14_needs_thames_valleys_band_d_of_that_year() -> None:
    chiltern = replace(KENT, prior_band_d=F("154.30"), tax_base=F("41646.72"), limit=None)
    assert solved(chiltern, Requirement(F("6554360.79"))).band_d == F("157.38")


def test_what_kent_raised_beyond_its_planned_two_percent_needs_the_five_pounds() -> None:
    beyond_the_plan = ExtraIncome(F("1227938.89"), over=TWO_PERCENT)
    assert solved(KENT, beyond_the_plan, within_limit=True).band_d == F("152.15")
    assert solved(KENT, ExtraIncome(F("1227938.90"), over=TWO_PERCENT)).band_d == F("152.16")


def test_extra_income_of_nothing_over_a_freeze_keeps_last_years_band_d() -> None:
    kent = replace(KENT, prior_band_d=F("147.1234"))
    for rounding in ROUNDINGS:
        same = solved(replace(kent, band_d_rounding=rounding), ExtraIncome(F(0), over=FREEZE))
        assert same.band_d == F("147.1234")


def test_sussexs_twenty_four_pounds_answers_for_what_it_raised_over_a_freeze() -> None:
    assert solved(SUSSEX, ExtraIncome(F(24) * 623_000, over=FREEZE), within_limit=True).band_d == F("189.91")


def test_the_increase_that_the_proposal_carries_is_not_looked_at() -> None:
    target = ExtraIncome(F(1_000_000), over=TWO_PERCENT)
    for carried in (FIVE_POUNDS, Increase("band_d", F(1)), Increase("cash", F(-1000))):
        assert solved(replace(KENT, increase=carried.kind, amount=carried.amount), target) == solved(KENT, target)


def test_a_budget_is_balanced_by_what_other_income_leaves() -> None:
    kent = Budget(
        gross_expenditure=F(362_900_000),
        income=F(30_300_000),
        grants=F(206_000_000),
        collection_fund=F(1_200_000),
        reserves=F(3_600_000),
    )
    assert solve.council_tax_requirement(kent) == F(121_800_000)
    deficit = replace(kent, collection_fund=F(-1_200_000))
    assert solve.council_tax_requirement(deficit) == F(124_200_000)
    needed = solved(KENT, kent)
    assert needed.needed_precept == F(121_800_000)
    assert needed.band_d == F("204.34")  # 204.3326... half-up is 204.33, which raises too little
    assert needed.half_up_band_d == F("204.33")


def test_a_budget_with_more_income_than_spending_needs_no_precept() -> None:
    rich = Budget(F(100), F(60), F(60), F(0), F(0))
    assert solve.council_tax_requirement(rich) == 0
    assert solved(KENT, rich, within_limit=True).band_d == 0


def test_more_than_the_largest_band_d_raises_is_beyond_what_is_calculated() -> None:
    trillion = Requirement(F(10**12))
    for rounding, top in zip(ROUNDINGS, ("9999.99", "9999.9999", "9999.99"), strict=True):
        proposal = replace(KENT, band_d_rounding=rounding)
        beyond = solved(proposal, trillion)
        assert (beyond.band_d, beyond.needed_band_d) == (None, None)
        assert beyond.reason == "beyond_what_is_calculated"
        assert beyond.nearest == F(top)
    within = solved(KENT, trillion, within_limit=True)
    assert (within.reason, within.nearest) == ("beyond_what_is_calculated", F("152.15"))
    assert solved(replace(KENT, country="Wales"), trillion, within_limit=True).nearest == F("9999.99")


def test_last_years_band_d_is_no_candidate_beyond_what_is_calculated() -> None:
    dear = replace(KENT, prior_band_d=F("10000.50"), limit=None)
    assert solved(dear, ExtraIncome(F(0), over=FREEZE)).reason == "beyond_what_is_calculated"


def test_where_no_limit_is_in_force_keeping_to_it_changes_nothing() -> None:
    target = Requirement(F(200_000_000))
    for proposal in (replace(KENT, limit=None), replace(KENT, country="Wales")):
        assert solved(proposal, target, within_limit=True) == solved(proposal, target)


def test_last_years_band_d_is_a_candidate_even_between_two_steps() -> None:
    hundred = replace(KENT, prior_band_d=F("147.1234"), tax_base=F(100_000), limit=None)
    for needed, answer in (("14712340", "147.1234"), ("14712340.01", "147.13"), ("14712000", "147.12")):
        assert solved(hundred, Requirement(F(needed))).band_d == F(answer)


def test_a_precept_rounded_up_to_the_penny_counts_as_enough() -> None:
    small = replace(KENT, tax_base=F("0.5"), limit=None)
    assert solved(small, Requirement(F("73.59"))).band_d == F("147.17")  # x 0.5 is 73.585


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("tax_base_given", ["0.3", "1", "7.77", "1000.06"])
@pytest.mark.parametrize("prior", ["1", "1.0101", "2.34"])
def test_halving_finds_what_counting_up_from_nothing_finds(
    rounding: BandDRounding, tax_base_given: str, prior: str
) -> None:
    base, step = F(tax_base_given), council_tax.BAND_D_STEP[rounding]
    for needed in (F(0), precept(F(prior), base), precept(F("1.35"), base), precept(F("0.999"), base) + F("0.01")):
        counted = F(0)
        while precept(counted, base) < needed:
            counted += step
        if precept(F(prior), base) >= needed:
            counted = min(counted, F(prior))
        assert solve.smallest_that_raises(needed, base, step, F(prior)) == counted


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("needed", [85_923_577, 85_923_578, 87_000_001, 90_694_612, 90_694_614])
def test_the_answer_raises_enough_and_one_step_less_does_not(rounding: BandDRounding, needed: int) -> None:
    band_d = solved(replace(KENT, band_d_rounding=rounding), Requirement(F(needed))).band_d
    assert band_d is not None
    assert precept(band_d, KENT.tax_base) >= needed
    below = half_up_to(council_tax.BAND_D_STEP[rounding], band_d) - council_tax.BAND_D_STEP[rounding]
    assert precept(below, KENT.tax_base) < needed


# --- The most that is allowed -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposal", "most", "tidy"),
    [
        (KENT, "152.15", "152.10"),
        (SUSSEX, "189.91", "189.90"),
        (NORTH_YORKSHIRE, "308.09", "308.07"),
        (BEDFORDSHIRE, "159.68", "159.66"),
        (replace(KENT, prior_band_d=F("222.66"), limit=Limit("cash", None, F(10))), "232.66", "232.65"),
    ],
    ids=["Kent 2016-17", "Sussex 2019-20", "North Yorkshire 2024-25", "Bedfordshire 2015-16", "Cambridgeshire 2020-21"],
)
def test_the_most_allowed_and_the_largest_multiple_of_9p_are_those_of_the_year(
    proposal: Proposal, most: str, tidy: str
) -> None:
    assert solved(proposal, MostAllowed()) == Solution(band_d=F(most))
    assert solved(proposal, LargestMultipleOf9p()) == Solution(band_d=F(tidy))


def test_where_only_a_cut_is_a_multiple_of_9p_there_is_no_answer() -> None:
    tight = replace(KENT, prior_band_d=F("147.16"), limit=Limit("cash", None, F("0.04")))
    none = solved(tight, LargestMultipleOf9p())
    assert none.band_d is None
    assert none.reason == "no_multiple_of_9p_within_limit"
    assert none.nearest == F("147.15")


def test_last_years_band_d_is_the_answer_where_it_is_the_last_multiple_of_9p() -> None:
    tight = replace(KENT, limit=Limit("cash", None, F("0.08")))
    assert solved(tight, LargestMultipleOf9p()).band_d == F("147.15")


def test_what_cannot_be_solved_is_refused_by_name() -> None:
    for base in (None, F(0)):
        with pytest.raises(council_tax.RequirementWithoutTaxBase):
            solved(replace(KENT, tax_base=base), Requirement(F(1)))
    for target in (MostAllowed(), LargestMultipleOf9p()):
        for unlimited in (replace(KENT, limit=None), replace(KENT, country="Wales")):
            with pytest.raises(council_tax.MaximumWithoutLimit):
                solved(unlimited, target)
    with pytest.raises(council_tax.PriorBandDUnderOnePound):
        solved(replace(KENT, prior_band_d=F("0.99")), Requirement(F(1)))


# --- Options side by side ---------------------------------------------------------------------

KENTS_CHOICES = (FREEZE, TWO_PERCENT, FIVE_POUNDS, MAXIMUM, Increase("cash", F(-1)))
TWENTY_FOUR_FOR_1_2_MILLION = F(50_000)


def test_kents_options_are_measured_against_a_freeze_and_against_its_plan() -> None:
    lines = options.option_lines(KENT, KENTS_CHOICES, TWO_PERCENT, TWENTY_FOUR_FOR_1_2_MILLION, gap=F(2_900_000))
    assert [line.assessment.proposed_band_d for line in lines] == [
        F("147.15"),
        F("150.09"),
        F("152.15"),
        F("152.15"),
        F("146.15"),
    ]
    assert [line.versus_freeze for line in lines[:3]] == [F(0), F("1752495.31"), F("2980434.20")]
    assert [line.versus_baseline for line in lines[:3]] == [F("-1752495.31"), F(0), F("1227938.89")]
    assert [line.officers for line in lines] == [0, 0, 24, 24, 0]
    assert [line.gap_left for line in lines[:3]] == [F(2_900_000), F("1147504.69"), F("-80434.20")]


def test_without_a_tax_base_a_cost_or_a_gap_what_rests_on_it_is_missing() -> None:
    (line,) = options.option_lines(replace(KENT, tax_base=None), [FIVE_POUNDS], FREEZE, F(50_000), F(1))
    assert (line.precept, line.versus_freeze, line.versus_baseline, line.officers, line.gap_left) == (None,) * 5
    (line,) = options.option_lines(KENT, [FIVE_POUNDS], FREEZE)
    assert line.versus_freeze == F("2980434.20")
    assert (line.officers, line.gap_left) == (None, None)


def test_an_officer_who_is_not_paid_for_in_full_is_not_counted() -> None:
    assert options.whole_officers(F("99.99"), F(50)) == 1
    assert options.whole_officers(F(100), F(50)) == 2
    assert options.whole_officers(F(-100), F(50)) == 0


def places(ranked: tuple[options.Ranked, ...]) -> list[tuple[int, int]]:
    return [(place.index, place.rank) for place in ranked]


def test_ties_share_the_rank_of_the_first_and_keep_their_order() -> None:
    values = [F(3), F(5), F(5), F(9)]
    assert places(options.ranked(values, descending=True)) == [(3, 1), (1, 2), (2, 2), (0, 4)]
    assert places(options.ranked(values, descending=False)) == [(0, 1), (1, 2), (2, 2), (3, 4)]


def test_options_that_lack_the_measure_come_last_and_share_a_rank() -> None:
    values = [None, F(1), None, F(2), F(2)]
    assert places(options.ranked(values, descending=True)) == [(3, 1), (4, 1), (1, 3), (0, 4), (2, 4)]
    assert places(options.ranked([None, None], descending=False)) == [(0, 1), (1, 1)]
    assert options.ranked([], descending=True) == ()


def test_kents_dearest_options_come_first_by_what_they_raise() -> None:
    lines = options.option_lines(KENT, KENTS_CHOICES, TWO_PERCENT)
    in_order = options.ranked_options(lines, lambda line: line.versus_freeze, descending=True)
    assert places(in_order) == [(2, 1), (3, 1), (1, 3), (0, 4), (4, 5)]


# --- Households -------------------------------------------------------------------------------


def test_one_adult_pays_three_quarters_of_kents_charge_to_the_penny() -> None:
    assert households.discounted(F("152.15"), F("0.25")) == F("114.11")
    assert households.discounted(F("101.43"), F("0.25")) == F("76.07")
    assert households.discounted(F("152.15"), F("0.5")) == F("76.08")  # 76.075: a half goes up
    assert households.discounted(F("152.15"), F(-1)) == F("304.30")


def test_with_disabled_relief_a_household_pays_the_charge_of_the_band_below() -> None:
    printed = by_band("101.43 118.34 135.24 152.15 185.96 219.77 253.58 304.30")
    for below, band in pairwise("ABCDEFGH"):
        assert households.band_amount("England", band, F("152.15")) == printed[band]
        assert households.with_disabled_relief("England", band, F("152.15")) == printed[below]
    assert households.with_disabled_relief("England", "A", F("152.15")) == F("84.53")
    assert households.with_disabled_relief("Wales", "I", F("300.00")) == F("600.00")


def test_the_relief_comes_before_the_discount() -> None:
    charge = households.household_charge("England", "A", F("152.15"), F("0.25"), disabled_relief=True)
    assert charge == F("63.40")  # three quarters of 84.53
    charge = households.household_charge("England", "D", F("152.15"), F("0.25"), disabled_relief=False)
    assert charge == F("114.11")


def test_the_first_instalment_takes_what_rounding_leaves() -> None:
    devon_and_cornwall = households.in_instalments(F("274.50"), 10)
    assert (devon_and_cornwall.first, devon_and_cornwall.others) == (F("27.45"), F("27.45"))
    kent = households.in_instalments(F("152.15"), 12)
    assert (kent.first, kent.others) == (F("12.67"), F("12.68"))
    to_the_pound = households.in_instalments(F("152.15"), 10, "pound")
    assert (to_the_pound.first, to_the_pound.others) == (F("17.15"), F(15))


@pytest.mark.parametrize("number", [10, 12])
@pytest.mark.parametrize("charge", ["101.43", "152.15", "304.30", "0.01", "84.53"])
def test_the_instalments_add_up_to_the_charge(charge: str, number: int) -> None:
    instalments = households.in_instalments(F(charge), number)
    assert instalments.first + instalments.others * (number - 1) == F(charge)


# --- London -----------------------------------------------------------------------------------

LONDON_2016_17 = london.LondonInputs(
    police_requirement=F(566_657_143),
    other_requirement=F(774_343_355 - 566_657_143),
    boroughs_tax_base=F("2803706.61"),
    city_tax_base=F("2810748.56") - F("2803706.61"),
)


def test_londons_two_amounts_of_2016_17_are_reproduced() -> None:
    amounts = london.london_amounts(LONDON_2016_17)
    assert amounts.unadjusted == F("73.89")
    assert amounts.police == F("202.11")
    assert amounts.adjusted == F("276.00")


def test_londons_bands_come_from_their_own_band_d() -> None:
    amounts = london.london_amounts(LONDON_2016_17)
    assert amounts.adjusted_bands == by_band("184.00 214.67 245.33 276.00 337.33 398.67 460.00 552.00")
    assert amounts.unadjusted_bands == by_band("49.26 57.47 65.68 73.89 90.31 106.73 123.15 147.78")
    assert amounts.police_bands["B"] == F("157.20")  # 157.1967; with the City's 57.47 that is 214.67


def test_londons_amounts_raise_its_requirement_to_within_rounding() -> None:
    amounts = london.london_amounts(LONDON_2016_17)
    assert amounts.raised_in_boroughs == F("773823024.36")
    assert amounts.raised_in_city == F("520329.69")
    assert amounts.raised == amounts.raised_in_boroughs + amounts.raised_in_city
    half_a_penny_on_both_bases = F("0.005") * (F("2810748.56") + F("2803706.61"))
    assert abs(amounts.raised - 774_343_355) <= half_a_penny_on_both_bases


# --- A referendum -----------------------------------------------------------------------------

BEDFORDSHIRE_PROPOSED = Increase("percent", F("15.8"))
BEDFORDSHIRE_SUBSTITUTE = Increase("band_d", F("159.67"))
POLL, REBILLING = F(350_000), F(250_000)


def test_bedfordshire_stood_to_win_over_four_million_and_lost_its_poll_and_its_bills() -> None:
    stakes = referendum.referendum_stakes(BEDFORDSHIRE, BEDFORDSHIRE_PROPOSED, POLL, REBILLING, BEDFORDSHIRE_SUBSTITUTE)
    assert stakes.proposed.proposed_band_d == F("181.28")
    assert stakes.proposed.referendum.excessive is True
    assert stakes.substitute.referendum.excessive is False
    assert stakes.at_stake == F("21.61") * 193_503 == F("4181599.83")
    assert stakes.won_first_year == F("3831599.83")
    assert stakes.lost_first_year == F(-600_000)
    assert stakes.break_even_percent == F("13.5392")  # 13.53913 a hair over, so up


def test_at_the_break_even_chance_the_vote_pays_and_a_hair_below_it_does_not() -> None:
    at_stake = F("4181599.83")
    percent = referendum.break_even_percent(at_stake, POLL, REBILLING)
    assert percent is not None

    def outcome(chance: Fraction) -> Fraction:
        return chance * (at_stake - POLL) - (1 - chance) * (POLL + REBILLING)

    assert outcome(percent / 100) >= 0
    assert outcome((percent - F("0.0001")) / 100) < 0


def test_the_substitute_is_the_most_allowed_unless_another_is_named() -> None:
    stakes = referendum.referendum_stakes(BEDFORDSHIRE, BEDFORDSHIRE_PROPOSED, POLL, REBILLING)
    assert stakes.substitute.proposed_band_d == F("159.68")
    assert stakes.at_stake == F("21.60") * 193_503


def test_a_vote_that_costs_what_it_can_win_never_breaks_even() -> None:
    assert referendum.break_even_percent(F(350_000), POLL, REBILLING) is None
    assert referendum.break_even_percent(F(-1), F(0), REBILLING) is None
    assert referendum.break_even_percent(F(1_000_000), F(500_000), F(0)) == 50
    assert referendum.break_even_percent(F(3), F(1), F(0)) == F("33.3334")
    assert referendum.break_even_percent(F(3), F(0), F(0)) == 0


def test_a_referendum_is_not_weighed_without_a_tax_base_or_a_substitute() -> None:
    with pytest.raises(council_tax.RequirementWithoutTaxBase):
        referendum.referendum_stakes(replace(BEDFORDSHIRE, tax_base=None), BEDFORDSHIRE_PROPOSED, POLL, REBILLING)
    with pytest.raises(council_tax.MaximumWithoutLimit):
        referendum.referendum_stakes(replace(BEDFORDSHIRE, limit=None), BEDFORDSHIRE_PROPOSED, POLL, REBILLING)


# --- The tax base -----------------------------------------------------------------------------

RETURN_BANDS = ("A-", *"ABCDEFGH")


def return_line(printed: str) -> dict[str, Fraction]:
    return {band: F(amount) for band, amount in zip(RETURN_BANDS, printed.split(), strict=True)}


# Ashford's return of 5 October 2015.
ASHFORD_LINE_22 = return_line("8.12 3378.7 10848.87 11259.87 7915.62 5928.62 4913.5 2901.5 164.75")
ASHFORD_LINE_28 = return_line("2.3 958.27 2280.94 1460.55 563.65 227.78 99.28 30.48 0")
ASHFORD_LINE_29 = return_line("5.82 2420.43 8567.93 9799.32 7351.97 5700.84 4814.22 2871.02 164.75")
ASHFORD_LINE_31 = return_line("3.2 1613.6 6663.9 8710.5 7352.0 6967.7 6953.9 4785.0 329.5")


def test_ashfords_return_of_october_2015_is_reproduced_from_line_29_on() -> None:
    ashford = tax_base.tax_base_lines(ASHFORD_LINE_29, F("77.4"), F("0.99"), F(0))
    assert ashford.by_band == ASHFORD_LINE_31
    assert ashford.line_31 == F("43379.3")
    assert ashford.line_33 == F("43456.7")
    assert ashford.tax_base == F("43022.133")


def test_support_comes_off_ashfords_dwelling_equivalents() -> None:
    for band in RETURN_BANDS:
        after = tax_base.equivalents_after_support(ASHFORD_LINE_22[band], ASHFORD_LINE_28[band])
        assert abs(after - ASHFORD_LINE_29[band]) <= F("0.01")  # the printed lines are rounded to two decimals


@pytest.mark.parametrize(
    ("authority", "before", "rate", "adjustment", "printed"),
    [
        ("Ashford", "44191.919", "0.99", "0", "43750"),
        ("Maidstone", "58894.5", "0.99", "219.8", "58525.4"),
    ],
)
def test_the_tax_bases_of_2016_17_follow_from_the_rate_and_the_adjustment(
    authority: str, before: str, rate: str, adjustment: str, printed: str
) -> None:
    worked_out = tax_base.tax_base(F(before), F(rate), F(adjustment))
    assert half_up_to(F("0.1"), worked_out) == F(printed), authority


def dwellings(lists: str, relief: str) -> dict[str, BandDwellings]:
    pairs = zip("ABCDEFGH", lists.split(), relief.split(), strict=True)
    return {band: BandDwellings(on_list=F(on_list), with_disabled_relief=F(down)) for band, on_list, down in pairs}


def test_disabled_relief_takes_a_dwelling_down_one_band_and_none_off_the_list() -> None:
    # Ashford's lines 4 and 7 of October 2015; how many went down follows from the two.
    chargeable = dwellings("3908 12078 12261 8468 6288 5145 3032 182", "12 41 58 45 60 47 29 12")
    line_7 = tax_base.after_disabled_relief(chargeable)
    assert line_7 == return_line("12 3937 12095 12248 8483 6275 5127 3015 170")
    assert sum(line_7.values()) == 51_362


def test_exempt_and_demolished_dwellings_are_not_chargeable() -> None:
    assert tax_base.chargeable(BandDwellings(F(4056), exempt=F(141), demolished=F(7))) == 3908


def test_a_return_without_one_of_its_bands_is_refused() -> None:
    bands = dwellings("1 1 1 1 1 1 1 1", "0 0 0 0 0 0 0 0")
    with pytest.raises(ValueError, match="A to H"):
        tax_base.after_disabled_relief({band: line for band, line in bands.items() if band != "C"})
    welsh = tax_base.after_disabled_relief({**bands, "I": BandDwellings(F(5), with_disabled_relief=F(2))})
    assert welsh["H"] == 3
    assert welsh["I"] == 3


def test_discounts_come_off_and_premiums_go_on() -> None:
    single_adults = Discount(F(2000), F("0.25"))
    nobody_counted = Discount(F(40), F("0.5"))
    long_empty = Discount(F(30), F(-1))
    line_22 = tax_base.equivalents_before_support(
        F(3937), (single_adults, nobody_counted, long_empty), annexes=F("2.5")
    )
    assert line_22 == F("3444.5")


# --- The collection fund ----------------------------------------------------------------------

# In hundredths of a percent of the precepts of 2014-15: rounded so, they give the published shares.
MAIDSTONE_2014_15 = {"borough": F(1655), "county": F(6955), "police": F(939), "fire": F(451)}


def test_maidstones_surplus_of_2014_15_is_shared_as_published_and_a_pound_over() -> None:
    shared = collection_fund.shared(F(1_826_034), MAIDSTONE_2014_15)
    published = {"borough": F(302_209), "county": F(1_270_007), "police": F(171_465), "fire": F(82_354)}
    assert shared.shares == published
    assert shared.residual == -1


def test_to_the_penny_maidstones_shares_leave_nothing_over() -> None:
    shared = collection_fund.shared(F(1_826_034), MAIDSTONE_2014_15, "penny")
    assert shared.shares["police"] == F("171464.59")
    assert shared.residual == 0


def test_a_deficit_is_shared_as_a_surplus_is_with_the_sign_turned() -> None:
    for rounding in ("pound", "penny"):
        surplus = collection_fund.shared(F("1826034.05"), MAIDSTONE_2014_15, rounding)
        deficit = collection_fund.shared(F("-1826034.05"), MAIDSTONE_2014_15, rounding)
        assert {name: -share for name, share in deficit.shares.items()} == surplus.shares
        assert deficit.residual == -surplus.residual


def test_shares_and_residual_are_the_surplus_again() -> None:
    thirds = collection_fund.shared(F(100), {"a": F(1), "b": F(1), "c": F(1)}, "penny")
    assert set(thirds.shares.values()) == {F("33.33")}
    assert thirds.residual == F("0.01")


def test_nothing_is_shared_where_nobody_precepted() -> None:
    with pytest.raises(collection_fund.NothingToShareBy):
        collection_fund.shared(F(100), {"police": F(0)})


# --- A freeze, years later --------------------------------------------------------------------

SUSSEX_FROZEN = tuple(freeze.ActualYear(year, F("138.42"), F(600_000)) for year in ("2011-12", "2012-13", "2013-14"))
TWO_PERCENT_A_YEAR = freeze.Alternative("percent", F(2))


def test_sussexs_four_years_at_one_band_d_cost_it_8_47_a_year_for_good() -> None:
    years = freeze.forgone(F("138.42"), SUSSEX_FROZEN, TWO_PERCENT_A_YEAR)
    assert [year.alternative for year in years] == [F("141.19"), F("144.01"), F("146.89")]
    assert [year.forgone for year in years] == [F("2.77"), F("5.59"), F("8.47")]
    assert [year.income_forgone for year in years] == [F(1_662_000), F(3_354_000), F(5_082_000)]
    assert [year.running_income_forgone for year in years] == [F(1_662_000), F(5_016_000), F(10_098_000)]


def test_a_cash_alternative_adds_the_same_every_year() -> None:
    years = freeze.forgone(F("138.42"), SUSSEX_FROZEN, freeze.Alternative("cash", F(5)))
    assert [year.alternative for year in years] == [F("143.42"), F("148.42"), F("153.42")]


def test_an_area_that_raised_more_than_the_alternative_has_forgone_less_than_nothing() -> None:
    (year,) = freeze.forgone(
        F("147.15"), [freeze.ActualYear("2016-17", F("152.15"), F("596086.84"))], TWO_PERCENT_A_YEAR
    )
    assert year.alternative == F("150.09")
    assert year.income_forgone == F("-1227938.89")


def test_the_running_sum_is_not_known_after_a_year_without_a_tax_base() -> None:
    first, second, third = SUSSEX_FROZEN
    years = freeze.forgone(F("138.42"), [first, replace(second, tax_base=None), third], TWO_PERCENT_A_YEAR)
    assert [year.income_forgone for year in years] == [F(1_662_000), None, F(5_082_000)]
    assert [year.running_income_forgone for year in years] == [F(1_662_000), None, None]


# --- Areas side by side -----------------------------------------------------------------------

# English areas with a police and crime commissioner, 2015-16.
BAND_DS_2015_16: Mapping[str, str] = {
    "Avon and Somerset": "174.78",
    "Bedfordshire": "159.67",
    "Cambridgeshire": "181.35",
    "Cheshire": "156.23",
    "Cleveland": "206.26",
    "Cumbria": "212.58",
    "Derbyshire": "173.61",
    "Devon and Cornwall": "169.47",
    "Dorset": "187.11",
    "Durham": "162.73",
    "Essex": "147.15",
    "Gloucestershire": "207.73",
    "Greater Manchester": "152.30",
    "Hampshire": "157.33",
    "Hertfordshire": "147.82",
    "Humberside": "180.08",
    "Kent": "147.15",
    "Lancashire": "159.06",
    "Leicestershire": "180.00",
    "Lincolnshire": "197.64",
    "Merseyside": "159.68",
    "Norfolk": "208.80",
    "North Yorkshire": "212.77",
    "Northamptonshire": "200.96",
    "Northumbria": "88.33",
    "Nottinghamshire": "176.40",
    "South Yorkshire": "148.16",
    "Staffordshire": "177.61",
    "Suffolk": "170.10",
    "Surrey": "215.89",
    "Sussex": "143.91",
    "Thames Valley": "163.70",
    "Warwickshire": "188.23",
    "West Mercia": "185.90",
    "West Midlands": "106.55",
    "West Yorkshire": "140.95",
    "Wiltshire": "163.98",
}


def compared_2015_16() -> dict[str, comparison.ComparedArea]:
    areas = [Area(name, F(band_d)) for name, band_d in BAND_DS_2015_16.items()]
    return {area.name: area for area in comparison.compared(areas)}


def test_kent_and_essex_were_joint_fifth_lowest_of_37_in_2015_16() -> None:
    areas = compared_2015_16()
    assert len(areas) == 37
    assert areas["Kent"].rank == areas["Essex"].rank == 5
    assert areas["Hertfordshire"].rank == 7
    assert areas["Surrey"].rank == 37


def test_durham_was_fifteenth_lowest_and_so_kept_to_two_percent() -> None:
    durham = compared_2015_16()["Durham"]
    assert durham.rank == 15
    assert not durham.of_the_ten_lowest


def test_the_ten_lowest_of_2015_16_had_cheshire_and_not_hampshire_among_them() -> None:
    lowest = {name for name, area in compared_2015_16().items() if area.of_the_ten_lowest}
    assert lowest == {
        "Northumbria",
        "West Midlands",
        "West Yorkshire",
        "Sussex",
        "Essex",
        "Kent",
        "Hertfordshire",
        "South Yorkshire",
        "Greater Manchester",
        "Cheshire",
    }


def test_a_pound_on_band_d_raises_the_tax_base() -> None:
    kent, sussex, other = comparison.compared(
        [Area("Kent", F("152.15"), F("596086.84")), Area("Sussex", F("189.91"), F(623_000)), Area("Other", F(100))]
    )
    assert kent.yield_of_one_pound == F("596086.84")
    assert sussex.yield_of_one_pound == F(623_000)
    assert other.yield_of_one_pound is None
    assert [kent.rank, sussex.rank, other.rank] == [2, 3, 1]


# --- The same figures by two ways -------------------------------------------------------------


def test_sussexs_bands_are_those_of_band_d_189_91() -> None:
    printed = by_band("126.61 147.71 168.81 189.91 232.11 274.31 316.52 379.82")
    assert {band: households.band_amount("England", band, F("189.91")) for band in printed} == printed


def test_north_yorkshires_increase_raised_nearly_3_7_million_and_left_1_23_under_its_limit() -> None:
    (line,) = options.option_lines(
        replace(NORTH_YORKSHIRE, tax_base=F(313_125)), [Increase("cash", F("11.77"))], FREEZE
    )
    assert line.versus_freeze == F("3685481.25")
    assert line.assessment.increase_percent == F("3.9886")
    assert line.assessment.referendum.headroom == F("1.23")
