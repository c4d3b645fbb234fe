"""Backwards: so many officers in post by a month, and kept for good: the smallest lawful band D, when to begin, what to draw.

Three questions, each answered by its own rule, the first two independent of each other. Can training deliver them by the
month, and what is the latest month to begin in? Which band D raises, beyond the baseline, what keeps them for good at mature
pay? And what do the years cost beyond what that raises, which a reserve must give? The answer is proved: with the band D
found the money keeps the number, and with one step less it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from precept.council_tax.gather import gather
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.council_tax.solve import Solution, Target, TargetKind, solve
from precept.funding.assess import FundingOutcome, assess_funding
from precept.funding.question import FundingQuestion, Recurrence
from precept.register.refusals import AssumptionOutOfRange, within
from precept.register.register import Register
from precept.uplift.costing import UpliftOutcome, cost_uplift, in_callers_terms, pipeline_assumptions
from precept.uplift.pipeline import first_month_at, run_pipeline
from precept.uplift.question import UpliftQuestion


class WhyNot(StrEnum):
    """What stands in the way."""

    OVER_THE_LIMIT = "over_the_limit"
    BEYOND_WHAT_IS_CALCULATED = "beyond_what_is_calculated"
    PIPELINE = "pipeline"
    """Training does not have them in post by the month, begun at once."""


@dataclass(frozen=True)
class Delivery:
    """Whether training delivers by the month: months are places in the run, 0 the first month asked about.

    `latest_start` is None where even beginning at once is too late; `reached` is the month the number is in post when begun
    at once, None where it never is within the years followed; `in_post` and `deployable` are what is there by the month.
    """

    by: int
    reached: int | None
    latest_start: int | None
    in_post: float
    deployable: float
    sought: float


@dataclass(frozen=True)
class SolvedFunding:
    """What was found. `at` is the funding with the band D found, or with the nearest that is lawful; `less` one step below it."""

    question: FundingQuestion
    needed: int
    """Pence a year beyond the baseline that keep the number for good."""
    solution: Solution
    delivery: Delivery
    at: FundingOutcome
    less: FundingOutcome | None
    why_not: tuple[WhyNot, ...]
    nearest: SolvedFunding | None
    """The most officers, of those asked for, that can be had by the month and kept; None where all can, or nobody."""

    @property
    def reserve_by_year(self) -> tuple[int, ...]:
        """Pence missing in each year followed, which a reserve must give."""
        return tuple(each.gap for each in self.at.years)

    @property
    def reserve_needed(self) -> int:
        """The most that is missing at the end of any year, where what earlier years leave over is kept for it."""
        balance, lowest = 0, 0
        for each in self.at.years:
            balance += each.surplus - each.gap
            lowest = min(lowest, balance)
        return -lowest


def solve_funding(question: FundingQuestion, by: int, register: Register) -> SolvedFunding:
    """Solve for the officers of the uplift; the precept's own increase is not looked at.

    `by` is the month, counted from the uplift's first, at whose end they are to be in post.
    """
    with within("precept"):
        proposal = gather(question.precept, register)
    with within("uplift"):
        uplift = cost_uplift(question.uplift, register)
    delivery = deliver(question.uplift, by)
    needed = money_needed(question, uplift)
    with within("precept"):
        target = Target(TargetKind.EXTRA_INCOME, pence=max(0, needed), baseline=question.baseline)
        solution = solve(proposal, target, within_limit=True)
    found = solution.outcome or solution.nearest
    band_d = proposal.prior_band_d if found is None else found.band_d
    at = assess_funding(_at(question, band_d), register)
    less = None
    if solution.outcome is not None and solution.one_step_less is not None:
        less = assess_funding(_at(question, solution.one_step_less.band_d), register)
    why_not = tuple(_why_not(solution, delivery))
    asked = question.uplift.officers
    kept = asked if solution.outcome is not None else at.affordability.sustainable
    trained = most_delivered(question.uplift, by) if WhyNot.PIPELINE in why_not else asked
    nearest = _with_fewer(question, min(kept, trained), by, register)
    return SolvedFunding(question, needed, solution, delivery, at, less, why_not, nearest)


def _with_fewer(question: FundingQuestion, officers: int, by: int, register: Register) -> SolvedFunding | None:
    """Solve for fewer officers than asked for: the nearest that money keeps and training delivers; None where that is nobody."""
    if not 0 < officers < question.uplift.officers:
        return None
    fewer = solve_funding(replace(question, uplift=replace(question.uplift, officers=officers)), by, register)
    return None if fewer.why_not else fewer


def most_delivered(question: UpliftQuestion, by: int) -> int:
    """The largest uplift, up to the one asked for, that training begun at once has had in post by the end of a month."""
    with within("uplift"), in_callers_terms():
        run = run_pipeline(
            pipeline_assumptions(question), question.plan(officers=range(question.officers + 1), months=by + 1)
        )
    reached = first_month_at(run.authorised, run.authorised_sought) >= 0
    return int(np.flatnonzero(reached)[-1]) if reached.any() else 0


def money_needed(question: FundingQuestion, uplift: UpliftOutcome) -> int:
    """Pence a year, beyond the baseline, that keep the number asked for at mature pay in the first year's prices.

    What the other recurring funding gives is taken off, what is spent whatever the number put on.
    """
    cost_of_one = int(uplift.sustained_at_mature_pay.total[0, 0])
    authorised = uplift.run.authorised_sought[0] - uplift.run.plan.strength_at_start[0]
    cost = int(np.ceil(max(0.0, authorised) * cost_of_one - _HAIR))
    fixed = question.uplift.assumptions.pence("fixed_cost") + uplift.owed_to_those_in_post
    other = sum(line.pence for line in question.other_funding if line.recurrence is Recurrence.RECURRING)
    return cost + fixed - other


_HAIR = 1e-3
"""A thousandth of a penny: what float64 may leave above whole pence."""


def deliver(question: UpliftQuestion, by: int) -> Delivery:
    """Find when the number is in post when training begins at once, and the latest month to begin in."""
    if not 0 <= by < question.months:
        raise AssumptionOutOfRange(
            f"{question.month_text(by)} is outside the {question.years} years that the uplift is followed.",
            field="by_month",
            remedy=f"Give a month from {question.month_text(0)} to {question.month_text(question.months - 1)}.",
        )
    with within("uplift"), in_callers_terms():
        run = run_pipeline(pipeline_assumptions(question), question.plan())
    reached = int(first_month_at(run.authorised, run.authorised_sought)[0])
    at_once = None if reached < 0 else reached
    in_time = at_once is not None and at_once <= by
    return Delivery(
        by=by,
        reached=at_once,
        latest_start=_latest_start(question, by) if in_time else None,
        sought=float(run.authorised_sought[0]),
        in_post=float(run.authorised[0, by]),
        deployable=float(run.deployable[0, by]),
    )


def _latest_start(question: UpliftQuestion, by: int) -> int:
    """The last month to begin in that still has the number in post by the month; the strength at the start held until then."""
    latest = 0
    for start in range(1, by + 1):
        later = replace(question, start=question.month(start))
        run = run_pipeline(pipeline_assumptions(later), later.plan(months=by - start + 1))
        if int(first_month_at(run.authorised, run.authorised_sought)[0]) < 0:
            break
        latest = start
    return latest


def _at(question: FundingQuestion, band_d: int) -> FundingQuestion:
    increase = Increase(IncreaseKind.BAND_D, band_d)
    return replace(question, precept=replace(question.precept, increase=increase))


def _why_not(solution: Solution, delivery: Delivery) -> Iterator[WhyNot]:
    if solution.why_none is not None:
        yield WhyNot(solution.why_none.value)
    if delivery.latest_start is None:
        yield WhyNot.PIPELINE
