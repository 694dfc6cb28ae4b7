"""How a problem is shown, and how what FastAPI finds wrong becomes one of ours.

Which problems there are is in `problems.py`; how one looks on a page is decided in `pages/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from assets.texts import N_
from server.web.problems import Problem, Wrong, answer
from server.web.public import public_of

API = ("/api/", "/problems/")
"""Where programs ask; everything else is a page."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

SAYS: Final[dict[str, str]] = {
    "missing": N_("This is missing"),
    "extra_forbidden": N_("Nobody knows this"),
    "string_type": N_("This must be a text"),
    "string_pattern_mismatch": N_("This is not in the right form"),
    "string_too_short": N_("This is too short"),
    "string_too_long": N_("This is too long"),
    "int_parsing": N_("This must be a whole number"),
    "int_type": N_("This must be a whole number"),
    "bool_parsing": N_("This must be true or false"),
    "greater_than_equal": N_("This is too small"),
    "less_than_equal": N_("This is too large"),
    "no_identity_number": N_("There is no such identity number"),
    "no_date": N_("There is no such date"),
    "name_one": N_("Name a queue or a matter"),
}
"""By pydantic's word for what is wrong; its own sentences are English, and may hold what was sent."""
ELSE: Final = N_("This is not right")
PLACES = {"query": "parameter", "path": "parameter", "header": "header", "cookie": "header"}


def show(request: Request, problem: Problem) -> Response:
    """The answer to a request that cannot be done."""
    page = public_of(request).problem_page
    if page is None or request.url.path.startswith(API):
        return answer(request, problem)
    return page(request, problem)


def add_to(app: FastAPI) -> None:
    """Let every problem of an application be shown in this way."""
    app.add_exception_handler(HTTPException, _shown)
    app.add_exception_handler(RequestValidationError, _not_valid)


async def _shown(request: Request, error: Exception) -> Response:
    if isinstance(error, Problem):
        return show(request, error)
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    if error.status_code == 404:
        return show(request, Problem("unknown_path"))
    if error.status_code == 405:
        allowed = ", ".join(_allowed(request))
        return show(request, Problem("wrong_method", {"allowed": allowed}, headers={"Allow": allowed}))
    return show(request, Problem("bad_request"))


def _allowed(request: Request) -> list[str]:
    """What this address takes: several routes may have it, each for methods of its own."""
    routes = request.app.routes
    scopes = ({**request.scope, "method": method} for method in METHODS)
    return [
        scope["method"] for scope in scopes if any(route.matches(scope)[0] is Match.FULL for route in routes)
    ]


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    found: Sequence[Any] = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return show(request, Problem("not_json"))
    examples = _examples(request)
    return show(request, Problem("not_valid", wrong=tuple(_wrong(one, examples) for one in found)))


def _wrong(found: Any, examples: dict[str, str]) -> Wrong:
    place, *path = found["loc"]
    if place == "body":
        where = {"pointer": "#" + "".join(f"/{_escaped(step)}" for step in path)}
    else:
        where = {PLACES.get(place, "parameter"): str(path[0]) if path else ""}
    name = str(path[-1]) if path else ""
    right = "" if found["type"] == "extra_forbidden" else examples.get(name, "")
    return Wrong(where, SAYS.get(found["type"], ELSE), right)


def _escaped(step: object) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return str(step).replace("~", "~0").replace("/", "~1")


def _examples(request: Request) -> dict[str, str]:
    """By name of a field or parameter: an example of what would be right."""
    found: dict[str, str] = getattr(request.app.state, "examples", {})
    return found
