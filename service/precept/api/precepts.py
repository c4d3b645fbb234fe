"""`/v1/precepts`: what an increase raises, from whom, and whether it is allowed."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.csv_text import csv_response
from precept.api.decoding import body_of, query_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import BandAnswer, BillingAuthorityAnswer, PreceptAnswer, precept_answer
from precept.api.precept_wire import (
    BandDRoundingWord,
    BandsFromWord,
    ByCash,
    ByPercent,
    CashLimit,
    Freeze,
    GreaterOfLimit,
    IncreaseRequest,
    LimitRequest,
    PercentLimit,
    PoliceAreaCode,
    PreceptRequest,
    PreceptRoundingWord,
    RoundingRequest,
    ToBandD,
    ToMaximum,
    ToRequirement,
)
from precept.api.text import (
    BAND_D_POUNDS,
    CASH_INCREASE,
    PERCENT_INCREASE,
    PERCENT_SIZE,
    POUNDS,
    FinancialYearText,
    PriorBandDText,
    TaxBaseText,
    written,
)
from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.register.refusals import (
    BandDOutOfRange,
    DuplicateAuthority,
    FigureNotHeld,
    NoLimit,
    NoTaxBase,
    RegisterVersionNotHeld,
    TaxBaseOutOfRange,
    UnknownPoliceArea,
)
from precept.register.register import Register

TAG = "Precepts"
CALCULATE = "/v1/precepts/calculate"
QUERY_REFUSALS = (UnknownPoliceArea, FigureNotHeld, NoTaxBase, NoLimit, BandDOutOfRange)
BODY_REFUSALS = (*QUERY_REFUSALS, DuplicateAuthority, TaxBaseOutOfRange, RegisterVersionNotHeld)
KENT_REQUEST = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "increase": {"kind": "percent", "percent": "3.4"},
}
KENT_QUERY = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "percent:3.4"}

IncreaseText = Annotated[
    str,
    written(
        f"(freeze|maximum|percent:{PERCENT_INCREASE}|cash:{CASH_INCREASE}|band_d:{BAND_D_POUNDS}|requirement:{POUNDS})",
        "An increase: freeze, maximum, percent:3.4, cash:5.00, band_d:152.15 or requirement:90694614.",
        "percent:3.4",
    ),
]
_KINDS: dict[type[IncreaseRequest], str] = {
    Freeze: "freeze",
    ByPercent: "percent",
    ByCash: "cash",
    ToBandD: "band_d",
    ToRequirement: "requirement",
    ToMaximum: "maximum",
}


_RULES: dict[type[LimitRequest], str] = {PercentLimit: "percent", CashLimit: "cash", GreaterOfLimit: "greater_of"}

LimitText = Annotated[
    str,
    written(
        f"(percent:{PERCENT_SIZE}|cash:{BAND_D_POUNDS}|greater_of:{PERCENT_SIZE}:{BAND_D_POUNDS})",
        "A limit to use instead of the register's: percent:2, cash:14.00 or greater_of:2:5.00.",
        "cash:14.00",
    ),
]


class PreceptQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form of the calculation, for areas of the register: every value in the query, so that it is a permalink."""

    police_area: PoliceAreaCode
    financial_year: FinancialYearText
    increase: IncreaseText
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    limit: LimitText | UnsetType = UNSET
    band_d_rounding: BandDRoundingWord = "penny"
    bands_from: BandsFromWord = "rounded"
    authority_precepts: PreceptRoundingWord = "pound"
    workings: Annotated[
        Literal["true", "false"], Meta(description="Whether to list every step of the calculation, with its sources.")
    ] = "false"

    def to_request(self) -> PreceptRequest:
        """Read the query as the request it stands for."""
        return PreceptRequest(
            police_area=self.police_area,
            financial_year=self.financial_year,
            increase=increase_from(self.increase),
            prior_band_d_pounds=self.prior_band_d_pounds,
            tax_base=self.tax_base,
            prior_tax_base=self.prior_tax_base,
            limit=self.limit if isinstance(self.limit, UnsetType) else limit_from(self.limit),
            rounding=RoundingRequest(
                band_d=self.band_d_rounding, bands_from=self.bands_from, authority_precepts=self.authority_precepts
            ),
            workings=self.workings == "true",
        )


