"""The figures that go with council tax bills: two years, by line, per head, per council and per band, and why it changed.

Council Tax (Demand Notices) (England) Regulations 2011 (SI 2011/3038), regulations 8 and 9: a preceptor supplies its gross
expenditure and council tax requirement for this year and last, and the reasons for the difference. Money in pence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from precept.council_tax.assess import assess_all
from precept.council_tax.budget import Budget
from precept.council_tax.gather import held_authorities, refuse_duplicates, whole_tax_base
from precept.council_tax.names import plain
from precept.council_tax.outcome import AuthorityPrecept, PreceptOutcome
from precept.council_tax.proposal import Authority, Increase, IncreaseKind, PreceptProposal
from precept.register.refusals import within
from precept.register.register import Register
from precept.register.units import half_up


@dataclass(frozen=True)
class LeafletYear:
    """What the body itself says of a year; None where it does not."""

    budget: Budget | None
    population: int | None
    officers: int | None
    staff: int | None


@dataclass(frozen=True)
class TwoYears:
    """One line of the leaflet, last year and this; None where a year is not known. `per_head` lines are pence a person."""

    line: str
    last: int | None
    this: int | None

    @property
    def change(self) -> int | None:
        """This year less last."""
        return None if self.last is None or self.this is None else self.this - self.last


@dataclass(frozen=True)
class CouncilLine:
    """What one council pays over, last year and this; last year's is None where its tax base is not known."""

    authority: Authority
    prior_tax_base: int | None
    prior_precept: int | None
    precept: int


@dataclass(frozen=True)
class Leaflet:
    """All the figures of the leaflet."""

    outcome: PreceptOutcome
    money: tuple[TwoYears, ...]
    people: tuple[TwoYears, ...]
    councils: tuple[CouncilLine, ...]


def write_leaflet(
    proposal: PreceptProposal,
    last: LeafletYear,
    this: LeafletYear,
    prior_authorities: tuple[Authority, ...],
    register: Register,
) -> Leaflet:
    """Set two years side by side; last year's councils are taken from the register where they are not given."""
    refuse_duplicates(prior_authorities, "prior_billing_authorities")
    whole_tax_base(prior_authorities, "prior_billing_authorities")
    prior = prior_authorities or held_authorities(proposal.area.code, proposal.year.previous, register)
    freeze = Increase(IncreaseKind.FREEZE)
    last_year = replace(proposal, increase=freeze, tax_base=proposal.prior_tax_base, authorities=prior)
    with within("precept"):
        outcome, before = assess_all([proposal, last_year])
    precepts = tuple(None if each.requirement is None else each.requirement.precept for each in (before, outcome))
    return Leaflet(
        outcome=outcome,
        money=_money(last, this, precepts[0], precepts[1]),
        people=(
            TwoYears("population", last.population, this.population),
            TwoYears("police_officers", last.officers, this.officers),
            TwoYears("other_staff", last.staff, this.staff),
        ),
        councils=tuple(_council(each, before.precepts) for each in outcome.precepts),
    )


def _council(now: AuthorityPrecept, before: Sequence[AuthorityPrecept]) -> CouncilLine:
    was = next((each for each in before if _same(each.authority, now.authority)), None)
    return CouncilLine(
        authority=now.authority,
        prior_tax_base=was.authority.tax_base if was else None,
        prior_precept=was.precept if was else None,
        precept=now.precept,
    )


def _same(one: Authority, other: Authority) -> bool:
    if one.code is not None and other.code is not None:
        return one.code == other.code
    return plain(one.name) == plain(other.name)


def _lines(budget: Budget | None) -> dict[str, int | None]:
    """The budget line by line; nothing in any of them where there is none."""
    names = ("gross_expenditure", "income", "grants", "collection_fund", "reserves")
    lines = {name: None if budget is None else getattr(budget, name) for name in names}
    return {**lines, "council_tax_requirement": None if budget is None else budget.requirement}


def _money(
    last: LeafletYear, this: LeafletYear, prior_precept: int | None, precept: int | None
) -> tuple[TwoYears, ...]:
    """The budget line by line, what band D raises, what is left between them, and the requirement a head."""
    before, now = _lines(last.budget), _lines(this.budget)
    lines = [TwoYears(name, before[name], now[name]) for name in now]
    raised = TwoYears("raised_by_band_d", prior_precept, precept)
    required = lines[-1]
    over = TwoYears("raised_beyond_requirement", _less(raised.last, required.last), _less(raised.this, required.this))
    per_head = TwoYears(
        "raised_per_head", _per_head(raised.last, last.population), _per_head(raised.this, this.population)
    )
    return (*lines, raised, over, per_head)


def _less(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _per_head(pence: int | None, population: int | None) -> int | None:
    return None if pence is None or not population else half_up(pence, population)
