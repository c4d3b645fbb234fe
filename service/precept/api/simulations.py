"""`/v1/uplifts/simulations`: what chance makes of an uplift, in whole officers from seeded draws."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import numpy as np
from litestar import Request as HttpRequest
from litestar import post
from litestar.di import NamedDependency
from msgspec import Meta

from precept.api.decoding import body_of
from precept.api.needs import NeedsRequest
from precept.api.officers_text import officers_text
from precept.api.operations import Operation, documented
from precept.api.pinning import refuse_other_version
from precept.api.wire import Answer, Provenance, provenance_of
from precept.register.refusals import AssumptionOutOfRange, AssumptionsConflict, RegisterVersionNotHeld
from precept.register.register import Register
from precept.uplift.costing import figures_of, in_callers_terms, notes_on, pipeline_assumptions
from precept.uplift.quantities import Whole
from precept.uplift.whole_officers import BLOCK, MOST_DRAWS, WholeRun, simulate

LEVELS = (5, 25, 50, 75, 95)
LARGEST_SEED = 2**32 - 1


class SimulationRequest(NeedsRequest, frozen=True, kw_only=True):
    """An uplift followed for so many months, so many times over; the same seed gives the same answer, byte for byte."""

    draws: Annotated[int, Meta(ge=1, le=MOST_DRAWS, description="How many times it is run.", examples=[1000])] = 1000
    seed: Annotated[int, Meta(ge=0, le=LARGEST_SEED, description="Names the draws.", examples=[2016])] = 2016


class Spread(Answer, frozen=True, kw_only=True):
    """Whole officers: the mean over the draws, and the number that so many percent of the draws do not exceed."""

    mean: str
    percentile_5: int
    percentile_25: int
    percentile_50: int
    percentile_75: int
    percentile_95: int


class SimulatedMonth(Answer, frozen=True, kw_only=True):
    """One month over all draws; `reached_percent` of them have had the strength sought by its end."""

    month: str
    authorised: Spread
    deployable: Spread
    reached_percent: str


class SimulationAnswer(Answer, frozen=True, kw_only=True):
    """What chance makes of the uplift. `block` draws have one stream of random numbers: the unit of replaying."""

    draws: int
    seed: int
    block: int
    authorised_sought: str
    months: list[SimulatedMonth]
    explanation: str
    warnings: list[str]
    provenance: Provenance


def answer(request: SimulationRequest, register: Register) -> SimulationAnswer:
    """From a request to the spread of its draws."""
    refuse_other_version(request.register_version, register)
    question = request.to_question(register)
    with in_callers_terms():
        assumptions = pipeline_assumptions(question)
        plan = question.plan(months=request.months)
        run = simulate(assumptions, plan, seed=request.seed, draws=request.draws)
    sought = float(plan.strength_at_start[0] + plan.extra_authorised_sought(assumptions.deployable_share)[0])
    reached = _reached(run, sought)
    months = [
        SimulatedMonth(
            month=question.month_text(number),
            authorised=_spread(run.authorised[:, number]),
            deployable=_spread(run.deployable[:, number]),
            reached_percent=officers_text(100 * float(reached[:, number].mean())),
        )
        for number in range(request.months)
    ]
    return SimulationAnswer(
        draws=request.draws,
        seed=request.seed,
        block=BLOCK,
        authorised_sought=officers_text(sought),
        months=months,
        explanation=_in_words(months[-1], sought, request.draws),
        warnings=[*notes_on(question), *_rounded(request.strength_at_start)],
        provenance=provenance_of(register, figures_of(question)),
    )


def _reached(run: WholeRun, sought: float) -> np.ndarray:
    """Whether each draw has had the strength sought by the end of each month."""
    reached: np.ndarray = np.logical_or.accumulate(run.authorised >= sought - 1e-6, axis=1)
    return reached


def _spread(officers: Whole) -> Spread:
    low, below, middle, above, high = (int(each) for each in np.percentile(officers, LEVELS, method="inverted_cdf"))
    return Spread(
        mean=officers_text(float(officers.mean())),
        percentile_5=low,
        percentile_25=below,
        percentile_50=middle,
        percentile_75=above,
        percentile_95=high,
    )


def _in_words(last: SimulatedMonth, sought: float, draws: int) -> str:
    spread = last.authorised
    middle = f"nine in ten of {draws:,} draws have {spread.percentile_5} to {spread.percentile_95} in post"
    return (
        f"At the end of {last.month} {middle}, half of them {spread.percentile_50} or fewer; {last.reached_percent}% have had "
        f"the {sought:.1f} sought."
    )


def _rounded(strength: str) -> list[str]:
    whole = float(strength).is_integer()
    return [] if whole else ["The strength at the start is rounded to whole officers."]


@post(
    "/v1/uplifts/simulations",
    status_code=200,
    opt=documented(
        Operation(
            "simulateUplift",
            "Officers",
            "What chance makes of an uplift",
            "The training pipeline in whole officers, so many times over from seeded draws: each leaver, pass and volunteer by "
            "chance. By month the mean and percentiles of authorised and deployable officers, and how many draws have got there.",
            answer=SimulationAnswer,
            body=SimulationRequest,
            refusals=(AssumptionOutOfRange, AssumptionsConflict, RegisterVersionNotHeld),
            example={"start_month": "2016-02", "officers": 24, "strength_at_start": "76", "months": 16, "draws": 1000},
            example_of="76 to 100, sixteen months",
        )
    ),
)
async def simulate_uplift(request: HttpRequest[Any, Any, Any], register: NamedDependency[Register]) -> SimulationAnswer:
    """Answer with the spread of the draws; off the event loop, as it takes up to a second."""
    asked = await body_of(request, SimulationRequest)
    return await asyncio.to_thread(answer, asked, register)


SIMULATION_HANDLERS = [simulate_uplift]
