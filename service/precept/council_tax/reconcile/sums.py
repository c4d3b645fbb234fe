"""A printed total against its printed parts.

Parts that are rounded need not add up to a rounded total: they may miss it by half of what each last digit is worth, and
half of the total's own. Pounds with pennies are not rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from precept.council_tax.reconcile.causes import Cause, CauseName
from precept.council_tax.reconcile.expected import CannotSay
from precept.council_tax.reconcile.printed import Printed, Unit, cut_off, read
from precept.register.units import MILLIONTHS

COARSEST = 1_000
"""A round total in pounds may be rounded to the thousand, not to more."""
PENNIES = 2


@dataclass(frozen=True)
class Sum:
    """A total with its parts, as read."""

    total: Printed
    parts: tuple[Printed, ...]

    @cached_property
    def of_parts(self) -> Fraction:
        """What the printed parts come to."""
        return sum((part.value for part in self.parts), Fraction(0))

    @cached_property
    def slack(self) -> Fraction:
        """By how much rounding alone can part the total from its parts."""
        return sum((_slack(each) for each in (self.total, *self.parts)), Fraction(0))

    def within_slack(self, parts: Fraction) -> bool:
        """Whether rounding alone can lead from so much to the printed total."""
        return abs(self.total.value - parts) <= self.slack


def read_sum(printed: Printed, parts: tuple[str, ...], usual: Unit) -> Sum:
    """Read the parts in the unit of their table; CannotSay where there are none, or they count different things."""
    if not parts:
        raise CannotSay("Give parts, the printed texts that the total is the sum of.")
    kind = printed.unit.kind
    found = tuple(read(each, kind, usual, totals=True) for each in parts)
    if any(each.unit.kind != kind for each in found):
        raise CannotSay("The parts and the total do not count the same thing: pounds, percent or equivalents.")
    return Sum(printed, found)


def causes_of(found: Sum) -> Iterator[Cause]:
    """Say why a total is not what its parts come to, the most specific first."""
    total, parts = found.total, found.of_parts
    if total.fits(parts, cut_off):
        yield Cause(CauseName.TRUNCATED, parts, "The sum of the parts is cut off, not rounded.")
    if not found.within_slack(parts):
        yield from _one_part(found)
    words = f"The printed parts come to {total.write(parts, more=4)}, not {total.write(total.value)}"
    reason = (
        ": rounding can explain the difference." if found.within_slack(parts) else ", further than rounding explains."
    )
    yield Cause(CauseName.PARTS_DO_NOT_SUM, parts, words + reason)


def _one_part(found: Sum) -> Iterator[Cause]:
    """Find one part that makes the sum come right: left out, counted twice, taken off, or in another unit."""
    whole = found.of_parts
    gap = in_millionths(found.total.value - whole) * MILLIONTHS
    slack = in_millionths(2 * found.slack) * MILLIONTHS // 2
    for part in found.parts:
        amount = in_millionths(part.value)
        without = abs(gap + amount * MILLIONTHS) <= slack
        for millionths, name, words in _CHANGES if amount else ():
            if abs(gap - amount * millionths) > slack or (name is CauseName.MIXED_UNITS and without):
                continue
            other = whole + part.value * millionths / MILLIONTHS
            yield Cause(name, other, f"{part.text} {words}.")


_CHANGES = (
    (-1_000_000, CauseName.PART_LEFT_OUT, "is left out"),
    (1_000_000, CauseName.PART_LEFT_OUT, "is counted twice"),
    (-2_000_000, CauseName.PART_LEFT_OUT, "is taken off, not added"),
    (999_000_000, CauseName.MIXED_UNITS, "is in another unit than its neighbours, a thousand times as large"),
    (-999_000, CauseName.MIXED_UNITS, "is in another unit than its neighbours, a thousand times as small"),
    (999_999_000_000, CauseName.MIXED_UNITS, "is in another unit than its neighbours, a million times as large"),
    (-999_999, CauseName.MIXED_UNITS, "is in another unit than its neighbours, a million times as small"),
)
"""What may have happened to one part, and by how many millionths of itself that changes the sum."""


def in_millionths(amount: Fraction) -> int:
    """An amount as a whole number of millionths: no text is printed more finely, pence with four decimals included."""
    return amount.numerator * (MILLIONTHS // amount.denominator)


def _slack(each: Printed) -> Fraction:
    if each.unit is Unit.PENCE or (each.unit is Unit.POUNDS and each.decimals == PENNIES):
        return Fraction(0)
    steps = [reading.step for reading in each.readings if reading.step <= COARSEST]
    return max(steps, default=each.step) / 2
