"""Questions and proposals with sensible defaults: Kent 2016-17, 147.15 to 152.15, and 24 officers more than 76.

Amounts are given as they are printed ("152.15", "3.4") and turned into the exact units of the rooms here, once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random

from precept.council_tax.proposal import (
    Authority,
    BandDRounding,
    BandsFrom,
    Increase,
    IncreaseKind,
    Limit,
    LimitRule,
    PoliceAreaPut,
    PreceptProposal,
    PreceptRounding,
    Rounding,
)
from precept.council_tax.question import PreceptQuestion
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.register import FinancialYear, Register, load_register
from precept.register.assumptions import Assumptions
from precept.register.units import MILLIONTHS, PENCE, TEN_THOUSANDTHS, THOUSANDTHS, exactly
from precept.uplift.plan import CountedAs, Staffing
from precept.uplift.question import FiringRange, UpliftQuestion
from precept.workforce.question import OfficerCostQuestion, OnCostsGiven
from precept.workings import Figure

KENT = "E23000032"
BEDFORDSHIRE = "E23000026"
DYFED_POWYS = "W15000004"


@cache
def register() -> Register:
    """Load the register once a process."""
    return load_register()


def year(text: str = "2016-17") -> FinancialYear:
    return FinancialYear.parse(text)


def seeded(name: str) -> Random:
    """Draw the same cases on every run."""
    return Random(name)


# --- exact units, from figures as printed ------------------------------------------------------


def e4(pounds: str) -> int:
    """Pounds of band D, as ten-thousandths."""
    return exactly(Decimal(pounds), TEN_THOUSANDTHS)


def pence(pounds: str) -> int:
    return exactly(Decimal(pounds), PENCE)


def base(band_d_equivalents: str) -> int:
    """Band D equivalents, as thousandths."""
    return exactly(Decimal(band_d_equivalents), THOUSANDTHS)


def share(percent: str) -> int:
    """Percent, as millionths of one."""
    return exactly(Decimal(percent) / 100, MILLIONTHS)


# --- increases and limits ----------------------------------------------------------------------


def freeze() -> Increase:
    return Increase(IncreaseKind.FREEZE)


def by_percent(percent: str) -> Increase:
    return Increase(IncreaseKind.PERCENT, share(percent))


def by_cash(pounds: str) -> Increase:
    return Increase(IncreaseKind.CASH, e4(pounds))


def to_band_d(pounds: str) -> Increase:
    return Increase(IncreaseKind.BAND_D, e4(pounds))


def to_requirement(pounds: str) -> Increase:
    return Increase(IncreaseKind.REQUIREMENT, pence(pounds))


def maximum() -> Increase:
    return Increase(IncreaseKind.MAXIMUM)


def percent_limit(percent: str) -> Limit:
    return Limit(LimitRule.PERCENT, percent=share(percent))


def cash_limit(pounds: str) -> Limit:
    return Limit(LimitRule.CASH, cash=e4(pounds))


def greater_of(percent: str, pounds: str) -> Limit:
    return Limit(LimitRule.GREATER_OF, percent=share(percent), cash=e4(pounds))


NO_LIMIT = Limit(LimitRule.NONE, reason="no limit")
NOT_HELD = Limit(LimitRule.NOT_HELD, reason="not held")


def authority(name: str, tax_base: str, collection_fund: str = "0") -> Authority:
    return Authority(None, name, base(tax_base), pence(collection_fund))


def rounding(band_d: str = "penny", bands_from: str = "rounded", authority_precepts: str = "pound") -> Rounding:
    return Rounding(BandDRounding(band_d), BandsFrom(bands_from), PreceptRounding(authority_precepts))


# --- questions and proposals -------------------------------------------------------------------


def proposal(
    increase: Increase | None = None,
    *,
    country: str = "England",
    financial_year: str = "2016-17",
    prior: str = "147.15",
    limit: Limit | None = None,
    rounded: Rounding | None = None,
    tax_base: str | None = "596086.84",
    prior_tax_base: str | None = "583918.3",
    authorities: tuple[Authority, ...] = (),
    figures: tuple[Figure, ...] = (),
) -> PreceptProposal:
    """Put forward an increase with nothing looked up: Kent's £5 on £147.15 by default, no authorities."""
    usual = greater_of("2", "5") if country == "England" else NO_LIMIT
    return PreceptProposal(
        area=PoliceAreaPut(None, "Kent", country),
        year=year(financial_year),
        increase=increase or by_cash("5"),
        prior_band_d=e4(prior),
        proportions=register().proportions(country, year(financial_year)),
        limit=limit or usual,
        rounding=rounded or rounding(),
        tax_base=None if tax_base is None else base(tax_base),
        prior_tax_base=None if prior_tax_base is None else base(prior_tax_base),
        authorities=authorities,
        figures=figures,
    )


