"""How expected officers and other fractions are written: never as a float."""

from __future__ import annotations


def officers_text(expected: float) -> str:
    """Write expected officers with two decimals, and nothing as 0.00."""
    return f"{expected + 0.0:.2f}".replace("-0.00", "0.00")


def plain_text(value: float) -> str:
    """Write a parameter with up to four decimals, and no more than it needs."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
