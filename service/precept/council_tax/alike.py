"""The words in which a rule is stated once, for one proposal and for many.

A rule takes whole numbers and words and gives a whole number; given Polars columns of them it gives a column. Arithmetic,
comparisons and `half_up` are the same for both; choosing is not, and is done by the words below.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast, overload

import polars as pl

from precept.register.units import Whole

AnyT = TypeVar("AnyT")
Word = str | pl.Expr
"""A word of the proposal, such as the kind of its increase, or a column of them."""
Truth = bool | pl.Expr
"""Whether something is so, or a column of answers."""


def larger_of(one: Whole, other: Whole | int) -> Whole:
    """The larger of the two."""
    return pl.max_horizontal(one, other) if isinstance(one, pl.Expr) else max(one, other)


def smaller_of(one: Whole, other: Whole | int) -> Whole:
    """The smaller of the two."""
    return pl.min_horizontal(one, other) if isinstance(one, pl.Expr) else min(one, other)


@overload
def when(condition: Truth, then: int, otherwise: int) -> int: ...
@overload
def when(condition: Truth, then: pl.Expr, otherwise: pl.Expr | int) -> pl.Expr: ...
def when(condition: Truth, then: pl.Expr | int, otherwise: pl.Expr | int) -> pl.Expr | int:
    """The one where the condition holds, and the other where it does not."""
    if isinstance(condition, pl.Expr):
        return pl.when(condition).then(then).otherwise(otherwise)
    return then if condition else otherwise


def by_word(word: Word, ways: Mapping[str, Callable[[], AnyT]], otherwise: AnyT) -> AnyT:
    """Go the way that the word names; no other is gone, so that it may lack what it needs."""
    if isinstance(word, pl.Expr):
        found: Any = otherwise
        for name, way in reversed(list(ways.items())):
            found = pl.when(word == name).then(cast("Any", way())).otherwise(found)
        return cast("AnyT", found)
    way_of_word = ways.get(word)
    return otherwise if way_of_word is None else way_of_word()


def add_columns(frame: pl.DataFrame, rules: Callable[..., NamedTuple]) -> pl.DataFrame:
    """Add the figures that the rules give, each under its name, from the columns named as the rules name what they take."""
    return frame.with_columns(**_columns_of(rules))


@cache
def _columns_of(rules: Callable[..., NamedTuple]) -> dict[str, pl.Expr]:
    return rules(*(pl.col(name) for name in inspect.signature(rules).parameters))._asdict()
