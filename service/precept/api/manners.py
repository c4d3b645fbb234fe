"""What HTTP asks of every answer, done once around the whole application.

HEAD is GET without the body; OPTIONS and 405 name every method of the path; what an operation does not give is 406; a
body arrives whole or not at all; heavy requests pass a gate. `exchange.py` has what every answer says. The last resort
catches what derives from BaseException inside Polars, which no exception handler sees.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import perf_counter

import polars as pl
from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from precept.api.addresses import NEVER_REFUSED, Address
from precept.api.admission import Admission
from precept.api.arrival import BodyTooSlow, SenderGone, arrived
from precept.api.cross_origin import CrossOrigin
from precept.api.exchange import NO_CONTENT, Exchange
from precept.api.identity import Identity
from precept.api.negotiation import accepts
from precept.api.problems import INTERNAL_ERROR, NOT_ACCEPTABLE, RECORDED, TOO_MANY, TOO_SLOW, UNAVAILABLE
from precept.api.rates import Rates
from precept.api.watching import Watching
from precept.settings import Settings

_LOG = logging.getLogger(__name__)
_CLOSE = (b"connection", b"close")
_RETRY_SECONDS, _RETRY_BATCH_SECONDS = 1, 15
"""When to ask again what found no room: calculations end in milliseconds, a batch within a minute."""


class Manners:
    """An ASGI application around another."""

    def __init__(
        self, app: ASGIApp, addresses: Mapping[str, Address], settings: Settings, identity: Identity, watching: Watching
    ) -> None:
        """Wrap an application."""
        self.app = app
        self.addresses = addresses
        self.settings = settings
        self.identity = identity
        self.watching = watching
        self.origins = CrossOrigin(settings.cors_origins)
        self.rates = Rates(settings.requests_per_second)
        self.admission = Admission(settings.heavy_at_once, settings.heavy_waiting, settings.longest_wait_seconds)
        self.batches = Admission(settings.batches_at_once, settings.batches_at_once, settings.longest_wait_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        exchange = Exchange(
            scope,
            send,
            self.addresses.get(path) or self.addresses.get(path.rstrip("/") or "/"),
            identity=self.identity,
            origins=self.origins,
            smallest_compressed=self.settings.smallest_compressed_bytes,
        )
        self.watching.in_flight += 1
        try:
            await self._serve(exchange, scope, receive)
        except SenderGone:
            pass
        except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 - the last resort
            _LOG.critical("unexpected error outside every handler", exc_info=error)
            if not exchange.status:
                await exchange.refuse(INTERNAL_ERROR, RECORDED, ("request", "Send it again, or another."))
        finally:
            self.watching.in_flight -= 1
            self.watching.finished(exchange)

    async def _serve(self, exchange: Exchange, scope: HTTPScope, receive: Receive) -> None:
        """Answer what needs no application: too many requests from one address, and what an address has."""
        address = exchange.address
        if address is not None and self.rates.per_second and (seconds := self._refused_for(exchange, scope)):
            self.watching.refused("rate")
            at_most = f"{self.settings.requests_per_second:g} requests a second are taken."
            again = (b"retry-after", b"%d" % seconds)
            await exchange.refuse(TOO_MANY, at_most, ("request", f"Ask again in {seconds} s."), again)
        elif address is not None and exchange.method == "OPTIONS":
            question = self.origins.preflight(exchange.request.get(b"origin"), address.methods)
            await exchange.answer(NO_CONTENT, [address.allow, *question])
        elif address is not None and exchange.method in address.methods:
            await self._operate(exchange, address, scope, receive)
        else:
            await self.app(scope, receive, exchange.take)

    async def _operate(self, exchange: Exchange, address: Address, scope: HTTPScope, receive: Receive) -> None:
        """Hand a request to its operation, when it accepts what that gives, its body is there, and there is room."""
        given = address.gives.get(exchange.method)
        accepted = exchange.request.get(b"accept")
        if accepted is not None and given and not any(accepts(accepted, each) for each in given):
            remedy = self._others(address, given)
            await exchange.refuse(NOT_ACCEPTABLE, f"This address gives {' or '.join(given)}.", ("Accept", remedy))
            return
        if exchange.method == "HEAD":
            scope = {**scope, "method": HttpMethod.GET}
        elif exchange.method == "POST":
            try:
                receive = await self._whole(address, scope, receive)
            except BodyTooSlow as slow:
                self.watching.refused("slow body")
                await exchange.refuse(TOO_SLOW, str(slow), ("body", "Send it faster, or a smaller one."), _CLOSE)
                return
        if not address.heavy:
            await self.app(scope, receive, exchange.take)
            return
        gate = self.batches if address.batch else self.admission
        if await gate.enter():
            began = perf_counter()
            try:
                await self.app(scope, receive, exchange.take)
            finally:
                gate.leave(perf_counter() - began)
        else:
            self.watching.refused("overload")
            what, seconds = ("batches", _RETRY_BATCH_SECONDS) if address.batch else ("calculations", _RETRY_SECONDS)
            said = f"As many {what} run and wait as the service takes; this one was not begun."
            again = (b"retry-after", b"%d" % seconds)
            await exchange.refuse(UNAVAILABLE, said, ("request", f"Send it again in {seconds} s."), again)

    async def _whole(self, address: Address, scope: HTTPScope, receive: Receive) -> Receive:
        seconds = self.settings.body_seconds
        most = self.settings.batch_body_bytes if address.batch else self.settings.largest_body_bytes
        return await arrived(receive, scope["headers"], most=most, seconds=seconds)

    def _refused_for(self, exchange: Exchange, scope: HTTPScope) -> int:
        """The seconds for which the caller's address has asked enough."""
        client = scope["client"]
        return 0 if exchange.path in NEVER_REFUSED else self.rates.wait_of(client[0] if client else "")

    def _others(self, address: Address, given: tuple[str, ...]) -> str:
        """What would be right: the type that the address gives, or its neighbours that give another."""
        near = [(path, self.addresses.get(path)) for path in (f"{address.path}.csv", f"{address.path}.xlsx")]
        others = [f"; {path} gives {each.gives['GET'][0]}" for path, each in near if each and "GET" in each.gives]
        return f"Accept {', '.join(given)} or */*{''.join(others)}."
