"""A long batch over HTTP: when its first row is there, when its last, and the memory of the service.

    .venv/bin/python tests/benchmarks/long_answers.py [--rows 100000]

A service of its own for each type of answer; memory is the most that it held (VmHWM), before the batch and after it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.api.process import serving
from tests.benchmarks.batches import rows

ADDRESS = "http://127.0.0.1:{port}/v1/funding/batch"


def held(pid: int) -> float:
    """Largest resident memory of a process so far, in MB."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    body, few = rows(asked.rows, own_assumptions=False), rows(10, own_assumptions=False)
    for kind in ("text/csv", "application/json", "application/vnd.apache.parquet"):
        with serving() as (process, port), httpx.Client(timeout=600) as http:
            headers = {"content-type": "text/csv", "accept": kind, "accept-encoding": "identity"}
            http.post(ADDRESS.format(port=port), content=few, headers=headers)
            before, began, size, first = held(process.pid), time.perf_counter(), 0, 0.0
            with http.stream("POST", ADDRESS.format(port=port), content=body, headers=headers) as reply:
                for part in reply.iter_raw():
                    first = first or time.perf_counter() - began
                    size += len(part)
            took = time.perf_counter() - began
            print(
                f"{kind:31} {size / 1e6:6.1f} MB: first byte {first:6.2f} s, last {took:6.2f} s, "
                f"memory {before:,.0f} MB before, {held(process.pid):,.0f} MB at most"
            )


if __name__ == "__main__":
    main()
