"""A caller can pin the figures: an answer from others is refused, by name."""

from __future__ import annotations

from msgspec import UnsetType

from precept.register.refusals import RegisterVersionNotHeld
from precept.register.register import Register


def refuse_other_version(pinned: str | UnsetType, register: Register) -> None:
    """Refuse a request for another version of the register than this one."""
    if isinstance(pinned, str) and pinned != register.version:
        raise RegisterVersionNotHeld(
            f"This service holds version {register.version} of the register, not {pinned}.",
            field="register_version",
            remedy=f"Leave register_version out, or give {register.version}.",
        )
