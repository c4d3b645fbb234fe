"""The rates that a plan moves by, in each year of every scenario: awards, prices, tax base, grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from precept.funding.plan.quantities import Rate
from precept.funding.plan.question import StaffGroup


@dataclass(frozen=True, eq=False)
class PlanRates:
    """Millionths of one, (S, Y) or (1, Y) each.

    An award is that of September in the year; `prior_awards` those of the September before the plan. Tax base and grant
    growth of the first year are not used: its figures are given.
    """

    awards: Mapping[StaffGroup, Rate]
    prior_awards: Mapping[StaffGroup, int]
    increments: Rate
    contributions: Rate
    """Change in the employer's contributions from April, as a share of pay."""
    prices: Rate
    tax_base_growth: Rate
    grant_growth: Rate
    reserve_floor: Rate
    """The least general reserve, as a share of the net budget."""
    collection_fund: Rate
    """Share of the collection fund given that comes: all of it, unless a scenario says otherwise."""

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        rates = (*self.awards.values(), self.increments, self.contributions, self.prices, self.tax_base_growth)
        return max(int(rate.shape[0]) for rate in (*rates, self.grant_growth))

    def for_scenarios(self, scenarios: int) -> PlanRates:
        """The same rates for so many scenarios, where they were given for one."""

        def each(rate: Rate) -> Rate:
            return np.broadcast_to(rate, (scenarios, rate.shape[1]))

        return replace(
            self,
            awards={group: each(rate) for group, rate in self.awards.items()},
            increments=each(self.increments),
            contributions=each(self.contributions),
            prices=each(self.prices),
            tax_base_growth=each(self.tax_base_growth),
            grant_growth=each(self.grant_growth),
            reserve_floor=each(self.reserve_floor),
            collection_fund=each(self.collection_fund),
        )
