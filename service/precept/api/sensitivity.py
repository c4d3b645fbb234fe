"""`/v1/funding/sensitivity`: what moves a medium-term plan most, where it breaks even, and two factors at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any, Literal

import numpy as np
from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import UNSET, Meta, UnsetType, field

from precept.api.decoding import body_of
from precept.api.gap_text import gap_text
from precept.api.officers_text import officers_text, plain_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN, PLAN_REFUSALS
from precept.api.precept_wire import known
from precept.api.text import written
from precept.api.wire import Answer, Provenance, Request, provenance_of
from precept.funding.plan.assess import PlanOutcome, meaning_something, plan
from precept.funding.plan.factors import Factor, bounds_of, decided_of, factors_of
from precept.funding.plan.sensitivity import Measure, Tried, measures_of, try_factors, try_two, unit_effects
from precept.register.refusals import AssumptionOutOfRange, within
from precept.register.register import Register
from precept.register.units import pounds, sterling
from precept.uplift.bounds import Bounds
from precept.workings import Figure

FactorName = Annotated[
    Literal[
        "pay_award", "price_growth", "tax_base_growth", "grant_growth", "increments", "collection_fund",
        "pass_rate", "attrition", "volunteers", "selection_rate", "net_transfers", "class_size", "instructors", "intakes",
        "conversion_pass_rate", "transferee_applicants", "start_delay", "band_d",
    ],
    Meta(
        description="A rate of the plan, moved by points; the share of the collection fund; a parameter of the uplift; the "
        "months by which it begins late; or, in sensitivity alone, the pounds by which each year's increase in band D is more."
    ),
]  # fmt: skip
MeasureWord = Annotated[
    Literal["gap_in_last_year", "gap_over_the_plan", "general_reserve", "deployable"],
    Meta(
        description="What is looked at: a gap, the general reserve on the last 31 March, or deployable officers then."
    ),
]
ValueText = Annotated[
    str,
    written(
        r"(0(\.[0-9]{1,4})?|-?0\.[0-9]{0,3}[1-9]|-?[1-9][0-9]{0,4}(\.[0-9]{1,4})?)",
        "A number from -99999.9999 to 99999.9999, up to four decimals.",
        "0.45",
    ),
]
MOST_STEPS = 11


class RangeRequest(Request, frozen=True, kw_only=True):
    """A range of the caller's own for one factor, in place of the register's."""

    factor: FactorName
    low: ValueText
    high: ValueText


class GridRequest(Request, frozen=True, kw_only=True):
    """Two factors to move together, so many values of each from end to end of its range."""

    first: FactorName
    second: FactorName
    steps: Annotated[int, Meta(ge=2, le=MOST_STEPS)] = 5


class SensitivityRequest(PlanAsked, frozen=True, kw_only=True):
    """A plan, and what to try on it: all factors that mean something to it, over their stated ranges, unless others are given.

    `band_d` moves each year's increase by so many pounds, in no year below a freeze or over the limit; what the plan itself asks
    for stays. It is tried where every year has a limit.
    """

    measure: MeasureWord = "gap_in_last_year"
    ranges: Annotated[list[RangeRequest], Meta(max_length=16)] = field(default_factory=list)
    grid: GridRequest | UnsetType = UNSET


class FactorTried(Answer, frozen=True, kw_only=True):
    """One factor alone, the plan otherwise as asked: what comes at either end of its range.

    `swing` is what lies between the ends, in the unit of the measure asked for; `breaks_even_at` the value at which that
    measure is nearest to nothing where it changes sign, to four decimals, or to the whole number or the penny of what is counted
    so; where it is nothing over a stretch of values, the end from which it is so. Null where that is not within the range.
    Officers are null without an uplift.
    """

    factor: str
    unit: str
    central: str
    low: str
    high: str
    gap_in_last_year_at_low_pounds: str
    gap_in_last_year_at_high_pounds: str
    gap_over_the_plan_at_low_pounds: str
    gap_over_the_plan_at_high_pounds: str
    general_reserve_at_low_pounds: str
    general_reserve_at_high_pounds: str
    deployable_at_low: str | None
    deployable_at_high: str | None
    swing: str
    breaks_even_at: str | None


class UnitEffectAnswer(Answer, frozen=True, kw_only=True):
    """What one unit of something does to the gap; below nothing where it closes it."""

    what: str
    first_year_pounds: str
    last_year_pounds: str


class GridAnswer(Answer, frozen=True, kw_only=True):
    """The measure at each value of the first factor (rows) and of the second (columns): pounds, or officers."""

    first: str
    second: str
    first_values: list[str]
    second_values: list[str]
    rows: list[list[str]]


class SensitivityAnswer(Answer, frozen=True, kw_only=True):
    """What moves the plan most, first; a gap may be below nothing, where money is left."""

    measure: str
    central: str
    explanation: str
    factors: list[FactorTried]
    units: list[UnitEffectAnswer]
    grid: GridAnswer | None
    warnings: list[str]
    provenance: Provenance


def answer(request: SensitivityRequest, register: Register) -> SensitivityAnswer:
    """From a request to what moves the plan."""
    with within("precept"):
        refuse_other_version(request.precept.register_version, register)
    outcome = plan(request.to_question(register), request.to_rates(), register)
    measure = Measure(request.measure)
    if measure is Measure.DEPLOYABLE and outcome.run.people is None:
        raise AssumptionOutOfRange(
            "The plan has no uplift, so no officers to look at.",
            field="measure",
            remedy="Give uplift, or another measure.",
        )
    factors = factors_over(outcome, request.ranges, register, decided_of(outcome.run.path))
    with meaning_something():
        tried = try_factors(outcome, list(factors.values()), measure)
        grid = _grid(request, outcome, factors, measure)
        units = unit_effects(outcome)
    central = float(measures_of(outcome.run)[measure][0])
    figures = (*outcome.terms.figures, *(range_figure(each.factor) for each in tried))
    return SensitivityAnswer(
        measure=measure.value,
        central=_measured(central, measure),
        explanation=_in_words(outcome, tried, measure, central),
        factors=[_tried(each, measure) for each in tried],
        units=[
            UnitEffectAnswer(
                what=each.name, first_year_pounds=pounds(each.first_year), last_year_pounds=pounds(each.last_year)
            )
            for each in units
        ],
        grid=grid,
        warnings=list(outcome.warnings),
        provenance=provenance_of(register, figures),
    )


def factors_over(
    outcome: PlanOutcome, ranges: list[RangeRequest], register: Register, decided: tuple[Factor, ...] = ()
) -> dict[str, Factor]:
    """Every factor that means something to a plan, by name, over the caller's range where one is given."""
    factors = {each.name: each for each in (*factors_of(outcome.terms, register), *decided)}
    for place, own in enumerate(ranges):
        if any(own.factor == before.factor for before in ranges[:place]):
            raise AssumptionOutOfRange(
                f"The range of {own.factor} is given twice.",
                field=f"ranges[{place}]",
                remedy="Give one range a factor.",
            )
        known_factor = _named(factors, own.factor, f"ranges[{place}]")
        bounds = bounds_of(own.factor, outcome.terms)
        if known_factor in decided:
            bounds = Bounds(known_factor.low, known_factor.high)
        factors[own.factor] = _over(known_factor, own, f"ranges[{place}]", bounds)
    return factors


