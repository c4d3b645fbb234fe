"""The hostile corpus over bare sockets: each request is refused by name and at once, and the service is as well as before.

What the application refuses has an `X-Request-Id`; what the HTTP server refuses before it is listed here. Refused within 50 ms
is the median of three tries; a machine that is busy with something else may have another five.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from tests.api.exchanges import Reply, exchange
from tests.api.hostile_requests import HARMLESS, KENT, TARGETS, Target, corpus, sample
from tests.api.process import serving

pytestmark = pytest.mark.xdist_group("hostile")
CONTRACT = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_bytes())
PROBLEM_JSON = "application/problem+json"
QUICK_SECONDS = 0.050
GROWN_BYTES = 5 * 2**20
CORPUS = {kind: dict(corpus(target)) for kind, target in TARGETS.items()}
LEAST = 400

Running = tuple[int, int]


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """The service, and its process; nobody reads its log, so it keeps none; what does not come is awaited for a second."""
    with serving(log_level="error", head_seconds=1, body_seconds=1, batches_at_once=4) as (process, port):
        yield port, process.pid
        assert process.poll() is None


def test_the_corpus_holds_so_many_different_malformed_requests_to_an_operation_of_each_kind() -> None:
    counted = {kind: len(set(requests.values())) for kind, requests in CORPUS.items()}
    assert counted == {
        "a question by POST": 505,
        "a question by GET": 471,
        "a table as CSV": 471,
        "a workbook": 471,
        "a batch as JSON": 505,
        "a batch as CSV": 487,
    }
    assert min(counted.values()) >= LEAST
    classes = {name.split(":")[0] for requests in CORPUS.values() for name in requests}
    assert classes == {"numbers", "JSON", "meaning", "HTTP"}


def refused(name: str, reply: Reply) -> None:
    """A problem of the application or of the HTTP server; in a batch, the error of the row that is wrong."""
    if reply.status == 200 and not name.startswith("HTTP"):
        assert errors_of_rows(reply), f"{name} is answered as if nothing were wrong"
        return
    assert 400 <= reply.status < 500, (name, reply)
    assert reply.kind == PROBLEM_JSON, (name, reply)
    if reply.body:
        problem = reply.json()
        assert problem["status"] == reply.status
        assert re.fullmatch("/problems/[a-z-]+", problem["type"])
        assert not re.search(rb"Traceback|site-packages|msgspec|litestar|polars|uvicorn", reply.body), name
    if not reply.reached_the_application:
        assert (reply.status, problem["type"]) in REFUSED_BY_THE_SERVER, name


REFUSED_BY_THE_SERVER = {(400, "/problems/not-http"), (431, "/problems/head-too-large")}


def errors_of_rows(reply: Reply) -> list[str]:
    """The problem types of a batch of one row."""
    if reply.kind == "application/json":
        return [each["error_type"] for each in reply.json().get("rows", []) if each.get("error_type")]
    if reply.kind != "text/csv":
        return []
    return [row["error_type"] for row in csv.DictReader(io.StringIO(reply.body.decode())) if row.get("error_type")]


@pytest.mark.parametrize("kind", TARGETS)
def test_every_malformed_request_is_refused_by_name_and_at_once(kind: str, service: Running) -> None:
    port, _ = service
    slow = {}
    for name, sent in CORPUS[kind].items():
        replies = [exchange(port, sent) for _ in range(3)]
        for reply in replies:
            refused(name, reply)
        assert len({(reply.status, reply.kind) for reply in replies}) == 1, name
        if median(reply.seconds for reply in replies) > QUICK_SECONDS:
            slow[name] = median(exchange(port, sent).seconds for _ in range(5))
    assert {name: seconds for name, seconds in slow.items() if seconds > QUICK_SECONDS} == {}


SERVER_REFUSES = {
    "method P OST", "method G\x00T", "method ", "method AAAAAAAAAAAA", "method get", "method FOO", "method BREW",
    *(f"version {each}" for each in ("HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/9.9", "HTTP/1", "HTTP/1.1.1", "http/1.1",
                                     "XTTP/1.1", "HTTP/1.1 x", "")),
    "two lengths", "length and chunks", "a chunk of no number", "a chunk below nothing", "a chunk beyond counting",
    "a chunk longer than it says", "a chunk with no number at all", "5,000 headers", "NULs", "a TLS greeting",
    "an SSH greeting", "a PROXY line", "an answer", "HTTP/2 by prior knowledge", "words", "a blank before it all",
    "line feeds alone, twice in a name", "no Host", "a second Host", "the same Host twice", "two Hosts in HTTP/1.0",
    "a Host that is an address", "a Host of two words",
}  # fmt: skip
"""What never reaches the application, beside headers, lengths and addresses that are none."""


def test_what_the_http_server_refuses_itself_is_what_is_no_http(service: Running) -> None:
    port, _ = service
    for kind, requests in CORPUS.items():
        before = {
            name.removeprefix("HTTP: ")
            for name, sent in requests.items()
            if name.startswith("HTTP") and not exchange(port, sent).reached_the_application
        }
        spelt = re.compile(
            r"(address( before)?|query|length|transfer coding|header|accepts|type) b['\"]|a length that|no length"
        )
        assert {name for name in before if not spelt.match(name)} == SERVER_REFUSES, kind


@pytest.mark.parametrize("kind", TARGETS)
def test_what_is_odd_and_harmless_changes_nothing(kind: str, service: Running) -> None:
    port, _ = service
    plain = exchange(port, TARGETS[kind].asked(KENT).bytes())
    assert plain.status == 200
    for name, make in HARMLESS.items():
        reply = exchange(port, make(TARGETS[kind]))
        assert (reply.status, reply.body) == (200, plain.body), name


UNFINISHED = {
    "a head without end": lambda whole: whole.split(b"\r\n\r\n")[0],
    "nothing": lambda _: b"",
    "half a request line": lambda whole: whole[:9],
    "a body that is shorter than it says": lambda whole: whole[:-1],
    "chunks without end": lambda whole: (
        re.sub(rb"Content-Length: \d+", b"Transfer-Encoding: chunked", whole).split(b"\r\n\r\n")[0]
        + b"\r\n\r\n1\r\n{\r\n"
    ),
}


@pytest.mark.parametrize("unfinished", UNFINISHED)
def test_who_does_not_finish_is_told_so_or_cut_off_when_the_time_is_up(unfinished: str, service: Running) -> None:
    port, _ = service
    for kind in ("a question by POST", "a batch as CSV"):
        reply = exchange(port, UNFINISHED[unfinished](TARGETS[kind].asked(KENT).bytes()))
        assert 0.9 < reply.seconds < 3
        if "body" in unfinished or "chunks" in unfinished:
            assert (reply.status, reply.json()["type"]) == (408, "/problems/body-too-slow")
        else:
            assert reply.status == 0


OTHERS = [
    (method.upper(), path, operation)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
    if path != "/health"
]


TO_WHOEVER_WATCHES = {
    ("/ready", "accepts"),
    *((path, name) for path in ("/ready", "/openapi.json") for name in ("surprise", "%ff")),
}
"""Answered whatever is accepted, and whatever stands in a query that they do not have."""


def sample_of(method: str, path: str, operation: dict[str, object]) -> dict[str, bytes]:
    """The sample around the example that the contract gives."""
    body = operation.get("requestBody")
    if isinstance(body, dict):
        asked = body["content"]["application/json"]["examples"]["kent"]["value"]
        return dict(sample(method, path, asked, "application/json"))
    parameters = operation.get("parameters", [])
    assert isinstance(parameters, list)
    query = {each["name"]: each["example"] for each in parameters if "example" in each}
    return dict(sample(method, path, query, ""))


@pytest.mark.parametrize(("method", "path", "operation"), OTHERS, ids=[f"{each[0]} {each[1]}" for each in OTHERS])
def test_a_sample_of_the_corpus_is_refused_by_every_operation(
    method: str, path: str, operation: dict[str, object], service: Running
) -> None:
    port, _ = service
    requests = sample_of(method, path, operation)
    assert len(requests) >= 7
    for name, sent in requests.items():
        reply = exchange(port, sent)
        if (path, name) in TO_WHOEVER_WATCHES:
            assert reply.status == 200
        else:
            refused(f"HTTP: {name}", reply)
        assert reply.seconds < QUICK_SECONDS or exchange(port, sent).seconds < QUICK_SECONDS, name


def test_the_process_does_not_grow_with_what_it_refuses_and_is_well_afterwards(service: Running) -> None:
    port, process = service
    everything = [sent for requests in CORPUS.values() for sent in requests.values()]
    grown = []
    for _ in range(4):
        before = resident_bytes(process)
        for sent in everything:
            exchange(port, sent)
        grown.append(resident_bytes(process) - before)
    assert min(grown[1:]) < GROWN_BYTES / 3, grown
    assert sum(grown[1:]) < GROWN_BYTES, grown
    assert exchange(port, Target("GET", "/ready").parts().bytes()).status == 200
    answer = exchange(port, TARGETS["a question by POST"].asked(KENT).bytes()).json()
    assert answer["band_d"]["proposed_pounds"] == "152.15"
    metrics = exchange(port, Target("GET", "/metrics").parts().bytes()).body
    assert b"\nprecept_requests_in_flight 1.0\n" in metrics
    assert b'status="500"' not in metrics


def resident_bytes(process: int) -> int:
    """What the process holds in memory."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())[1]) * 1024  # type: ignore[index]
