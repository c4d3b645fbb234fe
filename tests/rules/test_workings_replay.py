"""Every step of every explanation recomputes, exactly, from the inputs and steps named before it."""

from __future__ import annotations

import ast
import datetime as dt
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from tests.builders import (
    BEDFORDSHIRE,
    DYFED_POWYS,
    KENT,
    authority,
    by_cash,
    by_percent,
    cash_limit,
    freeze,
    funding_question,
    greater_of,
    maximum,
    officer_question,
    other_funding,
    percent_limit,
    question,
    register,
    rounding,
    seeded,
    to_band_d,
    to_requirement,
    uplift_question,
    year,
)
from tests.properties.test_agreement_council_tax import a_case

from precept.council_tax.assess import assess
from precept.council_tax.explanation import explain
from precept.council_tax.gather import gather
from precept.council_tax.proposal import LimitRule, PreceptProposal
from precept.council_tax.question import PreceptQuestion
from precept.funding.assess import assess_funding
from precept.funding.explanation import explain_funding
from precept.funding.question import FundingQuestion
from precept.register.refusals import Refusal
from precept.register.units import PENCE, TEN_THOUSANDTHS, pounds
from precept.uplift.costing import cost_uplift
from precept.uplift.explanation import explain_uplift
from precept.uplift.question import UpliftQuestion
from precept.workforce.explanation import explain_costs
from precept.workforce.officers import cost_of_officers
from precept.workforce.question import OfficerCostQuestion, OnCostsGiven
from precept.workings import Working

Values = Mapping[str, Fraction]
PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


# --- a small evaluator, with nothing of the service in it --------------------------------------


def half_up(value: Fraction, places: Fraction) -> Fraction:
    step = Fraction(1, 10 ** int(places))
    size = floor(abs(value) / step + Fraction(1, 2)) * step
    return size if value >= 0 else -size


FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "half_up": half_up,
    "floor": lambda value, step: floor(value / step) * step,
    "ceil": lambda value, step: ceil(value / step) * step,
    "max": max,
    "min": min,
}
OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(expression: str, values: Values) -> Fraction:
    """Work out an expression over exact fractions; a name that is not in `values` is an error."""

    def of(node: ast.expr) -> Fraction:
        match node:
            case ast.Constant():
                return Fraction(ast.get_source_segment(expression, node) or "")
            case ast.Name():
                return values[node.id]
            case ast.BinOp():
                return OPERATORS[type(node.op)](of(node.left), of(node.right))
            case ast.UnaryOp(op=ast.USub()):
                return -of(node.operand)
            case ast.Call(func=ast.Name(id=name)):
                return FUNCTIONS[name](*map(of, node.args))
            case _:
                raise AssertionError(f"{ast.dump(node)} has no meaning in {expression}")

    return of(ast.parse(expression, mode="eval").body)


def names_in(expression: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Name)} - set(FUNCTIONS)


def replay(workings: Iterable[Working]) -> dict[str, Fraction]:
    """Recompute every step in order, from what was named before it; so there can be no cycle."""
    values: dict[str, Fraction] = {}
    for working in workings:
        assert working.name not in values, f"{working.name} is there twice"
        stated = Fraction(working.value)
        if working.expression is None:
            assert working.uses == (), working
        else:
            assert set(working.uses) == names_in(working.expression), working
            assert set(working.uses) <= values.keys(), working
            assert evaluate(working.expression, values) == stated, working
        values[working.name] = stated
    return values


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("half_up(2.345, 2)", "2.35"),
        ("half_up(0 - 2.345, 2)", "-2.35"),
        ("half_up(2.3449999, 2)", "2.34"),
        ("floor(152.15, 0.09)", "152.10"),
        ("floor(-1, 2)", "-2"),
        ("ceil(152.15, 0.09)", "152.19"),
        ("ceil(152.1, 0.09) - 0.09", "152.01"),
        ("max(1, a * (2 + b) / 8, 0.5)", "1.5"),
        ("min(a, b)", "2"),
    ],
)
def test_the_evaluator_works_expressions_out_by_hand(expression: str, value: str) -> None:
    assert evaluate(expression, {"a": Fraction(3), "b": Fraction(2)}) == Fraction(value)


