"""Precepts on the wire: from a request to a question, from an outcome to an answer."""

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
)
from precept.api.wire import (
    Answer,
    Provenance,
    RegisterVersionText,
    Request,
    WorkingAnswer,
    WorkingsAsked,
    days_of,
    provenance_of,
    workings_of,
)
from precept.council_tax.explanation import explain
from precept.council_tax.outcome import BandCharge, PreceptOutcome
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
from precept.register.units import MILLIONTHS, PENCE, TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly, pounds
from precept.register.years import FinancialYear

T = TypeVar("T")

PoliceAreaCode = Annotated[
    str,
    Meta(
        pattern=r"^[A-Z][0-9]{8}$(?!\n)",
        description="A police area of the register, by its nine-character GSS code (GET /v1/police-areas).",
        examples=["E23000032"],
        extra_json_schema={"x-enum": "police_areas"},
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


class RoundingRequest(Request, frozen=True, kw_only=True):
    """The rounding policy; what is left out is the usual practice."""

    band_d: Literal["penny", "multiple_of_9p", "four_decimals"] = "penny"
    bands_from: Literal["rounded", "unrounded"] = "rounded"
    authority_precepts: Literal["pound", "penny"] = "pound"


class PreceptRequest(Request, frozen=True, kw_only=True):
    """One increase in the precept of one police area for one year.

    Either `police_area`, or `area_name` with `country` and `prior_band_d_pounds`, never both. For an area of the
    register, whatever it holds may be left out.
    """

    police_area: PoliceAreaCode | UnsetType = UNSET
    area_name: Name | UnsetType = UNSET
    country: Literal["England", "Wales"] | UnsetType = UNSET
    financial_year: FinancialYearText
    increase: IncreaseRequest
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    billing_authorities: Annotated[list[AuthorityRequest], Meta(min_length=1, max_length=100)] | UnsetType = UNSET
    limit: LimitRequest | UnsetType = UNSET
    rounding: RoundingRequest = RoundingRequest()
    workings: WorkingsAsked = False
    register_version: RegisterVersionText | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse both ways of naming the area at once, and neither."""
        named = self.area_name is not UNSET or self.country is not UNSET
        if self.police_area is not UNSET and named:
            raise ValueError("Give police_area, or area_name with country, never both")
        if self.police_area is UNSET and UNSET in (self.area_name, self.country, self.prior_band_d_pounds):
            raise ValueError("Give police_area, or else area_name, country and prior_band_d_pounds")

    def to_question(self, register: Register) -> PreceptQuestion:
        """Read the texts into exact units; nothing is looked up but the names of authorities."""
        return PreceptQuestion(
            year=FinancialYear.parse(self.financial_year),
            increase=increase_of(self.increase),
            area_code=known(self.police_area),
            area_name=known(self.area_name),
            country=known(self.country),
            prior_band_d=ten_thousandths(self.prior_band_d_pounds),
            tax_base=thousandths(self.tax_base),
            prior_tax_base=thousandths(self.prior_tax_base),
            authorities=tuple(_authority(each, register) for each in known(self.billing_authorities) or []),
            limit=None if self.limit is UNSET else _limit(self.limit),
            rounding=Rounding(
                BandDRounding(self.rounding.band_d),
                BandsFrom(self.rounding.bands_from),
                PreceptRounding(self.rounding.authority_precepts),
            ),
        )


def known(value: T | UnsetType) -> T | None:
    """What was given, or None."""
    return None if isinstance(value, UnsetType) else value


def ten_thousandths(text: str | UnsetType) -> int | None:
    """Pounds of band D as ten-thousandths of a pound."""
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), TEN_THOUSANDTHS)


def thousandths(text: str | UnsetType) -> int | None:
    """Band D equivalents as thousandths."""
    return None if isinstance(text, UnsetType) else exactly(Decimal(text), THOUSANDTHS)


def increase_of(request: IncreaseRequest) -> Increase:
    """Read an increase into its kind's own unit."""
    match request:
        case Freeze():
            return Increase(IncreaseKind.FREEZE)
        case ByPercent():
            return Increase(IncreaseKind.PERCENT, exactly(Decimal(request.percent) / 100, MILLIONTHS))
        case ByCash():
            return Increase(IncreaseKind.CASH, exactly(Decimal(request.pounds), TEN_THOUSANDTHS))
        case ToBandD():
            return Increase(IncreaseKind.BAND_D, exactly(Decimal(request.pounds), TEN_THOUSANDTHS))
        case ToRequirement():
            return Increase(IncreaseKind.REQUIREMENT, exactly(Decimal(request.pounds), PENCE))
        case ToMaximum():
            return Increase(IncreaseKind.MAXIMUM)


def _authority(request: AuthorityRequest, register: Register) -> Authority:
    code, name = known(request.code), known(request.name)
    held = register.billing_authorities.get(code) if code else None
    return Authority(
        code=code,
        name=name or (held.name if held else code or ""),
        tax_base=exactly(Decimal(request.tax_base), THOUSANDTHS),
        collection_fund=exactly(Decimal(request.collection_fund_pounds), PENCE),
    )


def _limit(request: LimitRequest) -> Limit:
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
    return exactly(Decimal(percent) / 100, MILLIONTHS)


class PoliceAreaAnswer(Answer, frozen=True, kw_only=True):
    """The area; `code` is null for an area that the register does not know."""

    code: str | None
    name: str
    country: str


class BandDAnswer(Answer, frozen=True, kw_only=True):
    """Band D before and after, pounds a year."""

    prior_pounds: str
    proposed_pounds: str
    increase_pounds: str
    increase_percent: str


class BandAnswer(Answer, frozen=True, kw_only=True):
    """One valuation band: pounds a year, and by month (a twelfth), week (a fifty-second) and day (a 365th)."""

    band: str
    ninths: int
    prior_pounds: str
    proposed_pounds: str
    increase_pounds: str
    proposed_monthly_pounds: str
    proposed_weekly_pence: str
    proposed_daily_pence: str
    increase_monthly_pounds: str
    increase_weekly_pence: str
    increase_daily_pence: str


class RequirementAnswer(Answer, frozen=True, kw_only=True):
    """The council tax requirement, beside the sum of the authorities' precepts where their tax bases are known."""

    tax_base: str
    precept_pounds: str
    sum_of_authority_precepts_pounds: str | None
    tax_base_difference_pounds: str | None
    rounding_residual_pounds: str | None


class BillingAuthorityAnswer(Answer, frozen=True, kw_only=True):
    """What one billing authority pays over."""

    code: str | None
    name: str
    tax_base: str
    share_percent: str
    precept_pounds: str
    collection_fund_pounds: str


class ChangeAnswer(Answer, frozen=True, kw_only=True):
    """Why the money moves: rate on the old base, base at the old rate, both together; the collection fund is one-off."""

    prior_tax_base: str
    prior_precept_pounds: str
    rate_pounds: str
    tax_base_pounds: str
    joint_pounds: str
    rounding_pounds: str
    collection_fund_pounds: str
    total_pounds: str


class YieldAnswer(Answer, frozen=True, kw_only=True):
    """What £1 on band D, and 1% on last year's band D, raise on this year's tax base."""

    one_pound_pounds: str
    one_percent_pounds: str


class ReferendumAnswer(Answer, frozen=True, kw_only=True):
    """Whether a referendum is required, and the most that needs none. Figures are null where no limit applies or is held."""

    applies: bool
    rule: Literal["percent", "cash", "greater_of", "none", "not_held"]
    reason: str
    limit_percent: str | None
    limit_pounds: str | None
    maximum_band_d_pounds: str | None
    headroom_pounds: str | None
    excessive: bool | None
    status: str


class PreceptAnswer(Answer, frozen=True, kw_only=True, rename={"yield_": "yield"}):
    """What one increase does: band D, every band, every billing authority, the change analysis and the limit."""

    police_area: PoliceAreaAnswer
    financial_year: str
    starts_on: str
    ends_on: str
    band_d: BandDAnswer
    bands: list[BandAnswer]
    requirement: RequirementAnswer | None
    billing_authorities: list[BillingAuthorityAnswer]
    change: ChangeAnswer | None
    yield_: YieldAnswer | None
    referendum: ReferendumAnswer
    rounding: RoundingRequest
    permalink: str | None
    workings: list[WorkingAnswer]
    provenance: Provenance


def precept_answer(
    outcome: PreceptOutcome, register: Register, *, workings: bool, permalink: str | None = None
) -> PreceptAnswer:
    """Write an outcome as it goes out."""
    proposal = outcome.proposal
    starts_on, ends_on = days_of(proposal.year)
    return PreceptAnswer(
        police_area=PoliceAreaAnswer(
            code=proposal.area.code, name=proposal.area.name, country=proposal.area.country
        ),
        financial_year=str(proposal.year),
        starts_on=starts_on,
        ends_on=ends_on,
        band_d=BandDAnswer(
            prior_pounds=decimals(proposal.prior_band_d, TEN_THOUSANDTHS),
            proposed_pounds=decimals(outcome.band_d, TEN_THOUSANDTHS),
            increase_pounds=decimals(outcome.increase, TEN_THOUSANDTHS),
            increase_percent=decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        ),
        bands=[_band(each) for each in outcome.bands],
        requirement=_requirement(outcome),
        billing_authorities=[
            BillingAuthorityAnswer(
                code=each.authority.code,
                name=each.authority.name,
                tax_base=decimals(each.authority.tax_base, THOUSANDTHS),
                share_percent=decimals(each.share, TEN_THOUSANDTHS, least=4),
                precept_pounds=pounds(each.precept),
                collection_fund_pounds=pounds(each.authority.collection_fund),
            )
            for each in outcome.precepts
        ],
        change=_change(outcome),
        yield_=_yield(outcome),
        referendum=_referendum(outcome),
        rounding=RoundingRequest(
            band_d=proposal.rounding.band_d.value,
            bands_from=proposal.rounding.bands_from.value,
            authority_precepts=proposal.rounding.authority_precepts.value,
        ),
        permalink=permalink,
        workings=workings_of(explain(outcome)) if workings else [],
        provenance=provenance_of(register, proposal.figures),
    )  # fmt: skip


def _band(each: BandCharge) -> BandAnswer:
    return BandAnswer(
        band=each.band,
        ninths=each.ninths,
        prior_pounds=pounds(each.prior_charge),
        proposed_pounds=pounds(each.charge),
        increase_pounds=pounds(each.increase),
        proposed_monthly_pounds=pounds(each.monthly),
        proposed_weekly_pence=decimals(each.weekly, 10, least=1),
        proposed_daily_pence=decimals(each.daily, 10, least=1),
        increase_monthly_pounds=pounds(each.increase_monthly),
        increase_weekly_pence=decimals(each.increase_weekly, 10, least=1),
        increase_daily_pence=decimals(each.increase_daily, 10, least=1),
    )


def _requirement(outcome: PreceptOutcome) -> RequirementAnswer | None:
    found = outcome.requirement
    if found is None:
        return None
    return RequirementAnswer(
        tax_base=decimals(found.tax_base, THOUSANDTHS),
        precept_pounds=pounds(found.precept),
        sum_of_authority_precepts_pounds=pounds_or_none(found.sum_of_precepts),
        tax_base_difference_pounds=pounds_or_none(found.tax_base_difference),
        rounding_residual_pounds=pounds_or_none(found.rounding_residual),
    )


def pounds_or_none(pence: int | None) -> str | None:
    """Write pence as pounds, and nothing as nothing."""
    return None if pence is None else pounds(pence)


def _change(outcome: PreceptOutcome) -> ChangeAnswer | None:
    found = outcome.change
    if found is None:
        return None
    return ChangeAnswer(
        prior_tax_base=decimals(found.prior_tax_base, THOUSANDTHS),
        prior_precept_pounds=pounds(found.prior_requirement),
        rate_pounds=pounds(found.rate),
        tax_base_pounds=pounds(found.tax_base),
        joint_pounds=pounds(found.joint),
        rounding_pounds=pounds(found.rounding),
        collection_fund_pounds=pounds(found.collection_fund),
        total_pounds=pounds(found.total),
    )


def _yield(outcome: PreceptOutcome) -> YieldAnswer | None:
    found = outcome.yields
    if found is None:
        return None
    return YieldAnswer(one_pound_pounds=pounds(found.one_pound), one_percent_pounds=pounds(found.one_percent))


def _referendum(outcome: PreceptOutcome) -> ReferendumAnswer:
    limit, verdict = outcome.proposal.limit, outcome.verdict
    return ReferendumAnswer(
        applies=limit.rule is not LimitRule.NONE,
        rule=limit.rule.value,
        reason=limit.reason,
        limit_percent=None if limit.percent is None else decimals(limit.percent, TEN_THOUSANDTHS, least=0),
        limit_pounds=None if limit.cash is None else decimals(limit.cash, TEN_THOUSANDTHS),
        maximum_band_d_pounds=_band_d_or_none(verdict.maximum_band_d),
        headroom_pounds=_band_d_or_none(verdict.headroom),
        excessive=verdict.excessive,
        status=limit.status,
    )


def _band_d_or_none(value: int | None) -> str | None:
    return None if value is None else decimals(value, TEN_THOUSANDTHS)
