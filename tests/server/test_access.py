"""The access file alone: codes, tokens, PINs, and what stands on the disk."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from server import access as module
from server.access import LONGEST_WAIT_S, NOBODY, Access, AccessError, NotKept, TooSoon
from server.store import StoreError
from tests.support.halls import TUESDAY


class Clock:
    """The time that the access file goes by."""

    def __init__(self) -> None:
        self.ms = TUESDAY

    def later(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "_now_ms", lambda: clock.ms)
    return clock


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 takes its time on purpose, which only one test is about."""
    if "argon2" not in request.node.name:
        monkeypatch.setattr(module, "PasswordHasher", partial(PasswordHasher, 1, 8, 1))


@pytest.fixture
def access(tmp_path: Path, clock: Clock) -> Iterator[Access]:
    access = Access(tmp_path / "data")
    yield access
    access.close()


def token(access: Access, role: str = "kiosk", name: str = "hall-1") -> str:
    paired = access.redeem(access.make_code(role, name))
    assert paired is not None
    assert paired[:2] == (role, name)
    return paired[2]


# ---------------------------------------------------------------------- codes


def test_a_code_is_good_once(access: Access) -> None:
    code = access.make_code("kiosk", "hall-1")
    assert access.redeem(code) is not None
    assert access.redeem(code) is None


def test_a_code_may_be_typed_as_people_type(access: Access) -> None:
    code = access.make_code("kiosk", "hall-1")
    assert access.redeem(f"  {code.lower().replace('-', ' - ')} ") is not None


def test_a_code_lives_fifteen_minutes(access: Access, clock: Clock) -> None:
    young, old = access.make_code("kiosk", "a"), access.make_code("kiosk", "b")
    clock.later(15 * 60)
    assert access.redeem(young) is not None
    clock.later(0.001)
    assert access.redeem(old) is None


def test_old_codes_are_swept_away(access: Access, clock: Clock, tmp_path: Path) -> None:
    access.make_code("kiosk", "a")
    clock.later(16 * 60)
    access.make_code("kiosk", "b")
    with sqlite3.connect(tmp_path / "data" / "access.db") as connection:
        assert connection.execute("SELECT name FROM codes").fetchall() == [("b",)]
    connection.close()


@pytest.mark.parametrize("role", ["", "Kiosk", "server", "admin"])
def test_a_role_that_there_is_not(access: Access, role: str) -> None:
    with pytest.raises(AccessError, match="it is one of kiosk, counter, display, devices, manager"):
        access.make_code(role, "hall-1")


@pytest.mark.parametrize("name", ["", "-a", "a b", "x" * 33, "窗口", "a\n", "../a"])
def test_a_name_that_is_not_possible(access: Access, name: str) -> None:
    with pytest.raises(AccessError, match="up to 32 letters, digits"):
        access.make_code("kiosk", name)


# ---------------------------------------------------------------------- tokens


def test_a_token_is_bound_to_its_role_and_name(access: Access) -> None:
    secret, other = token(access), token(access, "counter", "1")
    device = access.check("kiosk", "hall-1", secret)
    assert device is not None
    assert (device.role, device.name, device.since) == ("kiosk", "hall-1", TUESDAY)
    for role, name, wrong in (
        ("counter", "hall-1", secret),
        ("kiosk", "hall-2", secret),
        ("kiosk", "hall-1", other),
        ("kiosk", "hall-1", secret[:-1]),
        ("kiosk", "hall-1", ""),
    ):
        assert access.check(role, name, wrong) is None


def test_pairing_anew_ends_the_old_token(access: Access) -> None:
    old, new = token(access), token(access)
    assert access.check("kiosk", "hall-1", old) is None
    assert access.check("kiosk", "hall-1", new) is not None


def test_a_rolled_token_ends_the_old_one_when_it_is_used(access: Access) -> None:
    old = token(access)
    new = access.roll("kiosk", "hall-1")
    assert access.check("kiosk", "hall-1", old) is not None, "the new one may have been lost on the way"
    newer = access.roll("kiosk", "hall-1")
    assert access.check("kiosk", "hall-1", new) is None
    assert access.check("kiosk", "hall-1", newer) is not None
    assert access.check("kiosk", "hall-1", old) is None


def test_a_roll_is_no_new_pairing(access: Access, clock: Clock) -> None:
    before = access.check("kiosk", "hall-1", token(access))
    clock.later(60)
    assert access.check("kiosk", "hall-1", access.roll("kiosk", "hall-1")) == before


def test_a_revoked_device(access: Access) -> None:
    secret = token(access)
    access.revoke("kiosk", "hall-1")
    assert access.check("kiosk", "hall-1", secret) is None
    with pytest.raises(AccessError, match="not a device any more"):
        access.roll("kiosk", "hall-1")
    with pytest.raises(AccessError, match="`tingxu paired` lists them"):
        access.revoke("kiosk", "hall-1")


def test_devices_are_listed_in_order(access: Access) -> None:
    for role, name in (("kiosk", "b"), ("counter", "2"), ("kiosk", "a")):
        token(access, role, name)
    assert [(d.role, d.name) for d in access.devices()] == [("counter", "2"), ("kiosk", "a"), ("kiosk", "b")]


def test_the_version_tells_of_every_write(access: Access, tmp_path: Path) -> None:
    seen = {access.version()}
    token(access)
    seen.add(access.version())
    other = Access(tmp_path / "data")
    other.revoke("kiosk", "hall-1")
    other.close()
    seen.add(access.version())
    assert len(seen) == 3
    assert access.version() in seen


