"""A scenario is a row: how records of arrays are lined up, repeated and picked row by row.

A record is a frozen dataclass whose arrays all have the scenario as their first axis. An array of one row stands for
every scenario.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from precept.uplift.errors import RowsDisagree

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from precept.uplift.quantities import Flags, Whole

Record = TypeVar("Record", bound="DataclassInstance")


def scenarios_agreed(**scenarios: int) -> int:
    """Return how many scenarios the named inputs hold together; RowsDisagree names the first that does not fit."""
    agreed = max(scenarios.values())
    for name, rows in scenarios.items():
        if rows not in {1, agreed}:
            raise RowsDisagree(name, f"of one scenario or of {agreed}; it holds {rows}")
    return agreed


def repeated(record: Record, scenarios: int) -> Record:
    """Return the record with every one-row array repeated for each of so many scenarios; checked once is checked."""
    if scenarios == 1:
        return record
    many: Record = object.__new__(type(record))
    for name, value in vars(record).items():
        if isinstance(value, np.ndarray) and value.shape[0] == 1:
            object.__setattr__(many, name, value.repeat(scenarios, axis=0))
        else:
            object.__setattr__(many, name, value)
    return many


def chosen_by_row(first: Record, second: Record, is_first: Flags) -> Record:
    """Return one record of as many rows as there are flags: each row the first's where flagged, else the second's.

    Each record holds one scenario, or as many as there are flags.
    """
    others = _arrays(second)
    rows = {
        name: np.where(is_first.reshape(-1, *[1] * (array.ndim - 1)), array, others[name])
        for name, array in _arrays(first).items()
    }
    return replace(first, **rows)


def rows_of(record: Record, rows: Whole | slice) -> Record:
    """Return the record with only these scenarios, in this order: what a long simulation is cut into blocks with.

    Arrays of one row still stand for every scenario. No row's answer depends on the rows beside it.
    """
    return replace(record, **{name: array[rows] for name, array in _arrays(record).items() if array.shape[0] > 1})


def views_of(record: Record, rows: slice) -> Record:
    """Return the record with only these scenarios, as views: what was checked as a whole is not checked again row by row."""
    view: Record = object.__new__(type(record))
    for name, value in vars(record).items():
        cut = isinstance(value, np.ndarray) and value.shape[0] > 1
        object.__setattr__(view, name, value[rows] if cut else value)
    return view


def _arrays(record: DataclassInstance) -> dict[str, np.ndarray]:
    values = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
