"""The recruits of one simulated run: hired behind the uplift or ahead of it, and what response is short of."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from . import staffing
from .chance import happens, whole_number
from .pipeline_inputs import UpliftInputs
from .simulated_force import Force, Recruit


@dataclass(frozen=True)
class Recruitment:
    """One month's backfill: posts filled, and the recruits it took to fill them."""

    hires: int = 0
    recruited: int = 0
    lost_in_probation: int = 0
    paid_by_point: Mapping[int, int] = field(default_factory=dict)


def backfill(inputs: UpliftInputs, force: Force, t: int, rng: random.Random) -> Recruitment:
    """Fill each post that is, or is to be, left behind and was never filled before."""
    if inputs.mode not in {"convert_and_backfill", "recruit"}:
        return Recruitment()
    hires = posts_to_fill(inputs, force, t, rng)
    lost = sum(recruits_lost_before_one_stays(inputs, rng) for _ in range(hires))
    force.recruits += [Recruit(hired_in=t) for _ in range(hires)]
    return Recruitment(
        hires=hires,
        recruited=hires + lost,
        lost_in_probation=lost,
        paid_by_point=recruits_paid(inputs, force, t),
    )


def posts_to_fill(inputs: UpliftInputs, force: Force, t: int, rng: random.Random) -> int:
    """Count the posts left behind `hire_lag` months ago; or, ahead of the uplift, all of them in one month."""
    if inputs.mode == "recruit":
        ahead = max(Fraction(0), staffing.extra_officers_wanted(inputs))
        return whole_number(ahead, rng) if t == inputs.hire_lag else 0
    return max(0, posts_left_behind(inputs, force, t) - len(force.recruits))


def posts_left_behind(inputs: UpliftInputs, force: Force, t: int) -> int:
    return force.extra_by_month[t - inputs.hire_lag] if t >= inputs.hire_lag else 0


def recruits_paid(inputs: UpliftInputs, force: Force, t: int) -> dict[int, int]:
    if inputs.backfill_progression == "climbing":
        return recruits_by_point(inputs, force, t)
    if inputs.mode == "recruit":
        return {inputs.entry_point: len(force.recruits)}
    return {inputs.entry_point: posts_left_behind(inputs, force, t)}


def response_shortfall(inputs: UpliftInputs, force: Force, t: int) -> int:
    """Count the officers converted whose posts nobody fills who works alone."""
    if inputs.mode == "transferee" or staffing.keeps_post(inputs):
        return 0
    before = t - inputs.to_independent
    independent = min(force.in_post_by_month[t], force.in_post_by_month[before]) if before >= 0 else 0
    return max(0, force.extra_by_month[t] - independent)


def recruits_by_point(inputs: UpliftInputs, force: Force, t: int) -> dict[int, int]:
    """Count the recruits by the pay point each has reached, a point for each whole year in post."""
    return dict(Counter(staffing.point_of_recruit(inputs, recruit.hired_in, t) for recruit in force.recruits))


def recruits_lost_before_one_stays(inputs: UpliftInputs, rng: random.Random) -> int:
    lost = 0
    while happens(float(inputs.probation_loss), rng):
        lost += 1
    return lost
