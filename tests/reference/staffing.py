"""How many officers are sought, and the recruits hired for the posts they leave (D, E3, E4, F4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .pipeline_inputs import TOP_OF_THE_SCALE, UpliftInputs


@dataclass(frozen=True)
class Backfill:
    """The recruits who fill the posts left behind, and how many are paid at each pay point."""

    hires: float
    paid_by_point: Mapping[int, float]


# --- What is sought ---------------------------------------------------------------------------


def extra_officers_wanted(inputs: UpliftInputs) -> Fraction:
    if inputs.counted_as == "deployable":
        return inputs.officers / inputs.deployable_share
    return inputs.officers


def sought_strength(inputs: UpliftInputs, t: int) -> float:
    """Find the strength that an intake of month t works towards; recruits come first, then the uplift."""
    if waits_for_recruits(inputs) and t < inputs.hire_lag + inputs.to_eligible_for_firearms:
        return float(inputs.strength_at_start)
    return full_strength(inputs)


def full_strength(inputs: UpliftInputs) -> float:
    return float(inputs.strength_at_start + extra_officers_wanted(inputs))


def waits_for_recruits(inputs: UpliftInputs) -> bool:
    return inputs.mode == "recruit" and extra_officers_wanted(inputs) > 0


# --- The posts filled behind ------------------------------------------------------------------


def backfill_by_month(inputs: UpliftInputs, extra: Sequence[float]) -> list[Backfill]:
    """Hire for the posts left behind, or ahead of them, in the modes that hire."""
    if inputs.mode not in {"convert_and_backfill", "recruit"}:
        return [Backfill(hires=0.0, paid_by_point={}) for _ in extra]
    hires = hires_by_month(inputs, extra)
    if inputs.backfill_progression == "held":
        paid = [{inputs.entry_point: posts_paid_at_the_entry_point(inputs, extra, t)} for t in range(len(extra))]
    else:
        paid = [recruits_by_point(inputs, hires, t) for t in range(len(extra))]
    return [Backfill(hires=hires[t], paid_by_point=paid[t]) for t in range(len(extra))]


def posts_paid_at_the_entry_point(inputs: UpliftInputs, extra: Sequence[float], t: int) -> float:
    """Follow the extra officers up and down; recruits hired ahead of them stay."""
    if inputs.mode == "recruit":
        return posts_filled(inputs, extra, t)
    return posts_left_behind(inputs, extra, t)


def posts_left_behind(inputs: UpliftInputs, extra: Sequence[float], t: int) -> float:
    """Find the posts that the extra officers of `hire_lag` months ago had left."""
    return extra[t - inputs.hire_lag] if t >= inputs.hire_lag else 0.0


def posts_filled(inputs: UpliftInputs, extra: Sequence[float], t: int) -> float:
    """Count the posts ever filled by month t: a post once filled stays filled. Nothing before month 0."""
    if t < inputs.hire_lag:
        return 0.0
    if inputs.mode == "recruit":
        return max(0.0, float(extra_officers_wanted(inputs)))
    if inputs.mode == "convert_and_backfill":
        return max(0.0, *(posts_left_behind(inputs, extra, s) for s in range(t + 1)))
    return 0.0


def hires_by_month(inputs: UpliftInputs, extra: Sequence[float]) -> list[float]:
    """Hire for each post never filled before."""
    filled = [posts_filled(inputs, extra, t) for t in range(-1, len(extra))]
    return [filled[t + 1] - filled[t] for t in range(len(extra))]


def recruits_past_probation(inputs: UpliftInputs, extra: Sequence[float], t: int) -> float:
    """Count the recruits who may volunteer for firearms in month t."""
    return posts_filled(inputs, extra, t - inputs.to_eligible_for_firearms)


def recruits_by_point(inputs: UpliftInputs, hires: Sequence[float], t: int) -> dict[int, float]:
    """Count the recruits of month t and of all months before it, none of whom is let go."""
    recruits: dict[int, float] = {}
    for month_hired in range(t + 1):
        point = point_of_recruit(inputs, month_hired, t)
        if hires[month_hired] > 0:
            recruits[point] = recruits.get(point, 0.0) + hires[month_hired]
    return recruits


def point_of_recruit(inputs: UpliftInputs, month_hired: int, t: int) -> int:
    """One point for each whole year of service, up to the top of the scale."""
    return min(TOP_OF_THE_SCALE, inputs.entry_point + (t - month_hired) // 12)


# --- What response policing is short of -------------------------------------------------------


def response_shortfall(inputs: UpliftInputs, extra: float, in_post: Sequence[float], t: int) -> float:
    """Find the officers lost to response policing: those converted, less the recruits who work alone."""
    if inputs.mode == "transferee" or keeps_post(inputs):
        return 0.0
    if inputs.mode == "convert":
        return extra
    return max(0.0, extra - independent_recruits(inputs, in_post, t))


def keeps_post(inputs: UpliftInputs) -> bool:
    """Say whether those converted stay in the post they had; only where nobody is hired behind them."""
    return inputs.mode == "convert" and inputs.keeps_post


def independent_recruits(inputs: UpliftInputs, in_post: Sequence[float], t: int) -> float:
    """Count those in post now who were in post `to_independent` months ago."""
    long_enough_ago = t - inputs.to_independent
    return min(in_post[t], in_post[long_enough_ago]) if long_enough_ago >= 0 else 0.0
