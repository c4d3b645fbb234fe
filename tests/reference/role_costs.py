"""What the role adds to an officer's cost, what it costs to qualify and to keep one more (C, E6, E7)."""

from __future__ import annotations

from fractions import Fraction

from . import influences
from .courses import course_cost, pass_rate
from .pipeline_inputs import TOP_OF_THE_SCALE, FigureNotHeld, UnusableParameter, UpliftInputs, YearlyPrice
from .rounding import half_up


def price_multiplier(inputs: UpliftInputs, year: int) -> Fraction:
    if not 0 <= year < len(inputs.price_multipliers):
        raise FigureNotHeld(f"no price multiplier for year {year}")
    return inputs.price_multipliers[year]


def price_of_year(inputs: UpliftInputs, price: YearlyPrice, year: int) -> int:
    """Find a year's price in whole pence, from that of the base year or among the prices of the years."""
    if isinstance(price, int):
        return half_up(price * price_multiplier(inputs, year))
    if not 0 <= year < len(price):
        raise FigureNotHeld(f"no price for year {year}")
    return price[year]


def unit_cost(inputs: UpliftInputs, year: int, point: int) -> int:
    if (year, point) not in inputs.unit_cost_pence:
        raise FigureNotHeld(f"no unit cost for year {year} at point {point}")
    return inputs.unit_cost_pence[year, point]


# --- The premium ------------------------------------------------------------------------------


def premium(inputs: UpliftInputs, year: int) -> int:
    """Add up what the role adds to the cost of an officer in a year, kit renewal included."""
    return premium_without_kit_renewal(inputs, year) + kit_renewal(inputs, year)


def premium_without_kit_renewal(inputs: UpliftInputs, year: int) -> int:
    vehicle = Fraction(inputs.arv_price_pence) / inputs.arv_life_years / officers_per_arv(inputs)
    components = (
        inputs.refresher_days * inputs.day_cost_pence,
        Fraction(inputs.ammunition_pence),
        Fraction(inputs.taser_running_pence),
        vehicle,
        Fraction(inputs.medical_fitness_pence),
    )
    return sum(half_up(each * price_multiplier(inputs, year)) for each in components)


def officers_per_arv(inputs: UpliftInputs) -> Fraction:
    """Share a car among as many as the programme says, or as it takes to crew its seats round the clock."""
    if inputs.vehicle_basis == "crewing":
        return inputs.crew * inputs.officers_per_seat
    return inputs.officers_per_arv


def kit_renewal(inputs: UpliftInputs, year: int) -> int:
    return half_up(inputs.kit_renewal_pence * price_multiplier(inputs, year))


# --- What is paid beside the premium ----------------------------------------------------------


def incident_support(inputs: UpliftInputs, year: int) -> int:
    return price_of_year(inputs, influences.incident_support(inputs), year)


def supervisor_cost(inputs: UpliftInputs, year: int) -> int:
    return price_of_year(inputs, inputs.supervisor_cost_pence, year)


def bridge_hour_cost(inputs: UpliftInputs, year: int) -> int:
    return price_of_year(inputs, inputs.bridge_hour_cost_pence, year)


def supervision(inputs: UpliftInputs, year: int) -> int:
    """Price the part of a supervisor that one extra officer needs."""
    return half_up(inputs.supervisors_per_officer * supervisor_cost(inputs, year))


# --- The cost to qualify ----------------------------------------------------------------------


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


# --- The sustained cost -----------------------------------------------------------------------


def sustained_cost(inputs: UpliftInputs, year: int, point: int) -> int:
    """Price one extra officer kept in post for a year, pay at `point`, leavers replaced."""
    pay = 0 if inputs.mode == "convert" else unit_cost(inputs, year, point)
    replacement = half_up(influences.attrition(inputs) * cost_to_qualify_a_replacement(inputs, year))
    role = premium(inputs, year) + influences.role_allowance(inputs) + incident_support(inputs, year)
    return pay + role + supervision(inputs, year) + replacement


def entry_cost(inputs: UpliftInputs, year: int) -> int:
    """Price an officer on joining: a recruit at the entry point, a transferee at the volunteer's."""
    point = inputs.volunteer_point if inputs.mode == "transferee" else inputs.entry_point
    return sustained_cost(inputs, year, point)


def mature_cost(inputs: UpliftInputs, year: int) -> int:
    """Price an officer once pay has matured; a transferee climbs to the top of the scale."""
    point = TOP_OF_THE_SCALE if inputs.mode == "transferee" else inputs.mature_point
    return sustained_cost(inputs, year, point)


def kept_for_those_in_post(inputs: UpliftInputs, year: int) -> int:
    """Price the allowance and the support of those who were authorised at the start."""
    each = influences.role_allowance(inputs) + incident_support(inputs, year)
    return half_up(inputs.strength_at_start * each)


def sustainable_officers(recurring_pence: int, fixed_pence: int, sustained_pence: int, kept_pence: int = 0) -> int:
    """How many extra officers the recurring money keeps for good, once those in post have had their part."""
    if sustained_pence <= 0:
        raise UnusableParameter("an officer must cost something")
    return max(0, (recurring_pence - kept_pence - fixed_pence) // sustained_pence)
