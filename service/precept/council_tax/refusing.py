"""What about a proposal has no answer, by name."""

from __future__ import annotations

from precept.council_tax.proposal import LARGEST_BAND_D, IncreaseKind, PreceptProposal
from precept.register.refusals import BandDOutOfRange, NoLimit, NoTaxBase, Refusal
from precept.register.units import TEN_THOUSANDTHS, decimals


def refuse_what_has_no_answer(proposal: PreceptProposal, scenario: int) -> None:
    """Refuse a requirement without a tax base, and the maximum without a limit; `scenario` is its place among others."""
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


def is_possible(asked_numerator: int, band_d: int) -> bool:
    """Whether a band D, and what was asked for before rounding, is nothing or more, and no more than is calculated."""
    return asked_numerator >= 0 and 0 <= band_d <= LARGEST_BAND_D


def refuse_impossible_band_d(asked_numerator: int, band_d: int, scenario: int) -> None:
    """Refuse a band D below nothing, or beyond what is calculated."""
    if is_possible(asked_numerator, band_d):
        return
    refusal = BandDOutOfRange(
        "Band D would be below nothing."
        if asked_numerator < 0
        else f"Band D would be £{decimals(band_d, TEN_THOUSANDTHS)}.",
        field="increase",
        remedy=f"Ask for an increase that leads to a band D of £0.00 to £{decimals(LARGEST_BAND_D, TEN_THOUSANDTHS)}.",
    )
    refusal.scenario = scenario
    raise refusal
