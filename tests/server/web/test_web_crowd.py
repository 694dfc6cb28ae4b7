"""Many clients book, move and give back the same few places at once: no slot is ever overbooked."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import msgspec
from httpx import AsyncClient

from link.frames import union_of
from server.hall.apply import apply
from server.hall.events import EVENTS
from server.hall.state import Hall
from server.web.limits import Limit, Limits
from tests.server.web.api_kit import API, TODAY, book
from tests.support.web import Web, bookable, web

CLIENTS, DEEDS, QUOTA = 25, 6, 2
TIMES = ("14:00", "14:30", "15:00")
MANY = Limits(write=Limit("write", 1000, 1000.0))
FINE = {200, 201, 409}


async def client(http: AsyncClient, number: int, seen: Counter[str]) -> None:
    """Somebody who cannot make up their mind."""
    chance, code = random.Random(number), ""
    for _ in range(DEEDS):
        time = chance.choice(TIMES)
        if not code:
            answer = await book(http, time=time, phone=f"138{number:08}")
        elif chance.random() < 0.6:
            answer = await http.put(f"{API}/bookings/{code}", json={"day": TODAY, "time": time})
        else:
            answer = await http.delete(f"{API}/bookings/{code}")
        assert answer.status_code in FINE, answer.text
        told = answer.json()
        seen[told.get("code") if answer.status_code == 409 else told["state"]] += 1
        if answer.status_code != 409:
            code = told["code"] if told["state"] == "booked" else ""


async def most_at_once(there: Web) -> int:
    """The most people that ever had the same slot, by the journal."""
    hall, most, events = Hall(), 0, msgspec.json.Decoder(union_of(EVENTS))
    for body in await there.served.engine.history(0, 10_000):
        apply(hall, events.decode(body))
        most = max([most, *hall.booked.values()])
    return most


async def test_no_slot_is_ever_overbooked(tmp_path: Path) -> None:
    async with web(tmp_path, bookable(quota=QUOTA), MANY) as there:
        seen: Counter[str] = Counter()
        await asyncio.gather(*(client(there.http, number, seen) for number in range(CLIENTS)))
        await there.in_step()
        assert await most_at_once(there) == QUOTA
        assert {"booked", "cancelled", "slot_full"} <= set(seen)
        assert there.replica.hall == there.served.engine.hall
        booked = Counter(
            found.time for found in there.served.engine.hall.appointments.values() if found.state == "booked"
        )
        assert max(booked.values()) <= QUOTA
