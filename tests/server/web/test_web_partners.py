"""Partner systems: their key, what is told to them alone, and keys that nobody has."""

from __future__ import annotations

from pathlib import Path

from server.web.limits import Limit, Limits
from server.web.partners import REMEMBERED_S, Partners
from tests.server.web.api_kit import API, TODAY, get, problem
from tests.support.web import Web, web

WISH = {"matter": "invoice", "day": TODAY, "time": "14:00", "phone": "13800138000", "reference": "order-1"}


def key_of(there: Web, name: str) -> dict[str, str]:
    """The header with which a new partner asks."""
    return {"Authorization": f"Bearer {there.served.access.add_partner(name)}"}


async def test_a_partner_books_and_finds_its_own_word_again(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        ours, theirs = key_of(there, "portal"), key_of(there, "phone")
        answer = await there.http.post(f"{API}/bookings", json=WISH, headers=ours)
        assert (answer.status_code, answer.json()["reference"]) == (201, "order-1")
        address = answer.headers["location"]
        assert (await there.http.get(address, headers=ours)).json()["reference"] == "order-1"
        for others in (theirs, {}):
            assert "reference" not in (await there.http.get(address, headers=others)).json()
        [known] = there.served.engine.hall.appointments.values()
        assert (known.partner, known.reference) == ("portal", "order-1")


async def test_only_partners_give_a_reference(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        answer = await there.http.post(f"{API}/bookings", json=WISH)
        problem(answer, 403, "only_partners")


async def test_the_same_repeat_key_of_two_partners_is_not_the_same(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        repeat = {"Idempotency-Key": "1234567890123456"}
        for name, phone in (("portal", "13800138000"), ("phone", "13900139000")):
            headers = key_of(there, name) | repeat
            answer = await there.http.post(f"{API}/bookings", json=WISH | {"phone": phone}, headers=headers)
            assert answer.status_code == 201
        assert len(there.served.engine.hall.appointments) == 2


async def test_wrong_keys_are_401_and_then_slowed_down(tmp_path: Path) -> None:
    limits = Limits(guess=Limit("guess", 6, 0.001))
    async with web(tmp_path, limits=limits) as there:
        ours, others = key_of(there, "portal"), key_of(there, "phone")
        assert (await there.http.get(f"{API}/hall", headers=others)).status_code == 200
        for wrong in ("Bearer nobody-has-this-key", "Bearer short", "Basic abc", "nothing", "Bearer", ""):
            answer = await there.http.get(f"{API}/hall", headers={"Authorization": wrong})
            problem(answer, 401, "unknown_key")
            assert answer.headers["www-authenticate"] == 'Bearer realm="tingxu"'
        problem(await there.http.get(f"{API}/hall", headers=ours), 429, "too_many_wrong")
        assert (await there.http.get(f"{API}/hall", headers=others)).status_code == 200  # known to be good
        assert (await get(there.http, "/hall"))["id"] == "test"


async def test_a_dropped_key_ends_within_a_minute(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        now = 0.0
        there.public.partners = Partners(there.public.uplink, lambda: now)
        ours = key_of(there, "portal")
        assert (await there.http.get(f"{API}/hall", headers=ours)).status_code == 200
        there.served.access.remove_partner("portal")
        assert (await there.http.get(f"{API}/hall", headers=ours)).status_code == 200
        now = REMEMBERED_S + 1
        problem(await there.http.get(f"{API}/hall", headers=ours), 401, "unknown_key")
