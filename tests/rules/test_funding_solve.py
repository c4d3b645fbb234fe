"""Backwards from officers: the smallest lawful band D that keeps them, and the latest month to begin in."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.builders import by_cash, by_percent, cash_limit, register, seeded

from precept.api.funding import KENT_FUNDING_REQUEST
from precept.api.funding_wire import FundingRequest
from precept.funding.question import FundingQuestion, OtherFunding, Recurrence
from precept.funding.solve import SolvedFunding, WhyNot, solve_funding
from precept.register.refusals import AssumptionOutOfRange

AMPLE = {"volunteers": "300", "instructors": "20", "class_size": "12"}
MARCH_2018 = 23


def asked(officers: int = 15, **uplift: Any) -> FundingQuestion:
    uplift = {"officers": officers, "strength_at_start": "76", "assumptions": AMPLE, **uplift}
    return msgspec.convert({**KENT_FUNDING_REQUEST, "uplift": uplift}, FundingRequest).to_question(register())


def solved(question: FundingQuestion, by: int = MARCH_2018) -> SolvedFunding:
    return solve_funding(question, by, register())


def test_the_band_d_found_keeps_the_officers_and_a_penny_less_does_not() -> None:
    found = solved(asked(15))
    assert found.less is not None

    assert found.why_not == ()
    assert found.at.affordability.sustainable == 15
    assert found.less.affordability.sustainable == 14
    assert found.at.precept.band_d - found.less.precept.band_d == 100


def test_solving_then_calculating_gives_the_number_for_generated_forces() -> None:
    rng = seeded("funding solve")
    for _ in range(60):
        counted_as = rng.choice(["authorised", "deployable"])
        question = asked(rng.randrange(1, 60), strength_at_start=str(rng.randrange(20, 200)), counted_as=counted_as)
        limit = cash_limit(str(rng.randrange(2, 40)))
        baseline = rng.choice([by_percent("2"), by_cash("1"), by_percent("0.5")])
        found = solved(replace(question, baseline=baseline, precept=replace(question.precept, limit=limit)))
        if found.solution.outcome is None:
            assert WhyNot.OVER_THE_LIMIT in found.why_not
            assert found.at.affordability.sustainable < question.uplift.officers
            continue
        assert found.at.affordability.sustainable >= question.uplift.officers
        if found.less is not None:
            assert found.less.affordability.sustainable < question.uplift.officers


def test_what_is_not_allowed_says_so_and_gives_the_most_that_is() -> None:
    found = solved(asked(24))

    assert found.why_not[0] is WhyNot.OVER_THE_LIMIT
    assert Decimal(found.at.precept.band_d) / 10_000 == Decimal("152.15")
    assert found.at.affordability.sustainable == 17


def test_other_recurring_money_lowers_band_d_and_money_that_comes_once_does_not() -> None:
    plain = solved(asked(15))
    every_year, once = (
        solved(replace(asked(15), other_funding=(OtherFunding("grant", 200_000_00, each, "partner"),)))
        for each in Recurrence
    )

    assert plain.needed - every_year.needed == 200_000_00
    assert every_year.at.precept.band_d < plain.at.precept.band_d
    assert once.at.precept.band_d == plain.at.precept.band_d


def test_the_latest_start_still_reaches_the_number_and_a_month_later_does_not() -> None:
    question = asked(15)
    found = solved(question)
    assert found.delivery.latest_start is not None
    latest = replace(question.uplift, start=question.uplift.month(found.delivery.latest_start))
    later = replace(question.uplift, start=question.uplift.month(found.delivery.latest_start + 1))
    left = MARCH_2018 - found.delivery.latest_start
    in_time = solved(replace(question, uplift=latest), left)
    too_late = solved(replace(question, uplift=later), left - 1)

    assert WhyNot.PIPELINE not in in_time.why_not
    assert WhyNot.PIPELINE in too_late.why_not


def test_a_pipeline_that_is_too_slow_says_what_is_in_post_by_then() -> None:
    found = solved(asked(15, assumptions={}))

    assert WhyNot.PIPELINE in found.why_not
    assert found.delivery.latest_start is None
    assert 77 < found.delivery.in_post < 79


def test_the_nearest_is_the_most_that_training_delivers_and_money_keeps() -> None:
    question = asked(24, assumptions={})
    found = solved(question)
    nearest = found.nearest
    assert set(found.why_not) == {WhyNot.OVER_THE_LIMIT, WhyNot.PIPELINE}
    assert nearest is not None
    officers = nearest.question.uplift.officers
    one_more = solved(replace(question, uplift=replace(question.uplift, officers=officers + 1)))

    assert nearest.why_not == ()
    assert nearest.at.affordability.sustainable >= officers
    assert WhyNot.PIPELINE in one_more.why_not
    assert one_more.nearest is not None
    assert one_more.nearest.question.uplift.officers == officers


def test_the_nearest_of_what_money_alone_forbids_is_what_the_most_allowed_keeps() -> None:
    found = solved(asked(24))
    assert found.nearest is not None

    assert found.why_not == (WhyNot.OVER_THE_LIMIT,)
    assert found.nearest.question.uplift.officers == found.at.affordability.sustainable == 17
    assert found.nearest.at.precept.band_d <= found.at.precept.band_d


def test_there_is_no_nearest_where_all_can_be_had_or_nobody() -> None:
    assert solved(asked(15)).nearest is None
    assert solved(asked(15, assumptions={}), by=0).nearest is None


def test_a_month_that_is_not_followed_is_refused_by_name() -> None:
    with pytest.raises(AssumptionOutOfRange) as refused:
        solved(asked(15), by=48)

    assert refused.value.field == "by_month"


def test_what_earlier_years_leave_over_is_kept_for_later_ones() -> None:
    found = solved(asked(24))
    balance = [each.surplus - each.gap for each in found.at.years]

    assert found.reserve_needed == max(0, *(-sum(balance[: place + 1]) for place in range(len(balance))))
