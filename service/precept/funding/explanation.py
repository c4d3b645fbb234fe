"""How the answer about funding came about: income, what one officer costs, how many the money keeps, and each year's gap."""

from __future__ import annotations

from precept.council_tax.explanation import explain
from precept.funding.assess import FundingOutcome
from precept.funding.question import Recurrence
from precept.register.units import TEN_THOUSANDTHS, decimals, pounds
from precept.uplift.explanation import explain_uplift
from precept.uplift.plan import CountedAs
from precept.workings import Working, step

_MODEL = "cost model 6.5"


def explain_funding(outcome: FundingOutcome) -> list[Working]:
    """List the precept's steps, the uplift's, and what joins them."""
    return [
        *explain(outcome.precept),
        *_income(outcome),
        *explain_uplift(outcome.uplift),
        *_officers(outcome),
        *_years(outcome),
    ]


def _income(outcome: FundingOutcome) -> list[Working]:
    baseline = decimals(outcome.baseline.band_d, TEN_THOUSANDTHS)
    income = outcome.income
    lines = outcome.question.other_funding
    recurring = sum(line.pence for line in lines if line.recurrence is Recurrence.RECURRING)
    one_off = sum(line.pence for line in lines if line.recurrence is Recurrence.ONE_OFF)
    return [
        Working("baseline_band_d", baseline, "pounds_a_year", "what would have been set anyway"),
        step(
            "income_versus_freeze",
            pounds(income.versus_freeze),
            "pounds",
            "this year's requirement less last year's band D on this year's base",
            expression="requirement - half_up(prior_band_d * tax_base, 2)",
        ),
        step(
            "income_versus_baseline",
            pounds(income.versus_baseline),
            "pounds",
            "this year's requirement less the baseline's band D on the same base",
            expression="requirement - half_up(baseline_band_d * tax_base, 2)",
        ),
        Working("other_recurring_funding", pounds(recurring), "pounds_a_year", "the recurring lines given"),
        Working("other_one_off_funding", pounds(one_off), "pounds", "the one-off lines given"),
        Working(
            "fixed_cost",
            pounds(outcome.question.uplift.assumptions.pence("fixed_cost")),
            "pounds_a_year",
            "see provenance",
        ),
        step(
            "recurring_money",
            pounds(income.versus_baseline + recurring),
            "pounds_a_year",
            "what comes every year",
            expression="income_versus_baseline + other_recurring_funding",
        ),
    ]


def _officers(outcome: FundingOutcome) -> list[Working]:
    if outcome.question.uplift.counted_as is CountedAs.DEPLOYABLE:
        share = str(outcome.question.uplift.assumptions.value("deployable_share"))
        inputs = [Working("deployable_share", share, "share", "see provenance")]
        share_of = " * deployable_share"
    else:
        inputs, share_of = [], ""
    whole = f"max(0, floor((recurring_money - fixed_cost - owed_to_those_in_post){share_of} / sustained_cost_at_{{}}_pay, 1))"
    words = "recurring money, less fixed cost, over what one officer costs for good, in whole officers"
    found = outcome.affordability
    return [
        *inputs,
        Working(
            "owed_to_those_in_post",
            pounds(outcome.uplift.owed_to_those_in_post),
            "pounds_a_year",
            "an allowance and support for the officers already in post, where the uplift brings any",
        ),
        *(
            step(name, str(value), "officers", words, expression=whole.format(pay), authority=_MODEL)
            for name, value, pay in (
                ("sustainable_officers", found.sustainable, "mature"),
                ("sustainable_officers_at_entry_pay", found.sustainable_at_entry_pay, "entry"),
            )
        ),
    ]


def _years(outcome: FundingOutcome) -> list[Working]:
    workings: list[Working] = []
    first = max(outcome.question.precept.year, outcome.years[0].year)
    for each in outcome.years:
        suffix = f"_{str(each.year).replace('-', '_')}"
        money = ["recurring_money"] if each.year >= outcome.question.precept.year else []
        money += ["other_one_off_funding"] if each.year == first else []
        workings += [
            step(
                f"funding{suffix}",
                pounds(each.funding),
                "pounds",
                "the additional income, held at its first year's figure, and other funding",
                expression=" + ".join(money) or "0",
            ),
            step(
                f"cost{suffix}",
                pounds(each.cost),
                "pounds",
                "the year's cash and the fixed cost",
                expression=f"in_year{suffix} + fixed_cost",
            ),
            Working(
                f"baseline_cost{suffix}",
                pounds(each.baseline_cost),
                "pounds",
                "the cash of the same force without the uplift: the pipeline run with no officers asked for",
            ),
            step(
                f"additional_cost{suffix}",
                pounds(each.additional_cost),
                "pounds",
                "what the uplift costs beyond doing nothing",
                expression=f"cost{suffix} - baseline_cost{suffix}",
            ),
            step(
                f"gap{suffix}",
                pounds(each.gap),
                "pounds",
                "additional cost beyond funding",
                expression=f"max(0, additional_cost{suffix} - funding{suffix})",
            ),
        ]
    return workings
