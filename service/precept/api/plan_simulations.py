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
from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN, PLAN_REFUSALS
from precept.api.sensitivity import RangeRequest, factors_over, range_figure
from precept.api.simulation_events import EVENTS_OF_A_SIMULATION, SimulationProgress, events_of
from precept.api.streaming import Streamed, followed, unless_gone
from precept.api.wire import Answer, Provenance, provenance_of
from precept.funding.plan.assess import PlanOutcome, meaning_something, plan
from precept.funding.plan.factors import AWARD_FOLLOWS_PRICES, START_DELAY, Factor, parameter_held
from precept.funding.plan.quantities import Pence
from precept.funding.plan.simulation import (
    BLOCK,
    Block,
    Draws,
    Workers,
    block,
    drawn,
    drivers,
    most_likely,
    simulate_plan,
    years_drawn,
)
from precept.register.refusals import within
from precept.register.register import Register
from precept.register.units import half_up, pounds, sterling
from precept.uplift.quantities import Expected
from precept.workings import Figure
from precept.workings.figures import given

MOST_DRAWS = 10_000
LARGEST_SEED = 2**32 - 1
LEVELS = (5, 25, 50, 75, 95)
DrawNumber = Annotated[int, Meta(ge=0, le=MOST_DRAWS - 1)]


class PlanSimulationRequest(PlanAsked, frozen=True, kw_only=True):
    """A plan, in so many futures; the same seed gives the same answer, byte for byte. `replay` shows draws alone, by number.

    Drawn are the rates, the collection fund and the uplift's parameters over their ranges; a late start only over a range
    that is given. An award or a tax base that is held, and price growth that is final, is drawn only where a range or a rate
    is given.
    """

    draws: Annotated[int, Meta(ge=1, le=MOST_DRAWS, description="How many futures.", examples=[1000])] = 1000
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED, description="Names the draws.", examples=[2016])] = 2016
    ranges: Annotated[list[RangeRequest], Meta(max_length=15)] = field(default_factory=list)
    award_follows_prices: Annotated[
        ShareText | UnsetType,
        Meta(description="Correlation of an award with price growth of the year before, in place of the register's."),
    ] = UNSET
    replay: Annotated[list[DrawNumber], Meta(max_length=20)] = field(default_factory=list)


class MoneySpread(Answer, frozen=True, kw_only=True):
    """Pounds: the mean over the draws, and what so many percent of the draws do not exceed."""

    mean_pounds: str
    percentile_5_pounds: str
    percentile_25_pounds: str
    percentile_50_pounds: str
    percentile_75_pounds: str
    percentile_95_pounds: str


class OfficerSpread(Answer, frozen=True, kw_only=True):
    """Expected officers: the mean over the draws, and what so many percent of the draws do not exceed."""

    mean: str
    percentile_5: str
    percentile_25: str
    percentile_50: str
    percentile_75: str
    percentile_95: str


class SimulatedYear(Answer, frozen=True, kw_only=True):
    """One year over all draws: a gap below nothing is money left; percents are of draws.

    `gap_percent` have a gap before reserves, `under_floor_percent` the general reserve under its floor on 31 March, and
    `reached_percent` have had the officers sought in post by then.
    """

    financial_year: str
    gap: MoneySpread
    general_reserve: MoneySpread
    deployable: OfficerSpread | None
    gap_percent: str
    under_floor_percent: str
    reached_percent: str | None


class DriverAnswer(Answer, frozen=True, kw_only=True):
    """How much of the spread of the last year goes with one factor: the square of their correlation, in percent."""

    factor: str
    gap_percent: str
    deployable_percent: str | None


class DrawnFactor(Answer, frozen=True, kw_only=True):
    """What one factor was in a draw: where it is drawn for every year, the mean over the years in which it is drawn."""

    factor: str
    value: str


class ReplayedDraw(Answer, frozen=True, kw_only=True):
    """One draw alone: what was drawn, and what came of it in each year."""

    draw: int
    factors: list[DrawnFactor]
    gap_pounds_by_year: list[str]
    general_reserve_pounds_by_year: list[str]
    deployable_by_year: list[str] | None


class PlanSimulationAnswer(Answer, frozen=True, kw_only=True):
    """What comes of a plan in many futures. `block` draws have one stream of random numbers."""

    draws: int
    seed: int
    block: int
    explanation: str
    years: list[SimulatedYear]
    drivers: list[DriverAnswer]
    replayed: list[ReplayedDraw]
    warnings: list[str]
    provenance: Provenance


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
    with meaning_something():
        draws = simulate_plan(outcome, factors, seed=request.seed, draws=request.draws, workers=workers, watch=watch)
    years = [_year(outcome, draws, place) for place in range(outcome.question.years)]
    figures = (*outcome.terms.figures, *(range_figure(each) for each in factors), _correlation(request, register))
    return PlanSimulationAnswer(
        draws=request.draws,
        seed=request.seed,
        block=BLOCK,
        explanation=_in_words(years[-1], request.draws),
        years=years,
        drivers=_drivers(draws),
        replayed=[_replay(outcome, factors, request.seed, number) for number in request.replay],
        warnings=[*outcome.warnings, *_not_drawn(outcome, factors)],
        provenance=provenance_of(register, figures),
    )


