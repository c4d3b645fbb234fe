"""A late change: one council's tax base, last year's figures or the limit corrected after the proposal, and replayed.

The tax base of the area moves by as much as its councils' do. Either the increase is held, as a panel approved it, and the
precept moves; or the requirement is held, and band D moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from precept.council_tax.gather import base_of_authority
from precept.council_tax.names import plain
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import (
    LARGEST_TAX_BASE,
    Authority,
    Increase,
    IncreaseKind,
    Limit,
    PreceptProposal,
)
from precept.council_tax.solve import smallest_band_d
from precept.register.refusals import DuplicateAuthority, NoTaxBase, TaxBaseOutOfRange, UnknownAuthority
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals
from precept.workings import Figure
from precept.workings.figures import given


class Held(StrEnum):
    """What stays as it was."""

    INCREASE = "increase"
    REQUIREMENT = "requirement"


@dataclass(frozen=True)
class CorrectedAuthority:
    """One council, by code or by name, and what is now known of it; None leaves a figure as it was."""

    code: str | None
    name: str | None
    tax_base: int | None = None
    collection_fund: int | None = None


@dataclass(frozen=True)
class Corrections:
    """What has changed since; None leaves a figure as it was. Units as in `proposal`."""

    authorities: tuple[CorrectedAuthority, ...] = ()
    prior_band_d: int | None = None
    prior_tax_base: int | None = None
    limit: Limit | None = None


def revise(before: PreceptOutcome, corrections: Corrections, held: Held) -> PreceptProposal:
    """Put the same proposal forward with the corrections."""
    proposal = before.proposal
    authorities = _corrected(proposal.authorities, corrections.authorities)
    moved = sum(each.tax_base for each in authorities) - sum(each.tax_base for each in proposal.authorities)
    tax_base = None if proposal.tax_base is None else proposal.tax_base + moved
    if tax_base is not None and not 0 < tax_base <= LARGEST_TAX_BASE:
        raise TaxBaseOutOfRange(
            f"The tax base of the area would be {decimals(tax_base, THOUSANDTHS)}.",
            field="corrections.billing_authorities",
            remedy="Give each council's whole tax base, in band D equivalents.",
        )
    revised = replace(
        proposal,
        authorities=authorities,
        tax_base=tax_base,
        prior_band_d=proposal.prior_band_d if corrections.prior_band_d is None else corrections.prior_band_d,
        prior_tax_base=proposal.prior_tax_base if corrections.prior_tax_base is None else corrections.prior_tax_base,
        limit=corrections.limit or proposal.limit,
    )
    held_to = replace(revised, increase=_increase(before, revised, held))
    return replace(held_to, figures=_figures(proposal, held_to))


def to_be_found(before: PreceptOutcome, after: PreceptOutcome) -> int | None:
    """What the precept and the one-off collection fund shares together fall short of what they were, in pence."""
    if before.requirement is None or after.requirement is None:
        return None
    shares = [sum(each.collection_fund for each in outcome.proposal.authorities) for outcome in (before, after)]
    return before.requirement.precept - after.requirement.precept + shares[0] - shares[1]


def _increase(before: PreceptOutcome, revised: PreceptProposal, held: Held) -> Increase:
    """Hold the increase; or find the smallest band D that raises the requirement, the same while the tax base is."""
    was = before.proposal
    same_base = revised.tax_base == was.tax_base
    if held is Held.INCREASE or (same_base and revised.prior_band_d == was.prior_band_d):
        return was.increase
    if same_base:
        return Increase(IncreaseKind.BAND_D, before.band_d)
    if before.requirement is None:
        raise NoTaxBase(
            "There is no requirement to hold.",
            field="precept.tax_base",
            remedy="Give tax_base, or billing_authorities with theirs.",
        )
    return Increase(IncreaseKind.BAND_D, smallest_band_d(before.requirement.precept, revised))


def _corrected(authorities: Sequence[Authority], corrections: Sequence[CorrectedAuthority]) -> tuple[Authority, ...]:
    corrected = list(authorities)
    seen: set[int] = set()
    for number, each in enumerate(corrections):
        at = _place(corrected, each, number)
        if at in seen:
            raise DuplicateAuthority(
                f"{corrected[at].name} is corrected more than once.",
                field=f"corrections.billing_authorities[{number}]",
                remedy="Correct each billing authority once.",
            )
        seen.add(at)
        was = corrected[at]
        corrected[at] = replace(
            was,
            tax_base=was.tax_base if each.tax_base is None else each.tax_base,
            collection_fund=was.collection_fund if each.collection_fund is None else each.collection_fund,
        )
    return tuple(corrected)


def _place(authorities: Sequence[Authority], wanted: CorrectedAuthority, number: int) -> int:
    for at, authority in enumerate(authorities):
        by_code = wanted.code is None or authority.code == wanted.code
        by_name = wanted.name is None or plain(authority.name) == plain(wanted.name)
        if by_code and by_name:
            return at
    known = ", ".join(each.name for each in authorities)
    remedy = f"Name one of them: {known}." if known else "None is held for that year: give precept.billing_authorities."
    raise UnknownAuthority(
        f"{' '.join(filter(None, (wanted.code, wanted.name)))} is not one of the billing authorities of this precept.",
        field=f"corrections.billing_authorities[{number}]",
        remedy=remedy,
    )


def _figures(was: PreceptProposal, now: PreceptProposal) -> tuple[Figure, ...]:
    """Say of every figure that changed that it was given."""
    changed: dict[str, Figure] = {}
    for number, (old, new) in enumerate(zip(was.authorities, now.authorities, strict=True), start=1):
        if old.tax_base != new.tax_base:
            name = base_of_authority(number)
            value = decimals(new.tax_base, THOUSANDTHS)
            changed[name] = Figure(name, value, "band_d_equivalents", "given", note=f"{new.name}, corrected")
    pairs = {
        "tax_base": (was.tax_base, now.tax_base, THOUSANDTHS, "band_d_equivalents"),
        "prior_tax_base": (was.prior_tax_base, now.prior_tax_base, THOUSANDTHS, "band_d_equivalents"),
        "prior_band_d": (was.prior_band_d, now.prior_band_d, TEN_THOUSANDTHS, "pounds_a_year"),
    }
    for name, (old_value, new_value, scale, unit) in pairs.items():
        if old_value != new_value and new_value is not None:
            changed[name] = Figure(name, decimals(new_value, scale), unit, "given", note="corrected")
    if now.limit != was.limit:
        changed |= _limit_figures(now.limit)
    known = {each.name for each in was.figures}
    kept = [changed.get(each.name, each) for each in was.figures]
    return (*kept, *(each for name, each in changed.items() if name not in known))


def _limit_figures(limit: Limit) -> dict[str, Figure]:
    figures = []
    if limit.percent is not None:
        figures.append(given("limit_percent", decimals(limit.percent, TEN_THOUSANDTHS, least=0), "percent"))
    if limit.cash is not None:
        figures.append(given("limit_cash", decimals(limit.cash, TEN_THOUSANDTHS), "pounds_a_year"))
    return {each.name: each for each in figures}
