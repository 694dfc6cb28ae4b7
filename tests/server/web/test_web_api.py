"""The API over real HTTP: what the hall is, what people come for, how it stands, which times are free."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from link import commands as c
from link.plan import Plan
from server.hall.calendar import add_days
from tests.server.web.api_kit import API, TODAY, book, booked, get, problem
from tests.support.halls import plan
from tests.support.web import Web, bookable, web

# ---------------------------------------------------------------------- the hall


async def test_the_hall_and_its_rules(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        hall = await get(there.http, "/hall")
    assert (hall["id"], hall["name"]["en"], hall["day"]) == ("test", "Test hall", TODAY)
    assert hall["connected"] is True
    assert hall["as_of"].startswith("2026-11-24T09:0")
    assert hall["as_of"].endswith("+08:00")
    [tax, homes, _] = hall["queues"]
    assert (tax["bookable"], homes["bookable"]) == (True, False)
    assert tax["today"] == [{"begin": "09:00", "until": "12:00"}, {"begin": "14:00", "until": "18:00"}]
    assert [(one["begin"], one["until"]) for one in hall["opening"]] == [
        ("09:00", "12:00"),
        ("14:00", "18:00"),
    ]
    assert (hall["closed_days"], hall["open_days"]) == (["2026-12-01"], [])
    assert hall["booking"]["days"] == [add_days(TODAY, days) for days in range(8)]
    assert (hall["booking"]["slot_min"], hall["booking"]["late"]) == (30, "later")


async def test_matters_are_found_and_say_why_they_cannot_be_booked(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        everything = await get(there.http, "/matters")
        assert {one["id"]: one.get("why_not") for one in everything["matters"]} == {
            "invoice": None,
            "seals": "matter_walk_in",
            "flat": "queue_walk_in",
        }
        assert [one["bookable"] for one in everything["matters"]] == [True, False, False]
        for text in ("发票", "fapiao", "fp", "Invoi"):
            found = await get(there.http, "/matters", text=text)
            assert [one["id"] for one in found["matters"]] == ["invoice"], text
        walk_in = await get(there.http, "/matters", bookable=False, limit=1, offset=1)
        assert (walk_in["total"], [one["id"] for one in walk_in["matters"]]) == (2, ["flat"])
        assert (await get(there.http, "/matters", queue="homes", department="bureau"))["total"] == 1
        problem(await there.http.get(f"{API}/matters", params={"queue": "x"}), 404, "unknown_queue")
        other = await there.http.get(f"{API}/matters", params={"department": "x"})
        assert problem(other, 404, "unknown_department")["facts"] == {"department": "x"}


async def test_a_hall_without_bookings_says_so(tmp_path: Path) -> None:
    async with web(tmp_path, plan(call_gap_s=0)) as there:
        assert "booking" not in await get(there.http, "/hall")
        [invoice] = (await get(there.http, "/matters"))["matters"]
        assert invoice["why_not"] == "hall_takes_none"
        problem(await there.http.get(f"{API}/slots", params={"matter": "invoice"}), 409, "not_bookable")
        problem(await book(there.http), 409, "not_bookable")


async def test_how_the_queues_stand(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        await there.served.open_window("2")
        await there.do("kiosk", "k", c.TakeTicket("ticket-1", "tax"))
        there.served.hub.queues_changed()
        status = await settled(there)
        tax, homes, _ = status["queues"]
        assert (tax["waiting"], tax["windows"], tax["taking"]) == (1, 1, "open")
        assert tax["wait"]["low_s"] <= tax["wait"]["median_s"] <= tax["wait"]["high_s"]
        assert tax["bookings_left"] == 26
        assert "bookings_left" not in homes
        assert "wait" not in homes


async def settled(there: Web) -> Any:
    """The status, as soon as it tells of the one who waits."""
    while (status := await get(there.http, "/queues/status"))["queues"][0]["waiting"] != 1:
        await there.replica.changed(there.replica.version)
    return status


# ---------------------------------------------------------------------- free times


async def test_free_times(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        await booked(there.http)
        await booked(there.http, queue="tax", matter=None, time="14:30", phone="13900139000")
        slots = await get(there.http, "/slots", matter="invoice", day=TODAY)
        [today] = slots["days"]
        left = {slot["time"]: slot["left"] for slot in today["slots"]}
        assert (left["14:00"], left["14:30"], left["15:00"]) == (1, 1, 2)
        assert "09:00" not in left  # has begun
        assert next(iter(left)) == "09:30"
        assert today["slots"][0]["start"] == "2026-11-24T09:30:00+08:00"
        week = await get(there.http, "/slots", queue="tax")
        assert [day["day"] for day in week["days"]] == [add_days(TODAY, days) for days in range(8)]
        some = await get(there.http, "/slots", queue="tax", day=add_days(TODAY, 6), days=20)
        assert [day["day"] for day in some["days"]] == [add_days(TODAY, 6), add_days(TODAY, 7)]


NOT_GIVEN: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"matter": "seals"}, 409, "not_bookable"),
    ({"queue": "homes"}, 409, "not_bookable"),
    ({"queue": "nothing"}, 404, "unknown_queue"),
    ({"matter": "nothing"}, 404, "unknown_matter"),
    ({"matter": "invoice", "queue": "homes"}, 422, "name_one_target"),
    ({"queue": "tax", "day": "2026-12-24"}, 409, "day_not_bookable"),
    ({"queue": "tax", "day": "2026-02-30"}, 422, "not_valid"),
    ({"queue": "tax", "days": 0}, 422, "not_valid"),
    ({}, 422, "not_valid"),
)


async def test_times_that_are_not_given(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        for query, status, code in NOT_GIVEN:
            problem(await there.http.get(f"{API}/slots", params=query), status, code)


async def test_an_answer_is_made_anew_when_something_has_changed(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        for left in (2, 1, 0):
            slots = await get(there.http, "/slots", queue="tax", day=TODAY, days=1)
            assert {s["time"]: s["left"] for s in slots["days"][0]["slots"]}["14:00"] == left
            if left:
                await booked(there.http, phone=f"1390013900{left}")


def _without_matters(hall: Plan) -> Plan:
    return replace(hall, matters=())


async def test_a_changed_plan_is_told(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        assert (await get(there.http, "/matters"))["total"] == 3
        there.served.engine.configure(_without_matters(bookable()))
        await there.in_step()
        assert (await get(there.http, "/matters"))["total"] == 0
