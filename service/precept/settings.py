"""What the environment says, read once when the application is put together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

_PREFIX = "PRECEPT_"


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting, with its default; each is read from PRECEPT_ and its name in capitals."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535)] = 8000
    fixtures: str | None = None
    """Folder of the register; None for the one that came with the code."""
    largest_body_bytes: Annotated[int, Meta(ge=1_024, le=10_000_000)] = 262_144
    log_level: str = "info"

    @property
    def fixtures_folder(self) -> Path | None:
        """The folder of the register, or None for the one that came with the code."""
        return Path(self.fixtures) if self.fixtures else None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; ValidationError names one that is not what it must be."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    given = {name: environment[key] for name in names if (key := _PREFIX + name.upper()) in environment}
    return msgspec.convert(given, Settings, strict=False)
