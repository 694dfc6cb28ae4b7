"""The real programs: `tingxu serve` and `tingxu counter`, used by hands, with a board that sends receipts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from link.client import Client
from link.commands import Delivered, TakeTicket
from link.frames import ServerFrame, Welcome
from link.identity import Identity
from tests.support.programs import CLERK, PIN, Hall, Process, opened

BACK_WITHIN_S = 3.0
"""Promised: so long after the server is back a screen is right again."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with opened(tmp_path) as hall:
        yield hall


def take(hall: Hall, kiosk: Identity) -> str:
    ticket = hall.do(kiosk, TakeTicket, queue="general").ticket
    assert ticket is not None
    return ticket.number


def sign_in(counter: Process, pin: str = PIN) -> None:
    counter.ask(wait="clerk", s=20)
    counter.ask(tap="clerk")
    counter.ask(type=CLERK)
    counter.ask(tap="pin")
    counter.ask(type=pin)
    counter.ask(wait="sign-in")
    counter.ask(tap="sign-in")


def press(counter: Process, *names: str) -> None:
    for name in names:
        counter.ask(wait=name, s=20)
        counter.ask(tap=name)


def window(counter: Process) -> tuple[str | None, str | None]:
    here = counter.facts()["window"]
    return here["ticket"], here["ticket_state"]


async def deliver(url: str, board: Identity) -> None:
    """A board without a screen: shows and speaks the newest call of its welcome, then leaves."""
    welcomed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    joined = asyncio.Event()

    async def find() -> str:
        return url

    def hear(frame: ServerFrame) -> None:
        if isinstance(frame, Welcome) and frame.snapshot is not None:
            welcomed.set_result(frame.snapshot.calls[-1].n)

    client = Client(find, board, hear, lambda _: joined.set())
    running = asyncio.ensure_future(client.run())
    n = await asyncio.wait_for(welcomed, 20)
    await joined.wait()
    await client.tell(Delivered(how="shown", calls=[n]))
    await client.tell(Delivered(how="spoken", calls=[n]))
    running.cancel()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*rest, return_exceptions=True)  # the socket is still closing


def test_a_morning_with_receipts_and_a_killed_server(hall: Hall) -> None:
    kiosk, board = hall.paired("kiosk", "k1"), hall.paired("display", "board-1")
    counter = hall.screen("counter", "3", "--language", "en")
    sign_in(counter, "0000")
    assert counter.sees("message").startswith("Staff number or PIN is wrong")
    press(counter, "pin")
    counter.ask(key="Ctrl+A")
    counter.ask(type=PIN)
    press(counter, "sign-in")
    first, second = take(hall, kiosk), take(hall, kiosk)
    press(counter, "next")
    assert counter.sees("here-number") == first
    assert counter.sees("here-state") == "Called"
    asyncio.run(deliver(hall.url, board))
    assert counter.sees("receipt-shown") == "Shown by board-1"
    assert counter.sees("receipt-spoken") == "Spoken by board-1"
    assert counter.sees("why").startswith(f"{first}: Ordinary, promised by 10:30")
    press(counter, "start", "next")
    counter.ask(wait="start", s=20)
    assert window(counter) == (second, "called")

    hall.server.kill()
    counter.ask(wait="notice-server", s=20)
    counter.ask(gone="next")
    hall.serve()
    back = time.monotonic()
    counter.ask(gone="notice-server", s=20)
    assert time.monotonic() - back < BACK_WITHIN_S
    assert counter.sees("here-number") == second
    press(counter, "start", "finish")
    counter.ask(gone="here-number", s=20)
    facts = counter.facts()
    assert (facts["calls"], facts["finished"], facts["refusals"], facts["troubles"]) == (2, 2, 1, [])
    assert facts["window"] == {"clerk": CLERK, "paused": False, "ticket": None, "ticket_state": None}
    assert counter.ends() == 0


def test_a_program_that_is_started_again_comes_up_as_it_stood(hall: Hall) -> None:
    kiosk = hall.paired("kiosk", "k1")
    counter = hall.screen("counter", "3", "--language", "zh")
    sign_in(counter)
    number = take(hall, kiosk)
    press(counter, "next", "start", "park")
    press(counter, "park-note")
    counter.ask(type="回去取原件")
    press(counter, "park-send", f"parked-{number}", "unpark")
    assert counter.sees("here-note") == "回去取原件"
    counter.kill()

    joining = ["--server", hall.url, "--identity", str(hall.data / "counter-3.json"), "--hands"]
    again = hall.start("counter", *joining)
    assert again.sees("here-number") == number
    assert again.sees("here-state") == "办理中"
    assert again.sees("here-note") == "回去取原件"
    press(again, "finish", "pause", "resume", "sign-out")
    again.ask(wait="clerk", s=20)
    assert again.ends() == 0


def test_a_clerk_sends_on_passes_brings_back_and_chooses(hall: Hall) -> None:
    kiosk = hall.paired("kiosk", "k1")
    counter = hall.screen("counter", "3", "--language", "en")
    sign_in(counter)
    first, second = take(hall, kiosk), take(hall, kiosk)
    press(counter, f"waiting-{second}", "call-this")
    assert counter.sees("here-number") == second
    press(counter, "start", "transfer", "transfer-queue-civil", "transfer-note")
    counter.ask(type="stamp")
    press(counter, "transfer-send", "choose", "choose-number")
    counter.ask(type=first.lower())
    press(counter, "call-this")
    press(
        counter,
        "recall",
        "recall",
        "pass",
        f"passed-{first}",
        "bring-back",
        f"waiting-{first}",
        "grant",
        "grant-class-green",
        "grant-paper-ID",
        "grant-send",
    )
    counter.ask(gone="sheet", s=20)
    press(counter, f"waiting-{first}", "cancel-ticket")
    counter.ask(gone=f"waiting-{first}", s=20)
    facts = counter.facts()
    counts = {
        name: facts[name] for name in ("calls", "recalls", "passed", "transferred", "granted", "refusals")
    }
    assert counts == {"calls": 2, "recalls": 2, "passed": 1, "transferred": 1, "granted": 1, "refusals": 0}
    assert counter.ends() == 0


def test_a_wrong_language_is_refused_with_what_there_is(hall: Hall) -> None:
    counter = hall.screen("counter", "3", "--language", "fr")
    assert counter.process.wait(20) == 2
