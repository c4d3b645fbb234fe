"""The Greater London Authority's two amounts (GLA Act 1999 ss.88 and 89).

The City of London has a police force of its own. Its residents pay the unadjusted amount, which
leaves the Metropolitan Police out; those of the 32 boroughs pay the adjusted amount, which adds the
police requirement divided by the boroughs' tax base alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .council_tax import ENGLISH_NINTHS
from .rounding import PENNY, half_up_to


@dataclass(frozen=True)
class LondonInputs:
    """The two parts of the requirement and the two parts of the tax base."""

    police_requirement: Fraction
    other_requirement: Fraction
    boroughs_tax_base: Fraction
    city_tax_base: Fraction


@dataclass(frozen=True)
class LondonAmounts:
    """The amounts at band D, each by band, and what they raise."""

    unadjusted: Fraction
    police: Fraction
    adjusted: Fraction
    unadjusted_bands: dict[str, Fraction]
    police_bands: dict[str, Fraction]
    adjusted_bands: dict[str, Fraction]
    raised_in_boroughs: Fraction
    raised_in_city: Fraction
    raised: Fraction


def london_amounts(inputs: LondonInputs) -> LondonAmounts:
    """Work out both amounts from the requirements."""
    london = inputs.boroughs_tax_base + inputs.city_tax_base
    unadjusted = half_up_to(PENNY, inputs.other_requirement / london)
    police = half_up_to(PENNY, inputs.police_requirement / inputs.boroughs_tax_base)
    adjusted = unadjusted + police
    in_boroughs = half_up_to(PENNY, adjusted * inputs.boroughs_tax_base)
    in_city = half_up_to(PENNY, unadjusted * inputs.city_tax_base)
    return LondonAmounts(
        unadjusted=unadjusted,
        police=police,
        adjusted=adjusted,
        unadjusted_bands=amounts_by_band(unadjusted),
        police_bands=amounts_by_band(police),
        adjusted_bands=amounts_by_band(adjusted),
        raised_in_boroughs=in_boroughs,
        raised_in_city=in_city,
        raised=in_boroughs + in_city,
    )


def amounts_by_band(band_d: Fraction) -> dict[str, Fraction]:
    """s.47(1): each band from its own band D, so a band of the adjusted is not a sum of two bands."""
    return {band: half_up_to(PENNY, band_d * ninths / 9) for band, ninths in ENGLISH_NINTHS.items()}
