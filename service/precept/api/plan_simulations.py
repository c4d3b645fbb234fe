"""`/v1/funding/simulations`: a medium-term plan in many futures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Annotated, Any, cast

import numpy as np
from litestar import Request as HttpRequest
from litestar import Response, post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType, field

from precept.api.assumption_wire import ShareText
from precept.api.decoding import body_of
from precept.api.negotiation import preferred
from precept.api.officers_text import officers_text, plain_text
from precept.api.operations import EVENTS, JSON, Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.plan_simulation_answer import (
    DrawnFactor,
    DriverAnswer,
    PlanSimulationAnswer,
    ReplayedDraw,
    factor_drawn,
    in_words,
    reached_percent,
    value_drawn,
    year_of,
)
from precept.api.plan_wire import MONTHS_A_YEAR, PlanAsked, months_from
from precept.api.plans import KENT_PLAN, PLAN_REFUSALS
from precept.api.sensitivity import RangeRequest, factors_over, range_figure
from precept.api.simulation_events import EVENTS_OF_A_SIMULATION, SimulationProgress, events_of
from precept.api.streaming import Streamed, followed, unless_gone
from precept.api.text import MonthText
from precept.api.wire import provenance_of
from precept.funding.plan.assess import PlanOutcome, meaning_something, plan
from precept.funding.plan.factors import AWARD_FOLLOWS_PRICES, BAND_D, START_DELAY, Factor, parameter_held
from precept.funding.plan.simulation import (
    BLOCK,
    Block,
    Draws,
    Workers,
    block,
    drawn,
    drivers,
    simulate_plan,
)
from precept.register.refusals import AssumptionOutOfRange, ProgressRequired, within
from precept.register.register import Register
from precept.register.units import pounds
from precept.workings import Figure
from precept.workings.figures import given

MOST_DRAWS, MOST_IN_A_PLAIN_ANSWER = 100_000, 10_000
LARGEST_SEED = 2**32 - 1
DrawNumber = Annotated[int, Meta(ge=0, le=MOST_DRAWS - 1)]

ByMonthText = Annotated[
    MonthText, Meta(description="A month of the plan: how often the officers sought have been in post by its end.")
]


class PlanSimulationRequest(PlanAsked, frozen=True, kw_only=True):
    """A plan, in so many futures; the same seed gives the same answer, byte for byte. `replay` shows draws alone, by number.

    Drawn, from triangular distributions, are the rates, the collection fund and the uplift's parameters over their ranges; a
    late start only over a range that is given. An award or a tax base that is held, and price growth that is final, is drawn
    only where a range or a rate is given.
    """

    draws: Annotated[
        int,
        Meta(
            ge=1,
            le=MOST_DRAWS,
            description="How many futures; more than 10,000 where `Accept` asks for text/event-stream.",
            examples=[1000],
        ),
    ] = 1000
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED, description="Names the draws.", examples=[2016])] = 2016
    ranges: Annotated[list[RangeRequest], Meta(max_length=15)] = field(default_factory=list)
    award_follows_prices: Annotated[
        ShareText | UnsetType,
        Meta(description="Correlation of an award with price growth of the year before, in place of the register's."),
    ] = UNSET
    replay: Annotated[list[DrawNumber], Meta(max_length=20)] = field(default_factory=list)
    by_month: ByMonthText | UnsetType = UNSET


def answer(
    request: PlanSimulationRequest,
    register: Register,
    *,
    workers: Workers | None = None,
    watch: Callable[[Block], None] | None = None,
) -> PlanSimulationAnswer:
    """From a request to the spread of its futures; `watch` is shown every block of draws once it is done."""
    with within("precept"):
        refuse_other_version(request.precept.register_version, register)
    outcome = plan(request.to_question(register), request.to_rates(), register)
    factors = _drawn_factors(request, outcome, register)
    month = _month_asked(request, outcome)
    with meaning_something():
        draws = simulate_plan(outcome, factors, seed=request.seed, draws=request.draws, workers=workers, watch=watch)
    years = [year_of(outcome, draws, place) for place in range(outcome.question.years)]
    figures = (*outcome.terms.figures, *(range_figure(each) for each in factors), _correlation(request, register))
    return PlanSimulationAnswer(
        draws=request.draws,
        seed=request.seed,
        block=BLOCK,
        explanation=in_words(years[-1], request.draws),
        years=years,
        reached_by_month_percent=None if month is None else reached_percent(draws, month),
        factors=[factor_drawn(each, outcome.question.financial_years) for each in factors],
        drivers=_drivers(draws),
        replayed=[_replay(outcome, factors, request.seed, number) for number in request.replay],
        warnings=[*outcome.warnings, *_not_drawn(outcome, factors)],
        provenance=provenance_of(register, figures),
    )


def _month_asked(request: PlanSimulationRequest, outcome: PlanOutcome) -> int | None:
    """The month asked about, 0 the first of the plan; None where none is, refused outside the plan and without officers."""
    if isinstance(request.by_month, UnsetType):
        return None
    question = outcome.question
    if question.uplift is None:
        raise AssumptionOutOfRange(
            "The plan has no uplift, so no officers to look at.",
            field="by_month",
            remedy="Give uplift, or no by_month.",
        )
    first, last = question.financial_years[0], question.financial_years[-1]
    month = months_from(first.start, request.by_month)
    if not 0 <= month < MONTHS_A_YEAR * question.years:
        raise AssumptionOutOfRange(
            f"{request.by_month} is not within the plan.",
            field="by_month",
            remedy=f"Give a month from {first.start}-04 to {last.ends_on.year}-03.",
        )
    return month


def _drawn_factors(request: PlanSimulationRequest, outcome: PlanOutcome, register: Register) -> list[Factor]:
    """Every factor over its range; a late start is drawn only where its range is given."""
    ranged = {each.factor for each in request.ranges}
    if BAND_D in ranged:
        raise AssumptionOutOfRange(
            "Band D is decided, and not drawn.", field="ranges", remedy="Give ranges of what the plan is unsure of."
        )
    own = request.award_follows_prices
    factors = factors_over(outcome, request.ranges, register).values()
    return [
        replace(each, follows_prices=float(own))
        if each.name == "pay_award" and not isinstance(own, UnsetType)
        else each
        for each in factors
        if each.name != START_DELAY or each.name in ranged
    ]


def _correlation(request: PlanSimulationRequest, register: Register) -> Figure:
    held = parameter_held(AWARD_FOLLOWS_PRICES, register)
    if not isinstance(request.award_follows_prices, UnsetType):
        return given(held.name, request.award_follows_prices, held.unit)
    return Figure(
        held.name,
        str(held.default),
        held.unit,
        held.evidence.value,
        held.source,
        note=held.note,
        low=str(held.low),
        high=str(held.high),
    )


def _not_drawn(outcome: PlanOutcome, factors: list[Factor]) -> Iterator[str]:
    """Say which years of which rates are known, and so the same in every draw."""
    for factor in factors:
        years = [str(y) for y, known in zip(outcome.question.financial_years, factor.settled, strict=False) if known]
        if years:
            yield f"{factor.name} of {', '.join(years)} is known and not drawn: give its range, or rates, to have it drawn."


def _drivers(draws: Draws) -> list[DriverAnswer]:
    gap = drivers(draws, draws.gap[:, -1].astype(np.float64))
    people = None if draws.deployable is None else drivers(draws, draws.deployable[:, -1])
    return [
        DriverAnswer(
            factor=name,
            gap_percent=officers_text(100 * share),
            deployable_percent=None if people is None else officers_text(100 * people[name]),
        )
        for name, share in gap.items()
    ]


def _replay(outcome: PlanOutcome, factors: list[Factor], seed: int, number: int) -> ReplayedDraw:
    """Run the draw's own block again, and show it alone."""
    place, row = divmod(number, BLOCK)
    values = drawn(factors, seed=seed, number=place, years=outcome.question.years)
    again = block(outcome, factors, seed=seed, number=place)
    return ReplayedDraw(
        draw=number,
        factors=[
            DrawnFactor(factor=each.name, value=plain_text(value_drawn(each, values[each.name][row])))
            for each in factors
        ],
        gap_pounds_by_year=[pounds(int(each)) for each in again.gap[row]],
        general_reserve_pounds_by_year=[pounds(int(each)) for each in again.general_reserve[row]],
        deployable_by_year=None
        if again.deployable is None
        else [officers_text(each) for each in again.deployable[row]],
    )


