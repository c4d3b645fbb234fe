"""Whole officers from seeded draws agree with officers simulated one at a time, within the sampling error of both."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from tests.reference import simulation as reference
from tests.reference.test_reference import DEFAULTS as THEIR_DEFAULTS
from tests.rules.test_uplift_pipeline import DEFAULTS

from precept.uplift import PipelineAssumptions, Staffing, UpliftPlan
from precept.uplift.whole_officers import simulate

F = Fraction
THEIRS, OURS, MONTHS = 300, 6_000, 36
CASES: dict[str, dict[str, float]] = {
    "the class binds": {"volunteers": 4_000, "selection_rate": 1, "class_size": 6, "instructors": 60},
    "the class binds and a third leave": {
        "volunteers": 4_000, "selection_rate": 1, "class_size": 6, "instructors": 60, "attrition": 0.3,
    },
    "instructors bind": {"volunteers": 4_000, "selection_rate": 1, "class_size": 60, "instructors": 5},
    "volunteers bind": {"volunteers": 40, "selection_rate": 0.25, "class_size": 60, "instructors": 60},
    "a pool runs dry": {
        "selection_rate": 0.5, "class_size": 60, "instructors": 60, "pool_officers": 90, "volunteering_share": 0.8,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_simulations_have_the_same_mean_in_every_month_within_their_errors(name: str) -> None:
    case = CASES[name]
    whole = ("class_size", "instructors")
    pool = {key: F(str(case[key])) for key in ("pool_officers", "volunteering_share") if key in case}
    theirs = replace(
        THEIR_DEFAULTS,
        officers=F(400),
        months=MONTHS,
        mode="convert",
        pool=reference.Pool(pool["pool_officers"], pool["volunteering_share"]) if pool else None,
        **{key: F(int(value)) if key in whole else F(str(value)) for key, value in case.items() if key not in pool},  # type: ignore[arg-type]
    )
    months = reference.mean_of(theirs, range(THEIRS))
    plan = UpliftPlan.of(400, strength_at_start=76, months=MONTHS, staffing=Staffing.CONVERT)
    run = simulate(PipelineAssumptions.from_values({**DEFAULTS, **case}), plan, seed=20160204, draws=OURS)
    assert len(months) == MONTHS
    for number, month in enumerate(months):
        for count in ("authorised", "deployable", "leavers", "qualified", "places"):
            ours = getattr(run, count)[:, number]
            error = np.hypot(float(ours.std()) / np.sqrt(OURS), float(month.counts[count].standard_error))
            away = abs(float(ours.mean()) - float(month.counts[count].mean))
            assert away <= 4.5 * error + 1e-9, (count, number, away, error)
