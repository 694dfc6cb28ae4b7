"""The verb `tingxu bench`: runs the scenarios one after the other, shows a table, writes the JSON.

What is measured is in the scenarios' modules; docs/benchmarks.md explains it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from benchmarks import boards, past, phones, printing, screens, throughput
from benchmarks.load import LoadError
from benchmarks.measurement import Measurement, all_good, failed, unjudged
from benchmarks.programs import Cannot, ProgramEnded, many_files
from benchmarks.wire import WireError
from benchmarks.workshop import DISK_BYTES, SHORT, Scenario, Sizes, Workshop
from server.access import AccessError
from server.store import StoreError

TROUBLE = (LoadError, WireError, ProgramEnded, Cannot, AccessError, StoreError, TimeoutError, OSError)
"""What ends one scenario but not the run."""

FILE_WIDTH = 140
"""Columns of the table where there is no terminal, which would show its rows as they come."""


def scenarios(sizes: Sizes) -> list[Scenario]:
    """Everything that is measured, in this order."""
    return [
        *(throughput.tickets(kiosks) for kiosks in sizes.kiosks),
        throughput.calls(),
        *(boards.call_to(count) for count in sizes.boards),
        past.start(),
        past.cost(),
        screens.touch(),
        screens.memory(),
        phones.follow(sizes.phones),
        printing.speed(),
        printing.failing(),
    ]


def run(json: Path, *, short: bool = False, only: str = "") -> int:
    """Measure and write the list. Returns 0, 1 (something does not reach what it has to), 2 (wrong usage).

    Everything is written on the disk on which the JSON will lie: that disk is measured.
    """
    sizes = SHORT if short else Sizes()
    chosen = [scenario for scenario in scenarios(sizes) if only in scenario.name]
    wrong = _wrong(json, short, only, chosen)
    if wrong:
        sys.stderr.write(f"tingxu bench: {wrong}\n")
        return 2
    many_files()
    with tempfile.TemporaryDirectory(prefix="tingxu-bench-", dir=json.parent) as folder:
        measurements = _measure(Path(folder), sizes, chosen, short=short)
    json.write_bytes(msgspec.json.format(msgspec.json.encode(measurements), indent=1) + b"\n")
    return 0 if all_good(measurements) else 1


def _wrong(json: Path, short: bool, only: str, chosen: Sequence[Scenario]) -> str:
    """What is wrong with what was asked for; empty when nothing is."""
    if not chosen:
        names = "; ".join(scenario.name for scenario in scenarios(SHORT if short else Sizes()))
        return f"no measure has {only!r} in its name; there are: {names}"
    if json.is_dir() or not json.parent.is_dir():
        return f"{json}: --json names a file in a folder that exists"
    free, needed = shutil.disk_usage(json.parent).free, DISK_BYTES[short]
    if free < needed:
        return (
            f"{json.parent}: {needed / 1e9:.1f} GB are needed there for a while, {free / 1e9:.1f} GB are free"
        )
    return ""


def _measure(folder: Path, sizes: Sizes, chosen: Sequence[Scenario], *, short: bool) -> list[Measurement]:
    measurements: list[Measurement] = []
    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else FILE_WIDTH)
    with Live(console=console, refresh_per_second=4) as live:

        def show(doing: str) -> None:
            live.update(Group(_table(measurements), Text(doing, style="dim")))

        shop = Workshop(folder, sizes, show)
        for scenario in chosen:
            shop.at = scenario.name
            if not terminal:
                console.print(f"measuring: {scenario.name}")
            for one in _made(scenario, shop):
                measurements.append(unjudged(one) if short else one)
        show("")
    return measurements


def _made(scenario: Scenario, shop: Workshop) -> Iterator[Measurement]:
    """A scenario's measures; when it fails, one that says so."""
    try:
        yield from scenario.run(shop)
    except TROUBLE as error:
        yield failed(scenario.name, f"{type(error).__name__}: {error}")


def _table(measurements: Sequence[Measurement]) -> Table:
    table = Table("measure", "unit", "value", "bare", "ratio", "reach", "")
    for one in measurements:
        numbers = (one.value, one.bare, one.ratio, one.reach)
        table.add_row(
            one.measure, one.unit, *(_number(number) for number in numbers), _verdict(one), style=_style(one)
        )
    return table


def _number(number: float | None) -> str:
    if number is None:
        return ""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _verdict(one: Measurement) -> str:
    return one.note or {True: "ok", False: "not reached", None: ""}[one.ok]


def _style(one: Measurement) -> str:
    return {True: "green", False: "red", None: ""}[one.ok]
