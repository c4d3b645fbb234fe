"""How a solved band D came about: what has to be raised, and the smallest band D that raises it."""

from __future__ import annotations

from precept.council_tax.explanation import explain
from precept.council_tax.outcome import PreceptOutcome
from precept.council_tax.principles import WALES
from precept.council_tax.proposal import LimitRule
from precept.council_tax.regimes import basic_amount_statute, requirement_statute
from precept.council_tax.solve import Method, Solution, TargetKind
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds
from precept.workings import Working, step


def explain_solution(solution: Solution) -> list[Working]:
    """List the budget, what is needed and the band D that raises it, then the workings of the precept itself."""
    shown = solution.outcome or solution.nearest
    if shown is None:
        return []
    workings = explain(shown)
    known = {each.name for each in workings}
    return [*workings, *(each for each in _needed(solution, shown) if each.name not in known)]


def _needed(solution: Solution, shown: PreceptOutcome) -> list[Working]:
    if solution.needed is None:
        return _most(solution, shown)
    return [*_target(solution, shown), *_smallest(solution, shown)]


def _target(solution: Solution, shown: PreceptOutcome) -> list[Working]:
    target = solution.target
    if target.budget is not None:
        return _budget(solution, shown)
    if target.kind is TargetKind.EXTRA_INCOME and solution.baseline is not None:
        baseline = decimals(solution.baseline.band_d, TEN_THOUSANDTHS)
        return [
            Working("extra_income", pounds(target.pence), "pounds", "given"),
            Working("baseline_band_d", baseline, "pounds_a_year", "band D under the stated baseline"),
            step(
                "needed_precept",
                pounds(solution.needed or 0),
                "pounds",
                "what the baseline raises on this year's tax base, and the extra income",
                expression="half_up(baseline_band_d * tax_base, 2) + extra_income",
            ),
        ]
    return [Working("needed_precept", pounds(solution.needed or 0), "pounds", "given")]


def _budget(solution: Solution, shown: PreceptOutcome) -> list[Working]:
    budget = solution.target.budget
    if budget is None:
        return []
    welsh = shown.proposal.area.country == WALES
    statute = requirement_statute(shown.proposal.area.country, shown.proposal.year, shown.proposal.area.code)
    lines = {
        "gross_expenditure": budget.gross_expenditure,
        "income": budget.income,
        "grants": budget.grants,
        "collection_fund": budget.collection_fund,
        "reserves": budget.reserves,
    }
    return [
        *(Working(name, pounds(pence), "pounds", "given") for name, pence in lines.items()),
        step(
            "budget_requirement" if welsh else "to_be_met_by_grants_and_council_tax",
            pounds(budget.before_grants),
            "pounds",
            "expenditure less income, collection fund share and reserves used",
            expression="gross_expenditure - income - collection_fund - reserves",
            authority=statute,
        ),
        step(
            "needed_precept",
            pounds(budget.requirement),
            "pounds",
            "the same less grants; nil where income is the larger",
            expression="max(0, gross_expenditure - income - collection_fund - reserves - grants)",
            authority=statute,
        ),
    ]


def _smallest(solution: Solution, shown: PreceptOutcome) -> list[Working]:
    if solution.needed_band_d is None:
        return []
    if solution.target.method is Method.HALF_UP:
        return [_half_up(solution, shown)]
    smallest = decimals(shown.proposal.rounding.band_d.step, TEN_THOUSANDTHS, least=0)
    in_steps = f"max(0, ceil((needed_precept - 0.005) / tax_base, {smallest}))"
    words = "the smallest band D, in whole steps, whose precept rounds to what is needed"
    if solution.needed_band_d == shown.proposal.prior_band_d:
        in_steps = f"min(prior_band_d, {in_steps})"
        words = f"{words}; last year's, as it stands, does"
    return [
        step(
            "needed_band_d",
            decimals(solution.needed_band_d, TEN_THOUSANDTHS),
            "pounds_a_year",
            words,
            expression=in_steps,
            authority=basic_amount_statute(shown.proposal.area.country, shown.proposal.year, shown.proposal.area.code),
        )
    ]


def _half_up(solution: Solution, shown: PreceptOutcome) -> Working:
    size = decimals(shown.proposal.rounding.band_d.step, TEN_THOUSANDTHS, least=0)
    return step(
        "needed_band_d",
        decimals(solution.needed_band_d or 0, TEN_THOUSANDTHS),
        "pounds_a_year",
        "what is needed over the tax base, half-up to a whole step",
        expression=f"half_up(needed_precept / tax_base / {size}, 0) * {size}",
        authority=basic_amount_statute(shown.proposal.area.country, shown.proposal.year, shown.proposal.area.code),
    )


def _most(solution: Solution, shown: PreceptOutcome) -> list[Working]:
    if solution.target.kind is not TargetKind.LARGEST_MULTIPLE_OF_9P:
        return []
    rule = shown.proposal.limit.rule
    by_percent = "ceil(prior_band_d * (1 + limit_percent / 100), 0.01) - 0.01"
    by_cash = "prior_band_d + limit_cash"
    most = {
        LimitRule.PERCENT: by_percent,
        LimitRule.CASH: by_cash,
        LimitRule.GREATER_OF: f"max({by_percent}, {by_cash})",
    }[rule]
    return [
        step(
            "largest_multiple_of_9p",
            decimals(shown.band_d, TEN_THOUSANDTHS),
            "pounds_a_year",
            "the largest multiple of 9p within the limit, so that every band is a whole number of pennies",
            expression=f"floor({most}, 0.09)",
        )
    ]
