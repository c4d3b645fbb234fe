"""The rule book on one screen: from proposals to what they raise, from whom, and whether they are allowed.

A proposal is a row; one request is one row, an options table a few, a batch a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from precept.council_tax.band_d import propose_band_d
from precept.council_tax.bands import charge_bands
from precept.council_tax.outcome import PreceptOutcome, outcomes_of
from precept.council_tax.proposal import LARGEST_BAND_D, IncreaseKind, PreceptProposal
from precept.council_tax.referendum import judge
from precept.council_tax.requirement import compare_parts_with_whole, issue_precepts, raise_requirement
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal
from precept.register.units import TEN_THOUSANDTHS, decimals

_SCHEMA = {
    "scenario": pl.Int64,
    "regime": pl.String,
    "kind": pl.String,
    "amount": pl.Int64,
    "prior_band_d": pl.Int64,
    "tax_base": pl.Int64,
    "prior_tax_base": pl.Int64,
    "rule": pl.String,
    "limit_percent": pl.Int64,
    "limit_cash": pl.Int64,
    "step": pl.Int64,
    "bands_from": pl.String,
    "authority_precepts": pl.String,
    "instalments": pl.Int64,
}


def assess(proposal: PreceptProposal) -> PreceptOutcome:
    """Assess one proposal; a named refusal where it has no answer."""
    return assess_all([proposal])[0]


def assess_all(proposals: Sequence[PreceptProposal]) -> list[PreceptOutcome]:
    """Assess proposals in order, all at once."""
    for scenario, proposal in enumerate(proposals):
        _refuse_what_has_no_answer(proposal, scenario)
    proposed = propose_band_d(_rows_of(proposals))
    _refuse_impossible_band_d(proposed)
    judged = judge(proposed)
    raised = raise_requirement(judged)
    precepts = issue_precepts(raised, _authorities_of(proposals))
    compared = compare_parts_with_whole(raised, precepts)
    bands = charge_bands(proposed, _proportions_of(proposals))
    return outcomes_of(proposals, compared, bands, precepts)


def _refuse_what_has_no_answer(proposal: PreceptProposal, scenario: int) -> None:
    try:
        _refuse(proposal)
    except Refusal as refusal:
        refusal.scenario = scenario
        raise


def _refuse(proposal: PreceptProposal) -> None:
    kind = proposal.increase.kind
    if kind is IncreaseKind.REQUIREMENT and proposal.tax_base is None:
        raise NoTaxBase(
            f"No tax base is held for {proposal.area.name} in {proposal.year}.",
            field="tax_base",
            remedy="Give tax_base, or billing_authorities with theirs.",
        )
    if kind is IncreaseKind.MAXIMUM and not proposal.limit.rule.limits:
        raise NoLimit(
            f"No limit is in force: {proposal.limit.reason}",
            field="increase.kind",
            remedy="Give limit, or another kind of increase.",
        )


def _refuse_impossible_band_d(proposed: pl.DataFrame) -> None:
    outside = proposed.filter(~pl.col("band_d").is_between(0, LARGEST_BAND_D) | (pl.col("asked_numerator") < 0))
    if outside.height:
        row = outside.row(0, named=True)
        refusal = BandDOutOfRange(
            "Band D would be below nothing."
            if row["asked_numerator"] < 0
            else f"Band D would be £{decimals(row['band_d'], TEN_THOUSANDTHS)}.",
            field="increase",
            remedy=f"Ask for an increase that leads to a band D of £0.00 to £{decimals(LARGEST_BAND_D, TEN_THOUSANDTHS)}.",
        )
        refusal.scenario = row["scenario"]
        raise refusal


def _regime_of(proposal: PreceptProposal) -> str:
    return f"{proposal.area.country} {proposal.proportions[0].from_year}"


def _rows_of(proposals: Sequence[PreceptProposal]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                scenario,
                _regime_of(proposal),
                proposal.increase.kind.value,
                proposal.increase.amount,
                proposal.prior_band_d,
                proposal.tax_base,
                proposal.prior_tax_base,
                proposal.limit.rule.value,
                proposal.limit.percent,
                proposal.limit.cash,
                proposal.rounding.band_d.step,
                proposal.rounding.bands_from.value,
                proposal.rounding.authority_precepts.value,
                proposal.rounding.instalments,
            )
            for scenario, proposal in enumerate(proposals)
        ],
        schema=_SCHEMA,
        orient="row",
    )


def _authorities_of(proposals: Sequence[PreceptProposal]) -> pl.DataFrame:
    rows = [
        (scenario, position, authority.tax_base)
        for scenario, proposal in enumerate(proposals)
        for position, authority in enumerate(proposal.authorities)
    ]
    schema = {"scenario": pl.Int64, "position": pl.Int64, "authority_tax_base": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _proportions_of(proposals: Sequence[PreceptProposal]) -> pl.DataFrame:
    regimes = {_regime_of(proposal): proposal.proportions for proposal in proposals}
    rows = [
        (regime, position, proportion.band, proportion.ninths)
        for regime, proportions in regimes.items()
        for position, proportion in enumerate(proportions)
    ]
    schema = {"regime": pl.String, "position": pl.Int64, "band": pl.String, "ninths": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
