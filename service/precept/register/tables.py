"""The tables of the register: which file holds them, what a row is, what makes a row unique, what it may be asked by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct, structs

from precept.register import armed_records, records, role_records

RowT = TypeVar("RowT", bound=Struct)


@dataclass(frozen=True)
class TableSpec(Generic[RowT]):
    """One table: its name in the API, its file under `fixtures/`, its row type and its key."""

    name: str
    file: str
    row: type[RowT]
    key: tuple[str, ...]
    title: str
    filters: tuple[str, ...] = ()


POLICE_AREAS = TableSpec(
    "police-areas",
    "areas/police_areas.csv",
    records.PoliceArea,
    ("code",),
    "Police areas of England and Wales",
    ("code", "country"),
)
BILLING_AUTHORITIES = TableSpec(
    "billing-authorities",
    "areas/billing_authorities.csv",
    records.BillingAuthority,
    ("code",),
    "Billing authorities and the police area each belongs to",
    ("code", "police_area"),
)
PRECEPTORS = TableSpec(
    "preceptors",
    "areas/preceptors.csv",
    records.Preceptor,
    ("from_year", "police_area"),
    "Who sets the police precept, from which year on",
    ("police_area",),
)
PROPORTIONS = TableSpec(
    "proportions",
    "council_tax/proportions.csv",
    records.Proportion,
    ("country", "from_year", "band"),
    "What each valuation band pays, in ninths of band D",
    ("country", "band"),
)
BAND_D = TableSpec(
    "band-d",
    "council_tax/band_d.csv",
    records.BandDFigure,
    ("financial_year", "police_area"),
    "Police element of band D council tax, pounds a year",
    ("police_area", "financial_year"),
)
TAX_BASES = TableSpec(
    "tax-bases",
    "council_tax/tax_bases.csv",
    records.TaxBaseFigure,
    ("financial_year", "billing_authority"),
    "Council tax base of each billing authority, band D equivalents",
    ("police_area", "billing_authority", "financial_year"),
)
DWELLINGS = TableSpec(
    "dwellings",
    "council_tax/dwellings.csv",
    records.DwellingsFigure,
    ("snapshot_date", "billing_authority", "measure"),
    "Dwellings by band: lines of the council tax base returns, and the stock of properties in Wales",
    ("police_area", "billing_authority", "financial_year", "measure"),
)
REQUIREMENT_RETURNS = TableSpec(
    "requirement-returns",
    "council_tax/requirement_returns.csv",
    records.RequirementReturn,
    ("financial_year", "police_area"),
    "Council tax requirement, tax base and band D as returned to government",
    ("police_area", "financial_year"),
)
REFERENDUM_PRINCIPLES = TableSpec(
    "referendum-principles",
    "council_tax/referendum_principles.csv",
    records.ReferendumPrinciple,
    ("first_year", "class_", "police_area"),
    "The increase at which a referendum is required, by year and class of body",
    ("first_year", "class_", "police_area"),
)
REFERENDUM_COSTS = TableSpec(
    "referendum-costs",
    "council_tax/referendum_costs.csv",
    records.ReferendumCost,
    ("police_area", "what"),
    "What a council tax referendum has been said to cost",
    ("police_area",),
)
TIMETABLE = TableSpec(
    "timetable-steps",
    "council_tax/timetable.csv",
    records.TimetableStep,
    ("order",),
    "The steps by which a precept is set, with the days the law gives",
    ("country",),
)
PRECEPT_TOTALS = TableSpec(
    "precept-totals",
    "council_tax/precept_totals.csv",
    records.PreceptTotal,
    ("financial_year", "police_area"),
    "Precept totals met outside the returns, rounded as their note says",
    ("police_area", "financial_year"),
)
GRANTS = TableSpec(
    "grants",
    "council_tax/grants.csv",
    records.Grant,
    ("financial_year", "police_area", "line", "scope", "source"),
    "Government grant by area and year; totals of different scope must not be mixed",
    ("police_area", "financial_year", "line", "scope"),
)
PAY_SCALES = TableSpec(
    "pay-scales",
    "workforce/pay_scales.csv",
    records.PayPoint,
    ("effective_from", "scale", "pay_point"),
    "Annual basic pay by scale and point",
    ("rank", "scale", "pay_point", "effective_from"),
)
PAY_AWARDS = TableSpec(
    "pay-awards",
    "workforce/pay_awards.csv",
    records.PayAward,
    ("effective_from",),
    "September pay awards",
    ("effective_from",),
)
ON_COSTS = TableSpec(
    "employer-on-costs",
    "workforce/employer_on_costs.csv",
    records.OnCost,
    ("financial_year", "item"),
    "Employer national insurance, pension and apprenticeship levy, by year",
    ("financial_year", "item"),
)
ALLOWANCES = TableSpec(
    "allowances",
    "workforce/allowances.csv",
    records.Allowance,
    ("effective_from", "police_area", "allowance"),
    "Regional allowances, pounds a year",
    ("police_area", "allowance"),
)
OTHER_ALLOWANCES = TableSpec(
    "other-allowances",
    "workforce/other_allowances.csv",
    records.OtherAllowance,
    ("item", "effective_from"),
    "Premiums and allowances that are the same for every force",
    ("item",),
)
BACK_TESTS = TableSpec(
    "back-tests",
    "uplift/back_tests.csv",
    records.BackTest,
    ("back_test",),
    "Uplifts whose outcome is known, to hold the model against",
    ("back_test",),
)
BACK_TEST_VALUES = TableSpec(
    "back-test-values",
    "uplift/back_test_values.csv",
    records.BackTestValue,
    ("back_test", "knowledge", "name"),
    "Parameters of back-tests that are not the defaults, by what was known then or in hindsight",
    ("back_test", "knowledge"),
)
COURSES = TableSpec(
    "courses",
    "uplift/courses.csv",
    records.Course,
    ("course", "force", "year", "source"),
    "Published lengths, prices and outcomes of courses",
    ("role", "force"),
)
ARMED_OFFICERS = TableSpec(
    "armed-officers",
    "uplift/armed_officers.csv",
    armed_records.ArmedOfficers,
    ("financial_year", "police_area", "total_of", "measure", "source"),
    "Armed officers and armed operations by area and year; counts of different measure must not be subtracted",
    ("police_area", "financial_year", "measure"),
)
ARMED_UPLIFT = TableSpec(
    "armed-uplift-programme",
    "uplift/armed_uplift_programme.csv",
    armed_records.ArmedUpliftFigure,
    ("month", "item", "scope"),
    "The national programme of 2016 for more armed officers: what was planned and what was reached",
    ("item", "scope"),
)
CONSUMER_PRICES = TableSpec(
    "consumer-prices",
    "prices/consumer_prices.csv",
    records.ConsumerPrices,
    ("year",),
    "Growth of consumer prices by calendar year",
    ("year",),
)
SEPTEMBER_PRICES = TableSpec(
    "september-prices",
    "prices/september_prices.csv",
    records.SeptemberPrices,
    ("year",),
    "Growth of consumer prices over the twelve months to September",
    ("year",),
)
GDP_DEFLATOR = TableSpec(
    "gdp-deflator",
    "prices/gdp_deflator.csv",
    records.YearlyPrices,
    ("financial_year",),
    "Growth of the GDP deflator by financial year",
    ("financial_year",),
)
CPIH = TableSpec(
    "cpih",
    "prices/cpih.csv",
    records.YearlyPrices,
    ("financial_year",),
    "Growth of consumer prices with owner occupiers' housing costs, by financial year",
    ("financial_year",),
)
PARAMETERS = TableSpec(
    "parameters",
    "assumptions/parameters.csv",
    records.Parameter,
    ("name",),
    "Named parameters of the cost model: default, unit, range, evidence",
    ("name", "evidence"),
)
ROLE_VALUES = TableSpec(
    "role-values",
    "uplift/role_values.csv",
    records.RoleValue,
    ("role", "name"),
    "Parameters of roles other than the armed response officer, where they differ",
    ("role",),
)
ROLES = TableSpec(
    "roles",
    "uplift/roles.csv",
    role_records.Role,
    ("role",),
    "Roles that officers are trained for, and the role each is drawn from",
    ("role",),
)
PATHWAY_STAGES = TableSpec(
    "pathway-stages",
    "uplift/stages.csv",
    role_records.PathwayStage,
    ("pathway", "position"),
    "Stages on the way to the role, by pathway, with the parameters that govern each",
    ("pathway",),
)
CHOICES = TableSpec(
    "choices",
    "assumptions/choices.csv",
    records.Choice,
    ("name",),
    "Named choices of method, with their options",
    ("name",),
)
PARAMETER_SETS = TableSpec(
    "parameter-sets",
    "assumptions/parameter_sets.csv",
    records.ParameterSetting,
    ("parameter_set", "name"),
    "Named departures from the default parameters",
    ("parameter_set",),
)
SOURCES = TableSpec(
    "sources", "sources.csv", records.Source, ("source",), "Where the figures were read", ("source", "publisher")
)

TABLES: tuple[TableSpec[Any], ...] = (
    POLICE_AREAS,
    BILLING_AUTHORITIES,
    PRECEPTORS,
    PROPORTIONS,
    BAND_D,
    TAX_BASES,
    DWELLINGS,
    REQUIREMENT_RETURNS,
    REFERENDUM_PRINCIPLES,
    REFERENDUM_COSTS,
    TIMETABLE,
    PRECEPT_TOTALS,
    GRANTS,
    PAY_SCALES,
    PAY_AWARDS,
    ON_COSTS,
    ALLOWANCES,
    OTHER_ALLOWANCES,
    COURSES,
    BACK_TESTS,
    BACK_TEST_VALUES,
    ARMED_OFFICERS,
    ARMED_UPLIFT,
    CONSUMER_PRICES,
    SEPTEMBER_PRICES,
    GDP_DEFLATOR,
    CPIH,
    PARAMETERS,
    ROLES,
    ROLE_VALUES,
    PATHWAY_STAGES,
    CHOICES,
    PARAMETER_SETS,
    SOURCES,
)


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """A loaded table: immutable rows in the order of the file, found by key."""

    spec: TableSpec[RowT]
    rows: tuple[RowT, ...]
    _by_key: dict[Any, RowT] = field(repr=False)

    @classmethod
    def of(cls, spec: TableSpec[RowT], rows: tuple[RowT, ...]) -> Table[RowT]:
        """Index the rows by their key."""
        return cls(spec, rows, {key_of(spec, row): row for row in rows})

    @property
    def has_every_key_once(self) -> bool:
        """Whether no two rows have the same key."""
        return len(self._by_key) == len(self.rows)

    def get(self, *key: object) -> RowT | None:
        """Find the row with that key, or None when it is not held."""
        return self._by_key.get(key)

    def where(self, test: Callable[[RowT], bool]) -> tuple[RowT, ...]:
        """Select rows, in the order of the file."""
        return tuple(row for row in self.rows if test(row))


Tables = dict[str, Table[Any]]
"""Every table, by name."""


def key_of(spec: TableSpec[Any], row: Struct) -> tuple[object, ...]:
    """Name what makes a row unique in its table."""
    key: tuple[object, ...] = _parts_of_key(spec.key)(row)
    return key if len(spec.key) > 1 else (key,)


def fields_of(row: type[Struct]) -> tuple[structs.FieldInfo, ...]:
    """The fields of a kind of row, read once: they are asked for many times while the service starts."""
    return _fields_of(row)


@cache
def _fields_of(row: type[Struct]) -> tuple[structs.FieldInfo, ...]:
    return structs.fields(row)


@cache
def _parts_of_key(names: tuple[str, ...]) -> attrgetter[Any]:
    return attrgetter(*names)
