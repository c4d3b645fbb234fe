"""The stages of a pathway as the pipeline ran them, each with the parameters that govern it (register: pathway-stages)."""

from __future__ import annotations

from dataclasses import dataclass

from precept.register.register import Register
from precept.register.role_records import PathwayStage
from precept.register.tables import PATHWAY_STAGES
from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.plan import Staffing
from precept.uplift.question import UpliftQuestion


@dataclass(frozen=True)
class StageUsed:
    """One stage, and what governed it: the name, the value used and the unit of each parameter."""

    name: str
    what: str
    used: tuple[tuple[str, float, str], ...]


def stages_of(question: UpliftQuestion, assumptions: PipelineAssumptions, register: Register) -> tuple[StageUsed, ...]:
    """List the stages of the question's pathway in order, with the values that the pipeline used."""
    pathway = Staffing.CONVERT if question.staffing is Staffing.CONVERT_AND_BACKFILL else question.staffing
    rows = [row for row in register.tables[PATHWAY_STAGES.name].rows if row.pathway == pathway.value]
    return tuple(StageUsed(row.stage, row.what, _used(row, question, assumptions)) for row in rows)


def _used(
    row: PathwayStage, question: UpliftQuestion, assumptions: PipelineAssumptions
) -> tuple[tuple[str, float, str], ...]:
    named = [row.months_parameter, row.share_parameter, *(row.capacity_parameters or "").split(";")]
    names = [name for name in named if name]
    if question.pool is not None and "volunteers" in names:
        return (
            ("officers_past_probation", float(question.pool.officers), "officers"),
            ("volunteering_share", _in_force(assumptions, "volunteering_share"), "share_a_year"),
        )
    parameters = question.assumptions.parameters
    return tuple((name, _in_force(assumptions, name), parameters[name].parameter.unit) for name in names)


def _in_force(assumptions: PipelineAssumptions, name: str) -> float:
    return float(getattr(assumptions, name)[0])
