"""What one more course, a better pass rate or fewer leavers would do: each change alone, beside the uplift as asked.

One row a lever, the first row the uplift itself: the same pipeline, backfill and prices for all of them. What a lever costs
to pull (an instructor's pay, an allowance) is the caller's, for no published figure was found; without it only the money
that the pipeline itself moves is counted. Money in pence over the months followed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from precept.register.register import Register
from precept.register.units import half_up
from precept.uplift.assumptions import BOUNDS, PipelineAssumptions
from precept.uplift.backfill import run_backfill
from precept.uplift.costing import UpliftBasis, conflict, parameter_values, prices_by_year, uplift_terms
from precept.uplift.influences import under_influence
from precept.uplift.money import uplift_money
from precept.uplift.pipeline import PipelineRun, first_month_at, run_pipeline
from precept.uplift.plan import Staffing
from precept.uplift.prices import YearPrices
from precept.uplift.quantities import MONTHS_A_YEAR, round_to_pence
from precept.uplift.question import UpliftQuestion

USUAL_STEPS: dict[str, Decimal] = {
    "intakes": Decimal(1),
    "class_size": Decimal(1),
    "instructors": Decimal(1),
    "volunteers": Decimal(10),
    "selection_rate": Decimal("0.05"),
    "pass_rate": Decimal("0.05"),
    "attrition": Decimal("-0.01"),
    "net_transfers": Decimal(1),
    "transferee_applicants": Decimal(5),
    "conversion_pass_rate": Decimal("-0.05"),
}
"""The levers pulled where none are given, and by how much: those of the way that the officers come."""
_OF_TRANSFEREES = ("transferee_applicants", "conversion_pass_rate")
_OF_VOLUNTEERS = ("volunteers", "selection_rate", "pass_rate")
_HAIR = 1e-6


@dataclass(frozen=True)
class Lever:
    """Parameters set to other values at once, and what that costs a year, in pence."""

    name: str
    changes: Mapping[str, Decimal]
    annual_cost: int = 0


@dataclass(frozen=True)
class Pulled:
    """What comes of one row: deployable officers at the end, money over the months, and the month the number is reached.

    `extra_deployable` and `extra_cost` are beyond the uplift as asked; `cost_of_one` is None where no officer more comes of it.
    """

    lever: Lever | None
    was: Mapping[str, Decimal]
    authorised: float
    deployable: float
    month_reached: int | None
    cost: int
    extra_deployable: float
    extra_cost: int

    @property
    def cost_of_one(self) -> int | None:
        """The extra money for each deployable officer more, over the months followed; below nothing where it saves too."""
        if self.extra_deployable <= _HAIR:
            return None
        return int(round_to_pence(np.array([self.extra_cost / self.extra_deployable]))[0])


def usual_levers(question: UpliftQuestion) -> tuple[Lever, ...]:
    """One usual step of each lever, as far as it means anything."""
    found = []
    elsewhere = _OF_VOLUNTEERS if question.staffing is Staffing.TRANSFEREE else _OF_TRANSFEREES
    for name, step in USUAL_STEPS.items():
        if name in elsewhere:
            continue
        value = question.assumptions.value(name) + step
        if name not in question.said_otherwise and BOUNDS[name].hold(np.array([float(value)])):
            found.append(Lever(f"{name} {step:+}", {name: value}))
    return tuple(found)


def pull(question: UpliftQuestion, levers: Sequence[Lever], register: Register) -> tuple[UpliftBasis, list[Pulled]]:
    """Follow the uplift as asked and under each lever alone; the first is the uplift itself."""
    for lever in levers:
        for name in lever.changes.keys() & question.said_otherwise.keys():
            raise conflict(name, question.said_otherwise[name])
    terms = uplift_terms(question, register)
    run = _run(question, levers)
    money = uplift_money(run, run_backfill(run), _prices(question, levers, terms, register), terms.officer_costs)
    cash = [int(pence) for pence in money.by_year.in_year.sum(axis=1)]
    reached = [int(month) for month in first_month_at(run.authorised, run.authorised_sought)]
    rows = [None, *levers]
    return terms, [_pulled(question, lever, row, run, cash, reached[row]) for row, lever in enumerate(rows)]


def _run(question: UpliftQuestion, levers: Sequence[Lever]) -> PipelineRun:
    used = parameter_values(question)
    values = {name: np.full(len(levers) + 1, float(value)) for name, value in used.items()}
    for row, lever in enumerate(levers, start=1):
        for name, value in lever.changes.items():
            values[name][row] = float(value)
    return run_pipeline(PipelineAssumptions.from_values(under_influence(values)), question.plan())


def _prices(question: UpliftQuestion, levers: Sequence[Lever], terms: UpliftBasis, register: Register) -> YearPrices:
    """The prices of every row: an allowance or support that a lever gives is priced like the uplift's own."""
    rows = {
        name: np.repeat(getattr(terms.prices, name), len(levers) + 1, axis=0)
        for name in ("role_allowance", "incident_support")
    }
    for row, lever in enumerate(levers, start=1):
        for name in rows.keys() & lever.changes.keys():
            rows[name][row] = prices_by_year(question.with_value(name, lever.changes[name]), register, name)
    return replace(terms.prices, **rows)


def _pulled(
    question: UpliftQuestion, lever: Lever | None, row: int, run: PipelineRun, cash: Sequence[int], reached: int
) -> Pulled:
    deployable = run.deployable[:, -1]
    own = 0 if lever is None else half_up(lever.annual_cost * question.months, MONTHS_A_YEAR)
    return Pulled(
        lever=lever,
        was={} if lever is None else {name: question.assumptions.value(name) for name in lever.changes},
        authorised=float(run.authorised[row, -1]),
        deployable=float(deployable[row]),
        month_reached=None if reached < 0 else reached,
        cost=cash[row] + own,
        extra_deployable=float(deployable[row] - deployable[0]),
        extra_cost=cash[row] + own - cash[0],
    )
