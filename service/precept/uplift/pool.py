"""The officers past probation who could volunteer: fewer with every one who qualifies, more with every recruit who is ready.

Whoever else leaves the pool is replaced by the force's ordinary recruitment; those who leave the role do not come back to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.pathway import selected_of
from precept.uplift.plan import Staffing, UpliftPlan
from precept.uplift.quantities import Expected, Whole


@dataclass(eq=False)
class Pool:
    """The pool of every scenario, month by month; it remembers who has qualified and who was hired."""

    assumptions: PipelineAssumptions
    at_start: Expected
    strength_at_start: Expected
    staffing: Staffing
    hired_first: Expected
    """Constables hired before anybody is converted (S,)."""
    lag: Whole
    """Months from an officer leaving response to the recruit behind being past probation (S,)."""
    qualified: Expected
    most_extra: list[Expected]
    """The most extra officers so far, at the end of each month followed (S,)."""

    @classmethod
    def of(cls, assumptions: PipelineAssumptions, plan: UpliftPlan) -> Pool | None:
        """Begin with the officers given; None where none are, and for transferees, who come from elsewhere."""
        if assumptions.pool_officers is None or plan.staffing is Staffing.TRANSFEREE:
            return None
        return cls(
            assumptions=assumptions,
            at_start=assumptions.pool_officers,
            strength_at_start=plan.strength_at_start,
            staffing=plan.staffing,
            hired_first=np.maximum(0.0, plan.extra_authorised_sought(assumptions.deployable_share)),
            lag=assumptions.hire_lag + assumptions.to_eligible_for_firearms,
            qualified=np.zeros_like(assumptions.pool_officers),
            most_extra=[],
        )

    def selected_after(self, month: int, qualified: Expected, strength: Expected) -> Expected:
        """Those of the pool at the month's end who are selected in a year (S,)."""
        return selected_of(self.assumptions, self.after(month, qualified, strength))

    def after(self, month: int, qualified: Expected, strength: Expected) -> Expected:
        """The pool at the month's end (S,), those who qualified in it gone, and recruits past probation come."""
        self.qualified = self.qualified + qualified
        extra = np.maximum(0.0, strength - self.strength_at_start)
        self.most_extra.append(np.maximum(self.most_extra[-1], extra) if self.most_extra else extra)
        return np.maximum(0.0, self.at_start - self.qualified + self._ready(month))

    def _ready(self, month: int) -> Expected:
        """Recruits past probation (S,): hired at once where they come first, else behind each officer who went."""
        since = month - self.lag
        if self.staffing is Staffing.RECRUIT:
            return np.where(since >= 0, self.hired_first, 0.0)
        if self.staffing is Staffing.CONVERT:
            return np.zeros(since.shape)
        history = np.stack(self.most_extra)
        return np.where(since >= 0, history[np.maximum(since, 0), np.arange(since.size)], 0.0)
