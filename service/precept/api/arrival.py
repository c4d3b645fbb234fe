"""A body arrives whole, in time, before anything is done about it: a slow sender holds a connection and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from litestar.types import HTTPRequestEvent, Receive, ReceiveMessage


class BodyTooSlow(Exception):  # noqa: N818 - it says what is so
    """The body did not arrive in time."""


class SenderGone(BaseException):
    """The caller is gone; no handler of errors sees it, for nobody is there to be answered."""


def announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """The length that a request states; 0 where it states none."""
    stated = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(stated) if stated.isdigit() and len(stated) <= 20 else 0  # noqa: PLR2004 - digits of the largest length


async def arrived(receive: Receive, headers: Iterable[tuple[bytes, bytes]], *, most: int, seconds: float) -> Receive:
    """Wait for the body and return what replays it; one above the limit is not waited for: whoever reads it refuses it."""
    if announced(headers) > most:
        return receive
    pieces: list[bytes] = []
    held = 0
    more = True
    try:
        async with asyncio.timeout(seconds):
            while more and held <= most:
                message = await receive()
                if message["type"] != "http.request":
                    raise SenderGone
                pieces.append(message["body"])
                held += len(message["body"])
                more = message["more_body"]
    except TimeoutError:
        raise BodyTooSlow(f"The body was not there after {seconds:g} s.") from None
    first: HTTPRequestEvent | None = {"type": "http.request", "body": b"".join(pieces), "more_body": more}

    async def replayed() -> ReceiveMessage:
        nonlocal first
        if first is None:
            return await receive()
        message, first = first, None
        return message

    return replayed
