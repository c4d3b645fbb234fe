"""`/v1/timetable` and `/v1/panel-veto`: the days of a precept's year, and the panel's vote."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, Struct, UnsetType, structs

from precept.api.decoding import query_of
from precept.api.operations import Operation, documented
from precept.api.precept_wire import ten_thousandths
from precept.api.sheets import SheetSpec, Spreadsheets, Tables
from precept.api.text import BandDText, FinancialYearText
from precept.api.wire import Answer, Provenance, provenance_of
from precept.council_tax.timetable import (
    PANEL_REPORT,
    Direction,
    Veto,
    judge_veto,
    refuse_years_without_panels,
    timetable,
)
from precept.register.refusals import FigureNotHeld, MoreVotesThanMembers
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, exactly
from precept.register.years import FinancialYear
from precept.workings import Figure

TAG = "Precepts"
TIMETABLE = "/v1/timetable"
LARGEST_PANEL = 100
_QUERY = {"financial_year": "2026-27"}

CountryWord = Annotated[Literal["England", "Wales"], Meta(description="Whose steps: England's or those of Wales.")]


class TimetableQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which year's days."""

    financial_year: FinancialYearText
    country: CountryWord = "England"


class TimetableStepAnswer(Answer, frozen=True, kw_only=True):
    """One step: the day by which, before which or on which it is done; `opens_on` where the law gives a window.

    `last_working_day` is the last weekday on which it can be done; bank holidays are not looked at.
    """

    order: int
    step: str
    opens_on: str | None
    day: str
    weekday: str
    limit: Literal["by", "before", "between", "on"]
    at_weekend: bool
    last_working_day: str
    who: str
    what: str
    authority: str
    note: str | None


class TimetableAnswer(Answer, frozen=True, kw_only=True):
    """The days by which a precept is set, in order."""

    financial_year: str
    country: str
    steps: list[TimetableStepAnswer]
    warnings: list[str]
    provenance: Provenance


_OTHERWISE = {
    "England": ["London's days differ: its panel is the London Assembly; they are not held."],
    "Wales": ["By when Welsh councils fix their tax bases was not seen in the regulations: that step is not held."],
}


def answer(query: TimetableQuery, register: Register) -> TimetableAnswer:
    """From a query to the days of its year."""
    steps = timetable(FinancialYear.parse(query.financial_year), query.country, register)
    weekend = [each for each in steps if each.at_weekend]
    figures = tuple(
        Figure(
            each.step.step,
            each.day.isoformat(),
            "date",
            each.step.evidence.value,
            each.step.source,
            note=each.step.note,
        )
        for each in steps
    )
    return TimetableAnswer(
        financial_year=query.financial_year,
        country=query.country,
        steps=[
            TimetableStepAnswer(
                order=number,
                step=each.step.step,
                opens_on=each.opens.isoformat() if each.opens else None,
                day=each.day.isoformat(),
                weekday=each.day.strftime("%A"),
                limit=each.step.limit,
                at_weekend=each.at_weekend,
                last_working_day=each.last_working_day.isoformat(),
                who=each.step.who,
                what=each.step.what,
                authority=each.step.authority,
                note=each.step.note,
            )
            for number, each in enumerate(steps, start=1)
        ],
        warnings=[
            *_OTHERWISE[query.country],
            *(
                f"{each.last_day.isoformat()} ({each.step.step}) is a {each.last_day.strftime('%A')}: be done by "
                f"{each.last_working_day.isoformat()}."
                for each in weekend
            ),
        ],
        provenance=provenance_of(register, figures),
    )


@get(
    TIMETABLE,
    opt=documented(
        Operation(
            "getTimetable",
            TAG,
            "The days by which a precept is set",
            "Every step of the year in order: tax bases, the collection fund, the proposal, the panel's reports, the issue of "
            "the precept; with its statute, and the last working day where a day falls at a weekend.",
            answer=TimetableAnswer,
            query=TimetableQuery,
            refusals=(FigureNotHeld,),
            example=_QUERY,
        )
    ),
)
async def get_timetable(request: Request[Any, Any, Any], register: NamedDependency[Register]) -> TimetableAnswer:
    """Answer with the days of a year."""
    return answer(query_of(request, TimetableQuery), register)


def _tables(query: TimetableQuery, register: Register) -> Tables:
    found = answer(query, register)
    return Tables(
        title=f"Setting the police precept for {found.financial_year}: {found.country}",
        rows=([structs.astuple(each) for each in found.steps],),
        provenance=found.provenance,
        notes=tuple(found.warnings),
    )


