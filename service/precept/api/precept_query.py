"""The GET form of a precept question: every value in the query, so that the address is a permalink."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.precept_wire import (
    BandDRoundingWord,
    BandsFromWord,
    ByCash,
    ByPercent,
    CashLimit,
    Freeze,
    GreaterOfLimit,
    IncreaseRequest,
    Instalments,
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

CALCULATE = "/v1/precepts/calculate"

INCREASE = (
    f"(freeze|maximum|percent:{PERCENT_INCREASE}|cash:{CASH_INCREASE}|band_d:{BAND_D_POUNDS}|requirement:{POUNDS})"
)
IncreaseText = Annotated[
    str,
    written(
        INCREASE,
        "An increase: freeze, maximum, percent:3.4, cash:5.00, band_d:152.15 or requirement:90694614.",
        "percent:3.4",
        name="IncreaseText",
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
        name="LimitText",
    ),
]


class AboutPreceptQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every question about a precept says, in a query: for areas of the register only."""

    police_area: PoliceAreaCode
    financial_year: FinancialYearText
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    limit: LimitText | UnsetType = UNSET
    band_d_rounding: BandDRoundingWord = "penny"
    bands_from: BandsFromWord = "rounded"
    authority_precepts: PreceptRoundingWord = "pound"
    instalments: Instalments = 12

    def about(self) -> dict[str, Any]:
        """Read the query as the fields of `AboutPrecept`."""
        return {
            "police_area": self.police_area,
            "financial_year": self.financial_year,
            "prior_band_d_pounds": self.prior_band_d_pounds,
            "tax_base": self.tax_base,
            "prior_tax_base": self.prior_tax_base,
            "limit": self.limit if isinstance(self.limit, UnsetType) else limit_from(self.limit),
            "rounding": RoundingRequest(
                band_d=self.band_d_rounding,
                bands_from=self.bands_from,
                authority_precepts=self.authority_precepts,
                instalments=self.instalments,
            ),
        }


class PreceptQuery(AboutPreceptQuery, frozen=True, kw_only=True, omit_defaults=True):
    """The GET form of the calculation, for areas of the register: every value in the query, so that it is a permalink."""

    increase: IncreaseText
    workings: Annotated[
        Literal["true", "false"], Meta(description="Whether to list every step of the calculation, with its sources.")
    ] = "false"

    def to_request(self) -> PreceptRequest:
        """Read the query as the request it stands for."""
        return PreceptRequest(**self.about(), increase=increase_from(self.increase), workings=self.workings == "true")


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
    """Write the GET form of a request; None where a query cannot hold it. Nothing that one can hold needs to be encoded."""
    if isinstance(request.police_area, UnsetType) or request.billing_authorities is not UNSET:
        return None
    limit = request.limit
    query = {
        "police_area": request.police_area,
        "financial_year": request.financial_year,
        "increase": increase_in_words(request.increase),
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
        "instalments": (request.rounding.instalments, usual.instalments),
    }
    given = {name: value for name, value in query.items() if value is not UNSET}
    given |= {name: str(chosen) for name, (chosen, by_default) in policies.items() if chosen != by_default}
    return f"{CALCULATE}?{'&'.join(f'{name}={value}' for name, value in given.items())}"


def increase_in_words(increase: IncreaseRequest) -> str:
    """Write an increase as a query has it: `percent:3.4`."""
    return _words(_KINDS[type(increase)], increase)


def _words(kind: str, amounts: Struct) -> str:
    return ":".join((kind, *structs.astuple(amounts)))
