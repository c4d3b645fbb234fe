"""The Kent question over HTTP: what each operation answers, to the penny, how it explains itself, and that it repeats itself."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from precept.app import create_app
from precept.settings import Settings

Json = dict[str, Any]

PRECEPT, FUNDING = "/v1/precepts/calculate", "/v1/funding/calculate"
OFFICERS, UPLIFT = "/v1/officer-costs/calculate", "/v1/uplifts/calculate"
KENT: Json = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "increase": {"kind": "percent", "percent": "3.4"},
}
KENT_QUERY = {"police_area": "E23000032", "financial_year": "2016-17", "increase": "percent:3.4"}
QUESTIONS: dict[str, Json] = {
    PRECEPT: KENT,
    FUNDING: {
        "precept": KENT,
        "baseline": {"kind": "percent", "percent": "2"},
        "uplift": {"officers": 24, "strength_at_start": "76", "staffing": "convert_and_backfill", "years": 4},
    },
    OFFICERS: {"police_area": "E23000032", "financial_year": "2016-17", "pay_points": [1, 7]},
    UPLIFT: {
        "police_area": "E23000032",
        "start_month": "2016-04",
        "officers": 24,
        "strength_at_start": "76",
        "years": 4,
    },
}


class Service:
    """The service in this process, asked one request at a time."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        transport = httpx.ASGITransport(cast(Any, create_app(Settings())))  # two spellings of ASGI
        self.http = httpx.AsyncClient(transport=transport, base_url="http://precept")

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response:
        return self.runner.run(self.http.request(method, url, **request))

    def answer(self, path: str, question: Json) -> Json:
        reply = self.ask("POST", path, json=question)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found

    def refusal(self, path: str, question: Json) -> Json:
        reply = self.ask("POST", path, json=question)
        assert reply.status_code == 422, reply.text
        found: Json = reply.json()
        return found


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


@pytest.fixture(scope="module")
def kent(service: Service) -> Json:
    """Kent's 3.4% of 2016-17."""
    return service.answer(PRECEPT, KENT)


@pytest.fixture(scope="module")
def funding(service: Service) -> Json:
    """The main job: against the 2% that was planned."""
    return service.answer(FUNDING, QUESTIONS[FUNDING])


def test_kents_3_4_percent_is_5_pounds_on_band_d(kent: Json) -> None:
    assert kent["police_area"] == {"code": "E23000032", "name": "Kent", "country": "England"}
    assert (kent["financial_year"], kent["starts_on"], kent["ends_on"]) == ("2016-17", "2016-04-01", "2017-03-31")
    assert kent["band_d"] == {
        "prior_pounds": "147.15",
        "proposed_pounds": "152.15",
        "increase_pounds": "5.00",
        "increase_percent": "3.3979",
    }


def test_the_eight_bands_of_both_years_are_those_that_dover_printed(kent: Json) -> None:
    assert {band["band"]: band["proposed_pounds"] for band in kent["bands"]} == {
        "A": "101.43", "B": "118.34", "C": "135.24", "D": "152.15", "E": "185.96", "F": "219.77", "G": "253.58", "H": "304.30",
    }  # fmt: skip
    assert {band["band"]: band["prior_pounds"] for band in kent["bands"]} == {
        "A": "98.10", "B": "114.45", "C": "130.80", "D": "147.15", "E": "179.85", "F": "212.55", "G": "245.25", "H": "294.30",
    }  # fmt: skip
    assert [band["ninths"] for band in kent["bands"]] == [6, 7, 8, 9, 11, 13, 15, 18]


def test_the_requirement_and_its_residual_are_shown_to_the_penny(kent: Json) -> None:
    whole = kent["requirement"]
    assert whole["precept_pounds"] == "90694612.71"
    assert whole["tax_base"] == "596086.84"
    assert whole["sum_of_authority_precepts_pounds"] == "90694608.00"
    parts = sum(Decimal(each["precept_pounds"]) for each in kent["billing_authorities"])
    residual = Decimal(whole["tax_base_difference_pounds"]) + Decimal(whole["rounding_residual_pounds"])
    assert parts == Decimal(whole["sum_of_authority_precepts_pounds"]) == Decimal(whole["precept_pounds"]) + residual


