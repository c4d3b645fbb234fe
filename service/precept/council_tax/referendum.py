"""Is the increase excessive, and what is the most that is not? Sections 52ZB to 52ZD, Local Government Finance Act 1992.

The comparison is exact, before any percentage is rounded. A percentage bites at the figure ("2% or more"); a cash sum
allows up to and including it; where the rule is the greater of the two, an increase is excessive only past both.
Band D, the cash limit and the step are in ten-thousandths of a pound, the percentage limit in millionths of one.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

from precept.council_tax.alike import Truth, Word, by_word, larger_of, smaller_of
from precept.register.units import MILLIONTHS, Whole

PENNY = 100


class Judged(NamedTuple, Generic[Whole]):
    """Whether a referendum is required; None (null in a column) where there is no limit to compare with.

    `headroom` is the maximum less the band D set, negative when that is excessive. `limit_band_d` is the most to the penny,
    whatever multiple the policy keeps to; to four decimals where the policy does.
    """

    excessive: Truth | None
    headroom: Whole | None
    limit_band_d: Whole | None


def most_allowed(rule: Word, prior_band_d: Whole, limit_percent: Whole, limit_cash: Whole, step: Whole) -> Whole | None:
    """The largest band D, in whole steps, that is not excessive; a freeze never is. None where there is no limit."""

    def under_percent() -> Whole:
        return (prior_band_d * (MILLIONTHS + limit_percent) - 1) // (MILLIONTHS * step) * step

    def up_to_cash() -> Whole:
        return (prior_band_d + limit_cash) // step * step

    return by_word(
        rule,
        {
            "percent": lambda: larger_of(prior_band_d, under_percent()),
            "cash": lambda: larger_of(prior_band_d, up_to_cash()),
            "greater_of": lambda: larger_of(prior_band_d, larger_of(under_percent(), up_to_cash())),
        },
        None,
    )


def is_excessive(
    rule: Word, prior_band_d: Whole, band_d: Whole, limit_percent: Whole, limit_cash: Whole
) -> Truth | None:
    """Whether the increase is at or over the percentage, or over the cash sum; None where there is no limit."""
    increase = band_d - prior_band_d

    def at_or_over_percent() -> Truth:
        return increase * MILLIONTHS >= limit_percent * prior_band_d

    def over_cash() -> Truth:
        return increase > limit_cash

    return by_word(
        rule,
        {
            "percent": lambda: (increase > 0) & at_or_over_percent(),
            "cash": over_cash,
            "greater_of": lambda: at_or_over_percent() & over_cash(),
        },
        None,
    )


def judge(
    rule: Word,
    prior_band_d: Whole,
    band_d: Whole,
    maximum_band_d: Whole | None,
    limit_percent: Whole,
    limit_cash: Whole,
    step: Whole,
) -> Judged[Whole]:
    """Judge a band D against the limit and its maximum."""
    return Judged(
        excessive=is_excessive(rule, prior_band_d, band_d, limit_percent, limit_cash),
        headroom=None if maximum_band_d is None else maximum_band_d - band_d,
        limit_band_d=most_allowed(rule, prior_band_d, limit_percent, limit_cash, smaller_of(step, PENNY)),
    )
