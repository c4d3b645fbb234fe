"""The recruits who fill the posts that firearms officers leave behind (cost model 3.7 and 6.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from precept.uplift.pipeline import PipelineRun
from precept.uplift.plan import BackfillProgression, Staffing
from precept.uplift.quantities import MONTHS_A_YEAR, PAY_POINTS, TOP_POINT, Expected, Whole


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

    A post left behind is filled hire_lag months after it falls empty, and stays filled: the dips between intakes hire
    and fire nobody. Recruits join at the entry point and climb one point with every twelve months of service. With
    progression held (the simplification of cost model 6.6) as many recruits as there are extra officers are paid, up
    and down, all at the entry point. Where recruits come
    first, all are hired at once, whatever comes of the courses. A transferee leaves no post behind.
    """
    extra, assumptions = run.extra_authorised, run.assumptions
    if not run.plan.staffing.hires:
        nobody = np.zeros_like(extra)
        left_behind = run.plan.staffing is Staffing.CONVERT and not run.plan.keeps_post
        shortfall = extra if left_behind else nobody
        return Backfill(nobody, nobody, np.zeros((*extra.shape, PAY_POINTS)), shortfall)
    behind = extra
    if run.plan.staffing is Staffing.RECRUIT:
        all_sought = np.maximum(0.0, run.plan.extra_authorised_sought(assumptions.deployable_share))
        behind = np.broadcast_to(all_sought[:, np.newaxis], extra.shape)
    sought = months_later(behind, assumptions.hire_lag)
    filled: Expected = np.maximum.accumulate(sought, axis=1)
    hires: Expected = np.diff(filled, axis=1, prepend=0.0)
    climbing = run.plan.backfill_progression is BackfillProgression.CLIMBING
    in_post = filled if climbing else sought
    independent = np.minimum(in_post, months_later(in_post, assumptions.to_independent))
    return Backfill(
        in_post=in_post,
        hires=hires,
        by_pay_point=by_service(hires, assumptions.entry_point)
        if climbing
        else at_entry(in_post, assumptions.entry_point),
        response_shortfall=np.maximum(0.0, extra - independent),
    )


def months_later(stock: Expected, lag: Whole) -> Expected:
    """Return a stock (S, M) as it stood each scenario's number of months before; nothing before the first month."""
    months = np.arange(stock.shape[1])
    source = months - lag[:, np.newaxis]
    as_it_stood: Expected = np.where(source >= 0, np.take_along_axis(stock, np.maximum(source, 0), axis=1), 0.0)
    return as_it_stood


def at_entry(in_post: Expected, entry_point: Whole) -> Expected:
    """Put every recruit in post (S, M) at the entry point: (S, M, 8)."""
    by_point = np.zeros((*in_post.shape, PAY_POINTS))
    by_point[np.arange(in_post.shape[0]), :, entry_point] = in_post
    return by_point


def by_service(hires: Expected, entry_point: Whole) -> Expected:
    """Put the recruits hired (S, M) at the point that their months of service have brought them to: (S, M, 8)."""
    scenarios, months = hires.shape
    hired_within_a_year = _within_a_year(hires)
    every_scenario = np.arange(scenarios)[:, np.newaxis]
    by_point = np.zeros((scenarios, months, PAY_POINTS))
    for years, first_month in enumerate(range(0, months, MONTHS_A_YEAR)):
        point = np.minimum(TOP_POINT, entry_point + years)[:, np.newaxis]
        later = np.arange(first_month, months)
        by_point[every_scenario, later, point] += hired_within_a_year[:, : months - first_month]
    return by_point


def _within_a_year(hires: Expected) -> Expected:
    """The recruits hired in each month and the eleven before it (S, M), added up first to last."""
    scenarios, months = hires.shape
    from_before = np.hstack([np.zeros((scenarios, MONTHS_A_YEAR - 1)), hires])
    hired = from_before[:, :months].copy()
    for later in range(1, MONTHS_A_YEAR):
        hired += from_before[:, later : later + months]
    return hired
