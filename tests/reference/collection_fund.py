"""A billing authority's estimated council tax surplus or deficit, shared among those it collects for.

SI 1992/2428 regs 10 and 11 and Sch.2: in proportion to the precepts and the authority's own
requirement of the year just ending, not of the new year. It is money once, and no part of band D.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .council_tax import PRECEPT_STEP, PreceptRounding
from .rounding import half_up_to


class NothingToShareBy(ValueError):  # noqa: N818 (it says what is wrong)
    """The precepts of the year just ending come to nothing."""


@dataclass(frozen=True)
class Sharing:
    """The shares, in the order of the precepts, and what rounding leaves over."""

    shares: dict[str, Fraction]
    residual: Fraction


def shared(surplus: Fraction, precepts: dict[str, Fraction], rounding: PreceptRounding = "pound") -> Sharing:
    """Share the surplus by the precepts of the year just ending. A deficit is negative, as are its shares."""
    together = sum(precepts.values(), Fraction(0))
    if together <= 0:
        raise NothingToShareBy("the precepts of the year just ending must come to more than nothing")
    step = PRECEPT_STEP[rounding]
    shares = {name: half_up_to(step, surplus * precept / together) for name, precept in precepts.items()}
    return Sharing(shares=shares, residual=surplus - sum(shares.values(), Fraction(0)))
