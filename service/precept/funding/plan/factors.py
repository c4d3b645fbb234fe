"""What a plan is unsure of: each factor by name, its central value, the range it may plausibly take, and what it moves.

Rates move by points added to every year's central rate; parameters of the pipeline, and the share of the collection fund
that comes, take the value itself. Ranges are those of the register's named assumptions; a caller may give others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from precept.council_tax.proposal import LARGEST_BAND_D
from precept.funding.plan.assess import PlanTerms
from precept.funding.plan.money_in import CouncilTaxPath
from precept.funding.plan.moved import moved_from
from precept.funding.plan.people import People, Varied, follow_people, follow_people_begun
from precept.funding.plan.quantities import Rate
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.run import PlanRun, run_plan
from precept.register.records import Parameter
from precept.register.register import Register
from precept.register.tables import PARAMETERS
from precept.register.units import MILLIONTHS, PENCE, TEN_THOUSANDTHS
from precept.uplift.assumptions import BOUNDS
from precept.uplift.bounds import Bounds
from precept.uplift.plan import Staffing
from precept.uplift.quantities import Expected
from precept.uplift.question import UpliftQuestion

RATE_POINTS: Mapping[str, str] = {
    "pay_award": "future_award",
    "price_growth": "future_prices",
    "tax_base_growth": "tax_base_growth",
    "grant_growth": "grant_growth",
    "increments": "increments",
}
"""The rates, and the parameter of the register whose range says how far each may lie from its central value."""
AWARD_FOLLOWS_PRICES = "award_follows_prices"
PEOPLE = (
    "pass_rate",
    "attrition",
    "volunteers",
    "selection_rate",
    "net_transfers",
    "class_size",
    "instructors",
    "intakes",
)
"""The parameters of the pipeline that are tried, where the plan has an uplift."""
OF_TRANSFEREES: Mapping[str, str | None] = {
    "pass_rate": "conversion_pass_rate",
    "volunteers": "transferee_applicants",
    "selection_rate": None,
}
"""What stands for them where officers come from other forces; all of these who apply can take a place."""
COLLECTION_FUND = "collection_fund"
START_DELAY = "start_delay"
"""Months by which the uplift begins later than asked."""
BAND_D = "band_d"
"""Pounds by which each year's increase in band D is more than asked: decided, and so never drawn."""


@dataclass(frozen=True)
class Factor:
    """One factor: percent points for a rate, else its own unit."""

    name: str
    unit: str
    central: float
    low: float
    high: float
    source: str | None
    note: str | None
    settled: tuple[bool, ...] = ()
    """The years of the plan in which it is known; none where this is empty."""
    follows_prices: float = 0
    """Of an award: the share of futures in which it lies in its range as price growth of the year before does in its own."""


def factors_of(terms: PlanTerms, register: Register) -> tuple[Factor, ...]:
    """Every factor that means something to a plan: rates, the collection fund if any is given, and an uplift's parameters."""
    found = [_rate_factor(name, parameter, terms, register) for name, parameter in RATE_POINTS.items()]
    if any(terms.question.collection_fund):
        deficit = sum(terms.question.collection_fund) < 0
        least, most = (1.0, 2.0) if deficit else (0.0, 1.0)
        note = "a deficit up to twice what is given" if deficit else "from nil to what is given"
        found.append(Factor(COLLECTION_FUND, "share", 1, least, most, None, note))
    uplift = terms.question.uplift
    if uplift is not None:
        settled = uplift.said_otherwise
        for name in _people_of(uplift):
            used = uplift.assumptions.parameters[name]
            if name not in settled:
                low, high = float(used.parameter.low), float(used.parameter.high)
                value = float(used.value)
                found.append(
                    Factor(
                        name,
                        used.parameter.unit,
                        value,
                        min(low, value),
                        max(high, value),
                        used.parameter.source,
                        used.parameter.note,
                    )
                )
        found.append(_delay(uplift, register))
    return tuple(found)


def decided_of(path: CouncilTaxPath) -> tuple[Factor, ...]:
    """What a plan decides for itself: band D from a freeze to the limit in every year, where every year has a limit."""
    if any(outcome.verdict.maximum_band_d is None for outcome in path.outcomes):
        return ()
    least, most = path.as_set.raised(path.outcomes, np.array([-LARGEST_BAND_D, LARGEST_BAND_D])).band_d
    frozen, at_limit = (np.diff(each - path.as_set.band_d[0], prepend=0) for each in (least, most))
    low, high = (float(each) / TEN_THOUSANDTHS for each in (frozen.min(), at_limit.max()))
    return (Factor(BAND_D, "pounds_a_year", 0, low, high, None, "from a freeze to the limit in every year"),)


def _people_of(uplift: UpliftQuestion) -> list[str]:
    """The parameters of the pipeline that mean something to an uplift staffed as it is."""
    if uplift.staffing is not Staffing.TRANSFEREE:
        return list(PEOPLE)
    names = (OF_TRANSFEREES.get(name, name) for name in PEOPLE)
    return [name for name in names if name is not None]


