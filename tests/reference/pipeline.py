"""An uplift in firearms officers, month by month (rules, parts C and D), for one scenario.

Officers are expected numbers (floats); money is whole pence. Rates and shares are parts of one.
Month 0 is the month the uplift starts, year 0 the financial year it falls in.

    CannotProject
      UnusableParameter   a rate, a share or a size that the pipeline cannot run on
      FigureNotHeld       a year or a pay point without a price or a unit cost
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .rounding import half_up

Mode = Literal["convert", "convert_and_backfill", "transferee"]
CountedAs = Literal["authorised", "deployable"]
Progression = Literal["climbing", "held"]
Binding = Literal["none", "volunteers", "class_size", "instructors", "range"]

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


@dataclass(frozen=True)
class Stock:
    """Officers in one month; the counts of officers are at the month's end."""

    leavers: float
    qualified: float
    transfers: float
    authorised: float
    deployable: float
    extra: float
    in_training: float
    asked: float
    places: float
    binding: Binding


@dataclass(frozen=True)
class Backfill:
    """The recruits who fill the posts left behind, and how many are paid at each pay point."""

    hires: float
    paid_by_point: Mapping[int, float]


@dataclass(frozen=True)
class Month:
    """One month of officers and of money in pence."""

    month: int
    year: int
    leavers: float
    qualified: float
    transfers: float
    authorised: float
    deployable: float
    extra: float
    in_training: float
    asked: float
    places: float
    binding: Binding
    hires: float
    backfill_in_post: float
    pay: int
    premium: int
    kit_renewal: int
    course: int
    kit: int
    recruitment: int
    opportunity: int
    recurring: int
    one_off: int
    in_year: int


@dataclass(frozen=True)
class Year:
    """One financial year: the stock at its end, the flows and the money in it."""

    year: int
    authorised: float
    deployable: float
    extra: float
    places: float
    qualified: float
    leavers: float
    hires: float
    pay: int
    premium: int
    kit_renewal: int
    course: int
    kit: int
    recruitment: int
    opportunity: int
    recurring: int
    one_off: int
    in_year: int
    baseline_replacement: int
    full_year_effect: int


def run(inputs: UpliftInputs) -> tuple[tuple[Month, ...], tuple[Year, ...]]:
    """Project the uplift by month and by financial year."""
    check(inputs)
    stocks = stock_by_month(inputs)
    backfill = backfill_by_month(inputs, [stock.extra for stock in stocks])
    months = tuple(month_of(inputs, t, stocks[t], backfill[t]) for t in range(inputs.months))
    return months, years_of(inputs, months)


def check(inputs: UpliftInputs) -> None:
    rules = {
        "the attrition must be at least 0 and under 1": 0 <= inputs.attrition < 1,
        "the pass rate must be over 0 and at most 1": 0 < pass_rate(inputs) <= 1,
        "the selection rate must be over 0 and at most 1": 0 < inputs.selection_rate <= 1,
        "the deployable share must be over 0 and at most 1": 0 < inputs.deployable_share <= 1,
        "the probation loss must be at least 0 and under 1": 0 <= inputs.probation_loss < 1,
        "the class size must be over 0": inputs.class_size > 0,
        "there must be 1 to 12 intakes a year": 1 <= inputs.intakes <= 12,
        "the course must take some time": course_weeks(inputs) > 0,
        "the wait for a course cannot be negative": inputs.wait_months >= 0,
        "the hire lag cannot be negative": inputs.hire_lag >= 0,
        "the uplift must start in a month of the year": 0 <= inputs.months_of_the_first_year_gone < 12,
    }
    for rule, kept in rules.items():
        if not kept:
            raise UnusableParameter(rule)


# --- The course that this mode takes ----------------------------------------------------------


def course_weeks(inputs: UpliftInputs) -> Fraction:
    return inputs.conversion_weeks if inputs.mode == "transferee" else inputs.course_weeks


