"""Hours in minutes: mixed questions, good and bad, one after the other, and what the process holds in memory meanwhile.

    .venv/bin/python -m tests.benchmarks.soak [--minutes 30] [--callers 4]

One worker is started on a free port of this machine. Every fourth request is a malformed one of the hostile corpus; the others
are one of each kind. Printed: requests, answers by status, memory every tenth of the time, and its slope over the second half in
MiB for every 10,000 requests. It ends with 1 when an answer is wrong, or the slope is above 1 MiB; in the first minutes
memory still settles, so a short run needs another --steepest.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

from tests.api.exchanges import Reply, exchange
from tests.api.process import serving
from tests.api.test_hostile_corpus import CORPUS, REFUSED_BY_THE_SERVER, errors_of_rows, resident_bytes
from tests.api.test_steadiness import ONE_OF_EACH_KIND, what_came_back

MIB = 2**20
STEEPEST = 1.0
"""MiB for every 10,000 requests."""
AT_A_TIME = 400


def mixed() -> list[tuple[str, bytes, bool]]:
    """Three good requests and a bad one, over and over until every bad one was asked."""
    bad = [(f"{kind}: {name}", sent) for kind, requests in CORPUS.items() for name, sent in requests.items()]
    good = cycle(ONE_OF_EACH_KIND.items())
    return [
        each
        for name, sent in bad
        for each in [*((other, asked, True) for other, asked in islice(good, 3)), (name, sent, False)]
    ]


def fault_of(name: str, good: bool, reply: Reply, first: dict[str, object]) -> str | None:
    """What is wrong with an answer: an error of ours, another answer than the first time, or a bad request that passed."""
    if reply.status >= 500 or reply.status == 0:
        return f"{reply.status} to {name}"
    if good:
        return (
            None
            if first.setdefault(name, what_came_back(reply)) == what_came_back(reply)
            else f"another answer to {name}"
        )
    if reply.status == 200:
        return None if errors_of_rows(reply) else f"{name} was answered"
    if not reply.reached_the_application and (reply.status, reply.json()["type"]) not in REFUSED_BY_THE_SERVER:
        return f"{reply.status} before the application to {name}"
    return None


def slope(points: list[tuple[int, int]]) -> float:
    """Bytes a request, by least squares over the second half."""
    late = points[len(points) // 2 :]
    requests, held = (sum(each) / len(late) for each in zip(*late, strict=True))
    spread = sum((x - requests) ** 2 for x, _ in late)
    return sum((x - requests) * (y - held) for x, y in late) / spread if spread else 0.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--callers", type=int, default=4)
    asked.add_argument("--steepest", type=float, default=STEEPEST, help="MiB for every 10,000 requests")
    options = asked.parse_args()
    statuses, faults = Counter[int](), Counter[str]()
    first: dict[str, object] = {}
    points: list[tuple[int, int]] = []
    requests = cycle(mixed())
    with (
        serving(log_level="error", batches_at_once=8) as (process, port),
        ThreadPoolExecutor(options.callers) as callers,
    ):
        began = time.monotonic()
        for sent in itertools.count(AT_A_TIME, AT_A_TIME):
            batch = list(islice(requests, AT_A_TIME))
            for (name, _, good), reply in zip(
                batch, callers.map(lambda each: exchange(port, each[1]), batch), strict=True
            ):
                statuses[reply.status] += 1
                if (fault := fault_of(name, good, reply, first)) is not None:
                    faults[fault] += 1
            points.append((sent, resident_bytes(process.pid)))
            if time.monotonic() - began >= options.minutes * 60:
                break
        seconds = time.monotonic() - began
    for requests_by_then, held in points[:: max(1, len(points) // 10)]:
        print(f"{requests_by_then:>10,} requests   {held / MIB:>8.1f} MiB")
    steep = slope(points) * 10_000 / MIB
    total = statuses.total()
    print(f"{total:,} requests in {seconds / 60:.1f} minutes, {total / seconds:.0f} a second")
    print(f"answers by status: {dict(sorted(statuses.items()))}")
    print(f"memory in the second half: {steep:+.2f} MiB for every 10,000 requests (at most {options.steepest})")
    print(
        f"wrong answers: {faults.total()}", *(f"  {count} x {what}" for what, count in faults.most_common(10)), sep="\n"
    )
    return int(bool(faults) or steep > options.steepest)


if __name__ == "__main__":
    sys.exit(main())
