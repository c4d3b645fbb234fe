"""From a question to a proposal: take what the caller gave, find the rest in the register, and note where each came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from precept.council_tax.names import plain
from precept.council_tax.principles import WALES, limit_in_force
from precept.council_tax.proposal import (
    LARGEST_TAX_BASE,
    Authority,
    Limit,
    PoliceAreaPut,
    PreceptProposal,
)
from precept.council_tax.question import PreceptQuestion
from precept.council_tax.slips import slips_in
from precept.register.records import BandDFigure
from precept.register.refusals import DuplicateAuthority, FigureNotHeld, TaxBaseOutOfRange
from precept.register.register import Register
from precept.register.units import MILLIONTHS, TEN_THOUSANDTHS, THOUSANDTHS, decimals, exactly
from precept.register.years import FinancialYear
from precept.workings import Figure
from precept.workings.figures import given

Held = tuple[int, Figure]
"""A figure that the register holds, in exact units, and as it is told."""


def gather(question: PreceptQuestion, register: Register) -> PreceptProposal:
    """Complete the question from the register; a named refusal says what to supply where it holds nothing."""
    figures: list[Figure] = []
    area = _area(question, register)
    held_band_d = register.band_d(area.code, question.year.previous) if area.code else None
    held_tax_base = _held_tax_base("tax_base", area.code, question.year, register)
    prior_band_d = _prior_band_d(question, held_band_d, area, figures)
    authorities = _authorities(question, register, area, figures)
    tax_base = _tax_base(question, held_tax_base, authorities, figures)
    prior_tax_base = _prior_tax_base(question, register, figures)
    limit = _limit(question, register, area, figures)
    return PreceptProposal(
        area=area,
        year=question.year,
        increase=question.increase,
        prior_band_d=prior_band_d,
        proportions=register.proportions(area.country, question.year),
        limit=limit,
        rounding=question.rounding,
        tax_base=tax_base,
        prior_tax_base=prior_tax_base,
        authorities=authorities,
        figures=tuple(figures),
        slips=slips_in(question, register, held_band_d, held_tax_base and held_tax_base[0]),
    )


def _area(question: PreceptQuestion, register: Register) -> PoliceAreaPut:
    if question.area_code is None:
        return PoliceAreaPut(None, question.area_name or "", question.country or "")
    area = register.police_area(question.area_code)
    return PoliceAreaPut(area.code, area.name, area.country)


def _prior_band_d(
    question: PreceptQuestion, row: BandDFigure | None, area: PoliceAreaPut, figures: list[Figure]
) -> int:
    if question.prior_band_d is not None:
        figures.append(given("prior_band_d", decimals(question.prior_band_d, TEN_THOUSANDTHS), "pounds_a_year"))
        return question.prior_band_d
    if row is None:
        year = question.year.previous
        raise FigureNotHeld(
            f"No band D is held for {area.name} in {year}.",
            field="prior_band_d_pounds",
            remedy=f"Give prior_band_d_pounds, the band D of {year}, as set.",
        )
    prior = exactly(row.band_d_pounds, TEN_THOUSANDTHS)
    note = row.note if row.tolerance_pounds is None else f"within {row.tolerance_pounds} either way; {row.note}"
    figures.append(
        Figure(
            "prior_band_d",
            decimals(prior, TEN_THOUSANDTHS),
            "pounds_a_year",
            row.evidence.value,
            row.source,
            row.stage,
            note,
        )
    )
    return prior


def _authorities(
    question: PreceptQuestion, register: Register, area: PoliceAreaPut, figures: list[Figure]
) -> tuple[Authority, ...]:
    """Take the authorities that the caller gave, in the caller's order, or else those held, in the order of their codes."""
    if question.authorities:
        refuse_duplicates(question.authorities, "billing_authorities")
        for number, each in enumerate(question.authorities, start=1):
            base = decimals(each.tax_base, THOUSANDTHS)
            figures.append(Figure(base_of_authority(number), base, "band_d_equivalents", "given", note=each.name))
        return question.authorities
    if area.code is None:
        return ()
    authorities, told = _laid_out(area.code, question.year, register)
    figures.extend(told)
    return authorities


def held_authorities(area: str | None, year: FinancialYear, register: Register) -> tuple[Authority, ...]:
    """The billing authorities of an area that the register holds for a year, in the order of their codes; none if not whole."""
    return _laid_out(area, year, register)[0] if area else ()


@lru_cache(maxsize=4096)
def _laid_out(area: str, year: FinancialYear, register: Register) -> tuple[tuple[Authority, ...], tuple[Figure, ...]]:
    """Lay the authorities held out with the figures they rest on, once for each area and year: the register never changes."""
    authorities, figures = [], []
    for number, row in enumerate(register.tax_bases(area, year), start=1):
        held = register.billing_authorities.get(row.billing_authority)
        name = held.name if held else row.billing_authority
        tax_base = exactly(row.tax_base, THOUSANDTHS)
        authorities.append(Authority(row.billing_authority, name, tax_base))
        figures.append(
            Figure(
                base_of_authority(number),
                decimals(tax_base, THOUSANDTHS),
                "band_d_equivalents",
                row.evidence.value,
                row.source,
                row.stage,
                name if row.note is None else f"{name}; {row.note}",
            )
        )
    return tuple(authorities), tuple(figures)


