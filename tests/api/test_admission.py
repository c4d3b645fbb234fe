"""Overload is refused, not suffered: the gate, bodies and headers that do not come, and an end that finishes what began."""

from __future__ import annotations

import asyncio
import json
import select
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
from tests.api.process import answer_of, connected, kent, request, serving
from tests.api.service_in_process import KENT, PRECEPT, Service, problem_of

from precept.api.admission import Admission
from precept.api.rates import MOST_ADDRESSES, Rates

Own = Callable[..., Service]
FUNDING = "/v1/funding/calculate"


async def turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def admitted(gate: Admission, order: list[int], name: int, seconds: float) -> bool:
    """Pass the gate, hold the loop for so long, and leave."""
    if not await gate.enter():
        return False
    order.append(name)
    if seconds:
        time.sleep(seconds)  # noqa: ASYNC251 - a calculation holds the loop
    gate.leave(seconds)
    return True


def test_who_waits_is_called_in_order_and_the_rest_is_refused() -> None:
    async def many() -> tuple[list[bool], list[int]]:
        gate, order = Admission(at_once=1, most_waiting=5, longest_wait=10), list[int]()
        found = await asyncio.gather(*(admitted(gate, order, name, 0.003) for name in range(20)))
        assert gate.inside == 0
        assert not gate.waiting
        return found, order

    found, order = asyncio.run(many())
    assert order == sorted(order)
    assert found.count(True) == len(order) == 6
    assert found[:6] == [True] * 6


def test_quick_work_goes_through_without_a_line() -> None:
    async def many() -> list[bool]:
        gate = Admission(at_once=1, most_waiting=0, longest_wait=1)
        return await asyncio.gather(*(admitted(gate, [], name, 0) for name in range(20)))

    assert all(asyncio.run(many()))


def test_between_two_pieces_of_work_the_loop_sees_who_arrived() -> None:
    """Otherwise the second of two heavy requests would run before the loop could refuse or answer anybody."""

    async def one_after_another() -> list[str]:
        gate, seen = Admission(at_once=4, most_waiting=10, longest_wait=10), list[str]()

        async def heavy() -> None:
            assert await gate.enter()
            time.sleep(0.006)  # noqa: ASYNC251
            seen.append("heavy")
            gate.leave(0.006)

        async def light() -> None:
            for _ in range(6):
                await asyncio.sleep(0)
                seen.append("light")

        await asyncio.gather(heavy(), heavy(), heavy(), light())
        return seen

    seen = asyncio.run(one_after_another())
    places = [at for at, each in enumerate(seen) if each == "heavy"]
    assert all(later - earlier > 1 for earlier, later in pairwise(places)), seen


def test_who_has_waited_too_long_is_refused_even_when_nobody_leaves() -> None:
    async def waited() -> tuple[bool, float]:
        gate = Admission(at_once=1, most_waiting=5, longest_wait=0.1)
        assert await gate.enter()
        began = time.perf_counter()
        return await gate.enter(), time.perf_counter() - began

    came_in, seconds = asyncio.run(waited())
    assert not came_in
    assert 0.1 <= seconds < 0.3


def test_who_goes_away_while_waiting_leaves_no_hole() -> None:
    async def cancelled() -> bool:
        gate = Admission(at_once=1, most_waiting=5, longest_wait=5)
        assert await gate.enter()
        gone, stays = (asyncio.ensure_future(gate.enter()) for _ in range(2))
        await turns(3)
        gone.cancel()
        await turns(3)
        gate.leave()
        async with asyncio.timeout(1):
            return await stays

    assert asyncio.run(cancelled())


def test_a_gate_serves_one_event_loop_after_another() -> None:
    gate = Admission(at_once=1, most_waiting=1, longest_wait=1)
    for _ in range(3):
        assert asyncio.run(gate.enter())


