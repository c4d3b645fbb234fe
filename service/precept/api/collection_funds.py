"""`/v1/collection-funds/share`: what each body has of the billing authorities' estimated surpluses and deficits."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import litestar
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType

from precept.api.decoding import body_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_wire import known
from precept.api.text import AuthorityCode, FinancialYearText, Name, SignedPoundsText, not_nothing, written
from precept.api.wire import Answer, Provenance, RegisterVersionText, Request, days_of, provenance_of
from precept.council_tax.collection_fund import (
    RECURRENCE,
    Body,
    Demand,
    Fund,
    Proportions,
    SharedFund,
    SharedFunds,
    share_funds,
)
from precept.council_tax.proposal import PreceptRounding
from precept.register.refusals import DuplicateAuthority, RegisterVersionNotHeld
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, decimals, exactly, pounds
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given

BodyWord = Literal["billing_authority", "county", "police", "fire", "greater_london_authority", "combined_authority"]
DemandText = Annotated[
    str,
    written(
        rf"([1-9][0-9]{{0,9}}(\.[0-9]{{1,2}})?|0\.{not_nothing(2)})",
        "Pounds above nothing, up to two decimals, such as 8000000.",
        "8000000",
    ),
]
KENT_SHARE = {
    "financial_year": "2014-15",
    "billing_authorities": [
        {
            "code": "E07000110",
            "name": "Maidstone",
            "surplus_pounds": "1826034",
            "demands": [
                {"body": "billing_authority", "name": "Maidstone", "pounds": "16.55"},
                {"body": "county", "name": "Kent County Council", "pounds": "69.55"},
                {"body": "police", "name": "Kent Police and Crime Commissioner", "pounds": "9.39"},
                {"body": "fire", "name": "Kent Fire and Rescue", "pounds": "4.51"},
            ],
        }
    ],
}
"""What was demanded is not held; the four printed shares are 16.55, 69.55, 9.39 and 4.51% of the surplus, each half-up."""


ProportionsWord = Annotated[
    Literal["exact", "percent_to_two_decimals"],
    Meta(
        description="Whether the proportions are exact, or percentages half-up to two decimals, as some authorities print them."
    ),
]


class DemandRequest(Request, frozen=True, kw_only=True):
    """What one body had from the fund in the year just ending: its precept on it, or the authority's own requirement.

    Any figures in the same proportion do, such as each body's band D in that authority. A body with none is left out.
    """

    body: BodyWord
    name: Name
    pounds: DemandText


class FundRequest(Request, frozen=True, kw_only=True):
    """One billing authority's estimate for the year just ending: a surplus, or a deficit below nothing."""

    code: AuthorityCode | UnsetType = UNSET
    name: Name
    surplus_pounds: SignedPoundsText
    demands: Annotated[list[DemandRequest], Meta(min_length=1, max_length=10)]


class FundsRequest(Request, frozen=True, kw_only=True):
    """The collection funds to share. `financial_year` is the year just ending, whose precepts the shares go by."""

    financial_year: FinancialYearText
    billing_authorities: Annotated[list[FundRequest], Meta(min_length=1, max_length=100)]
    rounding: Annotated[
        Literal["pound", "penny"], Meta(description="What each share is rounded to, half-up: whole pounds, or pennies.")
    ] = "pound"
    proportions: ProportionsWord = "exact"
    register_version: RegisterVersionText | UnsetType = UNSET


class FundShareAnswer(Answer, frozen=True, kw_only=True):
    """One body's part: positive for a surplus it has, negative for a deficit it bears."""

    body: str
    name: str
    demand_pounds: str
    proportion_percent: str
    share_pounds: str


class FundAnswer(Answer, frozen=True, kw_only=True):
    """One fund shared; the residual is what rounding each share leaves of the surplus or deficit."""

    code: str | None
    name: str
    surplus_pounds: str
    shares: list[FundShareAnswer]
    sum_of_shares_pounds: str
    rounding_residual_pounds: str
    police_share_pounds: str


class BodyTotalAnswer(Answer, frozen=True, kw_only=True):
    """What one kind of body has of every fund."""

    body: str
    share_pounds: str


class FundsAnswer(Answer, frozen=True, kw_only=True):
    """Every fund shared. The money is one-off: it is credited in `credited_in` and is no part of band D x tax base."""

    financial_year: str
    starts_on: str
    ends_on: str
    credited_in: str
    rounding: Literal["pound", "penny"]
    proportions: ProportionsWord
    recurrence: Literal["one_off"]
    billing_authorities: list[FundAnswer]
    totals: list[BodyTotalAnswer]
    police_total_pounds: str
    surplus_total_pounds: str
    rounding_residual_pounds: str
    warnings: list[str]
    provenance: Provenance


