"""Tax base answers on the wire, from the outcomes they tell."""

from __future__ import annotations

from typing import Literal

from precept.api.wire import Answer, Provenance, WorkingAnswer, days_of, provenance_of, workings_of
from precept.council_tax.band_mix import BandShare, at_or_below, band_mix
from precept.council_tax.tax_base.case import Named
from precept.council_tax.tax_base.doubts import doubts_about
from precept.council_tax.tax_base.explanation import explain
from precept.council_tax.tax_base.outcome import BandLines, TaxBase, TaxBaseOutcome
from precept.register.register import Register
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, THOUSANDTHS, decimals, half_up, pounds


class CodeAndName(Answer, frozen=True, kw_only=True):
    """An authority or an area."""

    code: str
    name: str


class TaxBaseLinesAnswer(Answer, frozen=True, kw_only=True):
    """The lines of the return for one band, or for all of them; null where a line was neither counted nor held.

    Lines 1, 2, 3, 4, 7, 8, 22, 24, 28, 29 and 31 of the forms since October 2015; the form of 2014 numbers some otherwise.
    """

    band: str
    ninths: int | None
    dwellings: int | None
    exempt: int | None
    demolished: int | None
    chargeable: int | None
    after_disabled_relief: int | None
    single_adult: int | None
    dwelling_equivalents_before_support: str
    band_d_equivalents_before_support: str
    support_dwelling_equivalents: str
    dwelling_equivalents_after_support: str
    band_d_equivalents_after_support: str


class SupportAnswer(Answer, frozen=True, kw_only=True):
    """What council tax support takes off the base: lines 24 and 31, and the difference between them."""

    band_d_equivalents_before_support: str
    band_d_equivalents_after_support: str
    reduction: str
    reduction_percent: str | None


class TaxBaseFigures(Answer, frozen=True, kw_only=True):
    """From line 31 to the tax base: class O (32), line 33, the collection rate, T, and what the police precept raises on it."""

    band_d_equivalents_after_support: str
    class_o: str
    tax_base_before_collection: str
    collection_rate_percent: str
    tax_base: str
    band_d_pounds: str | None
    precept_pounds: str | None


class ReturnedAnswer(Answer, frozen=True, kw_only=True):
    """What the authority returned and set, and what the chain differs from it by."""

    band_d_equivalents_after_support: str
    difference_after_support: str
    tax_base_before_collection: str
    difference_before_collection: str
    tax_base_set: str | None
    difference_from_tax_base_set: str | None


class WhatIfAnswer(Answer, frozen=True, kw_only=True):
    """One what-if: the base and the precept as they would be, and by how much they move; the first row is as given."""

    what_if: Literal["as_given", "support_changed", "collection_rate_changed", "both_changed"]
    support_dwelling_equivalents: str
    collection_rate_percent: str
    band_d_equivalents_after_support: str
    tax_base_before_collection: str
    tax_base: str
    tax_base_change: str
    precept_pounds: str | None
    precept_change_pounds: str | None


class BandShareAnswer(Answer, frozen=True, kw_only=True):
    """The share of chargeable dwellings in a band, and in that band or a lower one."""

    band: str
    dwellings: int
    share_percent: str
    at_or_below_percent: str


class TaxBaseAnswer(Answer, frozen=True, kw_only=True):
    """One tax base, line by line, what each what-if moves, and what it rests on."""

    country: str
    billing_authority: CodeAndName | None
    police_area: CodeAndName | None
    financial_year: str
    starts_on: str
    ends_on: str
    snapshot_date: str | None
    band_rounding: Literal["one_decimal", "unrounded"]
    bands: list[TaxBaseLinesAnswer]
    total: TaxBaseLinesAnswer
    support: SupportAnswer
    tax_base: TaxBaseFigures
    returned: ReturnedAnswer | None
    what_ifs: list[WhatIfAnswer]
    band_mix: list[BandShareAnswer]
    at_or_below_band_d_percent: str | None
    permalink: str | None
    warnings: list[str]
    workings: list[WorkingAnswer]
    provenance: Provenance


def tax_base_answer(
    outcome: TaxBaseOutcome, register: Register, *, workings: bool, permalink: str | None
) -> TaxBaseAnswer:
    """Tell an outcome."""
    case = outcome.case
    starts_on, ends_on = days_of(case.year)
    mix = band_mix(_chargeable(outcome))
    below = at_or_below(mix)
    return TaxBaseAnswer(
        country=case.country,
        billing_authority=code_and_name(case.authority),
        police_area=code_and_name(case.area),
        financial_year=str(case.year),
        starts_on=starts_on,
        ends_on=ends_on,
        snapshot_date=case.snapshot_date,
        band_rounding=case.rounding.value,
        bands=[_lines(each) for each in outcome.bands],
        total=_total(outcome),
        support=support_answer(outcome.as_given.before_support, outcome.as_given.after_support),
        tax_base=_figures(outcome),
        returned=_returned(outcome),
        what_ifs=[_what_if(base, outcome.as_given) for base in outcome.bases],
        band_mix=mix_answers(mix),
        at_or_below_band_d_percent=None if below is None else _share(below),
        permalink=permalink,
        warnings=doubts_about(outcome),
        workings=workings_of(explain(outcome)) if workings else [],
        provenance=provenance_of(register, case.figures),
    )


