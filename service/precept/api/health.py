"""Whether the service lives, and whether it can answer."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency

from precept.api.operations import Operation, documented
from precept.api.wire import CALCULATION_VERSION, Answer
from precept.register.register import Register


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
            "The service starts only with a register that passed every check; this names its version and size.",
            answer=Readiness,
        )
    ),
)
async def get_readiness(register: NamedDependency[Register]) -> Readiness:
    """Say which figures are loaded."""
    return Readiness(
        status="ready",
        calculation_version=CALCULATION_VERSION,
        register_version=register.version,
        tables=len(register.tables),
        rows=sum(len(table.rows) for table in register.tables.values()),
    )


HEALTH_HANDLERS = [get_health, get_readiness]
