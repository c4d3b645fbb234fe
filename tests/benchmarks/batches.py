"""Precepts by the hundred thousand against plain NumPy, and the rows a second of a batch.

    .venv/bin/python tests/benchmarks/batches.py [--rows 20000] [--rounds 5]

(a) 100,000 precept scenarios x 13 authorities x 8 bands as whole-penny bills: the rules on columns of Polars, against the same
integers written out in NumPy, found equal first; with the bills only worked out (an authority's bill is its area's: 8 of them,
and 13 precepts), and with all 13 x 8 laid out besides, which costs both the same. Then 1,000 to 1,000,000 scenarios, and all
six kinds of increase mixed. In: the frame with its terms as columns, the most allowed (the rules find it, plain NumPy does not
ask), halves away from zero for cuts too (plain NumPy: for increases only), arrays out. Out, for both: bounds, checked on entry.
(b) `POST /v1/funding/batch`: rows a second and memory, where rows share their assumptions and where each has its own.

Medians of interleaved rounds; ratios first.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl

from precept.api.funding_batch import answer, table_of
from precept.council_tax.alike import add_columns
from precept.council_tax.band_d import propose_band_d
from precept.council_tax.bands import charge_of
from precept.council_tax.requirement import precept_on
from precept.register import load_register

AUTHORITIES, BANDS = 13, (6, 7, 8, 9, 11, 13, 15, 18)
PRIOR, BASE = 1_471_500, 596_086_840
Bills = tuple[np.ndarray, np.ndarray]
BLOCK = 50_000
"""Scenarios worked out together: what bounds the memory."""
IN_CACHE = 5_000
"""Scenarios whose arrays stay in a core's cache: what plain NumPy does best with."""


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def scenarios(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Increases in ten-thousandths of a pound, and the tax base of every authority in thousandths."""
    chance = np.random.default_rng(2016)
    bases = chance.multinomial(BASE, np.full(AUTHORITIES, 1 / AUTHORITIES))
    return chance.integers(0, 120_000, number), bases


def by_rules(amounts: np.ndarray, bases: np.ndarray) -> Iterator[Bills]:
    """Every scenario's band D, then the bill of each band and the precept of each authority, from the rules on columns."""
    band_d = pl.col("band_d")
    bills = [charge_of(band_d, ninths).alias(f"band {ninths}") for ninths in BANDS]
    bills += [precept_on(int(base), band_d, 100).alias(f"authority {at}") for at, base in enumerate(bases)]
    for start in range(0, amounts.size, BLOCK):
        frame = pl.DataFrame({"amount": amounts[start : start + BLOCK]}, schema={"amount": pl.Int64}).with_columns(
            kind=pl.lit("cash"),
            prior_band_d=PRIOR,
            tax_base=BASE,
            step=100,
            rule=pl.lit("greater_of"),
            limit_percent=20_000,
            limit_cash=50_000,
        )
        figures = add_columns(frame, propose_band_d).select(bills)
        yield figures[:, : len(BANDS)].to_numpy(), figures[:, len(BANDS) :].to_numpy()


def mixed(number: int) -> pl.DataFrame:
    """As many scenarios of every kind of increase in turn."""
    amounts = {
        "percent": 34_000,
        "cash": 50_000,
        "band_d": 1_521_500,
        "requirement": 9_069_461_200,
        "maximum": 0,
        "freeze": 0,
    }
    kinds = pl.DataFrame({"kind": list(amounts), "amount": list(amounts.values())})
    return (
        pl.concat([kinds] * (number // len(amounts) + 1))
        .head(number)
        .with_columns(
            prior_band_d=PRIOR,
            tax_base=BASE,
            step=100,
            rule=pl.lit("greater_of"),
            limit_percent=20_000,
            limit_cash=50_000,
        )
    )


def by_numpy(amounts: np.ndarray, bases: np.ndarray, block: int = BLOCK) -> Iterator[Bills]:
    """The same integers, written out."""
    ninths, unit = np.array(BANDS), 10_000_000
    for start in range(0, amounts.size, block):
        asked = PRIOR + amounts[start : start + block]
        band_d = (2 * asked + 100) // 200 * 100
        bands = (2 * band_d[:, np.newaxis] * ninths + 900) // 1_800
        yield bands, (2 * band_d[:, np.newaxis] * bases + unit) // (2 * unit) * 100


def laid_out(blocks: Iterator[Bills]) -> Iterator[np.ndarray]:
    """Every authority's own bill of every band in its own place: 13 x 8 whole pennies a scenario."""
    for bands, _ in blocks:
        yield np.repeat(bands[:, np.newaxis, :], AUTHORITIES, axis=1)


def used_up(blocks: Iterator[object]) -> None:
    for _ in blocks:
        pass


def precepts(rounds: int) -> None:
    amounts, bases = scenarios(100_000)
    for ours, plain in zip(by_rules(amounts, bases), by_numpy(amounts, bases), strict=True):
        if any(not np.array_equal(one, other) for one, other in zip(ours, plain, strict=True)):
            sys.exit("the rules and the plain integers differ")
    ways: dict[str, Callable[[], Iterator[object]]] = {
        "rules": lambda: by_rules(amounts, bases),
        "NumPy": lambda: by_numpy(amounts, bases),
        f"NumPy, by {IN_CACHE:,}": lambda: by_numpy(amounts, bases, IN_CACHE),
        "rules, 13 x 8 laid out": lambda: laid_out(by_rules(amounts, bases)),
        "NumPy, 13 x 8 laid out": lambda: laid_out(by_numpy(amounts, bases)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            seconds[name].append(timed(lambda way=way: used_up(way())))
    each = {name: statistics.median(taken) / amounts.size * 1e9 for name, taken in seconds.items()}
    print(
        f"(a) 100,000 scenarios x {AUTHORITIES} authorities x {len(BANDS)} bands, Polars on {pl.thread_pool_size()} threads"
    )
    print(f"    {each['rules'] / each['NumPy']:.2f} x NumPy: 8 bills and 13 precepts a scenario")
    print(
        f"    {each['rules, 13 x 8 laid out'] / each['NumPy, 13 x 8 laid out']:.2f} x NumPy: 13 x 8 bills laid out besides"
    )
    print(
        f"    {each['rules'] / each[f'NumPy, by {IN_CACHE:,}']:.2f} x NumPy in blocks of {IN_CACHE:,}, which fit its cache"
    )
    for name, nanoseconds in each.items():
        print(f"    {name:24} {nanoseconds:8,.0f} ns a scenario")
    for number in (1_000, 10_000, 100_000, 1_000_000):
        more, _ = scenarios(number)
        runs = [timed(lambda more=more: used_up(laid_out(by_rules(more, bases)))) for _ in range(rounds)]
        taken = statistics.median(runs)
        print(
            f"    {number:>9,} scenarios: {taken:8.4f} s, {taken / number * 1e9:8,.0f} ns each, memory {memory():,.0f} MB"
        )

    frame = mixed(BLOCK)
    taken = statistics.median(timed(lambda: add_columns(frame, propose_band_d)) for _ in range(rounds))
    print(f"    band D alone, six kinds of increase mixed: {taken / BLOCK * 1e9:8,.0f} ns a scenario")


def memory() -> float:
    """Largest resident memory of this process so far, in MB."""
    held = re.search(r"VmHWM:\s+([0-9]+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(held[1]) / 1024 if held else float("nan")


def rows(number: int, *, own_assumptions: bool) -> bytes:
    """A CSV of scenarios of Kent: increases, officers and strengths, and a pass rate each where asked."""
    chance, out = random.Random(2016), io.StringIO()
    out.write("police_area,financial_year,increase,baseline,officers,strength_at_start,pass_rate\r\n")
    for _ in range(number):
        pass_rate = f"{chance.uniform(0.4, 0.8):.4f}" if own_assumptions else "0.6"
        increase = f"cash:{chance.randrange(1_200) / 100:.2f}"
        out.write(
            f"E23000032,2016-17,{increase},percent:2,{chance.randrange(60)},{chance.randrange(60, 90)},{pass_rate}\r\n"
        )
    return out.getvalue().encode()


def batch(number: int, which: str) -> None:
    """One batch in a process of its own, so that its memory is its own."""
    register = load_register()
    body = rows(number, own_assumptions=which == "own")

    def work(sent: bytes) -> None:
        used_up(answer(table_of(sent, "text/csv", register, 32, len(body)), "text/csv", register))

    work(rows(10, own_assumptions=False))
    before = memory()
    taken = timed(lambda: work(body))
    print(
        f"{which:>6} assumptions: {number / taken:8,.0f} rows a second, {before:,.0f} MB before, {memory():,.0f} MB at most"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=["shared", "own"], help="one batch alone")
    asked = parser.parse_args()
    if asked.only:
        batch(asked.rows, asked.only)
        return
    precepts(asked.rounds)
    print(f"(b) POST /v1/funding/batch, {asked.rows:,} rows of CSV, without HTTP:", flush=True)
    for which in ("shared", "own"):
        subprocess.run(
            [sys.executable, __file__, "--rows", str(asked.rows), "--only", which], check=True, env={**os.environ}
        )


if __name__ == "__main__":
    main()
