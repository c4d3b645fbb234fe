"""From a question about officers to their cost: find scales, rates and allowances, and note where each came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from precept.register.assumptions import Assumptions
from precept.register.records import Evidence
from precept.register.refusals import FigureNotHeld
from precept.register.register import Register
from precept.register.units import MILLIONTHS, PENCE, decimals, exactly, pounds, share_of
from precept.register.years import FinancialYear
from precept.workforce.allowances import regional_allowance
from precept.workforce.officer_cost import OfficerInputs, cost_officer
from precept.workforce.pay import (
    POINTS,
    Awards,
    SeptemberPay,
    point_not_held,
    points_held,
    september_pay,
)
from precept.workforce.prices import Prices
from precept.workforce.question import GrowthGiven, OfficerCostQuestion, OnCostsGiven
from precept.workings import Figure
from precept.workings.figures import given

YEARS_AHEAD = 10
"""How far past the last year held on-costs may be carried forward, as an assumption."""
MONTHS_BEFORE_SEPTEMBER = 5
PAY_PARAMETERS = frozenset(
    {
        "future_award",
        "future_prices",
        "night_share",
        "overtime_hours",
        "annual_hours",
        "pension_opt_out",
        "nonpay_recurring",
    }
)
"""The parameters that the cost of an officer rests on."""
_OF_PAY = PAY_PARAMETERS | {"pay_mix", "pension_basis", "prices"}
"""Those, and the choices that it rests on."""
_NOTHING_GIVEN = OnCostsGiven()
_NO_GROWTH = GrowthGiven()


@dataclass(frozen=True)
class OfficerCost:
    """One officer for one year: every line in pence, and the inputs it was worked out from."""

    year: FinancialYear
    pay_point: int
    lines: dict[str, int]
    total: int
    inputs: dict[str, int]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _Terms:
    """What a year pays on top of the scale, whatever the point: the fields of OfficerInputs between the scales and non-pay."""

    inputs: tuple[int, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _Officer:
    """One officer to be costed."""

    year: FinancialYear
    pay_point: int
    inputs: OfficerInputs
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class _YearOfPay:
    """What an officer costs in a year at each point, 0 to 7, in pence, and the published figures that it rests on."""

    costs: tuple[int, ...]
    figures: tuple[Figure, ...]
    """Those of the lowest point, and what is alike for all points."""
    of_other_points: tuple[Figure, ...]


def cost_of_officers(question: OfficerCostQuestion, register: Register) -> list[OfficerCost]:
    """Cost an officer at each point asked for, lowest first; FigureNotHeld where a scale or rate is not held."""
    return cost_all([question], register)


def cost_all(questions: Sequence[OfficerCostQuestion], register: Register) -> list[OfficerCost]:
    """Cost the officers of several questions at once, in the order of the questions."""
    officers = [officer for question in questions for officer in _officers(question, register)]
    return [_costed(officer) for officer in officers]


def _costed(officer: _Officer) -> OfficerCost:
    lines = cost_officer(officer.inputs)
    return OfficerCost(
        year=officer.year,
        pay_point=officer.pay_point,
        lines=lines._asdict(),
        total=sum(lines),
        inputs=officer.inputs._asdict(),
        figures=officer.figures,
    )


def _officers(question: OfficerCostQuestion, register: Register) -> list[_Officer]:
    """Find the scales and the terms of every officer asked for."""
    septembers = _septembers(question.year, question.assumptions)
    awards = Awards(question.assumptions.millionths("future_award"), question.growth.awards)
    points = question.pay_points or points_held(register, septembers, awards)
    if not points:
        raise _year_not_held(question.year, awards, register)
    terms = _terms(question, register)
    prices = Prices(register, question.assumptions, question.first_year or question.year, question.growth)
    nonpay = prices.pence("nonpay_recurring", question.year)
    assumed = (*prices.figures((question.year,)), *question.assumptions.figures(PAY_PARAMETERS))
    found = []
    for point in points:
        before, after = pays = _pays(register, point, septembers, awards)
        inputs = OfficerInputs._make((before.pence, after.pence, *terms.inputs, nonpay))
        figures = (*_pay_figures(pays, "the awards given" if awards.given else "future_award a year"), *terms.figures)
        found.append(_Officer(question.year, point, inputs, (*figures, *assumed)))
    return found


def unit_costs(
    register: Register,
    area: str | None,
    years: Sequence[FinancialYear],
    assumptions: Assumptions,
    on_costs: OnCostsGiven,
    growth: GrowthGiven = _NO_GROWTH,
    price_year: FinancialYear | None = None,
) -> tuple[npt.NDArray[np.int64], tuple[Figure, ...]]:
    """Tabulate the annual cost of an officer in pence by year and point (0 to 7), and the figures it rests on.

    What the caller gives that is not pay is in the prices of `price_year`, or of the first year.

    A point that a scale no longer has is paid as the next point up, as happened when point 0 went in September 2023.
    """
    if on_costs == _NOTHING_GIVEN and growth == _NO_GROWTH and assumptions.own.isdisjoint(_OF_PAY):
        of_years = [_held_year_of_pay(register, assumptions.held, area, year.start) for year in years]
    else:
        asked = _years_asked(area, years, assumptions, on_costs, growth, price_year)
        of_years = [_year_of_pay(question, register) for question in asked]
    assumed = assumptions.figures(PAY_PARAMETERS)
    figures = dict.fromkeys(figure for each in of_years for figure in (*each.figures, *assumed, *each.of_other_points))
    return np.array([each.costs for each in of_years], dtype=np.int64), tuple(figures)


def costs_that_move(
    register: Register,
    area: str | None,
    years: Sequence[FinancialYear],
    assumptions: Assumptions,
    on_costs: OnCostsGiven,
    growth: GrowthGiven,
    price_year: FinancialYear,
) -> npt.NDArray[np.int64]:
    """Tabulate the part of the annual cost of an officer that goes up as the scales do, in pence by year and point (0 to 7).

    That is what twice the scales would add: every line is in proportion to pay but allowances, the threshold of national
    insurance and what is not pay.
    """
    asked = _years_asked(area, years, assumptions, on_costs, growth, price_year)
    by_year = [{each.pay_point: _moves_with_pay(each.inputs) for each in _officers(year, register)} for year in asked]
    return np.array([_at_every_point(by_point) for by_point in by_year], dtype=np.int64)


def _moves_with_pay(inputs: OfficerInputs) -> int:
    twice = inputs._replace(scale_before=2 * inputs.scale_before, scale_after=2 * inputs.scale_after)
    return sum(cost_officer(twice)) - sum(cost_officer(inputs))


def _years_asked(
    area: str | None,
    years: Sequence[FinancialYear],
    assumptions: Assumptions,
    on_costs: OnCostsGiven,
    growth: GrowthGiven,
    price_year: FinancialYear | None,
) -> list[OfficerCostQuestion]:
    return [
        OfficerCostQuestion(year, assumptions, area, (), on_costs, price_year or years[0], growth) for year in years
    ]


@lru_cache(maxsize=2_000)
def _held_year_of_pay(register: Register, held: Assumptions, area: str | None, start: int) -> _YearOfPay:
    """The pay of a year where the caller gives nothing that it rests on: an index of the register."""
    return _year_of_pay(OfficerCostQuestion(FinancialYear(start), held, area), register)


def _year_of_pay(question: OfficerCostQuestion, register: Register) -> _YearOfPay:
    officers = _officers(question, register)
    by_point = {officer.pay_point: sum(cost_officer(officer.inputs)) for officer in officers}
    first = dict.fromkeys(officers[0].figures)
    others = dict.fromkeys(figure for officer in officers[1:] for figure in officer.figures if figure not in first)
    assumed = frozenset(question.assumptions.figures(PAY_PARAMETERS))
    return _YearOfPay(
        _at_every_point(by_point), tuple(figure for figure in first if figure not in assumed), tuple(others)
    )


def _at_every_point(by_point: Mapping[int, int]) -> tuple[int, ...]:
    """An amount of pence for every point: of one that the scale no longer has, that of the next point up."""
    pence: list[int] = []
    for point in reversed(POINTS):
        pence.insert(0, by_point[point] if point in by_point else pence[0])
    return tuple(pence)


def _septembers(year: FinancialYear, assumptions: Assumptions) -> tuple[int, ...]:
    if assumptions.option("pay_mix") == "september":
        return (year.start,)
    return (year.start - 1, year.start)


def _year_not_held(year: FinancialYear, awards: Awards, register: Register) -> FigureNotHeld:
    last = awards.last_scale(register)
    if awards.given and not points_held(register, (last,), awards):
        return FigureNotHeld(
            f"The first award given is that of September {last + 1}, and no constable pay scale of {last} is held for it to "
            "move.",
            field="financial_year",
            remedy="Give awards of later Septembers only, or none.",
        )
    return FigureNotHeld(
        f"No constable pay scale is held for the whole of {year}.",
        field="financial_year",
        remedy=f"Ask for a year up to {register.on_cost_years[-1] + YEARS_AHEAD} whose Septembers are held in "
        "GET /v1/pay-scales, or set the choice pay_mix to september to use one scale only.",
    )


def _pays(
    register: Register, point: int, septembers: tuple[int, ...], awards: Awards
) -> tuple[SeptemberPay, SeptemberPay]:
    found = [pay for september in septembers if (pay := september_pay(register, point, september, awards))]
    if len(found) < len(septembers):
        raise point_not_held(point, septembers, register, awards)
    return found[0], found[-1]


def _terms(question: OfficerCostQuestion, register: Register) -> _Terms:
    figures: list[Figure] = []
    assumptions, year, own = question.assumptions, question.year, question.given
    pension = f"pension_{assumptions.option('pension_basis')}_rate"
    allowance, pensionable = _allowances(question, register, figures)
    award = None if year.start in question.growth.awards else register.pay_award(year.start)
    if award is not None and award.non_consolidated_percent:
        percent = str(award.non_consolidated_percent)
        figures.append(
            Figure(f"one_off_award_{year}", percent, "percent", award.evidence.value, award.source, note=award.note)
        )
    terms = {
        "months_before": 0 if assumptions.option("pay_mix") == "september" else MONTHS_BEFORE_SEPTEMBER,
        "one_off_award_rate": 0 if award is None else share_of(award.non_consolidated_percent),
        "allowance": allowance,
        "pensionable_allowance": pensionable,
        "night_share": assumptions.millionths("night_share"),
        "overtime_hours": assumptions.millionths("overtime_hours"),
        "annual_hours": assumptions.millionths("annual_hours"),
        "ni_rate": _rate("ni_rate", "ni_rate", own.ni_rate, year, register, figures),
        "ni_threshold": _rate("ni_threshold", "ni_threshold", own.ni_threshold, year, register, figures),
        "pension_rate": _rate("pension_rate", pension, own.pension_rate, year, register, figures),
        "pension_opt_out": assumptions.millionths("pension_opt_out"),
        "levy_rate": _rate("levy_rate", "levy_rate", own.levy_rate, year, register, figures),
    }
    between = OfficerInputs._fields[2:-1]
    return _Terms(tuple(terms[name] for name in between), tuple(figures))


def _rate(name: str, item: str, own: int | None, year: FinancialYear, register: Register, figures: list[Figure]) -> int:
    """Take the caller's rate, or the year's, or the last year's carried forward as an assumption."""
    unit = "pounds_a_year" if item == "ni_threshold" else "percent"
    scale = PENCE if unit == "pounds_a_year" else MILLIONTHS // 100
    if own is not None:
        figures.append(given(name, decimals(own, scale), unit))
        return own
    last = register.on_cost_years[-1]
    carried = last < year <= last + YEARS_AHEAD
    row = register.on_cost(item, last if carried else year)
    evidence = Evidence.ASSUMPTION if carried else row.evidence
    note = f"carried forward from {last}" if carried else row.note
    figures.append(Figure(f"{name}_{year}", str(row.value), unit, evidence.value, row.source, note=note))
    return exactly(row.value, scale)


