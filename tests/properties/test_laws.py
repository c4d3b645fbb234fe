"""The laws of the subject (design 7), for whatever the service is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import assume as given_that
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import (
    BEDFORDSHIRE,
    DYFED_POWYS,
    KENT,
    NO_LIMIT,
    by_cash,
    by_percent,
    cash_limit,
    e4,
    freeze,
    funding_question,
    greater_of,
    maximum,
    officer_question,
    other_funding,
    percent_limit,
    proposal,
    question,
    register,
    to_band_d,
    to_requirement,
    uplift_question,
)
from tests.properties.test_agreement_council_tax import as_reference, expected_of, figures_of_service

from precept.council_tax.assess import assess, assess_all
from precept.council_tax.gather import gather
from precept.council_tax.many import assess_as_rows
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.principles import LONDON, ten_lowest
from precept.council_tax.proposal import (
    LARGEST_BAND_D,
    LARGEST_REQUIREMENT,
    LARGEST_TAX_BASE,
    Authority,
    BandDRounding,
    BandsFrom,
    Increase,
    IncreaseKind,
    Limit,
    LimitRule,
    PreceptProposal,
    PreceptRounding,
    Rounding,
)
from precept.funding.affordability import officers_kept
from precept.funding.assess import FundingOutcome, assess_funding
from precept.register import FinancialYear, Register
from precept.register.records import ReferendumPrinciple
from precept.register.refusals import FigureNotHeld
from precept.register.tables import ALLOWANCES, ON_COSTS, PAY_SCALES, REFERENDUM_PRINCIPLES, Table, TableSpec
from precept.register.units import PENCE, decimals, half_up
from precept.uplift.costing import UpliftOutcome, cost_uplift, first_year_costs
from precept.uplift.plan import CountedAs
from precept.uplift.question import UpliftQuestion
from precept.workforce.officers import cost_of_officers

register()  # read once, before the clock of any example starts

a_few = settings(max_examples=25, deadline=None)
unhurried = settings(deadline=None)

HALF_UP = [BandDRounding.PENNY, BandDRounding.FOUR_DECIMALS]

# --- what may be put forward -------------------------------------------------------------------

priors = st.one_of(
    st.integers(100, 40_000).map(lambda pennies: pennies * 100), st.integers(10_000, 9_999_999), st.just(1_471_500)
)
tax_bases = st.one_of(st.integers(1_000_000, 2_000_000_000), st.integers(100_000, 80_000_000).map(lambda two: two * 10))
roundings = st.builds(
    Rounding, st.sampled_from(BandDRounding), st.sampled_from(BandsFrom), st.sampled_from(PreceptRounding)
)
limits = st.one_of(
    st.builds(lambda percent: Limit(LimitRule.PERCENT, percent=percent), st.integers(1, 200_000)),
    st.builds(lambda cash: Limit(LimitRule.CASH, cash=cash), st.integers(0, 300_000)),
    st.builds(
        lambda percent, cash: Limit(LimitRule.GREATER_OF, percent=percent, cash=cash),
        st.integers(1, 200_000),
        st.integers(0, 300_000),
    ),
)
percents = st.builds(Increase, st.just(IncreaseKind.PERCENT), st.integers(-500_000, 1_000_000))
cashes = st.builds(Increase, st.just(IncreaseKind.CASH), st.integers(0, 500_000))
requirements = st.builds(Increase, st.just(IncreaseKind.REQUIREMENT), st.integers(0, 10**10))
increases = st.one_of(percents, cashes, st.just(freeze()), st.just(maximum()))
authorities = st.lists(
    st.builds(
        Authority,
        st.none(),
        st.just("one of them"),
        st.one_of(st.integers(1_000, 200_000_000), st.integers(100, 20_000_000).map(lambda two: two * 10)),
        st.integers(-(10**8), 10**8),
    ),
    min_size=1,
    max_size=15,
).map(tuple)


@st.composite
def proposals(draw: st.DrawFn, kinds: st.SearchStrategy[Increase] = increases) -> PreceptProposal:
    country = draw(st.sampled_from(["England", "Wales"]))
    return replace(
        proposal(country=country),
        increase=draw(kinds),
        prior_band_d=draw(priors),
        limit=draw(limits),
        rounding=draw(roundings),
        tax_base=draw(tax_bases),
        prior_tax_base=draw(tax_bases),
        authorities=draw(authorities),
    )


def raised(outcome: PreceptOutcome) -> int:
    assert outcome.requirement is not None
    return outcome.requirement.precept


def rounded_to(outcome: PreceptOutcome) -> int:
    """Return the pence that authorities' precepts are rounded to."""
    return 100 if outcome.proposal.rounding.authority_precepts is PreceptRounding.POUND else 1


# --- parts and whole ---------------------------------------------------------------------------


@unhurried
@given(proposals())
def test_the_precepts_and_the_residual_add_up_to_the_requirement_and_the_residual_is_only_rounding(
    put: PreceptProposal,
) -> None:
    outcome = assess(put)
    requirement = outcome.requirement
    assert requirement is not None
    assert requirement.tax_base_difference is not None
    assert requirement.rounding_residual is not None
    parts = sum(each.precept for each in outcome.precepts)
    assert parts == requirement.sum_of_precepts
    assert parts == requirement.precept + requirement.tax_base_difference + requirement.rounding_residual
    assert abs(requirement.rounding_residual) <= len(put.authorities) * rounded_to(outcome) / 2 + 1


