"""Two clerks never get one ticket: many windows call at the same moment over real sockets."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from link import plan as p
from link.commands import TakeTicket
from server.hall.internal import Actor
from server.journal import SqliteJournal, audit
from tests.support.halls import plan
from tests.support.serving import Served, Wire, serving

WINDOWS = [str(n) for n in range(1, 13)]
MANY = replace(plan(call_gap_s=0, start="auto"), counters=tuple(p.Counter(id_, ("tax",)) for id_ in WINDOWS))
TICKETS = 150


async def opened(served: Served) -> list[Wire]:
    for n in range(TICKETS):
        await served.do(Actor("kiosk", "k"), TakeTicket(f"take-{n:05d}", "tax"))
    return [await served.open_window(window) for window in WINDOWS]


async def test_every_ticket_goes_to_one_window(tmp_path: Path) -> None:
    async with serving(tmp_path, MANY) as served:
        got = Counter[str]()

        async def call(window: Wire) -> None:
            while (answer := await window.ask("call_next"))["is"] == "reply" and "ticket" in answer:
                got[answer["ticket"]["number"]] += 1

        await asyncio.gather(*(call(window) for window in await opened(served)))
        assert got == {f"A{n:03d}": 1 for n in range(1, TICKETS + 1)}
    journal = SqliteJournal(tmp_path)
    claims = [(r.ticket, r.claim) for r in journal.read(0) if r.what == "ticket_called"]
    journal.close()
    assert len(claims) == len(set(claims)) == TICKETS
    assert audit(tmp_path)[0] == len(WINDOWS) + 1 + TICKETS * 3


async def test_one_number_chosen_by_all(tmp_path: Path) -> None:
    async with serving(tmp_path, MANY) as served:
        windows = await opened(served)
        answers = await asyncio.gather(*(w.ask("call_ticket", number="A077") for w in windows))
        assert Counter(answer["is"] for answer in answers) == {"reply": 1, "refused": len(WINDOWS) - 1}
        assert {a["code"] for a in answers if a["is"] == "refused"} == {"not_waiting"}


async def test_a_double_tap_with_one_id_gives_one_ticket(tmp_path: Path) -> None:
    async with serving(tmp_path, MANY) as served:
        kiosk, other = await served.join("kiosk", "k"), await served.join("kiosk", "other")
        for _ in range(2):
            await kiosk.say(do="take_ticket", id="double-tap", queue="tax")
        replies = [await kiosk.until(lambda frame: frame.get("id") == "double-tap") for _ in range(2)]
        assert replies[0] == replies[1]
        theirs = await other.ask("take_ticket", id="double-tap", queue="tax")
        await served.restart()
        again = await served.join("kiosk", "k")
        await again.raw('{"do":"take_ticket","id":"double-tap","queue":"tax"}')
        assert await again.until(lambda frame: frame.get("id") == "double-tap") == replies[0]
        assert [replies[0]["ticket"]["number"], theirs["ticket"]["number"]] == ["A001", "A002"]
        assert len(served.engine.hall.tickets) == 2
