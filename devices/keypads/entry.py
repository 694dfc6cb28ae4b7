"""What a clerk types on a keypad: keys that stand for themselves, and entries of digits that end with OK.

What the hall makes of it is decided by the rules; how keys come here is in `line.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from link.plan import Plan

Mode = Literal["", "staff", "pin", "window", "queue"]
MOST: dict[Mode, int] = {"": 0, "staff": 16, "pin": 32, "window": 2, "queue": 2}
"""So many digits an entry takes."""
LEAST_PIN = 4
PROMPT: dict[Mode, str] = {"": "", "staff": "ID", "pin": "PIN", "window": "TO", "queue": "QU"}
FORGOTTEN_S = 30.0
"""An entry without a further key is given up, so that the next clerk does not go on with it."""


class Pressed(NamedTuple):
    """A key that the rules decide about."""

    key: Literal["call", "recall", "pass", "pause", "finish", "transfer", "sign_out"]
    queue: str | None = None
    counter: str | None = None


class SignedIn(NamedTuple):
    """Somebody has typed a staff number and a PIN."""

    clerk: str
    pin: str


class Wrong(NamedTuple):
    """A key that means nothing here."""


Meant = Pressed | SignedIn | Wrong | None
"""None: an entry has begun, goes on, or was given up."""


@dataclass(slots=True)
class Entry:
    """What is being typed on one keypad. A PIN is kept no longer than until it is complete."""

    mode: Mode = ""
    typed: str = ""
    staff: str = ""
    at: float = 0.0

    def key(self, key: str, plan: Plan, now_s: float, *, signed_in: bool) -> Meant:
        """A key was pressed; `now_s` is any clock that only goes forward."""
        self.tick(now_s)
        self.at = now_s
        if key.isdigit():
            return self._digit(key)
        match key:
            case "sign" if not signed_in:
                self._begin("staff")
            case "sign":
                self._begin("")
                return Pressed("sign_out")
            case "transfer":
                self._begin("queue" if self.mode == "window" else "window")
            case "clear":
                self._begin(self.mode if self.typed else "")
            case "ok":
                return self._ok(plan)
            case "call" | "recall" | "pass" | "pause" | "finish":
                self._begin("")
                return Pressed(key)
            case _:
                return Wrong()
        return None

    def tick(self, now_s: float) -> None:
        """Time passes."""
        if self.mode and now_s - self.at > FORGOTTEN_S:
            self._begin("")

    def shows(self, plan: Plan) -> str:
        """What the pad shows while something is typed; "" when nothing is. Digits of a PIN as stars."""
        typed = "*" * len(self.typed) if self.mode == "pin" else self.typed
        if self.mode == "queue" and (queue := self._queue(plan)) is not None:
            typed = f"{typed} {next(one.letter for one in plan.queues if one.id == queue)}"
        room = 8 - len(PROMPT[self.mode]) - 1
        return f"{PROMPT[self.mode]} {typed[-room:]}" if self.mode else ""

    def _begin(self, mode: Mode) -> None:
        self.mode, self.typed = mode, ""
        if mode != "pin":
            self.staff = ""

    def _digit(self, digit: str) -> Meant:
        if len(self.typed) >= MOST[self.mode]:
            return Wrong()
        self.typed += digit
        return None

    def _ok(self, plan: Plan) -> Meant:
        meant: Meant = Wrong()
        match self.mode:
            case "staff" if self.typed:
                staff = self.typed
                self._begin("pin")
                self.staff = staff
                return None
            case "pin" if len(self.typed) >= LEAST_PIN:
                meant = SignedIn(self.staff, self.typed)
            case "window" if (window := self._window(plan)) is not None:
                meant = Pressed("transfer", counter=window)
            case "queue" if (queue := self._queue(plan)) is not None:
                meant = Pressed("transfer", queue=queue)
        self._begin("")
        return meant

    def _window(self, plan: Plan) -> str | None:
        """The window whose id is this number, with or without zeros in front."""
        number = self.typed.lstrip("0")
        return next((one.id for one in plan.counters if one.id.lstrip("0") == number and number), None)

    def _queue(self, plan: Plan) -> str | None:
        """The queue at this place of the hall file, from 1."""
        place = int(self.typed or "0")
        return plan.queues[place - 1].id if 1 <= place <= len(plan.queues) else None