@unhurried
@given(proposals())
def test_the_causes_of_a_change_add_up_to_it_and_rounding_is_two_pence_at_most(put: PreceptProposal) -> None:
    outcome = assess(put)
    change = outcome.change
    assert change is not None
    collection_fund = sum(each.collection_fund for each in put.authorities)
    assert change.total == raised(outcome) - change.prior_requirement + collection_fund
    assert abs(change.rounding) <= 2


@unhurried
@given(proposals())
def test_shares_of_the_tax_base_add_up_to_a_hundred_percent_but_for_rounding(put: PreceptProposal) -> None:
    shares = [each.share for each in assess(put).precepts]
    assert abs(sum(shares) - 1_000_000) <= len(shares) / 2


# --- an increase of nothing --------------------------------------------------------------------


@unhurried
@given(proposals(), st.sampled_from(["freeze", "percent", "cash", "band D"]))
def test_an_increase_of_nothing_changes_nothing(put: PreceptProposal, way: str) -> None:
    nothing = {
        "freeze": freeze(),
        "percent": by_percent("0"),
        "cash": by_cash("0"),
        "band D": Increase(IncreaseKind.BAND_D, put.prior_band_d),
    }
    outcome = assess(replace(put, increase=nothing[way]))
    assert outcome.band_d == put.prior_band_d
    assert outcome.increase_percent == 0
    assert not outcome.verdict.excessive
    assert all(each.charge == each.prior_charge for each in outcome.bands)
    assert {each.increase_monthly or each.increase_weekly or each.increase_daily for each in outcome.bands} == {0}
    assert outcome.change is not None
    assert (outcome.change.rate, outcome.change.joint) == (0, 0)


@a_few
@given(st.sampled_from(["convert", "convert_and_backfill", "transferee"]), st.integers(0, 300))
def test_an_uplift_of_nobody_costs_what_doing_nothing_costs(staffing: str, strength: int) -> None:
    money = cost_uplift(uplift_question(0, strength=str(strength), staffing=staffing), register()).money
    for ledger in (money.by_month, money.by_year):
        assert np.array_equal(ledger.in_year[0], ledger.in_year[1])
    assert money.full_year_effect[0].tolist() == [0, 0, 0, 0]


# --- more is never less ------------------------------------------------------------------------


def asks_for_nothing(put: PreceptProposal) -> bool:
    if put.increase.kind is IncreaseKind.REQUIREMENT:
        return put.increase.amount * 100_000 == put.prior_band_d * (put.tax_base or 0)
    return put.increase.amount == 0


@unhurried
@given(proposals(), st.one_of(*(st.tuples(kind, kind) for kind in (percents, cashes, requirements))))
def test_a_larger_increase_never_raises_less_from_anybody(
    put: PreceptProposal, pair: tuple[Increase, Increase]
) -> None:
    smaller, larger = sorted(pair, key=lambda each: each.amount)
    asked = [replace(put, increase=each) for each in (smaller, larger)]
    given_that(
        larger.kind is not IncreaseKind.REQUIREMENT or larger.amount * 100_000 <= 9 * 10**7 * (put.tax_base or 1)
    )
    # What asks for no change keeps last year's band D as it was, on a step of the policy or not: the one exception.
    on_a_step = put.prior_band_d % put.rounding.band_d.step == 0
    given_that(on_a_step or not any(asks_for_nothing(each) for each in asked))
    less, more = assess_all(asked)
    assert less.band_d <= more.band_d
    assert raised(less) <= raised(more)
    assert all(low.charge <= high.charge for low, high in zip(less.bands, more.bands, strict=True))
    assert all(low.precept <= high.precept for low, high in zip(less.precepts, more.precepts, strict=True))
    assert (less.verdict.headroom or 0) >= (more.verdict.headroom or 0)
    assert (less.verdict.excessive, more.verdict.excessive) != (True, False)


@unhurried
@given(proposals(), st.integers(1, 10**9))
def test_a_larger_tax_base_never_raises_less(put: PreceptProposal, growth: int) -> None:
    assert put.tax_base is not None
    less, more = assess_all([put, replace(put, tax_base=put.tax_base + growth)])
    assert raised(less) <= raised(more)
    assert less.yields is not None
    assert more.yields is not None
    assert less.yields.one_pound <= more.yields.one_pound


@a_few
@given(st.integers(0, 80), st.integers(1, 20), st.sampled_from(["convert", "convert_and_backfill", "transferee"]))
def test_more_officers_never_cost_less_in_the_first_year_and_never_for_good(
    officers: int, more: int, staffing: str
) -> None:
    asked = uplift_question(officers + more, staffing=staffing)
    outcome = cost_uplift(asked, register())
    costs = first_year_costs(asked, outcome.terms)
    assert all(fewer <= after for fewer, after in pairwise(costs))
    smaller = cost_uplift(uplift_question(officers, staffing=staffing), register())
    assert np.all(smaller.money.full_year_effect[0] < outcome.money.full_year_effect[0])


