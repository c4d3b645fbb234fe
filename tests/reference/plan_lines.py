"""The lines of a medium-term plan, year by year, and what each year's change came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .plan_inputs import BudgetLine, CouncilTax, Decision, FundingLine, Pence, Rates, Uplift
from .rounding import half_up

MONTHS = 12
MONTHS_AT_A_NEW_AWARD = 7
"""Police pay awards fall in September: seven months of the financial year follow."""


@dataclass(frozen=True)
class Change:
    """What one cause adds to a line in each year over the year before."""

    cause: str
    recurring: bool
    by_year: Pence


@dataclass(frozen=True)
class Line:
    """A line of spending or funding: the year before the plan, each year, and why it moved."""

    name: str
    before: int
    by_year: Pence
    changes: tuple[Change, ...]


def steps(before: int, by_year: Iterable[int]) -> Pence:
    """Find each year's difference from the year before it."""
    differences = []
    for amount in by_year:
        differences.append(amount - before)
        before = amount
    return tuple(differences)


def moved_by_one_cause(name: str, before: int, by_year: Iterable[int], cause: str, *, recurring: bool) -> Line:
    """Make a line whose every change has the same cause."""
    amounts = tuple(by_year)
    return Line(name, before, amounts, (Change(cause, recurring, steps(before, amounts)),))


def budget_line(line: BudgetLine, rates: Rates, years: int) -> Line:
    """Carry a line of last year's budget forward: as planned, by pay, by prices or not at all."""
    if line.planned is not None:
        return moved_by_one_cause(line.name, line.pence, line.planned, "planned", recurring=True)
    if line.kind == "pay":
        return pay_line(line, rates, years)
    growth = line.growth if line.growth is not None else rates.prices
    amounts = []
    amount = line.pence
    for year in range(years):
        if line.kind == "prices":
            amount += half_up(amount * growth[year])
        amounts.append(amount)
    return moved_by_one_cause(line.name, line.pence, amounts, "prices", recurring=True)


def pay_line(line: BudgetLine, rates: Rates, years: int) -> Line:
    """Carry a pay line forward through each September's award, increments and contributions.

    Last year's budget is five months before its award and seven after, so the whole year at the
    rate that last year ended on is the line x 12 x (1 + award) / (12 + 7 x award).
    """
    prior = rates.prior_award[line.group]
    whole_year = half_up(line.pence * MONTHS * (1 + prior) / (MONTHS + MONTHS_AT_A_NEW_AWARD * prior))
    last_year = line.pence
    amounts, full_year, awards, increments, contributions = [], [], [], [], []
    for year in range(years):
        award = half_up(whole_year * rates.awards[line.group][year])
        award_in_year = half_up(Fraction(award * MONTHS_AT_A_NEW_AWARD, MONTHS))
        increment = half_up(whole_year * rates.increments[year])
        contribution = half_up(whole_year * rates.contributions[year])
        full_year.append(whole_year - last_year)
        awards.append(award_in_year)
        increments.append(increment)
        contributions.append(contribution)
        last_year = whole_year + award_in_year + increment + contribution
        amounts.append(last_year)
        whole_year += award + increment + contribution
    return Line(
        name=line.name,
        before=line.pence,
        by_year=tuple(amounts),
        changes=(
            Change("full_year_effect", recurring=True, by_year=tuple(full_year)),
            Change("pay_award", recurring=True, by_year=tuple(awards)),
            Change("increments", recurring=True, by_year=tuple(increments)),
            Change("employer_contributions", recurring=True, by_year=tuple(contributions)),
        ),
    )


def decision_line(decision: Decision, years: int) -> Line:
    """Show what a decision adds to the budget, counted at our confidence in it."""
    counted = half_up(decision.pence * decision.confidence)
    if not decision.recurring:
        return decision_once(decision, counted, years)
    begins = "growth" if decision.pence >= 0 else "savings"
    begun, full_year = [0] * years, [0] * years
    first, months_gone = divmod(decision.start_month, MONTHS)
    if -MONTHS < decision.start_month < 0:
        full_year[0] = half_up(Fraction(counted * (MONTHS + decision.start_month), MONTHS))
    elif 0 <= first < years:
        begun[first] = half_up(Fraction(counted * (MONTHS - months_gone), MONTHS))
        if first + 1 < years:
            full_year[first + 1] = counted - begun[first]
    amounts = []
    amount = 0
    for year in range(years):
        amount += begun[year] + full_year[year]
        amounts.append(amount)
    return Line(
        name=decision.name,
        before=0,
        by_year=tuple(amounts),
        changes=(
            Change(begins, recurring=True, by_year=tuple(begun)),
            Change("full_year_effect", recurring=True, by_year=tuple(full_year)),
        ),
    )


