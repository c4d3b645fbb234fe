"""The exact units that figures are held in, and the one rule by which they are rounded.

Money is a whole number of pence. Band D is a whole number of ten-thousandths of a pound, because some areas set
four decimals. A tax base is a whole number of thousandths of a band D equivalent, because some are returned so.
A rate, share or any other parameter is a whole number of millionths. Floating point never holds money.

`half_up` is half away from zero, for cuts and deficits too. It is written for whole numbers, for
Polars expressions (of either sign, and never negative) and, in the uplift's room, for fractions of officers;
`tests/rules/test_units.py` holds the first three against each other.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

PENCE = 100
TEN_THOUSANDTHS = 10_000
THOUSANDTHS = 1_000
MILLIONTHS = 1_000_000

PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""How a figure is written: no exponent, no underscore, no other script's digits, never NaN."""


def half_up(numerator: int, denominator: int) -> int:
    """Divide two whole numbers (denominator positive), halves away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator >= 0 else -rounded


def half_up_expr(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Divide two whole-number columns (denominator positive), halves away from zero.

    Polars wraps on overflow without a word: twice the numerator must stay below 9.2e18 (callers state their bound).
    """
    return ((2 * numerator.abs() + denominator) // (2 * denominator)) * numerator.sign()


def half_up_whole_expr(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Divide two whole-number columns that are never negative, halves up: the same figures as `half_up_expr`, sooner."""
    return (2 * numerator + denominator) // (2 * denominator)


def exactly(value: Decimal, scale: int) -> int:
    """A decimal as a whole number of 1/scale; ValueError when it has more decimals than the scale can hold."""
    scaled = value * scale
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} has more decimals than 1/{scale} can hold")
    return whole


def share_of(percent: Decimal) -> int:
    """A percentage as millionths of one: 3.4 becomes 34,000."""
    return exactly(percent / 100, MILLIONTHS)


def decimals(whole: int, scale: int, *, least: int = 2) -> str:
    """Write a whole number of 1/scale as a decimal string with at least so many decimals, and no more than it needs."""
    places = len(str(scale)) - 1
    sign = "-" if whole < 0 else ""
    units, part = divmod(abs(whole), scale)
    kept = f"{part:0{places}d}" if places else ""
    kept = kept[:least] + kept[least:].rstrip("0")
    return f"{sign}{units}.{kept}" if kept else f"{sign}{units}"


def pounds(pence: int) -> str:
    """Write pence as pounds with two decimals."""
    return decimals(pence, PENCE)


def sterling(pence: int) -> str:
    """Write pence as a sentence would: £1,227,938.89."""
    return f"{'-' if pence < 0 else ''}£{Decimal(pounds(abs(pence))):,}"
