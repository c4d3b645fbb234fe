"""Reserves by purpose from year to year: what is drawn as planned, what fills a gap, and what is left against the floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.funding.plan.quantities import Pence, Rate, share_of
from precept.funding.plan.question import PlanQuestion


@dataclass(frozen=True, eq=False)
class ReservesPath:
    """Pence (S, Y): drawn in the year, and left on 31 March; the general reserve, and each earmarked one by purpose."""

    planned: Pence
    """Drawn as planned, from all of them, as far as each goes."""
    for_gap: Pence
    """Drawn from the general reserve to fill what is missing."""
    general: Pence
    earmarked: tuple[tuple[str, Pence], ...]
    floor: Pence
    """The least that the general reserve should hold: a share of the net budget."""

    @property
    def under_floor(self) -> Pence:
        """How far the general reserve is below the floor, if it is (S, Y)."""
        under: Pence = np.maximum(0, self.floor - self.general)
        return under


def follow_reserves(question: PlanQuestion, gap: Pence, net_budget: Pence, floor_share: Rate) -> ReservesPath:
    """Draw down the reserves year by year, never below nothing; a surplus is paid into the general one only if asked."""
    scenarios, years = gap.shape
    planned, for_gap = (np.zeros((scenarios, years), dtype=np.int64) for _ in range(2))
    earmarked = []
    for reserve in question.reserves:
        left = np.zeros((scenarios, years), dtype=np.int64)
        held = reserve.pence
        for year in range(years):
            drawn = min(held, reserve.draws[year])
            held -= drawn
            planned[:, year] += drawn
            left[:, year] = held
        earmarked.append((reserve.purpose, left))
    general = np.zeros((scenarios, years), dtype=np.int64)
    left_now = np.full(scenarios, question.general_reserve.pence, dtype=np.int64)
    for year in range(years):
        drawn_now = np.minimum(left_now, question.general_reserve.draws[year])
        planned[:, year] += drawn_now
        left_now = left_now - drawn_now
        if question.gap_from_reserve:
            for_gap[:, year] = np.clip(gap[:, year] - planned[:, year], 0, left_now)
            left_now = left_now - for_gap[:, year]
        if question.surplus_to_reserve:
            left_now = left_now + np.maximum(0, planned[:, year] - gap[:, year])
        general[:, year] = left_now
    return ReservesPath(planned, for_gap, general, tuple(earmarked), share_of(net_budget, floor_share))
