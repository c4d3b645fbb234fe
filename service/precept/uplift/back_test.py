"""The model held against an uplift whose outcome is known: what it would have said, how far off, and what matters most.

Two runs of each case. *Then*: with what was published by the start; where a default rests on something published later, the
middle of its plausible range stands in for it. *Hindsight*: with the register's defaults. Around the central run every
parameter is moved alone from one end of its range to the other, and all of them together to the ends that give fewer,
and more, officers. All of it is one run of the pipeline, a row each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from precept.register.assumptions import Assumptions
from precept.register.records import BackTest, BackTestValue
from precept.register.register import Register
from precept.register.tables import BACK_TEST_VALUES, BACK_TESTS
from precept.uplift.assumptions import BOUNDS, PipelineAssumptions
from precept.uplift.pipeline import PipelineRun, run_pipeline
from precept.uplift.plan import Staffing, UpliftPlan
from precept.uplift.quantities import MONTHS_A_YEAR, Expected
from precept.workings import Figure

TRIED = (
    "attrition", "net_transfers", "volunteers", "selection_rate", "pass_rate", "course_weeks", "wait_months", "class_size",
    "intakes", "instructors", "instructor_days", "students_per_instructor_course", "students_per_instructor_refresher",
    "refresher_days",
)  # fmt: skip
"""The parameters that move the number of authorised officers; the others move money, or the deployable share alone."""
GRID = 21
"""Steps from one end of a range to the other, to find the value that alone would have given what was observed."""


@dataclass(frozen=True)
class Tried:
    """One parameter moved alone: its value and range, the officers at either end, and the value that gives what was observed.

    `swing` is the officers at the high end less those at the low; `explains` is None where no value in the range does.
    """

    name: str
    value: float
    low: float
    high: float
    at_low: float
    at_high: float
    explains: float | None

    @property
    def swing(self) -> float:
        """How far it moves the answer."""
        return self.at_high - self.at_low


@dataclass(frozen=True)
class BackTestOutcome:
    """The central run month by month, the parameters tried in order of their swing, and all of them at their ends."""

    case: BackTest
    knowledge: str
    run: PipelineRun
    months: int
    tried: tuple[Tried, ...]
    fewest: float
    most: float
    figures: tuple[Figure, ...]

    @property
    def central(self) -> float:
        """Authorised officers at the end of the month observed, by the central run."""
        return float(self.run.authorised[0, self.months - 1])

    @property
    def off_by(self) -> float:
        """The central run less what was observed."""
        return self.central - self.case.observed_officers

    @property
    def holds_what_was_observed(self) -> bool:
        """Whether what was observed lies between the fewest and the most."""
        return self.fewest <= self.case.observed_officers <= self.most


@dataclass(frozen=True)
class _Range:
    value: float
    low: float
    high: float


def back_test(name: str, knowledge: str, register: Register) -> BackTestOutcome:
    """Hold the model against one case of the register."""
    case = next(each for each in cases(register) if each.back_test == name)
    own: dict[str, BackTestValue] = {
        row.name: row
        for row in register.tables[BACK_TEST_VALUES.name].rows
        if (row.back_test, row.knowledge) == (name, knowledge)
    }
    defaults = Assumptions.of(register)
    ranges = {each: _range_of(each, own, defaults) for each in TRIED}
    months = _months_to(case)
    run = run_pipeline(_scenarios(ranges, defaults), _plan(case, months))
    at_end = run.authorised[:, months - 1]
    fewest, most = _ends_together(ranges, at_end, defaults, case, months)
    return BackTestOutcome(
        case=case,
        knowledge=knowledge,
        run=run,
        months=months,
        tried=_tried(ranges, at_end, float(case.observed_officers)),
        fewest=fewest,
        most=most,
        figures=_figures(own, defaults),
    )


def cases(register: Register) -> tuple[BackTest, ...]:
    """The cases held, in order."""
    found: tuple[BackTest, ...] = register.tables[BACK_TESTS.name].rows
    return found


def _range_of(name: str, own: Mapping[str, BackTestValue], defaults: Assumptions) -> _Range:
    if name in own:
        return _Range(float(own[name].value), float(own[name].low), float(own[name].high))
    parameter = defaults.parameters[name].parameter
    return _Range(float(parameter.default), float(parameter.low), float(parameter.high))


def _months_to(case: BackTest) -> int:
    """How many months run from the first to the one observed, both counted."""
    first, last = case.start_month, case.observed_month
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month + 1


def _plan(case: BackTest, months: int) -> UpliftPlan:
    return UpliftPlan.of(
        case.officers,
        strength_at_start=case.strength_at_start,
        months=months,
        staffing=Staffing.CONVERT,
        first_month=(case.start_month.month - 4) % MONTHS_A_YEAR,
    )


def _scenarios(ranges: Mapping[str, _Range], defaults: Assumptions) -> PipelineAssumptions:
    """Row 0 is the central run; then each parameter in turn, from its low end to its high."""
    rows = 1 + GRID * len(ranges)
    values: dict[str, Expected] = {name: np.full(rows, each.value) for name, each in ranges.items()}
    for at, (name, each) in enumerate(ranges.items()):
        values[name][1 + GRID * at : 1 + GRID * (at + 1)] = _grid(name, each)
    return _assumptions(values, defaults)


def _grid(name: str, each: _Range) -> Expected:
    grid = np.linspace(each.low, each.high, GRID)
    return np.round(grid) if BOUNDS[name].whole else grid


def _assumptions(values: Mapping[str, Expected], defaults: Assumptions) -> PipelineAssumptions:
    others: dict[str, Decimal | Expected] = {name: used.value for name, used in defaults.parameters.items()}
    return PipelineAssumptions.from_values({**others, **values})


def _tried(ranges: Mapping[str, _Range], at_end: Expected, observed: float) -> tuple[Tried, ...]:
    """Read each parameter's rows off, the widest swing first."""
    found = []
    for at, (name, each) in enumerate(ranges.items()):
        officers = at_end[1 + GRID * at : 1 + GRID * (at + 1)]
        explains = _value_at(observed, officers, _grid(name, each)) if each.low < each.high else None
        found.append(Tried(name, each.value, each.low, each.high, float(officers[0]), float(officers[-1]), explains))
    return tuple(sorted(found, key=lambda each: -abs(each.swing)))


