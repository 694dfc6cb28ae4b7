"""What the hall has printed by its programs: tickets once more, transfer notes, the day's figures.

Each follows from an event once that is durable. Whether it may be is decided in `server/hall/printing.py`;
how it went comes back as `report_print`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import structlog

from link.frames import PrintOrder, encode
from link.plan import LayoutName
from server.engine import Engine
from server.figures import Figures
from server.gateway.hub import Client, Hub
from server.hall import events as e
from server.hall import printing
from server.journal import JournalError
from server.replay import decode_body
from server.saying import Announced, standing, without_note

log = structlog.get_logger()

AT_ONCE = 2_000
"""So many events are read and counted at a time."""


class PrintDesk:
    """Gives orders to print to those who have joined."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._closing: set[asyncio.Task[None]] = set()

    def joined(self, program: str) -> bool:
        """Whether a program ("kiosk/door") is there now."""
        return self._client(program) is not None

    def heard(self, changes: Sequence[Announced]) -> None:
        """Changes that have just become durable: order what follows from them."""
        for change in changes:
            if change.prints:
                self._order(decode_body(change.event))

    def _order(self, event: e.Event) -> None:
        match event:
            case e.ReprintAsked():
                self._of_ticket(event.ticket, "reprint", [event.program])
            case e.TicketTransferred():
                self._transferred(event)
            case e.DayClosed():
                task = asyncio.get_running_loop().create_task(self._close(event))
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    def _transferred(self, event: e.TicketTransferred) -> None:
        """A note comes out where the plan has a printer for the window that sent the person on."""
        for printer in printing.printers(self._engine.hall, event.window):
            if self._of_ticket(event.ticket, "transfer", printer.at + printer.spare_for, [printer.id]):
                return

    def _of_ticket(
        self, id_: str, layout: LayoutName, programs: Iterable[str], printers: Iterable[str] = ()
    ) -> bool:
        """To the first of these programs that is there; False when none is, or the ticket is gone by now."""
        engine = self._engine
        ticket, client = engine.hall.tickets.get(id_), self._first(programs)
        if ticket is None or client is None:
            return False
        shown = ticket if layout == "transfer" else without_note(ticket)
        stands = standing("", engine.hall, ticket, engine.now())
        key = engine.hall.keys.get(id_, "")
        order = PrintOrder(layout, shown, key, stands.ahead or 0, stands.wait, list(printers))
        client.send(encode(order))
        return True

    async def _close(self, event: e.DayClosed) -> None:
        """The figures of the day, counted from the journal while the hall goes on."""
        engine = self._engine
        client = self._first(printing.programs(engine.hall))
        if client is None or engine.hall.plan is None:
            return
        try:
            figures = await day_figures(engine, engine.hall.position)
        except JournalError as error:
            log.error("closing.not_counted", error=str(error))
            return
        closing = figures.told(event.day, engine.hall.plan)
        client.send(encode(PrintOrder("closing", closing=closing)))

    def _first(self, programs: Iterable[str]) -> Client | None:
        return next((client for program in programs if (client := self._client(program))), None)

    def _client(self, program: str) -> Client | None:
        return next(
            (one for one in self._hub.clients if f"{one.role}/{one.name}" == program and not one.gone), None
        )

    @property
    def _engine(self) -> Engine:
        assert self._hub.engine is not None, "the composition root sets it"  # noqa: S101
        return self._hub.engine


async def day_figures(engine: Engine, until: int) -> Figures:
    """What happened today up to a position; counted a part at a time. Raises JournalError."""
    figures, at = Figures(), engine.day_base
    while at < until and (bodies := await engine.history(at, min(AT_ONCE, until - at))):
        await asyncio.to_thread(_count, figures, bodies)
        at += len(bodies)
    return figures


def _count(figures: Figures, bodies: list[bytes]) -> None:
    for body in bodies:
        figures.happened(decode_body(body))
