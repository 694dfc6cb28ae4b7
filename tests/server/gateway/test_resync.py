"""Who joins, leaves and comes back: a snapshot or what was missed, without a gap and without a double."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from link import commands as c
from link.mirror import Mirror
from server.hall.internal import Actor
from server.journal import NotSaved
from server.saying import without_note
from tests.conftest import Log
from tests.server.engines import HeldJournal
from tests.support.halls import DAY_MS
from tests.support.serving import Served, Wire, serving


async def take(served: Served, count: int = 1) -> None:
    taken = served.engine.hall.position
    for n in range(count):
        await served.do(Actor("kiosk", "k"), c.TakeTicket(f"take-{taken + n:06d}", "tax"))


def knows_the_hall(wire: Wire, served: Served) -> None:
    hall, mirror = served.engine.hall, wire.mirror
    assert (mirror.position, mirror.day, mirror.plan) == (hall.position, hall.day, hall.plan)
    public = {id_: without_note(ticket) for id_, ticket in hall.tickets.items()}
    assert mirror.tickets == public
    assert (mirror.windows, mirror.calls) == (hall.windows, hall.calls)


async def test_the_first_time_there_is_a_snapshot(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await take(served, 3)
        board = await served.join("display", "board")
        assert board.frames[0]["position"] == 4
        assert board.frames[0]["now"] == served.ms
        assert "changes" not in board.frames[0]
        knows_the_hall(board, served)


async def test_what_was_missed_and_nothing_else(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await take(served, 2)
        await take(served, 5)
        mirror = Mirror()
        board = await served.join("display", "board", since=3, mirror=mirror)
        assert "snapshot" not in board.frames[0]
        assert [change["n"] for change in board.frames[0]["changes"]] == [4, 5, 6, 7, 8]


async def test_nothing_was_missed(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await take(served, 2)
        for role in ("display", "kiosk", "counter", "manager"):
            wire = await served.join(role, "1", since=3)
            assert {"snapshot", "changes"} & set(wire.frames[0]) == set()
            assert wire.frames[0]["position"] == 3


async def test_a_kiosk_misses_only_what_is_about_the_hall(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await take(served, 3)
        await served.do(Actor("manager", "m"), c.SetNotice("notice-0", "通知", "Notice"))
        kiosk = await served.join("kiosk", "k", since=1)
        assert [change["what"] for change in kiosk.frames[0]["changes"]] == ["notice_set"]
        first = await served.join("kiosk", "k2")
        snapshot = first.frames[0]["snapshot"]
        assert (snapshot["tickets"], snapshot["calls"], len(snapshot["windows"])) == ([], [], 3)


@pytest.mark.parametrize("since", [5, 1000, 2**63, 2**64 + 5])
async def test_a_position_that_is_not_yet_gets_a_snapshot(tmp_path: Path, since: int) -> None:
    async with serving(tmp_path) as served:
        await take(served, 3)
        board = await served.join("display", "board", since=since)
        assert board.frames[0]["position"] == 4
        knows_the_hall(board, served)


async def test_who_was_away_too_long_gets_a_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.engine.CHANGES_KEPT", 10)
    async with serving(tmp_path) as served:
        await take(served, 30)
        late = await served.join("display", "late", since=20)
        assert "snapshot" in late.frames[0]
        just = await served.join("display", "just", since=21)
        assert [change["n"] for change in just.frames[0]["changes"]] == list(range(22, 32))


async def test_after_a_restart_of_the_server(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        await take(served, 3)
        board = await served.join("display", "board")
        mirror = board.mirror
        await served.restart()
        again = await served.join("display", "board", since=4, mirror=mirror)
        assert {"snapshot", "changes"} & set(again.frames[0]) == set(), "nothing happened meanwhile"
        await take(served, 2)
        await again.reached(6)
        knows_the_hall(again, served)
        other = await served.join("display", "other", since=2)
        assert "snapshot" in other.frames[0]


async def test_a_snapshot_waits_until_what_is_in_it_is_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    """A client is never told of a ticket that the disk then refuses."""
    log.expect("engine.not_saved")
    monkeypatch.setattr("server.app.SqliteJournal", HeldJournal)
    async with serving(tmp_path) as served:
        journal = served.engine.journal
        assert isinstance(journal, HeldJournal)
        await take(served, 2)
        journal.hold()
        journal.failures.append(OSError("no space left"))
        kiosk = await served.join("kiosk", "k", since=3)
        await kiosk.say(do="take_ticket", id="lost-000", queue="tax")
        await journal.reached()
        board = await served.connect()
        await board.say(do="hello", protocol=1, role="display", name="b", token=served.token("display", "b"))
        current = await served.join("display", "c", since=3)
        journal.release()
        assert (await kiosk.until(lambda frame: "id" in frame))["code"] == "not_saved"
        assert await board.closed() == (1006, "")
        assert board.frames == [], "it was told nothing"
        again = await served.join("display", "b")
        assert len(again.mirror.tickets) == 2
        await take(served)
        await current.reached(4)
        await again.reached(4)
        assert current.heard == [4]
        knows_the_hall(again, served)


async def test_everybody_joins_anew_when_the_journal_has_what_nobody_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    log.expect("engine.not_saved")
    monkeypatch.setattr("server.app.SqliteJournal", HeldJournal)
    async with serving(tmp_path) as served:
        journal = served.engine.journal
        assert isinstance(journal, HeldJournal)
        board = await served.join("display", "board")
        journal.fails_after_writing = True
        journal.failures.append(OSError("at the very end"))
        await take(served)
        assert (await board.closed())[0] == 1006
        again = await served.join("display", "board", since=1, mirror=board.mirror)
        knows_the_hall(again, served)


async def test_while_memory_is_not_what_the_journal_says_nobody_joins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: Log
) -> None:
    log.expect("engine.not_saved", "engine.not_rebuilt")
    monkeypatch.setattr("server.app.SqliteJournal", HeldJournal)
    monkeypatch.setattr("server.gateway.hub.QUEUES_EVERY_S", 3600)
    async with serving(tmp_path) as served:
        journal = served.engine.journal
        assert isinstance(journal, HeldJournal)
        journal.failures.append(OSError("no space left"))
        journal.resume_failures += [NotSaved("it cannot be read"), NotSaved("it cannot be read")]
        await take(served)
        wire = await served.connect()
        await wire.say(do="hello", protocol=1, role="display", name="b", token=served.token("display", "b"))
        assert await wire.closed() == (1006, "")
        assert wire.frames == []
        board = await served.join("display", "b")
        assert board.mirror.tickets == {}


async def test_no_gap_and_no_double_however_one_joins_under_load(tmp_path: Path) -> None:
    """Clients join, leave and come back while tickets are taken: each hears every position once."""
    async with serving(tmp_path) as served:
        tickets, clients = 400, 12
        over = asyncio.Event()

        async def load() -> None:
            for n in range(tickets // 8):
                await asyncio.gather(*(
                    served.do(Actor("kiosk", f"k{k}"), c.TakeTicket(f"take-{n:04d}", "tax")) for k in range(8)
                ))  # fmt: skip
                await asyncio.sleep(0.001 * (n % 3))
            over.set()

        async def come_and_go(number: int) -> Wire:
            mirror, heard = Mirror(), list[int]()
            wire = await served.join("display", f"b{number}")
            mirror = wire.mirror
            while not over.is_set():
                start = mirror.position
                await wire.reached(min(start + 5 + number, tickets + 1))
                heard += wire.heard
                assert wire.heard == list(range(start + 1, mirror.position + 1))
                await wire.socket.close()
                since = mirror.position if number % 3 else None
                wire = await served.join("display", f"b{number}", since=since, mirror=mirror)
            await wire.reached(tickets + 1)
            return wire

        loading = asyncio.create_task(load())
        wires = await asyncio.gather(*(come_and_go(number) for number in range(clients)))
        await loading
        for wire in wires:
            knows_the_hall(wire, served)


async def test_the_night_passes_at_the_screens_too(tmp_path: Path) -> None:
    """Nobody gives a command: the server itself looks at the clock and opens the day."""
    async with serving(tmp_path) as served:
        window = await served.open_window("1")
        await take(served, 3)
        await window.ask("call_next")
        board = await served.join("display", "board")
        assert (len(board.mirror.tickets), board.mirror.windows["1"].clerk) == (3, "101")
        served.ms += DAY_MS
        await board.until(lambda _: board.mirror.day == "2026-11-25")
        assert (board.mirror.tickets, board.mirror.windows["1"].clerk) == ({}, None)
        assert (await window.ask("call_next"))["code"] == "not_signed_in"
        await take(served)
        assert [ticket.number for ticket in served.engine.hall.tickets.values()] == ["A001"]


async def test_a_server_that_was_off_overnight(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        window = await served.open_window("1")
        await take(served, 3)
        await window.ask("call_next")
        board = await served.join("display", "board")
        await served.stop()
        assert (await board.closed())[0] == 1001
        assert board.frames[-1] == {"is": "error", "code": "shutting_down", "fatal": True}
        served.ms += 3 * DAY_MS
        await served.start()
        again = await served.join("display", "board", since=board.mirror.position, mirror=board.mirror)
        assert (again.mirror.day, again.mirror.tickets, list(again.mirror.calls)) == ("2026-11-27", {}, [])
        assert again.mirror.windows["1"].clerk is None
        kiosk = await served.join("kiosk", "k")
        assert (await kiosk.ask("take_ticket", queue="tax"))["ticket"]["id"] == "20261127-A001"


async def test_a_clock_that_goes_back_keeps_the_day_and_the_numbers(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        kiosk = await served.join("kiosk", "k")
        await kiosk.ask("take_ticket", queue="tax")
        served.ms -= 2 * DAY_MS
        answer = await kiosk.ask("take_ticket", queue="tax")
        assert answer["ticket"]["id"] == "20261124-A002"
        await served.restart()
        kiosk = await served.join("kiosk", "k2")
        assert (await kiosk.ask("take_ticket", queue="tax"))["ticket"]["id"] == "20261124-A003"


async def test_a_closed_day_stays_closed_until_the_next(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        manager, kiosk = await served.join("manager", "m"), await served.join("kiosk", "k")
        await kiosk.ask("take_ticket", queue="tax")
        assert (await manager.ask("close_day"))["is"] == "reply"
        await kiosk.until(lambda _: kiosk.mirror.closed)
        await served.restart()
        kiosk = await served.join("kiosk", "k")
        assert kiosk.mirror.closed
        assert (await kiosk.ask("take_ticket", id="too-late", queue="tax"))["code"] == "day_closed"
        served.ms += DAY_MS
        assert (await kiosk.ask("take_ticket", id="too-late", queue="tax"))["ticket"]["number"] == "A001"
        await kiosk.until(lambda _: not kiosk.mirror.closed)
