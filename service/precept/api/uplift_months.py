"""The months of an uplift as they go out: an answer has hundreds of them, so they are written a column at a time."""

from __future__ import annotations

from typing import Literal

import numpy as np

from precept.api.officers_text import officers_texts
from precept.api.wire import Answer
from precept.register.units import pounds
from precept.uplift.costing import UpliftOutcome
from precept.uplift.pathway import PipelineLimit
from precept.uplift.quantities import Expected, Pence

Limit = Literal["none", "volunteers", "class_size", "instructors", "range"]
LIMITS: dict[int, Limit] = {
    PipelineLimit.NONE: "none",
    PipelineLimit.VOLUNTEERS: "volunteers",
    PipelineLimit.INTAKES: "class_size",
    PipelineLimit.INSTRUCTORS: "instructors",
    PipelineLimit.RANGE: "range",
}


def limit_word(limit: PipelineLimit) -> Limit:
    """Name a limit as it goes out."""
    return LIMITS[limit]


class UpliftMonth(Answer, frozen=True, kw_only=True):
    """One month: stocks at its end, flows within it; officers are expected values, with two decimals."""

    month: str
    financial_year: str
    authorised_sought: str
    authorised: str
    deployable: str
    extra_authorised: str
    extra_deployable: str
    course_places_asked: str
    course_places: str
    limit: Limit
    in_training: str
    qualified: str
    leavers: str
    net_transfers: str
    backfill_in_post: str
    response_shortfall: str
    recurring_pounds: str
    one_off_pounds: str
    in_year_pounds: str


def months_of(outcome: UpliftOutcome) -> list[UpliftMonth]:
    """Write every month of an uplift."""
    question, run, backfill, money = outcome.question, outcome.run, outcome.backfill, outcome.money.by_month
    stocks = in_columns(
        run.sought[0],
        run.authorised[0],
        run.deployable[0],
        run.extra_authorised[0],
        run.extra_deployable[0],
        run.asked[0],
        run.places[0],
        run.in_training[0],
        run.qualified[0],
        run.leavers[0],
        run.transfers_net[0],
        backfill.in_post[0],
        backfill.response_shortfall[0],
    )
    lines = [in_pounds(line) for line in (money.recurring, money.one_off, money.in_year)]
    names = [question.month_text(month) for month in range(question.months)]
    of_years = [str(year) for year in question.financial_years]
    years = [of_years[year] for year in run.plan.year_of_month.tolist()]
    limits = [LIMITS[limit] for limit in run.limit[0].tolist()]
    return [
        UpliftMonth(
            month=month,
            financial_year=year,
            limit=limit,
            authorised_sought=sought,
            authorised=authorised,
            deployable=deployable,
            extra_authorised=extra,
            extra_deployable=extra_deployable,
            course_places_asked=asked,
            course_places=places,
            in_training=in_training,
            qualified=qualified,
            leavers=leavers,
            net_transfers=transfers,
            backfill_in_post=in_post,
            response_shortfall=shortfall,
            recurring_pounds=recurring,
            one_off_pounds=one_off,
            in_year_pounds=in_year,
        )
        for (
            month, year, limit, sought, authorised, deployable, extra, extra_deployable, asked, places, in_training,
            qualified, leavers, transfers, in_post, shortfall, recurring, one_off, in_year,
        ) in zip(names, years, limits, *stocks, *lines, strict=True)
    ]  # fmt: skip


def in_columns(*officers: Expected) -> list[list[str]]:
    """Write expected officers, a column for each array (M,)."""
    count = len(officers[0])
    texts = officers_texts(np.concatenate(officers).tolist())
    return [texts[start : start + count] for start in range(0, len(texts), count)]


def in_pounds(pence: Pence) -> list[str]:
    """Write the first scenario's pence (S, M)."""
    return [pounds(each) for each in pence[0].tolist()]
