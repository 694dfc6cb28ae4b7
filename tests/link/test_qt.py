"""The bridge to Qt: everything arrives on the GUI thread, in order, and the program ends cleanly."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from link.client import new_id
from link.commands import CallNext, SetNotice, TakeTicket
from link.frames import Receipt, Reply
from link.qt import Answer, HallLink, Inbox
from tests.link.qt_hall import Hall

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.close()


@pytest.fixture
def join(hall: Hall, qtbot: QtBot) -> Iterator[Callable[..., HallLink]]:
    links: list[HallLink] = []

    def make(role: str, name: str) -> HallLink:
        link = hall.link(role, name)
        links.append(link)
        link.start()
        qtbot.waitUntil(lambda: link.state == "joined" and link.mirror.position > 0)
        return link

    yield make
    for link in links:
        link.close()


def test_what_other_threads_put_in_runs_here_in_order(qtbot: QtBot) -> None:
    inbox, ran = Inbox(), list[tuple[int, int]]()
    here = threading.get_ident()

    def put() -> None:
        for n in range(2000):
            inbox.put(lambda n=n: ran.append((n, threading.get_ident())))  # type: ignore[misc]

    thread = threading.Thread(target=put)
    thread.start()
    thread.join()
    assert ran == [], "nothing runs before the GUI thread gives it a turn"
    qtbot.waitUntil(lambda: len(ran) == 2000)
    assert ran == [(n, here) for n in range(2000)]


def test_a_closed_inbox_runs_nothing(qtbot: QtBot) -> None:
    inbox, ran = Inbox(), list[int]()
    inbox.put(lambda: ran.append(1))
    inbox.close()
    inbox.put(lambda: ran.append(2))
    qtbot.wait(20)
    assert ran == []


def test_changes_answers_and_calls_come_to_the_gui_thread(
    qtbot: QtBot, join: Callable[..., HallLink], hall: Hall
) -> None:
    board, kiosk = join("display", "b"), join("kiosk", "k")
    calls, threads, answers = list[tuple[str, bool]](), set[int](), list[Answer]()
    board.called.connect(lambda call, live: calls.append((call.number, live)))
    board.updated.connect(lambda: threads.add(threading.get_ident()))
    kiosk.send(TakeTicket(new_id(), "tax"), answers.append)
    qtbot.waitUntil(lambda: bool(answers) and len(board.mirror.tickets) == 1)
    hall.call("1")
    qtbot.waitUntil(lambda: bool(calls))
    assert calls == [("A001", True)]
    assert threads == {threading.get_ident()}
    assert isinstance(answers[0], Reply)
    assert abs(board.now_ms() - hall.ms) < 60_000


def test_a_window_hears_that_its_call_was_shown(
    qtbot: QtBot, join: Callable[..., HallLink], hall: Hall
) -> None:
    board, window = join("display", "b"), join("counter", "1")
    frames: list[object] = []
    window.frame_received.connect(frames.append)
    board.called.connect(lambda call, live: board.delivered("shown", [call.n]))
    hall.take()
    hall.call("1")
    qtbot.waitUntil(lambda: bool(frames))
    assert frames == [Receipt(board.mirror.calls[-1].n, "shown", "b")]


def test_after_a_break_old_calls_are_not_live(
    qtbot: QtBot, join: Callable[..., HallLink], hall: Hall
) -> None:
    board = join("display", "b")
    states, calls = list[str](), list[tuple[str, bool]]()
    board.state_changed.connect(lambda: states.append(board.state))
    board.called.connect(lambda call, live: calls.append((call.number, live)))
    hall.take()
    hall.cut_all_then(lambda: hall.call("1"))
    qtbot.waitUntil(lambda: bool(calls) and board.state == "joined")
    assert (states, calls) == (["lost", "joined"], [("A001", False)])


def test_a_command_that_nobody_answers(qtbot: QtBot, hall: Hall) -> None:
    link, answers = hall.link("kiosk", "k"), list[Answer]()
    hall.stop()
    link.start()
    link.send(TakeTicket(new_id(), "tax"), answers.append, patience_s=0.05)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [None]
    link.close()


def test_nothing_is_delivered_after_the_end(qtbot: QtBot, join: Callable[..., HallLink]) -> None:
    manager, answers = join("manager", "m"), list[Answer]()
    for n in range(50):
        manager.send(SetNotice(new_id(), "通知", f"{n}"), answers.append)
    manager.close()
    heard = len(answers)
    manager.send(CallNext(new_id()), answers.append)
    manager.delivered("shown", [1])
    qtbot.wait(30)
    assert len(answers) == heard
    assert not manager._thread.is_alive()
    manager.close()


@pytest.mark.parametrize("again", range(20))
def test_closing_at_once_ends_the_thread(hall: Hall, again: int) -> None:
    link = hall.link("kiosk", "k")
    link.start()
    link.close()
    assert not link._thread.is_alive()


def test_a_link_that_was_never_started_can_be_closed(hall: Hall) -> None:
    link = hall.link("kiosk", "k")
    link.close()
    assert link._loop.is_closed()


def test_the_hall_hears_of_a_link_that_left(qtbot: QtBot, join: Callable[..., HallLink], hall: Hall) -> None:
    join("kiosk", "k").close()
    qtbot.waitUntil(lambda: hall.connected() == 0)


# ---------------------------------------------------------------------- whole programs


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_emitting_costs_no_reference() -> None:
    """PySide6 6.12.0 drops one reference to True at every emit: docs/decisions/0004."""
    done = run("""
        import sys
        from PySide6.QtCore import QCoreApplication, QObject, Signal

        class Bell(QObject):
            rung = Signal()
            told = Signal(object, bool)

        app = QCoreApplication([])
        bell = Bell()
        bell.rung.connect(lambda: None)
        before = sys.getrefcount(True)
        for _ in range(500):
            bell.rung.emit()
            bell.told.emit("A001", True)
        def heard():
            pass
        for _ in range(100):
            bell.rung.connect(heard)
            bell.rung.disconnect(heard)
        print(before - sys.getrefcount(True))
        """)
    assert (done.returncode, done.stderr) == (0, "")
    assert abs(int(done.stdout)) < 20, "references to True are lost"


@pytest.mark.parametrize("again", range(2))
def test_a_program_whose_threads_emit_a_lot_ends_with_status_0(again: int) -> None:
    done = run("""
        import threading
        from PySide6.QtCore import QCoreApplication
        from link.identity import Identity
        from link.qt import HallLink, Inbox

        app = QCoreApplication([])
        async def find():
            return "ws://127.0.0.1:9"
        links = [HallLink(find, Identity("kiosk", "k", "x" * 43)) for _ in range(3)]
        for link in links:
            link.start()
        inbox, ran = Inbox(), []

        def put():
            for _ in range(10_000):
                inbox.put(lambda: ran.append(None))

        threads = [threading.Thread(target=put) for _ in range(2)]
        for thread in threads:
            thread.start()
        while len(ran) < 20_000:
            app.processEvents()
        for link in links:
            link.close()
        print(len(ran))
        """)
    assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (0, "20000", "")
