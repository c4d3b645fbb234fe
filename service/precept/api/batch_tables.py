"""Tables of scenarios in and out: CSV and Parquet, with the same columns and, cell by cell, the same words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from msgspec import structs

from precept.api.batch_rows import BLOCK, KNOWN, Cells, as_text
from precept.api.batch_wire import ANSWER_COLUMNS, COLUMNS, MOST_ROWS, BatchRowAnswer
from precept.api.csv_text import csv_bytes
from precept.api.operations import TableBody
from precept.api.parquet_size import size_of_parquet
from precept.api.problems import NotInContract, UnpacksTooLarge
from precept.api.text import published

_PLAIN = ("scenario", "police_area", "financial_year", "increase", "officers", "strength_at_start")
_CELL = r"[ !#-+\--~]*"
PATTERN = published(f"^{','.join(_PLAIN)}(\r\n{_CELL}(,{_CELL}){{{len(_PLAIN) - 1}}}){{1,50}}$")
"""The plainest form: these six columns, no quotes, no end of line after the last row."""
TABLE_BODY = TableBody(
    PATTERN,
    f"UTF-8, a header row, then one row a scenario, {MOST_ROWS:,} at most. Columns in any order: {', '.join(COLUMNS)}. An empty "
    "cell says nothing. A cell that does not fit is an error of its row. The pattern is the plainest form.",
    "scenario,police_area,financial_year,increase,officers,strength_at_start\r\n"
    "as set,E23000032,2016-17,cash:5.00,24,76\r\nfreeze,E23000032,2016-17,freeze,24,76",
)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
"""What other programs write instead of commas."""
LONGEST_CELL = 200
"""Characters of a cell that are looked at: no column takes more."""
_TAKEN = (pl.String, pl.Categorical, pl.Enum, pl.Decimal, pl.Boolean, pl.Null, pl.Float32, pl.Float64)
_MONEY, _BAND_D = pl.Decimal(18, 2), pl.Decimal(18, 4)
_KINDS: dict[str, pl.DataType | type[pl.DataType]] = {
    name: _BAND_D
    if name in ("proposed_band_d_pounds", "maximum_band_d_pounds", "headroom_pounds", "increase_percent")
    else _MONEY
    if name.endswith(("_pounds", "_at_end"))
    else pl.Int64
    if name == "row" or name.endswith("_officers")
    else pl.Boolean
    if name == "excessive"
    else pl.String
    for name in ANSWER_COLUMNS
}
"""What each column of an answer is in Parquet: amounts are decimals, never floating point."""


@dataclass(frozen=True)
class Table:
    """Rows that can be read: how many, and the rows themselves, a block at a time, once."""

    rows: int
    blocks: Iterator[Sequence[Cells]]


def table_of_csv(body: bytes) -> Table:
    """Read a table; NotInContract where any of it cannot be read, or it has a column that is not known."""
    try:
        rows = sum(1 for row in _lines_of(body) if row) - 1
    except UnicodeDecodeError as error:
        raise NotInContract("The table is not in UTF-8.", [("body", "Save it as CSV UTF-8.")]) from error
    except csv.Error as error:
        words = "Send CSV with a header row."
        raise NotInContract("The body is not a table that can be read.", [("body", words)]) from error
    header_of(_lines_of(body))
    refuse_other_numbers(rows)
    return Table(rows, blocks_of(_lines_of(body), BLOCK))


def _lines_of(body: bytes) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", newline=""), strict=True)


def blocks_of(table: Iterator[list[str]], block: int) -> Iterator[list[Cells]]:
    """The rows under the header of a table, so many at a time."""
    names = header_of(table)
    rows: list[Cells] = []
    for row in table:
        if row:
            rows.append(cells_of(names, row))
        if len(rows) == block:
            yield rows
            rows = []
    if rows:
        yield rows


def header_of(table: Iterator[list[str]]) -> list[str]:
    """The names of the columns of a table, which is read as far; NotInContract where the first line has none, or a wrong one."""
    names = refuse_unknown_columns(next(table, []))
    if not names:
        raise NotInContract("The table has no header row.", [("header", f"Begin with {','.join(_PLAIN)}.")])
    return names


def cells_of(names: Sequence[str], row: Sequence[str]) -> Cells:
    """One row of a CSV by column; what goes beyond the header is a column without a name, and no row has one."""
    cells: dict[str, object] = dict(zip(names, (each.strip() for each in row), strict=False))
    if len(row) > len(names):
        cells["(beyond the header)"] = row[len(names)][:LONGEST_CELL] or " "
    return as_text(cells)


def refuse_unknown_columns(header: Sequence[str]) -> list[str]:
    """The names of the columns; NotInContract for one that is not known, or is there twice."""
    names = [name.strip() for name in header]
    for name in names:
        if name not in KNOWN:
            words = f"Use {', '.join(COLUMNS)}."
            if len(names) == 1 and (other := next((each for each in _SEPARATORS if each in name), None)):
                words = (
                    f"Put commas between the columns, with a point in decimals: the header has {_SEPARATORS[other]}."
                )
            raise NotInContract("The table has a column that is not known.", [(name[:80] or "header", words)])
        if names.count(name) > 1:
            raise NotInContract("The table has a column twice.", [(name, "Give it once.")])
    return names


def refuse_other_numbers(rows: int) -> None:
    """Refuse a table without rows, or with more than are taken in a call."""
    if not 1 <= rows <= MOST_ROWS:
        words = f"Send 1 to {MOST_ROWS:,} rows."
        raise NotInContract("The table has too few rows, or too many.", [("rows", words)])


def table_of_parquet(body: bytes, most_unpacked: int) -> Table:
    """Read a Parquet file; UnpacksTooLarge before it is unpacked, NotInContract where it cannot be read, or not taken."""
    words = "Send a Parquet file of flat columns."
    try:
        size = size_of_parquet(body)
        refuse_other_numbers(size.rows)
        if size.unpacked > most_unpacked:
            raise UnpacksTooLarge(most_unpacked)
        file = pl.scan_parquet(io.BytesIO(body))
        schema = file.collect_schema()
        refuse_unknown_columns(schema.names())
        refuse_other_types(schema)
        frame = file.collect()
        refuse_other_numbers(frame.height)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise NotInContract("The body is not a Parquet file that can be read.", [("body", words)]) from error
    except ValueError as error:
        raise NotInContract(f"The body is not a Parquet file that can be read: {error}.", [("body", words)]) from error
    parts = (frame[start : start + BLOCK].lazy() for start in range(0, frame.height, BLOCK))
    return Table(frame.height, (rows_of_frame(plain_cells(part).collect()) for part in parts))


def refuse_other_types(schema: pl.Schema) -> None:
    """Refuse lists, dates and whatever else no column holds."""
    for name, kind in schema.items():
        if not (kind.is_integer() or isinstance(kind, _TAKEN)):
            words = "Write text, whole numbers or decimals."
            raise NotInContract(f"A column is of type {kind}.", [(name, words)])


def plain_cells(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Only as much of each cell as is looked at."""
    texts = [name for name, kind in frame.collect_schema().items() if isinstance(kind, (pl.Categorical, pl.Enum))]
    shortened = frame.with_columns(pl.col(texts).cast(pl.String)) if texts else frame
    return shortened.with_columns(pl.col(pl.String).str.slice(0, LONGEST_CELL + 1))


