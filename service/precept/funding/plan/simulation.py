"""A plan in many futures: seeded draws of what it is unsure of, and what comes of each.

Every factor is drawn from a triangular distribution over its stated range, most likely its central value; no evidence gives
correlations, so they are independent. Awards, prices, tax base and grants are drawn anew for every year, all else once.

Draws are numbered and cut into blocks of `BLOCK`. Each block has a stream of its own (Philox, keyed by the seed and the
block's number) and every factor its own column of it, whatever the plan is: any split of the blocks over threads or machines
gives the same bytes, and any draw can be had again alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.factors import COLLECTION_FUND, PEOPLE, RATE_POINTS, Factor, as_counted, run_scenarios
from precept.funding.plan.quantities import Pence
from precept.uplift.pipeline import OFFICER_TOLERANCE
from precept.uplift.quantities import Expected, Flags

BLOCK = 500
MOST_YEARS = 10
YEARLY = ("pay_award", "price_growth", "tax_base_growth", "grant_growth")
"""Drawn anew for every year."""
_COLUMNS = {
    name: slice(MOST_YEARS * place, MOST_YEARS * (place + 1))
    for place, name in enumerate((*RATE_POINTS, COLLECTION_FUND, *PEOPLE))
}
"""Each factor's own columns of a block's random numbers, wherever it is drawn once or for every year."""


@dataclass(frozen=True, eq=False)
class Draws:
    """What came of so many draws: arrays by draw (N, Y), and what each factor was, the mean over the years (N,)."""

    gap: Pence
    general_reserve: Pence
    under_floor: Flags
    deployable: Expected | None
    reached: Flags | None
    """Whether the strength sought has been in post by the end of each year."""
    factors: Mapping[str, Expected]


def simulate_plan(
    outcome: PlanOutcome,
    factors: Sequence[Factor],
    *,
    seed: int,
    draws: int,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Draws:
    """Run so many draws; `progress` is told how many draws more are done, block by block."""
    blocks = range(-(-draws // BLOCK))
    done: list[Draws] = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for each in pool.map(lambda number: block(outcome, factors, seed=seed, number=number), blocks):
            done.append(each)
            if progress is not None:
                progress(BLOCK)
    return _joined(done, draws)


def block(outcome: PlanOutcome, factors: Sequence[Factor], *, seed: int, number: int) -> Draws:
    """Run one block of draws, from its own stream."""
    years = outcome.question.years
    values = drawn(factors, seed=seed, number=number, years=years)
    run = run_scenarios(outcome.terms, outcome.run.path, values, BLOCK)
    reached = None
    if run.people is not None and outcome.terms.uplift is not None:
        sought = float(outcome.terms.uplift.run.authorised_sought[0])
        reached = np.logical_or.accumulate(run.people.highest >= sought - OFFICER_TOLERANCE, axis=1)
    return Draws(
        gap=run.gap,
        general_reserve=run.reserves.general,
        under_floor=run.reserves.under_floor > 0,
        deployable=None if run.people is None else run.people.deployable,
        reached=reached,
        factors={name: each if each.ndim == 1 else each.mean(axis=1) for name, each in values.items()},
    )


def drawn(factors: Sequence[Factor], *, seed: int, number: int, years: int) -> dict[str, Expected]:
    """What each factor is in each draw of a block: (N,), or (N, Y) where it is drawn for every year."""
    chance = np.random.Generator(np.random.Philox(key=np.array([seed, number], dtype=np.uint64)))
    uniform = chance.random((BLOCK, MOST_YEARS * len(_COLUMNS)))
    found = {}
    for factor in factors:
        own = uniform[:, _COLUMNS[factor.name]]
        values = triangular(own[:, :years] if factor.name in YEARLY else own[:, 0], factor)
        found[factor.name] = as_counted(factor.name, values) if factor.name in PEOPLE else values
    return found


def triangular(uniform: Expected, factor: Factor) -> Expected:
    """Turn uniform numbers into the factor's own: from low to high, the central value most likely."""
    low, mode, high = factor.low, factor.central, factor.high
    if high <= low:
        return np.full(uniform.shape, mode, dtype=np.float64)
    turn = (mode - low) / (high - low)
    below = low + np.sqrt(uniform * (high - low) * (mode - low))
    above = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    drawn_values: Expected = np.where(uniform < turn, below, above)
    return drawn_values


def drivers(draws: Draws, measured: Expected) -> dict[str, float]:
    """The share of the spread of a measure (N,) that goes with each factor: the square of their correlation."""
    found = {}
    for name, values in draws.factors.items():
        spread = float(values.std() * measured.std())
        found[name] = 0.0 if spread == 0 else float(np.corrcoef(values, measured)[0, 1] ** 2)
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def _joined(blocks: Sequence[Draws], draws: int) -> Draws:
    def joined(arrays: Iterator[np.ndarray]) -> np.ndarray:
        return np.concatenate(list(arrays))[:draws]

    first = blocks[0]
    return Draws(
        gap=joined(each.gap for each in blocks),
        general_reserve=joined(each.general_reserve for each in blocks),
        under_floor=joined(each.under_floor for each in blocks),
        deployable=None if first.deployable is None else joined(_given(each.deployable) for each in blocks),
        reached=None if first.reached is None else joined(_given(each.reached) for each in blocks),
        factors={name: joined(each.factors[name] for each in blocks) for name in first.factors},
    )


def _given(array: np.ndarray | None) -> np.ndarray:
    if array is None:
        raise ValueError("every block of a plan has the same measures")
    return array
