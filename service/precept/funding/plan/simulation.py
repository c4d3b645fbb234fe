"""A plan in many futures: seeded draws of what it is unsure of, and what comes of each.

Every factor is drawn from a triangular distribution over its stated range, most likely its central value, or the end of the
range that is nearest to it. Awards have gone with the growth of prices in the year before (`award_follows_prices`): in that
share of the draws an award lies in its range where that growth, if it is drawn, lies in its own. No other correlation has
evidence, so all else is independent. Awards, prices, tax base and grants are drawn anew for every year, all else once; an award
or a tax base that is held, and price growth that is final, is what it is in every draw.

Draws are numbered and cut into blocks of `BLOCK`. Each block has a stream of its own (Philox, keyed by the seed and the
block's number) and every factor its own column of it, whatever the plan is: any split of the blocks over threads or machines
gives the same bytes, and any draw can be had again alone. Only a few blocks are held at a time; what came of every draw
takes a few hundred bytes a draw, so a million draws of five years fit in half a gigabyte.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.factors import (
    COLLECTION_FUND,
    OF_TRANSFEREES,
    PEOPLE,
    RATE_POINTS,
    START_DELAY,
    Factor,
    as_counted,
    run_scenarios,
)
from precept.funding.plan.people import People, years_before
from precept.funding.plan.quantities import Pence
from precept.uplift.pipeline import OFFICER_TOLERANCE
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Flags, Whole

BLOCK = 500
AT_ONCE = 4
"""Blocks that are run side by side: fewer spend more on each step, more no longer fit in a core's cache."""
MOST_YEARS = 10
NEVER = MONTHS_A_YEAR * MOST_YEARS
"""A month after all those of any plan."""
YEARLY = ("pay_award", "price_growth", "tax_base_growth", "grant_growth")
"""Drawn anew for every year."""
FROM_THE_SECOND_YEAR = ("tax_base_growth", "grant_growth")
"""Those that count from the second year on: the first year's figures are given."""
_COLUMNS = {
    name: slice(MOST_YEARS * place, MOST_YEARS * (place + 1))
    for place, name in enumerate((*RATE_POINTS, COLLECTION_FUND, *PEOPLE, START_DELAY))
}
"""Each factor's own columns of a block's random numbers, wherever it is drawn once or for every year."""
_COLUMNS |= {other: _COLUMNS[name] for name, other in OF_TRANSFEREES.items() if other is not None}
"""What only transferees have is never drawn beside what it stands for, and so from the same numbers."""


@dataclass(frozen=True, eq=False)
class Draws:
    """What came of so many draws: arrays by draw (N, Y), and what each factor was, the mean over the years (N,)."""

    gap: Pence
    general_reserve: Pence
    under_floor: Flags
    over_limit: Flags
    """Whether band D is excessive; nowhere where no limit is known, or there is none."""
    deployable: Expected | None
    reached_in: Whole | None
    """The month by whose end the strength sought has first been in post (N,): 0 the first April of the plan, or NEVER."""
    factors: Mapping[str, Expected]


@dataclass(frozen=True, eq=False)
class Block(Draws):
    """The draws of one block or of several in a row, with the uplift's deployable officers by month as well (N, M)."""

    deployable_by_month: Expected | None


class Begun(Protocol):
    """Blocks that are being run, and what comes of them once they are done."""

    def result(self) -> Block:
        """Wait for them."""
        ...


class Workers(Protocol):
    """Where blocks are run: threads of this process, or other processes and machines; it makes no figure another."""

    @property
    def at_once(self) -> int:
        """How many groups of blocks are run at a time."""
        ...

    def on(
        self, outcome: PlanOutcome, factors: Sequence[Factor], seed: int
    ) -> AbstractContextManager[Callable[[range], Begun]]:
        """Be ready for the blocks of one simulation, each group begun by its numbers; once left, no other begins."""
        ...


@dataclass(frozen=True)
class Threads:
    """Threads of this process."""

    at_once: int = 1

    @contextmanager
    def on(self, outcome: PlanOutcome, factors: Sequence[Factor], seed: int) -> Iterator[Callable[[range], Begun]]:
        """Run blocks on threads."""
        pool = ThreadPoolExecutor(max_workers=self.at_once)
        try:
            yield lambda numbers: pool.submit(blocks_together, outcome, factors, seed=seed, numbers=numbers)
        finally:
            pool.shutdown(cancel_futures=True)


