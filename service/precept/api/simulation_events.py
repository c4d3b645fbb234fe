"""A simulation as it runs: how many futures are done, and at last the answer, as server-sent events."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing

import msgspec
from litestar.response.sse import ServerSentEventMessage
from msgspec import Struct

from precept.api.operations import Events
from precept.api.problems import INTERNAL_ERROR, RECORDED, UNPROCESSABLE, Problem, problem_of
from precept.api.streaming import Told
from precept.api.wire import Answer
from precept.register.refusals import Refusal

_LOG = logging.getLogger(__name__)


class SimulationProgress(Answer, frozen=True, kw_only=True):
    """How many of the futures asked for are done, and the seconds since the first began."""

    futures_done: int
    of_futures: int
    elapsed_seconds: str


EVENTS_OF_A_SIMULATION = Events(
    "Server-sent events, where `Accept` asks for them. `progress`, every few blocks of futures: its data are a "
    "`SimulationProgress`. Then one `answer`, whose data are byte for byte what the plain call answers; or one `problem`, "
    "whose data are a `Problem`, where something fails after the first `progress` (before it, the status says so). A stream that "
    "ends with neither was broken off.",
    (SimulationProgress, Problem),
    'event: progress\r\ndata: {"futures_done":200,"of_futures":200,"elapsed_seconds":"0.21"}\r\n\r\n'
    'event: answer\r\ndata: {"draws":200,"seed":2016,"block":500}\r\n\r\n',
)


async def events_of(
    first: Told | Struct, others: AsyncGenerator[Told | Struct, None], *, of: int, path: str
) -> AsyncGenerator[bytes, None]:
    """Write what a run tells, and what comes of it."""
    yield _event_of(first, of)
    try:
        async with aclosing(others):
            async for each in others:
                yield _event_of(each, of)
    except Refusal as refusal:
        found = problem_of(
            path, UNPROCESSABLE, refusal.detail, [(refusal.field, refusal.remedy)], (refusal.slug, refusal.title)
        )
        yield _event_of(found, of)
    except Exception as error:  # noqa: BLE001 - the last resort
        _LOG.critical("a simulation failed", exc_info=error)
        yield _event_of(problem_of(path, INTERNAL_ERROR, RECORDED), of)


def _event_of(each: Told | Struct, of: int) -> bytes:
    """One event: progress, the answer, or the problem in its place."""
    if isinstance(each, Told):
        done = min(each.done, of)
        data: Struct = SimulationProgress(futures_done=done, of_futures=of, elapsed_seconds=f"{each.seconds:.2f}")
        return ServerSentEventMessage(event="progress", data=msgspec.json.encode(data)).encode()
    name = "problem" if isinstance(each, Problem) else "answer"
    return ServerSentEventMessage(event=name, data=msgspec.json.encode(each)).encode()