def decision_once(decision: Decision, counted: int, years: int) -> Line:
    """Count a decision that comes once in the year its month falls in, if the plan has that year."""
    falls_in = decision.start_month // MONTHS
    amounts = [counted if year == falls_in else 0 for year in range(years)]
    return moved_by_one_cause(decision.name, 0, amounts, "once", recurring=False)


def uplift_line(uplift: Uplift) -> Line:
    """Show what the uplift costs, its recurring part apart from what it costs once."""
    return Line(
        name="uplift",
        before=0,
        by_year=tuple(recurring + one_off for recurring, one_off in zip(uplift.recurring, uplift.one_off, strict=True)),
        changes=(
            Change("uplift", recurring=True, by_year=steps(0, uplift.recurring)),
            Change("uplift", recurring=False, by_year=steps(0, uplift.one_off)),
        ),
    )


def tax_bases(council_tax: CouncilTax, growth: tuple[Fraction, ...], years: int) -> tuple[int, ...]:
    """Find the tax base of each year in thousandths: as held, or last year's with the year's growth."""
    bases: list[int] = []
    for year in range(years):
        held = council_tax.held_tax_base[year]
        bases.append(held if held is not None else bases[-1] + half_up(bases[-1] * growth[year]))
    return tuple(bases)


def raised(band_d: int, tax_base: int) -> int:
    """Multiply ten-thousandths of a pound by thousandths of the tax base, into whole pence."""
    return half_up(Fraction(band_d * tax_base, 100_000))


def council_tax_line(council_tax: CouncilTax, bases: tuple[int, ...]) -> Line:
    """Raise the council tax of each year, and part each change into the rate and the tax base.

    The rate's part is the difference in band D on the tax base of the year before; the tax base's
    part is the rest. Without last year's tax base, and without a baseline, last year is taken to be
    the plan's first year over again.
    """
    if council_tax.baseline_band_d is None:
        band_ds = council_tax.band_d
        last_band_d = council_tax.prior_band_d
    else:
        band_ds = tuple(
            ours - without for ours, without in zip(council_tax.band_d, council_tax.baseline_band_d, strict=True)
        )
        last_band_d = 0
    last_base = council_tax.prior_tax_base
    if last_base is None:
        last_base = bases[0]
        if council_tax.baseline_band_d is None:
            last_band_d = band_ds[0]
    before = last = raised(last_band_d, last_base)
    amounts, by_rate, by_base = [], [], []
    for band_d, base in zip(band_ds, bases, strict=True):
        amount = raised(band_d, base)
        rate = raised(band_d - last_band_d, last_base)
        amounts.append(amount)
        by_rate.append(rate)
        by_base.append(amount - last - rate)
        last_band_d, last_base, last = band_d, base, amount
    return Line(
        name="council tax",
        before=before,
        by_year=tuple(amounts),
        changes=(
            Change("council_tax_rate", recurring=True, by_year=tuple(by_rate)),
            Change("tax_base", recurring=True, by_year=tuple(by_base)),
        ),
    )


def funding_line(line: FundingLine, rates: Rates, years: int) -> Line:
    """Carry a funding line through the plan: as planned, once, or growing from its first year."""
    if line.planned is not None:
        amounts = list(line.planned)
    elif not line.recurring:
        amounts = [line.pence] + [0] * (years - 1)
    else:
        amounts = [line.pence]
        for year in range(1, years):
            if line.growth is not None:
                growth = line.growth[year]
            elif line.central:
                growth = rates.grant_growth[year]
            else:
                growth = Fraction(0)
            amounts.append(amounts[-1] + half_up(amounts[-1] * growth))
    unless_given = amounts[0] if line.recurring else 0
    before = line.prior if line.prior is not None else unless_given
    cause = "grant" if line.recurring else "once"
    return moved_by_one_cause(line.name, before, amounts, cause, recurring=line.recurring)
