"""Webhooks of the real program: killed in the middle it tells everything all the same; and its verbs."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import main
from link.commands import TakeTicket
from server.web.hooks.subscription import TYPES
from tests.server.web.webhook_kit import Receiver, genuine, receiving, status
from tests.support.programs import Hall, Process, opened


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def tingxu(*arguments: object) -> Result:
    return CliRunner().invoke(main.app, [str(one) for one in arguments])


class Beside:
    """A receiver in a thread of its own, for programs and verbs that have their own loops."""

    def __init__(self, loop: asyncio.AbstractEventLoop, receiver: Receiver) -> None:
        self._loop, self.receiver = loop, receiver

    def heard(self, count: int) -> None:
        asyncio.run_coroutine_threadsafe(self.receiver.heard(count), self._loop).result(60)


@contextmanager
def beside() -> Iterator[Beside]:
    found: Future[tuple[asyncio.AbstractEventLoop, Receiver, asyncio.Event]] = Future()

    async def run() -> None:
        async with receiving() as receiver:
            end = asyncio.Event()
            found.set_result((asyncio.get_running_loop(), receiver, end))
            await end.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="receiver")
    thread.start()
    loop, receiver, end = found.result(20)
    try:
        yield Beside(loop, receiver)
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join(20)


def added(data: Path, url: str, *options: object) -> tuple[str, str]:
    """Id and secret of a new webhook."""
    result = tingxu("webhook", "add", url, "--data", data, *options)
    assert result.exit_code == 0, result.output
    id_, secret, *_ = result.output.splitlines()
    return id_, secret.removeprefix("secret: ")


def rows(data: Path) -> list[dict[str, object]]:
    return list(json.loads(tingxu("webhook", "list", "--data", data, "--json").stdout))


def plane(hall: Hall, data: Path, *options: str) -> Process:
    where = ["--server", hall.url, "--identity", str(hall.data / "web.json"), "--listen", "127.0.0.1:0"]
    process = hall.start("web", *where, "--data", str(data), *options)
    process.line()
    return process


def until_it_begins(data: Path) -> None:
    """Until the program has noticed every webhook."""
    from server.web.hooks.store import Store

    store, pause = Store(data), threading.Event()
    try:
        for _ in range(2_000):
            if all(one.position is not None for one in store.subscriptions()):
                return
            pause.wait(0.01)
        raise TimeoutError("the program did not notice the webhook")
    finally:
        store.close()


def test_killed_at_any_moment_it_tells_everything_in_order(tmp_path: Path) -> None:
    data = tmp_path / "hooks"
    with beside() as there, opened(tmp_path / "hall") as hall:
        code = hall.access.make_code("web", "portal")
        kiosk = hall.paired("kiosk", "hall-1")
        _, secret = added(data, there.receiver.url, "--events", "ticket.taken")
        web = plane(hall, data, "--code", code)
        until_it_begins(data)
        numbers = []
        for kill in range(3):
            there.receiver.answers.extend([status(500), status(204), status(204)])
            for _ in range(4):
                ticket = hall.do(kiosk, TakeTicket, queue="general").ticket
                assert ticket is not None
                numbers.append(ticket.number)
            there.heard(kill * 4 + 2)  # some of it is told, some is in the outbox, some is under way
            web.kill()
            ticket = hall.do(kiosk, TakeTicket, queue="general").ticket
            assert ticket is not None
            numbers.append(ticket.number)
            web = plane(hall, data)
        asyncio.run_coroutine_threadsafe(
            there.receiver.until(lambda got: got[-1].number == numbers[-1]), there._loop
        ).result(60)
        got = list(there.receiver.got)
    assert all(genuine(one, secret) for one in got)
    first = list(dict.fromkeys(one.number for one in got))
    assert first == numbers, "something was lost or came in another order"
    assert len({one.id for one in got}) == len(numbers), "a repetition has another id"


def test_a_webhook_from_its_birth_to_its_end(tmp_path: Path) -> None:
    data = tmp_path / "hooks"
    with beside() as there:
        chosen = ["--events", "ticket.called,booking", "--partner", "portal", "--with-phone", "--near", 5]
        result = tingxu("webhook", "add", there.receiver.url, "--data", data, *chosen)
        assert result.exit_code == 0, result.output
        assert "127.0.0.1 (this machine)" in result.output
        id_, secret = result.output.splitlines()[0], result.output.splitlines()[1].removeprefix("secret: ")
        [row] = rows(data)
        assert (row["partner"], row["with_phone"], row["near"], row["state"]) == ("portal", True, 5, "on")
        assert row["events"] == [kind for kind in TYPES if kind[:7] == "booking" or kind == "ticket.called"]
        tested = tingxu("webhook", "test", id_, "--data", data)
        assert tested.exit_code == 0, tested.output
        assert "answered 204" in tested.output
        assert there.receiver.got[0].type == "test"
        assert genuine(there.receiver.got[0], secret)
        there.receiver.answers.append(status(500))
        failed = tingxu("webhook", "test", id_, "--data", data)
        assert (failed.exit_code, "answered 500" in failed.output) == (1, True)
        rolled = tingxu("webhook", "roll", id_, "--data", data).output
        new = rolled.splitlines()[0].removeprefix("secret: ")
        assert new != secret
        tingxu("webhook", "test", id_, "--data", data)
        assert genuine(there.receiver.got[-1], secret)
        assert genuine(there.receiver.got[-1], new)
        listed = tingxu("webhook", "list", "--data", data).output
        assert there.receiver.url in listed
        assert "partner portal, with phone numbers" in listed
        assert secret not in listed
        assert new not in listed
    assert tingxu("webhook", "drop", id_, "--data", data).exit_code == 0
    assert rows(data) == []
    assert (data / "webhooks.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://127.0.0.1/x", "looks like https://"),
        ("127.0.0.1:80", "looks like https://"),
        ("http://", "looks like https://"),
        ("http://user:word@127.0.0.1/", "signed instead"),
        ("http://127.0.0.1:99999/", "is no address"),
        ("http://0.0.0.0/", "no single machine"),
        ("http://169.254.169.254/", "no single machine"),
        ("http://127.0.0.1/#part", "after '#'"),
        ("http://no-such-host.invalid/", "is not known"),
    ],
)
def test_a_wrong_address_is_refused_with_what_would_be_right(tmp_path: Path, url: str, says: str) -> None:
    result = tingxu("webhook", "add", url, "--data", tmp_path)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert rows(tmp_path) == []


def test_wrong_words_are_named(tmp_path: Path) -> None:
    good = "http://127.0.0.1:9/"
    unknown = tingxu("webhook", "add", good, "--data", tmp_path, "--events", "ticket.sold")
    assert (unknown.exit_code, "unknown: ticket.sold; there are" in unknown.output) == (2, True)
    partner = tingxu("webhook", "add", good, "--data", tmp_path, "--partner", "a b")
    assert (partner.exit_code, "'a b' is not possible" in partner.output) == (2, True)
    for verb in ("drop", "roll", "test"):
        missing = tingxu("webhook", verb, "nobody", "--data", tmp_path)
        assert (missing.exit_code, "tingxu webhook list" in missing.output) == (2, True)
    nowhere = tingxu("webhook", "list", "--data", tmp_path / "else")
    assert (nowhere.exit_code, "there are no webhooks here" in nowhere.output) == (2, True)


def test_one_program_sends_for_a_directory(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "hooks"
    with opened(tmp_path / "hall", "riverside") as hall:
        plane(hall, data, "--code", hall.access.make_code("web", "portal"))
        where = ["--server", hall.url, "--identity", str(hall.data / "web.json"), "--listen", "127.0.0.1:0"]
        second = hall.start("web", *where, "--data", str(data))
        assert second.process.wait(20) == 1
    assert "another web has this hall open" in capfd.readouterr().err
