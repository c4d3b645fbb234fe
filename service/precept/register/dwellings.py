"""What lines of a council tax base return must be to each other: bands that add up, and lines that follow from lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from precept.register.faults import Fault
from precept.register.records import DwellingsFigure
from precept.register.tables import BILLING_AUTHORITIES, DWELLINGS, Tables
from precept.register.units import half_up

NINTHS = {
    "band_a_disabled": 5, "band_a": 6, "band_b": 7, "band_c": 8, "band_d": 9,
    "band_e": 11, "band_f": 13, "band_g": 15, "band_h": 18, "band_i": 21,
}  # fmt: skip
"""The columns of a row, lowest band first, with the ninths of band D that each pays, so that a slip is seen."""
BAND_COLUMNS = tuple(NINTHS)

LARGEST_DIFFERENCE = {"stock_of_properties": Decimal(50)}
"""How far the bands may be from the total: the stock is rounded to 10 in each of nine bands and in the total."""
USUAL_DIFFERENCE = Decimal(1)
"""The same for every other line: the worst held is 1."""
A_TENTH = Decimal("0.1")


def dwellings_lie_in_their_area(tables: Tables) -> Iterator[Fault]:
    """Refuse dwellings filed under another police area than the authority's own."""
    authorities = tables[BILLING_AUTHORITIES.name]
    for number, row in enumerate(tables[DWELLINGS.name].rows, start=2):
        authority = authorities.get(row.billing_authority)
        if authority is not None and authority.police_area != row.police_area:
            reason = f"{authority.name} lies in {authority.police_area}, not in {row.police_area}"
            yield Fault(DWELLINGS.file, number, reason)


def dwellings_hold_together(tables: Tables) -> Iterator[Fault]:
    """Refuse bands that do not add up to their total, and a line that does not follow from the lines before it."""
    forms: defaultdict[tuple[Any, str], dict[str, tuple[int, DwellingsFigure]]] = defaultdict(dict)
    for number, row in enumerate(tables[DWELLINGS.name].rows, start=2):
        if (row.financial_year is None) != (row.measure == "stock_of_properties"):
            yield Fault(DWELLINGS.file, number, "a return has a financial year, and a count of the stock has none")
        held = [value for column in BAND_COLUMNS if (value := getattr(row, column)) is not None]
        furthest = LARGEST_DIFFERENCE.get(row.measure, USUAL_DIFFERENCE)
        if held and abs(sum(held) - row.total) > furthest:
            yield Fault(DWELLINGS.file, number, f"the bands add up to {sum(held)}, not to {row.total}")
        forms[row.snapshot_date, row.billing_authority][row.measure] = (number, row)
    for lines in forms.values():
        yield from _line_follows_from_line(lines)


def _line_follows_from_line(lines: dict[str, tuple[int, DwellingsFigure]]) -> Iterator[Fault]:
    after = lines.get("band_d_equivalents_after_support")
    base = lines.get("tax_base_before_collection")
    class_o = lines.get("class_o_band_d_equivalents")
    support = lines.get("support_dwelling_equivalents")
    annexes = lines.get("family_annexe_dwelling_equivalents")
    before = lines.get("dwelling_equivalents_before_support") or lines.get("dwelling_equivalents_before_annexes")
    if after and before and support:
        for column, ninths in NINTHS.items():
            left = _of(before, column) - _of(support, column) - _of(annexes, column)
            wanted = _ninths_to_a_tenth(left, ninths)
            if _of(after, column) != wanted:
                reason = f"{column} {_of(after, column)} is not {ninths}/9 of {left}, to one decimal"
                yield Fault(DWELLINGS.file, after[0], reason)
    if after and base and class_o:
        whole = (after[1].total + class_o[1].total).quantize(A_TENTH, ROUND_HALF_UP)
        if whole != base[1].total:
            yield Fault(DWELLINGS.file, base[0], f"{base[1].total} is not {after[1].total} and {class_o[1].total}")


def _of(line: tuple[int, DwellingsFigure] | None, column: str) -> Decimal:
    value: Decimal | None = getattr(line[1], column) if line else None
    return value or Decimal(0)


def _ninths_to_a_tenth(dwellings: Decimal, ninths: int) -> Decimal:
    numerator, denominator = dwellings.as_integer_ratio()
    return Decimal(half_up(10 * ninths * numerator, 9 * denominator)) / 10
