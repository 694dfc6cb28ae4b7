"""One call to the last of many boards: from the clerk's request until the last board has it.

Beside it a bare broadcast to as many clients, which stores nothing and decides nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from benchmarks.bare import TELL
from benchmarks.hall import Served, bare, serving
from benchmarks.load import closed_loops, until_all_have
from benchmarks.measurement import Measurement, compared
from benchmarks.wire import open_wire, text_frame
from benchmarks.workshop import Scenario, Workshop

REACH = 2.0
PAUSE_S = 0.05
"""Between two calls: the server gathers what follows within 20 ms of another change."""
CALLED = b'"ticket_called"'
TELL_ALL = text_frame(TELL + b"}")


def call_to(boards: int) -> Scenario:
    """One call to the last of so many boards."""
    name = f"call to the last of {boards:,} boards"

    def run(shop: Workshop) -> Iterator[Measurement]:
        with serving(shop.hall, shop.opened()) as served, bare(shop.fresh()) as url:
            ours, others = asyncio.run(_called(shop, served, url, boards))
        yield compared(name, "ms", ours, others, reach=REACH)

    return Scenario(name, run)


async def _called(shop: Workshop, served: Served, url: str, boards: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each call and of each bare broadcast, in turns."""
    calls = shop.sizes.calls_to_boards + 1
    [kiosk] = await served.join_kiosks(1)
    counter, *_ = await served.join_windows(1)
    await closed_loops([kiosk], [served.takes(calls)])
    shop.say(f"joining {boards:,} boards")
    watchers = await served.join("display", [f"board-{n}" for n in range(boards)])
    caller, *listeners = [await open_wire(url) for _ in range(boards + 1)]
    ours, others = [], []
    for number, frame in enumerate(served.calls(calls)):
        shop.say(f"call {number} of {calls - 1}")
        await asyncio.sleep(PAUSE_S)
        others.append(await until_all_have(caller, TELL_ALL, listeners, CALLED) * 1000)
        await asyncio.sleep(PAUSE_S)
        ours.append(await until_all_have(counter, frame, watchers, CALLED) * 1000)
    return ours[1:], others[1:]
