"""The client against servers that misbehave: silence, nonsense, cut connections, strange answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from link import client as module
from link.client import NoAnswer, NotPaired
from link.commands import Delivered, TakeTicket
from link.frames import Changes, Error, Reply
from link.visit import once
from tests.link.client_kit import ME, Kept, impatient, joining, take
from tests.link.fake_server import says, welcome
from tests.support.serving import eventually

__all__ = ["impatient"]
pytestmark = pytest.mark.usefixtures("impatient")


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
    times = 0

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        nonlocal times
        times += 1
        await socket.send(json.dumps({"is": "error", "code": "shutting_down", "fatal": True}))

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: times == 3)
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
        await kept.client.tell(Delivered("shown", [1]))
        async with joining(url) as kept:
            await eventually(lambda: kept.client.state == "joined")
            await kept.client.tell(Delivered("shown", [2]))
            await eventually(lambda: bool(heard))
            assert heard == ['{"do":"delivered","how":"shown","calls":[2]}']


async def test_errors_that_are_no_answer_are_told() -> None:
    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        await socket.send(welcome())
        await socket.send(json.dumps({"is": "error", "code": "slow_down"}))
        await socket.wait_closed()

    async with says(talk) as url, joining(url) as kept:
        await eventually(lambda: any(isinstance(frame, Error) for frame in kept.frames))
