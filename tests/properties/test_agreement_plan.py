"""The service and the reference engine agree to the penny on four thousand generated medium-term plans."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.builders import proposal, question, seeded, to_band_d
from tests.properties.plan_as_reference import as_reference, expected, told
from tests.reference import plan as reference

from precept.council_tax.assess import assess_all
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.funding.plan.money_in import CouncilTaxPath
from precept.funding.plan.people import People
from precept.funding.plan.quantities import Rate
from precept.funding.plan.question import (
    BudgetKind,
    BudgetLine,
    Decision,
    FundingLine,
    LaterYear,
    PlanQuestion,
    Reserve,
    Source,
    StaffGroup,
)
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.run import run_plan
from precept.funding.question import Recurrence
from precept.register.units import decimals

BLOCKS, PLANS_A_BLOCK = 10, 400
WHOLE = 1_000_000
MOST_YEARS = 10
FREEZE = Increase(IncreaseKind.FREEZE)


# --- generated plans ---------------------------------------------------------------------------


class Drawn:
    """A plan in the drawing: quiet rates on large amounts, or rates as wild as the contract takes on small ones."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.years = rng.randint(1, MOST_YEARS)
        self.scenarios = rng.choice([1, 1, 1, 2, 3])
        self.wild = rng.random() < 0.2
        self.largest = 100_000 if self.wild else 10 ** rng.randint(2, 11)

    def amount(self, times: int = 1) -> int:
        """Pence: nothing, a penny, or up to the plan's largest."""
        return self.rng.choice([0, 1, *[self.rng.randrange(times * self.largest)] * 8])

    def amounts(self) -> tuple[int, ...]:
        return tuple(self.amount() for _ in range(self.years))

    def growth(self) -> int:
        """Millionths a year."""
        if self.wild:
            return self.rng.choice([0, 500_000, -500_000, self.rng.randint(-999_999, 999_999)])
        return self.rng.choice([0, 20_000, 25_000, self.rng.randint(-100_000, 100_000)])

    def growths(self) -> tuple[int, ...] | None:
        return tuple(self.growth() for _ in range(self.years)) if self.rng.random() < 0.3 else None

    def rate(self, *, every_scenario: bool = False) -> Rate:
        """A rate by scenario, or one for all."""
        rows = self.scenarios if every_scenario or self.rng.random() < 0.5 else 1
        return np.array([[self.growth() for _ in range(self.years)] for _ in range(rows)], dtype=np.int64)

    def floors(self) -> Rate:
        return np.array([[self.rng.choice([0, 30_000, WHOLE, self.rng.randint(0, WHOLE)]) for _ in range(self.years)]])


def some_rates(drawn: Drawn) -> PlanRates:
    return PlanRates(
        awards={group: drawn.rate() for group in StaffGroup},
        prior_awards={group: drawn.growth() for group in StaffGroup},
        increments=drawn.rate() // 4,
        contributions=drawn.rate() // 2,
        prices=drawn.rate(every_scenario=True),
        tax_base_growth=drawn.rate(),
        grant_growth=drawn.rate(),
        reserve_floor=drawn.floors(),
        collection_fund=np.full((1, drawn.years), WHOLE, dtype=np.int64),
    )


def some_budget(drawn: Drawn) -> tuple[BudgetLine, ...]:
    rng = drawn.rng
    return tuple(
        BudgetLine(
            name=f"budget {number}",
            kind=rng.choice([BudgetKind.PAY, BudgetKind.PAY, *BudgetKind]),
            pence=drawn.amount(),
            staff_group=rng.choice(list(StaffGroup)),
            source=rng.choice(list(Source)),
            growth=drawn.growths(),
            planned=drawn.amounts() if rng.random() < 0.15 else None,
        )
        for number in range(rng.randrange(6))
    )


def some_decisions(drawn: Drawn) -> tuple[Decision, ...]:
    rng, months = drawn.rng, 12 * drawn.years
    return tuple(
        Decision(
            name=f"decision {number}",
            pence=rng.choice([1, -1]) * drawn.amount(),
            start_month=rng.choice([rng.randint(-30, -1), -12, 0, months, rng.randint(months, months + 20)])
            if rng.random() < 0.4
            else rng.randrange(months),
            recurrence=rng.choice([Recurrence.RECURRING, Recurrence.RECURRING, Recurrence.ONE_OFF]),
            confidence=rng.choice([WHOLE, WHOLE, 0, 500_000, rng.randint(0, WHOLE)]),
        )
        for number in range(rng.randrange(5))
    )


def some_funding(drawn: Drawn) -> tuple[FundingLine, ...]:
    rng = drawn.rng
    return tuple(
        FundingLine(
            name=f"funding {number}",
            pence=drawn.amount(),
            source=rng.choice(list(Source)),
            recurrence=rng.choice([Recurrence.RECURRING, Recurrence.RECURRING, Recurrence.ONE_OFF]),
            growth=drawn.growths(),
            planned=drawn.amounts() if rng.random() < 0.2 else None,
            prior=drawn.amount() if rng.random() < 0.4 else None,
            part_of_net_budget=rng.random() < 0.6,
        )
        for number in range(rng.randrange(5))
    )


