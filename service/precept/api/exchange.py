"""One request and its answer on the way out: its headers, its tag, and how it is packed.

Every answer leaves through here, so every answer has the same manners, whoever made it.
"""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from time import perf_counter

import msgspec
from litestar.types import HTTPResponseStartEvent, HTTPScope, Message, Send

from precept.api.addresses import Address, Headers
from precept.api.cross_origin import CrossOrigin
from precept.api.identity import Identity
from precept.api.negotiation import takes_gzip
from precept.api.operations import EVENTS
from precept.api.problems import METHOD_NOT_ALLOWED, PROBLEM_JSON, problem_of

OK, NO_CONTENT, NOT_MODIFIED = 200, 204, 304
_REPLACED = frozenset({b"content-length", b"allow"})
_COMPRESSIBLE = (b"application/json", b"application/problem+json", b"text/")
_COMPRESSION_LEVEL = 4
_LARGE = 200_000
"""Bytes from which an answer is packed beside the event loop, not on it."""

_ON_ALL: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
]
_ON_ANSWERS: Headers = [
    *_ON_ALL,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
]
_PAGES_MAY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_ON_PAGES: Headers = [*_ON_ALL, (b"content-security-policy", _PAGES_MAY)]
_NO_STORE = (b"cache-control", b"no-store")
_REVALIDATE = (b"cache-control", b"no-cache")
_WANTED = frozenset(
    {b"accept", b"accept-encoding", b"if-none-match", b"origin", b"traceparent", b"x-request-id"}
)  # fmt: skip


class Exchange:
    """Holds an answer back until its body is known; `status` and `sent` say what went out."""

    __slots__ = (
        "_body", "_origins", "_packer", "_send", "_smallest", "_start", "_versions",
        "address", "began", "id", "method", "path", "request", "sent", "status", "whole", "without_body",
    )  # fmt: skip

    def __init__(
        self,
        scope: HTTPScope,
        send: Send,
        address: Address | None,
        *,
        identity: Identity,
        origins: CrossOrigin,
        smallest_compressed: int,
    ) -> None:
        """Read the headers that matter here; the last of one that is repeated counts, but for lists, which are joined."""
        self.began = perf_counter()
        self.method: str = scope["method"]
        self.path = scope["path"]
        self.address = address
        self.request: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _WANTED:
                earlier = self.request.get(name)
                self.request[name] = value if earlier is None else earlier + b"," + value
        self.id = identity.of(self.request.get(b"x-request-id"))
        self.status = 0
        self.sent = 0
        self.whole = False
        self.without_body = self.method == "HEAD"
        self._send = send
        self._versions = identity.headers
        self._origins = origins
        self._smallest = smallest_compressed
        self._start: HTTPResponseStartEvent | None = None
        self._packer: zlib._Compress | None = None
        self._body: list[bytes] = []

    async def take(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] != "http.response.body" or self._start is None:
            await self._send(message)
        elif self.status or (message["more_body"] and self.address is not None and self.address.streams):
            await self._pass_on(self._start, message["body"], more=message["more_body"])
        elif message["more_body"]:
            self._body.append(message["body"])
        else:
            body = b"".join((*self._body, message["body"])) if self._body else message["body"]
            kept = [pair for pair in self._start["headers"] if pair[0].lower() not in _REPLACED]
            await self.answer(self._start["status"], kept, body)

    async def _pass_on(self, start: HTTPResponseStartEvent, part: bytes, *, more: bool) -> None:
        """Send a part of an answer whose length nobody knows; it has no tag, and each part is packed as it comes."""
        if not self.status:
            headers = [pair for pair in start["headers"] if pair[0].lower() not in _REPLACED]
            if self._dressed(start["status"], headers, self._smallest):
                self._packer = zlib.compressobj(_COMPRESSION_LEVEL, wbits=31)
                headers.append((b"content-encoding", b"gzip"))
            self._tagged(start["status"], headers, b"", packs=False)
            self.status = start["status"]
            await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        if self._packer is not None:
            part = await asyncio.to_thread(_packed_on, self._packer, part, more=more)
        await self._send({"type": "http.response.body", "body": part, "more_body": more})
        self.sent += len(part)
        self.whole = not more

    async def refuse(self, status: int, detail: str, error: tuple[str, str], *headers: tuple[bytes, bytes]) -> None:
        """Answer with a problem."""
        problem = msgspec.json.encode(problem_of(self.path, status, detail, [error]))
        await self.answer(status, [(b"content-type", PROBLEM_JSON.encode()), *headers], problem)

    async def answer(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Send an answer with everything that HTTP asks of it."""
        packs = self._dressed(status, headers, len(body))
        if self._tagged(status, headers, body, packs=packs):
            status, body, packs = NOT_MODIFIED, b"", False
            headers = [pair for pair in headers if pair[0] != b"content-type"]
        if packs:
            body = await asyncio.to_thread(_packed, body) if len(body) > _LARGE else _packed(body)
            headers.append((b"content-encoding", b"gzip"))
        if status not in (NO_CONTENT, NOT_MODIFIED):
            headers.append((b"content-length", b"%d" % len(body)))
        self.status = status
        body = b"" if self.without_body else body
        await self._send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": False})
        self.sent = len(body)
        self.whole = True

    def _dressed(self, status: int, headers: Headers, length: int) -> bool:
        """Add what every answer says, and find whether this one is packed."""
        address = self.address
        headers += _ON_PAGES if address is not None and address.page else _ON_ANSWERS
        headers += self._versions
        headers.append((b"x-request-id", self.id))
        if self._origins.origins:
            headers += self._origins.headers(self.request.get(b"origin"))
        if address is not None:
            headers += address.headers.get(self.method, ())
            if status == METHOD_NOT_ALLOWED:
                headers.append(address.allow)
        vary = [b"Origin"] if self._origins.origins else []
        packs = False
        if length >= self._smallest and self._compressible(headers):
            vary.append(b"Accept-Encoding")
            packs = takes_gzip(self.request.get(b"accept-encoding", b""))
        if vary:
            headers.append((b"vary", b", ".join(vary)))
        return packs

    def _tagged(self, status: int, headers: Headers, body: bytes, *, packs: bool) -> bool:
        """Say how long the answer keeps, tag what can be asked for again, and find whether the caller holds it already."""
        if any(name == b"cache-control" for name, _ in headers):
            return False
        if status != OK or self.method not in ("GET", "HEAD"):
            headers.append(_NO_STORE)
            return False
        tag = b'"%s%s"' % (hashlib.sha256(body).hexdigest()[:32].encode(), b"-gzip" if packs else b"")
        headers += [(b"etag", tag), _REVALIDATE]
        given = self.request.get(b"if-none-match")
        if given is None:
            return False
        held = [each.strip().removeprefix(b"W/") for each in given.split(b",")]
        return tag in held or held == [b"*"]

    @staticmethod
    def _compressible(headers: Headers) -> bool:
        return any(
            name == b"content-type" and value.startswith(_COMPRESSIBLE) and value != EVENTS.encode()
            for name, value in headers
        )


def _packed(body: bytes) -> bytes:
    """Pack as gzip; the same bytes every time, as no date goes in."""
    packer = zlib.compressobj(_COMPRESSION_LEVEL, wbits=31)
    return packer.compress(body) + packer.flush()


def _packed_on(packer: zlib._Compress, part: bytes, *, more: bool) -> bytes:
    """Pack one more part, so that all of it can be read without the next."""
    return packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH if more else zlib.Z_FINISH)
