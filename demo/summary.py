"""What happened in the demo, each thing counted where it happened, and whether the counts agree.

The kiosks count what they gave out, the printer its paper, the windows their calls, the board what it
showed and said; the journal is the witness that none of them asked.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from demo.opening import Opened
from demo.pads import Raters
from demo.programs import NotDone, Program
from server.journal import JournalError, Record, SqliteJournal, audit

Facts = dict[str, Any]


class Counts:
    """The counts of a hall's programs. They are looked at again and again: a window may be closed by hand."""

    def __init__(self, hall: Opened) -> None:
        self._hall = hall
        self._facts: dict[str, Facts] = {}
        self.raters: Raters | None = None
        """Those at the rating pads, when they have done."""
        self._printed = 0
        self._rated = 0
        self._missed = 0

    async def look(self) -> None:
        """Ask every program that still runs."""
        for program in self._hall.screens():
            if program.running():
                await self._ask(program)
        with suppress(NotDone):
            self._printed = (await self._hall.printer.ask(ask="count"))["count"]
            if self.raters is not None:
                self._rated = await self.raters.count()

    async def look_at_bookings(self) -> None:
        """What became of those who booked, as their phones see it. Raises NotDone."""
        states = Counter(await self._hall.phones.states(self._hall.booked))
        self._missed = states["missed"]

    async def _ask(self, program: Program) -> None:
        try:
            self._facts[program.name] = (await program.ask(facts=True))["facts"]
        except NotDone:
            self._facts.setdefault(program.name, {})

    def result(self) -> dict[str, int]:
        """The numbers, by the name they have in summary.json."""
        kiosks, counters = self._hall.kiosks, list(self._hall.counters.values())
        board = self._facts.get(self._hall.board.name, {})
        return {
            "tickets_taken": self._sum(kiosks, "tickets_taken"),
            "tickets_printed": self._printed,
            "bookings": len(self._hall.booked),
            "checked_in": self._sum(kiosks, "checked_in"),
            "bookings_missed": self._missed,
            "classes_granted": self._sum(counters, "granted"),
            "tickets_called": self._sum(counters, "calls"),
            "recalls": self._sum(counters, "recalls"),
            "calls_shown": int(board.get("calls_shown", 0)),
            "calls_spoken": int(board.get("calls_spoken", 0)),
            "calls_too_late_to_speak": int(board.get("calls_too_late", 0)),
            "tickets_finished": self._sum(counters, "finished"),
            "tickets_passed": self._sum(counters, "passed"),
            "rated": self._rated,
            "refusals": self._sum([*kiosks, *counters], "refusals"),
        }

    def settled(self) -> bool:
        """Whether paper, board and voice have kept up with kiosks and windows."""
        return not disagreements(self.result())

    def troubles(self) -> list[str]:
        """What the programs themselves noticed."""
        found = []
        for name, facts in self._facts.items():
            troubles = facts.get("troubles") or []
            found += [f"{name}: {text}" for text in troubles]
        return found

    def _sum(self, programs: list[Program], fact: str) -> int:
        return sum(int(self._facts.get(program.name, {}).get(fact, 0)) for program in programs)


def disagreements(counts: dict[str, int]) -> list[str]:
    """Where two programs that should have counted the same did not."""
    calls = counts["tickets_called"] + counts["recalls"]
    pairs = (
        ("tickets printed", counts["tickets_printed"], "taken", counts["tickets_taken"]),
        ("calls shown", counts["calls_shown"], "made", calls),
        (
            "calls spoken or too late",
            counts["calls_spoken"] + counts["calls_too_late_to_speak"],
            "made",
            calls,
        ),
    )
    return [f"{a}: {left}, but {b}: {right}" for a, left, b, right in pairs if left != right]


def witness(data: Path, counts: dict[str, int]) -> list[str]:
    """What the journal says against the counts, once the server has ended; also whether it is unbroken."""
    try:
        audit(data)
        journal = SqliteJournal(data)
        try:
            records = list(journal.read(0))
        finally:
            journal.close()
    except JournalError as error:
        return [f"journal: {error}"]
    there = Counter(record.what for record in records)
    arrived = {code for record in records if (code := _booking(record, "ticket_taken", "appointment"))}
    missed = {code for record in records if (code := _booking(record, "appointment_missed", "code"))}
    there["check-in"], there["never checked in"] = len(arrived), len(missed - arrived)
    names = {
        "ticket_taken": "tickets_taken",
        "check-in": "checked_in",
        "appointment_booked": "bookings",
        "never checked in": "bookings_missed",
        "class_granted": "classes_granted",
        "ticket_called": "tickets_called",
        "ticket_recalled": "recalls",
        "ticket_finished": "tickets_finished",
        "ticket_passed": "tickets_passed",
        "rated": "rated",
    }
    return [
        f"journal: {there[event]} × {event}, but {name}: {counts[name]}"
        for event, name in names.items()
        if there[event] != counts[name]
    ]


def _booking(record: Record, what: str, field: str) -> str:
    """The code of the booking that an event of this kind is about; "" for another event."""
    return str(json.loads(record.body).get(field, "")) if record.what == what else ""


def write(path: Path, counts: dict[str, int], errors: list[str]) -> None:
    """summary.json."""
    text = json.dumps(counts | {"errors": errors}, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
