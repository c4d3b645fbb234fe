"""From a question about a table to a verdict on each of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from precept.council_tax.assess import assess_all
from precept.council_tax.gather import gather
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import LARGEST_BAND_D, Increase, IncreaseKind, PreceptProposal
from precept.council_tax.reconcile.beside import Beside
from precept.council_tax.reconcile.cells import UNITS, Measure, ReconcileQuestion
from precept.council_tax.reconcile.patterns import Pattern, patterns_of
from precept.council_tax.reconcile.printed import Printed, Unit, read
from precept.council_tax.reconcile.standing import Standing
from precept.council_tax.reconcile.surroundings import Surroundings, surroundings_of
from precept.council_tax.reconcile.verdicts import Judged, Placed, VerdictOnCell, explain_all, judge_all
from precept.register.refusals import FigureNotHeld, Refusal
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, decimals
from precept.workings import Figure
from precept.workings.figures import given

IncreaseFrom = Literal["request", "table", "register", "options"]
LEAST_PRIOR_BAND_D = TEN_THOUSANDTHS
"""£1: a smaller band D of last year is not one."""


@dataclass(frozen=True)
class TakenIncrease:
    """The increase that a table is held against, where it was found, and the figures that say so."""

    increase: Increase
    found_in: IncreaseFrom
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Reconciliation:
    """The verdicts, in the order of the cells; `outcome` is that of the table's own increase."""

    outcome: PreceptOutcome
    increase_from: IncreaseFrom
    judged: list[Judged]
    patterns: list[Pattern]
    warnings: list[str]
    figures: tuple[Figure, ...]

    def count(self, verdict: VerdictOnCell) -> int:
        """Count the cells with that verdict."""
        return sum(each.verdict is verdict for each in self.judged)


def reconcile(question: ReconcileQuestion, register: Register) -> Reconciliation:
    """Hold every cell against what the rules give; a named refusal where the table's increase is not known.

    A table whose band D is not the register's may be of a proposal, or have it misprinted: it is held against its own
    band D, unless more of its cells are right by the register's.
    """
    proposal = _proposal(question, register)
    around = surroundings_of(proposal, register)
    tables = [_held_against(each, question, proposal, around) for each in _increases(question, proposal, around)]
    taken, outcome, judged = min(tables, key=lambda table: _wrong(table[2]))
    judged = explain_all(judged)
    used = [figure for each in judged for cause in each.causes for figure in cause.figures]
    return Reconciliation(
        outcome,
        taken.found_in,
        judged,
        patterns_of(judged),
        _warnings(question, outcome, around, taken.found_in),
        (*proposal.figures, *taken.figures, *used),
    )


def _held_against(
    taken: TakenIncrease, question: ReconcileQuestion, proposal: PreceptProposal, around: Surroundings
) -> tuple[TakenIncrease, PreceptOutcome, list[Judged]]:
    outcomes = _outcomes(question, replace(proposal, increase=taken.increase))
    return taken, outcomes[0], judge_all(_placed(question, outcomes, around))


def _wrong(judged: Sequence[Judged]) -> int:
    return sum(each.verdict is VerdictOnCell.WRONG for each in judged)


def _proposal(question: ReconcileQuestion, register: Register) -> PreceptProposal:
    """Complete the terms from the register; last year's band D, where it is not held, from the table."""
    try:
        return gather(question.precept, register)
    except FigureNotHeld as refusal:
        printed = _amount(question, Measure.PRIOR_BAND_D)
        if refusal.field != "prior_band_d_pounds" or printed is None or printed < LEAST_PRIOR_BAND_D:
            raise
        return gather(replace(question.precept, prior_band_d=printed), register)


