"""What is done to every request, whatever it asks: headers that keep browsers safe, limits of size, the log.

It holds for pages and for the API; what they answer is their own.
"""

from __future__ import annotations

import asyncio
import time
import traceback
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.web.limits import Credit
from server.web.problems import Problem, answer
from server.web.show import show

log = structlog.get_logger()

MOST_BYTES = 16 * 1024
"""So long a body may be; a booking has some 200 bytes."""
BODY_S = 10
"""Each piece of a body has so long to come: nobody holds a place by sending nothing."""
NO_MORE = {"Connection": "close"}
"""Whatever else of the body comes is not waited for. (Whoever still sends one that is too long is let go on:
a connection that is closed meanwhile would take the answer with it.)"""
JSON_METHODS = frozenset({"POST", "PUT", "PATCH"})
SAFE: Final[dict[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""An address of ours may hold a booking's code or a ticket's key: it goes to nobody else as a referrer."""


class Front:
    """The outermost layer: every answer passes here, also that to a fault nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 0
        state = scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _make_safe(MutableHeaders(scope=message), state.get("credit"))
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - one request's fault stops nothing else
            log.error("web.fault", route=_route(scope), error=_where(error))
            if status == 0:
                await _internal(Request(scope))(scope, receive, sending)
        finally:
            _note(scope, status, begun)


def _internal(request: Request) -> Response:
    """The answer to a fault; also where it lies in how problems are shown."""
    try:
        return show(request, Problem("internal"))
    except Exception as error:  # noqa: BLE001 - as above
        log.error("web.fault", route="internal", error=_where(error))
        return answer(request, Problem("internal"))


def _make_safe(headers: MutableHeaders, credit: Credit | None) -> None:
    for name, value in (SAFE | (credit.headers() if credit else {})).items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")


def _where(error: Exception) -> str:
    """The kind of a fault and where it arose. Not its text: that may hold what somebody sent."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-4:]]
    return f"{type(error).__name__} at {' '.join(places)}"


def _route(scope: Scope) -> str:
    """The pattern of the address: the address itself may hold a code or a key."""
    return str(getattr(scope.get("route"), "path", "-"))


def _note(scope: Scope, status: int, begun: float) -> None:
    """The access log. Thousands of phones ask all day, so an answer as expected is only for --verbose."""
    level = "debug" if scope["method"] in ("GET", "HEAD") and status < 500 else "info"
    partner = scope.get("state", {}).get("partner")
    more = {} if partner is None else {"partner": partner}
    took = round((time.monotonic() - begun) * 1000)
    getattr(log, level)(
        "web.asked", method=scope["method"], route=_route(scope), status=status, ms=took, **more
    )


class Bodies:
    """No body is longer than it may be, and those of the API are JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        problem = _unfit(scope) if scope["type"] == "http" else None
        if problem is not None:
            await show(Request(scope), problem)(scope, receive, send)
            return
        await self._app(scope, _Body(receive).receive, send)


class _Body:
    """One request's body as it comes; after it, whoever listens hears only that the client has gone."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._got, self._whole = receive, 0, False

    async def receive(self) -> Message:
        """The next piece. Raises Problem for one too many, or one that does not come."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(BODY_S):
                message = await self._receive()
        except TimeoutError:
            raise Problem("too_slow", {"within_s": BODY_S}, headers=NO_MORE) from None
        self._whole = not message.get("more_body", False)
        self._got += len(message.get("body", b""))
        if self._got > MOST_BYTES:
            raise Problem("too_large", {"most": MOST_BYTES})
        return message


def _unfit(scope: Scope) -> Problem | None:
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        return Problem("too_large", {"most": MOST_BYTES})
    if not scope["path"].startswith("/api/") or scope["method"] not in JSON_METHODS:
        return None
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return None if kind == "application/json" else Problem("wrong_type")
