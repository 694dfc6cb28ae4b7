"""The two pages that the device plane's address answers without a WebSocket: /health and /metrics.

What they say is in `facts.py` and `metrics.py`; how they are asked for is in docs/protocol.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from server.gateway.facts import HealthFacts, encode
from server.gateway.metrics import CONTENT_TYPE

FRESH_S = 1.0
"""What was made is good for so long: who asks a thousand times a second costs no more than who asks once."""


class Made(NamedTuple):
    """An answer, as it was made."""

    at: float
    status: HTTPStatus
    kind: str
    body: bytes


class Pages:
    """Both pages. `answer` is called by `websockets` with each request, before any handshake."""

    def __init__(
        self,
        health: Callable[[], HealthFacts],
        metrics: Callable[[], bytes],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._health, self._metrics, self._clock = health, metrics, clock
        self._made: dict[str, Made] = {}

    def answer(self, socket: ServerConnection, request: Request) -> Response | None:
        """One of the pages; None: this is no page, and what follows is a handshake or an error."""
        path = request.path.partition("?")[0]
        if path not in ("/health", "/metrics"):
            return None
        if request.method != "GET":
            refused = socket.respond(HTTPStatus.METHOD_NOT_ALLOWED, "GET it\n")
            refused.headers["Allow"] = "GET"
            return refused
        made = self._fresh(path)
        response = socket.respond(made.status, "")
        response.body = made.body
        for name, value in (("Content-Type", made.kind), ("Content-Length", str(len(made.body)))):
            del response.headers[name]
            response.headers[name] = value
        response.headers["Cache-Control"] = "no-store"
        return response

    def _fresh(self, path: str) -> Made:
        made = self._made.get(path)
        if made is None or not 0 <= self._clock() - made.at < FRESH_S:
            made = self._made[path] = self._make(path)
        return made

    def _make(self, path: str) -> Made:
        at = self._clock()
        if path == "/metrics":
            return Made(at, HTTPStatus.OK, CONTENT_TYPE, self._metrics())
        found = self._health()
        status = HTTPStatus.SERVICE_UNAVAILABLE if found.status == "failed" else HTTPStatus.OK
        return Made(at, status, "application/json", encode(found))
