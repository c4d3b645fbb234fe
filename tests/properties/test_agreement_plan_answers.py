"""Whole medium-term plans, as they are asked and as they are answered: both engines write the same answer, to the penny.

Past years and years to come, England and Wales, with and without an uplift.
"""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest
from tests.builders import register, seeded
from tests.properties.plan_as_asked import answered, as_asked, expected_answer
from tests.reference import plan as reference

from precept.api.plan_answer import PlanAnswer, plan_answer
from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.funding.plan.assess import PlanOutcome, plan

MOST_YEARS = 10
PRECEPTS: dict[str, dict[str, Any]] = {
    "Kent in years past": {"police_area": "E23000032", "financial_year": "2016-17"},
    "Kent in the years of its printed budget": {"police_area": "E23000032", "financial_year": "2020-21"},
    "Cleveland, whose base of 2018-19 is not held": {"police_area": "E23000013", "financial_year": "2016-17"},
    "Cleveland, whose base of the year before is not held": {"police_area": "E23000013", "financial_year": "2019-20"},
    "Bedfordshire into years with no base": {"police_area": "E23000026", "financial_year": "2023-24"},
    "Kent in years to come": {
        "police_area": "E23000032",
        "financial_year": "2027-28",
        "prior_band_d_pounds": "284.15",
        "tax_base": "690000.5",
        "prior_tax_base": "680123.25",
    },
    "Dyfed-Powys in years past": {
        "police_area": "W15000004",
        "financial_year": "2019-20",
        "tax_base": "228000",
        "prior_tax_base": "226500.75",
    },
    "anywhere in Wales, in years to come": {
        "area_name": "Anywhere",
        "country": "Wales",
        "financial_year": "2027-28",
        "prior_band_d_pounds": "361.17",
        "tax_base": "300000",
    },
}
PLANS_OF_AN_AREA = 40
STAFFING = ("convert", "convert_and_backfill", "recruit", "transferee")


@pytest.mark.parametrize("where", PRECEPTS)
def test_both_engines_answer_a_whole_plan_alike(where: str) -> None:
    rng = seeded(f"whole plans {where}")
    for number in range(PLANS_OF_AN_AREA):
        asked = a_plan_asked(rng, PRECEPTS[where], with_uplift=number % 2 == 0)
        outcome, answer = answer_to(asked)
        put = as_asked(asked, outcome)
        assert (put.uplift is None) == ("uplift" not in asked)
        assert answered(answer) == expected_answer(put, reference.plan(put)), asked


def test_both_engines_answer_the_example_of_the_contract_alike() -> None:
    asked = {"decisions": [], "earmarked_reserves": [], **KENT_PLAN}
    outcome, answer = answer_to(asked)
    put = as_asked(asked, outcome)
    assert put.uplift is not None
    assert min(put.uplift.recurring) > 0
    assert answered(answer) == expected_answer(put, reference.plan(put))


def answer_to(asked: dict[str, Any]) -> tuple[PlanOutcome, PlanAnswer]:
    request = msgspec.json.decode(msgspec.json.encode(asked), type=PlanAsked)
    outcome = plan(request.to_question(register()), request.to_rates(), register())
    return outcome, plan_answer(outcome, register())


