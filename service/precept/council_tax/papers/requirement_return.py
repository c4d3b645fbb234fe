"""The return to government: its lines, and the checks that the department makes of them, made before it is sent.

The council tax requirement return (CTR2, and CTR4 for mayoral areas) is to the nearest pound. Its validation notes name
"completed to the nearest thousand rather than the nearest pound" as the typical error. Requirement over tax base, to the
penny, is the band D returned in all 333 police returns of 2015-16 to 2023-24: that, pounds for thousands and the limit decide
whether a return passes. The other checks are worth a second look; published returns have failed each of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from precept.council_tax.assess import assess
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.proposal import Increase, IncreaseKind, PreceptProposal
from precept.council_tax.requirement import TO_PENCE, percent_of, raised_by
from precept.register.refusals import NoTaxBase
from precept.register.units import PENCE, TEN_THOUSANDTHS, THOUSANDTHS, decimals, half_up, pounds

CLOSE_PRODUCT = 10_000
"""£100: in 300 of 333 returns band D x tax base is that close to the requirement; the worst was £2,080."""
CLOSE_BASES = 2 * THOUSANDTHS
"""2 band D equivalents: the sum of the councils' tax bases is that close in all but 11 area-years."""
USUAL_BASE_CHANGE = 4
"""Percent a year: no area's returned tax base moved by more."""
THOUSAND = 1000


@dataclass(frozen=True)
class ReturnLine:
    """One line of the return, as it is entered."""

    line: str
    description: str
    value: str
    unit: Literal["pounds", "pounds_a_year", "percent", "band_d_equivalents"]


@dataclass(frozen=True)
class ReturnCheck:
    """One check: what was found against what was expected; `passed` is None where there is nothing to compare with."""

    check: str
    passed: bool | None
    decides: bool
    found: str
    expected: str
    what: str


@dataclass(frozen=True)
class Returned:
    """What is entered: requirement in pence, tax base in thousandths, band D in ten-thousandths of a pound."""

    requirement: int
    tax_base: int
    band_d: int


@dataclass(frozen=True)
class RequirementReturn:
    """The lines of the return, and the checks of them."""

    returned: Returned
    lines: tuple[ReturnLine, ...]
    checks: tuple[ReturnCheck, ...]

    @property
    def passes(self) -> bool | None:
        """Whether every check that decides passes; None where none fails and one could not be made."""
        verdicts = {check.passed for check in self.checks if check.decides}
        if False in verdicts:
            return False
        return None if None in verdicts else True


def fill_in(
    proposal: PreceptProposal, requirement: int | None, tax_base: int | None, band_d: int | None
) -> tuple[PreceptOutcome, RequirementReturn]:
    """Fill in the return from the precept, with what the caller means to enter in place of it, and check it.

    A band D or tax base that is entered is the one that bands, councils' precepts, requirement and limit follow from.
    """
    intended = assess(proposal)
    put = replace(
        proposal,
        tax_base=proposal.tax_base if tax_base is None else tax_base,
        increase=proposal.increase if band_d is None else Increase(IncreaseKind.BAND_D, band_d),
    )
    outcome = assess(put)
    if outcome.requirement is None:
        raise NoTaxBase(
            f"No tax base is held for {proposal.area.name} in {proposal.year}.",
            field="tax_base",
            remedy="Give tax_base, or precept.tax_base, or precept.billing_authorities with theirs.",
        )
    entered = Returned(
        requirement=_to_pound(outcome.requirement.precept) if requirement is None else requirement,
        tax_base=outcome.requirement.tax_base,
        band_d=outcome.band_d if band_d is None else band_d,
    )
    return outcome, RequirementReturn(entered, _lines(outcome, entered), _checks(outcome, entered, intended))


def _to_pound(pence: int) -> int:
    return half_up(pence, PENCE) * PENCE


def _lines(outcome: PreceptOutcome, entered: Returned) -> tuple[ReturnLine, ...]:
    proposal = outcome.proposal
    increase = percent_of(entered.band_d - proposal.prior_band_d, proposal.prior_band_d)
    bands = [
        ReturnLine(
            f"band_{each.band.lower()}_charge",
            f"band {each.band}: {each.ninths} ninths of band D",
            pounds(each.charge),
            "pounds_a_year",
        )
        for each in outcome.bands
    ]
    councils = [
        ReturnLine(f"precept_{each.authority.code or number}", each.authority.name, pounds(each.precept), "pounds")
        for number, each in enumerate(outcome.precepts, start=1)
    ]
    return (
        ReturnLine("requirement", "council tax requirement, nearest pound", pounds(entered.requirement), "pounds"),
        ReturnLine("tax_base", "tax base", decimals(entered.tax_base, THOUSANDTHS), "band_d_equivalents"),
        ReturnLine("band_d", "band D", decimals(entered.band_d, TEN_THOUSANDTHS), "pounds_a_year"),
        ReturnLine(
            "prior_band_d", "band D last year", decimals(proposal.prior_band_d, TEN_THOUSANDTHS), "pounds_a_year"
        ),
        ReturnLine("increase_percent", "increase in band D", decimals(increase, TEN_THOUSANDTHS, least=4), "percent"),
        *bands,
        *councils,
    )


