"""The file of the webhooks: subscriptions, the outbox, and who was told already that the turn is near.

How far a subscription was told stands in the same transaction as the messages that came of it.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.migrations import Migrations

from server.store import open_store
from server.web.hooks.signing import new_secret
from server.web.hooks.subscription import NEAR, Delivery, HookError, State, Subscription

FILE_NAME = "webhooks.db"
MOST_WAITING = 10_000
"""Messages of one subscription that wait at most; beyond that the oldest are dropped."""
ROLL_MS = 24 * 3600 * 1000
"""So long after a new secret the old one signs too."""

Told = tuple[str, str, int]
"""Subscription, ticket, and which of the ticket's turns was announced as near."""
migrations = Migrations("tingxu-webhooks")


@migrations()
def create_tables(db: sqlite_utils.Database) -> None:
    """Subscriptions, messages that wait, and the turns that were announced."""
    db.table("subscriptions").create(
        {
            "id": str, "url": str, "events": str, "partner": str, "with_phone": int, "near": int,
            "secret": str, "old_secret": str, "old_until": int, "state": str, "why": str,
            "failing_since": int, "position": int, "dropped": int, "delivered": int, "added": int,
        },
        pk="id",
    )  # fmt: skip
    columns: dict[str, type] = {
        "n": int,
        "sub": str,
        "id": str,
        "type": str,
        "at": int,
        "code": str,
        "body": bytes,
    }
    db.table("deliveries").create(columns, pk="n")
    db.table("deliveries").create_index(["sub", "n"])
    turns: dict[str, type] = {"sub": str, "ticket": str, "turns": int}
    db.table("told").create(turns, pk=("sub", "ticket", "turns"))


class NotKept(Exception):
    """The file cannot be read or written now; the text says why."""


def now_ms() -> int:
    """The time of this machine: how old a secret is does not depend on the hall's clock."""
    return time.time_ns() // 1_000_000


