"""What a clerk's window shows: its lists and everything single, from the mirror.

What its buttons do is in `desk.py`; how it looks is in `qml/`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal

from counter import here as at
from counter import rows
from counter.able import able, primary, recall_in_ms
from counter.deliveries import Deliveries
from counter.keys import KEYS
from counter.orders import Link, Orders
from counter.peeks import Peeks
from counter.reasons import reason
from counter.sheets import Sheets
from counter.standing import Standing, aside, find, standing, waiting
from counter.troubles import Troubles
from link.frames import Health, Receipt, ServerFrame
from link.words import Call, Ticket, Why
from screen.clock import clock
from screen.language import Language
from screen.rows import Rows

NOTE_LENGTH = 200


class View(QObject):
    """One window of the hall, as its clerk sees it.

    Signals:
        changed: `shows` is another one.
    """

    changed = Signal()

    def __init__(self, link: Link, language: Language) -> None:
        super().__init__()
        self.link, self.language = link, language
        self.window_id = link.identity.name
        self.orders, self.peeks = Orders(link), Peeks(link)
        self.sheets, self.deliveries = Sheets(), Deliveries(self.window_id)
        self.troubles = Troubles(self.window_id)
        self.waiting = Rows("cls", "queue", "waited", "late", "note")
        self.passed, self.parked = Rows("note"), Rows("note")
        self.queues = Rows("letter", "name", "count", "lanes")
        self.to_queues, self.to_counters = Rows("letter", "name"), Rows("name", "doing")
        self.here: Standing | None = None
        self.why: Why | None = None
        """Why the number here was called, as far as this program has heard."""
        self._wait: list[Ticket] = []
        self.problem = ""
        """What was wrong with an entry that was not sent, as a msgid."""
        self.view: dict[str, Any] = {}
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.tick)
        for signal in (link.updated, language.changed, self.orders.changed, self.peeks.changed):
            signal.connect(self.tick)
        link.state_changed.connect(self._link_state)
        link.called.connect(self._called)
        link.frame_received.connect(self._received)
        self.tick()

    # ------------------------------------------------------------------ what is so

    def _link_state(self) -> None:
        if self.link.state == "joined":
            self.peeks.waiting(self._wait, first=True)
        else:
            self.deliveries.link_broke()
        self.tick()

    def _called(self, call: Call, live: bool) -> None:
        self.deliveries.called(call, live)

    def _received(self, frame: ServerFrame) -> None:
        if isinstance(frame, Receipt):
            self.deliveries.take(frame)
            self.tick()
        elif isinstance(frame, Health):
            self.troubles.take(frame)
            self.tick()

    def tick(self) -> None:
        """Show how it stands now, and again when the next second begins or a recall becomes possible."""
        now_ms = self.link.now_ms()
        mirror = self.link.mirror
        if mirror.plan is not None:
            self.language.starts_in(mirror.plan.languages[0])
        self.here = standing(mirror, self.window_id)
        self._lists(now_ms)
        view = self._look(now_ms)
        recall_in = recall_in_ms(self.here, now_ms) if self.here is not None else 0
        until_second = 1000 - now_ms % 1000
        self._clock.start(min(until_second, recall_in or until_second) + 5)
        if view != self.view:
            self.view = view
            self.changed.emit()

    def _lists(self, now_ms: int) -> None:
        here, mirror, texts = self.here, self.link.mirror, self.language.texts
        if here is None or here.window.clerk is None:
            self._wait = []
            self.peeks.waiting(())
            for model in (self.waiting, self.passed, self.parked, self.queues):
                model.show([])
            return
        self._wait = waiting(mirror, here, self.peeks.order)
        self.peeks.waiting(self._wait)
        self.waiting.show([rows.waiting_row(here, ticket, now_ms, texts) for ticket in self._wait])
        self.queues.show(rows.queue_rows(here, self._wait, texts))
        for model, there in (
            (self.passed, aside(mirror, here, "passed")),
            (self.parked, aside(mirror, here, "parked")),
        ):
            model.show([{"key": ticket.number, "note": ticket.note or ""} for ticket in there])
        if self.sheets.open == "transfer":
            self.to_queues.show(rows.queue_targets(here, texts))
            self.to_counters.show(rows.counter_targets(mirror, here, texts))
        if self.sheets.open == "grant":
            self.sheets.granting.show(here.plan, find(mirror, self.sheets.number), texts)

    def able(self) -> frozenset[str]:
        """What makes sense now, apart from the link and from commands on their way."""
        if self.here is None:
            return frozenset()
        return able(self.here, len(self._wait), self.link.now_ms())

    def usable(self) -> bool:
        """Whether a command can be given: the server is there, and no other is on its way."""
        return self.link.state == "joined" and not self.orders.pending

    # ------------------------------------------------------------------ for QML

    def _look(self, now_ms: int) -> dict[str, Any]:
        here, texts = self.here, self.language.texts
        plan = self.link.mirror.plan
        can = self.able()
        if here is not None and not self.sheets.fits(self.link.mirror, here, can):
            self.sheets.close()
        may = can if self.usable() else frozenset[str]()
        view: dict[str, Any] = {
            "page": self._page(),
            "link": self.link.state,
            "hall": plan.name.get(texts.language) if plan is not None else "",
            "clock": clock(now_ms, plan) if plan is not None else "",
            "able": {name: name in may for name in (*KEYS, "sign-in")},
            "message": self._message(),
            "window": texts.refusal("unknown_counter", {"counter": self.window_id}),
        }
        return view if here is None else view | self._look_here(here, now_ms)

    def _look_here(self, here: Standing, now_ms: int) -> dict[str, Any]:
        texts, mirror = self.language.texts, self.link.mirror
        trouble = self.troubles.look(here.plan, now_ms, texts)
        person = at.look(here, self.why, now_ms, texts)
        person |= at.delivery(here, mirror, self.deliveries, now_ms, texts)
        if self.sheets.open == "troubles" and not trouble["line"]:
            self.sheets.close()
        sheet = self.sheets.look(mirror, here, now_ms, texts)
        if not self.usable():
            sheet["able"] = []
        return {
            "window": here.counter.label(texts.language),
            "clerk": here.window.clerk or "",
            "doing": self._doing(here),
            "auto": here.plan.rules.start == "auto",
            "nobody": at.nobody(here, len(self._wait), closed=mirror.closed, texts=texts),
            "primary": primary(here),
            "here": person,
            "nextNumber": self.peeks.why.number if self.peeks.why else "",
            "nextWhy": reason(self.peeks.why, now_ms, here.plan, texts) if self.peeks.why else "",
            "waiting": len(self._wait),
            "retryIn": self.orders.retry_in_s(),
            "sheet": sheet,
            "trouble": trouble,
        }

    def _page(self) -> str:
        if self.link.mirror.plan is None:
            return "looking"
        if self.here is None:
            return "unknown"
        return "sign-in" if self.here.window.clerk is None else "desk"

    @staticmethod
    def _doing(here: Standing) -> str:
        if here.ticket is not None:
            return here.ticket.state
        return "paused" if here.window.paused else "free"

    def _message(self) -> str:
        texts = self.language.texts
        if self.orders.slow:
            return texts.t("Waiting for the server's answer …")
        return texts.t(self.problem) if self.problem else self.orders.sentence(texts)

    def facts(self) -> dict[str, Any]:
        """Counts of what was done at this window, and how it stands: for scripted people and tests."""
        window: dict[str, Any] = {"clerk": None, "paused": False, "ticket": None, "ticket_state": None}
        if self.here is not None:
            ticket = self.here.ticket
            window["clerk"], window["paused"] = self.here.window.clerk, self.here.window.paused
            window["ticket"] = ticket.number if ticket is not None else None
            window["ticket_state"] = ticket.state if ticket is not None else None
        troubles = list(self.orders.troubles)
        return self.orders.counts | {"troubles": troubles, "state": self.link.state, "window": window}

    shows = Property(dict, lambda self: self.view, notify=changed)
    keys = Property(dict, lambda _: dict(KEYS), constant=True)
    noteLength = Property(int, lambda _: NOTE_LENGTH, constant=True)
    waitingRows = Property(QObject, lambda self: self.waiting, constant=True)
    passedRows = Property(QObject, lambda self: self.passed, constant=True)
    parkedRows = Property(QObject, lambda self: self.parked, constant=True)
    queueRows = Property(QObject, lambda self: self.queues, constant=True)
    queueTargets = Property(QObject, lambda self: self.to_queues, constant=True)
    grantClasses = Property(QObject, lambda self: self.sheets.granting.classes, constant=True)
    grantPapers = Property(QObject, lambda self: self.sheets.granting.papers, constant=True)
    grantEntries = Property(QObject, lambda self: self.sheets.granting.entries, constant=True)
    troubleRows = Property(QObject, lambda self: self.troubles.rows, constant=True)
    counterTargets = Property(QObject, lambda self: self.to_counters, constant=True)
