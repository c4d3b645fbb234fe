"""What one row of each table of the register says. The columns of `fixtures/` and of the GET tables are these fields.

Numbers are decimals exactly as published; `None` is a figure not held. Every row carries its evidence and its source.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from precept.register.years import FinancialYear


class Evidence(StrEnum):
    """How well a figure is known."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ASSUMPTION = "assumption"


class Stage(StrEnum):
    """How final a published figure is."""

    ESTIMATE = "estimate"
    PROVISIONAL = "provisional"
    PROPOSED = "proposed"
    FINAL = "final"
    CORRECTED = "corrected"


class Source(Struct, frozen=True, kw_only=True):
    """Where a figure was read; only our own named assumptions (`precept-team`) have no link."""

    source: str
    publisher: str
    title: str
    url: str | None = None


class Row(Struct, frozen=True, kw_only=True):
    """What every row of every other table carries."""

    evidence: Evidence
    source: str
    note: str | None = None


class PoliceArea(Row, frozen=True, kw_only=True):
    """A police area of England or Wales, by its nine-character GSS code."""

    code: str
    name: str
    country: Literal["England", "Wales"]


class BillingAuthority(Row, frozen=True, kw_only=True):
    """A district, unitary or borough council that collects the precept."""

    code: str
    name: str
    police_area: str
    former_names: str | None = None


class Proportion(Row, frozen=True, kw_only=True):
    """What a band pays, in ninths of band D (section 5, Local Government Finance Act 1992)."""

    country: Literal["England", "Wales"]
    from_year: FinancialYear
    band: str
    ninths: int


class Preceptor(Row, frozen=True, kw_only=True):
    """Who sets the precept from a year on: of one police area, or of every area without a row of its own."""

    from_year: FinancialYear
    police_area: str | None = None
    kind: Literal["police_authority", "commissioner", "commissioner_and_fire", "mayor", "greater_london_authority"]
    body: str


class TimetableStep(Row, frozen=True, kw_only=True):
    """One step of the precept's year, by day and month; most lie in the calendar year in which the financial year begins."""

    order: int
    step: str
    from_month: int | None = None
    from_day: int | None = None
    month: int
    day: int
    calendar_year: Literal["before", "during"]
    limit: Literal["by", "before", "between", "on"]
    country: Literal["England", "Wales", "both"]
    who: str
    what: str
    authority: str


class ReferendumCost(Row, frozen=True, kw_only=True):
    """What a referendum has been said to cost: the poll, billing again, or the whole of it, in pounds."""

    police_area: str
    what: Literal["poll", "rebilling", "whole"]
    pounds: Decimal


class BandDFigure(Row, frozen=True, kw_only=True):
    """The police element of band D council tax of one area and year, pounds a year."""

    financial_year: FinancialYear
    police_area: str
    band_d_pounds: Decimal
    tolerance_pounds: Decimal | None = None
    stage: Stage | None = None


class RequirementReturn(Row, frozen=True, kw_only=True):
    """The council tax requirement, tax base and band D that an area returned to government."""

    financial_year: FinancialYear
    police_area: str
    requirement_pounds: Decimal
    tax_base: Decimal
    band_d_pounds: Decimal
    stage: Stage | None = None


class TaxBaseFigure(Row, frozen=True, kw_only=True):
    """A billing authority's council tax base for a year, in band D equivalents."""

    financial_year: FinancialYear
    police_area: str
    billing_authority: str
    tax_base: Decimal
    before_collection_tax_base: Decimal | None = None
    collection_rate_percent: Decimal | None = None
    class_o_adjustment: Decimal | None = None
    collection_fund_pounds: Decimal | None = None
    coverage: Literal["complete", "partial"]
    stage: Stage | None = None


class DwellingsFigure(Row, frozen=True, kw_only=True):
    """One line of an authority's council tax base return, by band, or the stock of properties on a day (Wales).

    Whole dwellings, dwelling equivalents or band D equivalents, as `measure` says; `form_line` is the line of the form of
    that October. `financial_year` is the year whose tax base the form leads to; a count of the stock has none.
    """

    snapshot_date: dt.date
    financial_year: FinancialYear | None = None
    police_area: str
    billing_authority: str
    form_line: str
    measure: Literal[
        "dwellings_on_valuation_list",
        "exempt_dwellings",
        "chargeable_dwellings",
        "chargeable_dwellings_after_disabled_relief",
        "single_adult_dwellings",
        "dwelling_equivalents_before_annexes",
        "family_annexe_dwelling_equivalents",
        "dwelling_equivalents_before_support",
        "band_d_equivalents_before_support",
        "support_dwelling_equivalents",
        "dwelling_equivalents_after_support",
        "band_d_equivalents_after_support",
        "class_o_band_d_equivalents",
        "tax_base_before_collection",
        "stock_of_properties",
    ]
    band_a_disabled: Decimal | None = None
    band_a: Decimal | None = None
    band_b: Decimal | None = None
    band_c: Decimal | None = None
    band_d: Decimal | None = None
    band_e: Decimal | None = None
    band_f: Decimal | None = None
    band_g: Decimal | None = None
    band_h: Decimal | None = None
    band_i: Decimal | None = None
    total: Decimal


