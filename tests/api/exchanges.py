"""One exchange over a bare socket: what was sent, what came back, and how long it took."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reply:
    """An answer; status 0 where the connection was closed without one."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def kind(self) -> str:
        """The media type."""
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def reached_the_application(self) -> bool:
        """The application names every request; the HTTP server before it names none."""
        return "x-request-id" in self.headers

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def exchange(port: int, sent: bytes, seconds: float = 15) -> Reply:
    """Send the bytes over a connection of their own and read one answer."""
    began = time.perf_counter()
    held = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        try:
            connection.sendall(sent)
            while not (found := _whole(held, head_only=sent.startswith(b"HEAD "))):
                if not (more := connection.recv(262_144)):
                    break
                held += more
        except (ConnectionResetError, BrokenPipeError):
            found = _whole(held, head_only=False)
    status, headers, body = found or (0, {}, b"")
    return Reply(status, headers, body, time.perf_counter() - began)


def _whole(held: bytes, *, head_only: bool) -> tuple[int, dict[str, str], bytes] | None:
    head, end, body = held.partition(b"\r\n\r\n")
    while end and head.startswith(b"HTTP/1.1 1"):
        head, end, body = body.partition(b"\r\n\r\n")
    if not end:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = 0 if head_only else int(headers.get("content-length", "0"))
    if headers.get("transfer-encoding") == "chunked":
        return (int(first.split()[1]), headers, body) if body.endswith(b"0\r\n\r\n") else None
    return (int(first.split()[1]), headers, body[:length]) if len(body) >= length else None
