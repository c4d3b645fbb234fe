"""The words in which a rule is stated once, for one proposal and for many.

A rule takes whole numbers and words and gives a whole number; given Polars columns of them it gives a column. Arithmetic,
comparisons and `half_up` are the same for both; choosing is not, and is done by the words below. What is the same in every
row of a frame is given to the rules as it is, not as a column: what follows from it alone is worked out once for all rows.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
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
    if isinstance(one, pl.Expr) or isinstance(other, pl.Expr):
        return pl.max_horizontal(_column(one), _column(other))
    return max(one, other)


def smaller_of(one: Whole, other: Whole | int) -> Whole:
    """The smaller of the two."""
    if isinstance(one, pl.Expr) or isinstance(other, pl.Expr):
        return pl.min_horizontal(_column(one), _column(other))
    return min(one, other)


@overload
def when(condition: Truth, then: int, otherwise: int) -> int: ...
@overload
def when(condition: Truth, then: pl.Expr, otherwise: pl.Expr | int) -> pl.Expr: ...
def when(condition: Truth, then: pl.Expr | int, otherwise: pl.Expr | int) -> pl.Expr | int:
    """The one where the condition holds, and the other where it does not."""
    if isinstance(condition, pl.Expr):
        return pl.when(condition).then(_column(then)).otherwise(_column(otherwise))
    return then if condition else otherwise


def by_word(word: Word, ways: Mapping[str, Callable[[], AnyT]], otherwise: AnyT) -> AnyT:
    """Go the way that the word names; no other is gone, so that it may lack what it needs."""
    if isinstance(word, pl.Expr):
        found: Any = otherwise
        for name, way in reversed(list(ways.items())):
            found = pl.when(word == name).then(_column(way())).otherwise(_column(found))
        return cast("AnyT", found)
    way_of_word = ways.get(word)
    return otherwise if way_of_word is None else way_of_word()


def add_columns(frame: pl.DataFrame, rules: Callable[..., NamedTuple]) -> pl.DataFrame:
    """Add the figures that the rules give, each under its name, from the columns named as the rules name what they take.

    Rows with other words go another way: those of each kind are worked out by themselves, and no other way for them.
    """
    taken = _taken_by(rules)
    alike = _alike_in(frame, taken)
    words = [name for name in taken if name not in alike and frame.schema[name] == pl.String]
    if words and not frame.is_empty():
        kinds = frame.with_row_index(_PLACE).partition_by(words, maintain_order=True)
        worked_out = pl.concat([add_columns(kind, rules) for kind in kinds], how="vertical_relaxed")
        return worked_out.sort(_PLACE).drop(_PLACE)
    figures = rules(*(alike[name] if name in alike else pl.col(name) for name in taken))
    return frame.with_columns(**{name: _column(each) for name, each in figures._asdict().items()})


_PLACE = "place of the row"


@cache
def _taken_by(rules: Callable[..., NamedTuple]) -> tuple[str, ...]:
    return tuple(inspect.signature(rules).parameters)


def _alike_in(frame: pl.DataFrame, names: Iterable[str]) -> dict[str, int | str | None]:
    """What is the same in every row: whole numbers, and words or the want of one."""
    found: dict[str, int | str | None] = {}
    for name in names:
        column = frame[name]
        if column.is_empty():
            continue
        first, wants = column[0], column.null_count()
        if wants == len(column) and column.dtype == pl.String:
            found[name] = None
        elif not wants and first == column[-1] and (column == first).all():
            found[name] = first
    return found


def _column(figure: object) -> pl.Expr:
    """A figure as a column of 64 bits, whatever it is: a literal's own width might be less, and wraps."""
    if isinstance(figure, pl.Expr):
        return figure
    return pl.lit(figure, dtype=pl.Int64 if isinstance(figure, int) and not isinstance(figure, bool) else None)
