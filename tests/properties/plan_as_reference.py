"""A medium-term plan as the reference engine reads it, and the figures of both engines under the same names."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from tests.reference import plan as reference
from tests.reference import plan_inputs as inputs
from tests.reference.plan_lines import Line as TheirLine

from precept.funding.plan.ledger import Line, once_of, total_of
from precept.funding.plan.money_in import CouncilTaxPath
from precept.funding.plan.people import People
from precept.funding.plan.quantities import Pence, Rate
from precept.funding.plan.question import BudgetLine, Decision, FundingLine, PlanQuestion, Source
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.run import PlanRun
from precept.funding.question import Recurrence

F = Fraction
Figures = dict[str, object]


# --- the question ------------------------------------------------------------------------------


def as_reference(
    question: PlanQuestion, rates: PlanRates, path: CouncilTaxPath, people: People | None, scenario: int = 0
) -> inputs.PlanInputs:
    """One scenario of a plan: the band Ds and the uplift's money are taken as they are, all else is worked out again."""
    first = path.outcomes[0].proposal
    general = question.general_reserve
    return inputs.PlanInputs(
        years=question.years,
        rates=as_their_rates(rates, scenario),
        council_tax=inputs.CouncilTax(
            band_d=tuple(outcome.band_d for outcome in path.outcomes),
            prior_band_d=first.prior_band_d,
            held_tax_base=path.held,
            prior_tax_base=first.prior_tax_base,
            baseline_band_d=None if path.baseline is None else tuple(outcome.band_d for outcome in path.baseline),
        ),
        collection_fund=question.collection_fund,
        budget=tuple(as_their_budget(line) for line in question.budget),
        decisions=tuple(as_their_decision(decision) for decision in question.decisions),
        funding=tuple(as_their_funding(line) for line in question.funding),
        earmarked=tuple(
            inputs.EarmarkedReserve(reserve.purpose, reserve.pence, reserve.draws) for reserve in question.reserves
        ),
        general=inputs.GeneralReserve(
            general.pence, general.draws, question.gap_from_reserve, question.surplus_to_reserve
        ),
        uplift=None
        if people is None
        else inputs.Uplift(of_scenario(people.recurring, scenario), of_scenario(people.one_off, scenario)),
    )


def as_their_rates(rates: PlanRates, scenario: int) -> inputs.Rates:
    return inputs.Rates(
        awards={group.value: in_fractions(of_scenario(rate, scenario)) for group, rate in rates.awards.items()},
        prior_award={group.value: F(award, 1_000_000) for group, award in rates.prior_awards.items()},
        increments=in_fractions(of_scenario(rates.increments, scenario)),
        contributions=in_fractions(of_scenario(rates.contributions, scenario)),
        prices=in_fractions(of_scenario(rates.prices, scenario)),
        tax_base_growth=in_fractions(of_scenario(rates.tax_base_growth, scenario)),
        grant_growth=in_fractions(of_scenario(rates.grant_growth, scenario)),
        reserve_floor=in_fractions(of_scenario(rates.reserve_floor, scenario)),
    )


def as_their_budget(line: BudgetLine) -> inputs.BudgetLine:
    growth = None if line.growth is None else in_fractions(line.growth)
    return inputs.BudgetLine(line.name, line.kind.value, line.pence, line.staff_group.value, growth, line.planned)


def as_their_decision(decision: Decision) -> inputs.Decision:
    return inputs.Decision(
        decision.name,
        decision.pence,
        decision.start_month,
        recurring=decision.recurrence is Recurrence.RECURRING,
        confidence=F(decision.confidence, 1_000_000),
    )


def as_their_funding(line: FundingLine) -> inputs.FundingLine:
    return inputs.FundingLine(
        line.name,
        line.pence,
        central=line.source is Source.CENTRAL,
        recurring=line.recurrence is Recurrence.RECURRING,
        growth=None if line.growth is None else in_fractions(line.growth),
        planned=line.planned,
        prior=line.prior,
        set_off=not line.part_of_net_budget,
    )


def in_fractions(millionths: Iterable[int]) -> tuple[Fraction, ...]:
    return tuple(F(each, 1_000_000) for each in millionths)


def of_scenario(by_year: Pence | Rate, scenario: int) -> tuple[int, ...]:
    """One scenario's row; where there is one row for all, that."""
    return tuple(int(each) for each in by_year[scenario if len(by_year) > 1 else 0])


# --- the figures -------------------------------------------------------------------------------


def told(run: PlanRun, scenario: int) -> Figures:
    """Every figure of one scenario as the service has it, in pence by year."""
    shape, reserves = run.gap.shape, run.reserves
    of_all = {
        "spending": total_of(run.spending, shape),
        "funding": total_of(run.funding, shape),
        "spending once": once_of(run.spending, shape),
        "funding once": once_of(run.funding, shape),
        "gap": run.gap,
        "net budget": run.net_budget,
        "floor": reserves.floor,
        "drawn as planned": reserves.planned,
        "drawn for the gap": reserves.for_gap,
        "general reserve": reserves.general,
        "under floor": reserves.under_floor,
        "missing": run.missing,
        "resting on once": run.recurring_on_once,
        "tax base": run.path.tax_base,
    }
    return {
        **{name: of_scenario(by_year, scenario) for name, by_year in of_all.items()},
        "earmarked": [of_scenario(left, scenario) for _, left in reserves.earmarked],
        "lines of spending": [told_of(line, scenario) for line in run.spending],
        "lines of funding": [told_of(line, scenario) for line in run.funding],
    }


def told_of(line: Line, scenario: int) -> Figures:
    return {
        "name": line.name,
        "before": line.before,
        "by year": of_scenario(line.by_year, scenario),
        "changes": that_move(
            (change.cause.value, change.recurrence is Recurrence.RECURRING, of_scenario(change.pence, scenario))
            for change in line.changes
        ),
    }


def expected(found: reference.Plan) -> Figures:
    """Every figure as the reference engine has it."""
    years = found.years
    return {
        "spending": tuple(year.spending for year in years),
        "funding": tuple(year.funding for year in years),
        "spending once": tuple(year.spending_once for year in years),
        "funding once": tuple(year.funding_once for year in years),
        "gap": tuple(year.gap for year in years),
        "net budget": tuple(year.net_budget for year in years),
        "floor": tuple(year.floor for year in years),
        "drawn as planned": tuple(year.planned for year in years),
        "drawn for the gap": tuple(year.for_gap for year in years),
        "general reserve": tuple(year.general for year in years),
        "under floor": tuple(year.under_floor for year in years),
        "missing": tuple(year.missing for year in years),
        "resting on once": tuple(year.recurring_resting_on_once for year in years),
        "tax base": found.tax_bases,
        "earmarked": [tuple(left) for left in zip(*(year.earmarked for year in years), strict=True)],
        "lines of spending": [expected_of(line) for line in found.spending],
        "lines of funding": [expected_of(line) for line in found.funding],
    }


def expected_of(line: TheirLine) -> Figures:
    return {
        "name": line.name,
        "before": line.before,
        "by year": line.by_year,
        "changes": that_move((change.cause, change.recurring, change.by_year) for change in line.changes),
    }


def that_move(
    changes: Iterable[tuple[str, bool, tuple[int, ...]]],
) -> dict[tuple[str, bool], tuple[int, ...]]:
    """Changes by cause and recurrence; one that moves nothing in any year says nothing."""
    return {(cause, recurring): by_year for cause, recurring, by_year in changes if any(by_year)}
