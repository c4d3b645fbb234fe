"""Referendums on the wire: an excessive increase, its substitute, and what hangs on the vote."""

from __future__ import annotations

from msgspec import UNSET, UnsetType, field, structs

from precept.api.precept_answer import PreceptAnswer, pounds_or_none, precept_answer
from precept.api.precept_wire import IncreaseRequest, PreceptRequest, ToMaximum
from precept.api.sheets import SheetSpec, Tables
from precept.api.text import PoundsText
from precept.api.wire import Answer, Provenance, Request, SourceAnswer, provenance_of
from precept.council_tax.ballot import Ballot
from precept.council_tax.bands import by_week
from precept.council_tax.outcome import BandCharge
from precept.council_tax.regimes import regime_of
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, half_up, pounds, tenths
from precept.workings import Figure

WORDING = "localgov-bedfordshire-ballot-2015"
"""Where the only ballot paper there has been is quoted."""


class ReferendumRequest(Request, frozen=True, kw_only=True):
    """An increase, and what applies if the vote is lost: the most that is allowed, unless another increase is given.

    What the poll and the second bills cost may be given; otherwise they are assumptions from what has been published.
    """

    precept: PreceptRequest
    substitute: IncreaseRequest = field(default_factory=ToMaximum)
    poll_cost_pounds: PoundsText | UnsetType = UNSET
    rebilling_cost_pounds: PoundsText | UnsetType = UNSET


class BallotBandAnswer(Answer, frozen=True, kw_only=True):
    """What one band pays for the police, a year: last year, if most vote yes, if most vote no, and the difference."""

    band: str
    prior_pounds: str
    if_yes_pounds: str
    if_no_pounds: str
    difference_pounds: str
    difference_weekly_pence: str
    if_yes_increase_pounds: str
    if_no_increase_pounds: str


class ReferendumCostAnswer(Answer, frozen=True, kw_only=True):
    """What the vote costs the preceptor, and what it stands to win or lose by it."""

    poll_pounds: str
    rebilling_pounds: str
    at_stake_pounds: str | None
    first_year_if_won_pounds: str | None
    first_year_if_lost_pounds: str | None
    break_even_chance_percent: str | None


class BallotPaperAnswer(Answer, frozen=True, kw_only=True):
    """The question in the words of the only ballot paper so far, and the cash figures that it left out."""

    question: list[str]
    in_cash: list[str]
    wording_source: SourceAnswer


class ReferendumCalculation(Answer, frozen=True, kw_only=True):
    """Whether a vote is needed; the increase beside its substitute; the costs; the ballot's figures in cash.

    `needed` is null where no limit is held; without a vote there are no bands, no ballot and no costs of the first year.
    `at_stake_pounds` is the precept under the increase less that under the substitute, every year;
    `break_even_chance_percent` the chance of winning from which the first year alone pays.
    """

    needed: bool | None
    explanation: str
    costs: ReferendumCostAnswer
    bands: list[BallotBandAnswer]
    ballot: BallotPaperAnswer | None
    warnings: list[str]
    proposed: PreceptAnswer
    substitute: PreceptAnswer
    provenance: Provenance


def referendum_answer_of(ballot: Ballot, figures: tuple[Figure, ...], register: Register) -> ReferendumCalculation:
    """Write a ballot as it goes out."""
    proposed, substitute = (
        precept_answer(each, register, workings=False) for each in (ballot.proposed, ballot.substitute)
    )
    chance = ballot.break_even_chance
    return ReferendumCalculation(
        needed=ballot.proposed.verdict.excessive,
        explanation=_in_words(ballot),
        costs=ReferendumCostAnswer(
            poll_pounds=pounds(ballot.costs.poll),
            rebilling_pounds=pounds(ballot.costs.rebilling),
            at_stake_pounds=pounds_or_none(ballot.at_stake) if ballot.needed else None,
            first_year_if_won_pounds=pounds_or_none(ballot.first_year_if_won),
            first_year_if_lost_pounds=pounds_or_none(ballot.first_year_if_lost),
            break_even_chance_percent=None if chance is None else decimals(chance, TEN_THOUSANDTHS, least=4),
        ),
        bands=[
            _band(yes, no) for yes, no in zip(ballot.proposed.bands, ballot.substitute.bands, strict=True) if ballot.needed
        ],
        ballot=_paper(ballot, register) if ballot.needed else None,
        warnings=[*_doubts(proposed.regime.kind), *proposed.warnings],
        proposed=proposed,
        substitute=substitute,
        provenance=provenance_of(register, figures),
    )  # fmt: skip


