"""The months of the training pipeline, one after another: leavers, those who qualify, transfers, and the next intake.

One statement for a scenario alone, in plain numbers, and for many at once, in arrays (S,); see `alike`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, cast

import numpy as np

from precept.uplift.alike import Officers, all_of, anywhere, larger_of, where
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.pathway import CourseLimits, PipelineLimit, TrainingPathway
from precept.uplift.plan import UpliftPlan
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Whole, added_in_order

Selected = Callable[[int, Any, Any], Any]
"""How many are selected a year out of a pool: from the month, those who qualified in it and the strength at its end."""


Training = list[float] | Expected
"""Places by the month in which those who pass are authorised: of one scenario, or of each of them (M, S)."""


class Month(NamedTuple):
    """What happened in one month: numbers, or arrays (S,); or in all of them: arrays (S, M)."""

    authorised: Any
    leavers: Any
    qualified: Any
    transfers_net: Any
    is_intake: Any
    asked: Any
    places: Any
    in_training: Any
    limit: Any


@dataclass(frozen=True, eq=False)
class Force(Generic[Officers]):
    """What the months read beside the limits: of one scenario, or of each of them (S,)."""

    strength_at_start: Officers
    loss: Officers
    """Share of those in post who leave in a month."""
    transfers_sought: Officers
    pass_rate: Officers
    intakes: Any
    months_to_qualify: Any
    kept: Officers
    """Share of those in post who are still there when an intake qualifies."""
    transferred: Officers
    """Officers from other forces who are in post by then."""
    kept_of_finishing: Any
    """Share still in post by then, of those who qualify 1, 2 … months from now: (longest,), or (longest, S)."""

    @classmethod
    def of(cls, assumptions: PipelineAssumptions, plan: UpliftPlan, pathway: TrainingPathway) -> Force[Expected]:
        """Gather it for every scenario."""
        months = pathway.months_to_qualify
        loss = monthly_attrition(assumptions.attrition)
        transfers_sought = assumptions.net_transfers / MONTHS_A_YEAR
        staying = 1.0 - loss
        ahead = np.arange(1, int(months.max()) + 1)[:, np.newaxis]
        return Force(
            strength_at_start=plan.strength_at_start,
            loss=loss,
            transfers_sought=transfers_sought,
            pass_rate=pathway.pass_rate,
            intakes=assumptions.intakes,
            months_to_qualify=months,
            kept=np.power(staying, months),
            transferred=transfers_sought * _months_kept(staying, months),
            kept_of_finishing=np.power(staying, np.maximum(0, months - ahead)),
        )

    def of_scenario(self: Force[Expected], row: int) -> Force[float]:
        """That of one scenario, as numbers."""
        return Force(
            strength_at_start=self.strength_at_start.item(row),
            loss=self.loss.item(row),
            transfers_sought=self.transfers_sought.item(row),
            pass_rate=self.pass_rate.item(row),
            intakes=self.intakes.item(row),
            months_to_qualify=self.months_to_qualify.item(row),
            kept=self.kept.item(row),
            transferred=self.transferred.item(row),
            kept_of_finishing=self.kept_of_finishing[:, row].tolist(),
        )

    def nobody_in_training(self, months: int) -> Training:
        """Places by the month in which those who pass are authorised: a list of numbers, or an array (M, S)."""
        longest = len(self.kept_of_finishing)
        if isinstance(self.loss, float):
            return [0.0] * (months + longest)
        return np.zeros((months + longest, self.loss.size))

    def begin(self, places: Officers, finishing: Training, month: int) -> None:
        """Enter the places of a month's intake in the month in which those who pass are authorised."""
        done = month + self.months_to_qualify
        if isinstance(finishing, list):
            finishing[done] = places
        else:
            finishing[done, np.arange(finishing.shape[1])] = places

    def in_post_of(self, training: Training) -> Officers:
        """Of the places not yet ended, those that would still be filled when the next intake qualifies, if all passed."""
        if isinstance(training, list):
            in_post = all_of([places * kept for places, kept in zip(training, self.kept_of_finishing, strict=True)])
        else:
            in_post = added_in_order(training * self.kept_of_finishing)
        return cast("Officers", in_post)


def follow(
    plan: UpliftPlan,
    force: Force[Officers],
    limits: CourseLimits[Officers],
    sought: Sequence[Officers],
    selected: Selected | None = None,
) -> tuple[list[Month], tuple[Officers, ...]]:
    """Follow the months of one scenario, or of all at once; with the places a year that each limit allows in the first."""
    pass_rate, longest = force.pass_rate, len(force.kept_of_finishing)
    finishing = force.nobody_in_training(plan.months)
    strength = force.strength_at_start
    nobody = where(False, strength)
    no_limit = 0 if isinstance(strength, float) else np.zeros(strength.shape, dtype=np.int64)
    months: list[Month] = []
    at_first: tuple[Officers, ...] = ()
    for month, wanted in enumerate(sought):
        qualified = finishing[month] * pass_rate
        leavers = force.loss * strength
        before_transfers = strength - leavers + qualified
        transfers = larger_of(force.transfers_sought, -before_transfers)
        strength = before_transfers + transfers

        training = finishing[month + 1 : month + 1 + longest]
        in_training: Any = all_of(training) if isinstance(training, list) else added_in_order(training)
        asked, places, limit = nobody, nobody, no_limit
        from_pool = None if selected is None else selected(month, qualified, strength)
        is_intake = plan.is_intake_month(month, force.intakes)
        if month == 0 or anywhere(is_intake):
            allowed = limits.places(strength, from_pool)
            at_first = at_first or allowed
            by_then = strength * force.kept + force.in_post_of(training) * pass_rate + force.transferred
            asked = where(is_intake, larger_of(0.0, (wanted - by_then) / pass_rate))
            places, limit = places_taken_up(asked, [each / force.intakes for each in allowed])
            force.begin(places, finishing, month)
            in_training = in_training + places
        months.append(Month(strength, leavers, qualified, transfers, is_intake, asked, places, in_training, limit))
    return months, at_first


def places_taken_up(asked: Officers, allowed: Sequence[Officers]) -> tuple[Officers, Any]:
    """Grant the places asked for as far as every limit allows, and name the smallest that they exceed, NONE where there is none.

    The four limits are given in the order of their codes.
    """
    if isinstance(asked, float):
        smallest = min(allowed)
        binding = allowed.index(smallest) + PipelineLimit.VOLUNTEERS
        return min(asked, smallest), binding if asked > smallest else 0
    by_limit = np.stack(list(allowed))
    least = by_limit.min(axis=0)
    codes = by_limit.argmin(axis=0) + PipelineLimit.VOLUNTEERS
    return np.minimum(asked, least), np.where(asked > least, codes, PipelineLimit.NONE)


def monthly_attrition(attrition: Expected) -> Expected:
    """Turn the share that leaves in a year into the share that leaves in a month; twelve such months make the year."""
    monthly: Expected = 1.0 - np.power(1.0 - attrition, 1 / MONTHS_A_YEAR)
    return monthly


def _months_kept(staying: Expected, months: Whole) -> Expected:
    """How many of those who join, one a month for so many months, are still in post in the last of them (S,)."""
    kept: Expected = np.where(
        staying == 1, months, (1 - np.power(staying, months)) / np.where(staying == 1, 1, 1 - staying)
    )
    return kept
