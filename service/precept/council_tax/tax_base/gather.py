"""From a question to a case: the dwellings given, or those held, and where each figure came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from precept.council_tax.tax_base.case import (
    BAND_A_DISABLED,
    BAND_A_DISABLED_FROM,
    BandOfDwellings,
    Named,
    TaxBaseCase,
)
from precept.council_tax.tax_base.held import held_case
from precept.council_tax.tax_base.inputs import EQUIVALENTS, band_d_of, ninths_of, percent_text, what_if_figures
from precept.council_tax.tax_base.question import CountedBand, TaxBaseQuestion
from precept.register.refusals import DwellingsDoNotFit, FigureNotHeld
from precept.register.register import Register
from precept.register.units import MILLIONTHS, THOUSANDTHS, decimals
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given


def gather(question: TaxBaseQuestion, register: Register) -> TaxBaseCase:
    """Complete the question from the register; a named refusal says what to supply where it holds nothing."""
    if question.authority is not None:
        return held_case(question, register)
    country = question.country or ""
    ninths = ninths_of(register, country, question.year)
    figures: list[Figure] = []
    if question.counted:
        _refuse_bands_that_do_not_fit([each.band for each in question.counted], ninths, country, question.year)
        bands = _counted(question.counted, ninths, figures)
    else:
        _refuse_bands_that_do_not_fit([each.band for each in question.equivalents], ninths, country, question.year)
        bands = _stated(question, ninths, figures)
    if question.collection_rate is None:
        raise FigureNotHeld(
            "No collection rate is held for dwellings that are given.",
            field="collection_rate_percent",
            remedy="Give collection_rate_percent, the authority's estimate of what will ever be collected.",
        )
    class_o = question.class_o or 0
    figures.append(given("class_o", decimals(class_o, THOUSANDTHS), "band_d_equivalents"))
    figures.append(given("collection_rate", percent_text(question.collection_rate), "percent"))
    area = register.police_area(question.area) if question.area else None
    if area is not None and area.country != country:
        raise DwellingsDoNotFit(
            f"{area.name} is in {area.country}; the dwellings are said to be in {country}.",
            field="dwellings.police_area",
            remedy="Give the country of the police area, or leave police_area out.",
        )
    return TaxBaseCase(
        year=question.year,
        country=country,
        bands=bands,
        collection_rate=question.collection_rate,
        class_o=class_o,
        area=Named(area.code, area.name) if area else None,
        support_change=question.support_change,
        collection_rate_change=question.collection_rate_change,
        band_d=band_d_of(question, register, question.area, figures),
        rounding=question.rounding,
        figures=(*figures, *what_if_figures(question)),
    )


def _refuse_bands_that_do_not_fit(
    bands: Sequence[str], ninths: dict[str, int], country: str, year: FinancialYear
) -> None:
    twice = [band for band, times in Counter(bands).items() if times > 1]
    if twice:
        raise DwellingsDoNotFit(f"Band {twice[0]} is given twice.", field="dwellings.bands", remedy="Give a band once.")
    unknown = [band for band in bands if band not in ninths]
    if unknown:
        raise DwellingsDoNotFit(
            f"{country} has no band {unknown[0]} in {year}.",
            field="dwellings.bands",
            remedy=f"Use bands {', '.join(ninths)}.",
        )


def _stated(question: TaxBaseQuestion, ninths: dict[str, int], figures: list[Figure]) -> tuple[BandOfDwellings, ...]:
    bands = sorted(
        (
            BandOfDwellings(each.band, ninths[each.band], before_support=each.before_support, support=each.support)
            for each in question.equivalents
        ),
        key=lambda band: list(ninths).index(band.band),
    )
    for band in bands:
        before = decimals(band.before_support or 0, MILLIONTHS)
        figures.append(given(f"before_support_{band.name}", before, EQUIVALENTS))
        figures.append(given(f"support_{band.name}", decimals(band.support, MILLIONTHS), EQUIVALENTS))
    return tuple(bands)


def _counted(
    counted: tuple[CountedBand, ...], ninths: dict[str, int], figures: list[Figure]
) -> tuple[BandOfDwellings, ...]:
    """Every band of the country, so that relief always has a band to move to; a band not given has no dwellings."""
    by_band = {each.band: each for each in counted}
    bands = tuple(_band(by_band.get(band, CountedBand(band)), pays) for band, pays in ninths.items())
    disabled = by_band.get(BAND_A_DISABLED)
    if disabled and (disabled.dwellings or disabled.exempt or disabled.demolished or disabled.disabled_relief):
        raise DwellingsDoNotFit(
            "No dwelling is listed in band A-: those charged in it are band A dwellings with disabled relief.",
            field="dwellings.bands",
            remedy="Give them as disabled_relief of band A; of band A- give discounts, premiums and support only.",
        )
    if bands[0].band != BAND_A_DISABLED and bands[0].relief:
        raise DwellingsDoNotFit(
            f"Dwellings in band {bands[0].band} could have no disabled relief before {BAND_A_DISABLED_FROM}.",
            field="dwellings.bands",
            remedy="Leave disabled_relief of that band out.",
        )
    for band in bands:
        figures.extend(_figures_of(band))
    return bands


def _band(each: CountedBand, ninths: int) -> BandOfDwellings:
    return BandOfDwellings(
        each.band,
        ninths,
        listed=each.dwellings,
        exempt=each.exempt,
        demolished=each.demolished,
        relief=each.disabled_relief,
        single_adult=each.single_adult,
        all_disregarded=each.all_disregarded,
        discounts=each.discounts,
        premiums=each.premiums,
        annexes=each.annexes,
        support=each.support,
    )


def _figures_of(band: BandOfDwellings) -> list[Figure]:
    counts = {
        "dwellings": band.listed,
        "exempt": band.exempt,
        "demolished": band.demolished,
        "disabled_relief": band.relief,
        "single_adult": band.single_adult,
        "all_disregarded": band.all_disregarded,
    }
    figures = [given(f"{name}_{band.name}", str(count or 0), "dwellings") for name, count in counts.items()]
    for kind, rates in (("discount", band.discounts), ("premium", band.premiums)):
        for number, each in enumerate(rates, start=1):
            figures.append(given(f"{kind}_{number}_dwellings_{band.name}", str(each.dwellings), "dwellings"))
            figures.append(given(f"{kind}_{number}_rate_{band.name}", percent_text(each.rate), "percent"))
    figures.append(given(f"annexes_{band.name}", decimals(band.annexes or 0, MILLIONTHS), EQUIVALENTS))
    figures.append(given(f"support_{band.name}", decimals(band.support, MILLIONTHS), EQUIVALENTS))
    return figures