# ---------------------------------------------------------------------- PINs


def tried(access: Access, clerk: str, pin: str) -> int | None:
    """Try a PIN: None when it is right, else how long to wait."""
    hash_, wait_s = access.begin_try(clerk)
    if access.pin_fits(hash_, pin):
        access.forgive(clerk)
        return None
    return wait_s


def test_a_right_pin(access: Access) -> None:
    access.set_clerk("1001", "2580")
    assert tried(access, "1001", "2580") is None


def test_a_pin_is_an_argon2_hash(access: Access) -> None:
    access.set_clerk("1001", "2580")
    access.set_clerk("1002", "2580")
    one, two = access.begin_try("1001")[0], access.begin_try("1002")[0]
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != two, "salted"
    assert access.begin_try("nobody")[0] == NOBODY
    assert access.pin_fits(NOBODY, "2580") is False
    assert NOBODY.rsplit("$", 2)[0] == one.rsplit("$", 2)[0], "both take equally long"


@pytest.mark.parametrize("clerk", ["1001", "9999"], ids=["a clerk", "nobody"])
def test_wrong_pins_slow_down_and_nobody_looks_like_somebody(
    access: Access, clock: Clock, clerk: str
) -> None:
    access.set_clerk("1001", "2580")
    waits = []
    for _ in range(11):
        wait_s = tried(access, clerk, "0000")
        assert wait_s is not None
        waits.append(wait_s)
        if wait_s:
            with pytest.raises(TooSoon) as early:
                access.begin_try(clerk)
            assert early.value.wait_s == wait_s
            clock.later(wait_s - 0.5)
            with pytest.raises(TooSoon) as nearly:
                access.begin_try(clerk)
            assert nearly.value.wait_s == 1
            clock.later(0.5)
    assert waits == [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST_WAIT_S]


def test_a_right_pin_makes_up_for_the_wrong_ones(access: Access) -> None:
    access.set_clerk("1001", "2580")
    for _ in range(3):
        assert [tried(access, "1001", pin) for pin in ("1", "2", "2580")] == [0, 0, None]


def test_tries_that_come_at_once_all_count(access: Access) -> None:
    """Many connections may ask before the first PIN has been looked at."""
    access.set_clerk("1001", "2580")
    for _ in range(3):
        access.begin_try("1001")
    with pytest.raises(TooSoon):
        access.begin_try("1001")


def test_clerks_slow_down_each_alone_and_wrong_pins_are_forgotten(access: Access, clock: Clock) -> None:
    for _ in range(4):
        assert tried(access, "1001", "0000") is not None
        clock.later(2)
    assert tried(access, "1002", "0000") == 0
    clock.later(3605)
    assert tried(access, "1001", "0000") == 0


def test_nobody_waits_because_a_clock_was_put_right(access: Access, clock: Clock) -> None:
    assert [tried(access, "1001", "0000") for _ in range(3)] == [0, 0, 2]
    with pytest.raises(TooSoon):
        access.begin_try("1001")
    clock.later(-365 * 86_400)
    assert tried(access, "1001", "0000") == 4


def test_a_new_pin_begins_afresh(access: Access) -> None:
    access.set_clerk("1001", "2580")
    for _ in range(3):
        tried(access, "1001", "0000")
    access.set_clerk("1001", "1357")
    assert tried(access, "1001", "2580") == 0
    assert tried(access, "1001", "1357") is None


@pytest.mark.parametrize("pin", ["", "123", "1" * 33, "1234\n"])
def test_a_pin_that_is_not_possible(access: Access, pin: str) -> None:
    with pytest.raises(AccessError, match="a PIN has 4 to 32 characters"):
        access.set_clerk("1001", pin)


@pytest.mark.parametrize("clerk", ["", "1" * 17, "10 01", "张三"])
def test_a_staff_number_that_is_not_possible(access: Access, clerk: str) -> None:
    with pytest.raises(AccessError, match="up to 16 letters and digits"):
        access.set_clerk(clerk, "2580")


# ---------------------------------------------------------------------- the file


def test_only_the_owner_can_read_it_and_no_secret_is_in_it(access: Access, tmp_path: Path) -> None:
    code = access.make_code("kiosk", "other").replace("-", "")
    secret, rolled = token(access), access.roll("kiosk", "hall-1")
    access.set_clerk("1001", "86427531")
    files = sorted((tmp_path / "data").iterdir())
    assert [path.name for path in files] == ["access.db", "access.db-shm", "access.db-wal"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    stored = b"".join(path.read_bytes() for path in files)
    for word in (code, secret, rolled, "86427531"):
        assert word.encode() not in stored


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "access.db").write_bytes(b"not a database, but long enough to look like one" * 50)
    with pytest.raises(StoreError, match=r"access\.db: file is not a database"):
        Access(tmp_path)


def test_a_file_that_cannot_be_written_now(access: Access, tmp_path: Path) -> None:
    token(access)
    access._connection.execute("PRAGMA busy_timeout=1")
    other = sqlite3.connect(tmp_path / "data" / "access.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for ask in (
        lambda: access.make_code("kiosk", "b"),
        lambda: access.redeem("ABCD-EFGH"),
        lambda: access.roll("kiosk", "hall-1"),
        lambda: access.revoke("kiosk", "hall-1"),
        lambda: access.begin_try("1001"),
        lambda: access.set_clerk("1001", "2580"),
    ):
        with pytest.raises(NotKept, match=r"access\.db: database is locked"):
            ask()
    other.execute("ROLLBACK")
    other.close()
    assert access.redeem(access.make_code("kiosk", "b")) is not None
