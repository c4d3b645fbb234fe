"""`/v1/uplifts/track`: a promise held against what came of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType

from precept.api.decoding import body_of
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.options_wire import CostOfOfficerText
from precept.api.pinning import refuse_other_version
from precept.api.precept_answer import pounds_or_none
from precept.api.precept_wire import pence_or_none
from precept.api.text import MonthText, OfficersText, PoundsText
from precept.api.wire import Answer, RegisterVersionText, Request
from precept.register.refusals import MonthsOutOfOrder, RegisterVersionNotHeld
from precept.register.register import Register
from precept.register.units import pounds, sterling
from precept.uplift.promise import Count, Promise, Standing, Tracked, track


class CountRequest(Request, frozen=True, kw_only=True):
    """What a force states of the end of one month; what it has spent on the uplift since it began."""

    month: MonthText
    authorised: OfficersText
    deployable: OfficersText | UnsetType = UNSET
    in_training: OfficersText | UnsetType = UNSET
    spent_pounds: PoundsText | UnsetType = UNSET

    def to_count(self) -> Count:
        """Read the count."""
        return Count(
            month=_month(self.month),
            authorised=float(self.authorised),
            deployable=_officers(self.deployable),
            in_training=_officers(self.in_training),
            spent=pence_or_none(self.spent_pounds),
        )


class TrackRequest(Request, frozen=True, kw_only=True):
    """A promise, and the counts by month that it is held against, earliest first, all of one measure.

    `promised_strength` is officers in post, not extra ones. `raised_annual_pounds` is what the increase brings in a year for
    it, from `start_month` on; `cost_per_officer_pounds` what one costs for good (see uplifts/calculate).
    """

    start_month: MonthText
    strength_at_start: OfficersText
    promised_strength: OfficersText
    promised_by_month: MonthText | UnsetType = UNSET
    raised_annual_pounds: PoundsText = "0"
    cost_per_officer_pounds: CostOfOfficerText | UnsetType = UNSET
    counts: Annotated[list[CountRequest], Meta(min_length=1, max_length=240)]
    register_version: RegisterVersionText | UnsetType = UNSET

    def to_promise(self) -> Promise:
        """Read the promise."""
        return Promise(
            start=_month(self.start_month),
            strength_at_start=float(self.strength_at_start),
            promised=float(self.promised_strength),
            by_month=None if isinstance(self.promised_by_month, UnsetType) else _month(self.promised_by_month),
            raised_a_year=pence_or_none(self.raised_annual_pounds) or 0,
            cost_of_officer=pence_or_none(self.cost_per_officer_pounds),
        )


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def _officers(text: str | UnsetType) -> float | None:
    return None if isinstance(text, UnsetType) else float(Decimal(text))


class StandingAnswer(Answer, frozen=True, kw_only=True):
    """How things stood at the end of a month: in post, beyond the start, missing; money since the start.

    `funded_officers` are those that a year's money keeps for good. Null where a figure was not given.
    """

    month: str
    months_since_start: int
    authorised: str
    deployable: str | None
    in_training: str | None
    extra: str
    missing: str
    funded_officers: int | None
    raised_pounds: str
    spent_pounds: str | None
    unspent_pounds: str | None


class TrackAnswer(Answer, frozen=True, kw_only=True):
    """The promise month by month, and what follows at the present rate: the straight line from the first count to the last.

    `met_in_month` is null where the promise is never met at that rate; `should_be` is where a straight line to the promised
    month stands at the last count.
    """

    promised_strength: str
    promised_extra: str
    met: bool
    met_in_month: str | None
    officers_a_month: str | None
    should_be: str | None
    behind_by: str | None
    standings: list[StandingAnswer]
    explanation: str
    warnings: list[str]


def answer(request: TrackRequest, register: Register) -> TrackAnswer:
    """From a request to how the promise stands."""
    refuse_other_version(request.register_version, register)
    _refuse_months_out_of_order(request)
    found = track(request.to_promise(), [each.to_count() for each in request.counts])
    promise = found.promise
    behind = None if found.should_be is None else found.should_be - found.last.count.authorised
    return TrackAnswer(
        promised_strength=officers_text(promise.promised),
        promised_extra=officers_text(promise.promised - promise.strength_at_start),
        met=found.met,
        met_in_month=None if found.met_in is None else found.met_in.isoformat()[:7],
        officers_a_month=None if found.a_month is None else officers_text(found.a_month),
        should_be=None if found.should_be is None else officers_text(found.should_be),
        behind_by=None if behind is None else officers_text(behind),
        standings=[_standing(each) for each in found.standings],
        explanation=_in_words(found),
        warnings=_warnings(found),
    )


def _refuse_months_out_of_order(request: TrackRequest) -> None:
    months = [request.start_month, *(each.month for each in request.counts)]
    for number in range(1, len(months)):
        too_early = months[number] < months[number - 1] or (number > 1 and months[number] == months[number - 1])
        if too_early:
            raise MonthsOutOfOrder(
                f"{months[number]} does not come after {months[number - 1]}.",
                field=f"counts[{number - 1}].month",
                remedy="Give the counts earliest first, one a month, none before start_month.",
            )
    if isinstance(request.promised_by_month, str) and request.promised_by_month < request.start_month:
        raise MonthsOutOfOrder(
            f"{request.promised_by_month} lies before {request.start_month}.",
            field="promised_by_month",
            remedy="Give the month by which it was promised, start_month or later.",
        )


def _standing(each: Standing) -> StandingAnswer:
    count = each.count
    return StandingAnswer(
        month=count.month.isoformat()[:7],
        months_since_start=each.months,
        authorised=officers_text(count.authorised),
        deployable=None if count.deployable is None else officers_text(count.deployable),
        in_training=None if count.in_training is None else officers_text(count.in_training),
        extra=officers_text(each.extra),
        missing=officers_text(each.missing),
        funded_officers=each.funded,
        raised_pounds=pounds(each.raised),
        spent_pounds=pounds_or_none(each.spent),
        unspent_pounds=pounds_or_none(each.unspent),
    )


def _in_words(found: Tracked) -> str:
    last, promised = found.last, found.promise.promised
    stands = f"{last.count.authorised:g} of {promised:g} in post at the end of {last.count.month:%B %Y}"
    if found.met:
        return f"{stands}: the promise is met."
    if found.met_in is None:
        return f"{stands}: at the present rate the promise is never met."
    return f"{stands}: at the present rate it is met in {found.met_in:%B %Y}."


def _warnings(found: Tracked) -> list[str]:
    told, last, promise = [], found.last, found.promise
    sought = promise.promised - promise.strength_at_start
    if last.unspent is not None and last.unspent > 0:
        told.append(f"{sterling(last.unspent)} of the money raised for it is not spent on it.")
    if last.funded is not None and last.funded < sought:
        told.append(f"The money keeps {last.funded} for good, fewer than the {sought:g} promised.")
    if len(found.standings) == 1:
        told.append("The rate rests on one count and the strength at the start.")
    return told


@post(
    "/v1/uplifts/track",
    status_code=200,
    opt=documented(
        Operation(
            "trackPromise",
            "Officers",
            "Hold a promise against what came of it",
            "Officers promised, paid for, in training, in post and deployable by month; the money raised for them against what "
            "was spent; and when the promise is met at the present rate.",
            answer=TrackAnswer,
            body=TrackRequest,
            refusals=(MonthsOutOfOrder, RegisterVersionNotHeld),
            example={
                "start_month": "2016-02",
                "strength_at_start": "76",
                "promised_strength": "100",
                "promised_by_month": "2018-03",
                "raised_annual_pounds": "1200000",
                "cost_per_officer_pounds": "64624",
                "counts": [{"month": "2017-05", "authorised": "81"}],
            },
            example_of="Kent, 81 of 100",
        )
    ),
)
async def track_promise(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> TrackAnswer:
    """Answer how a promise stands."""
    return answer(await body_of(request, TrackRequest), register)


PROMISE_HANDLERS = [track_promise]
