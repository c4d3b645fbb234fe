"""Many proposals at once, as frames: a proposal is a row, and the rules are applied to whole columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

from precept.council_tax.alike import add_columns
from precept.council_tax.band_d import propose_band_d
from precept.council_tax.bands import basis_of_bands, charge_band
from precept.council_tax.outcome import (
    AuthorityPrecept,
    BandCharge,
    Change,
    PreceptOutcome,
    Requirement,
    Verdict,
    Yield,
)
from precept.council_tax.proposal import PreceptProposal
from precept.council_tax.referendum import judge
from precept.council_tax.refusing import refuse_impossible_band_d
from precept.council_tax.requirement import (
    compare_parts_with_whole,
    explain_change,
    percent_of,
    precept_on,
    raise_requirement,
    share_of_parts,
)

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
    "unit": pl.Int64,
    "instalments": pl.Int64,
}
_FOR_BANDS = ("scenario", "regime", "prior_band_d", "basis_numerator", "basis_denominator", "instalments")


def assess_as_rows(proposals: Sequence[PreceptProposal]) -> list[PreceptOutcome]:
    """Assess proposals in order, all at once; each must have an answer (see `refusing`), but for an impossible band D."""
    proposed = add_columns(_rows_of(proposals), propose_band_d)
    for scenario, numerator, band_d in proposed.select("scenario", "asked_numerator", "band_d").iter_rows():
        refuse_impossible_band_d(numerator, band_d, scenario)
    authorities = _authorities_of(proposals)
    parts = authorities.group_by("scenario").agg(parts_tax_base=pl.col("authority_tax_base").sum())
    judged = add_columns(proposed, judge).join(parts, on="scenario", how="left", maintain_order="left")
    base = pl.col("authority_tax_base")
    precepts = authorities.join(
        judged.select("scenario", "band_d", "unit", "parts_tax_base"), on="scenario", maintain_order="left"
    ).with_columns(
        precept=precept_on(base, pl.col("band_d"), pl.col("unit")), share=share_of_parts(base, pl.col("parts_tax_base"))
    )
    paid = precepts.group_by("scenario").agg(sum_of_precepts=pl.col("precept").sum())
    raised = add_columns(judged, raise_requirement).join(paid, on="scenario", how="left", maintain_order="left")
    compared = add_columns(add_columns(raised, explain_change), compare_parts_with_whole).with_columns(
        increase_percent=percent_of(pl.col("band_d") - pl.col("prior_band_d"), pl.col("prior_band_d"))
    )
    bands = (
        add_columns(proposed, basis_of_bands)
        .select(*_FOR_BANDS)
        .join(_proportions_of(proposals), on="regime", maintain_order="left_right")
        .sort("scenario", "position", maintain_order=True)
    )
    return _outcomes_of(proposals, compared, add_columns(bands, charge_band), precepts)


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
                proposal.rounding.authority_precepts.unit,
                proposal.rounding.instalments,
            )
            for scenario, proposal in enumerate(proposals)
        ],
        schema=_SCHEMA,
        orient="row",
    )


def _regime_of(proposal: PreceptProposal) -> str:
    return f"{proposal.area.country} {proposal.proportions[0].from_year}"


def _authorities_of(proposals: Sequence[PreceptProposal]) -> pl.DataFrame:
    rows = [
        (scenario, authority.tax_base)
        for scenario, proposal in enumerate(proposals)
        for authority in proposal.authorities
    ]
    return pl.DataFrame(rows, schema={"scenario": pl.Int64, "authority_tax_base": pl.Int64}, orient="row")


def _proportions_of(proposals: Sequence[PreceptProposal]) -> pl.DataFrame:
    regimes = {_regime_of(proposal): proposal.proportions for proposal in proposals}
    rows = [
        (regime, position, proportion.band, proportion.ninths)
        for regime, proportions in regimes.items()
        for position, proportion in enumerate(proportions)
    ]
    schema = {"regime": pl.String, "position": pl.Int64, "band": pl.String, "ninths": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _outcomes_of(
    proposals: Sequence[PreceptProposal], rows: pl.DataFrame, bands: pl.DataFrame, precepts: pl.DataFrame
) -> list[PreceptOutcome]:
    """Read the outcomes off the frames, in the order of the proposals."""
    charges: defaultdict[int, list[BandCharge]] = defaultdict(list)
    for scenario, *values in bands.select("scenario", *BandCharge._fields).iter_rows():
        charges[scenario].append(BandCharge(*values))
    issued: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for scenario, precept, share in precepts.select("scenario", "precept", "share").iter_rows():
        issued[scenario].append((precept, share))
    return [
        _outcome(proposal, row, charges[scenario], issued[scenario])
        for scenario, (proposal, row) in enumerate(zip(proposals, rows.iter_rows(named=True), strict=True))
    ]


def _outcome(
    proposal: PreceptProposal, row: dict[str, Any], bands: list[BandCharge], issued: list[tuple[int, int]]
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
    if row["change_rounding"] is not None:
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
            for authority, (precept, share) in zip(proposal.authorities, issued, strict=True)
        ),
        requirement=requirement,
        change=change,
        yields=yields,
        verdict=Verdict(row["excessive"], row["maximum_band_d"], row["headroom"], row["limit_band_d"]),
    )
