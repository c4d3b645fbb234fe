"""What one uplift rests on (rules, parts C to F): every input, and what is said when there is no answer.

CannotProject
UnusableParameter   a rate, a share or a size that the pipeline cannot run on
FigureNotHeld       a year or a pay point without a price or a unit cost
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Mode = Literal["convert", "convert_and_backfill", "recruit", "transferee"]
CountedAs = Literal["authorised", "deployable"]
Progression = Literal["climbing", "held"]
VehicleBasis = Literal["programme", "crewing"]
Binding = Literal["none", "volunteers", "class_size", "instructors", "range"]

# A whole number is a price of the base year, moved by the price multipliers and rounded to the penny;
# a tuple holds the price of each financial year, as it stands.
YearlyPrice = int | tuple[int, ...]

NOTHING = Fraction(0)
TOP_OF_THE_SCALE = 7
WORKING_DAYS_A_WEEK = 5
WEEKS_A_YEAR = 52


class CannotProject(ValueError):  # noqa: N818 (it says what is wrong)
    """The scenario has no answer."""


class UnusableParameter(CannotProject):
    """A rate, a share or a size that the pipeline cannot run on."""


class FigureNotHeld(CannotProject):
    """A year or a pay point without a price or a unit cost."""


@dataclass(frozen=True)
class Pool:
    """Officers past probation at the start, and the share of the pool that volunteers in a year."""

    officers: Fraction
    volunteering_share: Fraction


@dataclass(frozen=True)
class UpliftInputs:
    """Everything one scenario rests on. Nothing is taken from elsewhere."""

    # The uplift
    mode: Mode
    officers: Fraction
    counted_as: CountedAs
    strength_at_start: Fraction
    months: int
    months_of_the_first_year_gone: int

    # Leavers, transfers and who can be deployed
    attrition: Fraction
    net_transfers: Fraction
    deployable_share: Fraction

    # The initial course and the conversion course
    course_weeks: Fraction
    course_cost_pence: int
    pass_rate: Fraction
    conversion_weeks: Fraction
    conversion_cost_pence: int
    conversion_pass_rate: Fraction
    wait_months: int

    # What limits the places
    class_size: Fraction
    intakes: int
    volunteers: Fraction
    selection_rate: Fraction
    transferee_applicants: Fraction
    instructors: Fraction
    instructor_days: Fraction
    students_per_instructor_course: Fraction
    students_per_instructor_refresher: Fraction
    range_days: Fraction | None
    students_per_range_day: Fraction | None
    refresher_days: Fraction

    # Backfill and pay points
    hire_lag: int
    entry_point: int
    mature_point: int
    volunteer_point: int
    backfill_progression: Progression

    # Prices of the base year
    day_cost_pence: int
    ammunition_pence: int
    taser_running_pence: int
    kit_renewal_pence: int
    kit_renewal_after_months: int
    arv_price_pence: int
    arv_life_years: Fraction
    officers_per_arv: Fraction
    medical_fitness_pence: int
    travel_pence: int
    kit_issue_pence: int
    replacement_kit_share: Fraction
    recruit_cost_pence: int
    probation_loss: Fraction

    # By financial year: prices against the base year, and the cost of an officer by (year, point)
    price_multipliers: tuple[Fraction, ...]
    unit_cost_pence: Mapping[tuple[int, int], int]

    # What moves volunteers, leavers and transfers (E1). The uplift offers the allowance and the support;
    # the baseline, the same force without the uplift, does not.
    offered: bool = True
    role_allowance_pence: int = 0
    incident_support_pence: YearlyPrice = 0
    rival_offer_pence: int = 0
    volunteers_per_1000_allowance: Fraction = NOTHING
    leavers_per_1000_allowance: Fraction = NOTHING
    volunteers_per_1000_rival_offer: Fraction = NOTHING
    transfers_per_1000_rival_offer: Fraction = NOTHING
    volunteers_under_investigation: Fraction = NOTHING
    leavers_under_investigation: Fraction = NOTHING
    volunteers_with_support: Fraction = NOTHING
    leavers_with_support: Fraction = NOTHING

    # The calendar months (1 to 12) in which a course begins, in place of `intakes` evenly spread (E2)
    intake_months: tuple[int, ...] | None = None

    # Who may volunteer, in place of `volunteers` a year (E3), and how long a recruit takes (E3, E4)
    pool: Pool | None = None
    to_eligible_for_firearms: int = 0
    to_independent: int = 0

    # Supervision, and the hours that cover the posts not filled yet (E6)
    supervisors_per_officer: Fraction = NOTHING
    supervisor_cost_pence: YearlyPrice = 0
    bridge_hours: Fraction = NOTHING
    bridge_hour_cost_pence: YearlyPrice = 0

    # Cars: `officers_per_arv` as given, or a crew for each seat (E7)
    vehicle_basis: VehicleBasis = "programme"
    crew: Fraction = Fraction(1)
    officers_per_seat: Fraction = Fraction(1)

    # Those who convert keep the post they had, and response policing misses nobody; convert only (F4)
    keeps_post: bool = False
