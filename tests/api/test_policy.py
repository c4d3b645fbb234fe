"""Over HTTP: one policy for every area and year held, beside what was set."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.api.test_answers import Json, Service

POLICY = "/v1/precepts/policy"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


def put(service: Service, **query: str) -> Json:
    reply = service.ask("GET", POLICY, params=query)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


def of(answer: Json, code: str, year: str) -> dict[str, Any]:
    return next(each for each in answer["areas"] if (each["police_area_code"], each["financial_year"]) == (code, year))


def test_a_policy_of_five_pounds_is_what_kent_set_in_2016_17(service: Service) -> None:
    kent = of(put(service, increase="cash:5", from_year="2016-17", to_year="2016-17"), "E23000032", "2016-17")
    assert (kent["band_d_pounds"], kent["set_band_d_pounds"], kent["beyond_set_pounds"]) == ("152.15", "152.15", "0.00")
    assert kent["requirement_pounds"] == "90694612.71"
    assert kent["excessive"] is False


def test_every_row_is_the_answer_of_the_single_call(service: Service) -> None:
    answer = put(service, increase="percent:1.99", from_year="2018-19", to_year="2018-19")
    for each in answer["areas"][::6]:
        question = {
            "police_area": each["police_area_code"],
            "financial_year": "2018-19",
            "increase": {"kind": "percent", "percent": "1.99"},
        }
        single = service.answer("/v1/precepts/calculate", question)
        assert each["band_d_pounds"] == single["band_d"]["proposed_pounds"]
        assert each["excessive"] == single["referendum"]["excessive"]
        requirement = single["requirement"]
        assert each["requirement_pounds"] == (requirement and requirement["precept_pounds"])


def test_the_sums_of_a_year_are_those_of_its_areas(service: Service) -> None:
    answer = put(service, increase="percent:1.99")
    assert len(answer["areas"]) > 1_000
    for year in answer["years"]:
        own = [each for each in answer["areas"] if each["financial_year"] == year["financial_year"]]
        for name in ("requirement_pounds", "beyond_set_pounds"):
            amounts = [Decimal(each[name]) for each in own if each[name] is not None]
            assert (sum(amounts) if amounts else None) == (None if year[name] is None else Decimal(year[name]))
        verdicts = [each["excessive"] for each in own if each["excessive"] is not None]
        assert (sum(verdicts) if verdicts else None) == year["excessive"]


def test_the_most_that_a_limit_for_all_allows_is_never_excessive(service: Service) -> None:
    answer = put(service, increase="maximum", limit="cash:15", from_year="2020-21")
    english = [each for each in answer["areas"] if each["country"] == "England" and each["reason"] is None]
    assert len(english) > 200
    assert {each["excessive"] for each in english} == {False}
    for each in english:
        assert Decimal("14.99") < Decimal(each["band_d_pounds"]) - Decimal(each["prior_band_d_pounds"]) <= 15


def test_an_area_without_an_answer_says_why_and_is_not_lost(service: Service) -> None:
    answer = put(service, increase="maximum", from_year="2019-20", to_year="2019-20")
    london = of(answer, "E23000001", "2019-20")
    assert london["band_d_pounds"] is None
    assert "No limit is in force" in london["reason"]
    assert answer["warnings"][0].endswith("reason says why.")


def test_years_out_of_order_are_refused_by_name(service: Service) -> None:
    reply = service.ask("GET", POLICY, params={"increase": "freeze", "from_year": "2016-17", "to_year": "2015-16"})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["field"] == "to_year"


def test_the_tables_hold_the_same_rows(service: Service) -> None:
    query = {"increase": "percent:1.99", "from_year": "2016-17", "to_year": "2016-17"}
    rows = service.ask("GET", f"{POLICY}/areas.csv", params=query).text.splitlines()
    assert len(rows) == 1 + len(put(service, **query)["areas"])
    assert service.ask("GET", f"{POLICY}.xlsx", params=query).status_code == 200
