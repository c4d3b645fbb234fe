"""When two names are the same: spaces and capitals aside."""

from __future__ import annotations


def plain(name: str) -> str:
    """Write a name as it is compared."""
    return " ".join(name.casefold().split())
