"""What a caller asks about a precept, in exact units; whatever is None is looked up in the register."""

from __future__ import annotations

from dataclasses import dataclass, field

from precept.council_tax.proposal import Authority, Increase, Limit, Rounding
from precept.register.years import FinancialYear


@dataclass(frozen=True)
class PreceptQuestion:
    """One question. Either `area_code`, or `area_name` with `country`; units as in `proposal`."""

    year: FinancialYear
    increase: Increase
    area_code: str | None = None
    area_name: str | None = None
    country: str | None = None
    prior_band_d: int | None = None
    tax_base: int | None = None
    prior_tax_base: int | None = None
    authorities: tuple[Authority, ...] = ()
    limit: Limit | None = None
    rounding: Rounding = field(default_factory=Rounding)
