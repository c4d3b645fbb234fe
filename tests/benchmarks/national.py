"""One policy for all areas and years held: in this process, and over HTTP against the same server's empty route.

    .venv/bin/python -m tests.benchmarks.national [--rounds 20]

`GET /v1/precepts/policy` (every area and year of which band D is held) and `GET /v1/funding/policy` (every count of armed
officers). Rounds are interleaved (in process, over HTTP, as many bytes from the empty route of that server, by one caller over
one connection each); medians; ratios first.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from tests.benchmarks.requests import EMPTY, answer_of, free_port, length_of, request_bytes, started, wait_until_ready

from precept.api import policy, uplift_policy
from precept.register import load_register

INCREASE, MORE = "percent:1.99", "50"
PATHS = {
    "precepts/policy": f"/v1/precepts/policy?increase={INCREASE}",
    "funding/policy": f"/v1/funding/policy?more_percent={MORE}",
}


@dataclass
class Seconds:
    """Of every round: worked out here, over HTTP, and the same bytes from the empty route."""

    here: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)


def timed(work: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


async def exchanges(port: int, requests: list[bytes]) -> list[float]:
    """Ask each over a connection of its own that is there already; the seconds of each."""
    found = []
    for request in requests:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        began = time.perf_counter()
        writer.write(request)
        await answer_of(reader)
        found.append(time.perf_counter() - began)
        writer.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()
    register = load_register()
    encode = msgspec.json.encode
    work: dict[str, Callable[[], bytes]] = {
        "precepts/policy": lambda: encode(policy.answer(policy.PolicyQuery(increase=INCREASE), register)),
        "funding/policy": lambda: encode(
            uplift_policy.answer(uplift_policy.UpliftPolicyQuery(more_percent=MORE), register)
        ),
    }
    sizes = {name: len(each()) for name, each in work.items()}
    found = {name: Seconds() for name in PATHS}
    with started(str(EMPTY), str(port := free_port()), *map(str, sizes.values())):
        wait_until_ready(port, "/ready")
        for number in range(asked.rounds + 1):
            for name, path in PATHS.items():
                request = request_bytes("GET", path, None)
                if not number and (length := asyncio.run(length_of(port, request))) != sizes[name]:
                    raise SystemExit(f"{name}: {length:,} bytes over HTTP, {sizes[name]:,} here")
                here = timed(work[name])
                both = [request, request_bytes("GET", f"/v1/empty/{sizes[name]}", None)]
                over_http, empty = asyncio.run(exchanges(port, both))
                if number:
                    found[name].here.append(here)
                    found[name].asked.append(over_http)
                    found[name].empty.append(empty)
    heads = ("of empty", "of here", "here ms", "HTTP ms", "empty ms", "rows", "KB", "ms a row")
    print(f"{'policy':<18}{''.join(f'{head:>10}' for head in heads)}")
    for name, seconds in found.items():
        here, over_http, empty = (
            statistics.median(each) * 1000 for each in (seconds.here, seconds.asked, seconds.empty)
        )
        rows = len(json.loads(work[name]())["areas"])
        ratios = f"{empty / over_http:>10.3f}{here / over_http:>10.3f}"
        print(
            f"{name:<18}{ratios}{here:>10.1f}{over_http:>10.1f}{empty:>10.2f}{rows:>10,}{sizes[name] / 1000:>10,.0f}"
            f"{over_http / rows:>10.4f}"
        )


if __name__ == "__main__":
    main()
