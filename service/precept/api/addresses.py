"""What every address of the service has: its methods, what they give, and whether the work on them is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from litestar.handlers import HTTPRouteHandler

from precept.api.operations import Operation

NEVER_REFUSED = frozenset({"/health", "/ready", "/metrics"})
"""Whoever watches the service is answered whatever it is asked besides."""
Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Address:
    """One path: its methods with HEAD and OPTIONS, the types that each gives, and headers of those on their way out."""

    path: str
    methods: tuple[str, ...]
    gives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headers: Mapping[str, Headers] = field(default_factory=dict)
    heavy: bool = False
    batch: bool = False
    """Whether its body may be as large as a batch, and the work long: it has a gate of its own."""
    streams: bool = False
    page: bool = False

    @property
    def allow(self) -> tuple[bytes, bytes]:
        """The header that names the methods."""
        return (b"allow", ", ".join(self.methods).encode())


def addresses_of(handlers: Iterable[HTTPRouteHandler]) -> dict[str, Address]:
    """Every path with what its handlers have."""
    found: defaultdict[str, dict[str, Operation | None]] = defaultdict(dict)
    for handler in handlers:
        for path in handler.paths:
            found[path] |= dict.fromkeys(map(str, handler.http_methods), handler.opt.get("operation"))
    return {path: _address(path, operations) for path, operations in found.items()}


def _address(path: str, operations: Mapping[str, Operation | None]) -> Address:
    if "GET" in operations:
        operations = {**operations, "HEAD": operations["GET"]}
    told = {method: each for method, each in operations.items() if each is not None}
    return Address(
        path,
        tuple(sorted({*operations, "OPTIONS"})),
        gives={} if path in NEVER_REFUSED else {method: each.media_types for method, each in told.items()},
        headers={method: each.leaving.headers() for method, each in told.items() if each.leaving},
        heavy=path.startswith("/v1/"),
        batch=any(each.tabular is not None for each in told.values()),
        streams=any(each.streams or each.events is not None for each in told.values()),
        page=not told and path not in NEVER_REFUSED,
    )
