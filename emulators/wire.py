"""The near end of an emulated device: a pseudo-terminal or a TCP port, and how it may misbehave on the way.

What is said over it is the emulators'. A pseudo-terminal is found under a name of its own (a link), so that
it can be pulled out and plugged in again like a USB plug.
"""

from __future__ import annotations

import os
import random
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Literal, get_args

Fault = Literal["silent", "late", "twice", "garbage", "half", "wrong_baud"]
"""silent: hears and never answers. late: answers after `LATE_S`. twice: each answer comes twice. garbage:
noise before each answer. half: only the first half of each answer. wrong_baud: what is heard and said is
nonsense, as with the wrong speed."""
FAULTS: tuple[str, ...] = get_args(Fault)
LATE_S = 1.5
AT_ONCE = 4096
PIECE_S = 0.02
"""So much of a slow line's time is heard at once."""
BITS_A_BYTE = 10
"""8N1: start bit, eight bits, stop bit."""


class Wire:
    """An emulated device's end of the line. `heard` gets what arrives, on the wire's thread.

    `at` is "tcp://127.0.0.1:PORT" (0 takes a free one) or the path that the pseudo-terminal is to have.
    `baud` makes what is said and heard as slow as on a real line; None is at once.
    """

    def __init__(self, at: str, heard: Callable[[bytes], None], baud: int | None = None) -> None:
        self._at, self._heard, self._baud = at, heard, baud
        self.fault: Fault | None = None
        self._listener: socket.socket | None = None
        self._peer: socket.socket | None = None
        self._master: int | None = None
        self._slave: int | None = None
        self._lock = Lock()
        self._ends = Event()
        self._thread: Thread | None = None
        self._noise = random.Random(1)  # noqa: S311 - noise, not a secret

    @property
    def address(self) -> str:
        """Where the device is found, as a hall file says it."""
        if self._listener is not None:
            return f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        return f"serial:{self._at}@{self._baud or 9600}"

    def plug(self) -> None:
        """Be there. Raises OSError when the address is taken."""
        self._ends = Event()
        if self._at.startswith("tcp://"):
            self._listen()
        else:
            self._open_terminal()
        self._thread = Thread(target=self._run, name="emulated wire", daemon=True)
        self._thread.start()

    def unplug(self) -> None:
        """Be gone: the port breaks and is not there any more."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join(5)
        for one in (self._peer, self._listener):
            if one is not None:
                one.close()
        for fd in (self._master, self._slave):
            if fd is not None:
                os.close(fd)
        if not self._at.startswith("tcp://"):
            Path(self._at).unlink(missing_ok=True)
        self._peer = self._listener = self._master = self._slave = None

    def say(self, data: bytes, *, plainly: bool = False) -> None:
        """Send, with the present fault unless `plainly`; nobody listening swallows it. From any thread."""
        with self._lock:
            for part in [data] if plainly else self._faulty(data):
                self._send(part)

    def _faulty(self, data: bytes) -> list[bytes]:
        match self.fault:
            case "silent":
                return []
            case "late":
                self._ends.wait(LATE_S)
            case "twice":
                return [data, data]
            case "garbage":
                return [self._noise.randbytes(7), data]
            case "half":
                return [data[: len(data) // 2]]
            case "wrong_baud":
                return [_mangled(data)]
        return [data]

    def _send(self, data: bytes) -> None:
        if self._baud is not None:
            time.sleep(len(data) * BITS_A_BYTE / self._baud)
        try:
            if self._peer is not None:
                self._peer.sendall(data)
            elif self._master is not None:
                os.write(self._master, data)
        except OSError:
            return  # whoever it was for has gone

    def _listen(self) -> None:
        host, _, port = self._at.removeprefix("tcp://").rpartition(":")
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, int(port)))
        listener.listen()
        self._listener, self._at = listener, f"tcp://{host}:{listener.getsockname()[1]}"

    def _open_terminal(self) -> None:
        import pty
        import tty

        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        link = Path(self._at)
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(self._slave))

    def _run(self) -> None:
        while not self._ends.is_set():
            ready = [one for one in (self._peer or self._listener, self._master) if one is not None]
            try:
                readable, _, _ = select.select(ready, [], [], 0.05)
            except OSError:
                return
            if readable:
                self._take(readable[0])

    def _take(self, source: socket.socket | int) -> None:
        if source is self._listener and self._listener is not None:
            self._peer, _ = self._listener.accept()
            return
        most = AT_ONCE if self._baud is None else max(1, int(self._baud / BITS_A_BYTE * PIECE_S))
        try:
            data = source.recv(most) if isinstance(source, socket.socket) else os.read(source, most)
        except OSError:
            data = b""
        if data and self._baud is not None:
            self._ends.wait(len(data) * BITS_A_BYTE / self._baud)
        if data:
            self._heard(_mangled(data) if self.fault == "wrong_baud" else data)
        elif isinstance(source, socket.socket):
            source.close()
            self._peer = None


def _mangled(data: bytes) -> bytes:
    """What a line at another speed makes of it: other bytes, and fewer."""
    return bytes((byte * 37 + 11) % 256 for byte in data[::2])
