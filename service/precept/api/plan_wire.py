"""A medium-term plan as it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from msgspec import UNSET, Meta, UnsetType, field

from precept.api.officer_cost_wire import OnCostsRequest
from precept.api.precept_wire import IncreaseRequest, LimitRequest, PreceptRequest, increase_of, known, limit_of
from precept.api.text import MonthText, Name, PoundsText, SignedPoundsText, written
from precept.api.uplift_wire import UpliftAsked
from precept.api.wire import Request
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.council_tax.question import PreceptQuestion
from precept.funding.plan.defaults import RatesGiven
from precept.funding.plan.question import (
    BudgetKind,
    BudgetLine,
    Decision,
    Establishment,
    FundingLine,
    LaterYear,
    PlanQuestion,
    Reserve,
    Source,
    StaffGroup,
)
from precept.funding.question import Recurrence
from precept.register.register import Register
from precept.register.units import PENCE, exactly, share_of
from precept.register.years import FinancialYear
from precept.uplift.question import UpliftQuestion

T = TypeVar("T")
MOST_YEARS = 10
MONTHS_A_YEAR = 12

GrowthText = Annotated[
    str,
    written(
        r"(0(\.[0-9]{1,4})?|-?0\.[0-9]{0,3}[1-9]|-?[1-9][0-9]?(\.[0-9]{1,4})?)",
        "Percent a year from -99.9999 to 99.9999, up to four decimals.",
        "2.5",
    ),
]
SharePercentText = Annotated[
    str,
    written(r"(100(\.0{1,4})?|(0|[1-9][0-9]?)(\.[0-9]{1,4})?)", "Percent from 0 to 100, up to four decimals.", "80"),
]
SourceWord = Annotated[
    Literal["central", "local", "national"],
    Meta(description="Who decides: government, the area, or a national agreement."),
]
RecurrenceWord = Annotated[Literal["recurring", "one_off"], Meta(description="Whether it comes every year, or once.")]
GrowthByYear = Annotated[
    list[GrowthText],
    Meta(max_length=MOST_YEARS, description="By year of the plan; the last one stands for all later years."),
]
PoundsByYear = Annotated[
    list[PoundsText],
    Meta(max_length=MOST_YEARS, description="By year of the plan; the last one stands for all later years."),
]


class LaterYearRequest(Request, frozen=True, kw_only=True):
    """The council tax of a year after the first; a limit only to say, or to change, what the register holds."""

    increase: IncreaseRequest
    limit: LimitRequest | UnsetType = UNSET


class BudgetLineRequest(Request, frozen=True, kw_only=True):
    """A line of the budget of the year before the plan.

    `pay` moves with awards, increments and contributions, `prices` with price growth, `fixed` not at all; `planned_pounds`
    gives the line itself by year, as for capital financing.
    """

    name: Name
    kind: Literal["pay", "prices", "fixed"]
    pounds: PoundsText
    staff_group: Literal["officers", "staff", "pcsos"] = "officers"
    source: SourceWord = "local"
    growth_percent: GrowthByYear = field(default_factory=list)
    planned_pounds: PoundsByYear = field(default_factory=list)


class DecisionRequest(Request, frozen=True, kw_only=True):
    """Spending more (growth) or less (savings) from a month on: pounds of a full year, or of the once that it comes.

    Of what began within the year before the plan only the rest of its full year comes, for the budget holds the months it has
    had; what is older, and what begins after the plan, adds nothing. A warning says so.
    """

    name: Name
    kind: Literal["growth", "savings"]
    pounds: PoundsText
    starts_in: MonthText
    recurrence: RecurrenceWord = "recurring"
    confidence_percent: SharePercentText = "100"
    source: SourceWord = "local"


class FundingLineRequest(Request, frozen=True, kw_only=True):
    """A grant or other income, in pounds of the first year; `prior_pounds` is what it was in the year before.

    Central grant moves with grant growth unless it has growth of its own; other income stays. `set_off` is income that is
    taken off spending before the net budget, such as charges and specific grants.
    """

    name: Name
    pounds: PoundsText
    source: SourceWord
    recurrence: RecurrenceWord = "recurring"
    prior_pounds: PoundsText | UnsetType = UNSET
    set_off: bool = False
    growth_percent: GrowthByYear = field(default_factory=list)
    planned_pounds: PoundsByYear = field(default_factory=list)


class ReserveRequest(Request, frozen=True, kw_only=True):
    """Money set aside for a purpose on the day before the plan, and what is to be drawn in each year."""

    purpose: Name
    pounds: PoundsText
    draws_pounds: Annotated[
        list[PoundsText], Meta(max_length=MOST_YEARS, description="By year; nothing after the last.")
    ] = field(default_factory=list)


class GeneralReserveRequest(Request, frozen=True, kw_only=True):
    """The general reserve on the day before the plan.

    `fills_gap` draws on it for what is missing, as far as it goes; `takes_surplus` pays into it what a year leaves over.
    """

    pounds: PoundsText = "0"
    draws_pounds: Annotated[
        list[PoundsText], Meta(max_length=MOST_YEARS, description="By year; nothing after the last.")
    ] = field(default_factory=list)
    fills_gap: bool = False
    takes_surplus: bool = False
    floor_percent: SharePercentText | UnsetType = UNSET


class PlanRatesRequest(Request, frozen=True, kw_only=True):
    """Percentages by year. Without them: awards and prices as held for the year, then the register's named assumptions.

    An award is that of September in the year, so seven months of it fall in the year and the rest in the next;
    `prior_award_percent` is that of the September before the plan, whose rest falls in the first year.
    """

    officers_award_percent: GrowthByYear = field(default_factory=list)
    staff_award_percent: GrowthByYear = field(default_factory=list)
    pcsos_award_percent: GrowthByYear = field(default_factory=list)
    prior_award_percent: GrowthText | UnsetType = UNSET
    increments_percent: GrowthByYear = field(default_factory=list)
    contributions_percent_of_pay: GrowthByYear = field(default_factory=list)
    price_growth_percent: GrowthByYear = field(default_factory=list)
    tax_base_growth_percent: GrowthByYear = field(default_factory=list)
    grant_growth_percent: GrowthByYear = field(default_factory=list)


class EstablishmentRequest(Request, frozen=True, kw_only=True):
    """Police officers of the force the day before the plan; who joins and leaves by year, the uplift's recruits aside."""

    officers: Annotated[int, Meta(ge=0, le=100_000)]
    joiners: Annotated[list[Annotated[int, Meta(ge=0, le=100_000)]], Meta(max_length=MOST_YEARS)] = field(
        default_factory=list
    )
    leavers: Annotated[list[Annotated[int, Meta(ge=0, le=100_000)]], Meta(max_length=MOST_YEARS)] = field(
        default_factory=list
    )


