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
from link.plan import (
    Booking,
    Counter,
    Day,
    Devices,
    Keypad,
    KeypadLine,
    Opening,
    Plan,
    PriorityClass,
    Queue,
    RatingRules,
    Rules,
    Text,
)
from server.access import Access
from server.engine import Engine
from server.gateway.personal import Personal, is_personal
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.journal import SqliteJournal
from server.people import People
from server.saying import Announced

WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALL_WEEK = Opening(WEEK, "00:00", "24:00")
KIOSK, ONE, TWO, MANAGER, WEB = (
    Actor("kiosk", "k"),
    Actor("counter", "1"),
    Actor("counter", "2"),
    Actor("manager", "m"),
    Actor("web", "public"),
)
PADS = Actor("devices", "floor-1")
PHONE, OTHER = "13800138000", "13800138001"
MORNING = 1_795_485_600_000  # 2026-11-24 10:00 in Shanghai
DAY_MS = 24 * 3600 * 1000


def small_plan(**rules: Any) -> Plan:
    """Three queues, two windows, three classes; open day and night, but one queue closes at 10:05."""
    return Plan(
        "try",
        Text("厅", "Hall"),
        "Asia/Shanghai",
        ("en", "zh"),
        (ALL_WEEK,),
        (
            PriorityClass("green", Text("绿", "Green"), 5),
            PriorityClass("booked", Text("约", "Booked"), 10, letter="Y", at_kiosk=False, granted_by=()),
            PriorityClass("ordinary", Text("普", "Ordinary"), 30),
        ),
        (
            Queue("a", "A", Text("甲", "A"), quota=2),
            Queue("b", "B", Text("乙", "B")),
            Queue("c", "C", Text("丙", "C"), opening=(Opening(WEEK, "00:00", "10:05"),)),
        ),
        (Counter("1", ("a",)), Counter("2", ("a", "b", "c"))),
        booking=Booking("booked", early_min=60),
        rating=RatingRules(),
        devices=Devices(
            keypads=(KeypadLine("pads", "devices/floor-1", "serial:COM3@9600", (Keypad("1", 1),)),)
        ),
        rules=Rules(call_gap_s=0, past_closing="warn", **rules),
    )


class TwoDays:
    """An engine, the changes its watchers got by name, and the replies its askers got by command."""

    def __init__(self, directory: Path) -> None:
        self.now = MORNING
        self.changes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.whole_hall: dict[str, set[bool]] = defaultdict(set)
        self.replies: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.engine = Engine(SqliteJournal(directory), self._watch, lambda: self.now)
        self.access, self.people = Access(directory), People(directory)
        self.access.set_clerk("2001", "2580")
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
        if isinstance(command, c.Command) and is_personal(command):
            await Personal(self.engine, self.access, self.people, by).do(command, got.set_result)
        else:
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
        await self._granting()
        await self._rating()
        await self._pressing()
        await self._booking()
        await self._asking()
        await self._ending()
        await self.engine.close()
        self.access.close()
        self.people.close()

    async def _opening(self) -> None:
        self.engine.configure(small_plan(calls=2))
        await self.do(MANAGER, c.SetNotice, zh="通知", en="Notice")
        await self.do(MANAGER, c.SetNotice, zh="", en="")
        await self.do(MANAGER, c.Announce, zh="请注意", en="Please note")
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
        await self.do(MANAGER, c.Reprint, number=number)
        key = self.engine.hall.keys[self.engine.hall.ticket_id(number)]
        await self.do(KIOSK, c.FindTicket, key=key)
        await self.do(ONE, c.CallNext)
        await self.do(KIOSK, c.FindTicket, key=key)
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

    async def _granting(self) -> None:
        number = await self.take("b")
        await self.do(TWO, c.Grant, number=number, cls="green", evidence="disability card")
        await self.do(TWO, c.CallTicket, number=number)
        await self.do(TWO, c.Start)
        await self.do(TWO, c.Finish)
        for _ in range(3):
            await self.take("c")  # the last of them may not be called before closing

    async def _rating(self) -> None:
        served = next(iter(self.engine.hall.served))
        await self.do(Actor("display", "front-1"), c.Rate, ticket=served, level=1, on="screen")
        await self.do(MANAGER, c.AnswerRating, ticket=served, answer="对不起。We are sorry.")

    async def _pressing(self) -> None:
        await self.do(PADS, OpenWindow, clerk="1003", window="1")
        await self.take()
        number = await self.take()
        for key in ("call", "recall", "finish", "call"):
            await self.do(PADS, c.Press, window="1", key=key)
        await self.do(PADS, c.Press, window="1", key="transfer", queue="b")
        await self.do(MANAGER, c.Cancel, number=number)
        for key in ("pause", "pause", "sign_out"):
            await self.do(PADS, c.Press, window="1", key=key)

    async def book(self, time: str, phone: str = PHONE) -> str:
        """Book a time of today for queue a; the code."""
        reply = await self.do(WEB, c.Book, day="2026-11-24", time=time, phone=phone, queue="a")
        return str(reply["appointment"]["code"])

    async def _booking(self) -> None:
        code = await self.book("13:00")
        await self.do(WEB, c.Rebook, code=code, day="2026-11-24", time="11:00")
        await self.do(KIOSK, c.CheckIn, code=code)  # window 2 serves the queue
        await self.do(WEB, c.CancelBooking, code=await self.book("13:00"))
        await self.do(TWO, c.SignOut)
        await self.do(KIOSK, c.CheckIn, code=await self.book("11:00", OTHER))  # nobody does
        await self.do(TWO, OpenWindow, clerk="1002")
        late = await self.book("10:30")
        self.now += 60 * 60 * 1000
        self.engine.begin_day()
        await self.engine.settled()
        await self.do(MANAGER, c.Pardon, code=late)

    async def _asking(self) -> None:
        code = await self.book("12:00", OTHER)
        await self.do(KIOSK, c.FindBookings, tail=OTHER[-4:])
        await self.do(WEB, c.Contact, code=code)
        self.people.forget("2026-12-24")
        await self.do(WEB, c.Contact, code=code)
        await self.do(WEB, c.CheckPin, clerk="2001", pin="2580")
        await self.do(WEB, c.CheckPartner, key=self.access.add_partner("portal"))

    async def _ending(self) -> None:
        await self.take()
        await self.do(MANAGER, c.CloseDay)
        self.now += DAY_MS
        await self.take()
        await self.do(ONE, OpenWindow, clerk="1001")
        await self.do(ONE, c.CallNext)
        self.now += DAY_MS
        await self.take()


def whole_day(directory: Path) -> TwoDays:
    """Both days, lived through."""

    async def run() -> TwoDays:
        day = TwoDays(directory)
        await day.live()
        return day

    return asyncio.run(run())
