"""Several increases side by side: what each raises beyond a freeze and beyond the plan, and what it leaves to be found.

One row an option, all assessed at once. Money in pence; `support` in ten-thousandths of a percent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from precept.council_tax.assess import assess_all
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind, PreceptProposal
from precept.register.refusals import Refusal


class RankBy(StrEnum):
    """What options are put in order of."""

    AS_GIVEN = "as_given"
    BAND_D = "band_d"
    EXTRA_INCOME = "extra_income"
    OFFICERS = "officers"
    GAP_LEFT = "gap_left"
    SUPPORT = "support"


@dataclass(frozen=True)
class Option:
    """One increase that is put forward, and the share of those asked who support it, where they were asked."""

    name: str
    increase: Increase
    support: int | None = None


@dataclass(frozen=True)
class Purposes:
    """What the money is for: the increase planned anyway, the gap to close before any increase, the cost of one officer."""

    baseline: Increase
    gap: int | None = None
    cost_of_officer: int | None = None


@dataclass(frozen=True)
class OptionRow:
    """One option with what it does. `officers` are whole officers that the income beyond the baseline pays for."""

    option: Option
    outcome: PreceptOutcome
    rank: int
    versus_freeze: int | None
    versus_baseline: int | None
    officers: int | None
    gap_left: int | None


def compare_options(
    proposal: PreceptProposal, options: Sequence[Option], purposes: Purposes, *, rank_by: RankBy, descending: bool
) -> tuple[PreceptOutcome, list[OptionRow]]:
    """Assess every option; answer the baseline, and the options in the order asked for.

    Equal options share a rank and keep the order they were given in; those without the figure come last.
    """
    increases = [Increase(IncreaseKind.FREEZE), purposes.baseline, *(option.increase for option in options)]
    freeze, baseline, *outcomes = _assess(proposal, increases)
    rows = [
        _row(option, outcome, freeze, baseline, purposes) for option, outcome in zip(options, outcomes, strict=True)
    ]
    return baseline, _ranked(rows, rank_by, descending=descending)


def _assess(proposal: PreceptProposal, increases: Sequence[Increase]) -> list[PreceptOutcome]:
    try:
        return assess_all([replace(proposal, increase=increase) for increase in increases])
    except Refusal as refusal:
        where = "baseline" if refusal.scenario == 1 else f"options[{refusal.scenario - 2}].increase"
        refusal.field = refusal.field.replace("increase", where, 1)
        raise


def _row(
    option: Option, outcome: PreceptOutcome, freeze: PreceptOutcome, baseline: PreceptOutcome, purposes: Purposes
) -> OptionRow:
    beyond_freeze, beyond_baseline = _beyond(outcome, freeze), _beyond(outcome, baseline)
    cost = purposes.cost_of_officer
    return OptionRow(
        option=option,
        outcome=outcome,
        rank=0,
        versus_freeze=beyond_freeze,
        versus_baseline=beyond_baseline,
        officers=None if beyond_baseline is None or cost is None else max(0, beyond_baseline) // cost,
        gap_left=None if beyond_freeze is None or purposes.gap is None else purposes.gap - beyond_freeze,
    )


def _beyond(outcome: PreceptOutcome, other: PreceptOutcome) -> int | None:
    if outcome.requirement is None or other.requirement is None:
        return None
    return outcome.requirement.precept - other.requirement.precept


def _ranked(rows: list[OptionRow], rank_by: RankBy, *, descending: bool) -> list[OptionRow]:
    if rank_by is RankBy.AS_GIVEN:
        return [replace(row, rank=place) for place, row in enumerate(rows, start=1)]
    sign = -1 if descending else 1
    measured = [(row, value) for row in rows if (value := _measure(row, rank_by)) is not None]
    without = [row for row in rows if _measure(row, rank_by) is None]
    measured.sort(key=lambda pair: sign * pair[1])
    ranked: list[OptionRow] = []
    for place, (row, value) in enumerate(measured, start=1):
        tied = place > 1 and measured[place - 2][1] == value
        ranked.append(replace(row, rank=ranked[-1].rank if tied else place))
    return [*ranked, *(replace(row, rank=len(measured) + 1) for row in without)]


def _measure(row: OptionRow, rank_by: RankBy) -> int | None:
    return {
        RankBy.AS_GIVEN: None,
        RankBy.BAND_D: row.outcome.band_d,
        RankBy.EXTRA_INCOME: row.versus_freeze,
        RankBy.OFFICERS: row.officers,
        RankBy.GAP_LEFT: row.gap_left,
        RankBy.SUPPORT: row.option.support,
    }[rank_by]
