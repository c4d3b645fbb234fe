"""What a plan is unsure of: each factor by name, its central value, the range it may plausibly take, and what it moves.

Rates move by points added to every year's central rate; parameters of the pipeline, and the share of the collection fund
that comes, take the value itself. Ranges are those of the register's named assumptions; a caller may give others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from precept.funding.plan.assess import PlanTerms
from precept.funding.plan.money_in import CouncilTaxPath, tax_base_path
from precept.funding.plan.people import follow_people
from precept.funding.plan.quantities import Rate
from precept.funding.plan.rates import PlanRates
from precept.funding.plan.run import PlanRun, run_plan
from precept.register.records import Parameter
from precept.register.register import Register
from precept.register.tables import PARAMETERS
from precept.register.units import MILLIONTHS
from precept.uplift.assumptions import BOUNDS
from precept.uplift.bounds import Bounds
from precept.uplift.quantities import Expected

RATE_POINTS: Mapping[str, str] = {
    "pay_award": "future_award",
    "price_growth": "future_prices",
    "tax_base_growth": "tax_base_growth",
    "grant_growth": "grant_growth",
    "increments": "increments",
}
"""The rates, and the parameter of the register whose range says how far each may lie from its central value."""
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
COLLECTION_FUND = "collection_fund"


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


def factors_of(terms: PlanTerms, register: Register) -> tuple[Factor, ...]:
    """Every factor that means something to a plan: rates, the collection fund if any is given, and an uplift's parameters."""
    found = [_rate_factor(name, parameter, register) for name, parameter in RATE_POINTS.items()]
    if any(terms.question.collection_fund):
        deficit = sum(terms.question.collection_fund) < 0
        least, most = (1.0, 2.0) if deficit else (0.0, 1.0)
        note = "a deficit up to twice what is given" if deficit else "from nil to what is given"
        found.append(Factor(COLLECTION_FUND, "share", 1, least, most, None, note))
    uplift = terms.question.uplift
    if uplift is not None:
        settled = uplift.said_otherwise
        for name in PEOPLE:
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
    return tuple(found)


def bounds_of(name: str) -> Bounds:
    """What a factor must be to mean anything: points of a rate, a share, or as the pipeline has it."""
    if name in PEOPLE:
        return BOUNDS[name]
    return Bounds(0, 2) if name == COLLECTION_FUND else Bounds(-50, 50)


def _rate_factor(name: str, parameter: str, register: Register) -> Factor:
    held: Parameter | None = register.tables[PARAMETERS.name].get(parameter)
    if held is None:
        raise KeyError(parameter)
    low, high = (float(end - held.default) for end in (held.low, held.high))
    return Factor(name, "points", 0, low, high, held.source, f"the range of {parameter} about its default")


def run_scenarios(terms: PlanTerms, path: CouncilTaxPath, values: Mapping[str, Expected], scenarios: int) -> PlanRun:
    """Run a plan with factors at other values, one for each scenario (S,), or one for each year as well (S, Y)."""
    rates = rates_at(terms.rates, values, scenarios)
    question = terms.question
    moved_path = replace(path, tax_base=tax_base_path(path, rates, question.years))
    people = None
    if question.uplift is not None and terms.uplift_basis is not None:
        varied = {name: as_counted(name, each) for name, each in values.items() if name in PEOPLE}
        people = follow_people(question, question.uplift, terms.uplift_basis, varied, scenarios)
    return run_plan(question, rates, moved_path, people)


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
    """A parameter that is a whole number, to the nearest."""
    return np.round(values) if BOUNDS[name].whole else values
