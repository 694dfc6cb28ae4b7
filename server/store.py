"""The programs' own files, opened: readable by their owner alone, in WAL, at the newest schema, or refused.

What is in them is known in the modules that open them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlite_utils
from sqlite_utils.migrations import Migrations

BUSY_S = 5
"""How long a write waits for another process that writes."""


class StoreError(Exception):
    """The file cannot be opened; the text says why and what would be right."""


def open_store(path: Path, migrations: Migrations) -> tuple[sqlite3.Connection, sqlite_utils.Database]:
    """Open a file, or make it. Raises StoreError."""
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)  # what SQLite puts beside it gets the same mode
        connection = sqlite3.connect(path, timeout=BUSY_S, check_same_thread=False, isolation_level=None)
        database = sqlite_utils.Database(connection)
        _not_newer(path, database, migrations)
        database.enable_wal()
        migrations.apply(database)
    except (OSError, sqlite3.Error, StoreError) as error:
        if connection is not None:
            connection.close()
        raise error if isinstance(error, StoreError) else StoreError(f"{path}: {error}") from error
    return connection, database


@contextmanager
def held(directory: Path, who: str = "server") -> Iterator[None]:
    """The directory is this server's alone while the block runs. Raises StoreError when another one has it.

    `who` else writes there (the public plane) has a lock of its own.

    The lock is SQLite's, on an empty file: it is the same on every system, and ends with the process.
    """
    connection = _lock(directory / f"{who}.lock", who)
    try:
        yield
    finally:
        connection.close()


def _lock(path: Path, who: str) -> sqlite3.Connection:
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
    except (OSError, sqlite3.Error) as error:
        if connection is not None:
            connection.close()
        if "locked" in str(error):
            raise StoreError(f"{path.parent}: another {who} has this hall open; end it first") from error
        raise StoreError(f"{path}: {error}") from error
    return connection


def _not_newer(path: Path, database: sqlite_utils.Database, migrations: Migrations) -> None:
    with sqlite3.connect(":memory:") as empty:
        known = {migration.name for migration in migrations.pending(sqlite_utils.Database(empty))}
    empty.close()
    newer = [migration.name for migration in migrations.applied(database) if migration.name not in known]
    if newer:
        raise StoreError(f"{path}: written by a newer version of Tingxu ({', '.join(newer)}); use that one")
