"""`precept sensitivity`: what moves a plan most, from a file; its answer, its tornado, its sentence and its table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from precept.api.sensitivity import FactorTried, MeasureWord, UnitEffectAnswer, answer
from precept.api.sheets import SheetSpec
from precept.charts.chart import Chart, Unit
from precept.charts.tornado import Moved, tornado
from precept.council_tax.gather import gather
from precept.files.answers import Sheet, Written
from precept.files.questions import PlanFile, read_question, refused_in_words
from precept.register.register import Register

_SUBJECTS = {
    "gap_in_last_year": "gap in the last year",
    "gap_over_the_plan": "gap over the plan",
    "general_reserve": "general reserve on the last 31 March",
    "deployable": "deployable officers on the last 31 March",
}


def tried(path: Path, measure: MeasureWord | None, register: Register) -> tuple[Written, Chart]:
    """Read a plan, try its factors, and lay out the answer with its tornado; Stopped in words where there is none."""
    request = read_question(path, PlanFile)
    if measure is not None:
        request = structs.replace(request, measure=measure)
    with refused_in_words(path):
        found = answer(request, register)
        area = gather(request.to_question(register).precept, register).area.name
    subject = _SUBJECTS[found.measure]
    officers = found.measure == "deployable"
    chart = tornado(
        f"{area}: {subject}, each factor alone",
        f"{area}'s {subject}" + (" (below nothing, money is left)" if subject.startswith("gap") else ""),
        Unit.OFFICERS if officers else Unit.POUNDS,
        found.central,
        [_moved(each, found.measure, officers=officers) for each in found.factors],
    )
    sheets = (_sheet("factors", "Each factor alone", found.factors), _sheet("units", "What one unit does", found.units))
    return Written(chart.title, found, sheets, found.provenance, tuple(found.warnings)), chart


def _moved(each: FactorTried, measure: str, *, officers: bool) -> Moved:
    unit = "" if officers else "_pounds"
    at_low, at_high = (getattr(each, f"{measure}_at_{end}{unit}") for end in ("low", "high"))
    return Moved(each.factor, each.unit, each.low, each.high, at_low, at_high)


def _sheet(name: str, title: str, rows: Sequence[FactorTried] | Sequence[UnitEffectAnswer]) -> Sheet:
    kind = FactorTried if name == "factors" else UnitEffectAnswer
    spec = SheetSpec(name, title, "In the order of the answer.", kind.__struct_fields__)
    return Sheet(spec, [msgspec.structs.astuple(each) for each in rows])
