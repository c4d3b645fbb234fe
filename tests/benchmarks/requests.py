"""Requests a second, p50 and p99 of each calculation against the same server without one, in one run.

    .venv/bin/python tests/benchmarks/requests.py [--seconds 5] [--rounds 3] [--connections 16]

One worker is started on a free port of this machine, with empty routes beside the service's own (`empty.py`): each reads the
body of a calculation and sends as many bytes back as its answer has. Beside it stands one with a bare application (`bare.py`)
that does the same without the service around it. Modules are compiled first, as they are in the image: the service is
started once for that, and again to see how long it takes to be ready. Rounds are interleaved (a calculation, its empty
route, its bare exchange, the next …), medians are reported, ratios first: a ratio holds when the machine's speed drifts, a
figure alone does not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from precept.api.funding import KENT_FUNDING_REQUEST
from precept.api.precepts import KENT_REQUEST

BARE, EMPTY = (Path(__file__).with_name(name) for name in ("bare.py", "empty.py"))
COMPILED = Path(tempfile.gettempdir()) / "precept-compiled"
"""Where the compiled modules are kept from one run to the next."""
Route = tuple[str, str, dict[str, object] | None]

ROUTES: dict[str, Route] = {
    "health": ("GET", "/health", None),
    "precepts/calculate": ("POST", "/v1/precepts/calculate", KENT_REQUEST),
    "officer-costs/calculate": (
        "POST",
        "/v1/officer-costs/calculate",
        {"police_area": "E23000032", "financial_year": "2016-17"},
    ),
    "uplifts/calculate": (
        "POST",
        "/v1/uplifts/calculate",
        {"police_area": "E23000032", "start_month": "2016-04", "officers": 24, "strength_at_start": "76"},
    ),
    "funding/calculate": ("POST", "/v1/funding/calculate", KENT_FUNDING_REQUEST),
    "precepts/solve": (
        "GET",
        "/v1/precepts/solve?police_area=E23000032&financial_year=2016-17&target=most_allowed",
        None,
    ),
    "precepts/options (four)": (
        "GET",
        "/v1/precepts/options?police_area=E23000032&financial_year=2016-17&options=freeze,percent:1.99,cash:5.00,maximum",
        None,
    ),
    "precepts/comparison (all)": ("GET", "/v1/precepts/comparison", None),
}


@dataclass
class Measured:
    """What one route did over the rounds: seconds of every request, and requests a second of every round."""

    latencies: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def free_port() -> int:
    """Find a port of the loopback address that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def request_bytes(method: str, path: str, body: dict[str, object] | None) -> bytes:
    """Write one keep-alive request."""
    payload = json.dumps(body).encode() if body is not None else b""
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(payload)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + payload


async def connection(port: int, request: bytes, until: float, latencies: list[float]) -> None:
    """Ask one question after another over one connection until the time is up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    while time.perf_counter() < until:
        started = time.perf_counter()
        writer.write(request)
        await answer_of(reader)
        latencies.append(time.perf_counter() - started)
    writer.close()


async def answer_of(reader: asyncio.StreamReader) -> int:
    """Read one answer, and return how many bytes its body has."""
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(f"not a 200: {head[:200]!r}")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return length


async def length_of(port: int, request: bytes) -> int:
    """Ask once, and return how many bytes the answer has."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(request)
    length = await answer_of(reader)
    writer.close()
    return length


async def round_of(port: int, request: bytes, seconds: float, connections: int) -> list[float]:
    """Load one route for so many seconds."""
    latencies: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(connection(port, request, until, latencies) for _ in range(connections)))
    return latencies


def wait_until_ready(port: int, path: str) -> float:
    """Wait for a server; return the seconds it took."""
    started = time.perf_counter()
    while time.perf_counter() - started < 30:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}"):
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise SystemExit("the service did not start")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    asked = parser.parse_args()
    with started("-m", "precept.cli", "serve", "--port", str(port := free_port())):
        wait_until_ready(port, "/ready")
    with started("-m", "precept.cli", "serve", "--port", str(port := free_port())) as service:
        ready, idle = wait_until_ready(port, "/ready"), resident_megabytes(service.pid)
        lengths = {name: asyncio.run(length_of(port, request_bytes(*route))) for name, route in ROUTES.items()}
    sizes = [str(length) for length in lengths.values()]
    with (
        started(str(EMPTY), str(port := free_port()), *sizes),
        started(str(BARE), str(bare_port := free_port()), *sizes),
    ):
        wait_until_ready(port, "/ready")
        wait_until_ready(bare_port, f"/{sizes[0]}")
        found = {name: (Measured(), Measured(), Measured()) for name in ROUTES}
        for number in range(asked.rounds + 1):
            seconds = asked.seconds if number else 1
            for name, (method, path, body) in ROUTES.items():
                ways = ((port, path), (port, f"/v1/empty/{lengths[name]}"), (bare_port, f"/{lengths[name]}"))
                for (where, asked_path), measured in zip(ways, found[name], strict=True):
                    request = request_bytes(method, asked_path, body)
                    latencies = asyncio.run(round_of(where, request, seconds, asked.connections))
                    if number:
                        measured.latencies += latencies
                        measured.rates.append(len(latencies) / seconds)
    report(found, asked.connections, ready, idle)


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python program for as long as it is needed; nothing is refused for load, which is `overload.py`'s to measure."""
    settings = {"PRECEPT_LOG_LEVEL": "warning", "PRECEPT_LONGEST_WAIT_SECONDS": "30"}
    settings |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    server = subprocess.Popen([sys.executable, *command], env=os.environ | settings)
    try:
        yield server
    finally:
        server.terminate()
        server.wait()


def resident_megabytes(process: int) -> float:
    """Read how much of a process lies in memory; Linux alone says so."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def report(found: dict[str, tuple[Measured, Measured, Measured]], connections: int, ready: float, idle: float) -> None:
    """Print ratios first, then the figures."""
    print(f"{connections} connections, one worker; ready {ready:.2f} s after the start, {idle:.0f} MB then")
    heads = ("of empty", "of bare", "requests/s", "p50 ms", "p99 ms", "empty/s", "bare/s")
    print(f"{'route':<26}{''.join(f'{head:>11}' for head in heads)}")
    for name, (measured, empty, bare) in found.items():
        rate, empty_rate, bare_rate = (statistics.median(each.rates) for each in (measured, empty, bare))
        ordered = sorted(measured.latencies)
        p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
        ratios = f"{rate / empty_rate:>11.3f}{rate / bare_rate:>11.3f}"
        print(f"{name:<26}{ratios}{rate:>11,.0f}{p50:>11.2f}{p99:>11.2f}{empty_rate:>11,.0f}{bare_rate:>11,.0f}")


if __name__ == "__main__":
    main()