def a_plan_asked(rng: Random, precept: dict[str, Any], *, with_uplift: bool) -> dict[str, Any]:
    """A request about the precept given, in the words of the contract."""
    years, first = rng.randint(1, MOST_YEARS), int(precept["financial_year"][:4])

    def pounds(most: int) -> str:
        return rng.choice(["0", "0.01", f"{rng.randrange(most)}.{rng.randrange(100):02}"])

    def by_year(most: int) -> list[str]:
        return [pounds(most) for _ in range(rng.randint(0, years))]

    def percents() -> list[str]:
        return [f"{rng.choice([0, 1, 2.5, -1.5, 3.1234, 7])}" for _ in range(rng.randint(1, years))]

    def month(least: int, most: int) -> str:
        at = 12 * first + 3 + rng.randint(least, most)
        return f"{at // 12}-{at % 12 + 1:02}"

    asked: dict[str, Any] = {
        "precept": {**precept, "increase": an_increase(rng)},
        "years": years,
        "later_years": [{"increase": an_increase(rng)} for _ in range(rng.randrange(years))],
        "collection_fund_pounds": [f"-{1 + rng.randrange(10**6)}", *by_year(3 * 10**6)][:years],
        "budget": [
            {
                "name": f"budget {number}",
                "kind": rng.choice(["pay", "pay", "prices", "fixed"]),
                "pounds": pounds(2 * 10**8),
                "staff_group": rng.choice(["officers", "staff", "pcsos"]),
                "growth_percent": percents() if rng.random() < 0.3 else [],
                "planned_pounds": by_year(10**7) if rng.random() < 0.2 else [],
            }
            for number in range(rng.randint(1, 6))
        ],
        "decisions": [
            {
                "name": f"decision {number}",
                "kind": rng.choice(["growth", "savings"]),
                "pounds": pounds(10**7),
                "starts_in": month(-20, 12 * years + 6),
                "recurrence": rng.choice(["recurring", "one_off"]),
                "confidence_percent": rng.choice(["100", "80", "33.3333", "0"]),
            }
            for number in range(rng.randrange(5))
        ],
        "funding": [
            {
                "name": f"funding {number}",
                "pounds": pounds(2 * 10**8),
                "source": rng.choice(["central", "local", "national"]),
                "recurrence": rng.choice(["recurring", "recurring", "one_off"]),
                "set_off": rng.random() < 0.3,
                "growth_percent": percents() if rng.random() < 0.3 else [],
                "planned_pounds": by_year(10**7) if rng.random() < 0.2 else [],
                **({"prior_pounds": pounds(2 * 10**8)} if rng.random() < 0.4 else {}),
            }
            for number in range(rng.randrange(4))
        ],
        "general_reserve": {
            "pounds": pounds(10**8),
            "draws_pounds": by_year(10**6),
            "fills_gap": rng.random() < 0.6,
            "takes_surplus": rng.random() < 0.5,
            **({"floor_percent": "3.5"} if rng.random() < 0.5 else {}),
        },
        "earmarked_reserves": [
            {"purpose": f"purpose {number}", "pounds": pounds(10**7), "draws_pounds": by_year(10**7)}
            for number in range(rng.randrange(3))
        ],
        "rates": {name: percents() for name in RATES if rng.random() < 0.4},
    }
    if rng.random() < 0.3:
        asked["baseline"] = an_increase(rng)
    if rng.random() < 0.4:
        asked["rates"]["prior_award_percent"] = rng.choice(["0", "2.8", "-1", "7"])
    if with_uplift and precept["financial_year"] == "2016-17":  # no pay scale is held for last year's award to move
        asked["rates"].pop("prior_award_percent", None)
    if with_uplift:
        asked["uplift"] = {
            "officers": rng.randint(1, 60),
            "strength_at_start": rng.choice(["0", "76", "41.5"]),
            "staffing": rng.choice(STAFFING),
            "start_month": month(0, 12 * years - 1),
        }
    return asked


RATES = (
    "officers_award_percent",
    "staff_award_percent",
    "pcsos_award_percent",
    "increments_percent",
    "contributions_percent_of_pay",
    "price_growth_percent",
    "tax_base_growth_percent",
    "grant_growth_percent",
)


def an_increase(rng: Random) -> dict[str, str]:
    return rng.choice(
        [
            {"kind": "freeze"},
            {"kind": "percent", "percent": rng.choice(["1.99", "2.5", "-1"])},
            {"kind": "cash", "pounds": rng.choice(["5", "12.5", "-3.01"])},
            {"kind": "band_d", "pounds": f"{rng.randint(120, 400)}.{rng.randrange(100):02}"},
            {"kind": "requirement", "pounds": f"{rng.randint(90, 190)}000000"},
        ]
    )
