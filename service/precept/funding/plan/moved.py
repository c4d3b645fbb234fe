"""What the uplift's own pay and prices become where a scenario's awards and price growth are other than the plan's."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from precept.funding.plan.quantities import Rate
from precept.funding.plan.question import StaffGroup
from precept.funding.plan.rates import PlanRates
from precept.register.register import Register
from precept.register.units import MILLIONTHS
from precept.uplift.prices import OfficerCosts, YearPrices
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Pence, Whole, round_to_pence
from precept.uplift.question import UpliftQuestion
from precept.workforce.officers import MONTHS_BEFORE_SEPTEMBER, costs_that_move
from precept.workforce.prices import Prices


@dataclass(frozen=True, eq=False)
class Moving:
    """What of an uplift's own money moves: with pay, pence by year and point (Y, 8); what is not pay (Y,); prices by name.

    A price that the caller gives is of one year (`UpliftQuestion.price_year`): only growth after it moves it.
    """

    pay: Pence
    nonpay: Pence
    prices: frozenset[str]
    given: frozenset[str]
    """Those of them, and `nonpay_recurring`, that the caller gives."""
    months_before: int
    """Months of a year that are paid on the scale before September."""


def what_moves(uplift: UpliftQuestion, register: Register) -> Moving:
    """Find the part of each cost that follows awards, and the prices that follow consumer prices."""
    years, assumptions = uplift.financial_years, uplift.assumptions
    prices = Prices(register, assumptions, uplift.price_year, uplift.growth)
    pay = costs_that_move(
        register, uplift.area_code, years, assumptions, uplift.on_costs, uplift.growth, uplift.price_year
    )
    return Moving(
        pay=pay,
        nonpay=np.array(
            [prices.pence("nonpay_recurring", year) if prices.moves("nonpay_recurring") else 0 for year in years],
            dtype=np.int64,
        ),
        prices=frozenset(each.name for each in fields(YearPrices) if prices.moves(each.name)),
        given=frozenset(name for name, used in assumptions.parameters.items() if used.origin == "caller"),
        months_before=0 if assumptions.option("pay_mix") == "september" else MONTHS_BEFORE_SEPTEMBER,
    )


@dataclass(frozen=True, eq=False)
class Moved:
    """Pay, and prices, of each year of the plan over what they are at the plan's own rates (S, Y)."""

    pay: Expected
    prices: Expected

    def rows(self, rows: Whole) -> Moved:
        """Only these scenarios, in this order."""
        return Moved(self.pay[rows], self.prices[rows])

    def of_uplift(self, first: int, given_in: int) -> MovedUplift:
        """The same from the uplift's first year on, with the year of the prices given: years of the plan, from 0."""
        given = self.prices[:, first:] / self.prices[:, given_in : given_in + 1]
        return MovedUplift(self.pay[:, first:], self.prices[:, first:], given)


@dataclass(frozen=True, eq=False)
class MovedUplift:
    """The same by year of the uplift (S, Y); what moved before its first year stays moved."""

    pay: Expected
    prices: Expected
    given: Expected
    """Prices that the caller gives: they move from the year on that they are given in."""

    def prices_of(self, name: str, moving: Moving) -> Expected:
        """How far a price has gone by each year."""
        return self.given if name in moving.given else self.prices

    def repeated(self, times: int) -> MovedUplift:
        """The scenarios so many times over, one lot after another."""
        return MovedUplift(*(np.tile(each, (times, 1)) for each in (self.pay, self.prices, self.given)))


def moved_from(central: PlanRates, rates: PlanRates, months_before: int) -> Moved:
    """Compare the rates of scenarios with the plan's own; `months_before` of a year are paid on the scale before September."""
    awards, own = rates.awards[StaffGroup.OFFICERS], central.awards[StaffGroup.OFFICERS]
    after = _grown_apart(awards, own)
    before = np.concatenate([np.ones((after.shape[0], 1)), after[:, :-1]], axis=1)
    months_after = (MONTHS_A_YEAR - months_before) * (1 + own / MILLIONTHS)
    pay = (months_before * before + months_after * after) / (months_before + months_after)
    return Moved(pay, _grown_apart(rates.prices, central.prices))


def _grown_apart(rates: Rate, own: Rate) -> Expected:
    """How far growth at one rate has gone from growth at another, year by year."""
    apart = (MILLIONTHS + rates) / (MILLIONTHS + own)
    return np.cumprod(apart, axis=1, dtype=np.float64)


def prices_moved(prices: YearPrices, moving: Moving, moved: MovedUplift) -> YearPrices:
    """Every price that follows consumer prices, in pence by scenario and year."""
    at = {each.name: getattr(prices, each.name) for each in fields(YearPrices)}
    for name in moving.prices:
        at[name] = round_to_pence(at[name] * moved.prices_of(name, moving))
    return YearPrices(**at)


def costs_moved(costs: OfficerCosts, moving: Moving, moved: MovedUplift) -> OfficerCosts:
    """What officers cost: the part in proportion to pay moves with awards, what is not pay with prices."""
    pay = (moved.pay[:, :, np.newaxis] - 1) * moving.pay
    nonpay = (moved.prices_of("nonpay_recurring", moving) - 1) * moving.nonpay
    return OfficerCosts(costs.annual + round_to_pence(pay + nonpay[:, :, np.newaxis]))
