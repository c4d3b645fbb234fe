"""What comes of a proposal, in exact units; see `proposal` for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from precept.council_tax.proposal import Authority, PreceptProposal


class BandCharge(NamedTuple):
    """One band and its figures, as `bands.BandFigures` has them."""

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


class AuthorityPrecept(NamedTuple):
    """What one billing authority pays: `precept` in pence, `share` of the tax base in ten-thousandths of a percent."""

    authority: Authority
    precept: int
    share: int


class Requirement(NamedTuple):
    """The council tax requirement, in pence, beside the sum of its parts where there are any."""

    tax_base: int
    precept: int
    sum_of_precepts: int | None
    tax_base_difference: int | None
    rounding_residual: int | None


class Change(NamedTuple):
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


class Yield(NamedTuple):
    """What £1 on band D, and 1% of the prior band D, raise on this year's base, in pence."""

    one_pound: int
    one_percent: int


class Verdict(NamedTuple):
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
