"""The verbs of the command `tingxu`.

Only arguments and exit statuses are handled here; every room is imported when its verb is used.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cli import (
    bookings,
    clips,
    devices,
    doctor,
    emulate,
    manage,
    ratings,
    report,
    simulate,
    ticket,
    web,
    webhook,
)
from cli.addresses import host_and_port
from cli.halls import plan_in
from cli.log import set_up_logging
from cli.screens import screens

if TYPE_CHECKING:
    from link.plan import Plan

app = typer.Typer(
    name="tingxu",
    help="Tingxu 厅序 keeps the order in a public service hall.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
screens(app)
devices.add_to(app)
manage.add_to(app)
bookings.add_to(app)
report.add_to(app)
ratings.add_to(app)
simulate.add_to(app)
ticket.add_to(app)
web.add_to(app)
clips.add_to(app)
webhook.add_to(app)
emulate.add_to(app)
doctor.add_to(app)

HallOption = Annotated[Path, typer.Option(help="The hall file (docs/hall-file.md).")]
DataOption = Annotated[Path, typer.Option(help="Directory of the journal and the access file.")]


@app.callback()
def main(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Also log what is normal.")] = False,
) -> None:
    """Set up what every verb needs."""
    set_up_logging(verbose=verbose)


@app.command()
def serve(
    hall: HallOption,
    data: DataOption,
    listen: Annotated[str, typer.Option(help="HOST:PORT; 0.0.0.0:8710 opens it to the hall's network.")] = "",
    announce: Annotated[bool, typer.Option(help="Let devices find the server by mDNS.")] = True,
    clock: Annotated[str, typer.Option(help="Start the clock at this local time, for trying things.")] = "",
) -> None:
    """Run the hall's server until it is told to stop (Ctrl-C, SIGTERM)."""
    from server.app import ServerOptions, serve_until_signal
    from server.engine import now_ms

    plan = plan_in(hall)
    host, port = host_and_port(listen or "127.0.0.1:8710")
    offset = _clock_offset(clock, plan.timezone)
    plan = _with_official_days(plan, now_ms() + offset)
    options = ServerOptions(plan, data, host, port, announce, clock=lambda: now_ms() + offset)
    raise typer.Exit(asyncio.run(serve_until_signal(options)))


def _with_official_days(plan: Plan, now: int) -> Plan:
    """The plan with the official holidays in it; it is said where the hall must see to them itself."""
    from server.calendar_days import not_known, with_official_days

    today = datetime.fromtimestamp(now / 1000, ZoneInfo(plan.timezone)).date().isoformat()
    plan = with_official_days(plan, today)
    if line := not_known(plan, today):
        typer.echo(line, err=True)
    return plan


def _clock_offset(text: str, timezone: str) -> int:
    """Milliseconds from the real time to "2026-11-24T09:30" in the hall's zone; 0 for no text."""
    if not text:
        return 0
    try:
        wanted = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a time like 2026-11-24T09:30") from error
    zone = ZoneInfo(timezone)
    wanted = wanted.replace(tzinfo=zone) if wanted.tzinfo is None else wanted
    return int((wanted - datetime.now(zone)).total_seconds() * 1000)


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="No windows: scripted people.")] = False,
    seconds: Annotated[
        int | None,
        typer.Option(
            help="How long the hall stays open; none: 60, or with windows until Ctrl-C.", min=5, max=3600
        ),
    ] = None,
    hall: Annotated[Path | None, typer.Option(help="Hall file; none means the district hall.")] = None,
    seed: Annotated[int, typer.Option(help="Decides what the scripted people do.")] = 1,
    out: Annotated[Path, typer.Option(help="Directory for summary.json and the pictures.")] = Path(
        "demo-out"
    ),
) -> None:
    """Open a whole hall on this machine: server, kiosks, printer, counters, board and voice."""
    from demo.run import run

    raise typer.Exit(run(headless=headless, seconds=seconds, hall=hall, seed=seed, out=out))


@app.command()
def bench(
    json: Annotated[Path, typer.Option(help="Where the list of measurements goes.")],
    short: Annotated[bool, typer.Option("--short", help="Few of everything: to see that it works.")] = False,
    only: Annotated[str, typer.Option(help="Only measures whose name contains this.")] = "",
    theory: Annotated[
        bool, typer.Option("--theory", help="No speed: waits beside the formulas of queueing theory.")
    ] = False,
) -> None:
    """Measure the speed against the bare limit of this machine, or the rules against theory."""
    if theory:
        from benchmarks import theory as waits

        raise typer.Exit(waits.run(json, short=short))
    from benchmarks.run import run

    raise typer.Exit(run(json, short=short, only=only))


@app.command()
def audit(data: DataOption) -> None:
    """Prove that the journal is unbroken, or name the first altered event."""
    from server.journal import Broken, JournalError
    from server.journal import audit as check

    try:
        count, last = check(data)
    except Broken as broken:
        typer.echo(f"BROKEN at {broken}", err=True)
        raise typer.Exit(1) from broken
    except JournalError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"unbroken: {count} events, last hash {last.hex()}")


if __name__ == "__main__":
    app()
