"""Whole days over the wire: from opening to the next morning, nights with the server off, and midnight."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from link.commands import (
    BringBack,
    CallNext,
    Cancel,
    CloseDay,
    Command,
    Finish,
    Park,
    PassTicket,
    Pause,
    Recall,
    SignIn,
    Start,
    TakeTicket,
    Transfer,
    Unpark,
)
from link.frames import Refused
from link.words import Ticket
from tests.support.live import Device, LiveServer, live, shows
from tests.support.walk import Walk, audited

TUESDAY, WEDNESDAY, FRIDAY = "2026-11-24", "2026-11-25", "2026-11-27"
PIN = "2580"


async def everybody(server: LiveServer) -> tuple[Device, Device, Device]:
    """A kiosk, and windows 1 and 2 with a clerk for each."""
    for clerk in ("1001", "1002"):
        server.access.set_clerk(clerk, PIN)
    return (
        await server.device("kiosk", "hall-1"),
        await server.device("counter", "1"),
        await server.device("counter", "2"),
    )


async def take(kiosk: Device, **fields: str) -> Ticket:
    ticket = (await kiosk.do(TakeTicket, **fields)).ticket
    assert ticket is not None
    return ticket


async def call(counter: Device) -> str:
    """Call next; the number."""
    ticket = (await counter.do(CallNext)).ticket
    assert ticket is not None
    return ticket.number


async def refusal(device: Device, kind: type[Command], **fields: str) -> Refused:
    answer = await device.ask(kind, **fields)
    assert isinstance(answer, Refused), answer
    return answer


async def proven(server: LiveServer) -> Walk:
    """The journal, walked through and audited."""
    return await asyncio.to_thread(audited, server.data)


class Hall(NamedTuple):
    """Who is in the hall on the short day."""

    server: LiveServer
    kiosk: Device
    one: Device
    two: Device
    manager: Device
    board: Device


async def morning(hall: Hall) -> None:
    """The doors open, and the first people come."""
    kiosk = hall.kiosk
    early = await refusal(kiosk, TakeTicket, queue="general")
    assert (early.code, early.facts["opens"]) == ("queue_not_open", "09:00")
    await kiosk.until(lambda: kiosk.mirror.queues["general"].taking == "open")
    numbers = [(await take(kiosk, queue="general")).number for _ in range(6)]
    assert numbers == ["A001", "A002", "A003", "A004", "A005", "A006"]
    assert (await take(kiosk, matter="building-permit")).number == "K001"
    assert (await take(kiosk, queue="general", cls="green")).number == "V001"
    await hall.one.do(SignIn, clerk="1001", pin=PIN)
    await hall.two.do(SignIn, clerk="1002", pin=PIN)


async def green_channel_first(hall: Hall) -> None:
    """Its promise falls due sooner; it is sent on to another window, with a note that no board shows."""
    assert await call(hall.one) == "V001"
    await hall.one.do(Start)
    await hall.one.do(Transfer, counter="2", note="has the form already")
    assert await call(hall.two) == "V001"
    for device, notes in ((hall.two, {None, "has the form already"}), (hall.board, {None})):
        await device.until(lambda device=device: device.mirror.windows["2"].ticket is not None)  # type: ignore[misc]
        assert {ticket.note for ticket in device.mirror.tickets.values()} == notes
    await hall.two.do(Start)
    await hall.two.do(Finish)


async def one_fetches_copies(hall: Hall) -> None:
    """The next one is served meanwhile."""
    assert await call(hall.one) == "A001"
    await hall.one.do(Start)
    await hall.one.do(Park, note="copies")
    assert await call(hall.one) == "A002"
    await hall.one.do(Start)
    await hall.one.do(Finish)
    await hall.one.do(Unpark, number="A001")
    await hall.one.do(Finish)


async def one_does_not_come(hall: Hall) -> None:
    """She is called three times, over two restarts of the server, passed, and is back in the end."""
    assert await call(hall.one) == "A003"
    assert (await refusal(hall.one, PassTicket)).facts["calls_left"] == 2
    for later in ("09:30", "10:00"):
        assert await hall.server.end() == 0
        await hall.server.start(f"{TUESDAY}T{later}")
        await hall.one.do(Recall)
    assert (await refusal(hall.one, Recall)).code == "call_limit"
    await hall.one.do(PassTicket)
    await hall.one.do(BringBack, number="A003")


async def closing(hall: Hall) -> None:
    """One gives up, one is served to the end, and the manager closes the day."""
    await hall.manager.do(Cancel, number="A004")
    assert await call(hall.two) == "A005"
    at_window = await refusal(hall.manager, CloseDay)
    assert (at_window.code, at_window.facts["number"]) == ("somebody_at_window", "A005")
    await hall.two.do(Start)
    await hall.two.do(Finish)
    await hall.manager.do(CloseDay)
    assert (await refusal(hall.kiosk, TakeTicket, queue="general")).code == "day_closed"
    await hall.board.until(lambda: hall.board.mirror.closed)
    assert hall.board.mirror.tickets == {}


async def test_a_short_day_from_opening_to_the_next_morning(tmp_path: Path) -> None:
    async with live(tmp_path, f"{TUESDAY}T08:59:51") as server:
        kiosk, one, two = await everybody(server)
        manager = await server.device("manager", "office")
        hall = Hall(server, kiosk, one, two, manager, await server.device("display", "board-1"))
        for part in (morning, green_channel_first, one_fetches_copies, one_does_not_come, closing):
            await part(hall)
        assert await server.end() == 0
        ends = {ticket[9:]: state for ticket, state in (await proven(server)).states.items()}
        expired, served = ("A003", "A006", "K001"), ("V001", "A001", "A002", "A005")
        expected = dict.fromkeys(expired, "expired") | dict.fromkeys(served, "finished")
        assert ends == expected | {"A004": "cancelled"}

        await server.start(f"{WEDNESDAY}T09:05")
        await new_day(server, hall.board, WEDNESDAY)
        assert (await refusal(one, CallNext)).code == "not_signed_in"
        assert (await take(kiosk, queue="general")).id == "20261125-A001"
        assert (await proven(server)).days == [TUESDAY, WEDNESDAY]


async def new_day(server: LiveServer, device: Device, day: str) -> None:
    """A client that was there all the time sees the new day: no tickets, nobody at any window."""
    await device.until(lambda: device.mirror.day == day and device.joined)
    assert shows(device.mirror) == shows(await server.fresh(device.identity))
    assert device.mirror.tickets == {}
    assert [w for w in device.mirror.windows.values() if w.clerk or w.ticket or w.paused] == []
    assert not device.mirror.calls
    assert not device.mirror.closed


async def evening(server: LiveServer) -> tuple[Device, Device, Device]:
    """Tuesday, late: one is served, one called, one passed on, one waits; a window pauses."""
    kiosk, one, two = await everybody(server)
    numbers = [(await take(kiosk, queue="general")).number for _ in range(4)]
    assert numbers == ["A001", "A002", "A003", "A004"]
    await one.do(SignIn, clerk="1001", pin=PIN)
    await two.do(SignIn, clerk="1002", pin=PIN)
    assert await call(one) == "A001"
    await one.do(Start)
    assert await call(two) == "A002"
    await two.do(Start)
    await two.do(Park, note="comes back tomorrow, they said")
    await two.do(Pause)
    return kiosk, one, two


@pytest.mark.parametrize("killed", [False, True], ids=["ended", "killed"])
async def test_the_server_was_off_over_nights_with_people_in_the_hall(tmp_path: Path, killed: bool) -> None:
    async with live(tmp_path, f"{TUESDAY}T17:40") as server:
        kiosk, one, two = await evening(server)
        if killed:
            server.kill()
        else:
            assert await server.end() == 0

        await server.start(f"{FRIDAY}T09:10")
        for counter in (one, two):
            await new_day(server, counter, FRIDAY)
            assert (await refusal(counter, CallNext)).code == "not_signed_in"
        assert (await refusal(two, Unpark, number="A002")).code == "not_signed_in"
        await two.do(SignIn, clerk="1001", pin=PIN)  # at another window: nothing of Tuesday holds her
        assert (await refusal(two, Unpark, number="A002")).code == "unknown_number"
        assert (await take(kiosk, queue="general")).id == "20261127-A001"
        assert await call(two) == "A001"
        walk = await proven(server)
        assert walk.days == [TUESDAY, FRIDAY]
        assert walk.counts["ticket_expired"] == 4


async def test_midnight_comes_while_the_server_runs_and_it_is_killed_just_then(tmp_path: Path) -> None:
    async with live(tmp_path, f"{TUESDAY}T17:40") as server:
        _, one, two = await evening(server)
        assert await server.end() == 0
        await server.start(f"{TUESDAY}T23:59:56")
        await one.until(lambda: one.mirror.day == WEDNESDAY)  # nobody gives a command
        server.kill()
        await server.start(f"{WEDNESDAY}T00:00:05")
        for counter in (one, two):
            await new_day(server, counter, WEDNESDAY)
        walk = await proven(server)
        assert (walk.days, walk.counts["ticket_expired"]) == ([TUESDAY, WEDNESDAY], 4)


async def test_what_was_asked_before_midnight_and_not_answered_is_decided_in_the_new_day(
    tmp_path: Path,
) -> None:
    async with live(tmp_path, f"{TUESDAY}T17:40") as server:
        _, one, two = await evening(server)
        server.freeze()
        asked = asyncio.create_task(one.ask(Finish))
        await asyncio.sleep(0)  # it is on its way
        server.kill()
        await server.start(f"{WEDNESDAY}T00:00:05")
        answer = await asked
        assert isinstance(answer, Refused)
        assert answer.code == "not_signed_in"
        await new_day(server, two, WEDNESDAY)
        walk = await proven(server)
        assert walk.counts["ticket_finished"] == 0
        assert (walk.days, walk.counts["ticket_expired"]) == ([TUESDAY, WEDNESDAY], 4)
