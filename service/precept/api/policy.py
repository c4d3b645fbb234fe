"""`/v1/precepts/policy`: one increase for every area and year held, beside what was set."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.history import years_asked
from precept.api.operations import Operation, documented
from precept.api.precept_answer import pounds_or_none
from precept.api.precept_query import IncreaseText, LimitText, increase_from, limit_from
from precept.api.precept_wire import increase_of, limit_of
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import FinancialYearText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.history.policy import PolicyRow, everywhere
from precept.council_tax.history.series import years_of
from precept.register.refusals import YearsOutOfOrder
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds
from precept.register.years import FinancialYear

POLICY = "/v1/precepts/policy"
TAG = "Precepts"
EVERY_AREA = {"increase": "percent:1.99", "from_year": "2016-17", "to_year": "2016-17"}


class PolicyQuery(Struct, frozen=True, kw_only=True):
    """One increase for all, by a limit for all where one is given; years left out reach as far as is held."""

    increase: IncreaseText
    limit: LimitText | UnsetType = UNSET
    from_year: FinancialYearText | UnsetType = UNSET
    to_year: FinancialYearText | UnsetType = UNSET


class PolicyArea(Answer, frozen=True, kw_only=True):
    """One area in one year under the policy; nulls where no band D was set or no tax base is held.

    `beyond_set_band_d_pounds` and `beyond_set_pounds` are what the policy has more, or less, than what was set, on the same
    tax base. `reason` says why there is no band D under the policy.
    """

    financial_year: str
    police_area_code: str
    police_area_name: str
    country: str
    prior_band_d_pounds: str | None
    band_d_pounds: str | None
    increase_percent: str | None
    excessive: bool | None
    set_band_d_pounds: str | None
    beyond_set_band_d_pounds: str | None
    tax_base: str | None
    requirement_pounds: str | None
    beyond_set_pounds: str | None
    reason: str | None


class PolicyYear(Answer, frozen=True, kw_only=True):
    """One year over all areas: how many have a band D under the policy and would need a referendum, and the money.

    `excessive` is null where no limit is known for any. The sums are over the areas that have a tax base, and for
    `beyond_set_pounds` a band D that was set as well; null where there is none.
    """

    financial_year: str
    areas: int
    excessive: int | None
    areas_with_money: int
    requirement_pounds: str | None
    areas_beside_what_was_set: int
    beyond_set_pounds: str | None


class PolicyAnswer(Answer, frozen=True, kw_only=True):
    """One policy everywhere, by year and by area."""

    increase: str
    from_year: str
    to_year: str
    years: list[PolicyYear]
    areas: list[PolicyArea]
    warnings: list[str]
    provenance: Provenance


def _rows(query: PolicyQuery, register: Register) -> list[PolicyRow]:
    first, last = years_asked(query.from_year, query.to_year, register)
    years = [year for year in years_of(register) if first <= year <= last]
    limit = None if isinstance(query.limit, UnsetType) else limit_of(limit_from(query.limit))
    return list(everywhere(increase_of(increase_from(query.increase)), limit, years, register))


def answer(query: PolicyQuery, register: Register) -> PolicyAnswer:
    """From a policy to what it makes of every area."""
    rows = _rows(query, register)
    first, last = years_asked(query.from_year, query.to_year, register)
    return PolicyAnswer(
        increase=query.increase,
        from_year=str(first),
        to_year=str(last),
        years=_years(rows),
        areas=[_area(row) for row in rows],
        warnings=_warnings(rows),
        provenance=provenance_of(register, ()),
    )


def _area(row: PolicyRow) -> PolicyArea:
    outcome = row.outcome
    found = None if outcome is None else outcome.requirement
    as_set = row.requirement_as_set
    return PolicyArea(
        financial_year=str(row.year),
        police_area_code=row.area.code,
        police_area_name=row.area.name,
        country=row.area.country,
        prior_band_d_pounds=None if outcome is None else _band_d(outcome.proposal.prior_band_d),
        band_d_pounds=None if outcome is None else _band_d(outcome.band_d),
        increase_percent=None if outcome is None else decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        excessive=None if outcome is None else outcome.verdict.excessive,
        set_band_d_pounds=None if row.set_band_d is None else _band_d(row.set_band_d),
        beyond_set_band_d_pounds=None
        if outcome is None or row.set_band_d is None
        else _band_d(outcome.band_d - row.set_band_d),
        tax_base=None if found is None else decimals(found.tax_base, 1_000),
        requirement_pounds=pounds_or_none(row.requirement),
        beyond_set_pounds=None if row.requirement is None or as_set is None else pounds(row.requirement - as_set),
        reason=None if row.refusal is None else row.refusal.detail,
    )


def _band_d(whole: int) -> str:
    return decimals(whole, TEN_THOUSANDTHS)


def _years(rows: list[PolicyRow]) -> list[PolicyYear]:
    by_year: defaultdict[FinancialYear, list[PolicyRow]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    return [_year(year, by_year[year]) for year in sorted(by_year)]


def _year(year: FinancialYear, rows: list[PolicyRow]) -> PolicyYear:
    raised = [row.requirement for row in rows if row.requirement is not None]
    beyond = [
        row.requirement - row.requirement_as_set
        for row in rows
        if row.requirement is not None and row.requirement_as_set is not None
    ]
    verdicts = [
        row.outcome.verdict.excessive
        for row in rows
        if row.outcome is not None and row.outcome.verdict.excessive is not None
    ]
    return PolicyYear(
        financial_year=str(year),
        areas=sum(row.outcome is not None for row in rows),
        excessive=sum(verdicts) if verdicts else None,
        areas_with_money=len(raised),
        requirement_pounds=pounds(sum(raised)) if raised else None,
        areas_beside_what_was_set=len(beyond),
        beyond_set_pounds=pounds(sum(beyond)) if beyond else None,
    )


def _warnings(rows: list[PolicyRow]) -> list[str]:
    refused = sum(row.refusal is not None for row in rows)
    without = sum(row.outcome is not None and row.requirement is None for row in rows)
    unknown = sum(row.outcome is not None and row.outcome.verdict.excessive is None for row in rows)
    told = [f"{refused} areas and years have no band D under the policy: reason says why."] if refused else []
    if unknown:
        told.append(f"{unknown} areas and years have no limit that is known, or none applies: no verdict.")
    return [*told, *([f"{without} areas and years have no tax base, so no money."] if without else [])]


@get(
    POLICY,
    opt=documented(
        Operation(
            "getPreceptPolicy",
            TAG,
            "One policy for every area and year held",
            "One increase, such as 1.99 % or the most that a limit of £15 allows, put to every area of every year whose band D "
            "is held: band D, whether it needs a referendum, what it raises, and what that is beyond what was set.",
            answer=PolicyAnswer,
            query=PolicyQuery,
            refusals=(YearsOutOfOrder,),
            example=EVERY_AREA,
            example_of="every area in 2016-17, at 1.99 %",
        )
    ),
)
async def get_policy(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PolicyAnswer:
    """Answer with one policy everywhere."""
    return answer(query_of(request, PolicyQuery), register)


def _tables(query: PolicyQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"{query.increase} in every area",
        rows=([structs.astuple(each) for each in found.areas], [structs.astuple(each) for each in found.years]),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


POLICY_SPREADSHEETS = Spreadsheets(
    path=POLICY,
    stem="PreceptPolicy",
    tag=TAG,
    title="One policy for every area and year held",
    query=PolicyQuery,
    sheets=(
        SheetSpec("areas", "Every area and year", "One row an area and year, by code.", PolicyArea.__struct_fields__),
        SheetSpec("years", "Every year", "One row a year, over all areas.", PolicyYear.__struct_fields__),
    ),
    tables=_tables,
    refusals=(YearsOutOfOrder,),
    example=EVERY_AREA,
)

POLICY_HANDLERS = [get_policy, *POLICY_SPREADSHEETS.handlers()]
