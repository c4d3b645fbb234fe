"""The same pipeline in whole officers: what chance makes of an uplift, from seeded draws.

In a month each officer in post leaves with the month's share, each place that ends passes with the pass rate, volunteers
come in a Poisson number and each is selected with the selection rate; a fraction of a place or of a transfer is settled by
a draw, so that its mean is right. Everything else is the expected-value pipeline: the same order, the same limits.

Draws are numbered and cut into blocks of `BLOCK`. Each block has a stream of its own (Philox, keyed by the seed and the
block's number), so any split of the blocks over machines or threads gives the same numbers, and any draw can be had again
from its block alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from precept.uplift.assumptions import PipelineAssumptions
from precept.uplift.months import monthly_attrition
from precept.uplift.pathway import TrainingPathway, places_allowed_a_year
from precept.uplift.plan import Staffing, UpliftPlan
from precept.uplift.pool import Pool
from precept.uplift.quantities import MONTHS_A_YEAR, Expected, Whole

BLOCK = 256
MOST_DRAWS = 10_000


@dataclass(frozen=True, eq=False)
class WholeRun:
    """Whole officers by draw and month: arrays (N, M), stocks at the month's end.

    Every month authorised = authorised the month before - leavers + qualified + transfers.
    """

    authorised: Whole
    deployable: Whole
    leavers: Whole
    qualified: Whole
    transfers: Whole
    places: Whole


def simulate(assumptions: PipelineAssumptions, plan: UpliftPlan, *, seed: int, draws: int) -> WholeRun:
    """Run so many draws of one scenario; the strength at the start is rounded to whole officers."""
    blocks = [block(assumptions, plan, seed=seed, number=number) for number in range(-(-draws // BLOCK))]
    return WholeRun(
        **{
            name: np.concatenate([getattr(each, name) for each in blocks])[:draws]
            for name in WholeRun.__dataclass_fields__
        }
    )


def block(assumptions: PipelineAssumptions, plan: UpliftPlan, *, seed: int, number: int) -> WholeRun:
    """Run one block of draws, from its own stream."""
    chance = np.random.Generator(np.random.Philox(key=np.array([seed, number], dtype=np.uint64)))
    months = list(_months(assumptions, plan, chance))
    stacked = [np.stack(measure, axis=1) for measure in zip(*months, strict=True)]
    return WholeRun(*stacked)


def _months(
    assumptions: PipelineAssumptions, plan: UpliftPlan, chance: np.random.Generator
) -> Iterator[tuple[Whole, Whole, Whole, Whole, Whole, Whole]]:
    pathway = TrainingPathway.of(assumptions, plan.staffing)
    loss = float(monthly_attrition(assumptions.attrition)[0])
    pass_rate, share = float(pathway.pass_rate[0]), float(assumptions.deployable_share[0])
    transfers_sought = float(assumptions.net_transfers[0]) / MONTHS_A_YEAR
    wait = int(pathway.months_to_qualify[0])
    staying = 1.0 - loss
    kept_by_then = staying ** (wait - np.arange(1, wait + 1))[:, np.newaxis]
    transferred_by_then = transfers_sought * sum(staying**months for months in range(wait))
    start = float(plan.strength_at_start[0])
    sought = plan.authorised_sought(assumptions)[0]
    pool = Pool.of(assumptions.for_scenarios(BLOCK), plan.for_scenarios(BLOCK))
    strength = np.full(BLOCK, round(start), dtype=np.int64)
    finishing = np.zeros((plan.months + wait + 1, BLOCK), dtype=np.int64)
    for month in range(plan.months):
        qualified = chance.binomial(finishing[month], pass_rate)
        leavers = chance.binomial(strength, loss)
        before = strength - leavers + qualified
        transfers = np.maximum(_settled(np.full(BLOCK, transfers_sought), chance), -before)
        strength = before + transfers
        places = np.zeros(BLOCK, dtype=np.int64)
        left = None if pool is None else pool.after(month, qualified.astype(np.float64), strength.astype(np.float64))
        if bool(plan.is_intake_month(month, assumptions.intakes)[0]):
            in_post_by_then = (finishing[month + 1 : month + 1 + wait] * kept_by_then).sum(axis=0)
            by_then = strength * staying**wait + in_post_by_then * pass_rate + transferred_by_then
            asked = np.maximum(0.0, (sought[month] - by_then) / pass_rate)
            places = np.minimum(
                _settled(asked, chance), _allowed(assumptions, pathway, plan.staffing, strength, left, chance)
            )
            finishing[month + wait] = places
        yield strength, chance.binomial(strength, share), leavers, qualified, transfers, places


def _allowed(
    assumptions: PipelineAssumptions,
    pathway: TrainingPathway,
    staffing: Staffing,
    strength: Whole,
    pool: Expected | None,
    chance: np.random.Generator,
) -> Whole:
    """Places that every limit allows at this intake: volunteers by chance, the rest as the expected values have it."""
    intakes = float(assumptions.intakes[0])
    if staffing is Staffing.TRANSFEREE:
        selected = chance.poisson(float(assumptions.transferee_applicants[0]) / intakes, BLOCK)
    else:
        applied = chance.poisson(_volunteers(assumptions, pool) / intakes, BLOCK)
        selected = chance.binomial(applied, float(assumptions.selection_rate[0]))
    by_limit = places_allowed_a_year(_for_block(assumptions), _for_block_pathway(pathway), strength.astype(np.float64))
    others = np.minimum(by_limit[1:].min(axis=0) / intakes, float(MOST_DRAWS))
    least: Whole = np.minimum(selected, _settled(others, chance))
    return least


def _volunteers(assumptions: PipelineAssumptions, pool: Expected | None) -> Expected | float:
    """Volunteers a year in expectation: a share of the pool where one is given."""
    if pool is None or assumptions.volunteering_share is None:
        return float(assumptions.volunteers[0])
    return pool * float(assumptions.volunteering_share[0])


def _for_block(assumptions: PipelineAssumptions) -> PipelineAssumptions:
    return assumptions.for_scenarios(BLOCK)


def _for_block_pathway(pathway: TrainingPathway) -> TrainingPathway:
    return TrainingPathway(
        **{name: np.repeat(getattr(pathway, name), BLOCK) for name in TrainingPathway.__dataclass_fields__}
    )


def _settled(amount: Expected, chance: np.random.Generator) -> Whole:
    """Whole numbers with that mean: the fraction of each is settled by a draw."""
    down = np.floor(amount)
    whole: Whole = (down + (chance.random(amount.shape) < amount - down)).astype(np.int64)
    return whole
