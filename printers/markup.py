"""The markup of ticket layouts: one line is one thing on paper, with its styles in brackets before it.

docs/ticket-layouts.md describes it. Fields and conditions are filled in before, by `template`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from printers.sheet import LARGEST, Align, Code, Cut, Element, Paragraph, Row, Rule, Space
from printers.text import clean

SPECIAL = "[]|/#\\"
"""What means something in a layout; in a field's value it is only itself."""
_HIDDEN = {ord(char): 0xFDD8 + at for at, char in enumerate(SPECIAL)}
_SHOWN = {hidden: ord(char) for hidden, char in zip(_HIDDEN.values(), SPECIAL, strict=True)}
_HEAD = re.compile(r"\[([^\]]*)(\]?)\s*")
_OTHER_LANGUAGE = re.compile(r"(?:^|\s+)//(?:\s+|$)")
_SIZE = re.compile(r"([1-9])(?:x([1-9]))?")
DOTS_PER_MM = 8
LONGEST_SPACE_MM = 60
ALIGNS: tuple[Align, ...] = ("left", "center", "right")
KINDS = ("row", "rule", "space", "qr", "cut")
LOOKS = (*ALIGNS, "bold", "plain", "invert", "size", "fit")
STYLES = (*KINDS, *LOOKS)
TAKES = {
    "text": ("left", "center", "right", "bold", "invert", "size", "fit"),
    "row": ("plain", "size"),
    "rule": (),
    "space": (),
    "qr": ("size",),
    "cut": (),
}
"""Which styles each kind of line may have."""


class LayoutError(ValueError):
    """A layout is wrong in this line; `says` what would be right."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(f"line {line}: {says}")
        self.line, self.says = line, says


class Style(NamedTuple):
    """A word in the brackets, and what it is set to."""

    word: str
    value: str


def meant(word: str, words: Iterable[str]) -> str:
    """What was probably meant, or everything that would be possible."""
    known = list(words)
    near = get_close_matches(word, known, n=1)
    return f'did you mean "{near[0]}"?' if near else f"possible: {', '.join(known)}"


def hide(value: object) -> str:
    """A field's value, so that nothing in it can be taken for markup or end the line."""
    return " ".join(re.sub("[\ufdd0-\ufdef]", "", str(value)).split()).translate(_HIDDEN)


def unescape(line: str) -> str:
    r"""A line in which \[, \|, \/ and the like stand for themselves."""
    return re.sub(r"\\([\[\]|/#\\])", lambda found: found[1].translate(_HIDDEN), line.strip())


def element(line: str, number: int, language: str) -> Element | None:
    """What one line puts on paper in "zh" or "en"; None for nothing. Raises LayoutError."""
    line = unescape(line)
    if not line or line.startswith("#"):
        return None
    kind, styles, rest = read_head(line, number)
    return _of_kind(kind, styles, rest, number, language)


def read_head(line: str, number: int) -> tuple[str, list[Style], str]:
    """The kind of a line, its styles, and what stands behind the bracket. Raises LayoutError."""
    head = _HEAD.match(line)
    if head is None:
        return "text", [], line
    if not head[2]:
        says = 'the bracket "[" is not closed: styles stand in brackets, [center bold] text'
        raise LayoutError(number, says)
    styles = [_style(word, number) for word in head[1].split()]
    kind = next((style.word for style in styles if style.word in KINDS), "text")
    _check(styles, kind, number)
    return kind, styles, line[head.end() :]


def _of_kind(kind: str, styles: list[Style], rest: str, number: int, language: str) -> Element | None:
    values = {style.word: style.value for style in styles}
    match kind:
        case "rule":
            return Rule()
        case "cut":
            return Cut()
        case "space":
            return Space(_millimetres(values["space"], number))
        case "qr":
            content = _shown(rest)
            return Code(content, int(values.get("size") or 6)) if content else None
        case "row":
            return _row(values, rest, number, language)
    return _paragraph(styles, _text(rest, number, language))


def _style(word: str, number: int) -> Style:
    name, equals, value = word.partition("=")
    if name not in STYLES:
        raise LayoutError(number, f'there is no style "{name}"; {meant(name, STYLES)}')
    if name == "size" and not _SIZE.fullmatch(value):
        raise LayoutError(number, f'"{word}": a size is size=1 to size=8, or width and height as size=1x2')
    if name == "fit" and equals and not re.fullmatch("[1-8]", value):
        raise LayoutError(number, f'"{word}": write fit, or fit=1 to fit=8 for the largest size')
    if name not in ("size", "fit", "space") and equals:
        raise LayoutError(number, f'"{word}": {name} has no value; write {name} alone')
    return Style(name, value)


def _check(styles: list[Style], kind: str, number: int) -> None:
    names = [style.word for style in styles]
    for name in names:
        if names.count(name) > 1:
            raise LayoutError(number, f'"{name}" stands there twice')
        if name != kind and name not in TAKES[kind]:
            can = ", ".join(TAKES[kind]) or "no style"
            raise LayoutError(number, f'"{name}" does not go with "{kind}", which takes {can}')
    if len(set(names) & set(ALIGNS)) > 1 or {"size", "fit"} <= set(names):
        raise LayoutError(number, "left, center and right exclude each other, and so do size and fit")
    size = next((style.value for style in styles if style.word == "size"), "")
    if size and any(int(part) > LARGEST for part in size.split("x")):
        raise LayoutError(number, f'"size={size}": the largest size is {LARGEST}')
    if size and kind != "text" and "x" in size:
        raise LayoutError(number, f'"size={size}": a {kind} has one size, for instance size=2')


def _millimetres(value: str, number: int) -> int:
    if not re.fullmatch(r"\d{1,3}(\.\d)?", value) or not 0 < float(value) <= LONGEST_SPACE_MM:
        says = f'"space={value}": write the millimetres, at most {LONGEST_SPACE_MM}: space=3'
        raise LayoutError(number, says)
    return round(float(value) * DOTS_PER_MM)


def _row(values: dict[str, str], rest: str, number: int, language: str) -> Row | None:
    cells = rest.split("|")
    if len(cells) != 2:
        raise LayoutError(number, 'a row has a label and a value with "|" between them: [row] label | value')
    label, value = (_text(cell, number, language) for cell in cells)
    return Row(label, value, int(values.get("size") or 0), "plain" in values) if value else None


def _paragraph(styles: list[Style], text: str) -> Paragraph | None:
    if not text:
        return None
    values = {style.word: style.value for style in styles}
    align: Align = next((one for one in ALIGNS if one in values), "left")
    wide, _, tall = values.get("size", "1").partition("x")
    fit = int(values["fit"] or LARGEST) if "fit" in values else 0
    return Paragraph(text, align, int(wide), int(tall or wide), "bold" in values, "invert" in values, fit)


def _text(text: str, number: int, language: str) -> str:
    """The side of `中文 // English` that is wanted; a text without // is for both languages."""
    sides = _OTHER_LANGUAGE.split(text.strip())
    if len(sides) > 2:
        raise LayoutError(number, 'a text has two languages: 中文 // English, with one "//" between them')
    return _shown(sides[0] if language == "zh" else sides[-1])


def _shown(text: str) -> str:
    return clean(text.translate(_SHOWN))
