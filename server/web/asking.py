"""What each endpoint of the API begins with: who asks, whether they may ask now, and the form of the answer.

The endpoints are in `api.py` and `api_bookings.py`.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header
from pydantic import BaseModel, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from server.web.callers import Caller, caller_of, spend
from server.web.fields import left_out
from server.web.public import Public, public_of
from server.web.repeats import KEY
from server.web.shapes import Problem

PREFIX = "/api/v1"
JSON = "application/json"


async def _reading(request: Request) -> Caller:
    return await _counted(request, writes=False)


async def _writing(request: Request) -> Caller:
    return await _counted(request, writes=True)


async def _counted(request: Request, *, writes: bool) -> Caller:
    caller = await caller_of(request)
    request.state.credit = spend(public_of(request), caller, writes=writes)
    return caller


async def _public(request: Request) -> Public:
    return public_of(request)


COUNTED = [Depends(_reading)]
"""For an endpoint that tells everybody the same, whoever asks."""
Reading = Annotated[Caller, Depends(_reading)]
"""Who asks, for an endpoint that only tells something."""
Writing = Annotated[Caller, Depends(_writing)]
"""Who asks, for an endpoint that changes something."""
ThePublic = Annotated[Public, Depends(_public)]
RepeatKey = Annotated[
    Annotated[str, WithJsonSchema({"type": "string", "pattern": f"^{KEY.pattern}$"})] | None,
    Header(
        alias="Idempotency-Key",
        description="Made by you, another one for each thing that you want done: 16 to 64 letters, digits, "
        "'-' or '_'. The same request with the same key again is done once and answered alike, as long as "
        "the day lasts. Without it a repeated request is a new one.",
        examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
        json_schema_extra=left_out,
    ),
]


def told(model: BaseModel, status: int = 200, **headers: str) -> Response:
    """A model as JSON. Fields that are absent are left out."""
    return encoded(model.model_dump_json(exclude_none=True).encode(), status, **headers)


def encoded(data: bytes, status: int = 200, **headers: str) -> Response:
    """JSON that is encoded already."""
    return Response(data, status, headers, media_type=JSON)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For the description of an endpoint: the problems that it may answer with, and those of all."""
    every = (401, 422, 429, 500, 503, *statuses)
    return {status: {"model": Problem} for status in sorted(set(every))}
