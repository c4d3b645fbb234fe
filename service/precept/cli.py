"""The `precept` command: serve, demo, check, openapi, settings; and from files batch, simulate, sensitivity, options."""
# ruff: noqa: E402 - the garbage collector rests while modules are loaded: it would walk them again and again

from __future__ import annotations

import gc

gc.disable()

import json
import sys
import threading
import time
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from cyclopts import App, Parameter
from msgspec import structs

from precept.api.batch_files import FileRefused, run_batch
from precept.api.contract import contract_of
from precept.api.funding import KENT_FUNDING_REQUEST
from precept.app import ROUTES, create_app
from precept.demo import said
from precept.logs import EventLog, log_to
from precept.register import load_register
from precept.register.faults import RegisterRefused
from precept.register.holdings import holdings_of
from precept.serving import server_of
from precept.settings import Settings, SettingsRefused, described, read_settings, settled

gc.enable()

app = App(name="precept", help="What a police precept increase raises, and how many firearms officers it pays for.")

FROM_FILES = {
    "simulate": "Run a plan from a file in up to a million futures: its answer, table, sentence and fan.",
    "sensitivity": "Try what moves a plan from a file most: its answer, table, sentence and tornado.",
    "options": "Set the increases of a file side by side: the answer, table, sentence and bars.",
}
"""Loaded when they are called: serving needs nothing of them."""
for command, words in FROM_FILES.items():
    app.command(f"precept.files.commands:{command}", help=words)

CHECKOUT = Path(__file__).parents[2]


def main() -> None:
    """Run the command."""
    app()


@app.command
def serve(*, host: str | None = None, port: int | None = None) -> None:
    """Start the service; the pages about it are at /docs."""
    settings = _settings(host, port)
    log = log_to(sys.stdout.buffer, settings.log_level)
    server = _made(settings, log)
    server.run()
    log.flush()
    if not server.started:
        sys.exit(f"The service could not start on port {settings.port}.")


@app.command
def demo(*, host: str | None = None, port: int | None = None, once: bool = False) -> None:
    """Start the service, ask it the Kent question over HTTP, print the answer, and keep serving (not with --once)."""
    settings = structs.replace(_settings(host, port), log_level="warning")
    server = _made(settings, log_to(sys.stderr.buffer, settings.log_level))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            sys.exit(f"The service could not start on port {settings.port}: try --port with another.")
        time.sleep(0.02)
    address = f"http://{settings.host}:{settings.port}"
    answer = _ask(f"{address}/v1/funding/calculate", KENT_FUNDING_REQUEST)
    print(said(answer))  # noqa: T201 - this is what the command is for
    if once:
        server.should_exit = True
        thread.join()
        return
    print(f"\nThe service is running at {address} (pages at {address}/docs). Ctrl-C stops it.", flush=True)  # noqa: T201
    try:
        thread.join()
    except KeyboardInterrupt:
        server.should_exit = True
        thread.join()


def _ask(address: str, question: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(  # noqa: S310 - our own address, over HTTP
        address, data=json.dumps(question).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        answer: dict[str, Any] = json.load(reply)
    return answer


@app.command
def batch(source: Path, target: Path) -> None:
    """Answer every row of a file of scenarios in another file; CSV, Parquet or XLSX by their endings."""
    try:
        done = run_batch(source, target, load_register(_settings().fixtures_folder), progress=sys.stderr)
    except (FileRefused, RegisterRefused) as refused:
        sys.exit(str(refused))
    print(f"{done.answered:,} rows answered, {done.refused:,} with an error of their own: {target}")  # noqa: T201


@app.command
def check(folder: Path | None = None) -> None:
    """Check every figure of the register, and print what is held and what is not."""
    try:
        register = load_register(folder or _settings().fixtures_folder)
    except RegisterRefused as refused:
        print(refused)  # noqa: T201 - this is what the command is for
        sys.exit(f"The register is refused. Faults found: {len(refused.faults)}.")
    print(holdings_of(register))  # noqa: T201


@app.command
def openapi(folder: Annotated[Path, Parameter(help="Where the document goes.")] = CHECKOUT / "openapi") -> None:
    """Write the contract and its replayed examples; a test holds them against the service."""
    from precept.api.examples import write_examples  # noqa: PLC0415 - a test client that the service does without

    register = load_register(_settings().fixtures_folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_bytes(contract_of(ROUTES, register).text)
    written = write_examples(create_app(), folder / "examples")
    print(f"Wrote {folder / 'openapi.json'} and {written} examples.")  # noqa: T201


@app.command
def settings() -> None:
    """Print every setting: its value in this environment, its default, and what it means."""
    refused = None
    try:
        found = read_settings()
    except SettingsRefused as error:
        found, refused = Settings(), str(error)
    rows = [("setting", "value", "default", "meaning"), *described(found)]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    for row in rows:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]))  # noqa: T201
    if refused is not None:
        sys.exit(f"{refused} The values printed are the defaults.")


def _made(settings: Settings, log: EventLog) -> uvicorn.Server:
    try:
        return server_of(settings, log)
    except (SettingsRefused, RegisterRefused) as refused:
        sys.exit(str(refused))


def _settings(host: str | None = None, port: int | None = None) -> Settings:
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    try:
        return settled(structs.asdict(read_settings()) | given)
    except SettingsRefused as refused:
        sys.exit(str(refused))


if __name__ == "__main__":
    main()
