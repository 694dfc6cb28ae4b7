"""Whether what a hall file says of its loudspeakers makes sense: zones, quiet hours, announcements.

It reads what was read, right or wrong, like `config_sense.py`, which calls it.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.config_draft import Draft, Item, twice
from server.config_shape import Problem, suggestion


def voice_problems(draft: Draft) -> Iterator[Problem]:
    """All about the voice."""
    table = draft.part("voice").table
    voice = Item(("voice",), table)
    yield from _zones(draft, voice)
    yield from _quiet(voice)
    yield from _announcements(voice)
    yield from _engines(voice)


def _zones(draft: Draft, voice: Item) -> Iterator[Problem]:
    zones, windows = voice.items("zones"), draft.ids("counters")
    for field, says in (
        ("id", "each zone needs an id of its own"),
        ("at", "a program has one loudspeaker: put the windows of both zones into one"),
    ):
        found = [((*zone.path, field), word) for zone in zones if (word := zone.text(field))]
        for path, word, first in twice(found):
            yield Problem(path, f'"{word}" stands already in line {draft.lines.of(first)}; {says}')
    for zone in zones:
        role, _, name = zone.text("at").partition("/")
        if role == "kiosk":
            says = f'"kiosk/{name}" cannot speak; write display/{name} or devices/{name}'
            yield Problem((*zone.path, "at"), says)
        for path, word in zone.words("windows"):
            if windows and word not in windows:
                yield Problem(path, f'there is no window "{word}"; {suggestion(word, windows)}')
    yield from _unheard(zones, windows)


def _unheard(zones: list[Item], windows: list[str]) -> Iterator[Problem]:
    """With zones, every window is in one: whoever waits for it would hear nothing, and nobody would know."""
    if not zones or any(not zone.table.get("windows") for zone in zones):
        return
    said = {word for zone in zones for _, word in zone.words("windows")}
    missing = [window for window in windows if window not in said]
    if missing:
        names = ", ".join(missing[:6]) + (", …" if len(missing) > 6 else "")
        says = f"no zone says the calls of {names}; add them to a zone, or leave windows out of one"
        yield Problem((*zones[-1].path, "windows"), says)


def _quiet(voice: Item) -> Iterator[Problem]:
    for span in voice.items("quiet"):
        if span.text("start") and span.text("start") == span.text("end"):
            says = "ends when it starts; to be silent all day write silent = true in [voice]"
            yield Problem((*span.path, "end"), says)


def _announcements(voice: Item) -> Iterator[Problem]:
    for one in voice.items("announcements"):
        if not one.table.get("at") and "when" not in one.table:
            says = 'says nothing of when; write at = ["11:45"] or when = "closing_soon"'
            yield Problem((*one.path, "at"), says)
        if "before_min" in one.table and one.table.get("when") != "closing_soon":
            yield Problem((*one.path, "before_min"), 'belongs to when = "closing_soon" alone')
        for path, word, _ in twice(one.words("at")):
            yield Problem(path, f'"{word}" stands there twice; once is enough')


def _engines(voice: Item) -> Iterator[Problem]:
    for path, word, _ in twice(voice.words("engines")):
        yield Problem(path, f'"{word}" stands there twice; once is enough')
