"""Tax bases and collection funds over HTTP: line by line, to the penny, as tables, and refused by name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import cast
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from tests.api.test_answers import Json, Service

from precept.api.collection_funds import KENT_SHARE
from precept.api.tax_bases import ASHFORD_QUERY, ASHFORD_REQUEST, CHAIN, KENT_QUERY, RETURNS

CALCULATE, SHARE = "/v1/tax-bases/calculate", "/v1/collection-funds/share"
COUNTED: Json = {
    "financial_year": "2016-17",
    "collection_rate_percent": "98.5",
    "class_o": "77.4",
    "dwellings": {
        "kind": "counted",
        "country": "England",
        "police_area": "E23000032",
        "bands": [
            {
                "band": "A",
                "dwellings": 4056,
                "exempt": 141,
                "demolished": 7,
                "disabled_relief": 12,
                "single_adult": 2000,
            },
            {
                "band": "D",
                "dwellings": 8600,
                "exempt": 132,
                "single_adult": 2066,
                "discounts": [{"dwellings": 4, "percent": "100"}],
                "premiums": [{"dwellings": 6, "percent": "50"}],
                "family_annexe_dwelling_equivalents": "1.5",
                "support_dwelling_equivalents": "563.65",
            },
        ],
    },
}


class TableService(Service):
    """The service, asked for its tables too."""

    def table(self, path: str, query: Json) -> list[dict[str, str]]:
        reply = self.ask("GET", path, params=query)
        assert reply.status_code == 200, reply.text
        return list(csv.DictReader(io.StringIO(reply.text)))


@pytest.fixture(scope="module")
def service() -> Iterator[TableService]:
    found = TableService()
    yield found
    found.runner.run(found.http.aclose())
    found.runner.close()


@pytest.fixture(scope="module")
def ashford(service: TableService) -> Json:
    return service.answer(CALCULATE, ASHFORD_REQUEST)


def test_ashfords_return_comes_to_the_base_it_returned(ashford: Json) -> None:
    assert ashford["billing_authority"] == {"code": "E07000105", "name": "Ashford"}
    assert ashford["snapshot_date"] == "2015-10-05"
    assert ashford["tax_base"] == {
        "band_d_equivalents_after_support": "43379.30",
        "class_o": "77.40",
        "tax_base_before_collection": "43456.70",
        "collection_rate_percent": "99.00",
        "tax_base": "43022.91",
        "band_d_pounds": "152.15",
        "precept_pounds": "6545935.76",
    }
    assert ashford["returned"]["difference_after_support"] == "0.00"
    assert ashford["returned"]["difference_before_collection"] == "0.00"
    assert ashford["returned"]["tax_base_set"] == "43750.00"
    assert ashford["at_or_below_band_d_percent"] == "71.4828"


def test_the_bands_add_up_to_the_total(ashford: Json) -> None:
    for line, whole in ashford["total"].items():
        if line not in ("band", "ninths"):
            assert sum(Decimal(each[line]) for each in ashford["bands"]) == Decimal(whole), line


def test_each_what_if_says_what_it_moves(ashford: Json) -> None:
    moved = {each["what_if"]: (each["tax_base_change"], each["precept_change_pounds"]) for each in ashford["what_ifs"]}
    assert moved == {
        "as_given": ("0.00", "0.00"),
        "support_changed": ("-470.05", "-71518.11"),
        "collection_rate_changed": ("-216.90", "-33001.34"),
        "both_changed": ("-684.58", "-104158.85"),
    }


def test_a_link_answers_as_the_request_does(service: TableService, ashford: Json) -> None:
    assert service.ask("GET", ashford["permalink"]).json() == ashford
    assert service.ask("GET", CHAIN, params=ASHFORD_QUERY).json() == ashford


def test_every_figure_has_a_source_or_was_given(ashford: Json) -> None:
    known = {each["source"] for each in ashford["provenance"]["sources"]}
    assert known == {"mhclg-ctb-october-2015", "mhclg-ctr-2016-17", "mhclg-live-table-3-band-d"}
    for figure in ashford["provenance"]["figures"]:
        assert figure["evidence"] == "given" or figure["source"] in known


def test_workings_are_listed_when_asked_for(service: TableService, ashford: Json) -> None:
    assert ashford["workings"] == []
    workings = service.answer(CALCULATE, ASHFORD_REQUEST | {"workings": True})["workings"]
    last = {each["name"]: each["value"] for each in workings}
    assert last["tax_base"] == "43022.91"
    assert last["both_changed_precept"] == "6441776.91"


def test_counted_dwellings_answer_every_line(service: TableService) -> None:
    found = service.answer(CALCULATE, COUNTED)
    lines = {each["band"]: each for each in found["bands"]}
    assert lines["A-"]["after_disabled_relief"] == 12
    # 8,468 - 516.5 - 4 + 3 - 1.5
    assert lines["D"]["dwelling_equivalents_before_support"] == "7949.00"
    assert lines["D"]["band_d_equivalents_after_support"] == "7385.40"
    assert found["billing_authority"] is None
    assert found["police_area"]["name"] == "Kent"
    assert found["tax_base"]["band_d_pounds"] == "152.15"
    assert found["returned"] is None
    assert found["permalink"] is None


def test_without_a_band_d_the_base_is_answered_and_the_precept_is_not(service: TableService) -> None:
    asked = {
        "financial_year": "2030-31",
        "collection_rate_percent": "98",
        "dwellings": {
            "kind": "equivalents",
            "country": "Wales",
            "bands": [{"band": "I", "dwelling_equivalents": "90"}],
        },
    }
    found = service.answer(CALCULATE, asked)
    assert found["tax_base"]["tax_base"] == "205.80"
    assert found["tax_base"]["precept_pounds"] is None
    assert found["band_mix"] == []
    assert any("No band D is known" in warning for warning in found["warnings"])


def test_kents_returns_show_the_10_8_percent_that_support_took_off(service: TableService) -> None:
    rows = service.table(f"{RETURNS}/billing-authorities.csv", KENT_QUERY)
    assert len(rows) == 14
    assert rows[-1]["name"] == "total"
    assert rows[-1]["band_d_equivalents_before_support"] == "671096.00"
    assert rows[-1]["band_d_equivalents_after_support"] == "598686.90"
    assert rows[-1]["support_reduction_percent"] == "10.7897"
    mix = {row["band"]: row["at_or_below_percent"] for row in service.table(f"{RETURNS}/band-mix.csv", KENT_QUERY)}
    assert mix["D"] == "78.0450"


@pytest.mark.parametrize("sheet", ["bands", "summary", "what-ifs", "band-mix"])
def test_every_table_of_the_chain_is_there_as_csv(service: TableService, sheet: str) -> None:
    rows = service.table(f"{CHAIN}/{sheet}.csv", ASHFORD_QUERY)
    assert rows
    assert all(None not in row.values() for row in rows)


@pytest.mark.parametrize(("path", "query"), [(CHAIN, ASHFORD_QUERY), (RETURNS, KENT_QUERY)])
def test_a_workbook_holds_the_tables_and_is_the_same_twice(service: TableService, path: str, query: Json) -> None:
    first = service.ask("GET", f"{path}.xlsx", params=query)
    assert first.status_code == 200
    assert "xl/workbook.xml" in ZipFile(io.BytesIO(first.content)).namelist()
    assert service.ask("GET", f"{path}.xlsx", params=query).content == first.content


def test_dwellings_are_a_table_of_the_register(service: TableService) -> None:
    query = {"billing_authority": "E07000105", "financial_year": "2016-17"}
    rows = service.table("/v1/dwellings.csv", query)
    assert len(rows) == 12
    assert {row["starts_on"] for row in rows} == {"2016-04-01"}
    stock = service.ask("GET", "/v1/dwellings", params={"billing_authority": "W06000015"}).json()
    assert stock["total"] == 9
    assert {row["financial_year"] for row in stock["rows"]} == {None}


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"dwellings": {"kind": "held", "billing_authority": "W06000015"}}, "figure-not-held"),
        ({"dwellings": {"kind": "held", "billing_authority": "E06000033"}}, "figure-not-held"),
        ({"collection_rate_change_points": "2"}, "assumption-out-of-range"),
        (
            {
                "collection_rate_percent": "98",
                "dwellings": {"kind": "counted", "country": "England", "bands": [{"band": "I", "dwellings": 1}]},
            },
            "dwellings-do-not-fit",
        ),
        ({"register_version": "0123456789ab"}, "register-version-not-held"),
    ],
)
def test_what_has_no_answer_is_refused_by_name(service: TableService, changes: Json, kind: str) -> None:
    reply = service.ask("POST", CALCULATE, json=ASHFORD_REQUEST | changes)
    assert reply.status_code == 422, reply.text
    assert reply.json()["type"] == f"/problems/{kind}"


@pytest.mark.parametrize(
    "changes",
    [
        {"dwellings": {"kind": "held"}},
        {"dwellings": {"kind": "counted", "country": "England", "bands": []}},
        {"dwellings": {"kind": "counted", "country": "France", "bands": [{"band": "A"}]}},
        {"dwellings": {"kind": "counted", "country": "England", "bands": [{"band": "A", "dwellings": -1}]}},
        {"dwellings": {"kind": "counted", "country": "England", "bands": [{"band": "A", "dwellings": 1_000_001}]}},
        {"dwellings": {"kind": "counted", "country": "England", "bands": [{"band": "J"}]}},
        {"dwellings": {"kind": "equivalents", "country": "England", "bands": [{"band": "A"}]}},
        {"collection_rate_percent": "100.5"},
        {"collection_rate_percent": "0"},
        {"class_o": "-1"},
        {"support_change_percent": "1e3"},
        {"band_rounding": "two_decimals"},
        {"collection_rate": "98"},
    ],
)
def test_what_does_not_fit_the_contract_is_refused_with_its_field(service: TableService, changes: Json) -> None:
    reply = service.ask("POST", CALCULATE, json=ASHFORD_REQUEST | changes)
    assert reply.status_code == 400, reply.text
    assert reply.json()["errors"]


def test_maidstones_surplus_is_shared_as_it_was_printed(service: TableService) -> None:
    found = service.answer(SHARE, cast(Json, KENT_SHARE))
    fund = found["billing_authorities"][0]
    assert [each["share_pounds"] for each in fund["shares"]] == ["302209.00", "1270007.00", "171465.00", "82354.00"]
    assert fund["rounding_residual_pounds"] == "-1.00"
    assert (found["police_total_pounds"], found["recurrence"], found["credited_in"]) == (
        "171465.00",
        "one_off",
        "2015-16",
    )


def test_deficits_and_several_authorities_are_shared_at_once(service: TableService) -> None:
    asked = {
        "financial_year": "2020-21",
        "rounding": "penny",
        "billing_authorities": [
            {"name": "Ashford", "surplus_pounds": "-1000.01", "demands": [
                {"body": "police", "name": "Kent", "pounds": "1"}, {"body": "county", "name": "Kent", "pounds": "3"}]},
            {"name": "Dover", "surplus_pounds": "400", "demands": [{"body": "police", "name": "Kent", "pounds": "5"}]},
        ],
    }  # fmt: skip
    found = service.answer(SHARE, asked)
    assert [each["police_share_pounds"] for each in found["billing_authorities"]] == ["-250.00", "400.00"]
    assert found["police_total_pounds"] == "150.00"
    assert found["totals"] == [
        {"body": "county", "share_pounds": "-750.01"},
        {"body": "police", "share_pounds": "150.00"},
    ]
    assert any("spread over" in warning for warning in found["warnings"])


def test_an_authority_shared_twice_is_refused_by_name(service: TableService) -> None:
    twice = cast(Json, KENT_SHARE) | {"billing_authorities": KENT_SHARE["billing_authorities"] * 2}
    reply = service.ask("POST", SHARE, json=twice)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/duplicate-authority")


def test_what_is_answered_fits_the_contract(service: TableService, ashford: Json) -> None:
    contract = service.ask("GET", "/openapi.json").json()
    for name, found in (
        ("TaxBaseAnswer", ashford),
        ("AreaReturnsAnswer", service.ask("GET", RETURNS, params=KENT_QUERY).json()),
        ("FundsAnswer", service.answer(SHARE, cast(Json, KENT_SHARE))),
    ):
        schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
        Draft202012Validator(schema).validate(found)
