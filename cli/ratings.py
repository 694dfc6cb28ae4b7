"""The verbs about ratings: the report, the bad ones that wait for an answer, answering, a tablet's address.

What is counted is in `server/report_ratings.py`; which ratings are bad, and by when, is the hall's rule.
"""

from __future__ import annotations

import csv
import json as json_module
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.manage import IdentityOption, ServerOption, command, find_server, run_work
from cli.report import (
    DataOption,
    FromOption,
    JsonOption,
    ToOption,
    days_between,
    reading_journal,
    report,
    table,
)
from link.commands import AnswerRating

if TYPE_CHECKING:
    from link.frames import Snapshot
    from link.words import Rating
    from server.report_ratings import Line, Visit

CsvOption = Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")]
NAMES = (
    "by", "who", "visits", "rated", "mean", "stars_1", "stars_2", "stars_3", "stars_4", "stars_5", "bad",
    "bad_share", "answered", "late",
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    for verb in (ratings, answer_rating, rating_page):
        app.command()(verb)
    report.command("ratings")(report_ratings)


def report_ratings(
    data: DataOption,
    first: FromOption = "",
    last: ToOption = "",
    json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """How the service was rated, by window and by clerk: stars, what was bad, what was answered in time."""
    from server.report_ratings import visits

    begin, end = days_between(first, last)
    with reading_journal(data) as journal:
        found = [visit for visit in visits(journal.read(0)) if begin <= visit.day <= end]
    rows = [_row(by, line) for by, line in _lines(found)]
    if json:
        typer.echo(json_module.dumps({"ratings": rows}, ensure_ascii=False))
    elif as_csv:
        writer = csv.DictWriter(sys.stdout, NAMES, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    elif not found:
        typer.echo("nobody was asked for a rating in these days")
    else:
        _show(rows, found)


def _lines(found: list[Visit]) -> list[tuple[str, Line]]:
    from server.report_ratings import line, lines

    today = datetime.now(UTC).astimezone().date().isoformat()
    parts = [(by, one) for by in ("window", "clerk") for one in lines(found, by, today)]
    return [*parts, ("all", line("", found, today))]


def _row(by: str, line: Line) -> dict[str, Any]:
    stars = {f"stars_{level}": count for level, count in enumerate(line.levels, 1)}
    rest = {name: value for name, value in line._asdict().items() if name != "levels"}
    return {name: ({"by": by} | rest | stars)[name] for name in NAMES}


def _show(rows: list[dict[str, Any]], found: list[Visit]) -> None:
    title = f"Ratings of {len(found)} visits from {min(v.day for v in found)} to {max(v.day for v in found)}"
    said = [tuple(_said(name, row[name]) for name in NAMES) for row in rows]
    names = tuple(name.replace("stars_", "★").replace("_", " ") for name in NAMES)
    table(title, names, said, set(range(2, len(NAMES))))


def _said(name: str, value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.0%}" if name == "bad_share" else str(value)


def ratings(identity: IdentityOption, server: ServerOption = "", json: JsonOption = False) -> None:
    """List the bad ratings that wait for an answer (role manager); exit status 1 when any is overdue."""
    snapshot = _snapshot(identity, server)
    rows = [_open(one, snapshot.day) for one in snapshot.ratings]
    if json:
        typer.echo(json_module.dumps({"day": snapshot.day, "ratings": rows}, ensure_ascii=False))
    elif not rows:
        typer.echo("no bad rating waits for an answer")
    else:
        said = [
            (row["ticket"], row["day"], row["window"], row["clerk"] or "–", str(row["level"]),
             " ".join(row["reasons"]) or "–", row["due"] + (" OVERDUE" if row["overdue"] else ""))
            for row in rows
        ]  # fmt: skip
        names = ("ticket", "day", "window", "clerk", "stars", "what was not good", "answer by")
        table(f"As of {snapshot.day}", names, said, {4})
    if any(row["overdue"] for row in rows):
        raise typer.Exit(1)


def _open(one: Rating, today: str) -> dict[str, Any]:
    from server.hall.rating import day_of

    due = one.due or ""
    return {
        "ticket": one.ticket,
        "number": one.number,
        "day": day_of(one.ticket),
        "window": one.window,
        "clerk": one.clerk,
        "level": one.level,
        "reasons": list(one.reasons),
        "due": due,
        "overdue": due < today,
    }


def _snapshot(identity: Path, server: str) -> Snapshot:
    from link.client import LinkError
    from link.frames import Welcome
    from link.identity import IdentityError, load
    from link.visit import look

    async def ask() -> Welcome:
        me = load(identity)
        return await look(await find_server(server, me.hall), me)

    snapshot = run_work(ask(), LinkError, IdentityError).snapshot
    if snapshot is None:
        typer.echo("the server did not tell how the hall stands", err=True)
        raise typer.Exit(2)
    return snapshot


def answer_rating(
    ticket: Annotated[str, typer.Argument(help="The ticket, as `tingxu ratings` names it: 20261124-A001.")],
    answer: Annotated[str, typer.Argument(help="What the hall says; no names and no long numbers.")],
    identity: IdentityOption,
    server: ServerOption = "",
) -> None:
    """Answer a bad rating (role manager); the person reads it where the ticket was followed."""
    if not answer.strip() or len(answer) > 500:
        raise typer.BadParameter("an answer has 1 to 500 characters")
    command(identity, server, AnswerRating, ticket=ticket, answer=answer)


def rating_page(
    window: Annotated[str, typer.Option(help="The window before which the tablet stands.")],
    url: Annotated[str, typer.Option(help="Where the tablet finds `tingxu web`.")] = "http://127.0.0.1:8720",
    identity: Annotated[
        Path | None, typer.Option(help="Identity file of `tingxu web`; none means the user's own.")
    ] = None,
) -> None:
    """Print the address of a tablet on which people rate a window: open it there, and give it to nobody."""
    from link.identity import IdentityError, default_path, load
    from server.web.tablets import key_of

    path = identity or default_path("web")
    try:
        me = load(path)
    except IdentityError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if me.role != "web":
        typer.echo(f"{path}: this is the identity of a {me.role}, not of `tingxu web`", err=True)
        raise typer.Exit(2)
    typer.echo(f"{url.rstrip('/')}/rate/{window}/{key_of(me.token, window)}")
