"""Stock and flow of firearms officers, month by month, for many scenarios at once (cost model 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.months import Force, Month, follow
from precept.uplift.pathway import CourseLimits, TrainingPathway
from precept.uplift.plan import UpliftPlan
from precept.uplift.pool import Pool
from precept.uplift.quantities import Expected, Flags, Whole
from precept.uplift.scenarios import scenarios_agreed

OFFICER_TOLERANCE = 1e-6
"""A millionth of an officer: a stock that float64 leaves so far below a level has reached it."""


FEW = 8
"""Scenarios up to which each is followed alone, as plain numbers: arrays of so few take longer, and give the same bits."""


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

    @cached_property
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
    force, limits = Force.of(assumptions, plan, pathway), CourseLimits.of(assumptions, pathway)
    pool = Pool.of(assumptions, plan)
    if scenarios <= FEW and pool is None:
        by_month, at_first = _each_alone(plan, force, limits, sought)
    else:
        months, at_first = follow(plan, force, limits, list(sought.T), None if pool is None else pool.selected_after)
        by_month = Month(*(np.stack(measure, axis=1) for measure in zip(*months, strict=True)))
    return PipelineRun(
        plan=plan,
        assumptions=assumptions,
        pathway=pathway,
        sought=sought,
        **by_month._asdict(),
        places_allowed_a_year=np.stack(at_first, axis=1),
    )


def _each_alone(
    plan: UpliftPlan, force: Force[Expected], limits: CourseLimits[Expected], sought: Expected
) -> tuple[Month, tuple[Expected, ...]]:
    runs, at_first = zip(
        *(
            follow(plan, force.of_scenario(row), limits.of_scenario(row), wanted)
            for row, wanted in enumerate(sought.tolist())
        ),
        strict=True,
    )
    figures = np.fromiter(chain.from_iterable(chain.from_iterable(runs)), np.float64)
    by_month = Month(*figures.reshape(len(runs), plan.months, len(Month._fields)).transpose(2, 0, 1).copy())
    by_month = by_month._replace(is_intake=by_month.is_intake.astype(np.bool_), limit=by_month.limit.astype(np.int64))
    return by_month, tuple(np.array(each) for each in zip(*at_first, strict=True))


def first_month_at(stock: Expected, level: Expected) -> Whole:
    """Return the first month (S,) in which a stock (S, M) stands at a level (S,) or above; −1 where none does."""
    reached = stock >= level[:, np.newaxis] - OFFICER_TOLERANCE
    first: Whole = np.where(reached.any(axis=1), reached.argmax(axis=1), -1)
    return first
