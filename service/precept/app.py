"""The application, put together on one screen."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin

from precept.api.addresses import addresses_of
from precept.api.armed_officers import ARMED_OFFICER_HANDLERS
from precept.api.back_tests import BACK_TEST_HANDLERS
from precept.api.collection_funds import COLLECTION_FUND_HANDLERS
from precept.api.contract import Contract, contract_of
from precept.api.documentation import DOCUMENTATION_HANDLERS
from precept.api.downloads import DOWNLOAD_HANDLERS
from precept.api.funding import FUNDING_HANDLERS
from precept.api.funding_batch import FUNDING_BATCH_HANDLERS
from precept.api.funding_solve import FUNDING_SOLVE_HANDLERS
from precept.api.health import HEALTH_HANDLERS
from precept.api.history import HISTORY_HANDLERS
from precept.api.households import HOUSEHOLD_HANDLERS
from precept.api.identity import Identity
from precept.api.levers import LEVER_HANDLERS
from precept.api.london import LONDON_HANDLERS
from precept.api.manners import Manners
from precept.api.metrics import METRIC_HANDLERS
from precept.api.needs import NEED_HANDLERS
from precept.api.officer_costs import OFFICER_COST_HANDLERS
from precept.api.options import OPTION_HANDLERS
from precept.api.overlays import OVERLAY_HANDLERS
from precept.api.papers import PAPER_HANDLERS
from precept.api.plan_closing import PLAN_SOLVE_HANDLERS
from precept.api.plan_simulations import PLAN_SIMULATION_HANDLERS
from precept.api.plans import PLAN_HANDLERS
from precept.api.policy import POLICY_HANDLERS
from precept.api.precepts import PRECEPT_HANDLERS
from precept.api.problems import HANDLERS
from precept.api.promises import PROMISE_HANDLERS
from precept.api.reconcile import RECONCILE_HANDLERS
from precept.api.reference import REFERENCE_HANDLERS, ReferenceTables
from precept.api.referendums import REFERENDUM_HANDLERS
from precept.api.revise import REVISE_HANDLERS
from precept.api.sensitivity import SENSITIVITY_HANDLERS
from precept.api.simulations import SIMULATION_HANDLERS
from precept.api.solve import SOLVE_HANDLERS
from precept.api.tax_bases import TAX_BASE_HANDLERS
from precept.api.timetables import TIMETABLE_HANDLERS
from precept.api.tracing import tracer_of
from precept.api.uplift_policy import UPLIFT_POLICY_HANDLERS
from precept.api.uplifts import UPLIFT_HANDLERS
from precept.api.watching import Log, Watching
from precept.register import Register, load_register
from precept.settings import Settings, read_settings

ROUTES: list[HTTPRouteHandler] = [
    *FUNDING_HANDLERS,
    *FUNDING_BATCH_HANDLERS,
    *FUNDING_SOLVE_HANDLERS,
    *PLAN_HANDLERS,
    *PLAN_SOLVE_HANDLERS,
    *UPLIFT_POLICY_HANDLERS,
    *OVERLAY_HANDLERS,
    *SENSITIVITY_HANDLERS,
    *PLAN_SIMULATION_HANDLERS,
    *PRECEPT_HANDLERS,
    *SOLVE_HANDLERS,
    *OPTION_HANDLERS,
    *REVISE_HANDLERS,
    *RECONCILE_HANDLERS,
    *HOUSEHOLD_HANDLERS,
    *PAPER_HANDLERS,
    *LONDON_HANDLERS,
    *REFERENDUM_HANDLERS,
    *TIMETABLE_HANDLERS,
    *TAX_BASE_HANDLERS,
    *COLLECTION_FUND_HANDLERS,
    *OFFICER_COST_HANDLERS,
    *UPLIFT_HANDLERS,
    *NEED_HANDLERS,
    *LEVER_HANDLERS,
    *SIMULATION_HANDLERS,
    *BACK_TEST_HANDLERS,
    *PROMISE_HANDLERS,
    *ARMED_OFFICER_HANDLERS,
    *HISTORY_HANDLERS,
    *POLICY_HANDLERS,
    *REFERENCE_HANDLERS,
    *DOWNLOAD_HANDLERS,
    *HEALTH_HANDLERS,
    *METRIC_HANDLERS,
    *DOCUMENTATION_HANDLERS,
]


def create_app(settings: Settings | None = None, *, log: Log | None = None) -> Manners:
    """Load and check the register and return the service; RegisterRefused when a figure is wrong.

    Every finished request is a line to `log`. The contract is made when it is first asked for: it takes longer than
    everything else together.
    """
    with collector_at_rest():
        return _made(settings or read_settings(), log)


def _made(settings: Settings, log: Log | None) -> Manners:
    register = load_register(settings.fixtures_folder)
    tables = ReferenceTables(register)
    tracer = tracer_of(settings)
    watching = Watching(register.version, log, tracer)

    @cache
    def contract() -> Contract:
        return contract_of(ROUTES, register)

    async def the_register() -> Register:
        return register

    async def the_tables() -> ReferenceTables:
        return tables

    async def the_contract() -> Contract:
        return contract()

    async def the_watching() -> Watching:
        return watching

    batches = Router("/", route_handlers=FUNDING_BATCH_HANDLERS, request_max_body_size=settings.batch_body_bytes)
    app = _Service(
        [*(each for each in ROUTES if each not in FUNDING_BATCH_HANDLERS), batches],
        dependencies={
            "register": Provide(the_register),
            "tables": Provide(the_tables),
            "contract": Provide(the_contract),
            "watching": Provide(the_watching),
        },
        exception_handlers=HANDLERS,
        request_max_body_size=settings.largest_body_bytes,
        openapi_config=None,
        logging_config=None,
        on_startup=[settle_memory],
        on_shutdown=[tracer.provider.shutdown] if tracer else [],
        state=State(
            {
                "deepest_body": settings.deepest_body,
                "batch_body": settings.batch_body_bytes,
                "part_seconds": settings.part_seconds,
                "long_runs": asyncio.Semaphore(settings.batches_at_once),
            }
        ),
    )
    return Manners(app, addresses_of(ROUTES), settings, Identity(register.version), watching)


class _Service(Litestar):
    """Litestar without its plug-ins for other libraries' models, which load those libraries wherever they are installed."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking, again and again, what is being loaded to stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def settle_memory() -> None:
    """Keep the garbage collector from walking what lives for ever: it cost the slowest requests tens of milliseconds."""
    gc.collect()
    gc.freeze()
