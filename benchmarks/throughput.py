"""Tickets from many kiosks, and calls by all windows: how many a second, and how long the slowest wait.

Our server and the bare one get the same frames from as many clients, in turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from benchmarks.hall import WINDOWS, Served, bare, serving
from benchmarks.load import Load, closed_loops
from benchmarks.measurement import Measurement, compared
from benchmarks.wire import Wire, open_wire
from benchmarks.workshop import Scenario, Workshop

REACH_RATE, REACH_P99 = 0.6, 2.0
SETTLE_S = 0.1
"""Between preparing a round and measuring it: what was prepared is told to everybody by then."""
Frames = list[list[bytes]]
Rounds = list[tuple[Load, Load]]


def tickets(kiosks: int) -> Scenario:
    """Tickets issued, durable, by so many kiosks."""
    name = f"tickets, {kiosks} kiosks"

    def run(shop: Workshop) -> Iterator[Measurement]:
        async def load(served: Served, url: str) -> Rounds:
            ours = await served.join_kiosks(kiosks)
            others = [await open_wire(url) for _ in range(kiosks)]
            each = max(1, shop.sizes.requests // kiosks)

            async def frames() -> Frames:
                return [served.takes(each) for _ in range(kiosks)]

            return await _in_turns(shop, ours, others, frames)

        return _judged(name, _measured(shop, load), REACH_P99)

    return Scenario(name, run)


def calls() -> Scenario:
    """Calls by 31 windows: each request finishes one ticket and calls the next, and all 31 hear of it."""
    name = f"calls, {WINDOWS} counters"

    def run(shop: Workshop) -> Iterator[Measurement]:
        async def load(served: Served, url: str) -> Rounds:
            filling = await served.join_kiosks()
            ours = await served.join_windows()
            others = [await open_wire(url) for _ in ours]
            each = max(1, shop.sizes.requests // WINDOWS)

            async def frames() -> Frames:
                await closed_loops(filling, served.takes_for(each * WINDOWS))
                return [served.calls(each) for _ in ours]

            return await _in_turns(shop, ours, others, frames)

        return _judged(name, _measured(shop, load), None)

    return Scenario(name, run)


def _measured(shop: Workshop, load: Callable[[Served, str], Awaitable[Rounds]]) -> Rounds:
    with serving(shop.hall, shop.opened()) as served, bare(shop.fresh()) as url:

        async def whole() -> Rounds:
            return await load(served, url)

        return asyncio.run(whole())


async def _in_turns(
    shop: Workshop,
    ours: Sequence[Wire],
    others: Sequence[Wire],
    frames: Callable[[], Awaitable[Frames]],
) -> Rounds:
    """Rounds of (ours, bare); every other round begins with ours, so that neither is always first."""
    rounds = []
    for number in range(shop.sizes.rounds + 1):
        shop.say(f"round {number} of {shop.sizes.rounds}")
        now = await frames()
        await asyncio.sleep(SETTLE_S)
        if number % 2:
            one = await closed_loops(ours, now)
            other = await closed_loops(others, now)
        else:
            other = await closed_loops(others, now)
            one = await closed_loops(ours, now)
        rounds.append((one, other))
    return rounds[1:]


def _judged(name: str, rounds: Rounds, reach_p99: float | None) -> Iterator[Measurement]:
    ours, others = zip(*rounds, strict=True)
    yield compared(
        f"{name}: rate",
        "requests/s",
        [one.rate for one in ours],
        [other.rate for other in others],
        sense="at least",
        reach=REACH_RATE,
    )
    for share, reach in ((0.5, None), (0.99, reach_p99)):
        yield compared(
            f"{name}: p{share * 100:.0f}",
            "ms",
            [one.percentile(share) * 1000 for one in ours],
            [other.percentile(share) * 1000 for other in others],
            reach=reach,
        )
