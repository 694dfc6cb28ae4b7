"""The virtual printer on the network: its TCP side, its sensors, its faults, and what it has printed.

What a connection brings is `connection`'s; the command `tingxu emulate printer` and its JSON lines are
`__main__`'s.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, RLock, Thread
from typing import Literal, get_args

import structlog

from emulators.printer.connection import Connection
from emulators.printer.paper import WIDTH, Sheet
from emulators.printer.picture import draw, find_font

log = structlog.get_logger()

Fault = Literal["out", "ends", "low", "cover", "offline", "slow", "cut"]
"""out: no paper. ends: the paper ends after the next line. low: nearly out. cover: open. offline: refuses
connections. slow: takes 960 bytes a second, as on a 9600 baud line. cut: breaks the connection after the next
line, and the half ticket is lost."""

FAULTS: tuple[str, ...] = get_args(Fault)
ODDITIES_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Ticket:
    """One cut piece of paper; the paths are None for a printer without a directory."""

    number: int
    text: str
    png: Path | None
    txt: Path | None
    first_byte_ms: int
    """When its first byte arrived, in milliseconds since the epoch."""


class VirtualPrinter:
    """Prints to `out` (ticket-0001.png, .txt; earlier files of these names are replaced).

    `on_ticket` is called for every ticket on the thread of the connection that brought it. `start()` raises
    OSError when the address is not free and NoFont without a Chinese font; an unknown fault is a ValueError.
    """

    def __init__(
        self,
        out: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        fault: str | None = None,
        on_ticket: Callable[[Ticket], None] | None = None,
        width: int = WIDTH,
    ) -> None:
        self.width = width
        """Dots of a line: 576, or 384 on 58 mm paper."""
        self.host, self.port = host, port
        self.tickets: list[Ticket] = []
        self.oddities: list[str] = []
        self._out, self._on_ticket = out, on_ticket
        self._changed = Condition()
        self.print_lock = RLock()
        """Whoever prints holds it, so that tickets come out one after another."""
        self.connections: set[Connection] = set()
        self.held: list[Connection] = []
        """Connections, open or not, whose data waits for paper."""
        self._listener: socket.socket | None = None
        self._fault = _checked(fault)

    @property
    def url(self) -> str:
        """tcp://HOST:PORT, for the spooler."""
        return f"tcp://{self.host}:{self.port}"

    @property
    def holding(self) -> bool:
        """Whether print data stays in the buffer: no paper, or the cover is open."""
        return self._fault in {"out", "cover"}

    def start(self) -> None:
        """Take the port and, unless offline, listen."""
        if self._out:
            self._out.mkdir(parents=True, exist_ok=True)
            find_font(bold=False), find_font(bold=True)
        self._listener = self._bind()
        self.port = self._listener.getsockname()[1]
        if self._fault != "offline":
            self._listen(self._listener)

    def stop(self) -> None:
        """Close everything and wait for the threads."""
        listener, self._listener = self._listener, None
        if listener:
            _close(listener)
        for connection in list(self.connections):
            connection.drop()
            if connection.thread.is_alive():
                connection.thread.join()

    @property
    def fault(self) -> str | None:
        """The present fault; setting None repairs the printer and prints what it still holds."""
        return self._fault

    @fault.setter
    def fault(self, fault: str | None) -> None:
        before, self._fault = self._fault, _checked(fault)
        if fault == "offline" and before != "offline":
            self._go_offline()
        elif before == "offline" and fault != "offline" and self._listener:
            self._listen(self._listener)
        if not self.holding:
            self._print_held()

    def wait(self, count: int, timeout_s: float = 10.0) -> bool:
        """Wait until `count` tickets have been printed since the start."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.tickets) >= count, timeout_s)

    def status(self, n: int) -> int:
        """The byte that answers DLE EOT n (Epson ESC/POS)."""
        out, cover = self._fault == "out", self._fault == "cover"
        if n == 1:
            return 0x12 | (0x08 if out or cover else 0)
        if n == 2:
            return 0x12 | (0x20 if out else 0) | (0x04 if cover else 0)
        if n == 4:
            return 0x12 | (0x6C if out else 0x0C if self._fault == "low" else 0)
        return 0x12

    def paper_status(self) -> int:
        """The byte that answers GS r 1."""
        return 0x03 if self._fault == "low" else 0

    def _bind(self) -> socket.socket:
        listener = socket.socket()
        if os.name == "posix":  # on Windows this option would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.host, self.port))
        except OSError:
            listener.close()
            raise
        return listener

    def _listen(self, listener: socket.socket) -> None:
        listener.listen()
        Thread(target=self._accept, args=(listener,), name="virtual printer", daemon=True).start()

    def _go_offline(self) -> None:
        """Refuse: the port stays ours but nobody listens; running connections break."""
        listener, self._listener = self._listener, None
        if listener:
            _close(listener)
            self._listener = self._bind()
        for connection in list(self.connections):
            connection.drop()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            connection = Connection(self, peer)
            self.connections.add(connection)
            connection.thread.start()

    def _print_held(self) -> None:
        for connection in list(self.held):
            connection.print_what_came()

    def print_sheet(self, sheet: Sheet, first_byte_ms: int) -> None:
        """Count a cut ticket, write its files, tell about it."""
        number = len(self.tickets) + 1
        png = txt = None
        if self._out:
            png, txt = (self._out / f"ticket-{number:04}.{end}" for end in ("png", "txt"))
            try:
                draw(sheet).save(png)
                txt.write_text(sheet.text(), encoding="utf-8")
            except OSError as error:
                log.error("virtual printer: ticket not written", path=str(png), error=str(error))
                png = txt = None
        ticket = Ticket(number, sheet.text(), png, txt, first_byte_ms)
        with self._changed:
            self.tickets.append(ticket)
            self._changed.notify_all()
        if self._on_ticket:
            self._on_ticket(ticket)

    def odd(self, what: str) -> None:
        """Note something that was not understood; only the first ones are kept."""
        log.debug("virtual printer: odd", what=what)
        if len(self.oddities) < ODDITIES_KEPT:
            self.oddities.append(what)


def _checked(fault: str | None) -> str | None:
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"fault {fault!r} is not one of {', '.join(FAULTS)} or null")
    return fault


def _close(listener: socket.socket) -> None:
    """Close a listening socket so that a thread in accept() wakes up."""
    try:
        listener.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("virtual printer: was not listening")
    listener.close()
