"""From an increase to a new band D, in ten-thousandths of a pound.

Largest product: a requirement of 1e12 pence x 1e5, 1e17, times 21 ninths and doubled for rounding, 4.2e18: inside 64 bits.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

from precept.council_tax.alike import Word, by_word, when
from precept.council_tax.referendum import most_allowed
from precept.register.units import MILLIONTHS, Whole, half_up

NINE_PENCE = 900


class Proposed(NamedTuple, Generic[Whole]):
    """The most that is allowed, the band D asked for, before any rounding, as a fraction, and band D as set."""

    maximum_band_d: Whole | None
    asked_numerator: Whole
    asked_denominator: Whole
    band_d: Whole


def asked_numerator(kind: Word, amount: Whole, prior_band_d: Whole, maximum_band_d: Whole) -> Whole:
    """The upper part of the band D asked for.

    A requirement is R / T (section 42B): pence become ten-thousandths (x 100), thousandths whole equivalents (x 1,000).
    """
    return by_word(
        kind,
        {
            "percent": lambda: prior_band_d * (MILLIONTHS + amount),
            "cash": lambda: prior_band_d + amount,
            "band_d": lambda: amount,
            "requirement": lambda: amount * 100_000,
            "maximum": lambda: maximum_band_d,
        },
        prior_band_d,
    )


def asked_denominator(kind: Word, tax_base: Whole) -> Whole:
    """The lower part of the same fraction."""
    return when(kind == "requirement", tax_base, when(kind == "percent", MILLIONTHS, 1))


def as_set(kind: Word, prior_band_d: Whole, numerator: Whole, denominator: Whole, step: Whole) -> Whole:
    """Half-up to the penny or to four decimals, or the largest multiple of 9p not above what was asked for.

    Whatever asks for no change changes nothing: last year's band D is not re-rounded. The maximum is in whole steps already.
    """
    half_up_to_step = half_up(numerator, denominator * step) * step
    multiple_of_9p = numerator // (denominator * NINE_PENCE) * NINE_PENCE
    rounded = when(step == NINE_PENCE, multiple_of_9p, half_up_to_step)
    unless_the_maximum = when(kind == "maximum", numerator, rounded)
    return when(numerator == prior_band_d * denominator, prior_band_d, unless_the_maximum)


def propose_band_d(
    kind: Word,
    amount: Whole,
    prior_band_d: Whole,
    tax_base: Whole,
    step: Whole,
    rule: Word,
    limit_percent: Whole,
    limit_cash: Whole,
) -> Proposed[Whole]:
    """Find the most allowed, what is asked for and what is set.

    `amount` is in the unit of its kind (see `proposal`), `tax_base` in thousandths; it and the limits are only looked at where
    the kind, or the rule, needs them. Asking for the maximum where there is no limit is refused before.
    """
    maximum = most_allowed(rule, prior_band_d, limit_percent, limit_cash, step)
    numerator = asked_numerator(kind, amount, prior_band_d, prior_band_d if maximum is None else maximum)
    denominator = asked_denominator(kind, tax_base)
    return Proposed(maximum, numerator, denominator, as_set(kind, prior_band_d, numerator, denominator, step))
