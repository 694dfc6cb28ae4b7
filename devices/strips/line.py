"""One line of strips at work: each is told what to show, those first where it has changed, and told again.

How frames look is the protocols', the port is `ports/`'s, what is to be shown is set by `part.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import structlog
from msgspec.structs import replace

from devices.strips.protocol import Answer, Answers, Protocol
from devices.strips.says import DARK, Look
from link.plan import Strip
from link.words import DeviceCondition, DeviceState
from ports.keeper import Site
from ports.port import PortError

log = structlog.get_logger()

ANSWER_S = 0.8
"""So long a strip may take to answer, after the frame is on the line: 30 bytes are 30 ms at 9600 baud."""
FAREWELL_S = 0.3
REFRESH_S = 20.0
"""So often a strip is told again: it forgets when its power was gone, and so it is seen to be there."""
PAUSES_S = (0.0, 1.0, 2.0, 4.0, 8.0)
"""After so many failures in a row a strip is left alone for so long, so that the others stay quick."""
BROKEN_AFTER = 2
"""Failures in a row before a strip is said to be off: one frame may be hit by noise."""
BREATH_S = 0.005
"""Between two frames: converters have to turn the line round."""
TICK_S = 0.5
"""So often looks are made anew also when nothing happens: a call is old, the server is away too long."""
DEAF_S = 45.0
"""When nobody has answered for so long the port is opened anew: a converter may have forgotten us."""


@dataclass(slots=True)
class Slot:
    """One strip of the line. `want` is set by whoever knows, from any thread."""

    strip: Strip
    state: DeviceState
    want: tuple[Look, int | None] = (DARK, None)
    """What it is to show, and the position of the call that this shows."""
    shown: Look | None = None
    """What it has said to show; None: not known."""
    told: int | None = None
    """The last call of which it was said that it was shown."""
    again_at: float = 0.0
    failures: int = 0
    asked_at: float = 0.0


class Line:
    """The strips of one line.

    `says` gets each change of a strip's state, `delivered` the position of each call that is shown, and
    `tick` is called now and then, all on the line's thread. Set `news` when a slot wants something else.
    """

    def __init__(
        self,
        slots: Sequence[Slot],
        protocol: Protocol,
        says: Callable[[DeviceState], None],
        delivered: Callable[[int], None],
        tick: Callable[[], None],
    ) -> None:
        self.slots, self.news = list(slots), Event()
        self._protocol, self._says, self._delivered, self._tick = protocol, says, delivered, tick

    def work(self, site: Site) -> None:
        """Show what is to be shown, as long as the site goes on and any strip answers. Raises PortError.

        A port that breaks after strips have answered is opened again without a word: network controllers hang
        up when they have nothing to do. When it is really gone, opening it says so.
        """
        for slot in self.slots:
            slot.shown, slot.again_at, slot.failures = None, 0.0, 0
        try:
            self._keep_telling(site, self._protocol.answers())
        except PortError:
            if all(slot.shown is None for slot in self.slots):
                raise

    def _keep_telling(self, site: Site, answers: Answers) -> None:
        heard = ticked = time.monotonic()
        while site.goes_on and (now := time.monotonic()) - heard < DEAF_S:
            if now - ticked > TICK_S:
                ticked = now
                self._tick()
            turn = self._next(now)
            if turn is None:
                self._rest(now)
            elif self._show(site, answers, turn):
                heard = time.monotonic()
        if not site.goes_on:
            self._farewell(site, answers)

    def all_say(self, state: DeviceCondition, detail: str) -> None:
        """The line as a whole is broken: so is every strip on it."""
        for slot in self.slots:
            self._say(slot, state, detail)

    def _next(self, now: float) -> Slot | None:
        """Whose turn it is: strips with news before those that are told again, who waited longest first."""
        due = [slot for slot in self.slots if slot.again_at <= now or self._is_news(slot)]
        return min(due, key=lambda slot: (not self._is_news(slot), slot.asked_at), default=None)

    @staticmethod
    def _is_news(slot: Slot) -> bool:
        """Whether a strip that answers has yet to be told. One that does not keeps its pause."""
        return slot.failures == 0 and slot.want[0] != slot.shown

    def _rest(self, now: float) -> None:
        """Until somebody's turn comes, or something is new."""
        until = min(slot.again_at for slot in self.slots)
        self.news.wait(min(max(until - now, 0.001), TICK_S))
        self.news.clear()

    def _show(self, site: Site, answers: Answers, slot: Slot) -> bool:
        """Tell one strip what to show; whether anything came back that makes sense."""
        look, call = slot.want
        slot.asked_at, noise = time.monotonic(), answers.noise
        answer = self._ask(site, answers, slot.strip, look, ANSWER_S)
        if answer is None:
            if site.goes_on:
                self._failed(slot, *self._silence(slot, answers.noise > noise))
            return False
        if answer.error:
            self._failed(slot, "fault", answer.error)
            return True
        slot.shown, slot.failures, slot.again_at = look, 0, time.monotonic() + REFRESH_S
        site.says("ok")
        self._say(slot, "ok", "")
        if call is not None and call != slot.told:
            slot.told = call
            self._delivered(call)
        return True

    def _ask(
        self, site: Site, answers: Answers, strip: Strip, look: Look, patience_s: float
    ) -> Answer | None:
        """What came too late for the frame before is thrown away first."""
        time.sleep(BREATH_S)
        site.port.forget()
        answers.forget()
        site.port.write(self._protocol.frame(strip, look))
        deadline = time.monotonic() + patience_s
        while (left := deadline - time.monotonic()) > 0:
            for answer in answers.feed(site.port.read(min(left, 0.1))):
                if answer.address == strip.address or len(self.slots) == 1:
                    return answer  # one alone behind a network port may have any address
        answers.forget()
        return None

    def _silence(self, slot: Slot, noise: bool) -> tuple[DeviceCondition, str]:
        if noise:
            return (
                "fault",
                "what comes makes no sense: is the speed right (mostly 9600), is the cable in order?",
            )
        doubts = f"is it on, is its address {slot.strip.address}, is the speed right (mostly 9600)?"
        return "offline", f"does not answer: {doubts}"

    def _failed(self, slot: Slot, state: DeviceCondition, detail: str) -> None:
        slot.failures += 1
        slot.shown = None
        slot.again_at = time.monotonic() + PAUSES_S[min(slot.failures, len(PAUSES_S)) - 1]
        if slot.failures >= BROKEN_AFTER:
            self._say(slot, state, detail)

    def _farewell(self, site: Site, answers: Answers) -> None:
        """Leave nothing behind that will not be true for long."""
        for slot in self.slots:
            if slot.shown is not None:
                self._ask(site, answers, slot.strip, DARK, FAREWELL_S)

    def _say(self, slot: Slot, state: DeviceCondition, detail: str) -> None:
        if (state, detail) != (slot.state.state, slot.state.detail):
            since = slot.state.since if state == slot.state.state else time.time_ns() // 1_000_000
            slot.state = replace(slot.state, state=state, detail=detail, since=since)
            log.info("strip", id=slot.state.id, state=state, detail=detail)
            self._says(slot.state)
