"""The days by which a precept is set in a year, and the panel's veto.

The days come from the register (`timetable-steps`); a day at a weekend is marked, as no rule found moves it. A veto needs
two thirds of all the panel's current members, present or not (Police Reform and Social Responsibility Act 2011, Schedule
5, paragraph 4(4)); the revised precept must be lower than one vetoed as too high, and higher than one vetoed as too low
(SI 2012/2271, regulation 5).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from precept.register.records import TimetableStep
from precept.register.register import Register
from precept.register.years import FinancialYear

SATURDAY = 5
PANEL_REPORT = (2, 8)
"""The day after which a veto has no effect (SI 2012/2271, regulation 4(2))."""


@dataclass(frozen=True)
class DatedStep:
    """One step with its day in the year asked for; `opens` where the law gives a window."""

    step: TimetableStep
    opens: dt.date | None
    day: dt.date

    @property
    def at_weekend(self) -> bool:
        """Whether the day is a Saturday or Sunday."""
        return self.day.weekday() >= SATURDAY

    @property
    def last_working_day(self) -> dt.date:
        """The last weekday on which the step can be done; before the day itself where the law says so. No bank holidays."""
        day = self.day - dt.timedelta(days=1) if self.step.limit == "before" else self.day
        while day.weekday() >= SATURDAY:
            day -= dt.timedelta(days=1)
        return day


def timetable(year: FinancialYear, country: str, register: Register) -> list[DatedStep]:
    """The steps of that country for a financial year, in the order of the day by which each is done."""
    steps = [_dated(row, year) for row in register.timetable_steps if row.country in (country, "both")]
    return sorted(steps, key=lambda each: (each.day, each.step.order))


def _dated(row: TimetableStep, year: FinancialYear) -> DatedStep:
    opens = None
    if row.from_month is not None and row.from_day is not None:
        opens = dt.date(year.start - 1 if row.calendar_year == "before" else year.start, row.from_month, row.from_day)
    return DatedStep(row, opens, dt.date(year.start, row.month, row.day))


class Direction(StrEnum):
    """What a panel vetoed a precept as."""

    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"


@dataclass(frozen=True)
class Veto:
    """A vote of the panel: members in all, votes for the veto, and the day of its report (None: in time)."""

    members: int
    votes: int
    direction: Direction
    reported_on: dt.date | None = None


@dataclass(frozen=True)
class VetoOutcome:
    """What comes of the vote. `revision_fits` is None where no revised band D is given or none is needed."""

    votes_needed: int
    enough_votes: bool
    in_time: bool
    revision_fits: bool | None

    @property
    def carried(self) -> bool:
        """Whether the veto has effect."""
        return self.enough_votes and self.in_time


def votes_needed(members: int) -> int:
    """Two thirds of all members, and no fewer."""
    return -(-2 * members // 3)


def judge_veto(veto: Veto, year: FinancialYear, proposed: int, revised: int | None) -> VetoOutcome:
    """Judge a vote and the revised band D that answers it (ten-thousandths of a pound)."""
    needed = votes_needed(veto.members)
    enough = veto.votes >= needed
    in_time = veto.reported_on is None or veto.reported_on <= dt.date(year.start, *PANEL_REPORT)
    fits = None
    if revised is not None and enough and in_time:
        fits = revised < proposed if veto.direction is Direction.TOO_HIGH else revised > proposed
    return VetoOutcome(needed, enough, in_time, fits)
