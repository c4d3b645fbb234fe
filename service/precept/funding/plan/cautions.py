"""What the reader of a plan should beware of, in words, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from precept.council_tax.principles import WALES
from precept.funding.plan.question import PlanQuestion
from precept.funding.plan.run import PlanRun
from precept.register.units import TEN_THOUSANDTHS, decimals, sterling
from precept.uplift.costing import UpliftOutcome
from precept.uplift.quantities import MONTHS_A_YEAR


def cautions(question: PlanQuestion, uplift: UpliftOutcome | None, run: PlanRun) -> Iterator[str]:
    """Limits broken or not known, recurring spending on money that comes once, reserves, decisions and the uplift's own."""
    yield from _about_limits(run)
    yield from _about_what_is_not_used(question)
    yield from _about_money_that_comes_once(question, run)
    yield from _about_reserves(question, run)
    yield from _about_decisions(question)
    yield from _about_the_establishment(question)
    yield from _about_the_bridge(question, run)
    yield from _about_money_left(question, run)
    if uplift is not None:
        yield from uplift.warnings


def _about_limits(run: PlanRun) -> Iterator[str]:
    for outcome in run.path.outcomes:
        verdict, year = outcome.verdict, outcome.proposal.year
        if verdict.excessive and verdict.limit_band_d is not None:
            yield (
                f"Band D of {year}, £{decimals(outcome.band_d, TEN_THOUSANDTHS)}, is above the most allowed, "
                f"£{decimals(verdict.limit_band_d, TEN_THOUSANDTHS)}: it needs a referendum."
            )
        elif verdict.excessive is None and outcome.proposal.area.country != WALES:
            yield f"No limit is known for {year}: {outcome.proposal.limit.reason.rstrip('.')}. Give one to have it checked."
    first = run.path.outcomes[0].proposal
    if first.area.country == WALES:
        yield f"No year is held against a limit. {first.limit.reason}"


def _about_what_is_not_used(question: PlanQuestion) -> Iterator[str]:
    for field in question.left_out:
        years = "1 year" if question.years == 1 else f"{question.years} years"
        yield f"{field} has more entries than a plan of {years} uses: those after {question.financial_years[-1]} change nothing."


def _about_money_that_comes_once(question: PlanQuestion, run: PlanRun) -> Iterator[str]:
    for place, year in enumerate(question.financial_years):
        rests = int(run.recurring_on_once[0, place])
        if rests > 0:
            yield f"In {year} {sterling(rests)} of recurring spending rests on money that comes once."


def _about_reserves(question: PlanQuestion, run: PlanRun) -> Iterator[str]:
    for place, year in enumerate(question.financial_years):
        under = int(run.reserves.under_floor[0, place])
        if under > 0 and question.holds_reserves:
            yield (
                f"On 31 March {year.start + 1} the general reserve holds {sterling(int(run.reserves.general[0, place]))}, "
                f"{sterling(under)} under its floor."
            )
    for place, purpose in _overdrawn(question, run):
        yield f"The reserve for {purpose} runs out in {question.financial_years[place]}: less is drawn than planned."


def _overdrawn(question: PlanQuestion, run: PlanRun) -> Iterator[tuple[int, str]]:
    """The first year in which a reserve is asked for more than it holds as the year begins."""
    kept = (*(left for _, left in run.reserves.earmarked), run.reserves.general)
    for reserve, left in zip((*question.reserves, question.general_reserve), kept, strict=True):
        held = (reserve.pence, *left[0])
        short = [place for place, draw in enumerate(reserve.draws) if draw > held[place]]
        if short:
            yield short[0], reserve.purpose


def _about_the_bridge(question: PlanQuestion, run: PlanRun) -> Iterator[str]:
    if question.baseline is not None and (question.budget or question.funding):
        yield (
            "With a baseline only council tax beyond it is counted, and here whole lines of a budget are set against it: leave "
            "out the baseline for a whole budget, or budget and funding for new money alone."
        )
    elif question.baseline is None and run.path.outcomes[0].change is None:
        yield "Last year's tax base is not known: council tax of the year before is taken to be as in the first year."


def _about_money_left(question: PlanQuestion, run: PlanRun) -> Iterator[str]:
    for place, year in enumerate(question.financial_years):
        left = int(run.reserves.planned[0, place] - run.gap[0, place])
        if left > 0 and not question.surplus_to_reserve and question.general_reserve.pence:
            yield f"{sterling(left)} is left in {year} and paid into no reserve: say takes_surplus to carry it on."
    missing = int(run.missing[0, -1])
    if missing > 0:
        yield f"{sterling(missing)} is missing in {question.financial_years[-1]} after reserves."


def _about_the_establishment(question: PlanQuestion) -> Iterator[str]:
    force = question.establishment
    if force is None:
        return
    in_post = accumulate(
        (each - gone for each, gone in zip(force.joiners, force.leavers, strict=True)), initial=force.officers
    )
    short = [place for place, officers in enumerate(in_post) if officers < 0]
    if short:
        year = question.financial_years[short[0] - 1]
        yield f"More police officers leave by 31 March {year.start + 1} than there are: look at establishment.leavers."


def _about_decisions(question: PlanQuestion) -> Iterator[str]:
    first = question.financial_years[0]
    for decision in question.decisions:
        if decision.start_month < 0:
            yield (
                f"{decision.name} begins before the plan: last year's budget is taken to hold its months so far, and {first} "
                "only the rest of its full year."
            )
        elif decision.start_month >= MONTHS_A_YEAR * question.years:
            yield f"{decision.name} begins after the plan: nothing of it counts."
