"""What the contract says of every answer: the headers, and the problems that any operation may give, each said once."""

from __future__ import annotations

from typing import Any

from precept.api.addresses import NEVER_REFUSED
from precept.api.operations import Operation
from precept.api.problems import NOT_READY, PROBLEM_JSON, TITLES, TYPE_BASE

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
_WHOLE: Json = {"type": "integer", "minimum": 1}
_HEADERS: dict[str, tuple[str, str, Json]] = {
    "Allow": ("Allow", "The methods of the address.", _TEXT),
    "CacheControl": ("Cache-Control", "no-cache where the answer has a tag, else no-store.", _TEXT),
    "CalculationVersion": ("X-Calculation-Version", "The version of the rules.", _TEXT),
    "Deprecation": ("Deprecation", "Since when the operation is deprecated (RFC 9745).", _TEXT),
    "ETag": ("ETag", "Names this answer, and how it is packed; send it back in If-None-Match.", _TEXT),
    "Link": ("Link", 'What takes its place: rel="successor-version".', _TEXT),
    "RegisterVersion": ("X-Register-Version", "The version of the figures.", _TEXT),
    "RequestId": (
        "X-Request-Id",
        "Names the request in our log: the caller's own of letters, digits and ._:- (128 at most), else one made here.",
        {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$"},
    ),
    "RetryAfter": ("Retry-After", "Seconds after which to ask again.", _WHOLE),
    "Sunset": ("Sunset", "From when the operation may be gone (RFC 8594).", _TEXT),
    "Vary": ("Vary", "The request headers that another answer may depend on.", _TEXT),
}
_EVERYWHERE = ("CacheControl", "CalculationVersion", "RegisterVersion", "RequestId")
_ON_THEIR_WAY_OUT = ("Deprecation", "Link", "Sunset")


def headers_shared() -> Json:
    """Every header that is referred to; those of operations on their way out are said in words, while there is none."""
    return {
        name: {"description": words, "schema": schema} | ({"required": True} if name in _EVERYWHERE else {})
        for name, (_, words, schema) in _HEADERS.items()
        if name not in _ON_THEIR_WAY_OUT
    }


def answers_shared() -> Json:
    """The answers that operations have in common, said once."""
    retry = ("RetryAfter",)
    return {
        "BodyTooLarge": _problem(TITLES[413][1]),
        "BodyTooSlow": _problem(f"{TITLES[408][1]} The connection is closed."),
        "InternalError": _problem(TITLES[500][1]),
        "MethodNotAllowed": _problem(TITLES[405][1], "Allow"),
        "NotAcceptable": _problem(TITLES[406][1]),
        "NotInContract": _problem("The request does not fit the contract, or cannot be read."),
        "NotModified": {
            "description": "The caller holds this answer already (If-None-Match).",
            "headers": _referred("ETag", *_EVERYWHERE),
        },
        "NotReady": _problem("The service cannot answer questions.", *retry, types=[TYPE_BASE + NOT_READY]),
        "Overloaded": _problem(TITLES[503][1], *retry, types=[TYPE_BASE + TITLES[503][0]]),
        "TooManyRequests": _problem(f"{TITLES[429][1]} None are counted unless the settings say so.", *retry),
        "UnsupportedMediaType": _problem(TITLES[415][1]),
    }


def on_all(path: str) -> Json:
    """The problems that an operation at that path may give whatever it does."""
    found = {"405": shared("MethodNotAllowed"), "500": shared("InternalError")}
    if path not in NEVER_REFUSED:
        found |= {"406": shared("NotAcceptable"), "429": shared("TooManyRequests")}
    if path.startswith("/v1/"):
        found["503"] = shared("Overloaded")
    elif path == "/ready":
        found["503"] = shared("NotReady")
    return found


def headers_of(operation: Operation) -> Json:
    """The headers of the answer that an operation gives."""
    tagged = () if operation.body is not None else ("ETag",)
    said = _referred(*tagged, "Vary", *_EVERYWHERE)
    if operation.leaving is not None:
        for name, words, schema in (_HEADERS[each] for each in _ON_THEIR_WAY_OUT):
            said[name] = {"description": words, "schema": schema, "required": True}
    return said


def named_problem(description: str, types: list[str]) -> Json:
    """A problem of one of those types."""
    return _problem(description, types=types)


def shared(name: str) -> Json:
    """Refer to an answer that is said once."""
    return {"$ref": f"#/components/responses/{name}"}


def _problem(description: str, *headers: str, types: list[str] | None = None) -> Json:
    schema: Json = {"$ref": "#/components/schemas/Problem"}
    if types:
        schema = {"allOf": [schema, {"properties": {"type": {"enum": types}}}]}
    content = {PROBLEM_JSON: {"schema": schema}}
    return {"description": description, "content": content, "headers": _referred(*headers, *_EVERYWHERE)}


def _referred(*names: str) -> Json:
    return {_HEADERS[name][0]: {"$ref": f"#/components/headers/{name}"} for name in names}