class PlanUpliftRequest(UpliftAsked, frozen=True, kw_only=True):
    """The uplift of a plan, followed to the plan's end; it starts in the first April unless said otherwise."""

    start_month: MonthText | UnsetType = UNSET
    on_costs: OnCostsRequest = OnCostsRequest()


class PlanAsked(Request, frozen=True, kw_only=True):
    """A plan of up to ten years: last year's budget, what moves it, what pays for it, reserves, and an uplift.

    `precept` asks about the first year; `later_years` about the others, the last one standing for all that follow, a freeze
    where none is given. With `baseline` only council tax beyond that increase in each year is counted: a plan of new money
    alone, for an uplift without the rest of the budget.
    """

    precept: PreceptRequest
    years: Annotated[int, Meta(ge=1, le=MOST_YEARS, description="Financial years of the plan.", examples=[5])] = 5
    later_years: Annotated[list[LaterYearRequest], Meta(max_length=MOST_YEARS - 1)] = field(default_factory=list)
    baseline: IncreaseRequest | UnsetType = UNSET
    collection_fund_pounds: Annotated[
        list[SignedPoundsText],
        Meta(max_length=MOST_YEARS, description="Share of the collection funds by year; nothing after the last."),
    ] = field(default_factory=list)
    rates: PlanRatesRequest = PlanRatesRequest()
    budget: Annotated[list[BudgetLineRequest], Meta(max_length=50)] = field(default_factory=list)
    decisions: Annotated[list[DecisionRequest], Meta(max_length=100)] = field(default_factory=list)
    funding: Annotated[list[FundingLineRequest], Meta(max_length=50)] = field(default_factory=list)
    general_reserve: GeneralReserveRequest = GeneralReserveRequest()
    earmarked_reserves: Annotated[list[ReserveRequest], Meta(max_length=30)] = field(default_factory=list)
    uplift: PlanUpliftRequest | UnsetType = UNSET
    establishment: EstablishmentRequest | UnsetType = UNSET

    def to_question(self, register: Register) -> PlanQuestion:
        """Read the plan into exact units, everything by year."""
        precept = self.precept.to_question(register)
        uplift, people = known(self.uplift), known(self.establishment)
        general = self.general_reserve
        return PlanQuestion(
            precept=precept,
            years=self.years,
            later=self._later(),
            baseline=None if isinstance(self.baseline, UnsetType) else increase_of(self.baseline),
            collection_fund=_then_nothing([_pence(each) for each in self.collection_fund_pounds], self.years),
            budget=tuple(self._budget_line(line) for line in self.budget),
            decisions=tuple(self._decision(line, precept.year) for line in self.decisions),
            funding=tuple(self._funding_line(line) for line in self.funding),
            reserves=tuple(
                self._reserve(each.purpose, each.pounds, each.draws_pounds) for each in self.earmarked_reserves
            ),
            general_reserve=self._reserve("general", general.pounds, general.draws_pounds),
            gap_from_reserve=general.fills_gap,
            surplus_to_reserve=general.takes_surplus,
            uplift=None if uplift is None else self._uplift(uplift, precept, register),
            held_tax_bases=precept.tax_base is None
            and not precept.authorities
            and not self.rates.tax_base_growth_percent,
            left_out=tuple(self._left_out()),
            establishment=None
            if people is None
            else Establishment(
                people.officers,
                _then_nothing(people.joiners, self.years),
                _then_nothing(people.leavers, self.years),
            ),
        )

    def to_rates(self) -> RatesGiven:
        """Read the percentages that are given."""
        rates, floor = self.rates, known(self.general_reserve.floor_percent)
        awards = {
            StaffGroup.OFFICERS: rates.officers_award_percent,
            StaffGroup.STAFF: rates.staff_award_percent,
            StaffGroup.PCSOS: rates.pcsos_award_percent,
        }
        prior = known(rates.prior_award_percent)
        return RatesGiven(
            awards={group: _decimals(given) for group, given in awards.items() if given},
            prior_awards={} if prior is None else dict.fromkeys(StaffGroup, Decimal(prior)),
            increments=_decimals(rates.increments_percent),
            contributions=_decimals(rates.contributions_percent_of_pay),
            prices=_decimals(rates.price_growth_percent),
            tax_base_growth=_decimals(rates.tax_base_growth_percent),
            grant_growth=_decimals(rates.grant_growth_percent),
            reserve_floor=None if floor is None else Decimal(floor),
        )

    def _left_out(self) -> Iterator[str]:
        """The lists by year that are longer than the plan."""
        if len(self.later_years) >= self.years:
            yield "later_years"
        people = known(self.establishment)
        lists = {
            "collection_fund_pounds": self.collection_fund_pounds,
            "general_reserve.draws_pounds": self.general_reserve.draws_pounds,
            **{f"rates.{name}": getattr(self.rates, name) for name in self.rates.__struct_fields__},
            **{f"budget[{at}].planned_pounds": each.planned_pounds for at, each in enumerate(self.budget)},
            **{f"funding[{at}].planned_pounds": each.planned_pounds for at, each in enumerate(self.funding)},
            **{
                f"earmarked_reserves[{at}].draws_pounds": each.draws_pounds
                for at, each in enumerate(self.earmarked_reserves)
            },
            "establishment.joiners": people.joiners if people else [],
            "establishment.leavers": people.leavers if people else [],
        }
        yield from (name for name, given in lists.items() if isinstance(given, list) and len(given) > self.years)

    def _later(self) -> tuple[LaterYear, ...]:
        given = [
            LaterYear(increase_of(each.increase), None if each.limit is UNSET else limit_of(each.limit))
            for each in self.later_years
        ]
        return _last_repeated(given or [LaterYear(Increase(IncreaseKind.FREEZE))], self.years - 1)

    def _budget_line(self, line: BudgetLineRequest) -> BudgetLine:
        return BudgetLine(
            name=line.name,
            kind=BudgetKind(line.kind),
            pence=_pence(line.pounds),
            staff_group=StaffGroup(line.staff_group),
            source=Source(line.source),
            growth=_shares(line.growth_percent, self.years),
            planned=_planned(line.planned_pounds, self.years),
        )

    def _funding_line(self, line: FundingLineRequest) -> FundingLine:
        return FundingLine(
            name=line.name,
            pence=_pence(line.pounds),
            source=Source(line.source),
            recurrence=Recurrence(line.recurrence),
            growth=_shares(line.growth_percent, self.years),
            planned=_planned(line.planned_pounds, self.years),
            prior=None if isinstance(line.prior_pounds, UnsetType) else _pence(line.prior_pounds),
            part_of_net_budget=not line.set_off,
        )

    def _decision(self, line: DecisionRequest, first: FinancialYear) -> Decision:
        start = months_from(first.start, line.starts_in)
        sign = 1 if line.kind == "growth" else -1
        return Decision(
            name=line.name,
            pence=sign * _pence(line.pounds),
            start_month=start,
            recurrence=Recurrence(line.recurrence),
            source=Source(line.source),
            confidence=share_of(Decimal(line.confidence_percent)),
        )

    def _reserve(self, purpose: str, pounds: str, draws: list[str]) -> Reserve:
        return Reserve(purpose, _pence(pounds), _then_nothing([_pence(each) for each in draws], self.years))

    def _uplift(self, uplift: PlanUpliftRequest, precept: PreceptQuestion, register: Register) -> UpliftQuestion:
        start_month = known(uplift.start_month) or f"{precept.year.start}-04"
        start = FinancialYear.of(dt.date.fromisoformat(f"{start_month}-01"))
        years = max(1, self.years - (start.start - precept.year.start))
        return uplift.asked_of(
            register, start_month, min(years, MOST_YEARS), precept.area_code, uplift.on_costs.to_given()
        )


def months_from(first: int, month: str) -> int:
    """How many months lie from the April of a calendar year to a month, written 2016-04."""
    year, number = (int(part) for part in month.split("-"))
    return (year - first) * MONTHS_A_YEAR + number - 4


def _pence(pounds: str) -> int:
    return exactly(Decimal(pounds), PENCE)


def _decimals(given: list[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in given)


def _shares(given: list[str], years: int) -> tuple[int, ...] | None:
    return _last_repeated([share_of(Decimal(each)) for each in given], years) if given else None


def _planned(given: list[str], years: int) -> tuple[int, ...] | None:
    return _last_repeated([_pence(each) for each in given], years) if given else None


def _last_repeated(given: list[T], years: int) -> tuple[T, ...]:
    return tuple(given[min(place, len(given) - 1)] for place in range(years))


def _then_nothing(given: list[int], years: int) -> tuple[int, ...]:
    return tuple(given[place] if place < len(given) else 0 for place in range(years))
