"""The tables of a precept answer, for spreadsheets."""

from __future__ import annotations

from msgspec import structs

from precept.api.precept_answer import BandAnswer, BillingAuthorityAnswer, PreceptAnswer
from precept.api.sheets import SheetSpec, Tables

_REQUIREMENT_COLUMNS = (
    "tax_base",
    "precept_pounds",
    "sum_of_authority_precepts_pounds",
    "tax_base_difference_pounds",
    "rounding_residual_pounds",
)
BAND_COLUMNS = tuple(field.encode_name for field in structs.fields(BandAnswer))
AUTHORITY_COLUMNS = tuple(field.encode_name for field in structs.fields(BillingAuthorityAnswer))
SUMMARY_COLUMNS = (
    "police_area", "name", "financial_year", "starts_on", "ends_on", "prior_band_d_pounds", "proposed_band_d_pounds",
    "increase_pounds", "increase_percent", "tax_base", "precept_pounds", "sum_of_authority_precepts_pounds",
    "tax_base_difference_pounds", "rounding_residual_pounds", "change_by_rate_pounds", "change_by_tax_base_pounds",
    "change_by_both_pounds", "change_rounding_pounds", "change_total_pounds", "one_pound_yield_pounds",
    "one_percent_yield_pounds", "referendum_rule", "maximum_band_d_pounds", "headroom_pounds", "excessive",
    "register_version", "limit_percent", "limit_pounds", "limit_band_d_pounds", "limit_status", "limit_reason", "warnings",
)  # fmt: skip
PRECEPT_SHEETS = (
    SheetSpec(
        "bands",
        "The bands of one increase",
        "One row a valuation band, lowest first: pounds a year, and by month, week and day.",
        BAND_COLUMNS,
    ),
    SheetSpec(
        "billing-authorities",
        "The precept of each billing authority",
        "One row a billing authority, in the order of their codes; no rows where their tax bases are not held.",
        AUTHORITY_COLUMNS,
    ),
    SheetSpec(
        "summary",
        "The headline figures of one increase",
        "One row: band D, requirement, change analysis, yields and the referendum verdict.",
        SUMMARY_COLUMNS,
    ),
)


def precept_tables(found: PreceptAnswer) -> Tables:
    """Lay an answer out as its tables."""
    return Tables(
        title=f"{found.police_area.name}: police precept {found.financial_year}",
        rows=(
            [structs.astuple(band) for band in found.bands],
            [structs.astuple(each) for each in found.billing_authorities],
            [summary_row(found)],
        ),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


def summary_row(found: PreceptAnswer) -> list[object]:
    """Lay the headline figures out in the order of SUMMARY_COLUMNS."""
    requirement, change, yields, verdict = found.requirement, found.change, found.yield_, found.referendum
    return [
        found.police_area.code,
        found.police_area.name,
        found.financial_year,
        found.starts_on,
        found.ends_on,
        *structs.astuple(found.band_d),
        *([getattr(requirement, name) for name in _REQUIREMENT_COLUMNS] if requirement else [None] * 5),
        *(
            [
                change.rate_pounds,
                change.tax_base_pounds,
                change.joint_pounds,
                change.rounding_pounds,
                change.total_pounds,
            ]
            if change
            else [None] * 5
        ),
        *(structs.astuple(yields) if yields else [None] * 2),
        verdict.rule,
        verdict.maximum_band_d_pounds,
        verdict.headroom_pounds,
        verdict.excessive,
        found.provenance.register_version,
        verdict.limit_percent,
        verdict.limit_pounds,
        verdict.limit_band_d_pounds,
        verdict.status,
        verdict.reason,
        " ".join(found.warnings) or None,
    ]
