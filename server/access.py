"""Who may join: one-time codes, device tokens, clerks and their PINs, in a file of their own.

Only hashes are stored. What a role may do stands on the commands in `link/commands.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from msgspec import Struct
from sqlite_utils.db import NotFoundError
from sqlite_utils.migrations import Migrations

from link.commands import ROLES, Role
from server import codes
from server.store import open_store

FILE_NAME = "access.db"
NAME = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}"
NAME_SAYS = "up to 32 letters, digits, '-', '_' or '.'"
CODE_LIFE_S = 15 * 60
FREE_FAILURES = 3
"""So many wrong PINs are free; then each doubles the wait, from 2 s to 5 min."""
LONGEST_WAIT_S = 300
FORGOTTEN_MS = 3600 * 1000
"""Wrong PINs are forgotten after so long without another one."""

NOBODY = f"$argon2id$v=19$m=65536,t=3,p=4${'A' * 22}${'A' * 43}"
"""A hash that no PIN fits, as costly to try as a clerk's."""

migrations = Migrations("tingxu-access")


class AccessError(Exception):
    """What was asked cannot be done; the text says why and what would be right."""


class TooSoon(AccessError):
    """A PIN was tried before the wait was over, which takes `wait_s` more seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"too many wrong PINs: wait {wait_s} s")
        self.wait_s = wait_s


class NotKept(AccessError):
    """The access file cannot be read or written now; the text says why."""


class Device(Struct, frozen=True):
    """A device that has joined."""

    role: Role
    name: str
    since: int
    """When it was paired, in milliseconds since the epoch."""


@migrations()
def create_tables(db: sqlite_utils.Database) -> None:
    """Codes, devices, clerks, and wrong PINs, also of clerks that there are not."""
    db.table("codes").create({"hash": str, "role": str, "name": str, "until": int}, pk="hash")
    db.table("devices").create(
        {"role": str, "name": str, "hash": str, "old_hash": str, "since": int}, pk=("role", "name")
    )
    db.table("clerks").create({"id": str, "hash": str}, pk="id")
    db.table("tries").create({"clerk": str, "failures": int, "wait_until": int}, pk="clerk")


@migrations()
def create_partners(db: sqlite_utils.Database) -> None:
    """Partner systems that may book for people, with the hash of their key."""
    db.table("partners").create({"name": str, "hash": str, "since": int}, pk="name")


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise NotKept(f"{FILE_NAME}: {error}") from error


def _hash(secret: str) -> str:
    """SHA-256: enough for secrets that are random and long; PINs get argon2 instead."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _wait_s(failures: int) -> int:
    """How long to wait after so many wrong PINs in a row."""
    return 0 if failures < FREE_FAILURES else min(LONGEST_WAIT_S, 2 ** (failures - FREE_FAILURES + 1))


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


