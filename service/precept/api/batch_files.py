"""Files of scenarios in, files of answers out, block by block: a million rows need no more memory than a block.

What a file is, its ending says: CSV, Parquet or XLSX. The answers appear under their name when they are whole.
"""

from __future__ import annotations

import csv
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, TypeVar

import polars as pl
import xlsxwriter
from msgspec import structs

from precept.api.batch_rows import BatchOfRows, Cells
from precept.api.batch_sheet import rows_of_sheet
from precept.api.batch_tables import (
    blocks_of,
    frame_of,
    plain_cells,
    refuse_other_types,
    refuse_unknown_columns,
    rows_of_frame,
)
from precept.api.batch_wire import ANSWER_COLUMNS, BatchRowAnswer
from precept.api.csv_text import csv_bytes, is_number
from precept.api.problems import NotInContract
from precept.register.register import Register

ROWS_A_BLOCK = 20_000
MOST_ROWS_OF_A_SHEET = 1_048_575
_UNREADABLE = (
    OSError, EOFError, KeyError, ValueError, SyntaxError, csv.Error, zlib.error, zipfile.BadZipFile,
    pl.exceptions.PolarsError, pl.exceptions.PanicException,
)  # fmt: skip
"""What readers of tables raise where a file is not one."""
_BAR = 30
_A_MOMENT = 0.2
"""Seconds between one look of the progress bar and the next."""

Way = TypeVar("Way")
Take = Callable[[Sequence[BatchRowAnswer]], None]
"""Takes the answers of a block."""


class FileRefused(Exception):  # noqa: N818 - it says what is so
    """The file cannot be read as a table of scenarios, or the answers cannot be written as asked."""


@dataclass
class Done:
    """How many rows were answered, and how many have an error of their own."""

    answered: int = 0
    refused: int = 0


def run_batch(source: Path, target: Path, register: Register, *, progress: TextIO, block: int = ROWS_A_BLOCK) -> Done:
    """Answer every row of one file in another; FileRefused says what is wrong with either."""
    read, write = _chosen(_READ, source), _chosen(_WRITE, target)
    if target.exists() and source.exists() and target.samefile(source):
        raise FileRefused(f"{target} is the file that is read: write the answers to another.")
    done, bar = Done(), Progress(progress)
    batch = BatchOfRows(register)
    try:
        bar.total = sum(len(rows) for rows in read(source, block))
        if bar.total < 1:
            raise FileRefused(f"{source.name} has no rows under its header: there is nothing to answer.")
        if target.suffix.lower() == ".xlsx" and bar.total > MOST_ROWS_OF_A_SHEET:
            raise FileRefused(f"A sheet holds {MOST_ROWS_OF_A_SHEET:,} rows at most: write CSV or Parquet.")
        with tempfile.TemporaryDirectory(prefix=".batch-", dir=target.parent) as folder:
            whole = Path(folder) / f"whole{target.suffix}"
            with write(whole) as take:
                for rows in read(source, block):
                    answers = list(bar.following(batch.answers(rows, first=bar.done + 1)))
                    take(answers)
                    refused = sum(each.error_type is not None for each in answers)
                    done.refused += refused
                    done.answered += len(answers) - refused
            whole.replace(target)
    except NotInContract as refused:
        said = "; ".join(f"{field}: {words}" for field, words in refused.errors)
        raise FileRefused(f"{refused.detail} {said}") from refused
    except _UNREADABLE as error:
        raise FileRefused(f"{source.name} cannot be read or {target.name} written: {error}") from error
    bar.finish()
    return done


class Progress:
    """A bar that says how many rows are done, and how fast."""

    def __init__(self, out: TextIO) -> None:
        """Nothing is done yet."""
        self.out = out
        self.total = 0
        self.done = 0
        self._began = self._shown = time.monotonic()

    def following(self, answers: Iterable[BatchRowAnswer]) -> Iterator[BatchRowAnswer]:
        """Count answers as they come."""
        for each in answers:
            self.done += 1
            if time.monotonic() - self._shown > _A_MOMENT:
                self._show()
            yield each

    def finish(self) -> None:
        """Show the whole, and leave the line."""
        self._show()
        self.out.write("\n")
        self.out.flush()

    def _show(self) -> None:
        self._shown = time.monotonic()
        full = _BAR * self.done // self.total if self.total else _BAR
        speed = self.done / max(self._shown - self._began, 1e-9)
        self.out.write(
            f"\r[{'#' * full}{' ' * (_BAR - full)}] {self.done:,} of {self.total:,} rows, {speed:,.0f} a second"
        )
        self.out.flush()


def _of_csv(path: Path, block: int) -> Iterator[list[Cells]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from blocks_of(csv.reader(file, strict=True), block)


def _of_sheet(path: Path, block: int) -> Iterator[list[Cells]]:
    yield from blocks_of(rows_of_sheet(path), block)


def _of_parquet(path: Path, block: int) -> Iterator[list[Cells]]:
    frame = pl.scan_parquet(path)
    schema = frame.collect_schema()
    refuse_unknown_columns(schema.names())
    refuse_other_types(schema)
    start = 0
    while rows := rows_of_frame(plain_cells(frame.slice(start, block)).collect()):
        yield rows
        start += block


@contextmanager
def _to_csv(path: Path) -> Iterator[Take]:
    with path.open("wb") as file:
        file.write(csv_bytes(ANSWER_COLUMNS, ()))
        header = file.tell()

        def take(answers: Sequence[BatchRowAnswer]) -> None:
            file.write(csv_bytes(ANSWER_COLUMNS, map(structs.astuple, answers))[header:])

        yield take


@contextmanager
def _to_parquet(path: Path) -> Iterator[Take]:
    parts: list[Path] = []

    def take(answers: Sequence[BatchRowAnswer]) -> None:
        parts.append(path.with_name(f"part-{len(parts):06}.parquet"))
        frame_of(answers).write_parquet(parts[-1])

    yield take
    if parts:
        pl.scan_parquet(parts).sink_parquet(path)
    else:
        frame_of(()).write_parquet(path)


@contextmanager
def _to_sheet(path: Path) -> Iterator[Take]:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("answers")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, ANSWER_COLUMNS)
        written = 0

        def take(answers: Sequence[BatchRowAnswer]) -> None:
            nonlocal written
            for answer in answers:
                written += 1
                for column, (name, value) in enumerate(zip(ANSWER_COLUMNS, structs.astuple(answer), strict=True)):
                    if isinstance(value, str) and name.endswith(_NUMBERS) and is_number(value):
                        sheet.write_number(written, column, float(value))
                    elif value is not None:
                        sheet.write(written, column, value)

        yield take


_NUMBERS = ("_pounds", "_percent", "_at_end")
_READ: Mapping[str, Callable[[Path, int], Iterator[list[Cells]]]] = {
    ".csv": _of_csv,
    ".parquet": _of_parquet,
    ".xlsx": _of_sheet,
}
_WRITE: Mapping[str, Callable[[Path], AbstractContextManager[Take]]] = {
    ".csv": _to_csv,
    ".parquet": _to_parquet,
    ".xlsx": _to_sheet,
}


def _chosen(ways: Mapping[str, Way], path: Path) -> Way:
    way = ways.get(path.suffix.lower())
    if way is None:
        raise FileRefused(f"{path.name}: give a file that ends in {', '.join(ways)}.")
    return way
