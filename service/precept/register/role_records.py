"""What one row says of a role that officers are trained for, and of a stage on the way to it."""

from __future__ import annotations

from typing import Literal

from precept.register.records import Row


class Role(Row, frozen=True, kw_only=True):
    """A role; `drawn_from` is the role that its officers leave, where they are not drawn from all ranks past probation."""

    role: str
    title: str
    drawn_from: str | None = None
    keeps_post: bool
    """Whether the officer stays in the post, so that none is left behind."""


class PathwayStage(Row, frozen=True, kw_only=True):
    """One stage of a pathway, in order, and the parameters that say how long it takes, who passes and how many it holds.

    `capacity_parameters` are multiplied, and separated by a semicolon. Both ways of converting share one pathway.
    """

    pathway: Literal["convert", "recruit", "transferee"]
    position: int
    stage: Literal[
        "hire",
        "probation",
        "volunteer",
        "selection",
        "course",
        "wait",
        "authorised",
        "deployable",
        "refresher",
        "leaver",
    ]
    months_parameter: str | None = None
    share_parameter: str | None = None
    capacity_parameters: str | None = None
    what: str
