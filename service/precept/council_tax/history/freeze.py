"""What a freeze, or any path below another, has cost since: actual band D beside the path not taken.

The alternative starts from the actual band D of the base year and rises every year after it by the increase stated, each
year from its own year before, set half-up to the penny (or to the largest multiple of 9p) as a band D is. Every year's gap
times that year's tax base is the income forgone. The last gap is lost for good: a percentage, or a cash limit, of later years
starts from the lower figure. Units: band D in ten-thousandths of a pound, tax bases in thousandths, money in pence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from precept.council_tax.band_d import propose_band_d
from precept.council_tax.history.series import band_d_series, years_of
from precept.council_tax.principles import limit_in_force
from precept.council_tax.proposal import LARGEST_BAND_D, BandDRounding, Increase, IncreaseKind
from precept.council_tax.refusing import is_possible
from precept.council_tax.requirement import raised_by
from precept.register.records import PoliceArea, ReferendumPrinciple
from precept.register.refusals import BandDOutOfRange, FigureNotHeld, NoLimit, YearsOutOfOrder
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.register.years import FinancialYear


@dataclass(frozen=True)
class FreezeQuestion:
    """Which path is compared: the area, the base year, the last year, and the increase of every year between.

    `yearly_grant` (pence) is what was paid for freezing, in each year after the base year up to `last_grant_year`. `tax_base`
    (thousandths) values what is lost for good; None takes the latest that is held.
    """

    area_code: str
    base_year: FinancialYear
    last_year: FinancialYear
    alternative: Increase
    rounding: BandDRounding = BandDRounding.PENNY
    yearly_grant: int = 0
    last_grant_year: FinancialYear | None = None
    tax_base: int | None = None


@dataclass(frozen=True)
class LostForGood:
    """What the last gap comes to each year from now: `band_d` a household, `income` in pence on the latest tax base.

    `gap_year` is the year of the gap, `tax_base_year` that of the tax base (None where the caller gave it), whose row of
    `band_d_series` says how it is known.
    """

    gap_year: FinancialYear
    band_d: int
    tax_base: int | None
    tax_base_year: FinancialYear | None
    income: int | None


@dataclass(frozen=True)
class FreezeCost:
    """The two paths, a row a year from the base year on, and what they come to.

    Columns of `years`: those of `band_d_series` with `alternative`, `forgone`, `income_forgone`, `grant`, `net_forgone` and the
    two cumulated over the years for which a tax base is held, which `years_counted` counts; they are null while it is nothing.
    `principles` are those that a path of the most allowed rests on.
    """

    question: FreezeQuestion
    area: PoliceArea
    years: pl.DataFrame
    lost_for_good: LostForGood
    principles: tuple[tuple[FinancialYear, ReferendumPrinciple], ...] = ()

    @property
    def years_without_tax_base(self) -> tuple[FinancialYear, ...]:
        """The years after the base year whose gap is known and whose income is not."""
        unknown = pl.col("forgone").is_not_null() & pl.col("income_forgone").is_null()
        return self._years(unknown & (pl.col("year") > self.question.base_year.start))

    @property
    def years_without_band_d(self) -> tuple[FinancialYear, ...]:
        """The years for which no actual band D is held."""
        return self._years(pl.col("band_d").is_null())

    def _years(self, which: pl.Expr) -> tuple[FinancialYear, ...]:
        return tuple(FinancialYear(start) for start in self.years.filter(which)["year"])


def cost_of_freeze(question: FreezeQuestion, register: Register) -> FreezeCost:
    """Compare the actual path with the alternative; a named refusal where the alternative has no figure."""
    area = register.police_area(question.area_code)
    if question.last_year < question.base_year:
        raise YearsOutOfOrder(
            f"{question.last_year} lies before {question.base_year}.",
            field="to_year",
            remedy="Give to_year the same as from_year, or later.",
        )
    known = _known_years(question, area, register)
    path = alternative_path(question, area, int(known["band_d"][0]), register)
    years = _compare(known.with_columns(alternative=pl.Series(path, dtype=pl.Int64)), question)
    lost = _lost_for_good(years, question, register)
    return FreezeCost(question, area, years, lost, _principles(question, area, register))


def alternative_path(question: FreezeQuestion, area: PoliceArea, base: int, register: Register) -> list[int]:
    """Band D of every year on the alternative path, the base year first: each year from the one before it."""
    path = [base]
    for later in range(1, question.last_year - question.base_year + 1):
        path.append(_next_band_d(question, area, question.base_year + later, path[-1], register))
    return path


def _principles(
    question: FreezeQuestion, area: PoliceArea, register: Register
) -> tuple[tuple[FinancialYear, ReferendumPrinciple], ...]:
    if question.alternative.kind is not IncreaseKind.MAXIMUM:
        return ()
    years = (question.base_year + later for later in range(1, question.last_year - question.base_year + 1))
    found = ((year, limit_in_force(area.country, area.code, year, register)[1]) for year in years)
    return tuple((year, row) for year, row in found if row is not None)


def _known_years(question: FreezeQuestion, area: PoliceArea, register: Register) -> pl.DataFrame:
    """Take the area's years from the register; years past the last one held are rows without figures."""
    base = register.band_d(area.code, question.base_year)
    if base is None:
        raise FigureNotHeld(
            f"No band D is held for {area.name} in {question.base_year}, the year the paths start from.",
            field="from_year",
            remedy="Start from a year that is held: see GET /v1/precepts/history.",
        )
    last_held = years_of(register)[-1]
    starts = pl.DataFrame(
        {"year": range(question.base_year.start, question.last_year.start + 1)}, schema={"year": pl.Int64}
    )
    of_area = band_d_series(register).filter(pl.col("area") == area.code)
    joined = starts.join(of_area, on="year", how="left", maintain_order="left")
    return joined.with_columns(
        tax_base_reason=pl.when(pl.col("year") > last_held.start)
        .then(pl.lit(f"Nothing is held after {last_held}."))
        .otherwise("tax_base_reason"),
        tax_base_basis=pl.col("tax_base_basis").fill_null("not_held"),
    )