def test_the_line_is_no_longer_than_can_be_served_in_time() -> None:
    async def learned() -> int:
        gate, order = Admission(at_once=1, most_waiting=1_000, longest_wait=0.2), list[int]()
        for number in range(6):
            await asyncio.gather(
                *(admitted(gate, order, name, 0.01) for name in range(number * 100, number * 100 + 40))
            )
        refused_at_once = sum([not await admitted(gate, order, 0, 0) for _ in range(1)])
        assert gate.seconds_each == pytest.approx(0.01, rel=0.9)
        assert refused_at_once == 0
        return len(order)

    assert asyncio.run(learned()) < 6 * 40


def test_a_batch_beside_another_is_asked_to_wait_longer_than_a_calculation(own: Own) -> None:
    service = own(batches_at_once=1)
    assert service.runner.run(service.app.batches.enter())
    rows = {"rows": [{"police_area": "E23000032", "financial_year": "2016-17"}]}
    reply = service.ask("POST", "/v1/funding/batch", json=rows)
    problem = problem_of(reply, 503, "overloaded")
    assert reply.headers["retry-after"] == "15"
    assert "batches" in problem["detail"]
    assert service.ask("POST", PRECEPT, json=KENT).status_code == 200


def test_a_full_service_refuses_within_milliseconds_and_answers_who_watches(own: Own) -> None:
    service = own(heavy_at_once=1, heavy_waiting=0)
    assert service.runner.run(service.app.admission.enter())
    for _ in range(3):
        began = time.perf_counter()
        reply = service.ask("POST", PRECEPT, json=KENT)
        assert time.perf_counter() - began < 0.05
        problem = problem_of(reply, 503, "overloaded")
        assert reply.headers["retry-after"] == "1"
        assert "not begun" in problem["detail"]
    for path in ("/health", "/ready", "/metrics", "/docs", "/openapi.json"):
        assert service.ask("GET", path).status_code == 200
    assert service.ask("OPTIONS", PRECEPT).status_code == 204
    assert service.ask("DELETE", PRECEPT).status_code == 405
    assert service.ask("GET", "/nothing").status_code == 404
    assert service.ask("GET", "/v1/band-d", headers={"accept": "image/png"}).status_code == 406
    service.app.admission.leave()
    assert service.ask("POST", PRECEPT, json=KENT).status_code == 200


def test_whatever_comes_of_a_request_it_leaves_the_gate(own: Own) -> None:
    service = own(heavy_at_once=1, heavy_waiting=0)
    for body in (b"", b"{", b"[" * 90, json.dumps(KENT).encode(), b"{}"):
        service.ask("POST", PRECEPT, content=body, headers={"content-type": "application/json"})
        assert service.app.admission.inside == 0


async def slowly(*pieces: bytes, pause: float) -> Any:
    for piece in pieces:
        yield piece
        await asyncio.sleep(pause)


def test_a_body_that_does_not_come_in_time_is_refused_and_holds_no_place(own: Own) -> None:
    service = own(body_seconds=0.2, heavy_at_once=1, heavy_waiting=0)

    async def both() -> Any:
        slow = asyncio.ensure_future(service.asked("POST", PRECEPT, content=slowly(b"{", b"}", pause=5)))
        await asyncio.sleep(0.05)
        quick = await service.asked("POST", PRECEPT, json=KENT)
        return await slow, quick

    slow, quick = service.runner.run(both())
    problem = problem_of(slow, 408, "body-too-slow")
    assert problem["errors"][0]["field"] == "body"
    assert slow.headers["connection"] == "close"
    assert quick.status_code == 200


def test_a_body_in_many_pieces_in_time_is_read_whole(own: Own) -> None:
    text = json.dumps(KENT).encode()
    pieces = [text[at : at + 7] for at in range(0, len(text), 7)]
    headers = {"content-type": "application/json"}
    reply = own(body_seconds=5).ask("POST", PRECEPT, content=slowly(*pieces, pause=0.001), headers=headers)
    assert reply.status_code == 200


