"""The walk-through at the end of docs/protocol.md works, typed line by line into the real programs."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from tests.docs import pages
from tests.docs.terminal import Person

WALK = pages.section(pages.page("docs/protocol.md"), "By hand")


async def walk(folder: Path) -> Person:
    person = Person(folder)
    [hall] = pages.blocks(WALK, "toml")
    (folder / "try.toml").write_text(hall.text, encoding="utf-8")
    server, *others = pages.blocks(WALK, "console")
    await person.follow(server._replace(text=server.text.rstrip() + " --listen 127.0.0.1:0"))
    person.address = json.loads(await person.terminals["server"].line())["listening"].removeprefix("ws://")
    try:
        for block in others:
            await person.follow(block)
        ends = [await person.terminals[name].end() for name in ("kiosk", "board", "counter")]
        assert ends == [0, 0, 0]
    finally:
        person.terminals["server"].process.terminate()
        assert await person.terminals["server"].end() == 0
    return person


def test_a_stranger_can_follow_the_page(tmp_path: Path) -> None:
    person = asyncio.run(walk(tmp_path))
    assert set(person.terminals) == {"server", "kiosk", "board", "counter"}
    assert set(person.own) == {"CODE_1", "CODE_2", "CODE_3", "TOKEN_1", "TOKEN_2", "TOKEN_3", "TOKEN_4"}
