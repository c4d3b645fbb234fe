"""From a question about an uplift to its officers and its money: gather prices and pay, run the pipeline, price it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property

import numpy as np

from precept.register.refusals import AssumptionOutOfRange, AssumptionsConflict, FigureNotHeld
from precept.register.register import Register
from precept.register.role_records import Role
from precept.register.units import sterling
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.backfill import Backfill, run_backfill
from precept.uplift.drawn import Drawn, drawn_from, role_of
from precept.uplift.errors import UpliftError
from precept.uplift.influences import INFLUENCES, influences_without_effect, offers_something, under_influence
from precept.uplift.money import UpliftMoney, uplift_money
from precept.uplift.pathway import PipelineLimit
from precept.uplift.pipeline import PipelineRun, first_month_at, run_pipeline
from precept.uplift.plan import Staffing
from precept.uplift.premium import (
    Premium,
    QualifyingCost,
    SustainedCost,
    owed_to_those_in_post,
    pay_at_entry,
)
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import MONTHS_A_YEAR
from precept.uplift.question import BY_CREWING, UpliftQuestion
from precept.uplift.scenarios import chosen_by_row
from precept.uplift.stages import StageUsed, stages_of
from precept.workforce.officers import unit_costs
from precept.workforce.prices import Prices
from precept.workings import Figure
from precept.workings.figures import given


@dataclass(frozen=True)
class UpliftBasis:
    """What an uplift rests on, whatever its size: the pipeline's parameters, prices and pay of each year.

    The same force without the uplift has terms of its own: nobody is offered an allowance or support for the role.
    """

    assumptions: PipelineAssumptions
    prices: YearPrices
    without_uplift: tuple[PipelineAssumptions, YearPrices]
    officer_costs: OfficerCosts
    figures: tuple[Figure, ...]

    def by_row(self, uplifted: Sequence[bool]) -> tuple[PipelineAssumptions, YearPrices]:
        """The parameters and prices of several forces, a row each, with the uplift or without: one where it is all the same."""
        flags = np.array(uplifted)
        assumptions, prices = self.without_uplift
        if assumptions is self.assumptions:
            return self.assumptions, self.prices
        return chosen_by_row(self.assumptions, assumptions, flags), chosen_by_row(self.prices, prices, flags)


@dataclass(frozen=True)
class PricedTerms:
    """What things and officers cost in each year, with the uplift and without, and the figures that it rests on."""

    prices: YearPrices
    without_uplift: YearPrices
    officer_costs: OfficerCosts
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class UpliftOutcome:
    """An uplift followed month by month; row 0 of every array is the uplift, row 1 the force without it."""

    question: UpliftQuestion
    terms: UpliftBasis
    run: PipelineRun
    backfill: Backfill
    money: UpliftMoney
    premium: Premium
    qualifying: QualifyingCost
    sustained_at_mature_pay: SustainedCost
    sustained_at_entry_pay: SustainedCost
    role: Role
    drawn: Drawn | None
    """The officers lost to the role that these are drawn from; None where they come from all ranks."""
    stages: tuple[StageUsed, ...]

    @property
    def warnings(self) -> list[str]:
        """What a reader should be told beside the figures, in words."""
        told = notes_on(self.question)
        if self.drawn is not None:
            told.append(self.drawn.in_words)
        if self.month_reached is None:
            told.append(self._short_of_what_is_sought())
        bridging = int(self.money.by_year.bridging[0, -1])
        if bridging:
            told.append(
                f"Posts are still empty in {self.question.financial_years[-1]}: overtime for them costs {sterling(bridging)} "
                "that year, counted as one-off, and goes on until they are filled."
            )
        return told

    def _short_of_what_is_sought(self) -> str:
        """Say how far the pipeline gets, and which places do not exist, or what it waits for."""
        run, ready = self.run, self.month_of_recruits
        said = (
            f"The training pipeline does not reach the {run.authorised_sought[0]:.2f} sought within the years followed: "
            f"{run.authorised[0].max():.2f} at most"
        )
        if ready is not None and ready >= self.question.months:
            pay = int(self.money.by_year.pay[0].sum())
            return (
                f"{said}. The constables hired first are past probation only in {self.question.month(ready):%Y-%m}; until then "
                f"they cost {sterling(pay)} in pay, and nobody is added."
            )
        last = int(np.flatnonzero(run.is_intake[0])[-1]) if run.is_intake[0].any() else -1
        if last < 0 or run.limit[0, last] == PipelineLimit.NONE:
            return f"{said}; at its last intake every course place asked for is there."
        limit = PipelineLimit(int(run.limit[0, last])).in_words
        return (
            f"{said}. At its last intake {run.asked[0, last]:.2f} places are asked for, and {limit} allow "
            f"{run.places[0, last]:.2f}."
        )

    @property
    def month_of_recruits(self) -> int | None:
        """The month in which constables hired first are past probation; None where nobody is hired first."""
        if self.question.staffing is not Staffing.RECRUIT:
            return None
        used = self.run.assumptions
        return int(used.hire_lag[0] + used.to_eligible_for_firearms[0])

    @cached_property
    def owed_to_those_in_post(self) -> int:
        """Pence a year that an allowance and support cost for those in post at the start, at the first year's prices."""
        return int(owed_to_those_in_post(self.run.plan.strength_at_start[:1], self.terms.prices)[0, 0])

    @cached_property
    def month_reached(self) -> int | None:
        """The first month at whose end the strength asked for is in post, 0 for the start; None within the run."""
        found = int(first_month_at(self.run.authorised, self.run.authorised_sought)[0])
        return found if found >= 0 else None


