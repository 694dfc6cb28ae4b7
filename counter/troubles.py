"""Which devices of the hall are not well, for the clerk: one quiet line, and a list behind it.

What is wrong, and the words for it, are in `assets/troubles.py`; how it looks is in `qml/`.
"""

from __future__ import annotations

from typing import Any

from assets.texts import Texts
from assets.troubles import Trouble, say, troubles, windows_of
from link.frames import Health
from link.plan import Plan
from link.words import ProgramState
from screen.clock import clock
from screen.rows import Rows


class Troubles:
    """What the server last said of programs and devices, as one window is told it."""

    def __init__(self, window_id: str) -> None:
        self.rows = Rows("what", "where", "since", "mend", "level")
        self._window = window_id
        self._programs: list[ProgramState] = []

    def take(self, frame: Health) -> None:
        """The server says how all of them fare."""
        self._programs = frame.programs

    def look(self, plan: Plan, now_ms: int, texts: Texts) -> dict[str, Any]:
        """The line: what is wrong first of all, and how much besides. The list is in `rows`."""
        found = sorted(troubles(self._programs, now_ms), key=lambda trouble: not self._is_ours(trouble, plan))
        self.rows.show([_row(trouble, plan, texts) for trouble in found])
        if not found:
            return {"line": "", "more": "", "level": ""}
        line = say(found[0], plan, texts).line(texts)
        others = len(found) - 1
        more = texts.t("{n} more", n=others) if others else ""
        return {"line": line, "more": more, "level": found[0].level}

    def _is_ours(self, trouble: Trouble, plan: Plan) -> bool:
        """Whether it is at this very window."""
        return trouble.device is not None and self._window in windows_of(trouble.device, plan)


def _row(trouble: Trouble, plan: Plan, texts: Texts) -> dict[str, Any]:
    program, device = trouble.program, trouble.device
    own = (device.kind, device.id) if device is not None else ()
    said = say(trouble, plan, texts)
    since = texts.t("since {time}", time=clock(trouble.since, plan)) if trouble.since else ""
    return {
        "key": "/".join((program.role, program.name, *own)),
        "what": said.what,
        "where": said.where,
        "since": since,
        "mend": said.mend,
        "level": said.level,
    }
