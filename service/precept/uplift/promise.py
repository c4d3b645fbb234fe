"""A promise held against what came of it: officers promised, paid for, in post; money raised, spent and left over.

Counts are of one measure, by month, as a force states them; two of different measures are never set against each other. The
present rate is the straight line from the first count to the last: in so many months, so many more. Money in pence.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from precept.register.units import half_up
from precept.uplift.quantities import MONTHS_A_YEAR

_HAIR = 1e-9


@dataclass(frozen=True)
class Count:
    """How many were in post at the end of a month; of them deployable, and in training besides, where that is known."""

    month: dt.date
    authorised: float
    deployable: float | None = None
    in_training: float | None = None
    spent: int | None = None


@dataclass(frozen=True)
class Promise:
    """What was promised: so many in post by a month, from what strength, for how much money a year from which month on."""

    start: dt.date
    strength_at_start: float
    promised: float
    by_month: dt.date | None
    raised_a_year: int
    cost_of_officer: int | None


@dataclass(frozen=True)
class Standing:
    """How things stood at the end of one month; money since the start. None where a figure was not given."""

    count: Count
    months: int
    extra: float
    missing: float
    raised: int
    funded: int | None
    spent: int | None
    unspent: int | None


@dataclass(frozen=True)
class Tracked:
    """Every month stated, and what follows from the last.

    `a_month` is the present rate, None with one count; `met_in` the month in which the promise is met at that rate, None
    where it never is. `should_be` is where a straight line to the promised month would stand at the last count.
    """

    promise: Promise
    standings: tuple[Standing, ...]
    a_month: float | None
    met_in: dt.date | None
    should_be: float | None

    @property
    def last(self) -> Standing:
        """The latest standing."""
        return self.standings[-1]

    @property
    def met(self) -> bool:
        """Whether what was promised is in post."""
        return self.last.missing <= _HAIR


def track(promise: Promise, counts: Sequence[Count]) -> Tracked:
    """Set counts, in the order of their months and none before the start, against the promise."""
    standings = tuple(_standing(promise, each) for each in counts)
    rate = _rate(promise, counts)
    return Tracked(
        promise=promise,
        standings=standings,
        a_month=rate,
        met_in=_met_in(standings[-1], rate),
        should_be=_should_be(promise, counts[-1].month),
    )


def _standing(promise: Promise, count: Count) -> Standing:
    months = months_between(promise.start, count.month) + 1
    raised = half_up(promise.raised_a_year * months, MONTHS_A_YEAR)
    return Standing(
        count=count,
        months=months,
        extra=count.authorised - promise.strength_at_start,
        missing=max(0.0, promise.promised - count.authorised),
        raised=raised,
        funded=None if promise.cost_of_officer is None else promise.raised_a_year // promise.cost_of_officer,
        spent=count.spent,
        unspent=None if count.spent is None else raised - count.spent,
    )


def _rate(promise: Promise, counts: Sequence[Count]) -> float | None:
    """Officers a month from the first count to the last; from the strength at the start where there is but one."""
    last = counts[-1]
    if len(counts) > 1:
        return (last.authorised - counts[0].authorised) / months_between(counts[0].month, last.month)
    return (last.authorised - promise.strength_at_start) / (months_between(promise.start, last.month) + 1)


def _met_in(last: Standing, rate: float | None) -> dt.date | None:
    if last.missing <= _HAIR:
        return last.count.month
    if rate is None or rate <= _HAIR:
        return None
    months = math.ceil(last.missing / rate - _HAIR)
    return later(last.count.month, months) if months <= 100 * MONTHS_A_YEAR else None


def _should_be(promise: Promise, month: dt.date) -> float | None:
    if promise.by_month is None:
        return None
    whole = months_between(promise.start, promise.by_month) + 1
    gone = min(whole, months_between(promise.start, month) + 1)
    return promise.strength_at_start + (promise.promised - promise.strength_at_start) * gone / whole


def months_between(first: dt.date, last: dt.date) -> int:
    """How many months lie between two, each named by a day of its own."""
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def later(month: dt.date, months: int) -> dt.date:
    """The first day of the month so many later."""
    since = month.month - 1 + months
    return dt.date(month.year + since // MONTHS_A_YEAR, since % MONTHS_A_YEAR + 1, 1)
