"""docs/clerk.md and the window agree: keys and buttons, sentences of refusals, and the words in quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import counter
from assets.texts import REFUSALS, Texts
from counter.keys import KEYS
from screen.items import items
from tests.assets.test_texts import messages
from tests.counter.scenes import SCENES
from tests.docs import pages
from tests.support.pictures import Shown, qml_complaints

__all__ = ["qml_complaints"]  # a fixture of every test here
pytestmark = pytest.mark.usefixtures("qml_complaints")
PAGE = pages.page("docs/clerk.md")
QML = Path(counter.__file__).parent / "qml" / "Counter.qml"
ROWS = pages.table(PAGE, "key", "button", "what it does")
EXAMPLE: dict[str, str | int] = {
    "number": "A012",
    "counter": "5",
    "clerk": "1002",
    "wait_s": 3,
    "calls": 3,
    "calls_left": 1,
    "state": "parked",
    "queue": "tax",
}
NEVER_HERE = {
    "unknown_matter", "class_not_at_kiosk", "queue_not_open", "queue_closed", "queue_full", "day_closed",
    "not_printed_here", "name_one_target", "no_time", "one_ticket", "not_bookable", "day_not_bookable",
    "no_such_slot", "slot_full", "already_booked", "too_many_bookings", "booking_closed", "unknown_booking",
    "too_late_to_change", "no_bookings", "booking_over", "other_day", "too_early", "too_late", "already_here",
    "nothing_to_pardon", "unknown_key",
    "wrong_identity", "not_your_window", "ticket_over", "printer_away", "not_rated_here",
    "not_rated_on", "not_finished", "already_rated", "no_bad_rating", "already_answered", "own_rating",
    "digits_in_answer",
}  # fmt: skip
"""Refusals of commands that a clerk's window does not give."""


def buttons(qtbot: QtBot, scene: str) -> Iterator[tuple[str, str]]:
    """Key and text of every button that can be seen in a scene."""
    window = SCENES[scene]("en")
    models = {"desk": window.desk, "language": window.language}
    shown = Shown(qtbot, QML, (1100, 720), window.language, **models)
    for item in items(shown.view.contentItem()):
        if item.inherits("QQuickAbstractButton") and item.isVisible() and item.property("hint"):
            yield str(item.property("hint")), str(item.property("text"))
    shown.close()


def test_the_keys_are_those_on_the_buttons(qtbot: QtBot) -> None:
    seen = {pair for scene in ("free", "paused") for pair in buttons(qtbot, scene)}
    written = {(row["key"], row["button"].split(" / ")[0]) for row in ROWS if row["button"] != "–"}
    assert written == seen


def test_every_key_of_the_window_is_on_the_page_once() -> None:
    assert sorted(row["key"] for row in ROWS) == sorted(KEYS.values())


def test_the_sentences_of_refusals_are_those_of_the_window() -> None:
    english, chinese = Texts.load("en"), Texts.load("zh")
    rows = pages.table(PAGE, "the window says", "中文", "what it means, and what to do")
    written = {row["the window says"]: row["中文"] for row in rows}
    codes = set(REFUSALS) - NEVER_HERE
    said = {english.refusal(code, dict(EXAMPLE)): chinese.refusal(code, dict(EXAMPLE)) for code in codes}
    assert written == said
    assert all(row["what it means, and what to do"] for row in rows)


def test_what_is_quoted_can_stand_in_the_window() -> None:
    known = [_pattern(msgid) for msgid, _ in messages()]
    for quoted in re.findall(r"“([^”]+)”", PAGE):
        text = " ".join(quoted.split())
        assert any(pattern.fullmatch(text) for pattern in known), text


def test_the_buttons_that_the_page_tells_to_press_exist() -> None:
    known = [_pattern(msgid) for msgid, _ in messages()]
    for bold in re.findall(r"\*\*([A-Z][^*]+)\*\*", pages.section(PAGE, "When something else happens")):
        assert any(pattern.fullmatch(bold) for pattern in known), bold


def _pattern(msgid: str) -> re.Pattern[str]:
    """What a text looks like once its facts are filled in."""
    parts = re.split(r"\{\w+\}|%[1n]", msgid)
    return re.compile(".+".join(map(re.escape, parts)))
