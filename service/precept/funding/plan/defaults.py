"""The rates of a plan: those the caller gives, else those held for the year, else named assumptions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from precept.council_tax.gather import tax_base_held
from precept.funding.plan.quantities import Rate
from precept.funding.plan.question import PlanQuestion, StaffGroup
from precept.funding.plan.rates import PlanRates
from precept.register.records import Evidence, Parameter
from precept.register.register import Register
from precept.register.tables import PARAMETERS
from precept.register.units import MILLIONTHS, share_of
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given


@dataclass(frozen=True)
class RatesGiven:
    """Percentages by year as the caller gives them, the last one standing for all later years; empty where not given."""

    awards: dict[StaffGroup, tuple[Decimal, ...]] = field(default_factory=dict)
    prior_awards: dict[StaffGroup, Decimal] = field(default_factory=dict)
    increments: tuple[Decimal, ...] = ()
    contributions: tuple[Decimal, ...] = ()
    prices: tuple[Decimal, ...] = ()
    tax_base_growth: tuple[Decimal, ...] = ()
    grant_growth: tuple[Decimal, ...] = ()
    reserve_floor: Decimal | None = None


def rates_of(
    wanted: RatesGiven, years: tuple[FinancialYear, ...], register: Register
) -> tuple[PlanRates, tuple[Figure, ...]]:
    """Find every rate of every year, and say where each came from."""
    figures: list[Figure] = []

    def assumed(name: str) -> Callable[[FinancialYear], Decimal]:
        return lambda _: _parameter(register, name).default

    def row(name: str, own: tuple[Decimal, ...], otherwise: Callable[[FinancialYear], Decimal], parameter: str) -> Rate:
        values = [own[min(place, len(own) - 1)] if own else otherwise(year) for place, year in enumerate(years)]
        figures.extend(_figures(name, values, years, own=bool(own), parameter=parameter, register=register))
        return np.array([[share_of(value) for value in values]], dtype=np.int64)

    awards = {
        group: row(f"pay_award_{group.value}", wanted.awards.get(group, ()), _award(register), "future_award")
        for group in StaffGroup
    }
    before = years[0].previous
    prior = {group: share_of(wanted.prior_awards.get(group, _award(register)(before))) for group in StaffGroup}
    figures += _prior_awards(wanted, before, register)
    floor = wanted.reserve_floor
    return (
        PlanRates(
            awards=awards,
            prior_awards=prior,
            increments=row("increments", wanted.increments, assumed("increments"), "increments"),
            contributions=row("employer_contributions", wanted.contributions, assumed("increments"), "increments"),
            prices=row("price_growth", wanted.prices, _prices(register), "future_prices"),
            tax_base_growth=row(
                "tax_base_growth", wanted.tax_base_growth, assumed("tax_base_growth"), "tax_base_growth"
            ),
            grant_growth=row("grant_growth", wanted.grant_growth, assumed("grant_growth"), "grant_growth"),
            reserve_floor=row(
                "reserve_floor", () if floor is None else (floor,), assumed("reserve_floor"), "reserve_floor"
            ),
            collection_fund=np.full((1, len(years)), MILLIONTHS, dtype=np.int64),
        ),
        tuple(figures),
    )


def by_year(percents: tuple[Decimal, ...], years: tuple[FinancialYear, ...]) -> dict[int, int]:
    """Percentages as given, in millionths by the calendar year a financial year starts in; the last stands for later years."""
    if not percents:
        return {}
    return {year.start: share_of(percents[min(place, len(percents) - 1)]) for place, year in enumerate(years)}


def settled_years(wanted: RatesGiven, question: PlanQuestion, register: Register) -> dict[str, tuple[bool, ...]]:
    """Find the years whose award or tax base is held, and whose price growth is final: what is known is not drawn.

    Whatever the caller gives may be as unsure as the caller says; the officers' awards stand for all, as one range does.
    Growth of the tax base counts from the second year on, and is settled up to the last year for which a base is held.
    """
    years, settled = question.financial_years, {}
    if not wanted.awards.get(StaffGroup.OFFICERS):
        settled["pay_award"] = tuple(register.pay_award(year.start) is not None for year in years)
    if not wanted.prices:
        growth = [register.consumer_prices.get(year.start) for year in years]
        settled["price_growth"] = tuple(row is not None and row.stage == "final" for row in growth)
    if question.held_tax_bases:
        area = question.precept.area_code
        held = [place for place, year in enumerate(years) if tax_base_held(area, year, register) is not None]
        last_held = max(held, default=0)
        settled["tax_base_growth"] = tuple(0 < place <= last_held for place in range(len(years)))
    return settled


_STAND_INS = {
    "pay_award_staff": "the police officers' award stands in: none of staff is held",
    "pay_award_pcsos": "the police officers' award stands in: none of community support officers is held",
    "employer_contributions": "no change in the employer's contributions unless one is given",
}
"""Rates whose default is another's figure, and so an assumption."""


def _prior_awards(wanted: RatesGiven, before: FinancialYear, register: Register) -> list[Figure]:
    """The award of the September before the plan, whose first five months fall in its first year."""
    if wanted.prior_awards:
        value = str(next(iter(wanted.prior_awards.values())))
        return [given(f"pay_award_{before}", value, "percent")]
    award = _award(register)(before)
    return _figures("pay_award_officers", [award], (before,), own=False, parameter="future_award", register=register)


def _parameter(register: Register, name: str) -> Parameter:
    found: Parameter | None = register.tables[PARAMETERS.name].get(name)
    if found is None:
        raise KeyError(name)
    return found


def _award(register: Register) -> Callable[[FinancialYear], Decimal]:
    """The award of the September in a year: as held, else as assumed for the future."""

    def award(year: FinancialYear) -> Decimal:
        held = register.pay_award(year.start)
        if held is None:
            return _parameter(register, "future_award").default
        return held.headline_percent if held.consolidated_percent is None else held.consolidated_percent

    return award


def _prices(register: Register) -> Callable[[FinancialYear], Decimal]:
    def growth(year: FinancialYear) -> Decimal:
        held = register.consumer_prices.get(year.start)
        return _parameter(register, "future_prices").default if held is None else held.cpi_growth_percent

    return growth


def _figures(
    name: str,
    values: list[Decimal],
    years: tuple[FinancialYear, ...],
    *,
    own: bool,
    parameter: str,
    register: Register,
) -> list[Figure]:
    """One figure a year: given, held, or the named assumption with its range."""
    if own:
        return [given(f"{name}_{year}", str(value), "percent") for value, year in zip(values, years, strict=True)]
    default = _parameter(register, parameter)
    found = []
    for value, year in zip(values, years, strict=True):
        held = register.pay_award(year.start) if parameter == "future_award" else None
        price = register.consumer_prices.get(year.start) if parameter == "future_prices" else None
        row = held or price
        if row is not None:
            evidence, source, note = row.evidence, row.source, row.note
        else:
            evidence, source, note = default.evidence, default.source, default.note
        if name in _STAND_INS:
            evidence, note = Evidence.ASSUMPTION, _STAND_INS[name]
        assumed = row is None and default.evidence is Evidence.ASSUMPTION
        found.append(
            Figure(
                f"{name}_{year}",
                str(value),
                "percent",
                evidence.value,
                source,
                note=note,
                low=str(default.low) if assumed or row is None else None,
                high=str(default.high) if assumed or row is None else None,
            )
        )
    return found
