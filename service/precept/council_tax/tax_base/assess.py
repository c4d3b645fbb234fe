"""The chain on one screen: from cases to tax bases, and what each what-if moves.

A case is some rows, one a band; an area is a few hundred, all of England a few thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from precept.council_tax.proposal import LARGEST_TAX_BASE
from precept.council_tax.tax_base.case import BandOfDwellings, TaxBaseCase
from precept.council_tax.tax_base.chain import add_up, count_dwellings, turn_into_band_d
from precept.council_tax.tax_base.collection import collect
from precept.council_tax.tax_base.outcome import BandLines, TaxBase, TaxBaseOutcome, WhatIf
from precept.register.refusals import AssumptionOutOfRange, DwellingsDoNotFit, TaxBaseOutOfRange
from precept.register.units import MILLIONTHS, THOUSANDTHS, decimals

_BANDS = (
    "band", "ninths", "listed", "exempt", "demolished", "chargeable", "relief", "after_relief", "single_adult",
    "all_disregarded", "discount", "premium", "annexes", "before_support", "support", "discounted", "charged_more",
)  # fmt: skip
_LINES = tuple(BandLines.__dataclass_fields__)


def assess(case: TaxBaseCase) -> TaxBaseOutcome:
    """Work one tax base out; a named refusal where it has no answer."""
    return assess_all([case])[0]


def assess_all(cases: Sequence[TaxBaseCase]) -> list[TaxBaseOutcome]:
    """Work tax bases out in order, all at once."""
    asked = _what_ifs_of(cases)
    lines = turn_into_band_d(count_dwellings(_bands_of(cases, asked)))
    _refuse_more_off_than_there_is(lines)
    totals = add_up(lines).join(asked, on=["case", "what_if"], maintain_order="left")
    _refuse_out_of_range(totals)
    collected = collect(totals)
    return [
        _outcome(case, lines.filter(case=number), collected.filter(case=number)) for number, case in enumerate(cases)
    ]


def _what_ifs_of(cases: Sequence[TaxBaseCase]) -> pl.DataFrame:
    rows = [
        (
            number,
            what_if.value,
            support_change,
            case.collection_rate + rate_change,
            case.class_o,
            case.rounding.step,
            case.band_d,
        )
        for number, case in enumerate(cases)
        for what_if, support_change, rate_change in _asked(case)
    ]
    schema = ("support_change", "collection_rate", "class_o", "step", "band_d")
    return pl.DataFrame(
        rows,
        schema={"case": pl.Int64, "what_if": pl.String, **dict.fromkeys(schema, pl.Int64)},
        orient="row",
    )


def _asked(case: TaxBaseCase) -> Iterator[tuple[WhatIf, int, int]]:
    yield WhatIf.AS_GIVEN, 0, 0
    support, rate = case.support_change, case.collection_rate_change
    if rate is not None and not 0 < case.collection_rate + rate <= MILLIONTHS:
        raise AssumptionOutOfRange(
            f"The collection rate would be {decimals(case.collection_rate + rate, MILLIONTHS // 100, least=0)}%.",
            field="collection_rate_change_points",
            remedy="Ask for a change that leads to a rate above 0 and up to 100.",
        )
    if support is not None:
        yield WhatIf.SUPPORT_CHANGED, support, 0
    if rate is not None:
        yield WhatIf.COLLECTION_RATE_CHANGED, 0, rate
    if support is not None and rate is not None:
        yield WhatIf.BOTH_CHANGED, support, rate


def _bands_of(cases: Sequence[TaxBaseCase], asked: pl.DataFrame) -> pl.DataFrame:
    rows = [(number, *_row(band)) for number, case in enumerate(cases) for band in case.bands]
    columns = {name: pl.String if name == "band" else pl.Int64 for name in _BANDS}
    bands = pl.DataFrame(rows, schema={"case": pl.Int64, **columns}, orient="row")
    changes = asked.select("case", "what_if", "support_change", "step")
    return changes.join(bands, on="case", maintain_order="left_right")


def _row(band: BandOfDwellings) -> tuple[object, ...]:
    return (
        band.band,
        band.ninths,
        band.listed,
        band.exempt,
        band.demolished,
        band.chargeable,
        band.relief,
        band.after_relief,
        band.single_adult,
        band.all_disregarded,
        sum(each.dwellings * each.rate for each in band.discounts),
        sum(each.dwellings * each.rate for each in band.premiums),
        band.annexes,
        band.before_support,
        band.support,
        (band.single_adult or 0) + (band.all_disregarded or 0) + sum(each.dwellings for each in band.discounts),
        sum(each.dwellings for each in band.premiums),
    )


def _refuse_more_off_than_there_is(lines: pl.DataFrame) -> None:
    """Refuse counts below nothing; equivalents may be, as returned ones are, but not in total."""
    short = lines.filter((pl.col("chargeable") < 0) | (pl.col("after_relief") < 0))
    if short.height:
        row = short.row(0, named=True)
        raise DwellingsDoNotFit(
            f"In band {row['band']} more dwellings are exempt, demolished or moved than there are.",
            field="dwellings",
            remedy="Give exempt, demolished and disabled_relief as parts of dwellings.",
        )
    # What an authority returned is taken as it is: only what was counted here has discounts by dwelling.
    counted = lines.filter(pl.col("relief").is_not_null())
    over = counted.filter(pl.max_horizontal("discounted", "charged_more") > pl.col("after_relief"))
    if over.height:
        row = over.row(0, named=True)
        raise DwellingsDoNotFit(
            f"In band {row['band']} more dwellings have a discount, or a premium, than the {row['after_relief']} charged in it.",
            field="dwellings",
            remedy="Count each dwelling in the band it is charged in, under one discount and one premium at most.",
        )


def _refuse_out_of_range(totals: pl.DataFrame) -> None:
    for what_if, base in totals.select("what_if", "after_support").iter_rows():
        if base < 0:
            raise DwellingsDoNotFit(
                f"The dwellings come to {decimals(base, THOUSANDTHS)} band D equivalents"
                + ("." if what_if == WhatIf.AS_GIVEN else " when support is changed."),
                field="support_change_percent" if what_if != WhatIf.AS_GIVEN else "dwellings",
                remedy="Take off no more than there is.",
            )
        if base > LARGEST_TAX_BASE:
            raise TaxBaseOutOfRange(
                f"The dwellings come to {decimals(base, THOUSANDTHS)} band D equivalents.",
                field="dwellings",
                remedy=f"Give one authority's dwellings, {decimals(LARGEST_TAX_BASE, THOUSANDTHS)} in all at most.",
            )


def _outcome(case: TaxBaseCase, lines: pl.DataFrame, bases: pl.DataFrame) -> TaxBaseOutcome:
    given = lines.filter(what_if=WhatIf.AS_GIVEN.value)
    names = [name for name in TaxBase.__dataclass_fields__ if name != "what_if"]
    return TaxBaseOutcome(
        case=case,
        bands=tuple(BandLines(*row) for row in given.select(_LINES).iter_rows()),
        bases=tuple(
            TaxBase(WhatIf(what_if), *values) for what_if, *values in bases.select("what_if", *names).iter_rows()
        ),
    )
