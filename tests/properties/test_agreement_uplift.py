"""The service and the reference engine agree on three hundred generated uplifts, month by month and pound by pound."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, NamedTuple

import numpy as np
import pytest
from tests.builders import seeded
from tests.reference import pipeline as reference

from precept.uplift import (
    BackfillProgression,
    CountedAs,
    OfficerCosts,
    PipelineAssumptions,
    PipelineLimit,
    Staffing,
    UpliftMoney,
    UpliftPlan,
    YearPrices,
    cost_to_qualify,
    mature_pay,
    run_backfill,
    run_pipeline,
    sustained_cost,
    uplift_money,
)
from precept.uplift.backfill import Backfill
from precept.uplift.influences import under_influence
from precept.uplift.pipeline import PipelineRun
from precept.uplift.premium import SustainedCost

F = Fraction
UPLIFTS = 300
BLOCKS = 6
YEARS = 6
"""Five years of months that begin in any month touch six financial years."""

OFFICERS = 1e-6
"""Within a millionth of an officer."""
PENNIES = 12
"""A line of a year is twelve amounts, each rounded to the penny once: no two engines may be further apart."""
A_POUND = 100

LIMITS = {
    "none": PipelineLimit.NONE,
    "volunteers": PipelineLimit.VOLUNTEERS,
    "class_size": PipelineLimit.INTAKES,
    "instructors": PipelineLimit.INSTRUCTORS,
    "range": PipelineLimit.RANGE,
}
RECURRING = ("pay", "premium", "kit_renewal", "role_allowance", "incident_support", "supervision")
ONE_OFF = ("course", "kit", "recruitment", "bridging")
MONEY_LINES = (*RECURRING, *ONE_OFF, "opportunity")
SUMS = {"recurring": len(RECURRING), "one_off": len(ONE_OFF), "in_year": len(RECURRING) + len(ONE_OFF)}
EFFECTS = {
    "volunteers_per_1000_allowance": (0, 0.5),
    "leavers_per_1000_allowance": (-0.2, 0.1),
    "volunteers_per_1000_rival_offer": (-0.2, 0.1),
    "transfers_per_1000_rival_offer": (-3, 1),
    "volunteers_under_investigation": (-1.2, 0.2),
    "leavers_under_investigation": (-0.2, 0.7),
    "volunteers_with_support": (-0.1, 0.3),
    "leavers_with_support": (-0.3, 0.1),
}
"""What each influence may do, wider than the plausible ranges."""


class Uplift(NamedTuple):
    """One generated uplift: the values both engines read, and the tables of pay and prices."""

    plan: dict[str, Any]
    values: dict[str, Fraction]
    base_prices: dict[str, int]
    multipliers: tuple[Fraction, ...]
    unit_costs: dict[tuple[int, int], int]


def an_uplift(rng: Random) -> Uplift:
    """Draw an uplift; prices move by whole percent from prices in whole pounds, so every year's price is whole pence."""
    plan = {
        "staffing": rng.choice(list(Staffing)),
        "counted_as": rng.choice(list(CountedAs)),
        "progression": rng.choice(list(BackfillProgression)),
        "first_month": rng.randrange(12),
        "officers": F(rng.choice([0, 1, 24, 24, rng.randrange(100), rng.randrange(5_000) / 100])).limit_denominator(
            100
        ),
        "strength": F(rng.choice([76, 76, 0, rng.randrange(300), rng.randrange(1, 30_000) / 100])).limit_denominator(
            100
        ),
        "months": 60,
    }
    values = {
        "attrition": rng.choice([F("0.08"), F("0.08"), F(0), decimal(rng, 0, 0.6, 6)]),
        "net_transfers": F(rng.choice([-1, 0, 3, rng.randrange(-12, 12), rng.randrange(-60, 12)])),
        "deployable_share": rng.choice([F("0.91"), F(1), decimal(rng, 0.5, 1, 6)]),
        "volunteers": rng.choice([F(50), F(103), F(1_000), decimal(rng, 0, 400, 2)]),
        "selection_rate": rng.choice([F("0.35"), F(1), decimal(rng, 0.01, 1, 6)]),
        "transferee_applicants": rng.choice([F(5), F(40), decimal(rng, 0, 60, 2)]),
        "pass_rate": rng.choice([F("0.55"), F("0.55"), F(1), decimal(rng, 0.05, 1, 6)]),
        "conversion_pass_rate": rng.choice([F(1), decimal(rng, 0.05, 1, 6)]),
        "course_weeks": rng.choice([F(9), F(13), F("0.1"), decimal(rng, 1, 30, 1)]),
        "conversion_weeks": rng.choice([F(4), decimal(rng, 1, 12, 1)]),
        "wait_months": F(rng.choice([0, 0, rng.randrange(7)])),
        "class_size": rng.choice([F(9), F(100), decimal(rng, 1, 20, 2)]),
        "intakes": F(rng.randrange(1, 13)),
        "instructors": rng.choice([F(6), F(7), F(50), F(50), decimal(rng, 0, 20, 2)]),
        "instructor_days": rng.choice([F(190), decimal(rng, 100, 359, 2)]),
        "students_per_instructor_course": rng.choice([F(2), F(4)]),
        "students_per_instructor_refresher": rng.choice([F(4), F(3), decimal(rng, 1, 6, 2)]),
        "refresher_days": rng.choice([F(20), F(0), decimal(rng, 0, 40, 2)]),
        "volunteer_point": F(rng.randrange(8)),
        "entry_point": F(rng.randrange(8)),
        "hire_lag": F(rng.choice([0, 13, rng.randrange(25)])),
        "to_independent": F(10),
        "probation_loss": rng.choice([F(0), F("0.091"), decimal(rng, 0, 0.5, 6)]),
        "arv_life": rng.choice([F(4), F(3), decimal(rng, 1, 10, 2)]),
        "officers_per_arv": rng.choice([F(16), decimal(rng, 5, 30, 2)]),
        "replacement_kit_share": rng.choice([F(1), F(0), decimal(rng, 0, 1, 6)]),
        "kit_renewal_after": F(rng.choice([0, 48, rng.randrange(61)])),
    }
    values["to_eligible_for_firearms"] = F(rng.choice([24, 6, rng.randrange(30)]))
    values["supervisors_per_officer"] = rng.choice([F(0), decimal(rng, 0, 0.3, 6)])
    values["bridge_hours"] = rng.choice([F(0), decimal(rng, 0, 1_600, 2)])
    if rng.random() < 0.3:
        values["pool_officers"] = decimal(rng, 0, 300, 2)
        values["volunteering_share"] = rng.choice([F("0.25"), decimal(rng, 0, 0.3, 6)])
    plan["intake_months"] = None
    if rng.random() < 0.3:
        plan["intake_months"] = tuple(sorted(rng.sample(range(1, 13), rng.randrange(1, 13))))
        values["intakes"] = F(len(plan["intake_months"]))
    plan["offered"] = rng.random() < 0.7
    values["rival_offer"] = rng.choice([F(0), F(5_000), F(rng.randrange(6_000))])
    for name, (low, high) in EFFECTS.items():
        values[name] = F(0) if rng.random() < 0.5 else decimal(rng, 0, high - low, 3) + F(str(low))
    if rng.random() < 0.3:
        values["range_days"] = rng.choice([F(220), decimal(rng, 0, 400, 2)])
        values["students_per_range_day"] = rng.choice([F(12), decimal(rng, 1, 30, 2)])
    return Uplift(plan, values, some_prices(rng), some_multipliers(rng), some_unit_costs(rng))


