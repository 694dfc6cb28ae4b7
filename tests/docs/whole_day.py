"""Two short days in which everything happens that can happen: what watchers and askers get is collected.

It goes through the real engine and a real journal; sockets are not needed for this.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from link import commands as c
from link.plan import Counter, Opening, Plan, PriorityClass, Queue, Rules, Text
from server.engine import Engine
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.journal import SqliteJournal
from server.saying import Announced

ALL_WEEK = Opening(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00", "24:00")
KIOSK, ONE, TWO, MANAGER = (
    Actor("kiosk", "k"),
    Actor("counter", "1"),
    Actor("counter", "2"),
    Actor("manager", "m"),
)
MORNING = 1_795_485_600_000  # 2026-11-24 09:20 in Shanghai
DAY = 24 * 3600 * 1000


def small_plan(**rules: Any) -> Plan:
    """Two queues, two windows, two classes, open day and night."""
    return Plan(
        "try",
        Text("厅", "Hall"),
        "Asia/Shanghai",
        ("en", "zh"),
        (ALL_WEEK,),
        (
            PriorityClass("green", Text("绿", "Green"), 5),
            PriorityClass("ordinary", Text("普", "Ordinary"), 30),
        ),
        (Queue("a", "A", Text("甲", "A")), Queue("b", "B", Text("乙", "B"))),
        (Counter("1", ("a",)), Counter("2", ("a", "b"))),
        rules=Rules(call_gap_s=0, **rules),
    )


class Day:
    """An engine, the changes its watchers got by name, and the replies its askers got by command."""

    def __init__(self, directory: Path) -> None:
        self.now = MORNING
        self.changes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.whole_hall: dict[str, set[bool]] = defaultdict(set)
        self.replies: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.engine = Engine(SqliteJournal(directory), self._watch, lambda: self.now)
        self._ids = 0

    def _watch(self, announced: Sequence[Announced]) -> None:
        for one in announced:
            change = msgspec.json.decode(one.staff)
            self.changes[change["what"]].append(change)
            self.whole_hall[change["what"]].add(one.whole_hall)

    async def do(self, by: Actor, kind: type[Any], **fields: Any) -> dict[str, Any]:
        """Give a command that must be done; the reply."""
        self._ids += 1
        self.now += 1000
        command: AnyCommand = kind(id=f"whole-day-{self._ids}", **fields)
        got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.engine.submit(command, by, got.set_result)
        answer: dict[str, Any] = msgspec.json.decode(await got)
        assert answer["is"] == "reply", f"{kind.__name__} {fields}: {answer}"
        self.replies[str(kind.__struct_config__.tag or "sign_in")].append(answer)
        return answer

    async def take(self, queue: str = "a", **fields: Any) -> str:
        """Take a ticket; its number."""
        reply = await self.do(KIOSK, c.TakeTicket, queue=queue, **fields)
        return str(reply["ticket"]["number"])

    async def live(self) -> None:
        """Live through both days."""
        self.engine.configure(small_plan())
        await self._opening()
        await self._calling()
        await self._sending_on()
        await self._ending()
        await self.engine.close()

    async def _opening(self) -> None:
        self.engine.configure(small_plan(calls=2))
        await self.do(MANAGER, c.SetNotice, zh="通知", en="Notice")
        await self.do(MANAGER, c.SetNotice, zh="", en="")
        first = await self.do(KIOSK, c.TakeTicket, queue="a")
        await self.do(KIOSK, c.ReportPrint, ticket=first["ticket"]["id"], state="printed")
        for window, clerk in ((ONE, "1001"), (TWO, "1002")):
            await self.do(window, OpenWindow, clerk=clerk)
        await self.do(ONE, c.Pause)
        await self.do(ONE, c.Resume)
        await self.do(ONE, c.Peek)
        await self.do(ONE, c.CallTicket, number=first["ticket"]["number"])
        await self.do(ONE, c.Start)
        await self.do(ONE, c.CallNext)  # only finishes
        await self.do(ONE, c.Peek)  # nobody waits
        await self.do(KIOSK, c.ReportPrint, ticket=first["ticket"]["id"], state="reprinted")

    async def _calling(self) -> None:
        number = await self.take(cls="green")
        await self.do(ONE, c.CallNext)
        await self.do(ONE, c.Recall)
        await self.do(ONE, c.PassTicket)
        await self.do(ONE, c.BringBack, number=number)
        await self.do(ONE, c.CallNext)
        await self.do(ONE, c.Start)

    async def _sending_on(self) -> None:
        number = self.replies["start"][-1]["ticket"]["number"]
        await self.do(ONE, c.Park, note="Fetches a paper")
        await self.do(TWO, c.Unpark, number=number)
        await self.do(TWO, c.Transfer, counter="1", note="Stamp")
        await self.do(ONE, c.CallNext)
        await self.do(ONE, c.Start)
        await self.do(ONE, c.Finish)
        await self.do(MANAGER, c.Cancel, number=await self.take())
        await self.do(ONE, c.SignOut)

    async def _ending(self) -> None:
        await self.take()
        await self.do(MANAGER, c.CloseDay)
        self.now += DAY
        await self.take()
        await self.do(ONE, OpenWindow, clerk="1001")
        await self.do(ONE, c.CallNext)
        self.now += DAY
        await self.take()


def whole_day(directory: Path) -> Day:
    """Both days, lived through."""

    async def run() -> Day:
        day = Day(directory)
        await day.live()
        return day

    return asyncio.run(run())
