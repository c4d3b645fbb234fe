"""Who the officers are: how they came, how long they have been in the role, and on which pay point they stand.

Leavers and those who go to other forces are drawn from everybody in post alike, whoever came when. An officer joins the role
at `volunteer_point` and climbs one point with every twelve months in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from precept.uplift.months import monthly_attrition
from precept.uplift.pipeline import PipelineRun
from precept.uplift.quantities import MONTHS_A_YEAR, PAY_POINTS, TOP_POINT, Expected, added_in_order


@dataclass(frozen=True, eq=False)
class Composition:
    """Authorised officers at one month's end: the parts of each kind add up to all of them. One row each scenario."""

    in_post_at_start: Expected
    """Those of the day before the first month who are still there (S,)."""
    trained: Expected
    """Those who qualified on the course, or the conversion course, since (S,)."""
    transferred_in: Expected
    """Those gained from other forces beside the plan (S,)."""
    by_pay_point: Expected
    """(S, 8), point 0 to 7."""
    by_years_in_role: Expected
    """(S, years): complete years in the role since the first month; those of the start count from it."""


@dataclass(frozen=True, eq=False)
class _Left:
    """Who is left at a month's end: of the strength at the start (S,), and of each month's joiners (M, S)."""

    month: int
    at_start: Expected
    trained: Expected
    transferred_in: Expected


def compositions_at(run: PipelineRun, months: Collection[int]) -> list[Composition]:
    """Say who the officers are at the end of each of these months, in the order of the months."""
    return [_composed(run, left) for left in _follow(run) if left.month in months]


def _composed(run: PipelineRun, left: _Left) -> Composition:
    month, joined = left.month, left.trained + left.transferred_in
    years = month // MONTHS_A_YEAR + 1
    by_years = np.zeros((run.plan.scenarios, years))
    by_point = np.zeros((run.plan.scenarios, PAY_POINTS))
    every_scenario = np.arange(run.plan.scenarios)
    first = run.assumptions.volunteer_point
    for year, cohorts in _by_years_in_role(joined, month):
        officers = cohorts + left.at_start if year == years - 1 else cohorts
        by_years[:, year] = officers
        by_point[every_scenario, np.minimum(TOP_POINT, first + year)] += officers
    return Composition(
        in_post_at_start=left.at_start,
        trained=added_in_order(left.trained),
        transferred_in=added_in_order(left.transferred_in),
        by_pay_point=by_point,
        by_years_in_role=by_years,
    )


def extra_by_pay_point(run: PipelineRun) -> Expected:
    """Put the extra officers of every month on the points of those who joined in the run: (S, M, 8).

    Where nobody has joined they stand at `volunteer_point`.
    """
    scenarios, months = run.authorised.shape
    extra = run.extra_authorised
    by_point = np.zeros((scenarios, months, PAY_POINTS))
    every_scenario = np.arange(scenarios)
    first = run.assumptions.volunteer_point
    for left in _follow(run):
        parts = list(_by_years_in_role(left.trained + left.transferred_in, left.month))
        joined = added_in_order(np.stack([officers for _, officers in parts]))
        nobody = joined <= 0
        for year, officers in parts:
            share = np.divide(officers, joined, out=np.zeros_like(joined), where=~nobody)
            share = np.where(nobody & (year == 0), 1.0, share)
            by_point[every_scenario, left.month, np.minimum(TOP_POINT, first + year)] += extra[:, left.month] * share
    return by_point


def _by_years_in_role(joined: Expected, month: int) -> Iterator[tuple[int, Expected]]:
    """Those left of each month's joiners (M, S), by the complete years they have been in the role: (years, (S,))."""
    for years, last_joined in enumerate(range(month, -1, -MONTHS_A_YEAR)):
        yield years, added_in_order(joined[max(0, last_joined - MONTHS_A_YEAR + 1) : last_joined + 1])


def _follow(run: PipelineRun) -> Iterator[_Left]:
    """Take each month's leavers, and those who go to other forces, from everybody in post."""
    scenarios, months = run.authorised.shape
    staying = 1 - monthly_attrition(run.assumptions.attrition)
    at_start = run.plan.strength_at_start
    trained, transferred_in = np.zeros((months, scenarios)), np.zeros((months, scenarios))
    for month in range(months):
        at_start, trained, transferred_in = at_start * staying, trained * staying, transferred_in * staying
        trained[month] = run.qualified[:, month]
        transfers = run.transfers_net[:, month]
        transferred_in[month] = np.maximum(0.0, transfers)
        in_post = run.authorised[:, month] - transfers
        going = np.divide(np.minimum(0.0, transfers), in_post, out=np.zeros_like(in_post), where=in_post > 0)
        at_start = at_start * (1 + going)
        trained[: month + 1] *= 1 + going
        transferred_in[:month] *= 1 + going
        yield _Left(month, at_start, trained, transferred_in)