@a_few
@given(
    st.integers(-(10**8), 10**10),
    st.integers(0, 10**9),
    st.integers(1_000_000, 20_000_000),
    st.integers(0, 10**7),
    st.sampled_from(CountedAs),
)
def test_more_money_never_keeps_fewer_officers_and_a_dearer_officer_never_keeps_more(
    money: int, extra: int, cost: int, dearer: int, counted_as: CountedAs
) -> None:
    outcome = kent_uplift(counted_as)
    kept = officers_kept(outcome, money, cost)
    assert kept <= officers_kept(outcome, money + extra, cost)
    assert kept >= officers_kept(outcome, money, cost + dearer)


# --- there and back ----------------------------------------------------------------------------


@unhurried
@given(proposals(percents), st.sampled_from(HALF_UP))
def test_a_percentage_there_and_back_is_within_half_a_penny_of_band_d(
    put: PreceptProposal, rounding: BandDRounding
) -> None:
    there = assess(replace(put, rounding=Rounding(rounding)))
    same_percent = Increase(IncreaseKind.PERCENT, there.increase_percent)
    back = assess(replace(put, increase=same_percent, rounding=Rounding(BandDRounding.FOUR_DECIMALS)))
    assert abs(back.band_d - there.band_d) <= 50


@unhurried
@given(proposals(st.one_of(percents, cashes)))
def test_the_cash_increase_leads_back_to_the_same_band_d_exactly(put: PreceptProposal) -> None:
    there = assess(put)
    back, named = assess_all(
        [
            replace(put, increase=Increase(IncreaseKind.CASH, there.increase)),
            replace(put, increase=Increase(IncreaseKind.BAND_D, there.band_d)),
        ]
    )
    assert back.band_d == named.band_d == there.band_d


