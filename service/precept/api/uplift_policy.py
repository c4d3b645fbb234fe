"""`/v1/funding/policy`: so many percent more armed officers wherever a count is held, and what they cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import Meta, Struct, structs

from precept.api.decoding import query_of
from precept.api.operations import Operation, documented
from precept.api.precept_answer import pounds_or_none
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import written
from precept.api.wire import Answer, Provenance, provenance_of
from precept.funding.policy import UpliftedCount, uplifted_everywhere
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals, half_up, pounds, share_of
from precept.uplift.armed_officers import MEASURES_IN_WORDS
from precept.uplift.plan import Staffing

PATH = "/v1/funding/policy"
TAG = "Funding"
HALF_AS_MANY_AGAIN = {"more_percent": "50"}
MorePercentText = Annotated[
    str,
    written(r"(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?", "Percent below 1,000, up to four decimals.", "50"),
]


class UpliftPolicyQuery(Struct, frozen=True, kw_only=True):
    """How many percent more, and whether posts are filled behind them."""

    more_percent: MorePercentText = "50"
    staffing: Annotated[
        Literal["convert_and_backfill", "convert"],
        Meta(description="Whether a recruit fills the post behind each officer, or nobody does."),
    ] = "convert_and_backfill"


class UpliftedArea(Answer, frozen=True, kw_only=True):
    """One count and the uplift on it, in the financial year that begins after it.

    `sustained_pounds` is what all of them cost in every year at mature pay, `at_entry_pay_pounds` while each is paid as a
    recruit, in the prices of the year; `qualifying_pounds` comes once. `band_d_pounds` is the sustained cost on band D of the
    year's tax base, `percent_of_band_d` that beside band D of the year before. Nulls where something is not held: `reason`.
    """

    police_area_code: str | None
    name: str
    counted_financial_year: str
    measure: str
    counted: int
    source: str
    financial_year: str
    officers: int
    qualifying_pounds: str | None
    at_entry_pay_pounds: str | None
    sustained_pounds: str | None
    sustained_each_pounds: str | None
    tax_base: str | None
    band_d_pounds: str | None
    prior_band_d_pounds: str | None
    percent_of_band_d: str | None
    reason: str | None


class UpliftPolicyAnswer(Answer, frozen=True, kw_only=True):
    """One uplift wherever a count is held: by area and year, England and Wales last."""

    more_percent: str
    staffing: str
    areas: list[UpliftedArea]
    areas_without_a_count: int
    warnings: list[str]
    provenance: Provenance


def answer(query: UpliftPolicyQuery, register: Register) -> UpliftPolicyAnswer:
    """From a policy to what it costs."""
    rows = list(uplifted_everywhere(share_of(Decimal(query.more_percent)), Staffing(query.staffing), register))
    counted = {row.area.code for row in rows if row.area is not None}
    without = len(set(register.precepting_areas) - counted)
    figures = dict.fromkeys(figure for row in rows if row.each is not None for figure in row.each.figures)
    return UpliftPolicyAnswer(
        more_percent=query.more_percent,
        staffing=query.staffing,
        areas=[_area(row) for row in rows],
        areas_without_a_count=without,
        warnings=list(_warnings(rows, without)),
        provenance=provenance_of(register, tuple(figures)),
    )


def _area(row: UpliftedCount) -> UpliftedArea:
    each, precept, band_d = row.each, row.precept, row.band_d
    base = None if precept is None or precept.requirement is None else precept.requirement.tax_base
    prior = None if precept is None else precept.proposal.prior_band_d
    return UpliftedArea(
        police_area_code=None if row.area is None else row.area.code,
        name="England and Wales" if row.area is None else row.area.name,
        counted_financial_year=str(row.count.financial_year),
        measure=row.count.measure,
        counted=row.count.count or 0,
        source=row.count.source,
        financial_year=str(row.year),
        officers=row.officers,
        qualifying_pounds=None if each is None else pounds(row.officers * each.qualifying),
        at_entry_pay_pounds=None if each is None else pounds(row.officers * each.at_entry_pay),
        sustained_pounds=pounds_or_none(row.sustained),
        sustained_each_pounds=None if each is None else pounds(each.sustained),
        tax_base=None if base is None else decimals(base, THOUSANDTHS),
        band_d_pounds=None if band_d is None else decimals(band_d, TEN_THOUSANDTHS),
        prior_band_d_pounds=None if prior is None else decimals(prior, TEN_THOUSANDTHS),
        percent_of_band_d=None if band_d is None or not prior else _percent(band_d, prior),
        reason=" ".join(refusal.detail for refusal in row.refusals) or None,
    )


def _percent(part: int, whole: int) -> str:
    return decimals(half_up(part * 100 * TEN_THOUSANDTHS, whole), TEN_THOUSANDTHS, least=4)


def _warnings(rows: list[UpliftedCount], without: int) -> list[str]:
    measures = dict.fromkeys(row.count.measure for row in rows)
    told = [
        f"{without} areas have no count held: ask with a strength of your own (/v1/funding/calculate, /v1/funding/batch).",
        "England and Wales counts them too. It costs more than is said: London's and the South East's allowances are not in it.",
        f"Counts differ in what they count ({'; '.join(MEASURES_IN_WORDS[each] for each in measures)}): compare alike.",
        "Cost only: when each force could have trained them is not known without its courses, instructors and volunteers.",
    ]
    refused = sum(bool(row.refusals) for row in rows)
    return [*told, *([f"{refused} rows lack a figure: reason says which."] if refused else [])]


@get(
    PATH,
    opt=documented(
        Operation(
            "getUpliftPolicy",
            TAG,
            "One uplift wherever armed officers are counted",
            "So many percent more armed officers in every area and year whose count is held, such as half as many again: how "
            "many, what they cost once and in every year at mature pay, and what that is on band D.",
            answer=UpliftPolicyAnswer,
            query=UpliftPolicyQuery,
            refusals=(),
            example=HALF_AS_MANY_AGAIN,
            example_of="half as many again, everywhere",
        )
    ),
)
async def get_uplift_policy(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> UpliftPolicyAnswer:
    """Answer with one uplift everywhere."""
    return answer(query_of(request, UpliftPolicyQuery), register)


def _tables(query: UpliftPolicyQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"{query.more_percent} % more armed officers",
        rows=([structs.astuple(each) for each in found.areas],),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


UPLIFT_POLICY_SPREADSHEETS = Spreadsheets(
    path=PATH,
    stem="UpliftPolicy",
    tag=TAG,
    title="One uplift wherever armed officers are counted",
    query=UpliftPolicyQuery,
    sheets=(SheetSpec("areas", "Every count", "One row a count, areas by code.", UpliftedArea.__struct_fields__),),
    tables=_tables,
    refusals=(),
    example=HALF_AS_MANY_AGAIN,
)

UPLIFT_POLICY_HANDLERS = [get_uplift_policy, *UPLIFT_POLICY_SPREADSHEETS.handlers()]
