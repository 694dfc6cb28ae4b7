"""The server as a whole: what it needs to start, what it says when it cannot, and how it ends."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from link.commands import TakeTicket
from server.app import ServerOptions, _url, running, serve_until_signal
from server.gateway.hub import Hub
from server.hall.internal import Actor
from server.journal import SqliteJournal
from tests.conftest import Log
from tests.server.engines import HeldJournal
from tests.support.halls import plan
from tests.support.serving import serving


def options(data: Path, **others: Any) -> ServerOptions:
    return ServerOptions(plan(), data, port=0, announce=False)._replace(**others)


async def test_it_listens_on_loopback_alone_unless_told(tmp_path: Path) -> None:
    async with running(ServerOptions(plan(), tmp_path, port=0, announce=False)) as server:
        assert server.url.startswith("ws://127.0.0.1:")
    assert ServerOptions(plan(), tmp_path).host == "127.0.0.1"


async def test_a_port_that_is_taken(tmp_path: Path, log: Log) -> None:
    log.expect("server.not_started.*address already in use")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert await serve_until_signal(options(tmp_path, port=taken.getsockname()[1])) == 1
    async with running(options(tmp_path)):
        pass


async def test_a_second_server_on_the_same_data_is_refused_and_the_first_goes_on(
    tmp_path: Path, log: Log
) -> None:
    log.expect("server.not_started.*another server has this hall open")
    async with serving(tmp_path) as hall:
        assert await serve_until_signal(options(tmp_path)) == 1
        kiosk = await hall.join("kiosk", "hall-1")
        assert (await kiosk.ask("take_ticket", queue="tax"))["ticket"]["number"] == "A001"
    async with running(options(tmp_path)):
        pass


async def test_data_that_cannot_be_opened(tmp_path: Path, log: Log) -> None:
    log.expect("server.not_started.*file is not a database")
    (tmp_path / "journal.db").write_bytes(b"something else " * 500)
    assert await serve_until_signal(options(tmp_path)) == 1


async def test_a_journal_that_cannot_be_understood(tmp_path: Path, log: Log) -> None:
    log.expect("server.not_started.*event 1 .* cannot be understood")
    async with running(options(tmp_path)):
        pass
    journal = SqliteJournal(tmp_path)
    journal._connection.execute("UPDATE events SET body = 'x'")
    journal.close()
    assert await serve_until_signal(options(tmp_path)) == 1


async def test_a_disk_that_is_full_at_the_start(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.expect("engine.not_saved", "server.not_started.*could not be written")

    class Full(HeldJournal):
        def __init__(self, directory: Path) -> None:
            super().__init__(directory)
            self.failures.append(OSError("no space left on device"))

    monkeypatch.setattr("server.app.SqliteJournal", Full)
    assert await serve_until_signal(options(tmp_path)) == 1


async def test_a_plan_that_todays_tickets_forbid(tmp_path: Path, log: Log) -> None:
    log.expect("server.plan_refused code=plan_in_use field=queues id=tax number=A001")
    async with serving(tmp_path) as served:
        await served.do(Actor("kiosk", "k"), TakeTicket("take-000", "tax"))
        clock = served.ms
    old = plan()
    new = replace(old, queues=old.queues[1:], matters=(), counters=old.counters[2:])
    assert await serve_until_signal(options(tmp_path, plan=new, clock=lambda: clock)) == 1


async def test_a_changed_plan_reaches_who_comes_back(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        kiosk = await served.join("kiosk", "k")
        served.plan = plan(calls=1)
        await served.restart()
        again = await served.join("kiosk", "k", since=1, mirror=kiosk.mirror)
        assert again.mirror.plan == plan(calls=1)


async def test_a_server_of_which_a_part_failed_ends_rather_than_go_on_without_it(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.expect("server.part_failed.*no such queue")

    def fails(hub: Hub) -> None:
        raise KeyError("no such queue")

    monkeypatch.setattr(Hub, "queues_changed", fails)
    async with asyncio.timeout(20):
        assert await serve_until_signal(options(tmp_path)) == 1


async def test_without_mdns_it_serves_all_the_same(tmp_path: Path, log: Log) -> None:
    log.expect("server.not_announced error=localhost cannot be announced")
    async with running(options(tmp_path, host="localhost", announce=True)) as server:
        assert server.url.startswith("ws://")


async def test_it_ends_though_somebody_does_not_listen(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        board = await served.join("display", "board")
        board.socket.transport.pause_reading()
        async with asyncio.timeout(10):
            await served.stop()
        board.socket.transport.abort()


def test_an_address_of_the_newer_kind_stands_in_brackets() -> None:
    class Socket:
        def __init__(self, *name: object) -> None:
            self.name = name

        def getsockname(self) -> tuple[object, ...]:
            return self.name

    class Server:
        def __init__(self, *name: object) -> None:
            self.sockets = [Socket(*name)]

    assert _url(Server("::1", 8710, 0, 0)) == "ws://[::1]:8710"  # type: ignore[arg-type]
    assert _url(Server("127.0.0.1", 8710)) == "ws://127.0.0.1:8710"  # type: ignore[arg-type]
