"""Precept requests on the wire, and the questions they ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from msgspec import UNSET, Meta, UnsetType

from precept.api.text import (
    AuthorityCode,
    AuthorityTaxBaseText,
    BandDText,
    CashIncreaseText,
    FinancialYearText,
    LimitPercentText,
    Name,
    PercentIncreaseText,
    PoundsText,
    PriorBandDText,
    SignedPoundsText,
    TaxBaseText,
    written,
)
from precept.api.wire import (
    RegisterVersionText,
    Request,
    WorkingsAsked,
)
from precept.council_tax.proposal import (
    Authority,
    BandDRounding,
    BandsFrom,
    Increase,
    IncreaseKind,
    Limit,
    LimitRule,
    PreceptRounding,
    Rounding,
)
from precept.council_tax.question import PreceptQuestion
from precept.register.register import Register
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, exactly, share_of
from precept.register.years import FinancialYear

T = TypeVar("T")

PoliceAreaCode = Annotated[
    str,
    written(
        r"[A-Z][0-9]{8}",
        "A police area of the register by its nine-character GSS code, such as E23000032 (see GET /v1/police-areas).",
        "E23000032",
        name="PoliceAreaCode",
        extra={"x-enum": "police_areas"},
    ),
]


class Freeze(Request, frozen=True, tag_field="kind", tag="freeze"):
    """No increase."""


class ByPercent(Request, frozen=True, tag_field="kind", tag="percent"):
    """An increase of so many percent on last year's band D."""

    percent: PercentIncreaseText


class ByCash(Request, frozen=True, tag_field="kind", tag="cash"):
    """An increase of so many pounds on last year's band D."""

    pounds: CashIncreaseText


class ToBandD(Request, frozen=True, tag_field="kind", tag="band_d"):
    """An increase to a band D of so many pounds."""

    pounds: BandDText


class ToRequirement(Request, frozen=True, tag_field="kind", tag="requirement"):
    """An increase to the band D that raises so many pounds."""

    pounds: PoundsText


class ToMaximum(Request, frozen=True, tag_field="kind", tag="maximum"):
    """The most that is not excessive."""


IncreaseRequest = Freeze | ByPercent | ByCash | ToBandD | ToRequirement | ToMaximum


class PercentLimit(Request, frozen=True, tag_field="rule", tag="percent"):
    """Excessive at so many percent or more."""

    percent: LimitPercentText


class CashLimit(Request, frozen=True, tag_field="rule", tag="cash"):
    """Excessive above so many pounds."""

    pounds: BandDText


class GreaterOfLimit(Request, frozen=True, tag_field="rule", tag="greater_of"):
    """Excessive only at so many percent or more and above so many pounds."""

    percent: LimitPercentText
    pounds: BandDText


LimitRequest = PercentLimit | CashLimit | GreaterOfLimit


class AuthorityRequest(Request, frozen=True, kw_only=True):
    """A billing authority, by code or by name, with its tax base and its collection fund share."""

    code: AuthorityCode | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    tax_base: AuthorityTaxBaseText
    collection_fund_pounds: SignedPoundsText = "0"

    def __post_init__(self) -> None:
        """Refuse an authority that is not named at all."""
        if self.code is UNSET and self.name is UNSET:
            raise ValueError("Give code or name")


BandDRoundingWord = Annotated[
    Literal["penny", "multiple_of_9p", "four_decimals"],
    Meta(
        description="What band D is rounded to: the penny, the largest multiple of 9p not above what was asked for, or four "
        "decimals. Last year's band D is never re-rounded."
    ),
]
BandsFromWord = Annotated[
    Literal["rounded", "unrounded"],
    Meta(description="Whether the other bands are worked out from band D as rounded, or from the exact amount."),
]
PreceptRoundingWord = Annotated[
    Literal["pound", "penny"],
    Meta(description="What each billing authority's precept is rounded to: whole pounds, or pennies."),
]


Instalments = Annotated[
    Literal[12, 10],
    Meta(
        description="How many instalments a month's figure is one of: 12 (a twelfth of the year) or 10, as on most bills."
    ),
]


class RoundingRequest(Request, frozen=True, kw_only=True):
    """The rounding policy; what is left out is the usual practice."""

    band_d: BandDRoundingWord = "penny"
    bands_from: BandsFromWord = "rounded"
    authority_precepts: PreceptRoundingWord = "pound"
    instalments: Instalments = 12


