"""The course that an officer takes to the role, and what limits its places (cost model 6.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Generic

import numpy as np

from precept.uplift.alike import Officers, larger_of
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


@dataclass(frozen=True, eq=False)
class CourseLimits(Generic[Officers]):
    """What the limits on course places rest on whatever the strength: of one scenario, or of each of them (S,)."""

    selected_a_year: Officers
    class_places: Officers
    """Places a year in all classes."""
    instructor_days: Officers
    """Days a year that all instructors teach."""
    instructor_days_a_place: Officers
    refresher_days: Officers
    students_per_instructor_refresher: Officers
    range_student_days: Officers | None
    """Days a year that the ranges take a student; None where they are no limit."""
    course_days: Officers

    @classmethod
    def of(cls, assumptions: PipelineAssumptions, pathway: TrainingPathway) -> CourseLimits[Expected]:
        """Gather them for every scenario."""
        days, students = assumptions.range_days, assumptions.students_per_range_day
        return CourseLimits(
            selected_a_year=pathway.selected_a_year,
            class_places=assumptions.class_size * assumptions.intakes,
            instructor_days=assumptions.instructors * assumptions.instructor_days,
            instructor_days_a_place=pathway.course_days / assumptions.students_per_instructor_course,
            refresher_days=assumptions.refresher_days,
            students_per_instructor_refresher=assumptions.students_per_instructor_refresher,
            range_student_days=None if days is None or students is None else days * students,
            course_days=pathway.course_days,
        )

    def of_scenario(self: CourseLimits[Expected], row: int) -> CourseLimits[float]:
        """Those of one scenario, as numbers."""
        ranges = self.range_student_days
        return CourseLimits(
            selected_a_year=self.selected_a_year.item(row),
            class_places=self.class_places.item(row),
            instructor_days=self.instructor_days.item(row),
            instructor_days_a_place=self.instructor_days_a_place.item(row),
            refresher_days=self.refresher_days.item(row),
            students_per_instructor_refresher=self.students_per_instructor_refresher.item(row),
            range_student_days=None if ranges is None else ranges.item(row),
            course_days=self.course_days.item(row),
        )

    def places(self, strength: Officers, selected_a_year: Officers | None = None) -> tuple[Officers, ...]:
        """Places a year that volunteers, classes, instructors and ranges allow at an authorised strength.

        Refresher training of the officers in post is served first. Selected are those of the pathway, or those given.
        """
        refreshing = strength * self.refresher_days
        teaching = larger_of(0.0, self.instructor_days - refreshing / self.students_per_instructor_refresher)
        if self.range_student_days is None:
            by_range = larger_of(math.inf, strength)
        else:
            by_range = larger_of(0.0, self.range_student_days - refreshing) / self.course_days
        return (
            self.selected_a_year if selected_a_year is None else selected_a_year,
            self.class_places,
            teaching / self.instructor_days_a_place,
            by_range,
        )


def places_allowed_a_year(assumptions: PipelineAssumptions, pathway: TrainingPathway, strength: Expected) -> Expected:
    """Course places a year that each limit allows at an authorised strength (S,): an array (4, S).

    The rows are volunteers, intakes, instructors and range. Instructors and range allow fewer places as the strength grows;
    the range is infinite where none is given.
    """
    return np.stack(CourseLimits.of(assumptions, pathway).places(strength))
