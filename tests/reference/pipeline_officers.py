"""Officers month by month: who leaves, qualifies, transfers and is taken on (D, E2 to E5, F1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import influences, transferees
from .courses import is_intake_month, months_to_qualify, pass_rate, places_granted
from .influences import monthly_attrition
from .pipeline_inputs import Binding, UpliftInputs
from .staffing import full_strength, recruits_past_probation, sought_strength


@dataclass(frozen=True)
class Stock:
    """Officers in one month; the counts of officers are at the month's end.

    `pool` is None where nobody counts it. `by_service[s]` is what is left of those who joined s months
    ago, in the run; those there at its start are in none of them.
    """

    leavers: float
    qualified: float
    transfers: float
    authorised: float
    deployable: float
    extra: float
    in_training: float
    asked: float
    places: float
    binding: Binding
    sought: float
    pool: float | None
    by_service: tuple[float, ...]


def stock_by_month(inputs: UpliftInputs) -> list[Stock]:
    start = float(inputs.strength_at_start)
    authorised = start
    by_service: tuple[float, ...] = ()
    places: list[float] = []
    stocks: list[Stock] = []
    for t in range(inputs.months):
        qualified = qualified_in(inputs, places, t)
        leavers = monthly_attrition(inputs) * authorised
        before_transfers = authorised - leavers + qualified
        transfers = transfers_possible(inputs, before_transfers)
        authorised = before_transfers + transfers
        by_service = transferees.after_the_month(
            by_service, monthly_attrition(inputs), before_transfers, qualified, transfers
        )
        extra = max(0.0, authorised - start)
        sought = sought_strength(inputs, t)
        pool = pool_of(
            inputs,
            [stock.extra for stock in stocks] + [extra],
            [stock.qualified for stock in stocks] + [qualified],
        )
        asked = 0.0
        if is_intake_month(inputs, t):
            asked = places_asked_for(inputs, authorised, students_who_count(inputs, places, t), sought)
        granted, binding = places_granted(inputs, authorised, asked, pool)
        places.append(granted)
        stocks.append(
            Stock(
                leavers=leavers,
                qualified=qualified,
                transfers=transfers,
                authorised=authorised,
                deployable=float(inputs.deployable_share) * authorised,
                extra=extra,
                in_training=in_training(inputs, places, t),
                asked=asked,
                places=granted,
                binding=binding,
                sought=sought,
                pool=pool,
                by_service=by_service,
            )
        )
    return stocks


def qualified_in(inputs: UpliftInputs, places: Sequence[float], t: int) -> float:
    started = t - months_to_qualify(inputs)
    if started < 0:
        return 0.0
    return places[started] * float(pass_rate(inputs))


def transfers_possible(inputs: UpliftInputs, officers_left: float) -> float:
    """Take a twelfth of the year's net transfers; no more go than there are."""
    return max(float(influences.net_transfers(inputs)) / 12.0, -officers_left)


def pool_of(inputs: UpliftInputs, extra: Sequence[float], qualified: Sequence[float]) -> float | None:
    """Count who may volunteer in the last month of those given: the qualified go, recruits come of age."""
    if inputs.pool is None or inputs.mode == "transferee":
        return None
    come_of_age = recruits_past_probation(inputs, extra, len(extra) - 1)
    return max(0.0, float(inputs.pool.officers) - sum(qualified) + come_of_age)


def in_training(inputs: UpliftInputs, places: Sequence[float], t: int) -> float:
    """Those on a course at the end of month t, of the places filled so far."""
    length = months_to_qualify(inputs)
    return sum(filled for k, filled in enumerate(places) if k + length > t)


def staying(inputs: UpliftInputs, months: int) -> float:
    """Find the share of officers in post who have not left so many months later."""
    return (1.0 - monthly_attrition(inputs)) ** months


def students_who_count(inputs: UpliftInputs, places: Sequence[float], t: int) -> float:
    """Count those on a course of a month before t who, if they pass, are in post when the intake of t qualifies.

    Who began so many months before the intake qualifies so many months before it, and may leave in them.
    """
    length = months_to_qualify(inputs)
    return sum(filled * staying(inputs, t - k) for k, filled in enumerate(places[:t]) if k + length > t)


def transfers_who_count(inputs: UpliftInputs) -> float:
    """Count the net transfers until an intake qualifies, as sought, less those of them who leave again."""
    monthly = float(influences.net_transfers(inputs)) / 12.0
    return sum(monthly * staying(inputs, months) for months in range(months_to_qualify(inputs)))


def places_asked_for(inputs: UpliftInputs, authorised: float, training: float, sought: float | None = None) -> float:
    """Enough to be at what is sought on the day this intake qualifies, as expected.

    `training` is the students who count (`students_who_count`), before any of them pass or fail. The whole
    uplift is sought unless another strength is given.
    """
    passing = float(pass_rate(inputs))
    target = full_strength(inputs) if sought is None else sought
    from_those_in_post = authorised * staying(inputs, months_to_qualify(inputs))
    from_those_in_class = training * passing
    from_transfers = transfers_who_count(inputs)
    return max(0.0, (target - from_those_in_post - from_those_in_class - from_transfers) / passing)
