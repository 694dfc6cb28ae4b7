"""Replay is exact: random days through the real engine and a real journal, rebuilt from what was written."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from link.commands import COMMANDS
from server.gateway.personal import ASKING
from server.hall.events import EVENTS
from tests.server.random_days import MAKE, OTHER, Life, Step

OFTEN = (
    ["take"] * 6
    + ["book"] * 3
    + ["check_in"] * 2
    + ["call_next"] * 6
    + ["sign_in"] * 4
    + ["start"] * 3
    + ["pass"] * 2
    + ["finish", "park"]
)
STEPS = st.lists(
    st.tuples(st.sampled_from([*OFTEN, *MAKE, *OTHER]), st.integers(0, 7), st.integers(0, 500)),
    min_size=40,
    max_size=250,
)


async def live(steps: list[Step], directory: Path) -> None:
    life = Life(directory)
    try:
        for step in steps:
            await life.step(step)
        await life.end()
    finally:
        await life.heard.engine.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(STEPS)
def test_random_days_replay_to_an_equal_hall(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(live(steps, Path(directory)))


def test_nearly_everything_is_done_and_not_only_refused(tmp_path: Path) -> None:
    """The random days would prove nothing if what they ask were always refused."""
    dice, happened, events = random.Random(7), Counter[str](), set[str]()
    rare = [what for what in (*MAKE, *OTHER) if what not in ("close_day", "restart", "plan", "clock")]

    async def run() -> None:
        life = Life(tmp_path)
        for n in range(3200):
            what = dice.choice([*OFTEN, *rare]) if n % 50 else dice.choice(["plan", "clock", "restart"])
            await life.step((what, dice.randrange(8), dice.randrange(500)))
            happened.update(type(done.command).__name__ for done in life.done[-1:])
            if n % 10 == 0:
                await life.step(("look", 0, 0))
        await life.heard.engine.settled()
        events.update(record.what for record in life.journal.read(0))
        await life.end()

    asyncio.run(run())
    outside = {"RollToken", "Peek", "FindTicket", "SignIn", "CloseDay", *(kind.__name__ for kind in ASKING)}
    assert {kind.__name__ for kind in COMMANDS} - outside | {"OpenWindow"} <= set(happened)
    assert {str(kind.__struct_config__.tag) for kind in EVENTS} - {"day_closed"} <= events
