"""What goes wrong with any figure: its period, its unit, its row, its digits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from precept.council_tax.reconcile.beside import Beside
from precept.council_tax.reconcile.causes import Alternative, CauseName
from precept.council_tax.reconcile.cells import UNITS, Cell, Measure
from precept.council_tax.reconcile.charges import of_year_from_parts
from precept.council_tax.reconcile.expected import CannotSay, expected_of
from precept.council_tax.reconcile.printed import Printed

C = CauseName
ANNUAL = (Measure.BAND_D, Measure.PRIOR_BAND_D, Measure.BAND_CHARGE, Measure.PRIOR_BAND_CHARGE, Measure.INCREASE,
          Measure.BAND_INCREASE, Measure.LIMIT, Measure.MAXIMUM_INCREASE)  # fmt: skip
FEWEST_DIGITS = 4
"""A misprint is only told from a wrong figure where so many digits are printed."""


def of_any(cell: Cell, value: Fraction, printed: Printed, beside: Beside) -> Iterator[Alternative]:
    """Explain any figure by a part of the year, a unit, or the row beside it."""
    if cell.measure in ANNUAL:
        yield from of_year_from_parts(value)
    if printed.value:
        yield from _in_another_unit(value, printed, totals=UNITS[cell.measure].totals)
    for neighbour in beside.neighbours:
        try:
            other = expected_of(cell, neighbour).value
        except CannotSay:
            continue
        yield Alternative(C.ANOTHER_OPTION, other, "It is that of the option beside it in the table.")


def _in_another_unit(value: Fraction, printed: Printed, *, totals: bool) -> Iterator[Alternative]:
    if totals:
        what = "band D equivalents" if printed.unit.kind == "equivalents" else "pounds"
        thousands = "It is in thousands, though it is printed as"
        yield Alternative(C.THOUSANDS_FOR_POUNDS, value / 1_000, f"{thousands} {printed.unit.replace('_', ' ')}.")
        yield Alternative(C.THOUSANDS_FOR_POUNDS, value * 1_000, f"It is in {what}, though it is printed as thousands.")
        yield Alternative(C.MILLIONS_FOR_POUNDS, value / 1_000_000, "It is in millions, though it is not printed so.")
        yield Alternative(
            C.MILLIONS_FOR_POUNDS, value * 1_000_000, f"It is in {what}, though it is printed as millions."
        )
    elif printed.unit.kind == "pounds":
        yield Alternative(C.PENCE_FOR_POUNDS, value * 100, "It is in pence, though it is printed as pounds.")
        yield Alternative(C.PENCE_FOR_POUNDS, value / 100, "It is in pounds, though it is printed as pence.")


def is_misprint(printed: Printed, expected: Fraction) -> bool:
    """Whether one digit is wrong, missing or too many, or two that stand together have changed places."""
    count = printed.readings[0].count
    right = printed.rounded(expected) / printed.step
    said, meant = str(abs(count)), str(abs(right.numerator))
    if min(len(said), len(meant)) < FEWEST_DIGITS or abs(count - right) <= 1:
        return False
    if len(said) == len(meant):
        wrong = [at for at in range(len(said)) if said[at] != meant[at]]
        if len(wrong) == 1:
            return True
        first, last = wrong[0], wrong[-1]
        return len(wrong) == last - first + 1 == 2 and said[first] + said[last] == meant[last] + meant[first]  # noqa: PLR2004
    longer, shorter = max(said, meant, key=len), min(said, meant, key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )
