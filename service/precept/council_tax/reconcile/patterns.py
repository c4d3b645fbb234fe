"""What several cells of a table have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from precept.council_tax.reconcile.causes import LAST_RESORTS, CauseName
from precept.council_tax.reconcile.cells import Measure
from precept.council_tax.reconcile.verdicts import Judged, VerdictOnCell

FEWEST = 2


@dataclass(frozen=True)
class Pattern:
    """A cause that explains several wrong cells of one measure; `cells` are their places in the table."""

    cause: CauseName
    measure: Measure
    cells: tuple[int, ...]
    wrong: int
    checked: int

    @property
    def sentence(self) -> str:
        """Say it in words."""
        return (
            f"{len(self.cells)} of the {self.wrong} wrong of {self.checked} {self.measure.replace('_', ' ')} figures "
            f"are explained by one cause: {self.cause.replace('_', ' ')}."
        )


def patterns_of(judged: Sequence[Judged]) -> list[Pattern]:
    """Find the causes that explain two cells or more, those that explain most first."""
    cells: defaultdict[tuple[Measure, CauseName], list[int]] = defaultdict(list)
    wrong: defaultdict[Measure, int] = defaultdict(int)
    checked: defaultdict[Measure, int] = defaultdict(int)
    for at, each in enumerate(judged):
        checked[each.cell.measure] += each.verdict is not VerdictOnCell.CANNOT_SAY
        if each.verdict is not VerdictOnCell.WRONG:
            continue
        wrong[each.cell.measure] += 1
        for name in dict.fromkeys(cause.name for cause in each.causes):
            if name not in LAST_RESORTS:
                cells[each.cell.measure, name].append(at)
    leading = {(each.cell.measure, each.causes[0].name) for each in judged if each.causes}
    found = [
        Pattern(name, measure, tuple(places), wrong[measure], checked[measure])
        for (measure, name), places in cells.items()
        if len(places) >= FEWEST and (measure, name) in leading
    ]
    return sorted(found, key=lambda each: -len(each.cells))