def test_the_replay_refuses_a_wrong_value_an_unknown_name_and_a_name_given_twice() -> None:
    given = Working("a", "2", "pounds", "given")
    right = Working("b", "4", "pounds", "twice a", "a * 2", ("a",))
    assert replay([given, right]) == {"a": 2, "b": 4}
    for spoiled in (
        [given, replace(right, value="4.01")],
        [right, given],
        [given, given],
        [given, replace(right, uses=())],
        [given, replace(right, expression="b * 2", uses=("b",))],
    ):
        with pytest.raises(AssertionError):
            replay(spoiled)


# --- precepts ----------------------------------------------------------------------------------

FOUR = (authority("North", "1200.5", "100.10"), authority("East", "3.333"), authority("South", "99999.99", "-5"))
MADE_UP: dict[str, Any] = {"area": None, "area_name": "Nowhere", "country": "England", "prior": "150"}

PRECEPTS: dict[str, PreceptQuestion] = {
    "Kent": question(),
    "Kent by percent": question(by_percent("3.4")),
    "Kent frozen": question(freeze()),
    "Kent at the most": question(maximum()),
    "Kent's requirement": question(to_requirement("90694614")),
    "Kent cut": question(by_percent("-2.5")),
    "Kent by nothing": question(by_percent("0")),
    "Kent excessive": question(to_band_d("160")),
    "Kent in 9p": question(by_percent("3.4"), rounded=rounding("multiple_of_9p")),
    "Kent at the most in 9p": question(maximum(), rounded=rounding("multiple_of_9p", "unrounded")),
    "Kent unrounded": question(by_percent("3.4"), rounded=rounding("penny", "unrounded", "penny")),
    "Kent's requirement unrounded": question(
        to_requirement("90000000"), rounded=rounding("four_decimals", "unrounded")
    ),
    "Kent at the most unrounded": question(maximum(), rounded=rounding("four_decimals", "unrounded", "penny")),
    "Kent frozen unrounded": question(freeze(), rounded=rounding("penny", "unrounded")),
    "Kent under a percentage": question(maximum(), limit=percent_limit("1.9999")),
    "Kent under a cash limit": question(maximum(), limit=cash_limit("4.9999"), rounded=rounding("four_decimals")),
    "Kent under a limit of 2025-26": question(maximum(), financial_year="2025-26"),
    "Kent without a tax base": question(financial_year="2012-13"),
    "Bedfordshire": question(by_percent("15.8"), area=BEDFORDSHIRE, financial_year="2015-16"),
    "Dyfed-Powys": question(by_percent("8.6"), area=DYFED_POWYS, financial_year="2025-26"),
    "Dyfed-Powys with bases": question(
        by_cash("-3"), area=DYFED_POWYS, financial_year="2025-26", authorities=FOUR, prior_tax_base="100000"
    ),
    "a limit that is not held": question(by_cash("5"), area="E23000001", financial_year="2019-20"),
    "authorities given": question(by_cash("5"), authorities=FOUR),
    "authorities and another base": question(by_cash("5"), authorities=FOUR, tax_base="100000", prior_tax_base="1"),
    "an area not known": question(by_cash("0.005"), **MADE_UP),
    "an area not known, under a limit": question(maximum(), limit=greater_of("0.0001", "0"), **MADE_UP),
}


