"""The course that each staffing takes, when it begins, and what limits the places on it (D, E2)."""

from __future__ import annotations

import math
from fractions import Fraction

from . import influences
from .pipeline_inputs import WEEKS_A_YEAR, WORKING_DAYS_A_WEEK, Binding, UnusableParameter, UpliftInputs


def check(inputs: UpliftInputs) -> None:
    rules = {
        "the attrition must be at least 0 and under 1": 0 <= inputs.attrition < 1,
        "the pass rate must be over 0 and at most 1": 0 < pass_rate(inputs) <= 1,
        "the selection rate must be over 0 and at most 1": 0 < inputs.selection_rate <= 1,
        "the deployable share must be over 0 and at most 1": 0 < inputs.deployable_share <= 1,
        "the probation loss must be at least 0 and under 1": 0 <= inputs.probation_loss < 1,
        "the class size must be over 0": inputs.class_size > 0,
        "there must be 1 to 12 intakes a year": 1 <= intakes_a_year(inputs) <= 12,
        "an intake month is one of the twelve, named once": are_calendar_months(inputs.intake_months),
        "the course must take some time": course_weeks(inputs) > 0,
        "the wait for a course cannot be negative": inputs.wait_months >= 0,
        "the hire lag cannot be negative": inputs.hire_lag >= 0,
        "the months until a recruit may volunteer cannot be negative": inputs.to_eligible_for_firearms >= 0,
        "the months until a recruit works alone cannot be negative": inputs.to_independent >= 0,
        "the pool cannot be negative": inputs.pool is None or inputs.pool.officers >= 0,
        "the share that volunteers must be 0 to 1": inputs.pool is None or 0 <= inputs.pool.volunteering_share <= 1,
        "a car needs a crew and each seat its officers": inputs.crew > 0 and inputs.officers_per_seat > 0,
        "the uplift must start in a month of the year": 0 <= inputs.months_of_the_first_year_gone < 12,
    }
    for rule, kept in rules.items():
        if not kept:
            raise UnusableParameter(rule)


def are_calendar_months(months: tuple[int, ...] | None) -> bool:
    if months is None:
        return True
    return len(set(months)) == len(months) and all(1 <= month <= 12 for month in months)


# --- The course that this mode takes ----------------------------------------------------------


def course_weeks(inputs: UpliftInputs) -> Fraction:
    return inputs.conversion_weeks if inputs.mode == "transferee" else inputs.course_weeks


def course_cost(inputs: UpliftInputs) -> int:
    if inputs.mode == "transferee":
        return inputs.conversion_cost_pence
    return inputs.course_cost_pence


def pass_rate(inputs: UpliftInputs) -> Fraction:
    return inputs.conversion_pass_rate if inputs.mode == "transferee" else inputs.pass_rate


def months_to_qualify(inputs: UpliftInputs) -> int:
    return math.ceil(course_weeks(inputs) * 12 / WEEKS_A_YEAR) + inputs.wait_months


def course_days(inputs: UpliftInputs) -> float:
    return float(WORKING_DAYS_A_WEEK * course_weeks(inputs))


# --- When a course begins ---------------------------------------------------------------------


def intakes_a_year(inputs: UpliftInputs) -> int:
    return inputs.intakes if inputs.intake_months is None else len(inputs.intake_months)


def is_intake_month(inputs: UpliftInputs, t: int) -> bool:
    """Begin in the months named; else spread the year's intakes as evenly as months allow, from month 0."""
    if inputs.intake_months is not None:
        return calendar_month(inputs, t) in inputs.intake_months
    return (t * inputs.intakes) % 12 < inputs.intakes


def calendar_month(inputs: UpliftInputs, t: int) -> int:
    """1 is January. A financial year begins in April."""
    return (3 + inputs.months_of_the_first_year_gone + t) % 12 + 1


# --- The places of an intake ------------------------------------------------------------------


def candidates_a_year(inputs: UpliftInputs, pool: float | None = None) -> Fraction:
    """Count those who could take a place: all transferees who apply, the volunteers who are selected."""
    if inputs.mode == "transferee":
        return influences.transferee_applicants(inputs)
    if inputs.pool is None:
        return influences.volunteers(inputs) * inputs.selection_rate
    officers = float(inputs.pool.officers) if pool is None else pool
    return influences.volunteers_of_the_pool(inputs, officers) * inputs.selection_rate


def places_granted(
    inputs: UpliftInputs, authorised: float, asked: float, pool: float | None = None
) -> tuple[float, Binding]:
    """Grant what the tightest limit leaves of the places asked for; on a tie the first named bound."""
    tightest = asked
    binding: Binding = "none"
    for name, limit in limits_of_an_intake(inputs, authorised, pool):
        if limit < tightest:
            tightest, binding = limit, name
    return tightest, binding


def limits_of_an_intake(
    inputs: UpliftInputs, authorised: float, pool: float | None = None
) -> list[tuple[Binding, float]]:
    """Places that one intake can have. The order settles ties."""
    limits: list[tuple[Binding, float]] = [
        ("volunteers", float(candidates_a_year(inputs, pool)) / intakes_a_year(inputs)),
        ("class_size", float(inputs.class_size)),
        ("instructors", instructor_limit(inputs, authorised)),
    ]
    if inputs.range_days is not None and inputs.students_per_range_day is not None:
        student_days = float(inputs.range_days * inputs.students_per_range_day)
        limits.append(("range", range_limit(inputs, authorised, student_days)))
    return limits


def instructor_limit(inputs: UpliftInputs, authorised: float) -> float:
    """Serve refresher training first: it keeps the existing officers legal."""
    refresher = authorised * float(inputs.refresher_days) / float(inputs.students_per_instructor_refresher)
    left = max(0.0, float(inputs.instructors * inputs.instructor_days) - refresher)
    days_a_student = course_days(inputs) / float(inputs.students_per_instructor_course)
    return left / days_a_student / intakes_a_year(inputs)


def range_limit(inputs: UpliftInputs, authorised: float, student_days: float) -> float:
    left = max(0.0, student_days - authorised * float(inputs.refresher_days))
    return left / course_days(inputs) / intakes_a_year(inputs)
