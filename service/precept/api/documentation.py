"""The contract, and interactive pages about it that need nothing from the internet."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from precept.api.contract import Contract
from precept.api.operations import Operation, documented
from precept.api.problems import NOT_READY, TITLES, UNREADABLE_BODY
from precept.register.refusals import REFUSALS

_FOLDER = Path(__file__).parent / "docs"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Precept: interactive contract</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="contract"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
_START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#contract",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null
});
"""
_TYPES: dict[str, Literal["text/css", "text/javascript"]] = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
}


@cache
def _asset(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@get(
    "/openapi.json",
    opt=documented(
        Operation("getContract", "Service", "The contract", "This document: OpenAPI 3.1, the same bytes every time.")
    ),
)
async def get_contract(contract: NamedDependency[Contract]) -> Response[bytes]:
    """Answer with the contract, byte for byte as it is committed."""
    return Response(contract.text, media_type="application/json")


@get("/", include_in_schema=False)
async def to_docs() -> Redirect:
    """Lead a reader to the pages."""
    return Redirect("/docs")


@get("/docs", include_in_schema=False)
async def get_docs() -> Response[bytes]:
    """Answer with the page; everything it loads comes from here."""
    return Response(_PAGE.encode(), media_type="text/html")


@get("/docs/start.js", include_in_schema=False)
async def get_start() -> Response[bytes]:
    """Answer with the lines that start the page."""
    return Response(_START.encode(), media_type="text/javascript")


@get("/docs/swagger-ui.css", include_in_schema=False)
async def get_css() -> Response[bytes]:
    """Answer with the style of the page."""
    return Response(_asset("swagger-ui.css"), media_type=_TYPES["swagger-ui.css"])


@get("/docs/swagger-ui-bundle.js", include_in_schema=False)
async def get_script() -> Response[bytes]:
    """Answer with the script of the page."""
    return Response(_asset("swagger-ui-bundle.js"), media_type=_TYPES["swagger-ui-bundle.js"])


PROBLEM_WORDS = {
    **{slug: f"{status}: {title}" for status, (slug, title) in TITLES.items()},
    UNREADABLE_BODY: "400: The body is not JSON that can be read.",
    "not-http": "400: What was sent is no request in HTTP/1.1.",
    "head-too-large": "431: The request line and headers are larger than is accepted.",
    NOT_READY: "503: The service cannot answer questions; it is not asked for now.",
    **{each.slug: f"422: {each.title} {each.__doc__}" for each in REFUSALS},
}
"""What every problem type means, for whoever follows its address."""


@get(["/problems", *(f"/problems/{slug}" for slug in PROBLEM_WORDS)], include_in_schema=False)
async def get_problems() -> Response[bytes]:
    """Answer with every problem type, in words; the page is the same for each of them."""
    rows = "".join(
        f"<dt id='{slug}'><code>/problems/{slug}</code></dt><dd>{html.escape(words)}</dd>"
        for slug, words in PROBLEM_WORDS.items()
    )
    page = f"<!DOCTYPE html><html lang='en'><meta charset='utf-8'><title>Problems</title><h1>Problems</h1><dl>{rows}</dl></html>"
    return Response(page.encode(), media_type="text/html")


DOCUMENTATION_HANDLERS = [get_contract, to_docs, get_docs, get_start, get_css, get_script, get_problems]
