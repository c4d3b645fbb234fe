"""Precept answers on the wire, from the outcomes they tell."""

from __future__ import annotations

from typing import Literal

from precept.api.precept_wire import RoundingRequest
from precept.api.wire import Answer, Provenance, WorkingAnswer, days_of, provenance_of, workings_of
from precept.council_tax.doubts import doubts_about
from precept.council_tax.explanation import explain
from precept.council_tax.outcome import BandCharge, PreceptOutcome
from precept.council_tax.proposal import IncreaseKind, LimitRule, PreceptProposal
from precept.council_tax.regimes import regime_of
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals, pounds, tenths


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
    """One valuation band: pounds a year, and by month (one of the instalments), week (a fifty-second) and day (a 365th)."""

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
    """The council tax requirement, beside the sum of the authorities' precepts where their tax bases are known.

    `asked_pounds` and `asked_difference_pounds` are there when a requirement was asked for: band D is a rounded figure, so
    what it raises misses the requirement by a little.
    """

    tax_base: str
    precept_pounds: str
    asked_pounds: str | None
    asked_difference_pounds: str | None
    sum_of_authority_precepts_pounds: str | None
    tax_base_difference_pounds: str | None
    rounding_residual_pounds: str | None


class BillingAuthorityAnswer(Answer, frozen=True, kw_only=True):
    """What one billing authority pays over: its precept, and its collection fund share where one is given (else 0.00)."""

    code: str | None
    name: str
    tax_base: str
    share_percent: str
    precept_pounds: str
    collection_fund_pounds: str
    total_due_pounds: str


class PreceptChangeAnswer(Answer, frozen=True, kw_only=True):
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
    """Whether a referendum is required, and the most that needs none. Figures are null where no limit applies or is held.

    `limit_band_d_pounds` is the most that is allowed, to the penny; `maximum_band_d_pounds` the most in whole steps of the
    rounding policy (a multiple of 9p may be less), which `headroom_pounds` is measured from.
    """

    applies: bool
    rule: Literal["percent", "cash", "greater_of", "none", "not_held"]
    reason: str
    limit_percent: str | None
    limit_pounds: str | None
    limit_band_d_pounds: str | None
    maximum_band_d_pounds: str | None
    headroom_pounds: str | None
    excessive: bool | None
    status: str


class RegimeAnswer(Answer, frozen=True, kw_only=True):
    """Who sets the precept and under which law; null for an area the register does not know. `notes` say what is left out."""

    kind: (
        Literal["police_authority", "commissioner", "commissioner_and_fire", "mayor", "greater_london_authority"] | None
    )
    set_by: str | None
    requirement_statute: str
    basic_amount_statute: str
    notes: list[str]


class PreceptAnswer(Answer, frozen=True, kw_only=True, rename={"yield_": "yield"}):
    """What one increase does: band D, every band, every billing authority, the change analysis and the limit."""

    police_area: PoliceAreaAnswer
    financial_year: str
    starts_on: str
    ends_on: str
    regime: RegimeAnswer
    band_d: BandDAnswer
    bands: list[BandAnswer]
    requirement: RequirementAnswer | None
    billing_authorities: list[BillingAuthorityAnswer]
    change: PreceptChangeAnswer | None
    yield_: YieldAnswer | None
    referendum: ReferendumAnswer
    rounding: RoundingRequest
    permalink: str | None
    warnings: list[str]
    workings: list[WorkingAnswer]
    provenance: Provenance


def precept_answer(
    outcome: PreceptOutcome,
    register: Register,
    *,
    workings: bool,
    permalink: str | None = None,
    steps: list[WorkingAnswer] | None = None,
) -> PreceptAnswer:
    """Write an outcome as it goes out; `steps` stand in for its own workings where a larger question has more."""
    proposal = outcome.proposal
    starts_on, ends_on = days_of(proposal.year)
    return PreceptAnswer(
        police_area=PoliceAreaAnswer(
            code=proposal.area.code, name=proposal.area.name, country=proposal.area.country
        ),
        financial_year=str(proposal.year),
        starts_on=starts_on,
        ends_on=ends_on,
        regime=_regime(proposal, register),
        band_d=band_d_answer(outcome),
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
                total_due_pounds=pounds(each.precept + each.authority.collection_fund),
            )
            for each in outcome.precepts
        ],
        change=_change(outcome),
        yield_=_yield(outcome),
        referendum=referendum_answer(outcome),
        rounding=RoundingRequest(
            band_d=proposal.rounding.band_d.value,
            bands_from=proposal.rounding.bands_from.value,
            authority_precepts=proposal.rounding.authority_precepts.value,
            instalments=proposal.rounding.instalments,
        ),
        permalink=permalink,
        warnings=doubts_about(outcome),
        workings=steps or (workings_of(explain(outcome)) if workings else []),
        provenance=provenance_of(register, proposal.figures),
    )  # fmt: skip


