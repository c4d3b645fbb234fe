"""The contract under a linter with every rule it has; those switched off say why in `node/redocly.yaml`."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.contract.node_tools import FOLDER, needs_node, run_tool

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "openapi" / "openapi.json"
RULES = FOLDER / "redocly.yaml"

Json = dict[str, Any]


def found_in(contract: Path) -> set[str]:
    """The rules that a document breaks, as errors or as warnings."""
    ran = run_tool(
        "@redocly/cli/bin/cli.js", "lint", "--config", RULES, "--format=json", "--max-problems=10000", contract
    )
    said = json.loads(ran.stdout)
    broken = {each["ruleId"] for each in said["problems"]}
    assert len(broken) > 0 or said["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}, said["totals"]
    assert (ran.returncode == 0) is (not broken), ran.stderr
    return broken


@needs_node
def test_the_linter_finds_neither_errors_nor_warnings_in_the_contract() -> None:
    assert found_in(CONTRACT) == set()


def without_summary(document: Json) -> None:
    del document["paths"]["/health"]["get"]["summary"]


def without_security(document: Json) -> None:
    del document["security"]


def with_another_type(document: Json) -> None:
    document["components"]["schemas"]["Problem"]["properties"]["title"]["enum"] = [7]


def with_an_example_that_does_not_fit(document: Json) -> None:
    body = document["paths"]["/v1/precepts/calculate"]["post"]["requestBody"]["content"]["application/json"]
    body["examples"]["kent"]["value"]["police_area"] = "Kent"


def with_an_unused_component(document: Json) -> None:
    document["components"]["schemas"]["Unused"] = {"type": "string"}


@needs_node
@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (without_summary, "operation-summary"),
        (without_security, "security-defined"),
        (with_another_type, "no-enum-type-mismatch"),
        (with_an_example_that_does_not_fit, "no-invalid-media-type-examples"),
        (with_an_unused_component, "no-unused-components"),
    ],
)
def test_the_linter_finds_a_fault_that_is_put_in(spoil: Callable[[Json], None], rule: str, tmp_path: Path) -> None:
    document = copy.deepcopy(json.loads(CONTRACT.read_bytes()))
    spoil(document)
    spoilt = tmp_path / "openapi.json"
    spoilt.write_text(json.dumps(document))
    assert found_in(spoilt) == {rule}


def test_every_rule_that_is_switched_off_says_why() -> None:
    lines = RULES.read_text().splitlines()
    off = [at for at, line in enumerate(lines) if re.fullmatch(r"  [a-z-]+: off", line)]
    assert len(off) == sum(re.search(': "?off', line) is not None for line in lines) - 1, "and telemetry"
    assert all(lines[at - 1].startswith("  # ") for at in off)
    assert "extends: [all]" in lines


def test_the_packages_of_node_are_pinned_exactly_and_name_no_address() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    locked = json.loads((FOLDER / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(each["integrity"] for name, each in locked.items() if name)
    assert [name for name, each in locked.items() if "resolved" in each] == []
