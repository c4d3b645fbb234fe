"""Basic pay by September scale, and what it becomes after the last award that is known.

Every published point up to 2024 is a multiple of £3: an award is applied and then rounded to the nearest £3 (cost model
2.1). A September after the last one held is an assumption: the last scale, raised by `future_award` a year.
"""

from __future__ import annotations

from dataclasses import dataclass

from precept.register.records import Evidence
from precept.register.refusals import FigureNotHeld
from precept.register.register import CONSTABLE_SCALE, Register
from precept.register.units import MILLIONTHS, PENCE, exactly, half_up, share_of

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


def september_pay(register: Register, point: int, september: int, future_award: int) -> SeptemberPay | None:
    """Pay of a constable at a point from 1 September of that year; None where the point is not held.

    `future_award` in millionths of one, used once for every September after the last one held.
    """
    held = register.pay_point(CONSTABLE_SCALE, point, min(september, register.last_september))
    if held is None:
        return None
    pence = exactly(held.annual_pounds, PENCE)
    if september <= register.last_september:
        return SeptemberPay(point, september, pence, held.evidence, held.source)
    for _ in range(september - register.last_september):
        pence = award_applied(pence, future_award)
    return SeptemberPay(point, september, pence, Evidence.ASSUMPTION, None)


def award_applied(pence: int, award: int) -> int:
    """Raise annual pay by an award in millionths of one, rounded to the nearest £3."""
    return half_up(pence * (MILLIONTHS + award), MILLIONTHS * _THREE_POUNDS) * _THREE_POUNDS


def one_off_award(register: Register, september: int) -> int:
    """Find the non-consolidated part of that September's award, in millionths of one; nothing where no award is known."""
    award = register.pay_award(september)
    return 0 if award is None else share_of(award.non_consolidated_percent)


def points_held(register: Register, septembers: tuple[int, ...]) -> tuple[int, ...]:
    """List the points of the scale that exist in all those Septembers, lowest first."""
    return tuple(
        point for point in POINTS if all(september_pay(register, point, september, 0) for september in septembers)
    )


def point_not_held(point: int, septembers: tuple[int, ...], register: Register) -> FigureNotHeld:
    """Say that a point of the scale is not held, and which are."""
    held = points_held(register, septembers)
    said = ", ".join(map(str, held)) or "none"
    return FigureNotHeld(
        f"Pay point {point} is not held for September {' and '.join(map(str, septembers))}.",
        field="pay_points",
        remedy=f"Ask for a point that is held for those scales ({said}), or for another year.",
    )
