"""The parameters of the pipeline, the backfill and the premium, under their names in cost model 6.7.

Values come from the register or the caller: this room holds no defaults.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from precept.uplift.bounds import Bounds, row_of_values
from precept.uplift.errors import ParameterMissing, ParameterOutOfRange
from precept.uplift.quantities import Expected, Whole
from precept.uplift.scenarios import repeated, scenarios_agreed

_SHARE = Bounds(0, 1)
_SHARE_ABOVE_NOTHING = Bounds(0, 1, low_open=True)
_SHARE_BELOW_ALL = Bounds(0, 1, high_open=True)
_COUNT = Bounds(0, 100_000)
_COUNT_ABOVE_NOTHING = Bounds(0, 100_000, low_open=True)
_DAYS_A_YEAR = Bounds(0, 366)
_WEEKS = Bounds(0, 104, low_open=True)
_MONTHS = Bounds(0, 240, whole=True)
_INTAKES = Bounds(1, 12, whole=True)
_PAY_POINT = Bounds(0, 7, whole=True)
_NET_FLOW = Bounds(-10_000_000, 10_000_000)

BOUNDS: Mapping[str, Bounds] = {
    "attrition": _SHARE_BELOW_ALL,
    "net_transfers": _NET_FLOW,
    "deployable_share": _SHARE_ABOVE_NOTHING,
    "volunteers": _COUNT,
    "selection_rate": _SHARE_ABOVE_NOTHING,
    "transferee_applicants": _COUNT,
    "pass_rate": _SHARE_ABOVE_NOTHING,
    "conversion_pass_rate": _SHARE_ABOVE_NOTHING,
    "course_weeks": _WEEKS,
    "conversion_weeks": _WEEKS,
    "wait_months": _MONTHS,
    "class_size": _COUNT_ABOVE_NOTHING,
    "intakes": _INTAKES,
    "instructors": _COUNT,
    "instructor_days": _DAYS_A_YEAR,
    "students_per_instructor_course": _COUNT_ABOVE_NOTHING,
    "students_per_instructor_refresher": _COUNT_ABOVE_NOTHING,
    "refresher_days": _DAYS_A_YEAR,
    "range_days": _COUNT,
    "students_per_range_day": _COUNT_ABOVE_NOTHING,
    "volunteer_point": _PAY_POINT,
    "entry_point": _PAY_POINT,
    "hire_lag": _MONTHS,
    "to_independent": _MONTHS,
    "probation_loss": _SHARE_BELOW_ALL,
    "arv_life": _COUNT_ABOVE_NOTHING,
    "officers_per_arv": Bounds(0, 10_000_000, low_open=True),
    "replacement_kit_share": _SHARE,
    "kit_renewal_after": _MONTHS,
    "to_eligible_for_firearms": _MONTHS,
    "supervisors_per_officer": Bounds(0, 10),
    "bridge_hours": Bounds(0, 8784),
    "pool_officers": _COUNT,
    "volunteering_share": _SHARE,
}
"""What each parameter must be to mean anything (cost model 6.8); the plausible range is the register's."""

_PAIRS = (("range_days", "students_per_range_day"), ("pool_officers", "volunteering_share"))
"""What is given together or not at all."""
_OPTIONAL = frozenset(name for pair in _PAIRS for name in pair)
_NEEDED = tuple(name for name in BOUNDS if name not in _OPTIONAL)


