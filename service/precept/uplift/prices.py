"""What things and officers cost in each financial year: whole pence, the year as the last axis but the pay point's.

The caller has already brought every price to its year and every officer's pay to its scale and on-costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from precept.uplift.errors import ParameterMissing, ParameterOutOfRange, YearNotPriced
from precept.uplift.quantities import PAY_POINTS, Pence, Whole
from precept.uplift.scenarios import scenarios_agreed

MOST_PRICE_PENCE = 10**10
"""£100m for any one thing or officer."""

_PENCE = f"whole pence, at least 0 and at most {MOST_PRICE_PENCE:,}"


@dataclass(frozen=True, kw_only=True, eq=False)
class YearPrices:
    """Pence by financial year, from the year of the first month on: read-only int64 arrays (1, Y) or (S, Y).

    Each may be given as one number for all years and scenarios, a row of years (Y,), or a row for each scenario.
    """

    course_cost: Pence
    """The initial course, a place."""
    conversion_cost: Pence
    """The conversion course of a transferee, a place."""
    travel: Pence
    """Travel and lodging, a place on either course."""
    day_cost: Pence
    """Refresher training, an officer a day."""
    ammunition: Pence
    """An officer a year."""
    taser_running: Pence
    """An officer a year."""
    kit_issue: Pence
    """Once, for an officer who qualifies."""
    kit_renewal: Pence
    """An officer a year."""
    arv_price: Pence
    """One armed response vehicle, fitted out."""
    medical_fitness: Pence
    """Medical and fitness tests, an officer a year."""
    recruit_cost: Pence
    """Recruiting, training and equipping one recruit."""
    role_allowance: Pence
    """An authorised officer a year, with the employer's contributions."""
    incident_support: Pence
    """An authorised officer a year."""
    supervisor_cost: Pence
    """A sergeant a year, pay and on-costs."""
    bridge_hour_cost: Pence
    """An hour of overtime or mutual aid in place of an officer missing."""

    def __post_init__(self) -> None:
        """Check every price, and repeat what is given once; ParameterOutOfRange or RowsDisagree by name."""
        given = {field.name: _pence(field.name, getattr(self, field.name)) for field in fields(self)}
        prices = {name: np.atleast_2d(price) for name, price in given.items()}
        for name, price in prices.items():
            if price.ndim != 2:  # noqa: PLR2004 - scenario and year
                raise ParameterOutOfRange(name, "one price, one for each year, or a row of years for each scenario")
        scenarios = scenarios_agreed(**{name: price.shape[0] for name, price in prices.items()})
        years = max(price.shape[1] for price in prices.values())
        for name, price in prices.items():
            if price.shape[1] not in {1, years}:
                raise YearNotPriced(name, f"given for {years} years, as the other prices are")
            object.__setattr__(self, name, np.broadcast_to(price, (scenarios, years)))

    @classmethod
    def from_values(cls, values: Mapping[str, ArrayLike]) -> YearPrices:
        """Build from pence by name; names of other rooms are left alone. ParameterMissing where one has no value."""
        own = [field.name for field in fields(cls)]
        for name in own:
            if name not in values:
                raise ParameterMissing(name, f"given, {_PENCE}")
        # The constructor turns each value into the array that its field promises.
        return cls(**{name: values[name] for name in own})  # type: ignore[arg-type]

    @classmethod
    def by_year(cls, prices: Mapping[str, Sequence[int]]) -> YearPrices:
        """Build one scenario from pence by name and financial year; the same refusals as the constructor's."""
        table = np.array([prices[field.name] for field in fields(cls)], dtype=np.int64)
        if table.min() < 0 or table.max() > MOST_PRICE_PENCE:
            return cls.from_values(prices)
        table.setflags(write=False)
        return cls._unchecked({field.name: table[row : row + 1] for row, field in enumerate(fields(cls))})

    @classmethod
    def _unchecked(cls, prices: Mapping[str, Pence]) -> YearPrices:
        built = object.__new__(cls)
        for name, price in prices.items():
            object.__setattr__(built, name, price)
        return built

    def without_the_offer(self) -> YearPrices:
        """The same prices where nobody is offered an allowance or support for the role."""
        offered = ("role_allowance", "incident_support")
        if not any(getattr(self, name).any() for name in offered):
            return self
        nothing = np.zeros_like(self.role_allowance)
        return self._unchecked({**vars(self), **dict.fromkeys(offered, nothing)})

    @property
    def scenarios(self) -> int:
        """How many scenarios there are: one stands for all."""
        return int(self.course_cost.shape[0])

    @property
    def years(self) -> int:
        """How many financial years are priced."""
        return int(self.course_cost.shape[1])


@dataclass(frozen=True, eq=False)
class OfficerCosts:
    """What one constable costs in a financial year, pay and on-costs: pence (1, Y, 8) or (S, Y, 8) by pay point 0 to 7.

    A point that a year's scale does not have is the caller's to refuse before it comes here.
    """

    annual: Pence

    def __post_init__(self) -> None:
        """Check the table, by year and point (Y, 8) or by scenario, year and point; ParameterOutOfRange by name."""
        annual = _pence("officer_costs", self.annual)
        by_scenario = annual[np.newaxis] if annual.ndim == 2 else annual  # noqa: PLR2004 - year and point
        if by_scenario.ndim != 3 or by_scenario.shape[2] != PAY_POINTS:  # noqa: PLR2004 - and scenario
            raise ParameterOutOfRange("officer_costs", f"a table of years by {PAY_POINTS} pay points")
        object.__setattr__(self, "annual", by_scenario)

    @property
    def scenarios(self) -> int:
        """How many scenarios there are: one stands for all."""
        return int(self.annual.shape[0])

    @property
    def years(self) -> int:
        """How many financial years are held."""
        return int(self.annual.shape[1])

    def at_point(self, point: int | Whole) -> Pence:
        """Cost of one officer by financial year, at one pay point or at each scenario's own (S,): pence (1 or S, Y)."""
        if isinstance(point, int) or point.size == 1:
            alike: Pence = self.annual[:, :, point if isinstance(point, int) else point.item()]
            return alike
        points = np.asarray(point, dtype=np.int64)
        rows = scenarios_agreed(officer_costs=self.scenarios, pay_point=points.size)
        table = np.broadcast_to(self.annual, (rows, *self.annual.shape[1:]))
        at_point: Pence = np.take_along_axis(table, np.broadcast_to(points, rows)[:, np.newaxis, np.newaxis], axis=2)
        return at_point[:, :, 0]


def _pence(name: str, given: ArrayLike) -> NDArray[np.int64]:
    values = np.array(given)
    if values.dtype.kind not in "iu" or values.size == 0 or values.min() < 0 or values.max() > MOST_PRICE_PENCE:
        raise ParameterOutOfRange(name, _PENCE)
    pence = values.astype(np.int64)
    pence.setflags(write=False)
    return pence
