"""What is seen of every request when it is finished: one line in the log, a tally for the metrics, a trace if asked for."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from time import perf_counter, time_ns
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from precept.api.exchange import Exchange
from precept.api.problems import LONGEST_INSTANCE
from precept.api.wire import CALCULATION_VERSION

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the histogram's buckets."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"})
UNMATCHED = "unmatched"
"""The route of every address where nothing is: whoever guesses addresses makes no new time series."""
Log = Callable[[bytes], None]


class Finished(Struct, frozen=True, omit_defaults=True):
    """The line of one request. No body, no query, and nothing that a caller could write lines or colours with."""

    time: str
    level: str
    event: str
    method: str
    route: str
    status: int
    duration_ms: float
    bytes: int
    request_id: str
    calculation_version: str
    register_version: str
    path: str | None = None


class Tally:
    """Requests of one route, method and status: how many, and how long they took."""

    __slots__ = ("buckets", "seconds")

    def __init__(self) -> None:
        """None yet."""
        self.buckets = [0] * (len(SECONDS) + 1)
        self.seconds = 0.0


class Watching:
    """Sees every request once, when it is finished; without a log and traces it only counts."""

    def __init__(self, register_version: str, log: Log | None = None, tracer: Any = None) -> None:  # noqa: ANN401
        """Nothing was seen yet; `tracer` is OpenTelemetry's own, which is known only where it is configured."""
        self.register_version = register_version
        self.in_flight = 0
        self.tallies: dict[tuple[str, str, int], Tally] = {}
        self.refusals: Counter[str] = Counter()
        self._log = log
        self._tracer = tracer
        self._encode = msgspec.json.Encoder().encode

    def refused(self, reason: str) -> None:
        """Count a request that was turned away."""
        self.refusals[reason] += 1

    def finished(self, exchange: Exchange) -> None:
        """Take down one request."""
        seconds = perf_counter() - exchange.began
        route = exchange.address.path if exchange.address else UNMATCHED
        method = exchange.method if exchange.method in METHODS else "other"
        named = (route, method, exchange.status)
        tally = self.tallies.get(named) or self.tallies.setdefault(named, Tally())
        tally.buckets[bisect_left(SECONDS, seconds)] += 1
        tally.seconds += seconds
        if self._log is not None:
            self._log(self._line(exchange, named, seconds))
        if self._tracer is not None:
            self._trace(exchange, named, seconds)

    def _line(self, exchange: Exchange, named: tuple[str, str, int], seconds: float) -> bytes:
        route, method, status = named
        line = Finished(
            dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            "info",
            "request finished" if exchange.whole else "answer broken off" if status else "caller went away",
            method,
            route,
            status,
            round(seconds * 1000, 3),
            exchange.sent,
            exchange.id.decode("ascii"),
            CALCULATION_VERSION,
            self.register_version,
            quote(exchange.path[:LONGEST_INSTANCE]) if route == UNMATCHED else None,
        )
        return self._encode(line) + b"\n"

    def _trace(self, exchange: Exchange, named: tuple[str, str, int], seconds: float) -> None:
        route, method, status = named
        ended = time_ns()
        self._tracer.record(
            f"{method} {route}",
            traceparent=exchange.request.get(b"traceparent", b"").decode("latin-1"),
            began=ended - int(seconds * 1e9),
            ended=ended,
            attributes={
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
                "precept.request_id": exchange.id.decode("ascii"),
                "precept.calculation_version": CALCULATION_VERSION,
                "precept.register_version": self.register_version,
            },
        )
