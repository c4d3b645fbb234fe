"""The contract as a document: the committed file, what is served and what is made are one; it is valid, whole and true."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar.types import ASGIApp
from openapi_spec_validator import OpenAPIV31SpecValidator

from precept.api.addresses import NEVER_REFUSED
from precept.api.contract import contract_of
from precept.app import ROUTES, create_app
from precept.register import Register, load_register
from precept.register.refusals import REFUSALS
from precept.settings import Settings

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "openapi" / "openapi.json"
PROBLEM_JSON = "application/problem+json"
BESIDE = ("/docs", "/problems", "/metrics")
"""Pages for people, and the figures for whoever watches the service."""

WRITE_THE_CONTRACT = """
import sys
from precept.api.contract import contract_of
from precept.app import ROUTES
from precept.register import load_register
sys.stdout.buffer.write(contract_of(ROUTES, load_register(None)).text)
"""

Json = dict[str, Any]


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register(Settings().fixtures_folder)


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return create_app(Settings())


def ask(app: ASGIApp, method: str, path: str, **request: Any) -> httpx.Response:
    """One request, in process."""

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(cast(Any, app)), base_url="http://precept"
        ) as client:
            return await client.request(method, path, **request)

    return asyncio.run(asked())


DOCUMENT: Json = json.loads(COMMITTED.read_bytes())
OPERATIONS: dict[str, tuple[str, str, Json]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
each_operation = pytest.mark.parametrize("operation_id", OPERATIONS)


def objects_of(value: object) -> Iterator[Json]:
    """Every object inside a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects_of(inner)


def test_the_committed_contract_is_what_the_service_serves(app: ASGIApp) -> None:
    reply = ask(app, "GET", "/openapi.json")
    assert reply.headers["content-type"] == "application/json"
    assert reply.content == COMMITTED.read_bytes(), "run `precept openapi`"


def test_the_committed_contract_is_what_the_handlers_make(register: Register) -> None:
    assert contract_of(ROUTES, register).text == COMMITTED.read_bytes(), "run `precept openapi`"


