"""A long simulation tells how far it is, and ends when its caller hangs up."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.process import connected, serving
from tests.api.service_in_process import Service, problem_of
from tests.files.plans import NEW_MONEY

import precept.api.plan_simulations as simulations
from precept.funding.plan.simulation import AT_ONCE, BLOCK
from precept.register.refusals import AssumptionsConflict

Own = Callable[..., Service]
PATH = "/v1/funding/simulations"
EVENTS = "text/event-stream"
LONG = {**NEW_MONEY, "years": 10, "draws": 10_000}
PASSED_ON = BLOCK * AT_ONCE


def events_in(text: str) -> list[tuple[str, str]]:
    """Every event by name, with its data."""
    found = []
    for event in text.removesuffix("\r\n\r\n").split("\r\n\r\n"):
        name, data = event.split("\r\n")
        found.append((name.removeprefix("event: "), data.removeprefix("data: ")))
    return found


def busy(pid: int) -> float:
    """Seconds of processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def test_progress_comes_while_it_runs_and_at_last_the_bytes_of_the_plain_answer() -> None:
    asked = {**NEW_MONEY, "draws": 3 * PASSED_ON + 1}
    with serving() as (process, port):
        address = f"http://127.0.0.1:{port}{PATH}"
        plain = httpx.post(address, json=asked, timeout=60)
        with httpx.stream("POST", address, json=asked, headers={"accept": EVENTS}, timeout=60) as reply:
            came, text = [], ""
            for part in reply.iter_text():
                came.append(time.monotonic())
                text += part
        process.terminate()
        lines = [json.loads(line) for line in process.communicate()[0].splitlines() if b'"method"' in line]
    assert reply.status_code == 200
    assert reply.headers["content-type"] == EVENTS
    assert reply.headers["cache-control"] == "no-store"
    assert "content-encoding" not in reply.headers
    *progress, (last, data) = events_in(text)
    assert (last, data.encode()) == ("answer", plain.content)
    assert {name for name, _ in progress} == {"progress"}
    told = [json.loads(each) for _, each in progress]
    assert [each["futures_done"] for each in told] == [PASSED_ON, 2 * PASSED_ON, 3 * PASSED_ON, 3 * PASSED_ON + 1]
    assert {each["of_futures"] for each in told} == {asked["draws"]}
    seconds = [float(each["elapsed_seconds"]) for each in told]
    assert seconds == sorted(seconds)
    assert came[-1] - came[0] > seconds[-1] / 4, "the first event did not wait for the last"
    assert [each["event"] for each in lines] == ["request finished"] * 2


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", f"{EVENTS};q=0.5, application/json", "text/csv, */*;q=0.1"]
)
def test_whoever_does_not_ask_for_events_first_gets_json(accept: str, own: Own) -> None:
    reply = own().ask("POST", PATH, json={**NEW_MONEY, "draws": 1}, headers={"accept": accept})
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["draws"] == 1


def test_what_is_refused_before_it_runs_has_the_status_of_the_plain_call(own: Own) -> None:
    service, headers = own(), {"accept": f"{EVENTS}, application/problem+json"}
    bad = {**NEW_MONEY, "draws": 0}
    problem_of(service.ask("POST", PATH, json=bad, headers=headers), 400, "not-in-contract")
    elsewhere = {**NEW_MONEY, "precept": {**NEW_MONEY["precept"], "police_area": "E99999999"}}
    problem_of(service.ask("POST", PATH, json=elsewhere, headers=headers), 422, "unknown-police-area")


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        (AssumptionsConflict("No.", field="uplift", remedy="Another."), 422, "/problems/assumptions-conflict"),
        (RuntimeError("a fault of ours"), 500, "/problems/internal-error"),
    ],
)
def test_what_fails_while_it_runs_is_a_problem_in_place_of_the_answer(
    fault: Exception, status: int, kind: str, own: Own, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, drivers = own(), simulations.drivers
    monkeypatch.setattr(simulations, "drivers", lambda *_: (_ for _ in ()).throw(fault))
    reply = service.ask("POST", PATH, json=NEW_MONEY, headers={"accept": EVENTS})
    assert reply.status_code == 200
    (first, _), (last, data) = events_in(reply.text)
    assert (first, last) == ("progress", "problem")
    problem = json.loads(data)
    assert (problem["type"], problem["status"], problem["instance"]) == (kind, status, PATH)
    assert "fault of ours" not in data
    monkeypatch.setattr(simulations, "drivers", drivers)
    assert service.ask("POST", PATH, json=NEW_MONEY).status_code == 200


def test_a_hundred_thousand_futures_are_answered_in_one_call_with_their_progress(own: Own) -> None:
    asked = {**NEW_MONEY, "draws": 100_000, "replay": [99_999]}
    reply = own().ask("POST", PATH, json=asked, headers={"accept": EVENTS})
    *progress, (last, data) = events_in(reply.text)
    found = json.loads(data)

    assert last == "answer"
    assert json.loads(progress[-1][1])["futures_done"] == found["draws"] == 100_000
    assert found["replayed"][0]["draw"] == 99_999


def test_more_than_ten_thousand_in_a_plain_answer_are_refused_with_what_to_ask(own: Own) -> None:
    reply = own().ask("POST", PATH, json={**NEW_MONEY, "draws": 10_001})

    problem = problem_of(reply, 422, "progress-required")
    assert problem["errors"] == [
        {"field": "draws", "detail": "Ask with Accept: text/event-stream, or for 10,000 at most."}
    ]


def test_long_runs_take_turns_and_one_that_is_given_up_lets_the_next_begin() -> None:
    asked = json.dumps({**NEW_MONEY, "draws": 100_000}).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: precept\r\nContent-Type: application/json\r\nAccept: {EVENTS}\r\n"
    sent = f"{head}Content-Length: {len(asked)}\r\n\r\n".encode() + asked
    with serving(batches_at_once=1) as (_, port):
        first, second = connected(port, sent), connected(port, sent)
        assert first.recv(100_000).startswith(b"HTTP/1.1 200")
        second.settimeout(0.3)
        with pytest.raises(TimeoutError):
            second.recv(1)
        first.close()
        second.settimeout(20)
        assert second.recv(100_000).startswith(b"HTTP/1.1 200")
        second.close()


@pytest.mark.parametrize("accept", ["*/*", EVENTS])
def test_whoever_hangs_up_ends_the_run(accept: str) -> None:
    body = json.dumps(LONG).encode()
    head = f"POST {PATH} HTTP/1.1\r\nHost: precept\r\nContent-Type: application/json\r\nAccept: {accept}\r\n"
    with serving() as (process, port):
        began = busy(process.pid)
        httpx.post(f"http://127.0.0.1:{port}{PATH}", json=LONG, timeout=60)
        whole = busy(process.pid) - began
        began = busy(process.pid)
        connection = connected(port, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(0.1)
        connection.close()
        time.sleep(2 * whole)
        assert busy(process.pid) - began < 0.8 * whole
        process.terminate()
        lines = [json.loads(line) for line in process.communicate()[0].splitlines() if b'"method"' in line]
    first, second = lines
    assert first["event"] == "request finished"
    assert second["event"] in ("caller went away", "answer broken off")


def test_the_example_of_the_contract_is_written_as_the_events_are(own: Own) -> None:
    document: Any = own().ask("GET", "/openapi.json").json()
    content = document["paths"][PATH]["post"]["responses"]["200"]["content"]
    assert set(content) == {"application/json", EVENTS}
    (_, progress), (_, answer) = events_in(content[EVENTS]["examples"]["kent"]["value"])
    schemas = document["components"]["schemas"]
    assert set(json.loads(progress)) == set(schemas["SimulationProgress"]["properties"])
    assert set(json.loads(answer)) < set(schemas["PlanSimulationAnswer"]["properties"])
