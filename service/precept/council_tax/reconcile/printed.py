"""What a printed text says: a number, its unit, and what its last printed digit is worth.

Nothing is rounded in reading: a text is a whole number of its own last digit (`count`), and that digit is worth `step`.
Amounts are exact fractions of pounds, of percents or of band D equivalents.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from precept.register.units import half_up

_DECIMALS = r"(\.[0-9]{1,4})?"
_PLAIN = rf"(0|[1-9][0-9]{{0,9}}){_DECIMALS}"
_NUMBER = rf"([1-9][0-9]{{0,2}}(,[0-9]{{3}}){{1,3}}|0|[1-9][0-9]{{0,9}}){_DECIMALS}"
_LARGE = r"k|m|bn|thousand|million|billion"


def _text_of(number: str) -> str:
    form = rf"(£ ?{number}( ?({_LARGE}))?|{number}( ?(p|pence|%|per cent|{_LARGE}))?)"
    return rf"([+-]?{form}|\({form}\))"


PRINTED = _text_of(_NUMBER)
"""Every text that can be read: £204.58, 84p, 3.4%, £2.9m, £664,000, 1,234, (12.3), -5. The whole of it must match."""
PRINTED_WITHOUT_COMMAS = _text_of(_PLAIN)

_PARTS = re.compile(r"(?P<pound>£ ?)?(?P<number>[0-9,.]+) ?(?P<suffix>.*)")


class Unit(StrEnum):
    """What a printed number counts."""

    POUNDS = "pounds"
    PENCE = "pence"
    THOUSAND_POUNDS = "thousand_pounds"
    MILLION_POUNDS = "million_pounds"
    BILLION_POUNDS = "billion_pounds"
    PERCENT = "percent"
    EQUIVALENTS = "equivalents"
    THOUSAND_EQUIVALENTS = "thousand_equivalents"

    @property
    def kind(self) -> str:
        """What it is in the end: pounds, percent or equivalents."""
        return _KINDS[self][0]

    @property
    def worth(self) -> Fraction:
        """How many pounds, percents or equivalents one of it is."""
        return _KINDS[self][1]


_KINDS = {
    Unit.POUNDS: ("pounds", Fraction(1)),
    Unit.PENCE: ("pounds", Fraction(1, 100)),
    Unit.THOUSAND_POUNDS: ("pounds", Fraction(1_000)),
    Unit.MILLION_POUNDS: ("pounds", Fraction(1_000_000)),
    Unit.BILLION_POUNDS: ("pounds", Fraction(1_000_000_000)),
    Unit.PERCENT: ("percent", Fraction(1)),
    Unit.EQUIVALENTS: ("equivalents", Fraction(1)),
    Unit.THOUSAND_EQUIVALENTS: ("equivalents", Fraction(1_000)),
}
_MULTIPLES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
_POUNDS_BY_MULTIPLE = {1_000: Unit.THOUSAND_POUNDS, 1_000_000: Unit.MILLION_POUNDS, 10**9: Unit.BILLION_POUNDS}

Style = Callable[[int, int], int]


def cut_off(numerator: int, denominator: int) -> int:
    """Divide two whole numbers and drop what is left over, toward nothing."""
    whole = abs(numerator) // denominator
    return whole if numerator >= 0 else -whole


def round_away(numerator: int, denominator: int) -> int:
    """Divide two whole numbers and count any part as a whole, away from nothing."""
    whole = -(-abs(numerator) // denominator)
    return whole if numerator >= 0 else -whole


def to_fives(numerator: int, denominator: int) -> int:
    """Divide two whole numbers, to the nearest five."""
    return 5 * half_up(numerator, 5 * denominator)


@dataclass(frozen=True)
class Reading:
    """One way to read how far a text is rounded: a whole number of steps."""

    count: int
    step: Fraction

    @cached_property
    def ratio(self) -> tuple[int, int]:
        """The step as two whole numbers."""
        return self.step.as_integer_ratio()

    def fits(self, value: Fraction, style: Style = half_up) -> bool:
        """Whether the value, rounded so, is what is printed."""
        upper, lower = self.ratio
        numerator, denominator = value.as_integer_ratio()
        return style(numerator * lower, denominator * upper) == self.count


@dataclass(frozen=True)
class Printed:
    """A printed text as read. `readings` are in order, the finest first; only large round totals have more than one."""

    text: str
    unit: Unit
    decimals: int
    readings: tuple[Reading, ...]

    @cached_property
    def value(self) -> Fraction:
        """The printed amount, in pounds, percents or equivalents."""
        finest = self.readings[0]
        return finest.count * finest.step

    @property
    def step(self) -> Fraction:
        """What the last printed digit is worth."""
        return self.readings[0].step

    def fits(self, value: Fraction, style: Style = half_up) -> bool:
        """Whether the value, rounded in one of the ways that the text may be, is what is printed."""
        if len(self.readings) == 1:
            return self.readings[0].fits(value, style)
        return any(reading.fits(value, style) for reading in self.readings)

    def rounded(self, value: Fraction) -> Fraction:
        """Round a value as finely as the text is printed, halves away from nothing."""
        step = self.step
        return step * half_up(value.numerator * step.denominator, value.denominator * step.numerator)

    def write(self, value: Fraction, *, more: int = 0) -> str:
        """Write an amount in the unit of the text, with its decimals and so many more, without trailing extra noughts."""
        places = self.decimals + more
        scaled = value / self.unit.worth * 10**places
        whole = half_up(scaled.numerator, scaled.denominator)
        text = f"{abs(whole):0{places + 1}d}"
        units, part = (text[:-places], text[-places:]) if places else (text, "")
        part = part[: self.decimals] + part[self.decimals :].rstrip("0")
        return ("-" if whole < 0 else "") + units + (f".{part}" if part else "")


def read(text: str, kind: str, usual: Unit, *, totals: bool = False) -> Printed:
    """Read a text that matches PRINTED; `usual` is the unit of a text without a mark of its own.

    A total in whole pounds (or a base in whole equivalents) that ends in noughts may have been rounded to them:
    £616,000 is read to the pound and also to ten, a hundred and a thousand, as long as two digits stay.
    """
    negative = text.startswith(("-", "("))
    match = _PARTS.fullmatch(text.strip("()").lstrip("+-"))
    if match is None:
        raise ValueError(f"{text!r} is not a printed figure")
    number = match["number"].replace(",", "")
    unit = _unit_of(match["suffix"], kind, usual, pound=match["pound"] is not None)
    decimals = len(number.partition(".")[2])
    count = int(Decimal(number).scaleb(decimals))
    step = unit.worth / 10**decimals
    readings = [Reading(-count if negative else count, step)]
    if totals and not decimals:
        digits = str(count)
        noughts = len(digits) - len(digits.rstrip("0"))
        for zeros in range(1, min(noughts, len(digits) - 2) + 1):
            readings.append(Reading(readings[0].count // 10**zeros, step * 10**zeros))
    return Printed(text, unit, decimals, tuple(readings))


def _unit_of(suffix: str, kind: str, usual: Unit, *, pound: bool) -> Unit:
    if suffix in ("p", "pence"):
        return Unit.PENCE
    if suffix in ("%", "per cent"):
        return Unit.PERCENT
    multiple = _MULTIPLES.get(suffix)
    if multiple is not None:
        counted = kind == "equivalents" and not pound and multiple == _MULTIPLES["k"]
        return Unit.THOUSAND_EQUIVALENTS if counted else _POUNDS_BY_MULTIPLE[multiple]
    return Unit.POUNDS if pound else usual