def _allowances(question: OfficerCostQuestion, register: Register, figures: list[Figure]) -> tuple[int, int]:
    area = register.police_area(question.area_code) if question.area_code else None
    own, pensionable = question.given.regional_allowance, question.given.pensionable_allowance
    if own is not None or pensionable is not None:
        for name, pence in (("regional_allowance", own), ("pensionable_allowance", pensionable)):
            if pence is not None:
                figures.append(given(name, pounds(pence), "pounds_a_year"))
        return own or 0, pensionable or 0
    if area is None:
        figures.append(
            Figure("regional_allowance", "0.00", "pounds_a_year", "assumption", note="no police area was given")
        )
        return 0, 0
    found = regional_allowance(register, area, question.year)
    figures += [
        Figure(
            f"{row.allowance}_from_{row.effective_from}",
            decimals(exactly(row.annual_pounds, PENCE), PENCE),
            "pounds_a_year",
            row.evidence.value,
            row.source,
            note=row.note,
            low=_text(row.low_pounds),
            high=_text(row.high_pounds),
        )
        for row in found.rows
    ]
    if not found.rows:
        note = "no regional allowance is payable outside London and the eight South East forces"
        figures.append(Figure("regional_allowance", "0.00", "pounds_a_year", "derived", note=note))
    return found.allowance, found.pensionable


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _pay_figures(pay: tuple[SeptemberPay, SeptemberPay], raised_by: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            f"scale_point_{each.point}_september_{each.september}",
            pounds(each.pence),
            "pounds_a_year",
            each.evidence.value,
            each.source,
            note=f"the last scale held, raised by {raised_by}" if each.source is None else None,
        )
        for each in dict.fromkeys(pay)
    )
