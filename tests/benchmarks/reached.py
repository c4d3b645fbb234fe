"""Which fast tests reach which lines of the two rooms, and how long each takes: asked once, kept under `build/`."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

TOP = Path(__file__).parents[2]
SERVICE = TOP / "service" / "precept"
ROOMS = ("council_tax", "funding")
KEPT = TOP / "build" / "mutation" / "reached.json"
PLAIN = ("-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:faker", "--no-header")
API = (
    "answers", "funding_batch", "history", "policy", "precept_questions", "reconcile", "tax_bases", "uplift_questions",
)  # fmt: skip
SUITE = [
    *sorted(path for path in (TOP / "tests/rules").glob("test_*.py") if path.name != "test_register_loading.py"),
    *sorted((TOP / "tests/properties").glob("test_*.py")),
    *sorted((TOP / "tests/scenarios").glob("test_*.py")),
    *(TOP / f"tests/api/test_{name}.py" for name in API),
    TOP / "tests/contract/test_examples.py",
]
"""All run in this process; what starts others would not meet the mutant."""
CASES_OF_A_PROPERTY = 2
WATCHED_SECONDS = 1.5
"""A test is watched for so long; it goes on at its own pace."""

Reach = dict[str, dict[str, list[int]]]


class Reached:
    """Seconds by test, and the lines by module that a test, or a whole file's fixtures, run."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.lines: Reach = {}

    def tests_of(self, name: str) -> list[str]:
        """Name the tests behind a context: one, or all of the file whose fixture it is."""
        if "::" in name:
            return [name] if name in self.seconds else []
        return [test for test in self.seconds if test.startswith(f"{name}::")]

    def reaching(self, module: str, lines: range) -> list[str]:
        """List the tests that run any of these lines, or any line of the module where none is given; quickest first."""
        of_lines = self._among(module, set(lines))
        whole_files = [name for name in of_lines if "::" not in name]
        named = [name for name in of_lines if "::" in name]
        return [*sorted(named, key=self.seconds.__getitem__), *self._in_files(whole_files)]

    def _among(self, module: str, lines: set[int]) -> list[str]:
        found = ((name, by_module.get(module)) for name, by_module in self.lines.items())
        return [name for name, ran in found if ran and (not lines or not lines.isdisjoint(ran))]

    def _in_files(self, files: list[str]) -> list[str]:
        return sorted((test for name in files for test in self.tests_of(name)), key=self.seconds.__getitem__)


class _Watching:
    """A pytest plugin that tells coverage whose lines they are."""

    def __init__(self) -> None:
        rooms = [str(SERVICE / room / "*") for room in ROOMS]
        self.coverage = coverage.Coverage(data_file=None, config_file=False, include=rooms)
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave the many seeds of a property at the first few: the others reach the same lines."""
        seen: Counter[str] = Counter()
        kept, left = [], []
        for item in items:
            function = item.nodeid.split("[")[0]
            seen[function] += 1
            (left if "/properties/" in function and seen[function] > CASES_OF_A_PROPERTY else kept).append(item)
        config.hook.pytest_deselected(items=left)
        items[:] = kept

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid.split("::")[0])
        yield

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        signal.signal(signal.SIGALRM, lambda *_: self.coverage.stop())
        signal.setitimer(signal.ITIMER_REAL, WATCHED_SECONDS)
        began = time.perf_counter()
        yield
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.seconds[item.nodeid] = time.perf_counter() - began
        self.coverage.start()


def _digest(paths: list[Path]) -> str:
    together = hashlib.sha256()
    for path in sorted(paths):
        together.update(path.read_bytes())
    return together.hexdigest()


def reached() -> Reached:
    """Give what every test reaches, having run, in a process of its own, those files that changed since."""
    subprocess.run([sys.executable, "-m", "tests.benchmarks.reached"], cwd=TOP, check=True)
    answer = Reached()
    for found in json.loads(KEPT.read_text("utf-8"))["files"].values():
        answer.seconds.update(found["seconds"])
        answer.lines.update(found["lines"])
    return answer


def refresh() -> None:
    """Run what changed, and keep what it reaches."""
    common = _digest([*SERVICE.rglob("*.py"), TOP / "tests/builders.py", *(TOP / "tests/reference").glob("*.py")])
    kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    known: dict[str, Any] = kept["files"] if kept.get("common") == common else {}
    digests = {str(path.relative_to(TOP)): _digest([path]) for path in SUITE}
    files = {name: known[name] for name, digest in digests.items() if known.get(name, {}).get("digest") == digest}
    stale = [name for name in digests if name not in files]
    if stale:
        print(f"Asking which lines {len(stale)} files of tests reach.", flush=True)
        for name, found in _watch(stale).items():
            files[name] = {"digest": digests[name], **found}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps({"common": common, "files": files}), "utf-8")


def _watch(files: list[str]) -> dict[str, Any]:
    watching = _Watching()
    watching.coverage.start()
    status = pytest.main([*PLAIN, *files], plugins=[watching])
    watching.coverage.stop()
    if status != pytest.ExitCode.OK:
        raise SystemExit(f"The tests fail without a mutant (pytest says {status}).")
    lines: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    data = watching.coverage.get_data()
    for measured in data.measured_files():
        module = str(Path(measured).relative_to(SERVICE))
        for line, contexts in data.contexts_by_lineno(measured).items():
            for context in contexts:
                if context:
                    lines[context][module].append(line)
    return {
        name: {
            "seconds": {
                test: round(each, 4) for test, each in watching.seconds.items() if test.startswith(f"{name}::")
            },
            "lines": {context: by for context, by in lines.items() if context.split("::")[0] == name},
        }
        for name in files
    }


if __name__ == "__main__":
    refresh()