def increase_from(text: str) -> IncreaseRequest:
    """Read `percent:3.4` as the increase it stands for."""
    kind, _, amount = text.partition(":")
    match kind:
        case "percent":
            return ByPercent(percent=amount)
        case "cash":
            return ByCash(pounds=amount)
        case "band_d":
            return ToBandD(pounds=amount)
        case "requirement":
            return ToRequirement(pounds=amount)
        case "maximum":
            return ToMaximum()
        case _:
            return Freeze()


def limit_from(text: str) -> LimitRequest:
    """Read `greater_of:2:5.00` as the limit it stands for."""
    match text.split(":"):
        case ["percent", percent]:
            return PercentLimit(percent=percent)
        case ["greater_of", percent, pounds]:
            return GreaterOfLimit(percent=percent, pounds=pounds)
        case [_, pounds]:
            return CashLimit(pounds=pounds)
        case _:
            raise AssertionError(text)


def permalink_of(request: PreceptRequest) -> str | None:
    """Write the GET form of a request; None where a query cannot hold it."""
    if isinstance(request.police_area, UnsetType) or request.billing_authorities is not UNSET:
        return None
    limit = request.limit
    query = {
        "police_area": request.police_area,
        "financial_year": request.financial_year,
        "increase": _words(_KINDS[type(request.increase)], request.increase),
        "prior_band_d_pounds": request.prior_band_d_pounds,
        "tax_base": request.tax_base,
        "prior_tax_base": request.prior_tax_base,
        "limit": UNSET if isinstance(limit, UnsetType) else _words(_RULES[type(limit)], limit),
    }
    usual = RoundingRequest()
    policies = {
        "band_d_rounding": (request.rounding.band_d, usual.band_d),
        "bands_from": (request.rounding.bands_from, usual.bands_from),
        "authority_precepts": (request.rounding.authority_precepts, usual.authority_precepts),
    }
    given = {name: value for name, value in query.items() if value is not UNSET}
    given |= {name: chosen for name, (chosen, by_default) in policies.items() if chosen != by_default}
    return f"{CALCULATE}?{urlencode(given, safe=':')}"


def _words(kind: str, amounts: Struct) -> str:
    return ":".join((kind, *structs.astuple(amounts)))


def answer(request: PreceptRequest, register: Register) -> PreceptAnswer:
    """From a request to its answer."""
    refuse_other_version(request.register_version, register)
    proposal = gather(request.to_question(register), register)
    outcome = assess(proposal)
    return precept_answer(outcome, register, workings=request.workings, permalink=permalink_of(request))


@post(
    CALCULATE,
    status_code=200,
    opt=documented(
        Operation(
            "calculatePrecept",
            TAG,
            "Calculate one increase in the precept",
            "Band D, every band, the precept of each billing authority, what changed since last year, the yield of £1 and "
            "of 1%, and the referendum verdict. Whatever the register holds may be left out.",
            answer=PreceptAnswer,
            body=PreceptRequest,
            refusals=BODY_REFUSALS,
            example=KENT_REQUEST,
        )
    ),
)
async def calculate_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PreceptAnswer:
    """Answer a precept question."""
    return answer(await body_of(request, PreceptRequest), register)


def _by_query(operation_id: str, summary: str, description: str, *, csv: str | None = None) -> dict[str, Operation]:
    return documented(
        Operation(
            operation_id,
            TAG,
            summary,
            description,
            answer=None if csv else PreceptAnswer,
            query=PreceptQuery,
            csv=csv,
            refusals=QUERY_REFUSALS,
            example=KENT_QUERY,
        )
    )


