"""The main job on one screen: increase, income, officers, cost, gap, and what binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from precept.council_tax.assess import assess_all
from precept.council_tax.doubts import doubts_about
from precept.council_tax.gather import gather
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.funding.affordability import Affordability, AtPayPoint, afford, priced_at_each_point
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.register.refusals import NoTaxBase, Refusal, within
from precept.register.register import Register
from precept.register.units import sterling
from precept.register.years import FinancialYear
from precept.uplift.costing import UpliftOutcome, cost_uplift, first_year_costs
from precept.workings import Figure


@dataclass(frozen=True)
class AdditionalIncome:
    """What the increase brings in, in pence a year, against a freeze and against what was planned anyway."""

    versus_freeze: int
    versus_baseline: int


@dataclass(frozen=True)
class YearGap:
    """Money and cost of one financial year, in pence: a gap or a surplus, never both.

    `cost` is all the year's cash; `baseline_cost` the part that replaces leavers and is spent without any uplift. The
    additional income is set against the additional cost.
    """

    year: FinancialYear
    funding: int
    cost: int
    baseline_cost: int

    @property
    def additional_cost(self) -> int:
        """What the uplift costs beyond doing nothing."""
        return self.cost - self.baseline_cost

    @property
    def gap(self) -> int:
        """What is missing."""
        return max(0, self.additional_cost - self.funding)

    @property
    def surplus(self) -> int:
        """What is left over."""
        return max(0, self.funding - self.additional_cost)


@dataclass(frozen=True)
class FundingOutcome:
    """The whole answer."""

    question: FundingQuestion
    precept: PreceptOutcome
    baseline: PreceptOutcome
    income: AdditionalIncome
    uplift: UpliftOutcome
    affordability: Affordability
    years: tuple[YearGap, ...]

    @property
    def recurring_to_spend(self) -> int:
        """Pence that come every year, less what is spent whatever the number of officers."""
        return _to_spend(self.question, self.income, self.uplift)

    @property
    def by_pay_point(self) -> tuple[AtPayPoint, ...]:
        """The officers that the recurring money is, priced at each pay point: what a promise rests on."""
        return priced_at_each_point(self.uplift, self.recurring_to_spend)

    @property
    def cost_of_one_at_entry_pay(self) -> int:
        """Pence a year that keep one extra officer while all behind it are paid as recruits."""
        return int(self.uplift.sustained_at_entry_pay.total[0, 0])

    @property
    def cost_of_one_at_mature_pay(self) -> int:
        """Pence a year that keep one extra officer for good."""
        return int(self.uplift.sustained_at_mature_pay.total[0, 0])

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure that the answer rests on."""
        fixed = self.question.uplift.assumptions.figures({"fixed_cost"})
        return (*self.precept.proposal.figures, *self.uplift.terms.figures, *fixed)

    @property
    def warnings(self) -> list[str]:
        """What a panel would want to be told about the answer, in words."""
        found, asked = self.affordability, self.question.uplift.officers
        said = [*doubts_about(self.precept), *self.uplift.warnings]
        if self.income.versus_baseline < 0:
            said.append("The increase raises less than the baseline it is compared with.")
        if self.baseline.verdict.excessive:
            said.append("The baseline is itself excessive: it would need a referendum.")
        if found.sustainable < asked:
            said.append(self._what_is_kept())
        if owed := self.uplift.owed_to_those_in_post:
            said.append(f"{sterling(owed)} a year of the recurring money goes to the officers already in post.")
        if self.question.uplift.financial_years[0] != self.question.precept.year:
            said.append("The uplift does not start in the precept's year: income of years not followed is not counted.")
        if once := _sum(self.question.other_funding, Recurrence.ONE_OFF):
            said.append(f"{sterling(once)} comes once and pays in one year only; officers cost money every year.")
        return said

    def _what_is_kept(self) -> str:
        """Say how many officers the recurring money keeps, short of those asked for."""
        found, asked = self.affordability, self.question.uplift.officers
        mature = sterling(self.cost_of_one_at_mature_pay)
        at_mature_pay = f"at mature pay ({mature}) it keeps {found.sustainable} of the {asked} asked for."
        money = f"{sterling(self.recurring_to_spend)} a year"
        if asked > found.sustainable_at_entry_pay:
            return f"{money} is short: {at_mature_pay}"
        return (
            f"{money} keeps {found.sustainable_at_entry_pay} officers only while each is paid as a recruit "
            f"({sterling(self.cost_of_one_at_entry_pay)}); {at_mature_pay}"
        )


