"""What the public plane hears and may ask over real sockets: the events themselves, and people by keys."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path
from threading import Semaphore
from typing import Any

import msgspec
import pytest
from argon2 import PasswordHasher

from link.frames import Events, server_frame_decoder, union_of
from server.access import Access
from server.gateway import replica
from server.hall import events as e
from server.hall.apply import apply
from server.hall.state import Hall
from server.people import People
from tests.server.hall.booking_kit import TODAY, TOMORROW, booking_plan
from tests.support.halls import DAY_MS, MINUTE
from tests.support.serving import Served, Wire, serving

PHONE = "13800138000"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access.PasswordHasher", partial(PasswordHasher, 1, 8, 1))


class Follower:
    """A hall kept in step by what one connection hears."""

    def __init__(self) -> None:
        self.hall = Hall()
        self._frames, self._events = server_frame_decoder(), msgspec.json.Decoder(union_of(e.EVENTS))
        self.bases: list[int] = []

    def take(self, frame: dict[str, Any]) -> None:
        if frame["is"] != "events":
            return
        read = self._frames.decode(msgspec.json.encode(frame))
        assert isinstance(read, Events)
        if read.base is not None:
            self.hall = Hall(position=read.base)
            self.bases.append(read.base)
        first = read.position - len(read.events) + 1
        for n, event in enumerate(read.events, first):
            if n > self.hall.position:
                assert n == self.hall.position + 1
                apply(self.hall, self._events.decode(bytes(event)))

    async def until(self, wire: Wire, position: int) -> None:
        for frame in list(wire.frames):  # also those that came while something was asked
            self.take(frame)
        while self.hall.position < position:
            self.take(await wire.hear())


async def book(wire: Wire, time: str = "10:00", day: str = TODAY, **fields: Any) -> dict[str, Any]:
    fields.setdefault("queue", "tax")
    return await wire.ask("book", day=day, time=time, phone=fields.pop("phone", PHONE), **fields)


async def follow(served: Served, follower: Follower, since: int | None = None) -> Wire:
    wire = await served.connect("web-public")
    position = {} if since is None else {"since": since}
    token = served.token("web", "public")
    await wire.say(do="hello", protocol=1, role="web", name="public", token=token, **position)
    assert (await wire.hear())["is"] == "welcome"
    return wire


async def test_it_keeps_a_hall_that_equals_the_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "PAGE", 3)
    async with serving(tmp_path, booking_plan()) as served:
        kiosk = await served.join("kiosk", "hall-1")
        for _ in range(5):
            await kiosk.ask("take_ticket", queue="tax")
        await served.restart()  # nothing is in memory any more: it comes from the journal, page by page
        follower = Follower()
        wire = await follow(served, follower)
        counter = await served.open_window("2")
        await counter.ask("call_next")
        await follower.until(wire, served.engine.durable)
        assert follower.hall == served.engine.hall
        assert follower.bases == [0]


async def test_after_a_break_it_goes_on_and_after_a_new_day_it_begins_anew(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        follower = Follower()
        wire = await follow(served, follower)
        await book(wire, day=TOMORROW)
        await follower.until(wire, served.engine.durable)
        await wire.socket.close()
        kiosk = await served.join("kiosk", "hall-1")
        await kiosk.ask("take_ticket", queue="tax")
        wire = await follow(served, follower, since=follower.hall.position)
        await follower.until(wire, served.engine.durable)
        assert follower.hall == served.engine.hall
        assert len(follower.bases) == 1
        await wire.socket.close()
        served.ms += DAY_MS
        await kiosk.ask("take_ticket", queue="tax")
        wire = await follow(served, follower, since=follower.hall.position)
        await follower.until(wire, served.engine.durable)
        assert follower.hall == served.engine.hall
        assert len(follower.bases) == 2
        assert len(follower.hall.appointments) == 1


async def test_no_other_role_hears_of_bookings(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        others = [await served.join(role, "1") for role in ("kiosk", "counter", "display", "manager")]
        code = (await book(web))["appointment"]["code"]
        kiosk = await served.join("kiosk", "hall-1")
        served.ms += 60 * MINUTE
        ticket = (await kiosk.ask("check_in", code=code))["ticket"]
        await kiosk.ask("take_ticket", queue="tax")
        await others[2].until(lambda frame: ticket["number"] in str(frame))
        for other in others:
            heard = str(other.frames)
            assert code not in heard
            assert PHONE not in heard
            assert served.engine.hall.appointments[code].person not in heard


async def test_the_last_place_goes_to_one_of_two_hundred(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan(quota=1)) as served:
        webs = [await served.join("web", f"public-{n}") for n in range(4)]

        async def many(web: Wire, first: int) -> list[str]:
            for n in range(first, first + 50):
                await web.say(
                    do="book",
                    id=f"try-{n:08d}",
                    queue="tax",
                    day=TODAY,
                    time="10:00",
                    phone=f"1390000{n:04d}",
                )
            answers = [await web.until(lambda frame: "id" in frame) for _ in range(50)]
            return [answer["is"] if answer["is"] == "reply" else answer["code"] for answer in answers]

        found = [
            one
            for all_ in await asyncio.gather(*(many(web, 50 * n) for n, web in enumerate(webs)))
            for one in all_
        ]
        assert sorted(set(found)) == ["reply", "slot_full"]
        assert found.count("reply") == 1


async def test_the_same_command_again_is_the_same_booking(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        first = await book(web, id="book-0001")
        again = await book(web, id="book-0001")
        assert first == again
        await served.restart()
        web = await served.join("web", "public")
        assert await book(web, id="book-0001") == first
        assert len(served.engine.hall.appointments) == 1


async def test_a_kiosk_finds_bookings_by_the_tail_of_the_number(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        kiosk = await served.join("kiosk", "hall-1")
        code = (await book(web, "09:30", phone="+8613800138000"))["appointment"]["code"]
        await book(web, "09:30", phone="13700007777")
        found = await kiosk.ask("find_bookings", tail="8000")
        assert [one["code"] for one in found["appointments"]] == [code]
        assert (await kiosk.ask("find_bookings", tail="1234"))["code"] == "no_bookings"
        assert (await kiosk.ask("check_in", code=code))["ticket"]["number"] == "Y001"
        assert (await kiosk.ask("find_bookings", tail="8000"))["code"] == "no_bookings"


async def test_a_number_with_and_without_the_country_is_one_person(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        await book(web)
        assert (await book(web, "11:00", phone=f"+86{PHONE}"))["code"] == "already_booked"


async def test_the_message_system_gets_the_number_and_nobody_else(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        code = (await book(web))["appointment"]["code"]
        assert (await web.ask("contact", code=code))["phone"] == PHONE
        assert (await web.ask("contact", code="22222222"))["code"] == "unknown_booking"
        kiosk = await served.join("kiosk", "hall-1")
        assert (await kiosk.ask("contact", code=code))["code"] == "not_allowed"


@pytest.mark.parametrize("day", ["2099-12-31", "2026-11-23", "2027-02-31"])
async def test_for_a_day_that_nobody_can_book_no_number_is_kept(tmp_path: Path, day: str) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        assert (await book(web, day=day))["code"] == "day_not_bookable"
        people = People(served.data)
        assert people.with_tail(PHONE[-4:]) == []
        await book(web)
        assert len(people.with_tail(PHONE[-4:])) == 1
        people.close()


async def test_guides_and_partners_are_known_by_pin_and_key(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        served.access.set_clerk("2001", "4711")
        assert (await web.ask("check_pin", clerk="2001", pin="4711"))["is"] == "reply"
        assert (await web.ask("check_pin", clerk="2001", pin="4712"))["code"] == "wrong_pin"
        key = served.access.add_partner("portal")
        assert (await web.ask("check_partner", key=key))["name"] == "portal"
        assert (await web.ask("check_partner", key="x" * 32))["code"] == "unknown_key"
        served.access.remove_partner("portal")
        assert (await web.ask("check_partner", key=key))["code"] == "unknown_key"


async def test_whoever_tries_pins_on_a_phone_keeps_no_clerk_from_a_window(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan()) as served:
        web, counter = await served.join("web", "public"), await served.join("counter", "1")
        served.access.set_clerk("2001", "4711")
        codes = [(await web.ask("check_pin", clerk="2001", pin="0000"))["code"] for _ in range(4)]
        assert codes == ["wrong_pin", "wrong_pin", "wrong_pin", "slow_down"]
        assert (await counter.ask("sign_in", clerk="2001", pin="4711"))["is"] == "reply"
        assert (await web.ask("check_pin", clerk="2001", pin="4711"))["code"] == "slow_down"
        served.access.set_clerk("2001", "4712")
        assert (await web.ask("check_pin", clerk="2001", pin="4712"))["is"] == "reply"


async def test_pins_from_phones_are_looked_at_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = Semaphore(1)
    met: list[bool] = []

    def fits(self: Access, hash_: str, pin: str) -> bool:
        met.append(not at_once.acquire(blocking=False))
        time.sleep(0.01)  # as argon2, in a thread: the others have the time to come in
        at_once.release()
        return False

    monkeypatch.setattr(Access, "pin_fits", fits)
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        for n in range(8):
            await web.say(do="check_pin", id=f"pin-{n:08d}", clerk=f"20{n:02d}", pin="0000")
        answers = [await web.until(lambda frame: "id" in frame) for _ in range(8)]
        assert {answer["code"] for answer in answers} == {"wrong_pin"}
    assert met == [False] * 8


async def test_a_manager_pardons_by_number_or_booking(tmp_path: Path) -> None:
    async with serving(tmp_path, booking_plan(no_shows=1)) as served:
        web, manager = await served.join("web", "public"), await served.join("manager", "m")
        code = (await book(web, "09:30"))["appointment"]["code"]
        served.ms += 60 * MINUTE
        served.hub.queues_changed()
        assert (await book(web, "14:00"))["code"] == "booking_closed"
        assert (await manager.ask("pardon", code=code))["is"] == "reply"
        assert (await manager.ask("pardon", phone=PHONE))["code"] == "nothing_to_pardon"
        assert (await book(web, "14:00"))["is"] == "reply"
        both = await manager.ask("pardon", phone=PHONE, code=code)
        assert both["code"] == "bad_frame"


async def test_no_phone_number_is_in_the_journal_or_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    async with serving(tmp_path, booking_plan()) as served:
        web = await served.join("web", "public")
        await book(web)
        await book(web, "11:00", queue="homes", phone="bad number")
    for file in tmp_path.iterdir():  # noqa: ASYNC240 - the server is down
        if not file.name.startswith("people.db"):
            assert PHONE.encode() not in file.read_bytes(), file
    assert PHONE not in caplog.text
