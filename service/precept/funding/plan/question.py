"""What a caller asks of a medium-term plan: last year's budget, what moves it, what pays for it, and what is in reserve.

Money is whole pence, rates whole millionths of one. Everything that is given by year has one value for each year of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from precept.council_tax.proposal import Increase, Limit
from precept.council_tax.question import PreceptQuestion
from precept.funding.question import Recurrence
from precept.register.years import FinancialYear
from precept.uplift.question import UpliftQuestion


class Source(StrEnum):
    """Who decides about a line."""

    CENTRAL = "central"
    LOCAL = "local"
    NATIONAL = "national"


class BudgetKind(StrEnum):
    """What moves a line of last year's budget."""

    PAY = "pay"
    """Pay awards, increments and the employer's contributions."""
    PRICES = "prices"
    FIXED = "fixed"
    """Nothing but what is planned for it by year, such as capital financing."""


class StaffGroup(StrEnum):
    """Whose pay a line is."""

    OFFICERS = "officers"
    STAFF = "staff"
    PCSOS = "pcsos"


@dataclass(frozen=True)
class BudgetLine:
    """A line of the budget of the year before the plan, in pence; `planned` is the line itself in each year, if given."""

    name: str
    kind: BudgetKind
    pence: int
    staff_group: StaffGroup = StaffGroup.OFFICERS
    source: Source = Source.LOCAL
    growth: tuple[int, ...] | None = None
    """Price growth of the line's own, in millionths by year."""
    planned: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Decision:
    """Spending more or less: pence in a full year from a month of the plan on (0 its first), and how sure it is.

    A recurring decision costs its months in the first year and the full year from then on; one that comes once is all
    spent in the year it starts in. Of what began within the year before, the rest of its full year comes in the first; what
    is older is in last year's budget. `confidence` in millionths is the share that is counted.
    """

    name: str
    pence: int
    start_month: int
    recurrence: Recurrence
    source: Source = Source.LOCAL
    confidence: int = 1_000_000


@dataclass(frozen=True)
class FundingLine:
    """Money from elsewhere, in pence of the plan's first year; `growth` in millionths by year, the first not used.

    What comes once comes in the first year only. `planned` is the line itself in each year, if given.
    """

    name: str
    pence: int
    source: Source
    recurrence: Recurrence
    growth: tuple[int, ...] | None = None
    planned: tuple[int, ...] | None = None
    prior: int | None = None
    """What it was in the year before the plan; None takes it as in the first year."""
    part_of_net_budget: bool = True
    """Whether it pays for the net budget: general grant does, local income and specific grants are set off against it."""


@dataclass(frozen=True)
class Reserve:
    """Money set aside for a purpose on the day before the plan, and what is planned to be drawn in each year, in pence."""

    purpose: str
    pence: int
    draws: tuple[int, ...]


@dataclass(frozen=True)
class LaterYear:
    """The council tax of a year after the first; the limit only where the register holds none."""

    increase: Increase
    limit: Limit | None = None


@dataclass(frozen=True)
class Establishment:
    """Police officers of the force at the start, and those who join and leave in each year, the uplift's recruits aside."""

    officers: int
    joiners: tuple[int, ...]
    leavers: tuple[int, ...]


@dataclass(frozen=True)
class PlanQuestion:
    """A plan of so many years; `precept` asks about the first."""

    precept: PreceptQuestion
    years: int
    later: tuple[LaterYear, ...]
    baseline: Increase | None
    """Where given, only council tax beyond this increase in each year is counted: the plan is of new money alone."""
    collection_fund: tuple[int, ...]
    budget: tuple[BudgetLine, ...]
    decisions: tuple[Decision, ...]
    funding: tuple[FundingLine, ...]
    reserves: tuple[Reserve, ...]
    general_reserve: Reserve
    gap_from_reserve: bool
    """Whether what is missing is drawn from the general reserve, as far as it goes."""
    surplus_to_reserve: bool = False
    """Whether what a year leaves over, planned draws with it, is paid into the general reserve."""
    uplift: UpliftQuestion | None = None
    establishment: Establishment | None = None
    held_tax_bases: bool = False
    """Whether a later year's tax base is the one held for it, where one is, before growth."""
    left_out: tuple[str, ...] = ()
    """The fields that were given for more years than the plan has."""

    @property
    def holds_reserves(self) -> bool:
        """Whether any reserve is given: without one, none is said to be under its floor."""
        return bool(self.general_reserve.pence or self.reserves)

    @property
    def financial_years(self) -> tuple[FinancialYear, ...]:
        """The years of the plan."""
        return tuple(self.precept.year + each for each in range(self.years))
