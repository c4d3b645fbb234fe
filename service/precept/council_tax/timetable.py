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
from precept.register.refusals import FigureNotHeld
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
    def last_day(self) -> dt.date:
        """The last day on which the step can be done: the one before where the law says so."""
        return self.day - dt.timedelta(days=1) if self.step.limit == "before" else self.day

    @property
    def at_weekend(self) -> bool:
        """Whether that is a Saturday or Sunday, and something is to be done by it."""
        return self.step.limit != "on" and self.last_day.weekday() >= SATURDAY

    @property
    def last_working_day(self) -> dt.date:
        """The last weekday on which the step can be done. Bank holidays are not looked at."""
        day = self.last_day
        while day.weekday() >= SATURDAY:
            day -= dt.timedelta(days=1)
        return day


FIRST_PANELS = FinancialYear(2013)
"""The first precept that a police and crime panel reviewed was that of 2013-14."""


def refuse_years_without_panels(year: FinancialYear) -> None:
    """Refuse a year before there were panels."""
    if year < FIRST_PANELS:
        raise FigureNotHeld(
            f"There were no police and crime panels before {FIRST_PANELS}; the steps of {year} are not held.",
            field="financial_year",
            remedy=f"Ask for {FIRST_PANELS} or later.",
        )


def timetable(year: FinancialYear, country: str, register: Register) -> list[DatedStep]:
    """The steps of that country for a financial year, in the order of their days; FigureNotHeld before there were panels."""
    refuse_years_without_panels(year)
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
    """A vote of the panel: members in all, votes for the veto, and whether it reported by 8 February."""

    members: int
    votes: int
    direction: Direction
    in_time: bool = True


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


def judge_veto(veto: Veto, proposed: int, revised: int | None) -> VetoOutcome:
    """Judge a vote and the revised band D that answers it (ten-thousandths of a pound)."""
    needed = votes_needed(veto.members)
    enough = veto.votes >= needed
    fits = None
    if revised is not None and enough and veto.in_time:
        fits = revised < proposed if veto.direction is Direction.TOO_HIGH else revised > proposed
    return VetoOutcome(needed, enough, veto.in_time, fits)
