"""What the service says of itself: one line an event, figures for Prometheus, traces where they are asked for, settings."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.api.process import answer_of, connected, kent, request, serving
from tests.api.service_in_process import KENT, PRECEPT, Service

from precept.api import metrics
from precept.api.tracing import tracer_of
from precept.logs import EventLog, log_to
from precept.settings import Settings, SettingsRefused, described, read_settings

Own = Callable[..., Service]
FIELDS = {
    "time", "level", "event", "method", "route", "status", "duration_ms", "bytes", "request_id", "calculation_version",
    "register_version",
}  # fmt: skip
HOSTILE = ["/a%0d%0ab", "/%1b[31mred", '/"quoted"', "/\u202egnp", "/%c2%9b31m", "/%00", "/" + "a" * 5_000, "/{}\\"]


def test_a_finished_request_is_one_line_with_what_an_operator_needs(own: Own) -> None:
    service = own()
    reply = service.ask("POST", PRECEPT, json=KENT, headers={"x-request-id": "budget-7"})
    assert len(service.lines) == 1
    line = service.logged()
    assert set(line) == FIELDS
    assert line["method"] == "POST"
    assert line["route"] == PRECEPT
    assert line["status"] == 200
    assert line["bytes"] == len(reply.content)
    assert line["request_id"] == "budget-7"
    assert 0 < line["duration_ms"] < 5_000
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+00:00", line["time"])


def test_neither_a_body_nor_a_query_nor_a_header_is_logged(own: Own) -> None:
    service = own()
    service.ask("GET", f"{PRECEPT}?police_area=SECRET-1", headers={"authorization": "SECRET-2", "cookie": "SECRET-3"})
    service.ask("POST", PRECEPT, json={**KENT, "area_name": "SECRET-4"}, headers={"user-agent": "SECRET-5"})
    service.ask("GET", "/nothing?SECRET-6")
    assert len(service.lines) == 3
    assert b"SECRET" not in b"".join(service.lines)


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: repr(path[:20]))
def test_nothing_a_caller_writes_ends_a_line_or_colours_a_screen(path: str, own: Own) -> None:
    service = own()
    service.ask("FOO\x1b[31m" if "red" in path else "GET", path, headers={"x-request-id": '"},{"level":"fatal'})
    (line,) = service.lines
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert re.fullmatch(rb"[ -~]+\n", line)
    found = service.logged()
    assert found["route"] == "unmatched"
    assert found["level"] == "info"
    assert len(found["path"]) <= 1_000


def test_an_error_is_one_line_with_its_type_and_place_and_not_its_message() -> None:
    stream = io.BytesIO()
    held = logging.getLogger().handlers[:]
    try:
        log_to(stream, "info")
        try:
            int("4,711 pounds\nof a caller\x1b[31m")
        except ValueError:
            logging.getLogger("precept").exception("unexpected\n\x1b[31m error")
    finally:
        logging.basicConfig(handlers=held, force=True)
    (line,) = stream.getvalue().splitlines()
    assert re.fullmatch(rb"[ -~]+", line)
    found = json.loads(line)
    assert found["error"] == "builtins.ValueError"
    assert found["level"] == "error"
    assert any("test_logs_and_metrics" in place for place in found["where"])
    assert b"4,711" not in line


def test_a_log_that_nobody_reads_stops_nothing() -> None:
    stream = io.BytesIO()
    stream.close()
    EventLog(stream).write(b"{}\n")


def test_served_it_logs_only_such_lines_and_one_for_each_request() -> None:
    with serving() as (process, port):
        assert answer_of(connected(port, kent()))[0] == 200
        assert answer_of(connected(port, request("GET", "/health?x=SECRET")))[0] == 200
        assert answer_of(connected(port, b"nonsense\r\n\r\n"))[0] == 400
        process.terminate()
        out, err = process.communicate(timeout=10)
    assert err == b""
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["route"] for line in lines if line["event"] == "request finished"] == [PRECEPT, "/health"]
    assert all({"time", "level", "event"} <= set(line) for line in lines)
    assert b"SECRET" not in out


def test_from_the_level_of_warnings_on_no_request_is_logged() -> None:
    with serving(log_level="warning") as (process, port):
        assert answer_of(connected(port, kent()))[0] == 200
        process.terminate()
        assert process.communicate(timeout=10) == (b"", b"")


def figures(service: Service) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample of /metrics by name and labels, as Prometheus' own parser reads them."""
    reply = service.ask("GET", "/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def test_metrics_count_requests_by_route_method_and_status(own: Own) -> None:
    service = own()
    for _ in range(3):
        service.ask("POST", PRECEPT, json=KENT)
    service.ask("POST", PRECEPT, json={})
    for number in range(20):
        service.ask("GET", f"/guess/{number}")
    service.ask("BREW", "/health")
    found = figures(service)

    def of(name: str, route: str, method: str, status: int) -> float:
        return found[name, (("method", method), ("route", route), ("status", str(status)))]

    assert of("precept_requests_total", PRECEPT, "POST", 200) == 3
    assert of("precept_requests_total", PRECEPT, "POST", 400) == 1
    assert of("precept_requests_total", "unmatched", "GET", 404) == 20
    assert of("precept_requests_total", "/health", "other", 405) == 1
    assert of("precept_request_seconds_count", PRECEPT, "POST", 200) == 3
    assert 0 < of("precept_request_seconds_sum", PRECEPT, "POST", 200) < 5
    assert found["precept_requests_in_flight", ()] == 1
    version = service.app.identity.register_version
    (info,) = [labels for name, labels in found if name == "precept_figures_info"]
    assert dict(info)["register_version"] == version
    assert len({name_and_labels for name_and_labels in found if "guess" in str(name_and_labels)}) == 0


def test_metrics_count_what_was_refused_and_why(own: Own) -> None:
    service = own(heavy_at_once=1, heavy_waiting=0)
    service.runner.run(service.app.admission.enter())
    service.ask("POST", PRECEPT, json=KENT)
    found = figures(service)
    assert found["precept_refused_total", (("reason", "overload"),)] == 1
    assert found["precept_refused_total", (("reason", "slow body"),)] == 0


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say what a process holds")
def test_metrics_have_the_memory_and_the_processor_time_of_the_process() -> None:
    with serving() as (process, port):
        before = answer_of(connected(port, request("GET", "/metrics")))[2].decode()
        for _ in range(20):
            assert answer_of(connected(port, kent()))[0] == 200
        status = Path(f"/proc/{process.pid}/status").read_text()
        after = answer_of(connected(port, request("GET", "/metrics")))[2].decode()
    first, then = ({s.name: s.value for each in text_string_to_metric_families(text) for s in each.samples}
                   for text in (before, after))  # fmt: skip
    held = int(status.split("VmRSS:")[1].split()[0]) * 1024
    assert abs(then["process_resident_memory_bytes"] - held) < held / 20
    assert 0 < first["process_cpu_seconds_total"] < then["process_cpu_seconds_total"] < 60


def test_where_the_system_does_not_say_the_memory_is_left_out(own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_PAGES", Path("/no/such/file"))
    names = {name for name, _ in figures(own())}
    assert "process_resident_memory_bytes" not in names
    assert "process_cpu_seconds_total" in names


def test_metrics_count_what_the_server_refuses_before_there_is_a_request() -> None:
    with serving(largest_head_bytes=4_096) as (_, port):
        for sent in (b"FOO / HTTP/1.1\r\nHost: precept\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"words\r\n\r\n"):
            assert answer_of(connected(port, sent))[0] == 400
        for sent in (
            b"GET / HTTP/1.1\r\nX: " + b"a" * 5_000,
            b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        ):
            assert answer_of(connected(port, sent))[0] == 431
        told = answer_of(connected(port, request("GET", "/metrics")))[2]
    assert b'precept_refused_total{reason="not http"} 3.0' in told
    assert b'precept_refused_total{reason="head too large"} 2.0' in told
    assert b'status="400"' not in told


def test_nothing_of_traces_or_metrics_is_imported_until_it_is_asked_for() -> None:
    code = (
        "import sys; from precept.app import create_app; from precept.settings import Settings; create_app(Settings());"
        "late = ('opentelemetry.sdk', 'opentelemetry.trace', 'prometheus_client', 'requests');"
        "print([each for each in late if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_where_an_endpoint_is_set_every_request_is_a_span_of_the_callers_trace(own: Own) -> None:
    exporter = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter").InMemorySpanExporter()
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: PLC0415

    tracer = tracer_of(Settings(traces_endpoint="http://127.0.0.1:9/v1/traces"))
    assert tracer is not None
    tracer.provider.add_span_processor(SimpleSpanProcessor(exporter))
    service = own()
    service.app.watching._tracer = tracer  # noqa: SLF001 - the endpoint is not there
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    service.ask("POST", PRECEPT, json=KENT, headers={"traceparent": caller, "x-request-id": "budget-7"})
    service.ask("GET", "/v1/band-d?police_area=SECRET")
    first, second = exporter.get_finished_spans()
    tracer.provider._active_span_processor._span_processors[0]._batch_processor._exporter = exporter  # noqa: SLF001
    assert first.name == f"POST {PRECEPT}"
    assert f"{first.context.trace_id:032x}" == caller.split("-")[1]
    assert first.attributes["http.response.status_code"] == 200
    assert first.attributes["precept.request_id"] == "budget-7"
    assert first.end_time > first.start_time
    assert second.attributes["http.route"] == "/v1/band-d"
    assert second.context.trace_id != first.context.trace_id
    assert "SECRET" not in str(second.attributes)


def test_the_spans_reach_the_endpoint() -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        endpoint = f"http://127.0.0.1:{collector.server_port}/v1/traces"
        with serving(traces_endpoint=endpoint) as (process, port):
            assert answer_of(connected(port, kent()))[0] == 200
            process.terminate()
            process.communicate(timeout=20)
        collector.shutdown()
    assert [path for path, _ in received] == ["/v1/traces"]
    assert b"POST /v1/precepts/calculate" in received[0][1]


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PRECEPT_")}
    return subprocess.run(
        [sys.executable, "-m", "precept.cli", *command],
        env=plain | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_is_printed_with_its_value_default_and_meaning() -> None:
    done = run("settings", PRECEPT_PORT="9000", PRECEPT_CORS_ORIGINS="https://a.example, https://b.example:8443")
    assert done.returncode == 0
    heading, *lines = done.stdout.splitlines()
    assert heading.split() == ["setting", "value", "default", "meaning"]
    names = [field.name for field in msgspec.structs.fields(Settings)]
    assert [line.split()[0] for line in lines] == [f"PRECEPT_{name.upper()}" for name in names]
    found: dict[str, Any] = {line.split()[0]: re.split(r"\s{2,}", line) for line in lines}
    assert found["PRECEPT_PORT"][1:3] == ["9000", "8000"]
    assert found["PRECEPT_CORS_ORIGINS"][1:3] == ["https://a.example,https://b.example:8443", "-"]
    assert all(len(parts) == 4 and len(parts[3]) > 10 for parts in found.values())


def test_a_variable_that_is_no_setting_is_named_as_an_error_at_the_start() -> None:
    for command in (("serve",), ("check",)):
        done = run(*command, PRECEPT_LARGEST_BODY="5", PRECEPT_PROT="9000")
        assert done.returncode == 1
        assert "PRECEPT_LARGEST_BODY, PRECEPT_PROT" in done.stderr
        assert "Traceback" not in done.stderr
    shown = run("settings", PRECEPT_PROT="9000")
    assert shown.returncode == 1
    assert "PRECEPT_PORT" in shown.stdout
    assert "PRECEPT_PROT" in shown.stderr


REFUSED = {
    ("PORT", "0"): "'0': give a whole number from 1 to 65,535.",
    ("PORT", "http"): "'http': give a whole number from 1 to 65,535.",
    ("LOG_LEVEL", "loud"): "'loud': give one of debug, info, warning, error, critical.",
    ("LARGEST_BODY_BYTES", "1e9"): "'1e9': give a whole number from 1,024 to 10,000,000.",
    ("HEAVY_AT_ONCE", "0"): "'0': give a whole number from 1 to 64.",
    ("BODY_SECONDS", "nan"): "'nan': give a number from 0.1 to 300.",
    ("BODY_SECONDS", "soon"): "'soon': give a number from 0.1 to 300.",
    ("REQUESTS_PER_SECOND", "-1"): "'-1': give a number of 0 or more.",
    ("DEEPEST_BODY", "1000"): "'1000': give a whole number from 8 to 64.",
    ("FIXTURES", "/no/such/folder"): "'/no/such/folder': there is no such folder.",
    **{
        ("CORS_ORIGINS", value): f"'{value}': give origins such as https://a.example or http://b.example:8443, without a path, "
        "commas between them."
        for value in ("*", "a.example", "null", "https://a.example,b.example", "https://a.example/path")
    },
    **{
        ("TRACES_ENDPOINT", value): f"'{value}': give an address with http:// or https://, such as "
        "http://collector:4318/v1/traces."
        for value in ("foo", "collector:4318", "ftp://collector/v1", "http://", "http:///v1", "http://a b")
    },
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_setting_that_cannot_be_is_refused_by_its_variable_with_what_would_be_right(name: str, value: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({f"PRECEPT_{name}": value})
    assert str(refused.value) == f"PRECEPT_{name} is {REFUSED[name, value]}"


def test_every_setting_says_what_it_may_be() -> None:
    for field in msgspec.structs.fields(Settings):
        if field.name not in ("host", "fixtures"):
            with pytest.raises(SettingsRefused, match=f"PRECEPT_{field.name.upper()} is '!': give [^`$]*$"):
                read_settings({f"PRECEPT_{field.name.upper()}": "!"})


@pytest.mark.parametrize(("name", "value"), [("TRACES_ENDPOINT", "foo"), ("FIXTURES", "/nope"), ("PORT", "abc")])
def test_no_command_goes_on_with_a_setting_that_cannot_be(name: str, value: str) -> None:
    for command in (("settings",), ("serve",), ("check",)):
        done = run(*command, **{f"PRECEPT_{name}": value})
        assert done.returncode == 1, command
        assert done.stderr.startswith(f"PRECEPT_{name} is '{value}': ")


def test_a_port_of_the_command_is_held_to_the_same_limits() -> None:
    done = run("serve", "--port", "0")
    assert (done.returncode, done.stderr) == (1, "PRECEPT_PORT is '0': give a whole number from 1 to 65,535.\n")


def test_other_variables_are_nobodys_business() -> None:
    assert read_settings({"PATH": "/bin", "PRECEPTOR": "Kent"}) == Settings()
    assert all(value == default for _, value, default, _ in described(Settings()))


def test_every_setting_stands_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [
        field.name for field in msgspec.structs.fields(Settings) if f"PRECEPT_{field.name.upper()}" not in readme
    ] == []


def test_after_a_head_the_connection_goes_on_and_nothing_is_logged_as_an_error() -> None:
    with serving(log_level="warning") as (process, port):
        connection = connected(port, b"HEAD /health HTTP/1.1\r\nHost: precept\r\n\r\n")
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65_536)
        assert head.startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: precept\r\n\r\n")
        assert answer_of(connection)[0] == 200
        process.terminate()
        said, wrong = process.communicate()
    assert said + wrong == b""
