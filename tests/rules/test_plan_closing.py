"""What closes a plan's gap does, and one step less does not: the plan asked again with what was found says so."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.builders import register

from precept.api.plan_closing import PlanSolveAnswer, PlanSolveRequest, answer
from precept.api.plan_wire import PlanAsked
from precept.api.plans import KENT_PLAN
from precept.funding.plan.assess import PlanOutcome, plan

SMALL_GAP = {
    "precept": {"police_area": "E23000032", "financial_year": "2020-21", "increase": {"kind": "cash", "pounds": "2"}},
    "years": 3,
    "later_years": [{"increase": {"kind": "cash", "pounds": "1"}}, {"increase": {"kind": "percent", "percent": "0.5"}}],
    "rates": {"tax_base_growth_percent": ["1"]},
    "budget": [{"name": "pay", "kind": "pay", "pounds": "300000000"}],
    "funding": [{"name": "grant", "pounds": "178000000", "source": "central"}],
    "general_reserve": {"pounds": "1000000", "fills_gap": True},
    "uplift": {"officers": 24, "strength_at_start": "76", "assumptions": {"volunteers": "150", "intakes": "6"}},
}


def closings(asked: dict[str, Any]) -> PlanSolveAnswer:
    return answer(msgspec.convert(asked, PlanSolveRequest), register())


def planned(asked: dict[str, Any]) -> PlanOutcome:
    request = msgspec.convert(asked, PlanAsked)
    return plan(request.to_question(register()), request.to_rates(), register())


def missing(asked: dict[str, Any]) -> list[int]:
    return [max(0, int(each)) for each in planned(asked).run.missing[0]]


def pence(pounds: str) -> int:
    return int(pounds.replace(".", ""))


def with_saving(asked: dict[str, Any], saving: int, month: str) -> dict[str, Any]:
    line = {"name": "saving", "kind": "savings", "pounds": f"{saving // 100}.{saving % 100:02}", "starts_in": month}
    return {**asked, "decisions": [*asked.get("decisions", []), line]}


@pytest.mark.parametrize("asked", [SMALL_GAP, KENT_PLAN])
@pytest.mark.parametrize("month", ["2020-04", "2020-07"])
def test_the_saving_found_closes_the_gap_and_a_penny_less_does_not(asked: dict[str, Any], month: str) -> None:
    found = closings({**asked, "saving_from": month}).by_saving
    assert found.closes
    assert found.pounds_a_year is not None
    saving = pence(found.pounds_a_year)

    assert not any(missing(with_saving(asked, saving, month)))
    assert any(missing(with_saving(asked, saving - 1, month)))


@pytest.mark.parametrize("close", ["every_year", "last_year"])
def test_the_band_d_found_closes_the_gap_within_the_limits_and_a_penny_less_does_not(close: str) -> None:
    found = closings({**SMALL_GAP, "close": close}).by_band_d
    assert found.closes
    band_d = [pence(year.council_tax.band_d_pounds) for year in found.years]
    raised = [place for place, year in enumerate(found.years) if pence(year.extra_pounds) > 0]
    last = next(place for place in reversed(range(3)) if band_d[place] != as_asked()[place])

    def with_band_d(*path: int) -> list[int]:
        increases = [{"kind": "band_d", "pounds": f"{each // 100}.{each % 100:02}"} for each in path]
        later = [{"increase": each} for each in increases[1:]]
        first = {**SMALL_GAP["precept"], "increase": increases[0]}  # type: ignore[dict-item]
        found = missing({**SMALL_GAP, "precept": first, "later_years": later})
        return found if close == "every_year" else found[-1:]

    assert raised
    assert all(year.council_tax.excessive is False for year in found.years)
    assert not any(with_band_d(*band_d))
    assert any(with_band_d(*(each - (place == last) for place, each in enumerate(band_d))))


def kent_2021(later: dict[str, str], *grants: str) -> dict[str, Any]:
    return {
        "precept": {"police_area": "E23000032", "financial_year": "2021-22", "increase": {"kind": "freeze"}},
        "years": 2,
        "later_years": [{"increase": later}],
        "rates": {"tax_base_growth_percent": ["1"]},
        "budget": [{"name": "all", "kind": "fixed", "pounds": "300000000"}],
        "funding": [{"name": "grant", "pounds": grants[0], "source": "central", "planned_pounds": list(grants)}],
    }


def test_a_later_increase_stops_at_its_limit_on_a_band_d_that_was_raised_before_it() -> None:
    found = closings(kent_2021({"kind": "percent", "percent": "4.8"}, "164000000", "171500000")).by_band_d
    first, second = (year.council_tax for year in found.years)

    assert found.closes
    assert pence(first.increase_pounds) > 0
    assert [first.excessive, second.excessive] == [False, False]
    assert second.band_d_pounds == second.limit_band_d_pounds


def test_no_year_is_raised_further_than_the_gap_needs() -> None:
    asked = kent_2021({"kind": "band_d", "pounds": "205.00"}, "166000000", "167850000")
    found = closings(asked)
    band_d = [pence(year.council_tax.band_d_pounds) for year in found.by_band_d.years]

    def closes(path: list[int]) -> bool:
        first, second = ({"kind": "band_d", "pounds": f"{each // 100}.{each % 100:02}"} for each in path)
        precept = {**asked["precept"], "increase": first}
        return not any(missing({**asked, "precept": precept, "later_years": [{"increase": second}]}))

    assert found.by_band_d.closes
    assert all(pence(year.extra_pounds) > 0 for year in found.by_band_d.years)
    assert closes(band_d)
    assert not closes([band_d[0] - 1, band_d[1]])
    assert not closes([band_d[0], band_d[1] - 1])


def as_asked() -> list[int]:
    return [each.band_d // 100 for each in planned(SMALL_GAP).run.path.outcomes]


def test_fewer_officers_close_the_gap_and_one_more_does_not() -> None:
    nearly = with_saving(SMALL_GAP, pence(closings(SMALL_GAP).by_saving.pounds_a_year or "0") - 40_000_00, "2020-04")
    found = closings(nearly).by_fewer_officers
    assert found is not None
    assert found.closes
    assert 0 < found.officers < 24

    def with_officers(officers: int) -> list[int]:
        return missing({**nearly, "uplift": {**SMALL_GAP["uplift"], "officers": officers}})  # type: ignore[dict-item]

    assert not any(with_officers(found.officers))
    assert any(with_officers(found.officers + 1))


def test_what_is_not_enough_is_said_with_the_nearest_that_there_is() -> None:
    found = closings(KENT_PLAN)
    assert found.by_fewer_officers is not None

    assert (found.by_band_d.why_open, found.by_fewer_officers.why_open) == ("limit", "no_officers_left")
    assert (
        found.by_band_d.years[-1].council_tax.band_d_pounds == found.by_band_d.years[-1].council_tax.limit_band_d_pounds
    )
    assert pence(found.by_band_d.years[-1].missing_pounds) < pence(found.missing_pounds_by_year[-1])
    assert "still leaves" in found.explanation


def test_a_saving_that_begins_after_a_year_that_is_short_cannot_close_it() -> None:
    found = closings({**SMALL_GAP, "saving_from": "2022-04"})

    assert found.by_saving.why_open == "begins_too_late"
    assert found.by_saving.pounds_a_year is None
    assert closings({**SMALL_GAP, "saving_from": "2022-04", "close": "last_year"}).by_saving.closes


def test_a_plan_without_a_gap_closes_as_asked() -> None:
    found = closings({**SMALL_GAP, "funding": [{"name": "grant", "pounds": "400000000", "source": "central"}]})
    assert found.by_fewer_officers is not None

    assert found.closed_as_asked
    assert found.by_saving.pounds_a_year == "0.00"
    assert found.by_fewer_officers.fewer == 0
    assert {year.extra_pounds for year in found.by_band_d.years} == {"0.00"}


def test_a_year_whose_limit_is_not_known_is_left_as_asked() -> None:
    future = {
        **SMALL_GAP,
        "precept": {
            "police_area": "E23000032",
            "financial_year": "2027-28",
            "increase": {"kind": "cash", "pounds": "2"},
            "prior_band_d_pounds": "285.15",
            "tax_base": "680000",
        },
        "rates": {},
        "budget": [{"name": "pay", "kind": "pay", "pounds": "500000000"}],
        "uplift": {"officers": 5, "strength_at_start": "76"},
    }
    found = closings(future).by_band_d

    assert found.why_open == "limit_not_known"
    assert {year.extra_pounds for year in found.years} == {"0.00"}
    given = {"rule": "cash", "pounds": "15.00"}
    limited = closings({**future, "precept": {**future["precept"], "limit": given}}).by_band_d  # type: ignore[dict-item]
    assert limited.years[0].council_tax.increase_pounds == "15.00"
