"""`precept simulate` over several processes and over a cluster: the bytes of a single process, or words that say why not."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.builders import register
from tests.files.plans import NEW_MONEY, in_file

from precept.api.decoding import decode
from precept.api.plan_simulations import PlanSimulationRequest, answer
from precept.cluster import workers
from precept.files.questions import Stopped
from precept.files.simulate import Wanted, simulated

pytestmark = pytest.mark.xdist_group("cluster")
PRECEPT = (sys.executable, "-m", "precept.cli")
CLUSTER_OF_TWO = """
from precept.cluster.workers import local_cluster
with local_cluster(2) as cluster:
    print(cluster.client.scheduler.address, flush=True)
    input()
"""
PLAN: dict[str, Any] = {**NEW_MONEY, "draws": 6_700, "replay": [2_345]}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of two processes, where its scheduler listens."""
    command = (sys.executable, "-c", CLUSTER_OF_TWO)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as cluster:
        assert cluster.stdout is not None
        yield cluster.stdout.readline().strip()
        cluster.communicate("\n", timeout=20)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The answer of this process, on one thread."""
    folder = tmp_path_factory.mktemp("alone")
    written, _ = simulated(in_file(folder, PLAN), Wanted(threads=1), register(), io.StringIO())
    written.to(folder / "answer.json")
    return (folder / "answer.json").read_bytes()


def test_two_processes_give_the_bytes_of_one(tmp_path: Path, alone: bytes) -> None:
    plan, out = in_file(tmp_path, PLAN), tmp_path / "answer.json"
    command = (*PRECEPT, "simulate", plan, "--workers", "2", "--out", out)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "6,700 of 6,700 futures" in done.stderr
    assert out.read_bytes() == alone


def test_a_cluster_gives_the_bytes_of_one_process_time_after_time(tmp_path: Path, alone: bytes, address: str) -> None:
    for number in (1, 2):
        out = tmp_path / f"{number}.json"
        written, _ = simulated(in_file(tmp_path, PLAN), Wanted(cluster=address), register(), io.StringIO())
        written.to(out)
        assert out.read_bytes() == alone


def test_a_cluster_does_the_work_holds_none_of_it_afterwards_and_one_broken_off_begins_no_more(address: str) -> None:
    asked = decode(json.dumps({**PLAN, "draws": 10_000}).encode(), PlanSimulationRequest, 32)
    seen = 0

    def stop(_: object) -> None:
        nonlocal seen
        seen += 1
        raise KeyboardInterrupt

    with workers.cluster_at(address) as cluster:
        assert cluster.at_once == 2
        with pytest.raises(KeyboardInterrupt):
            answer(asked, register(), workers=cluster, watch=stop)
        assert seen == 1
        answer(asked, register(), workers=cluster)
        held = cluster.client.who_has()
        ran = cluster.client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert len(held) <= 1, "the plan at most"
    assert all(ran.values()), "every process had some of it"


def test_a_process_that_is_killed_midway_changes_no_byte(alone: bytes) -> None:
    asked = decode(json.dumps(PLAN).encode(), PlanSimulationRequest, 32)
    with workers.local_cluster(2) as cluster:
        killed, *_ = cluster.client.run(os.getpid).values()
        seen = 0

        def kill(_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == 1:
                os.kill(killed, signal.SIGKILL)

        found = answer(asked, register(), workers=cluster, watch=kill)
    assert seen > 1, "there was work left when it was killed"
    assert msgspec.json.encode(found) == alone


def test_a_worker_that_runs_something_else_is_refused_by_name(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = workers.what_runs()
    monkeypatch.setattr(workers.np, "__version__", "0.1")
    with pytest.raises(Stopped, match=rf"runs {re.escape(here)}, this process precept .* with NumPy 0\.1") as told:
        simulated(in_file(tmp_path, PLAN), Wanted(cluster=address), register(), io.StringIO())
    assert "tcp://127.0.0.1" in str(told.value)


def test_an_address_where_no_cluster_is_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WAIT_SECONDS", 1)
    for nowhere in ("tcp://127.0.0.1:1", "nonsense://x"):
        told = io.StringIO()
        with pytest.raises(Stopped, match=f"No cluster answers at {nowhere}"):
            simulated(in_file(tmp_path, PLAN), Wanted(cluster=nowhere), register(), told)
        assert (
            told.getvalue() == f"Waiting for the cluster at {nowhere} and its first worker, 1 seconds each at most.\n"
        )


def test_it_is_said_at_once_on_standard_error_that_a_cluster_is_waited_for(tmp_path: Path) -> None:
    command = (*PRECEPT, "simulate", in_file(tmp_path, PLAN), "--cluster", "tcp://127.0.0.1:1")
    began = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("Waiting for the cluster at tcp://127.0.0.1:1")
        assert time.monotonic() - began < workers.WAIT_SECONDS / 2
        running.kill()
        running.communicate()


def test_a_cluster_with_processes_of_this_machine_is_refused_before_either_is_begun(tmp_path: Path) -> None:
    told = io.StringIO()
    with pytest.raises(Stopped, match=r"--workers, .* or --cluster"):
        simulated(tmp_path / "unread.json", Wanted(workers=2, cluster="tcp://127.0.0.1:1"), register(), told)
    assert told.getvalue() == ""


def test_without_dask_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "precept.cluster.workers")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Stopped, match=r"pip install 'precept\[cluster\]'"):
        simulated(in_file(tmp_path, PLAN), Wanted(workers=2), register(), io.StringIO())


def test_processes_that_are_interrupted_end_with_the_command_and_nothing_is_written(tmp_path: Path) -> None:
    plan, out = in_file(tmp_path, PLAN), tmp_path / "out.csv"
    command = (*PRECEPT, "simulate", plan, "--draws", "1000000", "--workers", "2", "--out", out)
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert "futures" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said, wrong = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "Broken off after" in wrong
    assert "Traceback" not in wrong
    assert not said
    assert not out.exists()
