"""Callers of the last release are not broken; and every rule of that check finds what it is there for."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar.testing import TestClient
from tests.contract import broken_callers, broken_schemas
from tests.contract.broken_callers import breaks_between, untold, version_of
from tests.contract.broken_schemas import Break, text_refused

from precept.api.wire import CONTRACT_VERSION
from precept.app import create_app

FOLDER = Path(__file__).parents[2] / "openapi"
CHANGELOG = (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8")
NOW = json.loads((FOLDER / "openapi.json").read_bytes())
RELEASES = {path.stem: path for path in (FOLDER / "releases").glob("*.json")}
LAST = max(RELEASES, key=version_of)
THEN = json.loads(RELEASES[LAST].read_bytes())

Json = dict[str, Any]


def test_no_caller_of_the_last_release_is_broken_without_being_told() -> None:
    broken = untold(breaks_between(THEN, NOW), LAST, CONTRACT_VERSION, CHANGELOG)
    assert [str(each) for each in broken] == [], "give it a new version, and say so in openapi/CHANGELOG.md"


def test_the_document_of_every_release_is_kept_under_its_version() -> None:
    """At a release: python3 -m json.tool --compact --no-ensure-ascii openapi/openapi.json openapi/releases/<version>.json."""
    for version, path in RELEASES.items():
        assert json.loads(path.read_bytes())["info"]["version"] == version
        assert f"\n## {version}, " in CHANGELOG
    assert NOW["info"]["version"] == CONTRACT_VERSION
    assert version_of(CONTRACT_VERSION) >= version_of(LAST)
    released = max(re.findall(r"^## ([0-9.]+), ", CHANGELOG, re.MULTILINE), key=version_of)
    assert released in (LAST, CONTRACT_VERSION)


def test_after_1_4_0_no_entry_breaks_a_caller_under_the_same_path_version() -> None:
    later, mark, before = CHANGELOG.partition("\n## 1.4.0, ")
    assert mark
    assert "\n- Breaking" in before
    assert [line for line in later.splitlines() if line.startswith("- Breaking") and "`/v2/" not in line] == []


OPERATIONS = [(path, method, each) for path, methods in THEN["paths"].items() for method, each in methods.items()]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    with TestClient(create_app()) as started:
        yield started


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[each["operationId"] for *_, each in OPERATIONS]
)
def test_what_the_last_release_showed_as_an_example_is_answered_as_it_promised(
    path: str, method: str, operation: Json, client: TestClient[Any]
) -> None:
    query = {each["name"]: each["example"] for each in operation.get("parameters", []) if "example" in each}
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    bodies = [each["value"] for each in content.get("examples", {}).values()] or [None]
    promised = operation["responses"]["200"]["content"]
    for body in bodies:
        reply = client.request(method, path, params=query, json=body)
        assert reply.status_code == 200, reply.text
        kind = reply.headers["content-type"].split(";")[0]
        if kind == "application/json" and path != "/openapi.json":
            shape = {**promised[kind]["schema"], "components": THEN["components"]}
            assert [each.message for each in Draft202012Validator(shape).iter_errors(reply.json())] == []
        assert kind in promised


MADE_UP: Json = {
    "security": [],
    "components": {
        "responses": {
            "Bad": {"description": "Bad.", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
        },
        "schemas": {
            "Asked": {
                "title": "Asked",
                "type": "object",
                "required": ["year"],
                "properties": {
                    "year": {"enum": ["2015-16", "2016-17"]},
                    "pounds": {"type": "string", "pattern": "^[0-9]{1,6}$", "default": "0"},
                    "note": {"type": "string", "maxLength": 80},
                    "officers": {"type": "integer", "minimum": 0, "maximum": 1000},
                    "rows": {"type": "array", "maxItems": 9, "items": {"$ref": "#/components/schemas/Asked"}},
                    "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                    "increase": {
                        "anyOf": [{"$ref": "#/components/schemas/Freeze"}, {"$ref": "#/components/schemas/Cash"}]
                    },
                },
            },
            "Freeze": {
                "title": "Freeze",
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": "freeze"}},
            },
            "Cash": {
                "title": "Cash",
                "type": "object",
                "required": ["kind", "pounds"],
                "properties": {"kind": {"const": "cash"}, "pounds": {"type": "string"}},
            },
            "Answered": {
                "type": "object",
                "required": ["pounds", "status"],
                "properties": {
                    "pounds": {"type": "string"},
                    "status": {"enum": ["final", "provisional"]},
                    "limit": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "inner": {"type": "array", "items": {"$ref": "#/components/schemas/Answered"}},
                },
            },
        },
    },
    "paths": {
        "/v1/ask": {
            "post": {
                "operationId": "ask",
                "parameters": [{"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 9}}],
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Asked"}},
                        "text/csv": {"schema": {"type": "string"}},
                    },
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Answered"}},
                            "text/csv": {"schema": {"type": "string", "description": "Columns: year,band_d,tax_base"}},
                        },
                    },
                    "400": {"$ref": "#/components/responses/Bad"},
                },
            },
            "get": {"operationId": "read", "responses": {"200": {}}},
        },
        "/v1/read": {"get": {"operationId": "readMore", "responses": {"200": {}}}},
    },
}


def part(document: Json, way: str) -> Any:
    """A part of the made-up document: of what is asked or answered by name, of the operation, or of the document."""
    schemas, operation = document["components"]["schemas"], document["paths"]["/v1/ask"]["post"]
    starts = {"asked": schemas["Asked"], "answered": schemas["Answered"], "operation": operation, "document": document}
    first, *rest = way.split(" ")
    found = starts[first]
    for step in rest:
        found = found[int(step) if isinstance(found, list) else step]
    return found


def put(way: str, **values: Any) -> Callable[[Json], None]:
    return lambda document: part(document, way).update(values)


def drop(way: str, *names: str) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        for name in names:
            del part(document, way)[name]

    return change


def add(way: str, value: object) -> Callable[[Json], None]:
    return lambda document: part(document, way).append(value)


def take(way: str, value: object) -> Callable[[Json], None]:
    return lambda document: part(document, way).remove(value)


TEXT: Json = {"type": "string"}
AS_JSON, AS_CSV = "application/json", "text/csv"
JSON_SCHEMA = "operation requestBody content application/json"
BREAKING: list[tuple[str, str, Callable[[Json], None]]] = [
    ("path removed", "/v1/read", drop("document paths", "/v1/read")),
    ("operation removed", "GET /v1/ask", drop("document paths /v1/ask", "get")),
    ("operation renamed", "POST /v1/ask", put("operation", operationId="question")),
    ("key demanded", "GET /v1/read", put("document paths /v1/read get", security=[{"key": []}])),
    ("parameter removed", "POST /v1/ask?limit", put("operation", parameters=[])),
    ("parameter made required", "POST /v1/ask?limit", put("operation parameters 0", required=True)),
    ("new required parameter", "POST /v1/ask?area",
     add("operation parameters", {"in": "query", "name": "area", "required": True, "schema": TEXT})),
    ("bound narrowed", "POST /v1/ask?limit", put("operation parameters 0 schema", maximum=8)),
    ("body demanded", "POST /v1/ask", put("operation requestBody", required=True)),
    ("body demanded", "GET /v1/read", put("document paths /v1/read get", requestBody={"required": True, "content": {}})),
    ("body removed", "POST /v1/ask", drop("operation", "requestBody")),
    ("media type removed", "POST /v1/ask", drop("operation requestBody content", AS_CSV)),
    ("media type removed", "POST /v1/ask 200", drop("operation responses 200 content", AS_CSV)),
    ("status removed", "POST /v1/ask", drop("operation responses", "400")),
    ("header removed", "POST /v1/ask 200", drop("operation responses 200 headers", "ETag")),
    ("column removed", "POST /v1/ask 200.tax_base",
     put("operation responses 200 content text/csv schema", description="Columns: year,band_d")),
    ("columns moved", "POST /v1/ask 200",
     put("operation responses 200 content text/csv schema", description="Columns: band_d,year,tax_base")),
    ("field removed", "POST /v1/ask body.note", drop("asked properties", "note")),
    ("field removed", "POST /v1/ask 200.limit", drop("answered properties", "limit")),
    ("field made required", "POST /v1/ask body.note", add("asked required", "note")),
    ("new required field", "POST /v1/ask body.area",
     lambda each: (put("asked properties", area=TEXT)(each), add("asked required", "area")(each))),
    ("unknown fields refused", "POST /v1/ask body", put("asked", additionalProperties=False)),
    ("type narrowed", "POST /v1/ask body.note", put("asked properties note", type="null")),
    ("value removed", "POST /v1/ask body.year", put("asked properties year", enum=["2016-17"])),
    ("value removed", "POST /v1/ask 200.status", put("answered properties status", enum=["final"])),
    ("values listed", "POST /v1/ask body.note", put("asked properties note", enum=["a", "b"])),
    ("bound narrowed", "POST /v1/ask body.officers", put("asked properties officers", minimum=1)),
    ("bound narrowed", "POST /v1/ask body.officers", put("asked properties officers", maximum=999)),
    ("bound narrowed", "POST /v1/ask body.note", put("asked properties note", minLength=1)),
    ("bound narrowed", "POST /v1/ask body.rows", put("asked properties rows", maxItems=8)),
    ("bound narrowed", "POST /v1/ask body.rows", put("asked properties rows", uniqueItems=True)),
    ("pattern narrowed", "POST /v1/ask body.pounds", put("asked properties pounds", pattern="^[0-9]{1,5}$")),
    ("pattern narrowed", "POST /v1/ask body.note", put("asked properties note", pattern="^[a-z]*$")),
    ("default changed", "POST /v1/ask body.pounds", put("asked properties pounds", default="1")),
    ("choice removed", "POST /v1/ask body.increase",
     take("asked properties increase anyOf", {"$ref": "#/components/schemas/Cash"})),
    ("choice removed", "POST /v1/ask body.size", put("asked properties", size={"type": "integer"})),
    ("new required field", "POST /v1/ask body.increase.why",
     add("document components schemas Cash required", "why")),
    ("field made required", "POST /v1/ask body.note", put("asked", anyOf=[{"required": ["note"]}, {"required": ["pounds"]}])),
    ("rule added", "POST /v1/ask body", put("asked", allOf=[{"$ref": "#/components/schemas/Freeze"}])),
    ("answer made optional", "POST /v1/ask 200.pounds", take("answered required", "pounds")),
    ("answer made nullable", "POST /v1/ask 200.pounds", put("answered properties pounds", type=["string", "null"])),
    ("answer made nullable", "POST /v1/ask 200.pounds", put("answered properties", pounds={"anyOf": [TEXT, {"type": "null"}]})),
    ("answer of another type", "POST /v1/ask 200.pounds", put("answered properties pounds", type="number")),
    ("answer of another type", "POST /v1/ask 200.limit", add("answered properties limit anyOf", {"type": "integer"})),
    ("answer of another type", "POST /v1/ask 200.pounds", put("answered properties pounds", contentMediaType="text/html")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "where", "change"), BREAKING, ids=[f"{rule}: {where}" for rule, where, _ in BREAKING])
def test_a_change_that_breaks_callers_is_found(rule: str, where: str, change: Callable[[Json], None]) -> None:
    changed = copy.deepcopy(MADE_UP)
    change(changed)
    assert {(each.rule, each.where) for each in breaks_between(MADE_UP, changed)} == {(rule, where)}


def test_every_rule_has_a_change_that_it_finds() -> None:
    sources = [Path(str(module.__file__)).read_text() for module in (broken_callers, broken_schemas)]
    stated = re.compile(r'Break\((?:f"[^"]*"|[a-z]+), "([a-z ]+)"')
    rules = {rule for source in sources for rule in stated.findall(source)}
    rules |= {"field made required", "new required field"}
    assert rules == {rule for rule, *_ in BREAKING}


ADDING: list[Callable[[Json], None]] = [
    put("document paths", **{"/v1/more": {"get": {"operationId": "more", "responses": {"200": {}}}}}),
    add("operation parameters", {"in": "query", "name": "area", "schema": TEXT}),
    put("operation parameters 0 schema", maximum=10),
    put("operation responses", **{"422": {"description": "Refused by name."}}),
    put("operation responses 200 content text/csv schema", description="Columns: year,area,band_d,tax_base,note"),
    put("asked properties", area=TEXT),
    put("asked properties year", enum=["2015-16", "2016-17", "2017-18"]),
    put("asked properties officers", minimum=-1, maximum=2000, type="number"),
    put("asked properties pounds", pattern="^-?[0-9]{1,7}$"),
    put("asked properties note", description="A note."),
    take("asked required", "year"),
    add("asked properties increase anyOf", {"type": "string"}),
    add("asked properties size anyOf", TEXT),
    put("answered properties", more=TEXT),
    put("answered properties status", enum=["corrected", "final", "provisional"]),
    put("answered properties", limit=TEXT),
    add("answered required", "limit"),
    lambda each: (
        put("document components schemas", Question=part(each, "asked"))(each)
        or put(JSON_SCHEMA, schema={"$ref": "#/components/schemas/Question"})(each)
    ),
]


@pytest.mark.parametrize("change", ADDING)
def test_a_change_that_only_adds_is_let_through(change: Callable[[Json], None]) -> None:
    changed = copy.deepcopy(MADE_UP)
    change(changed)
    assert changed != MADE_UP
    assert breaks_between(MADE_UP, changed) == []


def test_a_rule_between_fields_may_be_written_as_two_forms() -> None:
    then, now = copy.deepcopy(MADE_UP), copy.deepcopy(MADE_UP)
    put("asked", anyOf=[{"required": ["note"]}, {"required": ["size"]}])(then)
    whole = part(now, "asked")
    forms = [{**whole, "required": ["year", name]} for name in ("note", "size")]
    put("document components schemas", Asked={"anyOf": forms})(now)
    assert breaks_between(then, now) == breaks_between(now, then) == []
    assert {each.rule for each in breaks_between(MADE_UP, now)} == {"field made required"}


def test_the_version_of_the_figures_is_meant_to_change() -> None:
    then, now = copy.deepcopy(MADE_UP), copy.deepcopy(MADE_UP)
    put("asked properties", register_version={"enum": ["0123456789ab"]})(then)
    put("asked properties", register_version={"enum": ["ba9876543210"]})(now)
    for document, version in ((then, "0123456789ab"), (now, "ba9876543210")):
        forms = [{"$ref": "#/components/schemas/Freeze"}, {"$ref": "#/components/schemas/Cash"}]
        for name in ("Freeze", "Cash"):
            document["components"]["schemas"][name]["properties"]["register_version"] = {"enum": [version]}
        part(document, "asked")["properties"]["increase"] = {"anyOf": forms}
    assert breaks_between(then, now) == []


@pytest.mark.parametrize(
    ("then", "now", "narrower"),
    [
        ("^(0|[1-9][0-9]{0,3})$", "^(0|[1-9][0-9]{0,4})$", False),
        ("^(0|[1-9][0-9]{0,3})$", "^[1-9][0-9]{0,3}$", True),
        ("^[A-Z]{2}$", "^([A-Z]{2}|[a-z]{2})$", False),
        ("^[ -~]{1,80}$", "^[ -}]{1,80}$", True),
    ],
)
def test_a_pattern_is_narrower_when_a_text_made_from_the_old_one_does_not_fit(
    then: str, now: str, narrower: bool
) -> None:
    assert (text_refused(then, now) is not None) is narrower


FIELD = Break("POST /v1/ask body.increase.pounds", "field removed", "is gone")
PARAMETER = Break("GET /v1/ask?limit", "parameter removed", "is refused now")
GONE = Break("/v1/read", "path removed", "is gone")
TOLD = """## 1.4.0, 1 December 2026

- Breaking: `pounds` and `limit` of asking are gone, and so is
  `GET /v1/read`.

## 1.3.0, 22 November 2026

- Breaking: `/v1/ask`.
"""


@pytest.mark.parametrize(
    ("now", "changelog", "left"),
    [
        ("1.4.0", TOLD, []),
        ("1.3.0", TOLD, [FIELD, PARAMETER, GONE]),
        ("1.2.9", TOLD, [FIELD, PARAMETER, GONE]),
        ("1.4.0", TOLD.replace("1.4.0", "Unreleased"), [FIELD, PARAMETER, GONE]),
        ("1.4.0", TOLD.replace("`pounds`", "pounds"), [FIELD]),
        ("1.4.0", TOLD.replace("`limit`", "something"), [PARAMETER]),
        ("1.4.0", TOLD.replace("Breaking:", "Changed:"), [FIELD, PARAMETER, GONE]),
    ],
)
def test_callers_are_told_by_a_new_version_and_a_line_that_names_what_breaks(
    now: str, changelog: str, left: list[Break]
) -> None:
    assert untold([FIELD, PARAMETER, GONE], "1.3.0", now, changelog) == left
