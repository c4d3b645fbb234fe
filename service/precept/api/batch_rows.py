"""From rows to their answers: each row is read alone, and all that can be read are worked out together, in blocks."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import msgspec
from msgspec import Meta, structs

from precept.api.batch_wire import (
    COLUMNS,
    COUNTS,
    BatchRow,
    BatchRowAnswer,
    assumptions_of,
    on_costs_of,
)
from precept.api.officers_text import officers_text
from precept.api.precept_query import increase_from
from precept.api.precept_wire import increase_of, pence_or_none
from precept.api.problems import BAD_REQUEST, TITLES, TYPE_BASE
from precept.api.wrong_field import field_and_words
from precept.council_tax.proposal import Increase
from precept.funding.assess import FundingOutcome
from precept.funding.batch import FundingBatch
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.register.refusals import Refusal
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds

Cells = Mapping[str, object]
"""One row as it was sent, by column."""

BLOCK = 2_000
"""Rows worked out together: what bounds the memory of a long table."""
LONGEST_NAME = 80
MOST_KEPT = 2_000
MOST_INCREASES = 10_000
NOT_IN_CONTRACT = TYPE_BASE + TITLES[BAD_REQUEST][0]
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_NAME = re.compile(r"[^\[]*")
_IN_A_PART = re.compile(
    r"\b(?:(?:precept|uplift|on_costs)\.)+(?=[a-z])|, or (?:precept\.)?billing_authorities with theirs"
)
"""What the words of the single call name and a table has no column for."""
_REQUIRED = frozenset(each.name for each in structs.fields(BatchRow) if each.required)
_LIMITS = {
    each.name: meta
    for each in structs.fields(BatchRow)
    for meta in get_args(each.type)
    if each.name in COUNTS and isinstance(meta, Meta)
}
_NOT_EXACT = (
    'Expected text: in JSON in quotes, such as "3.4"; in Parquet a column of text or decimals, not of floating point.'
)
_NOT_A_NUMBER = "This is not a number (NaN): give text or a decimal."
_FIRST_OF = {"firing_range": "range_days_a_year", "pool": "officers_past_probation"}
"""Parts of the single request that take two columns, by the first of them."""


class BatchOfRows:
    """Answers rows of one register; what rows have in common is read once."""

    def __init__(self, register: Register) -> None:
        """Nothing is read yet."""
        self.register = register
        self._batch = FundingBatch(register)
        self._templates: dict[Hashable, FundingQuestion] = {}
        self._increases: dict[str, Increase] = {}

    def answers(self, rows: Sequence[Cells], first: int = 1) -> Iterator[BatchRowAnswer]:
        """Answer every row in its order, counted from `first`."""
        for start in range(0, len(rows), BLOCK):
            yield from self._block(rows[start : start + BLOCK], first + start)

    def answers_by_block(self, blocks: Iterable[Sequence[Cells]]) -> Iterator[list[BatchRowAnswer]]:
        """Answer every row of blocks that come one after another."""
        first = 1
        for rows in blocks:
            yield [*self.answers(rows, first)]
            first += len(rows)

    def _block(self, rows: Sequence[Cells], first: int) -> Iterator[BatchRowAnswer]:
        read = [_row_of(cells) for cells in rows]
        questions = [self._question(row) for row in read if isinstance(row, BatchRow)]
        outcomes = iter(self._batch.assess(questions))
        for number, (cells, row) in enumerate(zip(rows, read, strict=True), start=first):
            if not isinstance(row, BatchRow):
                yield _refused(number, cells, NOT_IN_CONTRACT, *row)
                continue
            outcome = next(outcomes)
            if isinstance(outcome, Refusal):
                detail = f"{outcome.detail} {_IN_A_PART.sub('', outcome.remedy)}"
                yield _refused(number, cells, TYPE_BASE + outcome.slug, column_of(outcome.field), detail)
            else:
                yield _answered(number, cells, outcome)

    def _question(self, row: BatchRow) -> FundingQuestion:
        """Read a row as the single request is read, once for all rows that differ only in increases, officers and strength."""
        key = (
            row.police_area,
            row.area_name,
            row.country,
            row.financial_year,
            row.prior_band_d_pounds,
            row.tax_base,
            row.prior_tax_base,
            row.limit,
            row.band_d_rounding,
            row.role,
            row.counted_as,
            row.staffing,
            row.start_month,
            row.years,
            row.parameter_set,
            row.intake_months,
            row.range_days_a_year,
            row.students_per_range_day,
            row.officers_past_probation,
            row.volunteering_share,
            on_costs_of(row),
            assumptions_of(row),
        )
        template = self._templates.get(key)
        if template is None:
            if len(self._templates) >= MOST_KEPT:
                self._templates.clear()
            template = self._templates[key] = row.to_request().to_question(self.register)
        return replace(
            template,
            precept=replace(template.precept, increase=self._increase(row.increase)),
            baseline=self._increase(row.baseline),
            uplift=replace(template.uplift, officers=row.officers, strength_at_start=Decimal(row.strength_at_start)),
            other_funding=tuple(_other_funding(row)),
        )

    def _increase(self, text: str) -> Increase:
        found = self._increases.get(text)
        if found is None:
            if len(self._increases) >= MOST_INCREASES:
                self._increases.clear()
            found = self._increases[text] = increase_of(increase_from(text))
        return found


def column_of(field: str) -> str:
    """The column that a field of the single request stands in: a row is flat."""
    parts = [_NAME.match(part) for part in field.removeprefix("precept.").removeprefix("uplift.").split(".")]
    names = [found.group() for found in parts if found]
    columns = [_FIRST_OF.get(name, name) for name in reversed(names)]
    return next((column for column in columns if column in KNOWN), columns[-1])


def _other_funding(row: BatchRow) -> Iterator[OtherFunding]:
    """The money from elsewhere, a line for what comes every year and one for what comes once."""
    sums = ((Recurrence.RECURRING, row.recurring_funding_pounds), (Recurrence.ONE_OFF, row.one_off_funding_pounds))
    for recurrence, text in sums:
        pence = pence_or_none(text)
        if pence is not None:
            yield OtherFunding(recurrence.value, pence, recurrence, "other")


def as_text(cells: Cells) -> dict[str, object]:
    """A row of a table as a row of JSON: whole numbers where they are counted, text everywhere else, nothing left out."""
    said: dict[str, object] = {}
    for name, value in cells.items():
        if value is None or value == "":
            continue
        counted = name in COUNTS
        text = format(value.normalize(), "f") if isinstance(value, Decimal) else value
        if isinstance(text, str):
            said[name] = int(text) if counted and _WHOLE_NUMBER.fullmatch(text) else text
        elif isinstance(value, float) and value.is_integer():
            said[name] = int(value) if counted else str(int(value))
        elif isinstance(value, int) and not isinstance(value, bool) and not counted:
            said[name] = str(value)
        else:
            said[name] = value
    return said


def _row_of(cells: Cells) -> BatchRow | tuple[str, str]:
    """Read a row; or the column that is wrong, and what would be right. Not-a-number says nothing where nothing need be said."""
    given = {name: value for name, value in cells.items() if value is not None}
    try:
        row = msgspec.convert(given, BatchRow)
    except msgspec.ValidationError as error:
        name, words = field_and_words(error, BatchRow)
        cell = given.get(name)
        if isinstance(cell, float) and math.isnan(cell) and name not in _REQUIRED:
            return _row_of({**given, name: None})
        return name, _right(name, cell, words)
    return row.wanting() or row


def _right(name: str, cell: object, words: str) -> str:
    """What would be right in a cell that is there; `words` are those of a field of JSON."""
    if name in COUNTS and cell is not None and not (isinstance(cell, str) and _WHOLE_NUMBER.fullmatch(cell)):
        return f"Expected a whole number from {_LIMITS[name].ge} to {_LIMITS[name].le:,}."
    if isinstance(cell, float):
        return _NOT_A_NUMBER if math.isnan(cell) else _NOT_EXACT
    return words


def _name_of(cells: Cells) -> str | None:
    name = cells.get("scenario")
    return name[:LONGEST_NAME] if isinstance(name, str) else None


def _refused(number: int, cells: Cells, kind: str, field: str, detail: str) -> BatchRowAnswer:
    return BatchRowAnswer(row=number, scenario=_name_of(cells), error_type=kind, error_field=field, error_detail=detail)


def _answered(number: int, cells: Cells, outcome: FundingOutcome) -> BatchRowAnswer:
    precept, verdict, found = outcome.precept, outcome.precept.verdict, outcome.affordability
    run, reached = outcome.uplift.run, outcome.uplift.month_reached
    raised = precept.requirement
    return BatchRowAnswer(
        row=number,
        scenario=_name_of(cells),
        proposed_band_d_pounds=decimals(precept.band_d, TEN_THOUSANDTHS),
        increase_percent=decimals(precept.increase_percent, TEN_THOUSANDTHS, least=4),
        precept_pounds=None if raised is None else pounds(raised.precept),
        versus_freeze_pounds=pounds(outcome.income.versus_freeze),
        versus_baseline_pounds=pounds(outcome.income.versus_baseline),
        excessive=verdict.excessive,
        maximum_band_d_pounds=_band_d(verdict.maximum_band_d),
        headroom_pounds=_band_d(verdict.headroom),
        sustainable_officers=found.sustainable,
        affordable_in_year_officers=found.affordable_in_year,
        deliverable_officers=found.deliverable,
        binding_constraint=found.binding.value,
        authorised_at_end=officers_text(float(run.authorised[0, -1])),
        deployable_at_end=officers_text(float(run.deployable[0, -1])),
        gap_first_year_pounds=pounds(outcome.years[0].gap),
        gap_last_year_pounds=pounds(outcome.years[-1].gap),
        reached_in_month=None if reached is None else outcome.question.uplift.month_text(reached),
    )


def _band_d(value: int | None) -> str | None:
    return None if value is None else decimals(value, TEN_THOUSANDTHS)


KNOWN = frozenset(COLUMNS)
"""Every column that a table may have."""
