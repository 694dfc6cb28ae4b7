"""What reaches the virtual printer on one connection or line: answered at once, held, or printed.

The printer's sensors and faults are `device`'s; the commands on paper are `paper`'s.
"""

from __future__ import annotations

import random
import re
import socket
import time
from collections.abc import Callable
from threading import Thread, Timer
from typing import TYPE_CHECKING

import structlog

from emulators.printer.commands import Token, Tokenizer
from emulators.printer.paper import Mechanism, Sheet

if TYPE_CHECKING:
    from emulators.printer.device import VirtualPrinter

log = structlog.get_logger()

SLOW_BYTES, SLOW_PAUSE_S = 96, 0.1
IDLE_S = 60.0
"""A connection on which nothing comes for so long is closed."""
BUFFER = 1024 * 1024
"""Bytes kept while nothing can be printed; whoever sends more is disconnected."""
LATE_S = 3.0
"""With the fault "late": later than anybody waits."""
AFTER_A_LINE = {"ends": "out", "jam": "jammed"}
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_AT_ONCE = re.compile(rb"\x10\x04([\x01-\x04])|" + re.escape(_CLEAR))
"""What a printer does on arrival, wherever it stands in the stream: DLE EOT n and DLE DC4 8."""
_NOT_INK = re.compile(_AT_ONCE.pattern + rb"|\x1dr.")


class Stream:
    """One stream of bytes and its half-printed sheet. Whoever inherits knows the way back to the sender."""

    def __init__(self, printer: VirtualPrinter) -> None:
        self._printer = printer
        self._dead = False
        """The printer broke in mid-ticket: what still comes on this stream reaches nothing."""
        self._tokens = Tokenizer()
        self._mechanism = Mechanism(self._cut, printer.odd, printer.width)
        self._tail = b""
        self._first_byte_ms = 0
        self._noise = random.Random(1)  # noqa: S311 - noise, not a secret

    def drop(self) -> None:
        """Break the connection at once."""
        raise NotImplementedError

    def _say(self, data: bytes) -> None:
        """Send this back."""
        raise NotImplementedError

    def heard(self, data: bytes) -> None:
        """Take in what has come, answer what is answered at once, and print."""
        if self._dead:
            return
        if not self._first_byte_ms and _NOT_INK.sub(b"", data):
            self._first_byte_ms = time.time_ns() // 1_000_000
        self._tokens.feed(self._at_once(data))
        self.print_what_came()

    def too_much(self) -> bool:
        """Whether more has come than the buffer holds."""
        return len(self._tokens) > BUFFER

    def print_what_came(self) -> None:
        """Print until the stream is used up, or nothing can be printed any more."""
        with self._printer.print_lock:
            while not (self._dead or self._printer.holding) and (token := self._tokens.next()):
                self._print(token)
            held = self._printer.held
            if len(self._tokens) and self._printer.holding and self not in held:
                held.append(self)
            elif not self._printer.holding and self in held:
                held.remove(self)

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
        with self._printer.print_lock:
            self._tokens.clear()
            self._mechanism = Mechanism(self._cut, self._printer.odd, self._printer.width)
            self._first_byte_ms = 0

    def _reply(self, byte: int) -> None:
        """Answer, in whatever way the present fault lets it."""
        answer = bytes([byte])
        match self._printer.fault:
            case "silent":
                return
            case "late":
                later = Timer(LATE_S, self._say, (answer,))
                later.daemon = True
                later.start()
                return
            case "twice":
                answer *= 2
            case "garbage":
                answer = self._noise.randbytes(7) + answer
        self._say(answer)

    def _print(self, token: Token) -> None:
        if token.kind == "GS r":
            self._reply(self._printer.paper_status())
            return
        self._mechanism.do(token)
        if token.kind == "LF" and not self._mechanism.blank:
            self._fail_after_a_line()

    def _fail_after_a_line(self) -> None:
        fault = self._printer.fault
        if fault in AFTER_A_LINE:
            self._printer.fault = AFTER_A_LINE[fault]
        elif fault in {"cut", "dies"}:
            self._dead = True
            self._tokens.clear()
            if fault == "dies":
                self._printer.die()
            self.drop()

    def _cut(self, sheet: Sheet) -> None:
        self._printer.print_sheet(sheet, self._first_byte_ms)
        self._first_byte_ms = 0


class Connection(Stream):
    """One client on the network. Bytes are taken in and printed by its own thread."""

    def __init__(self, printer: VirtualPrinter, peer: socket.socket) -> None:
        super().__init__(printer)
        self._peer = peer
        self.thread = Thread(target=self._serve, name="virtual printer connection", daemon=True)

    def drop(self) -> None:
        """Break the connection at once."""
        try:
            self._peer.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.debug("virtual printer: already disconnected")

    def _say(self, data: bytes) -> None:
        try:
            self._peer.sendall(data)
        except OSError as error:
            log.debug("virtual printer: nobody takes the answer", error=str(error))

    def _serve(self) -> None:
        self._peer.settimeout(IDLE_S)
        try:
            while self._take_in():
                pass
        except OSError as error:
            log.debug("virtual printer: connection ended", error=str(error))
        finally:
            self._peer.close()
            self._printer.connections.discard(self)

    def _take_in(self) -> bool:
        slow = self._printer.fault == "slow"
        data = self._peer.recv(SLOW_BYTES if slow else 65536)
        if slow:
            time.sleep(SLOW_PAUSE_S * len(data) / SLOW_BYTES)
        self.heard(data)
        if self.too_much():
            self._printer.odd("more data than the buffer holds")
            return False
        return bool(data)


class Line(Stream):
    """A serial line: it goes on and on, whoever opens it."""

    def __init__(self, printer: VirtualPrinter, say: Callable[[bytes], None]) -> None:
        super().__init__(printer)
        self._say_it = say

    def drop(self) -> None:
        """A line does not break by itself: whatever comes on is lost."""
        self._printer.line_broke()

    def _say(self, data: bytes) -> None:
        self._say_it(data)
