"""What one client may ask: buckets by address or partner, headers that tell, guessing that gets nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from link import commands as c
from server.web.callers import grouped
from server.web.limits import Buckets, Limit, Limits
from server.web.problems import Problem
from tests.server.web.api_kit import API, booked, get, problem
from tests.server.web.test_web_partners import key_of
from tests.support.web import web

SLOW = 0.001
"""So few in a second that none comes back while a test runs."""


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def test_a_bucket_is_emptied_and_fills_again() -> None:
    clock = Clock()
    buckets = Buckets(Limit("read", 3, 0.5), clock=clock)
    assert [buckets.take("a").left for _ in range(3)] == [2, 1, 0]
    with pytest.raises(Problem) as caught:
        buckets.take("a")
    assert (caught.value.code, caught.value.facts) == ("too_many_requests", {"wait_s": 3})
    assert buckets.take("b").left == 2
    clock.s = 2.0
    assert buckets.take("a").left == 0
    clock.s = 1000.0
    assert buckets.take("a").left == 2


def test_there_are_never_many_buckets() -> None:
    buckets = Buckets(Limit("read", 3, SLOW), most=100)
    for client in range(1000):
        buckets.take(f"client {client}")
    assert len(buckets) == 100
    assert [buckets.take("client 999").left for _ in range(2)] == [1, 0]
    with pytest.raises(Problem):
        buckets.take("client 999")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a proxy's nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_addresses_that_are_surely_one_client(address: str, name: str) -> None:
    assert grouped(address) == name


async def test_headers_tell_what_is_left(tmp_path: Path) -> None:
    limits = Limits(read=Limit("read", 2, SLOW), write=Limit("write", 1, SLOW))
    async with web(tmp_path, limits=limits) as there:
        first = await there.http.get(f"{API}/hall")
        assert first.headers["ratelimit"] == '"read";r=1;t=1000'
        assert first.headers["ratelimit-policy"] == '"read";q=2;w=2000'
        await there.http.get(f"{API}/hall")
        answer = await there.http.get(f"{API}/hall")
        body = problem(answer, 429, "too_many_requests")
        assert int(answer.headers["retry-after"]) == body["facts"]["wait_s"] > 900
        assert answer.headers["ratelimit"] == '"read";r=0;t=2000'
        await booked(there.http)
        problem(await there.http.delete(f"{API}/bookings/ABCD2345"), 429, "too_many_requests")
        ours = key_of(there, "portal")
        assert (
            (await there.http.get(f"{API}/hall", headers=ours)).headers["ratelimit"].startswith('"partner"')
        )


async def test_who_guesses_codes_has_to_wait_also_with_a_right_one(tmp_path: Path) -> None:
    limits = Limits(guess=Limit("guess", 3, SLOW))
    async with web(tmp_path, limits=limits) as there:
        code = (await booked(there.http))["code"]
        for wrong in ("ABCD2345", "ABCD2346", "x"):
            problem(await there.http.get(f"{API}/bookings/{wrong}"), 404, "unknown_booking")
        for any_code in ("ABCD2347", code):
            answer = await there.http.get(f"{API}/bookings/{any_code}")
            problem(answer, 429, "too_many_wrong")
            assert int(answer.headers["retry-after"]) > 900
        problem(await there.http.delete(f"{API}/bookings/{code}"), 429, "too_many_wrong")
        ours = key_of(there, "portal")
        with_key = await there.http.get(f"{API}/bookings/{code}", headers=ours)
        assert problem(with_key, 429, "too_many_wrong")


async def test_a_ticket_can_be_followed_whoever_guesses_beside_it(tmp_path: Path) -> None:
    limits = Limits(guess=Limit("guess", 2, SLOW))
    async with web(tmp_path, limits=limits) as there:
        answer = await there.do("kiosk", "k", c.TakeTicket("ticket-1", "tax"))
        for _ in range(2):
            problem(await there.http.get(f"{API}/tickets/wrong"), 404, "unknown_ticket")
        problem(await there.http.get(f"{API}/tickets/wrong"), 429, "too_many_wrong")
        assert (await get(there.http, f"/tickets/{answer['key']}"))["number"] == "A001"


async def test_a_proxy_is_believed_only_where_there_is_one(tmp_path: Path) -> None:
    limits = Limits(read=Limit("read", 1, SLOW))

    async def statuses(behind_proxy: bool) -> list[int]:
        async with web(tmp_path / str(behind_proxy), limits=limits, behind_proxy=behind_proxy) as there:
            heard = ("192.0.2.1", "192.0.2.2", "203.0.113.9, 192.0.2.2")
            asked = [
                await there.http.get(f"{API}/hall", headers={"X-Forwarded-For": address}) for address in heard
            ]
            return [answer.status_code for answer in asked]

    assert await statuses(behind_proxy=True) == [
        200,
        200,
        429,
    ]  # what the client wrote itself counts for nothing
    assert await statuses(behind_proxy=False) == [200, 429, 429]
