"""Ratings over the API: once, on the day, with reasons; the answer for whoever has the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from link import commands as c
from link.plan import RatingRules
from server.hall.internal import OpenWindow
from tests.server.web.api_kit import API, get, problem
from tests.support.halls import DAY_MS
from tests.support.web import Web, bookable, web

HALL = replace(bookable(), rating=RatingRules())
REPEAT = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


async def taken(there: Web, id_: str = "take-0001") -> str:
    """Somebody takes a number; the key."""
    answer: Any = await there.do("kiosk", "k", c.TakeTicket(id_, "tax"))
    return str(answer["key"])


async def serve(there: Web) -> None:
    """They are called, served, and go."""
    opening: Any = OpenWindow("open-0001", "1001")
    for n, command in enumerate((opening, c.CallNext("n"), c.Start("n"), c.Finish("n"))):
        answer = await there.do("counter", "1", replace(command, id=f"window-{n:04}"))
        assert answer["is"] == "reply", answer


async def test_a_visit_is_rated_once_and_the_answer_is_there(tmp_path: Path) -> None:
    async with web(tmp_path, HALL) as there:
        key = await taken(there)
        address = f"{API}/tickets/{key}/rating"
        wish = {"level": 1, "reasons": ["waiting", "papers"]}
        assert (await get(there.http, f"/tickets/{key}"))["can_rate"] is False
        problem(await there.http.post(address, json=wish), 409, "not_finished")
        problem(await there.http.get(address), 404, "not_rated")
        await serve(there)
        assert (await get(there.http, f"/tickets/{key}"))["can_rate"] is True
        done = await there.http.post(address, json=wish, headers=REPEAT)
        assert done.status_code == 201
        rated = done.json()
        assert (rated["level"], rated["reasons"], rated["answer_by"]) == (
            1,
            ["waiting", "papers"],
            "2026-12-10",
        )
        again = await there.http.post(address, json=wish, headers=REPEAT)
        assert (again.status_code, again.json()) == (201, rated), "the same request is done once"
        problem(await there.http.post(address, json={"level": 5}), 409, "already_rated")
        ticket = await get(there.http, f"/tickets/{key}")
        assert (ticket["can_rate"], ticket["rating"]) == (False, rated)
        [open_one] = there.served.engine.hall.ratings
        await there.do("manager", "m", c.AnswerRating("answer-01", open_one, "Sorry"))
        there.served.ms += DAY_MS
        await taken(there, "take-0002")
        answered = await get(there.http, f"/tickets/{key}/rating")
        assert (answered["answer"], answered["answered"][:10]) == ("Sorry", "2026-11-24")
        assert (await there.http.get(f"{API}/tickets/{key}")).status_code == 404


async def test_what_is_not_right_about_a_rating(tmp_path: Path) -> None:
    async with web(tmp_path, HALL) as there:
        key = await taken(there)
        await serve(there)
        address = f"{API}/tickets/{key}/rating"
        for wrong in (
            {"level": 0},
            {"level": 6},
            {},
            {"level": 3, "text": "x"},
            {"level": 1, "reasons": ["x"]},
        ):
            problem(await there.http.post(address, json=wrong), 422, "not_valid")
        problem(
            await there.http.post(f"{API}/tickets/{'0' * 16}/rating", json={"level": 3}),
            404,
            "unknown_ticket",
        )
        assert there.served.engine.hall.ratings == {}


async def test_a_hall_that_does_not_ask(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        key = await taken(there)
        await serve(there)
        assert (await get(there.http, f"/tickets/{key}"))["can_rate"] is False
        problem(
            await there.http.post(f"{API}/tickets/{key}/rating", json={"level": 5}), 409, "not_rated_here"
        )
