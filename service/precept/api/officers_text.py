"""How expected officers and other fractions are written: never as a float."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


def officers_text(expected: float) -> str:
    """Write expected officers with two decimals, and nothing as 0.00."""
    return f"{expected + 0.0:.2f}".replace("-0.00", "0.00")


def officers_texts(expected: Sequence[float]) -> list[str]:
    """Write many expected officers at once, each as `officers_text` does: an answer has a thousand of them."""
    together = _two_decimals(len(expected)) % tuple(expected)
    return together.replace("-0.00 ", "0.00 ").split()


@lru_cache(maxsize=256)
def _two_decimals(count: int) -> str:
    return "%.2f " * count


def plain_text(value: float) -> str:
    """Write a parameter with up to four decimals, and no more than it needs."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
