"""Whether a past makes the hall slow: the cost of a ticket and of a call, and how long the server starts.

There is no bare limit: a hall with a past is compared with one without.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median

from benchmarks.hall import WINDOWS, Served, serving
from benchmarks.history import History
from benchmarks.load import closed_loops
from benchmarks.measurement import Measurement, alone, grown
from benchmarks.wire import Wire
from benchmarks.workshop import Scenario, Workshop

REACH_FLAT, REACH_START_S = 1.1, 2.0
Costs = dict[str, list[list[float]]]
"""By "ticket" and "call": a round's microseconds a request, one list for each hall."""


def start() -> Scenario:
    """From starting the program until it listens, with a day behind it, and with a year."""
    name = "start"

    def run(shop: Workshop) -> Iterator[Measurement]:
        sizes = shop.sizes
        day, year = History(0, sizes.tickets_today), History(sizes.past_tickets, sizes.tickets_today)
        journals = [shop.journal(day), shop.journal(year)]
        seconds: list[list[float]] = [[], []]
        for number in range(sizes.starts + 1):
            shop.say(f"start {number} of {sizes.starts}")
            for data, taken in zip(journals, seconds, strict=True):
                begun = time.perf_counter()
                with serving(shop.hall, data):
                    taken.append(time.perf_counter() - begun)
        (_, *short), (_, *long) = seconds
        today = f"{name} with {sizes.tickets_today:,} tickets today"
        yield alone(today, "s", median(short), REACH_START_S)
        yield grown(f"{today} and {sizes.past_tickets:,} before, to without", long, short, REACH_FLAT)

    return Scenario(name, run)


def cost() -> Scenario:
    """What a ticket and a call take with tickets of today, and with a year, behind them."""
    name = "cost"

    def run(shop: Workshop) -> Iterator[Measurement]:
        today, past = shop.sizes.tickets_today, shop.sizes.past_tickets
        histories = [History(), History(0, today), History(past, today)]
        journals = [shop.journal(history) for history in histories]
        with ExitStack() as stack:
            halls = [stack.enter_context(serving(shop.hall, data)) for data in journals]
            costs = asyncio.run(_costs(shop, halls))
        for what, (none, *others) in costs.items():
            yield alone(f"{name} of a {what} with no past", "µs", median(none))
            for tickets, rounds in zip((today, past), others, strict=True):
                measure = f"{name} of a {what} with {tickets:,} past tickets, to none"
                yield grown(measure, rounds, none, REACH_FLAT)

    return Scenario(name, run)


async def _costs(shop: Workshop, halls: Sequence[Served]) -> Costs:
    """Rounds of tickets and calls, each round at every hall; each call finds a ticket of its round."""
    kiosks = [await hall.join_kiosks() for hall in halls]
    counters = [await hall.join_windows() for hall in halls]
    costs: Costs = {"ticket": [[] for _ in halls], "call": [[] for _ in halls]}
    each = max(1, shop.sizes.requests // WINDOWS)
    for number in range(shop.sizes.rounds + 1):
        shop.say(f"round {number} of {shop.sizes.rounds}")
        for n in _order(number, len(halls)):
            costs["ticket"][n].append(await _cost(kiosks[n], halls[n].takes_for(each * WINDOWS)))
            costs["call"][n].append(await _cost(counters[n], [halls[n].calls(each) for _ in counters[n]]))
    return {what: [rounds[1:] for rounds in lists] for what, lists in costs.items()}


def _order(number: int, halls: int) -> list[int]:
    """Every round begins with another hall."""
    return [(number + n) % halls for n in range(halls)]


async def _cost(wires: Sequence[Wire], frames: Sequence[Sequence[bytes]]) -> float:
    return 1e6 / (await closed_loops(wires, frames)).rate
