"""Tables to open in a spreadsheet: each one by plain GET as CSV, and all of an answer together as one XLSX.

A workbook has a contents sheet, one sheet a table (header row first, numbers as numbers, text as text and never a
formula), a sheet of the figures it rests on with their sources, and notes. The same request gives the same bytes.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import xlsxwriter
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct, structs
from xlsxwriter.worksheet import Worksheet

from precept.api.csv_text import csv_response, is_number
from precept.api.decoding import query_of
from precept.api.operations import XLSX, Operation, documented
from precept.api.wire import FigureAnswer, Provenance
from precept.register.refusals import Refusal
from precept.register.register import Register

QueryT = TypeVar("QueryT", bound=Struct)

_ALWAYS_THE_SAME = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks hold no time zone; any moving date changes the bytes
_TEXT_COLUMNS = re.compile(
    r"(.*_)?(name|code|option|title|note|notes|register_version|label|warning|printed|source|url|form_line)"
)
WIDEST_COLUMN = 60
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class SheetSpec:
    """One table of an answer: `name` is its CSV file (`bands` for `bands.csv`), `columns` are its header row."""

    name: str
    title: str
    description: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Tables:
    """The rows of an answer's tables, in the order of their specs, and what stands beside them in a workbook."""

    title: str
    rows: tuple[Sequence[Sequence[object]], ...]
    provenance: Provenance
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Spreadsheets(Generic[QueryT]):
    """The tables that one GET question has: `path`/bands.csv and so on, and all of them as `path`.xlsx."""

    path: str
    stem: str
    tag: str
    title: str
    query: type[QueryT]
    sheets: tuple[SheetSpec, ...]
    tables: Callable[[QueryT, Register], Tables]
    refusals: tuple[type[Refusal], ...]
    example: dict[str, Any]

    def handlers(self) -> list[HTTPRouteHandler]:
        """One handler a CSV file, and one for the workbook."""
        return [*(self._csv(at, sheet) for at, sheet in enumerate(self.sheets)), self._xlsx()]

    def _csv(self, at: int, sheet: SheetSpec) -> HTTPRouteHandler:
        operation = self._operation(
            f"get{self.stem}{_camel(sheet.name)}Csv", f"{sheet.title}, as CSV", sheet.description, sheet.columns
        )

        async def get_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
            found = self.tables(query_of(request, self.query), register)
            return csv_response(sheet.columns, found.rows[at])

        get_csv.__name__ = operation.operation_id
        return get(f"{self.path}/{sheet.name}.csv", opt=documented(operation))(get_csv)

    def _xlsx(self) -> HTTPRouteHandler:
        names = ", ".join(sheet.name for sheet in self.sheets)
        words = f"A workbook with contents, the sheets {names}, the figures used with their sources, and notes."
        operation = self._operation(f"get{self.stem}Xlsx", f"{self.title}, as XLSX", words, None)

        async def get_xlsx(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
            found = self.tables(query_of(request, self.query), register)
            return await asyncio.to_thread(xlsx_response, self.sheets, found)

        get_xlsx.__name__ = operation.operation_id
        return get(f"{self.path}.xlsx", opt=documented(operation))(get_xlsx)

    def _operation(self, name: str, summary: str, words: str, columns: tuple[str, ...] | None) -> Operation:
        return Operation(
            name,
            self.tag,
            summary,
            words,
            query=self.query,
            csv=",".join(columns) if columns else None,
            xlsx=columns is None,
            refusals=self.refusals,
            example=self.example,
        )


def _camel(name: str) -> str:
    return name.replace("-", " ").title().replace(" ", "")


def xlsx_response(sheets: Sequence[SheetSpec], tables: Tables) -> Response[bytes]:
    """Answer with a workbook, called by its title: `kent-police-precept-2016-17.xlsx`."""
    name = _NOT_IN_A_NAME.sub("-", tables.title.lower()).strip("-")[:100]
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(xlsx_bytes(sheets, tables), media_type=XLSX, headers=headers)


_FIGURE_COLUMNS = tuple(field.encode_name for field in structs.fields(FigureAnswer))


def xlsx_bytes(sheets: Sequence[SheetSpec], tables: Tables) -> bytes:
    """Write a workbook: contents, the tables, the figures with their sources, notes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": tables.title, "created": _ALWAYS_THE_SAME})
        bold = book.add_format({"bold": True})
        formats = {places: book.add_format({"num_format": _number_format(places)}) for places in range(7)}
        provenance = tables.provenance
        sources = {each.source: each for each in provenance.sources}
        figures = [(*structs.astuple(each), *_where(sources.get(each.source or ""))) for each in provenance.figures]
        contents = [(sheet.name, f"{sheet.title}. {sheet.description}") for sheet in sheets]
        contents += [("figures", "Every figure the answer rests on, with its source."), ("notes", "What to know.")]
        _write(book.add_worksheet("contents"), ("sheet", "title"), contents, bold, formats, heading=tables.title)
        for sheet, rows in zip(sheets, tables.rows, strict=True):
            _write(book.add_worksheet(sheet.name[:31]), sheet.columns, rows, bold, formats)
        _write(book.add_worksheet("figures"), (*_FIGURE_COLUMNS, "publisher", "url"), figures, bold, formats)
        notes = [
            *((note,) for note in tables.notes),
            (
                "Money is in pounds unless a column says pence. An empty cell is a figure that is not held or does not apply.",
            ),
            (f"Calculation version {provenance.calculation_version}.",),
            (f"Register version {provenance.register_version}.",),
        ]
        _write(book.add_worksheet("notes"), ("note",), notes, bold, formats)
    return out.getvalue()


def _where(source: Any) -> tuple[str | None, str | None]:  # noqa: ANN401 - a SourceAnswer, or nothing
    return (source.publisher, source.url) if source else (None, None)


def _number_format(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _write(
    sheet: Worksheet,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    bold: Any,  # noqa: ANN401 - xlsxwriter's own type
    formats: dict[int, Any],
    *,
    heading: str | None = None,
) -> None:
    top = 0
    if heading:
        sheet.write_string(0, 0, heading, bold)
        top = 2
    for at, column in enumerate(columns):
        sheet.write_string(top, at, column, bold)
    widths = [len(column) for column in columns]
    for down, row in enumerate(rows, start=top + 1):
        for at, value in enumerate(row):
            widths[at] = max(widths[at], _write_cell(sheet, down, at, columns[at], value, formats))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width + 2, WIDEST_COLUMN))
    sheet.freeze_panes(top + 1, 0)


def _write_cell(sheet: Worksheet, down: int, at: int, column: str, value: object, formats: dict[int, Any]) -> int:
    """Write one cell and say how wide it is."""
    if value is None:
        return 0
    if isinstance(value, bool):
        sheet.write_boolean(down, at, value)
        return 5
    text = str(value)
    if is_number(text) and not _TEXT_COLUMNS.fullmatch(column):
        places = len(text.partition(".")[2])
        plain = column == "year" or column.endswith("_year")
        sheet.write_number(down, at, float(text), None if plain else formats[min(places, 6)])
    else:
        sheet.write_string(down, at, text)
    return len(text)
