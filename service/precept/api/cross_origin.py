"""Pages of other origins may read the answers only where their origin is listed in the settings (CORS)."""

from __future__ import annotations

from collections.abc import Sequence

Headers = list[tuple[bytes, bytes]]

_MAY_SEND = b"Content-Type, If-None-Match, X-Request-Id"
_MAY_READ = b"ETag, Retry-After, X-Request-Id, X-Calculation-Version, X-Register-Version, Deprecation, Sunset, Link"
_ASKED_AGAIN_AFTER_SECONDS = b"600"


class CrossOrigin:
    """The origins listed; without any, no answer says a word about origins."""

    def __init__(self, origins: Sequence[str]) -> None:
        """Hold the list."""
        self.origins = frozenset(each.encode() for each in origins)

    def headers(self, origin: bytes | None) -> Headers:
        """What an answer says to a page of that origin."""
        if origin is None or origin not in self.origins:
            return []
        return [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", _MAY_READ)]

    def preflight(self, origin: bytes | None, methods: Sequence[str]) -> Headers:
        """What the answer to a browser's question before the request says besides."""
        if origin is None or origin not in self.origins:
            return []
        return [
            (b"access-control-allow-methods", ", ".join(methods).encode()),
            (b"access-control-allow-headers", _MAY_SEND),
            (b"access-control-max-age", _ASKED_AGAIN_AFTER_SECONDS),
        ]
