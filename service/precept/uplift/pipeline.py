"""Stock and flow of firearms officers, month by month, for many scenarios at once (cost model 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.pathway import PipelineLimit, TrainingPathway, places_allowed_a_year, selected_of
from precept.uplift.plan import UpliftPlan
from precept.uplift.pool import Pool
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Flags, Whole, added_in_order
from precept.uplift.scenarios import scenarios_agreed

OFFICER_TOLERANCE = 1e-6
"""A millionth of an officer: a stock that float64 leaves so far below a level has reached it."""


class _Month(NamedTuple):
    """What happened in one month: arrays (S,); or in all of them: arrays (S, M)."""

    authorised: Expected
    leavers: Expected
    qualified: Expected
    transfers_net: Expected
    is_intake: Flags
    asked: Expected
    places: Expected
    in_training: Expected
    limit: Whole


@dataclass(frozen=True, eq=False)
class PipelineRun:
    """Expected officers and course places by month: arrays (S, M), stocks at the month's end.

    Every month authorised = authorised the month before − leavers + qualified + transfers_net.
    """

    plan: UpliftPlan
    assumptions: PipelineAssumptions
    pathway: TrainingPathway
    sought: Expected
    """The authorised strength that the plan asks for in each month (S, M)."""
    authorised: Expected
    leavers: Expected
    qualified: Expected
    transfers_net: Expected
    """Joiners from other forces less those who go to them; never so negative that the stock falls below nothing."""
    is_intake: Flags
    """Whether a course begins in the month."""
    asked: Expected
    """Places that bring the strength to what is sought on the day they qualify: failures, leavers, transfers and those
    still in training allowed for."""
    places: Expected
    """Places taken up: what was asked for, or the smallest limit."""
    in_training: Expected
    """Places begun and not yet ended, those of this month's intake among them."""
    limit: Whole
    """The PipelineLimit that kept the intake below what was asked; NONE too where there is no intake."""
    places_allowed_a_year: Expected
    """Places a year that each limit allows at the first intake: (S, 4), a PipelineLimit's column is its code − 1."""

    @property
    def authorised_sought(self) -> Expected:
        """The authorised strength that the plan asks for in the end (S,)."""
        return self.plan.strength_at_start + self.plan.extra_authorised_sought(self.assumptions.deployable_share)

    @property
    def deployable(self) -> Expected:
        """Authorised officers who can be deployed (S, M)."""
        return self.authorised * self.assumptions.deployable_share[:, np.newaxis]

    @property
    def extra_authorised(self) -> Expected:
        """Authorised officers above the strength at the start, never below nothing (S, M)."""
        extra: Expected = np.maximum(0.0, self.authorised - self.plan.strength_at_start[:, np.newaxis])
        return extra

    @property
    def extra_deployable(self) -> Expected:
        """Of the extra officers, those who can be deployed (S, M)."""
        return self.extra_authorised * self.assumptions.deployable_share[:, np.newaxis]


def run_pipeline(assumptions: PipelineAssumptions, plan: UpliftPlan) -> PipelineRun:
    """Run the training pipeline for every scenario over the plan's months.

    Assumptions or plan may hold one scenario, which then stands for every scenario of the other. No scenario's figures
    depend on those beside it, to the last bit.
    """
    scenarios = scenarios_agreed(assumptions=assumptions.scenarios, plan=plan.scenarios)
    assumptions, plan = assumptions.for_scenarios(scenarios), plan.for_scenarios(scenarios)
    pathway = TrainingPathway.of(assumptions, plan.staffing)
    sought = plan.authorised_sought(assumptions)
    pool = Pool.of(assumptions, plan)
    loss = monthly_attrition(assumptions.attrition)
    transfers_sought = assumptions.net_transfers / MONTHS_A_YEAR
    staying = 1.0 - loss
    until_qualified = np.power(staying, pathway.months_to_qualify)
    transferred_by_then = transfers_sought * _months_kept(staying, pathway.months_to_qualify)

    longest = int(pathway.months_to_qualify.max())
    kept_by_then = _kept_until_qualified(staying, pathway.months_to_qualify, longest)
    every_scenario = np.arange(scenarios)
    finishing = np.zeros((plan.months + longest, scenarios))
    """Places by the month in which those who pass are authorised."""

    strength = plan.strength_at_start
    months = []
    first_allowed = np.empty(0)
    for month in range(plan.months):
        qualified = finishing[month] * pathway.pass_rate
        leavers = loss * strength
        before_transfers = strength - leavers + qualified
        transfers = np.maximum(transfers_sought, -before_transfers)
        strength = before_transfers + transfers

        in_class = added_in_order(finishing[month + 1 : month + 1 + longest])
        in_post_by_then = added_in_order(finishing[month + 1 : month + 1 + longest] * kept_by_then)
        by_then = strength * until_qualified + in_post_by_then * pathway.pass_rate + transferred_by_then
        is_intake = plan.is_intake_month(month, assumptions.intakes)
        asked = np.where(is_intake, np.maximum(0.0, (sought[:, month] - by_then) / pathway.pass_rate), 0.0)
        selected = None if pool is None else selected_of(assumptions, pool.after(month, qualified, strength))
        allowed = places_allowed_a_year(assumptions, pathway, strength, selected)
        places, limit = places_taken_up(asked, allowed / assumptions.intakes)
        finishing[month + pathway.months_to_qualify, every_scenario] = places

        if month == 0:
            first_allowed = allowed
        months.append(
            _Month(strength, leavers, qualified, transfers, is_intake, asked, places, in_class + places, limit)
        )

    by_month = _Month(*(np.stack(measure, axis=1) for measure in zip(*months, strict=True)))
    return PipelineRun(
        plan=plan,
        assumptions=assumptions,
        pathway=pathway,
        sought=sought,
        **by_month._asdict(),
        places_allowed_a_year=first_allowed.T,
    )


def _months_kept(staying: Expected, months: Whole) -> Expected:
    """How many of those who join, one a month for so many months, are still in post in the last of them (S,)."""
    kept: Expected = np.where(
        staying == 1, months, (1 - np.power(staying, months)) / np.where(staying == 1, 1, 1 - staying)
    )
    return kept


def _kept_until_qualified(staying: Expected, months: Whole, longest: int) -> Expected:
    """Share still in post when the next intake qualifies, of those who qualify 1, 2 … months from now (M, S)."""
    ahead = np.arange(1, longest + 1)[:, np.newaxis]
    kept: Expected = np.power(staying, np.maximum(0, months - ahead))
    return kept


def monthly_attrition(attrition: Expected) -> Expected:
    """Turn the share that leaves in a year into the share that leaves in a month; twelve such months make the year."""
    monthly: Expected = 1.0 - np.power(1.0 - attrition, 1 / MONTHS_A_YEAR)
    return monthly


def places_taken_up(asked: Expected, allowed: Expected) -> tuple[Expected, Whole]:
    """Grant the places asked for (S,) as far as every limit (4, S) allows, and name the smallest that they exceed."""
    smallest = allowed.min(axis=0)
    binding = allowed.argmin(axis=0) + PipelineLimit.VOLUNTEERS
    limit = np.where(asked > smallest, binding, PipelineLimit.NONE)
    return np.minimum(asked, smallest), limit


def first_month_at(stock: Expected, level: Expected) -> Whole:
    """Return the first month (S,) in which a stock (S, M) stands at a level (S,) or above; −1 where none does."""
    reached = stock >= level[:, np.newaxis] - OFFICER_TOLERANCE
    first: Whole = np.where(reached.any(axis=1), reached.argmax(axis=1), -1)
    return first
