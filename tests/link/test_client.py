"""The client: it stays joined, sends again what was not answered, and says when nobody answers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from link.client import BadAddress, LinkError, NotPaired, check_address, new_id
from link.commands import MAX_FRAME, UNANSWERED, SetNotice, TakeTicket
from link.frames import Changes, Refused, Reply, Welcome
from link.visit import once, pair
from tests.conftest import Log
from tests.link.client_kit import ME, impatient, joining, take
from tests.link.fake_server import says, welcome
from tests.server.engines import HeldJournal
from tests.support.serving import eventually, serving

__all__ = ["impatient"]
pytestmark = pytest.mark.usefixtures("impatient")

# ---------------------------------------------------------------------- against the real server


async def test_it_joins_gives_a_command_and_hears_of_the_hall(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("manager", "m")) as kept:
        reply = await kept.client.send(take())
        assert isinstance(reply, Reply)
        assert reply.ticket is not None
        await eventually(lambda: kept.client.position == 2)
        assert isinstance(kept.frames[0], Welcome)
        changes = [
            change.n for frame in kept.frames if isinstance(frame, Changes) for change in frame.changes
        ]
        assert (changes, kept.states) == ([2], ["joined"])


async def test_it_comes_back_when_the_server_does_and_hears_what_it_missed(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("display", "b")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        await served.stop()
        await eventually(lambda: kept.client.state == "lost")
        await served.start()
        await eventually(lambda: kept.client.state == "joined")
        assert kept.states == ["joined", "lost", "joined"]
        [first, second] = [frame for frame in kept.frames if isinstance(frame, Welcome)]
        assert (first.snapshot is not None, second.snapshot, second.changes) == (True, None, [])


async def test_a_command_survives_the_end_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server took it, and went before it could answer: the same id gives the same ticket."""
    monkeypatch.setattr("server.app.SqliteJournal", HeldJournal)
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        journal = served.engine.journal
        assert isinstance(journal, HeldJournal)
        journal.hold()
        answer = asyncio.create_task(kept.client.send(take()))
        await journal.reached()
        for client in served.hub.clients:
            client.cut()
        await eventually(lambda: kept.client.state == "lost")
        journal.release()
        await served.restart()
        reply = await answer
        assert isinstance(reply, Reply)
        assert (reply.ticket.number if reply.ticket else "", len(served.engine.hall.tickets)) == ("A001", 1)


async def test_what_is_said_while_there_is_no_server_is_done_later(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        await served.stop()
        answers = [asyncio.create_task(kept.client.send(take())) for _ in range(5)]
        await eventually(lambda: kept.client.state == "lost")
        await served.start()
        replies = [answer for answer in await asyncio.gather(*answers) if isinstance(answer, Reply)]
        assert sorted(reply.ticket.number for reply in replies if reply.ticket) == [
            "A001",
            "A002",
            "A003",
            "A004",
            "A005",
        ]


async def test_more_commands_than_the_server_takes_at_once_wait_their_turn(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        await served.stop()
        answers = [asyncio.create_task(kept.client.send(take())) for _ in range(3 * UNANSWERED)]
        await eventually(lambda: kept.client.state == "lost")
        await served.start()
        assert {type(answer) for answer in await asyncio.gather(*answers)} == {Reply}
        assert (len(served.engine.hall.tickets), kept.states) == (
            3 * UNANSWERED,
            ["joined", "lost", "joined"],
        )


async def test_a_refusal_and_an_error_are_answers(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        unknown = await kept.client.send(TakeTicket(new_id(), "gone"))
        forbidden = await kept.client.send(SetNotice(new_id(), "a", "b"))
        assert isinstance(unknown, Refused)
        assert isinstance(forbidden, Refused)
        assert (unknown.code, unknown.facts, forbidden.code) == (
            "unknown_queue",
            {"queue": "gone"},
            "not_allowed",
        )


async def test_a_command_that_no_server_would_take_is_not_sent(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("manager", "m")) as kept:
        long = await kept.client.send(SetNotice(new_id(), "长" * MAX_FRAME, "b"))
        assert isinstance(long, Refused)
        assert (long.code, "at most 16384" in str(long.facts)) == ("bad_frame", True)
        assert isinstance(await kept.client.send(SetNotice(new_id(), "a", "b")), Reply)
        assert kept.states == ["joined"]


async def test_a_device_that_was_revoked_says_so_and_one_that_is_paired_again_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        served.access.revoke("kiosk", "k")
        await eventually(lambda: kept.client.state == "not_paired")
        assert "bad_token kiosk k" in str(kept.client.not_paired)
        paired = await pair(served.url, served.access.make_code("kiosk", "k"))
        kept.client.identity = paired
        await eventually(lambda: kept.client.state == "joined")


# ---------------------------------------------------------------------- once, pair


async def test_one_command(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        reply = await once(served.url, served.identity("kiosk", "k"), TakeTicket, queue="tax")
        refused = await once(served.url, served.identity("kiosk", "k"), TakeTicket, queue="gone")
        assert (type(reply), type(refused)) == (Reply, Refused)
        await eventually(lambda: not served.hub.clients)


async def test_one_command_of_a_stranger(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        with pytest.raises(NotPaired, match="refused this device: bad_token kiosk k"):
            await once(served.url, ME, TakeTicket, queue="tax")
        with pytest.raises(NotPaired, match="bad_code"):
            await pair(served.url, "ABCD-EFGH")


async def test_pairing_with_something_else() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())

    async with says(talk) as url:
        with pytest.raises(LinkError, match="expected `paired`, got Welcome"):
            await pair(url, "ABCD-EFGH")


ADDRESSES = ("", "10.0.0.5:8710", "http://10.0.0.5:8710", "ws://", "ws://10.0.0.5", "ws://10.0.0.5:99999",
             "ws://10.0.0.5:port", "ws://a..b:8710", "ws://:8710", "wss://10.0.0.5:8710")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
async def test_what_is_no_address(address: str) -> None:
    with pytest.raises(BadAddress, match="ws://HOST:PORT"):
        check_address(address)
    with pytest.raises(BadAddress):
        await once(address, ME, TakeTicket, queue="tax")


@pytest.mark.parametrize("address", ["ws://10.0.0.5:8710", "ws://hall.local:1/", "ws://[::1]:8710"])
def test_what_is_an_address(address: str) -> None:
    check_address(address)


async def test_a_bad_address_does_not_end_the_client() -> None:
    async with joining("ws://a..b:1") as kept:
        await eventually(lambda: kept.looks > 3)
        assert kept.client.state == "looking"


async def test_what_nobody_foresaw_does_not_end_the_client(tmp_path: Path, log: Log) -> None:
    log.expect("link.broken.*no such card")
    async with serving(tmp_path) as served, joining(served.url, served.identity("kiosk", "k")) as kept:
        await eventually(lambda: kept.client.state == "joined")
        kept.failures += [KeyError("no such card")] * 2
        await served.stop()
        await eventually(lambda: not kept.failures)
        await served.start()
        await eventually(lambda: kept.client.state == "joined")


def test_ids_differ_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [id_[:11] for id_ in ids] == sorted(id_[:11] for id_ in ids)
    assert all(8 <= len(id_) <= 64 for id_ in ids)
