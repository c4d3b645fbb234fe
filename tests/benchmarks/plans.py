"""100,000 futures of a plan of five years with its pipeline by month: seconds, threads, the share of drawing, memory.

    .venv/bin/python tests/benchmarks/plans.py [--draws 100000] [--years 5] [--rounds 3] [--threads 2]

Each run is a process of its own, so that its memory is its own; medians of interleaved rounds; the ratios first.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time

import msgspec
import numpy as np

from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.funding.plan.assess import plan
from precept.funding.plan.factors import START_DELAY, factors_of
from precept.funding.plan.simulation import BLOCK, MOST_YEARS, drawn, simulate_plan
from precept.register import load_register

TARGET_SECONDS = 10
COLUMNS = 16
"""Fifteen factors, and whether awards follow prices."""


def once(draws: int, years: int, threads: int) -> dict[str, float]:
    """Run one simulation, and then draw its numbers alone."""
    register = load_register()
    asked = msgspec.convert({**KENT_PLAN, "years": years}, PlanAsked)
    outcome = plan(asked.to_question(register), asked.to_rates(), register)
    factors = [each for each in factors_of(outcome.terms, register) if each.name != START_DELAY]
    simulate_plan(outcome, factors, seed=1, draws=BLOCK)
    resting = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    simulate_plan(outcome, factors, seed=2016, draws=draws, threads=threads)
    simulated = time.perf_counter()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    blocks = range(-(-draws // BLOCK))
    drawing = time.perf_counter()
    for number in blocks:
        drawn(factors, seed=2016, number=number, years=years)
    shaped = time.perf_counter()
    for number in blocks:
        np.random.Generator(np.random.Philox(key=np.array([2016, number], dtype=np.uint64))).random(
            (BLOCK, MOST_YEARS * COLUMNS)
        )
    return {
        "seconds": simulated - began,
        "drawing": shaped - drawing,
        "uniform": time.perf_counter() - shaped,
        "resting": resting / 1024,
        "most": most / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        print(json.dumps(once(asked.draws, asked.years, asked.threads)))
        return
    runs: dict[tuple[int, int], list[dict[str, float]]] = {
        (asked.draws // 10, 1): [],
        (asked.draws, 1): [],
        (asked.draws, asked.threads): [],
    }
    for _ in range(asked.rounds):
        for (draws, threads), found in runs.items():
            command = (sys.executable, __file__, "--once", "--years", str(asked.years), "--draws", str(draws))
            done = subprocess.run((*command, "--threads", str(threads)), capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    middle = {
        run: {name: statistics.median(each[name] for each in found) for name in found[0]} for run, found in runs.items()
    }
    few, one, several = middle.values()
    print(
        f"{asked.draws:,} futures x {asked.years} years by month, {os.cpu_count()} cores, medians of {asked.rounds} rounds"
    )
    print(f"{asked.threads} threads against one       {one['seconds'] / several['seconds']:8.2f} times as fast")
    print(f"drawing random numbers       {one['drawing'] / one['seconds']:8.1%} of one thread's time")
    print(f"  of which uniform numbers   {one['uniform'] / one['seconds']:8.1%}")
    print(f"a tenth of the futures       {one['seconds'] / few['seconds']:8.1f} times as quick")
    for name, found in (("one thread", one), (f"{asked.threads} threads", several)):
        within = "within" if found["seconds"] <= TARGET_SECONDS else "beyond"
        print(
            f"{name:28} {found['seconds']:8.2f} s, {within} {TARGET_SECONDS} s; "
            f"{found['seconds'] / asked.draws * 1e6:.1f} µs a future"
        )
        print(f"  most resident memory       {found['most']:8.0f} MB, {found['resting']:.0f} MB before")


if __name__ == "__main__":
    main()
