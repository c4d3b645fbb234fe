"""London's two basic amounts: with the police in the 32 boroughs, without them in the City.

Greater London Authority Act 1999, sections 88 and 89. The whole requirement less the special item (the police component)
is divided by the tax base of the whole of Greater London: the basic amount of the City, *unadjusted*. The special item is
divided by the tax base of the boroughs, the metropolitan police district. Both are rounded to the penny and added: the
basic amount of the boroughs, *adjusted*. Money in pence, tax bases in thousandths, amounts in ten-thousandths of a pound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from precept.council_tax.bands import charge_of
from precept.council_tax.requirement import TO_PENCE, raised_by
from precept.register.records import Proportion
from precept.register.refusals import BandDOutOfRange
from precept.register.units import half_up, pounds

PENNY = 100


@dataclass(frozen=True)
class LondonPrecept:
    """The requirements of the Greater London Authority and the two tax bases."""

    police_requirement: int
    other_requirement: int
    boroughs_tax_base: int
    city_tax_base: int


@dataclass(frozen=True)
class LondonBand:
    """One band's charges in pence a year: boroughs (adjusted), of which police; the City (unadjusted)."""

    band: str
    ninths: int
    boroughs: int
    police: int
    city: int


@dataclass(frozen=True)
class LondonOutcome:
    """The basic amounts, the bands, and what each part raises in pence against what was required."""

    precept: LondonPrecept
    unadjusted: int
    police: int
    bands: tuple[LondonBand, ...]
    raised_in_boroughs: int
    raised_in_city: int

    @property
    def adjusted(self) -> int:
        """The basic amount of the boroughs."""
        return self.unadjusted + self.police

    @property
    def raised(self) -> int:
        """What both amounts raise."""
        return self.raised_in_boroughs + self.raised_in_city

    @property
    def rounding(self) -> int:
        """What rounding the amounts to the penny leaves over or short of the requirement."""
        return self.raised - self.precept.police_requirement - self.precept.other_requirement


def assess_london(precept: LondonPrecept, proportions: Sequence[Proportion], largest: int) -> LondonOutcome:
    """Work out both basic amounts; `largest` is the most that is calculated, in ten-thousandths of a pound."""
    whole = precept.boroughs_tax_base + precept.city_tax_base
    unadjusted = _per_equivalent(precept.other_requirement, whole)
    police = _per_equivalent(precept.police_requirement, precept.boroughs_tax_base)
    adjusted = unadjusted + police
    if adjusted > largest:
        raise BandDOutOfRange(
            f"Band D in the boroughs would be £{pounds(adjusted // PENNY)}.",
            field="police_requirement_pounds",
            remedy="Give requirements in pounds and tax bases in band D equivalents.",
        )
    return LondonOutcome(
        precept=precept,
        unadjusted=unadjusted,
        police=police,
        bands=tuple(
            LondonBand(
                band=each.band,
                ninths=each.ninths,
                boroughs=charge_of(adjusted, each.ninths),
                police=charge_of(adjusted, each.ninths) - charge_of(unadjusted, each.ninths),
                city=charge_of(unadjusted, each.ninths),
            )
            for each in proportions
        ),
        raised_in_boroughs=raised_by(adjusted, precept.boroughs_tax_base),
        raised_in_city=raised_by(unadjusted, precept.city_tax_base),
    )


def _per_equivalent(pence: int, tax_base: int) -> int:
    """Divide and round to the penny, as the authority's own calculation does at each line."""
    return half_up(pence * TO_PENCE, tax_base * PENNY) * PENNY
