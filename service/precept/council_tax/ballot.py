"""A referendum on an excessive increase: the substitute calculation, what is at stake, and what it costs.

Sections 52ZF to 52ZK of the Local Government Finance Act 1992: an authority whose increase is excessive also makes
substitute calculations that are not; bills go out at the higher amount, and if most vote against, the substitute applies
and households are billed again. The preceptor bears the cost. Money in pence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from precept.council_tax.assess import assess_all
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, LimitRule, PreceptProposal
from precept.register.refusals import NoLimit, Refusal, SubstituteExcessive


@dataclass(frozen=True)
class ReferendumCosts:
    """What the poll costs, and what billing again costs if it is lost, in pence."""

    poll: int
    rebilling: int


@dataclass(frozen=True)
class Ballot:
    """The increase put to the vote beside its substitute.

    `at_stake` is the precept under the one less that under the other, a year; None where no tax base is known.
    """

    proposed: PreceptOutcome
    substitute: PreceptOutcome
    costs: ReferendumCosts
    at_stake: int | None

    @property
    def needed(self) -> bool:
        """Whether a vote is needed at all."""
        return bool(self.proposed.verdict.excessive)

    @property
    def first_year_if_won(self) -> int | None:
        """What the first year is better by than without a vote, if it is won: the money less the poll; None without a vote."""
        return None if self.at_stake is None or not self.needed else self.at_stake - self.costs.poll

    @property
    def first_year_if_lost(self) -> int | None:
        """What the first year is worse by, if it is lost: the poll and the second bills; None without a vote."""
        return -(self.costs.poll + self.costs.rebilling) if self.needed else None

    @property
    def break_even_chance(self) -> int | None:
        """The chance of winning, in ten-thousandths of a percent, from which the first year alone pays for the risk.

        None where even a certain win does not: chance x at stake = poll + (1 - chance) x re-billing.
        """
        if self.at_stake is None or not self.needed or self.at_stake <= self.costs.poll:
            return None
        bought, risk = self.at_stake + self.costs.rebilling, self.costs.poll + self.costs.rebilling
        return -(-risk * 1_000_000 // bought)


def call_referendum(proposal: PreceptProposal, substitute: Increase, costs: ReferendumCosts) -> Ballot:
    """Set the increase beside its substitute; the substitute may not itself be excessive."""
    if proposal.limit.rule is LimitRule.NONE:
        raise NoLimit(
            f"There is no vote to hold: {proposal.limit.reason}",
            field="precept.police_area",
            remedy="Ask for an area of England, from 2012-13 on.",
        )
    try:
        proposed, fallback = assess_all([proposal, replace(proposal, increase=substitute)])
    except Refusal as refusal:
        if refusal.scenario == 1:
            refusal.field = refusal.field.replace("increase", "substitute", 1)
        else:
            refusal.field = f"precept.{refusal.field}"
        raise
    if fallback.verdict.excessive:
        raise SubstituteExcessive(
            "The substitute is itself excessive.",
            field="substitute",
            remedy="Leave substitute out for the most that is allowed, or give an increase within the limit.",
        )
    at_stake = (
        None
        if proposed.requirement is None or fallback.requirement is None
        else proposed.requirement.precept - fallback.requirement.precept
    )
    return Ballot(proposed, fallback, costs, at_stake)
