"""The one way in: from the files under `fixtures/` to a checked, immutable register.

Everything wrong is found in one pass and reported together, each with its file, row and reason.
"""

from __future__ import annotations

import csv
import hashlib
import io
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct

from precept.register import checks
from precept.register.faults import Fault, RegisterRefused
from precept.register.register import Register
from precept.register.tables import SOURCES, TABLES, Table, TableSpec, fields_of
from precept.register.units import PLAIN_NUMBER
from precept.register.years import FinancialYear


def fixtures_folder() -> Path:
    """Where the figures lie: inside an installed wheel, or at the top of a checkout."""
    inside = Path(__file__).parents[1] / "fixtures"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "fixtures"


def load_register(folder: Path | None = None) -> Register:
    """Read every table, check it, and return the register; RegisterRefused lists every fault found."""
    folder = folder or fixtures_folder()
    faults: list[Fault] = []
    tables = {spec.name: _load_table(spec, folder, faults) for spec in TABLES}
    if not faults:
        faults = checks.faults_of(tables)
    if faults:
        raise RegisterRefused(faults)
    return Register(tables, version=_version(folder))


def _load_table(spec: TableSpec[Any], folder: Path, faults: list[Fault]) -> Table[Any]:
    path = folder / spec.file
    if not path.is_file():
        faults.append(Fault(spec.file, 0, "the file is missing"))
        return Table.of(spec, ())
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(spec.file, 0, "the file is not UTF-8"))
        return Table.of(spec, ())
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    expected = [field.encode_name for field in fields_of(spec.row)]
    rows: list[Any] = []
    number = 1
    try:
        if sorted(reader.fieldnames or []) != sorted(expected):
            faults.append(Fault(spec.file, 1, f"the columns must be {', '.join(expected)}"))
            return Table.of(spec, ())
        for number, cells in enumerate(reader, start=2):
            try:
                rows.append(_read_row(spec.row, cells))
            except (msgspec.ValidationError, ValueError) as error:
                faults.append(Fault(spec.file, number, str(error)))
    except csv.Error as error:
        faults.append(Fault(spec.file, number + 1, f"the row cannot be read: {error}"))
    return Table.of(spec, tuple(rows))


def _read_row(row: type[Struct], cells: dict[str, Any]) -> Struct:
    if None in cells or None in cells.values():
        raise ValueError("the row has more or fewer cells than the heading")
    filled = {name: text for name, text in cells.items() if text}
    if row is not SOURCES.row and "source" in cells and "source" not in filled:
        raise ValueError("the source is missing: every figure names where it was read")
    for name in _number_columns(row) & filled.keys():
        if not PLAIN_NUMBER.fullmatch(filled[name]):
            raise ValueError(f"{name}: {filled[name]!r} is not a plainly written number")
    return msgspec.convert(filled, row, strict=False, dec_hook=_read_cell)


@cache
def _number_columns(row: type[Struct]) -> frozenset[str]:
    """Name the columns that hold numbers: msgspec alone would read NaN, exponents and underscores into them."""
    return frozenset(
        field.encode_name for field in fields_of(row) if {Decimal, int} & {field.type, *get_args(field.type)}
    )


def _read_cell(kind: type, text: str) -> object:
    if kind is FinancialYear:
        return FinancialYear.parse(text)
    raise TypeError(f"no reading of {kind.__name__}")


def _version(folder: Path) -> str:
    """Name the figures by their content: twelve hexadecimal digits that change when any figure does."""
    digest = hashlib.sha256()
    for spec in sorted(TABLES, key=lambda spec: spec.file):
        digest.update(spec.file.encode() + b"\0" + (folder / spec.file).read_bytes() + b"\0")
    return digest.hexdigest()[:12]
