"""The log: one JSON object a line and an event, in ASCII, so that nothing in it can end a line or colour a screen.

Errors are logged by type and place, without their message: a message may quote what a caller sent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import traceback
from typing import BinaryIO

LONGEST_MESSAGE = 500


class EventLog:
    """Writes lines to a stream; those of one turn of the event loop together."""

    def __init__(self, stream: BinaryIO) -> None:
        """Hold the stream."""
        self.stream = stream
        self._lines: list[bytes] = []

    def write(self, line: bytes) -> None:
        """Take one line; outside an event loop it is written at once."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._put(line)
            return
        if not self._lines:
            loop.call_soon(self.flush)
        self._lines.append(line)

    def flush(self) -> None:
        """Write what was taken."""
        lines, self._lines = self._lines, []
        if lines:
            self._put(b"".join(lines))

    def _put(self, lines: bytes) -> None:
        try:
            self.stream.write(lines)
            self.stream.flush()
        except (OSError, ValueError):
            """Nobody reads any more; the service goes on."""


class EventHandler(logging.Handler):
    """Turns what the standard library's loggers are told into lines of the log."""

    def __init__(self, log: EventLog) -> None:
        """Hold the log."""
        super().__init__()
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.log.write(line_of(record))


def line_of(record: logging.LogRecord) -> bytes:
    """One record as one line."""
    line: dict[str, object] = {
        "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage()[:LONGEST_MESSAGE],
        "logger": record.name,
    }
    if record.exc_info and record.exc_info[0] is not None:
        kind, _, trace = record.exc_info
        line["error"] = f"{kind.__module__}.{kind.__qualname__}"
        line["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return json.dumps(line, ensure_ascii=True).encode() + b"\n"


def log_to(stream: BinaryIO, level: str) -> EventLog:
    """Send everything that is logged in this process to a stream, from that level on."""
    log = EventLog(stream)
    logging.basicConfig(handlers=[EventHandler(log)], level=level.upper(), force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return log
