"""`/v1/precepts/real-terms`: band D of every year in the prices of one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.history_wire import columns_of
from precept.api.operations import Operation, documented
from precept.api.precept_answer import PoliceAreaAnswer, pounds_or_none
from precept.api.precept_wire import PoliceAreaCode
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import FinancialYearText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.history.real_terms import MAPPINGS, Measure, RealTerms, RealYear, rates_of, real_terms
from precept.register.refusals import FigureNotHeld, UnknownPoliceArea
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.register.years import FinancialYear
from precept.workings import Figure

TAG = "Precepts"
PATH = "/v1/precepts/real-terms"
REFUSALS = (UnknownPoliceArea, FigureNotHeld)
EXAMPLE = {"police_area": "E23000032", "base_year": "2016-17", "measure": "gdp_deflator"}
LAST_DOUBTED = 2021
"""The last year whose rate, held as a calendar year's, looks like a financial year's: see fixtures/README.md."""
ROUNDING = "Index and changes are exact fractions of the rates held; what is shown is rounded once, half-up."


class RealTermsQuery(Struct, frozen=True, kw_only=True):
    """One area, the year whose prices are used, and which prices."""

    police_area: PoliceAreaCode
    base_year: FinancialYearText | UnsetType = UNSET
    measure: Annotated[
        Literal["cpi", "cpi_september", "cpih", "gdp_deflator"],
        Meta(
            description="Which prices: consumer prices by calendar year (forecasts included) or by September, consumer prices "
            "with housing costs, or the GDP deflator."
        ),
    ] = "gdp_deflator"


class RealYearAnswer(Answer, frozen=True, kw_only=True):
    """One year: nominal band D, and in the base year's prices; changes are since the base year unless they say otherwise.

    `index_percent` is the level of prices, the base year's being 100; null, like all that rests on it, where not held.
    """

    financial_year: str
    held: bool
    band_d_pounds: str | None
    index_percent: str | None
    index_status: Literal["outturn", "forecast", "not_held"]
    real_band_d_pounds: str | None
    nominal_change_percent: str | None
    real_change_percent: str | None
    real_change_on_year_percent: str | None
    evidence: str | None
    stage: str | None
    source: str | None


class RealTermsAnswer(Answer, frozen=True, kw_only=True):
    """Every year held, in order, in the prices of the base year, and how the measure is laid on financial years."""

    police_area: PoliceAreaAnswer
    base_year: str
    measure: str
    assumption: str
    rounding: str
    years: list[RealYearAnswer]
    index_not_held: list[str]
    warnings: list[str]
    provenance: Provenance


def answer(query: RealTermsQuery, register: Register) -> RealTermsAnswer:
    """From a query to the series in the prices of its base year."""
    base_year = None if isinstance(query.base_year, UnsetType) else FinancialYear.parse(query.base_year)
    found = real_terms(query.police_area, base_year, Measure(query.measure), register)
    area = found.area
    return RealTermsAnswer(
        police_area=PoliceAreaAnswer(code=area.code, name=area.name, country=area.country),
        base_year=str(found.base_year),
        measure=found.measure.value,
        assumption=MAPPINGS[found.measure],
        rounding=ROUNDING,
        years=[_year(each) for each in found.years],
        index_not_held=[str(each.year) for each in found.years if each.index is None],
        warnings=_warnings(found),
        provenance=provenance_of(register, (*_band_ds(found), *_rates(found, register))),
    )


def _year(each: RealYear) -> RealYearAnswer:
    figure = each.figure
    status: dict[bool | None, Literal["outturn", "forecast", "not_held"]] = {
        None: "not_held",
        False: "outturn",
        True: "forecast",
    }
    return RealYearAnswer(
        financial_year=str(each.year),
        held=figure is not None,
        band_d_pounds=None if each.band_d is None else decimals(each.band_d, TEN_THOUSANDTHS),
        index_percent=_percent(each.index),
        index_status=status[each.forecast],
        real_band_d_pounds=pounds_or_none(each.real),
        nominal_change_percent=_percent(each.nominal_change),
        real_change_percent=_percent(each.real_change),
        real_change_on_year_percent=_percent(each.real_change_on_year),
        evidence=figure.evidence.value if figure else None,
        stage=figure.stage.value if figure and figure.stage else None,
        source=figure.source if figure else None,
    )


def _percent(value: int | None) -> str | None:
    """Write ten-thousandths of a percent."""
    return None if value is None else decimals(value, TEN_THOUSANDTHS, least=4)


def _warnings(found: RealTerms) -> list[str]:
    told = [f"Assumption: {MAPPINGS[found.measure]}"]
    if found.measure is Measure.CPI and any(each.year.start <= LAST_DOUBTED for each in found.years):
        told.append(
            "The rates held as calendar years to 2021 look like growth by financial year, which counts nine months twice where "
            "they meet 2022: about 1% too high across it. cpi_september has no such join."
        )
    if forecast := [str(each.year) for each in found.years if each.forecast]:
        told.append(f"The index of {', '.join(forecast)} rests on a forecast.")
    if lacking := [str(each.year) for each in found.years if each.index is None]:
        told.append(
            f"No index is held for {', '.join(lacking)}: those years are shown as they were set, and not restated."
        )
    if gaps := [str(each.year) for each in found.years if each.figure is None]:
        told.append(f"No band D is held for {', '.join(gaps)}.")
    if found.base_year in [each.year for each in found.years if each.figure is None]:
        told.append(f"No band D is held for {found.base_year}, so there is no change since then to show.")
    if found.base_year not in [each.year for each in found.years]:
        told.append(
            f"{found.base_year} lies beyond the years of band D held: the prices are its own, no change is since it."
        )
    doubtful = [each for each in found.years if each.figure is not None]
    if proposed := [str(each.year) for each in doubtful if each.figure and each.figure.stage == "proposed"]:
        told.append(f"Band D of {', '.join(proposed)} is a proposal whose outcome was not seen.")
    if near := [str(each.year) for each in doubtful if each.figure and each.figure.tolerance_pounds is not None]:
        told.append(f"Band D of {', '.join(near)} is approximate.")
    return told


def _band_ds(found: RealTerms) -> list[Figure]:
    return [
        Figure(
            f"band_d_in_{each.year}",
            decimals(each.band_d or 0, TEN_THOUSANDTHS),
            "pounds_a_year",
            each.figure.evidence.value,
            each.figure.source,
            each.figure.stage,
            each.figure.note,
        )
        for each in found.years
        if each.figure is not None
    ]


def _rates(found: RealTerms, register: Register) -> list[Figure]:
    return [
        Figure(
            f"{found.measure.value}_growth_in_{rate.period}",
            format(rate.percent, "f"),
            "percent",
            rate.row.evidence.value,
            rate.row.source,
            rate.stage,
            rate.row.note,
        )
        for rate in rates_of(found.measure, register)
    ]


@get(
    PATH,
    opt=documented(
        Operation(
            "getRealTerms",
            TAG,
            "Band D in real terms",
            "Band D of every year held in the prices of one year, by the index chosen: nominal change beside real change. "
            "Without base_year the prices are those of the last year that no forecast is in. How the rates are laid on "
            "financial years is said as an assumption; a year without an index is listed, a forecast is marked.",
            answer=RealTermsAnswer,
            query=RealTermsQuery,
            refusals=REFUSALS,
            example=EXAMPLE,
        )
    ),
)
async def get_real_terms(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> RealTermsAnswer:
    """Answer in real terms."""
    return answer(query_of(request, RealTermsQuery), register)


def _tables(query: RealTermsQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"{found.police_area.name}: band D in the prices of {found.base_year}",
        rows=([structs.astuple(each) for each in found.years],),
        provenance=found.provenance,
        notes=(found.rounding, *found.warnings),
    )


SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="RealTerms",
    tag=TAG,
    title="Band D in real terms",
    query=RealTermsQuery,
    sheets=(
        SheetSpec(
            "years",
            "Band D in real terms",
            "One row a year, in order, in the prices of the base year.",
            columns_of(RealYearAnswer),
        ),
    ),
    tables=_tables,
    refusals=REFUSALS,
    example=EXAMPLE,
)
REAL_TERMS_HANDLERS = [get_real_terms, *SPREADSHEETS.handlers()]
