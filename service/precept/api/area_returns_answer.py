"""The tax base returns of an area on the wire: what support takes off, authority by authority, and the mix of dwellings."""

from __future__ import annotations

from precept.api.tax_base_answer import (
    BandShareAnswer,
    CodeAndName,
    mix_answers,
    support_answer,
)
from precept.api.wire import Answer, Provenance, days_of, provenance_of
from precept.council_tax.band_mix import at_or_below
from precept.council_tax.tax_base.area import AreaReturns
from precept.council_tax.tax_base.outcome import TaxBaseOutcome
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals


class AuthorityReturnAnswer(Answer, frozen=True, kw_only=True):
    """One authority's return, in band D equivalents: lines 24, 31, 32 and 33, and the base it set where that is held."""

    code: str | None
    name: str
    band_d_equivalents_before_support: str
    band_d_equivalents_after_support: str
    support_reduction: str
    support_reduction_percent: str | None
    class_o: str
    tax_base_before_collection: str
    tax_base_set: str | None


class AreaReturnsAnswer(Answer, frozen=True, kw_only=True):
    """The returns of every authority of an area whose return is held, and what they come to."""

    police_area: CodeAndName
    country: str
    financial_year: str
    starts_on: str
    ends_on: str
    snapshot_date: str | None
    billing_authorities: list[AuthorityReturnAnswer]
    total: AuthorityReturnAnswer
    band_mix: list[BandShareAnswer]
    at_or_below_band_d_percent: str | None
    warnings: list[str]
    provenance: Provenance


def area_returns_answer(found: AreaReturns, register: Register) -> AreaReturnsAnswer:
    """Tell the returns of an area."""
    starts_on, ends_on = days_of(found.year)
    below = at_or_below(found.mix)
    belonging = [row for row in register.billing_authorities.rows if row.police_area == found.area.code]
    bases = register.tax_bases(found.area.code, found.year)
    short = len(bases) > len(found.outcomes) if bases else False
    return AreaReturnsAnswer(
        police_area=CodeAndName(code=found.area.code, name=found.area.name),
        country=found.country,
        financial_year=str(found.year),
        starts_on=starts_on,
        ends_on=ends_on,
        snapshot_date=found.outcomes[0].case.snapshot_date,
        billing_authorities=[_authority(each) for each in found.outcomes],
        total=_total(found),
        band_mix=mix_answers(found.mix),
        at_or_below_band_d_percent=None if below is None else decimals(below, TEN_THOUSANDTHS, least=4),
        warnings=[f"Only {len(found.outcomes)} of {len(belonging)} authorities' returns are held."] if short else [],
        provenance=provenance_of(register, found.figures),
    )


def _authority(outcome: TaxBaseOutcome) -> AuthorityReturnAnswer:
    named, base, tax_base_set = outcome.case.authority, outcome.as_given, outcome.case.returned.tax_base
    return _row(
        named.code if named else None,
        named.name if named else "",
        (base.before_support, base.after_support, base.class_o, base.before_collection),
        tax_base_set,
    )


def _total(found: AreaReturns) -> AuthorityReturnAnswer:
    bases = [each.as_given for each in found.outcomes]
    tax_bases = [each.case.returned.tax_base for each in found.outcomes]
    known = [each for each in tax_bases if each is not None]
    return _row(
        None,
        "total",
        (
            sum(each.before_support for each in bases),
            sum(each.after_support for each in bases),
            sum(each.class_o for each in bases),
            sum(each.before_collection for each in bases),
        ),
        sum(known) if len(known) == len(tax_bases) else None,
    )


def _row(
    code: str | None, name: str, lines: tuple[int, int, int, int], tax_base_set: int | None
) -> AuthorityReturnAnswer:
    before, after, class_o, before_collection = lines
    support = support_answer(before, after)
    return AuthorityReturnAnswer(
        code=code,
        name=name,
        band_d_equivalents_before_support=support.band_d_equivalents_before_support,
        band_d_equivalents_after_support=support.band_d_equivalents_after_support,
        support_reduction=support.reduction,
        support_reduction_percent=support.reduction_percent,
        class_o=decimals(class_o, THOUSANDTHS),
        tax_base_before_collection=decimals(before_collection, THOUSANDTHS),
        tax_base_set=None if tax_base_set is None else decimals(tax_base_set, THOUSANDTHS),
    )
