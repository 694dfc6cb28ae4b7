"""The verb `simulate`: which people, which hall, which policies, and where the answer goes.

What is simulated, and how, is in `simulation/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from cli.estimates import judge_record, judge_simulated
from cli.halls import plan_in
from link.plan import Plan, Policy

if TYPE_CHECKING:
    from simulation.asked import Asked, Found

POLICIES: tuple[Policy, ...] = get_args(Policy)
FILE_WIDTH = 130
"""Columns of the table where there is no terminal."""


def add_to(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command()(simulate)


def simulate(
    file: Annotated[Path | None, typer.Argument(help="With --json: where the figures go.")] = None,
    arrivals: Annotated[
        Path | None, typer.Option(help="CSV: arrived, queue, class, service_s and maybe outcome, waited_s.")
    ] = None,
    hall: Annotated[Path | None, typer.Option(help="Hall file; none: --windows serve all queues.")] = None,
    windows: Annotated[
        int | None, typer.Option(help="How many, without a hall file.", min=1, max=500)
    ] = None,
    classes: Annotated[str, typer.Option(help="Without a hall file: classes, best first: a,b,c.")] = "",
    targets: Annotated[str, typer.Option(help="Their targets in seconds: 300,1200.")] = "",
    weights: Annotated[str, typer.Option(help="Their weights for accumulating: 2.5,1.")] = "",
    pattern: Annotated[str, typer.Option(help="The rota for pattern: a,b,b.")] = "",
    policy: Annotated[
        list[str] | None, typer.Option(help="strict, due, accumulating, pattern; several: again or a,b.")
    ] = None,
    day_tickets: Annotated[
        int, typer.Option(help="Without arrivals: so many on a day.", min=1, max=200_000)
    ] = 1000,
    load: Annotated[
        float, typer.Option(help="Without arrivals: how busy windows are.", min=0.01, max=2)
    ] = 0.9,
    service: Annotated[str, typer.Option(help="Without arrivals: exponential or lognormal.")] = "exponential",
    shares: Annotated[str, typer.Option(help="Without arrivals: shares of the classes: 1,4.")] = "",
    seed: Annotated[
        str, typer.Option("--seed", "--seeds", help="Without arrivals: one or several days: 1,2,3.")
    ] = "1",
    json: Annotated[
        bool, typer.Option("--json", help="The figures as JSON, in FILE or on standard output.")
    ] = False,
    picture: Annotated[Path | None, typer.Option(help="PNG file for a picture of the figures.")] = None,
    estimates: Annotated[
        bool, typer.Option("--estimates", help="Judge the estimate; without windows by the file's waits.")
    ] = False,
) -> None:
    """Run days of a hall on a virtual clock, under one policy or several, and tell who waited how long."""
    from simulation.asked import of_file, of_seeds
    from simulation.asked import simulate as run
    from simulation.generated import Drawing
    from simulation.people import Wrong
    from simulation.plans import Making

    if file is not None and not json:
        raise typer.BadParameter(f"{file}: a file is for --json; arrivals are given with --arrivals FILE")
    if estimates and picture is not None:
        raise typer.BadParameter("--picture shows how long people wait, not how right the estimates are")
    policies = _policies(policy or [])
    plan = None if hall is None else _plan(hall, windows, classes, targets, weights, pattern)
    by_record = estimates and arrivals is not None and plan is None and windows is None
    if plan is None and windows is None and not by_record:
        raise typer.BadParameter(
            "say how many windows there are, or give a hall file: --windows 8 or --hall FILE"
        )
    making = Making(
        windows or 1,
        words(classes),
        _numbers("--targets", targets),
        _numbers("--weights", weights),
        words(pattern),
    )
    try:
        if by_record and arrivals is not None:
            judge_record(arrivals, making, policies, file, json=json)
            return
        if arrivals is not None:
            asked = of_file(arrivals, plan, making, policies)
        else:
            kind = _service(service)
            drawing = Drawing(day_tickets, load, kind, tuple(map(float, _numbers("--shares", shares))))
            asked = of_seeds(_seeds(seed), drawing, plan, making, policies)
    except Wrong as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from wrong
    if estimates:
        judge_simulated(asked, file, json=json)
    else:
        _answer(asked, run(asked), file, picture, json=json)


def _answer(asked: Asked, found: Found, file: Path | None, picture: Path | None, *, json: bool) -> None:
    """Show the figures; with JSON on standard output everything else goes to standard error."""
    from rich.console import Console

    from simulation import report
    from simulation.picture import save

    try:
        if json and file is None:
            typer.echo(report.as_json(found), nl=False)
        elif file is not None:
            file.write_bytes(report.as_json(found))
        if picture is not None:
            save(picture, asked, found)
    except OSError as error:
        typer.echo(f"cannot write {error.filename}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    console = Console(stderr=json and file is None)
    console = console if console.is_terminal else Console(stderr=json and file is None, width=FILE_WIDTH)
    console.print(report.heading(asked), highlight=False, markup=False)
    console.print(report.table(found))
    for sentence in report.warnings(found):
        typer.echo(f"warning: {sentence}", err=True)


def _plan(hall: Path, windows: int | None, *without: str) -> Plan:
    """The hall of a file; what else describes a hall must not be given."""

    if windows is not None or any(without):
        says = "windows, classes, targets, weights and pattern stand in the hall file"
        raise typer.BadParameter(f"{says}: give either --hall, or --windows and the rest")
    return plan_in(hall)


def words(text: str) -> list[str]:
    """ "a, b" as a list."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _policies(given: Sequence[str]) -> list[Policy]:
    found = [word for text in given for word in words(text)]
    for word in found:
        if word not in POLICIES:
            raise typer.BadParameter(f'--policy: there is no "{word}"; there is {", ".join(POLICIES)}')
    return list(dict.fromkeys(cast("list[Policy]", found)))


def _numbers(option: str, text: str) -> list[Decimal]:
    """Decimals above or at 0."""
    found = []
    for word in words(text):
        try:
            number = Decimal(word)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 <= number <= 1_000_000:
            raise typer.BadParameter(f'{option}: "{word}" is not a number from 0 to 1000000')
        found.append(number)
    return found


def _service(text: str) -> Literal["exponential", "lognormal"]:
    if text not in ("exponential", "lognormal"):
        raise typer.BadParameter(f'--service: "{text}" is neither exponential nor lognormal')
    return cast("Literal['exponential', 'lognormal']", text)


def _seeds(text: str) -> list[int]:
    found = words(text)
    if not found or not all(word.isascii() and word.isdecimal() for word in found):
        raise typer.BadParameter(f'--seed: "{text}" is not a whole number, or several like 1,2,3')
    return [int(word) for word in found]
