"""The plan on one screen: lines of spending and of funding, the gap between them, and what reserves can do about it.

Every scenario at once: arrays are (scenarios, years), money int64 pence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.funding.plan.ledger import Line, once_of, total_of
from precept.funding.plan.money_in import CouncilTaxPath, collection_fund_line, council_tax_line, funding_line
from precept.funding.plan.people import People
from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import PlanQuestion
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.reserves import ReservesPath, follow_reserves
from precept.funding.plan.spending import budget_line, decision_line, uplift_line


@dataclass(frozen=True, eq=False)
class PlanRun:
    """What comes of a plan in every scenario: arrays (S, Y)."""

    path: CouncilTaxPath
    people: People | None
    spending: tuple[Line, ...]
    funding: tuple[Line, ...]
    reserves: ReservesPath
    net_budget: Pence
    """Spending less the income that is set off against it: what council tax, general grant and reserves pay for."""
    gap: Pence
    """Spending beyond funding, before any reserve; below nothing where money is left."""

    @property
    def missing(self) -> Pence:
        """What is missing after the reserves drawn; a saving to be found, or below nothing where money is left."""
        return self.gap - self.reserves.planned - self.reserves.for_gap

    @property
    def recurring_on_once(self) -> Pence:
        """Recurring spending that rests on money which comes once, never below nothing."""
        shape = self.gap.shape
        spent = total_of(self.spending, shape) - once_of(self.spending, shape)
        paid = total_of(self.funding, shape) - once_of(self.funding, shape)
        once = once_of(self.funding, shape) + self.reserves.planned + self.reserves.for_gap
        return np.clip(spent - paid, 0, np.maximum(0, once))


def run_plan(question: PlanQuestion, rates: PlanRates, path: CouncilTaxPath, people: People | None) -> PlanRun:
    """Follow one plan over its years, in as many scenarios as the rates and the people have."""
    scenarios = rates.scenarios
    shape = (scenarios, question.years)
    spending = [budget_line(line, rates, question.years) for line in question.budget]
    spending += [decision_line(decision, question.years) for decision in question.decisions]
    if people is not None:
        spending.append(uplift_line(people.recurring, people.one_off))
    funding = [council_tax_line(path), collection_fund_line(question, rates)]
    funding += [funding_line(line, rates, question.years) for line in question.funding]
    set_off = [line for line, given in zip(funding[2:], question.funding, strict=True) if not given.part_of_net_budget]
    spent, paid = total_of(tuple(spending), shape), total_of(tuple(funding), shape)
    net_budget = np.maximum(0, spent - total_of(tuple(set_off), shape))
    gap = spent - paid
    return PlanRun(
        path=path,
        people=people,
        spending=tuple(spending),
        funding=tuple(funding),
        reserves=follow_reserves(question, gap, net_budget, rates.reserve_floor),
        net_budget=net_budget,
        gap=gap,
    )
