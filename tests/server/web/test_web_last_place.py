"""Two hundred clients book the last place at the same moment, over real HTTP: one of them has it."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import httpx

from server.web.limits import Limit, Limits
from tests.server.web.api_kit import API, TODAY, book, get
from tests.support.serving import PATIENCE_S
from tests.support.web import bookable, web

CLIENTS = 200
MANY = Limits(write=Limit("write", 1000, 1000.0))


async def test_two_hundred_clients_and_one_place(tmp_path: Path) -> None:
    async with web(tmp_path, bookable(quota=1), MANY) as there:
        room = httpx.Limits(max_connections=CLIENTS)
        client = httpx.AsyncClient(base_url=there.url, limits=room, timeout=PATIENCE_S, trust_env=False)
        async with client as http:
            asked = (book(http, phone=f"138{number:08}") for number in range(CLIENTS))
            answers = await asyncio.gather(*asked)
        told = Counter(answer.json().get("code") for answer in answers if answer.status_code == 409)
        [winner] = [answer.json() for answer in answers if answer.status_code == 201]
        assert told == {"slot_full": CLIENTS - 1}
        assert list(there.served.engine.hall.appointments) == [winner["code"]]
        [today] = (await get(there.http, "/slots", queue="tax", day=TODAY))["days"]
        assert {slot["time"]: slot["left"] for slot in today["slots"]}["14:00"] == 0
        assert (await there.http.get(f"{API}/bookings/{winner['code']}")).json() == winner
