"""What the loader holds every table to: known areas and units, sources, ranges, no overlap, no gap in a dated series.

Years and areas that are simply not held are listed by `precept check`, not refused here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, get_args

from precept.register.armed_officers import (
    armed_officers_are_counted_once,
    armed_officers_say_whose_they_are,
    armed_operations_hold_together,
)
from precept.register.consistency import (
    authorities_lie_in_their_area,
    every_year_has_every_on_cost,
    overrides_are_of_parameters,
    pay_takes_effect_in_september,
    principles_name_whom_they_are_for,
    stages_name_parameters,
    whole_areas_are_whole,
)
from precept.register.dwellings import BAND_COLUMNS, dwellings_hold_together, dwellings_lie_in_their_area
from precept.register.faults import Fault
from precept.register.records import Evidence
from precept.register.tables import (
    ALLOWANCES,
    ARMED_OFFICERS,
    ARMED_UPLIFT,
    BAND_D,
    BILLING_AUTHORITIES,
    CHOICES,
    CONSUMER_PRICES,
    CPIH,
    DWELLINGS,
    GDP_DEFLATOR,
    GRANTS,
    ON_COSTS,
    OTHER_ALLOWANCES,
    PARAMETER_SETS,
    PARAMETERS,
    PAY_AWARDS,
    PAY_SCALES,
    POLICE_AREAS,
    PRECEPT_TOTALS,
    PROPORTIONS,
    REFERENDUM_COSTS,
    REFERENDUM_PRINCIPLES,
    REQUIREMENT_RETURNS,
    SEPTEMBER_PRICES,
    SOURCES,
    TAX_BASES,
    TIMETABLE,
    Table,
    Tables,
    TableSpec,
    fields_of,
    key_of,
)
from precept.register.units import PLAIN_NUMBER

Check = Callable[[Tables], Iterator[Fault]]

OUR_OWN_ASSUMPTIONS = "precept-team"
"""The source of what nobody has published: named assumptions, each with its range and its reason."""

UNITS = frozenset({
    "pounds", "pounds_a_year", "pounds_a_place", "pounds_a_day", "percent", "share", "share_a_year",
    "months", "weeks", "years", "days", "days_a_year", "hours_a_year", "officers", "officers_a_year",
    "students", "students_a_class", "intakes_a_year", "applicants_a_year", "instructors", "seats", "point",
    "pounds_an_hour", "share_per_1000_pounds", "officers_a_year_per_1000_pounds", "supervisors_an_officer",
})  # fmt: skip
"""Every unit that a parameter or on-cost may be stated in."""

PLAUSIBLE: dict[TableSpec[Any], dict[str, tuple[str, str]]] = {
    BAND_D: {"band_d_pounds": ("1", "1000"), "tolerance_pounds": ("0", "1")},
    TAX_BASES: {
        "tax_base": ("1", "999999.999"),
        "collection_rate_percent": ("90", "100"),
        "collection_fund_pounds": ("-100000000", "100000000"),
    },
    DWELLINGS: dict.fromkeys(BAND_COLUMNS, ("-100", "250000")) | {"total": ("0", "600000")},
    REQUIREMENT_RETURNS: {
        "requirement_pounds": ("1000000", "2000000000"),
        "tax_base": ("10000", "9999999.999"),
        "band_d_pounds": ("1", "1000"),
    },
    REFERENDUM_PRINCIPLES: {"percent": ("0", "10"), "cash_pounds": ("0", "50")},
    REFERENDUM_COSTS: {"pounds": ("10000", "10000000")},
    TIMETABLE: {"month": ("1", "12"), "day": ("1", "31")},
    GRANTS: {"pounds": ("0", "100000000000")},
    PROPORTIONS: {"ninths": ("6", "21")},
    PAY_SCALES: {"annual_pounds": ("15000", "100000")},
    PAY_AWARDS: {"headline_percent": ("0", "15"), "flat_pounds": ("0", "5000")},
    ALLOWANCES: {"annual_pounds": ("0", "10000")},
    PRECEPT_TOTALS: {
        "precept_pounds": ("1000000", "2000000000"),
        "rounded_to_pounds": ("1", "1000000"),
        "tax_base": ("10000", "9999999.999"),
    },
    CONSUMER_PRICES: {"cpi_growth_percent": ("-5", "20")},
    SEPTEMBER_PRICES: {"cpi_growth_percent": ("-5", "20")},
    GDP_DEFLATOR: {"growth_percent": ("-5", "20")},
    CPIH: {"growth_percent": ("-5", "20")},
    ARMED_OFFICERS: {"count": ("20", "8000"), "operations": ("1", "30000"), "arv_operations": ("1", "30000")},
    ARMED_UPLIFT: {"value": ("1", "1000000000"), "at_most": ("1", "1000000000")},
}
"""The range outside which a published figure is taken for a slip (pounds for thousands, months for years)."""


def faults_of(tables: Tables) -> list[Fault]:
    """Every fault of every table."""
    return [fault for check in CHECKS for fault in check(tables)]


def _numbered(table: Table[Any]) -> Iterable[tuple[int, Any]]:
    return enumerate(table.rows, start=2)


def _sources_are_known(tables: Tables) -> Iterator[Fault]:
    known = {row.source for row in tables[SOURCES.name].rows}
    for table in tables.values():
        if table.spec not in (SOURCES, PARAMETER_SETS):
            for number, row in _numbered(table):
                if row.source not in known:
                    yield Fault(table.spec.file, number, f"the source {row.source!r} is not in {SOURCES.file}")


def _sources_say_where(tables: Tables) -> Iterator[Fault]:
    for number, row in _numbered(tables[SOURCES.name]):
        own_assumption = row.source == OUR_OWN_ASSUMPTIONS and row.url is None
        if not own_assumption and not (row.url or "").startswith(("https://", "http://")):
            yield Fault(SOURCES.file, number, f"{row.url!r} is not a link")


def _areas_are_known(tables: Tables) -> Iterator[Fault]:
    areas = {row.code for row in tables[POLICE_AREAS.name].rows}
    authorities = {row.code for row in tables[BILLING_AUTHORITIES.name].rows}
    for table in tables.values():
        for number, row in _numbered(table):
            area = getattr(row, "police_area", None)
            if area is not None and area not in areas:
                yield Fault(table.spec.file, number, f"the police area {area!r} is not in {POLICE_AREAS.file}")
            authority = getattr(row, "billing_authority", None)
            if authority is not None and authority not in authorities:
                reason = f"the billing authority {authority!r} is not in {BILLING_AUTHORITIES.file}"
                yield Fault(table.spec.file, number, reason)


def _units_are_known(tables: Tables) -> Iterator[Fault]:
    for spec in (PARAMETERS, ON_COSTS, OTHER_ALLOWANCES):
        for number, row in _numbered(tables[spec.name]):
            if row.unit not in UNITS:
                yield Fault(spec.file, number, f"the unit {row.unit!r} is not known")


def _nothing_overlaps(tables: Tables) -> Iterator[Fault]:
    for table in tables.values():
        if table.has_every_key_once:
            continue
        first_seen: dict[tuple[object, ...], int] = {}
        for number, row in _numbered(table):
            key = key_of(table.spec, row)
            if key in first_seen:
                said = ", ".join(str(part) for part in key)
                yield Fault(table.spec.file, number, f"overlaps row {first_seen[key]}: {said} is held twice")
            first_seen.setdefault(key, number)


def _values_are_plausible(tables: Tables) -> Iterator[Fault]:
    for spec, stated in PLAUSIBLE.items():
        ranges = {name: (Decimal(low), Decimal(high)) for name, (low, high) in stated.items()}
        for number, row in _numbered(tables[spec.name]):
            for name, (low, high) in ranges.items():
                value = getattr(row, name)
                if value is not None and not low <= value <= high:
                    yield Fault(spec.file, number, f"{name} {value} is outside {low} to {high}")


def _figures_fit_the_unit_they_are_held_in(tables: Tables) -> Iterator[Fault]:
    """Band D holds four decimals, money two, a tax base three, a percentage four, a share six: see `units`."""
    for table in tables.values():
        columns = [field.name for field in fields_of(table.spec.row) if Decimal in (field.type, *get_args(field.type))]
        for number, row in _numbered(table):
            for column in columns:
                value = getattr(row, column)
                if value is not None and _decimals(value) > _decimals_held(column, getattr(row, "unit", "")):
                    yield Fault(table.spec.file, number, f"{column} {value} has more decimals than are held")


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@cache
def _decimals_held(column: str, unit: str) -> int:
    if column in ("band_d_pounds", "tolerance_pounds", "cash_pounds") or column.endswith("percent"):
        return 4
    if column.endswith("tax_base"):
        return 3
    if column.endswith("pounds") or unit.startswith("pounds"):
        return 2
    return 4 if unit == "percent" else 6


def _defaults_lie_in_their_range(tables: Tables) -> Iterator[Fault]:
    parameters = tables[PARAMETERS.name]
    choices = tables[CHOICES.name]
    for number, row in _numbered(parameters):
        if not row.low <= row.default <= row.high:
            yield Fault(PARAMETERS.file, number, f"the default {row.default} is outside {row.low} to {row.high}")
    for number, row in _numbered(choices):
        if row.default not in row.options.split(";"):
            yield Fault(CHOICES.file, number, f"the default {row.default!r} is not one of {row.options}")
    for number, row in _numbered(tables[PARAMETER_SETS.name]):
        parameter, choice = parameters.get(row.name), choices.get(row.name)
        if parameter is None and choice is None:
            yield Fault(PARAMETER_SETS.file, number, f"there is no parameter or choice named {row.name!r}")
        elif parameter is not None and not PLAIN_NUMBER.fullmatch(row.value):
            yield Fault(PARAMETER_SETS.file, number, f"{row.value!r} is not a plainly written number")
        elif choice is not None and row.value not in choice.options.split(";"):
            yield Fault(PARAMETER_SETS.file, number, f"{row.value!r} is not one of {choice.options}")


def _assumed_allowances_have_a_range(tables: Tables) -> Iterator[Fault]:
    for number, row in _numbered(tables[ALLOWANCES.name]):
        if row.evidence is Evidence.ASSUMPTION and (row.low_pounds is None or row.high_pounds is None):
            yield Fault(ALLOWANCES.file, number, "an assumption states its range: low_pounds and high_pounds")


def _dated_series_have_no_gap(tables: Tables) -> Iterator[Fault]:
    dated: dict[TableSpec[Any], Callable[[Any], tuple[object, int]]] = {
        ON_COSTS: lambda row: (row.item, row.financial_year.start),
        PAY_AWARDS: lambda row: ("award", row.effective_from.year),
        PAY_SCALES: lambda row: ((row.scale, row.pay_point), row.effective_from.year),
        CONSUMER_PRICES: lambda row: ("growth", row.year),
        SEPTEMBER_PRICES: lambda row: ("growth", row.year),
        GDP_DEFLATOR: lambda row: ("growth", row.financial_year.start),
        CPIH: lambda row: ("growth", row.financial_year.start),
    }
    for spec, series_and_year in dated.items():
        last_seen: dict[object, int] = {}
        for number, row in sorted(_numbered(tables[spec.name]), key=lambda pair: series_and_year(pair[1])[1]):
            series, year = series_and_year(row)
            if series in last_seen and year - last_seen[series] > 1:
                yield Fault(spec.file, number, f"a gap: nothing is held between {last_seen[series]} and {year}")
            last_seen[series] = year


def _principles_cover_every_year_once(tables: Tables) -> Iterator[Fault]:
    by_class: dict[tuple[str, str | None], list[tuple[int, Any]]] = defaultdict(list)
    for number, row in _numbered(tables[REFERENDUM_PRINCIPLES.name]):
        by_class[row.class_, row.police_area].append((number, row))
        wanted = {"percent": (True, False), "cash": (False, True), "greater_of": (True, True)}
        if (row.percent is not None, row.cash_pounds is not None) != wanted.get(row.rule, (False, False)):
            yield Fault(REFERENDUM_PRINCIPLES.file, number, f"the figures do not fit the rule {row.rule}")
    for (class_, _), rows in by_class.items():
        ordered = sorted(rows, key=lambda pair: pair[1].first_year)
        for (_, earlier), (number, later) in pairwise(ordered):
            if earlier.last_year is None or earlier.last_year >= later.first_year:
                yield Fault(REFERENDUM_PRINCIPLES.file, number, f"overlaps the earlier row of class {class_}")
            elif class_ == "default" and later.first_year - earlier.last_year > 1:
                yield Fault(REFERENDUM_PRINCIPLES.file, number, f"a gap after {earlier.last_year} in class {class_}")


CHECKS: tuple[Check, ...] = (
    _sources_are_known,
    _sources_say_where,
    _areas_are_known,
    _units_are_known,
    _nothing_overlaps,
    _values_are_plausible,
    _figures_fit_the_unit_they_are_held_in,
    _defaults_lie_in_their_range,
    _assumed_allowances_have_a_range,
    _dated_series_have_no_gap,
    _principles_cover_every_year_once,
    principles_name_whom_they_are_for,
    whole_areas_are_whole,
    authorities_lie_in_their_area,
    dwellings_lie_in_their_area,
    dwellings_hold_together,
    overrides_are_of_parameters,
    stages_name_parameters,
    every_year_has_every_on_cost,
    pay_takes_effect_in_september,
    armed_officers_say_whose_they_are,
    armed_officers_are_counted_once,
    armed_operations_hold_together,
)