def simulate_plan(
    outcome: PlanOutcome,
    factors: Sequence[Factor],
    *,
    seed: int,
    draws: int,
    threads: int = 1,
    workers: Workers | None = None,
    watch: Callable[[Block], None] | None = None,
) -> Draws:
    """Run so many draws on threads, or on other workers; `watch` is shown what came of them, in order, a few blocks at a time."""
    gathered: Draws | None = None
    filled = 0
    with closing(blocks_of(outcome, factors, seed=seed, draws=draws, workers=workers or Threads(threads))) as blocks:
        for found in blocks:
            if gathered is None:
                gathered = _room_for(draws, found)
            for whole, part in zip(_arrays(gathered), _arrays(found), strict=True):
                whole[filled : filled + len(part)] = part
            filled += len(found.gap)
            if watch is not None:
                watch(found)
    if gathered is None:
        raise ValueError("a simulation has one draw at least")
    return gathered


def blocks_of(
    outcome: PlanOutcome, factors: Sequence[Factor], *, seed: int, draws: int, workers: Workers
) -> Generator[Block, None, None]:
    """Every block in order, a few together, the last one cut to the draws asked for; once closed, no other begins."""
    blocks = range(-(-draws // BLOCK))
    under_way: deque[Begun] = deque()
    left = draws
    with workers.on(outcome, factors, seed) as begin:
        for first in blocks[::AT_ONCE]:
            under_way.append(begin(blocks[first : first + AT_ONCE]))
            if len(under_way) > 2 * workers.at_once:
                left -= BLOCK * AT_ONCE
                yield under_way.popleft().result()
        while under_way:
            found = _first_of(under_way.popleft().result(), left)
            left -= len(found.gap)
            yield found


def block(outcome: PlanOutcome, factors: Sequence[Factor], *, seed: int, number: int) -> Block:
    """Run one block of draws, from its own stream."""
    return blocks_together(outcome, factors, seed=seed, numbers=range(number, number + 1))


def blocks_together(outcome: PlanOutcome, factors: Sequence[Factor], *, seed: int, numbers: range) -> Block:
    """Run blocks side by side, each from its own stream: no draw depends on those beside it."""
    years = outcome.question.years
    apart = [drawn(factors, seed=seed, number=number, years=years) for number in numbers]
    values = {factor.name: np.concatenate([each[factor.name] for each in apart]) for factor in factors}
    run = run_scenarios(outcome.terms, outcome.run.path, values, BLOCK * len(numbers))
    return Block(
        gap=run.gap,
        general_reserve=run.reserves.general,
        under_floor=(run.reserves.under_floor > 0) & outcome.question.holds_reserves,
        over_limit=np.broadcast_to(run.path.as_set.over_limit, run.gap.shape),
        deployable=None if run.people is None else run.people.deployable,
        reached_in=None if run.people is None else reached_in(outcome, run.people),
        factors=values,
        deployable_by_month=None if run.people is None else run.people.deployable_by_month,
    )


def reached_in(outcome: PlanOutcome, people: People) -> Whole:
    """The month by whose end the strength sought has first been in post in each scenario (S,), or NEVER."""
    question, uplift = outcome.question, outcome.terms.uplift
    if uplift is None or question.uplift is None:
        raise ValueError("the plan has no uplift")
    before = MONTHS_A_YEAR * years_before(question, question.uplift) + question.uplift.first_month
    waiting = np.full((len(people.authorised_by_month), before), float(question.uplift.strength_at_start))
    strength = np.concatenate([waiting, people.authorised_by_month], axis=1)
    enough = strength >= float(uplift.run.authorised_sought[0]) - OFFICER_TOLERANCE
    months: Whole = np.where(enough.any(axis=1), enough.argmax(axis=1), NEVER).astype(np.int16)
    return months


def drawn(factors: Sequence[Factor], *, seed: int, number: int, years: int) -> dict[str, Expected]:
    """What each factor is in each draw of a block: (N,), or (N, Y) where it is drawn for every year."""
    chance = np.random.Generator(np.random.Philox(key=np.array([seed, number], dtype=np.uint64)))
    uniform = chance.random((BLOCK, _COLUMNS[START_DELAY].stop))
    following = chance.random((BLOCK, MOST_YEARS))
    prices_known = next((each.settled for each in factors if each.name == "price_growth"), ())
    found = {}
    for factor in factors:
        own = uniform[:, _COLUMNS[factor.name]]
        if factor.follows_prices:
            year_before = np.roll(uniform[:, _COLUMNS["price_growth"]], 1, axis=1)
            follows = following < factor.follows_prices
            follows[:, [0, *(year + 1 for year, known in enumerate(prices_known[:-1]) if known)]] = False
            own = np.where(follows, year_before, own)
        values = triangular(own[:, :years] if factor.name in YEARLY else own[:, 0], factor)
        if factor.name in FROM_THE_SECOND_YEAR:
            values[:, 0] = most_likely(factor)
        if values.ndim > 1 and factor.settled:
            values[:, list(factor.settled)] = factor.central
        found[factor.name] = as_counted(factor.name, values)
    return found


def years_drawn(factor: Factor, years: int) -> tuple[int, ...]:
    """The years of a plan in which a factor differs from draw to draw: none where its range is one value."""
    if factor.high <= factor.low:
        return ()
    first = 1 if factor.name in FROM_THE_SECOND_YEAR else 0
    known = dict(enumerate(factor.settled))
    return tuple(year for year in range(first, years) if not known.get(year, False))


def most_likely(factor: Factor) -> float:
    """The factor's central value, or the end of its range that is nearest to it."""
    return min(max(factor.central, factor.low), factor.high)


def triangular(uniform: Expected, factor: Factor) -> Expected:
    """Turn uniform numbers into the factor's own: from low to high, most likely the central value or the end nearest to it."""
    low, high = factor.low, factor.high
    if high <= low:
        return np.full(uniform.shape, low, dtype=np.float64)
    mode = most_likely(factor)
    turn = (mode - low) / (high - low)
    below = low + np.sqrt(uniform * (high - low) * (mode - low))
    above = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    drawn_values: Expected = np.where(uniform < turn, below, above)
    return drawn_values


CHANCE_ALONE = (6.635, 9.210, 11.345, 13.277, 15.086, 16.812, 18.475, 20.090, 21.666, 23.209)
"""The 99 % points of chi-squared with 1 to 10 degrees of freedom: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4."""


def drivers(draws: Draws, measured: Expected) -> dict[str, float]:
    """The share of the spread of a measure (N,) that goes with each factor: the square of their correlation.

    Of a factor drawn anew for every year the shares of the years add up, to all of it at most, for its draws are independent.
    What goes with awards goes with the prices they follow too, so the shares of those two overlap. A share that chance alone
    might give is told as nothing. Where two things have nothing to do with each other, the square of their correlation over n
    draws is 1 / (n - 1) in the mean and the correlation close to normal (E. J. G. Pitman, "Significance tests which may be
    applied to samples from any populations. II. The correlation coefficient test", Supplement to the Journal of the Royal
    Statistical Society 4, 1937); n times the sum of the squares of k years is then close to chi-squared with k degrees of
    freedom, and below its 99 % point in 99 cases of 100.
    """
    found = {name: _beyond_chance(values, measured) for name, values in draws.factors.items()}
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _beyond_chance(values: Expected, measured: Expected) -> float:
    """The share that goes with one factor (N,), or (N, Y); nothing where chance alone gives as much."""
    by_year = values if values.ndim > 1 else values[:, np.newaxis]
    varied = by_year[:, np.ptp(by_year, axis=0) > 0]
    draws, years = varied.shape
    if not years or not np.ptp(measured):
        return 0.0
    share = sum(float(np.corrcoef(of_year, measured)[0, 1] ** 2) for of_year in varied.T)
    return min(1.0, share) if share * draws > CHANCE_ALONE[years - 1] else 0.0


def _arrays(draws: Draws) -> Iterator[np.ndarray]:
    """Every array by draw, in an order that is the same for every block of a plan."""
    yield draws.gap
    yield draws.general_reserve
    yield draws.under_floor
    yield draws.over_limit
    if draws.deployable is not None:
        yield draws.deployable
    if draws.reached_in is not None:
        yield draws.reached_in
    yield from draws.factors.values()


def _room_for(draws: int, found: Draws) -> Draws:
    """Arrays for so many draws, as those of a block are for its own."""

    def room(array: np.ndarray) -> np.ndarray:
        return np.empty((draws, *array.shape[1:]), dtype=array.dtype)

    return Draws(
        gap=room(found.gap),
        general_reserve=room(found.general_reserve),
        under_floor=room(found.under_floor),
        over_limit=room(found.over_limit),
        deployable=None if found.deployable is None else room(found.deployable),
        reached_in=None if found.reached_in is None else room(found.reached_in),
        factors={name: room(each) for name, each in found.factors.items()},
    )


def _first_of(found: Block, draws: int) -> Block:
    by_month, deployable, reached = found.deployable_by_month, found.deployable, found.reached_in
    return Block(
        gap=found.gap[:draws],
        general_reserve=found.general_reserve[:draws],
        under_floor=found.under_floor[:draws],
        over_limit=found.over_limit[:draws],
        deployable=None if deployable is None else deployable[:draws],
        reached_in=None if reached is None else reached[:draws],
        factors={name: each[:draws] for name, each in found.factors.items()},
        deployable_by_month=None if by_month is None else by_month[:draws],
    )
