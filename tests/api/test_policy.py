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


UPLIFT_POLICY = "/v1/funding/policy"


def uplifted(service: Service, **query: str) -> Json:
    reply = service.ask("GET", UPLIFT_POLICY, params=query)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


def test_half_as_many_again_in_staffordshire_cost_what_37_officers_cost(service: Service) -> None:
    row = of(uplifted(service, more_percent="50"), "E23000015", "2016-17")
    single = service.answer(
        "/v1/funding/calculate",
        {
            "precept": {"police_area": "E23000015", "financial_year": "2016-17", "increase": {"kind": "freeze"}},
            "uplift": {"officers": 37, "strength_at_start": "74", "years": 1},
        },
    )
    each = single["uplift"]["unit_cost"]
    assert (row["counted"], row["officers"]) == (74, 37)
    assert row["sustained_each_pounds"] == each["sustained_at_mature_pay"]["total_annual_pounds"]
    assert Decimal(row["sustained_pounds"]) == 37 * Decimal(row["sustained_each_pounds"])
    assert Decimal(row["at_entry_pay_pounds"]) == 37 * Decimal(each["sustained_at_entry_pay"]["total_annual_pounds"])
    assert Decimal(row["qualifying_pounds"]) == 37 * Decimal(each["cost_to_qualify_pounds"])
    raised = Decimal(row["band_d_pounds"]) * Decimal(row["tax_base"])
    assert abs(raised - Decimal(row["sustained_pounds"])) < Decimal(row["tax_base"]) / 20_000 + 1


def test_what_is_not_held_is_named_in_its_row(service: Service) -> None:
    answer = uplifted(service)
    refused = [each for each in answer["areas"] if each["reason"]]
    assert refused
    assert all(each["sustained_pounds"] is None or each["band_d_pounds"] is None for each in refused)
    assert all(each["reason"] is None for each in answer["areas"] if each["band_d_pounds"])
    total = [each for each in answer["areas"] if each["police_area_code"] is None]
    assert {each["band_d_pounds"] for each in total} == {None}
    codes = {each["police_area_code"] for each in answer["areas"]} - {None}
    held = {each["police_area_code"] for each in put(service, increase="freeze")["areas"]}
    assert len(codes) + answer["areas_without_a_count"] == len(held)


def test_the_total_says_that_it_has_no_regional_allowance_and_the_areas_that_are_not_listed(service: Service) -> None:
    answer = uplifted(service)
    without, allowances, *_ = answer["warnings"]
    assert without.startswith(f"{answer['areas_without_a_count']} areas have no count held")
    assert allowances.startswith("England and Wales counts them too. It costs more than is said")
    held = {(each["police_area_code"], each["financial_year"]): each for each in answer["areas"]}
    total, staffordshire = held[None, "2016-17"], held["E23000015", "2016-17"]
    question = {
        "precept": {"police_area": "E23000030", "financial_year": "2016-17", "increase": {"kind": "freeze"}},
        "uplift": {"officers": 37, "strength_at_start": "74", "years": 1},
    }
    surrey = service.answer("/v1/funding/calculate", question)["uplift"]["unit_cost"]["sustained_at_mature_pay"]
    assert total["sustained_each_pounds"] == staffordshire["sustained_each_pounds"], "where no allowance is paid"
    assert Decimal(surrey["total_annual_pounds"]) > Decimal(total["sustained_each_pounds"])


def test_converting_costs_less_than_filling_the_posts_behind(service: Service) -> None:
    convert, backfill = (
        of(uplifted(service, staffing=staffing), "E23000015", "2016-17")
        for staffing in ("convert", "convert_and_backfill")
    )
    assert Decimal(convert["sustained_pounds"]) < Decimal(backfill["sustained_pounds"])
    assert convert["qualifying_pounds"] == backfill["qualifying_pounds"]


def test_the_uplift_everywhere_is_a_table_too(service: Service) -> None:
    reply = service.ask("GET", f"{UPLIFT_POLICY}/areas.csv", params={"more_percent": "50"})
    assert reply.status_code == 200
    assert len(reply.text.splitlines()) == 1 + len(uplifted(service, more_percent="50")["areas"])