def decimal(rng: Random, low: float, high: float, places: int) -> Fraction:
    scale = 10**places
    return F(rng.randrange(int(low * scale), int(high * scale)) + 1, scale)


def some_prices(rng: Random) -> dict[str, int]:
    usual = {
        "course_cost": 12_705,
        "conversion_cost": 5_855,
        "travel": 0,
        "day_cost": 282,
        "ammunition": 600,
        "taser_running": 200,
        "kit_issue": 5_000,
        "kit_renewal": 500,
        "arv_price": 55_000,
        "medical_fitness": 250,
        "recruit_cost": 10_000,
        "incident_support": 100,
        "supervisor_cost": 62_000,
        "bridge_hour_cost": 28,
        "role_allowance": 1_000,
    }
    return {name: rng.choice([pounds, rng.randrange(2 * pounds + 1_000)]) * 100 for name, pounds in usual.items()}


def some_multipliers(rng: Random) -> tuple[Fraction, ...]:
    growth = rng.choice([0, 2, rng.randrange(-3, 12)])
    return tuple(F(100 + growth * year, 100) for year in range(YEARS))


def some_unit_costs(rng: Random) -> dict[tuple[int, int], int]:
    start, climb, award = rng.randrange(3_000_000, 5_000_000), rng.randrange(400_000), rng.randrange(200_000)
    return {(year, point): start + point * climb + year * award for year in range(YEARS) for point in range(8)}


# --- the same uplift in each engine ------------------------------------------------------------


class Ours(NamedTuple):
    """What the service makes of an uplift."""

    run: PipelineRun
    backfill: Backfill
    money: UpliftMoney
    sustained: SustainedCost
    replacement: int