@pytest.mark.parametrize("name", PRECEPTS)
def test_every_step_about_a_precept_recomputes(name: str) -> None:
    outcome = assess(gather(PRECEPTS[name], register()))
    values = replay(explain(outcome))
    assert values["band_d"] * TEN_THOUSANDTHS == outcome.band_d
    assert values["increase_percent"] * TEN_THOUSANDTHS == outcome.increase_percent
    for band in outcome.bands:
        assert values[f"band_{band.band.lower()}_charge"] * PENCE == band.charge
    if outcome.requirement is not None:
        assert values["requirement"] * PENCE == outcome.requirement.precept
    if outcome.verdict.headroom is not None:
        assert values["headroom"] * TEN_THOUSANDTHS == outcome.verdict.headroom
    for number, each in enumerate(outcome.precepts, start=1):
        assert values[f"precept_of_authority_{number}"] * PENCE == each.precept
    assert ("change_by_rounding" in values) == (outcome.change is not None)


def test_kents_steps_name_the_published_figures_they_start_from() -> None:
    workings = {each.name: each for each in explain(assess(gather(question(), register())))}
    assert workings["prior_band_d"].value == "147.15"
    assert workings["tax_base"].value == "596086.84"
    assert workings["requirement"].expression == "half_up(band_d * tax_base, 2)"
    assert "section 42B" in (workings["requirement"].authority or "")
    assert len([name for name in workings if name.startswith("precept_of_authority_")]) == 13


def as_asked(ours: PreceptProposal) -> PreceptQuestion:
    """Put a generated proposal as a caller would, for an area of which nothing is held."""
    held = "2016-17" if ours.limit.rule is not LimitRule.NOT_HELD else "2010-11"
    return PreceptQuestion(
        year=year(held),
        increase=ours.increase,
        area_name="Nowhere",
        country=ours.area.country,
        prior_band_d=ours.prior_band_d,
        tax_base=ours.tax_base,
        prior_tax_base=ours.prior_tax_base,
        authorities=ours.authorities,
        limit=ours.limit if ours.limit.rule.limits else None,
        rounding=ours.rounding,
    )


def test_every_step_of_two_hundred_generated_proposals_recomputes() -> None:
    rng = seeded("workings")
    replayed = 0
    while replayed < 200:
        asked = as_asked(a_case(rng)[0])
        try:
            outcome = assess(gather(asked, register()))
        except Refusal:
            continue
        values = replay(explain(outcome))
        assert values["band_d"] * TEN_THOUSANDTHS == outcome.band_d, asked
        replayed += 1


# --- officers ----------------------------------------------------------------------------------

OFFICERS: dict[str, OfficerCostQuestion] = {
    "Kent": officer_question(),
    "a one-off award": officer_question(1, 7, financial_year="2017-18"),
    "an allowance that rose in September": officer_question(7, financial_year="2022-23"),
    "on one scale": officer_question(7, overrides={"pay_mix": "september"}),
    "overtime and the statutory pension": officer_question(
        6, overrides={"overtime_hours": "101.25", "pension_basis": "statutory", "pension_opt_out": "0.033333"}
    ),
    "rates of the caller": officer_question(
        2,
        given=OnCostsGiven(
            ni_rate=145_300,
            ni_threshold=999_999,
            pension_rate=213_001,
            levy_rate=4_999,
            regional_allowance=100_001,
            pensionable_allowance=234_900,
        ),
    ),
    "rates carried forward": officer_question(7, financial_year="2030-31"),
    "no area": officer_question(3, area=None),
}


@pytest.mark.parametrize("name", OFFICERS)
def test_every_step_about_an_officer_recomputes(name: str) -> None:
    costs = cost_of_officers(OFFICERS[name], register())
    values = replay(explain_costs(costs))
    for cost in costs:
        assert values[f"total_point_{cost.pay_point}"] * PENCE == cost.total


# --- uplifts -----------------------------------------------------------------------------------

