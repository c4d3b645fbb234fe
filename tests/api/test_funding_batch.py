"""Many scenarios over HTTP: in and out as JSON, CSV and Parquet, a bad row among good ones, and what fails as a whole."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from tests.api.service_in_process import Service, problem_of

from precept.api.batch_files import FileRefused, run_batch
from precept.api.batch_sheet import rows_of_sheet
from precept.api.batch_tables import TABLE_BODY
from precept.api.batch_wire import ANSWER_COLUMNS, COLUMNS, MOST_ROWS
from precept.register import load_register

Json = dict[str, Any]
Own = Callable[..., Service]
BATCH = "/v1/funding/batch"
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
KENT: Json = {"police_area": "E23000032", "financial_year": "2016-17", "officers": 24, "strength_at_start": "76"}
ROWS: list[Json] = [
    {"scenario": "five pounds", **KENT, "increase": "cash:5.00", "baseline": "percent:2"},
    {"scenario": "=1+1", **KENT, "increase": "freeze"},
    {"scenario": "no such area", **KENT, "police_area": "E99999999", "increase": "freeze"},
    {"scenario": "more pass", **KENT, "increase": "cash:5.00", "pass_rate": "0.75", "years": 2},
    {"scenario": "a word for a number", **KENT, "increase": "cash:5.00", "strength_at_start": "many"},
]


@pytest.fixture
def service(own: Own) -> Service:
    return own()


def send(service: Service, content: bytes, kind: str, **headers: str) -> httpx.Response:
    return service.ask("POST", BATCH, content=content, headers={"content-type": kind, **headers})


def as_csv(rows: list[Json]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_parquet(rows: list[Json]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(rows).write_parquet(out)
    return out.getvalue()


def answered(service: Service, rows: list[Json]) -> list[Json]:
    reply = service.ask("POST", BATCH, json={"rows": rows})
    assert reply.status_code == 200, reply.text
    found: Json = reply.json()
    assert found["answered"] + found["refused"] == len(found["rows"]) == len(rows)
    answers: list[Json] = found["rows"]
    return answers


def test_each_row_has_its_own_figures_or_its_own_error_in_the_order_given(service: Service) -> None:
    found = answered(service, ROWS)
    assert [each["row"] for each in found] == [1, 2, 3, 4, 5]
    assert [each["scenario"] for each in found] == [row["scenario"] for row in ROWS]
    assert found[0]["proposed_band_d_pounds"] == "152.15"
    assert found[0]["versus_baseline_pounds"] == "1227938.89"
    assert (found[0]["sustainable_officers"], found[0]["deliverable_officers"]) == (17, 7)
    assert [each["error_type"] for each in found] == [
        None, None, "/problems/unknown-police-area", None, "/problems/not-in-contract",
    ]  # fmt: skip
    assert [found[at]["error_field"] for at in (2, 4)] == ["police_area", "strength_at_start"]
    assert "Officers below 10,000" in found[4]["error_detail"]


def test_a_table_gets_the_answers_of_json_cell_by_cell(service: Service) -> None:
    expected = answered(service, ROWS)
    table = send(service, as_csv(ROWS), CSV)
    assert table.headers["content-type"].startswith("text/csv")
    read = list(csv.DictReader(io.StringIO(table.text)))
    assert tuple(read[0]) == ANSWER_COLUMNS
    assert read[1]["scenario"] == "'=1+1", "no spreadsheet takes it for a formula"
    for row, answer in zip(read, expected, strict=True):
        told = {name: "" if value is None else json.dumps(value).strip('"') for name, value in answer.items()}
        assert {**row, "scenario": ""} == {**told, "scenario": ""}
    file = send(service, as_parquet(ROWS), PARQUET)
    assert file.headers["content-type"] == PARQUET
    frame = pl.read_parquet(io.BytesIO(file.content))
    assert not [kind for kind in frame.dtypes if kind.is_float()]
    for row, answer in zip(frame.iter_rows(named=True), expected, strict=True):
        for name, value in answer.items():
            assert row[name] == (Decimal(value) if isinstance(row[name], Decimal) else value), name


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (CSV, CSV), ("*/*", "application/json"), ("text/*;q=0.5, application/vnd.apache.parquet", PARQUET),
        ("application/json;q=0.1, text/csv;q=0.2", CSV), ("nonsense", "application/json"),
    ],
)  # fmt: skip
def test_another_type_is_given_where_it_is_asked_for(accept: str, given: str, service: Service) -> None:
    reply = service.ask("POST", BATCH, json={"rows": ROWS}, headers={"accept": accept})
    assert reply.headers["content-type"].partition(";")[0] == given
    refused = service.ask("POST", BATCH, json={"rows": ROWS}, headers={"accept": "image/png"})
    problem_of(refused, 406, "not-acceptable")


@pytest.mark.parametrize(
    "cell", [True, 1.5, [], {}, [[]], {"a": 1}, "x" * 5_000, "\x00", -1, 10**30, "=1+1", "2016-17\n"]
)
def test_whatever_stands_in_a_cell_is_the_error_of_its_row(cell: object, service: Service) -> None:
    for column in ("police_area", "increase", "officers", "strength_at_start", "attrition", "scenario", "surprise"):
        if column == "scenario" and cell == "=1+1":
            continue
        good = {**KENT, "increase": "freeze"}
        first, bad, last = answered(service, [good, {**good, column: cell}, good])
        assert first["error_type"] is last["error_type"] is None
        assert bad["error_type"] == "/problems/not-in-contract"
        assert bad["error_field"] == column
        assert first["precept_pounds"] == last["precept_pounds"] == "87714178.51"


def test_null_and_an_empty_cell_say_nothing(service: Service) -> None:
    good = {**KENT, "increase": "freeze"}
    one, two, three = answered(service, [good, {**good, "baseline": None, "tax_base": None}, {}])
    assert {**two, "row": 1} == one
    assert (three["error_field"], three["error_detail"]) == ("financial_year", "The field is required.")
    header, row = as_csv([good]).decode().splitlines()
    found = send(service, f"{header},baseline,tax_base\r\n{row},,\r\n\r\n{row},freeze,,,\r\n".encode(), CSV)
    again, longer = csv.DictReader(io.StringIO(found.text))
    assert again["precept_pounds"] == one["precept_pounds"]
    assert longer["error_type"] == "/problems/not-in-contract", "a row longer than the header"


def test_numbers_of_a_parquet_file_are_read_exactly_or_refused(service: Service) -> None:
    good = {**KENT, "increase": "freeze"}
    rows = [
        {**good, "officers": 24.0, "strength_at_start": 76, "prior_band_d_pounds": Decimal("147.1500")},
        {**good, "officers": None, "strength_at_start": 76, "prior_band_d_pounds": Decimal("147.1500")},
    ]
    exact = pl.read_parquet(io.BytesIO(send(service, as_parquet(rows), PARQUET).content))
    assert exact["precept_pounds"].to_list() == [Decimal("87714178.51"), None]
    assert exact["error_field"].to_list() == [None, "officers"]
    floats = [{**good, "prior_band_d_pounds": 147.15}]
    refused = pl.read_parquet(io.BytesIO(send(service, as_parquet(floats), PARQUET).content))
    assert refused["error_field"].to_list() == ["prior_band_d_pounds"]


COUNTED = "Expected a whole number from 0 to 1,000."
NOT_EXACT = "in Parquet a column of text or decimals, not of floating point."


def told(service: Service, content: bytes, kind: str) -> list[tuple[str, str]]:
    """Column and words of every row's error."""
    rows = send(service, content, kind, accept="application/json").json()["rows"]
    return [(each["error_field"], each["error_detail"]) for each in rows]