@post(
    "/v1/funding/simulations",
    status_code=200,
    opt=documented(
        Operation(
            "simulateFunding",
            "Funding",
            "A medium-term plan in many futures",
            "Seeded draws of pay awards, prices, tax base, grants, the collection fund and the pipeline over stated ranges: "
            "percentiles by year of the gap, the general reserve and deployable officers, how often the number sought is "
            "reached and the floor breached, what drives the spread, and any draw again alone. Every draw is from a triangular "
            "distribution: from the low to the high end of the factor's range, most likely its central value. Whoever hangs up "
            "ends the run. "
            "Where `Accept` asks for text/event-stream, progress is told while it runs; a run of more than 10,000 futures is "
            "answered only so, and waits its turn where another runs.",
            answer=PlanSimulationAnswer,
            body=PlanSimulationRequest,
            also=(SimulationProgress,),
            events=EVENTS_OF_A_SIMULATION,
            refusals=(*PLAN_REFUSALS, ProgressRequired),
            example={**KENT_PLAN, "draws": 200, "replay": [7]},
            example_of="Kent, from its printed budget of 2019-20",
        )
    ),
)
async def simulate_funding(
    request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]
) -> PlanSimulationAnswer | Response[bytes]:
    """Answer with the spread of a plan's futures; a long run holds up no other caller, and ends when its own hangs up."""
    asked = await body_of(request, PlanSimulationRequest)

    def work(tell: Callable[[int], None]) -> PlanSimulationAnswer:
        return answer(asked, register, watch=lambda found: tell(len(found.gap)))

    accepted = request.headers.get("accept", "").encode("latin-1")
    as_events = preferred(accepted, (JSON, EVENTS)) == EVENTS
    long = asked.draws > MOST_IN_A_PLAIN_ANSWER
    if long and not as_events:
        raise ProgressRequired(
            f"{asked.draws:,} futures are asked for in a plain answer, which has {MOST_IN_A_PLAIN_ANSWER:,} at most.",
            field="draws",
            remedy=f"Ask with Accept: text/event-stream, or for {MOST_IN_A_PLAIN_ANSWER:,} at most.",
        )
    run = unless_gone(followed(work, request.app.state.long_runs if long else None), request.receive)
    if as_events:
        first = await anext(run)
        events = events_of(first, run, of=asked.draws, path=request.url.path)
        return Streamed(events, media_type=EVENTS, part_seconds=request.app.state.part_seconds)
    async with aclosing(run):
        *_, found = [each async for each in run]
    return cast("PlanSimulationAnswer", found)


PLAN_SIMULATION_HANDLERS = [simulate_funding]
