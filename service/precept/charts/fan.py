"""A fan: what comes of many futures, period by period, in five percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from precept.charts.chart import DARK, LIGHT, MIDDLE, Chart, Table, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEVELS = ("5%", "25%", "50%", "75%", "95%")
MOST_TICKS = 9


@dataclass(frozen=True)
class Percentiles:
    """One period: its name, and what 5, 25, 50, 75 and 95 percent of the futures do not exceed, as decimal text."""

    when: str
    levels: tuple[str, str, str, str, str]


@dataclass(frozen=True)
class FanWords:
    """What a fan is of: `subject` begins its sentence, `preposition` stands before a period ("on" 31 March 2018)."""

    title: str
    subject: str
    preposition: str
    unit: Unit


def fan(words: FanWords, spread: Sequence[Percentiles], draws: int) -> Chart:
    """Make the fan of a spread."""
    columns = (words.title.rpartition(": ")[2], *(f"{level} of futures, at most" for level in LEVELS))
    rows = tuple((each.when, *each.levels) for each in spread)
    return Chart(
        title=words.title,
        sentence=_sentence(words, spread, draws),
        table=Table(columns, rows),
        draw=lambda axes: _draw(axes, words.unit, spread),
    )


def _sentence(words: FanWords, spread: Sequence[Percentiles], draws: int) -> str:
    said, at = words.unit.said, words.preposition
    low, below, middle, above, high = (said(each) for each in spread[-1].levels)
    if draws == 1:
        first = f"{said(spread[0].levels[2])} {at} {spread[0].when} and " if len(spread) > 1 else ""
        return f"{words.subject} in one future: {first}{middle} {at} {spread[-1].when}."
    first = f"{said(spread[0].levels[2])} or less {at} {spread[0].when} and " if len(spread) > 1 else ""
    return (
        f"{words.subject} in {draws:,} futures: half have {first}{middle} or less {at} {spread[-1].when}, when nine in ten "
        f"lie between {low} and {high} and half between {below} and {above}."
    )


def _draw(axes: Axes, unit: Unit, spread: Sequence[Percentiles]) -> None:
    places = list(range(len(spread)))
    by_level = [[float(each.levels[level]) for each in spread] for level in range(len(LEVELS))]
    marker = "o" if len(spread) <= MOST_TICKS else ""
    axes.fill_between(places, by_level[0], by_level[4], color=LIGHT, linewidth=0)
    axes.fill_between(places, by_level[1], by_level[3], color=MIDDLE, linewidth=0)
    for values, line in zip(by_level, (":", "--", "-", "--", ":"), strict=True):
        axes.plot(
            places, values, color=DARK, linestyle=line, linewidth=2 if line == "-" else 1, marker=marker, markersize=3
        )
    _name_the_ends(axes, [values[-1] for values in by_level], len(spread))
    step = -(-len(spread) // MOST_TICKS)
    shown = places[len(places) - 1 :: -step][::-1]
    axes.set_xticks(shown, ["\n".join(spread[place].when.rsplit(" ", 1)) for place in shown])
    axes.set_xlim(-0.3 if len(spread) == 1 else 0, max(len(spread) - 1, 0.3))
    axes.yaxis.set_major_formatter(lambda value, _: unit.short(value))
    axes.set_ylabel("officers" if unit is Unit.OFFICERS else "pounds")


def _name_the_ends(axes: Axes, ends: list[float], periods: int) -> None:
    """Write each percentile beside the end of its line, far enough from the one below to be read."""
    bottom, top = axes.get_ylim()
    apart = (top - bottom) / 18
    heights = [ends[0]]
    for end in ends[1:]:
        heights.append(max(end, heights[-1] + apart))
    for level, height in zip(LEVELS, heights, strict=True):
        name = "half" if level == "50%" else level
        axes.annotate(
            name, (max(periods - 1, 0.3), height), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9
        )
