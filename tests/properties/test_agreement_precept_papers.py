"""The two engines agree on options, referendums, households, London, tax bases, collection funds, freezes and ranks."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from tests.builders import KENT, by_cash, by_percent, freeze, register, seeded, year
from tests.properties.test_agreement_council_tax import a_case, an_increase, as_reference, in_units
from tests.properties.test_agreement_solve import as_theirs
from tests.reference import collection_fund as their_fund
from tests.reference import comparison as their_comparison
from tests.reference import council_tax as reference
from tests.reference import freeze as their_freeze
from tests.reference import households as their_households
from tests.reference import london as their_london
from tests.reference import options as their_options
from tests.reference import referendum as their_referendum
from tests.reference import tax_base as their_tax_base

from precept.council_tax.ballot import ReferendumCosts, call_referendum
from precept.council_tax.collection_fund import Body, Demand, Fund, share_funds
from precept.council_tax.history.freeze import FreezeQuestion, cost_of_freeze
from precept.council_tax.history.ten_lowest import ten_lowest_for
from precept.council_tax.households import in_instalments, less_discount
from precept.council_tax.london import LondonPrecept, assess_london
from precept.council_tax.options import Option, Purposes, RankBy, compare_options
from precept.council_tax.proposal import (
    LARGEST_BAND_D,
    Increase,
    IncreaseKind,
    LimitRule,
    PreceptProposal,
    PreceptRounding,
)
from precept.council_tax.tax_base.assess import assess_all as tax_bases_of
from precept.council_tax.tax_base.case import BandOfDwellings, TaxBaseCase
from precept.register.refusals import BandDOutOfRange, NoLimit, Refusal, SubstituteExcessive

F = Fraction


def proposals(rng: Random, number: int) -> list[tuple[PreceptProposal, reference.Proposal]]:
    """Generated proposals that rest on a tax base of their own."""
    found = []
    while len(found) < number:
        ours, _ = a_case(rng)
        if ours.tax_base is not None:
            found.append((ours, as_reference(ours, ours.tax_base)))
    return found


@pytest.mark.parametrize("block", range(4))
def test_options_agree_in_every_column_and_in_their_order(block: int) -> None:
    rng = seeded(f"options {block}")
    for ours, theirs in proposals(rng, 100):
        base = ours.tax_base or 1
        kinds = [
            freeze(),
            by_percent("1.99"),
            *(an_increase(rng, ours.prior_band_d, ours.limit, base, 100) for _ in range(4)),
        ]
        baseline = rng.choice(kinds)
        cost, gap = rng.choice([None, rng.randrange(1, 10**8)]), rng.choice([None, rng.randrange(10**9)])
        options = [Option(str(at), increase) for at, increase in enumerate(kinds)]
        try:
            lines = their_options.option_lines(
                theirs,
                [as_theirs(each) for each in kinds],
                as_theirs(baseline),
                None if cost is None else F(cost, 100),
                None if gap is None else F(gap, 100),
            )
        except reference.CannotAssess:
            lines = ()
        if not lines or any(line.assessment.proposed_band_d * 10_000 > LARGEST_BAND_D for line in lines):
            with pytest.raises(Refusal):
                compare_options(ours, options, Purposes(baseline, gap, cost), rank_by=RankBy.AS_GIVEN, descending=True)
            continue
        descending = rng.random() < 0.5
        _, rows = compare_options(
            ours, options, Purposes(baseline, gap, cost), rank_by=RankBy.EXTRA_INCOME, descending=descending
        )
        ranked = their_options.ranked_options(lines, lambda line: line.versus_freeze, descending=descending)
        assert [(row.option.name, row.rank) for row in rows] == [(str(each.index), each.rank) for each in ranked]
        for row in rows:
            line = lines[int(row.option.name)]
            assert row.versus_freeze == in_units(line.versus_freeze, 100)
            assert row.versus_baseline == in_units(line.versus_baseline, 100)
            assert row.gap_left == in_units(line.gap_left, 100)
            assert row.officers == line.officers


def test_what_hangs_on_a_referendum_agrees() -> None:
    rng, met = seeded("referendum"), 0
    for ours, theirs in proposals(rng, 600):
        poll, again = rng.randrange(10**8), rng.randrange(10**8)
        increase, substitute = (
            an_increase(rng, ours.prior_band_d, ours.limit, ours.tax_base or 1, 100) for _ in range(2)
        )
        substitute = rng.choice([Increase(IncreaseKind.MAXIMUM), substitute])
        put = replace(ours, increase=increase)
        if ours.limit.rule is LimitRule.NONE:
            with pytest.raises(NoLimit):
                call_referendum(put, substitute, ReferendumCosts(poll, again))
            continue
        try:
            found = their_referendum.referendum_stakes(
                theirs, as_theirs(increase), F(poll, 100), F(again, 100), as_theirs(substitute)
            )
        except reference.CannotAssess:
            continue
        if max(each.proposed_band_d for each in (found.proposed, found.substitute)) * 10_000 > LARGEST_BAND_D:
            with pytest.raises(BandDOutOfRange):
                call_referendum(put, substitute, ReferendumCosts(poll, again))
        elif found.substitute.referendum.excessive:
            with pytest.raises(SubstituteExcessive):
                call_referendum(put, substitute, ReferendumCosts(poll, again))
        else:
            ballot = call_referendum(put, substitute, ReferendumCosts(poll, again))
            assert ballot.at_stake == in_units(found.at_stake, 100)
            if not ballot.needed:
                assert ballot.first_year_if_won is ballot.first_year_if_lost is ballot.break_even_chance is None
                continue
            assert ballot.first_year_if_won == in_units(found.won_first_year, 100)
            assert ballot.first_year_if_lost == in_units(found.lost_first_year, 100)
            assert ballot.break_even_chance == in_units(found.break_even_percent, 10_000)
            met += 1
    assert met > 30


def test_discounts_and_instalments_agree() -> None:
    rng = seeded("households")
    for _ in range(5_000):
        pence, discount = rng.randrange(2_000_000), rng.randrange(0, 1_000_001)
        number = rng.choice([10, 12])
        theirs = their_households.in_instalments(F(pence, 100), number)
        assert in_instalments(pence, number) == (in_units(theirs.first, 100), in_units(theirs.others, 100))
        assert less_discount(pence, discount) == in_units(
            their_households.discounted(F(pence, 100), F(discount, 1_000_000)), 100
        )


def test_londons_two_amounts_agree() -> None:
    rng = seeded("london")
    proportions = register().proportions("England", year())
    for _ in range(2_000):
        drawn = LondonPrecept(
            rng.randrange(10**11), rng.randrange(10**11), rng.randrange(10**9, 4 * 10**9), rng.randrange(1_000, 10**7)
        )
        theirs = their_london.london_amounts(
            their_london.LondonInputs(
                F(drawn.police_requirement, 100),
                F(drawn.other_requirement, 100),
                F(drawn.boroughs_tax_base, 1_000),
                F(drawn.city_tax_base, 1_000),
            )
        )
        ours = assess_london(drawn, proportions, LARGEST_BAND_D)
        assert (ours.unadjusted, ours.police) == (in_units(theirs.unadjusted, 10_000), in_units(theirs.police, 10_000))
        assert ours.raised == in_units(theirs.raised, 100)
        assert {each.band: each.boroughs for each in ours.bands} == {
            band: in_units(amount, 100) for band, amount in theirs.adjusted_bands.items()
        }
        assert {each.band: each.city for each in ours.bands} == {
            band: in_units(amount, 100) for band, amount in theirs.unadjusted_bands.items()
        }


NINTHS = {"A-": 5, "A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18}


def test_tax_bases_from_dwelling_equivalents_agree() -> None:
    """The service adds class O after collection, as the budget-time return does; so does `adjustment` there."""
    rng = seeded("tax base")
    cases = []
    for _ in range(1_000):
        before = {band: rng.randrange(1, 2_000_000) * 250 for band in NINTHS}
        support = {band: rng.randrange(amount + 1) for band, amount in before.items()}
        bands = tuple(
            BandOfDwellings(band, ninths, before_support=before[band] * 1_000, support=support[band] * 1_000)
            for band, ninths in NINTHS.items()
        )
        rate, class_o = rng.randrange(900_000, 1_000_001), rng.randrange(1_000_000)
        cases.append(TaxBaseCase(year(), "England", bands, rate, class_o))
    for case, found in zip(cases, tax_bases_of(cases), strict=True):
        after = {each.band: F((each.before_support or 0) - each.support, 1_000_000) for each in case.bands}
        theirs = their_tax_base.tax_base_lines(after, F(0), F(case.collection_rate, 1_000_000), F(case.class_o, 1_000))
        ours = {each.band: F(each.band_d_after_support, 1_000) for each in found.bands}
        assert ours == theirs.by_band
        assert F(found.bases[0].after_support, 1_000) == theirs.line_31
        assert abs(F(found.bases[0].tax_base, 1_000) - theirs.tax_base) <= F(1, 200)


@pytest.mark.parametrize("rounding", list(PreceptRounding))
def test_collection_funds_are_shared_alike(rounding: PreceptRounding) -> None:
    rng = seeded(f"funds {rounding}")
    funds = []
    for number in range(1_000):
        demands = tuple(
            Demand(body, body.value, rng.randrange(1, 10**11)) for body in list(Body)[: rng.randrange(1, 6)]
        )
        funds.append(Fund(None, f"Council {number}", rng.randrange(-(10**9), 10**9), demands))
    for fund, ours in zip(funds, share_funds(funds, year(), rounding).funds, strict=True):
        theirs = their_fund.shared(
            F(fund.balance, 100), {each.name: F(each.amount, 100) for each in fund.demands}, rounding.value
        )
        assert {each.demand.name: each.amount for each in ours.shares} == {
            name: in_units(amount, 100) for name, amount in theirs.shares.items()
        }
        assert ours.residual == in_units(theirs.residual, 100)


@pytest.mark.parametrize("alternative", ["percent 1.99", "percent 2", "percent 0", "cash 5", "cash 0.01"])
@pytest.mark.parametrize("area", [KENT, "E23000033", "E23000009", "E23000006", "E23000005"])
def test_what_a_freeze_has_cost_agrees(area: str, alternative: str) -> None:
    kind, amount = alternative.split()
    increase = by_percent(amount) if kind == "percent" else by_cash(amount)
    found = cost_of_freeze(FreezeQuestion(area, year("2010-11"), year("2025-26"), increase), register())
    rows = found.years.rows(named=True)
    actual = [
        their_freeze.ActualYear(
            str(row["year"]), F(row["band_d"], 10_000), None if row["tax_base"] is None else F(row["tax_base"], 1_000)
        )
        for row in rows[1:]
    ]
    theirs = their_freeze.forgone(F(rows[0]["band_d"], 10_000), actual, their_freeze.Alternative(kind, F(amount)))  # type: ignore[arg-type]
    assert len(actual) == 15
    for row, line in zip(rows[1:], theirs, strict=True):
        assert row["alternative"] == in_units(line.alternative, 10_000)
        assert row["forgone"] == in_units(line.forgone, 10_000)
        assert row["income_forgone"] == in_units(line.income_forgone, 100)


@pytest.mark.parametrize("judged", ["2013-14", "2016-17", "2017-18", "2021-22"])
def test_ranks_and_the_ten_lowest_agree(judged: str) -> None:
    found = ten_lowest_for(year(judged), register())
    theirs = their_comparison.compared(
        [their_comparison.Area(each.figure.police_area, F(each.band_d, 10_000)) for each in found.areas]
    )
    assert len(theirs) == 37
    assert [(each.figure.police_area, each.rank, each.in_group) for each in found.areas] == [
        (each.name, each.rank, each.of_the_ten_lowest) for each in theirs
    ]
