"""Pay and prices that rest on the register alone are worked out once; a caller who gives the same values gets the same."""

from __future__ import annotations

from dataclasses import fields

import pytest
from tests.builders import DYFED_POWYS, KENT, register, year

from precept.register.assumptions import Assumptions
from precept.uplift.prices import YearPrices
from precept.workforce.officers import unit_costs
from precept.workforce.prices import Prices
from precept.workforce.question import OnCostsGiven

YEARS = tuple(year("2016-17") + later for later in range(8))
"""Eight years: past the last scale held, where the award assumed counts."""


def given_again(role: str) -> tuple[Assumptions, Assumptions]:
    """The register's own assumptions for a role, and the same with two of them given by the caller."""
    held = Assumptions.of(register(), role=role)
    overrides = {name: str(held.value(name)) for name in ("future_award", "future_prices")}
    return held, Assumptions.of(register(), overrides=overrides, role=role)


@pytest.mark.parametrize("role", ["arv_officer", "ctsfo"])
@pytest.mark.parametrize("area", [KENT, DYFED_POWYS, None])
def test_pay_is_the_same_whether_the_register_or_the_caller_says_what_it_rests_on(area: str | None, role: str) -> None:
    held, given = given_again(role)
    table, figures = unit_costs(register(), area, YEARS, held, OnCostsGiven())
    worked_out, told = unit_costs(register(), area, YEARS, given, OnCostsGiven())

    assert table.tolist() == worked_out.tolist()
    assert [(each.name, each.value) for each in figures] == [(each.name, each.value) for each in told]
    assert {each.name for each, own in zip(figures, told, strict=True) if each != own} == {
        "future_award",
        "future_prices",
    }


@pytest.mark.parametrize("role", ["arv_officer", "ctsfo"])
@pytest.mark.parametrize("name", [each.name for each in fields(YearPrices)])
def test_a_price_is_the_same_whether_the_register_or_the_caller_says_how_prices_move(name: str, role: str) -> None:
    held, given = (Prices(register(), each, YEARS[0]) for each in given_again(role))

    assert held.by_year(name, YEARS) == given.by_year(name, YEARS)
    assert held.by_year(name, YEARS) == tuple(held.pence(name, each) for each in YEARS)


def test_what_a_caller_gives_stays_with_the_caller() -> None:
    dearer = Assumptions.of(register(), overrides={"night_share": "1"})
    table, _ = unit_costs(register(), KENT, YEARS, dearer, OnCostsGiven())
    again, _ = unit_costs(register(), KENT, YEARS, Assumptions.of(register()), OnCostsGiven())

    assert (table > again).all()
    assert Assumptions.of(register()).value("night_share") < 1
