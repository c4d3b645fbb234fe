"""What comes of a proposal, in exact units; see `proposal` for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from precept.council_tax.proposal import Authority, PreceptProposal


@dataclass(frozen=True)
class BandCharge:
    """One band: charges in pence a year; `monthly` in pence, `weekly` and `daily` in tenths of a penny."""

    band: str
    ninths: int
    prior_charge: int
    charge: int
    increase: int
    monthly: int
    weekly: int
    daily: int
    increase_monthly: int
    increase_weekly: int
    increase_daily: int


@dataclass(frozen=True)
class AuthorityPrecept:
    """What one billing authority pays: `precept` in pence, `share` of the tax base in ten-thousandths of a percent."""

    authority: Authority
    precept: int
    share: int


@dataclass(frozen=True)
class Requirement:
    """The council tax requirement, in pence, beside the sum of its parts where there are any."""

    tax_base: int
    precept: int
    sum_of_precepts: int | None
    tax_base_difference: int | None
    rounding_residual: int | None


@dataclass(frozen=True)
class Change:
    """Why precept income moves, in pence: the rate on the old base, the base at the old rate, both together, one-off."""

    prior_tax_base: int
    prior_requirement: int
    rate: int
    tax_base: int
    joint: int
    rounding: int
    collection_fund: int

    @property
    def total(self) -> int:
        """The change in the requirement, and the one-off collection fund share beside it."""
        return self.rate + self.tax_base + self.joint + self.rounding + self.collection_fund


@dataclass(frozen=True)
class Yield:
    """What £1 on band D, and 1% of the prior band D, raise on this year's base, in pence."""

    one_pound: int
    one_percent: int


@dataclass(frozen=True)
class Verdict:
    """Whether a referendum is required; band D and headroom in ten-thousandths of a pound, None without a limit.

    `maximum_band_d` is in whole steps of the rounding policy, `limit_band_d` to the penny whatever the policy.
    """

    excessive: bool | None
    maximum_band_d: int | None
    headroom: int | None
    limit_band_d: int | None


@dataclass(frozen=True)
class PreceptOutcome:
    """The whole answer about one proposal. `increase_percent` in ten-thousandths of a percent."""

    proposal: PreceptProposal
    band_d: int
    increase_percent: int
    bands: tuple[BandCharge, ...]
    precepts: tuple[AuthorityPrecept, ...]
    requirement: Requirement | None
    change: Change | None
    yields: Yield | None
    verdict: Verdict

    @property
    def increase(self) -> int:
        """The increase in band D, in ten-thousandths of a pound."""
        return self.band_d - self.proposal.prior_band_d


def outcomes_of(
    proposals: Sequence[PreceptProposal], rows: pl.DataFrame, bands: pl.DataFrame, precepts: pl.DataFrame
) -> list[PreceptOutcome]:
    """Read the outcomes off the frames, in the order of the proposals."""
    bands_by_scenario = _charges(bands)
    precepts_by_scenario = _shares(precepts)
    return [
        _outcome(proposal, row, bands_by_scenario[scenario], precepts_by_scenario[scenario])
        for scenario, (proposal, row) in enumerate(zip(proposals, rows.iter_rows(named=True), strict=True))
    ]


def _charges(bands: pl.DataFrame) -> defaultdict[int, list[BandCharge]]:
    names = list(BandCharge.__dataclass_fields__)
    grouped = defaultdict(list)
    for scenario, *values in bands.select("scenario", *names).iter_rows():
        grouped[scenario].append(BandCharge(*values))
    return grouped


def _shares(precepts: pl.DataFrame) -> defaultdict[int, list[tuple[int, int]]]:
    grouped = defaultdict(list)
    for scenario, precept, share in precepts.select("scenario", "precept", "share").iter_rows():
        grouped[scenario].append((precept, share))
    return grouped


def _outcome(
    proposal: PreceptProposal, row: dict[str, Any], bands: list[BandCharge], shares: list[tuple[int, int]]
) -> PreceptOutcome:
    requirement = yields = change = None
    if row["requirement"] is not None:
        requirement = Requirement(
            row["tax_base"],
            row["requirement"],
            row["sum_of_precepts"],
            row["tax_base_difference"],
            row["rounding_residual"],
        )
        yields = Yield(row["one_pound"], row["one_percent"])
    if row["requirement_change"] is not None:
        change = Change(
            row["prior_tax_base"],
            row["prior_requirement"],
            row["rate_effect"],
            row["tax_base_effect"],
            row["joint_effect"],
            row["change_rounding"],
            sum(authority.collection_fund for authority in proposal.authorities),
        )
    return PreceptOutcome(
        proposal=proposal,
        band_d=row["band_d"],
        increase_percent=row["increase_percent"],
        bands=tuple(bands),
        precepts=tuple(
            AuthorityPrecept(authority, precept, share)
            for authority, (precept, share) in zip(proposal.authorities, shares, strict=True)
        ),
        requirement=requirement,
        change=change,
        yields=yields,
        verdict=Verdict(row["excessive"], row["maximum_band_d"], row["headroom"], row["limit_band_d"]),
    )