def answer(request: FundsRequest, register: Register) -> FundsAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    funds = [_fund(each) for each in request.billing_authorities]
    year = FinancialYear.parse(request.financial_year)
    shared = share_funds(funds, year, PreceptRounding(request.rounding), Proportions(request.proportions))
    starts_on, ends_on = days_of(year)
    return FundsAnswer(
        financial_year=str(year),
        starts_on=starts_on,
        ends_on=ends_on,
        credited_in=str(year + 1),
        rounding=request.rounding,
        proportions=request.proportions,
        recurrence=RECURRENCE,
        billing_authorities=[_shared(each) for each in shared.funds],
        totals=_totals(shared),
        police_total_pounds=pounds(shared.total_of(Body.POLICE)),
        surplus_total_pounds=pounds(sum(fund.balance for fund in funds)),
        rounding_residual_pounds=pounds(sum(each.residual for each in shared.funds)),
        warnings=_doubts(shared),
        provenance=provenance_of(register, tuple(_figures(funds))),
    )


def _fund(request: FundRequest) -> Fund:
    return Fund(
        code=known(request.code),
        name=request.name,
        balance=exactly(Decimal(request.surplus_pounds), PENCE),
        demands=tuple(
            Demand(Body(each.body), each.name, exactly(Decimal(each.pounds), PENCE)) for each in request.demands
        ),
    )


def _figures(funds: list[Fund]) -> list[Figure]:
    figures = []
    for number, fund in enumerate(funds, start=1):
        figures.append(given(f"surplus_{number}", pounds(fund.balance), "pounds"))
        for at, demand in enumerate(fund.demands, start=1):
            figures.append(given(f"demand_{number}_{at}", pounds(demand.amount), "pounds"))
    return figures


def _shared(each: SharedFund) -> FundAnswer:
    police = sum(share.amount for share in each.shares if share.demand.body is Body.POLICE)
    return FundAnswer(
        code=each.fund.code,
        name=each.fund.name,
        surplus_pounds=pounds(each.fund.balance),
        shares=[
            FundShareAnswer(
                body=share.demand.body.value,
                name=share.demand.name,
                demand_pounds=pounds(share.demand.amount),
                proportion_percent=decimals(share.proportion, TEN_THOUSANDTHS, least=4),
                share_pounds=pounds(share.amount),
            )
            for share in each.shares
        ],
        sum_of_shares_pounds=pounds(each.fund.balance - each.residual),
        rounding_residual_pounds=pounds(each.residual),
        police_share_pounds=pounds(police),
    )


def _totals(shared: SharedFunds) -> list[BodyTotalAnswer]:
    """Kinds of body in the order of the list of them, those that had a demand."""
    there = {share.demand.body for each in shared.funds for share in each.shares}
    return [
        BodyTotalAnswer(body=body.value, share_pounds=pounds(shared.total_of(body))) for body in Body if body in there
    ]


def _doubts(shared: SharedFunds) -> list[str]:
    said = [
        f"{each.fund.name} has no police demand: none of its surplus or deficit goes to the police."
        for each in shared.funds
        if not any(share.demand.body is Body.POLICE for share in each.shares)
    ]
    said += [
        f"{each.fund.name} has no requirement of its own among the demands: its share goes to the others."
        for each in shared.funds
        if not any(share.demand.body is Body.BILLING_AUTHORITY for share in each.shares)
    ]
    if shared.year == FinancialYear(2020):
        said.append(
            "Deficits of 2020-21 were spread over the three years after by regulations not seen: these shares are whole."
        )
    return said


@post(
    "/v1/collection-funds/share",
    status_code=200,
    opt=documented(
        Operation(
            "shareCollectionFunds",
            "Precepts",
            "Share collection fund surpluses and deficits",
            "Each billing authority's estimated council tax surplus or deficit, shared in proportion to the precepts and the "
            "requirement of the year just ending (not of the new year), each share rounded half-up, and what rounding leaves. "
            "The police total is one-off money. Business rates are not shared with the police. The example has the "
            "percentages by which Maidstone shared its surplus of 2014-15, since what was demanded is not held.",
            answer=FundsAnswer,
            body=FundsRequest,
            refusals=(DuplicateAuthority, RegisterVersionNotHeld),
            example=KENT_SHARE,
            example_of="Maidstone, 2014-15, by its published proportions",
        )
    ),
)
async def share_collection_funds(
    request: litestar.Request[Any, Any, Any], register: NamedDependency[Register]
) -> FundsAnswer:
    """Answer how funds are shared."""
    return answer(await body_of(request, FundsRequest), register)


COLLECTION_FUND_HANDLERS = [share_collection_funds]
