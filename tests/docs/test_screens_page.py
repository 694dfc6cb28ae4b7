"""docs/screens.md against the screens: the names for hands, and the lines that hands understand."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from screen.hands import Hands
from tests.docs import pages

PAGE = pages.page("docs/screens.md")
LITERAL = re.compile(r'objectName: "([a-z-]+)"( \+)?')
ROOMS = {
    "kiosk": "Names in the kiosk",
    "counter": "Names in the clerk's window",
    "display": "Names on board and strip",
}


def drawn(room: str) -> Iterator[str]:
    """The names in a room's QML; one that ends with "-" is the beginning of many."""
    for path in (pages.ROOT / room / "qml").glob("*.qml"):
        for name, _ in LITERAL.findall(path.read_text(encoding="utf-8")):
            yield name


def named(room: str) -> set[str]:
    """The names that the page has for a room, as far as they are written in small letters."""
    words = pages.CODE.findall(pages.section(PAGE, ROOMS[room]))
    return {found[0] for word in words if (found := re.match(r"^[a-z]+(-[a-z]+)*-?", word)) is not None}


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_in_a_window_is_on_the_page(room: str) -> None:
    known = named(room)
    missing = {
        name
        for name in drawn(room)
        if not any(k == name or (name[-1] == "-" and k.startswith(name)) for k in known)
    }
    assert not missing


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_on_the_page_is_in_the_code(room: str) -> None:
    everything = "".join(
        path.read_text(encoding="utf-8")
        for folder in (room, "assets/qml", "screen")
        for path in (pages.ROOT / folder).rglob("*")
        if path.suffix in {".qml", ".py"}
    )
    unknown = {name for name in named(room) if not all(part in everything for part in name.split("-"))}
    assert not unknown


def test_every_line_that_hands_understand_is_on_the_page() -> None:
    understood = set(re.findall(r'case \{"(\w+)": ', inspect.getsource(Hands)))
    lines = pages.table(PAGE, "line", "does", "answers")
    assert {re.findall(r'"(\w+)":', row["line"])[0] for row in lines} == understood
