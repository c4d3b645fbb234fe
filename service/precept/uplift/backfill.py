"""The recruits who fill the posts that firearms officers leave behind (cost model 3.7 and 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.uplift.pipeline import PipelineRun
from precept.uplift.plan import BackfillProgression, Staffing
from precept.uplift.quantities import MONTHS_A_YEAR, PAY_POINTS, TOP_POINT, Expected, Whole, added_in_order


@dataclass(frozen=True, eq=False)
class Backfill:
    """Expected recruits in posts left behind, by month; nothing throughout where the plan does not backfill."""

    in_post: Expected
    """Recruits in post at the month's end (S, M)."""
    hires: Expected
    """Recruits who join in the month (S, M)."""
    by_pay_point: Expected
    """Recruits in post at the month's end by pay point 0 to 7 (S, M, 8); over the points they add up to in_post."""
    response_shortfall: Expected
    """Posts in response that nobody working alone fills (S, M): what the uplift takes from the rest of the force."""


def run_backfill(run: PipelineRun) -> Backfill:
    """Follow the recruits behind the extra officers of a pipeline run.

    Posts are filled hire_lag months after they fall empty. Recruits join at the entry point and, unless progression is
    held, climb one point with every twelve months of service. When fewer are needed every month's joiners shrink in
    the same proportion. A transferee leaves no post behind.
    """
    extra, assumptions = run.extra_authorised, run.assumptions
    if run.plan.staffing is not Staffing.CONVERT_AND_BACKFILL:
        nobody = np.zeros_like(extra)
        shortfall = extra if run.plan.staffing is Staffing.CONVERT else nobody
        return Backfill(nobody, nobody, np.zeros((*extra.shape, PAY_POINTS)), shortfall)
    in_post = months_later(extra, assumptions.hire_lag)
    before = months_later(in_post, np.ones_like(assumptions.hire_lag))
    hires = np.maximum(0.0, in_post - before)
    climbing = run.plan.backfill_progression is BackfillProgression.CLIMBING
    independent = np.minimum(in_post, months_later(in_post, assumptions.to_independent))
    return Backfill(
        in_post=in_post,
        hires=hires,
        by_pay_point=_by_pay_point(hires, kept_share(in_post, before), assumptions.entry_point, climbing=climbing),
        response_shortfall=extra - independent,
    )


def months_later(stock: Expected, lag: Whole) -> Expected:
    """Return a stock (S, M) as it stood each scenario's number of months before; nothing before the first month."""
    months = np.arange(stock.shape[1])
    source = months - lag[:, np.newaxis]
    as_it_stood: Expected = np.where(source >= 0, np.take_along_axis(stock, np.maximum(source, 0), axis=1), 0.0)
    return as_it_stood


def kept_share(in_post: Expected, before: Expected) -> Expected:
    """Return the share of the month before's recruits who are still needed: 1 unless the stock falls."""
    share: Expected = np.divide(in_post, before, out=np.ones_like(in_post), where=in_post < before)
    return share


def _by_pay_point(hires: Expected, kept: Expected, entry_point: Whole, *, climbing: bool) -> Expected:
    scenarios, months = hires.shape
    every_scenario = np.arange(scenarios)
    joined = np.zeros((months, scenarios))
    """Recruits still in post, by the month in which they joined."""
    by_point = np.zeros((scenarios, months, PAY_POINTS))
    for month in range(months):
        joined[:month] *= kept[:, month]
        joined[month] = hires[:, month]
        for years, last_joined in enumerate(range(month, -1, -MONTHS_A_YEAR)):
            first_joined = max(0, last_joined - MONTHS_A_YEAR + 1)
            officers = added_in_order(joined[first_joined : last_joined + 1])
            point = np.minimum(TOP_POINT, entry_point + years) if climbing else entry_point
            by_point[every_scenario, month, point] += officers
    return by_point
