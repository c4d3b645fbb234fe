"""What the contract says of one operation; every handler carries one, and the contract is built from them alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from precept.register.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
CSV = "text/csv"


@dataclass(frozen=True)
class TableBody:
    """A body that may be a table instead of JSON: `pattern` is the plainest form it takes, `description` every other."""

    pattern: str
    description: str
    example: str


@dataclass(frozen=True)
class Operation:
    """One method of one path: what it takes, what it answers, and which named refusals it may give."""

    operation_id: str
    tag: str
    summary: str
    description: str
    answer: type[Struct] | None = None
    body: type[Struct] | None = None
    table: TableBody | None = None
    query: type[Struct] | None = None
    csv: str | None = None
    xlsx: bool = False
    zip: bool = False
    refusals: tuple[type[Refusal], ...] = ()
    example: dict[str, Any] = field(default_factory=dict)
    example_of: str = "Kent, 2016-17"


def documented(operation: Operation) -> dict[str, Operation]:
    """Attach an operation to a handler: `@get(path, opt=documented(...))`."""
    return {"operation": operation}
