"""A figure that an answer rests on: where it comes from and how well it is known."""

from __future__ import annotations

from typing import Literal, NamedTuple

FigureEvidence = Literal["published", "derived", "assumption", "given"]


class Figure(NamedTuple):
    """One input of an answer: held in the register, assumed by name, or given by the caller.

    `source` is a source of the register; a figure that the caller gave has none.
    """

    name: str
    value: str
    unit: str
    evidence: FigureEvidence
    source: str | None = None
    stage: str | None = None
    note: str | None = None
    low: str | None = None
    high: str | None = None
    within_range: bool | None = None


def given(name: str, value: str, unit: str) -> Figure:
    """Record a figure that the caller gave with the question."""
    return Figure(name, value, unit, "given")
