"""The journal alone: its chain, its constraints, its file, and what an audit finds."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from server.journal import (
    GENESIS,
    Broken,
    JournalError,
    NotSaved,
    Record,
    SqliteJournal,
    StaleWriter,
    audit,
)  # fmt: skip
from server.replay import replay
from server.store import StoreError


def event(seq: int, what: str = "notice_set", ticket: str | None = None, claim: int | None = None) -> Record:
    return Record(seq, what, ticket, claim, "manager/m", f"command-{seq}", b'{"n":%d}' % seq)


def written(directory: Path, count: int = 6) -> tuple[int, bytes]:
    """A journal of so many events; its head."""
    journal = SqliteJournal(directory)
    journal.append(0, [event(1, "day_opened"), event(2)])
    journal.append(2, [event(n, "ticket_taken", f"20261124-A00{n}", 0) for n in range(3, count + 1)])
    head = journal.head()
    journal.close()
    return head


def tamper(directory: Path, *statements: str) -> None:
    connection = sqlite3.connect(directory / "journal.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_empty_journal(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path)
    assert (journal.head(), journal.resume(), list(journal.read(0))) == ((0, GENESIS), 0, [])
    journal.close()
    assert audit(tmp_path) == (0, GENESIS)


def test_what_was_appended_is_read_in_order_and_from_anywhere(tmp_path: Path) -> None:
    head = written(tmp_path)
    journal = SqliteJournal(tmp_path)
    assert [record.seq for record in journal.read(0)] == [1, 2, 3, 4, 5, 6]
    assert [record.seq for record in journal.read(4)] == [5, 6]
    assert [*journal.read(4)][1][:-1] == event(6, "ticket_taken", "20261124-A006", 0)[:-1]
    assert journal.head() == head == audit(tmp_path)
    journal.close()


def test_a_replay_starts_before_the_newest_day(tmp_path: Path) -> None:
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    assert journal.resume() == 0
    journal.append(6, [event(7, "day_opened"), event(8)])
    assert journal.resume() == 6
    journal.close()


def test_a_batch_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    with pytest.raises(StaleWriter, match="UNIQUE"):
        journal.append(6, [event(7), event(8, "ticket_taken", "20261124-A003", 0)])
    journal.resume()
    assert journal.head()[0] == 6
    journal.append(6, [event(7)])
    journal.close()
    assert audit(tmp_path)[0] == 7


@pytest.mark.parametrize(
    ("ticket", "claim"), [("20261124-A003", 0), ("20261124-A009", 1)], ids=["a number", "a pick"]
)
def test_nothing_is_given_twice_even_if_the_rules_were_wrong(tmp_path: Path, ticket: str, claim: int) -> None:
    """Two clerks never get one ticket: the second claim is refused by the database itself."""
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    journal.append(6, [event(7, "ticket_called", "20261124-A009", 1)])
    with pytest.raises(StaleWriter):
        journal.append(7, [event(8, "ticket_called", ticket, claim)])
    journal.resume()
    journal.append(7, [event(8, "ticket_called", "20261124-A009", 2)])
    journal.close()
    with pytest.raises(sqlite3.IntegrityError, match=r"events\.ticket, events\.claim"):
        tamper(
            tmp_path,
            "INSERT INTO events (seq, what, ticket, claim, by, body, hash)"
            " SELECT 9, what, ticket, claim, 'counter/9', body, hash FROM events WHERE seq = 8",
        )


@pytest.mark.parametrize("expected", [0, 5, 7])
def test_a_stale_writer_is_refused_by_its_position(tmp_path: Path, expected: int) -> None:
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    with pytest.raises(StaleWriter, match=f"at 6, not at {expected}"):
        journal.append(expected, [event(expected + 1)])
    journal.close()


def test_a_second_writer_is_refused_by_the_database(tmp_path: Path) -> None:
    written(tmp_path)
    one, two = SqliteJournal(tmp_path), SqliteJournal(tmp_path)
    one.append(6, [event(7)])
    with pytest.raises(StaleWriter, match="another writer"):
        two.append(6, [event(7, "day_closed")])
    assert two.resume() == 0
    two.append(7, [event(8)])
    one.close()
    two.close()
    assert audit(tmp_path)[0] == 8


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    journal._connection.execute("PRAGMA max_page_count = 1")  # SQLite says then what it says of a full disk
    with pytest.raises(NotSaved, match="full"):
        journal.append(6, [Record(7, "notice_set", None, None, "manager/m", None, b"x" * 100_000)])
    journal.resume()
    assert journal.head()[0] == 6
    journal._connection.execute("PRAGMA max_page_count = 1000000")
    journal.append(6, [event(7)])
    journal.close()
    assert audit(tmp_path)[0] == 7


def test_every_commit_waits_for_the_disk(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path)
    settings = [
        journal._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode")
    ]
    assert settings == [2, "wal"]
    journal.close()


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "data")
    journal.append(0, [event(1)])
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert set(modes) == {"journal.db", "journal.db-wal", "journal.db-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    journal.close()


# ---------------------------------------------------------------------- opening what is no journal


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"This is a letter, not a journal. " * 100)
    with pytest.raises(StoreError, match=r"journal\.db: file is not a database"):
        SqliteJournal(tmp_path)
    with pytest.raises(JournalError, match=r"journal\.db: it cannot be read as a journal"):
        audit(tmp_path)


def test_a_database_that_is_no_journal(tmp_path: Path) -> None:
    tamper(tmp_path, "CREATE TABLE letters (text)")
    with pytest.raises(JournalError, match="no such table: events"):
        audit(tmp_path)


def test_a_journal_of_a_newer_version(tmp_path: Path) -> None:
    written(tmp_path)
    tamper(
        tmp_path,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('tingxu-journal', 'split_events', '2030-01-01')",
    )
    with pytest.raises(StoreError, match=r"newer version of Tingxu \(split_events\)"):
        SqliteJournal(tmp_path)


def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        SqliteJournal(tmp_path / "file" / "data")


def test_no_journal_to_audit(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no journal here"):
        audit(tmp_path)
    assert not (tmp_path / "journal.db").exists()


def test_an_event_that_this_version_does_not_know(tmp_path: Path) -> None:
    written(tmp_path)
    journal = SqliteJournal(tmp_path)
    with pytest.raises(JournalError, match=r"event 1 \(day_opened\) cannot be understood"):
        replay(journal)
    journal.close()


# ---------------------------------------------------------------------- audit

FIELDS = ("what", "ticket", "claim", "by", "command", "body", "hash")
OTHERS = ("'x'", "NULL", "''", "7", "x'00'")


@pytest.mark.parametrize("value", OTHERS)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("seq", [2, 4])
def test_any_altered_field_is_found(tmp_path: Path, field: str, value: str, seq: int) -> None:
    written(tmp_path)
    before = rows(tmp_path)
    with suppress(sqlite3.IntegrityError):
        tamper(tmp_path, f"UPDATE events SET {field} = {value} WHERE seq = {seq}")  # noqa: S608 - our own words
    if rows(tmp_path) == before:  # it was so already, or the database itself refused
        assert audit(tmp_path)[0] == 6
        return
    with pytest.raises(Broken) as caught:
        audit(tmp_path)
    assert caught.value.seq == seq


def rows(directory: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(directory / "journal.db")
    found = connection.execute("SELECT * FROM events ORDER BY seq").fetchall()
    connection.close()
    return found


def test_a_body_altered_by_one_bit(tmp_path: Path) -> None:
    written(tmp_path)
    tamper(tmp_path, "UPDATE events SET body = CAST(replace(body, '3', '2') AS BLOB) WHERE seq = 3")
    with pytest.raises(Broken, match="event 3: it does not fit its hash"):
        audit(tmp_path)


@pytest.mark.parametrize("seq", [1, 2, 3, 5])
def test_a_removed_event_is_found(tmp_path: Path, seq: int) -> None:
    written(tmp_path)
    tamper(tmp_path, f"DELETE FROM events WHERE seq = {seq}")  # noqa: S608 - our own number
    with pytest.raises(Broken, match=f"event {seq}: it is missing; the next one is {seq + 1}"):
        audit(tmp_path)


CLOSED_UP = "UPDATE events SET seq = seq - 1 WHERE seq > 3"
SWAPPED = (
    "UPDATE events SET seq = 100 WHERE seq = 3",
    "UPDATE events SET seq = 3 WHERE seq = 4",
    "UPDATE events SET seq = 4 WHERE seq = 100",
)
PUT_IN = (
    "UPDATE events SET seq = seq + 1000 WHERE seq >= 3",
    "UPDATE events SET seq = seq - 999 WHERE seq > 1000",
    "INSERT INTO events (seq, what, by, body, hash) SELECT 3, what, by, body, hash FROM events WHERE seq = 2",
)


@pytest.mark.parametrize(
    "statements",
    [("DELETE FROM events WHERE seq = 3", CLOSED_UP), SWAPPED, PUT_IN],
    ids=["removed and closed up", "swapped", "put in"],
)
def test_rows_that_were_moved_are_found(tmp_path: Path, statements: tuple[str, ...]) -> None:
    written(tmp_path)
    tamper(tmp_path, *statements)
    with pytest.raises(Broken) as caught:
        audit(tmp_path)
    assert caught.value.seq == 3


def test_a_row_put_in_at_the_end_is_found(tmp_path: Path) -> None:
    written(tmp_path)
    tamper(
        tmp_path,
        "INSERT INTO events (seq, what, by, body, hash)"
        " SELECT 7, what, by, body, hash FROM events WHERE seq = 6",
    )
    with pytest.raises(Broken, match="event 7"):
        audit(tmp_path)


def test_a_field_cannot_flow_into_the_next(tmp_path: Path) -> None:
    written(tmp_path)
    tamper(tmp_path, "UPDATE events SET by = 'manager/', command = 'mcommand-2' WHERE seq = 2")
    with pytest.raises(Broken, match="event 2"):
        audit(tmp_path)


def test_a_cut_end_shows_only_by_the_hash_written_down_elsewhere(tmp_path: Path) -> None:
    """As docs/decisions/0001 says: the chain itself is unbroken then."""
    count, last = written(tmp_path)
    tamper(tmp_path, "DELETE FROM events WHERE seq > 4")
    found = audit(tmp_path)
    assert (count, found[0]) == (6, 4)
    assert found[1] != last


def test_an_audit_beside_a_running_writer(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path)
    journal.append(0, [event(1), event(2)])
    assert audit(tmp_path) == journal.head()
    journal.append(2, [event(3)])
    assert audit(tmp_path) == journal.head()
    journal.close()
