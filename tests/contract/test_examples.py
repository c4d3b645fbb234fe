"""Every example in `openapi/examples` is answered today as it was when it was written, to the byte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from precept.api.examples import ask
from precept.app import create_app

FOLDER = Path(__file__).parents[2] / "openapi"
CONTRACT = json.loads((FOLDER / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
    if path != "/openapi.json"
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient[Any]]:
    with TestClient(create_app()) as started:
        yield started


def test_every_operation_has_an_example_and_no_other_file_lies_there() -> None:
    assert {path.stem for path in (FOLDER / "examples").iterdir()} == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_example_is_answered_as_it_is_written(name: str, client: TestClient[Any]) -> None:
    path, method, operation = OPERATIONS[name]
    written = (FOLDER / "examples" / f"{name}.json").read_text(encoding="utf-8")
    now = ask(client, path, method, operation)
    assert json.dumps(now, indent=2, ensure_ascii=False) + "\n" == written
    assert now["response"]["status"] == 200
