"""From a question to a plan: find its rates, set band D year by year, follow the uplift, and say what to beware of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from precept.council_tax.gather import gather
from precept.funding.plan.cautions import cautions
from precept.funding.plan.defaults import RatesGiven, by_year, rates_of, settled_years
from precept.funding.plan.money_in import council_tax_path
from precept.funding.plan.people import People, UpliftTerms, Varied, follow_people, years_before
from precept.funding.plan.question import PlanQuestion, Source, StaffGroup
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.run import PlanRun, run_plan
from precept.register.refusals import AssumptionOutOfRange, within
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, half_up, share_of
from precept.register.years import FinancialYear
from precept.uplift.costing import UpliftOutcome, conflict, cost_uplift
from precept.uplift.errors import UpliftError
from precept.uplift.question import UpliftQuestion
from precept.workforce.question import GrowthGiven
from precept.workings import Figure


@dataclass(frozen=True, eq=False)
class PlanTerms:
    """What a plan rests on, in the one scenario that it is asked for."""

    question: PlanQuestion
    rates: PlanRates
    uplift: UpliftOutcome | None
    figures: tuple[Figure, ...]
    settled: Mapping[str, tuple[bool, ...]]
    """Which years of a rate are known, and so not drawn; a rate that is not here has none."""
    register: Register
    _begun: dict[int, UpliftTerms] = field(default_factory=dict)

    def uplift_begun(self, months_late: int) -> UpliftTerms:
        """The uplift begun so many months late, none for as asked; each is worked out once. Only where the plan has one."""
        if self.uplift is None:
            raise ValueError("the plan has no uplift")
        if months_late not in self._begun:
            on_time = UpliftTerms(self.uplift.question, self.uplift.terms, self.register)
            self._begun[months_late] = on_time.begun_late(months_late) if months_late else on_time
        return self._begun[months_late]


@dataclass(frozen=True, eq=False)
class PlanOutcome:
    """The whole answer: row 0 of every array is the plan."""

    terms: PlanTerms
    run: PlanRun
    warnings: tuple[str, ...] = field(default=())

    @property
    def question(self) -> PlanQuestion:
        """What was asked."""
        return self.terms.question


@dataclass(frozen=True)
class Gearing:
    """What one percent of central grant is worth: in pence a year, and on band D in ten-thousandths of a pound."""

    one_percent_of_grant: int
    band_d: int
    percent_of_precept: int
    """Percent of council tax that makes it good, in ten-thousandths of a percent."""


def plan(question: PlanQuestion, wanted: RatesGiven, register: Register) -> PlanOutcome:
    """Answer one question; a named refusal where the register and the caller leave it unanswerable."""
    with meaning_something():
        terms = plan_terms(question, wanted, register)
        path = council_tax_path(question, terms.rates, register)
        run = run_plan(terms.question, terms.rates, path, people_of(terms))
    return PlanOutcome(terms, run, tuple(cautions(question, terms.uplift, run)))


@contextmanager
def meaning_something() -> Iterator[None]:
    """Refuse figures with which a plan means nothing, or comes to more than can be counted, by name."""
    try:
        yield
    except UpliftError as error:
        raise AssumptionOutOfRange(
            f"{error}.", field=error.name, remedy=f"Give {error.name} {error.must_be}."
        ) from error


def plan_terms(question: PlanQuestion, wanted: RatesGiven, register: Register) -> PlanTerms:
    """Gather the rates and the uplift of a plan."""
    years = question.financial_years
    with within("precept"):
        gather(
            question.precept, register
        )  # so that what is wrong with it is not told of the uplift, which has its area
    rates, figures = rates_of(wanted, years, register)
    uplift = None
    if question.uplift is not None:
        years_before(question, question.uplift)
        asked = _with_growth(question.uplift, wanted, years, register)
        question = replace(question, uplift=asked)
        with within("uplift"):
            uplift = cost_uplift(asked, register)
        figures = (*figures, *uplift.terms.figures)
    return PlanTerms(question, rates, uplift, figures, settled_years(wanted, question, register), register)


def _with_growth(
    uplift: UpliftQuestion, wanted: RatesGiven, years: tuple[FinancialYear, ...], register: Register
) -> UpliftQuestion:
    """Have the uplift's own pay and prices follow the awards and price growth given; refused where it says otherwise itself.

    The award before the plan counts where no scale of that September is held: one that is held is the scale paid.
    """
    awards, prices = wanted.awards.get(StaffGroup.OFFICERS, ()), wanted.prices
    for given, name, where in (
        (awards, "future_award", "rates.officers_award_percent"),
        (prices, "future_prices", "rates.price_growth_percent"),
    ):
        if given and uplift.assumptions.parameters[name].origin == "caller":
            raise conflict(name, where)
    prior, before = wanted.prior_awards.get(StaffGroup.OFFICERS), years[0].start - 1
    septembers = by_year(awards, years)
    if prior is not None and before > register.last_september:
        septembers = {before: share_of(prior), **septembers}
    return replace(uplift, growth=GrowthGiven(septembers, by_year(prices, years)))


def people_of(terms: PlanTerms) -> People | None:
    """The uplift's people in the one scenario of the plan."""
    if terms.uplift is None:
        return None
    return follow_people(terms.question, terms.uplift_begun(0), Varied(), 1)


def gearing(outcome: PlanOutcome) -> Gearing | None:
    """Weigh central grant against council tax in the first year; None where there is no such grant."""
    lines = [line for line in outcome.run.funding if line.source is Source.CENTRAL]
    grant = sum(int(line.by_year[0, 0] - line.once_by_year[0, 0]) for line in lines)
    if grant == 0:
        return None
    one_percent = half_up(grant, 100)
    base = int(outcome.run.path.tax_base[0, 0])
    first = outcome.run.path.outcomes[0]
    precept = 0 if first.requirement is None else first.requirement.precept
    return Gearing(
        one_percent_of_grant=one_percent,
        band_d=half_up(one_percent * (TEN_THOUSANDTHS // PENCE) * THOUSANDTHS, base),
        percent_of_precept=half_up(one_percent * 100 * TEN_THOUSANDTHS, precept) if precept else 0,
    )
