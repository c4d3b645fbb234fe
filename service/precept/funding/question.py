"""What a caller asks about funding an uplift from the precept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from precept.council_tax.proposal import Increase
from precept.council_tax.question import PreceptQuestion
from precept.uplift.question import UpliftQuestion


class Recurrence(StrEnum):
    """Whether money comes every year or once."""

    RECURRING = "recurring"
    ONE_OFF = "one_off"


@dataclass(frozen=True)
class OtherFunding:
    """A line of money from elsewhere, in pence: every year, or once, in the first year followed."""

    name: str
    pence: int
    recurrence: Recurrence
    source: str


@dataclass(frozen=True)
class FundingQuestion:
    """An increase, what would have happened anyway, the uplift it is to pay for, and what else pays."""

    precept: PreceptQuestion
    baseline: Increase
    uplift: UpliftQuestion
    other_funding: tuple[OtherFunding, ...] = ()
