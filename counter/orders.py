"""The clerk's commands on their way: one at a time, counted, and the sentence about the last that failed.

Which command a button means is known in `desk.py`; the server decides whether it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import structlog
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from assets.texts import N_, Texts
from link import commands as c
from link.client import LinkState
from link.frames import Refused, Reply
from link.identity import Identity
from link.mirror import Mirror
from link.qt import Answer

log = structlog.get_logger()

PATIENCE_S = 10.0
"""So long a command waits for its answer, also across a break, before the clerk is told."""
SLOW_MS = 1_000
"""So long an answer may take before the window says that it waits for it."""
READ_MS = 15_000
"""So long a refusal stands there; what is still true then is seen from the buttons."""
NO_ANSWER = N_("No answer from the server. It may have been done or not: look at what stands here")
COUNTED: dict[type[c.Command], str] = {
    c.CallNext: "calls",
    c.CallTicket: "calls",
    c.Recall: "recalls",
    c.Finish: "finished",
    c.PassTicket: "passed",
    c.Park: "parked",
    c.Transfer: "transferred",
    c.Grant: "granted",
}
COUNTS = ("calls", "recalls", "finished", "passed", "transferred", "parked", "granted", "refusals")


class Link(Protocol):
    """The part of HallLink that a counter needs."""

    state_changed: SignalInstance
    updated: SignalInstance
    called: SignalInstance
    frame_received: SignalInstance
    identity: Identity
    state: LinkState
    mirror: Mirror

    def now_ms(self) -> int:
        """The server's clock."""

    def send(self, command: c.Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets its answer."""


class Orders(QObject):
    """Gives one command after another.

    Signals:
        changed: `pending`, `slow` or the trouble is another one.
    """

    changed = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self.counts = dict.fromkeys(COUNTS, 0)
        self.troubles: list[str] = []
        self.pending = False
        self.slow = False
        """The answer takes so long that the clerk is told."""
        self._refused: Refused | None = None
        self._unanswered = False
        self._refused_until: float = 0
        self._retry_ms = 0
        self._seen_at = 0
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._is_slow)
        link.updated.connect(self._settle)

    def give(self, command: c.Command, then: Callable[[Reply], None] = lambda _: None) -> None:
        """Send a command unless another is on its way; `then` gets the reply when it was done.

        It stays pending until the mirror shows what it changed, so that nothing is pressed twice.
        """
        if self.pending:
            return
        self.pending, self._seen_at = True, -1
        self.forget()
        self._slow.start()
        finishes = isinstance(command, c.CallNext | c.CallTicket) and self._somebody_here()

        def answered(answer: Answer) -> None:
            if isinstance(answer, Reply):
                self._count(command, answer, finishes=finishes)
                then(answer)
                self._seen_at = answer.position
                self._settle()
            else:
                self._failed(command, answer)

        self._link.send(command, answered, PATIENCE_S)

    def _somebody_here(self) -> bool:
        window = self._link.mirror.windows.get(self._link.identity.name)
        return window is not None and window.ticket is not None

    def _count(self, command: c.Command, reply: Reply, *, finishes: bool) -> None:
        self.counts["finished"] += finishes
        name = COUNTED.get(type(command), "")
        if name and (name != "calls" or reply.ticket is not None):
            self.counts[name] += 1

    def _failed(self, command: c.Command, answer: Answer) -> None:
        name = str(command.__struct_config__.tag)
        if isinstance(answer, Refused):
            self.counts["refusals"] += 1
            self._refused = answer
            signing_in = isinstance(command, c.SignIn)
            self._refused_until = float("inf") if signing_in else self._link.now_ms() + READ_MS
            wait_s = int(answer.facts.get("wait_s", 0)) if signing_in else 0
            self._retry_ms = self._link.now_ms() + wait_s * 1000
            log.info("counter.refused", command=name, code=answer.code)
        else:
            self._unanswered = True
            self.troubles.append(f"no answer to {name}")
            log.info("counter.no_answer", command=name)
        self._done()

    def _settle(self) -> None:
        if self.pending and 0 <= self._seen_at <= self._link.mirror.position:
            self._done()

    def _done(self) -> None:
        self.pending = self.slow = False
        self._slow.stop()
        self.changed.emit()

    def _is_slow(self) -> None:
        self.slow = True
        self.changed.emit()

    # ------------------------------------------------------------------ what went wrong

    def forget(self) -> None:
        """The clerk has read it."""
        self._refused, self._unanswered = None, False
        self.changed.emit()

    def retry_in_s(self) -> int:
        """So long until signing in may be tried again, in whole seconds."""
        return max(0, -(-(self._retry_ms - self._link.now_ms()) // 1000))

    def sentence(self, texts: Texts) -> str:
        """What went wrong with the last command, or ""."""
        if self._unanswered:
            return texts.t(NO_ANSWER)
        if self._refused is None or self._link.now_ms() >= self._refused_until:
            return ""
        code, facts = self._refused.code, dict(self._refused.facts)
        if code in {"wrong_pin", "slow_down"} and "wait_s" in facts:
            facts["wait_s"] = self.retry_in_s()
            if facts["wait_s"] == 0:
                return texts.t("Staff number or PIN is wrong") if code == "wrong_pin" else ""
        return texts.refusal(code, facts)