def cost_uplift(question: UpliftQuestion, register: Register) -> UpliftOutcome:
    """Follow one uplift, beside the same force without it.

    FigureNotHeld for a year that has no pay scales, AssumptionOutOfRange where the assumptions mean nothing together.
    """
    with in_callers_terms():
        return _cost_uplift(question, register)


@contextmanager
def in_callers_terms() -> Iterator[None]:
    """Name the caller's field, or the assumption, that a year without scales or a meaningless parameter came from."""
    try:
        yield
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
    run, backfill, money = follow(
        question, terms, officers=(question.officers, 0), uplifted=(True, False), months=question.months
    )
    first_pay = pay_at_entry(terms.assumptions, terms.officer_costs, question.staffing)
    return UpliftOutcome(
        question=question,
        terms=terms,
        run=run,
        backfill=backfill,
        money=money,
        premium=money.premium,
        qualifying=money.qualifying,
        role=role_of(question.role, register),
        drawn=drawn_from(question, run, register),
        stages=stages_of(question, terms.assumptions, register),
        sustained_at_mature_pay=money.sustained_at_mature_pay,
        sustained_at_entry_pay=replace(money.sustained_at_mature_pay, pay=first_pay),
    )


def follow(
    question: UpliftQuestion, terms: UpliftBasis, officers: Sequence[int], uplifted: Sequence[bool], months: int
) -> tuple[PipelineRun, Backfill, UpliftMoney]:
    """Follow uplifts of several sizes, a row each, and price them."""
    assumptions, prices = terms.by_row(uplifted)
    run = run_pipeline(assumptions, question.plan(officers=officers, months=months))
    backfill = run_backfill(run)
    return run, backfill, uplift_money(run, backfill, prices, terms.officer_costs, terms.without_uplift[0].attrition)


def first_year_costs(question: UpliftQuestion, terms: UpliftBasis) -> list[int]:
    """Price the first financial year of uplifts of so many officers: pence each.

    The first is the force without the uplift, the others have 1, 2 … officers more, up to the number asked for.
    """
    officers = range(question.officers + 1)
    months = MONTHS_A_YEAR - question.first_month
    _, _, money = follow(question, terms, officers=officers, uplifted=[each > 0 for each in officers], months=months)
    return [int(pence) for pence in money.by_year.in_year[:, 0]]


def uplift_terms(question: UpliftQuestion, register: Register) -> UpliftBasis:
    """Gather what the uplift rests on from the register and the caller's assumptions."""
    priced, values = priced_terms(question, register), parameter_values(question)
    assumptions = PipelineAssumptions.from_values(under_influence(values))
    without = (assumptions, priced.prices)
    if offers_something(values):
        without = (PipelineAssumptions.from_values(under_influence(values, offered=False)), priced.without_uplift)
    return UpliftBasis(
        assumptions=assumptions,
        prices=priced.prices,
        without_uplift=without,
        officer_costs=priced.officer_costs,
        figures=(*priced.figures, *figures_of(question)),
    )


