"""The first screen of the README is what the service says."""

from __future__ import annotations

from pathlib import Path

from litestar.testing import TestClient
from tests.benchmarks.every import SHORT

from precept.api.funding import KENT_FUNDING_REQUEST
from precept.app import create_app
from precept.demo import said

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_answer_in_the_readme_is_the_answer_of_the_service() -> None:
    with TestClient(create_app()) as client:
        answer = client.post("/v1/funding/calculate", json=KENT_FUNDING_REQUEST).json()
    assert said(answer) in README


def test_nothing_in_the_readme_is_left_to_be_filled_in() -> None:
    assert "__" not in README.replace("__pycache__", "")


def test_every_benchmark_is_named_in_the_readme_and_all_but_the_slow_run_with_the_others() -> None:
    parts, slow = {"bare", "empty", "reached"}, {"mutation"}
    scripts = {
        path.stem
        for path in (Path(__file__).parents[1] / "benchmarks").glob("*.py")
        if '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")
    }
    assert scripts - parts - slow - {"every"} == set(SHORT)
    for name in scripts - parts:
        assert f"tests.benchmarks.{name}" in README or f"tests/benchmarks/{name}.py" in README, name
