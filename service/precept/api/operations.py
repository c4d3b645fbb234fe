"""What the contract says of one operation; every handler carries one, and the contract is built from them alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

from msgspec import Struct

from precept.register.refusals import Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"
CSV = "text/csv"
JSON = "application/json"
PARQUET = "application/vnd.apache.parquet"
EVENTS = "text/event-stream"


@dataclass(frozen=True)
class TableBody:
    """A body that may be a table instead of JSON: `pattern` is the plainest form it takes, `description` every other."""

    pattern: str
    description: str
    example: str


@dataclass(frozen=True)
class Events:
    """An answer that may be a stream of events instead of JSON: which events, what their data are, and how they look."""

    description: str
    data: tuple[type[Struct], ...]
    example: str


@dataclass(frozen=True)
class Leaving:
    """An operation on its way out: since when it is deprecated, from when it may be gone, and what is in its place."""

    deprecated_on: dt.date
    gone_from: dt.date
    successor: str

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Say so in `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link`."""
        since, gone = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (self.deprecated_on, self.gone_from))
        return [
            (b"deprecation", f"@{int(since.timestamp())}".encode()),
            (b"sunset", format_datetime(gone, usegmt=True).encode()),
            (b"link", f'<{self.successor}>; rel="successor-version"'.encode()),
        ]


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
    tabular: str | None = None
    """The columns of the table, CSV or Parquet, that the answer may be instead of JSON; the body may be one too."""
    also: tuple[type[Struct], ...] = ()
    """Shapes that the contract shows beside those of the body and the answer."""
    events: Events | None = None
    streams: bool = False
    """Whether a long answer leaves in parts, as they are worked out."""
    xlsx: bool = False
    zip: bool = False
    refusals: tuple[type[Refusal], ...] = ()
    example: dict[str, Any] = field(default_factory=dict)
    example_of: str = "Kent, 2016-17"
    leaving: Leaving | None = None

    @property
    def media_types(self) -> tuple[str, ...]:
        """The types that it gives."""
        if self.tabular is not None:
            return JSON, CSV, PARQUET
        return (self.media_type,) if self.events is None else (self.media_type, EVENTS)

    @property
    def media_type(self) -> str:
        """The type that it gives when nothing else is asked for."""
        return CSV if self.csv is not None else XLSX if self.xlsx else ZIP if self.zip else JSON


def documented(operation: Operation) -> dict[str, Operation]:
    """Attach an operation to a handler: `@get(path, opt=documented(...))`."""
    return {"operation": operation}
