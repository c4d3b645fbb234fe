"""How many officers the money keeps, how many it pays for this year, how many the pipeline delivers, and what binds.

Cost model 6.5. The sustainable number comes first: a number sized on first-year cost, or on a recruit's pay, is not
affordable later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from precept.register.refusals import AssumptionOutOfRange
from precept.register.units import MILLIONTHS
from precept.uplift.costing import UpliftOutcome
from precept.uplift.pathway import PipelineLimit
from precept.uplift.pipeline import OFFICER_TOLERANCE
from precept.uplift.plan import CountedAs


class BindingConstraint(StrEnum):
    """What keeps the uplift below the number asked for."""

    MONEY = "money"
    TRAINING_PLACES = "training_places"
    VOLUNTEERS = "volunteers"
    RECRUITS = "recruits"
    """The constables hired first are not past probation within the run."""
    NONE = "none"


@dataclass(frozen=True)
class Affordability:
    """Whole extra officers, counted as the question counts them; `sustainable` and its twin are not capped by it."""

    sustainable: int
    sustainable_at_entry_pay: int
    affordable_in_year: int
    deliverable: int
    binding: BindingConstraint


@dataclass(frozen=True)
class AtPayPoint:
    """Officers that recurring money is at one pay point: by pay alone, and by all that one costs for good; pence a year."""

    pay_point: int
    pay: int
    at_pay_alone: int
    sustained: int
    kept: int


def afford(
    outcome: UpliftOutcome, *, recurring: int, first_year: int, first_year_costs: Callable[[], Sequence[int]]
) -> Affordability:
    """Weigh money in pence against the uplift.

    `recurring` comes every year, `first_year` is all there is in the first; both less what is spent whatever the number.
    `first_year_costs` prices uplifts of 0, 1, 2 … officers in the first year, which is asked for only where the money does
    not pay for all of them: what those cost is in the outcome.
    """
    asked = outcome.question.officers
    sustainable = officers_kept(outcome, recurring, int(outcome.sustained_at_mature_pay.total[0, 0]))
    all_of_them, none = (int(pence) for pence in outcome.money.by_year.in_year[:, 0])
    affordable = asked if all_of_them - none <= first_year else officers_paid_for(first_year, first_year_costs())
    deliverable = officers_delivered(outcome)
    money, pipeline = min(sustainable, affordable), deliverable
    if min(money, pipeline) >= asked:
        binding = BindingConstraint.NONE
    elif money <= pipeline:
        binding = BindingConstraint.MONEY
    else:
        binding = what_held_training_back(outcome)
    return Affordability(
        sustainable=sustainable,
        sustainable_at_entry_pay=officers_kept(outcome, recurring, int(outcome.sustained_at_entry_pay.total[0, 0])),
        affordable_in_year=affordable,
        deliverable=deliverable,
        binding=binding,
    )


def priced_at_each_point(outcome: UpliftOutcome, recurring: int) -> tuple[AtPayPoint, ...]:
    """Price the officers that recurring money keeps at one pay point throughout, point 0 to 7, in the first year.

    Each extra officer is taken as a post of its own, whoever fills it.
    """
    for_good = outcome.sustained_at_mature_pay
    beyond_pay = int((for_good.total - for_good.pay)[0, 0])
    found = []
    for point, pay in enumerate(outcome.terms.officer_costs.annual[0, 0].tolist()):
        kept = officers_kept(outcome, recurring, pay + beyond_pay) if pay + beyond_pay else 0
        found.append(AtPayPoint(point, pay, max(0, recurring // pay) if pay else 0, pay + beyond_pay, kept))
    return tuple(found)


def officers_kept(outcome: UpliftOutcome, recurring: int, cost_of_one: int) -> int:
    """How many officers the recurring money keeps for good: cost of N <= money < cost of N + 1."""
    if cost_of_one == 0:
        raise AssumptionOutOfRange(
            "With these assumptions an extra officer costs nothing, so money keeps any number.",
            field="uplift.assumptions",
            remedy="Give a price to the course, the role or the post.",
        )
    if outcome.question.counted_as is CountedAs.DEPLOYABLE:
        share = outcome.question.assumptions.millionths("deployable_share")
        return max(0, recurring * share // (cost_of_one * MILLIONTHS))
    return max(0, recurring // cost_of_one)


def officers_paid_for(money: int, costs: Sequence[int]) -> int:
    """Find the largest uplift, up to the one asked for, whose cost beyond doing nothing is within the money of the year."""
    return max((officers for officers, cost in enumerate(costs) if cost - costs[0] <= money), default=0)


def officers_delivered(outcome: UpliftOutcome) -> int:
    """Count the most extra officers in post at the end of any month of the run, money no object."""
    by_deployable = outcome.question.counted_as is CountedAs.DEPLOYABLE
    extra = outcome.run.extra_deployable if by_deployable else outcome.run.extra_authorised
    return int(extra[0].max() + OFFICER_TOLERANCE)


def what_held_training_back(outcome: UpliftOutcome) -> BindingConstraint:
    """Name the limit that refused the most places over the run, or the recruits that were waited for throughout."""
    if outcome.month_of_recruits is not None and outcome.month_of_recruits >= outcome.question.months:
        return BindingConstraint.RECRUITS
    refused = outcome.run.asked[0] - outcome.run.places[0]
    limits = outcome.run.limit[0]
    by_limit = {
        limit: float(refused[limits == limit].sum()) for limit in PipelineLimit if limit is not PipelineLimit.NONE
    }
    if not np.any(limits != PipelineLimit.NONE):
        return BindingConstraint.TRAINING_PLACES
    heaviest = max(by_limit, key=lambda limit: by_limit[limit])
    return BindingConstraint.VOLUNTEERS if heaviest is PipelineLimit.VOLUNTEERS else BindingConstraint.TRAINING_PLACES
