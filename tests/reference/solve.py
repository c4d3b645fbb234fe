"""Which band D is needed: the smallest that raises enough, or the most that is allowed.

The law goes from the requirement to band D (LGFA 1992 s.42B(1)): requirement / tax base. A band D
is then set in whole steps, and a step rounded down raises too little. So the answer here is looked
for among the band Ds that can be set: every whole step of the rounding policy, and last year's band
D exactly as it stands, which can always be kept. What they raise never falls as they rise, so the
smallest that raises enough is found by halving.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from .council_tax import (
    BAND_D_STEP,
    PriorBandDUnderOnePound,
    Proposal,
    RequirementWithoutTaxBase,
    applicable_limit,
    most_allowed,
    tax_base_of,
)
from .increases import Increase, assessed, precept
from .rounding import down_to, half_up_to

Reason = Literal["over_the_limit", "beyond_what_is_calculated", "no_multiple_of_9p_within_limit"]

LARGEST_BAND_D = Fraction("9999.9999")


@dataclass(frozen=True)
class Requirement:
    """Raise at least this requirement."""

    pounds: Fraction


@dataclass(frozen=True)
class ExtraIncome:
    """Raise at least so much more than another increase would."""

    pounds: Fraction
    over: Increase


@dataclass(frozen=True)
class Budget:
    """Balance a budget. A collection fund deficit is negative, and so is an addition to reserves."""

    gross_expenditure: Fraction
    income: Fraction
    grants: Fraction
    collection_fund: Fraction
    reserves: Fraction


@dataclass(frozen=True)
class MostAllowed:
    """The largest band D that needs no referendum."""


@dataclass(frozen=True)
class LargestMultipleOf9p:
    """The largest band D that needs no referendum and makes every band exact."""


MoneyTarget = Requirement | ExtraIncome | Budget
Target = MoneyTarget | MostAllowed | LargestMultipleOf9p


@dataclass(frozen=True)
class Solution:
    """The band D, or why there is none and the nearest there is.

    `needed_precept` and `half_up_band_d` are for targets in money only. `needed_band_d` is the
    smallest that raises enough, whether or not it is allowed.
    """

    band_d: Fraction | None
    reason: Reason | None = None
    nearest: Fraction | None = None
    needed_precept: Fraction | None = None
    needed_band_d: Fraction | None = None
    half_up_band_d: Fraction | None = None


def solve(proposal: Proposal, target: Target, *, within_limit: bool) -> Solution:
    """Find the band D for the target. The increase that the proposal carries is not looked at."""
    if proposal.prior_band_d < 1:
        raise PriorBandDUnderOnePound("the prior band D must be at least 1.00")
    if isinstance(target, MostAllowed):
        return Solution(band_d=most_allowed(proposal))
    if isinstance(target, LargestMultipleOf9p):
        return largest_multiple_of_9p(proposal)
    return for_money(proposal, target, within_limit=within_limit)


# --- Targets in money -------------------------------------------------------------------------


def for_money(proposal: Proposal, target: MoneyTarget, *, within_limit: bool) -> Solution:
    tax_base = base_to_divide_by(proposal)
    needed = needed_precept(proposal, target)
    step = BAND_D_STEP[proposal.band_d_rounding]
    smallest = smallest_that_raises(needed, tax_base, step, proposal.prior_band_d)
    maximum = most_that_counts(proposal, within_limit=within_limit)
    half_up_band_d = half_up_to(step, needed / tax_base)
    if smallest is None:
        top = down_to(step, LARGEST_BAND_D)
        return Solution(
            band_d=None,
            reason="beyond_what_is_calculated",
            nearest=top if maximum is None else min(top, maximum),
            needed_precept=needed,
            half_up_band_d=half_up_band_d,
        )
    if maximum is not None and smallest > maximum:
        return Solution(
            band_d=None,
            reason="over_the_limit",
            nearest=maximum,
            needed_precept=needed,
            needed_band_d=smallest,
            half_up_band_d=half_up_band_d,
        )
    return Solution(band_d=smallest, needed_precept=needed, needed_band_d=smallest, half_up_band_d=half_up_band_d)


def base_to_divide_by(proposal: Proposal) -> Fraction:
    tax_base = tax_base_of(proposal)
    if tax_base is None or tax_base <= 0:
        raise RequirementWithoutTaxBase("a target in money needs a tax base to raise it from")
    return tax_base


def most_that_counts(proposal: Proposal, *, within_limit: bool) -> Fraction | None:
    """Find the most allowed, where the answer has to keep to it and a limit is in force at all."""
    if not within_limit or applicable_limit(proposal) is None:
        return None
    return most_allowed(proposal)


def needed_precept(proposal: Proposal, target: MoneyTarget) -> Fraction:
    if isinstance(target, Requirement):
        return target.pounds
    if isinstance(target, ExtraIncome):
        baseline = assessed(proposal, target.over).proposed_band_d
        return precept(baseline, tax_base_of(proposal)) + target.pounds
    return council_tax_requirement(target)


def council_tax_requirement(budget: Budget) -> Fraction:
    """s.42A(4): spending less income; nil where income is the larger."""
    income = budget.income + budget.grants + budget.collection_fund + budget.reserves
    return max(Fraction(0), budget.gross_expenditure - income)


def smallest_that_raises(needed: Fraction, tax_base: Fraction, step: Fraction, prior: Fraction) -> Fraction | None:
    """Find the smallest band D that can be set and raises at least what is needed; None if out of range."""
    enough = []
    stepped = smallest_step_that_raises(needed, tax_base, step)
    if stepped is not None:
        enough.append(stepped)
    if prior <= LARGEST_BAND_D and precept(prior, tax_base) >= needed:
        enough.append(prior)
    return min(enough) if enough else None


def smallest_step_that_raises(needed: Fraction, tax_base: Fraction, step: Fraction) -> Fraction | None:
    """Halve the steps from none to the largest until only the smallest that raises enough is left."""
    low, high = 0, int(down_to(step, LARGEST_BAND_D) / step)
    if precept(high * step, tax_base) < needed:
        return None
    while low < high:
        middle = (low + high) // 2
        if precept(middle * step, tax_base) >= needed:
            high = middle
        else:
            low = middle + 1
    return low * step


# --- The largest multiple of 9p ---------------------------------------------------------------


def largest_multiple_of_9p(proposal: Proposal) -> Solution:
    """Find the largest multiple of 9p under the limit, which is no answer if it would be a cut."""
    maximum = most_allowed(replace(proposal, band_d_rounding="multiple_of_9p"))
    multiple = down_to(BAND_D_STEP["multiple_of_9p"], maximum)
    if multiple < proposal.prior_band_d:
        return Solution(band_d=None, reason="no_multiple_of_9p_within_limit", nearest=multiple)
    return Solution(band_d=multiple)
