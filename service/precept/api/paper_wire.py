"""The papers on the wire: the figures of the leaflet, and the return to government."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field, structs

from precept.api.precept_answer import BandAnswer, PreceptAnswer, pounds_or_none, precept_answer
from precept.api.precept_wire import AuthorityRequest, PreceptRequest, authority_of, known
from precept.api.sheets import SheetSpec, Tables
from precept.api.text import BandDText, PoundsText, SignedPoundsText, TaxBaseText
from precept.api.wire import Answer, Request
from precept.council_tax.budget import Budget
from precept.council_tax.papers.leaflet import Leaflet, LeafletYear, TwoYears
from precept.council_tax.papers.requirement_return import RequirementReturn
from precept.council_tax.principles import WALES
from precept.council_tax.proposal import Authority
from precept.register.register import Register
from precept.register.units import PENCE, THOUSANDTHS, decimals, exactly, pounds

People = Annotated[int, Meta(ge=1, le=99_999_999, description="A number of people, 1 or more.")]


class LeafletYearRequest(Request, frozen=True, kw_only=True):
    """What the body says of a year; without `gross_expenditure_pounds` its budget is left blank.

    A deficit on the collection fund, and money put into reserves, are negative.
    """

    gross_expenditure_pounds: PoundsText | UnsetType = UNSET
    income_pounds: PoundsText = "0"
    grants_pounds: PoundsText = "0"
    collection_fund_pounds: SignedPoundsText = "0"
    reserves_pounds: SignedPoundsText = "0"
    population: People | UnsetType = UNSET
    police_officers: People | UnsetType = UNSET
    other_staff: People | UnsetType = UNSET

    def to_year(self) -> LeafletYear:
        """Read the figures into pence and heads."""
        gross = known(self.gross_expenditure_pounds)
        budget = None
        if gross is not None:
            texts = (gross, self.income_pounds, self.grants_pounds, self.collection_fund_pounds, self.reserves_pounds)
            budget = Budget(*(exactly(Decimal(text), PENCE) for text in texts))
        return LeafletYear(budget, known(self.population), known(self.police_officers), known(self.other_staff))


class LeafletRequest(Request, frozen=True, kw_only=True):
    """A precept with what the body spends, this year and last; last year's councils are looked up unless given."""

    precept: PreceptRequest
    this_year: LeafletYearRequest = field(default_factory=LeafletYearRequest)
    last_year: LeafletYearRequest = field(default_factory=LeafletYearRequest)
    prior_billing_authorities: Annotated[list[AuthorityRequest], Meta(max_length=100)] = field(default_factory=list)

    def prior_authorities(self, register: Register) -> tuple[Authority, ...]:
        """Last year's councils as given."""
        return tuple(authority_of(each, register) for each in self.prior_billing_authorities)


class TwoYearsAnswer(Answer, frozen=True, kw_only=True):
    """One line of money, last year and this."""

    line: str
    last_year_pounds: str | None
    this_year_pounds: str | None
    change_pounds: str | None


class PeopleAnswer(Answer, frozen=True, kw_only=True):
    """A count of people, last year and this."""

    line: str
    last_year: int | None
    this_year: int | None
    change: int | None


class CouncilAnswer(Answer, frozen=True, kw_only=True):
    """What one council pays over, last year and this."""

    code: str | None
    name: str
    prior_tax_base: str | None
    prior_precept_pounds: str | None
    tax_base: str
    precept_pounds: str
    change_pounds: str | None


class ReasonAnswer(Answer, frozen=True, kw_only=True):
    """One reason why the precept changes, and how much of the change it is."""

    reason: str
    pounds: str
    words: str


class LeafletAnswer(Answer, frozen=True, kw_only=True):
    """The figures that go with the bills: the requirement in two years, a head, by council and by band, and why it changed."""

    money: list[TwoYearsAnswer]
    people: list[PeopleAnswer]
    councils: list[CouncilAnswer]
    bands: list[BandAnswer]
    reasons: list[ReasonAnswer]
    authority: str | None
    warnings: list[str]
    precept: PreceptAnswer


