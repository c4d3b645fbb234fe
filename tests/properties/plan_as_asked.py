"""A plan as the reference engine reads it off the request itself, and its answer in the words of the contract.

Only what other rooms work out is taken from the service: band D, held tax bases, the uplift's money, and rates not given.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from tests.properties.plan_as_reference import Figures, as_reference, as_their_rates
from tests.reference import plan as reference
from tests.reference import plan_inputs as inputs
from tests.reference.plan_lines import Line
from tests.reference.rounding import half_up

from precept.api.plan_answer import ChangeAnswer, LineAnswer, PlanAnswer, PlanYear
from precept.funding.plan.assess import PlanOutcome

F = Fraction
T = TypeVar("T")
Asked = dict[str, Any]
GROUPS = ("officers", "staff", "pcsos")


# --- the request -------------------------------------------------------------------------------


def as_asked(asked: Asked, outcome: PlanOutcome) -> inputs.PlanInputs:
    """Read a request: of what is given by year the last one stands, of money to come or to be drawn nothing follows."""
    years = asked["years"]
    first_april = int(asked["precept"]["financial_year"][:4])
    general = asked.get("general_reserve", {})
    put = as_reference(outcome.question, outcome.terms.rates, outcome.run.path, outcome.run.people)
    return inputs.PlanInputs(
        years=years,
        rates=rates(asked, as_their_rates(outcome.terms.rates, 0)),
        council_tax=put.council_tax,
        collection_fund=then_nothing(asked.get("collection_fund_pounds", []), years),
        budget=tuple(
            inputs.BudgetLine(
                line["name"],
                line["kind"],
                pence(line["pounds"]),
                line.get("staff_group", "officers"),
                given(line, "growth_percent", percent, years),
                given(line, "planned_pounds", pence, years),
            )
            for line in asked["budget"]
        ),
        decisions=tuple(decision(line, first_april) for line in asked["decisions"]),
        funding=tuple(funding(line, years) for line in asked["funding"]),
        earmarked=tuple(
            inputs.EarmarkedReserve(
                reserve["purpose"], pence(reserve["pounds"]), then_nothing(reserve.get("draws_pounds", []), years)
            )
            for reserve in asked["earmarked_reserves"]
        ),
        general=inputs.GeneralReserve(
            pence(general.get("pounds", "0")),
            then_nothing(general.get("draws_pounds", []), years),
            general.get("fills_gap", False),
            general.get("takes_surplus", False),
        ),
        uplift=put.uplift,
    )


def rates(asked: Asked, held: inputs.Rates) -> inputs.Rates:
    """The rates as given, else as held."""
    wanted, years = asked.get("rates", {}), asked["years"]

    def of(name: str, otherwise: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        found = given(wanted, name, percent, years)
        return otherwise if found is None else found

    prior, floor = wanted.get("prior_award_percent"), asked.get("general_reserve", {}).get("floor_percent")
    return inputs.Rates(
        awards={group: of(f"{group}_award_percent", held.awards[group]) for group in GROUPS},
        prior_award=held.prior_award if prior is None else dict.fromkeys(GROUPS, percent(prior)),
        increments=of("increments_percent", held.increments),
        contributions=of("contributions_percent_of_pay", held.contributions),
        prices=of("price_growth_percent", held.prices),
        tax_base_growth=of("tax_base_growth_percent", held.tax_base_growth),
        grant_growth=of("grant_growth_percent", held.grant_growth),
        reserve_floor=held.reserve_floor if floor is None else (percent(floor),) * years,
    )


def decision(line: Asked, first_april: int) -> inputs.Decision:
    year, month = (int(part) for part in line["starts_in"].split("-"))
    return inputs.Decision(
        line["name"],
        pence(line["pounds"]) * (-1 if line["kind"] == "savings" else 1),
        12 * (year - first_april) + month - 4,
        recurring=line.get("recurrence", "recurring") == "recurring",
        confidence=percent(line.get("confidence_percent", "100")),
    )


def funding(line: Asked, years: int) -> inputs.FundingLine:
    return inputs.FundingLine(
        line["name"],
        pence(line["pounds"]),
        central=line["source"] == "central",
        recurring=line.get("recurrence", "recurring") == "recurring",
        growth=given(line, "growth_percent", percent, years),
        planned=given(line, "planned_pounds", pence, years),
        prior=pence(line["prior_pounds"]) if "prior_pounds" in line else None,
        set_off=line.get("set_off", False),
    )


def pence(pounds: str) -> int:
    return int(Decimal(pounds) * 100)


def percent(text: str) -> Fraction:
    return F(text) / 100


def given(line: Asked, name: str, read: Callable[[str], T], years: int) -> tuple[T, ...] | None:
    """What is given by year, the last one standing for all later years; None where nothing is."""
    values = [read(each) for each in line.get(name, [])]
    return tuple((values + values[-1:] * years)[:years]) if values else None


def then_nothing(pounds: list[str], years: int) -> tuple[int, ...]:
    return tuple(([pence(each) for each in pounds] + [0] * years)[:years])


# --- the answer --------------------------------------------------------------------------------


def answered(answer: PlanAnswer) -> Figures:
    """Every figure of the answer, in pence."""
    return {
        "lines": [told_line(line) for line in answer.lines],
        "years": [told_year(year) for year in answer.years],
    }


def told_line(line: LineAnswer) -> Figures:
    changes = {(change.cause, change.recurrence): in_pence(change.pounds_by_year) for change in line.changes}
    return {
        "name": line.name,
        "side": line.side,
        "before": pence(line.before_pounds),
        "by year": in_pence(line.pounds_by_year),
        "changes": {name: by_year for name, by_year in changes.items() if any(by_year)},
    }


def told_year(year: PlanYear) -> Figures:
    reserves, council_tax = year.reserves, year.council_tax
    beyond = council_tax.beyond_baseline_pounds
    return {
        "spending": pence(year.spending_pounds),
        "spending once": pence(year.one_off_spending_pounds),
        "funding": pence(year.funding_pounds),
        "funding once": pence(year.one_off_funding_pounds),
        "net budget": pence(year.net_budget_pounds),
        "gap": pence(year.gap_pounds),
        "surplus": pence(year.surplus_pounds),
        "gap moves": pence(year.gap_moves_pounds),
        "drawn": (pence(reserves.drawn_as_planned_pounds), pence(reserves.drawn_for_gap_pounds)),
        "general": pence(reserves.general_pounds),
        "floor": (pence(reserves.floor_pounds), pence(reserves.under_floor_pounds)),
        "earmarked": [(each.purpose, pence(each.pounds)) for each in reserves.earmarked],
        "missing": pence(year.missing_pounds),
        "resting on once": pence(year.recurring_resting_on_one_off_pounds),
        "spending changes": added_up(year.spending_changes),
        "funding changes": added_up(year.funding_changes),
        "tax base": F(council_tax.tax_base) * 1_000,
        "precept": pence(council_tax.precept_pounds),
        "beyond baseline": None if beyond is None else pence(beyond),
    }


def in_pence(pounds: list[str]) -> tuple[int, ...]:
    return tuple(pence(each) for each in pounds)


def added_up(changes: list[ChangeAnswer]) -> dict[tuple[str, str], int]:
    return {(change.cause, change.recurrence): pence(change.pounds) for change in changes}


def expected_answer(put: inputs.PlanInputs, found: reference.Plan) -> Figures:
    """The same figures of the reference engine."""
    before = sum(line.before for line in found.spending) - sum(line.before for line in found.funding)
    gaps = [before, *(year.gap for year in found.years)]
    return {
        "lines": [
            *(expected_line(line, "spending") for line in found.spending),
            *(expected_line(line, "funding") for line in found.funding),
        ],
        "years": [
            {
                "spending": year.spending,
                "spending once": year.spending_once,
                "funding": year.funding,
                "funding once": year.funding_once,
                "net budget": year.net_budget,
                "gap": max(0, year.gap),
                "surplus": max(0, -year.gap),
                "gap moves": year.gap - gaps[place],
                "drawn": (year.planned, year.for_gap),
                "general": year.general,
                "floor": (year.floor, year.under_floor),
                "earmarked": [
                    (reserve.purpose, left) for reserve, left in zip(put.earmarked, year.earmarked, strict=True)
                ],
                "missing": max(0, year.missing),
                "resting on once": year.recurring_resting_on_once,
                "spending changes": in_words(year.spending_changes),
                "funding changes": in_words(year.funding_changes),
                "tax base": found.tax_bases[place],
                "precept": half_up(F(put.council_tax.band_d[place] * found.tax_bases[place], 100_000)),
                "beyond baseline": None if put.council_tax.baseline_band_d is None else found.funding[0].by_year[place],
            }
            for place, year in enumerate(found.years)
        ],
    }


def expected_line(line: Line, side: str) -> Figures:
    changes = {(change.cause, change.recurring): change.by_year for change in line.changes if any(change.by_year)}
    return {
        "name": line.name,
        "side": side,
        "before": line.before,
        "by year": line.by_year,
        "changes": in_words(changes),
    }


def in_words(changes: dict[tuple[str, bool], T]) -> dict[tuple[str, str], T]:
    return {(cause, "recurring" if recurring else "one_off"): moved for (cause, recurring), moved in changes.items()}
