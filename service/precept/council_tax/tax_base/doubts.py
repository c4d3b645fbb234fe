"""What a reader should be told beside a tax base: what is missing, what differs, what looks like a slip."""

from __future__ import annotations

from precept.council_tax.tax_base.inputs import percent_text
from precept.council_tax.tax_base.outcome import TaxBaseOutcome
from precept.council_tax.tax_base.question import BandRounding
from precept.register.units import THOUSANDTHS, decimals

LOWEST_USUAL_RATE = 900_000
"""Millionths: every collection rate held lies between 92.5% and 100%."""


def doubts_about(outcome: TaxBaseOutcome) -> list[str]:
    """Say it in words, most serious first."""
    return [*_differences(outcome), *_slips(outcome), *_missing(outcome)]


def _differences(outcome: TaxBaseOutcome) -> list[str]:
    case, base = outcome.case, outcome.as_given
    said = []
    returned = case.returned
    as_returned = case.rounding is BandRounding.ONE_DECIMAL
    if as_returned and returned.after_support not in (None, base.after_support):
        said.append("The bands do not come to line 31 as it was returned.")
    if returned.tax_base is not None and returned.tax_base != base.tax_base:
        said.append(
            f"For {case.year} the council set {decimals(returned.tax_base, THOUSANDTHS)}, not the "
            f"{decimals(base.tax_base, THOUSANDTHS)} that its return of {case.snapshot_date} leads to: a tax base is a forecast "
            "for the year, and the return a count of the October before."
        )
    if case.country == "Wales" and base.support:
        said.append(
            "In Wales council tax reduction is not known to shrink the tax base (SI 1995/2561 has no item for it): the support "
            "given is taken off as asked."
        )
    return said


def _slips(outcome: TaxBaseOutcome) -> list[str]:
    said = [
        f"Band {each.band} is below nothing after discounts and support."
        for each in outcome.bands
        if each.after_support < 0
    ]
    rates = {base.collection_rate for base in outcome.bases}
    return [
        *said,
        *(
            f"A collection rate of {percent_text(rate)}% is below every rate held: check that it is what will ever be collected."
            for rate in sorted(rates)
            if rate < LOWEST_USUAL_RATE
        ),
    ]


def _missing(outcome: TaxBaseOutcome) -> list[str]:
    if outcome.case.band_d is None:
        return [
            "No band D is known for that year: give band_d_pounds, or police_area, to know what the precept raises."
        ]
    return []