def by_the_service(uplift: Uplift) -> Ours:
    plan, prices = uplift.plan, prices_by_year(uplift)
    values = {name: float(value) for name, value in uplift.values.items()}
    values["role_allowance"] = uplift.base_prices["role_allowance"] / 100
    assumptions = PipelineAssumptions.from_values(under_influence(values, offered=plan["offered"]))
    months = plan["intake_months"]
    costs = OfficerCosts(
        np.array([[uplift.unit_costs[year, point] for point in range(8)] for year in range(YEARS)], dtype=np.int64)
    )
    run = run_pipeline(
        assumptions,
        UpliftPlan.of(
            float(plan["officers"]),
            strength_at_start=float(plan["strength"]),
            months=plan["months"],
            staffing=plan["staffing"],
            counted_as=plan["counted_as"],
            first_month=plan["first_month"],
            backfill_progression=plan["progression"],
            intake_months=months and frozenset((month - 4) % 12 for month in months),
        ),
    )
    backfill = run_backfill(run)
    pay = mature_pay(costs, plan["staffing"])
    return Ours(
        run=run,
        backfill=backfill,
        money=uplift_money(run, backfill, prices, costs),
        sustained=sustained_cost(assumptions, prices, plan["staffing"], pay),
        replacement=int(cost_to_qualify(assumptions, prices, plan["staffing"]).replacement[0, 0]),
    )


def prices_by_year(uplift: Uplift) -> YearPrices:
    paid = {"role_allowance", "incident_support"} if uplift.plan["offered"] else set()
    by_year = {
        name: [F(price) * (1 if name == "role_allowance" else multiplier) for multiplier in uplift.multipliers]
        for name, price in uplift.base_prices.items()
    }
    for name in {"role_allowance", "incident_support"} - paid:
        by_year[name] = [F(0)] * YEARS
    assert all(price.denominator == 1 for prices in by_year.values() for price in prices)
    return YearPrices.from_values({name: [int(price) for price in prices] for name, prices in by_year.items()})


def as_reference(uplift: Uplift) -> reference.UpliftInputs:
    values, plan = uplift.values, uplift.plan
    whole: dict[str, Any] = {
        name: int(values[name])
        for name in (
            "wait_months",
            "intakes",
            "hire_lag",
            "entry_point",
            "volunteer_point",
            "to_eligible_for_firearms",
            "to_independent",
        )
    }
    same: dict[str, Any] = {
        name: values[name]
        for name in (
            "attrition",
            "net_transfers",
            "deployable_share",
            "course_weeks",
            "pass_rate",
            "conversion_weeks",
            "conversion_pass_rate",
            "class_size",
            "volunteers",
            "selection_rate",
            "transferee_applicants",
            "instructors",
            "instructor_days",
            "students_per_instructor_course",
            "students_per_instructor_refresher",
            "refresher_days",
            "officers_per_arv",
            "replacement_kit_share",
            "probation_loss",
            "supervisors_per_officer",
            "bridge_hours",
            *EFFECTS,
        )
    }
    prices: dict[str, Any] = {f"{name}_pence": price for name, price in uplift.base_prices.items()}
    return reference.UpliftInputs(
        mode=plan["staffing"].value,
        officers=plan["officers"],
        counted_as=plan["counted_as"].value,
        strength_at_start=plan["strength"],
        months=plan["months"],
        months_of_the_first_year_gone=plan["first_month"],
        range_days=values.get("range_days"),
        students_per_range_day=values.get("students_per_range_day"),
        mature_point=7,
        backfill_progression=plan["progression"].value,
        kit_renewal_after_months=int(values["kit_renewal_after"]),
        arv_life_years=values["arv_life"],
        price_multipliers=uplift.multipliers,
        unit_cost_pence=uplift.unit_costs,
        rival_offer_pence=int(values["rival_offer"] * 100),
        offered=plan["offered"],
        intake_months=plan["intake_months"],
        pool=reference.Pool(values["pool_officers"], values["volunteering_share"])
        if "pool_officers" in values
        else None,
        **whole,
        **same,
        **prices,
    )


# --- agreement ---------------------------------------------------------------------------------


def assert_officers_agree(ours: Ours, months: tuple[reference.Month, ...]) -> None:
    run = ours.run
    for name, measure in {
        "leavers": run.leavers,
        "qualified": run.qualified,
        "transfers": run.transfers_net,
        "authorised": run.authorised,
        "deployable": run.deployable,
        "extra": run.extra_authorised,
        "in_training": run.in_training,
        "asked": run.asked,
        "places": run.places,
        "sought": run.sought,
        "response_shortfall": ours.backfill.response_shortfall,
        "hires": ours.backfill.hires,
        "backfill_in_post": ours.backfill.in_post,
    }.items():
        theirs = np.array([getattr(month, name) for month in months])
        assert np.abs(measure[0] - theirs).max() <= OFFICERS, name