class AboutPrecept(Request, frozen=True, kw_only=True):
    """What every question about a precept says: the area, the year, what the register does not hold, the rounding.

    Either `police_area`, or `area_name` with `country` and `prior_band_d_pounds`, never both. For an area of the
    register, whatever it holds may be left out.
    """

    police_area: PoliceAreaCode | UnsetType = UNSET
    area_name: Name | UnsetType = UNSET
    country: Literal["England", "Wales"] | UnsetType = UNSET
    financial_year: FinancialYearText
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    billing_authorities: Annotated[list[AuthorityRequest], Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    limit: LimitRequest | UnsetType = UNSET
    rounding: RoundingRequest = RoundingRequest()
    register_version: RegisterVersionText | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse both ways of naming the area at once, and neither."""
        named = self.area_name is not UNSET or self.country is not UNSET
        if self.police_area is not UNSET and named:
            raise ValueError("Give police_area, or area_name with country, never both")
        if self.police_area is UNSET and UNSET in (self.area_name, self.country, self.prior_band_d_pounds):
            raise ValueError("Give police_area, or else area_name, country and prior_band_d_pounds")

    def question_of(self, increase: Increase, register: Register) -> PreceptQuestion:
        """Read the texts into exact units; nothing is looked up but the names of authorities."""
        return PreceptQuestion(
            year=FinancialYear.parse(self.financial_year),
            increase=increase,
            area_code=known(self.police_area),
            area_name=known(self.area_name),
            country=known(self.country),
            prior_band_d=ten_thousandths(self.prior_band_d_pounds),
            tax_base=thousandths(self.tax_base),
            prior_tax_base=thousandths(self.prior_tax_base),
            authorities=tuple(authority_of(each, register) for each in known(self.billing_authorities) or []),
            limit=None if self.limit is UNSET else limit_of(self.limit),
            rounding=Rounding(
                BandDRounding(self.rounding.band_d),
                BandsFrom(self.rounding.bands_from),
                PreceptRounding(self.rounding.authority_precepts),
                self.rounding.instalments,
            ),
        )


class PreceptRequest(AboutPrecept, frozen=True, kw_only=True):
    """One increase in the precept of one police area for one year.

    Either `police_area`, or `area_name` with `country` and `prior_band_d_pounds`, never both. For an area of the
    register, whatever it holds may be left out.
    """

    increase: IncreaseRequest
    workings: WorkingsAsked = False

    def to_question(self, register: Register) -> PreceptQuestion:
        """Read the texts into exact units; nothing is looked up but the names of authorities."""
        return self.question_of(increase_of(self.increase), register)


def known(value: T | UnsetType) -> T | None:
    """What was given, or None."""
    return None if isinstance(value, UnsetType) else value


def ten_thousandths(text: str | UnsetType) -> int | None:
    """Pounds of band D as ten-thousandths of a pound."""
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), TEN_THOUSANDTHS)


def thousandths(text: str | UnsetType) -> int | None:
    """Band D equivalents as thousandths."""
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), THOUSANDTHS)


def pence_or_none(text: str | UnsetType) -> int | None:
    """Pounds as pence; nothing as None."""
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), PENCE)


def increase_of(request: IncreaseRequest) -> Increase:
    """Read an increase into its kind's own unit."""
    match request:
        case Freeze():
            return Increase(IncreaseKind.FREEZE)
        case ByPercent():
            return Increase(IncreaseKind.PERCENT, share_of(Decimal(request.percent)))
        case ByCash():
            return Increase(IncreaseKind.CASH, exactly(Decimal(request.pounds), TEN_THOUSANDTHS))
        case ToBandD():
            return Increase(IncreaseKind.BAND_D, exactly(Decimal(request.pounds), TEN_THOUSANDTHS))
        case ToRequirement():
            return Increase(IncreaseKind.REQUIREMENT, exactly(Decimal(request.pounds), PENCE))
        case ToMaximum():
            return Increase(IncreaseKind.MAXIMUM)


def authority_of(request: AuthorityRequest, register: Register) -> Authority:
    """Read an authority; a name left out is looked up."""
    code, name = known(request.code), known(request.name)
    held = register.billing_authorities.get(code) if code else None
    return Authority(
        code=code,
        name=name or (held.name if held else code or ""),
        tax_base=exactly(Decimal(request.tax_base), THOUSANDTHS),
        collection_fund=exactly(Decimal(request.collection_fund_pounds), PENCE),
    )


def limit_of(request: LimitRequest) -> Limit:
    """Read a limit that was given."""
    reason = "the limit given"
    match request:
        case PercentLimit():
            return Limit(LimitRule.PERCENT, percent=_share(request.percent), status="given", reason=reason)
        case CashLimit():
            cash = exactly(Decimal(request.pounds), TEN_THOUSANDTHS)
            return Limit(LimitRule.CASH, cash=cash, status="given", reason=reason)
        case GreaterOfLimit():
            cash = exactly(Decimal(request.pounds), TEN_THOUSANDTHS)
            percent = _share(request.percent)
            return Limit(LimitRule.GREATER_OF, percent=percent, cash=cash, status="given", reason=reason)


def _share(percent: str) -> int:
    return share_of(Decimal(percent))
