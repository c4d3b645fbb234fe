"""The words of a working, its unit and the law it rests on: Kent's £5 of 2016-17 on two councils, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import NO_LIMIT, authority, cash_limit, freeze, percent_limit, proposal, rounding, to_requirement

from precept.council_tax.assess import assess
from precept.council_tax.explanation import explain
from precept.council_tax.proposal import PreceptProposal
from precept.workings import Working

ACT = "Local Government Finance Act 1992, section"
COUNCILS = (authority("One", "300000"), authority("Another", "296086.84"))
STEPS = [
    ("increase_asked", "pounds_a_year", "given", None),
    ("band_d", "pounds_a_year", "last year's band D and the cash increase, half-up to 2 decimals", f"{ACT} 42B"),
    ("increase", "pounds_a_year", "the new band D less the old", None),
    ("increase_percent", "percent", "the increase over last year's band D, to four decimals", f"{ACT} 52ZC"),
    (
        "maximum_band_d",
        "pounds_a_year",
        "the largest band D, in whole steps, under the percentage, or up to and including the cash sum",
        f"{ACT} 52ZC",
    ),
    ("headroom", "pounds_a_year", "what is left below the limit", None),
    *(
        (
            f"band_{band}_charge",
            "pounds_a_year",
            f"band D x {ninths} / 9, half-up to the penny",
            f"{ACT}s 5 and 47",
        )
        for band, ninths in zip("abcdefgh", (6, 7, 8, 9, 11, 13, 15, 18), strict=True)
    ),
    ("requirement", "pounds", "band D x tax base", f"{ACT} 42B"),
    ("one_pound_yield", "pounds", "£1 x tax base", None),
    ("one_percent_yield", "pounds", "1% of last year's band D x tax base", None),
    ("precept_of_authority_1", "pounds", "band D x the tax base of One, half-up to the pound", f"{ACT} 48"),
    ("precept_of_authority_2", "pounds", "band D x the tax base of Another, half-up to the pound", f"{ACT} 48"),
    ("sum_of_precepts", "pounds", "what the authorities pay together", None),
    (
        "tax_base_difference",
        "pounds",
        "band D x what the authorities' tax bases add up to beyond the area's own",
        None,
    ),
    ("rounding_residual", "pounds", "what rounding each authority's precept leaves", None),
    ("prior_requirement", "pounds", "last year's band D x last year's tax base", None),
    ("change_by_rate", "pounds", "the increase on last year's tax base", None),
    ("change_by_tax_base", "pounds", "the growth of the tax base at last year's band D", None),
    ("change_by_both", "pounds", "the increase on the growth of the tax base", None),
    ("change_by_rounding", "pounds", "what rounding each of the three leaves", None),
]


def steps_of(put: PreceptProposal) -> dict[str, Working]:
    return {each.name: each for each in explain(assess(put))}


def test_every_step_of_kents_five_pounds_has_its_words_its_unit_and_its_law() -> None:
    steps = explain(assess(proposal(authorities=COUNCILS)))

    assert [(each.name, each.unit, each.formula, each.authority) for each in steps] == STEPS


def test_where_there_is_no_limit_no_step_rests_on_the_section_on_referendums() -> None:
    steps = steps_of(proposal(limit=NO_LIMIT))

    assert steps["increase_percent"].authority is None
    assert not {"maximum_band_d", "headroom"} & steps.keys()


@pytest.mark.parametrize(
    ("limit", "uses"),
    [
        (percent_limit("2"), {"prior_band_d", "limit_percent"}),
        (cash_limit("5"), {"prior_band_d", "limit_cash"}),
    ],
)
def test_the_most_allowed_rests_on_the_figures_of_its_rule_alone(limit: object, uses: set[str]) -> None:
    assert set(steps_of(proposal(freeze(), limit=limit))["maximum_band_d"].uses) == uses  # type: ignore[arg-type]


def test_a_precept_to_the_penny_says_so() -> None:
    put = replace(proposal(authorities=COUNCILS), rounding=rounding(authority_precepts="penny"))

    assert steps_of(put)["precept_of_authority_1"].formula == "band D x the tax base of One, half-up to the penny"


def test_a_requirement_asked_for_is_divided_by_the_tax_base() -> None:
    step = steps_of(proposal(to_requirement("90694614")))["band_d"]

    assert (step.value, step.unit) == ("152.15", "pounds_a_year")
    assert set(step.uses) == {"increase_asked", "tax_base"}
