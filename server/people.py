"""What identifies a person: phone numbers under opaque keys, in a file of their own, each until its day.

Identity numbers are not kept, not even there: only keyed hashes of them. Events, screens and logs know only
keys. What a person may do is decided in `server/hall/`.
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

from server.store import open_store

FILE_NAME = "people.db"
SECRET_BYTES = 32
KEY_CHARS = 32
CARD = b"identity card "
"""Stands before an identity number when its key is made: no phone number has the key of a card."""
HOME = "+86"
"""A number may be given with or without it; it is the same person."""

migrations = Migrations("tingxu-people")


class NotKnown(Exception):
    """The file cannot be read or written now; the text says why."""


@migrations()
def create_people(db: sqlite_utils.Database) -> None:
    """People by key with the day after which the row goes; and the secret that makes keys from numbers."""
    columns = {"person": str, "phone": str, "tail": str, "until": str}
    db.table("people").create(columns, pk="person", not_null={"phone", "tail", "until"})
    db.table("people").create_index(["tail"])
    db.table("secret").create({"id": int, "secret": bytes}, pk="id")
    db.table("secret").insert({"id": 1, "secret": secrets.token_bytes(SECRET_BYTES)})


@migrations()
def create_cards(db: sqlite_utils.Database) -> None:
    """Which person an identity card belongs to, by the card's own key."""
    columns = {"card": str, "person": str, "until": str}
    db.table("cards").create(columns, pk=("card", "person"), not_null={"until"})


class People:
    """The people of one hall. To open it raises StoreError; every method but `key` and `card_key` raises
    NotKnown.

    May be called from several threads.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        self._connection, self._db = open_store(self._path, migrations)
        self._connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
        self._secret: bytes = self._db.table("secret").get(1)["secret"]
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except sqlite3.Error as error:
            raise NotKnown(f"{self._path}: {error}") from error

    def key(self, phone: str) -> str:
        """The opaque key of whoever has this number: an HMAC, so it cannot be turned back."""
        digest = hmac.new(self._secret, _plain(phone).encode(), "sha256")
        return digest.hexdigest()[:KEY_CHARS]

    def card_key(self, number: str) -> str:
        """The opaque key of an identity card, made likewise."""
        return hmac.new(self._secret, CARD + number.encode(), "sha256").hexdigest()[:KEY_CHARS]

    def link_card(self, number: str, person: str, until: str) -> None:
        """Whoever has this card is this person, until the end of a local day, or longer."""
        with self._alone():
            self._db.execute(
                "INSERT INTO cards (card, person, until) VALUES (?, ?, ?) "
                "ON CONFLICT (card, person) DO UPDATE SET until = max(until, excluded.until)",
                (self.card_key(number), person, until),
            )

    def of_card(self, number: str) -> list[str]:
        """The people whose card this is: needed longest, and then linked last, comes first."""
        with self._alone():
            found = self._db.table("cards").rows_where(
                "card = ?", [self.card_key(number)], order_by="until DESC, rowid DESC"
            )
            return [str(row["person"]) for row in found]

    def keep(self, phone: str, until: str) -> None:
        """Remember a number until the end of a local day, or longer if that was promised before."""
        with self._alone():
            row = (self.key(phone), _plain(phone), _plain(phone)[-4:], until)
            self._db.execute(
                "INSERT INTO people (person, phone, tail, until) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (person) DO UPDATE SET until = max(until, excluded.until)",
                row,
            )

    def with_tail(self, tail: str) -> list[str]:
        """The keys of everybody whose number ends with these four digits."""
        with self._alone():
            return [row["person"] for row in self._db.table("people").rows_where("tail = ?", [tail])]

    def phone(self, person: str) -> str | None:
        """The number behind a key; None when it was never known, or is forgotten."""
        with self._alone():
            rows = self._db.table("people").rows_where("person = ?", [person])
            return next((str(row["phone"]) for row in rows), None)

    def forget(self, today: str) -> int:
        """Delete everybody whose day is over, also from the file's own log; how many that were."""
        with self._alone():
            gone = int(self._db.execute("DELETE FROM people WHERE until < ?", [today]).rowcount)
            cards = int(self._db.execute("DELETE FROM cards WHERE until < ?", [today]).rowcount)
            if gone or cards:
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return gone


def _plain(phone: str) -> str:
    return phone.removeprefix(HOME)