def code_and_name(named: Named | None) -> CodeAndName | None:
    """Tell an authority or an area, or nothing."""
    return CodeAndName(code=named.code, name=named.name) if named else None


def support_answer(before: int, after: int) -> SupportAnswer:
    """Tell what support takes off, from lines 24 and 31 in thousandths."""
    off = before - after
    return SupportAnswer(
        band_d_equivalents_before_support=_base(before),
        band_d_equivalents_after_support=_base(after),
        reduction=_base(off),
        reduction_percent=_share(half_up(off * MILLIONTHS, before)) if before > 0 else None,
    )


def mix_answers(mix: tuple[BandShare, ...]) -> list[BandShareAnswer]:
    """Tell the shares of the bands, lowest first."""
    return [
        BandShareAnswer(
            band=each.band,
            dwellings=each.dwellings,
            share_percent=_share(each.share),
            at_or_below_percent=_share(each.at_or_below),
        )
        for each in mix
    ]


def _chargeable(outcome: TaxBaseOutcome) -> list[tuple[str, int]]:
    """Chargeable dwellings by band (line 4), or after disabled relief (line 7) where only those are held."""
    if all(each.chargeable is not None for each in outcome.bands):
        return [(each.band, each.chargeable or 0) for each in outcome.bands]
    return [(each.band, each.after_relief) for each in outcome.bands if each.after_relief is not None]


def _lines(each: BandLines) -> TaxBaseLinesAnswer:
    return TaxBaseLinesAnswer(
        band=each.band,
        ninths=each.ninths,
        dwellings=each.listed,
        exempt=each.exempt,
        demolished=each.demolished,
        chargeable=each.chargeable,
        after_disabled_relief=each.after_relief,
        single_adult=each.single_adult,
        dwelling_equivalents_before_support=_equivalents(each.before_support),
        band_d_equivalents_before_support=_base(each.band_d_before_support),
        support_dwelling_equivalents=_equivalents(each.support),
        dwelling_equivalents_after_support=_equivalents(each.after_support),
        band_d_equivalents_after_support=_base(each.band_d_after_support),
    )


def _total(outcome: TaxBaseOutcome) -> TaxBaseLinesAnswer:
    bands, base = outcome.bands, outcome.as_given
    before = sum(each.before_support for each in bands)
    return TaxBaseLinesAnswer(
        band="total",
        ninths=None,
        dwellings=_sum([each.listed for each in bands]),
        exempt=_sum([each.exempt for each in bands]),
        demolished=_sum([each.demolished for each in bands]),
        chargeable=_sum([each.chargeable for each in bands]),
        after_disabled_relief=_sum([each.after_relief for each in bands]),
        single_adult=_sum([each.single_adult for each in bands]),
        dwelling_equivalents_before_support=_equivalents(before),
        band_d_equivalents_before_support=_base(base.before_support),
        support_dwelling_equivalents=_equivalents(base.support),
        dwelling_equivalents_after_support=_equivalents(before - base.support),
        band_d_equivalents_after_support=_base(base.after_support),
    )


def _sum(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _figures(outcome: TaxBaseOutcome) -> TaxBaseFigures:
    base, band_d = outcome.as_given, outcome.case.band_d
    return TaxBaseFigures(
        band_d_equivalents_after_support=_base(base.after_support),
        class_o=_base(base.class_o),
        tax_base_before_collection=_base(base.before_collection),
        collection_rate_percent=_rate(base.collection_rate),
        tax_base=_base(base.tax_base),
        band_d_pounds=None if band_d is None else decimals(band_d, TEN_THOUSANDTHS),
        precept_pounds=None if base.precept is None else pounds(base.precept),
    )


def _returned(outcome: TaxBaseOutcome) -> ReturnedAnswer | None:
    returned, base = outcome.case.returned, outcome.as_given
    if returned.after_support is None or returned.before_collection is None:
        return None
    known = returned.tax_base
    return ReturnedAnswer(
        band_d_equivalents_after_support=_base(returned.after_support),
        difference_after_support=_base(base.after_support - returned.after_support),
        tax_base_before_collection=_base(returned.before_collection),
        difference_before_collection=_base(base.before_collection - returned.before_collection),
        tax_base_set=None if known is None else _base(known),
        difference_from_tax_base_set=None if known is None else _base(base.tax_base - known),
    )


def _what_if(base: TaxBase, given: TaxBase) -> WhatIfAnswer:
    moved = None if base.precept is None or given.precept is None else base.precept - given.precept
    return WhatIfAnswer(
        what_if=base.what_if.value,
        support_dwelling_equivalents=_equivalents(base.support),
        collection_rate_percent=_rate(base.collection_rate),
        band_d_equivalents_after_support=_base(base.after_support),
        tax_base_before_collection=_base(base.before_collection),
        tax_base=_base(base.tax_base),
        tax_base_change=_base(base.tax_base - given.tax_base),
        precept_pounds=None if base.precept is None else pounds(base.precept),
        precept_change_pounds=None if moved is None else pounds(moved),
    )


def _base(thousandths: int) -> str:
    return decimals(thousandths, THOUSANDTHS)


def _equivalents(millionths: int) -> str:
    return decimals(millionths, MILLIONTHS)


def _rate(millionths: int) -> str:
    return decimals(millionths, MILLIONTHS // 100)


def _share(ten_thousandths_of_a_percent: int) -> str:
    return decimals(ten_thousandths_of_a_percent, TEN_THOUSANDTHS, least=4)