def test_a_count_of_a_table_that_is_none_is_told_its_limits(service: Service) -> None:
    cells = ("-1", "24.5", "many", "1001", "TRUE", "024")
    rows = [{**KENT, "increase": "freeze", "officers": cell} for cell in cells]
    assert told(service, as_csv(rows), CSV) == [("officers", COUNTED)] * len(cells)
    wrong = told(service, as_csv([{**KENT, "increase": "freeze", "years": "11"}]), CSV)
    assert wrong == [("years", "Expected a whole number from 1 to 10.")]
    for cell in (-1, 24.5, True, float("nan"), Decimal("24.5")):
        file = as_parquet([{**KENT, "increase": "freeze", "officers": cell}])
        assert told(service, file, PARQUET) == [("officers", COUNTED)], cell
    in_json = answered(service, [{**KENT, "increase": "freeze", "officers": cell} for cell in ("24", -1)])
    assert [each["error_detail"] for each in in_json] == ["Expected a whole number, without quotes.", COUNTED]


def test_a_decimal_column_holds_counts_too(service: Service) -> None:
    row = {**KENT, "increase": "freeze", "officers": Decimal("24.00"), "years": Decimal(4)}
    assert told(service, as_parquet([row]), PARQUET) == [(None, None)]


def test_floating_point_is_told_which_column_would_be_right_and_nan_that_it_is_no_number(service: Service) -> None:
    good = {**KENT, "increase": "freeze"}
    wrong = [{**good, "strength_at_start": 76.5}, {**good, "strength_at_start": float("nan")}]
    (first, half), (second, none) = told(service, as_parquet(wrong), PARQUET)
    assert first == second == "strength_at_start"
    assert half.endswith(NOT_EXACT)
    assert none == "This is not a number (NaN): give text or a decimal."
    optional = [{**good, "attrition": 0.05, "limit": None}, {**good, "attrition": float("nan"), "limit": float("nan")}]
    (name, words), nothing = told(service, as_parquet(optional), PARQUET)
    assert (name, words.endswith(NOT_EXACT)) == ("attrition", True)
    assert nothing == (None, None), "NaN says nothing where nothing need be said"


