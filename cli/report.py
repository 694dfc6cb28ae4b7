"""The verbs that tell from the journal what happened: grants, bookings, and who may not book now.

They read only, also beside a running server. What is counted, and how, is in `server/report.py`.
"""

from __future__ import annotations

import json as json_module
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from server.journal import Reader
    from server.report import Grant

DataOption = Annotated[Path, typer.Option(help="The server's data directory.")]
FromOption = Annotated[
    str, typer.Option("--from", help="The first day, 2026-11-24; none: from the beginning.")
]
ToOption = Annotated[str, typer.Option("--to", help="The last day; none: until now.")]
JsonOption = Annotated[bool, typer.Option("--json", help="For scripts.")]
HOW = {
    "declared": "declared at kiosk",
    "card": "by age at kiosk",
    "guide": "guide",
    "clerk": "clerk",
    "manager": "manager",
}

report = typer.Typer(help="Tell from the journal what happened.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command()(no_shows)
    app.add_typer(report, name="report")


@contextmanager
def reading_journal(data: Path) -> Iterator[Reader]:
    """The journal, read-only; the program ends where it cannot be read."""
    from server.journal import JournalError, reading

    try:
        with reading(data) as journal:
            yield journal
    except JournalError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _day(text: str, other: str) -> str:
    """A date as the journal has it; `other` for no text."""
    if not text:
        return other
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-11-24") from error


def days_between(first: str, last: str) -> tuple[str, str]:
    """The first and the last day that are meant."""
    begin, end = _day(first, ""), _day(last, "9999")
    if begin > end:
        raise typer.BadParameter(f"--from {begin} is later than --to {end}")
    return begin, end


@report.command()
def grants(data: DataOption, first: FromOption = "", last: ToOption = "", json: JsonOption = False) -> None:
    """Who granted which priority class, on which paper, and how often."""
    from server import report as said

    begin, end = days_between(first, last)
    with reading_journal(data) as journal:
        found = [one for one in said.grants(journal.read(0)) if begin <= one.day <= end]
    if json:
        typer.echo(json_module.dumps(_grants_by(found), ensure_ascii=False))
    elif not found:
        typer.echo("nobody got a priority class in these days")
    else:
        _show_grants(found)


def _grants_by(found: Sequence[Grant]) -> dict[str, Any]:
    """Counted by everything that tells one grant from another, and by class, day and person alone."""
    times = Counter(one._replace(day="") for one in found)
    days: dict[Grant, Counter[str]] = {}
    for one in found:
        days.setdefault(one._replace(day=""), Counter())[one.day] += 1
    rows = [
        {**_named(one), "times": count, "days": dict(sorted(days[one].items()))}
        for one, count in times.most_common()
    ]
    by = {
        "by_class": Counter(one.cls for one in found),
        "by_person": Counter(f"{one.how} {one.who}" for one in found),
        "by_day": dict(sorted(Counter(one.day for one in found).items())),
    }
    return {"times": len(found), "grants": rows, **by}


def _named(one: Grant) -> dict[str, str | None]:
    return {name: value for name, value in one._asdict().items() if name != "day"}


def _show_grants(found: Sequence[Grant]) -> None:
    by = _grants_by(found)
    rows = [
        (HOW[row["how"]], row["who"], row["cls"], _paper(row["evidence"], row["listed"]),
         str(row["times"]), str(len(row["days"])), max(row["days"]))
        for row in by["grants"]
    ]  # fmt: skip
    title = f"{len(found)} grants from {min(by['by_day'])} to {max(by['by_day'])}"
    table(title, ("how", "by whom", "class", "paper or entry", "times", "on days", "last"), rows, {4, 5})
    classes = sorted({one.cls for one in found})
    of_day = Counter((one.day, one.cls) for one in found)
    each = [
        (day, *(str(of_day[day, cls]) for cls in classes), str(all_)) for day, all_ in by["by_day"].items()
    ]
    table("By day", ("day", *classes, "all"), each, set(range(1, len(classes) + 2)))


def _paper(*seen: str | None) -> str:
    return " · ".join(filter(None, seen)) or "–"


@report.command()
def bookings(data: DataOption, first: FromOption = "", last: ToOption = "", json: JsonOption = False) -> None:
    """What became of the bookings: by the day they were for, and queue."""
    from server import report as said

    begin, end = days_between(first, last)
    with reading_journal(data) as journal:
        tallies = said.bookings(journal.read(0))
    found = {key: asdict(tally) for key, tally in tallies.items() if begin <= key[0] <= end}
    if json:
        rows = [{"day": day, "queue": queue, **tally} for (day, queue), tally in found.items()]
        typer.echo(json_module.dumps({"bookings": rows, "all": _sum(found)}))
    elif not found:
        typer.echo("nobody booked for these days")
    else:
        _show_bookings(found)


def _sum(found: Mapping[tuple[str, str], Mapping[str, int]]) -> dict[str, int]:
    total = Counter[str]()
    for tally in found.values():
        total.update(tally)
    return dict(total)


def _show_bookings(found: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
    total = _sum(found)
    rows = [(day, queue, *map(str, tally.values())) for (day, queue), tally in found.items()]
    rows.append(("all", "", *map(str, total.values())))
    names = ("day", "queue", *(name.replace("_", " ") for name in total))
    table("Bookings by the day they were for", names, rows, set(range(2, len(names))))


def no_shows(data: DataOption, json: JsonOption = False) -> None:
    """Who missed bookings or walked away, and to whom online booking is closed until when."""
    from server import report as said
    from server.replay import replay

    with reading_journal(data) as journal:
        hall = replay(journal)
    found = said.no_shows(hall)
    if json:
        people = [one._asdict() for one in found]
        typer.echo(json_module.dumps({"day": hall.day, "people": people}))
    elif not found:
        typer.echo(f"nobody, as of {hall.day or 'now'}")
    else:
        rows = [
            (one.person[:12], str(len(one.missed)), str(len(one.walked_away)),
             max((*one.missed, *one.walked_away), default="–"), one.closed_until or "–")
            for one in found
        ]  # fmt: skip
        names = ("person (key)", "missed", "walked away", "last", "booking closed until")
        table(f"As of {hall.day}", names, rows, {1, 2})


def table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]) -> None:
    """A table for people, as wide as it needs to be where nobody looks at it directly."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left")
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 10_000
    console.print(table)
