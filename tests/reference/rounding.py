"""Rounding as published papers do it: half-up, that is half away from zero."""

from __future__ import annotations

from fractions import Fraction
from math import floor

PENNY = Fraction(1, 100)
POUND = Fraction(1)


def half_up(value: Fraction) -> int:
    """Round to a whole number; a half goes away from zero, for cuts and deficits too."""
    if value < 0:
        return -half_up(-value)
    return floor(value + Fraction(1, 2))


def half_up_to(step: Fraction, value: Fraction) -> Fraction:
    """Round to a multiple of `step`, half away from zero."""
    return half_up(value / step) * step


def down_to(step: Fraction, value: Fraction) -> Fraction:
    """Find the largest multiple of `step` that is not above `value`."""
    return floor(value / step) * step
