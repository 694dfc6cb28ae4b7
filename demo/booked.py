"""People who book online before they come, through the public plane as their phones would; some never come.

What those who come do at the kiosk is in `citizens.py`.
"""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from demo.programs import NotDone
from link.plan import Plan

PEOPLE = 12
STAY_AWAY = 0.3
"""So many of them do not come."""
NONE = ("9999-12-31", "24:00")
"""Later than every slot."""
PATIENCE_S = 20.0
LOOK_S = 0.1


@dataclass(frozen=True)
class Booked:
    """Somebody who booked for the next slot."""

    code: str
    tail: str
    """The end of the phone number, another one for each."""
    comes: bool


class Phones:
    """The public plane as phones use it, at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def ask(self, method: str, path: str, **body: str) -> dict[str, Any]:
        """One request of the API. Raises NotDone with the problem's own sentence."""
        return await asyncio.to_thread(self._ask, method, path, body)

    async def ready(self) -> None:
        """Wait until the hall is known there. Raises NotDone."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            try:
                await self.ask("GET", "/hall")
            except NotDone:
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(LOOK_S)
            else:
                return

    def _ask(self, method: str, path: str, body: dict[str, str]) -> dict[str, Any]:
        data = json.dumps(body).encode() if body else None
        headers = {"Content-Type": "application/json", "Accept-Language": "en"}
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)  # noqa: S310 - the demo's own program
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise NotDone(f"web: {method} {path}: {error.read().decode(errors='replace')}") from None
        except OSError as error:
            raise NotDone(f"web: {method} {path}: {error}") from None

    async def next_slot(self, queue: str) -> tuple[str, str]:
        """Day and time of the next slot of a queue today, full or not; NONE when none is left."""
        [today] = (await self.ask("GET", f"/slots?queue={queue}&days=1"))["days"]
        return (today["day"], today["slots"][0]["time"]) if today["slots"] else NONE

    async def book(self, queue: str, slot: tuple[str, str], phone: str) -> str | None:
        """Book a slot; the booking's code, or None when it is full."""
        day, time = slot
        try:
            found = await self.ask("POST", "/bookings", queue=queue, day=day, time=time, phone=phone)
        except NotDone as error:
            if "slot_full" in str(error):
                return None
            raise
        return str(found["code"])

    async def states(self, booked: Sequence[Booked]) -> list[str]:
        """What became of each booking."""
        return [str((await self.ask("GET", f"/bookings/{one.code}"))["state"]) for one in booked]


async def book(phones: Phones, plan: Plan, windows: Sequence[str], rng: Random) -> list[Booked]:
    """Some people book for the next slot at a queue that is staffed. Raises NotDone."""
    served = {id_ for counter in plan.counters if counter.id in windows for id_ in counter.serves}
    queues = [queue.id for queue in plan.queues if queue.id in served and queue.quota is not None]
    if plan.booking is None or not queues:
        return []
    slots = {queue: await phones.next_slot(queue) for queue in queues}
    first = min(slots.values())
    queues = [queue for queue in queues if slots[queue] == first]
    if first == NONE:
        return []
    booked: list[Booked] = []
    for n in range(PEOPLE):
        tail = f"{1000 + n * 613}"
        code = await phones.book(rng.choice(queues), first, f"1380000{tail}")
        if code is not None:
            booked.append(Booked(code, tail, comes=n % 10 >= STAY_AWAY * 10))
    return booked
