"""Node, and the packages of `tests/contract/node`: a linter, and what makes a client in TypeScript."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

FOLDER = Path(__file__).parent / "node"
PACKAGES = FOLDER / "node_modules"
NODE = shutil.which("node", path=os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.executable).parent)]))
MISSING = (
    "Node is not on this machine (20.19 or later)"
    if NODE is None
    else None
    if (PACKAGES / ".package-lock.json").exists()
    else "its packages are not installed: npm ci --prefix tests/contract/node"
)
Test = TypeVar("Test", bound=Callable[..., None])


def needs_node(test: Test) -> Test:
    """Mark a test that runs a tool of Node; without the tool it is skipped, with the reason."""
    return pytest.mark.node(pytest.mark.skipif(MISSING is not None, reason=str(MISSING))(test))


def run_tool(script: str, *arguments: str | Path, within: Path = FOLDER) -> subprocess.CompletedProcess[str]:
    """Run a script of one of the packages; it reports nothing to anyone and looks for no newer version."""
    silent = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
    return subprocess.run(
        [str(NODE), str(PACKAGES / script), *map(str, arguments)],
        cwd=within,
        env={**os.environ, **silent},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
