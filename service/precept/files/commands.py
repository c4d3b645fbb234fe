"""The commands that take a question from a file: simulate, sensitivity, options. Loaded when one of them is called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from precept.api.plan_simulations import LARGEST_SEED
from precept.api.sensitivity import MeasureWord as TriedWord
from precept.charts.chart import Chart
from precept.files.answers import TableWord, Written, checked, say_and_write
from precept.files.options import compared
from precept.files.questions import MOST_DRAWS, Stopped
from precept.files.sensitivity import tried
from precept.files.simulate import MeasureWord, PeriodWord, Wanted, simulated
from precept.register import load_register
from precept.register.faults import RegisterRefused
from precept.register.register import Register
from precept.settings import SettingsRefused, read_settings

MOST_THREADS = 64
Out = Annotated[Path | None, Parameter(help="A file for the answer: .json, or its tables as .csv, .xlsx or .parquet.")]
Drawn = Annotated[Path | None, Parameter(help="A file for the chart: .svg or .png.")]
Table = Annotated[TableWord, Parameter(help="How the table is printed.")]


def simulate(
    plan: Path,
    *,
    draws: Annotated[
        int | None, Parameter(validator=Number(gte=1, lte=MOST_DRAWS), help="Futures; 100,000 unless the plan says.")
    ] = None,
    seed: Annotated[int | None, Parameter(validator=Number(gte=0, lte=LARGEST_SEED), help="Names the draws.")] = None,
    threads: Annotated[int, Parameter(validator=Number(gte=1, lte=MOST_THREADS), help="The answer is the same.")] = 2,
    workers: Annotated[
        int | None, Parameter(validator=Number(gte=1, lte=MOST_THREADS), help="Processes instead of threads, by Dask.")
    ] = None,
    cluster: Annotated[
        str | None,
        Parameter(help="Where a Dask scheduler listens, such as tcp://10.0.0.5:8786: its machines do the work."),
    ] = None,
    out: Out = None,
    chart: Drawn = None,
    measure: Annotated[
        MeasureWord | None, Parameter(help="What the chart is of; officers if the plan has any.")
    ] = None,
    by: Annotated[PeriodWord, Parameter(help="By month only deployable officers are followed.")] = "year",
    table: Table = "markdown",
) -> None:
    """Run a plan (the body of POST /v1/funding/simulations, in a file) in up to a million futures."""
    wanted = Wanted(draws, seed, threads, workers, cluster, measure, by)
    _answered(plan, lambda register: simulated(plan, wanted, register, sys.stderr), out, chart, table)


def sensitivity(
    plan: Path,
    *,
    out: Out = None,
    chart: Drawn = None,
    measure: Annotated[TriedWord | None, Parameter(help="What is looked at.")] = None,
    table: Table = "markdown",
) -> None:
    """Try what moves a plan most (the body of POST /v1/funding/sensitivity, in a file)."""
    _answered(plan, lambda register: tried(plan, measure, register), out, chart, table)


def options(question: Path, *, out: Out = None, chart: Drawn = None, table: Table = "markdown") -> None:
    """Set increases side by side (the body of POST /v1/precepts/options, in a file)."""
    _answered(question, lambda register: compared(question, register), out, chart, table)


def _answered(
    question: Path,
    work: Callable[[Register], tuple[Written, Chart]],
    out: Path | None,
    drawn: Path | None,
    table: TableWord,
) -> None:
    try:
        checked(question, out, drawn)
        found, chart = work(load_register(read_settings().fixtures_folder))
        say_and_write(found, chart, out=out, drawn=drawn, table=table, to=sys.stdout)
    except (Stopped, SettingsRefused, RegisterRefused) as stopped:
        sys.exit(str(stopped))
