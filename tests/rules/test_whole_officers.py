"""The pipeline in whole officers: it balances, repeats itself, and its mean is the expected-value pipeline's."""

from __future__ import annotations

import numpy as np
import pytest
from tests.rules.test_uplift_pipeline import DEFAULTS

from precept.uplift import PipelineAssumptions, Staffing, UpliftPlan, run_pipeline
from precept.uplift.whole_officers import BLOCK, WholeRun, block, simulate

PLAN = UpliftPlan.of(24, strength_at_start=76, months=60, staffing=Staffing.CONVERT)


def assumptions(**changed: float) -> PipelineAssumptions:
    return PipelineAssumptions.from_values({**DEFAULTS, **changed})


def balances(run: WholeRun, start: int) -> bool:
    before = np.concatenate([np.full((run.authorised.shape[0], 1), start), run.authorised[:, :-1]], axis=1)
    return bool((before - run.leavers + run.qualified + run.transfers == run.authorised).all())


@pytest.mark.parametrize("staffing", list(Staffing))
@pytest.mark.parametrize(
    "changed", [{}, {"attrition": 0.9}, {"net_transfers": -40}, {"net_transfers": 7}, {"wait_months": 6}]
)
def test_joiners_leavers_and_stock_balance_in_every_month_of_every_draw(
    staffing: Staffing, changed: dict[str, float]
) -> None:
    plan = UpliftPlan.of(24, strength_at_start=76, months=60, staffing=staffing)
    run = simulate(assumptions(**changed), plan, seed=1, draws=600)
    assert balances(run, 76)
    assert run.authorised.min() >= 0
    assert (run.deployable <= run.authorised).all()
    assert (run.leavers <= np.concatenate([np.full((600, 1), 76), run.authorised[:, :-1]], axis=1)).all()


def test_the_same_seed_gives_the_same_draws_and_another_seed_gives_others() -> None:
    one, same, other = (simulate(assumptions(), PLAN, seed=seed, draws=300) for seed in (7, 7, 8))
    assert np.array_equal(one.authorised, same.authorised)
    assert not np.array_equal(one.authorised, other.authorised)


def test_more_draws_leave_the_first_ones_as_they_were_and_any_block_can_be_had_alone() -> None:
    few, many = (simulate(assumptions(), PLAN, seed=7, draws=draws) for draws in (300, 1_000))
    assert np.array_equal(few.authorised, many.authorised[:300])
    alone = block(assumptions(), PLAN, seed=7, number=2)
    assert np.array_equal(alone.deployable, many.deployable[2 * BLOCK : 3 * BLOCK])


def test_without_chance_the_whole_officers_are_the_expected_ones() -> None:
    certain = assumptions(
        attrition=0,
        pass_rate=1,
        selection_rate=1,
        net_transfers=0,
        deployable_share=1,
        volunteers=9_999,
        instructors=99,
    )
    run, expected = simulate(certain, PLAN, seed=3, draws=50), run_pipeline(certain, PLAN)
    assert np.array_equal(run.authorised, np.broadcast_to(expected.authorised[0].astype(np.int64), (50, 60)))


@pytest.mark.parametrize("changed", [{}, {"attrition": 0.13}, {"pass_rate": 0.75}])
def test_where_volunteers_always_bind_the_mean_is_the_expected_value_within_its_error(
    changed: dict[str, float],
) -> None:
    """With 400 sought no intake asks for less than volunteers allow, and classes hold them all: nothing bends the mean."""
    terms = assumptions(class_size=60, instructors=60, **changed)
    plan = UpliftPlan.of(400, strength_at_start=76, months=36, staffing=Staffing.CONVERT)
    run, expected = simulate(terms, plan, seed=11, draws=4_000), run_pipeline(terms, plan)
    error = run.authorised.std(axis=0) / np.sqrt(4_000)
    away = np.abs(run.authorised.mean(axis=0) - expected.authorised[0])
    assert (away <= 4 * error + 1e-9).all()


def test_with_the_defaults_the_mean_lies_a_little_below_the_expected_value() -> None:
    """Chance bends it: a class that is full loses the volunteers beyond it, and an empty month gives none back."""
    run, expected = simulate(assumptions(), PLAN, seed=5, draws=4_000), run_pipeline(assumptions(), PLAN)
    bias = run.authorised.mean(axis=0) - expected.authorised[0]
    assert -1.5 < bias[-1] < 0
    assert abs(bias[11]) < 0.5
