"""`tingxu serve` and `tingxu audit` as programs of their own: addresses, refusals, signals, exit statuses."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import assets
from link.commands import RollToken, SignIn, TakeTicket
from link.frames import Reply
from link.visit import once, pair
from server.access import Access
from tests.support.programs import ROOT, opened

HALL = str(assets.hall_file("luohu"))


def tingxu(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *(str(one) for one in arguments)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def says(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stdout + done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_ends_at_a_signal(tmp_path: Path, number: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "serve", "--hall", HALL, "--data", str(tmp_path / "data"),
         "--listen", "127.0.0.1:0", "--no-announce"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["listening"].startswith("ws://127.0.0.1:")
    process.send_signal(number)
    rest, errors = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, ""), errors
    assert "server.down" in errors


def test_a_wrong_hall_file_is_refused_with_file_line_and_field(tmp_path: Path) -> None:
    wrong = tmp_path / "hall.toml"
    wrong.write_text(
        Path(HALL).read_text(encoding="utf-8").replace("timezone", "timezon", 1), encoding="utf-8"
    )
    done = tingxu("serve", "--hall", wrong, "--data", tmp_path / "data")
    says(done, 2, "hall.toml", "timezon")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("listen", ["8710", "127.0.0.1:", "127.0.0.1:port", "127.0.0.1:99999", ":8710"])
def test_where_it_cannot_listen(tmp_path: Path, listen: str) -> None:
    says(tingxu("serve", "--hall", HALL, "--data", tmp_path, "--listen", listen), 2, "is not HOST:PORT")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = tingxu("serve", "--hall", HALL, "--data", tmp_path, "--listen", address, "--no-announce")
    says(done, 1, "server.not_started", "address already in use")


def test_data_that_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_text("once upon a time " * 100)
    says(tingxu("serve", "--hall", HALL, "--data", tmp_path, "--listen", "127.0.0.1:0"), 1, "not a database")
    says(tingxu("audit", "--data", tmp_path), 2, "it cannot be read as a journal")


def test_a_clock_that_is_no_time(tmp_path: Path) -> None:
    done = tingxu("serve", "--hall", HALL, "--data", tmp_path, "--clock", "noon")
    says(done, 2, "is not a time like 2026-11-24T09:30")


@pytest.mark.parametrize(
    ("clock", "said"), [("2026-11-25T10:00", 0), ("2026-12-28T10:00", 1), ("2027-03-01T10:00", 1)]
)
def test_it_says_in_one_line_when_holidays_are_not_known(tmp_path: Path, clock: str, said: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "serve", "--hall", HALL, "--data", str(tmp_path / "data"),
         "--listen", "127.0.0.1:0", "--no-announce", "--clock", clock],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["listening"]
    process.terminate()
    _, errors = process.communicate(timeout=20)
    lines = [line for line in errors.splitlines() if "holidays are known only until 2026-12-31" in line]
    assert len(lines) == said, errors
    assert "warning" not in errors


def test_an_audit_proves_the_journal_or_names_the_first_altered_event(tmp_path: Path) -> None:
    with opened(tmp_path) as hall:
        kiosk = hall.paired("kiosk", "k")
        for _ in range(3):
            hall.do(kiosk, TakeTicket, queue="general")
        says(tingxu("audit", "--data", tmp_path), 0, "unbroken: 4 events, last hash ")
        hall.server.kill()
        says(tingxu("audit", "--data", tmp_path), 0, "unbroken: 4 events, last hash ")
    journal = sqlite3.connect(tmp_path / "journal.db")
    journal.execute("UPDATE events SET by = 'kiosk/other' WHERE seq = 3")
    journal.commit()
    journal.close()
    says(tingxu("audit", "--data", tmp_path), 1, "BROKEN at event 3: it does not fit its hash")


def test_no_secret_is_logged_however_much_is(tmp_path: Path) -> None:
    access = Access(tmp_path)
    access.set_clerk("1001", "97531864")
    code = access.make_code("counter", "1")
    access.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "--verbose", "serve", "--hall", HALL, "--data", str(tmp_path),
         "--listen", "127.0.0.1:0", "--no-announce"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["listening"]
    me = asyncio.run(pair(url, code))
    rolled = asyncio.run(once(url, me, RollToken))
    assert isinstance(rolled, Reply)
    for pin in ("13579753", "97531864"):
        asyncio.run(once(url, me, SignIn, clerk="1001", pin=pin))
    process.terminate()
    _, errors = process.communicate(timeout=20)
    assert "device.paired" in errors
    assert "session.closed" in errors or "device.rolled" in errors
    for secret in (code, code.replace("-", ""), me.token, rolled.token or "?", "97531864", "13579753"):
        assert secret not in errors


def test_nothing_to_audit(tmp_path: Path) -> None:
    says(tingxu("audit", "--data", tmp_path / "none"), 2, "there is no journal here; --data names")
    assert not (tmp_path / "none").exists()
