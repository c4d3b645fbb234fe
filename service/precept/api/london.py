"""`/v1/precepts/london`: the two basic amounts of the Greater London Authority."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.operations import Operation, documented
from precept.api.precept_wire import thousandths
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import FinancialYearText, PoundsText, TaxBaseText
from precept.api.wire import Answer, Provenance, days_of, provenance_of
from precept.council_tax.london import LondonPrecept, assess_london
from precept.council_tax.principles import LONDON
from precept.council_tax.proposal import LARGEST_BAND_D
from precept.register.refusals import BandDOutOfRange, FigureNotHeld
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly, pounds
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given

TAG = "Precepts"
CITY = "E23000034"
FIRST_YEAR = FinancialYear(2000)
PATH = "/v1/precepts/london"
_EXAMPLE = {
    "financial_year": "2016-17",
    "police_requirement_pounds": "566657143",
    "other_requirement_pounds": "207686212",
    "boroughs_tax_base": "2803706.61",
    "city_tax_base": "7041.95",
}
_REFUSALS = (FigureNotHeld, BandDOutOfRange)


class LondonQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The two parts of the authority's requirement; the tax bases may be left out where the register holds them."""

    financial_year: FinancialYearText
    police_requirement_pounds: PoundsText
    other_requirement_pounds: PoundsText
    boroughs_tax_base: TaxBaseText | UnsetType = UNSET
    city_tax_base: TaxBaseText | UnsetType = UNSET


class LondonBandAnswer(Answer, frozen=True, kw_only=True):
    """What one band pays the Greater London Authority a year: in a borough, of which for the police; in the City."""

    band: str
    ninths: int
    boroughs_pounds: str
    of_which_police_pounds: str
    city_pounds: str


class LondonAnswer(Answer, frozen=True, kw_only=True):
    """The adjusted amount (32 boroughs, with the police) and the unadjusted amount (City of London, without).

    Each part is rounded to the penny, as the authority's own calculation does; `rounding_pounds` is what that leaves.
    """

    financial_year: str
    starts_on: str
    ends_on: str
    boroughs_tax_base: str
    city_tax_base: str
    unadjusted_pounds: str
    police_pounds: str
    adjusted_pounds: str
    bands: list[LondonBandAnswer]
    raised_in_boroughs_pounds: str
    raised_in_city_pounds: str
    raised_pounds: str
    requirement_pounds: str
    rounding_pounds: str
    authority: str
    provenance: Provenance


def answer(query: LondonQuery, register: Register) -> LondonAnswer:
    """From a query to both amounts."""
    year = FinancialYear.parse(query.financial_year)
    if year < FIRST_YEAR:
        raise FigureNotHeld(
            f"The Greater London Authority's first year was {FIRST_YEAR}.",
            field="financial_year",
            remedy=f"Ask for {FIRST_YEAR} or later.",
        )
    boroughs, boroughs_figure = _base("boroughs_tax_base", query.boroughs_tax_base, LONDON, year, register)
    city, city_figure = _base("city_tax_base", query.city_tax_base, CITY, year, register)
    precept = LondonPrecept(
        police_requirement=exactly(Decimal(query.police_requirement_pounds), PENCE),
        other_requirement=exactly(Decimal(query.other_requirement_pounds), PENCE),
        boroughs_tax_base=boroughs,
        city_tax_base=city,
    )
    found = assess_london(precept, register.proportions("England", year), LARGEST_BAND_D)
    starts_on, ends_on = days_of(year)
    figures = (
        given("police_requirement", pounds(precept.police_requirement), "pounds"),
        given("other_requirement", pounds(precept.other_requirement), "pounds"),
        boroughs_figure,
        city_figure,
    )
    return LondonAnswer(
        financial_year=str(year),
        starts_on=starts_on,
        ends_on=ends_on,
        boroughs_tax_base=decimals(boroughs, THOUSANDTHS),
        city_tax_base=decimals(city, THOUSANDTHS),
        unadjusted_pounds=decimals(found.unadjusted, TEN_THOUSANDTHS),
        police_pounds=decimals(found.police, TEN_THOUSANDTHS),
        adjusted_pounds=decimals(found.adjusted, TEN_THOUSANDTHS),
        bands=[
            LondonBandAnswer(
                band=each.band,
                ninths=each.ninths,
                boroughs_pounds=pounds(each.boroughs),
                of_which_police_pounds=pounds(each.police),
                city_pounds=pounds(each.city),
            )
            for each in found.bands
        ],
        raised_in_boroughs_pounds=pounds(found.raised_in_boroughs),
        raised_in_city_pounds=pounds(found.raised_in_city),
        raised_pounds=pounds(found.raised),
        requirement_pounds=pounds(precept.police_requirement + precept.other_requirement),
        rounding_pounds=pounds(found.rounding),
        authority="Greater London Authority Act 1999, sections 88 and 89",
        provenance=provenance_of(register, figures),
    )


def _base(name: str, asked: str | UnsetType, area: str, year: FinancialYear, register: Register) -> tuple[int, Figure]:
    base = thousandths(asked)
    if base is not None:
        return base, given(name, decimals(base, THOUSANDTHS), "band_d_equivalents")
    rows = register.tax_bases(area, year)
    if not rows:
        raise FigureNotHeld(
            f"No tax bases of London are held for {year}.", field=name, remedy=f"Give {name} in band D equivalents."
        )
    base = sum(exactly(row.tax_base, THOUSANDTHS) for row in rows)
    note = f"the sum of {len(rows)} billing authorities" if len(rows) > 1 else "the City of London"
    value = decimals(base, THOUSANDTHS)
    return base, Figure(name, value, "band_d_equivalents", "derived", rows[0].source, rows[0].stage, note)


@get(
    PATH,
    opt=documented(
        Operation(
            "getLondonPrecept",
            TAG,
            "London's two amounts: with the police in the boroughs, without them in the City",
            "The police component is divided by the tax base of the 32 boroughs, the rest by that of all 33 billing "
            "authorities: the adjusted and the unadjusted basic amounts, each band of both, and what they raise.",
            answer=LondonAnswer,
            query=LondonQuery,
            refusals=_REFUSALS,
            example=_EXAMPLE,
        )
    ),
)
async def get_london_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> LondonAnswer:
    """Answer with both amounts."""
    return answer(query_of(request, LondonQuery), register)


def _tables(query: LondonQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"Greater London Authority: council tax {found.financial_year}",
        rows=([structs.astuple(each) for each in found.bands],),
        provenance=found.provenance,
        notes=(
            f"Adjusted (boroughs): £{found.adjusted_pounds}; of which police £{found.police_pounds}.",
            f"Unadjusted (City of London): £{found.unadjusted_pounds}.",
            f"Raised £{found.raised_pounds} against £{found.requirement_pounds} required.",
        ),
    )


_SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="LondonPrecept",
    tag=TAG,
    title="London's two amounts",
    query=LondonQuery,
    sheets=(
        SheetSpec(
            "bands",
            "What each band pays the Greater London Authority",
            "One row a valuation band, lowest first, pounds a year.",
            tuple(each.encode_name for each in structs.fields(LondonBandAnswer)),
        ),
    ),
    tables=_tables,
    refusals=_REFUSALS,
    example=_EXAMPLE,
)

LONDON_HANDLERS = [get_london_precept, *_SPREADSHEETS.handlers()]
