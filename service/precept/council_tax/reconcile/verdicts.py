"""The verdict on each cell of a table, its causes in order, and the patterns across cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from precept.council_tax.reconcile import charges, limits, totals
from precept.council_tax.reconcile.beside import Beside
from precept.council_tax.reconcile.causes import LAST_RESORTS, NOT_KNOWN, ORDER, Alternative, Cause, CauseName
from precept.council_tax.reconcile.cells import UNITS, Cell, Measure
from precept.council_tax.reconcile.expected import CannotSay, Expected, expected_of
from precept.council_tax.reconcile.printed import Printed, Style, cut_off, read, round_away, to_fives
from precept.council_tax.reconcile.slips import is_misprint, of_any
from precept.council_tax.reconcile.standing import Standing
from precept.council_tax.reconcile.sums import causes_of, read_sum
from precept.register.units import TEN_THOUSANDTHS, half_up

MOST_CAUSES = 8
"""More than so many causes of one cell say nothing."""
FEWEST_FIVES = 20
"""A figure of fewer last digits than this is not taken for one rounded to fives."""


class VerdictOnCell(StrEnum):
    """What is found about a cell."""

    RIGHT = "right"
    RIGHT_WITHIN_ROUNDING = "right_within_rounding"
    WRONG = "wrong"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True)
class Placed:
    """A cell, with the figures of its own row and what stands beside them."""

    cell: Cell
    standing: Standing
    beside: Beside


@dataclass(frozen=True)
class Judged:
    """A verdict. Amounts are in pounds, percent or equivalents; `expected` is as finely rounded as the text is printed."""

    placed: Placed
    printed: Printed
    verdict: VerdictOnCell
    found: Expected | None = None
    causes: tuple[Cause, ...] = ()
    note: str | None = None

    @property
    def cell(self) -> Cell:
        """The cell that was judged."""
        return self.placed.cell

    @property
    def expected(self) -> Fraction | None:
        """What should be printed, to the printed precision."""
        if self.found is None:
            return None
        right = self.verdict is VerdictOnCell.RIGHT_WITHIN_ROUNDING and self.cell.measure is not Measure.SUM
        return self.printed.value if right and not self.note else self.printed.rounded(self.found.value)


def judge_all(cells: Sequence[Placed]) -> list[Judged]:
    """Give every cell its verdict; no causes yet, but for sums."""
    return [_judge(each) for each in cells]


def explain_all(judged: Sequence[Judged]) -> list[Judged]:
    """Find the causes of what is wrong and put them in order: those that explain more of the table first."""
    return _in_order(_with_neighbours([_explained(each) for each in judged]))


def _explained(judged: Judged) -> Judged:
    if judged.verdict is not VerdictOnCell.WRONG or judged.found is None or judged.cell.measure is Measure.SUM:
        return judged
    return replace(judged, causes=tuple(_causes(judged.placed, judged.printed, judged.found)))


def _judge(placed: Placed) -> Judged:
    cell, units = placed.cell, UNITS[placed.cell.measure]
    usual = cell.unit or units.usual
    kind = usual.kind if cell.measure is Measure.SUM else units.usual.kind
    printed = read(cell.printed, kind, usual, totals=units.totals)
    try:
        if cell.measure is Measure.SUM:
            return _judge_sum(placed, printed)
        found = _expected(placed, printed)
    except CannotSay as missing:
        return Judged(placed, printed, VerdictOnCell.CANNOT_SAY, note=str(missing))
    verdict, note = _verdict(placed, printed, found)
    return Judged(placed, printed, verdict, found, note=note)


def _expected(placed: Placed, printed: Printed) -> Expected:
    """Work out what the cell should say; CannotSay where its text counts something else."""
    cell, kind = placed.cell, UNITS[placed.cell.measure].usual.kind
    if printed.unit.kind != kind:
        raise CannotSay(f"It is printed in {printed.unit.kind}, and {cell.measure} is in {kind}.")
    return expected_of(cell, placed.standing)


def _verdict(placed: Placed, printed: Printed, found: Expected) -> tuple[VerdictOnCell, str | None]:
    measure = placed.cell.measure
    finest = printed.readings[0]
    if printed.value == found.value or (finest.step <= UNITS[measure].finest and finest.fits(found.value)):
        return VerdictOnCell.RIGHT, None
    if finest.step > UNITS[measure].finest and (printed.fits(found.value) or printed.fits(found.before_rounding)):
        return VerdictOnCell.RIGHT_WITHIN_ROUNDING, None
    if printed.fits(found.value):
        return VerdictOnCell.RIGHT_WITHIN_ROUNDING, None
    basis = _as_returned(placed, printed)
    if basis:
        return VerdictOnCell.RIGHT_WITHIN_ROUNDING, basis
    return VerdictOnCell.WRONG, None


def _as_returned(placed: Placed, printed: Printed) -> str | None:
    """Accept a requirement to the pound that, divided by its tax base, is the band D set: band D is R / T (section 42B)."""
    standing = placed.standing
    base, band_d = {
        Measure.PRECEPT: (standing.tax_base, standing.band_d),
        Measure.PRIOR_PRECEPT: (standing.prior_tax_base, standing.prior),
    }.get(placed.cell.measure, (None, Fraction(0)))
    if base is None or printed.step > 1:
        return None
    step = 100 if (band_d * 100).denominator == 1 else TEN_THOUSANDTHS
    exact = printed.value / base * step
    if half_up(exact.numerator, exact.denominator) != band_d * step:
        return None
    return "Divided by the tax base and rounded it is the band D set: band D is the requirement over the tax base."


def _judge_sum(placed: Placed, printed: Printed) -> Judged:
    cell = placed.cell
    found = read_sum(printed, cell.parts, cell.unit or UNITS[Measure.SUM].usual)
    whole = found.of_parts
    expected = Expected(whole, whole)
    if printed.value == whole:
        return Judged(placed, printed, VerdictOnCell.RIGHT, expected)
    if printed.fits(whole):
        return Judged(placed, printed, VerdictOnCell.RIGHT_WITHIN_ROUNDING, expected)
    within = found.within_slack(whole)
    verdict = VerdictOnCell.RIGHT_WITHIN_ROUNDING if within else VerdictOnCell.WRONG
    return Judged(placed, printed, verdict, expected, tuple(causes_of(found))[-MOST_CAUSES:])


# --- causes ------------------------------------------------------------------------------------

_EXPLAIN: dict[Measure, totals.Explain] = {
    Measure.BAND_D: charges.of_charge,
    Measure.BAND_CHARGE: charges.of_charge,
    Measure.PRIOR_BAND_D: charges.of_prior_charge,
    Measure.PRIOR_BAND_CHARGE: charges.of_prior_charge,
    Measure.INCREASE: charges.of_increase,
    Measure.BAND_INCREASE: charges.of_increase,
    Measure.INCREASE_PERCENT: charges.of_percent,
    Measure.BAND_INCREASE_PERCENT: charges.of_percent,
    **{each: charges.of_part_of_year for each in Measure if each.startswith(("monthly", "weekly", "daily"))},
    Measure.TAX_BASE: totals.of_one_pound,
    Measure.ONE_POUND_YIELD: totals.of_one_pound,
    Measure.PRIOR_TAX_BASE: totals.of_prior_base,
    Measure.ONE_PERCENT_YIELD: totals.of_one_percent,
    Measure.PRECEPT: totals.of_precept,
    Measure.PRIOR_PRECEPT: totals.of_prior_precept,
    **dict.fromkeys(
        (
            Measure.PRECEPT_INCREASE, Measure.RATE_EFFECT, Measure.TAX_BASE_EFFECT, Measure.EXTRA_OVER_FREEZE,
            Measure.EXTRA_OVER_PLAN,
        ),
        totals.of_extra,
    ),
    Measure.AUTHORITY_TAX_BASE: totals.of_authority,
    Measure.AUTHORITY_PRECEPT: totals.of_authority,
    **dict.fromkeys(
        (
            Measure.LIMIT, Measure.LIMIT_PERCENT, Measure.MAXIMUM_BAND_D, Measure.MAXIMUM_INCREASE,
            Measure.MAXIMUM_INCREASE_PERCENT, Measure.HEADROOM,
        ),
        limits.of_limit,
    ),
}  # fmt: skip


def _alternatives(placed: Placed, printed: Printed, found: Expected) -> Iterator[Alternative]:
    cell, beside = placed.cell, placed.beside
    explain = _EXPLAIN.get(cell.measure)
    if explain is not None:
        key = (cell.measure.value, cell.band, cell.authority)
        if key not in beside.found:
            beside.found[key] = tuple(explain(cell, placed.standing, beside))
        yield from beside.found[key]
    yield from of_any(placed.cell, found.value, printed, placed.beside)


def _wrong_roundings(measure: Measure, printed: Printed) -> list[tuple[CauseName, Style, str]]:
    ways: list[tuple[CauseName, Style, str]] = [
        (CauseName.TRUNCATED, cut_off, "cut off, not rounded"),
        (CauseName.ROUNDED_UP, round_away, "rounded up, not to the nearest"),
    ]
    count = printed.readings[0].count
    if UNITS[measure].totals and abs(count) >= FEWEST_FIVES and count % 5 == 0:
        ways.append((CauseName.ROUNDED_TO_FIVES, to_fives, "rounded to the nearest five of its last digit"))
    return ways


def _causes(placed: Placed, printed: Printed, found: Expected) -> Iterator[Cause]:
    """Every alternative that gives what is printed; where none does, those that do with a wrong rounding besides."""
    alternatives = list(_alternatives(placed, printed, found))
    ways = _wrong_roundings(placed.cell.measure, printed)
    none = True
    for name, style, words in ways:
        if printed.fits(found.before_rounding, style):
            none = False
            yield Cause(name, found.before_rounding, f"The right figure is {words}.")
    for each in alternatives:
        if printed.fits(each.value):
            none = False
            yield Cause(each.name, each.value, each.sentence, 1, each.figures)
    for each in alternatives if none else ():
        for _, style, words in ways:
            if printed.fits(each.value, style):
                yield Cause(each.name, each.value, f"{each.sentence} It is also {words}.", 2, each.figures)
    if is_misprint(printed, found.value):
        right = printed.write(printed.rounded(found.value))
        yield Cause(
            CauseName.MISPRINT_OF_DIGITS, found.value, f"One digit, or two that changed places, is off from {right}."
        )


def _with_neighbours(judged: list[Judged]) -> list[Judged]:
    """Add what only shows beside other cells: two that stand in each other's place, and one copied from above."""
    wrong = [at for at, each in enumerate(judged) if each.verdict is VerdictOnCell.WRONG]
    meant: dict[tuple[Measure, Fraction | None], list[int]] = {}
    for at in wrong:
        meant.setdefault((judged[at].cell.measure, judged[at].expected), []).append(at)
    above: dict[tuple[Measure, Fraction], int] = {}
    found = list(judged)
    for at, each in enumerate(judged):
        if each.cell.measure is Measure.SUM:
            continue
        key = (each.cell.measure, each.printed.value)
        if each.verdict is VerdictOnCell.WRONG:
            more = [
                Cause(CauseName.SWAPPED_CELLS, judged[other].expected, f"It stands in the place of cell {other}.")
                for other in meant.get(key, [])[:1]
                if other != at and judged[other].printed.value == each.expected
            ]
            if key in above and judged[above[key]].expected != each.expected:
                words = f"It is the same as in cell {above[key]}, which should be another figure."
                more.append(Cause(CauseName.COPIED_DOWN_CELL, each.printed.value, words))
            found[at] = replace(each, causes=(*more, *each.causes))
        above[key] = at
    return found


