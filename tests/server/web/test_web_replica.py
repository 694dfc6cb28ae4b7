"""The copy of the hall: the same hall to the bit, never half of one, and whoever waits for it is woken."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from link import commands as c
from link.frames import Events, Welcome, encode
from server.gateway import replica as gateway
from server.hall import events as e
from server.hall.internal import Actor
from server.web.replica import WAKE_EVERY_S, Gap, Replica
from tests.conftest import Log
from tests.server.web.api_kit import booked
from tests.support.halls import TUESDAY, Desk
from tests.support.serving import eventually
from tests.support.web import Web, bookable, web


def day() -> list[e.Event]:
    """Some events: a day opens, people come, one is called."""
    desk = Desk(bookable(), begin=TUESDAY + 60_000)
    desk.sign_in("2")
    for _ in range(3):
        desk.take("tax")
    desk.next("2")
    return desk.events


def frame(events: list[e.Event], begin: int, end: int, base: int | None = None, more: bool = False) -> Events:
    """The events from one position to another, as they are told."""
    raw = [msgspec.Raw(encode(event)) for event in events[begin:end]]
    return Events(end, raw, base, more)


async def test_a_part_of_a_day_is_not_shown() -> None:
    events, replica = day(), Replica()
    replica.take(frame(events, 0, 3, base=0, more=True))
    assert not replica.known
    replica.take(frame(events, 3, len(events)))
    assert (replica.known, replica.hall.position) == (True, len(events))
    before = replica.hall
    replica.take(frame(events, 0, 3, base=0, more=True))
    assert replica.hall is before
    replica.take(frame(events, 3, len(events)))
    assert replica.hall is not before
    assert replica.hall == before


async def test_what_comes_twice_counts_once_and_a_gap_is_noticed() -> None:
    events, replica = day(), Replica()
    replica.take(frame(events, 0, 4, base=0))
    replica.take(frame(events, 0, 5))
    replica.take(frame(events, 2, len(events)))
    assert replica.hall.position == len(events)
    fresh = Replica()
    fresh.take(frame(events, 0, 3, base=0))
    with pytest.raises(Gap):
        fresh.take(frame(events, 4, 5))
    with pytest.raises(Gap):
        Replica().take(frame(events, 0, 3))


async def test_who_waits_is_woken_seldom() -> None:
    events, replica = day(), Replica()
    woken: list[int] = []

    async def watch() -> None:
        seen = replica.version
        while True:
            seen = await replica.changed(seen)
            woken.append(replica.hall.position)

    watching = asyncio.create_task(watch())
    replica.take(frame(events, 0, 1, base=0))
    await eventually(lambda: woken == [1])  # the first one at once
    begun = asyncio.get_running_loop().time()
    for n in range(1, len(events)):
        replica.take(frame(events, n, n + 1))
        await asyncio.sleep(0)
    await eventually(lambda: len(woken) == 2)
    assert asyncio.get_running_loop().time() - begun > WAKE_EVERY_S / 2
    assert woken == [1, len(events)]
    watching.cancel()


def same(there: Web) -> bool:
    """Whether the copy is the server's hall, to the bit."""
    return there.replica.hall == there.served.engine.hall


async def some_day(there: Web, at: str, first: int) -> None:
    """People book, come, are called and go."""
    window = await there.served.open_window(at)
    for number in range(first, first + 5):
        await there.do("kiosk", "k", c.TakeTicket(f"ticket-{number:05}", "tax"))
        await booked(there.http, queue="tax", matter=None, time="15:30", phone=f"1390013{number:04}")
    for word in ("call_next", "start", "finish", "sign_out"):
        await window.ask(word)
    await there.in_step()


async def test_it_is_the_servers_hall_whatever_happens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "PAGE", 4)
    async with web(tmp_path, bookable(quota=20)) as there:
        await some_day(there, "1", 1)
        assert same(there)
        keys = dict(there.replica._whole().ticket_of)
        await there.lose_server()
        await there.find_server()
        await some_day(there, "2", 11)
        assert same(there)
        there.public.uplink._client.position = None  # as after a start of its own
        await there.lose_server()
        await there.find_server()
        await eventually(lambda: same(there))
        assert keys.items() < there.replica._whole().ticket_of.items()
        assert [ticket.state for ticket in there.replica._whole().over.values()] == ["finished"] * 2


async def test_a_copy_that_cannot_be_right_begins_anew(tmp_path: Path, log: Log) -> None:
    log.expect("link.broken.*Gap")
    async with web(tmp_path) as there:
        there.replica.hall.position -= 1
        await there.served.do(Actor("kiosk", "k"), c.TakeTicket("ticket-1", "tax"))
        await eventually(lambda: not there.replica.lost and same(there))


async def test_a_quiet_hall_is_not_an_old_one() -> None:
    seconds = 0.0
    replica = Replica(lambda: seconds)
    replica.take(Welcome(0, TUESDAY, "test"))
    replica.take(frame(day(), 0, 3, base=0))
    replica.stands(joined=True)
    seconds = 7200.0
    assert replica.heard().ms == replica.now().ms == TUESDAY + 7_200_000
    replica.stands(joined=False)
    seconds = 9000.0
    assert replica.heard().ms == replica.as_of_ms() == TUESDAY + 7_200_000
    assert replica.now().ms == TUESDAY + 9_000_000
