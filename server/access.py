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

FILE_NAME = "access.db"
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_LIFE_S = 15 * 60
FREE_FAILURES = 3
"""So many wrong PINs are free; then each doubles the wait, from 2 s to 5 min."""

migrations = Migrations("tingxu-access")


class AccessError(Exception):
    """What was asked cannot be done; the text says why and what would be right."""


class WrongPin(AccessError):
    """The PIN (or the staff number) is wrong; the next try is possible after `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("wrong staff number or PIN")
        self.wait_s = wait_s


class TooSoon(WrongPin):
    """A try before the wait was over; the PIN was not looked at."""


class NotKept(AccessError):
    """The access file cannot be read or written now; the text says why."""


class Device(Struct, frozen=True):
    """A device that has joined."""

    role: Role
    name: str
    since: int
    """Milliseconds since the epoch."""


@migrations()
def create_tables(db: sqlite_utils.Database) -> None:
    """Codes, devices and clerks."""
    db.table("codes").create({"hash": str, "role": str, "name": str, "until": int}, pk="hash")
    db.table("devices").create(
        {"role": str, "name": str, "hash": str, "old_hash": str, "since": int}, pk=("role", "name")
    )
    db.table("clerks").create({"id": str, "hash": str, "failures": int, "wait_until": int}, pk="id")


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


def _plain(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


class Access:
    """The access file of one hall. The server and `tingxu pair` may both have it open: SQLite keeps order."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = directory / FILE_NAME
        path.touch(mode=0o600)
        self._db = sqlite_utils.Database(path)
        self._db.enable_wal()
        self._db.execute("PRAGMA busy_timeout=5000")
        migrations.apply(self._db)
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(8))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def version(self) -> int:
        """A number that changes when another process has written."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    # ------------------------------------------------------------------ devices

    def make_code(self, role: str, name: str, life_s: int = CODE_LIFE_S) -> str:
        """A one-time code with which a device may join as this role and name. Raises AccessError."""
        if role not in ROLES:
            raise AccessError(f"role {role!r} is unknown; it is one of {', '.join(ROLES)}")
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}", name):
            raise AccessError(f"name {name!r} is not possible: up to 32 letters, digits, '-', '_' or '.'")
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        codes = self._db.table("codes")
        codes.delete_where("until < ?", [_now_ms()])
        codes.insert({"hash": _hash(code), "role": role, "name": name, "until": _now_ms() + life_s * 1000})
        return f"{code[:4]}-{code[4:]}"

    def redeem(self, code: str) -> tuple[Role, str, str] | None:
        """Use a code up: (role, name, token), or None when it is unknown, used or too old."""
        with self._db.atomic():
            cursor = self._db.execute(
                "DELETE FROM codes WHERE hash = ? RETURNING role, name, until", [_hash(_plain(code))]
            )
            row = cursor.fetchone()
            if row is None or row[2] < _now_ms():
                return None
            return row[0], row[1], self._new_token(row[0], row[1], "")

    def _new_token(self, role: Role, name: str, old_hash: str) -> str:
        token = secrets.token_urlsafe(32)
        row = {"role": role, "name": name, "hash": _hash(token), "old_hash": old_hash, "since": _now_ms()}
        self._db.table("devices").upsert(row, pk=("role", "name"))
        return token

    def check(self, role: str, name: str, token: str) -> bool:
        """Whether this token is the device's. The first use of a new token ends the one before it."""
        try:
            row = self._db.table("devices").get((role, name))
        except NotFoundError:
            return False
        given = _hash(token)
        if hmac.compare_digest(str(row["hash"]), given):
            if row["old_hash"]:
                self._db.table("devices").update((role, name), {"old_hash": ""})
            return True
        return hmac.compare_digest(str(row["old_hash"]), given)

    def roll(self, role: Role, name: str) -> str:
        """A new token for a device; the old one stays good until the new one has been used.

        Raises AccessError when the device was revoked, NotKept when the file cannot be written.
        """
        with _kept(), self._db.atomic():
            try:
                row = self._db.table("devices").get((role, name))
            except NotFoundError:
                raise AccessError(f"{role} {name} is not a device any more") from None
            return self._new_token(role, name, str(row["old_hash"] or row["hash"]))

    def revoke(self, role: str, name: str) -> None:
        """The device may not join any more. Raises AccessError when there is none."""
        try:
            self._db.table("devices").delete((role, name))
        except NotFoundError:
            raise AccessError(f"no {role} is called {name!r}; `tingxu devices` lists them") from None

    def devices(self) -> list[Device]:
        """Every device that may join."""
        rows = self._db.table("devices").rows_where(order_by="role, name")
        return [Device(row["role"], row["name"], row["since"]) for row in rows]

    # ------------------------------------------------------------------ clerks

    def set_clerk(self, clerk: str, pin: str) -> None:
        """Add a clerk by staff number, or give one a new PIN. Raises AccessError."""
        if not re.fullmatch(r"[A-Za-z0-9]{1,16}", clerk):
            raise AccessError(f"staff number {clerk!r} is not possible: up to 16 letters and digits")
        if not re.fullmatch(r".{4,32}", pin):
            raise AccessError("a PIN has 4 to 32 characters")
        row = {"id": clerk, "hash": self._hasher.hash(pin), "failures": 0, "wait_until": 0}
        self._db.table("clerks").upsert(row, pk="id")

    def clerk_hash(self, clerk: str) -> str:
        """The argon2 hash to hold a PIN against. Raises TooSoon while the clerk has to wait.

        For an unknown clerk it is a hash that no PIN fits, so that both take equally long.
        """
        try:
            row = self._db.table("clerks").get(clerk)
        except NotFoundError:
            return self._nobody
        wait_ms = int(row["wait_until"]) - _now_ms()
        if wait_ms > 0:
            raise TooSoon(-(-wait_ms // 1000))
        return str(row["hash"])

    def pin_fits(self, hash_: str, pin: str) -> bool:
        """Whether the PIN fits. Takes some 50 ms of a core on purpose: call it in another thread."""
        try:
            return self._hasher.verify(hash_, pin)
        except VerifyMismatchError:
            return False

    def note_try(self, clerk: str, *, good: bool) -> None:
        """Remember how a try went. Raises WrongPin after a bad one, NotKept when the disk refuses."""
        with _kept():
            self._note_try(clerk, good=good)

    def _note_try(self, clerk: str, *, good: bool) -> None:
        clerks = self._db.table("clerks")
        if good:
            clerks.update(clerk, {"failures": 0, "wait_until": 0})
            return
        try:
            failures = int(clerks.get(clerk)["failures"]) + 1
        except NotFoundError:
            raise WrongPin(0) from None
        wait_s = 0 if failures < FREE_FAILURES else min(300, 2 ** (failures - FREE_FAILURES + 1))
        clerks.update(clerk, {"failures": failures, "wait_until": _now_ms() + wait_s * 1000})
        raise WrongPin(wait_s)
