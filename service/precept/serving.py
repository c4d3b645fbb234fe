"""The HTTP server around the application: its limits, and what it does when it is told to stop.

uvicorn waits for ever for headers that do not come, and takes headers of any size; the protocol here does neither.
"""

from __future__ import annotations

import asyncio

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from precept.app import create_app
from precept.logs import EventLog
from precept.settings import Settings

_TOO_LARGE = (
    b'{"type":"/problems/head-too-large","title":"The request line and headers are larger than is accepted.","status":431,'
    b'"detail":"The connection is closed.","instance":"/"}'
)
_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncache-control: no-store\r\n"
    b"content-type: application/problem+json\r\nx-content-type-options: nosniff\r\nx-frame-options: DENY\r\n"
    b"referrer-policy: no-referrer\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(_TOO_LARGE), _TOO_LARGE)
)


class ImpatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits on the headers: how long they may take, and how large they may be."""

    head_seconds = 10.0
    largest_head = 65_536
    _in_head = True
    _head_bytes = 0
    _head_alarm: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; when the headers are not whole after it, count them and wait for the rest."""
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > self.largest_head:
            self.transport.write(_HEAD_TOO_LARGE)
            self.transport.close()
        elif self._head_alarm is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._head_is_there()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        self._head_alarm = self.loop.call_later(self.head_seconds, self.transport.close)

    def _head_is_there(self) -> None:
        self._in_head = False
        if self._head_alarm is not None:
            self._head_alarm.cancel()
            self._head_alarm = None


def server_of(settings: Settings, log: EventLog) -> uvicorn.Server:
    """The server of the application as the settings have it."""

    class Protocol(ImpatientProtocol):
        head_seconds = settings.head_seconds
        largest_head = settings.largest_head_bytes

    logged = log.write if settings.log_level in ("debug", "info") else None
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, log=logged),
            host=settings.host,
            port=settings.port,
            http=Protocol,
            ws="none",
            access_log=False,
            log_config=None,
            log_level=settings.log_level,
            server_header=False,
            timeout_keep_alive=settings.keep_alive_seconds,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
    )