def _next_band_d(
    question: FreezeQuestion, area: PoliceArea, year: FinancialYear, prior: int, register: Register
) -> int:
    increase = question.alternative
    limit, _ = limit_in_force(area.country, area.code, year, register)
    if increase.kind is IncreaseKind.MAXIMUM and not limit.rule.limits:
        raise NoLimit(
            f"No limit is in force for {area.name} in {year}: {limit.reason}",
            field="alternative",
            remedy="Give percent: or cash:, or years for which a limit is held: see GET /v1/referendum-principles.",
        )
    step, terms = question.rounding.step, (limit.percent or 0, limit.cash or 0)
    proposed = propose_band_d(increase.kind, increase.amount, prior, 0, step, limit.rule, *terms)
    if not is_possible(proposed.asked_numerator, proposed.band_d):
        raise BandDOutOfRange(
            f"On the alternative path band D would be below nothing, or beyond what is calculated, in {year}.",
            field="alternative",
            remedy=f"Ask for a path between £0.00 and £{decimals(LARGEST_BAND_D, TEN_THOUSANDTHS)}.",
        )
    return proposed.band_d


def _compare(years: pl.DataFrame, question: FreezeQuestion) -> pl.DataFrame:
    """Add the gap, what it comes to, and what both come to so far. Largest product: 1e8 x 1e10, doubled, 2e18."""
    base, last_grant = question.base_year, question.last_grant_year or question.last_year
    after_base = pl.col("year") > base.start
    income = raised_by(pl.col("forgone"), pl.col("tax_base"))
    granted = after_base & (pl.col("year") <= last_grant.start)
    counted = pl.col("income_forgone").is_not_null() & after_base
    return (
        years.with_columns(forgone=pl.col("alternative") - pl.col("band_d"))
        .with_columns(
            income_forgone=income,
            grant=pl.when(granted).then(pl.lit(question.yearly_grant, pl.Int64)).otherwise(pl.lit(0, pl.Int64)),
        )
        .with_columns(net_forgone=pl.col("income_forgone") - pl.col("grant"))
        .with_columns(
            cumulative=pl.when(counted).then("income_forgone").otherwise(0).cum_sum(),
            cumulative_net=pl.when(counted).then("net_forgone").otherwise(0).cum_sum(),
            years_counted=counted.cast(pl.Int64).cum_sum(),
        )
        .with_columns(
            pl.when((pl.col("years_counted") > 0) | ~after_base).then(pl.col(name)).alias(name)
            for name in ("cumulative", "cumulative_net")
        )
    )


def _lost_for_good(years: pl.DataFrame, question: FreezeQuestion, register: Register) -> LostForGood:
    """Value the last gap that is known on the tax base given, or on the latest one held."""
    known = years.filter(pl.col("forgone").is_not_null())
    gap_year, gap = FinancialYear(int(known["year"][-1])), int(known["forgone"][-1])
    base, base_year = question.tax_base, None
    latest = latest_tax_base(question.area_code, register)
    if base is None and latest is not None:
        base, base_year = latest["tax_base"], FinancialYear(latest["year"])
    income = None if base is None else raised_by(gap, base)
    return LostForGood(gap_year, gap, base, base_year, income)


def latest_tax_base(area: str, register: Register) -> dict[str, Any] | None:
    """The area's row of `band_d_series` in the last year for which its tax base is held, or None."""
    held = band_d_series(register).filter((pl.col("area") == area) & pl.col("tax_base").is_not_null())
    return held.row(-1, named=True) if held.height else None
