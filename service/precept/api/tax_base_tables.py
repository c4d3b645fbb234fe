"""The tables of a tax base answer, for spreadsheets."""

from __future__ import annotations

from msgspec import structs

from precept.api.area_returns_answer import AreaReturnsAnswer, AuthorityReturnAnswer
from precept.api.sheets import SheetSpec, Tables
from precept.api.tax_base_answer import (
    BandShareAnswer,
    TaxBaseAnswer,
    TaxBaseFigures,
    TaxBaseLinesAnswer,
    WhatIfAnswer,
)

_LINES = tuple(field.encode_name for field in structs.fields(TaxBaseLinesAnswer))
_FIGURES = tuple(field.encode_name for field in structs.fields(TaxBaseFigures))
_WHAT_IFS = tuple(field.encode_name for field in structs.fields(WhatIfAnswer))
_SHARES = tuple(field.encode_name for field in structs.fields(BandShareAnswer))
_AUTHORITIES = tuple(field.encode_name for field in structs.fields(AuthorityReturnAnswer))
_BAND_MIX = SheetSpec(
    "band-mix", "The share of dwellings by band", "One row a band: its share, and the share at or below it.", _SHARES
)
TAX_BASE_SHEETS = (
    SheetSpec("bands", "The tax base by band", "One row a band, lowest first, and the total: lines 1 to 31.", _LINES),
    SheetSpec(
        "summary",
        "The tax base, from line 31 to T",
        "One row: class O, line 33, the collection rate, the tax base and the police precept on it.",
        ("billing_authority", "name", "financial_year", "snapshot_date", *_FIGURES, "register_version"),
    ),
    SheetSpec("what-ifs", "What each what-if moves", "One row as given, and one a what-if asked for.", _WHAT_IFS),
    _BAND_MIX,
)
RETURNS_SHEETS = (
    SheetSpec(
        "billing-authorities",
        "The tax base returns of an area",
        "One row a billing authority, in the order of their codes, and the total.",
        _AUTHORITIES,
    ),
    _BAND_MIX,
)


def tax_base_tables(found: TaxBaseAnswer) -> Tables:
    """Lay a tax base out as its tables."""
    authority = found.billing_authority
    summary = (
        authority.code if authority else None,
        authority.name if authority else None,
        found.financial_year,
        found.snapshot_date,
        *structs.astuple(found.tax_base),
        found.provenance.register_version,
    )
    return Tables(
        title=f"{authority.name if authority else found.country}: council tax base {found.financial_year}",
        rows=(
            [structs.astuple(each) for each in (*found.bands, found.total)],
            [summary],
            [structs.astuple(each) for each in found.what_ifs],
            [structs.astuple(each) for each in found.band_mix],
        ),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


def returns_tables(found: AreaReturnsAnswer) -> Tables:
    """Lay an area's returns out as their tables."""
    return Tables(
        title=f"{found.police_area.name}: council tax base returns for {found.financial_year}",
        rows=(
            [structs.astuple(each) for each in (*found.billing_authorities, found.total)],
            [structs.astuple(each) for each in found.band_mix],
        ),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )
