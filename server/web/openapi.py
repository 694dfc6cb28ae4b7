"""The API's own description, and a word about each problem, for whoever writes a client.

It is made from the endpoints and their models. No page of it is loaded from an outside address.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response

from assets.texts import Texts
from server.web import problems as p
from server.web.asking import PREFIX, encoded
from server.web.languages import language_of

ABOUT = """\
Book times in a service hall, see how it stands, and follow a ticket.

Times are local times of the hall, or moments with their offset. A field that is absent is not known, or does
not apply. What cannot be done is answered by a problem (RFC 9457, `application/problem+json`) with a `code`
for programs and a `detail` for people, in Chinese or English by `Accept-Language`.

Partner systems send their key as `Authorization: Bearer KEY`. Without a key everything can be asked too, with
narrower limits. `RateLimit` tells what is left, `Retry-After` how long to wait.
"""
TAGS = [
    {"name": "hall", "description": "What the hall is, and how it stands now."},
    {"name": "bookings", "description": "Free times and bookings."},
    {"name": "tickets", "description": "Following a turn that was taken in the hall."},
]

router = APIRouter()


@router.get(f"{PREFIX}/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    """This description, for programs."""
    return encoded(_encoded(request.app))


@router.get("/problems/{code}", include_in_schema=False)
async def problem(request: Request, code: str) -> Response:
    """What a problem means: its `type` leads here."""
    if code not in p.codes():
        raise p.Problem("unknown_path")
    language = language_of(request)
    status = p.status_of(code)
    title = Texts.load(language).t(p.TITLES[status])
    text = f"{code}\n{status} {title}\n{p.meaning(code, language)}\n"
    return Response(text, media_type="text/plain", headers={"Content-Language": language})


@cache
def _encoded(app: FastAPI) -> bytes:
    import json

    return json.dumps(described(app), ensure_ascii=False).encode()


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of an application."""
    found = get_openapi(
        title="Tingxu 厅序", version=app.version, description=ABOUT, routes=app.routes, tags=TAGS
    )
    found["components"]["securitySchemes"] = {"partner": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{}, {"partner": []}]
    for path in found["paths"].values():
        for operation in path.values():
            _describe_problems(operation["responses"])
    for unused in ("HTTPValidationError", "ValidationError"):
        found["components"]["schemas"].pop(unused, None)
    return found


def _describe_problems(responses: dict[str, Any]) -> None:
    """Problems have a media type of their own."""
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {p.JSON: response["content"]["application/json"]}
            response["description"] = p.TITLES[int(status)]
