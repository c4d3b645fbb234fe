"""The rule book on one screen: from a proposal to what it raises, from whom, and whether it is allowed.

A few proposals are worked out one by one, in whole numbers; many as frames, a proposal a row (see `many`). The rules are the
same functions either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from precept.council_tax.band_d import propose_band_d
from precept.council_tax.bands import basis_of_bands, charge_band
from precept.council_tax.many import assess_as_rows
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
from precept.council_tax.refusing import refuse_impossible_band_d, refuse_what_has_no_answer
from precept.council_tax.requirement import (
    compare_parts_with_whole,
    explain_change,
    percent_of,
    precept_on,
    raise_requirement,
    share_of_parts,
)

FEW = 1_000
"""Up to so many proposals are sooner done one by one."""


def assess(proposal: PreceptProposal) -> PreceptOutcome:
    """Assess one proposal; a named refusal where it has no answer."""
    return assess_all([proposal])[0]


def assess_all(proposals: Sequence[PreceptProposal]) -> list[PreceptOutcome]:
    """Assess proposals in order; the first that has no answer is refused, with its place."""
    for scenario, proposal in enumerate(proposals):
        refuse_what_has_no_answer(proposal, scenario)
    if len(proposals) > FEW:
        return assess_as_rows(proposals)
    return [_assess_alone(proposal, scenario) for scenario, proposal in enumerate(proposals)]


def _assess_alone(proposal: PreceptProposal, scenario: int) -> PreceptOutcome:
    """Work one proposal out; where there is no limit, or no tax base, the rules that need one are not asked."""
    prior, limit, rounding = proposal.prior_band_d, proposal.limit, proposal.rounding
    terms = (limit.percent or 0, limit.cash or 0)
    step = rounding.band_d.step
    increase = proposal.increase
    maximum, numerator, denominator, band_d = propose_band_d(
        increase.kind, increase.amount, prior, proposal.tax_base or 0, step, limit.rule, *terms
    )
    refuse_impossible_band_d(numerator, band_d, scenario)
    judged = judge(limit.rule, prior, band_d, maximum, *terms, step)
    basis = basis_of_bands(rounding.bands_from, step, band_d, numerator, denominator)
    bands = tuple(
        BandCharge(each.band, each.ninths, *charge_band(each.ninths, prior, *basis, rounding.instalments))
        for each in proposal.proportions
    )
    parts = sum(authority.tax_base for authority in proposal.authorities)
    unit = rounding.authority_precepts.unit
    precepts = tuple(
        AuthorityPrecept(
            authority, precept_on(authority.tax_base, band_d, unit), share_of_parts(authority.tax_base, parts)
        )
        for authority in proposal.authorities
    )
    raised, change, yields = _raise(proposal, band_d, precepts, parts)
    return PreceptOutcome(
        proposal=proposal,
        band_d=band_d,
        increase_percent=percent_of(band_d - prior, prior),
        bands=bands,
        precepts=precepts,
        requirement=raised,
        change=change,
        yields=yields,
        verdict=Verdict(cast("bool | None", judged.excessive), maximum, judged.headroom, judged.limit_band_d),
    )


def _raise(
    proposal: PreceptProposal, band_d: int, precepts: Sequence[AuthorityPrecept], parts: int
) -> tuple[Requirement | None, Change | None, Yield | None]:
    prior, base, prior_base = proposal.prior_band_d, proposal.tax_base, proposal.prior_tax_base
    if base is None:
        return None, None, None
    requirement, *yields = raise_requirement(band_d, prior, base)
    paid, difference, residual = None, None, None
    if precepts:
        paid = sum(each.precept for each in precepts)
        difference, residual = compare_parts_with_whole(band_d, base, parts, requirement, paid)
    change = None
    if prior_base is not None:
        one_off = sum(authority.collection_fund for authority in proposal.authorities)
        change = Change(prior_base, *explain_change(band_d, prior, base, prior_base, requirement), one_off)
    return Requirement(base, requirement, paid, difference, residual), change, Yield(*yields)
