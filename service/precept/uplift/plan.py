"""What is asked for: how many extra officers, from what strength, staffed how, counted how, over which months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.bounds import Bounds, row_of_values
from precept.uplift.errors import ParameterOutOfRange
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Flags, Whole
from precept.uplift.scenarios import repeated, scenarios_agreed

BOUNDS: Mapping[str, Bounds] = {
    "officers": Bounds(-100_000, 100_000),
    "strength_at_start": Bounds(0, 100_000),
}
MOST_MONTHS = 600


class Staffing(StrEnum):
    """Where an extra firearms officer comes from (cost model 6.4)."""

    CONVERT = "convert"
    """From response, and the post left behind stays empty."""
    CONVERT_AND_BACKFILL = "convert_and_backfill"
    """From response, and a recruit is hired for the post left behind."""
    TRANSFEREE = "transferee"
    """From another force, already qualified there."""
    RECRUIT = "recruit"
    """From response, once a constable hired beforehand is past probation and can stand in."""

    @property
    def hires(self) -> bool:
        """Whether a constable is hired for each extra firearms officer."""
        return self in {Staffing.CONVERT_AND_BACKFILL, Staffing.RECRUIT}


class CountedAs(StrEnum):
    """Which stock the officers asked for are counted in."""

    AUTHORISED = "authorised"
    DEPLOYABLE = "deployable"


class BackfillProgression(StrEnum):
    """Whether a recruit climbs a pay point with every twelve months of service, or is priced as a recruit for ever."""

    CLIMBING = "climbing"
    HELD = "held"


@dataclass(frozen=True, kw_only=True, eq=False)
class UpliftPlan:
    """The question: `officers` and `strength_at_start` for each scenario (S,), the rest alike for all of them.

    `first_month` is the first month's place in its financial year, April 0 to March 11. A number given for `officers`
    or `strength_at_start` stands for every scenario. Officers below zero ask for fewer than there are.
    """

    officers: Expected
    strength_at_start: Expected
    """Authorised officers on the day before the first month."""
    months: int
    staffing: Staffing
    counted_as: CountedAs = CountedAs.AUTHORISED
    first_month: int = 0
    backfill_progression: BackfillProgression = BackfillProgression.CLIMBING
    intake_months: frozenset[int] | None = None
    """The months of the financial year, April 0 to March 11, in which a course begins; None spreads intakes evenly."""

    keeps_post: bool = False
    """Whether an officer who takes up the role stays in the post, so that none is left behind."""

    def __post_init__(self) -> None:
        """Check the plan, and repeat what is given once; ParameterOutOfRange or RowsDisagree by name."""
        if not 1 <= self.months <= MOST_MONTHS:
            raise ParameterOutOfRange("months", f"a whole number, at least 1 and at most {MOST_MONTHS}")
        if not 0 <= self.first_month < MONTHS_A_YEAR:
            raise ParameterOutOfRange("first_month", "a whole number from 0 (April) to 11 (March)")
        if self.intake_months is not None and not (
            self.intake_months and self.intake_months <= set(range(MONTHS_A_YEAR))
        ):
            raise ParameterOutOfRange("intake_months", "at least one month from 0 (April) to 11 (March)")
        rows = {name: row_of_values(name, getattr(self, name), bounds) for name, bounds in BOUNDS.items()}
        scenarios = scenarios_agreed(**{name: row.size for name, row in rows.items()})
        for name, row in rows.items():
            object.__setattr__(self, name, row if row.size == scenarios else row.repeat(scenarios))

    @classmethod
    def of(
        cls,
        officers: ArrayLike | Decimal,
        *,
        strength_at_start: ArrayLike | Decimal,
        months: int,
        staffing: Staffing,
        counted_as: CountedAs = CountedAs.AUTHORISED,
        first_month: int = 0,
        backfill_progression: BackfillProgression = BackfillProgression.CLIMBING,
        intake_months: frozenset[int] | None = None,
        keeps_post: bool = False,
    ) -> UpliftPlan:
        """Ask for so many officers: a number (one scenario), or one for each scenario."""
        return cls(
            officers=np.array(officers, dtype=np.float64),
            strength_at_start=np.array(strength_at_start, dtype=np.float64),
            months=months,
            staffing=staffing,
            counted_as=counted_as,
            first_month=first_month,
            backfill_progression=backfill_progression,
            intake_months=intake_months,
            keeps_post=keeps_post,
        )

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return self.officers.size

    def for_scenarios(self, scenarios: int) -> UpliftPlan:
        """Return the same plan for so many scenarios, where it was made for one."""
        return repeated(self, scenarios)

    @property
    def year_of_month(self) -> Whole:
        """The financial year of each month (M,): 0 for the year that the first month falls in."""
        years: Whole = (self.first_month + np.arange(self.months)) // MONTHS_A_YEAR
        return years

    @property
    def financial_years(self) -> int:
        """How many financial years the months touch; the first and the last may be incomplete."""
        return int(self.year_of_month[-1]) + 1

    @overload
    def is_intake_month(self, month: int, intakes: int) -> bool: ...
    @overload
    def is_intake_month(self, month: int, intakes: Whole) -> Flags: ...
    def is_intake_month(self, month: int, intakes: Whole | int) -> Flags | bool:
        """Say whether a course begins in a month of the run: in the months named, else so many in twelve.

        Those not named are spread evenly from the first month on.
        """
        if self.intake_months is not None:
            named = (self.first_month + month) % MONTHS_A_YEAR in self.intake_months
            return named if isinstance(intakes, int) else np.full(intakes.shape, named)
        return (month * intakes) % MONTHS_A_YEAR < intakes

    def authorised_sought(self, assumptions: PipelineAssumptions) -> Expected:
        """Authorised strength asked for in each month (S, M).

        Where constables are hired first, no more than the strength at the start until they are past probation.
        """
        extra = self.extra_authorised_sought(assumptions.deployable_share)[:, np.newaxis]
        if self.staffing is Staffing.RECRUIT:
            ready = (assumptions.hire_lag + assumptions.to_eligible_for_firearms)[:, np.newaxis]
            extra = np.where((np.arange(self.months) >= ready) | (extra < 0), extra, 0.0)
        sought: Expected = self.strength_at_start[:, np.newaxis] + np.broadcast_to(extra, (extra.shape[0], self.months))
        return sought

    def extra_authorised_sought(self, deployable_share: Expected) -> Expected:
        """Authorised officers beyond the strength at the start that the plan asks for (S,), cost model 6.3."""
        if self.counted_as is CountedAs.DEPLOYABLE:
            return self.officers / deployable_share
        return self.officers
