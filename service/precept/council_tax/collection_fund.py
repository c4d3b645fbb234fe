"""The estimated surplus or deficit of a billing authority's collection fund, shared among those it collects for.

Each January a billing authority estimates whether its fund will end the year in surplus or deficit (Local Authorities (Funds)
(England) Regulations 1992, SI 1992/2428, regulation 10), and shares it (regulation 11 and Schedule 2, Part II) in proportion to
what each body had from it in **the year just ending**: the precepts issued for that year, and the authority's own requirement.
The text of the apportioning paragraph was not seen whole; that its items are the precepts issued for the year was, in SI
1999/3459, regulation 7. The share is credited, or paid, in the next year. It is one-off: no part of band D x T.

The deficits of 2020-21 were spread over three years by regulations whose text was not seen: nothing here spreads anything.
Money in pence. A surplus is positive and a deficit negative; halves round away from zero either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import polars as pl

from precept.council_tax.names import plain
from precept.council_tax.proposal import PreceptRounding
from precept.register.refusals import DuplicateAuthority
from precept.register.units import half_up
from precept.register.years import FinancialYear

RECURRENCE: Literal["one_off"] = "one_off"
"""What a share is: it comes, or is owed, in one year only."""


WHOLE = 1_000_000
"""A hundred percent, in ten-thousandths of a percent."""


class Proportions(StrEnum):
    """How each body's proportion is taken."""

    EXACT = "exact"
    """Its demand over all demands, unrounded, as the formula of the regulations reads."""
    PERCENT_TO_TWO_DECIMALS = "percent_to_two_decimals"
    """The same as a percentage half-up to two decimals, as Maidstone's printed shares of 2014-15 show."""

    @property
    def step(self) -> int:
        """The smallest part of a proportion, in ten-thousandths of a percent; 0 where there is none."""
        return 0 if self is Proportions.EXACT else 100


class Body(StrEnum):
    """Whom a billing authority collects for."""

    BILLING_AUTHORITY = "billing_authority"
    COUNTY = "county"
    POLICE = "police"
    FIRE = "fire"
    GREATER_LONDON_AUTHORITY = "greater_london_authority"
    COMBINED_AUTHORITY = "combined_authority"


@dataclass(frozen=True)
class Demand:
    """What one body had from the fund in the year just ending, in pence: its precept, or the authority's requirement."""

    body: Body
    name: str
    amount: int


@dataclass(frozen=True)
class Fund:
    """One billing authority's estimate, in pence, and the demands it is shared by."""

    code: str | None
    name: str
    balance: int
    demands: tuple[Demand, ...]


@dataclass(frozen=True)
class FundShare:
    """One body's part, in pence; `proportion` in ten-thousandths of a percent."""

    demand: Demand
    proportion: int
    amount: int


@dataclass(frozen=True)
class SharedFund:
    """One fund shared: `residual` is what rounding each share leaves over, or gives out beyond, the balance."""

    fund: Fund
    shares: tuple[FundShare, ...]

    @property
    def residual(self) -> int:
        """The balance less the shares, in pence."""
        return self.fund.balance - sum(share.amount for share in self.shares)


@dataclass(frozen=True)
class SharedFunds:
    """Every fund shared, and what each body has of all of them, in pence. `year` is the one just ending."""

    year: FinancialYear
    rounding: PreceptRounding
    proportions: Proportions
    funds: tuple[SharedFund, ...]

    def total_of(self, body: Body) -> int:
        """One-off money of one kind of body, from every fund."""
        return sum(share.amount for each in self.funds for share in each.shares if share.demand.body is body)


def share_funds(
    funds: Sequence[Fund],
    year: FinancialYear,
    rounding: PreceptRounding,
    proportions: Proportions = Proportions.EXACT,
) -> SharedFunds:
    """Share every fund by the demands on it; DuplicateAuthority where one is given twice."""
    _refuse_duplicates(funds)
    shares = _share(funds, rounding.unit, proportions.step)
    return SharedFunds(
        year,
        rounding,
        proportions,
        tuple(
            SharedFund(
                fund,
                tuple(
                    FundShare(demand, proportion, amount)
                    for demand, (proportion, amount) in zip(
                        fund.demands, shares.filter(fund=number).select("proportion", "share").iter_rows(), strict=True
                    )
                ),
            )
            for number, fund in enumerate(funds)
        ),
    )


def _share(funds: Sequence[Fund], unit: int, step: int) -> pl.DataFrame:
    """One row a fund and body, in the order given.

    Largest product: a balance of 1e11 pence x a demand of 1e12, doubled: 2e23, so these columns have 128 bits.
    """
    rows = [(number, fund.balance, demand.amount) for number, fund in enumerate(funds) for demand in fund.demands]
    schema = {"fund": pl.Int64, "balance": pl.Int128, "demand": pl.Int128}
    whole = pl.col("demand").sum().over("fund")
    proportion = half_up(pl.col("demand") * WHOLE, whole * max(step, 1)) * max(step, 1)
    by_demand = half_up(pl.col("balance") * pl.col("demand"), whole * unit)
    by_percentage = half_up(pl.col("balance") * pl.col("proportion"), pl.lit(WHOLE * unit, pl.Int128))
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .with_columns(proportion=proportion)
        .with_columns(share=(by_percentage if step else by_demand) * unit)
        .with_columns(pl.col("share", "proportion").cast(pl.Int64))
    )


def _refuse_duplicates(funds: Sequence[Fund]) -> None:
    seen: set[str] = set()
    for number, fund in enumerate(funds):
        named = {plain(fund.name), *([fund.code] if fund.code else [])}
        if named & seen:
            raise DuplicateAuthority(
                f"{fund.name} is given more than once.",
                field=f"billing_authorities[{number}]",
                remedy="Give each billing authority once, with its whole surplus or deficit.",
            )
        seen |= named
