"""Deployable officers of every draw by month, in hundredths of an officer: four bytes each, so a million draws fit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from precept.api.officers_text import officers_text
from precept.api.plan_simulation_answer import LEVELS
from precept.funding.plan.simulation import Block

HUNDREDTHS = 100


class ByMonth:
    """Filled block by block; percentiles as the years have them."""

    def __init__(self, draws: int, months: int) -> None:
        self._held: NDArray[np.int32] = np.zeros((months, draws), dtype=np.int32)
        self._filled = 0

    def add(self, found: Block) -> None:
        """Take the draws of the next block."""
        if found.deployable_by_month is None:
            raise ValueError("a plan without an uplift has no officers by month")
        hundredths = np.rint(found.deployable_by_month.T * HUNDREDTHS).astype(np.int32)
        self._held[:, self._filled : self._filled + hundredths.shape[1]] = hundredths
        self._filled += hundredths.shape[1]

    def levels(self) -> list[tuple[str, ...]]:
        """What 5, 25, 50, 75 and 95 percent of the draws do not exceed, month by month."""
        return [
            tuple(officers_text(int(each) / HUNDREDTHS) for each in np.percentile(month, LEVELS, method="inverted_cdf"))
            for month in self._held
        ]
