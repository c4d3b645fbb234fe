"""The exact units that figures are held in, and the one rule by which they are rounded.

Money is a whole number of pence. Band D is a whole number of ten-thousandths of a pound, because some areas set
four decimals. A tax base is a whole number of thousandths of a band D equivalent, because some are returned so.
A rate, share or any other parameter is a whole number of millionths. Floating point never holds money.

`half_up` is half away from zero, for cuts and deficits too. It is stated once, and is the same for a whole number and for
a Polars column or an array of them (in the uplift's room it is written for fractions of officers as well).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

Whole = TypeVar("Whole", int, pl.Expr)
"""What a rule is stated for: a whole number, or a Polars column of them."""
Rounded = TypeVar("Rounded", int, pl.Expr, NDArray[np.int64])
"""What is rounded: a whole number, a Polars column of them, or an array."""

PENCE = 100
TEN_THOUSANDTHS = 10_000
THOUSANDTHS = 1_000
MILLIONTHS = 1_000_000
BEYOND_ALL = 2**62
"""No numerator in a column is as large, so a numerator over it is 0, or -1 below nothing."""

PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
"""How a figure is written: no exponent, no underscore, no other script's digits, never NaN."""


def half_up(numerator: Rounded, denominator: Rounded | int) -> Rounded:
    """Divide (denominator positive) and round to the nearest whole number, halves away from zero.

    Twice the numerator and the denominator must stay below 9.2e18 in a column: Polars wraps on overflow without a word
    (callers state their bound).
    """
    if isinstance(
        numerator, pl.Expr
    ):  # the same for less: a shift tells what is below nothing, an even half is a number
        below = numerator // BEYOND_ALL
        if isinstance(denominator, int) and denominator % 2 == 0:
            return (numerator + denominator // 2 + below) // denominator
        return (2 * numerator + denominator + below) // (2 * denominator)
    return (2 * numerator + denominator - (numerator < 0)) // (2 * denominator)


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
    if whole < 0:
        return f"-{decimals(-whole, scale, least=least)}"
    units, part = divmod(whole, scale)
    return f"{units}{_parts(scale, least)[part] if scale <= TEN_THOUSANDTHS else _part(part, scale, least)}"


def _part(part: int, scale: int, least: int) -> str:
    """Write a part of a unit, with its point; nothing where there is none."""
    kept = str(scale + part)[1:]
    kept = kept[:least] + kept[least:].rstrip("0")
    return f".{kept}" if kept else ""


@cache
def _parts(scale: int, least: int) -> tuple[str, ...]:
    """Write every part of a unit once: an answer has hundreds of them."""
    return tuple(_part(part, scale, least) for part in range(scale))


_PENNIES = _parts(PENCE, 2)


def pounds(pence: int) -> str:
    """Write pence as pounds with two decimals."""
    return f"{pence // PENCE}{_PENNIES[pence % PENCE]}" if pence >= 0 else f"-{pounds(-pence)}"


def tenths(tenths_of_a_penny: int) -> str:
    """Write tenths of a penny as pence with one decimal."""
    return (
        f"{tenths_of_a_penny // 10}.{tenths_of_a_penny % 10}"
        if tenths_of_a_penny >= 0
        else f"-{tenths(-tenths_of_a_penny)}"
    )


def sterling(pence: int) -> str:
    """Write pence as a sentence would: £1,227,938.89."""
    return f"{'-' if pence < 0 else ''}£{Decimal(pounds(abs(pence))):,}"
