"""Armed officers over HTTP: JSON, CSV and XLSX say the same, and every figure has its source."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
from tests.builders import KENT, register

from precept.app import create_app
from precept.settings import Settings

Json = dict[str, Any]
PATH = "/v1/armed-officers/change"
SHEETS = {
    "counts": "counts",
    "changes": "changes",
    "deployable-shares": "deployable_shares",
    "programme": "programme",
    "officers-per-vehicle": "officers_per_vehicle",
}
QUERIES: list[dict[str, str]] = [
    {},
    {"from": "2015-16", "to": "2023-24"},
    {"from": "2018-19", "to": "2023-24"},
    {"police_area": KENT},
    {"police_area": "E23000033"},
]


class Service:
    """The service in this process, asked one request at a time."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        transport = httpx.ASGITransport(cast(Any, create_app(Settings())))  # two spellings of ASGI
        self.http = httpx.AsyncClient(transport=transport, base_url="http://precept")

    def ask(self, path: str, query: dict[str, str]) -> httpx.Response:
        return self.runner.run(self.http.get(path, params=query))

    def answer(self, query: dict[str, str]) -> Json:
        reply = self.ask(PATH, query)
        assert reply.status_code == 200, reply.text
        found: Json = reply.json()
        return found


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


def test_without_an_area_the_answer_is_england_and_wales_from_the_first_year_to_the_last(service: Service) -> None:
    found = service.answer({})
    assert (found["police_area"], found["name"]) == (None, "England and Wales")
    assert (found["from_year"], found["to_year"]) == ("1997-98", "2023-24")
    assert len(found["counts"]) == 30
    assert found["provenance"]["register_version"] == register().version


def test_before_and_after_the_programme_there_is_no_change_and_the_reason_is_told(service: Service) -> None:
    found = service.answer({"from": "2015-16", "to": "2023-24"})
    assert [(each["from_officers"], each["to_officers"]) for each in found["changes"]] == [(5639, 6473), (5639, 5861)]
    for each in found["changes"]:
        assert (each["change_officers"], each["change_percent"]) == (None, None)
        assert "March 2017" in each["no_change_reason"]
    assert any("March 2017" in each for each in found["warnings"])
    (first_after,) = [each for each in found["counts"] if each["financial_year"] == "2017-18"]
    assert (first_after["officers"], first_after["change_officers"], first_after["since_year"]) == (6459, None, None)


def test_the_year_before_the_break_has_its_change(service: Service) -> None:
    (row,) = [each for each in service.answer({})["counts"] if each["financial_year"] == "2016-17"]
    assert (row["officers"], row["since_year"], row["since_officers"]) == (6278, "2015-16", 5639)
    assert (row["change_officers"], row["change_percent"], row["no_change_reason"]) == (639, "11.3318", None)
    assert (row["measure"], row["as_at"], row["evidence"]) == (
        "authorised_firearms_officers",
        "2017-03-31",
        "published",
    )


def test_since_the_peak_760_deployable_officers_are_gone(service: Service) -> None:
    found = service.answer({"from": "2018-19", "to": "2023-24"})
    (each,) = found["changes"]
    assert (each["from_officers"], each["to_officers"], each["change_officers"]) == (6621, 5861, -760)
    assert (each["change_percent"], each["no_change_reason"]) == ("-11.4786", None)
    assert sum("two versions" in warning for warning in found["warnings"]) == 3


def test_the_shares_and_the_officers_per_vehicle_are_shown_with_what_they_come_from(service: Service) -> None:
    found = service.answer({})
    assert [
        (each["financial_year"], each["deployable_officers"], each["authorised_officers"], each["deployable_percent"])
        for each in found["deployable_shares"]
    ] == [
        ("2021-22", 6192, 6677, "92.7363"),
        ("2022-23", 6038, 6651, "90.7833"),
        ("2023-24", 5861, 6473, "90.5453"),
    ]
    assert [
        (each["month"], each["officers"], each["vehicles"], each["officers_per_vehicle"])
        for each in found["officers_per_vehicle"]
    ] == [("2017-04", 640, 41, "15.6"), ("2018-05", 874, 55, "15.9")]


