"""`precept simulate`: a plan in up to a million futures, from a file; its answer, its fan, its sentence and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from msgspec import structs

from precept.api.plan_simulation_answer import (
    DriverAnswer,
    FactorDrawn,
    MoneySpread,
    OfficerSpread,
    PlanSimulationAnswer,
    SimulatedYear,
)
from precept.api.plan_simulations import PlanSimulationRequest, answer
from precept.api.sheets import SheetSpec
from precept.charts.chart import Chart, Unit
from precept.charts.fan import FanWords, Percentiles, fan
from precept.council_tax.gather import gather
from precept.files.answers import Sheet, Written
from precept.files.drawn import drawn_in_words
from precept.files.months import ByMonth
from precept.files.progress import Progress
from precept.files.questions import PlanFile, Stopped, read_question, refused_in_words
from precept.funding.plan.simulation import Block, Threads, Workers
from precept.register.register import Register
from precept.register.years import FinancialYear

MeasureWord = Literal["deployable", "gap", "general_reserve"]
PeriodWord = Literal["year", "month"]
_LEVEL_FIELDS = tuple(f"percentile_{level}" for level in (5, 25, 50, 75, 95))
_MONTH_SHEET = SheetSpec(
    "months",
    "Deployable officers by month",
    "At the end of each month, what so many percent of the futures do not exceed.",
    ("month", *_LEVEL_FIELDS),
)


@dataclass(frozen=True)
class Wanted:
    """What the caller wants of a simulation."""

    draws: int | None = None
    seed: int | None = None
    threads: int = 2
    workers: int | None = None
    cluster: str | None = None
    measure: MeasureWord | None = None
    by: PeriodWord = "year"


def simulated(path: Path, wanted: Wanted, register: Register, progress_to: TextIO) -> tuple[Written, Chart]:
    """Read a plan, run it, and lay out the answer with its fan; Stopped in words where there is none."""
    if wanted.cluster is not None and wanted.workers is not None:
        raise Stopped("Give --workers, for processes of this machine, or --cluster, for another's: never both.")
    request = read_question(path, PlanFile).to_simulate(wanted.draws, wanted.seed)
    with refused_in_words(path):
        question = request.to_question(register)
        area = gather(question.precept, register).area.name
        uplift, measure = question.uplift, wanted.measure or ("gap" if question.uplift is None else "deployable")
        if uplift is None and (measure == "deployable" or wanted.by == "month"):
            raise Stopped(f"{path}: the plan has no uplift, so no officers to look at.")
        if wanted.by == "month" and measure != "deployable":
            raise Stopped("Only deployable officers are followed by month.")
        by_month = None if uplift is None or wanted.by == "year" else ByMonth(request.draws, uplift.months)
        found = _run(request, register, wanted, by_month, progress_to)
    months: list[tuple[str, ...]] = []
    if by_month is not None and uplift is not None:
        months = [(uplift.month_text(number), *levels) for number, levels in enumerate(by_month.levels())]
    chart = _months_fan(area, months, found.draws) if months else _years_fan(area, measure, found)
    sheets: tuple[Sheet, ...] = (
        _years_sheet(found.years),
        _drivers_sheet(found.drivers),
        _factors_sheet(found.factors),
    )
    if months:
        sheets = (Sheet(_MONTH_SHEET, months), *sheets)
    title = f"{area}: {found.draws:,} futures of a plan"
    return Written(title, found, sheets, found.provenance, (*found.warnings, drawn_in_words(found))), chart


def _run(
    request: PlanSimulationRequest, register: Register, wanted: Wanted, by_month: ByMonth | None, to: TextIO
) -> PlanSimulationAnswer:
    progress = Progress(request.draws, "futures", to)

    def watch(found: Block) -> None:
        if by_month is not None:
            by_month.add(found)
        progress.add(len(found.gap))

    try:
        with _workers(wanted, to) as workers:
            return answer(request, register, workers=workers, watch=watch)
    except KeyboardInterrupt:
        raise Stopped(
            f"\nBroken off after {progress.done:,} of {request.draws:,} futures; nothing is written."
        ) from None


@contextmanager
def _workers(wanted: Wanted, to: TextIO) -> Iterator[Workers]:
    """The threads, processes or machines that the caller wants; Dask is loaded only for the latter two.

    A cluster is waited for, so that is said.
    """
    if wanted.cluster is None and wanted.workers is None:
        yield Threads(wanted.threads)
        return
    try:
        from precept.cluster.workers import WAIT_SECONDS, ClusterRefused, cluster_at, local_cluster  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise Stopped("More than one process needs Dask: pip install 'precept[cluster]'.") from error
    if wanted.cluster is not None:
        to.write(
            f"Waiting for the cluster at {wanted.cluster} and its first worker, {WAIT_SECONDS} seconds each at most.\n"
        )
        to.flush()
    try:
        with cluster_at(wanted.cluster) if wanted.cluster else local_cluster(wanted.workers or 1) as cluster:
            yield cluster
    except ClusterRefused as refused:
        raise Stopped(str(refused)) from refused


def _years_fan(area: str, measure: MeasureWord, found: PlanSimulationAnswer) -> Chart:
    words = {
        "deployable": FanWords(
            f"{area}: deployable officers on 31 March", f"{area}'s deployable officers", "on", Unit.OFFICERS
        ),
        "gap": FanWords(
            f"{area}: gap before reserves",
            f"{area}'s gap before reserves (below nothing, money is left)",
            "in",
            Unit.POUNDS,
        ),
        "general_reserve": FanWords(
            f"{area}: general reserve on 31 March", f"{area}'s general reserve", "on", Unit.POUNDS
        ),
    }[measure]
    spread = [
        Percentiles(
            year.financial_year if measure == "gap" else _last_day(year.financial_year), _levels_of(year, measure)
        )
        for year in found.years
    ]
    return fan(words, spread, found.draws)


def _months_fan(area: str, months: Sequence[tuple[str, ...]], draws: int) -> Chart:
    words = FanWords(
        f"{area}: deployable officers by month", f"{area}'s deployable officers", "at the end of", Unit.OFFICERS
    )
    spread = [
        Percentiles(f"{dt.date.fromisoformat(f'{month}-01'):%B %Y}", (low, below, middle, above, high))
        for month, low, below, middle, above, high in months
    ]
    return fan(words, spread, draws)


def _last_day(financial_year: str) -> str:
    return f"31 March {FinancialYear.parse(financial_year).ends_on.year}"


def _levels_of(year: SimulatedYear, measure: MeasureWord) -> tuple[str, str, str, str, str]:
    spread = getattr(year, measure)
    low, below, middle, above, high = _texts(spread)[1:]
    return low, below, middle, above, high


def _texts(spread: MoneySpread | OfficerSpread) -> tuple[str, ...]:
    return structs.astuple(spread)


def _years_sheet(years: Sequence[SimulatedYear]) -> Sheet:
    """One row a year, the spreads side by side."""
    columns = ["financial_year"]
    rows: list[list[str | None]] = [[year.financial_year] for year in years]
    for measure, kind in (("gap", MoneySpread), ("general_reserve", MoneySpread), ("deployable", OfficerSpread)):
        names = kind.__struct_fields__
        columns.extend(f"{measure}_{name}" for name in names)
        for row, year in zip(rows, years, strict=True):
            spread = getattr(year, measure)
            row.extend([None] * len(names) if spread is None else _texts(spread))
    shares = ("gap_percent", "under_floor_percent", "reached_percent", "over_limit_percent")
    for row, year in zip(rows, years, strict=True):
        row.extend(getattr(year, name) for name in shares)
    spec = SheetSpec(
        "years",
        "The futures by year",
        "Means and percentiles of the gap, the general reserve and deployable officers; percent of futures with a gap, under the "
        "floor, that have had the officers sought, and whose band D is excessive.",
        (*columns, *shares),
    )
    return Sheet(spec, rows)


def _drivers_sheet(found: Sequence[DriverAnswer]) -> Sheet:
    spec = SheetSpec(
        "drivers",
        "What drives the spread",
        "Percent of the last year's spread that goes with each factor.",
        DriverAnswer.__struct_fields__,
    )
    return Sheet(spec, [structs.astuple(each) for each in found])


def _factors_sheet(found: Sequence[FactorDrawn]) -> Sheet:
    spec = SheetSpec(
        "factors",
        "What is drawn",
        "Triangular distributions: the ends and the most likely value; the years of what is drawn anew for each, in words.",
        FactorDrawn.__struct_fields__,
    )
    rows = [
        (*structs.astuple(each)[:-1], "once" if each.drawn_in is None else ", ".join(each.drawn_in) or "not drawn")
        for each in found
    ]
    return Sheet(spec, rows)
