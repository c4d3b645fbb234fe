"""Answers that leave in parts as they are worked out, and work that ends when the caller is gone.

A part is worked out when the one before it is taken, so an answer of any length needs the memory of a part. An answer that
cannot be finished is broken off: the connection is closed without the last part, and no caller can take it for whole.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, nullcontext
from dataclasses import dataclass
from threading import Event
from time import perf_counter
from typing import Any, TypeVar

from litestar import Response
from litestar.types import ASGIApp, Receive, Scope, Send

from precept.api.arrival import SenderGone

_LOG = logging.getLogger(__name__)
T = TypeVar("T")


async def in_threads(parts: Iterator[T]) -> AsyncGenerator[T, None]:
    """Work out each part beside the event loop, when it is asked for."""
    nothing: Any = object()
    while (part := await asyncio.to_thread(next, parts, nothing)) is not nothing:
        yield part


async def unless_gone(parts: AsyncGenerator[T, None], receive: Receive) -> AsyncGenerator[T, None]:
    """Hand on each part; SenderGone as soon as the caller hangs up, though another part is being worked out."""
    leaving: asyncio.Future[None] = asyncio.ensure_future(_gone(receive))
    coming: asyncio.Future[T | None] | None = None
    try:
        while True:
            coming = asyncio.ensure_future(anext(parts, None))
            await asyncio.wait((coming, leaving), return_when=asyncio.FIRST_COMPLETED)
            if leaving.done():
                raise SenderGone
            part = await coming
            if part is None:
                return
            yield part
    finally:
        leaving.cancel()
        if coming is not None:
            coming.cancel()
            await asyncio.wait((coming,))
        await parts.aclose()


class Stopped(Exception):  # noqa: N818 - it says what is so
    """Nobody waits for what is being worked out."""


@dataclass(frozen=True)
class Told:
    """How much of a run is done, and the seconds since it began."""

    done: int
    seconds: float


async def followed(
    work: Callable[[Callable[[int], None]], T], turns: asyncio.Semaphore | None = None
) -> AsyncGenerator[Told | T, None]:
    """Run `work` beside the event loop, in its turn: what it tells it has done more, and at last what comes of it.

    Once nobody listens any more, the next thing it tells stops it.
    """
    async with turns or nullcontext(), aclosing(_followed(work)) as told:
        async for each in told:
            yield each


async def _followed(work: Callable[[Callable[[int], None]], T]) -> AsyncGenerator[Told | T, None]:
    loop, waiting, began = asyncio.get_running_loop(), asyncio.Queue[Told | None](), perf_counter()
    unheard = Event()
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        if unheard.is_set():
            raise Stopped
        done += more
        loop.call_soon_threadsafe(waiting.put_nowait, Told(done, perf_counter() - began))

    running = asyncio.ensure_future(asyncio.to_thread(work, tell))
    running.add_done_callback(lambda _: waiting.put_nowait(None))
    try:
        while (told := await waiting.get()) is not None:
            yield told
        yield await running
    finally:
        unheard.set()
        running.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Streamed(Response[bytes]):
    """An answer that leaves part by part, each to be taken in so many seconds."""

    def __init__(self, parts: AsyncGenerator[bytes, None], *, media_type: str, part_seconds: float) -> None:
        """Nothing is worked out before the answer is sent."""
        super().__init__(b"", media_type=media_type)
        self.parts = parts
        self.part_seconds = part_seconds

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIApp:  # type: ignore[override]  # noqa: ANN401 - as Litestar has it
        """The application that sends it."""

        async def send_parts(_: Scope, receive: Receive, send: Send) -> None:
            headers = [(b"content-type", str(self.media_type).encode())]
            begun = False
            try:
                async with aclosing(unless_gone(self.parts, receive)) as parts:
                    async for part in parts:
                        if not begun:
                            await send({"type": "http.response.start", "status": 200, "headers": headers})
                            begun = True
                        await self._send(part, send, more=True)
                await self._send(b"", send, more=False)
            except Exception as error:
                if not begun:
                    raise
                _LOG.critical("an answer is broken off", exc_info=error)
                raise SenderGone from error

        return send_parts

    async def _send(self, part: bytes, send: Send, *, more: bool) -> None:
        try:
            async with asyncio.timeout(self.part_seconds):
                await send({"type": "http.response.body", "body": part, "more_body": more})
        except TimeoutError:
            raise SenderGone from None
