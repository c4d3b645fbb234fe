"""Every example of the contract with the answer the service gives, as files that tests replay byte for byte."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from litestar.testing import TestClient
from litestar.types import ASGIApp


def write_examples(app: ASGIApp, folder: Path) -> int:
    """Ask every operation of the contract its example, and write question and answer; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    with TestClient(app) as client:
        contract = client.get("/openapi.json").json()
        written = 0
        for path, methods in contract["paths"].items():
            for method, operation in methods.items():
                if path == "/openapi.json":
                    continue
                found = ask(client, path, method, operation)
                text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
                (folder / f"{operation['operationId']}.json").write_text(text, encoding="utf-8")
                written += 1
    return written


def ask(client: TestClient[Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Ask one operation its example."""
    query = {each["name"]: each["example"] for each in operation.get("parameters", []) if "example" in each}
    paged = any(each["name"] == "offset" for each in operation.get("parameters", []))
    query |= {"limit": 3} if paged else {}
    body = None
    if "requestBody" in operation:
        body = operation["requestBody"]["content"]["application/json"]["examples"]["kent"]["value"]
    reply = client.request(method.upper(), path, params=query, json=body)
    return {
        "request": {"method": method.upper(), "path": path, "query": query, "body": body},
        "response": {
            "status": reply.status_code,
            "content_type": reply.headers["content-type"],
            "body": _body(reply.headers["content-type"], reply.content),
        },
    }


def _body(content_type: str, content: bytes) -> object:
    """Read a body as JSON or text; of a packed one, list its files with the hash of each, however they are packed."""
    if content_type.startswith("application/json"):
        return json.loads(content)
    if content_type.startswith(("text/", "application/problem+json")):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: hashlib.sha256(packed.read(name)).hexdigest() for name in sorted(packed.namelist())}
