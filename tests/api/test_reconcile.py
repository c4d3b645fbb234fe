"""A published table over HTTP: as JSON and as CSV, verdicts as JSON and as CSV, and what is refused, and how."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from precept.api.reconcile import COLUMNS, NORTH_YORKSHIRE
from precept.api.reconcile_csv import TABLE_BODY, request_from_csv
from precept.api.reconcile_wire import MOST_CELLS
from precept.app import create_app
from precept.council_tax.reconcile.cells import UNITS, Measure
from precept.council_tax.reconcile.printed import PRINTED, Unit, read

Json = dict[str, Any]
RECONCILE = "/v1/precepts/reconcile"
KENT: Json = {"police_area": "E23000032", "financial_year": "2016-17"}
CSV_BODY = {"Content-Type": "text/csv"}
KENT_TABLE = """police_area,financial_year,measure,band,label,printed
E23000032,2016-17,band_charge,A,"Band A, 2016/17",101.43
E23000032,2016-17,band_charge,B,,118.33
E23000032,2016-17,precept,,,"£90,694,614"

E23000032,2016-17,increase_percent,,,3.4%
"""


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    with TestClient(create_app()) as started:
        yield started


def answer(client: TestClient[Any], question: Json) -> Json:
    reply = client.post(RECONCILE, json=question)
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    return found


def cells(*found: Json) -> Json:
    return {**KENT, "cells": list(found)}


def table_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def problem(client: TestClient[Any], table: str | bytes, headers: dict[str, str] | None = None) -> Json:
    reply = client.post(RECONCILE, content=table, headers=headers or CSV_BODY)
    assert reply.status_code == 400, reply.text
    found: Json = reply.json()
    return found


def test_north_yorkshires_table_gets_a_verdict_on_every_cell_in_order(client: TestClient[Any]) -> None:
    found = answer(client, NORTH_YORKSHIRE)
    assert found["police_area"]["name"] == "North Yorkshire"
    assert found["band_d"] == {
        "prior_pounds": "295.09", "proposed_pounds": "306.86", "increase_pounds": "11.77", "increase_percent": "3.9886",
    }  # fmt: skip
    assert found["increase_from"] == "table"
    assert found["summary"] == {
        "cells": 12, "right": 6, "right_within_rounding": 2, "wrong": 4, "cannot_say": 0,
    }  # fmt: skip
    assert [each["index"] for each in found["cells"]] == list(range(12))
    band_a = found["cells"][2]
    assert {name: band_a[name] for name in ("printed", "unit", "printed_value", "precision", "verdict", "expected")} == {
        "printed": "204.58", "unit": "pounds", "printed_value": "204.58", "precision": "0.01", "verdict": "wrong",
        "expected": "204.57",
    }  # fmt: skip
    assert (band_a["difference"], band_a["exact"]) == ("0.01", "204.57")
    assert band_a["likely_cause"] == band_a["causes"][0]["cause"] == "rounded_increase_added_to_rounded_base"
    assert band_a["causes"][0]["figure"] == "204.58"
    (pattern,) = found["patterns"]
    assert (pattern["cells"], pattern["wrong"], pattern["checked"]) == ([2, 3, 6, 8], 4, 8)


def test_figures_of_the_register_and_of_the_causes_come_with_their_sources(client: TestClient[Any]) -> None:
    question = {
        "police_area": "E23000032",
        "financial_year": "2019-20",
        "cells": [{"measure": "limit", "printed": "£12"}],
    }
    found = answer(client, question)
    assert found["cells"][0]["likely_cause"] == "wrong_year_limit"
    figures = {each["name"]: each for each in found["provenance"]["figures"]}
    assert {"prior_band_d", "band_d", "limit_cash", "limit_cash_of_another_year"} <= set(figures)
    sources = {each["source"] for each in found["provenance"]["sources"]}
    assert {each["source"] for each in figures.values() if each["source"]} == sources


def test_a_table_of_options_has_no_band_d_of_its_own(client: TestClient[Any]) -> None:
    """Kent 2010 (kentonline.co.uk): a freeze, 2.5% to £138.02, 2.9% to £138.68; the last is 2.99%."""
    question = {
        "area_name": "Kent", "country": "England", "financial_year": "2010-11", "prior_band_d_pounds": "134.65",
        "cells": [
            {"measure": "band_d", "printed": "£138.02", "option": {"kind": "percent", "percent": "2.5"}},
            {"measure": "band_d", "printed": "£138.68", "option": {"kind": "percent", "percent": "2.9"}},
            {"measure": "increase_percent", "printed": "2.9%", "option": {"kind": "band_d", "pounds": "138.68"}},
        ],
    }  # fmt: skip
    found = answer(client, question)
    assert (found["increase_from"], found["band_d"]) == ("options", None)
    assert [each["verdict"] for each in found["cells"]] == ["right", "wrong", "wrong"]
    assert found["cells"][1]["expected"] == "138.55"
    assert found["cells"][2]["likely_cause"] == "truncated"


def test_a_table_as_csv_is_the_same_question_as_json(client: TestClient[Any]) -> None:
    by_csv = client.post(RECONCILE, content=KENT_TABLE.encode(), headers=CSV_BODY)
    by_json = answer(
        client,
        cells(
            {"measure": "band_charge", "band": "A", "label": "Band A, 2016/17", "printed": "101.43"},
            {"measure": "band_charge", "band": "B", "printed": "118.33"},
            {"measure": "precept", "printed": "£90,694,614"},
            {"measure": "increase_percent", "printed": "3.4%"},
        ),
    )
    assert by_csv.status_code == 200, by_csv.text
    assert by_csv.json() == by_json


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with the mark that Excel writes"])
def test_verdicts_come_as_csv_whatever_the_table_came_as(client: TestClient[Any], mark: bytes) -> None:
    reply = client.post(f"{RECONCILE}.csv", content=mark + KENT_TABLE.encode(), headers=CSV_BODY)
    assert reply.headers["content-type"].startswith("text/csv")
    rows = table_of(reply.text)
    assert tuple(rows[0]) == COLUMNS
    assert [row["verdict"] for row in rows] == ["right", "wrong", "right_within_rounding", "right_within_rounding"]
    assert (rows[1]["expected"], rows[1]["difference"], rows[1]["likely_cause"]) == ("118.34", "-0.01", "truncated")
    again = client.post(f"{RECONCILE}.csv", json=NORTH_YORKSHIRE)
    assert [row["verdict"] for row in table_of(again.text)].count("wrong") == 4


def test_what_is_said_of_the_whole_table_may_be_said_once(client: TestClient[Any]) -> None:
    once = re.sub(r"(?m)^E23000032,2016-17,(?!band_charge,A)", ",,", KENT_TABLE)
    assert once != KENT_TABLE
    replies = [client.post(RECONCILE, content=each.encode(), headers=CSV_BODY).json() for each in (once, KENT_TABLE)]
    assert replies[0] == replies[1]


def test_options_parts_units_and_policies_go_in_columns(client: TestClient[Any]) -> None:
    table = (
        "measure,printed,option,parts,unit,police_area,financial_year,baseline,instalments\n"
        "sum,362.9,,206.0; 121.9; 1.2; 20.6; 3.6; 9.7,million_pounds,E23000032,2019-20,percent:2,10\n"
        "monthly_increase,£2.40,cash:24,,,,,,\nextra_over_plan,£13.0m,,,,,,,\n"
    )
    found = client.post(RECONCILE, content=table.encode(), headers=CSV_BODY).json()
    assert [each["verdict"] for each in found["cells"]] == ["right_within_rounding", "right", "right_within_rounding"]
    assert found["rounding"]["instalments"] == 10


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("measure,printed\nband_d,£1\n", "police_area"),
        (KENT_TABLE.replace("101.43", "about 101"), "row 2, printed"),
        (KENT_TABLE.replace("increase_percent", "growth"), "row 6, measure"),
        (KENT_TABLE.replace("E23000032,2016-17,precept", "E23000033,2016-17,precept"), "row 4, police_area"),
        (KENT_TABLE.replace("label", "remark"), "remark"),
        (KENT_TABLE.replace("label", "band"), "band"),
        (KENT_TABLE.replace('"£90,694,614"', "£90,694,614"), "row 4"),
        ("police_area,financial_year,measure,printed\n", "rows"),
        (KENT_TABLE + "".join(",,band_d,,,1.00\n" for _ in range(MOST_CELLS)), "rows"),
        ("", "body"),
        ('measure,printed\n"band_d', "body"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_by_row_and_column(
    client: TestClient[Any], table: str, field: str
) -> None:
    found = problem(client, table.encode())
    assert field in found["errors"][0]["field"]
    assert len(found["errors"][0]["detail"]) > 10


def test_a_table_in_another_encoding_is_told_how_to_be_saved(client: TestClient[Any]) -> None:
    found = problem(client, KENT_TABLE.encode("cp1252"))
    assert found["errors"] == [{"field": "body", "detail": "Save it as CSV UTF-8."}]


def test_another_type_of_body_is_refused_with_both_that_are_taken(client: TestClient[Any]) -> None:
    reply = client.post(RECONCILE, content="<table/>", headers={"Content-Type": "text/html"})
    assert reply.status_code == 415
    assert reply.json()["errors"][0]["detail"] == "Send application/json or text/csv."


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ({"measure": "band_charge", "printed": "£1,23"}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": "٣"}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": "1.00\n"}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": "1e5"}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": "£5%"}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": "9" * 400}, "cells[0].printed"),
        ({"measure": "band_charge", "printed": 1.0}, "cells[0].printed"),
        ({"measure": "charge", "printed": "1"}, "cells[0].measure"),
        ({"measure": "band_charge", "printed": "1", "band": "J"}, "cells[0].band"),
        ({"measure": "sum", "printed": "1", "parts": []}, "cells[0].parts"),
        ({"measure": "sum", "printed": "1", "parts": ["1"] * 41}, "cells[0].parts"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_by_its_path(client: TestClient[Any], cell: Json, field: str) -> None:
    reply = client.post(RECONCILE, json=cells(cell))
    assert reply.status_code == 400
    assert reply.json()["errors"][0]["field"] == field


def test_a_table_without_cells_or_with_too_many_is_refused(client: TestClient[Any]) -> None:
    cell = {"measure": "band_d", "printed": "152.15"}
    assert client.post(RECONCILE, json=cells()).status_code == 400
    assert client.post(RECONCILE, json=cells(*[cell] * (MOST_CELLS + 1))).status_code == 400
    assert answer(client, cells(*[cell] * MOST_CELLS))["summary"]["right"] == MOST_CELLS


def test_what_has_no_answer_is_refused_by_name_and_field(client: TestClient[Any]) -> None:
    asked = {**KENT, "financial_year": "2027-28", "cells": [{"measure": "band_charge", "printed": "200"}]}
    reply = client.post(RECONCILE, json=asked)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/figure-not-held")
    option = {"measure": "band_d", "printed": "1", "option": {"kind": "cash", "pounds": "-999"}}
    reply = client.post(RECONCILE, json=cells(option))
    assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, "cells[0].option")
    pinned = {**cells({"measure": "band_d", "printed": "152.15"}), "register_version": "0" * 12}
    assert client.post(RECONCILE, json=pinned).json()["type"] == "/problems/register-version-not-held"


PRINTED_TEXTS = st.from_regex(PRINTED, fullmatch=True, alphabet=st.characters(codec="latin-1"))


@given(
    st.lists(
        st.fixed_dictionaries(
            {"measure": st.sampled_from(list(Measure)), "printed": PRINTED_TEXTS},
            optional={
                "band": st.sampled_from("ABCDEFGHI"),
                "unit": st.sampled_from(list(Unit)),
                "authority": st.sampled_from(["Ashford", "E07000106", "x"]),
                "parts": st.lists(PRINTED_TEXTS, min_size=1, max_size=4),
            },
        ),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_can_be_printed_gets_a_verdict(found: list[Json]) -> None:
    with_increase = {**KENT, "increase": {"kind": "cash", "pounds": "5"}, "cells": found}
    answered = answer(CLIENT, with_increase)
    for asked, judged in zip(found, answered["cells"], strict=True):
        assert judged["printed"] == asked["printed"]
        assert (judged["likely_cause"] is not None) == bool(judged["causes"])
        assert judged["verdict"] != "wrong" or judged["causes"]
        assert (judged["verdict"] == "cannot_say") == (judged["expected"] is None)
        if judged["verdict"] == "right" and judged["measure"] != "sum":
            units = UNITS[Measure(judged["measure"])]
            unit = Unit(asked["unit"]) if "unit" in asked else units.usual
            printed = read(judged["printed"], units.usual.kind, unit)
            assert printed.step <= units.finest or printed.write(printed.value, more=4) == judged["exact"]


CLIENT = TestClient(create_app())
"""One service for all the drawn cases."""


@given(st.from_regex(TABLE_BODY.pattern.replace("{0,499}", "{0,3}"), fullmatch=True))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_table_of_the_stated_pattern_can_be_read(table: str) -> None:
    request = request_from_csv(table.encode())
    assert len(request.cells) == table.count("\r\n") - 1


def test_the_example_of_a_table_fits_its_pattern_and_is_answered(client: TestClient[Any]) -> None:
    assert re.search(TABLE_BODY.pattern, TABLE_BODY.example)
    reply = client.post(RECONCILE, content=TABLE_BODY.example.encode(), headers=CSV_BODY)
    assert reply.json()["summary"]["wrong"] == 0
