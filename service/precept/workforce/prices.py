"""Prices of what is not pay, carried from the year they were found in to the year they are paid.

The register's prices are those of 2016; they move with consumer prices, calendar year by calendar year, and after the
last year of the published forecast by `future_prices`, or as the caller gives it. A price that the caller gives is in the
prices of the first year asked about. With the choice `prices` set to `held` nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from precept.register.assumptions import Assumptions
from precept.register.register import Register
from precept.register.units import MILLIONTHS, PENCE, half_up
from precept.register.years import FinancialYear
from precept.workforce.question import GrowthGiven
from precept.workings import Figure


@dataclass(frozen=True)
class Prices:
    """What the named amounts of the register cost in any year, for one set of assumptions."""

    register: Register
    assumptions: Assumptions
    first_year: FinancialYear
    given: GrowthGiven = field(default_factory=GrowthGiven)
    _grown: dict[tuple[int, int], Fraction] = field(default_factory=dict, repr=False, compare=False)

    def pence(self, name: str, year: FinancialYear) -> int:
        """Price a parameter in a year, half-up to the penny; a price that is the register's alone is worked out once."""
        if self._is_held(name):
            return _price_held(self.register, self.assumptions.held, name, year.start)
        return self._priced(name, year)

    def by_year(self, name: str, years: Sequence[FinancialYear]) -> tuple[int, ...]:
        """Price a parameter in each of some years, one after another."""
        if self._is_held(name):
            return _prices_held(self.register, self.assumptions.held, name, years[0].start, len(years))
        return tuple(self._priced(name, year) for year in years)

    def _is_held(self, name: str) -> bool:
        """Whether a price rests on the register alone."""
        return not self.given.prices and self.assumptions.own.isdisjoint((name, *_MOVING))

    def _priced(self, name: str, year: FinancialYear) -> int:
        used, base = self.assumptions.parameters[name], self._found_in(name)
        if base is None:
            return self.assumptions.pence(name)
        moved = Fraction(used.value) * PENCE * self._growth_between(base, year.start)
        return half_up(moved.numerator, moved.denominator)

    def moves(self, name: str) -> bool:
        """Whether a parameter moves with consumer prices from the year it was found in."""
        return self._found_in(name) is not None

    def _found_in(self, name: str) -> int | None:
        """The year whose prices a parameter is in; None where it does not move."""
        used = self.assumptions.parameters[name]
        if self.assumptions.option("prices") == "held":
            return None
        return self.first_year.start if used.origin == "caller" else used.parameter.price_year

    def _growth_between(self, base: int, year: int) -> Fraction:
        """The same growth for every price, worked out once."""
        if (base, year) not in self._grown:
            self._grown[base, year] = self.growth(base, year)
        return self._grown[base, year]

    def growth(self, base: int, year: int) -> Fraction:
        """Consumer prices of one calendar year over those of another, exactly."""
        if year < base:
            return 1 / self.growth(year, base)
        growth = Fraction(1)
        for each in range(base + 1, year + 1):
            growth *= 1 + self._growth_of(each)
        return growth

    def _growth_of(self, year: int) -> Fraction:
        if year in self.given.prices:
            return Fraction(self.given.prices[year], MILLIONTHS)
        row = self.register.consumer_prices.get(year)
        percent = self.assumptions.value("future_prices") if row is None else row.cpi_growth_percent
        return Fraction(percent) / 100

    def figures(self, years: tuple[FinancialYear, ...]) -> tuple[Figure, ...]:
        """The growth figures that those years rest on."""
        if self.assumptions.option("prices") == "held":
            return ()
        base = _oldest_prices(self.assumptions.held)
        first, last = min(base, years[0].start), max(base, years[-1].start)
        growing = tuple(each for each in range(first + 1, last + 1) if each not in self.given.prices)
        return _growth_figures(self.register, growing)


_MOVING = ("future_prices", "prices")
"""The parameter and the choice that every price moves by."""


@lru_cache(maxsize=20_000)
def _price_held(register: Register, held: Assumptions, name: str, start: int) -> int:
    year = FinancialYear(start)
    return Prices(register, held, year)._priced(name, year)  # noqa: SLF001 - the index of this very class


@lru_cache(maxsize=20_000)
def _prices_held(register: Register, held: Assumptions, name: str, start: int, years: int) -> tuple[int, ...]:
    return tuple(_price_held(register, held, name, start + later) for later in range(years))


@lru_cache(maxsize=64)
def _oldest_prices(held: Assumptions) -> int:
    """The year of the oldest prices in the register."""
    return min(used.parameter.price_year for used in held.parameters.values() if used.parameter.price_year)


@lru_cache(maxsize=1_000)
def _growth_figures(register: Register, years: tuple[int, ...]) -> tuple[Figure, ...]:
    rows = [register.consumer_prices.get(each) for each in years]
    return tuple(
        Figure(
            f"consumer_prices_{row.year}",
            str(row.cpi_growth_percent),
            "percent",
            row.evidence.value,
            row.source,
            row.stage,
            row.note,
        )
        for row in rows
        if row is not None
    )
