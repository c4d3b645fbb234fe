"""What a medium-term financial plan starts from: pence, whole units and fractions of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Percentages = tuple[Fraction, ...]
Pence = tuple[int, ...]


@dataclass(frozen=True)
class Rates:
    """By how much pay, prices, the tax base and grants grow, a Fraction of one for each year."""

    awards: Mapping[str, Percentages]
    prior_award: Mapping[str, Fraction]
    increments: Percentages
    contributions: Percentages
    prices: Percentages
    tax_base_growth: Percentages
    grant_growth: Percentages
    reserve_floor: Percentages


@dataclass(frozen=True)
class CouncilTax:
    """The band D of each year in ten-thousandths of a pound, and the tax base in thousandths.

    With a baseline the plan counts only what the band D raises above it.
    """

    band_d: tuple[int, ...]
    prior_band_d: int
    held_tax_base: tuple[int | None, ...]
    prior_tax_base: int | None = None
    baseline_band_d: tuple[int, ...] | None = None


@dataclass(frozen=True)
class BudgetLine:
    """A line of last year's budget; `planned` gives each year's pence outright."""

    name: str
    kind: Literal["pay", "prices", "fixed"]
    pence: int
    group: str = ""
    growth: Percentages | None = None
    planned: Pence | None = None


@dataclass(frozen=True)
class Decision:
    """A saving (negative) or growth: pence of a full year, or all of the pence that come once."""

    name: str
    pence: int
    start_month: int
    recurring: bool = True
    confidence: Fraction = Fraction(1)


@dataclass(frozen=True)
class FundingLine:
    """A grant or other income; `central` follows the growth of grants, `set_off` lowers the net budget."""

    name: str
    pence: int
    central: bool = False
    recurring: bool = True
    growth: Percentages | None = None
    planned: Pence | None = None
    prior: int | None = None
    set_off: bool = False


@dataclass(frozen=True)
class EarmarkedReserve:
    """A reserve for one purpose, and what is to be drawn from it in each year."""

    purpose: str
    pence: int
    draws: Pence


@dataclass(frozen=True)
class GeneralReserve:
    """The general reserve: whether it fills a gap, and whether it takes what is left over."""

    pence: int
    draws: Pence
    fills_gap: bool = False
    takes_surplus: bool = False


@dataclass(frozen=True)
class Uplift:
    """What an uplift costs in each year beyond the force without it."""

    recurring: Pence
    one_off: Pence


@dataclass(frozen=True)
class PlanInputs:
    """Everything a plan of `years` years is made of."""

    years: int
    rates: Rates
    council_tax: CouncilTax
    collection_fund: Pence
    budget: tuple[BudgetLine, ...]
    general: GeneralReserve
    decisions: tuple[Decision, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    earmarked: tuple[EarmarkedReserve, ...] = ()
    uplift: Uplift | None = None
