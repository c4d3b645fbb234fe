"""An increase on its own, apart from the proposal it is tried in: what it sets and what it raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from .council_tax import (
    Assessment,
    IncreaseKind,
    Proposal,
    RequirementWithoutTaxBase,
    amount_raised,
    assess,
)


@dataclass(frozen=True)
class Increase:
    """An increase. `amount` is percent for `percent`, else pounds; a freeze or a maximum has none."""

    kind: IncreaseKind
    amount: Fraction = Fraction(0)


FREEZE = Increase("freeze")
MAXIMUM = Increase("maximum")


def assessed(proposal: Proposal, increase: Increase) -> Assessment:
    """Assess the proposal with this increase in place of its own."""
    return assess(replace(proposal, increase=increase.kind, amount=increase.amount))


def precept(band_d: Fraction, tax_base: Fraction | None) -> Fraction:
    """s.42B(1) turned round: band D x the tax base of the whole area, half-up to the penny."""
    raised = amount_raised(band_d, tax_base)
    if raised is None:
        raise RequirementWithoutTaxBase("a precept needs a tax base")
    return raised
