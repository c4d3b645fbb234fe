"""Options side by side: one bar an option, and in words whether it is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from precept.charts.chart import DARK, HATCHED, LIGHT, MIDDLE, Chart, Table, Unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Choice:
    """One option: what it comes to as decimal text, band D in pounds, and whether it needs a referendum (None: not known)."""

    name: str
    amount: str
    band_d: str
    excessive: bool | None

    @property
    def verdict(self) -> str:
        """Whether it is allowed, in words."""
        if self.excessive is None:
            return "limit not known"
        return "needs a referendum" if self.excessive else "allowed"


def side_by_side(title: str, subject: str, choices: Sequence[Choice]) -> Chart:
    """Set options beside one another, in the order given; amounts are pounds."""
    said = "; ".join(
        f"{each.name} {Unit.POUNDS.said(each.amount)} (band D £{each.band_d}, {each.verdict})" for each in choices
    )
    return Chart(
        title=title,
        sentence=f"{subject}: {said}.",
        table=Table(
            ("option", "band D, pounds", f"{subject}, pounds", "limit"),
            tuple((each.name, each.band_d, each.amount, each.verdict) for each in choices),
        ),
        draw=lambda axes: _draw(axes, subject, choices),
        rows=len(choices),
    )


def _draw(axes: Axes, subject: str, choices: Sequence[Choice]) -> None:
    for place, each in enumerate(choices):
        amount = float(each.amount)
        axes.barh(
            place,
            amount,
            height=0.6,
            color=LIGHT if each.excessive else MIDDLE,
            hatch=HATCHED if each.excessive else "",
            edgecolor=DARK,
            linewidth=0.8,
        )
        axes.annotate(
            f"{Unit.POUNDS.whole(each.amount)}, band D £{each.band_d}\n{each.verdict}",
            (max(amount, 0.0), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axes.axvline(0, color=DARK, linewidth=1.2)
    axes.set_yticks(range(len(choices)), [each.name for each in choices], fontsize=9)
    axes.invert_yaxis()
    axes.margins(x=0.5)
    axes.set_xlim(left=min(0.0, *(float(each.amount) for each in choices)))
    axes.xaxis.set_major_formatter(lambda value, _: Unit.POUNDS.short(value))
    axes.set_xlabel(f"{subject}. Hatched: needs a referendum.")
