"""What each pad of a line shows, and what its events become: commands to the hall, without port or thread.

What a key may do is decided by the rules; what is typed is followed in `entry.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.keypads.entry import Entry, Meant, Pressed, SignedIn, Wrong
from devices.keypads.registers import (
    ASKING,
    AWAY,
    BLANK,
    CALLED,
    KEYS,
    LEVEL,
    PAUSED,
    SHORT,
    WRONG,
    Page,
)
from devices.part import Answer, Desk
from link.asking import Asked
from link.commands import Press, Rate, SignIn
from link.frames import Refused, Reply
from link.mirror import Mirror
from link.plan import Keypad
from link.standing import standing

PATIENCE_S = 10.0
"""A key that the server has not heard of by then does nothing any more: nobody waits for it so long."""
LOST = "- - - -"
SHOWN = {"closed": "SIGN IN", "paused": "PAUSE", "idle": "READY", "unknown": "NO WIND."}
"""What stands on a keypad where no number does."""


def waiting_for(mirror: Mirror, window: str) -> int:
    """How many people this window may call."""
    counters = mirror.plan.counters if mirror.plan else ()
    serves = next((one.serves for one in counters if one.id == window), ())
    waiting = [ticket for ticket in mirror.tickets.values() if ticket.state == "waiting"]
    return sum(one.counter == window or (one.counter is None and one.queue in serves) for one in waiting)


class Clerk:
    """A clerk's keypad. `show` has its page looked at again."""

    def __init__(self, pad: Keypad, line: str, desk: Desk, show: Callable[[], None]) -> None:
        self.pad, self._desk, self._show = pad, desk, show
        self._name = f"{line}-{pad.address}"
        self._entry = Entry()
        self._beeps, self._sound = 0, 0
        self._mirror: Mirror | None = None

    def page(self, mirror: Mirror) -> Page:
        """What is to be shown now."""
        self._mirror = mirror
        beep = self._beeps << 8 | self._sound
        plan = mirror.plan
        if plan is None or not self._desk.joined:
            return Page(LOST, lamps=AWAY, beep=beep)
        self._entry.tick(time.monotonic())
        stands = standing(mirror, self.pad.window)
        text = self._entry.shows(plan) or stands.number or SHOWN.get(stands.state, "")
        lamps = (CALLED if stands.number else 0) | (PAUSED if stands.state == "paused" else 0)
        waiting = BLANK if stands.state in {"closed", "unknown"} else waiting_for(mirror, self.pad.window)
        return Page(text, waiting, lamps, beep)

    def heard(self, boot: int, number: int, code: int) -> None:
        """A key was pressed: event `number` since the pad was switched on for the time with number `boot`."""
        if self._mirror is None or self._mirror.plan is None:
            return
        window = self._mirror.windows.get(self.pad.window)
        meant = self._entry.key(
            KEYS.get(code, ""),
            self._mirror.plan,
            time.monotonic(),
            signed_in=window is not None and window.clerk is not None,
        )
        self._do(meant, f"{self._mirror.day}-{self._name}-{boot:04x}-{number}")

    def _do(self, meant: Meant, id_: str) -> None:
        """The id is the event's: pressed once is done once, however often it is read or sent."""
        match meant:
            case Pressed():
                command = Press(id_, self.pad.window, meant.key, meant.queue, meant.counter)
                self._desk.send(command, self._answered, PATIENCE_S)
            case SignedIn():
                sign_in = SignIn(id_, meant.clerk, meant.pin, self.pad.window)
                self._desk.send(sign_in, self._answered, PATIENCE_S)
            case Wrong():
                self._beep(WRONG)

    def _answered(self, answer: Answer) -> None:
        self._beep(SHORT if isinstance(answer, Reply) else WRONG)
        self._show()

    def _beep(self, sound: int) -> None:
        self._beeps, self._sound = self._beeps % 255 + 1, sound


class Citizen:
    """A pad on which people rate: its keys light up after the service, and go out again by themselves."""

    def __init__(self, pad: Keypad, line: str, desk: Desk, show: Callable[[], None]) -> None:
        self.pad, self._desk, self._show = pad, desk, show
        self._name = f"{line}-{pad.address}"
        self._asked: Asked | None = None
        self._number = 0
        self._done = ""
        """The ticket that was rated here last."""
        self._thanks = 0
        self._mirror: Mirror | None = None

    def page(self, mirror: Mirror) -> Page:
        """What is to be shown now."""
        self._mirror = mirror
        beep = self._thanks << 8 | SHORT if self._thanks else 0
        if not self._desk.joined:
            return Page(lamps=AWAY, beep=beep)
        asked = mirror.asking.now(self.pad.window, self._desk.now_ms())
        if asked is not None and asked.ticket != self._done:
            if self._asked is None or self._asked.ticket != asked.ticket:
                self._number = self._number % 255 + 1
            self._asked = asked
            return Page(asked.number, lamps=ASKING, asked=self._number, beep=beep)
        self._asked = None
        return Page(beep=beep)

    def heard(self, boot: int, number: int, code: int) -> None:
        """A key was pressed; it counts for what was asked when it was."""
        level, asked = (code & 0xFF) - LEVEL, code >> 8
        if self._asked is None or self._mirror is None or asked != self._number or not 1 <= level <= 5:
            return
        self._done = self._asked.ticket
        id_ = f"{self._mirror.day}-{self._name}-{boot:04x}-{number}"
        self._desk.send(Rate(id_, self._done, level, "pad"), self._answered, PATIENCE_S)

    def _answered(self, answer: Answer) -> None:
        if isinstance(answer, Reply):
            self._thanks = self._thanks % 255 + 1
        elif not isinstance(answer, Refused):
            self._done = ""  # the server has not heard of it: the person may press again
        self._show()
