"""Services of their own for tests that need other settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from tests.api.service_in_process import Service


@pytest.fixture
def own() -> Iterator[Callable[..., Service]]:
    """Start a service with those settings; it is closed after the test."""
    with ExitStack() as started:

        def start(**settings: Any) -> Service:
            found = Service(**settings)
            started.callback(found.runner.close)
            return found

        yield start