def question(
    increase: Increase | None = None,
    *,
    area: str | None = KENT,
    financial_year: str = "2016-17",
    area_name: str | None = None,
    country: str | None = None,
    prior: str | None = None,
    tax_base: str | None = None,
    prior_tax_base: str | None = None,
    authorities: tuple[Authority, ...] = (),
    limit: Limit | None = None,
    rounded: Rounding | None = None,
) -> PreceptQuestion:
    """Ask about an increase of an area of the register: Kent's £5 by default. What is left out is looked up."""
    return PreceptQuestion(
        year=year(financial_year),
        increase=increase or by_cash("5"),
        area_code=area,
        area_name=area_name,
        country=country,
        prior_band_d=None if prior is None else e4(prior),
        tax_base=None if tax_base is None else base(tax_base),
        prior_tax_base=None if prior_tax_base is None else base(prior_tax_base),
        authorities=authorities,
        limit=limit,
        rounding=rounded or rounding(),
    )


def assume(parameter_set: str = "defaults", overrides: Mapping[str, str] | None = None) -> Assumptions:
    return Assumptions.of(register(), parameter_set, overrides)


def officer_question(
    *points: int,
    financial_year: str = "2016-17",
    area: str | None = KENT,
    given: OnCostsGiven | None = None,
    overrides: Mapping[str, str] | None = None,
) -> OfficerCostQuestion:
    """Ask what a constable costs: Kent's, at every point the scale has unless points are named."""
    return OfficerCostQuestion(
        year=year(financial_year),
        assumptions=assume(overrides=overrides),
        area_code=area,
        pay_points=points,
        given=given or OnCostsGiven(),
    )


def uplift_question(
    officers: int = 24,
    *,
    strength: str = "76",
    start: dt.date = dt.date(2016, 4, 1),
    years: int = 4,
    staffing: str = "convert_and_backfill",
    counted_as: str = "authorised",
    area: str | None = KENT,
    parameter_set: str = "defaults",
    overrides: Mapping[str, str] | None = None,
    firing_range: FiringRange | None = None,
) -> UpliftQuestion:
    """Ask for so many officers more than 76 in Kent, from April 2016, followed for four years."""
    return UpliftQuestion(
        start=start,
        years=years,
        officers=officers,
        strength_at_start=Decimal(strength),
        staffing=Staffing(staffing),
        counted_as=CountedAs(counted_as),
        assumptions=assume(parameter_set, overrides),
        area_code=area,
        firing_range=firing_range,
    )


def other_funding(pounds: str, recurrence: str = "recurring", name: str = "grant") -> OtherFunding:
    return OtherFunding(name, pence(pounds), Recurrence(recurrence), "home_office_grant")


def funding_question(
    precept: PreceptQuestion | None = None,
    uplift: UpliftQuestion | None = None,
    *,
    baseline: Increase | None = None,
    other: tuple[OtherFunding, ...] = (),
) -> FundingQuestion:
    """Ask what Kent's £5 pays for beyond the 2% that was planned anyway."""
    return FundingQuestion(
        precept=precept or question(),
        baseline=baseline or by_percent("2"),
        uplift=uplift or uplift_question(),
        other_funding=other,
    )
