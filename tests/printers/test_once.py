"""One paper to printers that say little: what is told of it is no more than what is known."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pytest

from ports.address import Tcp
from printers import once

PAPER = b"\x1b@A001\n\x1dVB\0"


class Dumb:
    """Takes everything; `answer` says what comes back for what has come."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self.got = b""
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = Tcp("127.0.0.1", self._listener.getsockname()[1])
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        peer, _ = self._listener.accept()
        with peer:
            while data := peer.recv(4096):
                self.got += data
                peer.sendall(self._answer(data))

    def close(self) -> None:
        self._thread.join(10)
        self._listener.close()


@pytest.fixture
def dumb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[bytes], bytes]], Dumb]]:
    monkeypatch.setattr(once, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(once, "SIGN_S", 0.1)
    monkeypatch.setattr(once, "LOOK_S", 0.05)
    made: list[Dumb] = []

    def make(answer: Callable[[bytes], bytes]) -> Dumb:
        made.append(Dumb(answer))
        return made[-1]

    yield make
    for one in made:
        one.close()


Make = Callable[[Callable[[bytes], bytes]], Dumb]


def test_a_printer_that_never_answers_gets_the_paper_and_nothing_is_claimed(dumb: Make) -> None:
    printer = dumb(lambda _data: b"")
    became = once.print_once(printer.address, PAPER)
    assert (became.printed, "did not say whether" in became.says) == (True, True)
    assert PAPER in printer.got


def test_a_printer_that_only_knows_its_status_is_believed_after_a_while(dumb: Make) -> None:
    printer = dumb(lambda data: b"\x12" * data.count(b"\x10\x04"))
    became = once.print_once(printer.address, PAPER)
    assert became.printed
    assert became.says.startswith("printed on")


def test_one_that_could_say_that_it_is_done_and_does_not_is_not_believed(dumb: Make) -> None:
    asked = iter([b"\0"])

    def answer(data: bytes) -> bytes:
        done = next(asked, b"") if b"\x1dr" in data else b""
        return b"\x12" * data.count(b"\x10\x04") + done

    became = once.print_once(dumb(answer).address, PAPER)
    assert (became.printed, "does not say that it is done" in became.says) == (False, True)
