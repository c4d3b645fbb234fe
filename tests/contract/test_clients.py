"""Clients made from the contract, in Python and in TypeScript: they pass a type checker and ask the running service."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.process import serving
from tests.contract.node_tools import NODE, PACKAGES, needs_node, run_tool

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "openapi" / "openapi.json"
CALLERS = Path(__file__).parent / "clients"
OPERATIONS = [each for methods in json.loads(CONTRACT.read_bytes())["paths"].values() for each in methods.values()]
pytestmark = pytest.mark.xdist_group("clients")
KENT = ["band D 152.15", "band D 152.15", "officers for good 17", "refused /problems/not-in-contract"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as (_, port):
        yield f"http://127.0.0.1:{port}"


def run(folder: Path, *command: str | Path) -> str:
    """What a command says, when it succeeds."""
    own = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    ran = subprocess.run(
        [str(each) for each in command], cwd=folder, env=own, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def python_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client, made without a warning, and the script that uses it."""
    folder = tmp_path_factory.mktemp("python")
    made = ["--path", CONTRACT, "--output-path", folder / "precept_client", "--meta", "none", "--fail-on-warning"]
    run(
        folder,
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        *made,
        "--config",
        CALLERS / "python_client.yaml",
    )
    shutil.copy(CALLERS / "ask_kent.py", folder)
    return folder


def test_the_client_in_python_has_every_operation(python_client: Path) -> None:
    made = {path.stem.replace("_", "") for path in python_client.glob("precept_client/api/*/*.py")} - {"init"}
    assert made == {each["operationId"].lower() for each in OPERATIONS}


def test_a_caller_of_the_client_in_python_passes_the_type_checker(python_client: Path) -> None:
    checked = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "ask_kent.py"]
    assert run(python_client, *checked) == "Success: no issues found in 1 source file\n"
    spoilt = (python_client / "ask_kent.py").read_text().replace("answer.band_d.proposed_pounds", "answer.band_e")
    (python_client / "spoilt.py").write_text(spoilt)
    with pytest.raises(AssertionError, match='has no attribute "band_e"'):
        run(python_client, *checked[:-1], "spoilt.py")


def test_the_client_in_python_is_told_what_kents_increase_comes_to(python_client: Path, address: str) -> None:
    assert run(python_client, sys.executable, "ask_kent.py", address).splitlines() == KENT


@pytest.fixture(scope="module")
def typescript_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types that are made, the script that uses them, and the packages."""
    folder = tmp_path_factory.mktemp("typescript")
    made = run_tool(
        "openapi-typescript/bin/cli.js", CONTRACT, "--default-non-nullable=false", "-o", "precept.d.ts", within=folder
    )
    assert made.returncode == 0, made.stderr
    shutil.copy(CALLERS / "ask_kent.ts", folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(PACKAGES)
    return folder


STRICT = ("--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom")


@needs_node
def test_a_caller_of_the_client_in_typescript_passes_the_type_checker(typescript_client: Path) -> None:
    checked = run_tool("typescript/bin/tsc", *STRICT, "--noEmit", "ask_kent.ts", within=typescript_client)
    assert checked.returncode == 0, checked.stdout
    spoilt = (
        (typescript_client / "ask_kent.ts")
        .read_text()
        .replace("raised.data.band_d.proposed_pounds", "raised.data.band_e")
    )
    (typescript_client / "spoilt.ts").write_text(spoilt)
    checked = run_tool("typescript/bin/tsc", *STRICT, "--noEmit", "spoilt.ts", within=typescript_client)
    assert "Property 'band_e' does not exist" in checked.stdout


@needs_node
def test_the_types_in_typescript_leave_no_field_of_a_request_unknown(typescript_client: Path) -> None:
    made = (typescript_client / "precept.d.ts").read_text()
    assert f" {OPERATIONS[0]['operationId']}: {{" in made
    assert [
        line for line in made.splitlines() if re.search(r"[:|&(] unknown|unknown\[", line) and "[name: " not in line
    ] == []


@needs_node
def test_the_client_in_typescript_is_told_what_kents_increase_comes_to(typescript_client: Path, address: str) -> None:
    compiled = run_tool("typescript/bin/tsc", *STRICT, "--outDir", "out", "ask_kent.ts", within=typescript_client)
    assert compiled.returncode == 0, compiled.stdout
    assert run(typescript_client, str(NODE), "out/ask_kent.js", address).splitlines() == KENT
