"""How a tax base came about: every step replays to its value from the steps and inputs before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from precept.council_tax.tax_base.case import BandOfDwellings
from precept.council_tax.tax_base.outcome import BandLines, TaxBase, TaxBaseOutcome, WhatIf
from precept.council_tax.tax_base.question import AtRate, BandRounding
from precept.register.units import MILLIONTHS, THOUSANDTHS, decimals, pounds
from precept.workings import Working, step

_REGULATIONS = {
    "England": "Local Authorities (Calculation of Council Tax Base) (England) Regulations 2012 (SI 2012/2914)",
    "Wales": "Local Authorities (Calculation of Council Tax Base) (Wales) Regulations 1995 (SI 1995/2561)",
}
_RETURN = "Council tax base return (CTB)"
_S48 = "Local Government Finance Act 1992, section 48"
_DWELLINGS, _EQUIVALENTS, _BAND_D = "dwellings", "dwelling_equivalents", "band_d_equivalents"


def explain(outcome: TaxBaseOutcome) -> list[Working]:
    """List inputs first, then each line of the return in order, the tax base, the precept and each what-if."""
    case = outcome.case
    inputs = [
        Working(figure.name, figure.value, figure.unit, f"{figure.evidence}: {figure.note or figure.source or 'given'}")
        for figure in case.figures
    ]
    counted = [
        working
        for at, (band, lines) in enumerate(zip(case.bands, outcome.bands, strict=True))
        for working in _counted(band, lines, case.bands[at + 1] if at + 1 < len(case.bands) else None)
    ]
    lines = [
        working
        for band, lines in zip(case.bands, outcome.bands, strict=True)
        for working in _lines(outcome, band, lines)
    ]
    what_ifs = [working for base in outcome.bases[1:] for working in _what_if(outcome, base)]
    return [*inputs, *counted, *lines, *_base(outcome), *what_ifs]


def _counted(band: BandOfDwellings, lines: BandLines, above: BandOfDwellings | None) -> Iterator[Working]:
    """Lines 4, 7 and 22 of a band that was counted here; a return states line 22 itself."""
    if band.relief is None:
        return
    name = band.name
    yield step(
        f"chargeable_{name}",
        str(lines.chargeable),
        _DWELLINGS,
        "line 4: dwellings on the list less exempt and demolished",
        expression=f"dwellings_{name} - exempt_{name} - demolished_{name}",
        authority=_RETURN,
    )
    from_above = f" + disabled_relief_{above.name}" if above else ""
    yield step(
        f"after_relief_{name}",
        str(lines.after_relief),
        _DWELLINGS,
        "line 7: less those with disabled relief, and those that come down from the band above",
        expression=f"chargeable_{name} - disabled_relief_{name}{from_above}",
        authority=_RETURN,
    )
    discounts = "".join(_at_rate("-", "discount", name, band.discounts))
    premiums = "".join(_at_rate("+", "premium", name, band.premiums))
    yield step(
        f"before_support_{name}",
        decimals(lines.before_support, MILLIONTHS),
        _EQUIVALENTS,
        "line 22: less a quarter for one adult, a half where all are disregarded, and other discounts; premiums added",
        expression=(
            f"after_relief_{name} - single_adult_{name} / 4 - all_disregarded_{name} / 2{discounts}{premiums}"
            f" - annexes_{name}"
        ),
        authority=_RETURN,
    )


def _at_rate(sign: str, kind: str, name: str, rates: Sequence[AtRate]) -> Iterator[str]:
    for number in range(1, len(rates) + 1):
        yield f" {sign} {kind}_{number}_dwellings_{name} * {kind}_{number}_rate_{name} / 100"


def _lines(outcome: TaxBaseOutcome, band: BandOfDwellings, lines: BandLines) -> Iterator[Working]:
    """Lines 24, 29 and 31 of a band."""
    name, ratio = band.name, f"{band.ninths} / 9"
    places = 1 if outcome.case.rounding is BandRounding.ONE_DECIMAL else 3
    rounded = f"half-up to {places} decimal{'s' if places > 1 else ''}"
    yield step(
        f"band_d_before_support_{name}",
        decimals(lines.band_d_before_support, THOUSANDTHS, least=1),
        _BAND_D,
        f"line 24: line 22 x {band.ninths} / 9, {rounded}",
        expression=f"half_up(before_support_{name} * {ratio}, {places})",
        authority=_RETURN,
    )
    yield step(
        f"after_support_{name}",
        decimals(lines.after_support, MILLIONTHS),
        _EQUIVALENTS,
        "line 29: line 22 less council tax support (line 28)",
        expression=f"before_support_{name} - support_{name}",
        authority=_RETURN,
    )
    yield step(
        f"band_d_after_support_{name}",
        decimals(lines.band_d_after_support, THOUSANDTHS, least=1),
        _BAND_D,
        f"line 31: line 29 x {band.ninths} / 9, {rounded}",
        expression=f"half_up(after_support_{name} * {ratio}, {places})",
        authority=_RETURN,
    )


def _sum(outcome: TaxBaseOutcome, rounded: str, exact: str) -> str:
    bands = outcome.case.bands
    if outcome.case.rounding is BandRounding.ONE_DECIMAL:
        return " + ".join(f"{rounded}_{band.name}" for band in bands)
    return f"half_up({' + '.join(f'{exact}_{band.name} * {band.ninths} / 9' for band in bands)}, 3)"


def _base(outcome: TaxBaseOutcome) -> Iterator[Working]:
    base = outcome.as_given
    yield step(
        "band_d_before_support",
        decimals(base.before_support, THOUSANDTHS, least=1),
        _BAND_D,
        "line 24: the bands added up",
        expression=_sum(outcome, "band_d_before_support", "before_support"),
        authority=_RETURN,
    )
    yield step(
        "band_d_after_support",
        decimals(base.after_support, THOUSANDTHS, least=1),
        _BAND_D,
        "line 31: the bands added up (item A)",
        expression=_sum(outcome, "band_d_after_support", "after_support"),
        authority=_RETURN,
    )
    places = 1 if outcome.case.rounding is BandRounding.ONE_DECIMAL else 3
    yield step(
        "tax_base_before_collection",
        decimals(base.before_collection, THOUSANDTHS, least=1),
        _BAND_D,
        "line 33: line 31 and class O (line 32)",
        expression=f"half_up(band_d_after_support + class_o, {places})",
        authority=_RETURN,
    )
    yield _collected(outcome, base, "tax_base", "band_d_after_support", "collection_rate")
    yield from _precept(base, "precept", "tax_base")


def _collected(outcome: TaxBaseOutcome, base: TaxBase, name: str, line_31: str, rate: str) -> Working:
    return step(
        name,
        decimals(base.tax_base, THOUSANDTHS),
        _BAND_D,
        "line 31 x the collection rate, and class O, half-up to two decimals: T = A x B, and the Ministry of Defence's part",
        expression=f"half_up({line_31} * {rate} / 100 + class_o, 2)",
        authority=_REGULATIONS[outcome.case.country],
    )


def _precept(base: TaxBase, name: str, tax_base: str) -> Iterator[Working]:
    if base.precept is not None:
        yield step(
            name,
            pounds(base.precept),
            "pounds",
            "band D x the tax base, half-up to the penny",
            expression=f"half_up(band_d * {tax_base}, 2)",
            authority=_S48,
        )


def _what_if(outcome: TaxBaseOutcome, base: TaxBase) -> Iterator[Working]:
    """Line 31, the tax base and the precept as they would be, and what that moves."""
    name = base.what_if.value
    line_31 = "band_d_after_support"
    if base.what_if in (WhatIf.SUPPORT_CHANGED, WhatIf.BOTH_CHANGED):
        line_31 = f"{name}_line_31"
        yield step(
            line_31,
            decimals(base.after_support, THOUSANDTHS, least=1),
            _BAND_D,
            "line 31 with support raised or cut by the percentage in every band",
            expression=_changed_line_31(outcome),
            authority=_RETURN,
        )
    rate = "collection_rate" if base.what_if is WhatIf.SUPPORT_CHANGED else "(collection_rate + collection_rate_change)"
    yield _collected(outcome, base, f"{name}_tax_base", line_31, rate)
    yield from _precept(base, f"{name}_precept", f"{name}_tax_base")


def _changed_line_31(outcome: TaxBaseOutcome) -> str:
    def left(band: BandOfDwellings) -> str:
        changed = f"half_up(support_{band.name} * (1 + support_change / 100), 6)"
        return f"(before_support_{band.name} - {changed}) * {band.ninths} / 9"

    bands = outcome.case.bands
    if outcome.case.rounding is BandRounding.ONE_DECIMAL:
        return " + ".join(f"half_up({left(band)}, 1)" for band in bands)
    return f"half_up({' + '.join(left(band) for band in bands)}, 3)"
