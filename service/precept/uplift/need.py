"""What it takes to reach a strength by a month, and to hold it: qualifiers, places, volunteers, instructors (cost model 6.3).

To reach H from H0 in T months with as many qualifying every month: of those in post a share `am` leaves each month, so
H = H0 x r^T + q x (1 + r + ... + r^(T-1)), with r = 1 - am, and q follows. A qualifier takes 1 / pass rate places, and a place
1 / selection rate volunteers. To hold H, as many must qualify as leave. Officers gained from other forces need no course.
Refresher training of those in post is served first, by instructors as by ranges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.months import monthly_attrition
from precept.uplift.pathway import PipelineLimit, TrainingPathway, places_allowed_a_year
from precept.uplift.plan import Staffing
from precept.uplift.quantities import MONTHS_A_YEAR


@dataclass(frozen=True)
class Need:
    """What a year of it takes: officers, places and volunteers in expected numbers, courses and instructors in whole ones.

    `instructors` teach the places and the refreshers of `strength` officers. None where a rate makes it endless.
    """

    strength: float
    qualifiers: float
    places: float
    volunteers: float | None
    courses: int
    instructors: int


@dataclass(frozen=True)
class UpliftNeed:
    """To reach the strength sought by the month asked for, and to hold it from then on, against what is allowed a year.

    `allowed` has the places a year of each limit at the strength sought, the lowest of which is `binding` where it falls
    short of what reaching, or holding, takes.
    """

    strength_at_start: float
    sought: float
    months: int
    reach: Need
    hold: Need
    allowed: dict[PipelineLimit, float]
    binding_to_reach: PipelineLimit
    binding_to_hold: PipelineLimit


def what_it_takes(
    assumptions: PipelineAssumptions, staffing: Staffing, *, strength_at_start: float, sought: float, months: int
) -> UpliftNeed:
    """Work out the need of one scenario."""
    pathway = TrainingPathway.of(assumptions, staffing)
    loss = float(monthly_attrition(assumptions.attrition)[0])
    transfers = float(assumptions.net_transfers[0]) / MONTHS_A_YEAR
    to_reach = max(0.0, joiners_a_month(strength_at_start, sought, months, loss) - transfers)
    to_hold = max(0.0, sought * loss - transfers)
    by_limit = places_allowed_a_year(assumptions, pathway, np.array([sought]))[:, 0]
    allowed = {PipelineLimit(code): float(places) for code, places in enumerate(by_limit, start=1)}
    reach, hold = (_need(each, sought, assumptions, pathway, staffing) for each in (to_reach, to_hold))
    return UpliftNeed(
        strength_at_start=strength_at_start,
        sought=sought,
        months=months,
        reach=reach,
        hold=hold,
        allowed=allowed,
        binding_to_reach=_binding(reach.places, allowed),
        binding_to_hold=_binding(hold.places, allowed),
    )


def joiners_a_month(start: float, sought: float, months: int, loss: float) -> float:
    """How many must join every month for so many to be in post after so many months; below nothing where fewer are sought."""
    kept = (1 - loss) ** months
    joined_and_kept = months if loss == 0 else (1 - kept) / loss
    return (sought - start * kept) / joined_and_kept


def _need(
    a_month: float, strength: float, assumptions: PipelineAssumptions, pathway: TrainingPathway, staffing: Staffing
) -> Need:
    qualifiers = a_month * MONTHS_A_YEAR
    places = qualifiers / float(pathway.pass_rate[0])
    rate = 1.0 if staffing is Staffing.TRANSFEREE else float(assumptions.selection_rate[0])
    class_size = float(assumptions.class_size[0])
    return Need(
        strength=strength,
        qualifiers=qualifiers,
        places=places,
        volunteers=places / rate if rate > 0 else None,
        courses=math.ceil(places / class_size - _HAIR),
        instructors=_instructors(places, strength, assumptions, pathway),
    )


_HAIR = 1e-9
"""What float64 may leave above a whole number of courses or instructors."""


def _instructors(places: float, strength: float, assumptions: PipelineAssumptions, pathway: TrainingPathway) -> int:
    """Instructors for so many places a year and the refreshers of so many officers: days over the days each teaches."""
    course = places * float(pathway.course_days[0]) / float(assumptions.students_per_instructor_course[0])
    refreshers = (
        strength * float(assumptions.refresher_days[0]) / float(assumptions.students_per_instructor_refresher[0])
    )
    days = float(assumptions.instructor_days[0])
    return math.ceil((course + refreshers) / days - _HAIR) if days > 0 else 0


def _binding(places: float, allowed: dict[PipelineLimit, float]) -> PipelineLimit:
    smallest = min(allowed, key=lambda limit: allowed[limit])
    return smallest if places > allowed[smallest] + _HAIR else PipelineLimit.NONE
