"""What looks like a slip in a question: held against the register, before anything is worked out.

A slip is told, never refused: a merged council, a boundary that moved or a figure corrected since are no mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator

from precept.council_tax.names import plain
from precept.council_tax.proposal import Authority, IncreaseKind
from precept.council_tax.question import PreceptQuestion
from precept.register.records import BandDFigure, Stage
from precept.register.register import Register
from precept.register.units import TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly
from precept.register.years import FinancialYear

SMALLEST_USUAL_PERCENT = 1_000
"""A tenth of a percent, in millionths: less is taken for a fraction (0.034 for 3.4%)."""
LARGEST_USUAL_DIFFERENCE = 2
"""Percent: no area's councils add up to anything further from its own return; nor has a base moved by more in a year's notice."""
LARGEST_USUAL_DRIFT = 25
"""Percent: how far a tax base may be from the latest one held, some years before."""


def slips_in(
    question: PreceptQuestion, register: Register, prior: BandDFigure | None, held_tax_base: int | None
) -> tuple[str, ...]:
    """Say what looks like a slip; `prior` and `held_tax_base` are what the register holds for the two years."""
    return (
        *_increase(question),
        *_prior_band_d(question, prior),
        *_authorities(question, register),
        *_tax_base(question, register, held_tax_base),
    )


def _increase(question: PreceptQuestion) -> Iterator[str]:
    increase = question.increase
    if increase.kind is IncreaseKind.PERCENT and 0 < abs(increase.amount) < SMALLEST_USUAL_PERCENT:
        percent = decimals(increase.amount, TEN_THOUSANDTHS, least=0)
        yield f"The increase is {percent}%: if a fraction was meant, give it in percent (3.4, not 0.034)."


def _prior_band_d(question: PreceptQuestion, held: BandDFigure | None) -> Iterator[str]:
    if held is None:
        return
    figure = decimals(exactly(held.band_d_pounds, TEN_THOUSANDTHS), TEN_THOUSANDTHS)
    if question.prior_band_d is None:
        if held.tolerance_pounds is not None:
            yield f"Last year's band D of £{figure} is known only to within £{held.tolerance_pounds} either way."
        if held.stage is Stage.PROPOSED:
            yield f"Last year's band D of £{figure} is a proposal: what was set was not seen."
    elif held.tolerance_pounds is None and exactly(held.band_d_pounds, TEN_THOUSANDTHS) != question.prior_band_d:
        given = decimals(question.prior_band_d, TEN_THOUSANDTHS)
        yield f"Last year's band D is given as £{given}; the register holds £{figure} for {held.financial_year}."


def _authorities(question: PreceptQuestion, register: Register) -> Iterator[str]:
    if not question.authorities or question.area_code is None:
        return
    area = register.police_area(question.area_code).name
    strangers = [each for each in question.authorities if not _of_area(each, question.area_code, register)]
    if strangers:
        names = ", ".join(each.name if each.code is None else f"{each.name} ({each.code})" for each in strangers)
        yield f"Not known as a billing authority of {area}: {names}."
    usual = _usual_number(question.area_code, question.year, register)
    if usual is not None and len(question.authorities) < usual:
        yield f"{len(question.authorities)} of {usual} billing authorities of {area} are given: check that it is the whole area."


def _of_area(authority: Authority, area: str, register: Register) -> bool:
    if authority.code is not None:
        held = register.billing_authorities.get(authority.code)
        return held is not None and held.police_area == area
    name = plain(authority.name)
    return any(
        row.police_area == area and name in map(plain, (row.name, *(row.former_names or "").split(";")))
        for row in register.billing_authorities.rows
    )


def _usual_number(area: str, year: FinancialYear, register: Register) -> int | None:
    """How many councils the area had in that year, or in the latest year before it that is held whole."""
    for back in range(15):
        rows = register.tax_bases(area, year + -back)
        if rows:
            return len(rows)
    return None


def _tax_base(question: PreceptQuestion, register: Register, held: int | None) -> Iterator[str]:
    given = question.tax_base if question.tax_base is not None else sum(each.tax_base for each in question.authorities)
    if not given or question.area_code is None:
        return
    whole = sum(each.tax_base for each in question.authorities)
    told = decimals(given, THOUSANDTHS)
    if question.tax_base is not None and whole and _apart(whole, question.tax_base, LARGEST_USUAL_DIFFERENCE):
        yield f"The billing authorities add up to {decimals(whole, THOUSANDTHS)}, far from the tax base of {told}."
    if held is not None:
        if _apart(given, held, LARGEST_USUAL_DIFFERENCE):
            yield f"The register holds a tax base of {decimals(held, THOUSANDTHS)} for {question.year}; {told} is given."
        return
    latest = _latest_tax_base(question.area_code, question.year, register)
    if latest is not None and question.prior_tax_base is None and _apart(given, latest[1], LARGEST_USUAL_DRIFT):
        yield (
            f"The latest tax base held is {decimals(latest[1], THOUSANDTHS)}, for {latest[0]}: check that {told} is the whole "
            "area, in band D equivalents."
        )


def _apart(one: int, other: int, percent: int) -> bool:
    return abs(one - other) * 100 > percent * other


def _latest_tax_base(area: str, year: FinancialYear, register: Register) -> tuple[FinancialYear, int] | None:
    for back in range(1, 15):
        returned = register.requirement_return(area, year + -back)
        if returned is not None:
            return returned.financial_year, exactly(returned.tax_base, THOUSANDTHS)
    return None
