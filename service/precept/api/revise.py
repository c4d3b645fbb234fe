"""`/v1/precepts/revise`: a late change replayed, with every figure that moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType, field

from precept.api.decoding import body_of
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import PreceptAnswer, pounds_or_none, precept_answer
from precept.api.precept_wire import (
    LimitRequest,
    PreceptRequest,
    known,
    limit_of,
    ten_thousandths,
    thousandths,
)
from precept.api.precepts import BODY_REFUSALS, KENT_REQUEST, TAG
from precept.api.text import AuthorityCode, AuthorityTaxBaseText, Name, PriorBandDText, SignedPoundsText, TaxBaseText
from precept.api.wire import Answer, Request
from precept.council_tax.assess import assess
from precept.council_tax.gather import gather
from precept.council_tax.principles import WALES
from precept.council_tax.revision import CorrectedAuthority, Corrections, Held, revise, to_be_found
from precept.register.refusals import Refusal, UnknownAuthority, within
from precept.register.register import Register
from precept.register.units import PENCE, exactly

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOT_FIGURES = ("provenance", "permalink", "workings", "warnings")


class CorrectedAuthorityRequest(Request, frozen=True, kw_only=True):
    """One council's corrected figures, by its code or by its name as the answer gives it."""

    code: AuthorityCode | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    tax_base: AuthorityTaxBaseText | UnsetType = UNSET
    collection_fund_pounds: SignedPoundsText | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Refuse an authority that is not named at all."""
        if self.code is UNSET and self.name is UNSET:
            raise ValueError("Give code or name")

    def to_correction(self) -> CorrectedAuthority:
        """Read the figures into exact units."""
        fund = known(self.collection_fund_pounds)
        return CorrectedAuthority(
            code=known(self.code),
            name=known(self.name),
            tax_base=thousandths(self.tax_base),
            collection_fund=None if fund is None else exactly(Decimal(fund), PENCE),
        )


class CorrectionsRequest(Request, frozen=True, kw_only=True):
    """What has changed since; what is left out stays as it was."""

    billing_authorities: Annotated[list[CorrectedAuthorityRequest], Meta(max_length=100)] = field(default_factory=list)
    prior_band_d_pounds: PriorBandDText | UnsetType = UNSET
    prior_tax_base: TaxBaseText | UnsetType = UNSET
    limit: LimitRequest | UnsetType = UNSET

    def to_corrections(self) -> Corrections:
        """Read the corrections into exact units."""
        return Corrections(
            authorities=tuple(each.to_correction() for each in self.billing_authorities),
            prior_band_d=ten_thousandths(self.prior_band_d_pounds),
            prior_tax_base=thousandths(self.prior_tax_base),
            limit=None if isinstance(self.limit, UnsetType) else limit_of(self.limit),
        )


class ReviseRequest(Request, frozen=True, kw_only=True):
    """A precept as it was put forward, and what has been corrected since.

    `hold` says what stays: the increase as it was approved, so that the precept moves; or the requirement, so that band D
    does.
    """

    precept: PreceptRequest
    corrections: CorrectionsRequest
    hold: Literal["increase", "requirement"] = "increase"


class MovedFigure(Answer, frozen=True, kw_only=True):
    """One figure that moves: its place in the answer, what it belongs to, before and after, and by how much."""

    field: str
    belongs_to: str | None
    before: str | None
    after: str | None
    difference: str | None


class ReviseAnswer(Answer, frozen=True, kw_only=True):
    """The answer before and after, and every figure that moves between them, in the order of the answer.

    `to_be_found_pounds` is what the precept and the one-off collection fund shares fall short of what they were, to come from
    savings or reserves; negative when there is more.
    """

    hold: str
    to_be_found_pounds: str | None
    moved: list[MovedFigure]
    before: PreceptAnswer
    after: PreceptAnswer


def answer(request: ReviseRequest, register: Register) -> ReviseAnswer:
    """From a request to its answer."""
    refuse_other_version(request.precept.register_version, register)
    with within("precept"):
        proposal = gather(request.precept.to_question(register), register)
        before = assess(proposal)
    corrections = request.corrections.to_corrections()
    if proposal.area.country == WALES:
        corrections = replace(corrections, limit=None)
    revised = revise(before, corrections, Held(request.hold))
    try:
        after = assess(revised)
    except Refusal as refusal:
        refusal.field = "corrections"
        raise
    workings = request.precept.workings
    was, now = (precept_answer(each, register, workings=workings) for each in (before, after))
    moved = list(_moved(msgspec.to_builtins(was), msgspec.to_builtins(now), "", None))
    return ReviseAnswer(
        hold=request.hold,
        to_be_found_pounds=pounds_or_none(to_be_found(before, after)),
        moved=moved,
        before=was,
        after=now,
    )


def _moved(before: Any, after: Any, path: str, owner: str | None) -> Iterator[MovedFigure]:  # noqa: ANN401 - JSON
    """Walk two answers of one shape and name every leaf that differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before:
            if path or name not in _NOT_FIGURES:
                yield from _moved(before[name], after[name], f"{path}.{name}" if path else name, owner)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, (old, new) in enumerate(zip(before, after, strict=True)):
            named = (old.get("name") or f"band {old.get('band')}") if isinstance(old, dict) else None
            yield from _moved(old, new, f"{path}[{at}]", named)
    elif before != after:
        yield MovedFigure(
            field=path,
            belongs_to=owner,
            before=_text(before),
            after=_text(after),
            difference=_difference(before, after),
        )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _difference(before: object, after: object) -> str | None:
    numbers = all(isinstance(each, str) and _NUMBER.fullmatch(each) for each in (before, after))
    return str(Decimal(str(after)) - Decimal(str(before))) if numbers else None


@post(
    "/v1/precepts/revise",
    status_code=200,
    opt=documented(
        Operation(
            "revisePrecept",
            TAG,
            "Replay a precept with a late change",
            "A council's tax base or collection fund share, last year's figures or the limit corrected after the proposal: the "
            "answer before and after, and every figure that moves.",
            answer=ReviseAnswer,
            body=ReviseRequest,
            refusals=(*BODY_REFUSALS, UnknownAuthority),
            example={
                "precept": KENT_REQUEST,
                "corrections": {"billing_authorities": [{"code": "E07000105", "tax_base": "43250.00"}]},
            },
        )
    ),
)
async def revise_precept(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> ReviseAnswer:
    """Answer with what a late change does."""
    return answer(await body_of(request, ReviseRequest), register)


REVISE_HANDLERS = [revise_precept]
