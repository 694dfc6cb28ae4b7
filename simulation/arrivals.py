"""Arrivals from a CSV file: read with care, since it comes from another system or a spreadsheet.

Every fault is told with file, line and field; nothing is guessed but how long those stay who left unserved.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from simulation.people import Person, Wrong

NEEDED = ("arrived", "queue", "class", "service_s")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAULTS_SHOWN = 20
LONGEST_S = 1_000_000


class Row(NamedTuple):
    """A line of the file that is right in itself. Without a service time it is somebody who left."""

    line: int
    arrived: int
    queue: str
    cls: str
    service: int | None
    patience: int | None
    waited: int | None


class Fault(Exception):
    """What is wrong in one field."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(f"{field}: {says}")


def read(
    file: Path,
    zone: ZoneInfo,
    queues: Collection[str] | None = None,
    classes: Collection[str] | None = None,
) -> list[Person]:
    """The people of a file, in the order in which they came (of equal times, as in the file).

    Queues and classes must be among those given; None: any. Raises Wrong.
    """
    rows: list[Row] = []
    faults: list[str] = []
    for line, fields in _lines(file):
        try:
            rows.append(_row(line, fields, zone, queues, classes))
        except Fault as fault:
            faults.append(f"{file}:{line}: {fault}")
    if faults:
        more = len(faults) - FAULTS_SHOWN
        rest = [f"… and {more} more"] if more > 0 else []
        raise Wrong("\n".join([*faults[:FAULTS_SHOWN], *rest]))
    if not rows:
        raise Wrong(
            f"{file}:1: there is nobody in this file: below the header stands one line for each person"
        )
    return _people(file, sorted(rows, key=lambda row: row.arrived))


def _lines(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line with its number and its fields by name."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Wrong(f"{file}: is not UTF-8; save it as “CSV UTF-8” (byte {error.start} is wrong)") from error
    except OSError as error:
        raise Wrong(f"{file}: cannot be read: {error.strerror}") from error
    lines = csv.reader(StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(lines, [])]
        _check_header(file, header)
        for fields in lines:
            if any(field.strip() for field in fields):
                yield lines.line_num, _named(file, lines.line_num, header, fields)
    except csv.Error as error:
        raise Wrong(f"{file}:{lines.line_num}: is not CSV: {error}") from error


def _check_header(file: Path, header: Sequence[str]) -> None:
    columns = f"the first line names the columns: {', '.join(NEEDED)}, and where known outcome, waited_s"
    for name in NEEDED:
        if name not in header:
            raise Wrong(f"{file}:1: {name}: there is no such column; {columns}")
    for name in header:
        if name and header.count(name) > 1:
            raise Wrong(f"{file}:1: {name}: this column is there twice; {columns}")


def _named(file: Path, line: int, header: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    if len(fields) != len(header):
        says = f"{len(fields)} fields where the header names {len(header)}"
        raise Wrong(f"{file}:{line}: {says}; put a field that holds a comma in quotes")
    return {name: field.strip() for name, field in zip(header, fields, strict=True)}


def _row(
    line: int,
    fields: dict[str, str],
    zone: ZoneInfo,
    queues: Collection[str] | None,
    classes: Collection[str] | None,
) -> Row:
    outcome = fields.get("outcome", "").lower() or "served"
    if outcome not in ("served", "left"):
        raise Fault("outcome", f'"{fields["outcome"]}" is neither served nor left')
    left = outcome == "left"
    waited = fields.get("waited_s", "")
    return Row(
        line,
        _moment(fields["arrived"], zone),
        _known("queue", fields["queue"], queues),
        _known("class", fields["class"], classes),
        None if left and not fields["service_s"] else _seconds("service_s", fields["service_s"]),
        _seconds("waited_s", waited, " of somebody who left") if left else None,
        _seconds("waited_s", waited) if waited else None,
    )


def _moment(text: str, zone: ZoneInfo) -> int:
    """Milliseconds since the epoch of a local time (or of one that names its offset)."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Fault("arrived", f'"{text}" is not a local time like 2026-11-24T09:30:00') from None
    found = found if found.tzinfo is not None else found.replace(tzinfo=zone)
    if found.microsecond % 1000:
        raise Fault("arrived", f'"{text}" is finer than a millisecond, 2026-11-24T09:30:00.250')
    return (found - EPOCH) // timedelta(milliseconds=1)


def _known(field: str, word: str, known: Collection[str] | None) -> str:
    if not word:
        raise Fault(field, "is empty")
    if known is not None and word not in known:
        raise Fault(field, f'there is no {field} "{word}" here; there is {", ".join(known)}')
    return word


def _seconds(field: str, text: str, whose: str = "") -> int:
    """Seconds as milliseconds; fractions are exact to the millisecond."""
    if not text:
        raise Fault(field, f"is empty; the seconds{whose} are needed, for instance 240")
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= LONGEST_S:
        raise Fault(field, f'"{text}" is not a number of seconds from 0 to {LONGEST_S}, for instance 240')
    return round(found * 1000)


def _people(file: Path, rows: Iterable[Row]) -> list[Person]:
    """Who left is taken to need the mean service time of their queue and class, if called in time."""
    rows = list(rows)
    means = _means(rows)
    people = []
    for row in rows:
        service = row.service
        if service is None:
            near = ((row.queue, row.cls), (row.queue, ""), ("", ""))
            service = next((means[key] for key in near if key in means), None)
        if service is None:
            raise Wrong(f"{file}:{row.line}: service_s: nobody in the file has one; at least one is needed")
        people.append(Person(row.arrived, row.queue, row.cls, service, row.patience, row.waited))
    return people


def _means(rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """By queue and class, by queue, and for all: the mean service time of whoever was served."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.service is not None and row.patience is None:
            for key in ((row.queue, row.cls), (row.queue, ""), ("", "")):
                found[key].append(row.service)
    return {key: round(sum(times) / len(times)) for key, times in found.items()}
