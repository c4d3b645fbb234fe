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


class Parameter(Row, frozen=True, kw_only=True):
    """A named parameter of the cost model: its default, its unit and the range it may plausibly take."""

    name: str
    default: Decimal
    unit: str
    low: Decimal
    high: Decimal
    price_year: int | None = None
    what: str


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
