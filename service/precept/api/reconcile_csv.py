"""A published table sent as CSV: one row a printed figure, and the area and year on the first row or on every one.

Columns may come in any order; a column that is the same for the whole table (`police_area`, `financial_year`, `increase`,
`tax_base` and so on) may be filled in once or on every row, never with two values. An empty cell says nothing.
"""

from __future__ import annotations

import csv
import io
from typing import Annotated, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from precept.api.operations import TableBody
from precept.api.precept_query import INCREASE, AboutPreceptQuery, IncreaseText, increase_from
from precept.api.precept_wire import IncreaseRequest
from precept.api.problems import NotInContract
from precept.api.reconcile_wire import (
    MOST_CELLS,
    MOST_PARTS,
    BandText,
    CellRequest,
    MeasureText,
    PrintedText,
    ReconcileRequest,
    UnitText,
)
from precept.api.text import Name, published, written
from precept.api.wrong_field import field_and_words
from precept.council_tax.reconcile.cells import Measure
from precept.council_tax.reconcile.printed import PRINTED, PRINTED_WITHOUT_COMMAS
from precept.register.years import FinancialYear

T = TypeVar("T", bound=Struct)

HEADER = ("police_area", "financial_year", "increase", "measure", "band", "printed")
_ROW = f"({'|'.join(Measure)}),[A-I]?,{PRINTED_WITHOUT_COMMAS}\r\n"
_YEARS = f"({'|'.join(str(year) for year in FinancialYear.every())})"
PATTERN = published(
    f"^{','.join(HEADER)}\r\n[A-Z][0-9]{{8}},{_YEARS},({INCREASE})?,{_ROW}(,,,{_ROW}){{0,{MOST_CELLS - 1}}}$"
)
"""The plainest form: these six columns, the area and the year on the first row, no quotes."""

PartsText = Annotated[
    str,
    written(
        f"{PRINTED}( ?; ?{PRINTED}){{0,{MOST_PARTS - 1}}}",
        f"Up to {MOST_PARTS} printed figures separated by semicolons, such as 206.0;121.9;1.2.",
        "206.0;121.9;1.2",
    ),
]


class TableColumns(AboutPreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The columns that say the same of the whole table; for areas of the register only."""

    increase: IncreaseText | UnsetType = UNSET
    baseline: IncreaseText | UnsetType = UNSET


class CellColumns(Struct, frozen=True, kw_only=True):
    """The columns that say something of one printed figure; `parts` are separated by semicolons."""

    measure: MeasureText
    printed: PrintedText
    band: BandText | UnsetType = UNSET
    authority: Name | UnsetType = UNSET
    option: IncreaseText | UnsetType = UNSET
    unit: UnitText | UnsetType = UNSET
    parts: PartsText | UnsetType = UNSET
    label: Name | UnsetType = UNSET


OF_THE_TABLE = tuple(field.encode_name for field in structs.fields(TableColumns))
OF_A_CELL = tuple(field.encode_name for field in structs.fields(CellColumns))
TABLE_BODY = TableBody(
    PATTERN,
    "UTF-8, a header row, then one row a printed figure (500 at most). Columns in any order, those of the whole table filled "
    f"in on the first row or on every one: {', '.join(OF_THE_TABLE)}. Columns of each figure: {', '.join(OF_A_CELL)}, with "
    "parts separated by semicolons. The pattern is the plainest form.",
    "police_area,financial_year,increase,measure,band,printed\r\n"
    "E23000032,2016-17,,band_charge,A,101.43\r\n,,,band_charge,B,118.34\r\n,,,increase_percent,,3.4%\r\n",
)


def request_from_csv(body: bytes) -> ReconcileRequest:
    """Read a table; NotInContract names the row and the column that is wrong."""
    header, rows = _read(body)
    places = {name: at for at, name in enumerate(header)}
    cells = [
        _cell(_given(OF_A_CELL, places, row), number)
        for number, row in enumerate(rows, start=2)
        if any(row[places[name]] for name in OF_A_CELL if name in places)
    ]
    if not 1 <= len(cells) <= MOST_CELLS:
        raise _wrong("The table has too few rows, or too many.", "rows", f"Send 1 to {MOST_CELLS} printed figures.")
    about = _about(places, rows)
    return ReconcileRequest(
        **about.about(), increase=_increase(about.increase), baseline=_increase(about.baseline), cells=cells
    )


def _read(body: bytes) -> tuple[list[str], list[list[str]]]:
    """Read the header and the rows that hold anything, all of one width."""
    try:
        text = body.decode("utf-8-sig")
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except UnicodeDecodeError as error:
        raise _wrong("The table is not in UTF-8.", "body", "Save it as CSV UTF-8.") from error
    except (csv.Error, ValueError) as error:
        raise _wrong("The body is not a table that can be read.", "body", "Send CSV with a header row.") from error
    header = [name.strip() for name in header]
    for name in header:
        if name not in OF_THE_TABLE + OF_A_CELL:
            words = f"Use {', '.join(OF_THE_TABLE + OF_A_CELL)}."
            raise _wrong("The table has a column that is not known.", name[:80] or "header", words)
        if header.count(name) > 1:
            raise _wrong("The table has a column twice.", name, "Give it once.")
    kept = []
    for number, row in enumerate(rows, start=2):
        if len(row) > len(header):
            raise _wrong("A row is longer than the header.", f"row {number}", "Put text with a comma in double quotes.")
        kept.append([each.strip() for each in row] + [""] * (len(header) - len(row)))
    return header, kept


def _about(places: dict[str, int], rows: list[list[str]]) -> TableColumns:
    """Take what is said of the whole table, once or on every row alike."""
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        for name, value in _given(OF_THE_TABLE, places, row).items():
            if found.setdefault(name, value) != value:
                words = f"Give {found[name][:80]} on every row, or on the first alone."
                raise _wrong("A column that is said of the whole table has two values.", f"row {number}, {name}", words)
    return _converted(found, TableColumns, "row 2, ")


def _given(names: tuple[str, ...], places: dict[str, int], row: list[str]) -> dict[str, str]:
    return {name: row[places[name]] for name in names if name in places and row[places[name]]}


def _cell(given: dict[str, str], number: int) -> CellRequest:
    columns = _converted(given, CellColumns, f"row {number}, ")
    parts = columns.parts
    return CellRequest(
        measure=columns.measure,
        printed=columns.printed,
        band=columns.band,
        authority=columns.authority,
        option=_increase(columns.option),
        unit=columns.unit,
        parts=UNSET if isinstance(parts, UnsetType) else [each.strip() for each in parts.split(";")],
        label=columns.label,
    )


def _increase(text: str | UnsetType) -> IncreaseRequest | UnsetType:
    return UNSET if isinstance(text, UnsetType) else increase_from(text)


def _converted(given: dict[str, str], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        field, words = field_and_words(error, kind)
        raise _wrong("The table does not fit the contract: see errors.", f"{where}{field}", words) from error


def _wrong(detail: str, field: str, words: str) -> NotInContract:
    return NotInContract(detail, [(field, words)])
