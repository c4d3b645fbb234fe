"""What a reader should be told beside the figures: what is missing, what is not allowed, what looks like a slip."""

from __future__ import annotations

from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import LimitRule
from precept.register.units import THOUSANDTHS, decimals

LARGEST_USUAL_BASE_CHANGE = 15
"""Percent: no area's returned tax base moved by more than 4% in a year; more is taken for another unit or a part."""
LARGEST_USUAL_INCREASE = 50
"""Percent: the largest increase ever put to a referendum was 15.8%; more is taken for pounds in thousands."""


def doubts_about(outcome: PreceptOutcome) -> list[str]:
    """Say it in words, most serious first."""
    return [*_limit(outcome), *_missing(outcome), *_slips(outcome), *outcome.proposal.slips]


def _limit(outcome: PreceptOutcome) -> list[str]:
    limit = outcome.proposal.limit
    unsure = []
    if limit.from_practice:
        unsure.append("The limit is practice, not a principle that was seen.")
    if limit.status == "provisional":
        unsure.append("The limit is provisional, not yet final.")
    if outcome.verdict.excessive:
        return [*unsure, "The increase is excessive: it needs a referendum before it can be collected."]
    if limit.rule is LimitRule.NOT_HELD:
        return [f"Whether the increase is allowed is not known. {limit.reason}"]
    return unsure


def _missing(outcome: PreceptOutcome) -> list[str]:
    proposal = outcome.proposal
    if proposal.tax_base is None:
        return [
            (
                f"No tax base is held for {proposal.area.name} in {proposal.year}: give tax_base or billing_authorities to "
                "know what the increase raises."
            )
        ]
    if proposal.prior_tax_base is None:
        return [f"No tax base is held for {proposal.year.previous}: give prior_tax_base to know what changed since."]
    return []


def _slips(outcome: PreceptOutcome) -> list[str]:
    proposal, change = outcome.proposal, outcome.change
    doubts = []
    if abs(outcome.band_d - proposal.prior_band_d) * 100 > LARGEST_USUAL_INCREASE * proposal.prior_band_d:
        doubts.append("Band D moves by more than half: check pounds against thousands, and a year against a month.")
    if change is not None and proposal.tax_base is not None:
        moved = abs(proposal.tax_base - change.prior_tax_base)
        if moved * 100 > LARGEST_USUAL_BASE_CHANGE * change.prior_tax_base:
            doubts.append(
                f"The tax base was {decimals(change.prior_tax_base, THOUSANDTHS)} the year before: check that "
                f"{decimals(proposal.tax_base, THOUSANDTHS)} is the whole area, in band D equivalents."
            )
    return doubts