def priced_terms(question: UpliftQuestion, register: Register) -> PricedTerms:
    """Price everything in each financial year; nobody pays an allowance or support for the role without the uplift."""
    years = question.financial_years
    prices = Prices(register, question.assumptions, question.price_year, question.growth)
    pay, pay_figures = unit_costs(
        register,
        question.area_code,
        years,
        question.assumptions,
        question.on_costs,
        question.growth,
        question.price_year,
    )
    priced = YearPrices.by_year({name: prices.by_year(name, years) for name in _PRICES})
    return PricedTerms(
        prices=priced,
        without_uplift=priced.without_the_offer(),
        officer_costs=OfficerCosts(pay),
        figures=(*pay_figures, *prices.figures(years)),
    )


def prices_by_year(question: UpliftQuestion, register: Register, name: str) -> np.ndarray:
    """One price in each financial year of the question: pence (Y,)."""
    years = question.financial_years
    prices = Prices(register, question.assumptions, question.price_year, question.growth)
    return np.array(prices.by_year(name, years), dtype=np.int64)


def pipeline_assumptions(question: UpliftQuestion) -> PipelineAssumptions:
    """The pipeline's parameters as the question has them, under what moves officers to volunteer and to leave."""
    return PipelineAssumptions.from_values(under_influence(parameter_values(question)))


def parameter_values(question: UpliftQuestion) -> dict[str, Decimal]:
    """Every parameter by name, as the question has it: ranges, pool, months of intake and crews among them."""
    values = {name: used.value for name, used in question.assumptions.parameters.items()}
    if question.firing_range is not None:
        values["range_days"] = question.firing_range.range_days
        values["students_per_range_day"] = question.firing_range.students_per_range_day
    if question.keeps_post and question.staffing is not Staffing.CONVERT:
        raise AssumptionsConflict(
            f"An officer of the role {question.role} stays in the post, so nobody is hired behind or comes from elsewhere.",
            field="staffing",
            remedy="Leave staffing out, or give convert.",
        )
    for name, field in question.said_otherwise.items():
        if question.assumptions.parameters[name].origin == "caller":
            raise conflict(name, field)
    if question.pool is not None:
        values["pool_officers"] = question.pool.officers
        values["volunteering_share"] = question.pool.volunteering_share
    if question.intake_months:
        values["intakes"] = Decimal(len(question.intake_months))
    if question.assumptions.option("vehicle_basis") == BY_CREWING:
        values["officers_per_arv"] = question.assumptions.value("crew") * question.assumptions.value(
            "officers_per_seat"
        )
    return values


def conflict(name: str, field: str) -> AssumptionsConflict:
    """Refuse a parameter that another part of the question already settles."""
    return AssumptionsConflict(
        f"Both {field} and the assumption {name} are given.",
        field=field,
        remedy=f"Leave out one of {field} and {name}.",
    )


def figures_of(question: UpliftQuestion) -> tuple[Figure, ...]:
    """The parameters and choices that an uplift rests on: those in force, without those that another field settles."""
    settled = set(question.said_otherwise)
    if "officers_per_arv" not in settled:
        settled |= {"crew", "officers_per_seat"}
    own = []
    if question.pool is not None:
        own += [
            given("officers_past_probation", str(question.pool.officers), "officers"),
            given("volunteering_share", str(question.pool.volunteering_share), "share_a_year"),
        ]
    if question.intake_months:
        own.append(given("intake_months", ", ".join(str(each) for each in question.intake_months), "months"))
    return (*question.assumptions.figures(_ROOM_PARAMETERS - settled), *own)


def notes_on(question: UpliftQuestion) -> list[str]:
    """What a reader should be told of a question, whatever its answer: values out of range, and what changes nothing."""
    told = question.assumptions.outside_range()
    if question.pool is not None and question.staffing is Staffing.TRANSFEREE:
        told.append("Transferees come from other forces: the pool given is not used.")
    values = {name: used.value for name, used in question.assumptions.parameters.items()}
    return [*told, *influences_without_effect(values)]


_PRICES = tuple(each.name for each in fields(YearPrices))
_ROOM_PARAMETERS = frozenset(
    (
        *(each.name for each in fields(PipelineAssumptions)),
        *_PRICES,
        *INFLUENCES,
        "crew",
        "officers_per_seat",
    )
)
"""The parameters that this room reads; those of pay come with the pay itself."""
