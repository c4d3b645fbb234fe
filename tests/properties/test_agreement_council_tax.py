"""The service and the reference engine agree to the penny on ten thousand generated council tax proposals."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Literal

import pytest
from tests.builders import NO_LIMIT, NOT_HELD, proposal, seeded
from tests.reference import council_tax as reference

from precept.council_tax.assess import assess
from precept.council_tax.many import assess_as_rows
from precept.council_tax.outcome import BandCharge, PreceptOutcome
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
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal

F = Fraction
BLOCKS = 10
INSTALMENTS: tuple[Literal[12, 10], ...] = (12, 10)
PROPOSALS_A_BLOCK = 1_000
Figures = dict[str, object]
Case = tuple[PreceptProposal, reference.Proposal]

LARGEST_AUTHORITY = 999_999_999
"""999,999.999 band D equivalents, the most the contract takes for one authority."""


# --- generated proposals -----------------------------------------------------------------------


def a_case(rng: Random) -> Case:
    """Draw one proposal, in the units of the service and as the reference engine reads it."""
    country = rng.choice(["England", "England", "Wales"])
    rounding = Rounding(
        rng.choice(list(BandDRounding)),
        rng.choice(list(BandsFrom)),
        rng.choice(list(PreceptRounding)),
        rng.choice([12, 12, 10]),
    )
    prior = a_prior_band_d(rng)
    limit = NO_LIMIT if country == "Wales" else a_limit(rng)
    authorities = some_authorities(rng)
    whole = sum(each.tax_base for each in authorities)
    given = a_tax_base(rng, whole) if rng.random() < 0.7 else None
    ours = replace(
        proposal(country=country),
        increase=an_increase(rng, prior, limit, given or whole, rounding.band_d.step),
        prior_band_d=prior,
        limit=limit,
        rounding=rounding,
        tax_base=given or whole or None,
        prior_tax_base=a_tax_base(rng, given or whole) if rng.random() < 0.8 else None,
        authorities=authorities,
    )
    return ours, as_reference(ours, given)


def a_prior_band_d(rng: Random) -> int:
    return rng.choice(
        [
            rng.randrange(5_000, 40_000) * 100,
            rng.randrange(5_000, 40_000) * 100,
            rng.randrange(500_000, 4_000_000),
            rng.randrange(600, 4_000) * 900,
            rng.randrange(5_000, 40_000) * 100 + 50,
            rng.choice([10_000, 10_001, 10_050, 10_100, LARGEST_BAND_D // 2, LARGEST_BAND_D]),
        ]
    )


def a_limit(rng: Random) -> Limit:
    percent = rng.choice([20_000, 20_000, 40_000, 1, 10_001, 1_000_000, rng.randrange(1, 100_000)])
    cash = rng.choice([50_000, 100_000, 150_000, 240_000, 0, 1, 49_950, rng.randrange(300_000)])
    return rng.choice(
        [
            Limit(LimitRule.PERCENT, percent=percent),
            Limit(LimitRule.CASH, cash=cash),
            Limit(LimitRule.GREATER_OF, percent=percent, cash=cash),
            Limit(LimitRule.GREATER_OF, percent=percent, cash=cash),
            NOT_HELD,
        ]
    )


def some_authorities(rng: Random) -> tuple[Authority, ...]:
    return tuple(
        Authority(
            None,
            f"Authority {number}",
            rng.choice([rng.randrange(20_000, 130_000) * 1_000, 1_000, LARGEST_AUTHORITY])
            if number % 5 == 0
            else rng.choice([rng.randrange(1_000, 100_000_000), rng.randrange(100, 10_000_000) * 10]),
            rng.choice([0, 0, rng.randrange(-50_000_000, 50_000_000)]),
        )
        for number in range(rng.choice([0, 0, 1, 2, 5, 13, 15, rng.randrange(16)]))
    )


def a_tax_base(rng: Random, near: int) -> int:
    close = max(1_000, min(LARGEST_TAX_BASE, near + rng.choice([-1, 0, 1, 12_345, -5_000_000, near // 50])))
    drawn = rng.choice([rng.randrange(1_000, 2_000_000_000), rng.randrange(10_000, 80_000_000) * 10])
    edge = rng.choice([1_000, 1_001, LARGEST_TAX_BASE])
    return rng.choice([close, close, close, drawn, drawn, edge])


def an_increase(rng: Random, prior: int, limit: Limit, tax_base: int, step: int) -> Increase:
    kind = rng.choice(list(IncreaseKind))
    if kind is IncreaseKind.PERCENT:
        edges = [0, 0, 1, -1, limit.percent or 20_000, (limit.percent or 20_000) - 1, (limit.percent or 20_000) + 1]
        drawn = [34_000, 19_900, rng.randrange(100_000), rng.randrange(-999_999, 1_000_001)]
        return Increase(kind, rng.choice(edges + drawn))
    if kind is IncreaseKind.CASH:
        return Increase(kind, rng.choice([*rises(rng, prior, limit, step), rng.randrange(-9_999_999, 10_000_000)]))
    if kind is IncreaseKind.BAND_D:
        near = max(0, prior + rng.choice(rises(rng, prior, limit, step)))
        return Increase(kind, rng.choice([near, near, near, 0, LARGEST_BAND_D, 50, 149, 150]))
    if kind is IncreaseKind.REQUIREMENT:
        sought = max(0, prior + rng.choice(rises(rng, prior, limit, step)))
        exact = sought * tax_base // 100_000 + rng.choice([-1, 0, 0, 1])
        anything = rng.choice([0, rng.randrange(LARGEST_REQUIREMENT), LARGEST_REQUIREMENT])
        return Increase(kind, min(LARGEST_REQUIREMENT, max(0, rng.choice([exact, exact, exact, anything]))))
    return Increase(kind)


def rises(rng: Random, prior: int, limit: Limit, step: int) -> list[int]:
    """List rises in band D about the limit, about nothing, and about the half-penny."""
    at_cash = limit.cash if limit.cash is not None else 50_000
    at_percent = prior * (limit.percent or 20_000) // 1_000_000
    edge = rng.choice([at_cash, at_percent, 0])
    near = [edge - step, edge - 1, edge, edge + 1, edge + step, edge + 50, edge - 50]
    return [*near, rng.randrange(-50_000, 300_000), rng.randrange(3_000) * 100]


# --- the same proposal, as the reference engine reads it ---------------------------------------


def as_reference(ours: PreceptProposal, given_tax_base: int | None) -> reference.Proposal:
    limit = None
    if ours.limit.rule.limits:
        percent = None if ours.limit.percent is None else F(ours.limit.percent, 10_000)
        cash = None if ours.limit.cash is None else F(ours.limit.cash, 10_000)
        limit = reference.Limit(ours.limit.rule.value, percent, cash)  # type: ignore[arg-type]
    scale = {IncreaseKind.REQUIREMENT: 100}.get(ours.increase.kind, 10_000)
    return reference.Proposal(
        country=ours.area.country,  # type: ignore[arg-type]
        prior_band_d=F(ours.prior_band_d, 10_000),
        increase=ours.increase.kind.value,
        amount=F(ours.increase.amount, scale),
        tax_base=None if given_tax_base is None else F(given_tax_base, 1_000),
        authorities=tuple(
            reference.Authority(each.name, F(each.tax_base, 1_000), F(each.collection_fund, 100))
            for each in ours.authorities
        ),
        prior_tax_base=None if ours.prior_tax_base is None else F(ours.prior_tax_base, 1_000),
        limit=limit,
        band_d_rounding=ours.rounding.band_d.value,
        bands_from=ours.rounding.bands_from.value,
        authority_precepts=ours.rounding.authority_precepts.value,
        instalments=ours.rounding.instalments,
    )


# --- every figure of an answer, in the units of the service ------------------------------------


def figures_of_service(outcome: PreceptOutcome) -> Figures:
    figures: Figures = {
        "band D": outcome.band_d,
        "increase": outcome.increase,
        "increase percent": outcome.increase_percent,
        "excessive": outcome.verdict.excessive,
        "maximum": outcome.verdict.maximum_band_d,
        "headroom": outcome.verdict.headroom,
        "bands": [charges_of(each) for each in outcome.bands],
        "precepts": [
            (each.authority.name, each.authority.tax_base, each.precept, each.share, each.authority.collection_fund)
            for each in outcome.precepts
        ],
    }
    if outcome.requirement is not None and outcome.yields is not None:
        figures |= {
            "tax base": outcome.requirement.tax_base,
            "requirement": outcome.requirement.precept,
            "sum of precepts": outcome.requirement.sum_of_precepts,
            "tax base difference": outcome.requirement.tax_base_difference,
            "residual": outcome.requirement.rounding_residual,
            "one pound": outcome.yields.one_pound,
            "one percent": outcome.yields.one_percent,
        }
    if outcome.change is not None:
        change = outcome.change
        figures["change"] = (
            change.prior_requirement,
            change.rate,
            change.tax_base,
            change.joint,
            change.rounding,
            change.collection_fund,
            change.total,
        )
    return figures


def charges_of(each: BandCharge) -> tuple[object, ...]:
    return (
        each.band,
        each.ninths,
        each.prior_charge,
        each.charge,
        each.increase,
        each.monthly,
        each.weekly,
        each.daily,
        each.increase_monthly,
        each.increase_weekly,
        each.increase_daily,
    )


def figures_of_reference(found: reference.Assessment) -> Figures:
    figures: Figures = {
        "band D": in_units(found.proposed_band_d, 10_000),
        "increase": in_units(found.increase, 10_000),
        "increase percent": in_units(found.increase_percent, 10_000),
        "excessive": found.referendum.excessive,
        "maximum": in_units(found.referendum.maximum_band_d, 10_000),
        "headroom": in_units(found.referendum.headroom, 10_000),
        "bands": [
            (
                each.band,
                each.ninths,
                in_units(each.prior, 100),
                in_units(each.proposed, 100),
                in_units(each.increase, 100),
                in_units(each.proposed_monthly, 100),
                in_units(each.proposed_weekly_pence, 10),
                in_units(each.proposed_daily_pence, 10),
                in_units(each.increase_monthly, 100),
                in_units(each.increase_weekly_pence, 10),
                in_units(each.increase_daily_pence, 10),
            )
            for each in found.bands
        ],
        "precepts": [
            (
                each.name,
                in_units(each.tax_base, 1_000),
                in_units(each.precept, 100),
                in_units(each.share_percent, 10_000),
                in_units(each.collection_fund, 100),
            )
            for each in found.authorities
        ],
    }
    if found.requirement is not None:
        figures |= {
            "tax base": in_units(found.tax_base, 1_000),
            "requirement": in_units(found.requirement, 100),
            "sum of precepts": in_units(found.sum_of_authority_precepts, 100),
            "tax base difference": in_units(found.tax_base_difference, 100),
            "residual": in_units(found.rounding_residual, 100),
            "one pound": in_units(found.yield_of_one_pound, 100),
            "one percent": in_units(found.yield_of_one_percent, 100),
        }
    if found.change is not None:
        change = found.change
        figures["change"] = tuple(
            in_units(amount, 100)
            for amount in (
                found.prior_requirement,
                change.rate,
                change.tax_base,
                change.joint,
                change.rounding,
                change.collection_fund,
                change.total,
            )
        )
    return figures


def in_units(amount: Fraction | None, units_a_pound: int) -> int | None:
    """Return an amount in the units of the service: whole, as the rules round it."""
    if amount is None:
        return None
    units = amount * units_a_pound
    assert units.denominator == 1, f"{amount} is not a whole number of 1/{units_a_pound}"
    return units.numerator


# --- agreement ---------------------------------------------------------------------------------


def expected_of(theirs: reference.Proposal) -> Figures | type[Refusal]:
    """Work out every figure by the reference engine, or what the service must refuse the proposal as."""
    try:
        found = reference.assess(theirs)
    except reference.NegativeBandD:
        return BandDOutOfRange
    except reference.RequirementWithoutTaxBase:
        return NoTaxBase
    except reference.MaximumWithoutLimit:
        return NoLimit
    if found.proposed_band_d * 10_000 > LARGEST_BAND_D:
        return BandDOutOfRange
    return figures_of_reference(found)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_two_engines_agree_on_every_figure_of_a_thousand_proposals_and_on_every_refusal(block: int) -> None:
    rng = seeded(f"council tax {block}")
    cases = [a_case(rng) for _ in range(PROPOSALS_A_BLOCK)]
    expected = [expected_of(theirs) for _, theirs in cases]
    answered = [(ours, found) for (ours, _), found in zip(cases, expected, strict=True) if isinstance(found, dict)]
    refused = [(ours, found) for (ours, _), found in zip(cases, expected, strict=True) if not isinstance(found, dict)]
    outcomes = assess_as_rows([ours for ours, _ in answered])
    for (ours, found), outcome in zip(answered, outcomes, strict=True):
        assert figures_of_service(outcome) == found, ours
    for ours, refusal in refused:
        with pytest.raises(refusal):
            assess(ours)


def test_the_generated_proposals_reach_every_rule_and_every_edge() -> None:
    rng = seeded("council tax 0")
    cases = [a_case(rng) for _ in range(PROPOSALS_A_BLOCK)]
    found = [expected_of(theirs) for _, theirs in cases]
    ours = [each for each, _ in cases]
    figures = [each for each in found if isinstance(each, dict)]
    assert {each for each in found if isinstance(each, type)} == {BandDOutOfRange, NoTaxBase, NoLimit}
    assert {(each.increase.kind, each.area.country) for each in ours} >= {
        (kind, country) for kind in IncreaseKind for country in ("England", "Wales")
    }
    assert {each.rounding for each in ours} == {
        Rounding(band_d, bands, precepts, instalments)
        for band_d in BandDRounding
        for bands in BandsFrom
        for precepts in PreceptRounding
        for instalments in INSTALMENTS
    }
    assert {each.limit.rule for each in ours} == set(LimitRule)
    assert {len(each.authorities) for each in ours} == set(range(16))
    assert {each["excessive"] for each in figures} == {True, False, None}
    assert sum(each["headroom"] == 0 for each in figures) > 50
    assert sum("requirement" not in each for each in figures) > 20
    assert sum("change" in each for each in figures) > 300
