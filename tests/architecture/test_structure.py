"""The rooms know only what they may, and the checks that keep the code plain pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
TOP_LEVEL = {
    "pyproject.toml", "README.md", "service", "fixtures", "openapi", "tests",
    ".ci", "constraints.txt", "LICENSE", "schemathesis.toml", ".gitignore",
    "Dockerfile", ".dockerignore",
}  # fmt: skip


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("lint-imports",),
    ],
    ids=" ".join,
)
def test_the_check_passes(command: tuple[str, ...]) -> None:
    done = _run(*command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_top_level_is_the_one_agreed() -> None:
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()} | {".git"}
    found = {path.name for path in ROOT.iterdir() if not any(path.match(pattern) for pattern in ignored)}
    assert found <= TOP_LEVEL


def test_no_module_is_named_for_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "data", "info"}
    assert not [path for path in (ROOT / "service").rglob("*.py") if path.stem in empty]


def test_no_module_holds_more_than_one_screenful_too_many() -> None:
    long = {
        str(path): lines
        for path in (ROOT / "service").rglob("*.py")
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert not long


def test_the_pins_are_exact_and_name_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text()
    pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert pins
    assert all(re.match(r"^[a-z0-9][a-z0-9._-]*==[0-9][^ ]*( ; .+)?$", pin) for pin in pins)
    assert "://" not in text
    assert "--hash" not in text


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    command = (ROOT / ".ci" / "run").read_text().strip().splitlines()[-1]
    assert command in (ROOT / "README.md").read_text()


def test_litestar_is_known_only_to_the_api_and_the_application() -> None:
    package = ROOT / "service" / "precept"
    knowing = {
        path.relative_to(package).parts[0]
        for path in package.rglob("*.py")
        if re.search(r"^(from|import) litestar", path.read_text(), re.MULTILINE)
    }
    assert knowing == {"api", "app.py"}
