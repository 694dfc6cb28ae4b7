"""The same request again is done once: one after another, at once, and after both programs began anew."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.server.web.api_kit import API, TODAY, book, booked, problem
from tests.support.web import Web, bookable, web

KEY = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
WISH = {"matter": "invoice", "day": TODAY, "time": "14:00", "phone": "13800138000"}


async def again(there: Web, **other: Any) -> Any:
    return await there.http.post(f"{API}/bookings", json=WISH | other, headers=KEY)


def codes(there: Web) -> list[str]:
    return list(there.served.engine.hall.appointments)


async def test_a_retry_gives_the_same_booking(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        first, second = await again(there), await again(there)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert codes(there) == [first.json()["code"]]
        quoted = {"Idempotency-Key": f'"{KEY["Idempotency-Key"]}"'}
        third = await there.http.post(f"{API}/bookings", json=WISH, headers=quoted)
        assert third.json() == first.json()


async def test_retries_at_the_same_moment_are_one_booking(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        answers = await asyncio.gather(*(again(there) for _ in range(20)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert len(codes(there)) == 1


async def test_another_body_with_the_same_key_is_an_error(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        await again(there)
        problem(await again(there, time="15:00"), 422, "key_reused")
        problem(await again(there, phone="13900139000"), 422, "key_reused")
        assert len(codes(there)) == 1


async def test_also_when_both_programs_have_begun_anew_meanwhile(tmp_path: Path) -> None:
    hall = bookable()
    async with web(tmp_path, hall) as there:
        first = await again(there)
    async with web(tmp_path, hall) as there:
        assert (await again(there)).json()["code"] == first.json()["code"]
    async with web(tmp_path, hall) as there:
        problem(await again(there, time="15:00"), 422, "key_reused")
        assert codes(there) == [first.json()["code"]]


async def test_a_refusal_uses_no_key_up(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        problem(await again(there, time="13:00"), 409, "no_such_slot")
        assert (await again(there)).status_code == 201


async def test_moving_and_giving_back_again(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        address = f"{API}/bookings/{(await booked(there.http))['code']}"
        to = {"day": TODAY, "time": "15:00"}
        moved = [await there.http.put(address, json=to, headers=KEY) for _ in range(2)]
        assert [answer.status_code for answer in moved] == [200, 200]
        assert moved[0].json() == moved[1].json()
        other = await there.http.put(address, json=to | {"time": "16:00"}, headers=KEY)
        problem(other, 422, "key_reused")
        gone = [await there.http.delete(address, headers=KEY) for _ in range(2)]
        assert [answer.json()["state"] for answer in gone] == ["cancelled", "cancelled"]
        problem(await there.http.delete(address), 409, "booking_over")


async def test_without_a_key_it_is_another_request(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        await booked(there.http)
        problem(await book(there.http), 409, "already_booked")


async def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        for key in ("short", "with a space in the middle", "x" * 65):
            answer = await there.http.post(f"{API}/bookings", json=WISH, headers={"Idempotency-Key": key})
            problem(answer, 400, "bad_repeat_key")
        assert codes(there) == []
