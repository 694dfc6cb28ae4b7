"""The journal read by somebody who does not trust the server: each event must fit what was before it.

It shares no rules with `server/hall/`: what may follow what is written down here once more.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import json

from server.journal import FILE_NAME
from tests.support.programs import ROOT, TINGXU

WINDOW_STATES = ("called", "serving")
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "ticket_called": (("waiting",), "called"),
    "ticket_recalled": (("called",), "called"),
    "service_started": (("called",), "serving"),
    "ticket_finished": (("serving",), "finished"),
    "ticket_passed": (("called",), "passed"),
    "ticket_returned": (("passed",), "waiting"),
    "ticket_parked": (("serving",), "parked"),
    "ticket_unparked": (("parked",), "serving"),
    "ticket_transferred": (("serving",), "waiting"),
    "ticket_cancelled": (("waiting", "passed", "parked"), "cancelled"),
    "ticket_expired": (("waiting", "called", "serving", "passed", "parked"), "expired"),
}
"""From which states an event may move a ticket, and to which (in halls where the clerk presses start)."""
OVER = ("finished", "cancelled", "expired")


class Line(NamedTuple):
    """One event as it lies in the file."""

    seq: int
    what: str
    by: str
    command: str | None
    body: dict[str, Any]


def lines(data: Path) -> list[Line]:
    """Every event of a journal, reading only; a server may be running, or have been killed."""
    connection = sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)
    try:
        rows = connection.execute('SELECT seq, what, "by", command, body FROM events ORDER BY seq')
        return [Line(seq, what, by, command, json.decode(body)) for seq, what, by, command, body in rows]
    finally:
        connection.close()


class Walk:
    """Goes through a journal once. Every assertion names the event that does not fit."""

    def __init__(self, journal: list[Line]) -> None:
        self.states: dict[str, str] = {}
        """Every ticket there ever was, and how it stands."""
        self.windows: dict[str, str] = {}
        """Who is at which window."""
        self.clerks: dict[str, str] = {}
        self.days: list[str] = []
        self.closed: list[str] = []
        self.counts: Counter[str] = Counter()
        self.commands: dict[tuple[str, str], list[Line]] = defaultdict(list)
        self._last: dict[str, int] = {}
        self._turns: Counter[str] = Counter()
        for n, line in enumerate(journal, 1):
            assert line.seq == n, f"event {n} is missing"
            self._step(line)
        for who, its in self.commands.items():
            assert its[-1].seq - its[0].seq + 1 == len(its), f"done twice: {who} {its}"

    def open(self) -> list[str]:
        """Tickets that are not over."""
        return [ticket for ticket, state in self.states.items() if state not in OVER]

    def _step(self, line: Line) -> None:
        self.counts[line.what] += 1
        if line.command is not None:
            self.commands[line.by, line.command].append(line)
        if line.what in MOVES:
            self._move(line)
        elif (step := STEPS.get(line.what)) is not None:
            step(self, line)

    def day_opened(self, line: Line) -> None:
        assert not self.open(), f"{line}: still open: {self.open()}"
        self.days.append(line.body["day"])
        assert self.days == sorted(set(self.days)), f"{line}: days go on, each once"
        self.clerks.clear()
        self._last.clear()

    def day_closed(self, line: Line) -> None:
        assert not self.open(), f"{line}: still open: {self.open()}"
        self.closed.append(line.body["day"])

    def taken(self, line: Line) -> None:
        ticket, number = line.body["ticket"], line.body["number"]
        assert ticket not in self.states, f"{line}: given before"
        assert ticket == f"{self.days[-1].replace('-', '')}-{number}", f"{line}: not of today"
        assert self.days[-1] not in self.closed, f"{line}: the day is closed"
        letter = number.rstrip("0123456789")
        self._last[letter] = self._last.get(letter, 0) + 1
        assert number == f"{letter}{self._last[letter]:03d}", f"{line}: a number is left out or doubled"
        self.states[ticket] = "waiting"

    def _move(self, line: Line) -> None:
        ticket, window = line.body["ticket"], line.body.get("window")
        before, after = MOVES[line.what]
        assert self.states.get(ticket) in before, f"{line}: the ticket is {self.states.get(ticket)}"
        if self.states[ticket] in WINDOW_STATES:
            at = [place for place, who in self.windows.items() if who == ticket]
            assert len(at) == 1, f"{line}: it is at {at}"
            assert window in (at[0], None), f"{line}: it is at {at}"
            del self.windows[at[0]]
        if after in WINDOW_STATES:
            assert window is not None
            assert window not in self.windows, f"{line}: {self.windows.get(window)} is there"
            assert window in self.clerks, f"{line}: nobody is signed in"
            self.windows[window] = ticket
        if window is not None:
            assert line.by == f"counter/{window}", f"{line}: another window did that"
        if line.what == "ticket_called":
            self._turns[ticket] += 1
            assert line.body["turn"] == self._turns[ticket], f"{line}: a pick is left out or doubled"
        self.states[ticket] = after

    def signed_in(self, line: Line) -> None:
        window, clerk = line.body["window"], line.body["clerk"]
        assert window not in self.clerks, f"{line}: somebody is there"
        assert clerk not in self.clerks.values(), f"{line}: the clerk is elsewhere"
        self.clerks[window] = clerk

    def signed_out(self, line: Line) -> None:
        assert self.clerks.pop(line.body["window"]) == line.body["clerk"], f"{line}: somebody else was there"
        assert line.body["window"] not in self.windows, f"{line}: somebody is served there"


STEPS: dict[str, Callable[[Walk, Line], None]] = {
    "day_opened": Walk.day_opened,
    "day_closed": Walk.day_closed,
    "ticket_taken": Walk.taken,
    "clerk_signed_in": Walk.signed_in,
    "clerk_signed_out": Walk.signed_out,
}


def walked(data: Path) -> Walk:
    """The walk through the journal in a data directory."""
    return Walk(lines(data))


def audited(data: Path) -> Walk:
    """The same, and `tingxu audit` must find as many events, unbroken."""
    walk = walked(data)
    command = [*TINGXU, "audit", "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"unbroken: {walk.counts.total()} events"), done.stdout
    return walk
