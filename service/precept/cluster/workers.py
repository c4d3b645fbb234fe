"""Blocks of draws on the workers of a Dask cluster, its own or another's.

A worker is sent the plan once, and then numbers of blocks; each block draws from its own stream, so it does not matter which
worker runs it, or runs it again when another is lost. Only what is under way is held, a few blocks for every worker.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
from distributed import Client, LocalCluster

from precept.funding.plan.assess import PlanOutcome
from precept.funding.plan.factors import Factor
from precept.funding.plan.simulation import Begun, Block, blocks_together

WAIT_SECONDS = 30
"""For the first worker of a cluster."""


class ClusterRefused(Exception):  # noqa: N818 - it says what is so
    """There is no such cluster, or it runs something else than this process does."""


@dataclass(frozen=True)
class Cluster:
    """The workers of a cluster that runs."""

    client: Client

    @property
    def at_once(self) -> int:
        """One group of blocks for every thread that there is; a worker that joins later gets its share of what is under way."""
        threads: dict[str, int] = self.client.nthreads()
        return max(1, sum(threads.values()))

    @contextmanager
    def on(self, outcome: PlanOutcome, factors: Sequence[Factor], seed: int) -> Iterator[Callable[[range], Begun]]:
        """Send every worker the plan, then run blocks where there is room; once left, what has not begun is let go."""
        plan = self.client.scatter((outcome, tuple(factors)), broadcast=True, hash=False)
        under_way: set[_UnderWay] = set()

        def begin(numbers: range) -> Begun:
            future = self.client.submit(_run, plan, seed, numbers, pure=False)
            return _UnderWay(future, under_way)

        try:
            yield begin
        finally:
            self.client.cancel([each.future for each in under_way])


class _UnderWay:
    """Blocks on a worker, which lets go of them once they are fetched."""

    def __init__(self, future: Any, others: set[_UnderWay]) -> None:  # noqa: ANN401 - Dask has no types
        self.future = future
        self._others = others
        others.add(self)

    def result(self) -> Block:
        """Fetch them."""
        found: Block = self.future.result()
        self._others.discard(self)
        self.future.release()
        return found


def _run(plan: tuple[PlanOutcome, Sequence[Factor]], seed: int, numbers: range) -> Block:
    outcome, factors = plan
    return blocks_together(outcome, factors, seed=seed, numbers=numbers)


@contextmanager
def quiet() -> Iterator[None]:
    """Leave unsaid what Dask logs of work that is broken off or run again: what matters comes as an exception."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def cluster_at(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at an address such as tcp://10.0.0.5:8786; ClusterRefused where there is none."""
    try:
        client = Client(address, timeout=WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterRefused(f"No cluster answers at {address}: {error}.") from error
    with quiet(), client:
        yield _ready(client)


@contextmanager
def local_cluster(workers: int) -> Iterator[Cluster]:
    """So many processes of this machine, for as long as they are needed; they listen to this machine alone."""
    with (
        quiet(),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as processes,
        Client(processes, set_as_default=False) as client,
    ):
        yield _ready(client)


def _ready(client: Client) -> Cluster:
    try:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
    except TimeoutError as error:
        raise ClusterRefused("The cluster has no workers.") from error
    here = what_runs()
    for worker, there in client.run(what_runs).items():
        if there != here:
            raise ClusterRefused(f"The worker {worker} runs {there}, this process {here}: figures could differ.")
    return Cluster(client)


def what_runs() -> str:
    """What the figures of a block rest on besides the plan."""
    return f"precept {version('precept')} with NumPy {np.__version__}"
