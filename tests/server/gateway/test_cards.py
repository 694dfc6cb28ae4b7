"""Identity cards over real sockets: a booking found, one open ticket, a class by age; the number nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from emulators.card import number_of
from link.plan import Plan, PriorityClass
from server import report
from server.people import FILE_NAME, People
from tests.conftest import Log
from tests.server.hall.booking_kit import TODAY, booking_plan
from tests.support.halls import DAY_MS, text
from tests.support.serving import Served, Wire, serving

NUMBER = number_of("19540308")
"""72 years old on the day of these tests."""
YOUNG = number_of("19900101")
PHONE = "13800138000"


def card_plan(**elderly: Any) -> Plan:
    """With a class that nobody may choose at the kiosk, and that those from 70 on have."""
    base = booking_plan()
    old = PriorityClass("old", text("长者"), 5.0, at_kiosk=False, from_age=70, **elderly)
    return replace(base, classes=(old, *base.classes))


async def book(served: Served, time: str = "09:30", **fields: Any) -> dict[str, Any]:
    web = await served.join("web", "public")
    return await web.ask("book", day=TODAY, time=time, queue="tax", phone=PHONE, **fields)


async def kiosk_of(served: Served) -> Wire:
    return await served.join("kiosk", "hall-1")


async def test_a_card_finds_the_booking_that_was_made_with_it(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        code = (await book(served, identity=NUMBER))["appointment"]["code"]
        kiosk = await kiosk_of(served)
        found = await kiosk.ask("find_bookings", identity=NUMBER)
        assert [one["code"] for one in found["appointments"]] == [code]
        assert (await kiosk.ask("find_bookings", identity=YOUNG))["code"] == "no_bookings"
        await served.restart()
        kiosk = await kiosk_of(served)
        assert (await kiosk.ask("find_bookings", identity=NUMBER))["appointments"][0]["code"] == code


async def test_one_open_ticket_for_each_card_and_queue(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        kiosk = await kiosk_of(served)
        given = await kiosk.ask("take_ticket", queue="tax", identity=YOUNG)
        first = {"number": given["ticket"]["number"], "key": given["key"]}
        again = await kiosk.ask("take_ticket", queue="tax", identity=YOUNG)
        assert (again["code"], again["facts"]) == ("one_ticket", first)
        assert (await kiosk.ask("take_ticket", queue="cars", identity=YOUNG))["is"] == "reply"
        assert (await kiosk.ask("take_ticket", queue="tax", identity=NUMBER))["is"] == "reply"


async def test_a_booking_with_anothers_card_tells_nothing_of_their_ticket(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        code = (await book(served, identity=YOUNG))["appointment"]["code"]
        kiosk = await kiosk_of(served)
        await kiosk.ask("take_ticket", queue="tax", identity=YOUNG)
        told = await kiosk.ask("check_in", code=code)
        assert (told["code"], told["facts"]) == ("one_ticket", {"number": "A001"})


async def test_whoever_booked_is_the_same_person_with_card_and_phone(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        code = (await book(served, identity=NUMBER))["appointment"]["code"]
        kiosk = await kiosk_of(served)
        number = (await kiosk.ask("check_in", code=code))["ticket"]["number"]
        again = await kiosk.ask("take_ticket", queue="tax", identity=NUMBER)
        assert (again["code"], again["facts"]["number"]) == ("one_ticket", number)
        shown = await kiosk.ask("find_ticket", key=again["facts"]["key"])
        assert shown["ticket"]["number"] == number


def _people_in(directory: Path) -> People:
    return People(next(directory.rglob(FILE_NAME)).parent)


async def test_the_link_ends_with_the_persons_day(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        await book(served, identity=NUMBER)
        people = _people_in(tmp_path)
        assert people.of_card(NUMBER) == [people.key(PHONE)]
        people.forget("2026-11-25")
        assert people.of_card(NUMBER) == [people.key(PHONE)]
        people.forget("2026-11-26")
        assert people.of_card(NUMBER) == []
        people.close()


async def test_a_class_by_age_without_asking_anybody(tmp_path: Path) -> None:
    async with serving(tmp_path, card_plan()) as served:
        kiosk = await kiosk_of(served)
        assert (await kiosk.ask("take_ticket", queue="tax", cls="old"))["code"] == "class_not_at_kiosk"
        young = await kiosk.ask("take_ticket", queue="tax", cls="old", identity=YOUNG)
        assert (young["code"], young["facts"]) == ("class_not_at_kiosk", {"cls": "old"})
        given = await kiosk.ask("take_ticket", queue="tax", cls="old", identity=NUMBER)
        assert given["ticket"]["cls"] == "old"
        [body] = [event for event in await served.engine.history(0, 100) if b"ticket_taken" in event]
        assert b'"evidence":"identity card"' in body
        [grant] = report.grants(served.engine.journal.read(0))
        assert (grant.how, grant.who, grant.cls, grant.evidence) == ("card", "hall-1", "old", "identity card")


async def test_age_is_counted_on_the_halls_own_day(tmp_path: Path) -> None:
    almost_70 = number_of("19561125")
    async with serving(tmp_path, card_plan()) as served:
        kiosk = await kiosk_of(served)
        assert (await kiosk.ask("take_ticket", queue="tax", cls="old", identity=almost_70))["is"] == "refused"
        served.ms += DAY_MS
        assert (await kiosk.ask("take_ticket", queue="tax", cls="old", identity=almost_70))["is"] == "reply"


async def test_a_number_that_nobody_has_is_refused(tmp_path: Path) -> None:
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    async with serving(tmp_path, card_plan()) as served:
        kiosk = await kiosk_of(served)
        for command in ("take_ticket", "find_bookings"):
            queue = {"queue": "tax"} if command == "take_ticket" else {}
            refused = await kiosk.ask(command, identity=wrong, **queue)
            assert (refused["code"], refused.get("facts", {})) == ("wrong_identity", {})


async def test_the_number_is_in_no_file_no_log_and_no_frame(tmp_path: Path, log: Log) -> None:
    async with serving(tmp_path, card_plan()) as served:
        code = (await book(served, identity=NUMBER))["appointment"]["code"]
        others = [await served.join(role, "1") for role in ("counter", "display", "manager", "web")]
        kiosk = await kiosk_of(served)
        await kiosk.ask("find_bookings", identity=NUMBER)
        await kiosk.ask("take_ticket", queue="homes", cls="old", identity=NUMBER)
        await kiosk.ask("take_ticket", queue="homes", identity=NUMBER)
        await kiosk.ask("check_in", code=code)
        await others[2].until(lambda frame: "Y001" in str(frame))
        heard = repr([wire.frames for wire in (*others, kiosk)])
        birth = NUMBER[6:14]
        assert NUMBER not in heard
        assert birth not in heard
    for file in filter(Path.is_file, tmp_path.rglob("*")):  # noqa: ASYNC240 - the server has ended
        hides(file.read_bytes(), file.name)
    hides("\n".join(log.lines).encode(), "the log")


def hides(raw: bytes, where: str) -> None:
    """The number is in these bytes in no way in which numbers are written."""
    for text_ in (NUMBER, NUMBER[::-1], NUMBER[:17], f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            assert text_.encode(encoding) not in raw, f"{where} has it in {encoding}"
    assert int(NUMBER[:17]).to_bytes(8) not in raw
    assert int(NUMBER[:17]).to_bytes(8, "little") not in raw


@pytest.mark.parametrize("fields", [{}, {"tail": "8000", "identity": NUMBER}])
async def test_bookings_are_looked_for_by_one_of_the_two(tmp_path: Path, fields: dict[str, str]) -> None:
    async with serving(tmp_path, card_plan()) as served:
        kiosk = await kiosk_of(served)
        assert (await kiosk.ask("find_bookings", **fields))["code"] == "bad_frame"