class Access:
    """The access file of one hall. The server and `tingxu pair` may both have it open: SQLite keeps order.

    To open it raises StoreError; every method raises NotKept when the file cannot be read or written.
    """

    def __init__(self, directory: Path) -> None:
        self._connection, self._db = open_store(directory / FILE_NAME, migrations)
        self._hasher = PasswordHasher()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @_kept()
    def version(self) -> tuple[int, int]:
        """Changes whenever somebody has written: another process, or this one."""
        others = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return int(others), self._connection.total_changes

    # ------------------------------------------------------------------ devices

    @_kept()
    def make_code(self, role: str, name: str, life_s: int = CODE_LIFE_S) -> str:
        """A one-time code with which a device may join as this role and name. Raises AccessError."""
        if role not in ROLES:
            raise AccessError(f"role {role!r} is unknown; it is one of {', '.join(ROLES)}")
        if not re.fullmatch(NAME, name):
            raise AccessError(f"name {name!r} is not possible: {NAME_SAYS}")
        code = codes.draw()
        table = self._db.table("codes")
        table.delete_where("until < ?", [_now_ms()])
        table.insert({"hash": _hash(code), "role": role, "name": name, "until": _now_ms() + life_s * 1000})
        return f"{code[:4]}-{code[4:]}"

    @_kept()
    def redeem(self, code: str) -> tuple[Role, str, str] | None:
        """Use a code up: (role, name, token), or None when it is unknown, used or too old."""
        with self._db.atomic():
            cursor = self._db.execute(
                "DELETE FROM codes WHERE hash = ? RETURNING role, name, until", [_hash(_plain(code))]
            )
            row = cursor.fetchone()
            if row is None or row[2] < _now_ms():
                return None
            return row[0], row[1], self._new_token(row[0], row[1], "", _now_ms())

    def _new_token(self, role: Role, name: str, old_hash: str, since: int) -> str:
        token = secrets.token_urlsafe(32)
        row = {"role": role, "name": name, "hash": _hash(token), "old_hash": old_hash, "since": since}
        self._db.table("devices").upsert(row, pk=("role", "name"))
        return token

    @_kept()
    def check(self, role: str, name: str, token: str) -> Device | None:
        """The device that has this token. The first use of a new token ends the one before it."""
        try:
            row = self._db.table("devices").get((role, name))
        except NotFoundError:
            return None
        given, device = _hash(token), Device(row["role"], row["name"], row["since"])
        if hmac.compare_digest(str(row["hash"]), given):
            if row["old_hash"]:
                self._db.table("devices").update((role, name), {"old_hash": ""})
            return device
        return device if hmac.compare_digest(str(row["old_hash"]), given) else None

    @_kept()
    def roll(self, role: Role, name: str) -> str:
        """A new token for a device; the old one stays good until the new one has been used.

        Raises AccessError when the device was revoked.
        """
        with self._db.atomic():
            try:
                row = self._db.table("devices").get((role, name))
            except NotFoundError:
                raise AccessError(f"{role} {name} is not a device any more") from None
            return self._new_token(role, name, str(row["old_hash"] or row["hash"]), row["since"])

    @_kept()
    def revoke(self, role: str, name: str) -> None:
        """The device may not join any more. Raises AccessError when there is none."""
        try:
            self._db.table("devices").delete((role, name))
        except NotFoundError:
            raise AccessError(f"no {role} is called {name!r}; `tingxu paired` lists them") from None

    @_kept()
    def devices(self) -> list[Device]:
        """Every device that may join."""
        rows = self._db.table("devices").rows_where(order_by="role, name")
        return [Device(row["role"], row["name"], row["since"]) for row in rows]

    # ------------------------------------------------------------------ partner systems

    @_kept()
    def add_partner(self, name: str) -> str:
        """A key for a partner system; one that it had before ends. Raises AccessError."""
        if not re.fullmatch(NAME, name):
            raise AccessError(f"name {name!r} is not possible: {NAME_SAYS}")
        key = secrets.token_urlsafe(32)
        row = {"name": name, "hash": _hash(key), "since": _now_ms()}
        self._db.table("partners").upsert(row, pk="name")
        return key

    @_kept()
    def remove_partner(self, name: str) -> None:
        """The partner's key ends. Raises AccessError when there is none."""
        try:
            self._db.table("partners").delete(name)
        except NotFoundError:
            raise AccessError(f"no partner is called {name!r}; `tingxu partners` lists them") from None

    @_kept()
    def partners(self) -> list[tuple[str, int]]:
        """Every partner system: name, and since when in milliseconds since the epoch."""
        return [(row["name"], row["since"]) for row in self._db.table("partners").rows_where(order_by="name")]

    @_kept()
    def partner_of(self, key: str) -> str | None:
        """The name of the partner system that has this key."""
        rows = self._db.table("partners").rows_where("hash = ?", [_hash(key)])
        return next((str(row["name"]) for row in rows), None)

    # ------------------------------------------------------------------ clerks

    @_kept()
    def set_clerk(self, clerk: str, pin: str) -> None:
        """Add a clerk by staff number, or give one a new PIN. Raises AccessError."""
        if not re.fullmatch(r"[A-Za-z0-9]{1,16}", clerk):
            raise AccessError(f"staff number {clerk!r} is not possible: up to 16 letters and digits")
        if not re.fullmatch(r".{4,32}", pin):
            raise AccessError("a PIN has 4 to 32 characters")
        self._db.table("clerks").upsert({"id": clerk, "hash": self._hasher.hash(pin)}, pk="id")
        for by_phone in (False, True):
            self._forgive(_counted_as(clerk, by_phone=by_phone))

    @_kept()
    def begin_try(self, clerk: str, *, by_phone: bool = False) -> tuple[str, int]:
        """Count a try as a wrong one, before the PIN is looked at, so that tries that come at once all count.

        Tries by phone count apart: anybody can make them, and no window shall stay closed because of that.
        Gives the argon2 hash to hold the PIN against, and how many seconds to wait if it does not fit.
        Raises TooSoon. For a staff number that nobody has all is the same, but that no PIN fits.
        """
        now, tried = _now_ms(), _counted_as(clerk, by_phone=by_phone)
        with self._db.atomic():
            tries = self._db.table("tries")
            tries.delete_where("wait_until < ?", [now - FORGOTTEN_MS])
            last = next(iter(tries.rows_where("clerk = ?", [tried])), {"failures": 0, "wait_until": 0})
            wait_ms = last["wait_until"] - now
            if 0 < wait_ms <= LONGEST_WAIT_S * 1000:  # longer ones come from a clock that was put back
                raise TooSoon(-(-wait_ms // 1000))
            failures = last["failures"] + 1
            wait_s = _wait_s(failures)
            row = {"clerk": tried, "failures": failures, "wait_until": now + wait_s * 1000}
            tries.upsert(row, pk="clerk")
            found = next(iter(self._db.table("clerks").rows_where("id = ?", [clerk])), None)
        return NOBODY if found is None else str(found["hash"]), wait_s

    def pin_fits(self, hash_: str, pin: str) -> bool:
        """Whether the PIN fits. Takes some 50 ms of a core on purpose: call it in another thread."""
        try:
            return self._hasher.verify(hash_, pin)
        except VerifyMismatchError:
            return False

    @_kept()
    def forgive(self, clerk: str, *, by_phone: bool = False) -> None:
        """The PIN was right: what was wrong before counts no more."""
        self._forgive(_counted_as(clerk, by_phone=by_phone))

    def _forgive(self, tried: str) -> None:
        self._db.table("tries").delete_where("clerk = ?", [tried])


def _counted_as(clerk: str, *, by_phone: bool) -> str:
    """Under what the wrong tries are counted; no staff number has an "@"."""
    return f"{clerk}@phone" if by_phone else clerk
