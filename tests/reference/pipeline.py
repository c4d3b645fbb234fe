"""An uplift in firearms officers, month by month (rules, parts C to F), for one scenario.

Officers are expected numbers (floats); money is whole pence. Rates and shares are parts of one.
Month 0 is the month the uplift starts, year 0 the financial year it falls in.

    pipeline_inputs     what the scenario rests on, and what is said when there is no answer
    influences          what moves volunteers, leavers and transfers
    courses             which course, when it begins, what limits its places
    staffing            what is sought, and the recruits behind those converted
    transferees         who joined, by months of service
    pipeline_officers   the officers of each month
    role_costs          the premium, the cost to qualify, the sustained cost
    pipeline_money      the money of each month and year

All of it that answers a question can be had from here.
"""

from __future__ import annotations

from .courses import (
    calendar_month,
    candidates_a_year,
    check,
    course_cost,
    course_days,
    course_weeks,
    instructor_limit,
    intakes_a_year,
    is_intake_month,
    limits_of_an_intake,
    months_to_qualify,
    pass_rate,
    places_granted,
    range_limit,
)
from .influences import (
    attrition,
    leavers_multiplier,
    monthly_attrition,
    net_transfers,
    volunteers_multiplier,
)
from .pipeline_inputs import (
    TOP_OF_THE_SCALE,
    WEEKS_A_YEAR,
    WORKING_DAYS_A_WEEK,
    Binding,
    CannotProject,
    CountedAs,
    FigureNotHeld,
    Mode,
    Pool,
    Progression,
    UnusableParameter,
    UpliftInputs,
    VehicleBasis,
    YearlyPrice,
)
from .pipeline_money import (
    Month,
    Year,
    baseline_replacement,
    full_year_effect,
    kit_renewal_of,
    month_of,
    opportunity_of,
    pay_of,
    pence,
    year_of,
    year_total,
    years_of,
)
from .pipeline_officers import (
    Stock,
    in_training,
    places_asked_for,
    qualified_in,
    staying,
    stock_by_month,
    students_who_count,
    transfers_possible,
    transfers_who_count,
)
from .role_costs import (
    cost_of_courses_to_qualify,
    cost_to_qualify,
    cost_to_qualify_a_replacement,
    entry_cost,
    kept_for_those_in_post,
    kit_renewal,
    mature_cost,
    officers_per_arv,
    premium,
    premium_without_kit_renewal,
    price_multiplier,
    sustainable_officers,
    sustained_cost,
    unit_cost,
)
from .staffing import (
    Backfill,
    backfill_by_month,
    extra_officers_wanted,
    hires_by_month,
    point_of_recruit,
    posts_left_behind,
    recruits_by_point,
    response_shortfall,
    sought_strength,
)
from .transferees import (
    mix_by_point,
)

__all__ = [
    "TOP_OF_THE_SCALE",
    "WEEKS_A_YEAR",
    "WORKING_DAYS_A_WEEK",
    "Backfill",
    "Binding",
    "CannotProject",
    "CountedAs",
    "FigureNotHeld",
    "Mode",
    "Month",
    "Pool",
    "Progression",
    "Stock",
    "UnusableParameter",
    "UpliftInputs",
    "VehicleBasis",
    "Year",
    "YearlyPrice",
    "attrition",
    "backfill_by_month",
    "baseline_replacement",
    "calendar_month",
    "candidates_a_year",
    "check",
    "cost_of_courses_to_qualify",
    "cost_to_qualify",
    "cost_to_qualify_a_replacement",
    "course_cost",
    "course_days",
    "course_weeks",
    "entry_cost",
    "extra_officers_wanted",
    "full_year_effect",
    "hires_by_month",
    "in_training",
    "instructor_limit",
    "intakes_a_year",
    "is_intake_month",
    "kept_for_those_in_post",
    "kit_renewal",
    "kit_renewal_of",
    "leavers_multiplier",
    "limits_of_an_intake",
    "mature_cost",
    "mix_by_point",
    "month_of",
    "monthly_attrition",
    "months_to_qualify",
    "net_transfers",
    "officers_per_arv",
    "opportunity_of",
    "pass_rate",
    "pay_of",
    "pence",
    "places_asked_for",
    "places_granted",
    "point_of_recruit",
    "posts_left_behind",
    "premium",
    "premium_without_kit_renewal",
    "price_multiplier",
    "qualified_in",
    "range_limit",
    "recruits_by_point",
    "response_shortfall",
    "run",
    "sought_strength",
    "staying",
    "stock_by_month",
    "students_who_count",
    "sustainable_officers",
    "sustained_cost",
    "transfers_possible",
    "transfers_who_count",
    "unit_cost",
    "volunteers_multiplier",
    "year_of",
    "year_total",
    "years_of",
]


def run(inputs: UpliftInputs) -> tuple[tuple[Month, ...], tuple[Year, ...]]:
    """Project the uplift by month and by financial year."""
    check(inputs)
    stocks = stock_by_month(inputs)
    backfill = backfill_by_month(inputs, [stock.extra for stock in stocks])
    in_post = [sum(month.paid_by_point.values()) for month in backfill]
    shortfalls = [response_shortfall(inputs, stocks[t].extra, in_post, t) for t in range(inputs.months)]
    months = tuple(month_of(inputs, t, stocks[t], backfill[t], shortfalls[t]) for t in range(inputs.months))
    return months, years_of(inputs, months)