def rows_of_frame(frame: pl.DataFrame) -> list[Cells]:
    """The rows of a frame, as JSON would have them."""
    return [as_text(row) for row in frame.iter_rows(named=True)]


_HEADER = csv_bytes(ANSWER_COLUMNS, ())


def csv_parts(blocks: Iterable[Iterable[BatchRowAnswer]]) -> Iterator[bytes]:
    """Write answers as CSV, a block at a time."""
    before = _HEADER
    for answers in blocks:
        yield before + csv_bytes(ANSWER_COLUMNS, map(structs.astuple, answers))[len(_HEADER) :]
        before = b""


def frame_of(answers: Iterable[BatchRowAnswer]) -> pl.DataFrame:
    """Lay answers out as a frame, amounts as decimals."""
    as_sent = {name: pl.String if isinstance(kind, pl.Decimal) else kind for name, kind in _KINDS.items()}
    rows = [structs.astuple(each) for each in answers]
    return pl.DataFrame(rows, schema=as_sent, orient="row").cast(
        {name: kind for name, kind in _KINDS.items() if isinstance(kind, pl.Decimal)}
    )


def parquet_parts(blocks: Iterable[Iterable[BatchRowAnswer]]) -> Iterator[bytes]:
    """Write answers as one Parquet file: nothing until the last block, which may be long after the first."""
    frames: list[pl.DataFrame] = []
    for answers in blocks:
        frames.append(frame_of(answers))
        yield b""
    out = io.BytesIO()
    pl.concat(frames, rechunk=True).write_parquet(out)
    yield out.getvalue()
