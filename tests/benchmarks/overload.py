"""Five times the sustainable rate: how much is still answered, how late, and how soon all is well again.

    .venv/bin/python tests/benchmarks/overload.py [--seconds 10] [--times 5] [--route funding|precept]

One worker is started on a free port of this machine. First its peak is measured with a few connections that ask as fast as
they are answered. Then requests arrive at a multiple of that rate, whether or not earlier ones were answered, over as many
connections as it takes (512 at most: beyond that they wait in this client, and that wait is told apart). Then one caller asks
until its answers are as quick as before. /health is asked all along.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from precept.api.funding import KENT_FUNDING_REQUEST
from precept.api.precepts import KENT_REQUEST

ROUTES = {
    "funding": ("/v1/funding/calculate", KENT_FUNDING_REQUEST),
    "precept": ("/v1/precepts/calculate", KENT_REQUEST),
}
MOST_CONNECTIONS = 512


@dataclass
class Seen:
    """What came back: seconds of each answer by status, and what was wrong with any 503."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    waited_here: float = 0.0

    def add(self, status: int, seconds: float, head: bytes) -> None:
        """Take down one answer."""
        self.seconds.setdefault(status, []).append(seconds)
        if status == 503 and (b"retry-after: " not in head.lower() or b"application/problem+json" not in head):
            self.faults["a 503 that is not clean"] += 1


class Caller:
    """Asks over connections that are kept; one that fails is a fault, and replaced."""

    def __init__(self, port: int, request: bytes) -> None:
        """Nothing is connected yet."""
        self.port = port
        self.request = request
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.room = asyncio.Semaphore(MOST_CONNECTIONS)

    async def ask(self, seen: Seen, due: float) -> None:
        """Ask once; what a request waited for a connection is not the service's."""
        async with self.room:
            sent = time.perf_counter()
            seen.waited_here = max(seen.waited_here, sent - due)
            try:
                reader, writer = await self.connection()
                writer.write(self.request)
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
            except (OSError, EOFError) as error:
                seen.faults[type(error).__name__] += 1
                return
            seen.add(int(head[9:12]), time.perf_counter() - sent, head)
            self.idle.append((reader, writer))

    async def connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """One that is kept, unless the service has closed it for having been idle; else a new one."""
        while self.idle:
            reader, writer = self.idle.pop()
            if not reader.at_eof():
                return reader, writer
        return await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)

    async def peak(self, seconds: float, connections: int) -> tuple[float, Seen]:
        """Ask as fast as is answered; return answers a second."""
        seen = Seen()
        until = time.perf_counter() + seconds

        async def one() -> None:
            while time.perf_counter() < until:
                await self.ask(seen, time.perf_counter())

        await asyncio.gather(*(one() for _ in range(connections)))
        return len(seen.seconds.get(200, [])) / seconds, seen

    async def flood(self, rate: float, seconds: float) -> Seen:
        """Ask at that rate, whatever comes back."""
        seen = Seen()
        began = time.perf_counter()
        async with asyncio.TaskGroup() as asking:
            for number in range(int(rate * seconds)):
                due = began + number / rate
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                asking.create_task(self.ask(seen, due))
        return seen

    async def recovery(self, calm: float) -> float:
        """Ask one at a time until twenty answers in a row are nearly as quick as in calm; return the seconds to the first."""
        began = time.perf_counter()
        first, in_row = began, 0
        while in_row < 20 and time.perf_counter() - began < 30:
            seen = Seen()
            asked = time.perf_counter()
            await self.ask(seen, asked)
            quick = 200 in seen.seconds and seen.seconds[200][0] <= 1.5 * calm
            first, in_row = (asked if not in_row else first, in_row + 1) if quick else (first, 0)
        return first - began if in_row >= 20 else float("inf")


def request_bytes(method: str, path: str, body: object = None) -> bytes:
    """Write one keep-alive request."""
    payload = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload


def memory_of(process: int) -> int:
    """Resident kilobytes of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def percentile(seconds: list[float], share: float) -> float:
    """That share of the answers took so many milliseconds or fewer."""
    return sorted(seconds)[int(len(seconds) * share)] * 1000 if seconds else float("nan")


async def measure(port: int, process: int, asked: argparse.Namespace) -> None:
    """Measure peak, overload and recovery, and report."""
    path, body = ROUTES[asked.route]
    caller, watcher = Caller(port, request_bytes("POST", path, body)), Caller(port, request_bytes("GET", "/health"))
    await caller.peak(2, 8)
    peak, at_peak = await caller.peak(asked.seconds / 2, 8)
    calm = Seen()
    for _ in range(50):
        await caller.ask(calm, time.perf_counter())
    calm_p90 = percentile(calm.seconds[200], 0.9) / 1000
    before = memory_of(process)
    began = time.perf_counter()
    flood, health = await asyncio.gather(
        caller.flood(asked.times * peak, asked.seconds), watcher.flood(20, asked.seconds)
    )
    took = max(time.perf_counter() - began, asked.seconds)
    recovered = await caller.recovery(calm_p90)
    after = memory_of(process)
    good, refused = flood.seconds.get(200, []), flood.seconds.get(503, [])
    asked_in_all = int(asked.times * peak * asked.seconds)
    print(
        f"{path}: peak {peak:,.0f}/s, p99 {percentile(at_peak.seconds[200], 0.99):.0f} ms; then {asked.times * peak:,.0f}/s"
    )
    print(
        f"answered     {len(good) / took:,.0f}/s, {len(good) / took / peak:.0%} of peak; p99 {percentile(good, 0.99):.0f} ms"
    )
    print(f"refused      {len(refused):,} of {asked_in_all:,} with 503; p50 {percentile(refused, 0.5):.1f} ms, "
          f"p99 {percentile(refused, 0.99):.1f} ms")  # fmt: skip
    print(f"other        {({each: len(found) for each, found in flood.seconds.items() if each not in (200, 503)})} "
          f"{dict(flood.faults)}")  # fmt: skip
    watched = {each: len(found) for each, found in health.seconds.items()}
    print(f"/health      {watched}, "
          f"p99 {percentile(health.seconds.get(200, []), 0.99):.0f} ms")  # fmt: skip
    print(f"memory       {after / before:.2f} times ({before // 1024} MB before)")
    print(f"normal again {recovered:.2f} s after; in this client a request waited {flood.waited_here:.2f} s at most")


def main() -> None:
    """Start a worker, measure, and stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--times", type=float, default=5)
    parser.add_argument("--route", choices=ROUTES, default="funding")
    asked = parser.parse_args()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "precept.cli", "serve", "--port", str(port)],
        env=os.environ | {"PRECEPT_LOG_LEVEL": "warning"},
    )
    try:
        for _ in range(500):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/ready").close()
                break
            except OSError:
                time.sleep(0.02)
        asyncio.run(measure(port, server.pid, asked))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
