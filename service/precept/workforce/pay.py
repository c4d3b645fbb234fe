"""Basic pay by September scale, and what it becomes after the last award that is known.

Every published point up to 2024 is a multiple of £3: an award is applied and then rounded to the nearest £3 (cost model
2.1). A September after the last one held is an assumption: the last scale, raised by `future_award` a year, or by the awards
that the caller gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from precept.register.records import Evidence
from precept.register.refusals import FigureNotHeld
from precept.register.register import CONSTABLE_SCALE, Register
from precept.register.units import MILLIONTHS, PENCE, exactly, half_up

TOP_POINT = 7
POINTS = range(TOP_POINT + 1)
_THREE_POUNDS = 300


@dataclass(frozen=True)
class SeptemberPay:
    """Annual basic pay at one point from 1 September, in pence, and how well it is known."""

    point: int
    september: int
    pence: int
    evidence: Evidence
    source: str | None


@dataclass(frozen=True)
class Awards:
    """Awards in millionths of one: those given, by September, and `future_award` for every other one that is not held."""

    future_award: int = 0
    given: Mapping[int, int] = field(default_factory=dict)

    def last_scale(self, register: Register) -> int:
        """The September of the last scale that is taken as held: the one before the first award given, or the last held."""
        return min((register.last_september, *(september - 1 for september in self.given)))

    def of(self, september: int) -> int:
        """The award of a September after the last scale."""
        return self.given.get(september, self.future_award)


NO_AWARDS = Awards()


def september_pay(register: Register, point: int, september: int, awards: Awards) -> SeptemberPay | None:
    """Pay of a constable at a point from 1 September of that year; None where the point is not held."""
    last = awards.last_scale(register)
    held = register.pay_point(CONSTABLE_SCALE, point, min(september, last))
    if held is None:
        return None
    pence = exactly(held.annual_pounds, PENCE)
    if september <= last:
        return SeptemberPay(point, september, pence, held.evidence, held.source)
    for each in range(last + 1, september + 1):
        pence = award_applied(pence, awards.of(each))
    return SeptemberPay(point, september, pence, Evidence.ASSUMPTION, None)


def award_applied(pence: int, award: int) -> int:
    """Raise annual pay by an award in millionths of one, rounded to the nearest £3."""
    return half_up(pence * (MILLIONTHS + award), MILLIONTHS * _THREE_POUNDS) * _THREE_POUNDS


def points_held(register: Register, septembers: tuple[int, ...], awards: Awards) -> tuple[int, ...]:
    """List the points of the scale that exist in all those Septembers, lowest first."""
    return tuple(
        point for point in POINTS if all(september_pay(register, point, september, awards) for september in septembers)
    )


def point_not_held(point: int, septembers: tuple[int, ...], register: Register, awards: Awards) -> FigureNotHeld:
    """Say that a point of the scale is not held, and which are."""
    held = points_held(register, septembers, awards)
    said = ", ".join(map(str, held)) or "none"
    return FigureNotHeld(
        f"Pay point {point} is not held for September {' and '.join(map(str, septembers))}.",
        field="pay_points",
        remedy=f"Ask for a point that is held for those scales ({said}), or for another year.",
    )
