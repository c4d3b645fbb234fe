"""The money of each month and financial year of an uplift, in whole pence (D, E4 to E7, F2, F3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from . import influences, role_costs, transferees
from .courses import course_cost, course_weeks
from .pipeline_inputs import WEEKS_A_YEAR, Binding, UpliftInputs
from .pipeline_officers import Stock
from .role_costs import (
    cost_to_qualify,
    kept_for_those_in_post,
    kit_renewal,
    mature_cost,
    price_multiplier,
    unit_cost,
)
from .rounding import half_up
from .staffing import Backfill, extra_officers_wanted, full_strength


@dataclass(frozen=True)
class Month:
    """One month of officers and of money in pence.

    `sought` is the strength worked towards. `by_service[s]` is what is left of those who joined s months
    ago; `mix_by_point` is the share of the transferees at each pay point, empty in the other modes.
    """

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
    sought: float
    pool: float | None
    by_service: tuple[float, ...]
    mix_by_point: Mapping[int, float]
    response_shortfall: float
    extra_cars: float
    pay: int
    premium: int
    kit_renewal: int
    role_allowance: int
    incident_support: int
    supervision: int
    course: int
    kit: int
    recruitment: int
    bridging: int
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
    sought: float
    response_shortfall: float
    extra_cars: float
    places: float
    qualified: float
    leavers: float
    hires: float
    pay: int
    premium: int
    kit_renewal: int
    role_allowance: int
    incident_support: int
    supervision: int
    course: int
    kit: int
    recruitment: int
    bridging: int
    opportunity: int
    recurring: int
    one_off: int
    in_year: int
    baseline_replacement: int
    full_year_effect: int


# --- Months -----------------------------------------------------------------------------------


def pence(officers: float, price: Fraction) -> int:
    """Price expected officers: rounded half-up to the penny, once."""
    return half_up(Fraction(officers) * price)


def year_of(inputs: UpliftInputs, t: int) -> int:
    return (inputs.months_of_the_first_year_gone + t) // 12


def month_of(inputs: UpliftInputs, t: int, stock: Stock, backfill: Backfill, response_shortfall: float = 0.0) -> Month:
    year = year_of(inputs, t)
    prices = price_multiplier(inputs, year)
    pay = pay_of(inputs, t, stock, backfill)
    role = pence(stock.extra, Fraction(role_costs.premium_without_kit_renewal(inputs, year), 12))
    renewal = kit_renewal_of(inputs, t, stock)
    allowance = pence(stock.authorised, Fraction(influences.role_allowance(inputs), 12))
    support = pence(stock.authorised, Fraction(role_costs.incident_support(inputs, year), 12))
    supervision = supervision_of(inputs, year, stock)
    course = pence(stock.places, (course_cost(inputs) + inputs.travel_pence) * prices)
    kit = pence(stock.qualified, inputs.kit_issue_pence * prices)
    recruitment = pence(backfill.hires, inputs.recruit_cost_pence * prices / (1 - inputs.probation_loss))
    bridging = bridging_of(inputs, year, stock)
    recurring = pay + role + renewal + allowance + support + supervision
    one_off = course + kit + recruitment + bridging
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
        sought=stock.sought,
        pool=stock.pool,
        by_service=stock.by_service,
        mix_by_point=transferees.mix_by_point(inputs, stock.by_service) if inputs.mode == "transferee" else {},
        response_shortfall=response_shortfall,
        extra_cars=stock.extra / float(role_costs.officers_per_arv(inputs)),
        pay=pay,
        premium=role,
        kit_renewal=renewal,
        role_allowance=allowance,
        incident_support=support,
        supervision=supervision,
        course=course,
        kit=kit,
        recruitment=recruitment,
        bridging=bridging,
        opportunity=opportunity_of(inputs, year, stock),
        recurring=recurring,
        one_off=one_off,
        in_year=recurring + one_off,
    )


def pay_of(inputs: UpliftInputs, t: int, stock: Stock, backfill: Backfill) -> int:
    """Work out the pay that the uplift adds to the force this month."""
    if inputs.mode == "convert":
        return 0
    exact = Fraction(0)
    for point, officers in paid_by_point(inputs, stock, backfill).items():
        exact += officers * unit_cost(inputs, year_of(inputs, t), point) / 12
    return half_up(exact)


def paid_by_point(inputs: UpliftInputs, stock: Stock, backfill: Backfill) -> dict[int, Fraction]:
    """Count whom the force pays for the uplift: its transferees, or the recruits behind those converted."""
    if inputs.mode != "transferee":
        return {point: Fraction(officers) for point, officers in backfill.paid_by_point.items()}
    mix = transferees.mix_by_point(inputs, stock.by_service)
    return {point: Fraction(stock.extra) * Fraction(share) for point, share in mix.items()}


def kit_renewal_of(inputs: UpliftInputs, t: int, stock: Stock) -> int:
    """Charge for renewal, which new kit does not need in its first months."""
    if t < inputs.kit_renewal_after_months:
        return 0
    return pence(stock.extra, Fraction(kit_renewal(inputs, year_of(inputs, t)), 12))


def supervision_of(inputs: UpliftInputs, year: int, stock: Stock) -> int:
    cost = role_costs.supervisor_cost(inputs, year)
    return pence(stock.extra, inputs.supervisors_per_officer * cost / 12)


def bridging_of(inputs: UpliftInputs, year: int, stock: Stock) -> int:
    """Pay by the hour for the posts sought in the end and not filled yet, while recruits come of age too."""
    hours = inputs.bridge_hours / 12
    unfilled = max(0.0, full_strength(inputs) - stock.authorised)
    return pence(unfilled, hours * role_costs.bridge_hour_cost(inputs, year))


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
        sought=last.sought,
        response_shortfall=last.response_shortfall,
        extra_cars=last.extra_cars,
        places=sum(month.places for month in months),
        qualified=sum(month.qualified for month in months),
        leavers=sum(month.leavers for month in months),
        hires=sum(month.hires for month in months),
        pay=sum(month.pay for month in months),
        premium=sum(month.premium for month in months),
        kit_renewal=sum(month.kit_renewal for month in months),
        role_allowance=sum(month.role_allowance for month in months),
        incident_support=sum(month.incident_support for month in months),
        supervision=sum(month.supervision for month in months),
        course=sum(month.course for month in months),
        kit=sum(month.kit for month in months),
        recruitment=sum(month.recruitment for month in months),
        bridging=sum(month.bridging for month in months),
        opportunity=sum(month.opportunity for month in months),
        recurring=sum(month.recurring for month in months),
        one_off=sum(month.one_off for month in months),
        in_year=sum(month.in_year for month in months),
        baseline_replacement=baseline_replacement(inputs, year, months),
        full_year_effect=full_year_effect(inputs, year),
    )


def baseline_replacement(inputs: UpliftInputs, year: int, months: Sequence[Month]) -> int:
    """Find the part of the year's courses and kit that replaces the leavers there would be anyway."""
    leavers = len(months) * influences.monthly_attrition(inputs) * float(inputs.strength_at_start)
    replacing = pence(leavers, Fraction(cost_to_qualify(inputs, year)))
    return min(replacing, sum(month.course + month.kit for month in months))


def full_year_effect(inputs: UpliftInputs, year: int) -> int:
    """Price the whole uplift in post for a year at mature pay, in that year's prices.

    The allowance and the support of those who were in post before it are part of it.
    """
    uplift = half_up(extra_officers_wanted(inputs) * mature_cost(inputs, year))
    return uplift + kept_for_those_in_post(inputs, year)