def _drawn_factors(request: PlanSimulationRequest, outcome: PlanOutcome, register: Register) -> list[Factor]:
    """Every factor over its range; a late start is drawn only where its range is given."""
    ranged = {each.factor for each in request.ranges}
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


def _year(outcome: PlanOutcome, draws: Draws, place: int) -> SimulatedYear:
    gap = draws.gap[:, place]
    return SimulatedYear(
        financial_year=str(outcome.question.financial_years[place]),
        gap=_money(gap),
        general_reserve=_money(draws.general_reserve[:, place]),
        deployable=None if draws.deployable is None else _officers(draws.deployable[:, place]),
        gap_percent=_percent(gap > 0),
        under_floor_percent=_percent(draws.under_floor[:, place]),
        reached_percent=None if draws.reached is None else _percent(draws.reached[:, place]),
    )


def _money(values: Pence) -> MoneySpread:
    levels = [int(each) for each in np.percentile(values, LEVELS, method="inverted_cdf")]
    mean = half_up(sum(int(each) for each in values), len(values))
    low, below, middle, above, high = (pounds(each) for each in levels)
    return MoneySpread(
        mean_pounds=pounds(mean),
        percentile_5_pounds=low,
        percentile_25_pounds=below,
        percentile_50_pounds=middle,
        percentile_75_pounds=above,
        percentile_95_pounds=high,
    )


def _officers(values: Expected) -> OfficerSpread:
    low, below, middle, above, high = (
        officers_text(each) for each in np.percentile(values, LEVELS, method="inverted_cdf")
    )
    return OfficerSpread(
        mean=officers_text(float(values.mean())),
        percentile_5=low,
        percentile_25=below,
        percentile_50=middle,
        percentile_75=above,
        percentile_95=high,
    )


def _percent(flags: np.ndarray) -> str:
    return officers_text(100 * float(flags.mean()))


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
            DrawnFactor(factor=each.name, value=plain_text(_value(each, values[each.name][row]))) for each in factors
        ],
        gap_pounds_by_year=[pounds(int(each)) for each in again.gap[row]],
        general_reserve_pounds_by_year=[pounds(int(each)) for each in again.general_reserve[row]],
        deployable_by_year=None
        if again.deployable is None
        else [officers_text(each) for each in again.deployable[row]],
    )


def _value(factor: Factor, drawn_as: Expected) -> float:
    """What a factor was in one draw: itself, or the mean over the years in which it is drawn."""
    if not drawn_as.ndim:
        return float(drawn_as)
    years = years_drawn(factor, drawn_as.size)
    return float(np.mean(drawn_as[list(years)])) if years else most_likely(factor)


def _in_words(last: SimulatedYear, draws: int) -> str:
    said = (
        f"In {last.financial_year} nine in ten of {draws:,} futures have a gap of {_sterling(last.gap.percentile_5_pounds)} to "
        f"{_sterling(last.gap.percentile_95_pounds)}, half of them {_sterling(last.gap.percentile_50_pounds)} or less."
    )
    if last.deployable is None:
        return said
    return (
        f"{said} Nine in ten have {last.deployable.percentile_5} to {last.deployable.percentile_95} deployable officers; "
        f"{last.reached_percent}% have had the number sought."
    )


def _sterling(text: str) -> str:
    return sterling(int(text.replace(".", "")))


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
            "reached and the floor breached, what drives the spread, and any draw again alone. Whoever hangs up ends the run. "
            "Where `Accept` asks for text/event-stream, progress is told while it runs.",
            answer=PlanSimulationAnswer,
            body=PlanSimulationRequest,
            also=(SimulationProgress,),
            events=EVENTS_OF_A_SIMULATION,
            refusals=PLAN_REFUSALS,
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

    run = unless_gone(followed(work), request.receive)
    accepted = request.headers.get("accept", "").encode("latin-1")
    if preferred(accepted, (JSON, EVENTS)) == EVENTS:
        first = await anext(run)
        events = events_of(first, run, of=asked.draws, path=request.url.path)
        return Streamed(events, media_type=EVENTS, part_seconds=request.app.state.part_seconds)
    async with aclosing(run):
        *_, found = [each async for each in run]
    return cast("PlanSimulationAnswer", found)


PLAN_SIMULATION_HANDLERS = [simulate_funding]
