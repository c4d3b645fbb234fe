"""What the increase raises: the requirement, each authority's precept, what changed since last year, what £1 is worth.

Amounts in pence. Band D (ten-thousandths of a pound) x tax base (thousandths) is ten-millionths of a pound; the largest
product is 2e8 x 1e10 = 2e18, doubled for rounding 4e18: inside 64 bits.
"""

from __future__ import annotations

from typing import Generic, NamedTuple

from precept.register.units import TEN_THOUSANDTHS, Whole, half_up

TO_PENCE = 100_000
"""Ten-millionths of a pound in a penny."""


class Raised(NamedTuple, Generic[Whole]):
    """The requirement, and the yield of £1 and of 1%."""

    requirement: Whole
    one_pound: Whole
    one_percent: Whole


class Changed(NamedTuple, Generic[Whole]):
    """Why the requirement moved: the rate on the old base, the base at the old rate, both together, what rounding leaves."""

    prior_requirement: Whole
    rate_effect: Whole
    tax_base_effect: Whole
    joint_effect: Whole
    change_rounding: Whole


class Compared(NamedTuple, Generic[Whole]):
    """The money in the difference between the authorities' tax bases and the area's own, and what rounding leaves."""

    tax_base_difference: Whole
    rounding_residual: Whole


def raised_by(band_d: Whole, tax_base: Whole | int) -> Whole:
    """Band D x tax base: R = basic amount x T, section 42B read forwards."""
    return half_up(band_d * tax_base, TO_PENCE)


def raise_requirement(band_d: Whole, prior_band_d: Whole, tax_base: Whole) -> Raised[Whole]:
    """Find the requirement and the yields on this year's tax base; null in a column where that is not known."""
    return Raised(
        requirement=raised_by(band_d, tax_base),
        one_pound=raised_by(tax_base, TEN_THOUSANDTHS),
        one_percent=half_up(prior_band_d * tax_base, TO_PENCE * 100),
    )


def explain_change(
    band_d: Whole, prior_band_d: Whole, tax_base: Whole, prior_tax_base: Whole, requirement: Whole
) -> Changed[Whole]:
    """Part the change in the requirement by cause; null in a column where last year's tax base is not known."""
    rate, base = band_d - prior_band_d, tax_base - prior_tax_base
    prior = raised_by(prior_band_d, prior_tax_base)
    by_rate, by_base, by_both = raised_by(rate, prior_tax_base), raised_by(prior_band_d, base), raised_by(rate, base)
    return Changed(prior, by_rate, by_base, by_both, requirement - prior - by_rate - by_base - by_both)


def percent_of(increase: Whole, prior_band_d: Whole) -> Whole:
    """An increase over last year's band D, in ten-thousandths of a percent."""
    return half_up(increase * 1_000_000, prior_band_d)


def precept_on(authority_tax_base: Whole | int, band_d: Whole, unit: Whole | int) -> Whole:
    """Band D x an authority's tax base (section 48), half-up to `unit` pence."""
    return half_up(authority_tax_base * band_d, TO_PENCE * unit) * unit


def share_of_parts(authority_tax_base: Whole, parts_tax_base: Whole) -> Whole:
    """An authority's share of what all their tax bases add up to, in ten-thousandths of a percent."""
    return half_up(authority_tax_base * 1_000_000, parts_tax_base)


def compare_parts_with_whole(
    band_d: Whole, tax_base: Whole, parts_tax_base: Whole, requirement: Whole, sum_of_precepts: Whole
) -> Compared[Whole]:
    """Hold what the authorities pay together against the requirement."""
    difference = raised_by(band_d, parts_tax_base - tax_base)
    return Compared(difference, sum_of_precepts - requirement - difference)