def course_cost(inputs: UpliftInputs) -> int:
    if inputs.mode == "transferee":
        return inputs.conversion_cost_pence
    return inputs.course_cost_pence


def pass_rate(inputs: UpliftInputs) -> Fraction:
    return inputs.conversion_pass_rate if inputs.mode == "transferee" else inputs.pass_rate


def candidates_a_year(inputs: UpliftInputs) -> Fraction:
    if inputs.mode == "transferee":
        return inputs.transferee_applicants
    return inputs.volunteers * inputs.selection_rate


def months_to_qualify(inputs: UpliftInputs) -> int:
    return math.ceil(course_weeks(inputs) * 12 / WEEKS_A_YEAR) + inputs.wait_months


# --- Part C: premium, cost to qualify, sustained cost -----------------------------------------


def price_multiplier(inputs: UpliftInputs, year: int) -> Fraction:
    if not 0 <= year < len(inputs.price_multipliers):
        raise FigureNotHeld(f"no price multiplier for year {year}")
    return inputs.price_multipliers[year]


def unit_cost(inputs: UpliftInputs, year: int, point: int) -> int:
    if (year, point) not in inputs.unit_cost_pence:
        raise FigureNotHeld(f"no unit cost for year {year} at point {point}")
    return inputs.unit_cost_pence[year, point]


def premium(inputs: UpliftInputs, year: int) -> int:
    """Add up what the role adds to the cost of an officer in a year, kit renewal included."""
    return premium_without_kit_renewal(inputs, year) + kit_renewal(inputs, year)


def premium_without_kit_renewal(inputs: UpliftInputs, year: int) -> int:
    vehicle = Fraction(inputs.arv_price_pence) / inputs.arv_life_years / inputs.officers_per_arv
    components = (
        inputs.refresher_days * inputs.day_cost_pence,
        Fraction(inputs.ammunition_pence),
        Fraction(inputs.taser_running_pence),
        vehicle,
        Fraction(inputs.medical_fitness_pence),
    )
    return sum(half_up(each * price_multiplier(inputs, year)) for each in components)


def kit_renewal(inputs: UpliftInputs, year: int) -> int:
    return half_up(inputs.kit_renewal_pence * price_multiplier(inputs, year))


def cost_of_courses_to_qualify(inputs: UpliftInputs, year: int) -> int:
    """Pay for the failed places too: a failed place still costs a place."""
    places = (course_cost(inputs) + inputs.travel_pence) / pass_rate(inputs)
    return half_up(places * price_multiplier(inputs, year))


def cost_to_qualify(inputs: UpliftInputs, year: int) -> int:
    """Price one more qualified officer, with new kit."""
    kit = half_up(inputs.kit_issue_pence * price_multiplier(inputs, year))
    return cost_of_courses_to_qualify(inputs, year) + kit


def cost_to_qualify_a_replacement(inputs: UpliftInputs, year: int) -> int:
    """Price a leaver's replacement; some or all of the kit may be handed on."""
    kit = inputs.kit_issue_pence * inputs.replacement_kit_share * price_multiplier(inputs, year)
    return cost_of_courses_to_qualify(inputs, year) + half_up(kit)


def sustained_cost(inputs: UpliftInputs, year: int, point: int) -> int:
    """Price one extra officer kept in post for a year, pay at `point`, leavers replaced."""
    pay = 0 if inputs.mode == "convert" else unit_cost(inputs, year, point)
    replacement = half_up(inputs.attrition * cost_to_qualify_a_replacement(inputs, year))
    return pay + premium(inputs, year) + replacement


def mature_cost(inputs: UpliftInputs, year: int) -> int:
    """Price an officer once pay has matured; a transferee stays at his or her own point."""
    point = inputs.volunteer_point if inputs.mode == "transferee" else inputs.mature_point
    return sustained_cost(inputs, year, point)


