"""Questions about a published table on the wire, and the verdicts on its cells."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from precept.api.precept_answer import BandDAnswer, PoliceAreaAnswer
from precept.api.precept_wire import AboutPrecept, IncreaseRequest, RoundingRequest, increase_of, known
from precept.api.text import Name, written
from precept.api.wire import Answer, Provenance, Request, days_of, provenance_of
from precept.council_tax.proposal import Increase, IncreaseKind
from precept.council_tax.reconcile.answer import IncreaseFrom, Reconciliation
from precept.council_tax.reconcile.causes import Cause, CauseName
from precept.council_tax.reconcile.cells import Cell, Measure, ReconcileQuestion
from precept.council_tax.reconcile.printed import PRINTED, Unit
from precept.council_tax.reconcile.verdicts import Judged, VerdictOnCell
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals

MOST_CELLS, MOST_PARTS = 500, 40
NO_INCREASE = Increase(IncreaseKind.FREEZE)
"""What stands in a question until the table's own increase is found."""

PrintedText = Annotated[
    str,
    written(
        PRINTED,
        "A figure as it is printed: £204.58, 84p, 3.4%, £2.9m, £664,000, £4.4 million, 596,086.84, (12.3) or -5.00.",
        "£204.58",
    ),
]
MeasureText = Annotated[
    str,
    written(
        f"({'|'.join(Measure)})",
        f"What the figure is a figure of: {', '.join(Measure)}.",
        "band_charge",
        enum=list(Measure),
    ),
]
BandText = Annotated[
    str,
    written("[A-I]", "A valuation band, A to H, and I in Wales; D where none is given.", "A", enum=list("ABCDEFGHI")),
]
UnitText = Annotated[
    str,
    written(
        f"({'|'.join(Unit)})",
        "What a figure without a sign of its own (£, p, %, k, m) is in: pence for weekly_increase and daily_increase, else "
        f"pounds, percent or equivalents by its measure. One of {', '.join(Unit)}.",
        "million_pounds",
        enum=list(Unit),
    ),
]


class CellRequest(Request, frozen=True, kw_only=True):
    """One printed figure.

    `authority` is the code or the name of a billing authority; `option` the increase of this row, in a table of options;
    `parts` the printed figures that a `sum` is the total of; `label` is the caller's own and comes back as it is.
    """

    measure: MeasureText
    printed: PrintedText
    band: BandText | UnsetType = UNSET
    authority: Name | UnsetType = UNSET
    option: IncreaseRequest | UnsetType = UNSET
    unit: UnitText | UnsetType = UNSET
    parts: Annotated[list[PrintedText], Meta(min_length=1, max_length=MOST_PARTS)] | UnsetType = UNSET
    label: Name | UnsetType = UNSET

    def to_cell(self) -> Cell:
        """Read the cell into exact units."""
        return Cell(
            Measure(self.measure),
            self.printed,
            known(self.band),
            known(self.authority),
            None if isinstance(self.option, UnsetType) else increase_of(self.option),
            None if isinstance(self.unit, UnsetType) else Unit(self.unit),
            tuple(known(self.parts) or ()),
            known(self.label),
        )


class ReconcileRequest(AboutPrecept, frozen=True, kw_only=True):
    """A published table of one police area for one year."""

    increase: (
        Annotated[
            IncreaseRequest,
            Meta(description="The increase of the table; left out, its own band D is read, or else the register's."),
        ]
        | UnsetType
    ) = UNSET
    baseline: (
        Annotated[IncreaseRequest, Meta(description="The planned increase that extra_over_plan is measured from.")]
        | UnsetType
    ) = UNSET
    cells: Annotated[list[CellRequest], Meta(min_length=1, max_length=MOST_CELLS)]

    def to_question(self, register: Register) -> ReconcileQuestion:
        """Read the texts into exact units."""
        increase = None if isinstance(self.increase, UnsetType) else increase_of(self.increase)
        return ReconcileQuestion(
            self.question_of(increase or NO_INCREASE, register),
            tuple(each.to_cell() for each in self.cells),
            increase,
            None if isinstance(self.baseline, UnsetType) else increase_of(self.baseline),
        )


class CauseAnswer(Answer, frozen=True, kw_only=True):
    """A calculation that gives what is printed; `figure` is what it gives before rounding, in the printed unit.

    `slips` is 2 where it takes a wrong rounding besides: two mistakes at once, and so the less likely.
    """

    cause: CauseName
    sentence: str
    figure: str | None
    slips: int


