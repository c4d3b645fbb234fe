"""Tables as CSV: RFC 4180, UTF-8, one header row, numbers as numbers, and text that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from litestar import Response

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


def csv_response(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response[bytes]:
    """Answer with a table."""
    return Response(csv_bytes(columns, rows), media_type="text/csv; header=present")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table; nothing held is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def is_number(text: str) -> bool:
    """Whether a cell holds a number, plainly written."""
    return _NUMBER.fullmatch(text) is not None


def cell(value: object) -> str:
    """Write one cell; an apostrophe keeps text that starts like a formula from being one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return "'" + text if text.startswith(_FORMULA_STARTS) and not is_number(text) else text
