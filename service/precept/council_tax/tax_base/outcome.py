"""What comes of a tax base: every line of every band, the base, and what each what-if moves. Units as in `question`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from precept.council_tax.tax_base.case import TaxBaseCase


class WhatIf(StrEnum):
    """As given, or what it would be otherwise."""

    AS_GIVEN = "as_given"
    SUPPORT_CHANGED = "support_changed"
    COLLECTION_RATE_CHANGED = "collection_rate_changed"
    BOTH_CHANGED = "both_changed"


@dataclass(frozen=True)
class BandLines:
    """The lines of one band, as given; None where a line was neither counted nor held."""

    band: str
    ninths: int
    listed: int | None
    exempt: int | None
    demolished: int | None
    chargeable: int | None
    after_relief: int | None
    single_adult: int | None
    before_support: int
    band_d_before_support: int
    support: int
    after_support: int
    band_d_after_support: int


@dataclass(frozen=True)
class TaxBase:
    """One tax base: support in millionths, lines 24, 31, 33 and T in thousandths, the precept in pence or None."""

    what_if: WhatIf
    support: int
    before_support: int
    after_support: int
    class_o: int
    before_collection: int
    collection_rate: int
    tax_base: int
    precept: int | None


@dataclass(frozen=True)
class TaxBaseOutcome:
    """The whole answer about one case: `bases` has what was given first, then the what-ifs asked for."""

    case: TaxBaseCase
    bands: tuple[BandLines, ...]
    bases: tuple[TaxBase, ...]

    @property
    def as_given(self) -> TaxBase:
        """The tax base without any what-if."""
        return self.bases[0]
