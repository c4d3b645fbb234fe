"""The case of an authority whose council tax base return is held: its October lines, and what it set for the year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from precept.council_tax.tax_base.case import BAND_A_DISABLED, BandOfDwellings, Named, Returned, TaxBaseCase
from precept.council_tax.tax_base.inputs import EQUIVALENTS, band_d_of, ninths_of, percent_text, what_if_figures
from precept.council_tax.tax_base.question import TaxBaseQuestion
from precept.register.records import BillingAuthority, DwellingsFigure, Evidence, TaxBaseFigure
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import MILLIONTHS, THOUSANDTHS, decimals, exactly, share_of
from precept.workings import Figure
from precept.workings.figures import given

Form = Mapping[str, DwellingsFigure]


def held_case(question: TaxBaseQuestion, register: Register) -> TaxBaseCase:
    """Lay out the lines of the return; what it does not state (line 3, demolished) follows from what it does."""
    authority, form = _form(question, register)
    area = register.police_areas.get(authority.police_area)
    country = area.country if area else ""
    set_for_year = register.tax_base_of(authority.code, question.year)
    figures: list[Figure] = []
    bands = _bands(form, ninths_of(register, country, question.year), figures)
    class_o = _class_o(question, form, figures)
    rate = _collection_rate(question, authority, set_for_year, figures)
    precepts = authority.police_area in register.precepting_areas
    return TaxBaseCase(
        year=question.year,
        country=country,
        bands=bands,
        collection_rate=rate,
        class_o=class_o,
        authority=Named(authority.code, authority.name),
        area=Named(area.code, area.name) if area else None,
        snapshot_date=next(iter(form.values())).snapshot_date.isoformat(),
        support_change=question.support_change,
        collection_rate_change=question.collection_rate_change,
        band_d=band_d_of(question, register, authority.police_area if precepts else None, figures),
        rounding=question.rounding,
        returned=_returned(form, set_for_year),
        figures=(*figures, *what_if_figures(question)),
    )


def _form(question: TaxBaseQuestion, register: Register) -> tuple[BillingAuthority, Form]:
    code = question.authority or ""
    authority = register.billing_authorities.get(code)
    form = register.tax_base_form(code, question.year)
    if authority is None or not form:
        name = authority.name if authority else f"a billing authority of code {code}"
        raise FigureNotHeld(
            f"No council tax base return is held for {name} for {question.year}.",
            field="billing_authority",
            remedy="See GET /v1/dwellings for what is held, or give the dwellings by band, or their equivalents.",
        )
    return authority, form


def _bands(form: Form, ninths: Mapping[str, int], figures: list[Figure]) -> tuple[BandOfDwellings, ...]:
    """Bands lowest first; a band that the form leaves blank has nothing in it."""
    bands = []
    for band, pays in ninths.items():
        column = "band_a_disabled" if band == BAND_A_DISABLED else f"band_{band.lower()}"
        before, annexes = _before_support(form, column)
        listed = _count(form, "dwellings_on_valuation_list", column)
        each = BandOfDwellings(
            band,
            pays,
            listed=listed,
            exempt=_count(form, "exempt_dwellings", column),
            chargeable=_count(form, "chargeable_dwellings", column),
            after_relief=_count(form, "chargeable_dwellings_after_disabled_relief", column),
            single_adult=_count(form, "single_adult_dwellings", column),
            annexes=annexes,
            before_support=before,
            support=_millionths(form, "support_dwelling_equivalents", column),
        )
        bands.append(each)
        figures.append(_before_support_figure(form, f"before_support_{each.name}", decimals(before, MILLIONTHS)))
        row = form["support_dwelling_equivalents"]
        figures.append(_figure(f"support_{each.name}", decimals(each.support, MILLIONTHS), EQUIVALENTS, row))
    return tuple(bands)


def _before_support(form: Form, column: str) -> tuple[int, int | None]:
    """Line 22, in millionths; the 2014 form has the family annexe reduction in a line of its own."""
    if "dwelling_equivalents_before_support" in form:
        return _millionths(form, "dwelling_equivalents_before_support", column), None
    annexes = _millionths(form, "family_annexe_dwelling_equivalents", column)
    return _millionths(form, "dwelling_equivalents_before_annexes", column) - annexes, annexes


def _before_support_figure(form: Form, name: str, value: str) -> Figure:
    row = form.get("dwelling_equivalents_before_support")
    if row is not None:
        return _figure(name, value, EQUIVALENTS, row)
    row = form["dwelling_equivalents_before_annexes"]
    note = f"lines 21 less 22 (family annexes) of the return as at {row.snapshot_date}"
    return Figure(name, value, EQUIVALENTS, Evidence.DERIVED.value, row.source, None, note)


def _count(form: Form, measure: str, column: str) -> int | None:
    return int(_value(form[measure], column)) if measure in form else None


def _millionths(form: Form, measure: str, column: str) -> int:
    return exactly(_value(form[measure], column), MILLIONTHS)


def _value(row: DwellingsFigure, column: str) -> Decimal:
    value: Decimal | None = getattr(row, column)
    return value or Decimal(0)


def _class_o(question: TaxBaseQuestion, form: Form, figures: list[Figure]) -> int:
    """Line 32 (and 25): the band D equivalents of dwellings for which the Ministry of Defence pays."""
    if question.class_o is not None:
        figures.append(given("class_o", decimals(question.class_o, THOUSANDTHS), "band_d_equivalents"))
        return question.class_o
    row = form["class_o_band_d_equivalents"]
    class_o = exactly(row.total, THOUSANDTHS)
    figures.append(_figure("class_o", decimals(class_o, THOUSANDTHS), "band_d_equivalents", row))
    return class_o


def _collection_rate(
    question: TaxBaseQuestion, authority: BillingAuthority, set_for_year: TaxBaseFigure | None, figures: list[Figure]
) -> int:
    if question.collection_rate is not None:
        figures.append(given("collection_rate", percent_text(question.collection_rate), "percent"))
        return question.collection_rate
    if set_for_year is None or set_for_year.collection_rate_percent is None:
        raise FigureNotHeld(
            f"No collection rate is held for {authority.name} in {question.year}.",
            field="collection_rate_percent",
            remedy="Give collection_rate_percent.",
        )
    rate = share_of(set_for_year.collection_rate_percent)
    row = set_for_year
    figures.append(
        Figure("collection_rate", percent_text(rate), "percent", row.evidence.value, row.source, row.stage, row.note)
    )
    return rate


def _returned(form: Form, set_for_year: TaxBaseFigure | None) -> Returned:
    return Returned(
        after_support=exactly(form["band_d_equivalents_after_support"].total, THOUSANDTHS),
        before_collection=exactly(form["tax_base_before_collection"].total, THOUSANDTHS),
        tax_base=exactly(set_for_year.tax_base, THOUSANDTHS) if set_for_year else None,
    )


def _figure(name: str, value: str, unit: str, row: DwellingsFigure) -> Figure:
    note = f"line {row.form_line} of the return as at {row.snapshot_date}"
    note = f"{note}; {row.note}" if row.note else note
    return Figure(name, value, unit, row.evidence.value, row.source, None, note)