_AUTHORITY = "Council Tax (Demand Notices) (England) Regulations 2011 (SI 2011/3038), regulations 8 and 9"
CLOSE = 10_000
"""£100, in pence: budgets are in whole pounds, or in thousands, and band D in pennies."""


def leaflet_answer(leaflet: Leaflet, register: Register) -> LeafletAnswer:
    """Write the leaflet as it goes out."""
    precept = precept_answer(leaflet.outcome, register, workings=False)
    return LeafletAnswer(
        money=[_two_years(each) for each in leaflet.money],
        people=[PeopleAnswer(line=e.line, last_year=e.last, this_year=e.this, change=e.change) for e in leaflet.people],
        councils=[
            CouncilAnswer(
                code=each.authority.code,
                name=each.authority.name,
                prior_tax_base=None if each.prior_tax_base is None else decimals(each.prior_tax_base, THOUSANDTHS),
                prior_precept_pounds=pounds_or_none(each.prior_precept),
                tax_base=decimals(each.authority.tax_base, THOUSANDTHS),
                precept_pounds=pounds(each.precept),
                change_pounds=None if each.prior_precept is None else pounds(each.precept - each.prior_precept),
            )
            for each in leaflet.councils
        ],
        bands=precept.bands,
        reasons=_reasons(leaflet),
        authority=None if precept.police_area.country == WALES else _AUTHORITY,
        warnings=[*_leaflet_doubts(leaflet, precept), *precept.warnings],
        precept=precept,
    )


def _leaflet_doubts(leaflet: Leaflet, precept: PreceptAnswer) -> list[str]:
    """What the leaflet lacks, or does not bear out."""
    doubts = []
    if precept.police_area.country == WALES:
        doubts.append("The Welsh regulations on demand notices were not seen: these are the lines of the English ones.")
    over = next(each for each in leaflet.money if each.line == "raised_beyond_requirement")
    for which, pence in (("This year's", over.this), ("Last year's", over.last)):
        if pence is not None and abs(pence) > CLOSE:
            short = "less" if pence < 0 else "more"
            doubts.append(f"{which} band D raises £{pounds(abs(pence))} {short} than the budget requires.")
    if leaflet.money[0].this is None:
        doubts.append("Give this_year.gross_expenditure_pounds and last_year's for the analysis of the requirement.")
    return doubts


def _two_years(each: TwoYears) -> TwoYearsAnswer:
    return TwoYearsAnswer(
        line=each.line,
        last_year_pounds=pounds_or_none(each.last),
        this_year_pounds=pounds_or_none(each.this),
        change_pounds=pounds_or_none(each.change),
    )


def _reasons(leaflet: Leaflet) -> list[ReasonAnswer]:
    change = leaflet.outcome.change
    if change is None:
        return []
    return [
        ReasonAnswer(reason="rate", pounds=pounds(change.rate), words="band D changes, on last year's tax base"),
        ReasonAnswer(
            reason="tax_base", pounds=pounds(change.tax_base), words="the tax base changes, at last year's band D"
        ),
        ReasonAnswer(reason="joint", pounds=pounds(change.joint), words="both at once: the new rate on the new homes"),
        ReasonAnswer(reason="rounding", pounds=pounds(change.rounding), words="what rounding the three leaves"),
    ]


def _columns(kind: type[Answer]) -> tuple[str, ...]:
    return tuple(each.encode_name for each in structs.fields(kind))


LEAFLET_SHEETS = (
    SheetSpec(
        "money",
        "The council tax requirement in two years",
        "One row a line of the budget, last year and this.",
        _columns(TwoYearsAnswer),
    ),
    SheetSpec("people", "People", "Population, officers and staff in two years.", _columns(PeopleAnswer)),
    SheetSpec(
        "councils",
        "The precept on each council",
        "One row a council, in the order of their codes.",
        _columns(CouncilAnswer),
    ),
    SheetSpec("bands", "Council tax by band", "One row a valuation band, lowest first.", _columns(BandAnswer)),
    SheetSpec(
        "reasons", "Why the precept changes", "One row a reason; they add up to the change.", _columns(ReasonAnswer)
    ),
)