class CellAnswer(Answer, frozen=True, kw_only=True):
    """The verdict on one cell. `printed_value`, `precision`, `expected`, `exact` and `difference` are in `unit`.

    `precision` is what the last printed digit is worth, `expected` what should be printed to that precision, `exact` the
    figure itself to four decimals more, `difference` the printed less the expected. `causes` has the likeliest first.
    """

    index: int
    measure: str
    band: str | None
    authority: str | None
    label: str | None
    printed: str
    unit: str
    printed_value: str
    precision: str
    verdict: VerdictOnCell
    expected: str | None
    exact: str | None
    difference: str | None
    likely_cause: CauseName | None
    causes: list[CauseAnswer]
    note: str | None


class CountsAnswer(Answer, frozen=True, kw_only=True):
    """How many cells have which verdict."""

    cells: int
    right: int
    right_within_rounding: int
    wrong: int
    cannot_say: int


class PatternAnswer(Answer, frozen=True, kw_only=True):
    """A cause that explains two wrong cells of one measure, or more; `cells` are their indexes."""

    cause: CauseName
    measure: str
    cells: list[int]
    wrong: int
    checked: int
    sentence: str


class ReconcileAnswer(Answer, frozen=True, kw_only=True):
    """A verdict on every cell, in the order of the request.

    `increase_from` says where the increase was found: in the request, in the table, in the register, or only in the
    options of its rows, and then `band_d` is null.
    """

    police_area: PoliceAreaAnswer
    financial_year: str
    starts_on: str
    ends_on: str
    increase_from: IncreaseFrom
    band_d: BandDAnswer | None
    summary: CountsAnswer
    patterns: list[PatternAnswer]
    cells: list[CellAnswer]
    rounding: RoundingRequest
    warnings: list[str]
    provenance: Provenance


def reconcile_answer(found: Reconciliation, register: Register) -> ReconcileAnswer:
    """Write the verdicts as they go out."""
    outcome, proposal = found.outcome, found.outcome.proposal
    starts_on, ends_on = days_of(proposal.year)
    policy = proposal.rounding
    return ReconcileAnswer(
        police_area=PoliceAreaAnswer(code=proposal.area.code, name=proposal.area.name, country=proposal.area.country),
        financial_year=str(proposal.year),
        starts_on=starts_on,
        ends_on=ends_on,
        increase_from=found.increase_from,
        band_d=None
        if found.increase_from == "options"
        else BandDAnswer(
            prior_pounds=decimals(proposal.prior_band_d, TEN_THOUSANDTHS),
            proposed_pounds=decimals(outcome.band_d, TEN_THOUSANDTHS),
            increase_pounds=decimals(outcome.increase, TEN_THOUSANDTHS),
            increase_percent=decimals(outcome.increase_percent, TEN_THOUSANDTHS, least=4),
        ),
        summary=CountsAnswer(
            cells=len(found.judged),
            right=found.count(VerdictOnCell.RIGHT),
            right_within_rounding=found.count(VerdictOnCell.RIGHT_WITHIN_ROUNDING),
            wrong=found.count(VerdictOnCell.WRONG),
            cannot_say=found.count(VerdictOnCell.CANNOT_SAY),
        ),
        patterns=[
            PatternAnswer(
                cause=each.cause,
                measure=each.measure.value,
                cells=list(each.cells),
                wrong=each.wrong,
                checked=each.checked,
                sentence=each.sentence,
            )
            for each in found.patterns
        ],
        cells=[_cell(index, each) for index, each in enumerate(found.judged)],
        rounding=RoundingRequest(
            band_d=policy.band_d.value,
            bands_from=policy.bands_from.value,
            authority_precepts=policy.authority_precepts.value,
            instalments=policy.instalments,
        ),
        warnings=found.warnings,
        provenance=provenance_of(register, found.figures),
    )


def _cell(index: int, judged: Judged) -> CellAnswer:
    cell, printed, expected = judged.cell, judged.printed, judged.expected
    return CellAnswer(
        index=index,
        measure=cell.measure.value,
        band=cell.band,
        authority=cell.authority,
        label=cell.label,
        printed=cell.printed,
        unit=printed.unit.value,
        printed_value=printed.write(printed.value),
        precision=printed.write(printed.step),
        verdict=judged.verdict,
        expected=_written(judged, expected),
        exact=None if judged.found is None else printed.write(judged.found.value, more=4),
        difference=None if expected is None else _written(judged, printed.value - expected),
        likely_cause=judged.causes[0].name if judged.causes else None,
        causes=[_cause(judged, each) for each in judged.causes],
        note=judged.note,
    )


def _cause(judged: Judged, cause: Cause) -> CauseAnswer:
    figure = None if cause.figure is None else judged.printed.write(cause.figure, more=4)
    return CauseAnswer(cause=cause.name, sentence=cause.sentence, figure=figure, slips=cause.slips)


def _written(judged: Judged, amount: Fraction | None) -> str | None:
    """Write an amount as finely as the cell is printed; a sum's parts may be printed more finely than the sum."""
    return None if amount is None else judged.printed.write(amount)
