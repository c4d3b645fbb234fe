"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import polars as pl
from litestar import Request, Response, get
from litestar.di import NamedDependency
from msgspec import convert

from precept.api.operations import Operation, documented
from precept.api.precept_wire import PreceptRequest
from precept.api.precepts import KENT_REQUEST, answer
from precept.api.problems import NOT_READY, UNAVAILABLE, Problem, problem_response
from precept.api.wire import CALCULATION_VERSION, Answer
from precept.register.refusals import Refusal
from precept.register.register import Register

_LOG = logging.getLogger(__name__)


class Health(Answer, frozen=True, kw_only=True):
    """The process answers."""

    status: str


class Readiness(Answer, frozen=True, kw_only=True):
    """The register is loaded and checked, and this is what it holds."""

    status: str
    calculation_version: str
    register_version: str
    tables: int
    rows: int


@get(
    "/health",
    opt=documented(
        Operation(
            "getHealth",
            "Service",
            "Is the process alive?",
            "Touches nothing: it answers while the process can.",
            answer=Health,
        )
    ),
)
async def get_health() -> Health:
    """Say that the process answers."""
    return Health(status="ok")


@get(
    "/ready",
    opt=documented(
        Operation(
            "getReadiness",
            "Service",
            "Can the service answer questions?",
            "The service starts only with a register that passed every check, and is ready when one question has been worked out "
            "to the end; this names the version and size of the register. Until then it is 503.",
            answer=Readiness,
        )
    ),
)
async def get_readiness(
    request: Request[Any, Any, Any], register: NamedDependency[Register]
) -> Readiness | Response[Problem]:
    """Say which figures are loaded, when one question can be answered from them."""
    try:
        works_out(register)
    except (Exception, pl.exceptions.PanicException) as error:  # noqa: BLE001 - whatever it is, it cannot answer
        _LOG.exception("not ready", exc_info=error)
        title = "The service cannot answer questions."
        return problem_response(
            request, UNAVAILABLE, NOT_READY, title, "The error is recorded.", headers={"Retry-After": "5"}
        )
    return Readiness(
        status="ready",
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
        tables=len(register.tables),
        rows=sum(len(table.rows) for table in register.tables.values()),
    )


@lru_cache(maxsize=1)
def works_out(register: Register) -> bool:
    """Work out one question once; a refusal by name is an answer, anything else raised is not."""
    try:
        answer(convert(KENT_REQUEST, PreceptRequest), register)
    except Refusal:
        return False
    return True


HEALTH_HANDLERS = [get_health, get_readiness]