def test_thirteen_authorities_pay_in_the_order_of_their_codes(kent: Json) -> None:
    authorities = kent["billing_authorities"]
    assert len(authorities) == 13
    assert [each["code"] for each in authorities] == sorted(each["code"] for each in authorities)
    ashford = next(each for each in authorities if each["name"] == "Ashford")
    assert ashford == {
        "code": "E07000105", "name": "Ashford", "tax_base": "43750.00", "share_percent": "7.3395",
        "precept_pounds": "6656563.00", "collection_fund_pounds": "0.00", "total_due_pounds": "6656563.00",
    }  # fmt: skip


def test_the_change_is_told_apart_by_rate_base_and_both(kent: Json) -> None:
    change = kent["change"]
    assert change["rate_pounds"] == "2919591.50"
    assert change["tax_base_pounds"] == "1790600.66"
    assert change["joint_pounds"] == "60842.70"
    assert change["total_pounds"] == "4771034.86"
    assert kent["yield"] == {"one_pound_pounds": "596086.84", "one_percent_pounds": "877141.79"}


def test_kents_increase_is_exactly_at_the_limit_and_a_penny_more_is_excessive(kent: Json, service: Service) -> None:
    verdict = kent["referendum"]
    assert (verdict["applies"], verdict["rule"], verdict["excessive"]) == (True, "greater_of", False)
    assert (verdict["limit_percent"], verdict["limit_pounds"]) == ("2", "5.00")
    assert (verdict["maximum_band_d_pounds"], verdict["headroom_pounds"]) == ("152.15", "0.00")
    more = service.answer(PRECEPT, {**KENT, "increase": {"kind": "band_d", "pounds": "152.16"}})["referendum"]
    assert (more["excessive"], more["headroom_pounds"], more["maximum_band_d_pounds"]) == (True, "-0.01", "152.15")


