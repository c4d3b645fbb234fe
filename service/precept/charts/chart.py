"""A chart: its title, its sentence, its table, and how it is drawn; nothing here needs the drawing library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from precept.api.csv_text import csv_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MILLION, _THOUSAND = 1_000_000, 1_000
HATCHED = "////"
LIGHT, MIDDLE, DARK = "#d9e2ec", "#9fb3c8", "#243b53"
"""Told apart by lightness alone, so without colour too."""


class Unit(StrEnum):
    """What the numbers of a chart are."""

    POUNDS = "pounds"
    OFFICERS = "officers"

    def said(self, number: str) -> str:
        """Write a number as a sentence would: £1,227,938.89, or 71.07."""
        value = Decimal(number)
        return f"{value:,}" if self is Unit.OFFICERS else f"{'-' if value < 0 else ''}£{abs(value):,}"

    def short(self, value: float) -> str:
        """Write a number as an axis would: £1.2m, £250k, or 71."""
        if self is Unit.OFFICERS:
            return f"{value:,.10g}"
        size, sign = abs(value), "-" if value < 0 else ""
        for scale, letter in ((_MILLION, "m"), (_THOUSAND, "k")):
            if size >= scale:
                return f"{sign}£{size / scale:,.10g}{letter}"
        return f"{sign}£{size:,.10g}"

    def whole(self, number: str) -> str:
        """Write a number beside a bar: whole pounds, or officers as they are."""
        if self is Unit.OFFICERS:
            return self.said(number)
        return self.said(str(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP)))


@dataclass(frozen=True)
class Table:
    """A table of text, every row as long as the heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """Write it for a page."""
        lines = (self.columns, tuple("---" for _ in self.columns), *self.rows)
        return (
            "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"
        )

    def csv(self) -> str:
        """Write it for a spreadsheet."""
        return csv_bytes(self.columns, self.rows).decode()


@dataclass(frozen=True)
class Chart:
    """A picture with its sentence and its table; `rows` is how many lines a bar chart has, nothing for a fan."""

    title: str
    sentence: str
    table: Table
    draw: Callable[[Axes], None]
    rows: int = 0
