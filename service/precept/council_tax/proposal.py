"""What is put forward: the increase, what it is applied to, the limit it is held against, and how it is rounded.

Units: band D in ten-thousandths of a pound, tax bases in thousandths of a band D equivalent, money in pence,
percentages in millionths of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from precept.register.records import Proportion
from precept.register.years import FinancialYear
from precept.workings import Figure

LARGEST_BAND_D = 99_999_999
"""£9,999.9999, in ten-thousandths of a pound: more is taken for a slip, and keeps every product inside 64 bits."""
LARGEST_TAX_BASE = 9_999_999_999
"""9,999,999.999 band D equivalents, in thousandths: three times the largest there is."""
LARGEST_REQUIREMENT = 999_999_999_999
"""£9,999,999,999.99, in pence: the most that the contract lets through, and what the products below are bounded for."""


class IncreaseKind(StrEnum):
    """How the increase is put."""

    FREEZE = "freeze"
    PERCENT = "percent"
    CASH = "cash"
    BAND_D = "band_d"
    REQUIREMENT = "requirement"
    MAXIMUM = "maximum"


@dataclass(frozen=True)
class Increase:
    """An increase: its kind, and its amount in the kind's own unit.

    percent: millionths of one; cash and band_d: ten-thousandths of a pound; requirement: pence; otherwise nothing.
    """

    kind: IncreaseKind
    amount: int = 0


class BandDRounding(StrEnum):
    """What band D is rounded to."""

    PENNY = "penny"
    FOUR_DECIMALS = "four_decimals"
    MULTIPLE_OF_9P = "multiple_of_9p"

    @property
    def step(self) -> int:
        """The smallest change in band D, in ten-thousandths of a pound."""
        return {"penny": 100, "four_decimals": 1, "multiple_of_9p": 900}[self]


class BandsFrom(StrEnum):
    """Which band D the other bands are worked out from."""

    ROUNDED = "rounded"
    UNROUNDED = "unrounded"


class PreceptRounding(StrEnum):
    """What each billing authority's precept is rounded to."""

    POUND = "pound"
    PENNY = "penny"

    @property
    def unit(self) -> int:
        """What a precept is a whole number of, in pence."""
        return 100 if self is PreceptRounding.POUND else 1


@dataclass(frozen=True)
class Rounding:
    """The rounding policy of the local policing body."""

    band_d: BandDRounding = BandDRounding.PENNY
    bands_from: BandsFrom = BandsFrom.ROUNDED
    authority_precepts: PreceptRounding = PreceptRounding.POUND
    instalments: Literal[12, 10] = 12


class LimitRule(StrEnum):
    """How a year's principle, or its absence, limits the increase."""

    PERCENT = "percent"
    CASH = "cash"
    GREATER_OF = "greater_of"
    NONE = "none"
    NOT_HELD = "not_held"

    @property
    def limits(self) -> bool:
        """Whether there is a limit to compare with."""
        return self in (LimitRule.PERCENT, LimitRule.CASH, LimitRule.GREATER_OF)


@dataclass(frozen=True)
class Limit:
    """The referendum principle in force: percent in millionths, cash in ten-thousandths of a pound.

    `from_practice` marks one that is inferred from what was done, not a principle that was seen.
    """

    rule: LimitRule
    percent: int | None = None
    cash: int | None = None
    status: str = "final"
    reason: str = ""
    from_practice: bool = False


@dataclass(frozen=True)
class Authority:
    """A billing authority: its tax base in thousandths, and its collection fund share in pence."""

    code: str | None
    name: str
    tax_base: int
    collection_fund: int = 0


@dataclass(frozen=True)
class PoliceAreaPut:
    """The area the proposal is about; `code` is None for an area the register does not know."""

    code: str | None
    name: str
    country: str


@dataclass(frozen=True)
class PreceptProposal:
    """Everything the rules need, and nothing they have to look up.

    `figures` says where each input came from, `slips` what in the question looks like one.
    """

    area: PoliceAreaPut
    year: FinancialYear
    increase: Increase
    prior_band_d: int
    proportions: tuple[Proportion, ...]
    limit: Limit
    rounding: Rounding
    tax_base: int | None
    prior_tax_base: int | None
    authorities: tuple[Authority, ...]
    figures: tuple[Figure, ...] = ()
    slips: tuple[str, ...] = ()