def leaflet_tables(found: LeafletAnswer) -> Tables:
    """Lay the leaflet out as its tables."""
    rows = tuple(
        [structs.astuple(each) for each in table]
        for table in (found.money, found.people, found.councils, found.bands, found.reasons)
    )
    precept = found.precept
    return Tables(
        title=f"{precept.police_area.name}: figures for the council tax leaflet {precept.financial_year}",
        rows=rows,
        provenance=precept.provenance,
        notes=(*([found.authority] if found.authority else []), *found.warnings),
    )


class RequirementReturnRequest(Request, frozen=True, kw_only=True):
    """A precept, and what is meant to be entered in the return where that is not what the precept gives."""

    precept: PreceptRequest
    requirement_pounds: PoundsText | UnsetType = UNSET
    tax_base: TaxBaseText | UnsetType = UNSET
    band_d_pounds: BandDText | UnsetType = UNSET


class ReturnLineAnswer(Answer, frozen=True, kw_only=True):
    """One line of the return as it is entered."""

    line: str
    description: str
    value: str
    unit: Literal["pounds", "pounds_a_year", "percent", "band_d_equivalents"]


class ReturnCheckAnswer(Answer, frozen=True, kw_only=True):
    """One check of the return; `passed` is null where there is nothing to compare with.

    A check that `decides` must pass; the others are worth a second look, and published returns have failed each of them.
    """

    check: str
    passed: bool | None
    decides: bool
    found: str
    expected: str
    what: str


class RequirementReturnAnswer(Answer, frozen=True, kw_only=True):
    """The lines of the requirement return, and the checks made of them before they are sent.

    `passes` is by the checks that decide; null where none of them fails and one could not be made.
    """

    passes: bool | None
    checks_passed: int
    checks_failed: int
    checks_not_made: int
    lines: list[ReturnLineAnswer]
    checks: list[ReturnCheckAnswer]
    warnings: list[str]
    precept: PreceptAnswer


def return_answer(filled: RequirementReturn, precept: PreceptAnswer) -> RequirementReturnAnswer:
    """Write the return as it goes out."""
    return RequirementReturnAnswer(
        passes=filled.passes,
        checks_passed=sum(each.passed is True for each in filled.checks),
        checks_failed=sum(each.passed is False for each in filled.checks),
        checks_not_made=sum(each.passed is None for each in filled.checks),
        lines=[
            ReturnLineAnswer(line=each.line, description=each.description, value=each.value, unit=each.unit)
            for each in filled.lines
        ],
        checks=[
            ReturnCheckAnswer(
                check=each.check,
                passed=each.passed,
                decides=each.decides,
                found=each.found,
                expected=each.expected,
                what=each.what,
            )
            for each in filled.checks
        ],
        warnings=[*_of_another_form(precept), *precept.warnings],
        precept=precept,
    )


def _of_another_form(precept: PreceptAnswer) -> list[str]:
    if precept.police_area.country == WALES:
        return ["The lines and checks are those of the English return; the form of the Welsh Government was not seen."]
    if precept.regime.kind in ("greater_london_authority", "mayor"):
        return ["This is the police component alone: the body's own form (CTR3 or CTR4) has its other components too."]
    return []


RETURN_SHEETS = (
    SheetSpec(
        "lines", "The requirement return", "One row a line of the return, as it is entered.", _columns(ReturnLineAnswer)
    ),
    SheetSpec(
        "checks",
        "The checks of the return",
        "One row a check, with what was found and expected.",
        _columns(ReturnCheckAnswer),
    ),
)


def return_tables(found: RequirementReturnAnswer) -> Tables:
    """Lay the return out as its tables."""
    precept = found.precept
    return Tables(
        title=f"{precept.police_area.name}: council tax requirement return {precept.financial_year}",
        rows=([structs.astuple(each) for each in found.lines], [structs.astuple(each) for each in found.checks]),
        provenance=precept.provenance,
        notes=(
            f"Checks passed: {found.checks_passed}; failed: {found.checks_failed}; not made: {found.checks_not_made}.",
            *found.warnings,
        ),
    )