def test_a_forgetful_bucket_remembers_no_more_addresses_than_it_may() -> None:
    rates = Rates(1)
    for number in range(MOST_ADDRESSES + 500):
        assert rates.wait_of(str(number)) == 0
    assert len(rates._left) == MOST_ADDRESSES  # noqa: SLF001 - the promise is about memory
    assert Rates(0).wait_of("anyone") == 0


def test_over_a_socket_half_a_body_is_408_and_half_a_head_is_closed_while_others_are_served() -> None:
    with serving(body_seconds=0.5, head_seconds=0.5, log_level="warning") as (_, port):
        half_body = connected(port, request("POST", PRECEPT, b"{", announced=400))
        half_head = connected(port, b"POST /v1/precepts/calculate HTTP/1.1\r\nHost: precept\r\n")
        silent = connected(port, b"")
        second = connected(port, kent())
        assert answer_of(second)[0] == 200
        second.sendall(b"GET /health HTTP/1.1\r\nHo")
        began = time.perf_counter()
        status, head, body = answer_of(half_body)
        assert status == 408
        assert b"connection: close" in head.lower()
        assert json.loads(body)["type"] == "/problems/body-too-slow"
        assert half_body.recv(1) == b""
        for each in (half_head, silent, second):
            assert answer_of(each) == (0, b"", b"")
        assert time.perf_counter() - began < 3
        assert answer_of(connected(port, kent()))[0] == 200


def test_over_a_socket_headers_without_end_are_refused() -> None:
    with serving(log_level="warning", largest_head_bytes=8_192) as (_, port):
        status, head, body = answer_of(connected(port, b"GET /health HTTP/1.1\r\nX-Long: " + b"a" * 20_000))
        assert status == 431
        assert b"x-content-type-options: nosniff" in head
        assert json.loads(body)["type"] == "/problems/head-too-large"
        at_once = b"GET /health HTTP/1.1\r\nHost: precept\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n"
        assert answer_of(connected(port, at_once))[0] == 431
        assert answer_of(connected(port, b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: precept\r\n\r\n"))[0] == 431
        long_but_whole = b"GET /health HTTP/1.1\r\nHost: precept\r\nX-Long: " + b"a" * 4_000 + b"\r\n\r\n"
        assert answer_of(connected(port, long_but_whole))[0] == 200


def in_flight(port: int) -> int:
    """Requests that the service has taken and not answered, this one among them."""
    _, _, body = answer_of(connected(port, request("GET", "/metrics")))
    return int(float(body.split(b"\nprecept_requests_in_flight ")[1].split()[0]))


def done(connections: list[socket.socket]) -> int:
    """How many have an answer to read."""
    return len(select.select(connections, [], [], 0)[0])


def test_told_to_stop_it_finishes_what_it_accepted_and_takes_no_more() -> None:
    with serving(heavy_waiting=1_000, longest_wait_seconds=30) as (process, port):
        assert answer_of(connected(port, kent()))[0] == 200
        body = {"precept": KENT, "uplift": {"officers": 24, "strength_at_start": "76"}}
        accepted = [connected(port, request("POST", FUNDING, body)) for _ in range(40)]
        late = connected(port, request("POST", PRECEPT, KENT)[:-5])
        while in_flight(port) + done(accepted) < 42:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        late.sendall(request("POST", PRECEPT, KENT)[-5:])
        with ThreadPoolExecutor(40) as reading:
            found = list(reading.map(answer_of, [*accepted, late]))
        assert [status for status, _, _ in found] == [200] * 41
        assert all(json.loads(each) for _, _, each in found)
        out, err = process.communicate(timeout=10)
        assert err == b""
        assert process.returncode in {0, -signal.SIGTERM}
        lines = [json.loads(line) for line in out.splitlines()]
        assert sum(line.get("route") in (PRECEPT, FUNDING) for line in lines) == 42
        with pytest.raises(ConnectionError):
            connected(port, kent())
