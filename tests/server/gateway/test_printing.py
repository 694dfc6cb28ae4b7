"""Paper by order of the hall: once more for a number, a note after a transfer, the figures at closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from link.client import new_id
from link.commands import (
    CallNext,
    CloseDay,
    Command,
    FindTicket,
    Finish,
    ReportPrint,
    Reprint,
    Start,
    TakeTicket,
    Transfer,
)
from link.frames import PrintOrder, Refused, Reply
from link.plan import Devices, Printer
from server.hall.internal import Actor, OpenWindow
from tests.link.client_kit import Kept, joining
from tests.support.serving import Served, eventually, serving

PRINTERS = (
    Printer("door", "tcp://127.0.0.1:1", at=("kiosk/door",)),
    Printer("desk", "tcp://127.0.0.1:2", at=("devices/desk",), spare_for=("kiosk/back",), windows=("1",)),
)


def with_printers(served: Served) -> None:
    """The hall file now has printers."""
    plan = served.engine.hall.plan
    assert plan is not None
    served.engine.configure(replace(plan, devices=Devices(printers=PRINTERS)))


def orders(kept: Kept) -> list[PrintOrder]:
    return [frame for frame in kept.frames if isinstance(frame, PrintOrder)]


async def do(kept: Kept, command: Command) -> Reply:
    reply = await kept.client.send(command)
    assert isinstance(reply, Reply), reply
    return reply


async def refusal(kept: Kept, command: Command) -> tuple[str, dict[str, Any]]:
    refused = await kept.client.send(command)
    assert isinstance(refused, Refused), refused
    return refused.code, refused.facts


async def test_a_ticket_is_printed_once_more_and_how_it_went_comes_back(tmp_path: Path) -> None:
    async with (
        serving(tmp_path) as served,
        joining(served.url, served.identity("kiosk", "door")) as door,
        joining(served.url, served.identity("kiosk", "back")) as back,
        joining(served.url, served.identity("manager", "m")) as manager,
    ):
        taken = await do(door, TakeTicket(new_id(), "tax"))
        await do(door, TakeTicket(new_id(), "tax"))
        assert taken.ticket is not None
        id_ = taken.ticket.id
        await eventually(lambda: back.client.state == "joined")
        code, _ = await refusal(back, ReportPrint(new_id(), id_, "reprinted"))
        assert code == "not_printed_here"
        asked = await do(manager, Reprint(new_id(), number="A002", at="kiosk/back"))
        assert asked.ticket is not None
        await eventually(lambda: len(orders(back)) == 1)
        [order] = orders(back)
        assert order.ticket is not None
        assert (order.layout, order.ticket.number, order.ahead) == ("reprint", "A002", 1)
        assert order.key == served.engine.hall.keys[asked.ticket.id]
        await do(back, ReportPrint(new_id(), asked.ticket.id, "reprinted"))
        assert served.engine.hall.tickets[asked.ticket.id].printed == "reprinted"
        assert orders(door) == []
        await do(manager, Reprint(new_id(), number="A001"))
        await eventually(lambda: len(orders(door)) == 1)


async def test_who_has_the_paper_at_a_kiosk_gets_another_and_hears_how_it_stands(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "door")) as door:
        taken = await do(door, TakeTicket(new_id(), "tax"))
        key = taken.key or ""
        found = await do(door, FindTicket(new_id(), key))
        assert found.ticket is not None
        assert (found.ticket.number, found.ahead) == ("A001", 0)
        await do(door, Reprint(new_id(), key=key))
        await eventually(lambda: len(orders(door)) == 1)
        assert await refusal(door, FindTicket(new_id(), "0" * 16)) == ("ticket_over", {})
        assert (await refusal(door, Reprint(new_id(), key="0" * 16)))[0] == "ticket_over"
        by_number = await refusal(door, Reprint(new_id(), number="A001"))
        assert by_number == ("ticket_over", {}), "anybody in the hall knows a number"


async def test_what_cannot_be_printed_is_refused(tmp_path: Path) -> None:
    async with (
        serving(tmp_path) as served,
        joining(served.url, served.identity("manager", "m")) as manager,
        joining(served.url, served.identity("kiosk", "door")) as door,
    ):
        await do(door, TakeTicket(new_id(), "tax"))
        assert await refusal(manager, Reprint(new_id(), number="A009")) == (
            "unknown_number",
            {"number": "A009"},
        )
        away = await refusal(manager, Reprint(new_id(), number="A001", at="kiosk/gone"))
        assert away == ("printer_away", {"program": "kiosk/gone"})


async def test_a_ticket_from_elsewhere_comes_out_where_the_plan_has_a_printer(tmp_path: Path) -> None:
    async with (
        serving(tmp_path) as served,
        joining(served.url, served.identity("manager", "m")) as manager,
        joining(served.url, served.identity("devices", "desk")) as desk,
    ):
        with_printers(served)
        await do(manager, TakeTicket(new_id(), "tax"))
        await eventually(lambda: desk.client.state == "joined")
        await do(manager, Reprint(new_id(), number="A001"))
        await eventually(lambda: len(orders(desk)) == 1)
        ticket = orders(desk)[0].ticket
        assert ticket is not None
        await do(desk, ReportPrint(new_id(), ticket.id, "failed", "out"))
        assert served.engine.hall.tickets[ticket.id].printed == "failed"


async def test_a_transfer_note_comes_out_at_the_window_with_the_clerks_note(tmp_path: Path) -> None:
    async with (
        serving(tmp_path) as served,
        joining(served.url, served.identity("counter", "1")) as window,
        joining(served.url, served.identity("devices", "desk")) as desk,
        joining(served.url, served.identity("kiosk", "door")) as door,
    ):
        with_printers(served)
        await do(door, TakeTicket(new_id(), "tax"))
        await eventually(lambda: desk.client.state == "joined")
        await served.do(Actor("counter", "1"), OpenWindow(new_id(), "1001"))
        await do(window, CallNext(new_id()))
        await do(window, Start(new_id()))
        await do(window, Transfer(new_id(), counter="2", note="Form 3 is complete"))
        await eventually(lambda: len(orders(desk)) == 1)
        [order] = orders(desk)
        assert order.ticket is not None
        assert (order.layout, order.printers, order.ticket.note) == (
            "transfer",
            ["desk"],
            "Form 3 is complete",
        )
        assert order.ticket.counter == "2"
        assert orders(door) == []


async def test_the_days_figures_are_printed_at_closing(tmp_path: Path) -> None:
    async with (
        serving(tmp_path) as served,
        joining(served.url, served.identity("manager", "m")) as manager,
        joining(served.url, served.identity("kiosk", "door")) as door,
        joining(served.url, served.identity("counter", "1")) as window,
    ):
        with_printers(served)
        for _ in range(3):
            await do(door, TakeTicket(new_id(), "tax"))
        await eventually(lambda: window.client.state == "joined")
        await served.do(Actor("counter", "1"), OpenWindow(new_id(), "1001"))
        served.ms += 90_000
        await do(window, CallNext(new_id()))
        await do(window, Start(new_id()))
        await do(window, Finish(new_id()))
        await do(manager, CloseDay(new_id()))
        await eventually(lambda: len(orders(door)) == 1)
        [order] = orders(door)
        assert order.layout == "closing"
        assert order.ticket is None
        expected = {"day": "2026-11-24", "tickets_taken": 3, "tickets_served": 1, "tickets_passed": 0,
                    "tickets_cancelled": 0, "tickets_expired": 2,
                    "wait_mean": 90, "wait_longest": 90}  # fmt: skip
        assert order.closing == order.closing | expected