def base_of_authority(number: int) -> str:
    """Name the tax base of an authority among the figures, by its place in the answer."""
    return f"tax_base_of_authority_{number}"


def refuse_duplicates(authorities: tuple[Authority, ...], field: str) -> None:
    """Refuse the same code, or the same name, twice."""
    for attribute in ("code", "name"):
        given = [value for each in authorities if (value := getattr(each, attribute))]
        counts = Counter(plain(value) for value in given)
        twice = [value for value in given if counts[plain(value)] > 1]
        if twice:
            raise DuplicateAuthority(
                f"A {attribute} is given more than once: {twice[0]}.",
                field=field,
                remedy="Give each billing authority once, with its whole tax base.",
            )


def whole_tax_base(authorities: tuple[Authority, ...], field: str) -> int:
    """Add the tax bases up; TaxBaseOutOfRange when they come to more than is calculated."""
    whole = sum(authority.tax_base for authority in authorities)
    if whole > LARGEST_TAX_BASE:
        raise TaxBaseOutOfRange(
            f"The tax bases add up to {decimals(whole, THOUSANDTHS)}.",
            field=field,
            remedy=f"Give tax bases in band D equivalents, {decimals(LARGEST_TAX_BASE, THOUSANDTHS)} in all at most.",
        )
    return whole


def _tax_base(
    question: PreceptQuestion, held: Held | None, authorities: tuple[Authority, ...], figures: list[Figure]
) -> int | None:
    """Rest the requirement on the base given, else on the authorities given, else on the return, else on those held."""
    whole = whole_tax_base(authorities, "billing_authorities")
    if question.tax_base is not None:
        figures.append(given("tax_base", decimals(question.tax_base, THOUSANDTHS), "band_d_equivalents"))
        return question.tax_base
    if question.authorities:
        figures.append(
            Figure(
                "tax_base",
                decimals(whole, THOUSANDTHS),
                "band_d_equivalents",
                "given",
                note="the sum of the billing authorities given",
            )
        )
        return whole
    return _noted(held, figures)


def _prior_tax_base(question: PreceptQuestion, register: Register, figures: list[Figure]) -> int | None:
    if question.prior_tax_base is not None:
        figures.append(given("prior_tax_base", decimals(question.prior_tax_base, THOUSANDTHS), "band_d_equivalents"))
        return question.prior_tax_base
    return _noted(_held_tax_base("prior_tax_base", question.area_code, question.year.previous, register), figures)


def tax_base_held(area: str | None, year: FinancialYear, register: Register) -> int | None:
    """The tax base held for an area in a year, in thousandths; None where there is none."""
    held = _held_tax_base("tax_base", area, year, register)
    return None if held is None else held[0]


def _noted(held: Held | None, figures: list[Figure]) -> int | None:
    if held is None:
        return None
    figures.append(held[1])
    return held[0]


@lru_cache(maxsize=8192)
def _held_tax_base(name: str, area: str | None, year: FinancialYear, register: Register) -> Held | None:
    if area is None:
        return None
    returned = register.requirement_return(area, year)
    if returned is not None:
        value = exactly(returned.tax_base, THOUSANDTHS)
        return value, Figure(
            name,
            decimals(value, THOUSANDTHS),
            "band_d_equivalents",
            returned.evidence.value,
            returned.source,
            returned.stage,
            f"as returned for {year}",
        )
    rows = register.tax_bases(area, year)
    if not rows:
        return None
    whole = exactly(sum((row.tax_base for row in rows), Decimal(0)), THOUSANDTHS)
    note = f"no return is held for {year}: the sum of its {len(rows)} billing authorities"
    base = decimals(whole, THOUSANDTHS)
    return whole, Figure(name, base, "band_d_equivalents", "derived", rows[0].source, rows[0].stage, note)


def _limit(question: PreceptQuestion, register: Register, area: PoliceAreaPut, figures: list[Figure]) -> Limit:
    if question.limit is not None and area.country != WALES:
        _note_given_limit(question.limit, figures)
        return question.limit
    limit, row = limit_in_force(area.country, area.code, question.year, register)
    if question.limit is not None:
        limit = replace(limit, reason=f"{limit.reason} The limit given is not used.")
    if row is not None and limit.percent is not None:
        figures.append(
            Figure("limit_percent", str(row.percent), "percent", row.evidence.value, row.source, row.stage, row.note)
        )
    if row is not None and limit.cash is not None:
        figures.append(
            Figure(
                "limit_cash",
                decimals(limit.cash, TEN_THOUSANDTHS),
                "pounds_a_year",
                row.evidence.value,
                row.source,
                row.stage,
                row.note,
            )
        )
    return limit


def _note_given_limit(limit: Limit, figures: list[Figure]) -> None:
    if limit.percent is not None:
        figures.append(given("limit_percent", decimals(limit.percent, MILLIONTHS // 100, least=0), "percent"))
    if limit.cash is not None:
        figures.append(given("limit_cash", decimals(limit.cash, TEN_THOUSANDTHS), "pounds_a_year"))
