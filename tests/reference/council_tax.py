"""One increase in a police precept, assessed by hand (rules, part A).

Amounts are exact fractions of a pound, already rounded where the rules round them. Fields that end
in `_percent` are in percent (3.4 is 3.4%), fields that end in `_pence` in pence.

    CannotAssess
      PriorBandDUnderOnePound     there is nothing to compare the increase with
      NegativeBandD               the proposal asks for less than nothing
      RequirementWithoutTaxBase   a requirement gives a band D only when divided by a tax base
      MaximumWithoutLimit         the most allowed, where nothing limits it
      LimitIncomplete             a limit that does not say how much
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .rounding import PENNY, POUND, down_to, half_up_to

Country = Literal["England", "Wales"]
IncreaseKind = Literal["freeze", "percent", "cash", "band_d", "requirement", "maximum"]
LimitRule = Literal["percent", "cash", "greater_of"]
BandDRounding = Literal["penny", "four_decimals", "multiple_of_9p"]
BandsFrom = Literal["rounded", "unrounded"]
PreceptRounding = Literal["pound", "penny"]

# Local Government Finance Act 1992, s.5(1): the proportions A to H, in ninths of band D.
ENGLISH_NINTHS = {"A": 6, "B": 7, "C": 8, "D": 9, "E": 11, "F": 13, "G": 15, "H": 18}
# Council Tax (Valuation Bands) (Wales) Order 2003: band I from 1 April 2005.
WELSH_NINTHS = {**ENGLISH_NINTHS, "I": 21}

BAND_D_STEP = {
    "penny": Fraction(1, 100),
    "four_decimals": Fraction(1, 10_000),
    "multiple_of_9p": Fraction(9, 100),
}
PRECEPT_STEP = {"pound": POUND, "penny": PENNY}
FOUR_DECIMALS = Fraction(1, 10_000)
TENTH_OF_A_PENNY = Fraction(1, 10)


class CannotAssess(ValueError):  # noqa: N818 (it says what is wrong)
    """The proposal has no answer."""


class PriorBandDUnderOnePound(CannotAssess):
    """The prior band D is under one pound."""


class NegativeBandD(CannotAssess):
    """The band D asked for is below zero."""


class RequirementWithoutTaxBase(CannotAssess):
    """A requirement was given without a tax base to divide it by."""


class MaximumWithoutLimit(CannotAssess):
    """The most allowed was asked for where no limit applies."""


class LimitIncomplete(CannotAssess):
    """A limit without the percentage or the cash figure that its rule needs."""


@dataclass(frozen=True)
class Authority:
    """A billing authority: its tax base and our share of its collection fund surplus."""

    name: str
    tax_base: Fraction
    collection_fund: Fraction


@dataclass(frozen=True)
class Limit:
    """The referendum principle of the year for this body."""

    rule: LimitRule
    percent: Fraction | None
    cash: Fraction | None


@dataclass(frozen=True)
class Proposal:
    """An increase and what it rests on. `amount` is percent for `percent`, else pounds.

    `instalments` is what a monthly figure divides the year by: 12, or the 10 of most bills.
    """

    country: Country
    prior_band_d: Fraction
    increase: IncreaseKind
    amount: Fraction = Fraction(0)
    tax_base: Fraction | None = None
    authorities: tuple[Authority, ...] = ()
    prior_tax_base: Fraction | None = None
    limit: Limit | None = None
    band_d_rounding: BandDRounding = "penny"
    bands_from: BandsFrom = "rounded"
    authority_precepts: PreceptRounding = "pound"
    instalments: int = 12


@dataclass(frozen=True)
class BandCharge:
    """What a household in one band pays to the police."""

    band: str
    ninths: int
    prior: Fraction
    proposed: Fraction
    increase: Fraction
    increase_monthly: Fraction
    increase_weekly_pence: Fraction
    increase_daily_pence: Fraction
    proposed_monthly: Fraction
    proposed_weekly_pence: Fraction
    proposed_daily_pence: Fraction


@dataclass(frozen=True)
class AuthorityPrecept:
    """What one billing authority is to pay over."""

    name: str
    tax_base: Fraction
    share_percent: Fraction
    precept: Fraction
    collection_fund: Fraction


@dataclass(frozen=True)
class ChangeAnalysis:
    """Why this year's requirement differs from last year's."""

    rate: Fraction
    tax_base: Fraction
    joint: Fraction
    rounding: Fraction
    requirement_change: Fraction
    collection_fund: Fraction
    total: Fraction


@dataclass(frozen=True)
class Referendum:
    """The verdict under the principle. All but `applies` are None where none applies."""

    applies: bool
    excessive: bool | None
    maximum_band_d: Fraction | None
    headroom: Fraction | None


@dataclass(frozen=True)
class Assessment:
    """Every figure of one proposal. What needs a tax base is None without one."""

    prior_band_d: Fraction
    asked_band_d: Fraction
    proposed_band_d: Fraction
    increase: Fraction
    increase_percent: Fraction
    bands: tuple[BandCharge, ...]
    tax_base: Fraction | None
    requirement: Fraction | None
    prior_requirement: Fraction | None
    authorities: tuple[AuthorityPrecept, ...]
    sum_of_authority_precepts: Fraction | None
    tax_base_difference: Fraction | None
    rounding_residual: Fraction | None
    change: ChangeAnalysis | None
    yield_of_one_pound: Fraction | None
    yield_of_one_percent: Fraction | None
    referendum: Referendum


def assess(proposal: Proposal) -> Assessment:
    """Work out every figure that follows from the proposal."""
    if proposal.prior_band_d < 1:
        raise PriorBandDUnderOnePound("the prior band D must be at least 1.00")
    prior = proposal.prior_band_d
    asked = band_d_asked_for(proposal)
    proposed = proposed_band_d(proposal, asked)
    base = tax_base_of(proposal)
    precepts = authority_precepts(proposal, proposed)
    requirement = amount_raised(proposed, base)
    precept_sum = sum_of_precepts(precepts)
    difference = tax_base_difference(proposal, proposed, base)
    return Assessment(
        prior_band_d=prior,
        asked_band_d=asked,
        proposed_band_d=proposed,
        increase=proposed - prior,
        increase_percent=half_up_to(FOUR_DECIMALS, (proposed - prior) / prior * 100),
        bands=band_charges(proposal, asked, proposed),
        tax_base=base,
        requirement=requirement,
        prior_requirement=amount_raised(prior, proposal.prior_tax_base),
        authorities=precepts,
        sum_of_authority_precepts=precept_sum,
        tax_base_difference=difference,
        rounding_residual=rounding_residual(precept_sum, requirement, difference),
        change=change_analysis(proposal, proposed, base),
        yield_of_one_pound=amount_raised(POUND, base),
        yield_of_one_percent=amount_raised(prior / 100, base),
        referendum=referendum(proposal, proposed),
    )


# --- Band D -----------------------------------------------------------------------------------


def band_d_asked_for(proposal: Proposal) -> Fraction:
    """Work out the exact band D that the increase asks for, before any rounding."""
    asked = unchecked_band_d_asked_for(proposal)
    if asked < 0:
        raise NegativeBandD(f"the increase asks for a band D of {float(asked):.4f}")
    return asked


def unchecked_band_d_asked_for(proposal: Proposal) -> Fraction:
    prior = proposal.prior_band_d
    if proposal.increase == "freeze":
        return prior
    if proposal.increase == "percent":
        return prior * (1 + proposal.amount / 100)
    if proposal.increase == "cash":
        return prior + proposal.amount
    if proposal.increase == "band_d":
        return proposal.amount
    if proposal.increase == "requirement":
        return basic_amount(proposal.amount, tax_base_of(proposal))
    return most_allowed(proposal)


def basic_amount(requirement: Fraction, tax_base: Fraction | None) -> Fraction:
    """s.42B(1): the requirement divided by the tax base of the whole area."""
    if tax_base is None or tax_base <= 0:
        raise RequirementWithoutTaxBase("a requirement needs a tax base to give a band D")
    return requirement / tax_base


def most_allowed(proposal: Proposal) -> Fraction:
    limit = applicable_limit(proposal)
    if limit is None:
        raise MaximumWithoutLimit("no limit applies, so there is no most that is allowed")
    return maximum_band_d(proposal.prior_band_d, limit, BAND_D_STEP[proposal.band_d_rounding])


def proposed_band_d(proposal: Proposal, asked: Fraction) -> Fraction:
    """Round the band D asked for. An increase of nothing changes nothing: the prior is kept as it is."""
    if asked == proposal.prior_band_d:
        return asked
    step = BAND_D_STEP[proposal.band_d_rounding]
    if proposal.band_d_rounding == "multiple_of_9p":
        return down_to(step, asked)
    return half_up_to(step, asked)


# --- Bands ------------------------------------------------------------------------------------


def band_charges(proposal: Proposal, asked: Fraction, proposed: Fraction) -> tuple[BandCharge, ...]:
    basis = band_basis(proposal, asked, proposed)
    ninths = WELSH_NINTHS if proposal.country == "Wales" else ENGLISH_NINTHS
    return tuple(band_charge(band, n, proposal.prior_band_d, basis, proposal.instalments) for band, n in ninths.items())


def band_basis(proposal: Proposal, asked: Fraction, proposed: Fraction) -> Fraction:
    """Choose the band D that the other bands are ninths of.

    A multiple of 9p is chosen so that every band is exact: it is itself the basic amount, and the
    bands come from it whether rounded or unrounded was asked for.
    """
    if proposal.bands_from == "rounded" or proposal.band_d_rounding == "multiple_of_9p":
        return proposed
    return asked


def band_charge(band: str, ninths: int, prior_basis: Fraction, basis: Fraction, instalments: int = 12) -> BandCharge:
    """s.47(1): the basic amount x N / D, rounded to the penny once."""
    prior = half_up_to(PENNY, prior_basis * ninths / 9)
    proposed = half_up_to(PENNY, basis * ninths / 9)
    increase = proposed - prior
    return BandCharge(
        band=band,
        ninths=ninths,
        prior=prior,
        proposed=proposed,
        increase=increase,
        increase_monthly=a_month(increase, instalments),
        increase_weekly_pence=pence_a_week(increase),
        increase_daily_pence=pence_a_day(increase),
        proposed_monthly=a_month(proposed, instalments),
        proposed_weekly_pence=pence_a_week(proposed),
        proposed_daily_pence=pence_a_day(proposed),
    )


def a_month(annual: Fraction, instalments: int = 12) -> Fraction:
    return half_up_to(PENNY, annual / instalments)


def pence_a_week(annual: Fraction) -> Fraction:
    return half_up_to(TENTH_OF_A_PENNY, annual * 100 / 52)


def pence_a_day(annual: Fraction) -> Fraction:
    return half_up_to(TENTH_OF_A_PENNY, annual * 100 / 365)


# --- The referendum principle -----------------------------------------------------------------


def applicable_limit(proposal: Proposal) -> Limit | None:
    """Chapter 4ZA of Part 1 is for England only: in Wales no limit applies."""
    return proposal.limit if proposal.country == "England" else None


def referendum(proposal: Proposal, proposed: Fraction) -> Referendum:
    limit = applicable_limit(proposal)
    if limit is None:
        return Referendum(applies=False, excessive=None, maximum_band_d=None, headroom=None)
    step = BAND_D_STEP[proposal.band_d_rounding]
    maximum = maximum_band_d(proposal.prior_band_d, limit, step)
    return Referendum(
        applies=True,
        excessive=is_excessive(proposal.prior_band_d, proposed, limit),
        maximum_band_d=maximum,
        headroom=maximum - proposed,
    )


def is_excessive(prior: Fraction, proposed: Fraction, limit: Limit) -> bool:
    """s.52ZC: this year's amount against last year's, exactly."""
    if limit.rule == "percent":
        return reaches_percent(prior, proposed, limit)
    if limit.rule == "cash":
        return exceeds_cash(prior, proposed, limit)
    return reaches_percent(prior, proposed, limit) and exceeds_cash(prior, proposed, limit)


def reaches_percent(prior: Fraction, proposed: Fraction, limit: Limit) -> bool:
    """Compare with a percentage, which bites at the figure: 2.00% needs a vote, 1.99% does not."""
    return (proposed - prior) / prior * 100 >= percent_of(limit)


def exceeds_cash(prior: Fraction, proposed: Fraction, limit: Limit) -> bool:
    """Compare with a cash limit, which allows up to and including the figure."""
    return proposed - prior > cash_of(limit)


def maximum_band_d(prior: Fraction, limit: Limit, step: Fraction) -> Fraction:
    """Find the largest multiple of the step that is not excessive; the prior where all are below it."""
    candidate = down_to(step, largest_conceivable_band_d(prior, limit))
    while is_excessive(prior, candidate, limit):
        candidate -= step
    return max(candidate, prior)


def largest_conceivable_band_d(prior: Fraction, limit: Limit) -> Fraction:
    """Find a band D that nothing allowed is above."""
    if limit.rule == "percent":
        return prior * (1 + percent_of(limit) / 100)
    if limit.rule == "cash":
        return prior + cash_of(limit)
    return max(prior * (1 + percent_of(limit) / 100), prior + cash_of(limit))


def percent_of(limit: Limit) -> Fraction:
    if limit.percent is None:
        raise LimitIncomplete(f"a {limit.rule} limit needs a percentage")
    return limit.percent


def cash_of(limit: Limit) -> Fraction:
    if limit.cash is None:
        raise LimitIncomplete(f"a {limit.rule} limit needs a cash figure")
    return limit.cash


# --- What it raises ---------------------------------------------------------------------------


def tax_base_of(proposal: Proposal) -> Fraction | None:
    """Take the base for the whole area if given, else the sum of the authorities' (s.42B)."""
    if proposal.tax_base is not None:
        return proposal.tax_base
    if proposal.authorities:
        return sum_of_tax_bases(proposal.authorities)
    return None


