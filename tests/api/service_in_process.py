"""The service in this process, asked one request at a time over ASGI, with the settings that a test needs."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import httpx

from precept.app import create_app
from precept.settings import Settings

Json = dict[str, Any]
PROBLEM_JSON = "application/problem+json"
PRECEPT = "/v1/precepts/calculate"
KENT: Json = {
    "police_area": "E23000032",
    "financial_year": "2016-17",
    "increase": {"kind": "percent", "percent": "3.4"},
}


class Service:
    """An application of its own; `lines` are what it logged."""

    def __init__(self, **settings: Any) -> None:
        self.lines: list[bytes] = []
        self.app: Any = create_app(Settings(**settings), log=self.lines.append)
        self.runner = asyncio.Runner()

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response:
        return self.runner.run(self.asked(method, url, **request))

    async def asked(self, method: str, url: str, **request: Any) -> httpx.Response:
        transport = httpx.ASGITransport(cast(Any, self.app), raise_app_exceptions=False)
        plain = {"accept-encoding": "identity"}
        async with httpx.AsyncClient(transport=transport, base_url="http://precept", headers=plain) as http:
            return await http.request(method, url, **request)

    def logged(self) -> Json:
        """The last line of the log."""
        line: Json = json.loads(self.lines[-1])
        return line


def problem_of(reply: httpx.Response, status: int, slug: str) -> Json:
    """The problem in an answer, when it is the one expected."""
    assert reply.status_code == status, reply.text[:300]
    assert reply.headers["content-type"] == PROBLEM_JSON
    problem: Json = reply.json()
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{slug}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["errors"][0]["detail"]
    return problem
