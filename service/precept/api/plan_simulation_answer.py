"""A plan in many futures as it goes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from precept.api.gap_text import gap_text
from precept.api.officers_text import officers_text, plain_text
from precept.api.wire import Answer, Provenance
from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.factors import Factor
from precept.funding.plan.quantities import Pence
from precept.funding.plan.simulation import YEARLY, Draws, most_likely, years_drawn
from precept.register.units import half_up, pounds
from precept.register.years import FinancialYear
from precept.uplift.quantities import MONTHS_A_YEAR, Expected

LEVELS = (5, 25, 50, 75, 95)


class MoneySpread(Answer, frozen=True, kw_only=True):
    """Pounds: the mean over the draws, and what so many percent of the draws do not exceed."""

    mean_pounds: str
    percentile_5_pounds: str
    percentile_25_pounds: str
    percentile_50_pounds: str
    percentile_75_pounds: str
    percentile_95_pounds: str


class OfficerSpread(Answer, frozen=True, kw_only=True):
    """Expected officers: the mean over the draws, and what so many percent of the draws do not exceed."""

    mean: str
    percentile_5: str
    percentile_25: str
    percentile_50: str
    percentile_75: str
    percentile_95: str


class SimulatedYear(Answer, frozen=True, kw_only=True):
    """One year over all draws: a gap below nothing is money left; percents are of draws.

    `gap_percent` have a gap before reserves, `under_floor_percent` the general reserve under its floor on 31 March (0.00 where
    the plan gives no reserve), `reached_percent` have had the officers sought in post by then, and `over_limit_percent` a band D
    that is excessive: null where no limit is known or there is none. Only where a later year asks for a requirement does
    band D differ between draws.
    """

    financial_year: str
    gap: MoneySpread
    general_reserve: MoneySpread
    deployable: OfficerSpread | None
    gap_percent: str
    under_floor_percent: str
    reached_percent: str | None
    over_limit_percent: str | None


class DriverAnswer(Answer, frozen=True, kw_only=True):
    """How much of the spread of the last year goes with one factor: the square of their correlation, in percent.

    What chance alone gives 99 times in 100 at so many draws is told as 0.00; more draws tell smaller shares.
    """

    factor: str
    gap_percent: str
    deployable_percent: str | None


class DrawnFactor(Answer, frozen=True, kw_only=True):
    """What one factor was in a draw: where it is drawn for every year, the mean over the years in which it is drawn."""

    factor: str
    value: str


class ReplayedDraw(Answer, frozen=True, kw_only=True):
    """One draw alone: what was drawn, and what came of it in each year."""

    draw: int
    factors: list[DrawnFactor]
    gap_pounds_by_year: list[str]
    general_reserve_pounds_by_year: list[str]
    deployable_by_year: list[str] | None


class FactorDrawn(Answer, frozen=True, kw_only=True):
    """What one factor is drawn from: triangular from `low` to `high`, most likely `most_likely`, its central value.

    `drawn_in` are the years for which it is drawn, anew for each; null where one draw is for the whole plan. It is empty where
    nothing is drawn, for what is known or has a range of one value.
    """

    factor: str
    unit: str
    distribution: Literal["triangular"]
    low: str
    most_likely: str
    high: str
    drawn_in: list[str] | None


class PlanSimulationAnswer(Answer, frozen=True, kw_only=True):
    """What comes of a plan in many futures. `block` draws have one stream of random numbers.

    `reached_by_month_percent` have had the officers sought in post by the end of the month asked about; null where none is.
    """

    draws: int
    seed: int
    block: int
    explanation: str
    years: list[SimulatedYear]
    reached_by_month_percent: str | None
    factors: list[FactorDrawn]
    drivers: list[DriverAnswer]
    replayed: list[ReplayedDraw]
    warnings: list[str]
    provenance: Provenance


def year_of(outcome: PlanOutcome, draws: Draws, place: int) -> SimulatedYear:
    """Write what comes of one year."""
    gap, verdict = draws.gap[:, place], outcome.run.path.outcomes[place].verdict
    return SimulatedYear(
        financial_year=str(outcome.question.financial_years[place]),
        gap=_money(gap),
        general_reserve=_money(draws.general_reserve[:, place]),
        deployable=None if draws.deployable is None else _officers(draws.deployable[:, place]),
        gap_percent=_percent(gap > 0),
        under_floor_percent=_percent(draws.under_floor[:, place]),
        reached_percent=reached_percent(draws, MONTHS_A_YEAR * (place + 1) - 1),
        over_limit_percent=None if verdict.excessive is None else _percent(draws.over_limit[:, place]),
    )


def reached_percent(draws: Draws, month: int) -> str | None:
    """How many have had the officers sought in post by the end of a month, 0 the first of the plan; None without an uplift."""
    return None if draws.reached_in is None else _percent(draws.reached_in <= month)


def _money(values: Pence) -> MoneySpread:
    levels = [int(each) for each in np.percentile(values, LEVELS, method="inverted_cdf")]
    mean = half_up(sum(int(each) for each in values), len(values))
    low, below, middle, above, high = (pounds(each) for each in levels)
    return MoneySpread(
        mean_pounds=pounds(mean),
        percentile_5_pounds=low,
        percentile_25_pounds=below,
        percentile_50_pounds=middle,
        percentile_75_pounds=above,
        percentile_95_pounds=high,
    )


def _officers(values: Expected) -> OfficerSpread:
    low, below, middle, above, high = (
        officers_text(each) for each in np.percentile(values, LEVELS, method="inverted_cdf")
    )
    return OfficerSpread(
        mean=officers_text(float(values.mean())),
        percentile_5=low,
        percentile_25=below,
        percentile_50=middle,
        percentile_75=above,
        percentile_95=high,
    )


def _percent(flags: np.ndarray) -> str:
    return officers_text(100 * float(flags.mean()))


def factor_drawn(factor: Factor, years: Sequence[FinancialYear]) -> FactorDrawn:
    """Write what a factor is drawn from, and when."""
    drawn = years_drawn(factor, len(years))
    once = factor.name not in YEARLY
    return FactorDrawn(
        factor=factor.name,
        unit=factor.unit,
        distribution="triangular",
        low=plain_text(factor.low),
        most_likely=plain_text(most_likely(factor)),
        high=plain_text(factor.high),
        drawn_in=None if once and drawn else [str(years[year]) for year in drawn],
    )


def value_drawn(factor: Factor, drawn_as: Expected) -> float:
    """What a factor was in one draw: itself, or the mean over the years in which it is drawn."""
    if not drawn_as.ndim:
        return float(drawn_as)
    years = years_drawn(factor, drawn_as.size)
    return float(np.mean(drawn_as[list(years)])) if years else most_likely(factor)


def in_words(last: SimulatedYear, draws: int) -> str:
    """Say what comes of the last year."""
    if draws == 1:
        return _one_in_words(last)
    said = (
        f"In {last.financial_year} nine in ten of {draws:,} futures lie between {_state(last.gap.percentile_5_pounds)} and "
        f"{_state(last.gap.percentile_95_pounds)}, half of them at {_state(last.gap.percentile_50_pounds)} or better, "
        "before reserves."
    )
    if last.deployable is None:
        return said
    return (
        f"{said} Nine in ten have {last.deployable.percentile_5} to {last.deployable.percentile_95} deployable officers; "
        f"{last.reached_percent}% have had the number sought."
    )


def _one_in_words(last: SimulatedYear) -> str:
    said = f"In {last.financial_year} the one future that is drawn has {_state(last.gap.mean_pounds)} before reserves"
    if last.deployable is None:
        return f"{said}."
    reached = "has" if last.reached_percent == "100.00" else "has not"
    return f"{said} and {last.deployable.mean} deployable officers; it {reached} had the number sought."


def _state(gap: str) -> str:
    """A gap before reserves, as it goes out, in a sentence's words."""
    return gap_text(int(gap.replace(".", "")))