def _checks(outcome: PreceptOutcome, entered: Returned, intended: PreceptOutcome) -> tuple[ReturnCheck, ...]:
    return (
        _whole_pounds(entered),
        _not_thousands(entered),
        _divides_to_band_d(entered),
        _multiplies_back(entered),
        _bases_add_up(outcome, entered),
        _base_moves_little(outcome, entered),
        _band_d_is_the_precept_s(intended, entered),
        _not_excessive(outcome),
    )


def _whole_pounds(entered: Returned) -> ReturnCheck:
    return ReturnCheck(
        "whole_pounds",
        entered.requirement % PENCE == 0,
        False,
        pounds(entered.requirement),
        pounds(_to_pound(entered.requirement)),
        "The requirement is entered to the nearest pound.",
    )


def _not_thousands(entered: Returned) -> ReturnCheck:
    product = raised_by(entered.band_d, entered.tax_base)
    thousands = product > 0 and abs(entered.requirement * THOUSAND - product) <= product // THOUSAND
    return ReturnCheck(
        "pounds_not_thousands",
        not thousands,
        True,
        pounds(entered.requirement),
        pounds(product),
        "The requirement is in pounds, not in thousands of pounds.",
    )


def _divides_to_band_d(entered: Returned) -> ReturnCheck:
    places = 100 if entered.band_d % 100 == 0 else 1
    divided = half_up(entered.requirement * TO_PENCE, entered.tax_base * places) * places if entered.tax_base else 0
    return ReturnCheck(
        "requirement_over_tax_base_is_band_d",
        divided == entered.band_d if entered.tax_base else None,
        True,
        decimals(divided, TEN_THOUSANDTHS),
        decimals(entered.band_d, TEN_THOUSANDTHS),
        "The requirement over the tax base, rounded as band D is, is band D.",
    )


def _multiplies_back(entered: Returned) -> ReturnCheck:
    product = raised_by(entered.band_d, entered.tax_base)
    return ReturnCheck(
        "band_d_times_tax_base_is_close",
        abs(product - entered.requirement) <= CLOSE_PRODUCT,
        False,
        pounds(product),
        pounds(entered.requirement),
        f"Band D x tax base is within £{pounds(CLOSE_PRODUCT)} of the requirement.",
    )


def _bases_add_up(outcome: PreceptOutcome, entered: Returned) -> ReturnCheck:
    parts = sum(each.authority.tax_base for each in outcome.precepts)
    return ReturnCheck(
        "tax_bases_add_up",
        abs(parts - entered.tax_base) <= CLOSE_BASES if outcome.precepts else None,
        False,
        decimals(parts, THOUSANDTHS) if outcome.precepts else "",
        decimals(entered.tax_base, THOUSANDTHS),
        f"The councils' tax bases add up to the area's within {decimals(CLOSE_BASES, THOUSANDTHS, least=0)}.",
    )


def _base_moves_little(outcome: PreceptOutcome, entered: Returned) -> ReturnCheck:
    prior = outcome.proposal.prior_tax_base
    little = None if prior is None else abs(entered.tax_base - prior) * 100 <= USUAL_BASE_CHANGE * prior
    return ReturnCheck(
        "tax_base_moves_little",
        little,
        False,
        decimals(entered.tax_base, THOUSANDTHS),
        "" if prior is None else decimals(prior, THOUSANDTHS),
        f"The tax base is within {USUAL_BASE_CHANGE}% of last year's.",
    )


def _band_d_is_the_precept_s(intended: PreceptOutcome, entered: Returned) -> ReturnCheck:
    return ReturnCheck(
        "band_d_is_as_calculated",
        entered.band_d == intended.band_d,
        False,
        decimals(entered.band_d, TEN_THOUSANDTHS),
        decimals(intended.band_d, TEN_THOUSANDTHS),
        "The band D entered is the one that the increase gives.",
    )


def _not_excessive(outcome: PreceptOutcome) -> ReturnCheck:
    excessive, maximum = outcome.verdict.excessive, outcome.verdict.maximum_band_d
    return ReturnCheck(
        "not_excessive",
        None if excessive is None else not excessive,
        True,
        decimals(outcome.band_d, TEN_THOUSANDTHS),
        "" if maximum is None else decimals(maximum, TEN_THOUSANDTHS),
        "Band D needs no referendum.",
    )