def _in_order(judged: list[Judged]) -> list[Judged]:
    """Put each cell's causes in order: how much of the table they explain, how little of it speaks against them."""
    explained = Counter(
        (each.cell.measure, name)
        for each in judged
        if each.verdict is VerdictOnCell.WRONG
        for name in {cause.name for cause in each.causes if cause.slips == 1}
    )
    against = _against(judged, {measure for measure, _ in explained})

    def weight(measure: Measure, cause: Cause) -> tuple[bool, int, int, int, int]:
        key = (measure, cause.name)
        return (cause.name in LAST_RESORTS, cause.slips, -explained[key], against[key], ORDER[cause.name])

    ordered = []
    for each in judged:
        if each.cell.measure is Measure.SUM or each.verdict is not VerdictOnCell.WRONG:
            ordered.append(each)
            continue
        measure = each.cell.measure
        once = {(cause.name, cause.sentence): cause for cause in reversed(each.causes)}
        causes = sorted(once.values(), key=lambda cause: (*weight(measure, cause), cause.sentence))
        ordered.append(replace(each, causes=tuple(causes[:MOST_CAUSES]) or (NOT_KNOWN,)))
    return ordered


def _against(judged: list[Judged], measures: set[Measure]) -> Counter[tuple[Measure, CauseName]]:
    """Count the right cells that each cause would have made another figure of."""
    against: Counter[tuple[Measure, CauseName]] = Counter()
    for each in judged:
        measure = each.cell.measure
        right = each.verdict in (VerdictOnCell.RIGHT, VerdictOnCell.RIGHT_WITHIN_ROUNDING)
        if not right or each.found is None or measure not in measures or measure is Measure.SUM:
            continue
        fits: dict[CauseName, bool] = {}
        for other in _alternatives(each.placed, each.printed, each.found):
            fits[other.name] = fits.get(other.name, False) or each.printed.fits(other.value)
        for name, style, _ in _wrong_roundings(measure, each.printed):
            fits[name] = each.printed.fits(each.found.before_rounding, style)
        against.update((measure, name) for name, fit in fits.items() if not fit)
    return against
