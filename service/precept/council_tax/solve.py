"""Backwards: the band D that raises a sum, or is the most allowed.

The smallest band D, in whole steps of the rounding policy, whose precept (band D x tax base, rounded to the penny as
everywhere) is no less than what is needed; one step less raises less than that. Last year's band D is a candidate too,
whatever the policy: a freeze is never re-rounded. The most that is allowed is the largest band D that is not excessive;
one step more is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from precept.council_tax.assess import assess_all
from precept.council_tax.band_d import NINE_PENCE
from precept.council_tax.budget import Budget
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import (
    LARGEST_BAND_D,
    BandDRounding,
    Increase,
    IncreaseKind,
    PreceptProposal,
)
from precept.council_tax.requirement import TO_PENCE
from precept.register.refusals import NoLimit, NoTaxBase, Refusal
from precept.register.units import half_up


class TargetKind(StrEnum):
    """What is looked for."""

    REQUIREMENT = "requirement"
    EXTRA_INCOME = "extra_income"
    BUDGET = "budget"
    MOST_ALLOWED = "most_allowed"
    LARGEST_MULTIPLE_OF_9P = "largest_multiple_of_9p"

    @property
    def raises_money(self) -> bool:
        """Whether a sum is to be raised, rather than the limit met."""
        return self not in (TargetKind.MOST_ALLOWED, TargetKind.LARGEST_MULTIPLE_OF_9P)


class Method(StrEnum):
    """How a sum becomes a band D: the smallest that raises it, or the sum over the tax base rounded half-up."""

    AT_LEAST = "at_least"
    HALF_UP = "half_up"


_FREEZE = Increase(IncreaseKind.FREEZE)


@dataclass(frozen=True)
class Target:
    """What is looked for: `pence` of a requirement or of extra income over the `baseline` increase, or a `budget`."""

    kind: TargetKind
    pence: int = 0
    baseline: Increase = _FREEZE
    method: Method = Method.AT_LEAST
    budget: Budget | None = None


class WhyNone(StrEnum):
    """Why there is no such band D."""

    OVER_THE_LIMIT = "over_the_limit"
    BEYOND_WHAT_IS_CALCULATED = "beyond_what_is_calculated"
    NO_MULTIPLE_WITHIN_LIMIT = "no_multiple_of_9p_within_limit"


@dataclass(frozen=True)
class Solution:
    """What was found, with its proof.

    `needed` is the precept to be raised, in pence, and `needed_band_d` the smallest that raises it, limit or no limit (None
    where money is not the question, or where no band D that is calculated does). `half_up_band_d` is what is needed over
    the tax base, half-up to the step, as section 42B is usually read: it may raise a little less. `outcome` is the answer,
    or None with `why_none`, and then `nearest` is the closest that is allowed.
    """

    target: Target
    needed: int | None
    needed_band_d: int | None
    half_up_band_d: int | None
    baseline: PreceptOutcome | None
    outcome: PreceptOutcome | None
    nearest: PreceptOutcome | None
    why_none: WhyNone | None
    one_step_less: PreceptOutcome | None
    one_step_more: PreceptOutcome | None


@dataclass(frozen=True)
class _Found:
    """The band D chosen and what it was chosen for, before it is assessed."""

    proposal: PreceptProposal
    band_d: int
    needed: int | None = None
    needed_band_d: int | None = None
    why_none: WhyNone | None = None


def solve(proposal: PreceptProposal, target: Target, *, within_limit: bool) -> Solution:
    """Solve one; the increase of the proposal is not looked at."""
    return solve_all([(proposal, target, within_limit)])[0]


def solve_all(questions: Sequence[tuple[PreceptProposal, Target, bool]]) -> list[Solution]:
    """Solve each in turn: what has to be raised, the band D that raises it, and the steps on either side of it."""
    for proposal, target, _ in questions:
        _refuse_what_has_no_answer(proposal, target)
    baselines = _baselines(questions)
    found = [
        _find(_in_steps(proposal, target), target, baseline, within_limit)
        for (proposal, target, within_limit), baseline in zip(questions, baselines, strict=True)
    ]
    return _proved([target for _, target, _ in questions], baselines, found)


def _baselines(questions: Sequence[tuple[PreceptProposal, Target, bool]]) -> list[PreceptOutcome]:
    """Assess what would have happened anyway; a refusal is about `target.baseline`, not about the increase looked for."""
    try:
        return assess_all([replace(proposal, increase=target.baseline) for proposal, target, _ in questions])
    except Refusal as refusal:
        refusal.field = refusal.field.replace("increase", "target.baseline", 1)
        raise


def _refuse_what_has_no_answer(proposal: PreceptProposal, target: Target) -> None:
    if target.kind.raises_money and proposal.tax_base is None:
        raise NoTaxBase(
            f"No tax base is held for {proposal.area.name} in {proposal.year}.",
            field="tax_base",
            remedy="Give tax_base, or billing_authorities with theirs.",
        )
    if not target.kind.raises_money and not proposal.limit.rule.limits:
        raise NoLimit(
            f"No limit is in force: {proposal.limit.reason}",
            field="target.kind",
            remedy="Give limit, or another kind of target.",
        )


def _in_steps(proposal: PreceptProposal, target: Target) -> PreceptProposal:
    """Round as the target asks: the largest multiple of 9p is one whatever the policy."""
    if target.kind is not TargetKind.LARGEST_MULTIPLE_OF_9P:
        return proposal
    return replace(proposal, rounding=replace(proposal.rounding, band_d=BandDRounding.MULTIPLE_OF_9P))


def _find(proposal: PreceptProposal, target: Target, baseline: PreceptOutcome, within_limit: bool) -> _Found:
    most = baseline.verdict.maximum_band_d
    if not target.kind.raises_money and most is not None:
        return _most(proposal, target, most)
    needed = precept_needed(target, baseline)
    half_up = target.method is Method.HALF_UP
    smallest = half_up_band_d(needed, proposal) if half_up else smallest_band_d(needed, proposal)
    if smallest > LARGEST_BAND_D:
        nearest = _largest_calculated(proposal)
        nearest = nearest if most is None or not within_limit else min(nearest, most)
        return _Found(proposal, nearest, needed, None, WhyNone.BEYOND_WHAT_IS_CALCULATED)
    if within_limit and most is not None and smallest > most:
        return _Found(proposal, most, needed, smallest, WhyNone.OVER_THE_LIMIT)
    return _Found(proposal, smallest, needed, smallest)


def _most(proposal: PreceptProposal, target: Target, most: int) -> _Found:
    """The most allowed, or the largest multiple of 9p not above it."""
    if target.kind is TargetKind.LARGEST_MULTIPLE_OF_9P:
        most = most // NINE_PENCE * NINE_PENCE
        if most < proposal.prior_band_d:
            return _Found(proposal, most, why_none=WhyNone.NO_MULTIPLE_WITHIN_LIMIT)
    if most > LARGEST_BAND_D:
        return _Found(proposal, _largest_calculated(proposal), why_none=WhyNone.BEYOND_WHAT_IS_CALCULATED)
    return _Found(proposal, most)


def _largest_calculated(proposal: PreceptProposal) -> int:
    step = proposal.rounding.band_d.step
    return LARGEST_BAND_D // step * step


def precept_needed(target: Target, baseline: PreceptOutcome) -> int:
    """The precept to be raised, in pence."""
    if target.budget is not None:
        return target.budget.requirement
    if target.kind is TargetKind.EXTRA_INCOME and baseline.requirement is not None:
        return baseline.requirement.precept + target.pence
    return target.pence


def smallest_band_d(needed: int, proposal: PreceptProposal) -> int:
    """The smallest band D, in whole steps, whose precept rounds to `needed` pence or more; last year's where that does.

    Band D x T / 100,000, half-up, is `needed` or more exactly when 2 x band D x T is 100,000 x (2 x `needed` - 1) or more.
    """
    base, step = proposal.tax_base or 1, proposal.rounding.band_d.step
    in_steps = max(0, -(-TO_PENCE * (2 * needed - 1) // (2 * base * step)) * step)
    prior = proposal.prior_band_d
    prior_does = 2 * prior * base >= TO_PENCE * (2 * needed - 1)
    return min(in_steps, prior) if prior_does else in_steps


def half_up_band_d(needed: int, proposal: PreceptProposal) -> int:
    """What is needed over the tax base, half-up to a whole step."""
    step = proposal.rounding.band_d.step
    return half_up(needed * TO_PENCE, (proposal.tax_base or 1) * step) * step


def _proved(targets: Sequence[Target], baselines: Sequence[PreceptOutcome], found: Sequence[_Found]) -> list[Solution]:
    """Assess what was found and the steps below and above it, all at once."""
    trials: list[PreceptProposal] = []
    for each in found:
        step = each.proposal.rounding.band_d.step
        less, more = max(0, (each.band_d - 1) // step * step), (each.band_d // step + 1) * step
        more = more if more <= LARGEST_BAND_D else each.band_d
        trials += [_to(each.proposal, band_d) for band_d in (each.band_d, less, more)]
    outcomes = assess_all(trials)
    return [
        _solution(target, baseline, each, *outcomes[3 * at : 3 * at + 3])
        for at, (target, baseline, each) in enumerate(zip(targets, baselines, found, strict=True))
    ]


def _to(proposal: PreceptProposal, band_d: int) -> PreceptProposal:
    return replace(proposal, increase=Increase(IncreaseKind.BAND_D, band_d))


def _solution(
    target: Target,
    baseline: PreceptOutcome,
    found: _Found,
    outcome: PreceptOutcome,
    less: PreceptOutcome,
    more: PreceptOutcome,
) -> Solution:
    return Solution(
        target=target,
        needed=found.needed,
        needed_band_d=found.needed_band_d,
        half_up_band_d=None if found.needed_band_d is None else half_up_band_d(found.needed or 0, found.proposal),
        baseline=baseline if target.kind is TargetKind.EXTRA_INCOME else None,
        outcome=outcome if found.why_none is None else None,
        nearest=None if found.why_none is None else outcome,
        why_none=found.why_none,
        one_step_less=less if less.band_d < outcome.band_d else None,
        one_step_more=more if more.band_d > outcome.band_d else None,
    )
