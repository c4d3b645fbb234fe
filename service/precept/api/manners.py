"""What HTTP asks of every answer, done once around the whole application.

HEAD is GET without the body; OPTIONS and 405 name every method of the path; a 200 to GET has a strong ETag and answers
304 when the caller holds it; every answer says that its type is meant. The last resort catches what derives from
BaseException inside Polars, which no exception handler sees.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
import polars as pl
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, HTTPScope, Message, Receive, Scope, Send

from precept.api.problems import INTERNAL_ERROR, LONGEST_INSTANCE, PROBLEM_JSON, TITLES, TYPE_BASE, Problem

_LOG = logging.getLogger(__name__)
OK, NO_CONTENT, NOT_MODIFIED = 200, 204, 304


class Manners:
    """An ASGI application around another; `methods` names the methods of every path."""

    def __init__(self, app: ASGIApp, methods: Mapping[str, tuple[str, ...]]) -> None:
        """Wrap an application."""
        self.app = app
        self.methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        await self._serve(scope, receive, send)

    async def _serve(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        allowed = self.methods.get(scope["path"].rstrip("/") or "/")
        if method == "OPTIONS" and allowed:
            await _answer(send, NO_CONTENT, [(b"allow", ", ".join(allowed).encode())])
            return
        reply = _Reply(send, scope, allowed)
        if method == "HEAD" and allowed and "GET" in allowed:
            scope["method"] = HttpMethod.GET
            reply.without_body = True
        try:
            await self.app(scope, receive, reply.take)
        except pl.exceptions.PanicException as panic:
            _LOG.critical("the calculation panicked", exc_info=panic)
            await _answer(send, INTERNAL_ERROR, [(b"content-type", PROBLEM_JSON.encode())], _panic_problem(scope))


class _Reply:
    """Holds an answer to a GET back until its body is known, and lets every other one through with its headers."""

    def __init__(self, send: Send, scope: HTTPScope, allowed: tuple[str, ...] | None) -> None:
        self.send = send
        self.allowed = allowed
        self.revalidates = scope["method"] in ("GET", "HEAD")
        self.asked_with = scope["headers"]
        self.without_body = False
        self.start: HTTPResponseStartEvent | None = None
        self.body: list[bytes] = []

    def holds(self, tag: bytes) -> bool:
        """Whether the caller holds the answer of that tag already; a tag that a proxy weakened still names it."""
        held_tags = next((value for name, value in self.asked_with if name == b"if-none-match"), b"")
        held = [each.strip().removeprefix(b"W/") for each in held_tags.split(b",")]
        return tag in held or held == [b"*"]

    async def take(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] != "http.response.body" or self.start is None:
            await self.send(message)
            return
        self.body.append(message["body"])
        if not message["more_body"]:
            await self._finish(self.start["status"], list(self.start["headers"]), b"".join(self.body))

    async def _finish(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        told_here = {b"content-length", b"allow"} if self.allowed else {b"content-length"}
        headers = [pair for pair in headers if pair[0].lower() not in told_here]
        headers.append((b"x-content-type-options", b"nosniff"))
        if self.allowed and status == 405:  # noqa: PLR2004
            headers.append((b"allow", ", ".join(self.allowed).encode()))
        if self.revalidates and status == OK:
            tag = b'"' + hashlib.sha256(body).hexdigest()[:32].encode() + b'"'
            headers += [(b"etag", tag), (b"cache-control", b"no-cache")]
            if self.holds(tag):
                kept = [pair for pair in headers if pair[0].lower() != b"content-type"]
                await _answer(self.send, NOT_MODIFIED, kept)
                return
        headers.append((b"content-length", str(len(body)).encode()))
        await _answer(self.send, status, headers, b"" if self.without_body else body)


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _panic_problem(scope: HTTPScope) -> bytes:
    slug, title = TITLES[INTERNAL_ERROR]
    problem = Problem(
        type=TYPE_BASE + slug,
        title=title,
        status=INTERNAL_ERROR,
        detail="The error is recorded; please tell us what you asked.",
        instance=quote(scope["path"][:LONGEST_INSTANCE]),
    )
    return msgspec.json.encode(problem)
