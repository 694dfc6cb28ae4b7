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

from emulators.printer.connection import Connection, Line, Stream
from emulators.printer.paper import WIDTH, Sheet
from emulators.printer.picture import draw, find_font
from emulators.wire import Wire

log = structlog.get_logger()

Fault = Literal[
    "out", "ends", "low", "cover", "offline", "slow", "cut", "jam", "jammed", "dies", "silent", "late",
    "twice", "garbage",
]  # fmt: skip
"""out: no paper. ends: the paper ends after the next line. low: nearly out. cover: open. offline: refuses
connections, or is unplugged. slow: takes 960 bytes a second, as on a 9600 baud line. cut: breaks the
connection after the next line, and the half ticket is lost. jam: the paper jams after the next line; jammed:
it has. dies: like cut, and it is offline from then on. silent: never answers. late: answers when nobody waits
any more. twice: says each answer twice. garbage: noise before each answer."""

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
    """Listens on a port, or is on a pseudo-terminal at the path `line`, as slow as `baud` says.

    Prints to `out` (ticket-0001.png, .txt; earlier files of these names are replaced).

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
        *,
        width: int = WIDTH,
        line: str = "",
        baud: int | None = None,
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
        self.held: list[Stream] = []
        """Connections, open or not, whose data waits for paper."""
        self._listener: socket.socket | None = None
        self._fault = _checked(fault)
        self._dying: Thread | None = None
        self._wire = Wire(line, self._heard_on_line, baud) if line else None
        self._line = self._new_line()

    @property
    def url(self) -> str:
        """Its address: tcp://HOST:PORT, or serial:PATH@BAUD."""
        if self._wire is not None:
            return self._wire.address
        return f"tcp://{self.host}:{self.port}"

    @property
    def holding(self) -> bool:
        """Whether print data stays in the buffer: no paper, or the cover is open."""
        return self._fault in {"out", "cover", "jammed"}

    def start(self) -> None:
        """Take the port and, unless offline, listen."""
        if self._out:
            self._out.mkdir(parents=True, exist_ok=True)
            find_font(bold=False), find_font(bold=True)
        if self._wire is not None:
            if self._fault != "offline":
                self._wire.plug()
            return
        self._listener = self._bind()
        self.port = self._listener.getsockname()[1]
        if self._fault != "offline":
            self._listen(self._listener)

    def stop(self) -> None:
        """Close everything and wait for the threads."""
        if self._dying is not None:
            self._dying.join()
        if self._wire is not None:
            self._wire.unplug()
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
        if self._dying is not None:
            self._dying.join()
        before, self._fault = self._fault, _checked(fault)
        if fault == "offline" and before != "offline":
            self._go_offline()
        elif before == "offline" and fault != "offline":
            self._come_back()
        if not self.holding:
            self._print_held()

    def wait(self, count: int, timeout_s: float = 10.0) -> bool:
        """Wait until `count` tickets have been printed since the start."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.tickets) >= count, timeout_s)

    def status(self, n: int) -> int:
        """The byte that answers DLE EOT n (Epson ESC/POS)."""
        out, cover, jammed = (self._fault == one for one in ("out", "cover", "jammed"))
        if n == 1:
            return 0x12 | (0x08 if out or cover or jammed else 0)
        if n == 2:
            return 0x12 | (0x20 if out else 0) | (0x04 if cover else 0) | (0x40 if jammed else 0)
        if n == 3:
            return 0x12 | (0x08 if jammed else 0)
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

    def die(self) -> None:
        """From the thread of a stream: be gone from now on."""
        self._fault = "offline"
        self._dying = Thread(target=self._go_offline, name="virtual printer dies")
        self._dying.start()

    def line_broke(self) -> None:
        """A serial line has no connection to break: the printer begins anew on it, unless it is gone."""
        if self._fault != "offline":
            self._line = self._new_line()

    def _new_line(self) -> Line:
        return Line(self, lambda data: self._wire.say(data, plainly=True) if self._wire else None)

    def _heard_on_line(self, data: bytes) -> None:
        self._line.heard(data)

    def _come_back(self) -> None:
        if self._wire is not None:
            self._line = self._new_line()
            self._wire.plug()
        elif self._listener:
            self._listen(self._listener)

    def _go_offline(self) -> None:
        """Refuse: the port stays ours but nobody listens; running connections break."""
        if self._wire is not None:
            self._wire.unplug()
            return
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
            if self._fault == "offline":
                peer.close()
                continue
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
