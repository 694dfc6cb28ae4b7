"""The catalogue: every text on a screen is in it, nothing in it is unused, every refusal has its sentence."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from structlog.testing import capture_logs

from assets.texts import LOCALE, REFUSALS, STATES, Texts, read_catalogue
from tests.docs import pages

ROOMS = ("assets", "screen", "kiosk", "counter", "display", "server/web", "printers", "devices", "doctor")
QSTR = re.compile(r'qsTr\(\s*"((?:[^"\\]|\\.)*)"')
LOOKUPS = {"t": 1, "n": 2, "N_": 1}
"""Names of the functions that take texts, and how many of their arguments are texts."""


def files(pattern: str) -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((pages.ROOT / room).rglob(pattern))


def python_texts() -> Iterator[tuple[str, Path]]:
    for path in files("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                for argument in node.args[: LOOKUPS.get(name, 0)]:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, path


def qml_texts() -> Iterator[tuple[str, Path]]:
    for path in files("*.qml"):
        for match in QSTR.finditer(path.read_text(encoding="utf-8")):
            yield match[1].replace(r"\"", '"').replace(r"\n", "\n"), path


def template_texts() -> Iterator[tuple[str, Path]]:
    for path in files("*.html"):
        tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
        for _, name, found in extract_from_ast(tree, ("t", "n")):
            texts = found if isinstance(found, tuple) else (found,)
            for text in texts[: LOOKUPS[name]]:
                assert text is not None, f"{path}: {name}() of something that is no text: {found}"
                yield text, path


def messages() -> Iterator[tuple[str, Path]]:
    for path in sorted((LOCALE / "zh").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN"):
                for msgid in message.id if isinstance(message.id, tuple | list) else [message.id]:
                    if msgid:
                        yield str(msgid), path


KNOWN = {msgid for msgid, _ in messages()}


@pytest.mark.parametrize(("text", "path"), sorted({*python_texts(), *qml_texts(), *template_texts()}))
def test_every_text_is_in_the_catalogue(text: str, path: Path) -> None:
    assert text in KNOWN, f"{path}: {text!r} is in no assets/locale/zh/*.po"


def test_nothing_in_the_catalogue_is_unused() -> None:
    used = {text for text, _ in (*python_texts(), *qml_texts(), *template_texts())}
    assert [(msgid, path.name) for msgid, path in messages() if msgid not in used] == []


def test_no_text_stands_in_two_parts() -> None:
    counts = Counter(msgid for msgid, _ in messages())
    assert [msgid for msgid, count in counts.items() if count > 1] == []


def test_translations_are_there_and_name_the_same_facts() -> None:
    for message in read_catalogue():
        if not message.id:
            continue
        ids = [str(one) for one in (message.id if isinstance(message.id, tuple | list) else [message.id])]
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(strings), f"{ids[0]!r} has no Chinese"
        assert not message.fuzzy
        for text in strings:
            assert facts(str(text)) == facts(ids[-1]), f"{ids[-1]!r} and {text!r} name other facts"


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name} | set(re.findall("%n", text))


def codes() -> dict[str, set[str]]:
    """Every refusal of the protocol page with its facts."""
    rows = pages.table(pages.page("docs/protocol.md"), "code", "facts", "when")
    there = {pages.words(row["code"])[0]: {fact.strip() for fact in row["facts"].split(",")} for row in rows}
    return {code: facts for code, facts in there.items() if code != "plan_in_use"}


@pytest.mark.parametrize("code", codes())
def test_every_refusal_has_a_sentence_in_both_languages(code: str) -> None:
    assert facts(REFUSALS[code]) <= codes()[code]
    filled = dict.fromkeys(codes()[code] - {""}, "waiting")
    for language in ("zh", "en"):
        sentence = Texts.load(language).refusal(code, dict(filled))
        assert f"({code})" not in sentence
        assert f"（{code}）" not in sentence
        assert "{" not in sentence
    assert Texts.load("zh").refusal(code, dict(filled)) != Texts.load("en").refusal(code, dict(filled))


def test_a_state_in_a_refusal_is_translated() -> None:
    sentence = Texts.load("zh").refusal("not_waiting", {"number": "A001", "state": "parked"})
    assert sentence == f"A001号不在等待中：{Texts.load('zh').t(STATES['parked'])}"


def test_a_day_in_a_refusal_is_said_as_people_say_it() -> None:
    facts: dict[str, str | int] = {"day": "2026-11-26", "time": "10:30"}
    assert (
        Texts.load("en").refusal("other_day", facts)
        == "This booking is for Thu, 26 Nov, 10:30. Please come then"
    )
    assert Texts.load("zh").refusal("other_day", facts) == "此预约的时间是11月26日（周四）10:30，请届时再来"
    assert "someday" in Texts.load("en").refusal("other_day", facts | {"day": "someday"})


def test_minutes_in_a_refusal_become_hours_when_they_are_many() -> None:
    def says(minutes: int) -> str:
        return Texts.load("en").refusal("too_early", {"time": "14:30", "wait_min": minutes})

    assert says(12) == "You are in good time for 14:30. Check-in begins in 12 min"
    assert says(239).endswith("begins in 4 h")
    assert says(200).endswith("begins in 3.5 h")


def test_the_state_of_a_booking_in_a_refusal_is_translated() -> None:
    assert Texts.load("en").refusal("booking_over", {"state": "here"}) == "This booking is over: checked in"


def test_a_refusal_that_is_new_or_lacks_a_fact_still_gives_a_sentence() -> None:
    assert Texts.load("en").refusal("later_version") == "Not possible (later_version)"
    assert Texts.load("zh").refusal("slow_down", {"detail": "x"}) == "操作未成功（slow_down）"


def test_counted_texts() -> None:
    english = Texts.load("en")
    assert english.n("{n} person is before you", "{n} people are before you", 1) == "1 person is before you"
    assert english.n("{n} person is before you", "{n} people are before you", 2) == "2 people are before you"
    chinese = Texts.load("zh")
    assert chinese.n("{n} person is before you", "{n} people are before you", 2) == "前面还有2人等待"


def test_an_unknown_text_is_a_warning_and_stays_english() -> None:
    with capture_logs() as logs:
        assert Texts.load("zh").t("Nobody wrote {this}", this="x") == "Nobody wrote x"
    assert [(entry["log_level"], entry["msgid"]) for entry in logs] == [("warning", "Nobody wrote {this}")]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="the catalogue has zh, en"):
        Texts.load("fr")