def _increases(question: ReconcileQuestion, proposal: PreceptProposal, around: Surroundings) -> list[TakenIncrease]:
    """Take the increase of the request, else the table's own band D, else the register's, else the table's increase."""
    if question.increase is not None:
        return [TakenIncrease(question.increase, "request")]
    found = []
    band_d, held = _amount(question, Measure.BAND_D), around.band_d
    if band_d is not None and band_d >= 0:
        figure = given("band_d_of_the_table", decimals(band_d, TEN_THOUSANDTHS), "pounds_a_year")
        found.append(TakenIncrease(Increase(IncreaseKind.BAND_D, band_d), "table", (figure,)))
    if held is not None:
        amount = held.value * TEN_THOUSANDTHS
        registered = Increase(IncreaseKind.BAND_D, amount.numerator // amount.denominator)
        if registered not in [each.increase for each in found]:
            found.append(TakenIncrease(registered, "register", (held.figure,)))
    if found:
        return found
    cash = _amount(question, Measure.INCREASE)
    if cash is not None and 0 <= proposal.prior_band_d + cash <= LARGEST_BAND_D:
        figure = given("increase_of_the_table", decimals(cash, TEN_THOUSANDTHS), "pounds_a_year")
        return [TakenIncrease(Increase(IncreaseKind.CASH, cash), "table", (figure,))]
    if all(cell.option is not None or cell.measure is Measure.SUM for cell in question.cells):
        return [TakenIncrease(Increase(IncreaseKind.FREEZE), "options")]
    raise FigureNotHeld(
        f"The table prints no band D, and none is held for {proposal.area.name} in {proposal.year}.",
        field="increase",
        remedy="Give increase, or a cell with the measure band_d.",
    )


def _amount(question: ReconcileQuestion, measure: Measure) -> int | None:
    """Read what the table prints for its own band D, last year's, or the increase, in ten-thousandths of a pound."""
    for cell in question.cells:
        if cell.measure is not measure or cell.option is not None:
            continue
        printed = _pounds(cell.printed, cell.unit or UNITS[measure].usual)
        if printed is not None:
            return printed
    return None


def _pounds(text: str, usual: Unit) -> int | None:
    found: Printed = read(text, "pounds", usual)
    amount: Fraction = found.value * TEN_THOUSANDTHS
    whole = amount.denominator == 1 and found.unit.kind == "pounds"
    return amount.numerator if whole and abs(amount) <= LARGEST_BAND_D else None


def _outcomes(question: ReconcileQuestion, proposal: PreceptProposal) -> list[PreceptOutcome]:
    """Assess the table's increase, every option and the plan, all at once."""
    options = list(dict.fromkeys(cell.option for cell in question.cells if cell.option is not None))
    plans = [] if question.baseline is None else [question.baseline]
    asked = [proposal.increase, *options, *plans]
    try:
        return assess_all([replace(proposal, increase=each) for each in asked])
    except Refusal as refusal:
        if refusal.scenario:
            refusal.field = _field(question, asked[refusal.scenario], planned=refusal.scenario > len(options))
        raise


def _field(question: ReconcileQuestion, increase: Increase, *, planned: bool) -> str:
    if planned:
        return "baseline"
    return f"cells[{next(at for at, cell in enumerate(question.cells) if cell.option == increase)}].option"


def _placed(question: ReconcileQuestion, outcomes: Sequence[PreceptOutcome], around: Surroundings) -> list[Placed]:
    """Give every cell the figures of its own row, and the options beside it."""
    plan = None if question.baseline is None else outcomes[-1]
    rows = outcomes[:-1] if plan else outcomes
    standings = [Standing(each, plan) for each in rows]
    percent = _printed_percent(question)
    besides = [Beside(around, (), percent)] + [
        Beside(around, tuple(standings[near] for near in (at - 1, at + 1) if 0 < near < len(standings)))
        for at in range(1, len(standings))
    ]
    options = {each.outcome.proposal.increase: at for at, each in enumerate(standings[1:], start=1)}
    places = [0 if cell.option is None else options[cell.option] for cell in question.cells]
    return [Placed(cell, standings[at], besides[at]) for cell, at in zip(question.cells, places, strict=True)]


def _printed_percent(question: ReconcileQuestion) -> Fraction | None:
    """The increase in percent as the table prints it."""
    for cell in question.cells:
        if cell.measure is Measure.INCREASE_PERCENT and cell.option is None:
            found = read(cell.printed, "percent", cell.unit or UNITS[cell.measure].usual)
            if found.unit.kind == "percent" and abs(found.value) <= 100:  # noqa: PLR2004 - percent
                return found.value
    return None


def _warnings(
    question: ReconcileQuestion, outcome: PreceptOutcome, around: Surroundings, increase_from: IncreaseFrom
) -> list[str]:
    """Say where the table and the register do not agree on the band D itself, and what was given for nothing."""
    found = []
    held = around.band_d
    printed = _amount(question, Measure.BAND_D)
    if held is not None and increase_from == "register" and printed not in (None, outcome.band_d):
        found.append(
            f"The table's band D is £{decimals(printed or 0, TEN_THOUSANDTHS)}; more of its cells are right by the "
            f"£{held.figure.value} that the register holds for {outcome.proposal.year}, which they are held against."
        )
    if held is not None and increase_from == "table" and held.value != Fraction(outcome.band_d, TEN_THOUSANDTHS):
        found.append(
            f"The table's band D is £{decimals(outcome.band_d, TEN_THOUSANDTHS)}; the register holds £{held.figure.value} "
            f"for {outcome.proposal.year}. The cells are held against the table's own."
        )
    idle = [at for at, cell in enumerate(question.cells) if cell.parts and cell.measure is not Measure.SUM]
    if idle:
        found.append(f"Parts are read for sums alone; those of cell {idle[0]} are not used.")
    return found
