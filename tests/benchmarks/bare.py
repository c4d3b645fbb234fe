"""A bare application on the service's own server: it reads the body as bytes and sends so many bytes back, and does nothing else.

    .venv/bin/python tests/benchmarks/bare.py PORT LENGTH [LENGTH ...]

`/LENGTH` answers to GET and to POST with an answer of that length: what the same exchange costs without a calculation.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response, route
from litestar.handlers import HTTPRouteHandler


def sends_back(path: str, length: int) -> HTTPRouteHandler:
    """Make the route that sends so many bytes."""
    answer = b"x" * length

    @route(path, http_method=["GET", "POST"], status_code=200)
    async def send_back(request: Request[Any, Any, Any]) -> Response[bytes]:
        await request.body()
        return Response(answer, media_type="application/json")

    return send_back


if __name__ == "__main__":
    port, *lengths = map(int, sys.argv[1:])
    app = Litestar([sends_back(f"/{length}", length) for length in set(lengths)], openapi_config=None)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False)
