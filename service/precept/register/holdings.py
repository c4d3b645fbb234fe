"""What the register holds and what it does not, in words: rows, years, areas, assumptions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from precept.register.records import Evidence
from precept.register.register import Register
from precept.register.tables import BAND_D, PARAMETERS, REQUIREMENT_RETURNS, TAX_BASES, Table
from precept.register.years import FinancialYear


def holdings_of(register: Register) -> str:
    """Tell what is held, table by table, and which years and areas are not."""
    return "\n".join([
        f"Register {register.version}: every check passed.",
        "",
        *_tables(register),
        "",
        *_not_held(register),
        "",
        *_assumptions(register),
    ])  # fmt: skip


def _tables(register: Register) -> Iterable[str]:
    yield f"{'table':<24}{'rows':>6}  {'years':<22}evidence"
    for table in register.tables.values():
        evidence = Counter(str(row.evidence) for row in table.rows if hasattr(row, "evidence"))
        told = ", ".join(f"{count} {name}" for name, count in evidence.most_common())
        yield f"{table.spec.name:<24}{len(table.rows):>6}  {_years(table):<22}{told}"


def _years(table: Table[Any]) -> str:
    years = sorted({year for row in table.rows if (year := getattr(row, "financial_year", None)) is not None})
    return f"{years[0]} to {years[-1]}" if years else ""


def _not_held(register: Register) -> Iterable[str]:
    yield "Not held (asking for one is a named error that says what to supply):"
    names = {area.code: area.name for area in register.police_areas.rows}
    for spec in (BAND_D, REQUIREMENT_RETURNS, TAX_BASES):
        table = register.tables[spec.name]
        whole = [row for row in table.rows if getattr(row, "coverage", "complete") == "complete"]
        years = sorted({row.financial_year for row in whole})
        held = {(row.police_area, row.financial_year) for row in whole}
        areas = sorted({area for area, _ in held})
        missing: defaultdict[str, list[FinancialYear]] = defaultdict(list)
        for area in areas:
            missing[area] = [year for year in years if (area, year) not in held]
        gaps = sum(len(each) for each in missing.values())
        yield f"  {spec.name}: {len(held)} area-years held, {gaps} not, of {len(areas)} areas in {years[0]} to {years[-1]}"
        for area, absent in missing.items():
            if absent:
                yield f"    {names[area]}: {', '.join(_spans(absent))}"
        if never := [names[area] for area in names if area not in areas]:
            yield f"    no year at all: {', '.join(never)}"


def _spans(years: list[FinancialYear]) -> Iterable[str]:
    """Write runs of years as `1997-98 to 2014-15`."""
    start = previous = years[0]
    for year in [*years[1:], None]:
        if year is None or year - previous > 1:
            yield str(start) if start == previous else f"{start} to {previous}"
            start = year or previous
        previous = year or previous


def _assumptions(register: Register) -> Iterable[str]:
    rows = [row for row in register.tables[PARAMETERS.name].rows if row.evidence is Evidence.ASSUMPTION]
    yield f"Assumptions, {len(rows)} of {len(register.tables[PARAMETERS.name].rows)} parameters (default, range):"
    for row in rows:
        yield f"  {row.name:<36}{row.default!s:>8} {row.unit:<18}{row.low} to {row.high}"