def _in_words(ballot: Ballot) -> str:
    excessive = ballot.proposed.verdict.excessive
    if excessive is None:
        return f"Whether a vote is needed is not known. {ballot.proposed.proposal.limit.reason}"
    if not excessive:
        return "The increase is not excessive: no vote is needed, and nothing is at stake."
    told = "The increase is excessive: it is collected from April, put to the vote, and falls to the substitute if it is lost."
    if ballot.at_stake is not None and ballot.break_even_chance is None:
        return f"{told} Even won, the first year does not pay for the poll."
    return told


def _doubts(kind: str | None) -> list[str]:
    if kind == "greater_london_authority":
        return [
            "The vote would be on the Greater London Authority's whole amounts, adjusted and unadjusted: see precepts/london."
        ]
    if kind == "mayor":
        return [
            "The police component has a question of its own; the mayor's other components are not in these figures."
        ]
    return []


def _band(yes: BandCharge, no: BandCharge) -> BallotBandAnswer:
    difference = yes.charge - no.charge
    return BallotBandAnswer(
        band=yes.band,
        prior_pounds=pounds(yes.prior_charge),
        if_yes_pounds=pounds(yes.charge),
        if_no_pounds=pounds(no.charge),
        difference_pounds=pounds(difference),
        difference_weekly_pence=tenths(by_week(difference)),
        if_yes_increase_pounds=pounds(yes.increase),
        if_no_increase_pounds=pounds(no.increase),
    )


def _paper(ballot: Ballot, register: Register) -> BallotPaperAnswer:
    proposal = ballot.proposed.proposal
    regime = regime_of(proposal.area.code, proposal.area.country, proposal.year, register)
    body = f"{regime.body or 'the local policing body'} ({proposal.area.name})"
    begins = f"1st April {proposal.year.start}"
    yes, no = (_one_decimal(each.increase_percent) for each in (ballot.proposed, ballot.substitute))
    row = register.source(WORDING)
    band_d = next(
        pair for pair in zip(ballot.proposed.bands, ballot.substitute.bands, strict=True) if pair[0].band == "D"
    )
    weekly = [tenths(each.increase_weekly) for each in band_d]
    return BallotPaperAnswer(
        question=[
            f"Part of the council tax in your area goes to {body}.",
            f"For the financial year beginning on {begins} {body} has set an increase of {yes}% in the amount it charges.",
            f"If most voters choose 'yes', the increase will be {yes}%.",
            f"If most voters choose 'no', the increase will be {no}%.",
            f"Do you want {body} to increase the amount it charges by {yes}%?",
        ],
        in_cash=[
            "These are increases in the police part of the bill, not in the whole of it.",
            f"Yes: £{pounds(band_d[0].increase)} a year more for band D, {weekly[0]}p a week.",
            f"No: £{pounds(band_d[1].increase)} a year more for band D, {weekly[1]}p a week.",
        ],
        wording_source=SourceAnswer(source=row.source, publisher=row.publisher, title=row.title, url=row.url),
    )


def _one_decimal(percent: int) -> str:
    return tenths(half_up(percent, 1_000))


REFERENDUM_SHEETS = (
    SheetSpec(
        "bands",
        "What each band pays for the police, if most vote yes and if most vote no",
        "One row a valuation band, lowest first, pounds a year.",
        tuple(each.encode_name for each in structs.fields(BallotBandAnswer)),
    ),
)


def referendum_tables(found: ReferendumCalculation) -> Tables:
    """Lay the ballot's figures out as a table."""
    own, other = found.provenance, found.proposed.provenance
    provenance = Provenance(
        calculation_version=own.calculation_version,
        register_version=own.register_version,
        figures=[*own.figures, *other.figures],
        sources=list({each.source: each for each in (*own.sources, *other.sources)}.values()),
    )
    return Tables(
        title=f"{found.proposed.police_area.name}: referendum on the police precept {found.proposed.financial_year}",
        rows=([structs.astuple(each) for each in found.bands],),
        provenance=provenance,
        notes=(found.explanation, *_ballot_notes(found.ballot), *_cost_notes(found.costs), *found.warnings),
    )


def _ballot_notes(ballot: BallotPaperAnswer | None) -> list[str]:
    return [*ballot.question, *ballot.in_cash] if ballot else []


def _cost_notes(costs: ReferendumCostAnswer) -> list[str]:
    return [f"{name.replace('_', ' ')}: {value}" for name, value in structs.asdict(costs).items() if value is not None]