def _value_at(observed: float, officers: Expected, grid: Expected) -> float | None:
    """Find the first value of the grid, between two steps by a straight line, that gives what was observed."""
    for step in range(GRID - 1):
        one, other = float(officers[step]), float(officers[step + 1])
        if min(one, other) <= observed <= max(one, other) and one != other:
            part = (observed - one) / (other - one)
            return float(grid[step] + part * (grid[step + 1] - grid[step]))
    return None


def _ends_together(
    ranges: Mapping[str, _Range], at_end: Expected, defaults: Assumptions, case: BackTest, months: int
) -> tuple[float, float]:
    """Every parameter at the end that alone gives fewer officers, and every one at the other."""
    values: dict[str, Expected] = {}
    for at, (name, each) in enumerate(ranges.items()):
        officers = at_end[1 + GRID * at : 1 + GRID * (at + 1)]
        rising = officers[-1] >= officers[0]
        values[name] = np.array([each.low, each.high] if rising else [each.high, each.low])
    ends = run_pipeline(_assumptions(values, defaults), _plan(case, months)).authorised[:, months - 1]
    return float(ends[0]), float(ends[1])


def _figures(own: Mapping[str, BackTestValue], defaults: Assumptions) -> tuple[Figure, ...]:
    figures = {figure.name: figure for figure in defaults.figures(TRIED) if figure.name in TRIED}
    for name, row in own.items():
        unit = defaults.parameters[name].parameter.unit
        low, high = str(row.low), str(row.high)
        figures[name] = Figure(name, str(row.value), unit, row.evidence.value, row.source, None, row.note, low, high)
    return tuple(figures[name] for name in TRIED)


def month_of(case: BackTest, number: int) -> dt.date:
    """The first day of a month of the run, 0 for the first."""
    months = case.start_month.month - 1 + number
    return dt.date(case.start_month.year + months // MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1, 1)
