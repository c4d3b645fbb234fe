"""What the futures of a plan are drawn from, in words."""

from __future__ import annotations

from precept.api.plan_simulation_answer import FactorDrawn, PlanSimulationAnswer


def drawn_in_words(found: PlanSimulationAnswer) -> str:
    """Every factor that is drawn, with the ends of its triangle and its most likely value."""
    each = [
        f"{_named(factor, len(found.years))} {factor.low}, {factor.most_likely}, {factor.high} {factor.unit.replace('_', ' ')}"
        for factor in _drawn(found)
    ]
    if not each:
        return "Nothing is drawn: every factor is known, or has a range of one value."
    return f"Drawn from triangular distributions; lowest, most likely and highest: {'; '.join(each)}."


def names_drawn(found: PlanSimulationAnswer) -> str:
    """The factors that are drawn, by name: "attrition, pass rate and grant growth (2017-18)"; empty where none is."""
    names = [_named(factor, len(found.years)) for factor in _drawn(found)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _drawn(found: PlanSimulationAnswer) -> list[FactorDrawn]:
    return [factor for factor in found.factors if factor.drawn_in != []]


def _named(factor: FactorDrawn, years: int) -> str:
    """A factor, with its years where it is drawn for some of the plan's alone."""
    name = factor.factor.replace("_", " ")
    return (
        name if factor.drawn_in is None or len(factor.drawn_in) == years else f"{name} ({', '.join(factor.drawn_in)})"
    )
