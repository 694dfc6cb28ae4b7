"""The client: it stays joined, sends again what was not answered, and says when nobody answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from link import client as module
from link.client import BadAddress, Client, LinkError, NoAnswer, NotPaired, check_address, new_id, once, pair
from link.commands import MAX_FRAME, UNANSWERED, Delivered, SetNotice, TakeTicket
from link.frames import Changes, Error, Refused, Reply, ServerFrame, Welcome
from link.identity import Identity
from tests.link.fake_server import says, welcome
from tests.server.engines import HeldJournal
from tests.support.serving import eventually, serving

ME = Identity("kiosk", "k", "x" * 43)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_S", (0.01, 0.02))
    monkeypatch.setattr(module, "NOT_PAIRED_RETRY_S", 0.05)


class Kept:
    """A client and all it told."""

    def __init__(self, url: str, identity: Identity) -> None:
        self.url: str | None = url
        self.frames: list[ServerFrame] = []
        self.states: list[str] = []
        self.client = Client(self._find, identity, self.frames.append, self.states.append)

    async def _find(self) -> str | None:
        return self.url


@asynccontextmanager
async def joining(url: str, identity: Identity = ME) -> AsyncIterator[Kept]:
    kept = Kept(url, identity)
    running = asyncio.create_task(kept.client.run())
    try:
        yield kept
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def take(id_: str = "") -> TakeTicket:
    return TakeTicket(id_ or new_id(), "tax")


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
        looked = asyncio.Event()
        seen = kept._find

        async def find() -> str | None:
            looked.set()
            return await seen()

        kept.client._find = find
        await looked.wait()
        await asyncio.sleep(0.05)
        assert kept.client.state == "looking"


# ---------------------------------------------------------------------- against servers that misbehave


async def test_no_answer_within_its_patience() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        with pytest.raises(NoAnswer, match=r"no answer to command-1 within 0\.05 s"):
            await kept.client.send(take("command-1"), patience_s=0.05)
        assert kept.client._waiting == {}


async def test_it_sends_again_with_the_same_id_until_it_is_answered() -> None:
    heard: list[dict[str, Any]] = []

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())
        heard.append(json.loads(await socket.recv()))
        if len(heard) < 3:
            socket.transport.abort()
            return
        await socket.send(json.dumps({"is": "reply", "id": heard[-1]["id"], "position": 7}))
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        reply = await kept.client.send(take("command-1"))
        assert isinstance(reply, Reply)
        assert reply.position == 7
        assert heard == [heard[0]] * 3
        await eventually(lambda: kept.client.state == "joined")


async def test_it_asks_from_its_last_position_and_drops_what_it_knows() -> None:
    since: list[int | None] = []

    def changes(position: int, *numbers: int) -> str:
        found = [{"n": n, "at": 1, "what": "window_paused"} for n in numbers]
        return json.dumps({"is": "changes", "position": position, "changes": found})

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        since.append(first.get("since"))
        await socket.send(welcome(5 if len(since) == 1 else 9))
        await socket.send(changes(8, 4, 5, 6, 7))
        if len(since) > 1:
            await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: len(since) == 2 and len(kept.frames) == 4)
        assert since == [None, 8]
        told = [[change.n for change in frame.changes] for frame in kept.frames if isinstance(frame, Changes)]
        assert (told, kept.client.position) == ([[6, 7], []], 9)


@pytest.mark.parametrize(
    "nonsense", ["", "{", "[]", '{"is":"reply"}', '{"is":"song"}', '{"is":"changes","position":"1"}', b"\x00"]
)
async def test_nonsense_from_the_server_is_a_break(nonsense: str | bytes) -> None:
    times = 0

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        nonlocal times
        times += 1
        await socket.send(nonsense if times == 1 else welcome())
        if times == 2:
            await socket.send(nonsense)
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: times >= 3 and kept.client.state == "joined")


async def test_frames_with_fields_of_a_newer_server_are_understood() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome(3, weather="fine"))
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: kept.client.position == 3)


@pytest.mark.parametrize("code", ["bad_token", "revoked", "wrong_protocol"])
async def test_a_server_that_does_not_know_the_device(code: str) -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(json.dumps({"is": "error", "code": code, "fatal": True}))

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: kept.client.state == "not_paired")
        with pytest.raises(NotPaired, match=code):
            await once(url, ME, TakeTicket, queue="tax")


async def test_a_server_that_shuts_down_is_only_lost() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(json.dumps({"is": "error", "code": "shutting_down", "fatal": True}))

    async with says(talk) as url, joining(url) as kept:
        await asyncio.sleep(0.1)
        assert (kept.client.state, kept.states) == ("looking", [])


async def test_a_server_that_never_welcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WELCOME_TIMEOUT_S", 0.02)
    times = 0

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        nonlocal times
        times += 1
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: times == 3)
        assert kept.client.state == "looking"


async def test_deliveries_are_not_kept() -> None:
    heard: list[str | bytes] = []

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())
        async for message in socket:
            heard.append(message)

    async with says(talk) as url:
        kept = Kept(url, ME)
        await kept.client.delivered(Delivered("shown", [1]))
        async with joining(url) as kept:
            await eventually(lambda: kept.client.state == "joined")
            await kept.client.delivered(Delivered("shown", [2]))
            await eventually(lambda: bool(heard))
            assert heard == ['{"do":"delivered","how":"shown","calls":[2]}']


async def test_errors_that_are_no_answer_are_told() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())
        await socket.send(json.dumps({"is": "error", "code": "slow_down"}))
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: any(isinstance(frame, Error) for frame in kept.frames))


def test_ids_differ_and_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [id_[:11] for id_ in ids] == sorted(id_[:11] for id_ in ids)
    assert all(8 <= len(id_) <= 64 for id_ in ids)
