"""Strict decoding: what the contract states is what is accepted, in bodies and in queries.

JSON Schema counts 5.0 as an integer and so do we; nothing else is bent into shape. Repeated keys and unknown query
parameters are refused. Whatever is wrong names its field and what would be right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from json import JSONDecoder
from typing import Any, TypeVar, get_args
from urllib.parse import parse_qsl

import msgspec
from litestar import Request
from msgspec import Struct

from precept.api.operations import CSV
from precept.api.problems import NotInContract, UnreadableBody, UnsupportedMediaType
from precept.api.wrong_field import field_and_words

T = TypeVar("T", bound=Struct)

LARGEST_EXACT_FLOAT = 2**53
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


async def body_of(request: Request[Any, Any, Any], kind: type[T]) -> T:
    """Read a JSON body as `kind`; an operation that has a body has no query."""
    return decode(await bytes_of(request), kind, request.app.state.deepest_body)


async def body_or_table_of(request: Request[Any, Any, Any], kind: type[T], read_table: Callable[[bytes], T]) -> T:
    """Read a JSON body as `kind`, or a text/csv body by `read_table`."""
    body = await bytes_of(request, "application/json", CSV)
    return read_table(body) if request.content_type[0] == CSV else decode(body, kind, request.app.state.deepest_body)


async def bytes_of(request: Request[Any, Any, Any], *media_types: str) -> bytes:
    """Read the bytes of a body in one of those types (JSON where none is named), in UTF-8 and not packed."""
    allowed = media_types or ("application/json",)
    right = f"Send {' or '.join(allowed)}"
    refuse_query(request)
    media_type, options = request.content_type
    charset = options.get("charset", "utf-8")
    if len(set(request.headers.getall("content-type", []))) > 1:
        raise UnsupportedMediaType("The body is said to be of two types.", remedy=f"{right}, and say it once.")
    if media_type not in allowed:
        raise UnsupportedMediaType(f"The body is {media_type or 'of no stated type'}.", remedy=f"{right}.")
    if charset.lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(f"The body is in {charset}.", remedy=f"{right} in UTF-8.")
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.strip().lower() not in ("", "identity"):
        raise UnsupportedMediaType(
            f"The body is packed ({encoding}).", header="Content-Encoding", remedy="Send the body as it is."
        )
    return await request.body()


def refuse_query(request: Request[Any, Any, Any]) -> None:
    """Refuse any query where an operation has none: a parameter that does nothing is a mistake."""
    if request.scope["query_string"]:
        raise NotInContract("This operation has no query.", [("query", "Leave the query out.")])


def decode(body: bytes, kind: type[T], deepest: int) -> T:
    """Decode JSON as `kind`: UnreadableBody when it is not JSON, NotInContract when it does not fit."""
    refuse_deep_nesting(body, deepest)
    try:
        plain = _decoder().decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableBody(f"The body is not JSON: {_first_line(error)}.") from error
    refuse_repeated_keys(body)
    try:
        return msgspec.convert(_whole_floats(plain), kind, strict=True)
    except msgspec.ValidationError as error:
        raise _not_in_contract(error, kind) from error


def query_of(request: Request[Any, Any, Any], kind: type[T]) -> T:
    """Read the query as `kind`; every parameter at most once, and none that the operation does not have."""
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            strict_parsing=False,
            errors="strict",
            max_num_fields=100,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise NotInContract(
            "The query cannot be read.", [("query", "Percent-encode UTF-8; 100 parameters at most.")]
        ) from error
    names, whole = _parameters_of(kind)
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in names:
            raise NotInContract(
                "The query has a parameter that this operation has not.",
                [(name[:80] or "query", f"Use {', '.join(names)}.")],
            )
        if name in given:
            raise NotInContract("The query has a parameter twice.", [(name, "Give it once.")])
        if name in whole and not _WHOLE_NUMBER.fullmatch(value):
            raise NotInContract(
                "The query does not fit the contract: see errors.", [(name, "Expected a whole number.")]
            )
        given[name] = value
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _not_in_contract(error, kind) from error


@cache
def _parameters_of(kind: type[Struct]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Name the parameters of a query in order, and those that are whole numbers."""
    fields = msgspec.structs.fields(kind)
    whole = {field.encode_name for field in fields if int in (field.type, *get_args(field.type))}
    return tuple(field.encode_name for field in fields), frozenset(whole)


@cache
def _decoder() -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder()


def refuse_deep_nesting(body: bytes, deepest: int) -> None:
    """Count brackets outside strings, before anything recursive sees the body."""
    if body.count(b"[") + body.count(b"{") <= deepest:
        return
    depth = 0
    for token in _TOKENS.finditer(body):
        mark = token.group()
        if mark in b"[{":
            depth += 1
            if depth > deepest:
                raise UnreadableBody(f"The body is nested more than {deepest} levels deep.")
        elif mark in b"]}":
            depth -= 1


_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


def refuse_repeated_keys(body: bytes) -> None:
    """Refuse an object that gives one name twice: JSON readers disagree about which counts."""
    _reader_of_pairs().decode(body.decode())


@cache
def _reader_of_pairs() -> JSONDecoder:
    """The only reader that shows every pair; used for this question alone."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        once = dict(found)
        if len(once) < len(found):
            twice, _ = Counter(name for name, _ in found).most_common(1)[0]
            raise NotInContract("An object has one name twice.", [(twice[:80] or "body", "Give each name once.")])
        return once

    return JSONDecoder(object_pairs_hook=pairs, parse_int=str, parse_float=str)


def _whole_floats(value: object) -> object:
    """Turn 5.0 into 5, everywhere."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT_FLOAT:
        return int(value)
    if isinstance(value, dict):
        return {name: _whole_floats(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole_floats(each) for each in value]
    return value


def _not_in_contract(error: msgspec.ValidationError, kind: type[Struct]) -> NotInContract:
    return NotInContract("The request does not fit the contract: see errors.", [field_and_words(error, kind)])


def _first_line(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return str(error).partition(" - at ")[0].splitlines()[0][:200] if str(error) else "it cannot be read"
