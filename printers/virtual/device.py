"""The virtual printer on the network: its TCP side, its sensors, its faults, and what it has printed.

ESC/POS is `commands` and `paper`; the command `tingxu printer` with its JSON lines is `__main__`.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, RLock, Thread
from typing import Literal, get_args

import structlog

from printers.virtual.commands import Token, Tokenizer
from printers.virtual.paper import Mechanism, Sheet
from printers.virtual.picture import draw, find_font

log = structlog.get_logger()

Fault = Literal["out", "ends", "low", "cover", "offline", "slow", "cut"]
"""out: no paper. ends: the paper ends after the next line. low: nearly out. cover: open. offline: refuses
connections. slow: takes 960 bytes a second, as on a 9600 baud line. cut: breaks the connection after the next
line, and the half ticket is lost."""

FAULTS: tuple[str, ...] = get_args(Fault)
SLOW_BYTES, SLOW_PAUSE_S = 96, 0.1
IDLE_S = 60.0
"""A connection on which nothing comes for so long is closed."""
BUFFER = 1024 * 1024
"""Bytes kept while nothing can be printed; whoever sends more is disconnected."""
ODDITIES_KEPT = 1000
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_AT_ONCE = re.compile(rb"\x10\x04([\x01-\x04])|" + re.escape(_CLEAR))
"""What a printer does on arrival, wherever it stands in the stream: DLE EOT n and DLE DC4 8."""
_NOT_INK = re.compile(_AT_ONCE.pattern + rb"|\x1dr.")


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
    ) -> None:
        self.host, self.port = host, port
        self.tickets: list[Ticket] = []
        self.oddities: list[str] = []
        self._out, self._on_ticket = out, on_ticket
        self._changed = Condition()
        self._print_lock = RLock()
        self._connections: set[_Connection] = set()
        self._held: list[_Connection] = []
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
        for connection in list(self._connections):
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
        for connection in list(self._connections):
            connection.drop()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            connection = _Connection(self, peer)
            self._connections.add(connection)
            connection.thread.start()

    def _print_held(self) -> None:
        for connection in list(self._held):
            connection.print_what_came()

    def _print_sheet(self, sheet: Sheet, first_byte_ms: int) -> None:
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

    def _odd(self, what: str) -> None:
        log.debug("virtual printer: odd", what=what)
        if len(self.oddities) < ODDITIES_KEPT:
            self.oddities.append(what)


class _Connection:
    """One client: its stream, its half-printed sheet. Bytes are taken in and printed by its own thread."""

    def __init__(self, printer: VirtualPrinter, peer: socket.socket) -> None:
        self._printer, self._peer = printer, peer
        self._tokens = Tokenizer()
        self._mechanism = Mechanism(self._cut, printer._odd)
        self._tail = b""
        self._first_byte_ms = 0
        self.thread = Thread(target=self._serve, name="virtual printer connection", daemon=True)

    def drop(self) -> None:
        """Break the connection at once (a reset, as by a pulled plug)."""
        try:
            self._peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._peer.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("virtual printer: already disconnected")

    def print_what_came(self) -> None:
        """Print until the stream is used up, or nothing can be printed any more."""
        with self._printer._print_lock:
            while not self._printer.holding and (token := self._tokens.next()):
                self._print(token)
            held = self._printer._held
            if len(self._tokens) and self._printer.holding and self not in held:
                held.append(self)
            elif not self._printer.holding and self in held:
                held.remove(self)

    def _serve(self) -> None:
        self._peer.settimeout(IDLE_S)
        try:
            while self._take_in():
                pass
        except OSError as error:
            log.debug("virtual printer: connection ended", error=str(error))
        finally:
            self._peer.close()
            self._printer._connections.discard(self)

    def _take_in(self) -> bool:
        slow = self._printer.fault == "slow"
        data = self._peer.recv(SLOW_BYTES if slow else 65536)
        if slow:
            time.sleep(SLOW_PAUSE_S * len(data) / SLOW_BYTES)
        if not self._first_byte_ms and _NOT_INK.sub(b"", data):
            self._first_byte_ms = time.time_ns() // 1_000_000
        self._tokens.feed(self._at_once(data))
        self.print_what_came()
        if len(self._tokens) > BUFFER:
            self._printer._odd("more data than the buffer holds")
            return False
        return bool(data)

    def _at_once(self, data: bytes) -> bytes:
        """Do what is done on arrival; returns what is left for printing."""
        stream = self._tail + data
        end = 0
        for match in _AT_ONCE.finditer(stream):
            end = match.end()
            if match[1]:
                self._reply(self._printer.status(match[1][0]))
            else:
                self._forget()
                data = stream[end:]
        self._tail = stream[end:][1 - len(_CLEAR) :]
        return data

    def _forget(self) -> None:
        """DLE DC4 8: drop what has come and is not printed."""
        with self._printer._print_lock:
            self._tokens.clear()
            self._mechanism = Mechanism(self._cut, self._printer._odd)
            self._first_byte_ms = 0

    def _reply(self, byte: int) -> None:
        try:
            self._peer.sendall(bytes([byte]))
        except OSError as error:
            log.debug("virtual printer: nobody takes the answer", error=str(error))

    def _print(self, token: Token) -> None:
        if token.kind == "GS r":
            self._reply(self._printer.paper_status())
            return
        self._mechanism.do(token)
        if token.kind == "LF" and not self._mechanism.blank:
            self._fail_after_a_line()

    def _fail_after_a_line(self) -> None:
        if self._printer.fault == "ends":
            self._printer.fault = "out"
        elif self._printer.fault == "cut":
            self._tokens.clear()
            self.drop()

    def _cut(self, sheet: Sheet) -> None:
        self._printer._print_sheet(sheet, self._first_byte_ms)
        self._first_byte_ms = 0


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
