"""The cost of a freeze on the wire: which paths are asked about, and both of them year by year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

import polars as pl
from msgspec import UNSET, Meta, Struct, UnsetType

from precept.api.history_wire import as_text, columns_of, decimals_expr, warnings_of
from precept.api.precept_answer import PoliceAreaAnswer, pounds_or_none
from precept.api.precept_query import increase_from
from precept.api.precept_wire import PoliceAreaCode, increase_of, thousandths
from precept.api.text import (
    CASH_INCREASE,
    PERCENT_INCREASE,
    FinancialYearText,
    PoundsText,
    TaxBaseText,
    written,
)
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.history.freeze import FreezeCost, FreezeQuestion, LostForGood, cost_of_freeze, latest_tax_base
from precept.council_tax.history.series import years_of
from precept.council_tax.proposal import BandDRounding, IncreaseKind
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given

AlternativeText = Annotated[
    str,
    written(
        f"(maximum|percent:{PERCENT_INCREASE}|cash:{CASH_INCREASE})",
        "The increase of every year after the base year instead of the actual one: percent:2.00, cash:5.00, or maximum, the "
        "most that each year's referendum principle allows.",
        "percent:2.00",
    ),
]


class FreezeCostQuery(Struct, frozen=True, kw_only=True):
    """Which years of which area, beside which other path."""

    police_area: PoliceAreaCode
    from_year: FinancialYearText
    to_year: FinancialYearText | UnsetType = UNSET
    alternative: AlternativeText
    band_d_rounding: Annotated[
        Literal["penny", "multiple_of_9p"],
        Meta(description="What each year's alternative band D is rounded to, before the next year builds on it."),
    ] = "penny"
    freeze_grant_pounds: (
        Annotated[PoundsText, Meta(description="A grant for freezing, pounds a year, in each year after from_year.")]
        | UnsetType
    ) = UNSET
    freeze_grant_to_year: FinancialYearText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET

    def to_question(self, register: Register) -> FreezeQuestion:
        """Read the texts into exact units; without to_year the paths run to the last year held."""
        base_year = FinancialYear.parse(self.from_year)
        last_held = years_of(register)[-1]
        grant_to, grant = self.freeze_grant_to_year, self.freeze_grant_pounds
        return FreezeQuestion(
            area_code=self.police_area,
            base_year=base_year,
            last_year=max(last_held, base_year)
            if isinstance(self.to_year, UnsetType)
            else FinancialYear.parse(self.to_year),
            alternative=increase_of(increase_from(self.alternative)),
            rounding=BandDRounding(self.band_d_rounding),
            yearly_grant=0 if isinstance(grant, UnsetType) else exactly(Decimal(grant), PENCE),
            last_grant_year=None if isinstance(grant_to, UnsetType) else FinancialYear.parse(grant_to),
            tax_base=thousandths(self.tax_base),
        )


class FreezeYearAnswer(Answer, frozen=True, kw_only=True):
    """One year of both paths; forgone is the alternative less the actual, negative where the actual is the higher.

    Income is null where no tax base of the year is held. The cumulative figures, grants included, add up the `years_counted` for
    which one is, and are null as long as there is none.
    """

    financial_year: str
    actual_band_d_pounds: str | None
    alternative_band_d_pounds: str
    band_d_forgone_pounds: str | None
    tax_base: str | None
    tax_base_basis: str
    tax_base_reason: str | None
    income_forgone_pounds: str | None
    freeze_grant_pounds: str
    income_forgone_less_grant_pounds: str | None
    cumulative_income_forgone_pounds: str | None
    cumulative_less_grant_pounds: str | None
    years_counted: int
    evidence: str | None
    stage: str | None
    source: str | None


class LostForGoodAnswer(Answer, frozen=True, kw_only=True):
    """What the last gap known comes to in each year from now on, on the tax base given or the latest held."""

    gap_year: str
    band_d_forgone_pounds: str
    tax_base: str | None
    tax_base_year: str | None
    income_each_year_pounds: str | None


class FreezeCostAnswer(Answer, frozen=True, kw_only=True):
    """The actual path beside the alternative, a row a year from the base year on, and what is lost for good."""

    police_area: PoliceAreaAnswer
    from_year: str
    to_year: str
    alternative: str
    rounding: str
    years: list[FreezeYearAnswer]
    lost_for_good: LostForGoodAnswer
    warnings: list[str]
    provenance: Provenance


def freeze_cost_answer(query: FreezeCostQuery, register: Register) -> FreezeCostAnswer:
    """From a query to the two paths."""
    found = cost_of_freeze(query.to_question(register), register)
    area = found.area
    policy = {
        "penny": "half-up to the penny",
        "multiple_of_9p": "to the largest multiple of 9p not above what was asked for",
    }
    return FreezeCostAnswer(
        police_area=PoliceAreaAnswer(code=area.code, name=area.name, country=area.country),
        from_year=str(found.question.base_year),
        to_year=str(found.question.last_year),
        alternative=query.alternative,
        rounding=f"Each year's alternative band D is set {policy[query.band_d_rounding]}, and the next builds on it.",
        years=[FreezeYearAnswer(**row) for row in _text_of(found).iter_rows(named=True)],
        lost_for_good=_lost(found.lost_for_good),
        warnings=_warnings(found),
        provenance=provenance_of(register, tuple(_figures(found, register))),
    )


_MONEY = {
    "income_forgone_pounds": "income_forgone",
    "freeze_grant_pounds": "grant",
    "income_forgone_less_grant_pounds": "net_forgone",
    "cumulative_income_forgone_pounds": "cumulative",
    "cumulative_less_grant_pounds": "cumulative_net",
}
_BAND_DS = {
    "actual_band_d_pounds": "band_d",
    "alternative_band_d_pounds": "alternative",
    "band_d_forgone_pounds": "forgone",
}
COLUMNS = columns_of(FreezeYearAnswer)


def _text_of(found: FreezeCost) -> pl.DataFrame:
    money = {name: decimals_expr(pl.col(column), PENCE) for name, column in _MONEY.items()}
    band_ds = {name: decimals_expr(pl.col(column), TEN_THOUSANDTHS) for name, column in _BAND_DS.items()}
    return as_text(found.years.with_columns(**money, **band_ds), COLUMNS)


def _lost(lost: LostForGood) -> LostForGoodAnswer:
    return LostForGoodAnswer(
        gap_year=str(lost.gap_year),
        band_d_forgone_pounds=decimals(lost.band_d, TEN_THOUSANDTHS),
        tax_base=None if lost.tax_base is None else decimals(lost.tax_base, THOUSANDTHS),
        tax_base_year=None if lost.tax_base_year is None else str(lost.tax_base_year),
        income_each_year_pounds=pounds_or_none(lost.income),
    )


def _warnings(found: FreezeCost) -> list[str]:
    lost, told = found.lost_for_good, []
    if lacking := found.years_without_tax_base:
        told.append(
            f"No tax base is held for {_listed(lacking)}: what was forgone then is not in the cumulative figures."
        )
    if unknown := found.years_without_band_d:
        told.append(
            f"No actual band D is held for {_listed(unknown)}: there is nothing to compare the alternative with."
        )
    if lost.income is None:
        told.append(f"No tax base of {found.area.name} is held: give tax_base to value what is lost for good.")
    if lost.band_d < 0:
        told.append(f"In {lost.gap_year} the actual band D is above the alternative: nothing is lost for good by then.")
    if found.question.last_grant_year and not found.question.yearly_grant:
        told.append("freeze_grant_to_year does nothing without freeze_grant_pounds.")
    if found.question.alternative.kind is IncreaseKind.MAXIMUM:
        told.append(
            "Whether the area was among the ten lowest is taken from actual band Ds, not from the path not taken."
        )
    if unsure := [year for year, row in found.principles if row.stage == "provisional" or row.evidence == "assumption"]:
        told.append(
            f"The limit of {_listed(tuple(unsure))} is provisional, or practice rather than a principle that was seen."
        )
    told += warnings_of(found.years.filter(pl.col("band_d").is_not_null()))
    if found.question.base_year.start < FIRST_AFTER_LOCALISATION:
        told.append(
            "Local support became a discount in 2013-14 and shrank tax bases: a gap of before then was worth more on the tax "
            "bases of its time than on later ones."
        )
    return told


FIRST_AFTER_LOCALISATION = 2013
"""Local council tax support replaced council tax benefit on 1 April 2013, and shrank tax bases."""


def _listed(years: tuple[FinancialYear, ...]) -> str:
    return ", ".join(str(year) for year in years)


def _figures(found: FreezeCost, register: Register) -> list[Figure]:
    figures = []
    rows = list(found.years.iter_rows(named=True))
    latest = latest_tax_base(found.area.code, register)
    if latest is not None and found.question.tax_base is None and latest["year"] not in [row["year"] for row in rows]:
        rows.append(latest | {"band_d": None})
    for held in rows:
        year = FinancialYear(held["year"])
        if held["band_d"] is not None:
            value = decimals(held["band_d"], TEN_THOUSANDTHS)
            figures.append(
                Figure(
                    f"band_d_in_{year}",
                    value,
                    "pounds_a_year",
                    held["evidence"],
                    held["source"],
                    held["stage"],
                    held["note"],
                )
            )
        if held["tax_base"] is not None:
            evidence: Literal["published", "derived"] = (
                "published" if held["tax_base_basis"] == "returned" else "derived"
            )
            value = decimals(held["tax_base"], THOUSANDTHS)
            figures.append(
                Figure(
                    f"tax_base_in_{year}",
                    value,
                    "band_d_equivalents",
                    evidence,
                    held["tax_base_source"],
                    note=held["tax_base_reason"],
                )
            )
    for year, row in found.principles:
        parts = (row.rule, row.percent and f"{row.percent}%", row.cash_pounds and f"£{row.cash_pounds}")
        said = " ".join(part for part in parts if part)
        figures.append(Figure(f"limit_in_{year}", said, "rule", row.evidence.value, row.source, row.stage, row.note))
    question = found.question
    if question.yearly_grant:
        figures.append(given("freeze_grant", decimals(question.yearly_grant, PENCE), "pounds_a_year"))
    if question.tax_base is not None:
        figures.append(given("tax_base", decimals(question.tax_base, THOUSANDTHS), "band_d_equivalents"))
    return figures