@dataclass(frozen=True, kw_only=True, eq=False)
class PipelineAssumptions:
    """One value of each parameter for each scenario: read-only arrays (S,), float64, or int64 for whole numbers.

    A number given to the constructor, or an array of one, stands for every scenario. ParameterOutOfRange names a
    parameter with which the model means nothing, RowsDisagree one with another number of scenarios.
    """

    attrition: Expected
    """Share of the authorised officers who leave the role in a year."""
    net_transfers: Expected
    """Authorised officers a year who come from other forces, less those who go to them."""
    deployable_share: Expected
    """Share of the authorised officers who can be deployed."""

    volunteers: Expected
    """Applicants a year from the force's own ranks."""
    selection_rate: Expected
    """Course places taken up per applicant."""
    transferee_applicants: Expected
    """Qualified applicants a year from other forces; each of them can take a place."""

    pass_rate: Expected
    """Share of the places on the initial course that end in a qualified officer."""
    conversion_pass_rate: Expected
    """The same, on the conversion course of a transferee."""
    course_weeks: Expected
    conversion_weeks: Expected
    wait_months: Whole
    """Months from selection to the start of the course."""

    class_size: Expected
    """Places on one course."""
    intakes: Whole
    """Courses a year, spread evenly from the first month on unless the plan names their months."""
    instructors: Expected
    instructor_days: Expected
    """Days a year that one instructor teaches."""
    students_per_instructor_course: Expected
    students_per_instructor_refresher: Expected
    refresher_days: Expected
    """Days a year that every authorised officer spends in refresher training."""

    volunteer_point: Whole
    """Pay point of the officer who takes up the role."""
    entry_point: Whole
    """Pay point of a recruit on the day of joining."""
    hire_lag: Whole
    """Months from a post falling empty, or from the decision to hire first, to the recruit joining."""
    to_independent: Whole
    """Months from joining to working alone."""
    probation_loss: Expected
    """Share of recruits who leave during probation."""

    arv_life: Expected
    """Years that an armed response vehicle lasts."""
    officers_per_arv: Expected
    replacement_kit_share: Expected
    """Share of a full issue of kit that an officer who replaces a leaver needs."""
    kit_renewal_after: Whole
    """Months from the start of the run before kit is renewed."""

    to_eligible_for_firearms: Whole
    """Months from a recruit's first day to being allowed to volunteer."""
    supervisors_per_officer: Expected
    """Sergeants added for each extra firearms officer."""
    bridge_hours: Expected
    """Hours a year of overtime or mutual aid bought for each firearms officer missing."""

    range_days: Expected | None = None
    """Days a year the ranges are open; None, with students_per_range_day, when they are no limit."""
    students_per_range_day: Expected | None = None
    pool_officers: Expected | None = None
    """Officers past probation who could volunteer, at the start; with volunteering_share, in place of volunteers."""
    volunteering_share: Expected | None = None
    """Share of the pool that applies in a year."""

    def __post_init__(self) -> None:
        """Check every parameter, make each an array, and repeat what is given once."""
        names = [name for name in BOUNDS if getattr(self, name) is not None]
        _refuse_half_a_pair(names)
        rows = {name: row_of_values(name, getattr(self, name), BOUNDS[name]) for name in names}
        scenarios = scenarios_agreed(**{name: row.size for name, row in rows.items()})
        for name, row in rows.items():
            object.__setattr__(self, name, row if row.size == scenarios else row.repeat(scenarios))

    @classmethod
    def from_values(cls, values: Mapping[str, ArrayLike | Decimal]) -> PipelineAssumptions:
        """Build from numbers (one scenario) or rows of numbers, by name; names of other rooms are left alone.

        ParameterMissing names the first parameter without a value. Only those of the range and of the pool may be left out.
        """
        for name in _NEEDED:
            if name not in values:
                raise ParameterMissing(name, f"given, {BOUNDS[name].in_words}")
        given = {name: values[name] for name in BOUNDS if name in values}
        if all(isinstance(value, Decimal | float) for value in given.values()):
            return cls._of_numbers({name: float(value) for name, value in given.items()})  # type: ignore[arg-type]
        # The constructor turns each value into the array that its field promises.
        return cls(**given)  # type: ignore[arg-type]

    @classmethod
    def _of_numbers(cls, numbers: Mapping[str, float]) -> PipelineAssumptions:
        """Build one scenario as the constructor would, with one array for all parameters in place of one for each."""
        _refuse_half_a_pair(numbers)
        for name, number in numbers.items():
            if not BOUNDS[name].hold(number):
                raise ParameterOutOfRange(name, BOUNDS[name].in_words)
        built = object.__new__(cls)
        fractions = np.array(list(numbers.values()))
        whole = fractions.astype(np.int64)
        for row in (fractions, whole):
            row.setflags(write=False)
        for place, name in enumerate(numbers):
            object.__setattr__(built, name, (whole if BOUNDS[name].whole else fractions)[place : place + 1])
        for name in _OPTIONAL - numbers.keys():
            object.__setattr__(built, name, None)
        return built

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return self.attrition.size

    def for_scenarios(self, scenarios: int) -> PipelineAssumptions:
        """Return the same assumptions for so many scenarios, where they were given for one."""
        return repeated(self, scenarios)


def _refuse_half_a_pair(names: Collection[str]) -> None:
    for pair in _PAIRS:
        given = [name for name in pair if name in names]
        if len(given) == 1:
            missing = next(name for name in pair if name not in given)
            raise ParameterMissing(missing, f"given together with {given[0]}")
