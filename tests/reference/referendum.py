"""What a referendum is worth: the proposed increase against the one that stands if the vote is lost.

Part 1, Chapter 4ZA of the LGFA 1992: an excessive increase goes with substitute calculations
(s.52ZF and, for a preceptor, s.52ZJ), which apply if the vote is lost. The preceptor bears the cost
of the poll either way; bills have gone out at the higher amount, so a vote lost means new bills too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from .council_tax import Assessment, Proposal, RequirementWithoutTaxBase
from .increases import MAXIMUM, Increase, assessed
from .rounding import down_to


@dataclass(frozen=True)
class ReferendumStakes:
    """What there is to win or lose in the first year."""

    proposed: Assessment
    substitute: Assessment
    at_stake: Fraction
    won_first_year: Fraction
    lost_first_year: Fraction
    break_even_percent: Fraction | None


def referendum_stakes(
    proposal: Proposal, proposed: Increase, poll: Fraction, rebilling: Fraction, substitute: Increase = MAXIMUM
) -> ReferendumStakes:
    """Weigh the proposed increase against its substitute, by default the most that is allowed."""
    wanted, fallback = assessed(proposal, proposed), assessed(proposal, substitute)
    if wanted.requirement is None or fallback.requirement is None:
        raise RequirementWithoutTaxBase("what is at stake needs a tax base")
    at_stake = wanted.requirement - fallback.requirement
    return ReferendumStakes(
        proposed=wanted,
        substitute=fallback,
        at_stake=at_stake,
        won_first_year=at_stake - poll,
        lost_first_year=-(poll + rebilling),
        break_even_percent=break_even_percent(at_stake, poll, rebilling),
    )


def break_even_percent(at_stake: Fraction, poll: Fraction, rebilling: Fraction) -> Fraction | None:
    """Find the chance of winning at which the year comes out even; none if even winning does not pay.

    chance x at stake = poll + (1 - chance) x rebilling, so
    chance x (at stake + rebilling) = poll + rebilling. Rounded up, so that at the printed chance
    the vote still pays.
    """
    if at_stake <= poll:
        return None
    chance = (poll + rebilling) / (at_stake + rebilling)
    return up_to(Fraction(1, 10_000), chance * 100)


def up_to(step: Fraction, value: Fraction) -> Fraction:
    """Find the smallest multiple of `step` that is not below `value`."""
    below = down_to(step, value)
    return below if below == value else math.floor(value / step + 1) * step
