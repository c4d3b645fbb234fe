"""What is left to chance, all of it drawn from one generator, and the estimate of a mean of many draws."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, fsum, sqrt


@dataclass(frozen=True)
class Estimate:
    """The mean of many runs and its standard error."""

    mean: float
    standard_error: float


def estimate(values: Sequence[float]) -> Estimate:
    if len(values) < 2:
        raise ValueError("a standard error needs at least two runs")
    mean = fsum(values) / len(values)
    variance = fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return Estimate(mean, sqrt(variance / len(values)))


def happens(probability: float, rng: random.Random) -> bool:
    return rng.random() < probability


def how_many(people: int, probability: float, rng: random.Random) -> int:
    """Ask each person in turn."""
    return sum(happens(probability, rng) for _ in range(people))


def whole_number(mean: Fraction | float, rng: random.Random) -> int:
    """Round down, and add one with the fraction as its probability. For -1/12: -1 or, far more often, 0."""
    return floor(mean) + happens(float(mean - floor(mean)), rng)


def poisson(mean: float, rng: random.Random) -> int:
    """Count those who come, one after another at any moment of a stretch of time as long as the mean."""
    came = 0
    clock = rng.expovariate(1.0)
    while clock <= mean:
        came += 1
        clock += rng.expovariate(1.0)
    return came