def assess_funding(question: FundingQuestion, register: Register) -> FundingOutcome:
    """Answer one funding question; a named refusal where the register and the caller leave it unanswerable."""
    precept, baseline, freeze = assess_precepts(question, register)
    income = additional_income(precept, baseline, freeze)
    with within("uplift"):
        uplift = cost_uplift(question.uplift, register)
    return weigh(question, precept, baseline, income, uplift, lambda: first_year_costs(question.uplift, uplift.terms))


def weigh(
    question: FundingQuestion,
    precept: PreceptOutcome,
    baseline: PreceptOutcome,
    income: AdditionalIncome,
    uplift: UpliftOutcome,
    costs_of_first_year: Callable[[], Sequence[int]],
) -> FundingOutcome:
    """Set the money against the uplift; `costs_of_first_year` prices uplifts of 0, 1, 2 … officers in the first year."""
    fixed = question.uplift.assumptions.pence("fixed_cost")
    recurring = income.versus_baseline + _sum(question.other_funding, Recurrence.RECURRING)
    one_off = _sum(question.other_funding, Recurrence.ONE_OFF)
    years = gaps_by_year(question, uplift, recurring=recurring, one_off=one_off, fixed=fixed)
    return FundingOutcome(
        question=question,
        precept=precept,
        baseline=baseline,
        income=income,
        uplift=uplift,
        affordability=afford(
            uplift,
            recurring=_to_spend(question, income, uplift),
            first_year=years[0].funding - fixed,
            first_year_costs=costs_of_first_year,
        ),
        years=years,
    )


def _to_spend(question: FundingQuestion, income: AdditionalIncome, uplift: UpliftOutcome) -> int:
    """Pence that come every year, less the fixed cost and what is owed to those already in post."""
    recurring = income.versus_baseline + _sum(question.other_funding, Recurrence.RECURRING)
    return recurring - question.uplift.assumptions.pence("fixed_cost") - uplift.owed_to_those_in_post


def additional_income(precept: PreceptOutcome, baseline: PreceptOutcome, freeze: PreceptOutcome) -> AdditionalIncome:
    """Compare requirements on one tax base; NoTaxBase where there is none."""
    if precept.requirement is None or baseline.requirement is None or freeze.requirement is None:
        proposal = precept.proposal
        raise NoTaxBase(
            f"No tax base is held for {proposal.area.name} in {proposal.year}, so no income can be worked out.",
            field="precept.tax_base",
            remedy="Give precept.tax_base, or precept.billing_authorities with theirs.",
        )
    raised = precept.requirement.precept
    return AdditionalIncome(
        versus_freeze=raised - freeze.requirement.precept, versus_baseline=raised - baseline.requirement.precept
    )


def gaps_by_year(
    question: FundingQuestion, uplift: UpliftOutcome, *, recurring: int, one_off: int, fixed: int
) -> tuple[YearGap, ...]:
    """Set each year's money against its cost.

    The additional income is held at its first year's figure, and nothing counts before the precept's own year. Money
    that comes once counts in the first year followed that is not before it.
    """
    cost = uplift.money.by_year.in_year
    first = max(question.precept.year, question.uplift.financial_years[0])
    return tuple(
        YearGap(
            year=year,
            funding=(recurring if year >= question.precept.year else 0) + (one_off if year == first else 0),
            cost=int(cost[0, number]) + fixed,
            baseline_cost=int(cost[1, number]),
        )
        for number, year in enumerate(question.uplift.financial_years)
    )


def assess_precepts(
    question: FundingQuestion, register: Register
) -> tuple[PreceptOutcome, PreceptOutcome, PreceptOutcome]:
    """Assess the increase, the baseline and a freeze side by side; a refusal names the one it is about."""
    with within("precept"):
        proposal = gather(question.precept, register)
    # Of what the increase is compared with, only the whole is asked for: no bands, and no billing authority's part.
    whole = replace(proposal, authorities=(), proportions=())
    compared = [replace(whole, increase=each) for each in (question.baseline, Increase(IncreaseKind.FREEZE))]
    try:
        precept, baseline, frozen = assess_all([proposal, *compared])
    except Refusal as refusal:
        refusal.field = "baseline" if refusal.scenario else f"precept.{refusal.field}"
        raise
    return precept, baseline, frozen


def _sum(lines: tuple[OtherFunding, ...], recurrence: Recurrence) -> int:
    return sum(line.pence for line in lines if line.recurrence is recurrence)
