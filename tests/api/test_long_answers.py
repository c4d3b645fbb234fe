"""Long answers leave in parts: the bytes of a whole one, little memory, and a caller who leaves has no more worked out."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import polars as pl
import pytest
from tests.api.process import connected, serving
from tests.api.service_in_process import Service

from precept.api.batch_rows import BLOCK, BatchOfRows
from precept.api.batch_wire import ANSWER_COLUMNS, BatchAnswer

Own = Callable[..., Service]
BATCH = "/v1/funding/batch"
CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
HEADER = b"police_area,financial_year,increase,officers,strength_at_start\r\n"
MANY = BLOCK * 2 + 7


def table(rows: int) -> bytes:
    return HEADER + b"".join(b"E23000032,2016-17,cash:%d.00,%d,76\r\n" % (at % 5, at % 40) for at in range(rows))


def posted(body: bytes, kind: str = CSV, **headers: str) -> bytes:
    said = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {BATCH} HTTP/1.1\r\nHost: precept\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{said}\r\n".encode()
        + body
    )


def resident(pid: int, what: str = "VmRSS") -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return float(status.split(f"{what}:")[1].split()[0]) / 1024


def busy(pid: int) -> float:
    """Seconds of processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_a_long_answer_in_parts_is_the_bytes_of_a_whole_one(own: Own) -> None:
    service, body = own(), table(MANY)
    with_csv = {"content-type": CSV}
    as_json = service.ask("POST", BATCH, content=body, headers={**with_csv, "accept": "application/json"})
    assert as_json.status_code == 200
    assert "content-length" not in as_json.headers
    assert "etag" not in as_json.headers
    assert as_json.headers["cache-control"] == "no-store"
    whole = msgspec.json.decode(as_json.content, type=BatchAnswer)
    assert msgspec.json.encode(whole) == as_json.content
    assert (whole.answered, whole.refused) == (MANY, 0)
    assert [each.row for each in whole.rows] == list(range(1, MANY + 1))
    as_csv = service.ask("POST", BATCH, content=body, headers=with_csv).content
    lines = as_csv.splitlines()
    assert len(lines) == MANY + 1
    assert lines[0].decode() == ",".join(ANSWER_COLUMNS)
    assert pl.read_csv(io.BytesIO(as_csv))["row"].to_list() == list(range(1, MANY + 1))
    file = service.ask("POST", BATCH, content=body, headers={**with_csv, "accept": PARQUET})
    assert pl.read_parquet(io.BytesIO(file.content))["row"].to_list() == list(range(1, MANY + 1))
    assert int(file.headers["content-length"]) == len(file.content)
    assert json.loads(service.lines[-1])["event"] == "request finished"


def test_a_short_answer_has_its_length(own: Own) -> None:
    service, body = own(), table(BLOCK)
    for accept in (CSV, "application/json", PARQUET):
        reply = service.ask("POST", BATCH, content=body, headers={"content-type": CSV, "accept": accept})
        assert int(reply.headers["content-length"]) == len(reply.content)


def test_a_long_answer_is_packed_part_by_part_for_who_takes_gzip() -> None:
    body = table(MANY)
    with serving() as (_, port):
        address = f"http://127.0.0.1:{port}{BATCH}"
        sent = {"content-type": CSV}
        plain = httpx.post(address, content=body, headers={**sent, "accept-encoding": "identity"}, timeout=60)
        with httpx.stream(
            "POST", address, content=body, headers={**sent, "accept-encoding": "gzip"}, timeout=60
        ) as reply:
            packed = b"".join(reply.iter_raw())
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert plain.headers["transfer-encoding"] == "chunked"
    assert len(packed) < len(plain.content) / 3
    assert gzip.decompress(packed) == plain.content


def test_the_first_rows_are_there_long_before_the_last_and_nothing_more_is_worked_out_for_who_leaves() -> None:
    with serving() as (process, port):
        connection = connected(port, posted(table(60_000)))
        began = time.monotonic()
        first = connection.recv(100)
        waited = time.monotonic() - began
        assert b" 200 " in first
        connection.close()
        time.sleep(1.5)
        before = busy(process.pid)
        time.sleep(1.0)
        assert busy(process.pid) - before < 0.3
        again = httpx.post(
            f"http://127.0.0.1:{port}{BATCH}", content=table(3), headers={"content-type": CSV}, timeout=30
        )
        assert again.status_code == 200, "the place of the batch is free"
        process.terminate()
        lines = process.communicate()[0].splitlines()
    events = [json.loads(line) for line in lines if b'"method"' in line]
    assert [(each["event"], each["status"]) for each in events] == [
        ("answer broken off", 200),
        ("request finished", 200),
    ]
    assert waited < 6, "60,000 rows take longer"


def test_whoever_does_not_read_on_is_given_up() -> None:
    with serving(part_seconds=0.5) as (process, port):
        connected(port, posted(table(80_000)))
        for _ in range(100):
            time.sleep(0.2)
            reply = httpx.post(
                f"http://127.0.0.1:{port}{BATCH}", content=table(1), headers={"content-type": CSV}, timeout=30
            )
            if reply.status_code == 200:
                break
        assert reply.status_code == 200, "the place of the batch is free"
        assert process.poll() is None


def test_an_error_midway_breaks_the_answer_off_so_that_nobody_takes_it_for_whole(
    own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = own()
    answers = BatchOfRows.answers

    def failing(batch: BatchOfRows, rows: Any, first: int = 1) -> Any:
        if first > BLOCK:
            raise RuntimeError("a fault of ours")
        return answers(batch, rows, first)

    monkeypatch.setattr(BatchOfRows, "answers", failing)
    messages: list[Any] = []

    async def ask() -> None:
        pending = [{"type": "http.request", "body": table(MANY), "more_body": False}]

        async def receive() -> Any:
            return pending.pop() if pending else await asyncio.Event().wait()

        async def send(message: Any) -> None:
            messages.append(message)

        scope = {
            "type": "http", "method": "POST", "path": BATCH, "raw_path": BATCH.encode(), "query_string": b"",
            "headers": [(b"content-type", b"text/csv")], "http_version": "1.1", "scheme": "http", "client": None,
            "server": ("precept", 80), "root_path": "", "asgi": {"version": "3.0"}, "state": {},
        }  # fmt: skip
        await service.app(scope, receive, send)

    service.runner.run(ask())
    assert [each["type"] for each in messages] == ["http.response.start", "http.response.body"]
    assert messages[0]["status"] == 200
    assert messages[1]["more_body"] is True
    assert messages[1]["body"].count(b"\r\n") == BLOCK + 1
    assert json.loads(service.lines[-1])["event"] == "answer broken off"


@pytest.mark.parametrize("rows", [2, MANY])
def test_an_error_before_the_first_part_is_a_problem(rows: int, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(BatchOfRows, "answers", failing)
    reply = own().ask("POST", BATCH, content=table(rows), headers={"content-type": CSV})
    assert (reply.status_code, reply.json()["type"]) == (500, "/problems/internal-error")
