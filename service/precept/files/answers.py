"""An answer into files and onto standard output: JSON as the service writes it, tables as CSV, XLSX or Parquet, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, TextIO

import msgspec
import polars as pl

from precept.api.csv_text import csv_bytes, is_number
from precept.api.sheets import SheetSpec, Tables, xlsx_bytes
from precept.api.wire import Answer, Provenance
from precept.charts.chart import Chart
from precept.files.questions import Stopped

TableWord = Literal["markdown", "csv"]
OUT_ENDINGS = (".json", ".csv", ".xlsx", ".parquet")
CHART_ENDINGS = (".svg", ".png")
DIGITS = 38
"""Of a decimal in a Parquet file."""


@dataclass(frozen=True)
class Sheet:
    """A table of an answer, as text; nothing held is None."""

    spec: SheetSpec
    rows: Sequence[Sequence[str | None]]


@dataclass(frozen=True)
class Written:
    """An answer as it may be written: the first sheet is the one that a CSV or a Parquet file holds."""

    title: str
    answer: Answer
    sheets: tuple[Sheet, ...]
    provenance: Provenance
    notes: tuple[str, ...]

    def to(self, path: Path) -> None:
        """Write a file of the kind that its ending says."""
        sheet = self.sheets[0]
        if path.suffix == ".json":
            path.write_bytes(msgspec.json.encode(self.answer))
        elif path.suffix == ".csv":
            path.write_bytes(csv_bytes(sheet.spec.columns, sheet.rows))
        elif path.suffix == ".xlsx":
            tables = Tables(self.title, tuple(each.rows for each in self.sheets), self.provenance, self.notes)
            path.write_bytes(xlsx_bytes([each.spec for each in self.sheets], tables))
        else:
            _frame(sheet).write_parquet(path)


def checked(question: Path, out: Path | None, chart: Path | None) -> None:
    """Before anything is worked out, refuse to write over the question, endings that mean nothing, charts without a library."""
    for path, endings in ((out, OUT_ENDINGS), (chart, CHART_ENDINGS)):
        if path is not None and path.exists() and question.exists() and path.samefile(question):
            raise Stopped(f"{path} is the file that is read: write the answer to another.")
        if path is not None and path.suffix not in endings:
            raise Stopped(f"{path} should end in {' or '.join(endings)}.")
        if path is not None and not path.parent.is_dir():
            raise Stopped(f"There is no folder {path.parent}.")
    if chart is not None:
        _write_chart_or_say_what_is_missing(None, chart)


def say_and_write(
    found: Written, chart: Chart, *, out: Path | None, drawn: Path | None, table: TableWord, to: TextIO
) -> None:
    """Print the chart's sentence, its table and the warnings; write what is asked for."""
    if out is not None:
        found.to(out)
    if drawn is not None:
        _write_chart_or_say_what_is_missing(chart, drawn)
    to.write(said(chart, found.notes, table))


def said(chart: Chart, warnings: Sequence[str], table: TableWord) -> str:
    """What stands on standard output: the table alone as CSV, else a page."""
    if table == "csv":
        return chart.table.csv()
    warned = "".join(f"\n- {warning}" for warning in warnings)
    return f"{chart.sentence}\n\n{chart.table.markdown()}" + (f"{warned}\n" if warned else "")


def _write_chart_or_say_what_is_missing(chart: Chart | None, path: Path) -> None:
    try:
        from precept.charts.drawing import write_chart  # noqa: PLC0415 - loaded only when a chart is asked for
    except ModuleNotFoundError as error:
        raise Stopped(f"Charts need {error.name}: pip install 'precept[charts]'.") from error
    if chart is not None:
        write_chart(chart, path)


def _frame(sheet: Sheet) -> pl.DataFrame:
    """A sheet with its numbers as exact decimals."""
    columns = []
    for at, name in enumerate(sheet.spec.columns):
        cells = [row[at] for row in sheet.rows]
        held = [cell for cell in cells if cell is not None]
        if held and all(is_number(cell) for cell in held):
            places = max(len(cell.partition(".")[2]) for cell in held)
            numbers = [None if cell is None else Decimal(cell) for cell in cells]
            columns.append(pl.Series(name, numbers, dtype=pl.Decimal(DIGITS, places)))
        else:
            columns.append(pl.Series(name, cells, dtype=pl.String))
    return pl.DataFrame(columns)
