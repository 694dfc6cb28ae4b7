"""Whether phones that follow along slow the kiosks down, and how soon they hear of a change.

Two halls that are alike but for the phones take turns; server, public plane, phones, and kiosks with clerks
(these in the process of the bench) are programs of their own.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import msgspec

from benchmarks.hall import Served, serving
from benchmarks.load import REPLY, WRONG, LoadError
from benchmarks.measurement import Measurement
from benchmarks.phones_saw import Lags, Result, Round, Taken, judged
from benchmarks.programs import TINGXU, Program, cpu_s, program, resident_mb
from benchmarks.wire import Wire, text_frame
from benchmarks.workshop import Scenario, Workshop
from link.commands import SetNotice
from link.frames import encode
from link.identity import save

CROWD = ("-m", "benchmarks.crowd")
TICKETS_S, CALLS_S, NOTICES_S = 5.0, 5.0, 0.5
"""In a second, in the whole hall: each kiosk gives a number every 4 s, which is more than people can take."""
SETTLE_S = 3.0
"""After a round: what happened in it has reached the phones, and the hall is quiet."""


class Hall(NamedTuple):
    """One hall with its public plane, and who uses it."""

    served: Served
    web: Program
    address: tuple[str, int]
    kiosks: list[Wire]
    windows: list[Wire]
    manager: Wire


def follow(phones: int) -> Scenario:
    """So many phones, half on the hall's page and half each on its own ticket's."""
    name = f"{phones:,} phones"

    def run(shop: Workshop) -> Iterator[Measurement]:
        with ExitStack() as stack:
            halls = [stack.enter_context(_hall_of(shop)) for _ in range(2)]
            crowd = stack.enter_context(program(*CROWD))
            crowd.line()
            yield from asyncio.run(_measured(shop, name, halls, crowd, phones))

    return Scenario(name, run)


@contextmanager
def _hall_of(shop: Workshop) -> Iterator[tuple[Served, Program]]:
    with serving(shop.hall, shop.opened()) as served:
        identity = served.data / "web.json"
        save(identity, *served.identities("web", ["phones"]))
        joining = ["--server", served.url, "--identity", str(identity), "--listen", "127.0.0.1:0"]
        with program(*TINGXU, "web", *joining) as web:
            yield served, web


async def _measured(
    shop: Workshop, name: str, programs: Sequence[tuple[Served, Program]], crowd: Program, phones: int
) -> list[Measurement]:
    followed, alike = [await _joined(*one) for one in programs]
    people = await _fill(followed, phones - phones // 2)
    await _fill(alike, len(people))
    shop.say(f"{phones:,} phones arrive")
    seconds = await _arrive(followed, crowd, people, phones // 2)
    result = Result(seconds, Lags(people))
    for number in range(shop.sizes.phone_rounds + 1):
        shop.say(f"round {number} of {shop.sizes.phone_rounds}")
        for hall in (followed, alike) if number % 2 else (alike, followed):
            before = cpu_s(followed.web.process.pid)
            one = await _round(hall, shop.sizes.phone_round_s, number)
            if hall is followed:
                await asyncio.sleep(SETTLE_S)
                took = (cpu_s(followed.web.process.pid) - before) / (shop.sizes.phone_round_s + SETTLE_S)
                told = await asyncio.to_thread(crowd.ask, told=True)
                result.add(one, took, told, counts=number > 0)
            elif number > 0:
                result.without.append(one.issuing)
    result.weight = resident_mb(followed.web.process.pid)
    return list(judged(name, result))


async def _arrive(hall: Hall, crowd: Program, people: Sequence[Taken], watching: int) -> float:
    """Phones open their pages; seconds until the last one listens."""
    pages = [("/", "/events")] * watching
    pages += [(f"/t/{one.key}", f"/t/{one.key}/events") for one in people]
    host, port = hall.address
    opened = await asyncio.to_thread(crowd.ask, open=pages, host=host, port=port)
    await asyncio.sleep(SETTLE_S)
    await asyncio.to_thread(crowd.ask, told=True)
    return float(opened["s"])


# ---------------------------------------------------------------------- the halls


async def _joined(served: Served, web: Program) -> Hall:
    url = str((await asyncio.to_thread(web.line))["listening"])
    host, _, port = url.removeprefix("http://").rpartition(":")
    kiosks, windows = await served.join_kiosks(), await served.join_windows()
    [manager] = await served.join("manager", ["office"])
    return Hall(served, web, (host, int(port)), kiosks, windows, manager)


async def _fill(hall: Hall, waiting: int) -> list[Taken]:
    """So many people wait before anything is measured."""
    frames = hall.served.takes(waiting)
    return [_taken(await _ask(hall.kiosks[n % len(hall.kiosks)], frame)) for n, frame in enumerate(frames)]


class _Reply(msgspec.Struct):
    class _Ticket(msgspec.Struct):
        queue: str

    ticket: _Ticket
    key: str = ""
    ahead: int = 0


def _taken(answer: bytes) -> Taken:
    reply = msgspec.json.decode(answer, type=_Reply)
    return Taken(reply.key, reply.ticket.queue, reply.ahead)


async def _ask(wire: Wire, frame: bytes) -> bytes:
    """Send a frame and wait for its answer, whatever else comes meanwhile. Raises LoadError, WireError."""
    answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def came(text: bytes) -> None:
        if answer.done():
            return
        if text.startswith(REPLY):
            answer.set_result(text)
        elif text.startswith(WRONG):
            answer.set_exception(LoadError(text.decode()))

    wire.on_text = came
    wire.on_end = lambda error: None if answer.done() else answer.set_exception(error)
    wire.send(frame)
    return await answer


# ---------------------------------------------------------------------- a round


async def _round(hall: Hall, seconds: float, seed: int) -> Round:
    """People take numbers and clerks call, at random moments; the same moments in every hall."""
    end = time.monotonic() + seconds
    found = Round([], [], [])
    chance = random.Random(seed)

    async def often(mean_s: float, act: Callable[[], Awaitable[None]], own: random.Random) -> None:
        pause = own.uniform(0, mean_s)
        while pause < end - time.monotonic():
            await asyncio.sleep(pause)
            await act()
            pause = own.uniform(mean_s / 2, mean_s * 3 / 2)

    async with asyncio.TaskGroup() as group:
        for acts, rate in (
            (_kiosks(hall, found), TICKETS_S),
            (_clerks(hall, found), CALLS_S),
            ([_notices(hall, found)], NOTICES_S),
        ):
            for act in acts:
                group.create_task(often(len(acts) / rate, act, random.Random(chance.random())))
    return found


def _kiosks(hall: Hall, found: Round) -> list[Callable[[], Awaitable[None]]]:
    def at(kiosk: Wire) -> Callable[[], Awaitable[None]]:
        async def take() -> None:
            [frame] = hall.served.takes(1)
            begun = time.perf_counter()
            await _ask(kiosk, frame)
            found.issuing.append(time.perf_counter() - begun)

        return take

    return [at(kiosk) for kiosk in hall.kiosks]


def _clerks(hall: Hall, found: Round) -> list[Callable[[], Awaitable[None]]]:
    def at(window: Wire) -> Callable[[], Awaitable[None]]:
        async def call() -> None:
            [frame] = hall.served.calls(1)
            reply = msgspec.json.decode(await _ask(window, frame), type=_Reply)
            found.calls.append((time.time(), reply.ticket.queue))

        return call

    return [at(window) for window in hall.windows]


def _notices(hall: Hall, found: Round) -> Callable[[], Awaitable[None]]:
    async def set_notice() -> None:
        [id_] = hall.served.ids(1)
        number = int(id_.rpartition(b"-")[2])
        frame = SetNotice(id=id_.decode(), zh=f"{number}", en=f"{number}")
        await _ask(hall.manager, text_frame(encode(frame)))
        found.notices.append((time.time(), number))

    return set_notice
