"""The figures of one increase as a table would print them: exact fractions of pounds, percents and equivalents."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from precept.council_tax.outcome import AuthorityPrecept, BandCharge, PreceptOutcome
from precept.council_tax.proposal import IncreaseKind
from precept.register.units import MILLIONTHS, PENCE, TEN_THOUSANDTHS, THOUSANDTHS


@dataclass(frozen=True)
class Standing:
    """One increase of the table: its outcome, and that of the plan it is measured against, if any."""

    outcome: PreceptOutcome
    plan: PreceptOutcome | None = None

    @cached_property
    def prior(self) -> Fraction:
        """Last year's band D, in pounds."""
        return Fraction(self.outcome.proposal.prior_band_d, TEN_THOUSANDTHS)

    @cached_property
    def band_d(self) -> Fraction:
        """Band D as set, in pounds."""
        return Fraction(self.outcome.band_d, TEN_THOUSANDTHS)

    @property
    def rise(self) -> Fraction:
        """The increase in band D, in pounds."""
        return self.band_d - self.prior

    @cached_property
    def asked(self) -> Fraction:
        """The band D asked for, before it is rounded, in pounds."""
        increase, base = self.outcome.proposal.increase, self.outcome.proposal.tax_base
        if increase.kind is IncreaseKind.PERCENT:
            return self.prior * (MILLIONTHS + increase.amount) / MILLIONTHS
        if increase.kind is IncreaseKind.REQUIREMENT and base is not None:
            return Fraction(increase.amount, PENCE) / Fraction(base, THOUSANDTHS)
        return self.band_d

    @cached_property
    def tax_base(self) -> Fraction | None:
        """This year's tax base, in band D equivalents."""
        base = self.outcome.proposal.tax_base
        return None if base is None else Fraction(base, THOUSANDTHS)

    @cached_property
    def prior_tax_base(self) -> Fraction | None:
        """Last year's tax base, in band D equivalents."""
        base = self.outcome.proposal.prior_tax_base
        return None if base is None else Fraction(base, THOUSANDTHS)

    @cached_property
    def sum_of_bases(self) -> Fraction | None:
        """The sum of the billing authorities' tax bases, where they are known."""
        authorities = self.outcome.proposal.authorities
        return Fraction(sum(each.tax_base for each in authorities), THOUSANDTHS) if authorities else None

    @cached_property
    def planned_band_d(self) -> Fraction | None:
        """The band D of the plan, in pounds."""
        return None if self.plan is None else Fraction(self.plan.band_d, TEN_THOUSANDTHS)

    @cached_property
    def bands(self) -> dict[str, BandCharge]:
        """The bands by letter."""
        return {each.band: each for each in self.outcome.bands}

    @cached_property
    def _precepts(self) -> dict[str, AuthorityPrecept]:
        found: dict[str, AuthorityPrecept] = {}
        for each in self.outcome.precepts:
            for name in (each.authority.code, each.authority.name):
                if name:
                    found[same_name(name)] = each
        return found

    def authority(self, name: str) -> AuthorityPrecept | None:
        """Find a billing authority by code or name."""
        return self._precepts.get(same_name(name))


def same_name(name: str) -> str:
    """Two names are one when they differ in case or spacing alone."""
    return " ".join(name.casefold().split())


def pounds_of(pence: int) -> Fraction:
    """Pence as exact pounds."""
    return Fraction(pence, PENCE)
