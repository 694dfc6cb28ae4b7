"""Making durable in groups: nothing leaves before its batch is written, and nothing false after a failure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from link import commands as c
from server.hall.internal import Actor, OpenWindow
from server.journal import NotSaved, SqliteJournal, StaleWriter
from server.replay import replay
from tests.conftest import Log
from tests.server.engines import KIOSK, MANAGER, Heard, HeldJournal, counter, opened
from tests.support.halls import DAY_MS, plan

DISK_FULL = NotSaved("journal.db: database or disk is full")


@asynccontextmanager
async def hall(directory: Path) -> AsyncIterator[tuple[Heard, HeldJournal]]:
    journal = HeldJournal(directory)
    heard = await opened(journal)
    heard.left.clear()
    journal.batches.clear()
    try:
        yield heard, journal
    finally:
        journal.release()
        await heard.engine.close()


def take(id_: str, queue: str = "tax") -> c.TakeTicket:
    return c.TakeTicket(id_, queue)


async def test_no_reply_and_no_change_before_the_disk_has_it(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        journal.hold()
        first = heard.submit(KIOSK, take("first-00"))
        await journal.reached()
        assert (first.done(), heard.left, heard.engine.durable) == (False, [], 1)
        journal.release()
        await first
        await heard.engine.settled()
        assert heard.left == [("answer", "first-00"), ("change", 2)]
        assert heard.engine.durable == 2


async def test_what_comes_while_a_batch_is_written_goes_together_in_the_next(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        journal.hold()
        answers = [heard.submit(KIOSK, take("first-00"))]
        await journal.reached()
        answers += [heard.submit(KIOSK, take(f"more-{n:03d}")) for n in range(50)]
        journal.release()
        await asyncio.gather(*answers)
        assert journal.batches == [[2], list(range(3, 53))]
        assert heard.positions() == list(range(2, 53))


async def test_a_refusal_leaves_at_once(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        journal.hold()
        waiting = heard.submit(KIOSK, take("first-00"))
        await journal.reached()
        refusal = heard.submit(counter("1"), c.CallNext("call-000"))
        assert msgspec.json.decode(refusal.result())["code"] == "not_signed_in"
        journal.release()
        await waiting


async def test_the_same_id_before_it_is_durable_waits_and_gets_the_same_bytes(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        journal.hold()
        first = heard.submit(KIOSK, take("first-00"))
        await journal.reached()
        again = heard.submit(KIOSK, take("first-00"))
        other = heard.submit(Actor("kiosk", "k2"), take("first-00"))
        assert not again.done()
        journal.release()
        one, two, three = await asyncio.gather(first, again, other)
        assert one == two
        numbers = [msgspec.json.decode(answer)["ticket"]["number"] for answer in (one, three)]
        assert numbers == ["A001", "A002"]
        assert await heard.submit(KIOSK, take("first-00")) == one


async def test_the_same_id_after_a_restart_gets_the_same_bytes(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, _):
        heard.submit(counter("1"), OpenWindow("open-000", "c1"))
        taken = await heard.submit(KIOSK, take("take-000"))
        called = await heard.submit(counter("1"), c.CallNext("call-000"))
        heard.submit(counter("1"), c.Start("start-00"))
        both = await heard.submit(counter("1"), c.CallNext("only-finishes"))
    async with hall(tmp_path) as (heard, _):
        position = heard.engine.hall.position
        assert await heard.submit(KIOSK, take("take-000", "cars")) == taken
        assert await heard.submit(counter("1"), c.CallNext("call-000")) == called
        assert await heard.submit(counter("1"), c.CallNext("only-finishes")) == both
        assert heard.engine.hall.position == position


async def test_nobody_can_work_out_the_key_of_somebody_elses_ticket(tmp_path: Path) -> None:
    """The same hall, kiosk, number and command id give another key."""
    keys = []
    for name in ("one", "other"):
        async with hall(tmp_path / name) as (heard, _):
            keys.append((await heard.ask(KIOSK, take("take-000")))["key"])
    assert keys[0] != keys[1]
    assert all(len(key) == 16 for key in keys)


async def test_a_failing_disk_is_told_and_the_next_command_works(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, journal):
        kept = await heard.ask(KIOSK, take("kept-000"))
        journal.failures.append(DISK_FULL)
        journal.hold()
        lost = [heard.submit(KIOSK, take("lost-000"))]
        await journal.reached()
        lost += [heard.submit(KIOSK, take("lost-001")), heard.submit(KIOSK, take("lost-000"))]
        journal.release()
        refusals = [msgspec.json.decode(answer) for answer in await asyncio.gather(*lost)]
        assert [(r["is"], r["code"]) for r in refusals] == [("refused", "not_saved")] * 3
        assert [r["id"] for r in refusals] == ["lost-000", "lost-001", "lost-000"]
        assert heard.rebuilt == [False]
        assert heard.engine.hall == replay(journal)
        again = await heard.ask(KIOSK, take("lost-000"))
        assert (kept["ticket"]["number"], again["ticket"]["number"]) == ("A001", "A002")
        await heard.engine.settled()
        assert heard.positions() == [2, 3]
        assert heard.staff.tickets == heard.engine.hall.tickets


async def test_a_snapshot_that_waits_for_the_disk_is_not_given_when_it_fails(
    tmp_path: Path, log: Log
) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, journal):
        journal.failures.append(DISK_FULL)
        journal.hold()
        heard.submit(KIOSK, take("lost-000"))
        await journal.reached()
        entered: list[bool] = []
        heard.engine.when_durable(entered.append)
        journal.release()
        await heard.engine.settled()
        heard.engine.when_durable(entered.append)
        await heard.engine.settled()
        assert entered == [False, True]


async def test_when_reading_fails_too_everything_is_refused_until_it_works(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved", "engine.not_rebuilt")
    async with hall(tmp_path) as (heard, journal):
        journal.failures.append(DISK_FULL)
        journal.resume_failures += [DISK_FULL, DISK_FULL, DISK_FULL]
        first = await heard.ask(KIOSK, take("lost-000"))
        second = await heard.ask(KIOSK, take("lost-001"))
        assert [first["code"], second["code"]] == ["not_saved"] * 2
        heard.engine.begin_day()
        assert not journal.resume_failures
        assert heard.engine.sound()
        assert (await heard.ask(KIOSK, take("lost-001")))["ticket"]["number"] == "A001"


async def test_a_write_that_failed_after_it_was_written_is_answered_truly(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, journal):
        journal.fails_after_writing = True
        journal.failures.append(NotSaved("disk I/O error at the very end"))
        answer = await heard.ask(KIOSK, take("take-000"))
        assert answer["ticket"]["number"] == "A001"
        assert heard.rebuilt == [True]
        assert (await heard.ask(KIOSK, take("take-001")))["ticket"]["number"] == "A002"


async def test_another_writer_is_noticed_and_nothing_of_its_work_is_lost(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, _):
        other = Heard(SqliteJournal(tmp_path), heard.ms)
        theirs = await other.ask(KIOSK, take("theirs-0"))
        await other.engine.close()
        mine = await heard.ask(KIOSK, take("mine-000"))
        assert (theirs["ticket"]["number"], mine["code"]) == ("A001", "not_saved")
        assert heard.rebuilt == [True]
        assert (await heard.ask(KIOSK, take("mine-000")))["ticket"]["number"] == "A002"


async def test_an_append_at_another_position_is_refused(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, journal):
        journal.failures.append(StaleWriter("the journal is at 9, not at 1"))
        assert (await heard.ask(KIOSK, take("take-000")))["code"] == "not_saved"
        assert (await heard.ask(KIOSK, take("take-000")))["ticket"]["number"] == "A001"


async def test_any_error_of_the_writer_is_a_failed_write(tmp_path: Path, log: Log) -> None:
    log.expect("engine.not_saved")
    async with hall(tmp_path) as (heard, journal):
        journal.failures.append(ValueError("unheard of"))
        assert (await heard.ask(KIOSK, take("take-000")))["code"] == "not_saved"


async def test_closing_waits_for_what_was_begun(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        journal.hold()
        answer = heard.submit(KIOSK, take("take-000"))
        await journal.reached()
        closing = asyncio.ensure_future(heard.engine.close())
        await asyncio.sleep(0)
        assert not closing.done()
        journal.release()
        await closing
        assert answer.done()
    assert replay(SqliteJournal(tmp_path)).tickets


async def test_an_unanswered_peek_needs_no_disk_but_waits_its_turn(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        await heard.ask(counter("1"), OpenWindow("open-000", "c1"))
        journal.hold()
        taken = heard.submit(KIOSK, take("take-000"))
        await journal.reached()
        peek = heard.submit(counter("1"), c.Peek("peek-000"))
        assert not peek.done(), "it would tell of a ticket that is not durable"
        journal.release()
        assert msgspec.json.decode(await peek)["why"]["number"] == "A001"
        assert taken.done()


async def test_a_new_day_begins_though_the_command_is_refused(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        await heard.ask(KIOSK, take("take-000"))
        heard.ms += DAY_MS
        assert (await heard.ask(counter("1"), c.CallNext("call-000")))["code"] == "not_signed_in"
        await heard.engine.settled()
        assert replay(journal).day == "2026-11-25"
        assert heard.staff.tickets == {}


async def test_answers_kept_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.answers.ANSWERS_KEPT", 3)
    async with hall(tmp_path) as (heard, _):
        for n in range(5):
            await heard.ask(KIOSK, take(f"take-{n:03d}"))
        assert (await heard.ask(KIOSK, take("take-004")))["ticket"]["number"] == "A005"
        assert (await heard.ask(KIOSK, take("take-000")))["ticket"]["number"] == "A006"


async def test_notes_are_for_the_staff_alone(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, _):
        await heard.ask(counter("1"), OpenWindow("open-000", "c1"))
        await heard.ask(KIOSK, take("take-000"))
        await heard.ask(counter("1"), c.CallNext("call-000"))
        await heard.ask(counter("1"), c.Start("start-00"))
        await heard.ask(counter("1"), c.Park("park-000", "needs the lease"))
        await heard.engine.settled()
        assert [ticket.note for ticket in heard.staff.tickets.values()] == ["needs the lease"]
        assert [ticket.note for ticket in heard.public.tickets.values()] == [None]


async def test_the_plan_is_written_before_anybody_can_join(tmp_path: Path) -> None:
    async with hall(tmp_path) as (heard, journal):
        heard.engine.configure(plan(calls=1))
        await heard.engine.settled()
        assert replay(journal).plan == plan(calls=1)
        assert (await heard.ask(MANAGER, c.SetNotice("note-000", "通知", "Notice")))["is"] == "reply"
