"""`/metrics`: what Prometheus reads of this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from time import process_time
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from precept.api.watching import SECONDS, Watching
from precept.api.wire import CALCULATION_VERSION

_REASONS = ("overload", "rate", "slow body", "not http", "head too large")
_PAGES = Path("/proc/self/statm")
"""Where Linux says how many pages a process holds, those in memory second."""


def resident_bytes() -> int | None:
    """What this process holds in memory; None where the system does not say."""
    try:
        return int(_PAGES.read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return None


class Collected:
    """The tallies as prometheus-client collects them; its package is loaded when the first reader comes."""

    def __init__(self, watching: Watching) -> None:
        """Hold what is watched."""
        self.watching = watching

    def collect(self) -> Iterator[Any]:
        """Every family of figures."""
        from prometheus_client.core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
            InfoMetricFamily,
        )

        seen = self.watching
        labels = ("route", "method", "status")
        requests = CounterMetricFamily("precept_requests", "Requests finished.", labels=labels)
        durations = HistogramMetricFamily("precept_request_seconds", "Seconds they took.", labels=labels)
        for (route, method, status), tally in sorted(seen.tallies.items()):
            named = (route, method, str(status))
            counts = list(accumulate(tally.buckets))
            requests.add_metric(named, counts[-1])
            bounds = (*(str(each) for each in SECONDS), "+Inf")
            durations.add_metric(named, list(zip(bounds, counts, strict=True)), tally.seconds)
        yield requests
        yield durations
        refused = CounterMetricFamily("precept_refused", "Requests turned away unanswered.", labels=("reason",))
        for reason in _REASONS:
            refused.add_metric((reason,), seen.refusals[reason])
        yield refused
        yield GaugeMetricFamily("precept_requests_in_flight", "Requests not finished yet.", seen.in_flight)
        versions = {"register_version": seen.register_version, "calculation_version": CALCULATION_VERSION}
        yield InfoMetricFamily("precept_figures", "The figures and rules that answer.", versions)
        yield CounterMetricFamily("process_cpu_seconds", "User and system CPU time spent, in seconds.", process_time())
        if (resident := resident_bytes()) is not None:
            yield GaugeMetricFamily("process_resident_memory_bytes", "Resident memory size, in bytes.", resident)


@get("/metrics", include_in_schema=False)
async def get_metrics(watching: NamedDependency[Watching]) -> Response[bytes]:
    """Answer with the figures of this process, which differ every time: they have no tag."""
    from prometheus_client import CollectorRegistry  # noqa: PLC0415
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collected(watching))
    headers = {"Cache-Control": "no-store"}
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4", headers=headers)


METRIC_HANDLERS = [get_metrics]
