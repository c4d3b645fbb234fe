"""What pays for it: council tax along a path of band D, the collection fund's surplus, grants and other income."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from precept.council_tax.assess import assess
from precept.council_tax.gather import gather, tax_base_held
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import LARGEST_TAX_BASE, Increase
from precept.council_tax.requirement import TO_PENCE
from precept.funding.plan.band_d import BandDPath
from precept.funding.plan.ledger import Cause, Change, Line
from precept.funding.plan.quantities import Pence, Rate, share_of, year_on_year
from precept.funding.plan.question import FundingLine, PlanQuestion, Source
from precept.funding.plan.rates import PlanRates
from precept.funding.question import Recurrence
from precept.register.refusals import BandDOutOfRange, NoTaxBase, within
from precept.register.register import Register
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, decimals, half_up
from precept.uplift.errors import AmountOutOfRange


@dataclass(frozen=True, eq=False)
class CouncilTaxPath:
    """Band D year by year, each assessed against the limit in force, and the tax base it falls on, thousandths (S, Y)."""

    outcomes: tuple[PreceptOutcome, ...]
    baseline: tuple[PreceptOutcome, ...] | None
    held: tuple[int | None, ...]
    """The tax base held for each year, or given for the first; None where it grows from the year before."""
    tax_base: Pence
    moved: BandDPath | None = None
    """Band D where the tax base is another than that assessed, and the baseline's."""
    moved_baseline: BandDPath | None = None

    @property
    def as_set(self) -> BandDPath:
        """Band D of every year."""
        return self.moved or BandDPath.of(self.outcomes)

    @property
    def baseline_as_set(self) -> BandDPath | None:
        """The baseline's, where there is one."""
        if self.baseline is None:
            return None
        return self.moved_baseline or BandDPath.of(self.baseline)

    def grown(self, rates: PlanRates, central: PlanRates, years: int) -> CouncilTaxPath:
        """The path as other rates than the plan's own, the central ones, have its tax base grow."""
        base = _tax_base(self.held, rates, central, years)
        baseline = None if self.baseline is None else BandDPath.on(self.baseline, base)
        return replace(self, tax_base=base, moved=BandDPath.on(self.outcomes, base), moved_baseline=baseline)

    def raised(self, more: Pence) -> CouncilTaxPath:
        """The path with every year's increase so much more (S,), ten-thousandths of a pound; the baseline's stay."""
        return replace(self, moved=self.as_set.raised(self.outcomes, more))


def council_tax_path(question: PlanQuestion, rates: PlanRates, register: Register) -> CouncilTaxPath:
    """Set band D year by year, from the first year's on; NoTaxBase where the first year's base is neither held nor given."""
    with within("precept"):
        first = gather(question.precept, register)
    if first.tax_base is None:
        raise NoTaxBase(
            f"No tax base is held for {first.area.name} in {first.year}, so no income can be planned.",
            field="precept.tax_base",
            remedy="Give precept.tax_base, or precept.billing_authorities with theirs.",
        )
    later = question.financial_years[1:]
    held = (
        first.tax_base,
        *(tax_base_held(first.area.code, year, register) if question.held_tax_bases else None for year in later),
    )
    tax_base = _tax_base(held, rates, rates, question.years)
    increases = (question.precept.increase, *(each.increase for each in question.later))
    outcomes = _path(question, increases, tax_base, register)
    baseline = None
    if question.baseline is not None:
        baseline = _path(question, (question.baseline,) * question.years, tax_base, register)
    return CouncilTaxPath(outcomes, baseline, held, tax_base)


def _path(
    question: PlanQuestion, increases: Sequence[Increase], tax_base: Pence, register: Register
) -> tuple[PreceptOutcome, ...]:
    asked = replace(question.precept, increase=increases[0])
    found: list[PreceptOutcome] = []
    for number, increase in enumerate(increases):
        if number:
            later = question.later[number - 1]
            asked = replace(
                asked,
                year=asked.year + 1,
                increase=increase,
                prior_band_d=found[-1].band_d,
                tax_base=int(tax_base[0, number]),
                prior_tax_base=None,
                authorities=(),
                limit=later.limit,
            )
            _refuse_nothing_to_increase(asked.prior_band_d, number)
        with within("precept" if number == 0 else f"later_years[{number - 1}]"):
            found.append(assess(gather(asked, register)))
    return tuple(found)


def _refuse_nothing_to_increase(prior_band_d: int | None, number: int) -> None:
    """A year cannot follow one whose band D is below a pound: no increase on it means anything."""
    if prior_band_d is not None and prior_band_d < TEN_THOUSANDTHS:
        raise BandDOutOfRange(
            f"Band D would be £{decimals(prior_band_d, TEN_THOUSANDTHS)}, and a year of the plan follows.",
            field="precept.increase" if number == 1 else f"later_years[{number - 2}].increase",
            remedy="Ask for an increase that leaves band D at £1 at least.",
        )