UPLIFTS: dict[str, UpliftQuestion] = {
    "Kent": uplift_question(),
    "the illustration": uplift_question(parameter_set="illustration_6_6"),
    "converted": uplift_question(staffing="convert"),
    "transferees": uplift_question(
        staffing="transferee", overrides={"conversion_pass_rate": "0.9", "travel": "123.45"}
    ),
    "deployable, from November": uplift_question(counted_as="deployable", start=dt.date(2016, 11, 1), years=3),
    "prices that fall on half-pennies": uplift_question(
        overrides={"day_cost": "281.99", "refresher_days": "19.5", "replacement_kit_share": "0.333333", "arv_life": "3"}
    ),
    "years ahead": uplift_question(start=dt.date(2026, 4, 1), years=5),
    "nobody": uplift_question(0),
}


@pytest.mark.parametrize("name", UPLIFTS)
def test_every_step_about_an_uplift_recomputes(name: str) -> None:
    outcome = cost_uplift(UPLIFTS[name], register())
    values = replay(explain_uplift(outcome))
    assert values["premium"] * PENCE == int(outcome.premium.total[0, 0])
    assert values["sustained_cost_at_mature_pay"] * PENCE == int(outcome.sustained_at_mature_pay.total[0, 0])
    for number, each in enumerate(outcome.question.financial_years):
        suffix = str(each).replace("-", "_")
        assert values[f"in_year_{suffix}"] * PENCE == int(outcome.money.by_year.in_year[0, number])


# --- funding -----------------------------------------------------------------------------------

FUNDING: dict[str, FundingQuestion] = {
    "Kent": funding_question(),
    "against a freeze": funding_question(baseline=freeze()),
    "one-off money": funding_question(other=(other_funding("500000.55", "one_off"), other_funding("1000"))),
    "transferees": funding_question(uplift=uplift_question(staffing="transferee")),
    "converted": funding_question(uplift=uplift_question(staffing="convert")),
    "deployable": funding_question(uplift=uplift_question(counted_as="deployable")),
    "less than was planned": funding_question(question(freeze())),
    "fixed cost": funding_question(uplift=uplift_question(overrides={"fixed_cost": "250000"})),
    "an uplift that begins before the precept": funding_question(
        question(financial_year="2017-18"), uplift_question(start=dt.date(2016, 10, 1), years=4)
    ),
    "an uplift that begins after the precept": funding_question(
        uplift=uplift_question(start=dt.date(2017, 4, 1)), other=(other_funding("1", "one_off"),)
    ),
    "in 9p, unrounded": funding_question(question(by_percent("3.4"), rounded=rounding("multiple_of_9p", "unrounded"))),
    "Wales": funding_question(
        question(by_cash("10"), area=DYFED_POWYS, financial_year="2025-26", tax_base="230000.123"),
        uplift_question(area=DYFED_POWYS, start=dt.date(2025, 4, 1)),
    ),
    "many officers": funding_question(
        uplift=uplift_question(300, counted_as="deployable"), other=(other_funding("9000000"),)
    ),
}


@pytest.mark.parametrize("name", FUNDING)
def test_every_step_about_funding_recomputes(name: str) -> None:
    outcome = assess_funding(FUNDING[name], register())
    values = replay(explain_funding(outcome))
    assert values["income_versus_baseline"] * PENCE == outcome.income.versus_baseline
    assert values["income_versus_freeze"] * PENCE == outcome.income.versus_freeze
    assert values["sustainable_officers"] == outcome.affordability.sustainable
    for each in outcome.years:
        assert values[f"gap_{str(each.year).replace('-', '_')}"] * PENCE == each.gap


def test_values_are_written_plainly_and_units_are_named() -> None:
    workings = explain_funding(assess_funding(funding_question(), register()))
    assert len(workings) > 100
    for working in workings:
        assert working.unit
        assert working.formula
        assert PLAIN.fullmatch(working.value), working


def test_kents_answer_ends_in_seventeen_officers_worked_out_from_published_figures() -> None:
    values = replay(explain_funding(assess_funding(funding_question(), register())))
    assert pounds(int(values["income_versus_baseline"] * PENCE)) == "1227938.89"
    assert values["sustainable_officers"] == 17
    assert KENT == "E23000032"