def a_reserve(drawn: Drawn, purpose: str) -> Reserve:
    pence = drawn.amount(4)
    draws = tuple(drawn.rng.choice([0, drawn.rng.randint(0, 1 + pence // 2), pence]) for _ in range(drawn.years))
    return Reserve(purpose, pence, draws)


def a_question(drawn: Drawn) -> PlanQuestion:
    rng = drawn.rng
    return PlanQuestion(
        precept=question(),
        years=drawn.years,
        later=(LaterYear(FREEZE),) * (drawn.years - 1),
        baseline=FREEZE if rng.random() < 0.3 else None,
        collection_fund=tuple(rng.choice([-1, 1]) * pence for pence in drawn.amounts()),
        budget=some_budget(drawn),
        decisions=some_decisions(drawn),
        funding=some_funding(drawn),
        reserves=tuple(a_reserve(drawn, f"purpose {number}") for number in range(rng.randrange(4))),
        general_reserve=a_reserve(drawn, "general"),
        gap_from_reserve=rng.random() < 0.6,
        surplus_to_reserve=rng.random() < 0.5,
    )


def some_people(drawn: Drawn) -> People | None:
    """An uplift's money and nothing else of it; it may save in a year, as an officer who is not replaced does."""
    if drawn.rng.random() < 0.5:
        return None
    shape = (drawn.scenarios, drawn.years)
    money = [
        np.array([[drawn.rng.choice([1, 1, -1]) * drawn.amount() for _ in range(drawn.years)] for _ in range(shape[0])])
        for _ in range(2)
    ]
    nobody = np.zeros(shape)
    return People(
        authorised_by_month=nobody,
        deployable_by_month=nobody,
        recurring=money[0],
        one_off=money[1],
        authorised=nobody,
        deployable=nobody,
        new_to_force=nobody,
    )


def some_band_ds(drawn: Drawn) -> list[str]:
    """Pounds of band D: last year's, then each year's; what it raises is of the size of the plan's other amounts."""
    most = min(400, max(2, drawn.largest // 10_000))
    return [decimals(drawn.rng.randint(1_00, most * 100), 100) for _ in range(drawn.years + 1)]


def held_bases(drawn: Drawn) -> tuple[int | None, ...]:
    rng = drawn.rng
    most = 9_000_000 if drawn.wild else rng.choice([1_000, 9_000_000, 2_000_000_000])
    later = [rng.randint(1, most) if rng.random() < 0.3 else None for _ in range(drawn.years - 1)]
    return (rng.randint(1, most), *later)


def some_paths(drawn_plans: list[tuple[Drawn, PlanQuestion]]) -> list[CouncilTaxPath]:
    """Band D and the tax base of every plan; the band Ds of all of them are assessed together."""
    asked, held = [], []
    for drawn, asks in drawn_plans:
        bases = held_bases(drawn)
        prior_base = drawn.rng.choice([None, bases[0], drawn.rng.randint(1, 2 * (bases[0] or 1))])
        for _ in range(1 if asks.baseline is None else 2):
            prior, *band_ds = some_band_ds(drawn)
            first = proposal(prior=prior, financial_year="2030-31")
            asked += [
                replace(
                    first, increase=to_band_d(each), tax_base=bases[0], prior_tax_base=None if place else prior_base
                )
                for place, each in enumerate(band_ds)
            ]
        held.append(bases)
    outcomes = iter(assess_all(asked))

    def so_many(years: int) -> tuple[PreceptOutcome, ...]:
        return tuple(next(outcomes) for _ in range(years))

    paths = []
    for (drawn, asks), bases in zip(drawn_plans, held, strict=True):
        path = CouncilTaxPath(
            outcomes=so_many(drawn.years),
            baseline=None if asks.baseline is None else so_many(drawn.years),
            held=bases,
            tax_base=np.zeros((1, drawn.years), dtype=np.int64),
        )
        paths.append(path)
    return paths


# --- agreement ---------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(BLOCKS))
def test_both_engines_draw_up_the_same_plan(block: int) -> None:
    rng = seeded(f"plans {block}")
    drawn_plans = [(drawn, a_question(drawn)) for drawn in (Drawn(rng) for _ in range(PLANS_A_BLOCK))]
    seen: Counter[str] = Counter()
    for (drawn, asks), path in zip(drawn_plans, some_paths(drawn_plans), strict=True):
        rates, people = some_rates(drawn), some_people(drawn)
        grown = path.grown(rates, rates, drawn.years)
        run = run_plan(asks, rates, grown, people)
        for scenario in range(drawn.scenarios):
            found = reference.plan(as_reference(asks, rates, path, people, scenario))
            assert told(run, scenario) == expected(found), (asks, rates, scenario)
            seen.update(what_happens(found))
    assert set(seen) == EVERYTHING_THAT_HAPPENS
    assert min(seen.values()) >= PLANS_A_BLOCK // 20, seen


EVERYTHING_THAT_HAPPENS = {
    "a gap",
    "money left",
    "the reserve fills a gap",
    "the reserve runs out",
    "the reserve takes a surplus",
    "drawn as planned",
    "missing",
    "under the floor",
    "no net budget",
    "resting on once, all of it",
    "resting on once, in part",
    "a deficit that comes once",
}
"""What a block of plans must have in it, each in several years, for its agreement to mean anything."""


def what_happens(found: reference.Plan) -> Counter[str]:
    seen: Counter[str] = Counter()
    for year in found.years:
        recurring_gap = (year.spending - year.spending_once) - (year.funding - year.funding_once)
        resting = year.recurring_resting_on_once
        seen["a gap"] += year.gap > 0
        seen["money left"] += year.gap < 0
        seen["the reserve fills a gap"] += year.for_gap > 0
        seen["the reserve runs out"] += year.for_gap > 0 and year.general == 0 and year.missing > 0
        seen["the reserve takes a surplus"] += year.missing < 0 and year.general > 0
        seen["drawn as planned"] += year.planned > 0
        seen["missing"] += year.missing > 0
        seen["under the floor"] += year.under_floor > 0
        seen["no net budget"] += year.net_budget == 0
        seen["resting on once, all of it"] += 0 < resting == recurring_gap
        seen["resting on once, in part"] += 0 < resting < recurring_gap
        seen["a deficit that comes once"] += year.funding_once < 0
    return +seen
