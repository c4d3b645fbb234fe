"""What the environment says, read once when the application is put together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct, structs

PREFIX = "PRECEPT_"

Origin = Annotated[str, Meta(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$(?!\n)")]
Endpoint = Annotated[str, Meta(pattern=r"^https?://[^\s/]+(/\S*)?$(?!\n)")]


def _says(description: str, ge: float | None = None, le: float | None = None) -> Meta:
    return Meta(description=description, ge=ge, le=le)


class SettingsRefused(Exception):  # noqa: N818 - it says what is so
    """The environment sets something that is no setting, or not to what it may be."""


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting, with its default; each is read from PRECEPT_ and its name in capitals, a list with commas."""

    host: Annotated[str, _says("Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, _says("Port to listen on.", ge=1, le=65535)] = 8000
    fixtures: Annotated[str | None, _says("Folder of the register; none for the one that came with the code.")] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error", "critical"],
        _says("Least weighty event that is logged; a finished request is info."),
    ] = "info"

    largest_body_bytes: Annotated[int, _says("Largest body; a larger one is 413.", ge=1_024, le=10_000_000)] = 262_144
    batch_body_bytes: Annotated[
        int,
        _says("Largest body of a batch, as it is or as it unpacks; a larger one is 413.", ge=1_024, le=1_000_000_000),
    ] = 64_000_000
    deepest_body: Annotated[int, _says("Deepest nesting of a body; a deeper one is 400.", ge=8, le=64)] = 32
    largest_head_bytes: Annotated[
        int, _says("Largest request line with headers; a larger one is 431, and closed.", ge=4_096, le=1_000_000)
    ] = 65_536
    head_seconds: Annotated[
        float, _says("Time in which a request's headers must arrive; the connection is closed.", ge=0.1, le=300)
    ] = 10.0
    body_seconds: Annotated[
        float, _says("Time in which a body must arrive; 408, and the connection is closed.", ge=0.1, le=300)
    ] = 10.0
    part_seconds: Annotated[
        float, _says("Time in which a part of a long answer must be taken; it is broken off.", ge=0.1, le=300)
    ] = 30.0
    keep_alive_seconds: Annotated[int, _says("Time after which an idle connection is closed.", ge=1, le=300)] = 5
    shutdown_seconds: Annotated[int, _says("Time that accepted requests have after SIGTERM.", ge=1, le=300)] = 30

    heavy_at_once: Annotated[int, _says("Calculations and tables worked on at a time.", ge=1, le=64)] = 8
    heavy_waiting: Annotated[int, _says("How many more may wait; the rest is 503.", ge=0, le=10_000)] = 512
    batches_at_once: Annotated[int, _says("Batches worked on at a time, beside all else.", ge=1, le=16)] = 1
    longest_wait_seconds: Annotated[
        float, _says("Longest wait before the work on one begins; after it, 503.", ge=0.05, le=60)
    ] = 0.5
    requests_per_second: Annotated[
        float,
        _says("Requests a second from one address, in bursts of ten seconds' worth; 0 for any. More is 429.", ge=0),
    ] = 0.0

    smallest_compressed_bytes: Annotated[int, _says("Smallest answer that is compressed.", ge=0)] = 1_024
    cors_origins: Annotated[
        tuple[Origin, ...], _says("Origins whose pages may read the answers, as https://name, with commas.")
    ] = ()
    traces_endpoint: Annotated[
        Endpoint | None,
        _says("Where OpenTelemetry traces go (OTLP over HTTP, needs the extra otel); none for no traces."),
    ] = None

    @property
    def fixtures_folder(self) -> Path | None:
        """The folder of the register, or None for the one that came with the code."""
        return Path(self.fixtures) if self.fixtures else None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; SettingsRefused names what is no setting, or not what it must be."""
    fields = {PREFIX + field.name.upper(): field for field in structs.fields(Settings)}
    given = {key: value for key, value in environment.items() if key.startswith(PREFIX)}
    if unknown := sorted(given.keys() - fields.keys()):
        raise SettingsRefused(f"No such setting: {', '.join(unknown)}. `precept settings` lists those there are.")
    return settled({fields[key].name: _read(fields[key], value) for key, value in given.items()})


def settled(given: Mapping[str, Any]) -> Settings:
    """The settings with those values; SettingsRefused names the variable that is not what it must be, and what would be right."""
    try:
        found = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        at = re.search(r"at `\$\.(\w+)", str(error))
        field = next(each for each in structs.fields(Settings) if at and each.name == at[1])
        raise _refused(field.name, given[field.name], f"give {_right(field)}") from error
    if found.fixtures_folder is not None and not found.fixtures_folder.is_dir():
        raise _refused("fixtures", found.fixtures, "there is no such folder")
    return found


def _refused(name: str, value: object, words: str) -> SettingsRefused:
    said = ",".join(value) if isinstance(value, (list, tuple)) else str(value)
    return SettingsRefused(f"{PREFIX}{name.upper()} is {said!r}: {words}.")


def _right(field: structs.FieldInfo) -> str:
    """What a setting may be."""
    if field.name in _IN_WORDS:
        return _IN_WORDS[field.name]
    kind, meta = get_args(field.type)
    if kind not in (int, float):
        return f"one of {', '.join(get_args(kind))}"
    number = "a whole number" if kind is int else "a number"
    return f"{number} from {meta.ge:,} to {meta.le:,}" if meta.le is not None else f"{number} of {meta.ge:,} or more"


_IN_WORDS = {
    "cors_origins": "origins such as https://a.example or http://b.example:8443, without a path, commas between them",
    "traces_endpoint": "an address with http:// or https://, such as http://collector:4318/v1/traces",
}
"""What the patterns of texts mean."""


def described(settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    """Name, value, default and meaning of every setting."""
    for field in structs.fields(Settings):
        meaning = next(each.description for each in get_args(field.type) if isinstance(each, Meta))
        yield (
            PREFIX + field.name.upper(),
            _written(getattr(settings, field.name)),
            _written(field.default),
            meaning or "",
        )


def _read(field: structs.FieldInfo, value: str) -> Any:  # noqa: ANN401 - text, or a list of texts
    if not isinstance(field.default, tuple):
        return value
    return [each.strip() for each in value.split(",") if each.strip()]


def _written(value: object) -> str:
    if value is None or value == ():
        return "-"
    return ",".join(value) if isinstance(value, tuple) else str(value)