def _regime(proposal: PreceptProposal, register: Register) -> RegimeAnswer:
    found = regime_of(proposal.area.code, proposal.area.country, proposal.year, register)
    return RegimeAnswer(
        kind=None if found.preceptor is None else found.preceptor.kind,
        set_by=found.body,
        requirement_statute=found.requirement_statute,
        basic_amount_statute=found.basic_amount_statute,
        notes=list(found.notes),
    )


def band_d_answer(outcome: PreceptOutcome) -> BandDAnswer:
    """Write band D before and after."""
    return BandDAnswer(
        prior_pounds=decimals(outcome.proposal.prior_band_d, TEN_THOUSANDTHS),
        proposed_pounds=decimals(outcome.band_d, TEN_THOUSANDTHS),
        increase_pounds=decimals(outcome.increase, TEN_THOUSANDTHS),
        increase_percent=decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
    )


def _band(each: BandCharge) -> BandAnswer:
    return BandAnswer(
        band=each.band,
        ninths=each.ninths,
        prior_pounds=pounds(each.prior_charge),
        proposed_pounds=pounds(each.charge),
        increase_pounds=pounds(each.increase),
        proposed_monthly_pounds=pounds(each.monthly),
        proposed_weekly_pence=tenths(each.weekly),
        proposed_daily_pence=tenths(each.daily),
        increase_monthly_pounds=pounds(each.increase_monthly),
        increase_weekly_pence=tenths(each.increase_weekly),
        increase_daily_pence=tenths(each.increase_daily),
    )


def _requirement(outcome: PreceptOutcome) -> RequirementAnswer | None:
    found, increase = outcome.requirement, outcome.proposal.increase
    if found is None:
        return None
    asked = increase.amount if increase.kind is IncreaseKind.REQUIREMENT else None
    return RequirementAnswer(
        tax_base=decimals(found.tax_base, THOUSANDTHS),
        precept_pounds=pounds(found.precept),
        asked_pounds=pounds_or_none(asked),
        asked_difference_pounds=None if asked is None else pounds(found.precept - asked),
        sum_of_authority_precepts_pounds=pounds_or_none(found.sum_of_precepts),
        tax_base_difference_pounds=pounds_or_none(found.tax_base_difference),
        rounding_residual_pounds=pounds_or_none(found.rounding_residual),
    )


def pounds_or_none(pence: int | None) -> str | None:
    """Write pence as pounds, and nothing as nothing."""
    return None if pence is None else pounds(pence)


def _change(outcome: PreceptOutcome) -> PreceptChangeAnswer | None:
    found = outcome.change
    if found is None:
        return None
    return PreceptChangeAnswer(
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


def referendum_answer(outcome: PreceptOutcome) -> ReferendumAnswer:
    """Write the verdict."""
    limit, verdict = outcome.proposal.limit, outcome.verdict
    return ReferendumAnswer(
        applies=limit.rule is not LimitRule.NONE,
        rule=limit.rule.value,
        reason=limit.reason,
        limit_percent=None if limit.percent is None else decimals(limit.percent, TEN_THOUSANDTHS, least=0),
        limit_pounds=None if limit.cash is None else decimals(limit.cash, TEN_THOUSANDTHS),
        limit_band_d_pounds=_band_d_or_none(verdict.limit_band_d),
        maximum_band_d_pounds=_band_d_or_none(verdict.maximum_band_d),
        headroom_pounds=_band_d_or_none(verdict.headroom),
        excessive=verdict.excessive,
        status=limit.status,
    )


def _band_d_or_none(value: int | None) -> str | None:
    return None if value is None else decimals(value, TEN_THOUSANDTHS)
