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
    """Places that would close the gap, allowing for failures, leavers and those still in training."""
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
    loss_until_qualified = 1.0 - np.power(1.0 - loss, pathway.months_to_qualify)
    transfers_until_qualified = pathway.months_to_qualify * transfers_sought

    longest = int(pathway.months_to_qualify.max())
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
        gap = sought[:, month] - strength - in_class * pathway.pass_rate
        to_replace = strength * loss_until_qualified - transfers_until_qualified
        is_intake = plan.is_intake_month(month, assumptions.intakes)
        asked = np.where(is_intake, np.maximum(0.0, (gap + to_replace) / pathway.pass_rate), 0.0)
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
