"""The journal: every event in order, durable before anything is said about it, each chained to the last.

Nothing outside this module knows SQL of the event table. What an event means is not known here.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import sqlite_utils
from sqlite_utils.migrations import Migrations

from server.store import open_store

FILE_NAME = "journal.db"
GENESIS = bytes(32)
"""What the first event is chained to."""


class JournalError(Exception):
    """The journal cannot do what was asked.

    JournalError
    ├── StaleWriter   somebody else has written after the position this writer knows
    ├── NotSaved      the disk refused; nothing of the batch is in the journal
    └── Broken        the chain is broken: names the first altered event
    """


class StaleWriter(JournalError):
    """The journal has moved on: this writer must read it again."""


class NotSaved(JournalError):
    """The batch could not be written."""


class Broken(JournalError):
    """An event is missing, was altered or put in; `seq` is the first one that does not fit."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"event {seq}: {why}")
        self.seq = seq


class Record(NamedTuple):
    """One event as it is stored. `claim` makes picks unique: 0 takes the number, n is a ticket's nth pick."""

    seq: int
    what: str
    ticket: str | None
    claim: int | None
    by: str
    command: str | None
    """Id of the command it came from."""
    body: bytes
    hash: bytes = b""


class Source(Protocol):
    """What a replay needs."""

    def read(self, after: int) -> Iterator[Record]:
        """Every event after a position, in order."""

    def resume(self) -> int:
        """Go on after whatever is there now. Returns where to replay from: just before the newest day."""


class Journal(Source, Protocol):
    """Where events are kept. A replicated log can take SQLite's place behind these methods."""

    def append(self, expected: int, records: Sequence[Record]) -> None:
        """Make a batch durable, all or nothing, after position `expected`. Raises StaleWriter, NotSaved."""

    def head(self) -> tuple[int, bytes]:
        """Position and hash of the last event; (0, GENESIS) when there is none."""

    def close(self) -> None:
        """Let go of the file."""


migrations = Migrations("tingxu-journal")


@migrations()
def create_events(db: sqlite_utils.Database) -> None:
    """The event table. Two clerks never get one ticket, and no number is given twice: also by constraint."""
    db.table("events").create(
        {
            "seq": int, "what": str, "ticket": str, "claim": int, "by": str, "command": str,
            "body": bytes, "hash": bytes,
        },
        pk="seq",
        not_null={"what", "by", "body", "hash"},
    )  # fmt: skip
    db.execute("CREATE UNIQUE INDEX one_claim ON events (ticket, claim) WHERE claim IS NOT NULL")
    db.execute("CREATE INDEX days ON events (seq) WHERE what = 'day_opened'")


COLUMNS = ", ".join(f'"{name}"' for name in Record._fields)
INSERT = f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join('?' * len(Record._fields))})"  # noqa: S608 - our own names

READ = f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq"  # noqa: S608 - our own names
DAY_START = "SELECT max(seq) FROM events WHERE what = 'day_opened'"


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise NotSaved(f"{path}: {error}") from error


def link_hash(previous: bytes, record: Record) -> bytes:
    """SHA-256 over the previous hash and every field, each preceded by its length, so that none can shift.

    An absent one counts as a dash.
    """
    seq, what, by, body = b"%d" % record.seq, record.what.encode(), record.by.encode(), record.body
    ticket, command = _marked(record.ticket), _marked(record.command)
    claim = _marked(None if record.claim is None else str(record.claim))
    return hashlib.sha256(
        b"%b%d:%b%d:%b%b%b%d:%b%b%d:%b"  # one formatting, because every event comes through here
        % (previous, len(seq), seq, len(what), what, ticket, claim, len(by), by, command, len(body), body)
    ).digest()


def _marked(text: str | None) -> bytes:
    if text is None:
        return b"-"
    data = text.encode()
    return b"%d:%b" % (len(data), data)


class SqliteJournal:
    """The built-in journal: one SQLite file, WAL, `synchronous=FULL`, one writer. Raises StoreError.

    `append` may be called from another thread than the rest, but never two methods at once.
    """

    def __init__(self, directory: Path) -> None:
        self.path = directory / FILE_NAME
        self._connection, _ = open_store(self.path, migrations)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._seq, self._hash = self.head()

    def append(self, expected: int, records: Sequence[Record]) -> None:
        """Make a batch durable, all or nothing, after position `expected`. Raises StaleWriter, NotSaved.

        After an error call `resume` before the next append.
        """
        if expected != self._seq:
            raise StaleWriter(f"the journal is at {self._seq}, not at {expected}")
        chained, last = [], self._hash
        for record in records:
            last = link_hash(last, record)
            chained.append((*record[:-1], last))
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(INSERT, chained)
            self._connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:
            raise StaleWriter(f"another writer was here, or a ticket was given twice: {error}") from error
        except sqlite3.Error as error:
            raise NotSaved(f"{self.path}: {error}") from error
        self._seq, self._hash = chained[-1][0], last

    def read(self, after: int) -> Iterator[Record]:
        """Every event after a position, in order."""
        with _translated(self.path):
            yield from map(Record._make, self._connection.execute(READ, (after,)))

    def head(self) -> tuple[int, bytes]:
        """Position and hash of the last event; (0, GENESIS) when there is none."""
        row = self._connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        return (0, GENESIS) if row is None else (row[0], row[1])

    def resume(self) -> int:
        """Write after whatever is there now. Returns where to replay from: just before the newest day."""
        with _translated(self.path):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._seq, self._hash = self.head()
            row = self._connection.execute(DAY_START).fetchone()
        return 0 if row[0] is None else int(row[0]) - 1

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


class Reader:
    """A journal that is only read, also beside the server that writes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, after: int) -> Iterator[Record]:
        """Every event after a position, in order."""
        return map(Record._make, self._connection.execute(READ, (after,)))

    def resume(self) -> int:
        """Where to replay from: just before the newest day."""
        [first] = self._connection.execute(DAY_START).fetchone()
        return 0 if first is None else int(first) - 1


@contextmanager
def reading(directory: Path) -> Iterator[Reader]:
    """The journal of a hall, read-only while the block runs. Raises JournalError."""
    path = directory / FILE_NAME
    if not path.exists():
        raise JournalError(f"{path}: there is no journal here; --data names the server's data directory")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        yield Reader(connection)
    except sqlite3.Error as error:
        raise JournalError(f"{path}: it cannot be read as a journal: {error}") from error
    finally:
        connection.close()


def audit(directory: Path) -> tuple[int, bytes]:
    """Check the whole chain, reading only. Returns the number of events and the last hash; raises Broken.

    The last hash, written down elsewhere, also proves later that the end was not cut off.
    """
    with reading(directory) as journal:
        return _audit(journal.read(0))


def _audit(records: Iterator[Record]) -> tuple[int, bytes]:
    count, last = 0, GENESIS
    for record in records:
        if record.seq != count + 1:
            raise Broken(count + 1, f"it is missing; the next one is {record.seq}")
        try:
            last = link_hash(last, record)
        except (AttributeError, TypeError) as error:
            raise Broken(record.seq, "it was altered: a field holds another kind of value") from error
        if record.hash != last:
            raise Broken(record.seq, "it does not fit its hash: it or the one before was altered")
        count = record.seq
    return count, last