def sustainable_officers(recurring_pence: int, fixed_pence: int, sustained_pence: int) -> int:
    """How many extra officers the recurring money keeps for good."""
    if sustained_pence <= 0:
        raise UnusableParameter("an officer must cost something")
    return max(0, (recurring_pence - fixed_pence) // sustained_pence)


# --- Part D: officers -------------------------------------------------------------------------


def monthly_attrition(inputs: UpliftInputs) -> float:
    """Find the monthly rate that compounds to the annual one."""
    return 1.0 - math.pow(1.0 - float(inputs.attrition), 1.0 / 12.0)


def extra_officers_wanted(inputs: UpliftInputs) -> Fraction:
    if inputs.counted_as == "deployable":
        return inputs.officers / inputs.deployable_share
    return inputs.officers


def stock_by_month(inputs: UpliftInputs) -> list[Stock]:
    start = float(inputs.strength_at_start)
    authorised = start
    places: list[float] = []
    stocks: list[Stock] = []
    for t in range(inputs.months):
        qualified = qualified_in(inputs, places, t)
        leavers = monthly_attrition(inputs) * authorised
        transfers = transfers_possible(inputs, authorised - leavers + qualified)
        authorised = authorised - leavers + qualified + transfers
        asked = 0.0
        if is_intake_month(inputs, t):
            asked = places_asked_for(inputs, authorised, in_training(inputs, places, t))
        granted, binding = places_granted(inputs, authorised, asked)
        places.append(granted)
        stocks.append(
            Stock(
                leavers=leavers,
                qualified=qualified,
                transfers=transfers,
                authorised=authorised,
                deployable=float(inputs.deployable_share) * authorised,
                extra=max(0.0, authorised - start),
                in_training=in_training(inputs, places, t),
                asked=asked,
                places=granted,
                binding=binding,
            )
        )
    return stocks


def qualified_in(inputs: UpliftInputs, places: Sequence[float], t: int) -> float:
    started = t - months_to_qualify(inputs)
    if started < 0:
        return 0.0
    return places[started] * float(pass_rate(inputs))


def transfers_possible(inputs: UpliftInputs, officers_left: float) -> float:
    """Take a twelfth of the year's net transfers; no more go than there are."""
    return max(float(inputs.net_transfers) / 12.0, -officers_left)


def is_intake_month(inputs: UpliftInputs, t: int) -> bool:
    """Spread the year's intakes as evenly as whole months allow, the first in month 0."""
    return (t * inputs.intakes) % 12 < inputs.intakes


def in_training(inputs: UpliftInputs, places: Sequence[float], t: int) -> float:
    """Those on a course at the end of month t, of the places filled so far."""
    length = months_to_qualify(inputs)
    return sum(filled for k, filled in enumerate(places) if k + length > t)


def places_asked_for(inputs: UpliftInputs, authorised: float, training: float) -> float:
    """Enough to be at the target when this intake qualifies, leavers until then included."""
    passing = float(pass_rate(inputs))
    length = months_to_qualify(inputs)
    target = float(inputs.strength_at_start + extra_officers_wanted(inputs))
    leaving = authorised * (1.0 - (1.0 - monthly_attrition(inputs)) ** length)
    transfers = length * float(inputs.net_transfers) / 12.0
    short = target - authorised - training * passing + leaving - transfers
    return max(0.0, short / passing)


def places_granted(inputs: UpliftInputs, authorised: float, asked: float) -> tuple[float, Binding]:
    """Grant what the tightest limit leaves of the places asked for; on a tie the first named bound."""
    tightest = asked
    binding: Binding = "none"
    for name, limit in limits_of_an_intake(inputs, authorised):
        if limit < tightest:
            tightest, binding = limit, name
    return tightest, binding


def limits_of_an_intake(inputs: UpliftInputs, authorised: float) -> list[tuple[Binding, float]]:
    """Places that one intake can have. The order settles ties."""
    limits: list[tuple[Binding, float]] = [
        ("volunteers", float(candidates_a_year(inputs)) / inputs.intakes),
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
    return left / days_a_student / inputs.intakes


def range_limit(inputs: UpliftInputs, authorised: float, student_days: float) -> float:
    left = max(0.0, student_days - authorised * float(inputs.refresher_days))
    return left / course_days(inputs) / inputs.intakes


def course_days(inputs: UpliftInputs) -> float:
    return float(WORKING_DAYS_A_WEEK * course_weeks(inputs))


# --- Backfill ---------------------------------------------------------------------------------


def backfill_by_month(inputs: UpliftInputs, extra: Sequence[float]) -> list[Backfill]:
    """Fill the posts left behind `hire_lag` months later, in the backfill mode only."""
    if inputs.mode != "convert_and_backfill":
        return [Backfill(hires=0.0, paid_by_point={}) for _ in extra]
    hires = hires_by_month(inputs, extra)
    if inputs.backfill_progression == "held":
        paid = [{inputs.entry_point: posts_left_behind(inputs, extra, t)} for t in range(len(extra))]
    else:
        paid = [recruits_by_point(inputs, hires, t) for t in range(len(extra))]
    return [Backfill(hires=hires[t], paid_by_point=paid[t]) for t in range(len(extra))]


def posts_left_behind(inputs: UpliftInputs, extra: Sequence[float], t: int) -> float:
    """Find the posts that the extra officers of `hire_lag` months ago had left."""
    return extra[t - inputs.hire_lag] if t >= inputs.hire_lag else 0.0


def hires_by_month(inputs: UpliftInputs, extra: Sequence[float]) -> list[float]:
    """Hire for each post never filled before; a post once filled stays filled."""
    hires: list[float] = []
    filled = 0.0
    for t in range(len(extra)):
        now_filled = max(filled, posts_left_behind(inputs, extra, t))
        hires.append(now_filled - filled)
        filled = now_filled
    return hires


def recruits_by_point(inputs: UpliftInputs, hires: Sequence[float], t: int) -> dict[int, float]:
    """Count the recruits of month t and of all months before it, none of whom is let go."""
    recruits: dict[int, float] = {}
    for month_hired in range(t + 1):
        point = point_of_recruit(inputs, month_hired, t)
        if hires[month_hired] > 0:
            recruits[point] = recruits.get(point, 0.0) + hires[month_hired]
    return recruits


def point_of_recruit(inputs: UpliftInputs, month_hired: int, t: int) -> int:
    """One point for each whole year of service, up to the top of the scale."""
    return min(TOP_OF_THE_SCALE, inputs.entry_point + (t - month_hired) // 12)


# --- Money of a month -------------------------------------------------------------------------


def pence(officers: float, price: Fraction) -> int:
    """Price expected officers: rounded half-up to the penny, once."""
    return half_up(Fraction(officers) * price)


def year_of(inputs: UpliftInputs, t: int) -> int:
    return (inputs.months_of_the_first_year_gone + t) // 12


def month_of(inputs: UpliftInputs, t: int, stock: Stock, backfill: Backfill) -> Month:
    year = year_of(inputs, t)
    prices = price_multiplier(inputs, year)
    pay = pay_of(inputs, t, stock, backfill)
    role = pence(stock.extra, Fraction(premium_without_kit_renewal(inputs, year), 12))
    renewal = kit_renewal_of(inputs, t, stock)
    place_price = (course_cost(inputs) + inputs.travel_pence) * prices
    course = pence(stock.places, place_price)
    kit = pence(stock.qualified, inputs.kit_issue_pence * prices)
    hire_price = inputs.recruit_cost_pence * prices / (1 - inputs.probation_loss)
    recruitment = pence(backfill.hires, hire_price)
    return Month(
        month=t,
        year=year,
        leavers=stock.leavers,
        qualified=stock.qualified,
        transfers=stock.transfers,
        authorised=stock.authorised,
        deployable=stock.deployable,
        extra=stock.extra,
        in_training=stock.in_training,
        asked=stock.asked,
        places=stock.places,
        binding=stock.binding,
        hires=backfill.hires,
        backfill_in_post=sum(backfill.paid_by_point.values()),
        pay=pay,
        premium=role,
        kit_renewal=renewal,
        course=course,
        kit=kit,
        recruitment=recruitment,
        opportunity=opportunity_of(inputs, year, stock),
        recurring=pay + role + renewal,
        one_off=course + kit + recruitment,
        in_year=pay + role + renewal + course + kit + recruitment,
    )


def pay_of(inputs: UpliftInputs, t: int, stock: Stock, backfill: Backfill) -> int:
    """Work out the pay that the uplift adds to the force this month."""
    year = year_of(inputs, t)
    if inputs.mode == "convert":
        return 0
    if inputs.mode == "transferee":
        return pence(stock.extra, Fraction(unit_cost(inputs, year, inputs.volunteer_point), 12))
    exact = Fraction(0)
    for point, officers in backfill.paid_by_point.items():
        exact += Fraction(officers) * unit_cost(inputs, year, point) / 12
    return half_up(exact)


def kit_renewal_of(inputs: UpliftInputs, t: int, stock: Stock) -> int:
    """Charge for renewal, which new kit does not need in its first months."""
    if t < inputs.kit_renewal_after_months:
        return 0
    return pence(stock.extra, Fraction(kit_renewal(inputs, year_of(inputs, t)), 12))


def opportunity_of(inputs: UpliftInputs, year: int, stock: Stock) -> int:
    """Time on a course, lost to response policing: not cash."""
    pay = unit_cost(inputs, year, inputs.volunteer_point)
    return pence(stock.places, course_weeks(inputs) / WEEKS_A_YEAR * pay)


# --- Years ------------------------------------------------------------------------------------


def years_of(inputs: UpliftInputs, months: Sequence[Month]) -> tuple[Year, ...]:
    numbers = sorted({month.year for month in months})
    return tuple(year_total(inputs, year, [month for month in months if month.year == year]) for year in numbers)


def year_total(inputs: UpliftInputs, year: int, months: Sequence[Month]) -> Year:
    last = months[-1]
    return Year(
        year=year,
        authorised=last.authorised,
        deployable=last.deployable,
        extra=last.extra,
        places=sum(month.places for month in months),
        qualified=sum(month.qualified for month in months),
        leavers=sum(month.leavers for month in months),
        hires=sum(month.hires for month in months),
        pay=sum(month.pay for month in months),
        premium=sum(month.premium for month in months),
        kit_renewal=sum(month.kit_renewal for month in months),
        course=sum(month.course for month in months),
        kit=sum(month.kit for month in months),
        recruitment=sum(month.recruitment for month in months),
        opportunity=sum(month.opportunity for month in months),
        recurring=sum(month.recurring for month in months),
        one_off=sum(month.one_off for month in months),
        in_year=sum(month.in_year for month in months),
        baseline_replacement=baseline_replacement(inputs, year, months),
        full_year_effect=full_year_effect(inputs, year),
    )


def baseline_replacement(inputs: UpliftInputs, year: int, months: Sequence[Month]) -> int:
    """Find the part of the year's courses and kit that replaces the leavers there would be anyway."""
    leavers = len(months) * monthly_attrition(inputs) * float(inputs.strength_at_start)
    replacing = pence(leavers, Fraction(cost_to_qualify(inputs, year)))
    return min(replacing, sum(month.course + month.kit for month in months))


def full_year_effect(inputs: UpliftInputs, year: int) -> int:
    """Price the whole uplift in post for a year at mature pay, in that year's prices."""
    return half_up(extra_officers_wanted(inputs) * mature_cost(inputs, year))
