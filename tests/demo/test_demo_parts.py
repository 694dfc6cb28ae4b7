"""The parts of the demo: which windows and which hour, programs that fail, counts that do not agree."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import textwrap
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

import assets
from demo.citizens import initials
from demo.hallfile import copy
from demo.opening import before_a_slot, busy_hour, staffed
from demo.programs import NotDone, Program
from demo.summary import disagreements, witness, write
from link.plan import Plan
from server.config import load_plan
from server.engine import Engine
from server.journal import SqliteJournal

AGREEING = {
    "tickets_taken": 3,
    "tickets_printed": 3,
    "bookings": 3,
    "checked_in": 2,
    "bookings_missed": 1,
    "classes_granted": 0,
    "tickets_called": 2,
    "recalls": 1,
    "calls_shown": 3,
    "calls_spoken": 2,
    "calls_too_late_to_speak": 1,
    "tickets_finished": 0,
    "tickets_passed": 0,
    "rated": 0,
    "refusals": 0,
}


def plan(name: str) -> Plan:
    return load_plan(assets.hall_file(name))


@pytest.mark.parametrize("name", ["luohu", "riverside"])
def test_the_staffed_windows_serve_as_many_queues_as_so_few_can(name: str) -> None:
    the_plan = plan(name)
    chosen = staffed(the_plan)
    served = {id_ for counter in the_plan.counters if counter.id in chosen for id_ in counter.serves}
    assert served == {queue.id for queue in the_plan.queues}
    assert len(chosen) == min(4, len(the_plan.counters))


@pytest.mark.parametrize(("today", "hour"), [
    ("2026-11-24 03:00", "2026-11-24 15:15"),  # a Tuesday: the afternoon is longer than the morning
    ("2026-11-24 20:00", "2026-11-24 15:15"),
    ("2026-11-28 10:00", "2026-11-30 15:15"),  # on a Saturday the hall is closed
    ("2026-10-01 10:00", "2026-10-08 15:15"),  # on National Day too, for a week
    ("2026-10-10 10:00", "2026-10-10 15:15"),  # this Saturday is a working day
])  # fmt: skip
def test_the_demo_plays_when_the_hall_is_open_longest(today: str, hour: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    found = busy_hour(plan("luohu"), datetime.fromisoformat(today).replace(tzinfo=zone))
    assert found.strftime("%Y-%m-%d %H:%M") == hour


def test_the_demo_begins_so_long_before_a_slot() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    hour = datetime(2026, 11, 24, 15, 15, tzinfo=zone)
    assert before_a_slot(plan("luohu"), hour, 36).strftime("%H:%M:%S") == "15:29:24"
    assert before_a_slot(plan("luohu"), hour.replace(minute=30), 36).strftime("%H:%M:%S") == "15:29:24"
    assert before_a_slot(replace(plan("luohu"), booking=None), hour, 36) == hour


@pytest.mark.parametrize("name", ["luohu", "riverside"])
@pytest.mark.parametrize("hurry", [True, False])
def test_the_demos_copy_of_a_hall_differs_in_the_address_for_phones(
    tmp_path: Path, name: str, *, hurry: bool
) -> None:
    text = copy(assets.hall_file(name).read_text("utf-8"), "http://127.0.0.1:8720", hurry=hurry)
    text = copy(text, "http://127.0.0.1:8721", hurry=hurry)
    file = tmp_path / "hall.toml"
    file.write_text(text, "utf-8")
    whole, there = plan(name), load_plan(file)
    assert there.follow_url == "http://127.0.0.1:8721"
    assert there.booking is not None
    assert whole.booking is not None
    assert there.booking.late_min == (0 if hurry else whole.booking.late_min)
    assert replace(there, follow_url=None, booking=None) == replace(whole, follow_url=None, booking=None)


def test_the_keys_for_a_chinese_name() -> None:
    assert initials("社保卡申领（首次）") == list("SBKSLSC")


async def scripted(tmp_path: Path, source: str) -> Program:
    """A program that does what this source says, as if it were one of ours."""
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            source,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=file,
            env=os.environ,
        )
    return Program("kiosk-1", process, log)


async def test_a_program_that_ends_before_it_answers_is_named(tmp_path: Path) -> None:
    program = await scripted(tmp_path, "input(); raise SystemExit(3)")
    with pytest.raises(NotDone, match=r"kiosk-1: no answer to {'facts': True}"):
        await program.ask(facts=True)
    assert await program.stop() == 3


async def test_a_refusal_says_who_what_and_why(tmp_path: Path) -> None:
    answer = json.dumps({"ok": False, "why": "it is hidden"})
    program = await scripted(tmp_path, f"input(); print({answer!r}, flush=True); input()")
    with pytest.raises(NotDone, match=r"kiosk-1: {'tap': 'take'}: it is hidden"):
        await program.ask(tap="take")
    await program.stop()


async def test_an_answer_that_nobody_waits_for_any_more_is_not_the_next_ones(tmp_path: Path) -> None:
    source = """
        import sys, time
        for n, line in enumerate(sys.stdin):
            time.sleep(0.2)
            print('{"ok": true, "n": %d}' % n, flush=True)
    """
    program = await scripted(tmp_path, textwrap.dedent(source))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(program.ask(first=True), 0.01)
    assert (await program.ask(second=True))["n"] == 1
    await program.stop()


async def test_loud_lines_of_a_log_are_found(tmp_path: Path) -> None:
    source = "import sys; sys.stderr.write('now [info     ] fine\\nnow [warning  ] odd\\nTraceback (most\\n')"
    program = await scripted(tmp_path, source)
    await program.ended()
    assert program.loud_lines() == ["kiosk-1: now [warning  ] odd", "kiosk-1: Traceback (most"]
    await program.stop()


def test_counts_that_agree() -> None:
    assert disagreements(AGREEING) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tickets_printed", "tickets printed: 4, but taken: 3"),
        ("calls_shown", "calls shown: 4, but made: 3"),
        ("calls_spoken", "calls spoken or too late: 4, but made: 3"),
    ],
)
def test_counts_that_do_not(name: str, says: str) -> None:
    assert disagreements(AGREEING | {name: AGREEING[name] + 1}) == [says]


async def test_the_journal_is_a_witness(tmp_path: Path) -> None:
    engine = Engine(SqliteJournal(tmp_path), lambda _: None)
    engine.configure(plan("riverside"))
    await engine.close()
    nothing = dict.fromkeys(AGREEING, 0)
    assert witness(tmp_path, nothing) == []
    assert witness(tmp_path, nothing | {"tickets_taken": 1}) == [
        "journal: 0 × ticket_taken, but tickets_taken: 1"
    ]
    assert witness(tmp_path / "elsewhere", nothing)[0].startswith("journal: ")


def test_the_summary_is_json_with_its_errors(tmp_path: Path) -> None:
    write(tmp_path / "summary.json", AGREEING, ["前面"])
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8")) == AGREEING | {
        "errors": ["前面"]
    }
