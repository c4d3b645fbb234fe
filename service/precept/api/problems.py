"""Every error leaves as `application/problem+json` (RFC 9457), from every layer.

400  not-in-contract, unreadable-body       the request does not fit the contract
404  not-found                              there is no such path
405  method-not-allowed                     the path has other methods (`Allow`)
406  not-acceptable                         the operation gives nothing that `Accept` takes
408  body-too-slow                          the body did not arrive in time; the connection is closed
413  body-too-large                         as it is, or as it unpacks
415  unsupported-media-type
422  one type for each Refusal              the request fits the contract and still has no answer
429  too-many-requests                      from this address, where a limit is set (`Retry-After`)
500  internal-error                         says nothing about our insides
503  overloaded, not-ready                  nothing was worked out (`Retry-After`)

Before there is a request, `serving` refuses in the same form: 400 not-http, 431 head-too-large.
"""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap
from msgspec import Struct

from precept.register.refusals import Refusal

PROBLEM_JSON = "application/problem+json"
TYPE_BASE = "/problems/"
_LOG = logging.getLogger(__name__)

UNREADABLE_BODY = "unreadable-body"
NOT_READY = "not-ready"
BAD_REQUEST, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, TOO_SLOW, TOO_LARGE, UNSUPPORTED = 400, 405, 406, 408, 413, 415
UNPROCESSABLE, TOO_MANY, INTERNAL_ERROR, UNAVAILABLE = 422, 429, 500, 503
RECORDED = "The error is recorded; please tell us what you asked."
LONGEST_INSTANCE = 200
TITLES = {
    400: ("not-in-contract", "The request does not fit the contract."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "This address has other methods."),
    406: ("not-acceptable", "This address gives nothing that the request accepts."),
    408: ("body-too-slow", "The body did not arrive in time."),
    413: ("body-too-large", "The body is larger than is accepted."),
    415: ("unsupported-media-type", "The body must be application/json."),
    429: ("too-many-requests", "More requests came from this address than are taken."),
    500: ("internal-error", "Something went wrong on our side."),
    503: ("overloaded", "The service has as much to do as it can; nothing was worked out."),
}
"""The problem type and title of each status that is not a named refusal."""


class FieldError(Struct, frozen=True, kw_only=True):
    """What is wrong with one field, and what would be right."""

    field: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem as RFC 9457 describes it; `errors` names the fields."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] = []


class NotInContract(Exception):  # noqa: N818 - it says what is so
    """The request does not fit the contract; `errors` pairs each field with what would be right."""

    def __init__(self, detail: str, errors: list[tuple[str, str]]) -> None:
        """Hold the detail and the fields."""
        super().__init__(detail)
        self.detail = detail
        self.errors = errors


class UnreadableBody(Exception):  # noqa: N818 - it says what is so
    """The body is not JSON that can be read."""


class UnpacksTooLarge(Exception):  # noqa: N818 - it says what is so
    """The body is small, and what it unpacks to is larger than a body may be."""

    def __init__(self, most: int) -> None:
        """Say how many bytes it may unpack to."""
        super().__init__(f"It unpacks to more than the {most:,} bytes that a body may have.")
        self.most = most


class UnsupportedMediaType(Exception):  # noqa: N818 - it says what is so
    """The body is of another type than JSON, or packed; `header` says which and `remedy` what would be right."""

    def __init__(self, detail: str, *, header: str = "Content-Type", remedy: str = "Send application/json.") -> None:
        """Say what was sent, in which header, and what would be right."""
        super().__init__(detail)
        self.header = header
        self.remedy = remedy


AnyRequest = Request[Any, Any, Any]


def problem_of(  # noqa: D103 - see Problem
    path: str,
    status: int,
    detail: str,
    errors: list[tuple[str, str]] | None = None,
    named: tuple[str, str] | None = None,
) -> Problem:
    slug, title = named or TITLES[status]
    return Problem(
        type=TYPE_BASE + slug,
        title=title,
        status=status,
        detail=detail,
        instance=quote(path[:LONGEST_INSTANCE]),
        errors=[FieldError(field=field, detail=what) for field, what in errors or []],
    )


def problem_response(  # noqa: D103 - see Problem
    request: AnyRequest,
    status: int,
    slug: str,
    title: str,
    detail: str,
    errors: list[tuple[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response[Problem]:
    problem = problem_of(request.scope["path"], status, detail, errors, (slug, title))
    return Response(problem, status_code=status, media_type=PROBLEM_JSON, headers=headers)


def _on_refusal(request: AnyRequest, refusal: Refusal) -> Response[Problem]:
    field = _parameter(refusal.field) if request.method in ("GET", "HEAD") else refusal.field
    errors = [(field, refusal.remedy)]
    return problem_response(request, UNPROCESSABLE, refusal.slug, refusal.title, refusal.detail, errors)


def _parameter(field: str) -> str:
    """The parameter of a query that a field of the body stands in: a query is flat."""
    flat = field.removeprefix("precept.").replace("target.baseline", "baseline", 1)
    return re.split(r"[.\[]", flat, maxsplit=1)[0]


def _on_not_in_contract(request: AnyRequest, error: NotInContract) -> Response[Problem]:
    slug, title = TITLES[BAD_REQUEST]
    return problem_response(request, BAD_REQUEST, slug, title, error.detail, error.errors)


def _on_unreadable(request: AnyRequest, error: UnreadableBody) -> Response[Problem]:
    title = "The body cannot be read."
    errors = [("body", "Send one JSON object in UTF-8.")]
    return problem_response(request, BAD_REQUEST, UNREADABLE_BODY, title, str(error), errors)


def _on_media_type(request: AnyRequest, error: UnsupportedMediaType) -> Response[Problem]:
    slug, title = TITLES[UNSUPPORTED]
    errors = [(error.header, error.remedy)]
    return problem_response(request, UNSUPPORTED, slug, title, str(error), errors)


def _on_unpacked(request: AnyRequest, error: UnpacksTooLarge) -> Response[Problem]:
    slug, title = TITLES[TOO_LARGE]
    errors = [("body", f"Send a file that unpacks to {error.most:,} bytes at most.")]
    return problem_response(request, TOO_LARGE, slug, title, str(error), errors)


def _on_http(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    status = error.status_code
    slug, title = TITLES.get(status, TITLES[BAD_REQUEST if status < INTERNAL_ERROR else INTERNAL_ERROR])
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() in ("allow", "retry-after")}
    errors = (
        [("body", f"Send {limit:,} bytes at most.")] if status == TOO_LARGE and (limit := _limit(request)) else None
    )
    return problem_response(request, status, slug, title, title, errors, headers)


def _limit(request: AnyRequest) -> int:
    """Read how large a body may be."""
    found = request.route_handler.resolve_request_max_body_size()
    return found or 0


def _on_anything(request: AnyRequest, error: Exception) -> Response[Problem]:
    _LOG.error("unexpected error", exc_info=error)
    slug, title = TITLES[INTERNAL_ERROR]
    return problem_response(request, INTERNAL_ERROR, slug, title, RECORDED)


HANDLERS: ExceptionHandlersMap = {
    Refusal: _on_refusal,
    NotInContract: _on_not_in_contract,
    UnreadableBody: _on_unreadable,
    UnpacksTooLarge: _on_unpacked,
    UnsupportedMediaType: _on_media_type,
    HTTPException: _on_http,
    Exception: _on_anything,
}
"""One table from what is raised to what goes out."""