def sum_of_tax_bases(authorities: tuple[Authority, ...]) -> Fraction:
    return sum((authority.tax_base for authority in authorities), Fraction(0))


def amount_raised(band_d: Fraction, tax_base: Fraction | None) -> Fraction | None:
    if tax_base is None:
        return None
    return half_up_to(PENNY, band_d * tax_base)


def authority_precepts(proposal: Proposal, proposed: Fraction) -> tuple[AuthorityPrecept, ...]:
    """s.48: the basic amount x each billing authority's tax base."""
    whole = sum_of_tax_bases(proposal.authorities)
    step = PRECEPT_STEP[proposal.authority_precepts]
    return tuple(
        AuthorityPrecept(
            name=authority.name,
            tax_base=authority.tax_base,
            share_percent=share_percent(authority.tax_base, whole),
            precept=half_up_to(step, proposed * authority.tax_base),
            collection_fund=authority.collection_fund,
        )
        for authority in proposal.authorities
    )


def share_percent(part: Fraction, whole: Fraction) -> Fraction:
    if whole == 0:
        return Fraction(0)
    return half_up_to(FOUR_DECIMALS, part / whole * 100)


def sum_of_precepts(precepts: tuple[AuthorityPrecept, ...]) -> Fraction | None:
    if not precepts:
        return None
    return sum((each.precept for each in precepts), Fraction(0))


