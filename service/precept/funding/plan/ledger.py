"""A line of a plan is what it was in the year before, and every change since, each with its cause.

So a year's amount, and the bridge from one year to the next, are the same figures: they cannot disagree by a penny.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from precept.funding.plan.quantities import Pence
from precept.funding.plan.question import Source
from precept.funding.question import Recurrence


class Cause(StrEnum):
    """Why a line moves from one year to the next."""

    FULL_YEAR_EFFECT = "full_year_effect"
    """Of last year's pay award, or of a decision begun within last year."""
    PAY_AWARD = "pay_award"
    """Of September, so seven months of it."""
    INCREMENTS = "increments"
    CONTRIBUTIONS = "employer_contributions"
    PRICES = "prices"
    PLANNED = "planned"
    """The line as given for the year."""
    GROWTH = "growth"
    SAVINGS = "savings"
    UPLIFT = "uplift"
    COUNCIL_TAX_RATE = "council_tax_rate"
    """Band D, on last year's tax base."""
    TAX_BASE = "tax_base"
    """The tax base at this year's band D, rounding with it."""
    GRANT = "grant"
    ONCE = "once"
    """Money or spending that comes once: it comes in one year, and falls out in the next."""


@dataclass(frozen=True, eq=False)
class Change:
    """What one cause adds to a line in each year, in pence (S, Y)."""

    cause: Cause
    recurrence: Recurrence
    pence: Pence


@dataclass(frozen=True, eq=False)
class Line:
    """One line of spending or of funding; `before` is the year before the plan, in pence."""

    name: str
    source: Source
    before: int
    changes: tuple[Change, ...]

    @property
    def by_year(self) -> Pence:
        """The line in each year (S, Y)."""
        moved = sum((change.pence for change in self.changes), start=np.zeros((1, 1), dtype=np.int64))
        by_year: Pence = self.before + np.cumsum(moved, axis=1)
        return by_year

    @property
    def once_by_year(self) -> Pence:
        """The part of each year that comes once (S, Y)."""
        once = [change.pence for change in self.changes if change.recurrence is Recurrence.ONE_OFF]
        by_year: Pence = np.cumsum(sum(once, start=np.zeros((1, 1), dtype=np.int64)), axis=1)
        return by_year


def total_of(lines: tuple[Line, ...], shape: tuple[int, int]) -> Pence:
    """Add up the lines in each year (S, Y)."""
    total: Pence = sum((line.by_year for line in lines), start=np.zeros(shape, dtype=np.int64))
    return total


def once_of(lines: tuple[Line, ...], shape: tuple[int, int]) -> Pence:
    """Add up what comes once in each year (S, Y)."""
    total: Pence = sum((line.once_by_year for line in lines), start=np.zeros(shape, dtype=np.int64))
    return total