def _delay(uplift: UpliftQuestion, register: Register) -> Factor:
    """A late start, as long as it still begins within the plan."""
    held = parameter_held(START_DELAY, register)
    high = min(float(held.high), uplift.months - 1)
    return Factor(START_DELAY, held.unit, 0, 0, high, held.source, held.note)


def bounds_of(name: str, terms: PlanTerms) -> Bounds:
    """What a factor must be to mean anything: points of a rate, a share, a start within the plan, or as the pipeline has it."""
    if name in BOUNDS:
        return BOUNDS[name]
    if name == START_DELAY and terms.question.uplift is not None:
        return Bounds(0, terms.question.uplift.months - 1, whole=True)
    return Bounds(0, 2) if name == COLLECTION_FUND else Bounds(-50, 50)


def parameter_held(name: str, register: Register) -> Parameter:
    """A parameter of the register, which holds it."""
    held: Parameter | None = register.tables[PARAMETERS.name].get(name)
    if held is None:
        raise KeyError(name)
    return held


def _rate_factor(name: str, parameter: str, terms: PlanTerms, register: Register) -> Factor:
    held = parameter_held(parameter, register)
    low, high = (float(end - held.default) for end in (held.low, held.high))
    follows = parameter_held(AWARD_FOLLOWS_PRICES, register).default if name == "pay_award" else 0
    return Factor(
        name,
        "points",
        0,
        low,
        high,
        held.source,
        f"the range of {parameter} about its default",
        settled=terms.settled.get(name, ()),
        follows_prices=float(follows),
    )


def run_scenarios(terms: PlanTerms, path: CouncilTaxPath, values: Mapping[str, Expected], scenarios: int) -> PlanRun:
    """Run a plan with factors at other values, one for each scenario (S,), or one for each year as well (S, Y)."""
    rates = rates_at(terms.rates, values, scenarios)
    question = terms.question
    moved_path = path.grown(rates, terms.rates, question.years) if "tax_base_growth" in values else path
    if BAND_D in values and np.any(values[BAND_D]):
        moved_path = moved_path.raised(np.round(values[BAND_D] * TEN_THOUSANDTHS).astype(np.int64))
    people = None if terms.uplift is None else _people(terms, rates, values, scenarios)
    return run_plan(question, rates, moved_path, people)


def _people(terms: PlanTerms, rates: PlanRates, values: Mapping[str, Expected], scenarios: int) -> People:
    on_time = terms.uplift_begun(0)
    parameters = {name: as_counted(name, each) for name, each in values.items() if name in BOUNDS}
    moved = None
    if not values.keys().isdisjoint(("pay_award", "price_growth")):
        moved = moved_from(terms.rates, rates, on_time.moving.months_before)
    varied = Varied(parameters, moved)
    if START_DELAY not in values:
        return follow_people(terms.question, on_time, varied, scenarios)
    late = as_counted(START_DELAY, values[START_DELAY]).astype(np.int64)
    begun = {int(months): terms.uplift_begun(int(months)) for months in np.unique(late)}
    return follow_people_begun(terms.question, begun, late, varied)


def rates_at(central: PlanRates, values: Mapping[str, Expected], scenarios: int) -> PlanRates:
    """The rates of every scenario: the central ones, moved by points."""
    rates = central.for_scenarios(scenarios)
    if "pay_award" in values:
        points = _millionths(values["pay_award"])
        rates = replace(rates, awards={group: _moved(rate, points) for group, rate in rates.awards.items()})
    if "price_growth" in values:
        rates = replace(rates, prices=_moved(rates.prices, _millionths(values["price_growth"])))
    if "tax_base_growth" in values:
        rates = replace(rates, tax_base_growth=_moved(rates.tax_base_growth, _millionths(values["tax_base_growth"])))
    if "grant_growth" in values:
        rates = replace(rates, grant_growth=_moved(rates.grant_growth, _millionths(values["grant_growth"])))
    if "increments" in values:
        rates = replace(rates, increments=_moved(rates.increments, _millionths(values["increments"])))
    if COLLECTION_FUND in values:
        share = np.round(values[COLLECTION_FUND] * MILLIONTHS).astype(np.int64)
        rates = replace(rates, collection_fund=np.broadcast_to(_by_year(share), rates.collection_fund.shape))
    return rates


def _millionths(points: Expected) -> Rate:
    """Percent points as millionths of one."""
    return _by_year(np.round(points * (MILLIONTHS // 100)).astype(np.int64))


def _by_year(values: Rate) -> Rate:
    return values[:, np.newaxis] if values.ndim == 1 else values


def _moved(rate: Rate, points: Rate) -> Rate:
    """A rate moved by points, never below all of it lost."""
    moved: Rate = np.maximum(-MILLIONTHS + 1, rate + points)
    return moved


def as_counted(name: str, values: Expected) -> Expected:
    """What is counted in whole numbers, or in pennies, to the nearest, halves up; anything else as it is."""
    steps = steps_a_unit(name)
    return values if steps is None else np.floor(values * steps + 0.5) / steps


def steps_a_unit(name: str) -> int | None:
    """In how many steps a unit of a factor is counted: one in whole numbers, a hundred in pennies; None for what is not."""
    if name == BAND_D:
        return PENCE
    return 1 if name == START_DELAY or (name in BOUNDS and BOUNDS[name].whole) else None
