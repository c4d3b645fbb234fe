"""Who the officers are: how they came, how long they have been in the role, and on which pay point they stand.

Leavers and those who go to other forces are drawn from everybody in post alike, whoever came when. An officer joins the role
at `volunteer_point` and climbs one point with every twelve months in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic

import numpy as np

from precept.uplift.alike import Officers, all_of, anywhere, larger_of, smaller_of, where
from precept.uplift.months import monthly_attrition
from precept.uplift.pipeline import PipelineRun
from precept.uplift.quantities import MONTHS_A_YEAR, PAY_POINTS, TOP_POINT, Expected


@dataclass(frozen=True)
class Composition:
    """Authorised officers of one scenario at one month's end: the parts of each kind add up to all of them."""

    in_post_at_start: float
    """Those of the day before the first month who are still there."""
    trained: float
    """Those who qualified on the course, or the conversion course, since."""
    transferred_in: float
    """Those gained from other forces beside the plan."""
    by_pay_point: list[float]
    """On points 0 to 7."""
    by_years_in_role: list[float]
    """By complete years in the role since the first month; those of the start count from it."""


@dataclass(frozen=True, eq=False)
class _Flows(Generic[Officers]):
    """What moves officers, of one scenario in numbers and (M,), or of each of them in (S,) and (M, S)."""

    at_start: Officers
    staying: Officers
    """Share of those in post who stay through a month."""
    qualified: Sequence[Officers]
    transfers: Sequence[Officers]
    in_post: Sequence[Officers]
    """Those in post before anybody came from other forces or went to them."""

    @classmethod
    def of(cls, run: PipelineRun) -> _Flows[Expected]:
        """Those of every scenario."""
        staying = 1 - monthly_attrition(run.assumptions.attrition)
        in_post = run.authorised - run.transfers_net
        by_month = (list(each.T) for each in (run.qualified, run.transfers_net, in_post))
        return _Flows(run.plan.strength_at_start, staying, *by_month)

    @classmethod
    def of_scenario(cls, run: PipelineRun, row: int) -> _Flows[float]:
        """Those of one scenario."""
        staying = 1 - monthly_attrition(run.assumptions.attrition)
        by_month = (
            each[row].tolist() for each in (run.qualified, run.transfers_net, run.authorised - run.transfers_net)
        )
        return _Flows(run.plan.strength_at_start.item(row), staying.item(row), *by_month)


@dataclass(slots=True)
class _Left(Generic[Officers]):
    """Who is left at a month's end: of the strength at the start, and of those who joined in each month that anybody did."""

    month: int
    at_start: Officers
    joined_in: list[int]
    trained: list[Officers]
    transferred_in: list[Officers]

    def by_years_in_role(self) -> list[Officers]:
        """Those who joined since the start, with 0, 1, 2 … complete years in the role."""
        joined = [one + other for one, other in zip(self.trained, self.transferred_in, strict=True)]
        ends: list[int] = [bisect_right(self.joined_in, last) for last in range(self.month, -1, -MONTHS_A_YEAR)]
        return [self.all_of(joined[start:end]) for end, start in pairwise([*ends, 0])]

    def all_of(self, cohorts: list[Officers]) -> Officers:
        """Add cohorts up, strictly first to last; nobody where there are none."""
        return all_of(cohorts) if cohorts else where(False, self.at_start)


def compositions_at(run: PipelineRun, months: Collection[int], scenario: int = 0) -> list[Composition]:
    """Say who the officers of one scenario are at the end of each of these months, in the order of the months."""
    first = run.assumptions.volunteer_point.item(scenario)
    return [_composed(left, first) for left in _follow(_Flows.of_scenario(run, scenario)) if left.month in months]


def _composed(left: _Left[float], first: int) -> Composition:
    by_years = left.by_years_in_role()
    by_years[-1] += left.at_start
    by_point = [0.0] * PAY_POINTS
    for years, officers in enumerate(by_years):
        by_point[min(TOP_POINT, first + years)] += officers
    return Composition(
        in_post_at_start=left.at_start,
        trained=left.all_of(left.trained),
        transferred_in=left.all_of(left.transferred_in),
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
    for left in _follow(_Flows.of(run)):
        parts = left.by_years_in_role()
        joined = all_of(parts)
        nobody = joined <= 0
        for year, officers in enumerate(parts):
            share = np.divide(officers, joined, out=np.zeros_like(joined), where=~nobody)
            share = np.where(nobody & (year == 0), 1.0, share)
            by_point[every_scenario, left.month, np.minimum(TOP_POINT, first + year)] += extra[:, left.month] * share
    return by_point


def _follow(flows: _Flows[Officers]) -> Iterator[_Left[Officers]]:
    """Take each month's leavers, and those who go to other forces, from everybody in post; the same lists every month."""
    at_start, staying = flows.at_start, flows.staying
    joined_in: list[int] = []
    trained: list[Officers] = []
    transferred_in: list[Officers] = []
    for month, (qualified, transfers, in_post) in enumerate(
        zip(flows.qualified, flows.transfers, flows.in_post, strict=True)
    ):
        at_start = at_start * staying
        trained = [each * staying for each in trained]
        transferred_in = [each * staying for each in transferred_in]
        if anywhere((qualified > 0) | (transfers > 0)):
            joined_in.append(month)
            trained.append(qualified)
            transferred_in.append(larger_of(0.0, transfers))
        if anywhere(transfers < 0):
            kept = 1 + _going(transfers, in_post)
            at_start = at_start * kept
            trained = [each * kept for each in trained]
            transferred_in = [each * kept for each in transferred_in]
        yield _Left(month, at_start, joined_in, trained, transferred_in)


def _going(transfers: Officers, in_post: Officers) -> Officers:
    """The share of those in post who go to other forces, below nothing; nobody goes where nobody is."""
    going = smaller_of(0.0, transfers)
    if isinstance(going, float):
        return going / in_post if in_post > 0 else 0.0
    return np.divide(going, in_post, out=np.zeros_like(in_post), where=in_post > 0)
