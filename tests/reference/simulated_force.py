"""The officers, students and recruits of one simulated run."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False)
class Officer:
    """One officer on a course or authorised; no two are ever equal."""

    qualifies_in: int | None = None


@dataclass(eq=False)
class Recruit:
    """One recruit who stays, in a post that an extra firearms officer has left or is to leave."""

    hired_in: int


@dataclass
class Force:
    """Everybody, where they are now; `gone` holds those who left, transferred out or failed."""

    authorised: list[Officer]
    students: list[Officer] = field(default_factory=list)
    gone: list[Officer] = field(default_factory=list)
    recruits: list[Recruit] = field(default_factory=list)
    extra_by_month: list[int] = field(default_factory=list)
    in_post_by_month: list[int] = field(default_factory=list)
    qualified: int = 0
    ever_entered: int = 0
