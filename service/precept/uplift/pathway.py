"""The course that an officer takes to the role, and what limits its places (cost model 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.plan import Staffing
from precept.uplift.quantities import MONTHS_A_YEAR, WEEKS_A_YEAR, Expected, Whole

TRAINING_DAYS_A_WEEK = 5


class PipelineLimit(IntEnum):
    """What kept an intake below the places asked for; of two equal limits the one named first is said to bind."""

    NONE = 0
    VOLUNTEERS = 1
    """Applicants selected; for transferees, applicants from other forces."""
    INTAKES = 2
    """The size of the class."""
    INSTRUCTORS = 3
    RANGE = 4

    @property
    def in_words(self) -> str:
        """Name the limit within a sentence."""
        return ("no limits", "volunteers", "class sizes", "instructors", "range days")[self]


@dataclass(frozen=True, eq=False)
class TrainingPathway:
    """The initial course of a volunteer, or the conversion course of a transferee: arrays (S,)."""

    course_weeks: Expected
    course_days: Expected
    pass_rate: Expected
    selected_a_year: Expected
    """Applicants a year who can take up a place, at the start; from a pool there may be fewer or more later."""
    months_to_qualify: Whole
    """Months from the intake to the month in which those who pass are authorised: at least one."""

    @classmethod
    def of(cls, assumptions: PipelineAssumptions, staffing: Staffing) -> TrainingPathway:
        """Choose the course by where the officers come from."""
        if staffing is Staffing.TRANSFEREE:
            weeks, pass_rate = assumptions.conversion_weeks, assumptions.conversion_pass_rate
            selected = assumptions.transferee_applicants
        else:
            weeks, pass_rate = assumptions.course_weeks, assumptions.pass_rate
            selected = selected_of(assumptions, assumptions.pool_officers)
        course_months = np.ceil(weeks * MONTHS_A_YEAR / WEEKS_A_YEAR).astype(np.int64)
        return cls(
            course_weeks=weeks,
            course_days=weeks * TRAINING_DAYS_A_WEEK,
            pass_rate=pass_rate,
            selected_a_year=selected,
            months_to_qualify=course_months + assumptions.wait_months,
        )


def selected_of(assumptions: PipelineAssumptions, pool: Expected | None) -> Expected:
    """Volunteers a year who are selected: a share of the pool (S,) where one is given, else those who usually apply."""
    if pool is None or assumptions.volunteering_share is None:
        return assumptions.volunteers * assumptions.selection_rate
    return pool * assumptions.volunteering_share * assumptions.selection_rate


def places_allowed_a_year(
    assumptions: PipelineAssumptions,
    pathway: TrainingPathway,
    strength: Expected,
    selected_a_year: Expected | None = None,
) -> Expected:
    """Course places a year that each limit allows at an authorised strength (S,): an array (4, S).

    The rows are volunteers, intakes, instructors and range. Refresher training of the officers in post is served
    first, so instructors and range allow fewer places as the strength grows; the range is infinite where none is given.
    Selected are those of the pathway, or from a pool those of the month.
    """
    return np.stack(
        [
            pathway.selected_a_year if selected_a_year is None else selected_a_year,
            assumptions.class_size * assumptions.intakes,
            _places_by_instructors(assumptions, pathway, strength),
            _places_by_range(assumptions, pathway, strength),
        ]
    )


def _places_by_instructors(assumptions: PipelineAssumptions, pathway: TrainingPathway, strength: Expected) -> Expected:
    days = assumptions.instructors * assumptions.instructor_days
    for_refreshers = strength * assumptions.refresher_days / assumptions.students_per_instructor_refresher
    for_one_place = pathway.course_days / assumptions.students_per_instructor_course
    places: Expected = np.maximum(0.0, days - for_refreshers) / for_one_place
    return places


def _places_by_range(assumptions: PipelineAssumptions, pathway: TrainingPathway, strength: Expected) -> Expected:
    if assumptions.range_days is None or assumptions.students_per_range_day is None:
        return np.full(strength.shape, np.inf)
    student_days = assumptions.range_days * assumptions.students_per_range_day
    places: Expected = np.maximum(0.0, student_days - strength * assumptions.refresher_days) / pathway.course_days
    return places
