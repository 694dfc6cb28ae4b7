"""What the doctor found: one thing, how it is, and how to mend it, in words of either language.

Who looks at what is in a module for each subject; how it is shown is `table.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

from assets.texts import Fact, Texts

State = Literal["ok", "warn", "bad"]
Subject = Literal[
    "versions", "disk", "fonts", "ports", "printers", "speech", "sound", "identity", "hall file", "server",
    "clock", "hall",
]  # fmt: skip
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""In the order in which they are shown; docs/doctor.md has a part for each."""


Words = Callable[[Texts], str]
"""What is said, as soon as it is known in which language."""


def words(msgid: str, **facts: Fact) -> Words:
    """A text of the catalogue with its facts."""
    return lambda texts: texts.t(msgid, **facts)


def as_it_is(text: str) -> Words:
    """A text that is the same in every language: names, versions, what an error says."""
    return lambda _: text


NOTHING = as_it_is("")


class Finding(NamedTuple):
    """One thing that was looked at."""

    subject: Subject
    what: str
    """Which one: a printer's id, a port, a program; "" where there is only one."""
    state: State
    says: Words
    mend: Words = NOTHING
