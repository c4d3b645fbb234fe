"""Financial years, 1 April to 31 March, written `2016-17`."""

from __future__ import annotations

import datetime as dt
import re
from functools import total_ordering

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")
FIRST_START, LAST_START = 1993, 2049
"""Council tax began on 1 April 1993 (Local Government Finance Act 1992); no question reaches past 2049-50."""


@total_ordering
class FinancialYear:
    """One financial year, known by the calendar year in which it starts."""

    __slots__ = ("start",)

    def __init__(self, start: int) -> None:
        """Name the year that starts on 1 April of `start`."""
        self.start = start

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Read `2016-17`; ValueError when it is not a year and the next."""
        match = _WRITTEN.fullmatch(text)
        if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"{text!r} is not a financial year: write the year and the next, as in 2016-17")
        year = cls(int(match[1]))
        if not FIRST_START <= year.start <= LAST_START:
            raise ValueError(f"{text!r} is outside {cls(FIRST_START)} to {cls(LAST_START)}")
        return year

    @classmethod
    def of(cls, day: dt.date) -> FinancialYear:
        """The financial year a day falls in."""
        return cls(day.year if day.month >= 4 else day.year - 1)  # noqa: PLR2004 - April

    @classmethod
    def every(cls) -> list[FinancialYear]:
        """Every year that can be asked about, in order."""
        return [cls(start) for start in range(FIRST_START, LAST_START + 1)]

    @property
    def starts_on(self) -> dt.date:
        """1 April."""
        return dt.date(self.start, 4, 1)

    @property
    def ends_on(self) -> dt.date:
        """31 March of the next calendar year."""
        return dt.date(self.start + 1, 3, 31)

    @property
    def previous(self) -> FinancialYear:
        """The year before."""
        return self + -1

    def __add__(self, years: int) -> FinancialYear:
        """Return the year so many years later."""
        return FinancialYear(self.start + years)

    def __sub__(self, other: FinancialYear) -> int:
        """Count the years from the other to this one."""
        return self.start - other.start

    def __str__(self) -> str:
        """Write the year as `2016-17`."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    def __repr__(self) -> str:
        """Show the year as it is written."""
        return f"FinancialYear({self})"

    def __eq__(self, other: object) -> bool:
        """Two years are the same when they start together."""
        return isinstance(other, FinancialYear) and self.start == other.start

    def __lt__(self, other: FinancialYear) -> bool:
        """Order years in time."""
        return self.start < other.start

    def __le__(self, other: FinancialYear) -> bool:
        """Order years in time; stated, because it is asked for every figure."""
        return self.start <= other.start

    def __hash__(self) -> int:
        """Hash by the starting year."""
        return hash(self.start)
