"""The real programs, weighed; and from a touch on the kiosk to the first byte at the printer.

They run offscreen on the district hall, and scripted hands use them (docs/screens.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from assets import hall_file
from benchmarks.hall import Served, serving
from benchmarks.load import closed_loops, percentile
from benchmarks.measurement import Measurement, alone
from benchmarks.programs import NOT_TOLD, TINGXU, Program, program, resident_mb
from benchmarks.wire import text_frame
from benchmarks.workshop import Scenario, Workshop
from emulators.printer.device import VirtualPrinter
from link.commands import Role
from link.identity import save

HALL, QUEUE, WINDOW = "luohu", "general", "1"
PATIENCE_S = 60


@contextmanager
def _screen(served: Served, role: Role, name: str, *options: str) -> Iterator[Program]:
    """A screen's program that has joined as this device."""
    identity = served.data / f"{role}-{name}.json"
    save(identity, *served.identities(role, [name]))
    joining = ["--server", served.url, "--identity", str(identity)]
    with program(*TINGXU, role, *joining, "--hands", *options) as screen:
        yield screen


def touch() -> Scenario:
    """From the line that says "touch" to the kiosk, to the first byte that prints anything."""
    name = "touch on the kiosk to the first byte at the printer"

    def run(shop: Workshop) -> Iterator[Measurement]:
        printer = VirtualPrinter(None)
        printer.start()
        try:
            with (
                serving(hall_file(HALL), shop.fresh()) as served,
                _screen(served, "kiosk", "hall-1", "--printer", printer.url) as kiosk,
            ):
                ms = [_touch(kiosk, printer, n) for n in range(shop.sizes.touches + 1)][1:]
        finally:
            printer.stop()
        yield alone(f"{name}: p50", "ms", median(ms))
        yield alone(f"{name}: p99", "ms", percentile(sorted(ms), 0.99))

    return Scenario(name, run)


def _touch(kiosk: Program, printer: VirtualPrinter, number: int) -> float:
    """One citizen takes a ticket; milliseconds from the touch to the print."""
    kiosk.ask(wait=f"queue-{QUEUE}", s=PATIENCE_S)
    kiosk.ask(tap=f"queue-{QUEUE}")
    kiosk.ask(wait="take")
    touched_at = kiosk.tell(tap="take")
    kiosk.heard()
    if not printer.wait(number + 1):
        raise TimeoutError("nothing was printed within 10 s")
    kiosk.ask(wait="done")
    kiosk.ask(tap="done")
    return printer.tickets[-1].first_byte_ms - touched_at * 1000


def memory() -> Scenario:
    """What each program holds in RAM while people wait in the district hall."""
    name = "memory"

    def run(shop: Workshop) -> Iterator[Measurement]:
        with serving(hall_file(HALL), shop.fresh()) as served:
            asyncio.run(_fill(served, shop.sizes.waiting))
            with (
                _screen(served, "kiosk", "hall-1") as kiosk,
                _screen(served, "counter", WINDOW) as counter,
                _screen(served, "display", "board-1") as board,
            ):
                kiosk.ask(wait=f"queue-{QUEUE}", s=PATIENCE_S)
                counter.ask(wait="clerk", s=PATIENCE_S)
                board.ask(wait=f"queue-{QUEUE}", s=PATIENCE_S)
                weighed = {"server": served.server, "kiosk": kiosk, "counter": counter, "board": board}
                for who, running in weighed.items():
                    yield _weight(f"{name} of the {who}, {shop.sizes.waiting:,} waiting", running)

    return Scenario(name, run)


async def _fill(served: Served, waiting: int) -> None:
    [kiosk] = await served.join_kiosks(1)
    frame = b'{"do":"take_ticket","id":"%b","queue":"%b"}'
    await closed_loops([kiosk], [[text_frame(frame % (id_, QUEUE.encode())) for id_ in served.ids(waiting)]])
    kiosk.close()


def _weight(measure: str, running: Program) -> Measurement:
    mb = resident_mb(running.process.pid)
    if mb is None:
        return Measurement(measure, "MB", None, note=NOT_TOLD)
    return alone(measure, "MB", mb)
