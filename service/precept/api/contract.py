"""The OpenAPI 3.1 document, made from the operations that the handlers carry and from msgspec's own schemas.

Litestar's own document loses what we promise (no unknown fields, bounds of items, discriminators), so this one is made
here, written as canonical JSON, served byte for byte and committed as `openapi/openapi.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from precept.api.contract_answers import Json, answers_shared, headers_of, headers_shared, named_problem, on_all, shared
from precept.api.links import links_of
from precept.api.operations import CSV, EVENTS, PARQUET, XLSX, ZIP, Operation
from precept.api.problems import TYPE_BASE, Problem
from precept.api.text import published
from precept.api.wire import CONTRACT_VERSION
from precept.register.register import Register

_REF = "#/components/schemas/{name}"
_DESCRIPTION = """What an increase in a police precept raises, what firearms officers cost, and how many of them it pays for,
for every police area of England and Wales.

Money and rates travel as decimal strings, counts as integers; the unit and the period stand in the field's name. Every
error is `application/problem+json` with the field and what would be right. A request that fits this contract is answered,
or refused with one of the named problems that its operation lists under 422. Every answer names the version of the
calculation and of the figures it used, and each figure's source. Ignore fields you do not know: more may be added.

An operation that is going away says so in every answer: `Deprecation` since when, `Sunset` from when it may be gone, `Link`
with rel="successor-version" what takes its place; here it is marked `deprecated`. None is. `X-Request-Id` names a request in our
log (send your own, or take ours), and with the two versions beside it the calculation. Over 1,024 bytes an answer is compressed
for whoever accepts gzip. A 503 or 429 was not worked out: ask again after `Retry-After` seconds."""


@dataclass(frozen=True)
class Contract:
    """The document, and its canonical text."""

    document: Json
    text: bytes


def contract_of(handlers: Iterable[HTTPRouteHandler], register: Register) -> Contract:
    """Make the contract of these handlers; those without an operation are pages for people, and left out."""
    operations = [
        (path, method.lower(), operation)
        for handler in handlers
        if (operation := handler.opt.get("operation")) is not None
        for path in sorted(handler.paths)
        for method in sorted(handler.http_methods)
    ]
    paths: dict[str, Json] = {}
    for path, method, operation in operations:
        paths.setdefault(path, {})[method] = _operation(path, operation)
    _name_what_is_held(paths, register)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Precept",
            "version": CONTRACT_VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
            "contact": {"name": "The Precept engineers"},
        },
        "servers": [{"url": "/", "description": "This server"}],
        "security": [],
        "tags": [
            {"name": "Funding", "description": "The main job: from an increase to the officers it pays for."},
            {"name": "Precepts", "description": "What an increase raises, from whom, and whether it is allowed."},
            {"name": "Papers", "description": "What a precept ends in: the leaflet and the return."},
            {"name": "Officers", "description": "What an officer costs, and how an uplift comes about."},
            {"name": "Register", "description": "Every figure that answers rest on, with its source."},
            {"name": "Service", "description": "The service itself."},
        ],
        "paths": dict(sorted(paths.items())),
        "components": {
            "headers": headers_shared(),
            "responses": answers_shared(),
            "schemas": _schemas([operation for _, _, operation in operations], register),
        },
    }
    _name_what_is_long(document)
    text = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return Contract(document, text.encode())


def _operation(path: str, operation: Operation) -> Json:
    said: Json = {
        "operationId": operation.operation_id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "responses": dict(sorted((dict(_responses(operation)) | on_all(path)).items())),
    }
    if operation.leaving is not None:
        said["deprecated"] = True
    if operation.query is not None:
        said["parameters"] = list(_parameters(operation))
    if operation.body is not None:
        schema = {"$ref": _REF.format(name=operation.body.__name__)}
        examples = {"kent": {"summary": operation.example_of, "value": operation.example}}
        said["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema, "examples": examples}} | _table_body(operation),
        }
    return said


def _table_body(operation: Operation) -> Json:
    """State the same question as a table, where an operation takes one."""
    table = operation.table
    if table is None:
        return {}
    schema = {"type": "string", "pattern": table.pattern, "description": table.description}
    found: Json = {CSV: {"schema": schema, "examples": {"kent": {"summary": "Kent, 2016-17", "value": table.example}}}}
    if operation.tabular is not None:
        found[PARQUET] = {"schema": _file(PARQUET, "The same columns, in a Parquet file.")}
    return found


def _file(media_type: str, description: str) -> Json:
    return {"type": "string", "contentMediaType": media_type, "description": description}


def _parameters(operation: Operation) -> Iterator[Json]:
    kind = operation.query
    if kind is None:
        return
    schema = _cleaned(_components([kind])[kind.__name__])
    for name, each in schema["properties"].items():
        each.pop("default", None)
        said: Json = {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", []),
            "description": each.pop("description", name.replace("_", " ").capitalize() + "."),
            "schema": each,
        }
        if name in operation.example:
            said["example"] = operation.example[name]
        yield said


def _responses(operation: Operation) -> Iterator[tuple[str, Json]]:
    answer = {"description": operation.summary, "content": _content(operation), "headers": headers_of(operation)}
    links = links_of(operation.operation_id)
    yield "200", answer | ({"links": links} if links else {})
    if operation.body is not None or operation.query is not None:
        yield "400", shared("NotInContract")
    if operation.body is None:
        yield "304", shared("NotModified")
    else:
        yield "408", shared("BodyTooSlow")
        yield "413", shared("BodyTooLarge")
        yield "415", shared("UnsupportedMediaType")
    if operation.refusals:
        named = "; ".join(f"`{TYPE_BASE}{each.slug}`: {each.title}" for each in operation.refusals)
        types = [TYPE_BASE + each.slug for each in operation.refusals]
        yield "422", named_problem(f"The request fits the contract and has no answer: {named}", types)


def _content(operation: Operation) -> Json:
    if operation.csv is not None:
        return {"text/csv": {"schema": {"type": "string", "description": f"Columns: {operation.csv}"}}}
    if operation.xlsx:
        return {XLSX: {"schema": {"type": "string", "contentMediaType": XLSX}}}
    if operation.zip:
        return {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}
    if operation.answer is None:
        return {"application/json": {"schema": {"type": "object"}}}
    found: Json = {"application/json": {"schema": {"$ref": _REF.format(name=operation.answer.__name__)}}}
    if operation.tabular is not None:
        columns = f"Columns: {operation.tabular}"
        found |= {
            CSV: {"schema": {"type": "string", "description": columns}},
            PARQUET: {"schema": _file(PARQUET, columns)},
        }
    if operation.events is not None:
        example = {"summary": f"{operation.example_of}, the answer cut short", "value": operation.events.example}
        data = [{"$ref": _REF.format(name=kind.__name__)} for kind in operation.events.data]
        schema = _file(EVENTS, operation.events.description) | {"contentSchema": {"anyOf": data}}
        found[EVENTS] = {"schema": schema, "examples": {"kent": example}}
    return found


def _components(kinds: list[type[Struct]]) -> dict[str, Json]:
    _, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    return components


def _schemas(operations: list[Operation], register: Register) -> Json:
    kinds = [
        kind
        for operation in operations
        for kind in (operation.body, operation.answer, *operation.also)
        if kind is not None
    ]
    schemas = {name: _cleaned(schema) for name, schema in _components([Problem, *dict.fromkeys(kinds)]).items()}
    _say_what_types_cannot(schemas)
    _say_what_is_taken_for_granted(schemas)
    _name_what_is_held(schemas, register)
    return dict(sorted(schemas.items()))


_AREA_FIELDS = frozenset({"police_area", "area_name", "country", "prior_band_d_pounds"})
_TAKEN_AS_IT_IS = "BatchRow"
"""A row of a batch names its area as the others do, but is never refused as a body: it gets an error of its own."""


def _say_what_types_cannot(schemas: dict[str, Json]) -> None:
    """State the rules between fields: how an area, and how an authority, is named."""
    naming = {name for name, each in schemas.items() if each.get("properties", {}).keys() >= _AREA_FIELDS}
    for name in sorted(naming - {_TAKEN_AS_IT_IS}):
        _say_how_an_area_is_named(name, schemas)
    for name in ("AuthorityRequest", "CorrectedAuthorityRequest"):
        _say_how_an_authority_is_named(name, schemas)


def _say_how_an_area_is_named(name: str, schemas: dict[str, Json]) -> None:
    """Put in place of a request the two forms it has: for an area of the register, and for any other."""
    whole, stem = schemas[name], name.removesuffix("Request")
    described = whole["description"].rstrip(".")
    held = {field: each for field, each in whole["properties"].items() if field not in ("area_name", "country")}
    other = {field: each for field, each in whole["properties"].items() if field != "police_area"}
    schemas[f"{stem}ForHeldArea"] = {
        **whole,
        "title": f"{stem}ForHeldArea",
        "description": f"{described}: an area of the register; whatever the register holds may be left out.",
        "properties": held,
        "required": [*whole["required"], "police_area"],
    }
    schemas[f"{stem}ForOtherArea"] = {
        **whole,
        "title": f"{stem}ForOtherArea",
        "description": f"{described}: an area that the register does not know.",
        "properties": other,
        "required": [*whole["required"], "area_name", "country", "prior_band_d_pounds"],
    }
    schemas[name] = {
        "title": name,
        "description": whole["description"],
        "oneOf": [{"$ref": _REF.format(name=f"{stem}{form}")} for form in ("ForHeldArea", "ForOtherArea")],
    }


def _say_how_an_authority_is_named(name: str, schemas: dict[str, Json]) -> None:
    """Put in place of an authority its two forms, each with all its fields: a rule beside them is lost on most clients."""
    whole = schemas[name]
    forms = {name.replace("Request", f"By{field.capitalize()}"): field for field in ("code", "name")}
    for form, field in forms.items():
        schemas[form] = {**whole, "title": form, "required": [*whole["required"], field]}
    references = [{"$ref": _REF.format(name=form)} for form in forms]
    schemas[name] = {"title": name, "description": whole["description"], "anyOf": references}


def _say_what_is_taken_for_granted(schemas: dict[str, Json]) -> None:
    """State a default that is one of several objects in words and as `x-default`: client generators choke on it else."""
    for each in _all_objects(schemas):
        if "anyOf" in each and isinstance(each.get("default"), dict):
            each["x-default"] = each.pop("default")
            said = f"{each.get('description', '')} Where left out: {json.dumps(each['x-default'])}."
            each["description"] = said.strip()


def _name_what_is_held(said: dict[str, Json], register: Register) -> None:
    """List what the register holds wherever one of its codes, or its version, is asked for."""
    held = {
        "police_areas": list(register.precepting_areas),
        "register_version": [register.version],
        "back_tests": [row.back_test for row in register.tables["back-tests"].rows],
    }
    for each in _all_objects(said):
        if "x-enum" in each:
            each["enum"] = held[each.pop("x-enum")]
            each["examples"] = [example for example in each["examples"] if example in each["enum"]] or each["enum"][:1]


def _name_what_is_long(document: Json) -> None:
    """Put each text type that has a name among the schemas once, and a reference wherever it is asked for."""
    named: dict[str, Json] = {}
    for each in list(_all_objects(document)):
        if "x-name" in each:
            name, description = each.pop("x-name"), each.pop("description", None)
            named[name] = dict(each)
            each.clear()
            each["$ref"] = _REF.format(name=name)
            if description:
                each["description"] = description
    document["components"]["schemas"] = dict(sorted((document["components"]["schemas"] | named).items()))


def _cleaned(schema: Json) -> Json:
    """Leave out what is ours alone (the look-ahead of patterns)."""
    cleaned: Json = json.loads(json.dumps(schema))
    for each in _all_objects(cleaned):
        if isinstance(each.get("pattern"), str):
            each["pattern"] = published(each["pattern"])
    return cleaned


def _all_objects(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _all_objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _all_objects(each)
