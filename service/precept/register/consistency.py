"""What rows must be to each other: whole areas, the right area, every rate of a year, scales that take effect in September."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from precept.register.faults import Fault
from precept.register.tables import (
    BACK_TEST_VALUES,
    BILLING_AUTHORITIES,
    ON_COSTS,
    PARAMETERS,
    PATHWAY_STAGES,
    PAY_AWARDS,
    PAY_SCALES,
    REFERENDUM_PRINCIPLES,
    ROLE_VALUES,
    ROLES,
    TAX_BASES,
    Tables,
)

ON_COST_RANGES: dict[str, tuple[str, str, str]] = {
    "ni_rate": ("percent", "5", "25"),
    "ni_rate_at_start": ("percent", "5", "25"),
    "ni_rate_at_end": ("percent", "5", "25"),
    "ni_threshold": ("pounds_a_year", "1000", "20000"),
    "pension_statutory_rate": ("percent", "10", "60"),
    "pension_budget_rate": ("percent", "10", "60"),
    "levy_rate": ("percent", "0", "2"),
    "levy_allowance": ("pounds_a_year", "0", "50000"),
}
"""Every item that each year must have, with its unit and the range outside which it is taken for a slip."""

USUAL_MOVE_PERCENT = 6
"""How far an area's whole tax base may move in a year; no returned one moved by more than 4%."""
USUAL_AUTHORITY_MOVE_PERCENT = 25
"""The same for one authority: the largest move held is 11%, but councils have been cut and merged."""


def whole_areas_are_whole(tables: Tables) -> Iterator[Fault]:
    """Refuse an area-year that mixes complete and partial, or whose whole moves too far from the last one held.

    An area of one authority (the City of London) may move as one authority may.
    """
    by_area: defaultdict[str, defaultdict[int, list[tuple[int, Any]]]] = defaultdict(lambda: defaultdict(list))
    for number, row in enumerate(tables[TAX_BASES.name].rows, start=2):
        by_area[row.police_area][row.financial_year.start].append((number, row))
    for area, years in by_area.items():
        last: tuple[int, Decimal] | None = None
        for year, rows in sorted(years.items()):
            coverages = {row.coverage for _, row in rows}
            number = next((each for each, row in rows if row.coverage == "partial"), rows[0][0])
            if len(coverages) > 1:
                yield Fault(
                    TAX_BASES.file, number, f"{area} is both complete and partial in {rows[0][1].financial_year}"
                )
            if coverages != {"complete"}:
                continue
            whole = sum((row.tax_base for _, row in rows), Decimal(0))
            if last is not None and abs(whole - last[1]) * 100 > USUAL_MOVE_PERCENT * (year - last[0]) * last[1]:
                reason = f"the tax bases of {area} add up to {whole}, after {last[1]}: are all its authorities there?"
                yield Fault(TAX_BASES.file, number, reason)
            last = (year, whole) if len(rows) > 1 else None


def authorities_lie_in_their_area(tables: Tables) -> Iterator[Fault]:
    """Refuse a tax base filed under another police area than the authority's own, and one that moves too far."""
    authorities = tables[BILLING_AUTHORITIES.name]
    last: dict[str, Any] = {}
    for number, row in sorted(
        enumerate(tables[TAX_BASES.name].rows, start=2), key=lambda pair: pair[1].financial_year.start
    ):
        authority = authorities.get(row.billing_authority)
        if authority is not None and authority.police_area != row.police_area:
            reason = f"{authority.name} lies in {authority.police_area}, not in {row.police_area}"
            yield Fault(TAX_BASES.file, number, reason)
        before = last.get(row.billing_authority)
        if before is not None:
            years = row.financial_year - before.financial_year
            if abs(row.tax_base - before.tax_base) * 100 > USUAL_AUTHORITY_MOVE_PERCENT * years * before.tax_base:
                yield Fault(TAX_BASES.file, number, f"the tax base {row.tax_base} was {before.tax_base} before")
        last[row.billing_authority] = row


