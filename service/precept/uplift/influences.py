"""What moves officers to volunteer for the role, and to leave it: an allowance, a rival offer, investigations, support.

Each is a named assumption whose default is no effect, for no figure was published. They are applied once, before the
pipeline runs: it sees only the volunteers, the attrition and the transfers that come of them. An allowance and support are
part of the uplift: the same force without the uplift offers neither. A rival offer and investigations are there anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from precept.uplift.quantities import Expected

INFLUENCES = (
    "role_allowance",
    "rival_offer",
    "volunteers_per_1000_allowance",
    "volunteers_per_1000_rival_offer",
    "volunteers_under_investigation",
    "volunteers_with_support",
    "leavers_per_1000_allowance",
    "leavers_under_investigation",
    "leavers_with_support",
    "transfers_per_1000_rival_offer",
)
"""The parameters read here, and nowhere else but for the cost of the allowance."""
OFFERED = ("role_allowance", "volunteers_with_support", "leavers_with_support")
"""Those that a force without the uplift does not have."""
_THOUSAND = 1000.0
_NOTHING = Decimal(0)

Values = Mapping[str, ArrayLike | Decimal]


def under_influence(values: Values, *, offered: bool = True) -> dict[str, ArrayLike | Decimal]:
    """Return the parameters as they are under the influences: numbers, or arrays (S,), by name.

    Applicants are multiplied by 1 plus the changes, leaving by 1 plus its own; net transfers move by officers a year. A
    change that takes all and more leaves nothing, and no more than the whole pool applies. Where nothing has an effect the
    values are returned as they are.
    """
    if all(isinstance(given := values.get(name, _NOTHING), Decimal) and not given for name in INFLUENCES):
        return dict(values)
    force = {name: _number(values.get(name, 0)) for name in INFLUENCES}
    if not offered:
        force |= {name: np.zeros(1) for name in OFFERED}
    allowance, rival = force["role_allowance"] / _THOUSAND, force["rival_offer"] / _THOUSAND
    volunteering = np.maximum(
        0.0,
        1
        + allowance * force["volunteers_per_1000_allowance"]
        + rival * force["volunteers_per_1000_rival_offer"]
        + force["volunteers_under_investigation"]
        + force["volunteers_with_support"],
    )
    leaving = np.maximum(
        0.0,
        1
        + allowance * force["leavers_per_1000_allowance"]
        + force["leavers_under_investigation"]
        + force["leavers_with_support"],
    )
    going = rival * force["transfers_per_1000_rival_offer"]
    moved = dict(values)
    if np.any(volunteering != 1):
        for name in ("volunteers", "transferee_applicants", "volunteering_share"):
            if name in values:
                moved[name] = _number(values[name]) * volunteering
        if "volunteering_share" in moved:
            moved["volunteering_share"] = np.minimum(1.0, _number(moved["volunteering_share"]))
    if np.any(leaving != 1):
        moved["attrition"] = _at_another_rate(_number(values["attrition"]), leaving)
    if np.any(going != 0):
        moved["net_transfers"] = _number(values["net_transfers"]) + going
    return moved


def offers_something(values: Mapping[str, Decimal]) -> bool:
    """Whether the uplift brings anything that the same force without it does not have: an allowance, or support."""
    return any(values[name] for name in (*OFFERED, "incident_support"))


def influences_without_effect(values: Mapping[str, Decimal]) -> list[str]:
    """Say which of the things given change nothing, and which change something at no cost."""
    found = []
    if values["rival_offer"] and not any(values[name] for name in _BY_RIVAL_OFFER):
        found.append(
            "rival_offer changes nothing: none of its effects, volunteers_ or transfers_per_1000_rival_offer, is given."
        )
    if values["role_allowance"] and not any(values[name] for name in _BY_ALLOWANCE):
        found.append(
            "role_allowance costs money and brings nobody: none of its effects, …_per_1000_allowance, is given."
        )
    if any(values[name] for name in _BY_SUPPORT) and not values["incident_support"]:
        found.append("Better support has an effect here and no cost: give incident_support what it costs.")
    return found


_BY_RIVAL_OFFER = ("volunteers_per_1000_rival_offer", "transfers_per_1000_rival_offer")
_BY_ALLOWANCE = ("volunteers_per_1000_allowance", "leavers_per_1000_allowance")
_BY_SUPPORT = ("volunteers_with_support", "leavers_with_support")


def _at_another_rate(attrition: Expected, leaving: Expected) -> Expected:
    """The share that leaves in a year when officers leave at so many times the rate; 1 leaves it exactly as it is."""
    share: Expected = np.where(leaving == 1, attrition, 1 - np.power(1 - attrition, leaving))
    return share


def _number(value: ArrayLike | Decimal) -> Expected:
    return np.atleast_1d(np.asarray(value, dtype=np.float64))
