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
from precept.register.records import ReferendumCost
from precept.register.refusals import NoLimit, Refusal, SubstituteExcessive
from precept.register.register import Register
from precept.register.units import PENCE, exactly, pounds
from precept.workings import Figure
from precept.workings.figures import given


@dataclass(frozen=True)
class ReferendumCosts:
    """What the poll costs, and what billing again costs if it is lost, in pence."""

    poll: int
    rebilling: int


def costs_of(
    area: str | None, poll: int | None, rebilling: int | None, register: Register
) -> tuple[ReferendumCosts, tuple[Figure, ...]]:
    """Take the costs given (pence); else the area's own published ones; else assume the middle of the estimates held.

    An estimate of the whole includes billing again: what is assumed of that is taken off it for the poll.
    """
    again, again_figure = _cost("rebilling_cost", rebilling, "rebilling", 0, area, register)
    whole, poll_figure = _cost(
        "poll_cost", poll, "poll", exactly(_middle("rebilling", register).pounds, PENCE), area, register
    )
    return ReferendumCosts(whole, again), (poll_figure, again_figure)


def _cost(
    name: str, asked: int | None, what: str, less: int, area: str | None, register: Register
) -> tuple[int, Figure]:
    if asked is not None:
        return asked, given(name, pounds(asked), "pounds")
    own = next((row for row in register.referendum_costs if row.what == what and row.police_area == area), None)
    if own is not None:
        pence = exactly(own.pounds, PENCE)
        return pence, Figure(name, pounds(pence), "pounds", "published", own.source, None, own.note)
    whole = [exactly(row.pounds, PENCE) for row in register.referendum_costs if row.what == "whole"]
    kind = "whole" if what == "poll" else what
    row = _middle(kind, register)
    pence = exactly(row.pounds, PENCE) - less
    low = min(exactly(each.pounds, PENCE) for each in register.referendum_costs if each.what == what)
    note = "the middle of the estimates of the whole, less billing again" if what == "poll" else "the one figure held"
    return pence, Figure(
        name, pounds(pence), "pounds", "assumption", row.source, None, note, pounds(low), pounds(max(whole))
    )


def _middle(what: str, register: Register) -> ReferendumCost:
    """The lower middle of the rows of one kind, by amount."""
    rows = sorted((row for row in register.referendum_costs if row.what == what), key=lambda row: row.pounds)
    return rows[(len(rows) - 1) // 2]


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
        of_substitute = refusal.scenario == 1 and refusal.field.startswith("increase")
        refusal.field = (
            refusal.field.replace("increase", "substitute", 1) if of_substitute else f"precept.{refusal.field}"
        )
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