@get(
    CALCULATE,
    opt=_by_query(
        "getPrecept",
        "Calculate one increase, as a link",
        "The same calculation with every value in the query: a link that a spreadsheet can refresh.",
    ),
)
async def get_precept(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> PreceptAnswer:
    """Answer a precept question put in a query."""
    return answer(query_of(request, PreceptQuery).to_request(), register)


_REQUIREMENT_COLUMNS = (
    "tax_base",
    "precept_pounds",
    "sum_of_authority_precepts_pounds",
    "tax_base_difference_pounds",
    "rounding_residual_pounds",
)
BAND_COLUMNS = [field.encode_name for field in structs.fields(BandAnswer)]
AUTHORITY_COLUMNS = [field.encode_name for field in structs.fields(BillingAuthorityAnswer)]
SUMMARY_COLUMNS = [
    "police_area", "name", "financial_year", "starts_on", "ends_on", "prior_band_d_pounds", "proposed_band_d_pounds",
    "increase_pounds", "increase_percent", "tax_base", "precept_pounds", "sum_of_authority_precepts_pounds",
    "tax_base_difference_pounds", "rounding_residual_pounds", "change_by_rate_pounds", "change_by_tax_base_pounds",
    "change_by_both_pounds", "change_rounding_pounds", "change_total_pounds", "one_pound_yield_pounds",
    "one_percent_yield_pounds", "referendum_rule", "maximum_band_d_pounds", "headroom_pounds", "excessive",
    "register_version",
]  # fmt: skip


@get(
    f"{CALCULATE}/bands.csv",
    opt=_by_query(
        "getPreceptBandsCsv",
        "The bands of one increase, as CSV",
        "One row a valuation band, lowest first: pounds a year, and by month, week and day.",
        csv=",".join(BAND_COLUMNS),
    ),
)
async def get_bands_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
    """Answer with the bands as a table."""
    found = answer(query_of(request, PreceptQuery).to_request(), register)
    return csv_response(BAND_COLUMNS, [structs.astuple(band) for band in found.bands])


@get(
    f"{CALCULATE}/billing-authorities.csv",
    opt=_by_query(
        "getPreceptBillingAuthoritiesCsv",
        "The precept of each billing authority, as CSV",
        "One row a billing authority, in the order of their codes; no rows where their tax bases are not held.",
        csv=",".join(AUTHORITY_COLUMNS),
    ),
)
async def get_authorities_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
    """Answer with the authorities as a table."""
    found = answer(query_of(request, PreceptQuery).to_request(), register)
    return csv_response(AUTHORITY_COLUMNS, [structs.astuple(each) for each in found.billing_authorities])


@get(
    f"{CALCULATE}/summary.csv",
    opt=_by_query(
        "getPreceptSummaryCsv",
        "The headline figures of one increase, as CSV",
        "One row: band D, requirement, change analysis, yields and the referendum verdict.",
        csv=",".join(SUMMARY_COLUMNS),
    ),
)
async def get_summary_csv(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> Response[bytes]:
    """Answer with one row of headline figures."""
    return csv_response(SUMMARY_COLUMNS, [summary_row(answer(query_of(request, PreceptQuery).to_request(), register))])


def summary_row(found: PreceptAnswer) -> list[object]:
    """Lay the headline figures out in the order of SUMMARY_COLUMNS."""
    requirement, change, yields, verdict = found.requirement, found.change, found.yield_, found.referendum
    return [
        found.police_area.code,
        found.police_area.name,
        found.financial_year,
        found.starts_on,
        found.ends_on,
        *structs.astuple(found.band_d),
        *([getattr(requirement, name) for name in _REQUIREMENT_COLUMNS] if requirement else [None] * 5),
        *(
            [
                change.rate_pounds,
                change.tax_base_pounds,
                change.joint_pounds,
                change.rounding_pounds,
                change.total_pounds,
            ]
            if change
            else [None] * 5
        ),
        *(structs.astuple(yields) if yields else [None] * 2),
        verdict.rule,
        verdict.maximum_band_d_pounds,
        verdict.headroom_pounds,
        verdict.excessive,
        found.provenance.register_version,
    ]


PRECEPT_HANDLERS = [calculate_precept, get_precept, get_bands_csv, get_authorities_csv, get_summary_csv]