def _tax_base(held: tuple[int | None, ...], rates: PlanRates, central: PlanRates, years: int) -> Pence:
    base = np.zeros((rates.scenarios, years), dtype=np.int64)
    for year in range(years):
        of_year = held[year]
        if of_year is not None:
            base[:, year] = _grown_apart(of_year, rates.tax_base_growth, central.tax_base_growth, year)
        elif year:
            base[:, year] = base[:, year - 1] + share_of(base[:, year - 1], rates.tax_base_growth[:, year])
    if base.max() > LARGEST_TAX_BASE or base.min() < 1:
        raise AmountOutOfRange(
            "rates.tax_base_growth_percent", "such that the tax base stays above 0 and below 10,000,000"
        )
    return base


def _grown_apart(held: int, growth: Rate, own: Rate, year: int) -> Pence:
    """A base held for a year as it would be had it grown otherwise since the first: half-up at each year's step.

    At growth as in the plan itself it is what is held, to the thousandth.
    """
    base = np.full(growth.shape[0], held, dtype=np.int64)
    for step in range(1, year + 1):
        base = half_up(base * (MILLIONTHS + growth[:, step]), MILLIONTHS + own[:, step])
    return base


def council_tax_line(path: CouncilTaxPath) -> Line:
    """The requirement in each year, or what it is beyond the baseline's; moved by band D and by the tax base apart.

    Where last year's tax base is not known, last year's is taken to be the first year's, and the first does not move.
    """
    band_d, baseline = path.as_set.band_d, path.baseline_as_set
    prior = path.outcomes[0].proposal.prior_band_d
    if baseline is not None:
        band_d = band_d - baseline.band_d
        prior = 0
    rates = np.concatenate([np.full_like(band_d[:, :1], prior), band_d], axis=1)
    change = path.outcomes[0].change
    prior_base = path.outcomes[0].proposal.prior_tax_base
    first_base = path.tax_base[:, :1] if prior_base is None else np.full_like(path.tax_base[:, :1], prior_base)
    bases = np.concatenate([first_base, path.tax_base], axis=1)
    by_year = half_up(band_d * path.tax_base, TO_PENCE)
    rate_effect = half_up(np.diff(rates, axis=1) * bases[:, :-1], TO_PENCE)
    if baseline is not None:
        before = 0
    elif change is not None:
        before = change.prior_requirement
    else:
        before = int(by_year[0, 0])
        rate_effect[:, 0] = 0
    rest = year_on_year(by_year, before) - rate_effect
    return Line(
        "council tax",
        Source.LOCAL,
        before,
        (
            Change(Cause.COUNCIL_TAX_RATE, Recurrence.RECURRING, rate_effect),
            Change(Cause.TAX_BASE, Recurrence.RECURRING, rest),
        ),
    )


def collection_fund_line(question: PlanQuestion, rates: PlanRates) -> Line:
    """The share of the collection funds' surplus or deficit: every year's comes once."""
    by_year = share_of(np.array([question.collection_fund], dtype=np.int64), rates.collection_fund)
    return Line("collection fund", Source.LOCAL, 0, (Change(Cause.ONCE, Recurrence.ONE_OFF, year_on_year(by_year)),))


def funding_line(line: FundingLine, rates: PlanRates, years: int) -> Line:
    """Carry a grant or other income forward from the first year."""
    if line.planned is not None:
        by_year = np.array([line.planned], dtype=np.int64)
    elif line.recurrence is Recurrence.ONE_OFF:
        by_year = np.zeros((1, years), dtype=np.int64)
        by_year[0, 0] = line.pence
    else:
        by_year = _grown(line, rates, years)
    once = line.recurrence is Recurrence.ONE_OFF
    before = line.prior
    if before is None:
        before = 0 if once else int(by_year[0, 0])
    change = Change(Cause.ONCE if once else Cause.GRANT, line.recurrence, year_on_year(by_year, before))
    return Line(line.name, line.source, before, (change,))


def _grown(line: FundingLine, rates: PlanRates, years: int) -> Pence:
    if line.growth is not None:
        growth = np.array([line.growth], dtype=np.int64)
    else:
        growth = rates.grant_growth if line.source is Source.CENTRAL else np.zeros((1, years), dtype=np.int64)
    by_year = np.zeros((rates.scenarios, years), dtype=np.int64)
    by_year[:, 0] = line.pence
    for year in range(1, years):
        by_year[:, year] = by_year[:, year - 1] + share_of(by_year[:, year - 1], growth[:, year])
    return by_year
