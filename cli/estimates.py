"""The option `--estimates` of the verb `simulate`: how right the waiting-time estimate is.

How it is judged is in `simulation/told.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer

from link.plan import Policy

if TYPE_CHECKING:
    from simulation.asked import Asked, Found
    from simulation.plans import Making
    from simulation.told import Judgement

FILE_WIDTH = 130
"""Columns of the table where there is no terminal."""


def judge_simulated(asked: Asked, file: Path | None, *, json: bool) -> None:
    """By the waits of a simulation."""
    from simulation.estimates import simulated

    _answer(*simulated(asked), file, json=json)


def judge_record(
    arrivals: Path, making: Making, policies: Sequence[Policy], file: Path | None, *, json: bool
) -> None:
    """By the waits that the file says. Raises Wrong."""
    from simulation.arrivals import read
    from simulation.recorded import recorded

    people = read(arrivals, ZoneInfo("UTC"), classes=making.classes or None)
    _answer({}, recorded(people, making, policies), file, json=json)


def _answer(found: Found, judgements: dict[str, Judgement], file: Path | None, *, json: bool) -> None:
    from rich.console import Console

    from simulation import told_report

    data = told_report.as_json(found, judgements) if json else b""
    try:
        if json and file is None:
            typer.echo(data, nl=False)
        elif file is not None:
            file.write_bytes(data)
    except OSError as error:
        typer.echo(f"cannot write {error.filename}: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    console = Console(stderr=json and file is None)
    console = console if console.is_terminal else Console(stderr=json and file is None, width=FILE_WIDTH)
    for policy, made in judgements.items():
        console.print(told_report.table(policy, made))
        for sentence in told_report.sentences(policy, made):
            console.print(sentence, highlight=False, markup=False)
