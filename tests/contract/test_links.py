"""Every link of the contract leads from the answer to an example to an answer of the operation that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from precept.app import create_app

DOCUMENT = json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_bytes())
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
LINKS = [
    (source, target, link)
    for source, (_, _, operation) in OPERATIONS.items()
    for target, link in operation["responses"]["200"].get("links", {}).items()
]

Json = dict[str, Any]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    with TestClient(create_app()) as started:
        yield started


def question_of(operation: Json) -> tuple[Json, Json | None]:
    """The query and the body of the example of an operation."""
    query = {each["name"]: each["example"] for each in operation.get("parameters", []) if "example" in each}
    if "requestBody" not in operation:
        return query, None
    body: Json = operation["requestBody"]["content"]["application/json"]["examples"]["kent"]["value"]
    return query, body


def evaluated(expression: object, asked: Json | None, answer: Json) -> object:
    """What a runtime expression comes to; a text may hold some in braces."""
    if isinstance(expression, dict):
        return {name: evaluated(each, asked, answer) for name, each in expression.items()}
    assert isinstance(expression, str)
    if expression == "$request.body":
        return asked
    if expression.startswith("$response.body#/"):
        found: Any = answer
        for step in expression.removeprefix("$response.body#/").split("/"):
            found = found[int(step) if isinstance(found, list) else step]
        return found
    return re.sub(r"\{([^}]*)\}", lambda inner: str(evaluated(inner[1], asked, answer)), expression)


@pytest.mark.parametrize(("source", "target", "link"), LINKS, ids=[f"{each[0]} to {each[1]}" for each in LINKS])
def test_a_link_leads_from_one_answer_to_another(source: str, target: str, link: Json, client: TestClient[Any]) -> None:
    method, path, operation = OPERATIONS[source]
    query, asked = question_of(operation)
    answer = client.request(method, path, params=query, json=asked)
    assert answer.status_code == 200
    method, path, operation = OPERATIONS[target]
    assert link["operationId"] == target
    further: Any = evaluated(link.get("parameters", {}), asked, answer.json())
    body = evaluated(link["requestBody"], asked, answer.json()) if "requestBody" in link else None
    assert further or body
    assert further.keys() <= {each["name"] for each in operation.get("parameters", [])}
    assert None not in further.values()
    reached = client.request(method, path, params=further, json=body)
    assert reached.status_code == 200, reached.text
    if source == target:
        assert reached.content == answer.content
    elif "rows" in reached.json():
        assert reached.json()["rows"], "it leads to an empty table"
    if further.get("increase", "").startswith("band_d:") and "band_d" in reached.json():
        assert f"band_d:{reached.json()['band_d']['proposed_pounds']}" == further["increase"]


def test_so_many_links_lead_on() -> None:
    assert len(LINKS) == 31
    assert {source for source, _, _ in LINKS} >= {"getPrecept", "listPoliceAreas", "simulateUplift", "calculatePrecept"}