_SPREADSHEETS = Spreadsheets(
    path=TIMETABLE,
    stem="Timetable",
    tag=TAG,
    title="The days by which a precept is set",
    query=TimetableQuery,
    sheets=(
        SheetSpec(
            "steps",
            "The days by which a precept is set",
            "One row a step, in order.",
            tuple(each.encode_name for each in structs.fields(TimetableStepAnswer)),
        ),
    ),
    tables=_tables,
    refusals=(FigureNotHeld,),
    example=_QUERY,
)


class VetoQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A vote of the panel on a proposed precept, and the revised band D that answers it."""

    financial_year: FinancialYearText
    members: Annotated[
        int, Meta(ge=1, le=LARGEST_PANEL, description="All the panel's current members, present or not.")
    ]
    votes: Annotated[int, Meta(ge=0, le=LARGEST_PANEL, description="Votes for the veto.")]
    direction: Annotated[
        Literal["too_high", "too_low"], Meta(description="Whether the precept is vetoed as too high or as too low.")
    ]
    proposed_band_d_pounds: BandDText
    revised_band_d_pounds: BandDText | UnsetType = UNSET
    report: Annotated[
        Literal["in_time", "late"],
        Meta(description="Whether the panel reported by 8 February; a veto after that has no effect."),
    ] = "in_time"


class VetoAnswer(Answer, frozen=True, kw_only=True):
    """Whether the veto has effect, and which way the revised precept must go.

    `revision_fits` is null where no revised band D is given, or none is needed.
    """

    financial_year: str
    members: int
    votes: int
    votes_needed: int
    enough_votes: bool
    in_time: bool
    report_due_on: str
    carried: bool
    proposed_band_d_pounds: str
    revised_must_be: Literal["lower", "higher"] | None
    revised_band_d_pounds: str | None
    revision_fits: bool | None
    explanation: str
    authority: str


@get(
    "/v1/panel-veto",
    opt=documented(
        Operation(
            "judgePanelVeto",
            TAG,
            "Whether a panel's veto has effect, and which way the revised precept must go",
            "A veto needs two thirds of all current members, not of those present, by 8 February. A precept vetoed as too high "
            "must be lower when revised, and one vetoed as too low higher.",
            answer=VetoAnswer,
            query=VetoQuery,
            refusals=(MoreVotesThanMembers, FigureNotHeld),
            example={
                "financial_year": "2026-27",
                "members": 14,
                "votes": 10,
                "direction": "too_low",
                "proposed_band_d_pounds": "308.23",
            },
        )
    ),
)
async def judge_panel_veto(request: Request[Any, Any, Any]) -> VetoAnswer:
    """Judge a vote."""
    query = query_of(request, VetoQuery)
    if query.votes > query.members:
        raise MoreVotesThanMembers(
            f"{query.votes} votes are more than {query.members} members.",
            field="votes",
            remedy="Give all the panel's current members, and the votes among them.",
        )
    year = FinancialYear.parse(query.financial_year)
    refuse_years_without_panels(year)
    due = dt.date(year.start, *PANEL_REPORT)
    veto = Veto(query.members, query.votes, Direction(query.direction), query.report == "in_time")
    proposed = exactly(Decimal(query.proposed_band_d_pounds), TEN_THOUSANDTHS)
    revised = ten_thousandths(query.revised_band_d_pounds)
    found = judge_veto(veto, proposed, revised)
    way: Literal["lower", "higher"] = "lower" if veto.direction is Direction.TOO_HIGH else "higher"
    return VetoAnswer(
        financial_year=query.financial_year,
        members=query.members,
        votes=query.votes,
        votes_needed=found.votes_needed,
        enough_votes=found.enough_votes,
        in_time=found.in_time,
        report_due_on=due.isoformat(),
        carried=found.carried,
        proposed_band_d_pounds=decimals(proposed, TEN_THOUSANDTHS),
        revised_must_be=way if found.carried else None,
        revised_band_d_pounds=None if revised is None else decimals(revised, TEN_THOUSANDTHS),
        revision_fits=found.revision_fits,
        explanation=_in_words(found.enough_votes, found.in_time, found.votes_needed, way),
        authority="Police Reform and Social Responsibility Act 2011, Schedule 5, paragraph 4; SI 2012/2271, regulations 3 to 6",
    )


def _in_words(enough: bool, in_time: bool, needed: int, way: str) -> str:
    if not enough:
        issued = "The proposed precept may be issued, or another that the panel recommended."
        return f"The veto fails: it needs {needed} votes. {issued}"
    if not in_time:
        return "The veto has no effect: the panel's report came after 8 February."
    return f"The veto has effect: the revised precept must be {way}. The panel reviews it by 22 February and cannot veto again."


TIMETABLE_HANDLERS = [get_timetable, *_SPREADSHEETS.handlers(), judge_panel_veto]
