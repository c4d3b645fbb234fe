"""The HTTP server around the application: its limits, and what it does when it is told to stop.

uvicorn waits for ever for headers that do not come, and takes headers of any size; the protocol here does neither.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from precept.app import create_app
from precept.logs import EventLog
from precept.settings import Settings


def _refusal(status_line: str, slug: str, title: str) -> bytes:
    """A whole answer for whoever sent no request that the application could answer."""
    problem = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": int(status_line.split(maxsplit=1)[0]),
        "detail": "The connection is closed.",
        "instance": "/",
    }
    body = json.dumps(problem, separators=(",", ":"))
    return (
        f"HTTP/1.1 {status_line}\r\nconnection: close\r\ncache-control: no-store\r\n"
        "content-type: application/problem+json\r\nx-content-type-options: nosniff\r\nx-frame-options: DENY\r\n"
        "referrer-policy: no-referrer\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n"
        f"content-length: {len(body)}\r\n\r\n{body}"
    ).encode()


_NOT_HTTP = _refusal("400 Bad Request", "not-http", "What was sent is no request in HTTP/1.1.")
_HEAD_TOO_LARGE = _refusal(
    "431 Request Header Fields Too Large",
    "head-too-large",
    "The request line and headers are larger than is accepted.",
)
_VERSIONS = ("1.0", "1.1")
_HOST = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=%:\[\]-]*")
"""A name or an address with its port; empty where the address of the request has none."""


class ImpatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 with limits on the headers: how long they may take, and how large they may be.

    What uvicorn refuses itself is a problem too; the version of HTTP is looked at, which the parser does not, and whether
    there is one Host (RFC 9112, 3.2). `count` is told why a request was refused.
    """

    count: Callable[[str], None]

    head_seconds = 10.0
    largest_head = 65_536
    _in_head = True
    _head_bytes = 0
    _parsed_bytes = 0
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
            self._refuse_head_too_large()
        elif self._head_alarm is None:
            self._wait_for_head()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = self._parsed_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Count a part of the address: a head that arrives at once is as large as one in pieces."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        self._count(len(name) + len(value) + len(b": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        self._head_is_there()
        if self.parser.get_http_version() not in _VERSIONS or not self._names_one_host():
            raise httptools.HttpParserError
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are the same for everything
        """Refuse what is no HTTP, or has too large a head: the parser stops for either."""
        if self._parsed_bytes > self.largest_head:
            self._refuse_head_too_large()
        else:
            self._refuse("not http", _NOT_HTTP)

    def _names_one_host(self) -> bool:
        hosts = [value for name, value in self.headers if name == b"host"]
        if not hosts:
            return self.parser.get_http_version() == "1.0"
        return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None

    def _count(self, size: int) -> None:
        self._parsed_bytes += size
        if self._parsed_bytes > self.largest_head:
            raise httptools.HttpParserError

    def _refuse_head_too_large(self) -> None:
        self._refuse("head too large", _HEAD_TOO_LARGE)

    def _refuse(self, reason: str, answer: bytes) -> None:
        self.count(reason)
        self.transport.write(answer)
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._head_alarm = self.loop.call_later(self.head_seconds, self.transport.close)

    def _head_is_there(self) -> None:
        self._in_head = False
        if self._head_alarm is not None:
            self._head_alarm.cancel()
            self._head_alarm = None


def server_of(settings: Settings, log: EventLog) -> uvicorn.Server:
    """The server of the application as the settings have it."""
    logged = log.write if settings.log_level in ("debug", "info") else None
    app = create_app(settings, log=logged)

    class Protocol(ImpatientProtocol):
        count = staticmethod(app.watching.refused)
        head_seconds = settings.head_seconds
        largest_head = settings.largest_head_bytes

    return uvicorn.Server(
        uvicorn.Config(
            app,
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
