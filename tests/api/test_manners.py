"""HTTP manners: what every answer says, whoever made it, and what is negotiated."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import polars as pl
import pytest
from litestar import get
from tests.api.service_in_process import KENT, PRECEPT, PROBLEM_JSON, Json, Service, problem_of

from precept.api.addresses import addresses_of
from precept.api.contract import contract_of
from precept.api.operations import Leaving, Operation, documented
from precept.app import ROUTES
from precept.register import load_register
from precept.settings import Settings

Own = Callable[..., Service]
TABLE = "/v1/band-d"
PAGE = "https://finance.example"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    found = Service(cors_origins=(PAGE,), requests_per_second=0)
    yield found
    found.runner.close()


def one_of_every_status(service: Service, own: Own) -> dict[int, httpx.Response]:
    """An answer of every status that the application gives by itself."""

    async def broken(*_: Any) -> None:
        raise pl.exceptions.PanicException("4,711 pounds")

    found = [
        service.ask("GET", TABLE),
        service.ask("OPTIONS", TABLE),
        service.ask("GET", TABLE, headers={"if-none-match": "*"}),
        service.ask("GET", f"{TABLE}?limit=0"),
        service.ask("GET", "/nothing/here"),
        service.ask("DELETE", TABLE),
        service.ask("GET", TABLE, headers={"accept": "image/png"}),
        service.ask("POST", PRECEPT, content=b" " * 300_000, headers={"content-type": "application/json"}),
        service.ask("POST", PRECEPT, content=b"{}", headers={"content-type": "text/plain"}),
        service.ask("POST", PRECEPT, json={**KENT, "police_area": "E99999999"}),
    ]
    slow = own(body_seconds=0.1)
    found.append(slow.runner.run(slow.asked("POST", PRECEPT, content=never_ends())))
    busy = own(heavy_at_once=1, heavy_waiting=0)
    busy.runner.run(busy.app.admission.enter())
    found.append(busy.ask("GET", TABLE))
    counted = own(requests_per_second=0.01)
    counted.ask("GET", TABLE)
    found.append(counted.ask("GET", TABLE))
    inner, service.app.app = service.app.app, broken
    found.append(service.ask("GET", TABLE))
    service.app.app = inner
    return {reply.status_code: reply for reply in found}


async def never_ends() -> Any:
    """A body of which the rest never comes."""
    yield b"{"
    await asyncio.sleep(30)


EVERY_STATUS = {200, 204, 304, 400, 404, 405, 406, 408, 413, 415, 422, 429, 500, 503}


def test_every_status_has_the_headers_that_contain_a_browser_and_name_the_calculation(
    service: Service, own: Own
) -> None:
    replies = one_of_every_status(service, own)
    assert set(replies) == EVERY_STATUS
    for status, reply in replies.items():
        headers = reply.headers
        assert headers["x-content-type-options"] == "nosniff", status
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
        assert headers["cache-control"] == ("no-cache" if status in (200, 304) else "no-store")
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}", headers["x-request-id"])
        assert re.fullmatch(r"[0-9a-f]{12}", headers["x-register-version"])
        assert headers["x-calculation-version"]
        if status >= 400:
            assert headers["content-type"] == PROBLEM_JSON
            assert reply.json()["status"] == status
            assert "4,711" not in reply.text
    assert {status for status, reply in replies.items() if "retry-after" in reply.headers} == {429, 503}
    assert {status for status, reply in replies.items() if "allow" in reply.headers} == {204, 405}
    assert {status for status, reply in replies.items() if reply.headers.get("connection") == "close"} == {408}


@pytest.mark.parametrize("path", ["/docs", "/docs/start.js", "/problems"])
def test_a_page_may_load_what_is_here_and_nothing_else(path: str, service: Service) -> None:
    policy = service.ask("GET", path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/*", "application/json", "APPLICATION/JSON", "text/html, */*;q=0.1", "application/json;q=0.001",
     "text/csv, application/json;q=0.5", "application/json; charset=utf-8", "", ",", "nonsense", "application/json;q=x, */*",
     "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*;q=0, application/json"],
)  # fmt: skip
def test_who_can_read_json_gets_it(accept: str, service: Service) -> None:
    for path in (TABLE, "/openapi.json"):
        assert service.ask("GET", path, headers={"accept": accept}).status_code == 200
    assert service.ask("POST", PRECEPT, json=KENT, headers={"accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "accept",
    ["text/csv", "text/*", "application/xml", "application/json;q=0", "application/json;q=0, */*", "application/*;q=0.0, */*",
     "*/*;q=0", "text/html", "application/jsonx", "a/b," * 900 + "*/*"],
    ids=lambda accept: accept[:30],
)  # fmt: skip
def test_who_cannot_is_told_what_there_is(accept: str, service: Service) -> None:
    for method in ("GET", "HEAD"):
        assert service.ask(method, TABLE, headers={"accept": accept}).status_code == 406
    problem = problem_of(service.ask("GET", TABLE, headers={"accept": accept}), 406, "not-acceptable")
    assert problem["errors"][0]["field"] == "Accept"
    assert "application/json" in problem["errors"][0]["detail"]
    assert "/v1/band-d.csv gives text/csv" in problem["errors"][0]["detail"]
    problem_of(service.ask("POST", PRECEPT, json=KENT, headers={"accept": accept}), 406, "not-acceptable")


def test_two_accept_headers_are_one_list(service: Service) -> None:
    pair = [("accept", "text/csv"), ("accept", "application/json")]
    assert service.ask("GET", TABLE, headers=pair).status_code == 200


@pytest.mark.parametrize(("path", "kind"), [(f"{TABLE}.csv", "text/csv"), ("/v1/register.zip", "application/zip")])
def test_a_suffix_names_the_type_and_is_held_to_it(path: str, kind: str, service: Service) -> None:
    for accept in (kind, f"{kind.split('/', maxsplit=1)[0]}/*", "*/*"):
        assert service.ask("GET", path, headers={"accept": accept}).status_code == 200
    problem_of(service.ask("GET", path, headers={"accept": "application/json"}), 406, "not-acceptable")


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics", "/docs"])
def test_who_watches_or_reads_pages_is_answered_whatever_is_accepted(path: str, service: Service) -> None:
    assert service.ask("GET", path, headers={"accept": "image/png"}).status_code == 200


def raw(service: Service, method: str, path: str, **headers: str) -> tuple[httpx.Headers, bytes]:
    """An answer as its bytes went out, unpacked by nobody."""

    async def asked() -> tuple[httpx.Headers, bytes]:
        sent: list[Any] = []

        async def receive() -> Json:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
            "query_string": b"", "client": ("127.0.0.1", 1), "server": ("precept", 80), "http_version": "1.1", "state": {},
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        await service.app(scope, receive, send)
        return httpx.Headers(sent[0]["headers"]), sent[1]["body"]

    return service.runner.run(asked())


@pytest.mark.parametrize("path", [TABLE, f"{TABLE}.csv", "/openapi.json", "/docs/swagger-ui.css"])
def test_who_accepts_gzip_gets_the_same_bytes_packed_under_a_tag_of_their_own(path: str, service: Service) -> None:
    plain_headers, plain = raw(service, "GET", path)
    headers, packed = raw(service, "GET", path, accept_encoding="br, gzip;q=0.5")
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2
    assert headers["content-encoding"] == "gzip"
    assert int(headers["content-length"]) == len(packed)
    assert headers["etag"] != plain_headers["etag"]
    assert "content-encoding" not in plain_headers
    for found in (headers, plain_headers):
        assert "Accept-Encoding" in found["vary"]
        assert not found["etag"].startswith("W/")
    head, nothing = raw(service, "HEAD", path, accept_encoding="gzip")
    assert nothing == b""
    assert head["content-length"] == headers["content-length"]
    assert head["etag"] == headers["etag"]
    assert raw(service, "GET", path, accept_encoding="gzip") [1] == packed  # fmt: skip


def test_each_tag_finds_its_own_answer_and_not_that_of_the_other_packing(service: Service) -> None:
    plain, packed = (raw(service, "GET", TABLE, **each)[0]["etag"] for each in ({}, {"accept_encoding": "gzip"}))
    for tag, encoding in ((plain, "identity"), (packed, "gzip")):
        for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            headers, body = raw(service, "GET", TABLE, accept_encoding=encoding, if_none_match=held)
            assert body == b""
            assert headers["etag"] == tag
            assert "Accept-Encoding" in headers["vary"]
            assert "content-encoding" not in headers
    assert raw(service, "GET", TABLE, accept_encoding="gzip", if_none_match=plain)[1] != b""
    assert raw(service, "GET", TABLE, if_none_match=packed)[1] != b""


@pytest.mark.parametrize(
    "accept", ["", "identity", "br", "gzip;q=0", "gzip;q=0, *", "*;q=0", "gzip;q=nonsense", "gzipped"]
)
def test_who_does_not_accept_gzip_gets_it_plain(accept: str, service: Service) -> None:
    assert "content-encoding" not in raw(service, "GET", TABLE, accept_encoding=accept)[0]


def test_neither_a_small_answer_nor_a_packed_file_is_compressed(service: Service) -> None:
    for path in ("/health", "/v1/register.zip", "/v1/register.xlsx", "/nothing/here"):
        headers, _ = raw(service, "GET", path, accept_encoding="gzip")
        assert "content-encoding" not in headers
        assert "Accept-Encoding" not in headers["vary"]


def test_a_calculation_is_compressed_too(service: Service) -> None:
    asked = {"accept-encoding": "gzip"}
    packed = service.ask("POST", PRECEPT, json=KENT, headers=asked)
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == service.ask("POST", PRECEPT, json=KENT).content


def test_without_a_list_no_answer_says_a_word_about_origins(own: Own) -> None:
    closed = own()
    preflight = {"origin": PAGE, "access-control-request-method": "POST"}
    for reply in (
        closed.ask("GET", TABLE, headers={"origin": PAGE}),
        closed.ask("OPTIONS", PRECEPT, headers=preflight),
        closed.ask("GET", "/nothing/here", headers={"origin": PAGE}),
    ):
        assert not [name for name in reply.headers if name.startswith("access-control")]
        assert "origin" not in reply.headers.get("vary", "").lower()


def test_a_listed_origin_may_read_every_answer_and_ask_before_it(service: Service) -> None:
    for reply in one_of_every_status_from_page(service):
        assert reply.headers["access-control-allow-origin"] == PAGE, reply.status_code
        assert "X-Request-Id" in reply.headers["access-control-expose-headers"]
        assert "Origin" in reply.headers["vary"]
        assert "access-control-allow-credentials" not in reply.headers
    question = {
        "origin": PAGE,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    reply = service.ask("OPTIONS", PRECEPT, headers=question)
    assert reply.status_code == 204
    assert reply.headers["access-control-allow-origin"] == PAGE
    assert reply.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST"
    assert "Content-Type" in reply.headers["access-control-allow-headers"]


def one_of_every_status_from_page(service: Service) -> list[httpx.Response]:
    origin = {"origin": PAGE}
    return [
        service.ask("GET", TABLE, headers=origin),
        service.ask("GET", TABLE, headers={**origin, "if-none-match": "*"}),
        service.ask("GET", "/nothing/here", headers=origin),
        service.ask("GET", TABLE, headers={**origin, "accept": "image/png"}),
        service.ask("POST", PRECEPT, content=b"", headers=origin),
    ]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "*", f"{PAGE}.evil.example", PAGE.upper(), f"{PAGE}:8443"]
)
def test_an_origin_that_is_not_listed_may_not(origin: str, service: Service) -> None:
    for method in ("GET", "OPTIONS"):
        reply = service.ask(method, TABLE, headers={"origin": origin, "access-control-request-method": "GET"})
        assert reply.status_code < 300
        assert not [name for name in reply.headers if name.startswith("access-control")]
        assert "Origin" in reply.headers["vary"]


@pytest.mark.parametrize("given", ["a", "5c1a7c1e-6f2f-4b8e-9d3a-0c9a1b2c3d4e", "Kent:2016.budget_v2", "a" * 128])
def test_a_well_formed_request_id_of_the_caller_is_kept(given: str, service: Service) -> None:
    assert service.ask("GET", "/health", headers={"x-request-id": given}).headers["x-request-id"] == given
    assert service.ask("GET", "/nothing", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", " ", "a b", "a" * 129, "-a", "a\\n", 'a"b', "a;b", "ä", "\x1b[31m", "a,b"])
def test_any_other_is_replaced_by_one_that_names_the_calculation(given: str, service: Service) -> None:
    reply = service.ask("GET", "/health", headers=[(b"x-request-id", given.encode("latin-1"))])
    versions = f"{reply.headers['x-calculation-version']}-{reply.headers['x-register-version']}-"
    assert reply.headers["x-request-id"].startswith(versions)


def test_no_two_requests_have_the_same_id_unless_their_callers_say_so(service: Service, own: Own) -> None:
    ids = [service.ask("GET", "/health").headers["x-request-id"] for _ in range(100)]
    ids += [own().ask("GET", "/health").headers["x-request-id"]]
    assert len(set(ids)) == 101


def test_the_id_the_log_and_the_answer_name_the_same_figures(service: Service) -> None:
    reply = service.ask("POST", PRECEPT, json=KENT)
    provenance = reply.json()["provenance"]
    assert reply.headers["x-register-version"] == provenance["register_version"] == service.logged()["register_version"]
    assert reply.headers["x-calculation-version"] == provenance["calculation_version"]
    assert service.logged()["request_id"] == reply.headers["x-request-id"]


LEAVING = Leaving(dt.date(2027, 4, 1), dt.date(2028, 4, 1), "/v2/old")


@get(
    "/v1/old", opt=documented(Operation("getOld", "Service", "Old", "On its way out, for the tests.", leaving=LEAVING))
)
async def get_old() -> dict[str, str]:
    return {}


def test_an_operation_on_its_way_out_says_so_in_every_answer_and_in_the_contract(own: Own) -> None:
    service = own()
    service.app.addresses = {**service.app.addresses, "/v1/old": addresses_of([get_old])["/v1/old"]}
    reply = service.ask("GET", "/v1/old")
    assert reply.status_code == 404, "only the manners know it here"
    assert reply.headers["deprecation"] == "@1806537600"
    assert dt.datetime.fromtimestamp(1806537600, dt.UTC).date() == LEAVING.deprecated_on
    assert reply.headers["sunset"] == "Sat, 01 Apr 2028 00:00:00 GMT"
    assert reply.headers["link"] == '</v2/old>; rel="successor-version"'
    operation = contract_of([*ROUTES, get_old], load_register(None)).document["paths"]["/v1/old"]["get"]
    assert operation["deprecated"] is True
    assert {"Deprecation", "Sunset", "Link"} <= set(operation["responses"]["200"]["headers"])


def test_no_operation_is_on_its_way_out() -> None:
    assert [each for each in addresses_of(ROUTES).values() if each.headers] == []


def test_so_many_requests_of_one_address_are_taken_and_health_is_not_counted(own: Own) -> None:
    service = own(requests_per_second=0.5)
    statuses = [service.ask("GET", TABLE).status_code for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    reply = service.ask("GET", TABLE)
    problem_of(reply, 429, "too-many-requests")
    assert 1 <= int(reply.headers["retry-after"]) <= 2
    for path in ("/health", "/ready", "/metrics"):
        assert service.ask("GET", path).status_code == 200


def test_it_is_not_ready_when_a_question_cannot_be_worked_out(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise pl.exceptions.PanicException("4,711 pounds")

    service = own()
    monkeypatch.setattr("precept.api.health.answer", breaks)
    monkeypatch.setattr("precept.api.health.KENT_REQUEST", {**KENT})
    from precept.api.health import works_out  # noqa: PLC0415

    works_out.cache_clear()
    reply = service.ask("GET", "/ready")
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "5"
    assert reply.json()["type"] == "/problems/not-ready"
    assert service.ask("GET", "/health").status_code == 200
    monkeypatch.undo()
    assert service.ask("GET", "/ready").status_code == 200


def test_the_limits_of_a_body_are_those_of_the_settings(own: Own) -> None:
    service = own(largest_body_bytes=2_000, deepest_body=8)
    assert service.ask("POST", PRECEPT, json=KENT).status_code == 200
    headers = {"content-type": "application/json"}
    too_large = service.ask("POST", PRECEPT, content=json.dumps({**KENT, "x": "y" * 2_000}), headers=headers)
    assert "2,000" in problem_of(too_large, 413, "body-too-large")["errors"][0]["detail"]
    deep = service.ask("POST", PRECEPT, content=b"[" * 40 + b"]" * 40, headers=headers)
    assert "8 levels" in problem_of(deep, 400, "unreadable-body")["detail"]
    assert Settings().deepest_body == 32