@pytest.mark.parametrize(
    ("increase", "proposed"),
    [
        ({"kind": "freeze"}, "147.15"),
        ({"kind": "percent", "percent": "2"}, "150.09"),
        ({"kind": "percent", "percent": "-1.5"}, "144.94"),
        ({"kind": "cash", "pounds": "5"}, "152.15"),
        ({"kind": "cash", "pounds": "-0.01"}, "147.14"),
        ({"kind": "band_d", "pounds": "152.15"}, "152.15"),
        ({"kind": "requirement", "pounds": "90694612.71"}, "152.15"),
        ({"kind": "maximum"}, "152.15"),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else value,
)
def test_every_kind_of_increase_leads_to_its_band_d(increase: Json, proposed: str, service: Service) -> None:
    assert service.answer(PRECEPT, {**KENT, "increase": increase})["band_d"]["proposed_pounds"] == proposed


def test_against_the_planned_2_percent_the_increase_raises_about_1_23_million(funding: Json) -> None:
    assert funding["additional_income"] == {
        "baseline_band_d_pounds": "150.09",
        "versus_freeze_pounds": "2980434.20",
        "versus_baseline_pounds": "1227938.89",
    }


def test_the_main_job_says_how_many_officers_the_money_keeps_and_what_binds(funding: Json) -> None:
    found = funding["affordability"]
    assert found["asked_officers"] == 24
    assert found["sustainable_officers"] == 17
    assert found["binding_constraint"] == "volunteers"
    assert found["deliverable_officers"] < 24
    places = {each["limit"]: each["places_a_year"] for each in funding["uplift"]["places_allowed"]}
    assert places["volunteers"] == "17.50"
    assert [year["financial_year"] for year in funding["gap_by_year"]] == ["2016-17", "2017-18", "2018-19", "2019-20"]
    assert len(funding["uplift"]["months"]) == 48
    assert any("pipeline" in warning for warning in funding["warnings"])


def test_the_answer_inside_the_main_job_is_the_precepts_own(funding: Json, kent: Json) -> None:
    inside = funding["precept"]
    assert {**inside, "permalink": None} == {**kent, "permalink": None}


@pytest.mark.parametrize(
    ("parameter_set", "entry", "mature", "officers_at_entry", "officers"),
    [("illustration_6_6", "43150", "64624", 27, 18), ("defaults", "47000", "68474", 25, 17)],
)
def test_1_2_million_a_year_keeps_the_published_number_of_officers(
    parameter_set: str, entry: str, mature: str, officers_at_entry: int, officers: int, service: Service
) -> None:
    question = {
        "precept": {**KENT, "increase": {"kind": "freeze"}},
        "uplift": {"officers": 24, "strength_at_start": "76", "parameter_set": parameter_set, "years": 4},
        "other_funding": [
            {"name": "The promise", "pounds": "1200000", "recurrence": "recurring", "source": "other"},
        ],
    }
    found = service.answer(FUNDING, question)
    cost = found["uplift"]["unit_cost"]
    assert round(Decimal(cost["sustained_at_entry_pay"]["total_annual_pounds"])) == int(entry)
    assert round(Decimal(cost["sustained_at_mature_pay"]["total_annual_pounds"])) == int(mature)
    assert found["affordability"]["sustainable_officers_at_entry_pay"] == officers_at_entry
    assert found["affordability"]["sustainable_officers"] == officers
    told = next(each for each in found["warnings"] if each.startswith("£1,200,000.00 a year keeps"))
    assert f"keeps {officers_at_entry} officers only while each is paid as a recruit" in told
    assert f"keeps {officers} of the 24 asked for" in told


def test_money_that_comes_once_is_told_with_its_amount(service: Service) -> None:
    once = [{"name": "Grant", "pounds": "100000", "recurrence": "one_off", "source": "home_office_grant"}]
    found = service.answer(FUNDING, {**QUESTIONS[FUNDING], "other_funding": once})
    assert any(each.startswith("£100,000.00 comes once") for each in found["warnings"])


def test_the_illustrations_four_years_at_36_places_are_those_published(service: Service) -> None:
    years = service.answer(UPLIFT, {**QUESTIONS[UPLIFT], "parameter_set": "illustration_6_6"})["years"]
    assert [year["authorised"] for year in years] == ["84.27", "96.45", "98.62", "98.62"]
    assert [str(round(Decimal(year["in_year_pounds"]), -2)) for year in years] == [
        "7.030E+5",
        "1.2287E+6",
        "1.2155E+6",
        "1.2599E+6",
    ]
    assert years[0]["course_places"] == "36.00"


@pytest.mark.parametrize(
    ("year", "entry", "top"),
    [
        ("2016-17", 33703, 55177), ("2017-18", 34416, 56358), ("2018-19", 34638, 56752), ("2019-20", 37006, 60700),
        ("2020-21", 38453, 62739), ("2021-22", 38823, 63358), ("2022-23", 40936, 65596), ("2023-24", 43849, 69385),
        ("2024-25", 47466, 75217), ("2025-26", 50395, 79607),
    ],
)  # fmt: skip
def test_a_kent_constable_costs_what_the_worked_build_up_says(
    year: str, entry: int, top: int, service: Service
) -> None:
    question = {**QUESTIONS[OFFICERS], "financial_year": year, "assumptions": {"nonpay_recurring": "0"}}
    points = service.answer(OFFICERS, question)["pay_points"]
    assert [point["pay_point"] for point in points] == [1, 7]
    totals = [Decimal(point["total_pounds"]) for point in points]
    assert all(abs(total - told) <= 1 for total, told in zip(totals, (entry, top), strict=True)), totals


def test_without_pay_points_every_point_of_the_scale_is_answered(service: Service) -> None:
    points = service.answer(OFFICERS, {"financial_year": "2016-17"})["pay_points"]
    assert [point["pay_point"] for point in points] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert {point["allowance_pounds"] for point in points} == {"0.00"}


def test_the_permalink_gives_the_same_answer(kent: Json, service: Service) -> None:
    link = kent["permalink"]
    assert link == f"{PRECEPT}?police_area=E23000032&financial_year=2016-17&increase=percent:3.4"
    assert service.ask("GET", link).json() == kent


@pytest.mark.parametrize(
    "more",
    [
        {"increase": {"kind": "maximum"}},
        {"increase": {"kind": "cash", "pounds": "-2.5"}, "prior_band_d_pounds": "147.1512"},
        {
            "increase": {"kind": "requirement", "pounds": "90694614"},
            "tax_base": "600000.123",
            "prior_tax_base": "583918.3",
        },
        {"rounding": {"band_d": "multiple_of_9p", "bands_from": "unrounded", "authority_precepts": "penny"}},
        {"rounding": {"band_d": "four_decimals"}},
        {"financial_year": "2023-24", "police_area": "W15000001", "increase": {"kind": "freeze"}},
    ],
    ids=json.dumps,
)
def test_every_permalink_works_and_is_its_own(more: Json, service: Service) -> None:
    asked = service.ask("POST", PRECEPT, json={**KENT, **more})
    found = asked.json()
    again = service.ask("GET", found["permalink"])
    assert again.status_code == 200
    assert again.content == asked.content
    assert again.json()["permalink"] == found["permalink"]
    assert all(len(values) == 1 for values in parse_qs(urlsplit(found["permalink"]).query).values())


def test_authorities_which_a_query_cannot_hold_leave_no_permalink(service: Service) -> None:
    authorities = [{"name": "Rutland", "tax_base": "16000"}]
    assert service.answer(PRECEPT, {**KENT, "billing_authorities": authorities})["permalink"] is None


@pytest.mark.parametrize(
    "limit",
    [
        {"rule": "percent", "percent": "3"},
        {"rule": "cash", "pounds": "4.99"},
        {"rule": "greater_of", "percent": "2", "pounds": "5.00"},
    ],
    ids=["percent", "cash", "greater_of"],
)
def test_a_limit_stands_in_the_permalink(limit: Json, service: Service) -> None:
    found = service.answer(PRECEPT, {**KENT, "limit": limit})
    again = service.ask("GET", found["permalink"]).json()
    assert again["referendum"] == found["referendum"]
    assert found["referendum"]["rule"] == limit["rule"]


def test_the_get_form_answers_the_same_bytes_as_the_post_form(service: Service) -> None:
    by_query = service.ask("GET", PRECEPT, params={**KENT_QUERY, "workings": "true"})
    by_body = service.ask("POST", PRECEPT, json={**KENT, "workings": True})
    assert by_query.content == by_body.content
    assert len(by_query.json()["workings"]) > 20


def test_the_csv_forms_hold_the_same_figures_as_the_answer(kent: Json, service: Service) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        reply = service.ask("GET", f"{PRECEPT}/{name}.csv", params=KENT_QUERY)
        assert reply.status_code == 200
        return list(csv.DictReader(io.StringIO(reply.text)))

    assert rows("bands") == [{name: str(value) for name, value in band.items()} for band in kent["bands"]]
    assert rows("billing-authorities") == kent["billing_authorities"]
    (summary,) = rows("summary")
    assert summary["proposed_band_d_pounds"] == "152.15"
    assert summary["precept_pounds"] == "90694612.71"
    assert summary["change_total_pounds"] == "4771034.86"
    assert summary["headroom_pounds"] == "0.00"
    assert summary["excessive"] == "false"
    assert summary["register_version"] == kent["provenance"]["register_version"]


@pytest.mark.parametrize("path", QUESTIONS)
def test_workings_come_on_request_alone(path: str, service: Service) -> None:
    without, asked = service.answer(path, QUESTIONS[path]), service.answer(path, {**QUESTIONS[path], "workings": True})
    assert without["workings"] == []
    assert len(asked["workings"]) > 10
    assert {**asked, "workings": []} == without
    assert service.answer(path, {**QUESTIONS[path], "workings": False}) == without


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_working_uses_only_what_was_worked_out_before_it(path: str, service: Service) -> None:
    known: set[str] = set()
    for step in service.answer(path, {**QUESTIONS[path], "workings": True})["workings"]:
        assert step["name"] not in known, "each name is given once"
        assert set(step["uses"]) <= known, step
        assert step["value"]
        assert step["unit"]
        assert step["formula"]
        assert (step["expression"] is None) == (step["uses"] == []), step
        known.add(step["name"])


def test_the_workings_end_in_the_figures_of_the_answer(service: Service) -> None:
    found = service.answer(PRECEPT, {**KENT, "workings": True})
    values = {step["value"] for step in found["workings"]}
    assert {"147.15", "152.15", "90694612.71", "2919591.50", "1790600.66", "60842.70"} <= values


@pytest.mark.parametrize("path", QUESTIONS)
def test_provenance_names_the_versions_and_every_figure_with_its_source_and_address(
    path: str, service: Service
) -> None:
    ready = service.ask("GET", "/ready").json()
    provenance = service.answer(path, QUESTIONS[path])["provenance"]
    assert provenance["calculation_version"] == ready["calculation_version"]
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", provenance["calculation_version"])
    assert provenance["register_version"] == ready["register_version"]
    assert re.fullmatch(r"[0-9a-f]{12}", provenance["register_version"])
    assert len(provenance["figures"]) > 4
    sources = {source["source"]: source for source in provenance["sources"]}
    assert len(sources) == len(provenance["sources"])
    assert {figure["source"] for figure in provenance["figures"] if figure["source"]} == set(sources)
    for figure in provenance["figures"]:
        assert figure["source"] or figure["evidence"] in ("given", "assumption"), figure
        assert figure["name"]
        assert figure["unit"]
    for source in sources.values():
        assert source["publisher"]
        assert source["title"]
    published = {figure["source"] for figure in provenance["figures"] if figure["evidence"] == "published"}
    assert published
    for name in published:
        assert str(sources[name]["url"]).startswith(("https://", "http://")), name


def test_what_the_caller_gave_is_marked_as_given(service: Service) -> None:
    figures = service.answer(PRECEPT, {**KENT, "prior_band_d_pounds": "147.15"})["provenance"]["figures"]
    prior = next(figure for figure in figures if figure["name"] == "prior_band_d")
    assert (prior["evidence"], prior["source"], prior["value"]) == ("given", None, "147.15")


def test_an_assumption_outside_its_plausible_range_is_used_and_marked(service: Service) -> None:
    for value, within in (("0.55", True), ("0.95", False)):
        found = service.answer(UPLIFT, {**QUESTIONS[UPLIFT], "assumptions": {"pass_rate": value}})
        used = next(figure for figure in found["provenance"]["figures"] if figure["name"] == "pass_rate")
        assert (used["value"], used["within_range"]) == (value, within)
        assert Decimal(used["low"]) < Decimal(used["high"])


@pytest.mark.parametrize("path", QUESTIONS)
def test_the_version_of_the_figures_can_be_pinned(path: str, service: Service) -> None:
    version = service.ask("GET", "/ready").json()["register_version"]

    def pinned(to: str) -> Json:
        asked = QUESTIONS[path]
        if path == FUNDING:
            return {**asked, "precept": {**asked["precept"], "register_version": to}}
        return {**asked, "register_version": to}

    assert service.answer(path, pinned(version)) == service.answer(path, QUESTIONS[path])
    problem = service.refusal(path, pinned("0" * 12))
    assert problem["type"] == "/problems/register-version-not-held"
    assert version in problem["errors"][0]["detail"]
    assert "0" * 12 in problem["detail"]


def test_an_area_the_register_does_not_know_is_calculated_from_what_is_given(service: Service) -> None:
    found = service.answer(
        PRECEPT,
        {
            "area_name": "Rutland",
            "country": "England",
            "financial_year": "2030-31",
            "increase": {"kind": "percent", "percent": "2"},
            "prior_band_d_pounds": "200",
            "billing_authorities": [
                {"name": "Oakham", "tax_base": "10000.5", "collection_fund_pounds": "-2500.50"},
                {"code": "E06000017", "name": "Uppingham", "tax_base": "5000"},
            ],
            "prior_tax_base": "14000",
            "limit": {"rule": "cash", "pounds": "3.99"},
        },
    )
    assert found["police_area"] == {"code": None, "name": "Rutland", "country": "England"}
    assert found["band_d"]["proposed_pounds"] == "204.00"
    assert found["requirement"]["tax_base"] == "15000.50"
    assert found["requirement"]["precept_pounds"] == "3060102.00"
    assert [each["name"] for each in found["billing_authorities"]] == ["Oakham", "Uppingham"], "in the caller's order"
    assert found["change"]["collection_fund_pounds"] == "-2500.50"
    verdict = found["referendum"]
    assert (verdict["rule"], verdict["excessive"], verdict["headroom_pounds"]) == ("cash", True, "-0.01")
    assert found["permalink"] is None


def test_without_any_tax_base_there_are_still_bands_and_a_verdict(service: Service) -> None:
    found = service.answer(
        PRECEPT,
        {
            "area_name": "Rutland",
            "country": "England",
            "financial_year": "2016-17",
            "increase": {"kind": "cash", "pounds": "5"},
            "prior_band_d_pounds": "200",
        },
    )
    assert (found["requirement"], found["change"], found["yield"], found["billing_authorities"]) == (
        None,
        None,
        None,
        [],
    )
    assert len(found["bands"]) == 8
    assert found["referendum"]["applies"] is True


def test_wales_has_nine_bands_and_no_referendum(service: Service) -> None:
    found = service.answer(PRECEPT, {**KENT, "police_area": "W15000001", "financial_year": "2023-24"})
    assert [band["band"] for band in found["bands"]] == list("ABCDEFGHI")
    assert found["bands"][-1]["ninths"] == 21
    verdict = found["referendum"]
    assert (verdict["applies"], verdict["rule"], verdict["excessive"]) == (False, "none", None)
    assert "Wales" in verdict["reason"]
    figures = ("limit_percent", "limit_pounds", "maximum_band_d_pounds", "headroom_pounds")
    assert {verdict[name] for name in figures} == {None}


def test_wales_had_eight_bands_before_2005(service: Service) -> None:
    for year, letters in (("2004-05", "ABCDEFGH"), ("2005-06", "ABCDEFGHI")):
        question = {**KENT, "police_area": "W15000001", "financial_year": year, "prior_band_d_pounds": "100"}
        assert "".join(band["band"] for band in service.answer(PRECEPT, question)["bands"]) == letters


def test_for_london_no_principle_is_held_and_none_is_guessed(service: Service) -> None:
    verdict = service.answer(PRECEPT, {**KENT, "police_area": "E23000001", "financial_year": "2017-18"})["referendum"]
    assert (verdict["rule"], verdict["excessive"], verdict["maximum_band_d_pounds"]) == ("not_held", None, None)
    assert "2017-18" in verdict["reason"]
    most = {**KENT, "police_area": "E23000001", "financial_year": "2017-18", "increase": {"kind": "maximum"}}
    assert service.refusal(PRECEPT, most)["type"] == "/problems/no-limit"


def test_a_prior_band_d_that_is_not_held_for_london_says_what_to_supply(service: Service) -> None:
    question = {**KENT, "police_area": "E23000001", "financial_year": "2015-16"}
    problem = service.refusal(PRECEPT, question)
    assert problem["type"] == "/problems/figure-not-held"
    assert [error["field"] for error in problem["errors"]] == ["prior_band_d_pounds"]
    assert "2014-15" in problem["errors"][0]["detail"]
    given = service.answer(PRECEPT, {**question, "prior_band_d_pounds": "214.05"})
    assert given["band_d"]["prior_pounds"] == "214.05"


def test_the_city_of_london_is_told_why_it_has_no_precept(service: Service) -> None:
    problem = service.refusal(PRECEPT, {**KENT, "police_area": "E23000034"})
    assert problem["type"] == "/problems/unknown-police-area"
    listed = {row["code"] for row in service.ask("GET", "/v1/police-areas").json()["rows"]}
    assert "E23000034" in listed
    assert "Use a code of GET /v1/police-areas" not in problem["errors"][0]["detail"], "it is a code of that list"


@pytest.mark.parametrize("path", QUESTIONS)
def test_the_same_question_has_the_same_bytes_a_hundred_times(path: str, service: Service) -> None:
    question = {**QUESTIONS[path], "workings": True}
    answers = {service.ask("POST", path, json=question).content for _ in range(100)}
    assert len(answers) == 1
    assert json.loads(answers.pop())["workings"]


def test_the_order_of_the_fields_of_a_question_changes_nothing(service: Service) -> None:
    for path, question in QUESTIONS.items():
        turned = dict(reversed(question.items()))
        assert service.ask("POST", path, json=turned).content == service.ask("POST", path, json=question).content


def test_another_application_gives_the_same_bytes(service: Service) -> None:
    other = Service()
    try:
        for path, question in QUESTIONS.items():
            assert other.ask("POST", path, json=question).content == service.ask("POST", path, json=question).content
    finally:
        other.runner.run(other.http.aclose())
        other.runner.close()


def test_health_and_readiness_say_what_they_are_for(service: Service) -> None:
    assert service.ask("GET", "/health").json() == {"status": "ok"}
    ready, register = service.ask("GET", "/ready").json(), service.ask("GET", "/v1/register").json()
    assert ready["status"] == "ready"
    assert ready["tables"] == len(register["tables"])
    assert ready["rows"] == sum(table["rows"] for table in register["tables"])
    assert ready["register_version"] == register["register_version"]


def test_every_table_of_the_register_is_where_the_register_says(service: Service) -> None:
    tables = service.ask("GET", "/v1/register").json()["tables"]
    assert len(tables) >= 18
    for table in tables:
        found = service.ask("GET", table["path"], params={"limit": 1}).json()
        assert found["total"] == table["rows"]
        assert list(found["rows"][0]) == table["columns"]
        assert service.ask("HEAD", table["csv_path"]).status_code == 200
