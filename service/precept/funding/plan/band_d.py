"""Band D of a plan in every scenario: what is asked for as a requirement is raised from the tax base of the scenario.

Only that makes band D another than the plan's own: all other increases start from last year's band D, whatever the base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from precept.council_tax.alike import add_columns
from precept.council_tax.band_d import propose_band_d
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import LARGEST_BAND_D, Increase, IncreaseKind, PreceptProposal
from precept.council_tax.referendum import judge
from precept.funding.plan.quantities import Pence
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.uplift.errors import AmountOutOfRange
from precept.uplift.quantities import Flags


@dataclass(frozen=True, eq=False)
class BandDPath:
    """Band D as set, and whether it is excessive: (S, Y), or (1, Y) where it is the same in every scenario."""

    band_d: Pence
    """Ten-thousandths of a pound."""
    over_limit: Flags
    """Nowhere where no limit is known, or there is none."""

    @classmethod
    def of(cls, outcomes: Sequence[PreceptOutcome]) -> BandDPath:
        """Band D as assessed year by year."""
        return cls(
            np.array([[outcome.band_d for outcome in outcomes]], dtype=np.int64),
            np.array([[outcome.verdict.excessive is True for outcome in outcomes]]),
        )

    @classmethod
    def on(cls, outcomes: Sequence[PreceptOutcome], tax_base: Pence) -> BandDPath:
        """Band D as it is set on tax bases (S, Y) other than those assessed; the first year's are the same."""
        as_assessed = cls.of(outcomes)
        if not any(outcome.proposal.increase.kind is IncreaseKind.REQUIREMENT for outcome in outcomes[1:]):
            return as_assessed
        shape = tax_base.shape
        band_d = np.broadcast_to(as_assessed.band_d, shape).copy()
        over_limit = np.broadcast_to(as_assessed.over_limit, shape).copy()
        for year, outcome in enumerate(outcomes[1:], start=1):
            band_d[:, year], over_limit[:, year] = _set_on(outcome.proposal, band_d[:, year - 1], tax_base[:, year])
        return cls(band_d, over_limit)

    def raised(self, outcomes: Sequence[PreceptOutcome], more: Pence) -> BandDPath:
        """Every year's increase with so much more (S,), ten-thousandths of a pound; never below a freeze nor over the limit.

        What the plan itself asks for stays as it is, be it a cut or over the limit. Only where every year has a limit.
        """
        shape = (len(more), len(outcomes))
        own, band_d = np.broadcast_to(self.band_d, shape), np.empty(shape, dtype=np.int64)
        over_limit = np.empty(shape, dtype=np.bool_)
        own_prior = prior = np.full(len(more), outcomes[0].proposal.prior_band_d, dtype=np.int64)
        for year, outcome in enumerate(outcomes):
            increase = own[:, year] - own_prior
            cash = Increase(IncreaseKind.CASH)
            found = _assessed(replace(outcome.proposal, increase=cash), prior_band_d=prior, amount=increase + more)
            as_asked, most = prior + increase, found["maximum_band_d"].to_numpy()
            set_at = np.maximum(found["band_d"].to_numpy(), np.minimum(prior, as_asked))
            band_d[:, year] = np.minimum(set_at, np.maximum(most, as_asked))
            over_limit[:, year] = band_d[:, year] > most
            own_prior, prior = own[:, year], band_d[:, year]
        return BandDPath(band_d, over_limit)


def _set_on(proposal: PreceptProposal, prior_band_d: Pence, tax_base: Pence) -> tuple[Pence, Flags]:
    """One year's band D and whether it is excessive, a scenario a row, by the rules of an assessment."""
    found = add_columns(_assessed(proposal, prior_band_d=prior_band_d, tax_base=tax_base), judge)
    band_d = found["band_d"].to_numpy()
    if band_d.min() < 0 or band_d.max() > LARGEST_BAND_D:
        raise AmountOutOfRange(
            "rates.tax_base_growth_percent",
            f"such that band D stays from £0.00 to £{decimals(LARGEST_BAND_D, TEN_THOUSANDTHS)}",
        )
    return band_d, found["excessive"].fill_null(value=False).to_numpy()


def _assessed(proposal: PreceptProposal, **by_scenario: Pence) -> pl.DataFrame:
    """What is asked for, the most that is allowed and what is set, a scenario a row; as proposed where not given by scenario."""
    put = {
        "kind": pl.lit(proposal.increase.kind.value),
        "amount": pl.lit(proposal.increase.amount, dtype=pl.Int64),
        "tax_base": pl.lit(proposal.tax_base or 0, dtype=pl.Int64),
        "step": pl.lit(proposal.rounding.band_d.step, dtype=pl.Int64),
        "rule": pl.lit(proposal.limit.rule.value),
        "limit_percent": pl.lit(proposal.limit.percent or 0, dtype=pl.Int64),
        "limit_cash": pl.lit(proposal.limit.cash or 0, dtype=pl.Int64),
    }
    alike = {name: each for name, each in put.items() if name not in by_scenario}
    return add_columns(pl.DataFrame(by_scenario).with_columns(**alike), propose_band_d)
