"""Every `tingxu` verb and option that the docs name exists, and every verb stands in the docs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

import pytest
import typer.main
from typer.core import TyperGroup

from cli.main import app
from tests.docs import pages

COMMAND = typer.main.get_command(app)
assert isinstance(COMMAND, TyperGroup)
VERBS = COMMAND.commands
OWN = frozenset({"setup", "test", "check"})
"""Verbs of the script `tingxu` in the checkout itself."""
PAGES = sorted([*(pages.ROOT / "docs").rglob("*.md"), pages.ROOT / "README.md"])
START = re.compile(r"(?:^|[\s|;&`(])(?:\./|\.venv/bin/)?tingxu ")


class Use(NamedTuple):
    """A `tingxu …` in a page: where, and the words after it."""

    page: str
    words: list[str]


def pieces(text: str) -> Iterator[str]:
    """What is written as code: the lines of fenced blocks (continued ones joined), and backticks."""
    for block in pages.FENCE.finditer(text):
        if block[1] in ("", "console", "sh", "bash", "shell", "powershell"):
            yield from block[3].replace("\\\n", " ").splitlines()
    yield from pages.CODE.findall(pages.FENCE.sub("", text))


def uses() -> Iterator[Use]:
    for path in PAGES:
        for piece in pieces(path.read_text(encoding="utf-8")):
            for rest in START.split(piece)[1:]:
                yield Use(path.relative_to(pages.ROOT).as_posix(), _words(rest))


def _words(rest: str) -> list[str]:
    """The words up to the end of the command; a page may cut a line short with "…" or "[--option]"."""
    lexer = shlex.shlex(re.sub(r"[\[\]…]", " ", rest), posix=True, punctuation_chars="|;&<>")
    lexer.whitespace_split, lexer.commenters = True, "#"
    words = []
    for word in lexer:
        if word[:1] in tuple("|;&<>"):
            break
        words.append(word)
    return words


USES = [use for use in uses() if use.words]


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.page}: {' '.join(use.words)[:60]}")
def test_a_verb_in_the_docs_exists_with_its_options(use: Use) -> None:
    options = {option for param in COMMAND.params for option in param.opts} | {"--help"}
    words = list(use.words)
    while words and words[0].startswith("-"):
        assert words.pop(0) in options
    if not words or words[0] in OWN:
        return
    assert words[0] in VERBS, f"there is no verb {words[0]!r}"
    verb = VERBS[words[0]]
    if isinstance(verb, TyperGroup) and words[1:]:
        assert words[1] in verb.commands, f"tingxu {words[0]} has no {words[1]!r}"
        verb = verb.commands[words[1]]
    for param in verb.params:
        options |= {*param.opts, *param.secondary_opts}
    for word in words[1:]:
        if word.startswith("--"):
            assert word.partition("=")[0] in options, f"tingxu {words[0]} has no {word}"


def test_every_verb_is_in_the_docs() -> None:
    named = {tuple(use.words[:length]) for use in USES for length in (1, 2)}
    assert {(verb,) for verb in VERBS} <= named
    groups = {name: verb for name, verb in VERBS.items() if isinstance(verb, TyperGroup)}
    assert {(name, inner) for name, verb in groups.items() for inner in verb.commands} <= named


def test_an_option_named_alone_exists_somewhere() -> None:
    inner = [one for verb in VERBS.values() if isinstance(verb, TyperGroup) for one in verb.commands.values()]
    verbs = [*VERBS.values(), *inner]
    known = {o for verb in verbs for param in verb.params for o in (*param.opts, *param.secondary_opts)}
    for path in PAGES:
        for piece in pages.CODE.findall(pages.FENCE.sub("", path.read_text(encoding="utf-8"))):
            if piece.startswith("--"):
                assert piece.split()[0] in known, f"{path.name}: {piece}"