class ReferendumPrinciple(Row, frozen=True, kw_only=True, rename={"class_": "class"}):
    """The increase at or above which a council tax referendum is required (section 52ZC of the 1992 Act)."""

    first_year: FinancialYear
    last_year: FinancialYear | None = None
    class_: Literal["default", "ten_lowest", "permission", "london", "wales"]
    police_area: str | None = None
    rule: Literal["percent", "cash", "greater_of", "none", "not_held"]
    percent: Decimal | None = None
    cash_pounds: Decimal | None = None
    stage: Stage | None = None


class PreceptTotal(Row, frozen=True, kw_only=True):
    """What a precept comes to as the body or the press tells it: rounded to `rounded_to_pounds`, and no return."""

    financial_year: FinancialYear
    police_area: str
    precept_pounds: Decimal | None = None
    rounded_to_pounds: Decimal | None = None
    tax_base: Decimal | None = None
    stage: Stage | None = None


class Grant(Row, frozen=True, kw_only=True):
    """A line of government funding; totals of different scope must not be mixed."""

    financial_year: FinancialYear
    police_area: str | None = None
    line: str
    pounds: Decimal
    scope: str
    price_basis: str
    stage: Stage | None = None


class PayPoint(Row, frozen=True, kw_only=True):
    """Annual basic pay at one point of a scale from one date."""

    effective_from: dt.date
    rank: Literal["constable", "sergeant"]
    scale: Literal["joined_before_2013", "joined_from_2013", "sergeant"]
    pay_point: str
    annual_pounds: Decimal


class PayAward(Row, frozen=True, kw_only=True):
    """One September award."""

    effective_from: dt.date
    headline_percent: Decimal
    consolidated_percent: Decimal | None = None
    non_consolidated_percent: Decimal
    flat_pounds: Decimal


class OnCost(Row, frozen=True, kw_only=True):
    """A rate or threshold that an employer pays on top of pay."""

    financial_year: FinancialYear
    item: str
    value: Decimal
    unit: str


class Allowance(Row, frozen=True, kw_only=True):
    """A regional allowance, pounds a year, from one date."""

    effective_from: dt.date
    police_area: str
    allowance: Literal["south_east", "london_weighting", "london_allowance"]
    annual_pounds: Decimal
    low_pounds: Decimal | None = None
    high_pounds: Decimal | None = None
    pensionable: bool


class OtherAllowance(Row, frozen=True, kw_only=True):
    """A premium or allowance that is the same for every force; some are undated at their source."""

    effective_from: dt.date | None = None
    item: str
    value: Decimal
    unit: str


class BackTest(Row, frozen=True, kw_only=True):
    """An uplift whose outcome is known: what was in post and sought at its start, and what was in post at a month's end."""

    back_test: str
    title: str
    police_area: str | None = None
    start_month: dt.date
    strength_at_start: Decimal
    officers: int
    observed_month: dt.date
    observed_officers: int


class BackTestValue(Row, frozen=True, kw_only=True):
    """A parameter of a back-test where it is not the register's default: by what was known then, or in hindsight."""

    back_test: str
    knowledge: Literal["then", "hindsight"]
    name: str
    value: Decimal
    low: Decimal
    high: Decimal


class Course(Row, frozen=True, kw_only=True):
    """What is published about one firearms, taser or recruit course."""

    course: str
    role: str
    force: str | None = None
    year: str | None = None
    length_weeks: Decimal | None = None
    length_days: Decimal | None = None
    cost_pounds: Decimal | None = None
    pass_rate_percent: Decimal | None = None
    started: int | None = None
    passed: int | None = None
    applicants: int | None = None


class ConsumerPrices(Row, frozen=True, kw_only=True):
    """Growth of the consumer prices index, calendar year on calendar year."""

    year: int
    cpi_growth_percent: Decimal
    stage: Stage | None = None


class SeptemberPrices(Row, frozen=True, kw_only=True):
    """Growth of the consumer prices index over the twelve months to September of a calendar year."""

    year: int
    cpi_growth_percent: Decimal
    stage: Stage | None = None


class YearlyPrices(Row, frozen=True, kw_only=True):
    """Growth of a price index, financial year on financial year."""

    financial_year: FinancialYear
    growth_percent: Decimal
    stage: Stage | None = None


class Parameter(Row, frozen=True, kw_only=True):
    """A named parameter of the cost model: its default, its unit and the range it may plausibly take."""

    name: str
    default: Decimal
    unit: str
    low: Decimal
    high: Decimal
    price_year: int | None = None
    what: str


class RoleValue(Row, frozen=True, kw_only=True):
    """What a parameter is for one role where it is not the default, which is that of an armed response officer."""

    role: str
    name: str
    value: Decimal
    low: Decimal
    high: Decimal


class Choice(Row, frozen=True, kw_only=True):
    """A named choice of method, with its options."""

    name: str
    default: str
    options: str
    what: str


class ParameterSetting(Struct, frozen=True, kw_only=True):
    """One departure of a named parameter set from the defaults."""

    parameter_set: str
    name: str
    value: str
    note: str
