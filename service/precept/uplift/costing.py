"""From a question about an uplift to its officers and its money: gather prices and pay, run the pipeline, price it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

import numpy as np

from precept.register.refusals import AssumptionOutOfRange, FigureNotHeld
from precept.register.register import Register
from precept.register.years import FinancialYear
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.backfill import Backfill, run_backfill
from precept.uplift.errors import UpliftError
from precept.uplift.money import UpliftMoney, uplift_money
from precept.uplift.pipeline import PipelineRun, first_month_at, run_pipeline
from precept.uplift.plan import BackfillProgression, Staffing, UpliftPlan
from precept.uplift.premium import (
    Premium,
    QualifyingCost,
    SustainedCost,
    annual_premium,
    cost_to_qualify,
    mature_pay,
    pay_at_entry,
    sustained_cost,
)
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.question import UpliftQuestion
from precept.workforce.officers import unit_costs
from precept.workforce.prices import Prices
from precept.workings import Figure

TASER = "taser_officer"


@dataclass(frozen=True)
class UpliftTerms:
    """What an uplift rests on, whatever its size: the pipeline's parameters, prices and pay of each year."""

    assumptions: PipelineAssumptions
    prices: YearPrices
    officer_costs: OfficerCosts
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class UpliftOutcome:
    """An uplift followed month by month; row 0 of every array is the uplift, row 1 the force without it."""

    question: UpliftQuestion
    terms: UpliftTerms
    run: PipelineRun
    backfill: Backfill
    money: UpliftMoney
    premium: Premium
    qualifying: QualifyingCost
    sustained_at_mature_pay: SustainedCost
    sustained_at_entry_pay: SustainedCost

    @property
    def warnings(self) -> list[str]:
        """What a reader should be told beside the figures, in words."""
        outside = self.question.assumptions.outside_range()
        if self.question.role == TASER and self.question.staffing is Staffing.CONVERT_AND_BACKFILL:
            outside.append(
                "An officer trained to carry a taser stays in the post: staffing convert counts no recruit behind it."
            )
        if self.month_reached is None:
            outside.append("The training pipeline does not reach the number asked for within the years followed.")
        return outside

    @property
    def month_reached(self) -> int | None:
        """The first month at whose end the strength asked for is in post, 0 for the start; None within the run."""
        found = int(first_month_at(self.run.authorised, self.run.authorised_sought)[0])
        return found if found >= 0 else None


def cost_uplift(question: UpliftQuestion, register: Register) -> UpliftOutcome:
    """Follow one uplift, beside the same force without it.

    FigureNotHeld for a year that has no pay scales, AssumptionOutOfRange where the assumptions mean nothing together.
    """
    try:
        return _cost_uplift(question, register)
    except FigureNotHeld as refusal:
        if refusal.field == "financial_year":
            refusal.field = "start_month"
        raise
    except UpliftError as error:
        raise AssumptionOutOfRange(
            f"{error}.", field="assumptions", remedy=f"Give a {error.name} that is {error.must_be}."
        ) from error


def _cost_uplift(question: UpliftQuestion, register: Register) -> UpliftOutcome:
    terms = uplift_terms(question, register)
    run = follow(question, terms, officers=(question.officers, 0), months=question.months)
    backfill = run_backfill(run)
    at_maturity = mature_pay(terms.assumptions, terms.officer_costs, question.staffing)
    at_entry = pay_at_entry(terms.assumptions, terms.officer_costs, question.staffing)
    return UpliftOutcome(
        question=question,
        terms=terms,
        run=run,
        backfill=backfill,
        money=uplift_money(run, backfill, terms.prices, terms.officer_costs),
        premium=annual_premium(terms.assumptions, terms.prices),
        qualifying=cost_to_qualify(terms.assumptions, terms.prices, question.staffing),
        sustained_at_mature_pay=sustained_cost(terms.assumptions, terms.prices, question.staffing, at_maturity),
        sustained_at_entry_pay=sustained_cost(terms.assumptions, terms.prices, question.staffing, at_entry),
    )


def follow(question: UpliftQuestion, terms: UpliftTerms, officers: Sequence[int], months: int) -> PipelineRun:
    """Run the pipeline for uplifts of several sizes, a row each."""
    plan = UpliftPlan.of(
        np.array(officers, dtype=np.float64),
        strength_at_start=question.strength_at_start,
        months=months,
        staffing=question.staffing,
        counted_as=question.counted_as,
        first_month=question.first_month,
        backfill_progression=BackfillProgression(question.assumptions.option("backfill_progression")),
    )
    return run_pipeline(terms.assumptions, plan)


def first_year_costs(question: UpliftQuestion, terms: UpliftTerms) -> list[int]:
    """Price the first financial year of an uplift of 0, 1, 2 … officers, up to the number asked for: pence each."""
    run = follow(question, terms, officers=range(question.officers + 1), months=12 - question.first_month)
    money = uplift_money(run, run_backfill(run), terms.prices, terms.officer_costs)
    return [int(pence) for pence in money.by_year.in_year[:, 0]]


def uplift_terms(question: UpliftQuestion, register: Register) -> UpliftTerms:
    """Gather what the uplift rests on from the register and the caller's assumptions."""
    years = question.financial_years
    prices = Prices(register, question.assumptions, years[0])
    pay, pay_figures = unit_costs(register, question.area_code, years, question.assumptions, question.on_costs)
    return UpliftTerms(
        assumptions=pipeline_assumptions(question),
        prices=YearPrices(**{each.name: _by_year(prices, each.name, years) for each in fields(YearPrices)}),
        officer_costs=OfficerCosts(pay),
        figures=(*pay_figures, *prices.figures(years), *question.assumptions.figures(ROOM_PARAMETERS)),
    )


def _by_year(prices: Prices, name: str, years: tuple[FinancialYear, ...]) -> np.ndarray:
    return np.array([prices.pence(name, year) for year in years], dtype=np.int64)


def pipeline_assumptions(question: UpliftQuestion) -> PipelineAssumptions:
    """The pipeline's parameters as the question has them, its ranges among them."""
    values: Mapping[str, Decimal] = {name: used.value for name, used in question.assumptions.parameters.items()}
    terms = PipelineAssumptions.from_values(values)
    if question.firing_range is None:
        return terms
    return replace(
        terms,
        range_days=np.array([float(question.firing_range.range_days)]),
        students_per_range_day=np.array([float(question.firing_range.students_per_range_day)]),
    )


ROOM_PARAMETERS = frozenset(each.name for each in (*fields(PipelineAssumptions), *fields(YearPrices)))
"""The parameters that this room reads; those of pay come with the pay itself."""