def _named(factors: dict[str, Factor], name: str, where: str) -> Factor:
    if name not in factors:
        raise AssumptionOutOfRange(
            f"{name} means nothing to this plan.",
            field=where,
            remedy=f"Give one of {', '.join(factors)}.",
        )
    return factors[name]


def _over(factor: Factor, own: RangeRequest, where: str, bounds: Bounds) -> Factor:
    """The factor over the caller's range: as unsure in every year as the caller says."""
    low, high = float(Decimal(own.low)), float(Decimal(own.high))
    if low > high:
        raise AssumptionOutOfRange(
            f"The range of {own.factor} ends below where it begins.",
            field=where,
            remedy="Give low no higher than high.",
        )
    if not bounds.hold(np.array([low, high])):
        raise AssumptionOutOfRange(
            f"The range of {own.factor} goes beyond what means anything.",
            field=where,
            remedy=f"Give low and high {bounds.in_words}.",
        )
    return replace(factor, low=low, high=high, source=None, note="the range given", settled=())


def _grid(
    request: SensitivityRequest, outcome: PlanOutcome, factors: dict[str, Factor], measure: Measure
) -> GridAnswer | None:
    asked = known(request.grid)
    if asked is None:
        return None
    first, second = _named(factors, asked.first, "grid.first"), _named(factors, asked.second, "grid.second")
    if first.name == second.name:
        raise AssumptionOutOfRange("A grid takes two factors.", field="grid.second", remedy="Give another factor.")
    found = try_two(outcome, first, second, asked.steps, measure)
    return GridAnswer(
        first=first.name,
        second=second.name,
        first_values=[plain_text(each) for each in found.first_values],
        second_values=[plain_text(each) for each in found.second_values],
        rows=[[_measured(float(each), measure) for each in row] for row in found.measured],
    )


