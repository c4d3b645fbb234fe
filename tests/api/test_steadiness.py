"""Same request, same bytes: asked again, of another process, beside other requests, and whatever order Python hashes in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from tests.api.exchanges import Reply, exchange
from tests.api.process import request, serving

KENT = {"police_area": "E23000032", "financial_year": "2016-17", "increase": {"kind": "percent", "percent": "3.4"}}
UPLIFT = {"officers": 24, "strength_at_start": "76"}
LINK = urlencode({"police_area": "E23000032", "financial_year": "2016-17", "increase": "percent:3.4"})
ROWS = [
    {"police_area": area, "financial_year": year, "increase": "percent:1.99"}
    for area in ("E23000032", "E23000013", "W15000003")
    for year in ("2016-17", "2022-23")
]
TABLE = b"police_area,financial_year,increase\r\n" + b"".join(
    ",".join(each.values()).encode() + b"\r\n" for each in ROWS
)


def table(accepted: str) -> bytes:
    """A batch as a table, answered as one."""
    head = f"POST /v1/funding/batch HTTP/1.1\r\nHost: precept\r\nContent-Type: text/csv\r\nAccept: {accepted}\r\n"
    return f"{head}Content-Length: {len(TABLE)}\r\n\r\n".encode() + TABLE


ONE_OF_EACH_KIND: dict[str, bytes] = {
    "a precept with workings": request("POST", "/v1/precepts/calculate", {**KENT, "workings": True}),
    "funding with workings": request("POST", "/v1/funding/calculate", {"precept": KENT, "uplift": UPLIFT, "workings": True}),
    "an uplift with workings": request("POST", "/v1/uplifts/calculate", {**UPLIFT, "start_month": "2016-04", "workings": True}),
    "which band D": request("POST", "/v1/precepts/solve", {
        "police_area": "E23000032", "financial_year": "2016-17", "target": {"kind": "most_allowed"}}),
    "a plan": request("POST", "/v1/funding/plans", {"precept": KENT}),
    "futures of a plan": request("POST", "/v1/funding/simulations", {"precept": KENT, "draws": 200, "seed": 7, "replay": [3]}),
    "futures of an uplift": request(
        "POST", "/v1/uplifts/simulations", {**UPLIFT, "start_month": "2016-04", "draws": 200, "seed": 7}
    ),
    "a batch as JSON": request("POST", "/v1/funding/batch", {"rows": ROWS}),
    "a batch as CSV": table("text/csv"),
    "a batch as Parquet": table("application/vnd.apache.parquet"),
    "a link": request("GET", f"/v1/precepts/calculate?{LINK}"),
    "a table as JSON": request("GET", "/v1/band-d?police_area=E23000032"),
    "a table as CSV": request("GET", "/v1/band-d.csv"),
    "a calculated table": request("GET", f"/v1/precepts/calculate/bands.csv?{LINK}"),
    "a workbook": request("GET", f"/v1/precepts/calculate.xlsx?{LINK}"),
    "the register": request("GET", "/v1/register"),
    "the contract": request("GET", "/openapi.json"),
    "a refusal": request("POST", "/v1/precepts/calculate", {**KENT, "financial_year": "2049-50"}),
}  # fmt: skip


def what_came_back(reply: Reply) -> tuple[int, str, str, bytes]:
    """What must be the same every time; the day and the name of the request are not."""
    return reply.status, reply.kind, reply.headers.get("etag", ""), reply.body


def ask_again_and_again(
    rounds: int, seeds: Iterable[str], monkeypatch: pytest.MonkeyPatch
) -> dict[str, set[tuple[object, ...]]]:
    """Every answer to each request: so many rounds of all of them, of two processes at once under each seed."""
    answers: dict[str, set[tuple[object, ...]]] = {name: set() for name in ONE_OF_EACH_KIND}
    for seed in seeds:
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        with ExitStack() as started, ThreadPoolExecutor(4) as asking:
            ports = [started.enter_context(serving(log_level="error", batches_at_once=8))[1] for _ in range(2)]
            for _ in range(rounds // 2):
                asked = [(name, port, sent) for port in ports for name, sent in ONE_OF_EACH_KIND.items()]
                for (name, _, _), reply in zip(asked, asking.map(lambda each: exchange(*each[1:]), asked), strict=True):
                    answers[name].add(what_came_back(reply))
    return answers


def all_are_one(answers: dict[str, set[tuple[object, ...]]]) -> None:
    """One answer a request, and the one that was meant."""
    assert {name: len(each) for name, each in answers.items()} == dict.fromkeys(ONE_OF_EACH_KIND, 1)
    for name, each in answers.items():
        (status, kind, tag, body), *_ = each
        assert status == (422 if name == "a refusal" else 200), (name, body)
        assert bool(tag) is ONE_OF_EACH_KIND[name].startswith(b"GET"), name
        assert kind != "application/json" or json.loads(str(body, "utf-8")), name  # type: ignore[call-overload]


def test_a_request_has_one_answer_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    all_are_one(ask_again_and_again(20, ["0", "2016"], monkeypatch))


@pytest.mark.long
def test_a_request_has_one_answer_byte_for_byte_a_thousand_times_under_each_of_five_hash_seeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    all_are_one(ask_again_and_again(1_000, ["0", "1", "7", "2016", "4294967295"], monkeypatch))
