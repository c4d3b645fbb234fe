"""10,000 uplifts of 60 months: officers, backfill and money, against the bare NumPy recursion of the stock alone.

    .venv/bin/python tests/benchmarks/uplifts.py [--scenarios 10000] [--months 60] [--rounds 5]

Medians of interleaved rounds; the ratio first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from precept.register import load_register
from precept.register.assumptions import Assumptions
from precept.uplift import PipelineAssumptions, UpliftPlan, run_backfill, run_pipeline
from precept.uplift.costing import uplift_terms
from precept.uplift.money import uplift_money
from precept.uplift.plan import CountedAs, Staffing
from precept.uplift.question import UpliftQuestion


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bare_recursion(attrition: np.ndarray, pass_rate: np.ndarray, months: int) -> np.ndarray:
    """The stock alone: leavers, and those who pass a fixed intake every third month."""
    loss = 1 - (1 - attrition) ** (1 / 12)
    stock = np.full(attrition.size, 76.0)
    by_month = np.empty((months, attrition.size))
    for month in range(months):
        stock = stock * (1 - loss) + (4.375 * pass_rate if month % 3 == 0 else 0.0)
        by_month[month] = stock
    return by_month


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    register = load_register()
    question = UpliftQuestion(
        dt.date(2016, 4, 1), -(-asked.months // 12), 24, Decimal(76), Staffing.CONVERT_AND_BACKFILL, CountedAs.AUTHORISED,
        Assumptions.of(register), "E23000032",
    )  # fmt: skip
    terms = uplift_terms(question, register)
    draws = np.random.default_rng(20160204)
    attrition, pass_rate = draws.uniform(0.05, 0.13, asked.scenarios), draws.uniform(0.45, 0.75, asked.scenarios)
    values = {name: used.value for name, used in question.assumptions.parameters.items()}
    assumptions = PipelineAssumptions.from_values({**values, "attrition": attrition, "pass_rate": pass_rate})
    plan = UpliftPlan.of(24, strength_at_start=76, months=asked.months, staffing=Staffing.CONVERT_AND_BACKFILL)

    def officers() -> object:
        return run_pipeline(assumptions, plan)

    def everything() -> object:
        run = run_pipeline(assumptions, plan)
        return uplift_money(run, run_backfill(run), terms.prices, terms.officer_costs)

    def bare() -> object:
        return bare_recursion(attrition, pass_rate, asked.months)

    seconds: dict[str, list[float]] = {"bare recursion": [], "pipeline": [], "pipeline, backfill and money": []}
    for _ in range(asked.rounds):
        for name, work in zip(seconds, (bare, officers, everything), strict=True):
            seconds[name].append(timed(work))
    base = statistics.median(seconds["bare recursion"])
    print(f"{asked.scenarios:,} scenarios x {asked.months} months, medians of {asked.rounds} rounds")
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        each = middle / asked.scenarios / asked.months * 1e9
        print(f"{name:30} {middle / base:8.1f} x bare {middle:8.3f} s {each:8.0f} ns a scenario and month")
    print(f"largest resident memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
