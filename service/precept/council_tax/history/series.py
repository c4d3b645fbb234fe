"""Everything the register holds about band D, one row an area and year, laid out once for the whole register.

One row stands for every area with a precept and every year from the first to the last that is held for any; a year
not held is a row whose figures are null, and no figure is ever made up for it. Units: band D, its tolerance and its change in
ten-thousandths of a pound, percentages in ten-thousandths of a percent, tax bases in thousandths, money in pence.
Largest product: a band D of 1e7 x a tax base of 1e10, 1e17, doubled for rounding: inside 64 bits.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import polars as pl

from precept.council_tax.alike import add_columns
from precept.council_tax.history.ten_lowest import ten_lowest_by_area_of
from precept.council_tax.principles import limit_in_force
from precept.council_tax.referendum import judge, most_allowed
from precept.council_tax.requirement import percent_of, raise_requirement
from precept.register.records import PoliceArea, Stage
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, exactly
from precept.register.years import FinancialYear

BAND_D_SCHEMA = {
    "area": pl.String,
    "name": pl.String,
    "country": pl.String,
    "year": pl.Int64,
    "band_d": pl.Int64,
    "tolerance": pl.Int64,
    "evidence": pl.String,
    "stage": pl.String,
    "source": pl.String,
    "note": pl.String,
}
TAX_BASE_SCHEMA = {
    "tax_base": pl.Int64,
    "tax_base_basis": pl.String,
    "tax_base_reason": pl.String,
    "tax_base_source": pl.String,
}
REQUIREMENT_SCHEMA = {
    "held_requirement": pl.Int64,
    "held_requirement_basis": pl.String,
    "requirement_source": pl.String,
    "requirement_note": pl.String,
}
LIMIT_SCHEMA = {
    "rule": pl.String,
    "limit_percent": pl.Int64,
    "limit_cash": pl.Int64,
    "limit_reason": pl.String,
    "limit_status": pl.String,
    "limit_source": pl.String,
}
LOWEST_SCHEMA = {"among_ten_lowest": pl.Boolean, "among_ten_lowest_of_year_before": pl.Boolean}

_BAND_D = pl.col("band_d")
_PRIOR = pl.col("prior_band_d")


@lru_cache(maxsize=2)
def years_of(register: Register) -> tuple[FinancialYear, ...]:
    """Every year from the first to the last for which any band D is held."""
    held = [row.financial_year for row in register.band_ds.rows]
    first, last = min(held), max(held)
    return tuple(first + later for later in range(last - first + 1))


@lru_cache(maxsize=2)
def band_d_series(register: Register) -> pl.DataFrame:
    """Lay out every area and year with its change, limit, tax base, yields and requirement, by area and then year."""
    areas = [register.police_area(code) for code in register.precepting_areas]
    lowest = {year: ten_lowest_by_area_of(year, register) for year in years_of(register)}
    rows = [
        (
            *_band_d_of(area, year, register),
            *_tax_base_of(area.code, year, register),
            *_requirement_of(area.code, year, register),
            *_limit_of(area, year, register),
            lowest[year].get(area.code),
            lowest.get(year.previous, {}).get(area.code),
        )
        for area in areas
        for year in years_of(register)
    ]
    schema = BAND_D_SCHEMA | TAX_BASE_SCHEMA | REQUIREMENT_SCHEMA | LIMIT_SCHEMA | LOWEST_SCHEMA
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    raised = raise_requirement(_BAND_D, _PRIOR, pl.col("tax_base"))
    return (
        frame.with_columns(prior_band_d=_BAND_D.shift(1).over("area", order_by="year"), step=pl.lit(100, pl.Int64))
        .with_columns(
            change=_BAND_D - _PRIOR,
            change_percent=percent_of(_BAND_D - _PRIOR, _PRIOR),
            maximum_band_d=most_allowed(
                pl.col("rule"), _PRIOR, pl.col("limit_percent"), pl.col("limit_cash"), pl.col("step")
            ),
            one_pound=raised.one_pound,
            one_percent=raised.one_percent,
            calculated_requirement=raised.requirement,
        )
        .with_columns(
            requirement=pl.when(pl.col("held_requirement_basis") == "returned")
            .then(pl.col("held_requirement"))
            .otherwise(pl.coalesce("calculated_requirement", "held_requirement")),
            requirement_basis=pl.when(pl.col("held_requirement_basis") == "returned")
            .then(pl.lit("returned"))
            .when(pl.col("calculated_requirement").is_not_null())
            .then(pl.lit("band_d_times_tax_base"))
            .otherwise(pl.col("held_requirement_basis")),
        )
        .pipe(add_columns, judge)
    )


def ranked(series: pl.DataFrame, *within: str) -> pl.DataFrame:
    """Add each band D's rank among those held in the same `within` columns, lowest first.

    `rank` is 1 for the lowest and shared by equals (`shared_by` of them); `areas_ranked` counts the areas held; `quartile`
    is 1 for the lowest quarter: the ten lowest of thirty-seven are its first, as in the principles of the Secretary of
    State.
    """
    count = _BAND_D.count().over(within)
    return (
        series.with_columns(rank=_BAND_D.rank("min").over(within).cast(pl.Int64), areas_ranked=count.cast(pl.Int64))
        .with_columns(
            shared_by=pl.when(_BAND_D.is_not_null()).then(pl.len().over([*within, "band_d"]).cast(pl.Int64)),
            quartile=(pl.col("rank") - 1) * 4 // pl.col("areas_ranked") + 1,
        )
        .with_columns(areas_ranked=pl.when(_BAND_D.is_not_null()).then("areas_ranked"))
    )


def _band_d_of(area: PoliceArea, year: FinancialYear, register: Register) -> tuple[object, ...]:
    row = register.band_d(area.code, year)
    named = (area.code, area.name, area.country, year.start)
    if row is None:
        return (*named, None, None, None, None, None, None)
    tolerance = None if row.tolerance_pounds is None else exactly(row.tolerance_pounds, TEN_THOUSANDTHS)
    band_d = exactly(row.band_d_pounds, TEN_THOUSANDTHS)
    return (*named, band_d, tolerance, row.evidence.value, row.stage and row.stage.value, row.source, row.note)


def _tax_base_of(area: str, year: FinancialYear, register: Register) -> tuple[int | None, str, str | None, str | None]:
    """Rest on the return, else on the sum of the billing authorities where all of them are held."""
    returned = register.requirement_return(area, year)
    if returned is not None:
        return exactly(returned.tax_base, THOUSANDTHS), "returned", None, returned.source
    rows = register.tax_bases(area, year)
    if not rows:
        return None, "not_held", f"No return, and no whole set of its billing authorities, is held for {year}.", None
    whole = exactly(sum((row.tax_base for row in rows), Decimal(0)), THOUSANDTHS)
    reason = f"No return is held for {year}: the sum of its {len(rows)} billing authorities."
    return whole, "sum_of_authorities", reason, rows[0].source


def _requirement_of(area: str, year: FinancialYear, register: Register) -> tuple[object, ...]:
    """Rest on the return, else on a total told outside the returns."""
    returned = register.requirement_return(area, year)
    if returned is not None:
        return exactly(returned.requirement_pounds, PENCE), "returned", returned.source, returned.note
    told = register.precept_total(area, year)
    if told is not None and told.precept_pounds is not None and told.stage is not Stage.PROPOSED:
        return exactly(told.precept_pounds, PENCE), "reported", told.source, told.note
    return None, "not_held", None, None


def _limit_of(area: PoliceArea, year: FinancialYear, register: Register) -> tuple[object, ...]:
    limit, row = limit_in_force(area.country, area.code, year, register)
    source = row.source if row is not None else None
    return limit.rule.value, limit.percent, limit.cash, limit.reason, limit.status, source
