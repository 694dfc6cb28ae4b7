"""Each `tingxu emulate …` as a real program: it starts, answers on its port, obeys a fault, and ends well."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.emulate import emulate
from devices import sdt
from devices.strips.onbon import Onbon
from devices.strips.plain import Plain
from devices.strips.protocol import Answer
from devices.strips.says import Look
from link.plan import Strip
from ports.address import parse_line
from ports.port import Port
from tests.docs import pages
from tests.support.programs import Process

WAIT_S = 10.0
PAGE = pages.page("docs/emulators.md")
LOOK = Look(("欢迎光临",), "red")


class Verb(NamedTuple):
    """How a verb is tried."""

    arguments: list[str]
    question: bytes
    answers: Callable[[bytes], bool]
    """Whether this is the whole answer to the question."""
    fault: str = "silent"
    prepare: dict[str, object] | None = None
    """What is written on its standard input in place of a question."""


TRIED = {
    "printer": Verb(["--listen", "127.0.0.1:0"], b"\x10\x04\x01", lambda said: said == b"\x12", "out"),
    "scanner": Verb([], b"", lambda said: said == b"A001\r", prepare={"scan": "A001"}),
    "card": Verb([], sdt.frame(sdt.FIND), lambda said: bool(sdt.Stream().feed(said))),
    "keypad": Verb(
        [], bytes.fromhex("01 04 00 00 00 01 31 ca"), lambda said: said[:5] == b"\x01\x04\x02K\x01"
    ),
    "strip": Verb(
        [], Onbon().frame(Strip("1", 1), LOOK), lambda said: Onbon().answers().feed(said) == [Answer(1)]
    ),
    "strip --protocol ascii": Verb(
        [], Plain().frame(Strip("1", 1), LOOK), lambda said: Plain().answers().feed(said) == [Answer(1)]
    ),
}


def test_every_verb_is_tried_here_and_stands_in_the_docs() -> None:
    there = {command.name or command.callback.__name__ for command in emulate.registered_commands}  # type: ignore[union-attr]
    assert {name.split()[0] for name in TRIED} == there
    assert there <= set(re.findall(r"tingxu emulate (\w+)", PAGE))


@pytest.mark.parametrize("name", TRIED)
def test_it_starts_answers_obeys_and_ends(name: str, tmp_path: Path) -> None:
    verb = TRIED[name]
    where = [] if "--listen" in verb.arguments else ["tcp://127.0.0.1:0"]
    out = ["--out", str(tmp_path / "out")] if name.partition(" ")[0] in {"printer", "strip"} else []
    program = Process("emulate", *name.split(), *where, *verb.arguments, *out, cache=tmp_path)
    try:
        first = program.line()
        with Port(parse_line(first.get("address") or first["listening"])) as port:
            said = b""
            while verb.prepare and not said:  # nobody hears it before the connection is taken
                tell(program, **verb.prepare)
                said = port.read(0.2)
            if verb.question:
                port.write(verb.question)
            while not verb.answers(said):
                more = port.read(WAIT_S)
                assert more, f"only {said!r} came"
                said += more
        assert tell(program, fault=verb.fault) == {"ok": True, "fault": verb.fault}
        refused = tell(program, fault="no such fault")
        assert not refused["ok"]
        assert tell(program, quit=True)["ok"]
        assert program.process.wait(WAIT_S) == 0
    finally:
        program.kill()


def tell(program: Process, **what: object) -> dict[str, object]:
    """Write a line; its answer, between whatever else is told."""
    assert program.process.stdin is not None
    program.process.stdin.write(json.dumps(what).encode() + b"\n")
    program.process.stdin.flush()
    while "ok" not in (answer := program.line()):
        continue
    return answer