def test_the_text_of_the_contract_is_canonical() -> None:
    canonical = json.dumps(DOCUMENT, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert COMMITTED.read_bytes() == canonical.encode()


@pytest.mark.parametrize("seed", ["0", "2016", "random"])
def test_the_contract_is_the_same_bytes_whatever_order_python_hashes_in(seed: str) -> None:
    made = subprocess.run(
        [
            sys.executable,
            "-c",
            WRITE_THE_CONTRACT,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert made.stdout == COMMITTED.read_bytes()


def test_the_document_is_valid_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()] == []


def test_every_component_is_used_and_every_reference_leads_somewhere() -> None:
    wanted = {each["$ref"] for each in objects_of(DOCUMENT) if "$ref" in each}
    assert wanted == {f"#/components/{kind}/{name}" for kind, parts in DOCUMENT["components"].items() for name in parts}


def test_components_are_named_as_a_program_names_its_types() -> None:
    names = [name for parts in DOCUMENT["components"].values() for name in parts]
    assert [name for name in names if not re.fullmatch("[A-Z][A-Za-z0-9]*", name)] == []


def test_no_pattern_needs_what_other_dialects_cannot_read() -> None:
    patterns = {each["pattern"] for each in objects_of(DOCUMENT) if isinstance(each.get("pattern"), str)}
    assert len(patterns) > 20
    for pattern in patterns:
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        assert "(?" not in pattern
        assert "\\d" not in pattern
        assert "\\Z" not in pattern


def test_every_text_asked_for_is_bounded() -> None:
    """A request has no text without a pattern, an enumeration or a constant, and no number without bounds."""
    asked = [operation["requestBody"] for _, _, operation in OPERATIONS.values() if "requestBody" in operation]
    names = {each["$ref"].rsplit("/", 1)[1] for each in objects_of(asked) if "$ref" in each}
    while (
        more := {
            each["$ref"].rsplit("/", 1)[1]
            for name in names
            for each in objects_of(DOCUMENT["components"]["schemas"][name])
            if "$ref" in each
        }
        - names
    ):
        names |= more
    schemas: list[object] = [DOCUMENT["components"]["schemas"][name] for name in sorted(names)]
    schemas += [
        parameter["schema"] for _, _, operation in OPERATIONS.values() for parameter in operation.get("parameters", [])
    ]
    texts = [each for each in objects_of(schemas) if each.get("type") == "string"]
    numbers = [each for each in objects_of(schemas) if each.get("type") == "integer"]
    lists = [each for each in objects_of(schemas) if each.get("type") == "array"]
    assert len(texts) > 100
    assert [each for each in texts if not {"pattern", "enum", "const"} & set(each)] == []
    assert [each for each in numbers if not {"minimum", "maximum"} <= set(each)] == []
    assert [each for each in lists if "maxItems" not in each] == []
    assert [each for each in objects_of(schemas) if each.get("type") == "number"] == []


def test_requests_refuse_unknown_fields_and_say_so() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name
    for name in ("PreceptForHeldArea", "PreceptForOtherArea", "UpliftTerms", "Freeze", "ByPercent", "CashLimit"):
        assert DOCUMENT["components"]["schemas"][name]["additionalProperties"] is False, name


@each_operation
def test_an_operation_says_what_it_is(operation_id: str) -> None:
    _, _, operation = OPERATIONS[operation_id]
    assert len(operation["summary"]) > 5
    assert len(operation["description"]) > 20
    assert operation["description"] != operation["summary"]
    assert operation["tags"]
    assert set(operation["tags"]) <= {tag["name"] for tag in DOCUMENT["tags"]}
    for parameter in operation.get("parameters", []):
        assert len(parameter["description"].split()) > 2, parameter["name"]


@each_operation
def test_the_example_of_an_operation_is_there_and_works(operation_id: str, app: ASGIApp) -> None:
    method, path, operation = OPERATIONS[operation_id]
    parameters = operation.get("parameters", [])
    query = {each["name"]: each["example"] for each in parameters if "example" in each}
    assert {each["name"] for each in parameters if each["required"]} <= set(query)
    bodies: list[Json | None] = [None]
    if "requestBody" in operation:
        examples = operation["requestBody"]["content"]["application/json"]["examples"]
        bodies = [example["value"] for example in examples.values()]
        assert bodies
        assert all(example["summary"] for example in examples.values())
    for body in bodies:
        reply = ask(app, method, path, params=query, json=body)
        assert reply.status_code == 200, reply.text
        assert reply.headers["content-type"].split(";")[0] in operation["responses"]["200"]["content"]


@each_operation
def test_the_example_of_a_parameter_works_beside_those_that_are_required(operation_id: str, app: ASGIApp) -> None:
    method, path, operation = OPERATIONS[operation_id]
    parameters = operation.get("parameters", [])
    needed = {each["name"]: each["example"] for each in parameters if each["required"]}
    for parameter in parameters:
        for example in parameter["schema"].get("examples", []):
            reply = ask(app, method, path, params={**needed, parameter["name"]: example})
            assert reply.status_code == 200, (parameter["name"], example, reply.text)


def test_the_example_of_a_field_in_a_request_is_one_that_fits(app: ASGIApp) -> None:
    """`examples` of a schema are what tools fill forms with: the register's version among them must be the one held."""
    version = ask(app, "GET", "/ready").json()["register_version"]
    stated = [
        example
        for schema in DOCUMENT["components"]["schemas"].values()
        for name, each in schema.get("properties", {}).items()
        if name == "register_version"
        for example in each.get("examples", [])
    ]
    assert len(stated) >= 3
    assert set(stated) == {version}


def shared(response: Json) -> Json:
    """A response, found among the shared ones where it refers to one."""
    name = response.get("$ref", "").rpartition("/")[2]
    found: Json = DOCUMENT["components"]["responses"][name] if name else response
    return found


@each_operation
def test_an_operation_lists_every_way_it_can_fail(operation_id: str) -> None:
    _, path, operation = OPERATIONS[operation_id]
    responses = operation["responses"]
    expected = {"200", "405", "500"}
    if path not in NEVER_REFUSED:
        expected |= {"406", "429"}
    if path.startswith("/v1/") or path == "/ready":
        expected |= {"503"}
    if "requestBody" in operation:
        expected |= {"400", "408", "413", "415", "422"}
    else:
        expected |= {"304"}
    if "parameters" in operation:
        expected |= {"400"}
    assert expected <= set(responses) <= expected | {"422", "400"}
    for status, response in responses.items():
        said = shared(response)
        assert said["description"]
        if int(status) >= 400:
            assert list(said["content"]) == [PROBLEM_JSON]
        for name in ("X-Request-Id", "X-Register-Version", "X-Calculation-Version"):
            assert name in said["headers"]
    assert "Allow" in shared(responses["405"])["headers"]
    for status in expected & {"429", "503"}:
        assert "Retry-After" in shared(responses[status])["headers"]
    if "requestBody" not in operation:
        assert "ETag" in responses["200"]["headers"]


@each_operation
def test_an_operation_names_the_refusals_it_lists(operation_id: str) -> None:
    _, _, operation = OPERATIONS[operation_id]
    if "422" not in operation["responses"]:
        return
    response = operation["responses"]["422"]
    kinds = response["content"][PROBLEM_JSON]["schema"]["allOf"][1]["properties"]["type"]["enum"]
    assert kinds
    assert set(kinds) <= {f"/problems/{each.slug}" for each in REFUSALS}
    assert all(f"`{kind}`" in response["description"] for kind in kinds)


def test_every_named_refusal_is_explained_on_the_page_of_problems(app: ASGIApp) -> None:
    page = ask(app, "GET", "/problems").text
    assert [each.slug for each in REFUSALS if each.slug not in page or each.title not in page] == []


def test_every_named_refusal_is_listed_by_some_operation() -> None:
    listed = {
        each
        for found in objects_of(DOCUMENT["paths"])
        for each in found.get("enum", [])
        if str(each).startswith("/problems/")
    }
    assert listed == {f"/problems/{each.slug}" for each in REFUSALS}


def test_only_documented_routes_exist_beside_the_pages_for_people() -> None:
    routes = {(path, method) for route in ROUTES for path in route.paths for method in route.http_methods}
    documented = {(path, method) for method, path, _ in OPERATIONS.values()}
    pages = {(path, method) for path, method in routes if path == "/" or path.startswith(BESIDE)}
    assert documented.isdisjoint(pages)
    assert routes - pages == documented
    assert {method for _, method in pages} == {"GET"}


def test_operation_ids_are_unique_and_written_alike() -> None:
    ids = [operation["operationId"] for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids)) == len(OPERATIONS)
    assert [each for each in ids if not each.isascii() or not each.isalnum() or not each[0].islower()] == []


def test_a_422_is_allowed_to_schemathesis_for_the_operations_that_list_one_and_no_other() -> None:
    config = tomllib.loads((ROOT / "schemathesis.toml").read_text())
    workbooks, allowed = config["operations"]
    assert workbooks == {"include-path-regex": r"\.(xlsx|zip)$", "generation": {"max-examples": 20}}
    assert set(allowed) == {"include-operation-id", "checks"}
    assert sorted(allowed["include-operation-id"]) == sorted(
        name for name, (_, _, operation) in OPERATIONS.items() if "422" in operation["responses"]
    )
    assert allowed["checks"] == {"positive_data_acceptance": {"expected-statuses": ["200", "422"]}}
    assert config["checks"] == {"positive_data_acceptance": {"expected-statuses": ["200"]}}
    assert "phases" not in config
    assert [
        each
        for each in objects_of(config)
        if each.get("enabled") is False and each is not config["output"]["sanitization"]
    ] == []
