"""The Dockerfile without an engine: what it says, and its steps carried out in a clean folder."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from fnmatch import fnmatch
from pathlib import Path

import pytest
from tests.api.process import free_port

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STEPS = [
    (keyword, rest)
    for line in re.sub(r"\\\n\s*", "", TEXT).splitlines()
    if line and not line.startswith("#")
    for keyword, _, rest in [line.partition(" ")]
]
LAST = max(at for at, (keyword, _) in enumerate(STEPS) if keyword == "FROM")


def of(keyword: str, steps: list[tuple[str, str]]) -> list[str]:
    return [rest for found, rest in steps if found == keyword]


def test_the_image_is_small_runs_as_nobody_and_has_a_health_check() -> None:
    last = STEPS[LAST:]
    assert all("-slim" in each for each in of("FROM", STEPS))
    assert len(of("FROM", STEPS)) == 2
    assert of("RUN", last) == []
    assert of("COPY", last) == ["--from=build /opt/precept /opt/precept"]
    assert of("USER", last) == ["10001:10001"]
    assert json.loads(of("CMD", last)[0]) == ["precept", "serve"]
    (check,) = of("HEALTHCHECK", last)
    assert "/ready" in json.loads(check.split("CMD ", 1)[1])[-1]
    assert "never built" in TEXT


def test_what_it_copies_is_there_and_nothing_else_is_sent() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")]
    for each in of("COPY", STEPS[:LAST]):
        for name in each.split()[:-1]:
            assert (ROOT / name).exists()
            assert any(fnmatch(name, pattern) for pattern in allowed)


@pytest.mark.long
def test_its_steps_make_a_service_that_answers_and_writes_nothing(tmp_path: Path) -> None:
    """Each COPY and RUN of the build, with its folders moved under a clean one; then the last stage's command and check."""
    build, target = tmp_path / "build", tmp_path / "opt" / "precept"
    build.mkdir()
    plain = {"PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    plain |= {name: value for name, value in os.environ.items() if name.lower().startswith(("pip_", "ssl_", "http"))}

    def moved(text: str) -> str:
        return text.replace("/opt/precept", str(target))

    for keyword, rest in STEPS[:LAST]:
        if keyword == "COPY":
            *names, place = shlex.split(rest)
            for name in names:
                source = ROOT / name
                ignored = shutil.ignore_patterns("__pycache__")
                if source.is_dir():
                    shutil.copytree(source, build / place, ignore=ignored)
                else:
                    shutil.copy(source, build / place)
        elif keyword == "RUN":
            command = [moved(each) for each in shlex.split(rest)]
            command[0] = command[0].replace("python", sys.executable) if command[0] == "python" else command[0]
            done = subprocess.run(command, cwd=build, env=plain, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(build)
    environment = dict(each.split("=", 1) for each in shlex.split(of("ENV", STEPS[LAST:])[0]))
    port = free_port()
    environment |= {"PATH": moved(environment["PATH"]).replace(":$PATH", ""), "PRECEPT_PORT": str(port)}
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    command = json.loads(of("CMD", STEPS[LAST:])[0])
    command[0] = str(target / "bin" / command[0])
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as service:
        try:
            for _ in range(500):
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=5).close()
                    break
                except OSError:
                    assert service.poll() is None
                    time.sleep(0.02)
            check = json.loads(of("HEALTHCHECK", STEPS[LAST:])[0].split("CMD ", 1)[1])
            check[0] = str(target / "bin" / check[0])
            assert subprocess.run(check, env=environment, check=False).returncode == 0
        finally:
            service.terminate()
    assert subprocess.run(check, env=environment, capture_output=True, check=False).returncode != 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == written
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    assert size < 450_000_000, f"{size // 1_000_000} MB"
