"""What an allowance, support, a rival's offer and investigations do to those who come and go (E1).

Everything here is worked out from the inputs as given, each time anew, so that nothing is moved twice.
The uplift offers the allowance and the support; the baseline does not, and loses what they do. A
rival's offer and investigations hold in both.
"""

from __future__ import annotations

import math
from fractions import Fraction

from .pipeline_inputs import NOTHING, UpliftInputs, YearlyPrice

PENCE_IN_1000_POUNDS = 100_000


def role_allowance(inputs: UpliftInputs) -> int:
    """Pence a year for each authorised officer."""
    return inputs.role_allowance_pence if inputs.offered else 0


def incident_support(inputs: UpliftInputs) -> YearlyPrice:
    return inputs.incident_support_pence if inputs.offered else 0


def volunteers_multiplier(inputs: UpliftInputs) -> Fraction:
    """How many volunteer for each one who would otherwise; nobody at the least."""
    moved = Fraction(1)
    if inputs.offered:
        moved += thousands(inputs.role_allowance_pence) * inputs.volunteers_per_1000_allowance
        moved += inputs.volunteers_with_support
    moved += thousands(inputs.rival_offer_pence) * inputs.volunteers_per_1000_rival_offer
    moved += inputs.volunteers_under_investigation
    return max(NOTHING, moved)


def leavers_multiplier(inputs: UpliftInputs) -> Fraction:
    """How many times the rate at which officers otherwise leave; nobody leaves at the least."""
    moved = Fraction(1)
    if inputs.offered:
        moved += thousands(inputs.role_allowance_pence) * inputs.leavers_per_1000_allowance
        moved += inputs.leavers_with_support
    moved += inputs.leavers_under_investigation
    return max(NOTHING, moved)


def thousands(pence: int) -> Fraction:
    return Fraction(pence, PENCE_IN_1000_POUNDS)


def attrition(inputs: UpliftInputs) -> Fraction:
    """Compound the year's attrition at the moved rate; exactly as given where nothing moves it."""
    times = leavers_multiplier(inputs)
    if times == 1:
        return inputs.attrition
    return 1 - Fraction(math.pow(1.0 - float(inputs.attrition), float(times)))


def monthly_attrition(inputs: UpliftInputs) -> float:
    """Find the monthly rate that compounds to the annual one."""
    return 1.0 - math.pow(1.0 - float(attrition(inputs)), 1.0 / 12.0)


def volunteers(inputs: UpliftInputs) -> Fraction:
    return inputs.volunteers * volunteers_multiplier(inputs)


def transferee_applicants(inputs: UpliftInputs) -> Fraction:
    return inputs.transferee_applicants * volunteers_multiplier(inputs)


def volunteers_of_the_pool(inputs: UpliftInputs, pool: float) -> Fraction:
    """How many of those in the pool volunteer in a year."""
    if inputs.pool is None:
        raise ValueError("there is no pool")
    return Fraction(pool) * inputs.pool.volunteering_share * volunteers_multiplier(inputs)


def net_transfers(inputs: UpliftInputs) -> Fraction:
    """Officers a year; a negative number goes."""
    return inputs.net_transfers + thousands(inputs.rival_offer_pence) * inputs.transfers_per_1000_rival_offer
