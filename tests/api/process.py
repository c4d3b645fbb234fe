"""The service as a process of its own, as `precept serve` starts it, and bare sockets to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api.service_in_process import KENT, PRECEPT

_OPEN: list[socket.socket] = []


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(**settings: object) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start `precept serve` with those settings, wait until it is ready, and end it."""
    port = free_port()
    given = {f"PRECEPT_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "precept.cli", "serve", "--port", str(port)],
        env={name: value for name, value in os.environ.items() if not name.startswith("PRECEPT_")} | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(1_000):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert process.poll() is None, process.communicate()
                time.sleep(0.02)
        yield process, port
    finally:
        while _OPEN:
            _OPEN.pop().close()
        process.kill()
        if process.stdout and not process.stdout.closed:
            process.communicate()


def request(method: str, path: str, body: Any = None, *, announced: int | None = None) -> bytes:
    payload = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    length = len(payload) if announced is None else announced
    head = f"{method} {path} HTTP/1.1\r\nHost: precept\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + payload


def kent() -> bytes:
    return request("POST", PRECEPT, KENT)


def connected(port: int, sent: bytes) -> socket.socket:
    """A connection over which that was sent; it is closed when the service ends."""
    found = socket.create_connection(("127.0.0.1", port), timeout=20)
    _OPEN.append(found)
    found.sendall(sent)
    return found


def answer_of(connection: socket.socket) -> tuple[int, bytes, bytes]:
    """Status, head and body of the next answer; status 0 when the connection was closed without one."""
    held = b""
    while b"\r\n\r\n" not in held:
        if not (more := connection.recv(65_536)):
            return 0, held, b""
        held += more
    head, _, body = held.partition(b"\r\n\r\n")
    lower = head.lower()
    length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0]) if b"content-length:" in lower else 0
    while len(body) < length:
        if not (more := connection.recv(65_536)):
            break
        body += more
    return int(head.split()[1]), head, body
