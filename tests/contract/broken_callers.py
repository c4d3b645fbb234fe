"""The contract against the last release's: every difference that breaks a caller, and whether callers were told.

A difference that breaks someone needs a new version of the contract (`api/wire.py`) and, in that version's entry of
`openapi/CHANGELOG.md`, a line that begins "- Breaking:" and names in backticks the operation's path or the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.contract.broken_schemas import Break, Schemas

Json = dict[str, Any]

METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def breaks_between(then: Json, now: Json) -> list[Break]:
    """Every difference from one document to the next that breaks callers of the first, in order."""
    return sorted(set(_breaks(then, now)))


def _breaks(then: Json, now: Json) -> Iterator[Break]:
    schemas = Schemas(then["components"]["schemas"], now["components"]["schemas"])
    for path, methods in then["paths"].items():
        if path not in now["paths"]:
            yield Break(path, "path removed", "is gone")
            continue
        for method in METHODS & methods.keys():
            where = f"{method.upper()} {path}"
            if method not in now["paths"][path]:
                yield Break(where, "operation removed", "is gone")
                continue
            before, after = methods[method], now["paths"][path][method]
            if before["operationId"] != after["operationId"]:
                yield Break(where, "operation renamed", f"{after['operationId']}, was {before['operationId']}")
            if (key := _keys(now, after)) and key != _keys(then, before):
                yield Break(where, "key demanded", ", ".join(sorted(key)))
            yield from _parameters(where, before, after, schemas)
            yield from _body(where, before.get("requestBody"), after.get("requestBody"), schemas)
            for status in before["responses"]:
                if status not in after["responses"]:
                    yield Break(where, "status removed", status)
                else:
                    answers = (_shared(then, before["responses"][status]), _shared(now, after["responses"][status]))
                    yield from _answer(f"{where} {status}", *answers, schemas)


def _keys(document: Json, operation: Json) -> set[str]:
    return {name for each in operation.get("security", document.get("security", [])) for name in each}


def _shared(document: Json, answer: Json) -> Json:
    name = answer.get("$ref", "").rpartition("/")[2]
    found: Json = document["components"]["responses"][name] if name else answer
    return found


def _parameters(where: str, before: Json, after: Json, schemas: Schemas) -> Iterator[Break]:
    then, now = ({(each["in"], each["name"]): each for each in one.get("parameters", [])} for one in (before, after))
    for key, each in then.items():
        place = f"{where}?{key[1]}"
        if key not in now:
            yield Break(place, "parameter removed", "is refused now")
            continue
        if now[key].get("required") and not each.get("required"):
            yield Break(place, "parameter made required", "must be given")
        for found in schemas.breaks(f".{key[1]}", each["schema"], now[key]["schema"], asked=True):
            yield Break(place, found.rule, found.said)
    for key in now.keys() - then.keys():
        if now[key].get("required"):
            yield Break(f"{where}?{key[1]}", "new required parameter", "must be given")


def _body(where: str, then: Json | None, now: Json | None, schemas: Schemas) -> Iterator[Break]:
    if then is None:
        if now is not None and now.get("required"):
            yield Break(where, "body demanded", "took none")
        return
    if now is None:
        yield Break(where, "body removed", "takes none now")
        return
    if now.get("required") and not then.get("required"):
        yield Break(where, "body demanded", "could be left out")
    for media_type, each in then["content"].items():
        if media_type not in now["content"]:
            yield Break(where, "media type removed", f"{media_type} is no longer taken")
        else:
            yield from schemas.breaks(f"{where} body", each["schema"], now["content"][media_type]["schema"], asked=True)


def _answer(where: str, then: Json, now: Json, schemas: Schemas) -> Iterator[Break]:
    for name in then.get("headers", {}).keys() - now.get("headers", {}).keys():
        yield Break(where, "header removed", name)
    for media_type, each in then.get("content", {}).items():
        if media_type not in now.get("content", {}):
            yield Break(where, "media type removed", f"{media_type} is no longer answered")
            continue
        before, after = each["schema"], now["content"][media_type]["schema"]
        yield from schemas.breaks(where, before, after, asked=False)
        kept = [name for name in columns_of(after) if name in columns_of(before)]
        for gone in [name for name in columns_of(before) if name not in kept]:
            yield Break(f"{where}.{gone}", "column removed", "is gone")
        if kept != [name for name in columns_of(before) if name in kept]:
            yield Break(where, "columns moved", "stand in another order")


def columns_of(schema: Json) -> list[str]:
    """The columns of a table, as its description lists them."""
    said = re.match(r"Columns: ([a-z0-9_,]+)", schema.get("description", ""))
    return said[1].split(",") if said else []


def version_of(text: str) -> tuple[int, ...]:
    """A version to compare with others."""
    return tuple(int(each) for each in text.split("."))


def untold(breaks: list[Break], then: str, now: str, changelog: str) -> list[Break]:
    """Those that callers were not told of: no new version, or no line in its entry that names them."""
    if version_of(now) <= version_of(then):
        return breaks
    entry = re.search(rf"^## {re.escape(now)}\b.*?(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^- Breaking: .*(?:\n  .*)*", entry[0] if entry else "", re.MULTILINE)
    return [each for each in breaks if not any(_names(line, each) for line in told)]


def _names(line: str, broken: Break) -> bool:
    """Whether a line names the path of an operation, or the field of it."""
    address, _, inside = broken.where.partition("?") if "?" in broken.where else broken.where.rpartition(" ")
    path = next(each for each in broken.where.split("?")[0].split() if each.startswith("/"))
    field = inside.rpartition(".")[2].replace("[]", "") if address and ("." in inside or "?" in broken.where) else None
    return f"{path}`" in line or (field is not None and field != path and f"`{field}`" in line)