def test_the_programme_says_what_was_planned_and_what_was_reached_when(service: Service) -> None:
    rows = service.answer({"police_area": KENT})["programme"]
    told = [(each["month"], each["value"]) for each in rows if each["item"] in ("officers_planned", "officers_reached")]
    assert told == [
        ("2016-04", 1000),
        ("2016-04", 500),
        ("2016-04", 1500),
        ("2016-04", 600),
        ("2016-04", 400),
        ("2017-04", 640),
        ("2018-05", 874),
        ("2018-05", 1351),
    ]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_every_figure_of_an_answer_has_a_source_that_is_named(service: Service, query: dict[str, str]) -> None:
    found = service.answer(query)
    named = {each["source"] for each in found["provenance"]["sources"]}
    assert all(each["url"] for each in found["provenance"]["sources"])
    figures = found["provenance"]["figures"]
    assert len(figures) == len(found["counts"]) + len(found["programme"])
    rows = [row for name in SHEETS.values() for row in found[name]]
    used = {value for row in rows for name, value in row.items() if name == "source" or name.endswith("_source")}
    assert used == named == {each["source"] for each in figures}


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_change_is_given_or_the_reason_why_not(service: Service, query: dict[str, str]) -> None:
    found = service.answer(query)
    for each in [*found["counts"], *found["changes"]]:
        assert (each["change_officers"] is None) == (each["no_change_reason"] is not None)
        assert (each["change_officers"] is None) == (each["change_percent"] is None)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_csv_files_say_what_the_json_says(service: Service, query: dict[str, str]) -> None:
    found = service.answer(query)
    for sheet, name in SHEETS.items():
        reply = service.ask(f"{PATH}/{sheet}.csv", query)
        assert reply.status_code == 200, reply.text
        rows = list(csv.DictReader(io.StringIO(reply.text)))
        wanted = [{key: "" if value is None else str(value) for key, value in row.items()} for row in found[name]]
        assert [{key: value.removeprefix("'") for key, value in row.items()} for row in rows] == wanted


def test_the_workbook_has_every_sheet_and_the_same_bytes_each_time(service: Service) -> None:
    first, second = (service.ask(f"{PATH}.xlsx", {}) for _ in range(2))
    assert first.status_code == 200
    assert first.content == second.content
    assert "england-and-wales-armed-officers-1997-98-to-2023-24" in first.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(first.content)) as book:
        text = book.read("xl/workbook.xml").decode()
    assert all(f'name="{sheet}"' in text for sheet in ("contents", *SHEETS, "figures", "notes"))


def test_the_tables_of_the_register_hold_every_row(service: Service) -> None:
    for path, total in (("/v1/armed-officers", 509), ("/v1/armed-uplift-programme", 16)):
        assert service.ask(path, {}).json()["total"] == total
    kent = service.ask("/v1/armed-officers", {"police_area": KENT, "measure": "authorised_firearms_officers"}).json()
    assert [(each["financial_year"], each["count"]) for each in kent["rows"]] == [("2012-13", 72), ("2014-15", 66)]


@pytest.mark.parametrize(
    ("query", "problem", "field"),
    [
        ({"police_area": "E23000099"}, "unknown-police-area", "police_area"),
        ({"police_area": "E23000031"}, "figure-not-held", "police_area"),
        ({"police_area": "E23000034"}, "figure-not-held", "police_area"),
        ({"from": "2003-04"}, "figure-not-held", "from"),
        ({"police_area": KENT, "to": "2013-14"}, "figure-not-held", "to"),
        ({"from": "2018-19", "to": "2015-16"}, "years-out-of-order", "to"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(
    service: Service, query: dict[str, str], problem: str, field: str
) -> None:
    for path in (PATH, f"{PATH}/counts.csv", f"{PATH}.xlsx"):
        reply = service.ask(path, query)
        assert reply.status_code == 422, reply.text
        assert reply.json()["type"] == f"/problems/{problem}"
        assert [each["field"] for each in reply.json()["errors"]] == [field]


@pytest.mark.parametrize("query", [{"from_year": "2015-16"}, {"from": "2015"}, {"police_area": "Kent"}], ids=str)
def test_a_query_that_does_not_fit_the_contract_is_400(service: Service, query: dict[str, str]) -> None:
    assert service.ask(PATH, query).status_code == 400


def test_one_year_alone_has_no_change(service: Service) -> None:
    found = service.answer({"from": "2016-17", "to": "2016-17"})
    assert found["changes"] == []
    assert found["warnings"] == ["One year alone has no change."]