class Store:
    """The file of one public plane. The program and `tingxu webhook` may both have it open.

    To open it raises StoreError; every method raises NotKept when it cannot be read or written.
    """

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE_NAME
        self._connection, self._db = open_store(self.path, migrations)
        # A power cut may undo the last writes together: the events are told again then, and so are these.
        self._connection.execute("PRAGMA synchronous=NORMAL")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            with self._db.atomic():
                yield
        except sqlite3.Error as error:
            raise NotKept(f"{self.path}: {error}") from error

    def _run(self, sql: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    # ------------------------------------------------------------------ subscriptions

    def add(self, subscription: dict[str, Any]) -> Subscription:
        """A new subscription, with a secret of its own; gives it."""
        fresh: dict[str, Any] = {"id": secrets.token_hex(4), "secret": new_secret(), "state": "on", "why": ""}
        fresh |= {"with_phone": False, "near": NEAR, "old_until": 0, "dropped": 0, "added": now_ms()}
        row = fresh | subscription
        with self._kept():
            self._db.table("subscriptions").insert(row | {"events": ",".join(row["events"])})
        return self.get(row["id"])

    def get(self, id_: str) -> Subscription:
        """Raises HookError when there is none."""
        found = [one for one in self.subscriptions() if one.id == id_]
        if not found:
            raise HookError(f"no webhook is called {id_!r}; `tingxu webhook list` shows them")
        return found[0]

    def subscriptions(self) -> list[Subscription]:
        """All of them, the oldest first."""
        with self._kept():
            return [
                _subscription(row) for row in self._db.table("subscriptions").rows_where(order_by="added")
            ]

    def drop(self, id_: str) -> None:
        """The subscription ends, and what waits for it is thrown away. Raises HookError."""
        self.get(id_)
        with self._kept():
            for table, column in (("subscriptions", "id"), ("deliveries", "sub"), ("told", "sub")):
                self._db.table(table).delete_where(f"{column} = ?", [id_])

    def roll(self, id_: str) -> Subscription:
        """A new secret; the one before it signs too for a day. Raises HookError."""
        old = self.get(id_)
        fresh = {"secret": new_secret(), "old_secret": old.secret, "old_until": now_ms() + ROLL_MS}
        with self._kept():
            self._db.table("subscriptions").update(id_, fresh)
        return self.get(id_)

    def stands(self, id_: str, state: State, why: str, failing_since: int | None) -> None:
        """Note how it goes with a subscription. What waits for one that is gone is thrown away."""
        with self._kept():
            self._run(
                "UPDATE subscriptions SET state = ?, why = ?, failing_since = ? WHERE id = ?",
                state, why, failing_since, id_,
            )  # fmt: skip
            if state == "gone":
                self._run("DELETE FROM deliveries WHERE sub = ?", id_)

    def version(self) -> int:
        """Changes whenever another process has written."""
        with self._kept():
            return int(self._run("PRAGMA data_version").fetchone()[0])

    # ------------------------------------------------------------------ the outbox

    def write(
        self, deliveries: Iterable[Delivery], told: Iterable[Told], positions: dict[str, int]
    ) -> dict[str, int]:
        """Keep what came of the events up to these positions; by subscription, how many were dropped."""
        rows = [(one.sub, one.id, one.type, one.at, one.code, one.body) for one in deliveries]
        with (
            self._kept()
        ):  # a write comes first: what begins with reading may find that somebody else has written
            self._connection.executemany(
                "UPDATE subscriptions SET position = ? WHERE id = ?",
                [(position, sub) for sub, position in positions.items()],
            )
            known = {row[0] for row in self._run("SELECT id FROM subscriptions")}
            self._connection.executemany(
                "INSERT INTO deliveries (sub, id, type, at, code, body) VALUES (?, ?, ?, ?, ?, ?)",
                [row for row in rows if row[0] in known],
            )
            self._connection.executemany(
                "INSERT OR IGNORE INTO told VALUES (?, ?, ?)", [one for one in told if one[0] in known]
            )
            dropped = {sub: self._shorten(sub) for sub in {row[0] for row in rows}}
        return {sub: count for sub, count in dropped.items() if count}

    def _shorten(self, sub: str) -> int:
        last = "SELECT n FROM deliveries WHERE sub = ? ORDER BY n DESC LIMIT 1 OFFSET ?"
        cursor = self._run(f"DELETE FROM deliveries WHERE sub = ? AND n <= ({last})", sub, sub, MOST_WAITING)  # noqa: S608
        if cursor.rowcount:
            self._run("UPDATE subscriptions SET dropped = dropped + ? WHERE id = ?", cursor.rowcount, sub)
        return cursor.rowcount

    def waiting(self, sub: str, most: int) -> list[Delivery]:
        """The next messages of a subscription, in their order."""
        sql = "SELECT sub, id, type, at, body, code, n FROM deliveries WHERE sub = ? ORDER BY n LIMIT ?"
        with self._kept():
            return [Delivery(*row) for row in self._run(sql, sub, most)]

    def count(self, sub: str) -> int:
        """How many messages wait."""
        with self._kept():
            return int(self._run("SELECT count(*) FROM deliveries WHERE sub = ?", sub).fetchone()[0])

    def delivered(self, one: Delivery) -> None:
        """It has arrived."""
        with self._kept():
            self._run("DELETE FROM deliveries WHERE n = ?", one.n)
            self._run(
                "UPDATE subscriptions SET delivered = ?, why = '', failing_since = NULL WHERE id = ?",
                now_ms(), one.sub,
            )  # fmt: skip

    def stale(self, one: Delivery) -> None:
        """It is too old to be told."""
        with self._kept():
            self._run("DELETE FROM deliveries WHERE n = ?", one.n)
            self._run("UPDATE subscriptions SET dropped = dropped + 1 WHERE id = ?", one.sub)

    # ------------------------------------------------------------------ who was told that the turn is near

    def told(self) -> set[Told]:
        """Everybody's."""
        with self._kept():
            return {(row[0], row[1], row[2]) for row in self._run("SELECT sub, ticket, turns FROM told")}

    def forget_told(self, day: str) -> None:
        """Tickets of other days than this one ("20261124") are over."""
        with self._kept():
            self._run("DELETE FROM told WHERE substr(ticket, 1, 8) != ?", day)


def _subscription(row: dict[str, Any]) -> Subscription:
    events = tuple(row["events"].split(","))
    return Subscription(**{**row, "events": events, "with_phone": bool(row["with_phone"])})