def every_year_has_every_on_cost(tables: Tables) -> Iterator[Fault]:
    """Refuse a year that lacks a rate, an item that is not known, and a rate of another unit or size than it can be."""
    items_of: defaultdict[str, set[str]] = defaultdict(set)
    first_row: dict[str, int] = {}
    for number, row in enumerate(tables[ON_COSTS.name].rows, start=2):
        year = str(row.financial_year)
        items_of[year].add(row.item)
        first_row.setdefault(year, number)
        if row.item not in ON_COST_RANGES:
            yield Fault(ON_COSTS.file, number, f"there is no item {row.item!r}: use {', '.join(ON_COST_RANGES)}")
            continue
        unit, low, high = ON_COST_RANGES[row.item]
        if row.unit != unit:
            yield Fault(ON_COSTS.file, number, f"{row.item} is in {unit}, not in {row.unit}")
        elif not Decimal(low) <= row.value <= Decimal(high):
            yield Fault(ON_COSTS.file, number, f"{row.item} {row.value} is outside {low} to {high}")
    for year, items in items_of.items():
        if lacking := sorted(ON_COST_RANGES.keys() - items):
            yield Fault(ON_COSTS.file, first_row[year], f"{year} lacks {', '.join(lacking)}")


def pay_takes_effect_in_september(tables: Tables) -> Iterator[Fault]:
    """Refuse a scale or an award that is not of 1 September: no other would ever be found."""
    for spec in (PAY_SCALES, PAY_AWARDS):
        for number, row in enumerate(tables[spec.name].rows, start=2):
            if (row.effective_from.month, row.effective_from.day) != (9, 1):
                yield Fault(spec.file, number, f"{row.effective_from} is not a 1 September")


def overrides_are_of_parameters(tables: Tables) -> Iterator[Fault]:
    """Refuse a role's or a back-test's value of no known parameter, or outside the range beside it."""
    known = {row.name for row in tables[PARAMETERS.name].rows}
    for spec in (ROLE_VALUES, BACK_TEST_VALUES):
        for number, row in enumerate(tables[spec.name].rows, start=2):
            if row.name not in known:
                yield Fault(spec.file, number, f"{row.name!r} is not in {PARAMETERS.file}")
            if not row.low <= row.value <= row.high:
                yield Fault(spec.file, number, f"{row.name}: {row.value} is not between {row.low} and {row.high}")


def stages_name_parameters(tables: Tables) -> Iterator[Fault]:
    """Refuse a stage that names no parameter held, a role drawn from none, and a value of a role not held."""
    known = {row.name for row in tables[PARAMETERS.name].rows}
    for number, row in enumerate(tables[PATHWAY_STAGES.name].rows, start=2):
        named = [row.months_parameter, row.share_parameter, *(row.capacity_parameters or "").split(";")]
        for name in named:
            if name and name not in known:
                yield Fault(PATHWAY_STAGES.file, number, f"{name!r} is not in {PARAMETERS.file}")
    roles = {row.role for row in tables[ROLES.name].rows}
    for number, row in enumerate(tables[ROLES.name].rows, start=2):
        if row.drawn_from is not None and row.drawn_from not in roles:
            yield Fault(ROLES.file, number, f"{row.drawn_from!r} is not a role of {ROLES.file}")
    for number, row in enumerate(tables[ROLE_VALUES.name].rows, start=2):
        if row.role not in roles:
            yield Fault(ROLE_VALUES.file, number, f"{row.role!r} is not a role of {ROLES.file}")


def principles_name_whom_they_are_for(tables: Tables) -> Iterator[Fault]:
    """Refuse a permission without an area, an area on any other class, and a last year before the first."""
    for number, row in enumerate(tables[REFERENDUM_PRINCIPLES.name].rows, start=2):
        if (row.class_ == "permission") != (row.police_area is not None):
            reason = "a permission names its police area, and nothing else does"
            yield Fault(REFERENDUM_PRINCIPLES.file, number, reason)
        if row.last_year is not None and row.last_year < row.first_year:
            yield Fault(REFERENDUM_PRINCIPLES.file, number, f"ends in {row.last_year}, before it begins")
