"""Webhooks from a real hall to a real receiver: what is told, to whom, in which order, and never what."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from link import commands as c
from link.client import new_id
from link.frames import Reply
from server.hall.apply import apply
from server.hall.state import Hall
from server.web.hooks import desk
from server.web.hooks.store import Store
from server.web.hooks.subscription import TYPES
from server.web.hooks.telling import NAMES, body_of, news_of
from tests.conftest import Log
from tests.server.web import webhook_kit as kit
from tests.server.web.webhook_kit import (
    KIOSK,
    MANAGER,
    PHONE,
    TODAY,
    WINDOW,
    book,
    call,
    do,
    genuine,
    kept,
    open_window,
    receiving,
    subscribe,
    take,
    told,
)  # fmt: skip
from tests.support.halls import MINUTE, Desk
from tests.support.serving import eventually


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    kit.quick(monkeypatch)


async def test_a_booking_from_beginning_to_end(tmp_path: Path) -> None:
    async with told(tmp_path) as (there, receiver, secret):
        booked = await book(there, partner="district", reference="R-17")
        moved = c.Rebook(id=new_id(), code=booked.code, day=TODAY, time="10:30")
        assert isinstance(await there.public.uplink.send(moved), Reply)
        there.served.ms += 75 * MINUTE
        await open_window(there)
        await do(there, KIOSK, c.CheckIn, code=booked.code)
        await do(there, WINDOW, c.CallNext)
        await do(there, WINDOW, c.Recall)
        await do(there, WINDOW, c.Start)
        await do(there, WINDOW, c.Finish)
        got = await receiver.heard(7)
    assert [one.type for one in got] == [
        "booking.booked", "booking.moved", "ticket.taken", "ticket.nearly_there", "ticket.called",
        "ticket.recalled", "ticket.finished",
    ]  # fmt: skip
    assert all(genuine(one, secret) for one in got)
    assert len({one.id for one in got}) == 7
    assert {one.path for one in got} == {"/hook"}
    assert {one.headers["content-type"] for one in got} == {"application/json"}
    booking, taken, called = got[1].message, got[2].message, got[4].message
    assert booking["timestamp"] == "2026-11-24T09:00:00.000+08:00"
    assert booking["data"]["hall"] == {"id": "test", "name": {"zh": "测试大厅", "en": "Test hall"}}
    assert booking["data"]["booking"] == {
        "queue": "tax", "queue_name": {"zh": "税务", "en": "税务"}, "day": TODAY, "time": "10:30",
        "state": "booked", "partner": "district", "reference": "R-17",
    }  # fmt: skip
    assert "ticket" not in booking["data"]
    assert taken["data"]["ahead"] == 0
    assert set(taken["data"]["wait_s"]) == {"low", "median", "high"}
    assert taken["data"]["booking"]["state"] == "here"
    assert taken["data"]["ticket"]["state"] == "waiting"
    assert called["data"]["ticket"]["window"] == {"id": "2", "name": {"zh": "2号窗口", "en": "Window 2"}}
    assert called["data"]["ticket"]["state"] == "called"
    assert "ahead" not in called["data"]
    assert got[5].message["data"]["ticket"]["calls"] == 2
    assert got[6].message["data"]["booking"]["reference"] == "R-17"


async def test_what_ends_otherwise_is_told_too(tmp_path: Path) -> None:
    async with told(tmp_path) as (there, receiver, _):
        booked = await book(there, "10:00")
        await there.public.uplink.send(c.CancelBooking(id=new_id(), code=booked.code))
        first, second = await take(there), await take(there)
        await open_window(there)
        await do(there, MANAGER, c.Cancel, number=second)
        await do(there, WINDOW, c.CallNext)
        for _ in range(2):
            await do(there, WINDOW, c.Recall)
        await do(there, WINDOW, c.PassTicket)
        got = await receiver.until(lambda got: bool(got) and got[-1].type == "ticket.passed")
    ends = {one.type: one for one in got}
    assert ends["booking.cancelled"].message["data"]["booking"]["state"] == "cancelled"
    assert ends["ticket.cancelled"].number == second
    assert ends["ticket.passed"].number == first
    assert ends["ticket.passed"].message["data"]["ticket"]["window"]["id"] == "2"


async def test_a_missed_booking_is_told(tmp_path: Path) -> None:
    async with told(tmp_path, "booking.missed") as (there, receiver, _):
        await book(there, "09:30")
        there.served.ms += 90 * MINUTE
        await take(there)
        [missed] = await receiver.heard(1)
    assert missed.message["data"]["booking"]["state"] == "missed"


async def test_a_partner_hears_only_of_its_own(tmp_path: Path) -> None:
    async with told(tmp_path, partner="portal") as (there, receiver, _):
        await take(there)
        await book(there, "09:30", partner="other", phone="13900139000")
        mine = await book(there, "09:30", partner="portal", reference="mine")
        await take(there)
        await do(there, KIOSK, c.CheckIn, code=mine.code)
        await open_window(there)
        for _ in range(3):
            await call(there)
        await do(there, WINDOW, c.Start)
        await do(there, WINDOW, c.Finish)
        got = await receiver.until(lambda got: bool(got) and got[-1].type == "ticket.finished")
    assert {one.message["data"]["booking"]["reference"] for one in got} == {"mine"}
    assert [one.type for one in got] == [
        "booking.booked", "ticket.taken", "ticket.nearly_there", "ticket.called", "ticket.finished"
    ]  # fmt: skip
    assert {one.message["data"]["booking"]["code"] for one in got} == {mine.code}  # it made the booking


async def test_only_what_was_asked_for_is_told(tmp_path: Path) -> None:
    async with told(tmp_path, "ticket.finished,booking") as (there, receiver, _):
        await take(there)
        await open_window(there)
        await do(there, WINDOW, c.CallNext)
        await do(there, WINDOW, c.Start)
        await do(there, WINDOW, c.Finish)
        await book(there)
        got = await receiver.heard(2)
    assert [one.type for one in got] == ["ticket.finished", "booking.booked"]


async def test_nearly_there_comes_once_a_turn(tmp_path: Path) -> None:
    async with told(tmp_path, "ticket.nearly_there,ticket.called", near=1) as (there, receiver, _):
        numbers = [await take(there) for _ in range(4)]
        await open_window(there)
        for _ in numbers:
            await call(there)
        got = await receiver.until(lambda got: sum(one.type == "ticket.called" for one in got) == 4)
    near = [one for one in got if one.type == "ticket.nearly_there"]
    assert [(one.number, one.message["data"]["ahead"]) for one in near] == [
        (numbers[0], 0), (numbers[1], 1), (numbers[2], 1), (numbers[3], 1)
    ]  # fmt: skip
    order = [(one.type.split(".")[1], one.number) for one in got]
    for number in numbers:
        assert order.index(("nearly_there", number)) < order.index(("called", number))


async def test_who_comes_back_is_nearly_there_again(tmp_path: Path) -> None:
    async with told(tmp_path, "ticket.nearly_there", near=0) as (there, receiver, _):
        number = await take(there)
        await open_window(there)
        await do(there, WINDOW, c.CallNext)
        for _ in range(2):
            await do(there, WINDOW, c.Recall)
        await do(there, WINDOW, c.PassTicket)
        await do(there, MANAGER, c.BringBack, number=number)
        got = await receiver.heard(2)
    assert [one.number for one in got] == [number, number]
    assert got[0].id != got[1].id


async def test_a_phone_number_goes_only_to_whom_it_was_promised_and_is_kept_nowhere(
    tmp_path: Path, log: Log
) -> None:
    async with told(tmp_path, with_phone=True) as (there, receiver, secret), receiving() as other:
        subscribe(tmp_path / "hooks", other)
        receiver.answers.append(lambda _: asyncio.sleep(0.6))  # not taken: it has to wait in the outbox
        booked = await book(there, partner="portal")
        await take(there)
        got = await receiver.until(lambda got: len(got) >= 4)
        files = [*(tmp_path / "hooks").iterdir()]
        stored = b"".join(file.read_bytes() for file in files)
        await asyncio.sleep(0)
    assert got[0].message["data"]["phone"] == PHONE
    assert got[0].id == got[1].id
    assert got[1].message["data"]["booking"]["code"] == booked.code
    assert genuine(got[1], secret)
    assert got[2].type == "ticket.taken"
    assert "phone" not in got[2].message["data"]
    assert PHONE.encode() not in stored
    assert all(PHONE.encode() not in one.body for one in other.got)
    assert all(booked.code.encode() not in one.body for one in other.got)
    assert not [line for line in log.lines if PHONE in line or secret in line]


async def test_a_subscription_begins_when_it_is_made_and_ends_when_it_is_dropped(
    tmp_path: Path, log: Log
) -> None:
    async with told(tmp_path, "ticket.taken") as (there, receiver, _), receiving() as late:
        await take(there)
        second = subscribe(tmp_path / "hooks", late, "ticket.taken")
        await eventually(lambda: kept(tmp_path / "hooks", second.id).position is not None)
        number = await take(there)
        await receiver.heard(2)
        assert [one.number for one in await late.heard(1)] == [number]
        store = Store(tmp_path / "hooks")
        store.drop(second.id)
        await eventually(lambda: any("webhook.dropped" in line for line in log.lines))
        store.close()
        await take(there)
        await receiver.heard(3)
        assert len(late.got) == 1


def test_every_type_is_told_by_some_event() -> None:
    assert {*NAMES.values(), desk.NEARLY_THERE} == set(TYPES)


def test_what_is_told_late_says_nothing_of_how_long_it_will_take() -> None:
    hall = Hall()
    desk_of_rules = Desk()
    desk_of_rules.sign_in("2")
    for event in desk_of_rules.events:
        apply(hall, event)
    desk_of_rules.take()
    event = desk_of_rules.events[-1]
    news = news_of(hall, event, apply(hall, event))
    assert news is not None
    soon, late = (
        json.loads(body_of(hall, news, codes=False, waits=waits))["data"] for waits in (True, False)
    )
    assert soon.pop("wait_s") == {"low": 0, "median": 0, "high": 0}
    assert soon == late