def test_what_a_row_is_refused_for_is_a_column_and_so_is_every_name_in_its_words(service: Service) -> None:
    london = {**KENT, "police_area": "E23000001", "increase": "freeze"}
    no_base = {**KENT, "area_name": "Kent", "country": "England", "prior_band_d_pounds": "150", "increase": "freeze"}
    rows = [london, {name: cell for name, cell in no_base.items() if name != "police_area"}]
    for each in answered(service, rows):
        assert each["error_type"] in ("/problems/figure-not-held", "/problems/no-tax-base")
        named = [each["error_field"], *re.findall(r"\b[a-z]+(?:[._][a-z]+)+\b", each["error_detail"])]
        assert len(named) > 1
        assert set(named) <= set(COLUMNS)


@pytest.mark.parametrize(("other", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")])
def test_a_table_without_commas_is_told_that_commas_are_expected(other: str, words: str, service: Service) -> None:
    table = as_csv([{**KENT, "increase": "freeze"}]).replace(b",", other.encode())
    problem = problem_of(send(service, table, CSV), 400, "not-in-contract")
    assert problem["errors"][0]["detail"].startswith("Put commas between the columns")
    assert words in problem["errors"][0]["detail"]


@pytest.mark.parametrize("row", [None, 5, "row", [1]])
def test_what_is_no_row_is_named_by_its_place_and_told_what_a_row_is(row: object, service: Service) -> None:
    good = {**KENT, "increase": "freeze"}
    reply = service.ask("POST", BATCH, json={"rows": [good, row]})
    (error,) = problem_of(reply, 400, "not-in-contract")["errors"]
    assert error["field"] == "rows[1]"
    shown = json.loads(error["detail"].removeprefix("Expected an object, such as ").removesuffix("."))
    assert answered(service, [shown])[0]["error_type"] is None


PARQUET_OF_ONE = as_parquet(ROWS[:1])


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (CSV, b""), (CSV, b"\xff\xfe"), (CSV, b'a"b,"c\r\n"'), (CSV, b"surprise\r\n1\r\n"),
        (CSV, b"officers,officers\r\n1,2\r\n"),
        (CSV, b"officers\r\n"), (PARQUET, b""), (PARQUET, b"PAR1"), (PARQUET, PARQUET_OF_ONE[:-9]),
        (PARQUET, as_parquet([{"surprise": 1}])), (PARQUET, as_parquet([{"officers": [1]}])),
        (PARQUET, as_parquet([])), ("application/json", b'{"rows": []}'), ("application/json", b'{"rows": [7]}'),
        ("application/json", b'{"rows": [{}], "surprise": 1}'),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(kind: str, body: bytes, service: Service) -> None:
    problem_of(send(service, body, kind), 400, "not-in-contract")


def test_a_parquet_file_damaged_anywhere_is_refused_or_read_and_never_more(service: Service) -> None:
    for at in range(0, len(PARQUET_OF_ONE), 41):
        damaged = bytearray(PARQUET_OF_ONE)
        damaged[at] ^= 0xFF
        assert send(service, bytes(damaged), PARQUET).status_code in (200, 400), at


def test_more_rows_than_a_call_takes_are_refused_before_any_is_worked_out(service: Service) -> None:
    reply = send(service, b"officers\r\n" + b"1\r\n" * (MOST_ROWS + 1), CSV)
    assert "100,000" in problem_of(reply, 400, "not-in-contract")["errors"][0]["detail"]


def test_only_a_batch_may_be_larger_than_other_bodies(own: Own) -> None:
    service = own(largest_body_bytes=2_000, batch_body_bytes=20_000)
    content = json.dumps({"rows": [ROWS[0]] * 20})
    assert 2_000 < len(content) < 20_000
    headers = {"content-type": "application/json"}
    assert service.ask("POST", BATCH, content=content, headers=headers).status_code == 200
    too_large = service.ask("POST", BATCH, content=content + " " * 20_000, headers=headers)
    assert "20,000" in problem_of(too_large, 413, "body-too-large")["errors"][0]["detail"]
    other = service.ask("POST", "/v1/funding/calculate", content=content, headers=headers)
    assert "2,000" in problem_of(other, 413, "body-too-large")["errors"][0]["detail"]


@pytest.mark.parametrize("given", ["csv", "parquet", "xlsx"])
@pytest.mark.parametrize("wanted", ["csv", "parquet", "xlsx"])
def test_files_hold_what_the_service_answers(given: str, wanted: str, tmp_path: Path, service: Service) -> None:
    source, target, said = tmp_path / f"in.{given}", tmp_path / f"out.{wanted}", io.StringIO()
    rows = [{**row, "strength_at_start": str(row["strength_at_start"])} for row in ROWS]
    if given == "csv":
        source.write_bytes(as_csv(rows))
    elif given == "parquet":
        source.write_bytes(as_parquet(rows))
    else:
        pl.DataFrame(rows).write_excel(source)
    done = run_batch(source, target, load_register(), progress=said, block=2)
    assert (done.answered, done.refused) == (3, 2)
    assert "5 of 5 rows" in said.getvalue()
    assert set(tmp_path.iterdir()) == {source, target}, "nothing else is left"
    expected = list(csv.DictReader(io.StringIO(send(service, as_csv(rows), CSV).text)))
    if wanted == "csv":
        assert list(csv.DictReader(io.StringIO(target.read_bytes().decode()))) == expected
    elif wanted == "parquet":
        frame = pl.read_parquet(target)
        assert frame["precept_pounds"].to_list()[0] == Decimal("90694612.71")
        assert frame["row"].to_list() == [1, 2, 3, 4, 5]
    else:
        header, *found = rows_of_sheet(target)
        assert tuple(header) == ANSWER_COLUMNS
        assert [row[1] for row in found] == [row["scenario"] for row in ROWS], "text, never a formula"
        at = header.index("precept_pounds")
        assert [Decimal(row[at] or 0) for row in found] == [Decimal(row["precept_pounds"] or 0) for row in expected]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.txt", b"", "ends in .csv"), ("in.csv", b"surprise\r\n1\r\n", "surprise"), ("in.xlsx", b"PK", "cannot be read"),
        ("in.parquet", b"PAR1", "cannot be read"), ("in.csv", b"\xff", "cannot be read"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_and_leaves_nothing(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefused, match=says):
        run_batch(tmp_path / name, tmp_path / "out.csv", load_register(), progress=io.StringIO())
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_the_plainest_table_of_the_contract_is_answered(service: Service) -> None:
    reply = send(service, TABLE_BODY.example.encode(), CSV)
    assert [row["error_type"] for row in csv.DictReader(io.StringIO(reply.text))] == ["", ""]
