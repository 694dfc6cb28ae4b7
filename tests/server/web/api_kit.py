"""What tests of the API ask with, and how they look at a problem.

The public plane that is asked is in `tests/support/web.py`.
"""

from __future__ import annotations

from typing import Any

from httpx import AsyncClient, Response

TODAY = "2026-11-24"
PHONE = "13800138000"
API = "/api/v1"


async def get(http: AsyncClient, path: str, **query: Any) -> Any:
    """What is told; it must be told."""
    answer = await http.get(f"{API}{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def book(http: AsyncClient, **other: Any) -> Response:
    """Book an invoice at two in the afternoon, or something else."""
    return await http.post(
        f"{API}/bookings",
        json={"matter": "invoice", "day": TODAY, "time": "14:00", "phone": PHONE} | other,
    )


async def booked(http: AsyncClient, **other: Any) -> Any:
    answer = await book(http, **other)
    assert answer.status_code == 201, answer.text
    return answer.json()


def problem(answer: Response, status: int, code: str) -> Any:
    """The body of a problem, which must be this one."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"], body["type"]) == (
        status, status, code, f"/problems/{code}",
    )  # fmt: skip
    assert body["title"]
    assert body["detail"]
    return body