def tax_base_difference(proposal: Proposal, proposed: Fraction, tax_base: Fraction | None) -> Fraction | None:
    """Work out what the authorities' tax bases raise over the base of the whole area."""
    if tax_base is None or not proposal.authorities:
        return None
    return half_up_to(PENNY, (sum_of_tax_bases(proposal.authorities) - tax_base) * proposed)


def rounding_residual(
    precept_sum: Fraction | None, requirement: Fraction | None, difference: Fraction | None
) -> Fraction | None:
    if precept_sum is None or requirement is None or difference is None:
        return None
    return precept_sum - requirement - difference


# --- Change from last year --------------------------------------------------------------------


def change_analysis(proposal: Proposal, proposed: Fraction, tax_base: Fraction | None) -> ChangeAnalysis | None:
    prior, prior_base = proposal.prior_band_d, proposal.prior_tax_base
    if tax_base is None or prior_base is None:
        return None
    rise, growth = proposed - prior, tax_base - prior_base
    rate = half_up_to(PENNY, rise * prior_base)
    base = half_up_to(PENNY, growth * prior)
    joint = half_up_to(PENNY, rise * growth)
    requirement_change = half_up_to(PENNY, proposed * tax_base) - half_up_to(PENNY, prior * prior_base)
    collection_fund = sum((each.collection_fund for each in proposal.authorities), Fraction(0))
    return ChangeAnalysis(
        rate=rate,
        tax_base=base,
        joint=joint,
        rounding=requirement_change - rate - base - joint,
        requirement_change=requirement_change,
        collection_fund=collection_fund,
        total=requirement_change + collection_fund,
    )
