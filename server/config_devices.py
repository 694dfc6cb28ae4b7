"""Whether the device plan of a hall file makes sense: what hangs where, which windows, which addresses.

It reads what was read, right or wrong, like `config_sense.py`, which calls it. Zones of the voice and layouts
have files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ports.address import AddressError, SerialLine, parse, parse_line
from server.config_draft import Draft, Item, twice
from server.config_lines import Path
from server.config_shape import Problem, suggestion

LISTS = ("printers", "readers", "keypads", "strips")
ROLES = {
    "readers": ("kiosk",),
    "keypads": ("devices",),
    "strips": ("devices",),
    "printers": ("kiosk", "devices"),
}
"""Which programs can drive what."""


def device_problems(draft: Draft) -> Iterator[Problem]:
    """All about the device plan."""
    devices = draft.part("devices")
    for check in (_ids, _ports, _shared, _programs, _windows, _lines, _window_twice):
        yield from check(draft, devices)


def _all(devices: Item) -> list[tuple[str, Item]]:
    return [(kind, item) for kind in LISTS for item in devices.items(kind)]


def _ids(draft: Draft, devices: Item) -> Iterator[Problem]:
    ids = [((*item.path, "id"), word) for _, item in _all(devices) if (word := item.text("id"))]
    for path, word, first in twice(sorted(ids, key=lambda found: draft.lines.of(found[0]))):
        says = f'"{word}" is already the id in line {draft.lines.of(first)}'
        yield Problem(path, f"{says}; each device needs an id of its own, whatever it is")


def _ports(_: Draft, devices: Item) -> Iterator[Problem]:
    for kind, item in _all(devices):
        if text := item.text("port"):
            try:
                (parse if kind == "printers" else parse_line)(text)
            except AddressError as error:
                yield Problem((*item.path, "port"), str(error))


def _shared(draft: Draft, devices: Item) -> Iterator[Problem]:
    """A port is held by one device. A serial port of the same name may be another one on another machine."""
    held: list[tuple[Path, str]] = []
    for kind, item in _all(devices):
        for at in _programs_of(kind, item) or [""]:
            held += [((*item.path, "port"), word) for word in _held(item.text("port"), at)]
    told: set[Path] = set()
    for path, word, first in twice(sorted(held, key=lambda found: draft.lines.of(found[0]))):
        if path == first or path in told:
            continue
        told.add(path)
        says = f"{word} is already the port in line {draft.lines.of(first)}"
        yield Problem(path, f"{says}; one device holds a port alone: put those of one line under one id")


def _held(text: str, at: str) -> list[str]:
    """What a program holds by an address, as words that are the same for the same port."""
    try:
        address = parse(text)
    except AddressError:
        return []
    return [f"{address.device} of {at}" if isinstance(address, SerialLine) else str(address)]


def _programs_of(kind: str, item: Item) -> list[str]:
    if kind == "printers":
        return [word for field in ("at", "spare_for") for _, word in item.words(field)]
    return [item.text("at")] if item.text("at") else []


def _programs(_: Draft, devices: Item) -> Iterator[Problem]:
    for kind, item in _all(devices):
        fields = [*item.words("at"), *item.words("spare_for")]
        found = fields if kind == "printers" else [((*item.path, "at"), item.text("at"))]
        for path, word in found:
            role, slash, name = word.partition("/")
            if slash and role not in ROLES[kind]:
                right = " or ".join(f"{one}/{name}" for one in ROLES[kind])
                yield Problem(path, f'"{word}" cannot drive {kind}; write {right}')
        for path, word, _first in twice(fields if kind == "printers" else []):
            yield Problem(path, f'"{word}" stands there twice; once is enough')


def _windows(draft: Draft, devices: Item) -> Iterator[Problem]:
    windows = draft.ids("counters")
    places = [((*one.path, "window"), one.text("window")) for _, one in _on_lines(devices)]
    places += [found for printer in devices.items("printers") for found in printer.words("windows")]
    for path, word in places:
        if windows and word and word not in windows:
            yield Problem(path, f'there is no window "{word}"; {suggestion(word, windows)}')


def _on_lines(devices: Item) -> list[tuple[Item, Item]]:
    """Each pad and strip, with its line."""
    found = []
    for lines, things in (("keypads", "pads"), ("strips", "strips")):
        for line in devices.items(lines):
            found += [(line, thing) for thing in line.items(things)]
    return found


def _lines(draft: Draft, devices: Item) -> Iterator[Problem]:
    """On one line each address is there once; a strip that says none has number 1."""
    for line in (*devices.items("keypads"), *devices.items("strips")):
        default = 1 if line.path[1] == "strips" else 0
        things = [*line.items("pads"), *line.items("strips")]
        numbers = [
            ((*one.path, "address"), str(number))
            for one in things
            if (number := one.number("address", default))
        ]
        used = {int(number) for _, number in numbers}
        free = next(number for number in range(1, 256) if number not in used)
        for path, word, first in twice(numbers):
            says = f"{word} is already the address in line {draft.lines.of(first)} on the same line"
            yield Problem(path, f"{says}; free is for instance {free}")


def _window_twice(draft: Draft, devices: Item) -> Iterator[Problem]:
    """A window has one clerk, so one keypad, and asks for a rating in one place."""
    for kind, name in (("keypad", "keypad"), ("rating", "rating pad")):
        pads = [pad for line in devices.items("keypads") for pad in line.items("pads")]
        at = [
            ((*pad.path, "window"), pad.text("window"))
            for pad in pads
            if (pad.text("kind") or "keypad") == kind
        ]
        for path, word, first in twice([found for found in at if found[1]]):
            says = f'window "{word}" has a {name} already, in line {draft.lines.of(first)}'
            yield Problem(path, f"{says}; a window has one")
