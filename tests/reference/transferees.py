"""Who joined the firearms officers in the run, by months of service, and the pay points they reach (E5)."""

from __future__ import annotations

from collections.abc import Sequence

from .pipeline_inputs import TOP_OF_THE_SCALE, UpliftInputs


def joined(qualified: float, transfers: float) -> float:
    return qualified + max(0.0, transfers)


def after_the_month(
    by_service: Sequence[float], monthly_attrition: float, before_transfers: float, qualified: float, transfers: float
) -> tuple[float, ...]:
    """Age everybody by a month: leavers go, the qualified join, transfers come or go.

    `by_service[s]` joined s months ago. `before_transfers` is everybody in post when the transfers come
    to be taken, those who were there at the start of the run included: each loses the same share.
    """
    after_leavers = [officers * (1.0 - monthly_attrition) for officers in by_service]
    if transfers >= 0:
        return (joined(qualified, transfers), *after_leavers)
    staying = 1.0 + transfers / before_transfers if before_transfers > 0 else 0.0
    return tuple(officers * staying for officers in (qualified, *after_leavers))


def point_of_transferee(inputs: UpliftInputs, months_of_service: int) -> int:
    """One point for each whole year since joining, up to the top of the scale."""
    return min(TOP_OF_THE_SCALE, inputs.volunteer_point + months_of_service // 12)


def mix_by_point(inputs: UpliftInputs, by_service: Sequence[float]) -> dict[int, float]:
    """Find the share of those who joined at each pay point; with nobody joined, all are new."""
    everybody = sum(by_service)
    if everybody <= 0:
        return {inputs.volunteer_point: 1.0}
    at_point: dict[int, float] = {}
    for months_of_service, officers in enumerate(by_service):
        if officers > 0:
            point = point_of_transferee(inputs, months_of_service)
            at_point[point] = at_point.get(point, 0.0) + officers
    return {point: officers / everybody for point, officers in at_point.items()}
