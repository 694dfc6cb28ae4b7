"""A person at terminals: types the lines of docs/protocol.md into real programs and compares what comes back.

Nothing of the protocol is known here, but that `changes` may be gathered into one frame.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from tests.docs.pages import ROOT, Block

PATIENCE_S = 60
STAY = frozenset({"server", "kiosk", "board", "counter"})
"""Terminals whose program runs on after a block; in the others each command comes to its end."""
ANYTHING = "…"
OWN_WORD = re.compile(r"(?:CODE|TOKEN)_\d")
MOVING = frozenset({"now", "at", "taken", "due", "called", "started", "since"})
"""Times differ with each run: only that they are there is compared."""
DATE = re.compile(r"^\d{4}-?\d{2}-?\d{2}")
KEY = re.compile(r"^[0-9a-f]{16}$")
ESCAPES = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z]|[78])")


class Terminal:
    """One program, its input and the lines it has printed."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.seen: list[str] = []
        self._frames: list[dict[str, Any]] = []

    def type(self, text: str) -> None:
        """Type a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode() + b"\n")

    async def line(self) -> str:
        """The next line it prints, without what only moves the cursor."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            raw = await self.process.stdout.readline()
        text = ESCAPES.sub("", raw.decode()).strip().removeprefix("> ").strip()
        self.seen.append(text)
        assert raw, f"it ended without what the page says; it said: {self.seen}"
        return text

    async def frame(self) -> dict[str, Any]:
        """The next frame from the server; changes one by one, as on the page."""
        while not self._frames:
            text = await self.line()
            if text.startswith("< "):
                self._frames += _one_by_one(json.loads(text[2:]))
        return self._frames.pop(0)

    async def end(self) -> int:
        """Type Ctrl-D and wait for the end; the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            await self.process.communicate()
            return await self.process.wait()


def _one_by_one(frame: dict[str, Any]) -> list[dict[str, Any]]:
    if frame["is"] != "changes":
        return [frame]
    return [{"is": "changes", "position": change["n"], "changes": [change]} for change in frame["changes"]]


class Person:
    """Has a shell, a folder, terminals by name, and a note of the codes and tokens seen."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.terminals, self.own = folder, dict[str, Terminal](), dict[str, str]()
        self.address = ""
        command = folder / "bin" / "tingxu"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cli.main "$@"\n')
        command.chmod(0o755)
        self._environment = os.environ | {
            "PATH": os.pathsep.join(
                [str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }

    async def open(self, command: str) -> Terminal:
        """Type a command into a new shell."""
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", f"exec {command}" if "|" not in command else command,
            cwd=self.folder, env=self._environment,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return Terminal(process)

    async def follow(self, block: Block) -> None:
        """Do what a block says, and compare."""
        terminal = self.terminals.get(block.title)
        for line in block.text.splitlines():
            if line.startswith("$ "):
                await self._done(block.title)
                command = line[2:].replace("127.0.0.1:8710", self.address)
                terminal = self.terminals[block.title] = await self.open(command)
                continue
            assert terminal is not None, f"a block begins without a command: {line}"
            if line.startswith("> "):
                terminal.type(OWN_WORD.sub(lambda word: self.own[word[0]], line[2:]))
            elif line.startswith("< "):
                await self._expect(terminal, json.loads(line[2:]))
            else:
                self._expect_text(line, await self._text(terminal))
        if block.title not in STAY:
            await self._done(block.title)

    async def _done(self, name: str) -> None:
        """Let the command in a terminal come to its end, which must be a good one."""
        if name in self.terminals:
            assert await self.terminals.pop(name).end() == 0

    async def _text(self, terminal: Terminal) -> str:
        """The next line that is neither a frame, nor empty, nor a greeting."""
        while True:
            text = await terminal.line()
            if text and text[0] not in "<>" and not text.startswith("Connected to "):
                return text

    def _expect_text(self, expected: str, text: str) -> None:
        word = OWN_WORD.search(expected)
        if word and word[0] not in self.own:
            self.own[word[0]] = text
        assert text == OWN_WORD.sub(lambda word: self.own[word[0]], expected)

    async def _expect(self, terminal: Terminal, expected: dict[str, Any]) -> None:
        """Wait for a frame of the page; others may come before it, of the same kind only what differs."""
        while True:
            frame = await terminal.frame()
            if frame["is"] == expected["is"] and frame["is"] not in ("changes", "queues"):
                got, wanted = self._plain(frame, expected), self._plain(expected, expected)
                assert got == wanted, f"the server said {got}, the page says {wanted}"
                return
            if self._plain(frame, expected) == self._plain(expected, expected):
                return

    def _plain(self, value: Any, page: Any) -> Any:
        """A value without what differs with each run or is left out on the page; notes own words."""
        if page == ANYTHING:
            return ANYTHING
        if isinstance(page, str) and OWN_WORD.fullmatch(page):
            self.own.setdefault(page, value)
            return self.own[page] if value == page else value
        if isinstance(value, dict):
            parts = page if isinstance(page, dict) else {}
            return {k: 0 if k in MOVING else self._plain(v, parts.get(k)) for k, v in value.items()}
        if isinstance(value, list):
            items = page if isinstance(page, list) and len(page) == len(value) else [None] * len(value)
            return [self._plain(v, item) for v, item in zip(value, items, strict=True)]
        return DATE.sub("DATE", KEY.sub("KEY", value)) if isinstance(value, str) else value
