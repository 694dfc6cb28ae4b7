"""Bookings and turns over real HTTP, from beginning to end, and what the rules refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from link import commands as c
from server.hall.calendar import add_days
from server.hall.internal import Actor
from tests.server.web.api_kit import API, PHONE, TODAY, book, booked, get, problem
from tests.support.halls import MINUTE, TUESDAY
from tests.support.web import Web, bookable, web

IDENTITY = "11010519491231002X"
"""The example of the standard; nobody has it."""

# ---------------------------------------------------------------------- bookings


async def test_a_booking_from_beginning_to_end(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        answer = await book(there.http)
        made = answer.json()
        assert answer.status_code == 201
        address = answer.headers["location"]
        assert address == f"{API}/bookings/{made['code']}"
        assert (made["state"], made["queue"], made["changeable"]) == ("booked", "tax", True)
        assert made["check_in_from"] == "2026-11-24T13:30:00+08:00"
        assert made["changeable_until"] == "2026-11-24T13:00:00+08:00"

        code = made["code"]
        typed = f"{code[:4]}-{code[4:]}".lower()
        assert (await there.http.get(f"{API}/bookings/{typed}")).json() == made

        moved = await there.http.put(address, json={"day": add_days(TODAY, 1), "time": "10:30"})
        assert (moved.status_code, moved.json()["code"]) == (200, code)
        assert moved.json()["start"] == "2026-11-25T10:30:00+08:00"
        assert (await there.http.get(address)).json() == moved.json()

        gone = await there.http.delete(address)
        assert (gone.status_code, gone.json()["state"], gone.json()["changeable"]) == (
            200,
            "cancelled",
            False,
        )
        problem(await there.http.delete(address), 409, "booking_over")
        slots = await get(there.http, "/slots", queue="tax", day=add_days(TODAY, 1))
        assert {slot["left"] for slot in slots["days"][0]["slots"]} == {2}


async def test_what_was_booked_is_what_the_hall_knows(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        made = await booked(there.http)
        [known] = there.served.engine.hall.appointments.values()
        assert (known.code, known.day, known.time) == (made["code"], TODAY, "14:00")
        there.served.ms = TUESDAY + 300 * MINUTE  # two o'clock
        answer = await there.served.do(Actor("kiosk", "k"), c.CheckIn("check-in-1", made["code"]))
        await there.in_step()
        here = await get(there.http, f"/bookings/{made['code']}")
        assert (here["state"], here["number"]) == ("here", answer["ticket"]["number"])


async def test_an_identity_number_goes_in_and_never_comes_out(tmp_path: Path) -> None:
    """At the kiosk the card finds the booking; nobody is told the number, not even whoever sent it."""
    async with web(tmp_path) as there:
        answer = await book(there.http, identity=IDENTITY)
        assert (answer.status_code, IDENTITY in answer.text) == (201, False)
        there.served.ms = TUESDAY + 300 * MINUTE
        kiosk = await there.served.join("kiosk", "hall-1")
        found = await kiosk.ask("find_bookings", identity=IDENTITY)
        assert [one["code"] for one in found["appointments"]] == [answer.json()["code"]]
        for wrong in (IDENTITY[:-1] + "1", IDENTITY.replace("1231", "1331"), "x", 7, [IDENTITY]):
            refused = await book(there.http, identity=wrong, time="15:00")
            body = problem(refused, 422, "not_valid")
            assert body["errors"][0]["pointer"] == "#/identity"
            assert f'"{wrong}"' not in refused.text


async def test_bookings_that_the_rules_refuse(tmp_path: Path) -> None:
    hall = bookable(quota=1)
    async with web(tmp_path, hall) as there:
        made = await booked(there.http)
        body = problem(await book(there.http, phone="13900139000"), 409, "slot_full")
        assert body["facts"] == {"day": TODAY, "time": "14:00"}
        again = problem(await book(there.http, time="15:00"), 409, "already_booked")
        assert again["facts"] == {"day": TODAY, "time": "14:00"}
        problem(await book(there.http, time="13:00", phone="13900139000"), 409, "no_such_slot")
        problem(await book(there.http, day="2026-12-31", phone="13900139000"), 409, "day_not_bookable")
        problem(await book(there.http, matter="seals"), 409, "not_bookable")
        same = {"day": TODAY, "time": "14:00"}
        problem(await there.http.put(f"{API}/bookings/{made['code']}", json=same), 409, "same_place")
        there.served.ms += 250 * MINUTE
        late = await there.http.delete(f"{API}/bookings/{made['code']}")
        assert problem(late, 409, "too_late_to_change")["facts"] == {"time": "14:00", "minutes": 60}


async def test_what_is_wrong_about_a_booking_is_named(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        wrong = {"day": "2026-11-31", "time": "9:30", "phone": "138 0013", "matter": "a b", "colour": "red"}
        answer = await there.http.post(f"{API}/bookings", json=wrong, headers={"accept-language": "en"})
        errors = {one["pointer"]: one for one in problem(answer, 422, "not_valid")["errors"]}
        assert set(errors) == {"#/day", "#/time", "#/phone", "#/matter", "#/colour"}
        assert errors["#/day"]["detail"] == "There is no such date"
        assert errors["#/time"] == {
            "pointer": "#/time", "detail": "This is not in the right form", "expected": "09:30",
        }  # fmt: skip
        assert errors["#/colour"]["detail"] == "Nobody knows this"
        assert '0013"' not in answer.text.replace("13800138000", "")
        missing = await there.http.post(
            f"{API}/bookings", json={"day": TODAY, "time": "14:00", "phone": PHONE}
        )
        [one] = problem(missing, 422, "not_valid")["errors"]
        assert one == {"pointer": "#", "detail": "请指定业务队列或事项"}
        problem(await there.http.get(f"{API}/bookings/ABCD2345"), 404, "unknown_booking")
        problem(await there.http.get(f"{API}/bookings/ABCD"), 404, "unknown_booking")


# ---------------------------------------------------------------------- tickets


async def taken(there: Web, number: int = 1) -> tuple[str, str]:
    """The key and the number of a ticket that was taken."""
    answer: Any = await there.do("kiosk", "k", c.TakeTicket(f"ticket-{number:04}", "tax"))
    return answer["key"], answer["ticket"]["number"]


async def test_a_turn_is_followed_to_the_window(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        window = await there.served.open_window("2")
        keys = [(await taken(there, number))[0] for number in (1, 2)]
        second = await get(there.http, f"/tickets/{keys[1]}")
        assert (second["number"], second["state"], second["ahead"]) == ("A002", "waiting", 1)
        assert second["can_give_up"] is True
        assert second["wait"]["high_s"] >= second["wait"]["median_s"] > 0
        await window.ask("call_next")
        await there.in_step()
        first = await get(there.http, f"/tickets/{keys[0]}")
        assert (first["state"], first["can_give_up"]) == ("called", False)
        assert first["call"]["window"] == "2"
        assert first["call"]["name"] == {"zh": "2号窗口", "en": "Window 2"}
        assert "ahead" not in first
        assert (await get(there.http, f"/tickets/{keys[1]}"))["ahead"] == 0
        problem(await there.http.delete(f"{API}/tickets/{keys[0]}"), 409, "somebody_at_window")
        await window.ask("start")
        await window.ask("finish")
        await there.in_step()
        over = await get(there.http, f"/tickets/{keys[0]}")
        assert (over["state"], over.get("call")) == ("finished", None)


async def test_a_turn_is_given_up(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        key, number = await taken(there)
        gone = await there.http.delete(f"{API}/tickets/{key}")
        assert (gone.status_code, gone.json()["state"], gone.json()["number"]) == (200, "cancelled", number)
        assert there.served.engine.hall.tickets == {}
        body = problem(await there.http.delete(f"{API}/tickets/{key}"), 409, "ticket_over")
        assert body["facts"] == {"number": number, "state": "cancelled"}
        assert (await get(there.http, f"/tickets/{key}"))["state"] == "cancelled"
        problem(await there.http.get(f"{API}/tickets/0123456789abcdef"), 404, "unknown_ticket")


async def test_yesterdays_ticket_is_not_known_any_more(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        key, _ = await taken(there)
        there.served.ms += 24 * 60 * MINUTE
        there.served.engine.begin_day()
        await there.in_step()
        problem(await there.http.get(f"{API}/tickets/{key}"), 404, "unknown_ticket")
