"""One uplift everywhere: so many percent more armed officers wherever a count is held, what they cost, and in band D.

Money only. What each force's courses, instructors and volunteers would deliver is not held by force, so nothing is said of
when they would be there: `/v1/uplifts/calculate` answers that for a force that gives its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.requirement import TO_PENCE
from precept.register.armed_officers import ARITHMETIC_ONLY
from precept.register.armed_records import ArmedOfficers
from precept.register.assumptions import Assumptions
from precept.register.records import PoliceArea
from precept.register.refusals import Refusal
from precept.register.register import Register
from precept.register.units import MILLIONTHS, half_up
from precept.register.years import FinancialYear
from precept.uplift.costing import uplift_terms
from precept.uplift.plan import CountedAs, Staffing
from precept.uplift.premium import cost_to_qualify, mature_pay, pay_at_entry, sustained_cost
from precept.uplift.question import UpliftQuestion
from precept.workings import Figure


@dataclass(frozen=True)
class EachCosts:
    """What one officer more costs, in pence: once to qualify, and every year on a recruit's pay and for good."""

    qualifying: int
    at_entry_pay: int
    sustained: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class UpliftedCount:
    """One count and the uplift on it, in the year that begins the day after; `refusals` say what is not held.

    `precept` is the year's council tax at last year's band D: its tax base is what the cost falls on.
    """

    count: ArmedOfficers
    area: PoliceArea | None
    year: FinancialYear
    officers: int
    each: EachCosts | None
    precept: PreceptOutcome | None
    refusals: tuple[Refusal, ...]

    @property
    def sustained(self) -> int | None:
        """Pence a year that all of them cost for good."""
        return None if self.each is None else self.officers * self.each.sustained

    @property
    def band_d(self) -> int | None:
        """What that is on band D, in ten-thousandths of a pound, half-up; None without a tax base."""
        requirement = None if self.precept is None else self.precept.requirement
        if requirement is None or self.sustained is None:
            return None
        return half_up(self.sustained * TO_PENCE, requirement.tax_base)


def uplifted_everywhere(percent: int, staffing: Staffing, register: Register) -> Iterator[UpliftedCount]:
    """Raise every count held by a percentage, in millionths of one, half-up to whole officers: areas by code, then the total."""
    assumptions = Assumptions.of(register)
    for code in (*register.precepting_areas, None):
        area = None if code is None else register.police_area(code)
        for count in register.armed_officers(code):
            if count.count is not None and count.measure != ARITHMETIC_ONLY:
                yield _uplifted(
                    count, area, half_up(count.count * percent, MILLIONTHS), staffing, assumptions, register
                )


def _uplifted(
    count: ArmedOfficers,
    area: PoliceArea | None,
    officers: int,
    staffing: Staffing,
    assumptions: Assumptions,
    register: Register,
) -> UpliftedCount:
    year = count.financial_year + 1
    code = None if area is None else area.code
    refusals: list[Refusal] = []
    each = precept = None
    try:
        each = _costs(year, code, Decimal(count.count or 0), officers, staffing, assumptions, register)
    except Refusal as refusal:
        refusals.append(refusal)
    if code is not None:
        try:
            freeze = Increase(IncreaseKind.FREEZE)
            precept = assess(gather(PreceptQuestion(year, freeze, area_code=code), register))
        except Refusal as refusal:
            refusals.append(refusal)
    return UpliftedCount(count, area, year, officers, each, precept, tuple(refusals))


def _costs(
    year: FinancialYear,
    code: str | None,
    strength: Decimal,
    officers: int,
    staffing: Staffing,
    assumptions: Assumptions,
    register: Register,
) -> EachCosts:
    asked = UpliftQuestion(
        start=dt.date(year.start, 4, 1),
        years=1,
        officers=officers,
        strength_at_start=strength,
        staffing=staffing,
        counted_as=CountedAs.AUTHORISED,
        assumptions=assumptions,
        area_code=code,
    )
    terms = uplift_terms(asked, register)
    at_maturity = mature_pay(terms.officer_costs, staffing)
    at_entry = pay_at_entry(terms.assumptions, terms.officer_costs, staffing)
    return EachCosts(
        qualifying=int(cost_to_qualify(terms.assumptions, terms.prices, staffing).additional[0, 0]),
        at_entry_pay=int(sustained_cost(terms.assumptions, terms.prices, staffing, at_entry).total[0, 0]),
        sustained=int(sustained_cost(terms.assumptions, terms.prices, staffing, at_maturity).total[0, 0]),
        figures=terms.figures,
    )
