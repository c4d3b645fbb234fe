"""Solving backwards: both engines agree, and calculating what was solved gives it back, ten thousand times a rounding policy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from tests.builders import seeded
from tests.properties.test_agreement_council_tax import a_case, an_increase, as_reference, in_units
from tests.reference import council_tax as reference
from tests.reference import solve as backwards
from tests.reference.increases import Increase as TheirIncrease
from tests.reference.increases import assessed

from precept.council_tax.assess import assess_all
from precept.council_tax.band_d import NINE_PENCE
from precept.council_tax.budget import Budget
from precept.council_tax.proposal import (
    LARGEST_BAND_D,
    LARGEST_REQUIREMENT,
    BandDRounding,
    Increase,
    IncreaseKind,
    PreceptProposal,
)
from precept.council_tax.solve import Solution, Target, TargetKind, solve, solve_all
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal

F = Fraction
LARGEST = F(LARGEST_BAND_D, 10_000)
BLOCKS, CASES_A_BLOCK = 10, 1_000
Question = tuple[PreceptProposal, Target, bool]
each_policy = pytest.mark.parametrize("policy", list(BandDRounding), ids=lambda policy: policy.value)
each_block = pytest.mark.parametrize("block", range(BLOCKS))


def a_proposal(rng: Random, policy: BandDRounding) -> PreceptProposal:
    """A generated proposal of any regime, under one rounding policy; one in twenty has no tax base."""
    ours, _ = a_case(rng)
    base = ours.tax_base if rng.random() < 0.95 else None
    return replace(ours, rounding=replace(ours.rounding, band_d=policy), tax_base=base)


def a_target(rng: Random, ours: PreceptProposal) -> tuple[Target, backwards.Target]:
    kind = rng.choice(list(TargetKind))
    base = ours.tax_base or 500_000_000
    near = ours.prior_band_d + rng.choice([0, 100, 900, 50_000, rng.randrange(-20_000, 200_000)])
    sum_near = max(0, near * base // 100_000 + rng.choice([-1, 0, 0, 1, 50]))
    pence = min(LARGEST_REQUIREMENT, rng.choice([sum_near, sum_near, rng.randrange(LARGEST_REQUIREMENT), 0, 1]))
    if kind is TargetKind.REQUIREMENT:
        return Target(kind, pence), backwards.Requirement(F(pence, 100))
    if kind is TargetKind.EXTRA_INCOME:
        extra = rng.choice([0, 1, rng.randrange(500_000_000), rng.randrange(LARGEST_REQUIREMENT)])
        baseline = an_increase(rng, ours.prior_band_d, ours.limit, base, ours.rounding.band_d.step)
        return Target(kind, extra, baseline), backwards.ExtraIncome(F(extra, 100), as_theirs(baseline))
    if kind is TargetKind.BUDGET:
        lines = [rng.randrange(LARGEST_REQUIREMENT // 3) for _ in range(3)] + [rng.randrange(-9_999_999, 9_999_999)] * 2
        lines[0] = max(0, pence + sum(lines[1:]))
        return Target(kind, budget=Budget(*lines)), backwards.Budget(*(F(line, 100) for line in lines))
    return Target(kind), backwards.MostAllowed() if kind is TargetKind.MOST_ALLOWED else backwards.LargestMultipleOf9p()


def as_theirs(ours: Increase) -> TheirIncrease:
    return TheirIncrease(ours.kind.value, F(ours.amount, 100 if ours.kind is IncreaseKind.REQUIREMENT else 10_000))


def expected_of(
    put: reference.Proposal, target: backwards.Target, *, within: bool
) -> backwards.Solution | type[Refusal]:
    """What the reference engine finds, or what the service must refuse the question as."""
    try:
        found = backwards.solve(put, target, within_limit=within)
        over = isinstance(target, backwards.ExtraIncome) and assessed(put, target.over).proposed_band_d > LARGEST
    except reference.NegativeBandD:
        return BandDOutOfRange
    except reference.RequirementWithoutTaxBase:
        return NoTaxBase
    except reference.MaximumWithoutLimit:
        return NoLimit
    return BandDOutOfRange if over else found


@each_policy
@each_block
def test_both_engines_find_the_same_band_d_or_the_same_reason_why_there_is_none(
    policy: BandDRounding, block: int
) -> None:
    rng = seeded(f"solve {policy} {block}")
    cases: list[tuple[Question, backwards.Solution | type[Refusal]]] = []
    for _ in range(CASES_A_BLOCK):
        ours = a_proposal(rng, policy)
        target, theirs = a_target(rng, ours)
        put = as_reference(ours, ours.tax_base)
        put = put if ours.tax_base is not None else replace(put, authorities=())
        within = rng.random() < 0.5
        cases.append(((ours, target, within), expected_of(put, theirs, within=within)))
    answered = [(question, found) for question, found in cases if isinstance(found, backwards.Solution)]
    for (question, found), solution in zip(answered, solve_all([each for each, _ in answered]), strict=True):
        assert told(solution) == expected(found, question[0], question[1]), question
    for (ours, target, within), refusal in cases:
        if not isinstance(refusal, backwards.Solution):
            with pytest.raises(refusal):
                solve(ours, target, within_limit=within)


def told(solution: Solution) -> dict[str, object]:
    return {
        "band D": solution.outcome.band_d if solution.outcome else None,
        "reason": solution.why_none.value if solution.why_none else None,
        "nearest": solution.nearest.band_d if solution.nearest else None,
        "needed": solution.needed,
        "needed band D": solution.needed_band_d,
    }


def expected(found: backwards.Solution, ours: PreceptProposal, target: Target) -> dict[str, object]:
    """The reference engine does not mind a maximum above what the service calculates; the service says that it is."""
    if found.needed_precept is None and found.band_d is not None and found.band_d > LARGEST:
        step = NINE_PENCE if target.kind is TargetKind.LARGEST_MULTIPLE_OF_9P else ours.rounding.band_d.step
        nearest = LARGEST_BAND_D // step * step
        found = backwards.Solution(None, "beyond_what_is_calculated", F(nearest, 10_000))
    return {
        "band D": in_units(found.band_d, 10_000),
        "reason": found.reason,
        "nearest": in_units(found.nearest, 10_000),
        "needed": in_units(found.needed_precept, 100),
        "needed band D": in_units(found.needed_band_d, 10_000),
    }


@each_policy
@each_block
def test_solving_for_what_was_calculated_gives_it_back_and_one_step_less_does_not_do(
    policy: BandDRounding, block: int
) -> None:
    rng = seeded(f"identity {policy} {block}")
    proposals = []
    while len(proposals) < CASES_A_BLOCK:
        ours = replace(a_proposal(rng, policy), tax_base=rng.choice([rng.randrange(1_000, 3_000_000_000), 1_000]))
        step = policy.step
        band_d = rng.choice([rng.randrange(1, 40_000_000 // step) * step, ours.prior_band_d])
        proposals.append(replace(ours, increase=Increase(IncreaseKind.BAND_D, band_d)))
    outcomes = assess_all(proposals)
    solutions = solve_all(
        [
            (outcome.proposal, Target(TargetKind.REQUIREMENT, outcome.requirement.precept), False)
            for outcome in outcomes
            if outcome.requirement is not None
        ]
    )
    for outcome, solution in zip(outcomes, solutions, strict=True):
        assert outcome.requirement is not None
        assert solution.outcome is not None
        assert solution.outcome.requirement is not None
        assert solution.outcome.requirement.precept >= outcome.requirement.precept
        assert solution.outcome.band_d <= outcome.band_d
        if solution.one_step_less is not None:
            assert solution.one_step_less.requirement is not None
            assert solution.one_step_less.requirement.precept < outcome.requirement.precept
        if a_step_less_raises_less(outcome.band_d, outcome.proposal, outcome.requirement.precept):
            assert solution.outcome.band_d == outcome.band_d
        else:
            assert solution.outcome.requirement.precept == outcome.requirement.precept


def a_step_less_raises_less(band_d: int, proposal: PreceptProposal, precept: int) -> bool:
    """Whether every smaller band D that could be set raises less: not so where a step is worth less than a penny."""
    base = proposal.tax_base or 0
    below = (band_d - 1) // proposal.rounding.band_d.step * proposal.rounding.band_d.step
    smaller = [below, *([proposal.prior_band_d] if proposal.prior_band_d < band_d else [])]
    return all((2 * each * base + 100_000) // 200_000 < precept for each in smaller)


def test_the_largest_multiple_of_9p_is_within_the_limit_and_the_next_is_not() -> None:
    rng = seeded("nines")
    for _ in range(300):
        ours = a_proposal(rng, BandDRounding.PENNY)
        if not ours.limit.rule.limits:
            continue
        solution = solve(ours, Target(TargetKind.LARGEST_MULTIPLE_OF_9P), within_limit=True)
        if solution.outcome is not None and solution.one_step_more is not None:
            assert solution.outcome.band_d % NINE_PENCE == 0
            assert solution.outcome.verdict.excessive is False
            assert solution.one_step_more.verdict.excessive is True
