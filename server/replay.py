"""From the journal to the hall: the one way back, at start and after a write that failed.

What each event does is in `server/hall/apply.py`; when to replay is the engine's matter.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from link.frames import union_of
from server.hall import events as e
from server.hall.apply import Touched, apply
from server.hall.state import Hall
from server.journal import JournalError, Record, Source

OnRecord = Callable[[Record, e.Event, Touched, Hall], None]
"""Told each event that is replayed, what it touched, and the hall after it."""

_decoder = msgspec.json.Decoder(union_of(e.EVENTS))


def replay(journal: Source, on_record: OnRecord | None = None) -> Hall:
    """The hall as the journal has it. The newest day_opened carries what came before, so it starts there."""
    hall = Hall(position=journal.resume())
    for record in journal.read(hall.position):
        event = decode(record)
        touched = apply(hall, event)
        if on_record is not None:
            on_record(record, event, touched, hall)
    return hall


def decode(record: Record) -> e.Event:
    """The event that a record holds. Raises JournalError."""
    try:
        return decode_body(record.body)
    except JournalError as error:
        raise JournalError(f"event {record.seq} ({record.what}) {error}") from error.__cause__


def decode_body(body: bytes) -> e.Event:
    """An event as the journal has it. Raises JournalError."""
    try:
        event: e.Event = _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise JournalError(f"cannot be understood: {error}") from error
    return event