def assert_the_same_limits_bind(
    ours: Ours, months: tuple[reference.Month, ...], inputs: reference.UpliftInputs
) -> None:
    """Compare what bound; a limit that equals the places asked for, or another limit, to a billionth may be either."""
    for month in months:
        named = PipelineLimit(int(ours.run.limit[0, month.month]))
        if named is not LIMITS[month.binding]:
            limits = dict(reference.limits_of_an_intake(inputs, month.authorised, month.pool)) | {"none": month.asked}
            at = {LIMITS[name]: places for name, places in limits.items()}
            assert abs(at[named] - at[LIMITS[month.binding]]) <= 1e-9, month


def assert_money_agrees(ours: Ours, years: tuple[reference.Year, ...]) -> None:
    by_year = ours.money.by_year
    for number, theirs in enumerate(years):
        for line, lines in (dict.fromkeys(MONEY_LINES, 1) | SUMS).items():
            found, expected = int(getattr(by_year, line)[0, number]), getattr(theirs, line)
            assert abs(found - expected) <= PENNIES * lines, (line, number, found, expected)
        for name in ("baseline_replacement", "full_year_effect"):
            found, expected = int(getattr(ours.money, name)[0, number]), getattr(theirs, name)
            assert abs(found - expected) <= A_POUND, (name, number, found, expected)
    assert abs(int(by_year.in_year[0].sum()) - sum(theirs.in_year for theirs in years)) <= A_POUND


def assert_one_officers_cost_agrees(ours: Ours, inputs: reference.UpliftInputs) -> None:
    assert ours.replacement == reference.cost_to_qualify_a_replacement(inputs, 0)
    assert [int(total) for total in ours.sustained.total[0]] == [
        reference.mature_cost(inputs, year) for year in range(YEARS)
    ]


@pytest.mark.parametrize("block", range(BLOCKS))
def test_the_two_engines_agree_on_fifty_uplifts_by_month_and_by_year(block: int) -> None:
    rng = seeded(f"uplift {block}")
    for number in range(UPLIFTS // BLOCKS):
        uplift = an_uplift(rng)
        inputs = as_reference(uplift)
        ours, (months, years) = by_the_service(uplift), reference.run(inputs)
        try:
            assert_officers_agree(ours, months)
            assert_the_same_limits_bind(ours, months, inputs)
            assert_money_agrees(ours, years)
            assert_one_officers_cost_agrees(ours, inputs)
        except AssertionError as error:
            error.add_note(f"uplift {number} of block {block}: {uplift.plan} {uplift.values}")
            raise


def test_the_generated_uplifts_reach_every_mode_every_limit_and_falling_backfill() -> None:
    blocks = [seeded(f"uplift {block}") for block in range(BLOCKS)]
    uplifts = [an_uplift(rng) for rng in blocks for _ in range(UPLIFTS // BLOCKS)]
    answers = [by_the_service(uplift) for uplift in uplifts]
    modes = {(each.plan["staffing"], each.plan["counted_as"], each.plan["progression"]) for each in uplifts}
    assert modes == set(product(Staffing, CountedAs, BackfillProgression))
    assert {int(limit) for ours in answers for limit in ours.run.limit[0]} == {int(limit) for limit in PipelineLimit}
    assert {int(uplift.values["intakes"]) for uplift in uplifts} == set(range(1, 13))
    assert {uplift.plan["first_month"] for uplift in uplifts} == set(range(12))
    assert sum("pool_officers" in uplift.values for uplift in uplifts) > 50
    assert sum(uplift.plan["intake_months"] is not None for uplift in uplifts) > 50
    assert sum(uplift.plan["offered"] for uplift in uplifts) > 150
    assert sum(int(ours.money.by_year.in_year.sum()) > 0 for ours in answers) > 240
    for progression in BackfillProgression:
        backfilled = [ours for ours in answers if ours.run.plan.backfill_progression is progression]
        falls = [ours for ours in backfilled if ours.backfill.hires.any() and falls_and_rises(ours)]
        assert len(falls) > 10


def falls_and_rises(ours: Ours) -> bool:
    """Say whether extra officers fall and come back: where a post once filled must stay filled, or be filled again."""
    change = np.diff(ours.run.extra_authorised[0])
    return bool(np.any(change < -0.01) and np.any(change[np.argmin(change) :] > 0.01))
