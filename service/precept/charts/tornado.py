"""A tornado: each factor alone from end to end of its range, the one that moves the plan most on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from precept.charts.chart import DARK, HATCHED, LIGHT, MIDDLE, Chart, Table, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 3
"""Factors that the sentence names one by one; the table has them all."""


@dataclass(frozen=True)
class Moved:
    """One factor: the ends of its range in its own unit, and what is measured at each end, all as decimal text."""

    factor: str
    unit: str
    low: str
    high: str
    at_low: str
    at_high: str

    @property
    def swing(self) -> Decimal:
        """How far the factor moves what is measured."""
        return abs(Decimal(self.at_high) - Decimal(self.at_low))


def tornado(title: str, subject: str, unit: Unit, central: str, moved: Sequence[Moved]) -> Chart:
    """Make the tornado of factors in the order given: the one that moves most first."""
    columns = ("factor", "unit", "low", "high", f"{subject} at low", f"{subject} at high")
    rows = tuple((each.factor, each.unit, each.low, each.high, each.at_low, each.at_high) for each in moved)
    return Chart(
        title=title,
        sentence=_sentence(subject, unit, central, moved),
        table=Table(columns, rows),
        draw=lambda axes: _draw(axes, unit, float(central), moved),
        rows=len(moved),
    )


def _sentence(subject: str, unit: Unit, central: str, moved: Sequence[Moved]) -> str:
    named = "; ".join(
        f"{each.factor} from {unit.said(each.at_low)} at {each.low} {each.unit} to {unit.said(each.at_high)} at {each.high}"
        for each in moved[:NAMED]
    )
    said = f"{subject} is {unit.said(central)}."
    said = f"{said} Each factor alone over its range, the strongest first: {named}." if moved else said
    rest = moved[NAMED:]
    if not rest:
        return said
    others = "the other" if len(rest) == 1 else f"the {len(rest)} others"
    moves = "moves" if len(rest) == 1 else "move"
    return f"{said} Of {len(moved)} factors {others} {moves} it by {unit.said(str(rest[0].swing))} or less."


def _draw(axes: Axes, unit: Unit, central: float, moved: Sequence[Moved]) -> None:
    for place, each in enumerate(moved):
        ends = [(float(each.at_low), each.at_low, each.low), (float(each.at_high), each.at_high, each.high)]
        for (end, _, _), hatch, shade in zip(ends, (HATCHED, ""), (LIGHT, MIDDLE), strict=True):
            axes.barh(
                place, end - central, left=central, height=0.6, color=shade, hatch=hatch, edgecolor=DARK, linewidth=0.8
            )
        ends.sort()
        for (end, text, at), align, offset in zip(ends, ("right", "left"), (-4, 4), strict=True):
            axes.annotate(
                f"{unit.whole(text)} (at {at})",
                (min(end, central) if align == "right" else max(end, central), place),
                xytext=(offset, 0),
                textcoords="offset points",
                va="center",
                ha=align,
                fontsize=8,
            )
    axes.axvline(central, color=DARK, linewidth=1.2)
    axes.set_yticks(range(len(moved)), [f"{each.factor}\n{each.unit}" for each in moved], fontsize=8)
    axes.invert_yaxis()
    axes.margins(x=0.35)
    axes.xaxis.set_major_formatter(lambda value, _: unit.short(value))
    axes.set_xlabel(
        f"Hatched: towards the low end of the range. Plain: towards the high end. Line: {unit.whole(str(central))}."
    )