@unhurried
@given(proposals(st.one_of(percents, cashes)), st.sampled_from(HALF_UP))
def test_the_requirement_leads_back_to_the_same_band_d(put: PreceptProposal, rounding: BandDRounding) -> None:
    # Half a penny of requirement over a thousand equivalents is far below any step of band D; only a prior that is off
    # the steps of the policy, and kept because nothing was asked for, need not come back.
    on_a_step = replace(put, prior_band_d=put.prior_band_d // 100 * 100, rounding=Rounding(rounding))
    there = assess(on_a_step)
    back = assess(replace(on_a_step, increase=Increase(IncreaseKind.REQUIREMENT, raised(there))))
    assert back.band_d == there.band_d


# --- scale, order and splitting ----------------------------------------------------------------


@unhurried
@given(proposals(), st.integers(2, 20))
def test_so_many_times_every_tax_base_raise_so_many_times_the_precept(put: PreceptProposal, times: int) -> None:
    assert put.tax_base is not None
    larger = replace(
        put,
        tax_base=put.tax_base * times,
        authorities=tuple(replace(each, tax_base=each.tax_base * times) for each in put.authorities),
    )
    given_that(put.tax_base * times <= LARGEST_TAX_BASE)
    once, many = assess_all([put, larger])
    assert abs(raised(many) - times * raised(once)) <= (times + 1) / 2
    for small, large in zip(once.precepts, many.precepts, strict=True):
        assert abs(large.precept - times * small.precept) <= rounded_to(once) * (times + 1) / 2
        assert large.share == small.share


@unhurried
@given(proposals(), st.randoms(use_true_random=False))
def test_the_order_of_the_authorities_does_not_matter(put: PreceptProposal, rng: Random) -> None:
    numbered = tuple(replace(each, name=str(number)) for number, each in enumerate(put.authorities))
    mixed = list(numbered)
    rng.shuffle(mixed)
    straight, other = assess_all([replace(put, authorities=numbered), replace(put, authorities=tuple(mixed))])
    assert straight.requirement == other.requirement
    assert straight.change == other.change
    assert sorted(straight.precepts, key=by_name) == sorted(other.precepts, key=by_name)


def by_name(each: Any) -> str:
    name: str = each.authority.name
    return name


@unhurried
@given(proposals(), st.data())
def test_splitting_an_authority_moves_the_total_by_a_rounding_unit_at_most(
    put: PreceptProposal, data: st.DataObject
) -> None:
    first, *others = put.authorities
    part = data.draw(st.integers(1, first.tax_base - 1))
    halves = (replace(first, tax_base=part), replace(first, tax_base=first.tax_base - part, collection_fund=0))
    whole, split = assess_all([put, replace(put, authorities=(*halves, *others))])
    assert whole.requirement is not None
    assert split.requirement is not None
    assert whole.requirement.precept == split.requirement.precept
    assert whole.requirement.tax_base_difference == split.requirement.tax_base_difference
    moved = (split.requirement.sum_of_precepts or 0) - (whole.requirement.sum_of_precepts or 0)
    assert abs(moved) <= rounded_to(whole)
    assert whole.change == split.change


# --- bands -------------------------------------------------------------------------------------


@unhurried
@given(proposals())
def test_bands_ascend_and_band_d_is_band_d(put: PreceptProposal) -> None:
    outcome = assess(replace(put, rounding=replace(put.rounding, bands_from=BandsFrom.ROUNDED)))
    letters = [each.band for each in outcome.bands]
    assert letters == list("ABCDEFGHI" if put.area.country == "Wales" else "ABCDEFGH")
    assert all(lower.charge <= higher.charge for lower, higher in pairwise(outcome.bands))
    assert all(lower.prior_charge < higher.prior_charge for lower, higher in pairwise(outcome.bands))
    at_d = outcome.bands[3]
    assert at_d.charge == half_up(outcome.band_d, 100)
    assert at_d.prior_charge == half_up(put.prior_band_d, 100)
    assert outcome.bands[7].charge in range(2 * at_d.charge - 1, 2 * at_d.charge + 2)


@unhurried
@given(proposals(percents))
def test_bands_of_a_multiple_of_nine_pence_are_exact_ninths(put: PreceptProposal) -> None:
    outcome = assess(replace(put, rounding=replace(put.rounding, band_d=BandDRounding.MULTIPLE_OF_9P)))
    given_that(outcome.increase != 0)
    assert all(each.charge * 900 == outcome.band_d * each.ninths for each in outcome.bands)


# --- money and officers ------------------------------------------------------------------------


def kent_uplift(counted_as: CountedAs = CountedAs.AUTHORISED, officers: int = 24) -> UpliftOutcome:
    return cost_uplift(uplift_question(officers, counted_as=counted_as.value), register())


@a_few
@given(st.integers(0, 10**10), st.integers(1_000_000, 20_000_000))
def test_the_officers_kept_cost_no_more_than_the_money_and_one_more_would(money: int, cost: int) -> None:
    kept = officers_kept(kent_uplift(), money, cost)
    assert kept * cost <= money < (kept + 1) * cost


@a_few
@given(st.integers(0, 10**10), st.integers(1_000_000, 20_000_000))
def test_deployable_officers_kept_rest_on_the_authorised_ones_they_take(money: int, cost: int) -> None:
    outcome = kent_uplift(CountedAs.DEPLOYABLE)
    share = Fraction(outcome.question.assumptions.value("deployable_share"))

    kept = officers_kept(outcome, money, cost)
    assert kept / share * cost <= money < (kept + 1) / share * cost


def funded(pounds: int, *, one_off: int = 0, fixed: int = 0, counted_as: str = "authorised") -> FundingOutcome:
    """Ask what a grant pays for beside nothing: the precept is frozen, as was planned."""
    return assess_funding(
        funding_question(
            question(freeze()),
            uplift_question(40, counted_as=counted_as, overrides={"fixed_cost": str(fixed)}),
            baseline=freeze(),
            other=(other_funding(str(pounds)), other_funding(str(one_off), "one_off", "once")),
        ),
        register(),
    )


@a_few
@given(
    st.integers(0, 3_000_000),
    st.integers(0, 1_000_000),
    st.integers(0, 200_000),
    st.sampled_from(["authorised", "deployable"]),
)
def test_the_officers_affordable_in_a_year_cost_no_more_than_its_money_and_one_more_would(
    pounds: int, one_off: int, fixed: int, counted_as: str
) -> None:
    given_that(pounds >= fixed)
    outcome = funded(pounds, one_off=one_off, fixed=fixed, counted_as=counted_as)
    costs = first_year_costs(outcome.question.uplift, outcome.uplift.terms)
    affordable, money = outcome.affordability.affordable_in_year, (pounds + one_off - fixed) * PENCE
    assert costs[affordable] - costs[0] <= money
    assert affordable == 40 or money < costs[affordable + 1] - costs[0]


@a_few
@given(st.integers(0, 3_000_000), st.integers(0, 1_000_000))
def test_money_and_cost_of_a_year_leave_a_gap_or_a_surplus_and_never_both(pounds: int, one_off: int) -> None:
    for number, each in enumerate(funded(pounds, one_off=one_off).years):
        assert each.funding == (pounds + (one_off if number == 0 else 0)) * PENCE
        assert each.funding - (each.cost - each.baseline_cost) == each.surplus - each.gap
        assert min(each.surplus, each.gap) == 0 <= max(each.surplus, each.gap)
        assert each.baseline_cost <= each.cost


@a_few
@given(st.integers(0, 3_000_000), st.integers(0, 500_000))
def test_more_money_from_elsewhere_never_pays_for_fewer_officers(pounds: int, more: int) -> None:
    less, richer = funded(pounds).affordability, funded(pounds + more).affordability
    assert less.sustainable <= richer.sustainable
    assert less.sustainable_at_entry_pay <= richer.sustainable_at_entry_pay
    assert less.affordable_in_year <= richer.affordable_in_year
    assert less.deliverable == richer.deliverable
    assert less.sustainable <= less.sustainable_at_entry_pay


# --- the verdict flips at the limit ------------------------------------------------------------

Flip = tuple[str, FinancialYear, ReferendumPrinciple]


def every_class_and_year() -> list[Flip]:
    """Name an area for each principle held, in each year that it is held for: all ten of the ten lowest."""
    found: list[Flip] = []
    rows: tuple[ReferendumPrinciple, ...] = register().tables[REFERENDUM_PRINCIPLES.name].rows
    for row in rows:
        last = row.last_year or FinancialYear(2026)
        for start in range(row.first_year.start, last.start + 1):
            year = FinancialYear(start)
            areas = {
                "default": ["E23000009"],
                "ten_lowest": sorted(ten_lowest(year.previous, register())),
                "permission": [row.police_area or ""],
                "london": [LONDON],
                "wales": [DYFED_POWYS],
            }[row.class_]
            found += [(area, year, row) for area in areas]
    return found


def judged(area: str, year: FinancialYear, prior: str, increase: Increase, rounding: BandDRounding) -> PreceptOutcome:
    asked = question(increase, area=area, financial_year=str(year), prior=prior, rounded=Rounding(rounding))
    return assess(gather(asked, register()))


def last_allowed(row: ReferendumPrinciple, prior: str, step: int) -> int:
    """Work out the last band D that is not excessive, from the words of the principle, in ten-thousandths."""
    below = [-1]
    if row.percent is not None:
        bites_at = Fraction(prior) * 10_000 * (1 + Fraction(row.percent) / 100)
        below.append(int((bites_at / step).__ceil__() - 1) * step)
    if row.cash_pounds is not None:
        below.append(int((Fraction(prior) + Fraction(row.cash_pounds)) * 10_000 // step) * step)
    return max(below)


@pytest.mark.parametrize(
    ("area", "year", "row"),
    [
        pytest.param(*each, id=f"{each[2].class_} {each[1]} {each[0]}")
        for each in every_class_and_year()
        if each[2].rule in {"percent", "cash", "greater_of"}
    ],
)
def test_the_verdict_flips_exactly_at_the_limit_of_every_year_and_class(
    area: str, year: FinancialYear, row: ReferendumPrinciple
) -> None:
    # 2% of £100 and of £250 are the figure itself; 2% of £147.15 and of £267.45 fall between two pennies.
    for prior, rounding in product(("100", "250", "147.15", "267.4521"), HALF_UP):
        allowed = last_allowed(row, prior, rounding.step)
        at, above, most = (
            judged(area, year, prior, increase, rounding)
            for increase in (
                Increase(IncreaseKind.BAND_D, allowed),
                Increase(IncreaseKind.BAND_D, allowed + rounding.step),
                maximum(),
            )
        )
        assert (at.verdict.excessive, above.verdict.excessive) == (False, True)
        assert (at.verdict.headroom, above.verdict.headroom) == (0, -rounding.step)
        assert most.band_d == allowed == at.verdict.maximum_band_d
        assert at.proposal.limit.rule == row.rule


def test_every_year_from_2012_13_to_2026_27_and_every_class_with_a_limit_is_among_the_flips() -> None:
    flips = [each for each in every_class_and_year() if each[2].rule in {"percent", "cash", "greater_of"}]
    assert {year.start for _, year, row in flips if row.class_ == "default"} == set(range(2012, 2027))
    assert {row.class_ for _, _, row in flips} == {"default", "ten_lowest", "permission", "london"}
    assert sum(row.class_ == "ten_lowest" for _, _, row in flips) == 30
    assert sum(row.class_ == "permission" for _, _, row in flips) == 5


def test_where_no_principle_applies_or_is_held_there_is_no_verdict() -> None:
    for area, year in ((DYFED_POWYS, 2025), (DYFED_POWYS, 2012), (LONDON, 2017), (LONDON, 2019), (KENT, 2011)):
        outcome = judged(area, FinancialYear(year), "100", by_cash("50"), BandDRounding.PENNY)
        assert (outcome.verdict.excessive, outcome.verdict.maximum_band_d, outcome.verdict.headroom) == (None,) * 3
        assert outcome.proposal.limit.reason


def test_the_ten_lowest_of_2015_16_are_those_that_the_minutes_and_the_register_name() -> None:
    names = {register().police_area(code).name for code in ten_lowest(FinancialYear(2015), register())}
    assert names == {
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


@unhurried
@given(proposals(st.just(maximum())))
def test_the_maximum_is_allowed_and_one_step_more_is_not(put: PreceptProposal) -> None:
    most = assess(put)
    step = put.rounding.band_d.step
    beyond = assess(replace(put, increase=Increase(IncreaseKind.BAND_D, (most.band_d // step + 1) * step)))
    assert most.verdict.excessive is False
    assert most.verdict.headroom == 0
    assert most.band_d >= put.prior_band_d
    assert beyond.verdict.excessive is True


@pytest.mark.parametrize(
    ("limit", "prior", "allowed", "excessive"),
    [
        (percent_limit("2"), "100", "101.99", "102"),
        (percent_limit("2"), "100", "101.9999", "102"),
        (percent_limit("3.4"), "150", "155.09", "155.1"),
        (cash_limit("5"), "147.15", "152.15", "152.16"),
        (cash_limit("5"), "147.15", "152.15", "152.1501"),
        (greater_of("2", "5"), "100", "105", "105.01"),
        (greater_of("2", "5"), "400", "407.99", "408"),
        (greater_of("2", "5"), "250", "255", "255.01"),
    ],
)
def test_a_percentage_bites_at_the_figure_and_cash_above_it(
    limit: Limit, prior: str, allowed: str, excessive: str
) -> None:
    rounding = Rounding(BandDRounding.FOUR_DECIMALS)
    below, above = assess_all(
        [
            replace(proposal(to_band_d(pounds), prior=prior, limit=limit), rounding=rounding)
            for pounds in (allowed, excessive)
        ]
    )
    assert (below.verdict.excessive, above.verdict.excessive) == (False, True)


# --- leavers and joiners -----------------------------------------------------------------------

starts = st.dates(dt.date(2016, 4, 1), dt.date(2020, 3, 1)).map(lambda day: day.replace(day=1))


@st.composite
def uplifts(draw: st.DrawFn) -> UpliftQuestion:
    decimal = st.decimals(min_value=0, max_value=1, places=3)
    overrides = {
        "attrition": str(draw(decimal) * Decimal("0.6")),
        "pass_rate": str(draw(st.decimals(Decimal("0.05"), 1, places=3))),
        "net_transfers": str(draw(st.integers(-30, 10))),
        "intakes": str(draw(st.integers(1, 12))),
        "volunteers": str(draw(st.integers(0, 400))),
        "course_weeks": str(draw(st.integers(1, 30))),
        "wait_months": str(draw(st.integers(0, 6))),
        "hire_lag": str(draw(st.integers(0, 20))),
    }
    return uplift_question(
        draw(st.integers(0, 60)),
        strength=str(draw(st.decimals(0, 200, places=2))),
        start=draw(starts),
        years=draw(st.integers(1, 5)),
        staffing=draw(st.sampled_from(["convert", "convert_and_backfill", "transferee"])),
        counted_as=draw(st.sampled_from(["authorised", "deployable"])),
        overrides=overrides,
    )


@a_few
@given(uplifts())
def test_leavers_and_joiners_balance_every_month(asked: UpliftQuestion) -> None:
    outcome = cost_uplift(asked, register())
    run = outcome.run
    before = np.concatenate([run.plan.strength_at_start[:, np.newaxis], run.authorised[:, :-1]], axis=1)
    after = before - run.leavers + run.qualified + run.transfers_net
    assert np.abs(after - run.authorised).max() <= 1e-9
    assert run.authorised.min() >= 0
    assert run.leavers.min() >= 0
    wait = int(run.pathway.months_to_qualify[0])
    passed_by_then = np.zeros_like(run.qualified)
    passed_by_then[:, wait:] = (run.places * run.pathway.pass_rate[:, np.newaxis])[:, : max(0, run.plan.months - wait)]
    assert np.array_equal(run.qualified, passed_by_then)


@a_few
@given(uplifts())
def test_recruits_in_post_are_the_recruits_hired_and_never_more_than_the_posts_ever_left(
    asked: UpliftQuestion,
) -> None:
    outcome = cost_uplift(asked, register())
    backfill = outcome.backfill
    hired = np.cumsum(backfill.hires, axis=1)
    assert np.abs(backfill.in_post - backfill.by_pay_point.sum(axis=2)).max() <= 1e-9
    assert np.abs(backfill.in_post - hired).max() <= 1e-9
    assert np.all(hired <= np.maximum.accumulate(outcome.run.extra_authorised, axis=1) + 1e-9)


@a_few
@given(uplifts())
def test_months_of_money_add_up_to_years_and_ledgers_to_cash(asked: UpliftQuestion) -> None:
    money = cost_uplift(asked, register()).money
    months, years = money.by_month, money.by_year
    assert np.array_equal(years.in_year, years.recurring + years.one_off)
    assert np.array_equal(months.in_year.sum(axis=1), years.in_year.sum(axis=1))
    first_year = 12 - asked.first_month
    assert np.array_equal(months.in_year[:, :first_year].sum(axis=1), years.in_year[:, 0])
    assert np.all(money.baseline_replacement <= years.course + years.kit)


# --- effective dates ---------------------------------------------------------------------------


def with_rows(spec: TableSpec[Any], alter: Callable[[Any], Any]) -> Register:
    """Return the register with the rows of one table altered."""
    tables = dict(register().tables)
    rows = tuple(alter(row) for row in tables[spec.name].rows)
    tables[spec.name] = Table.of(spec, rows)
    return Register(tables, version="altered")


def kent_line(line: str, financial_year: str, held: Register | None = None) -> int:
    (cost,) = cost_of_officers(officer_question(7, financial_year=financial_year), held or register())
    return cost.lines[line]


def test_a_september_award_is_paid_for_seven_months_of_its_year_and_for_five_of_the_next() -> None:
    def raise_2018(row: Any) -> Any:
        at_2018 = row.effective_from == dt.date(2018, 9, 1) and row.scale == "joined_from_2013"
        return msgspec.structs.replace(row, annual_pounds=row.annual_pounds + 1_200) if at_2018 else row

    altered = with_rows(PAY_SCALES, raise_2018)
    moved = {
        year: kent_line("basic_pay", year, altered) - kent_line("basic_pay", year)
        for year in ("2017-18", "2018-19", "2019-20", "2020-21")
    }
    assert moved == {"2017-18": 0, "2018-19": 70_000, "2019-20": 50_000, "2020-21": 0}


def test_basic_pay_of_every_year_is_five_months_of_one_september_and_seven_of_the_next() -> None:
    for start in range(2016, 2026):
        year = str(FinancialYear(start))
        for cost in cost_of_officers(officer_question(financial_year=year), register()):
            before, after = (
                register().pay_point("joined_from_2013", cost.pay_point, september) for september in (start - 1, start)
            )
            assert before is not None
            assert after is not None
            exact = (5 * Fraction(before.annual_pounds) + 7 * Fraction(after.annual_pounds)) / 12 * PENCE
            assert cost.lines["basic_pay"] == half_up(exact.numerator, exact.denominator)


@pytest.mark.parametrize(
    ("effective_from", "allowance"),
    [
        (dt.date(2022, 8, 1), "2833.33"),
        (dt.date(2022, 8, 31), "2791.67"),
        (dt.date(2022, 9, 1), "2791.67"),
        (dt.date(2022, 9, 2), "2750.00"),
        (dt.date(2022, 10, 1), "2750.00"),
        (dt.date(2022, 4, 1), "3000.00"),
        (dt.date(2022, 4, 2), "2958.33"),
        (dt.date(2023, 3, 1), "2541.67"),
        (dt.date(2023, 3, 31), "2500.00"),
        (dt.date(2023, 4, 1), "2500.00"),
    ],
)
def test_an_allowance_is_paid_from_the_first_month_that_begins_with_it(effective_from: dt.date, allowance: str) -> None:
    def move(row: Any) -> Any:
        kents = row.police_area == KENT and row.effective_from == dt.date(2022, 9, 1)
        return msgspec.structs.replace(row, effective_from=effective_from) if kents else row

    altered = with_rows(ALLOWANCES, move)
    assert decimals(kent_line("allowance", "2022-23", altered), PENCE) == allowance
    assert decimals(kent_line("allowance", "2023-24", altered), PENCE) == "3000.00"
    assert decimals(kent_line("allowance", "2021-22", altered), PENCE) == "2500.00"


def test_an_allowance_that_changes_on_1_april_counts_for_none_of_the_year_before_and_all_of_its_own() -> None:
    assert decimals(kent_line("allowance", "2019-20"), PENCE) == "2000.00"
    assert decimals(kent_line("allowance", "2020-21"), PENCE) == "2500.00"


@pytest.mark.parametrize("financial_year", ["2015-16", "2016-17"])
def test_a_weighting_held_for_twelve_months_only_is_not_stretched_over_a_year_it_does_not_fill(
    financial_year: str,
) -> None:
    asked = officer_question(7, financial_year=financial_year, area=LONDON, overrides={"pay_mix": "september"})
    with pytest.raises(FigureNotHeld) as refused:
        cost_of_officers(asked, register())
    assert refused.value.field == "on_costs.regional_allowance_annual_pounds"


def test_a_rate_of_one_year_moves_that_year_alone() -> None:
    def raise_2017(row: Any) -> Any:
        at_2017 = str(row.financial_year) == "2017-18" and row.item == "ni_threshold"
        return msgspec.structs.replace(row, value=row.value + 1_000) if at_2017 else row

    altered = with_rows(ON_COSTS, raise_2017)
    years = ("2016-17", "2017-18", "2018-19")
    moved = [kent_line("national_insurance", year, altered) - kent_line("national_insurance", year) for year in years]
    assert moved == [0, -13_800, 0]


@pytest.mark.parametrize(
    ("day", "financial_year"),
    [
        (dt.date(2016, 3, 31), "2015-16"),
        (dt.date(2016, 4, 1), "2016-17"),
        (dt.date(2016, 4, 2), "2016-17"),
        (dt.date(2016, 12, 31), "2016-17"),
        (dt.date(2017, 1, 1), "2016-17"),
        (dt.date(2017, 3, 31), "2016-17"),
        (dt.date(2000, 3, 31), "1999-00"),
        (dt.date(2000, 4, 1), "2000-01"),
    ],
)
def test_a_financial_year_runs_from_1_april_to_31_march(day: dt.date, financial_year: str) -> None:
    year = FinancialYear.of(day)
    assert str(year) == financial_year
    assert year == FinancialYear.parse(financial_year)
    assert year.starts_on <= day <= year.ends_on
    assert (year.ends_on + dt.timedelta(days=1)) == (year + 1).starts_on


def test_an_uplift_that_starts_in_march_has_one_month_in_its_first_year_and_one_of_april_has_twelve() -> None:
    for start, first_months in ((dt.date(2017, 3, 1), 1), (dt.date(2017, 4, 1), 12), (dt.date(2017, 5, 1), 11)):
        outcome = cost_uplift(uplift_question(start=start, years=2), register())
        year_of_month = outcome.run.plan.year_of_month
        assert int((year_of_month == 0).sum()) == first_months
        assert len(year_of_month) == first_months + 12
        assert outcome.question.month(first_months) == outcome.question.financial_years[1].starts_on
        assert outcome.question.month(len(year_of_month) - 1).month == 3


def test_wales_has_a_ninth_band_from_2005_06_and_not_before() -> None:
    bands = {
        year: len(assess(proposal(freeze(), country="Wales", financial_year=year)).bands)
        for year in ("2003-04", "2004-05", "2005-06", "2006-07")
    }
    assert bands == {"2003-04": 8, "2004-05": 8, "2005-06": 9, "2006-07": 9}


def test_bedfordshires_two_percent_of_2014_15_to_2017_18_gives_way_to_cash_on_1_april_2018() -> None:
    rules = {
        year: gather(question(freeze(), area=BEDFORDSHIRE, financial_year=year), register()).limit.rule.value
        for year in ("2011-12", "2012-13", "2017-18", "2018-19", "2019-20")
    }
    assert rules == {
        "2011-12": "none",
        "2012-13": "percent",
        "2017-18": "percent",
        "2018-19": "cash",
        "2019-20": "cash",
    }


# --- one and many ------------------------------------------------------------------------------


@a_few
@given(st.lists(proposals(), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_a_proposal_is_answered_the_same_alone_in_a_batch_and_in_any_order(
    batch: list[PreceptProposal], rng: Random
) -> None:
    alone = [assess(each) for each in batch]
    assert assess_all(batch) == alone
    order = list(range(len(batch)))
    rng.shuffle(order)
    assert assess_all([batch[number] for number in order]) == [alone[number] for number in order]


@a_few
@given(uplifts(), st.integers(0, 30))
def test_an_uplift_costs_the_same_beside_any_other_size(asked: UpliftQuestion, officers: int) -> None:
    sized = replace(asked, officers=officers)
    outcome = cost_uplift(sized, register())
    larger = first_year_costs(replace(asked, officers=officers + 7), outcome.terms)
    assert first_year_costs(sized, outcome.terms) == larger[: officers + 1]
    assert larger[officers] == int(outcome.money.by_year.in_year[0, 0])
    assert larger[0] == int(outcome.money.by_year.in_year[1, 0])


# --- the stated bounds -------------------------------------------------------------------------

LARGEST_AUTHORITIES = tuple(Authority(None, str(number), LARGEST_TAX_BASE // 10, 10**11) for number in range(10))


def at_the_bounds() -> list[PreceptProposal]:
    """Put the largest and the smallest of everything together, in every combination."""
    asked = [
        *(Increase(IncreaseKind.PERCENT, millionths) for millionths in (-999_999, 1, 1_000_000)),
        *(Increase(IncreaseKind.CASH, amount) for amount in (-9_999_999, 9_999_999)),
        *(Increase(IncreaseKind.BAND_D, amount) for amount in (0, LARGEST_BAND_D)),
        *(Increase(IncreaseKind.REQUIREMENT, amount) for amount in (0, LARGEST_REQUIREMENT)),
        freeze(),
        maximum(),
    ]
    limits = [
        Limit(LimitRule.PERCENT, percent=1_000_000),
        Limit(LimitRule.CASH, cash=LARGEST_BAND_D),
        Limit(LimitRule.GREATER_OF, percent=1, cash=0),
    ]
    return [
        replace(
            proposal(country=country),
            increase=increase,
            prior_band_d=prior,
            limit=limit if country == "England" else NO_LIMIT,
            rounding=Rounding(rounding, BandsFrom.UNROUNDED, PreceptRounding.PENNY),
            tax_base=tax_base,
            prior_tax_base=prior_tax_base,
            authorities=LARGEST_AUTHORITIES,
        )
        for country, increase, limit, rounding, prior, tax_base, prior_tax_base in product(
            ("England", "Wales"),
            asked,
            limits,
            BandDRounding,
            (10_000, LARGEST_BAND_D),
            (1_000, LARGEST_TAX_BASE),
            (1_000, LARGEST_TAX_BASE),
        )
    ]


def test_nothing_overflows_at_the_stated_bounds() -> None:
    cases = at_the_bounds()
    expected = [expected_of(as_reference(each, each.tax_base)) for each in cases]
    answered = [(each, found) for each, found in zip(cases, expected, strict=True) if isinstance(found, dict)]
    refused = [(each, found) for each, found in zip(cases, expected, strict=True) if not isinstance(found, dict)]
    assert len(answered) > 500
    assert len(refused) > 100
    for (each, found), outcome in zip(answered, assess_as_rows([each for each, _ in answered]), strict=True):
        assert figures_of_service(outcome) == found, each
        assert assess(each) == outcome
    for each, refusal in refused:
        with pytest.raises(refusal):
            assess(each)


def test_the_largest_requirement_over_the_smallest_tax_base_is_refused_and_over_the_largest_is_not() -> None:
    largest = decimals(LARGEST_REQUIREMENT, PENCE)
    whole = decimals(LARGEST_TAX_BASE, 1_000)
    outcome = assess(proposal(to_requirement(largest), tax_base=whole))
    assert outcome.band_d == e4("1000")
    assert raised(outcome) == half_up(e4("1000") * LARGEST_TAX_BASE, 100_000)