def _measured(value: float, measure: Measure) -> str:
    return officers_text(value) if measure is Measure.DEPLOYABLE else pounds(round(value))


def _tried(each: Tried, measure: Measure) -> FactorTried:
    ends = {
        f"{name.value}_at_{end}_pounds": pounds(round(at[name]))
        for end, at in (("low", each.at_low), ("high", each.at_high))
        for name in Measure
        if name is not Measure.DEPLOYABLE
    }
    deployable = (at.get(Measure.DEPLOYABLE) for at in (each.at_low, each.at_high))
    at_low, at_high = (None if value is None else officers_text(value) for value in deployable)
    break_even = each.breaks_even_at
    return FactorTried(
        factor=each.factor.name,
        unit=each.factor.unit,
        central=plain_text(each.factor.central),
        low=plain_text(each.factor.low),
        high=plain_text(each.factor.high),
        **ends,
        deployable_at_low=at_low,
        deployable_at_high=at_high,
        swing=_measured(each.swing(measure), measure),
        breaks_even_at=None if break_even is None else plain_text(break_even),
    )


def range_figure(factor: Factor) -> Figure:
    """The range that a factor is tried over, as a figure that the answer rests on."""
    return Figure(
        f"range_of_{factor.name}",
        plain_text(factor.central),
        factor.unit,
        "assumption" if factor.source else "given",
        factor.source,
        note=factor.note,
        low=plain_text(factor.low),
        high=plain_text(factor.high),
    )


def _in_words(outcome: PlanOutcome, tried: tuple[Tried, ...], measure: Measure, central: float) -> str:
    most, last = tried[0], outcome.question.financial_years[-1]
    ends = " to ".join(_state(at[measure], measure) for at in (most.at_low, most.at_high))
    now = _state(central, measure, " is ")
    said = {
        Measure.GAP_IN_LAST_YEAR: f"In {last} {now}",
        Measure.GAP_OVER_THE_PLAN: f"Over the plan {now}",
        Measure.GENERAL_RESERVE: f"On 31 March {last.ends_on.year} the general reserve is {now}",
        Measure.DEPLOYABLE: f"On 31 March {last.ends_on.year} deployable officers are {now}",
    }[measure]
    return (
        f"{said}. {most.factor.name} moves it most: {ends} as it goes from {plain_text(most.factor.low)} to "
        f"{plain_text(most.factor.high)} {most.factor.unit}."
    )


def _state(value: float, measure: Measure, verb: str = " ") -> str:
    """What is measured, as a sentence says it."""
    if measure is Measure.DEPLOYABLE:
        return officers_text(value)
    return sterling(round(value)) if measure is Measure.GENERAL_RESERVE else gap_text(round(value), verb)


@post(
    "/v1/funding/sensitivity",
    status_code=200,
    opt=documented(
        Operation(
            "tryFundingFactors",
            "Funding",
            "What moves a medium-term plan most, and where it breaks even",
            "Each factor alone over its stated range, the one that moves the plan most first (a tornado's data), the value at "
            "which the plan breaks even, what £1 or 1 % of band D, tax base, grant and pay is worth, and two factors at once.",
            answer=SensitivityAnswer,
            body=SensitivityRequest,
            refusals=PLAN_REFUSALS,
            example={**KENT_PLAN, "grid": {"first": "pay_award", "second": "grant_growth", "steps": 3}},
            example_of="Kent, from its printed budget of 2019-20",
        )
    ),
)
async def try_funding_factors(
    request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]
) -> SensitivityAnswer:
    """Answer what moves a plan."""
    return answer(await body_of(request, SensitivityRequest), register)


SENSITIVITY_HANDLERS = [try_funding_factors]
