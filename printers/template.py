"""A ticket layout: its text with fields and conditions (Jinja2), filled in and read into a sheet.

What a line may say is in `markup`, which fields there are in `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from printers.fields import FIELDS, Value
from printers.markup import LayoutError, element, hide, meant, read_head, unescape
from printers.sheet import Sheet

MAX_CHARS = 20_000
MAX_LINES = 400
_SYNTAX = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat,
)  # fmt: skip
"""All that a layout needs; nothing of it can run for long or make much of little."""
_FORBIDDEN = re.compile(r"[^\S\n\r\t \u3000\xa0]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef]")
_LINE = re.compile("\ufdd0(\\d+)\ufdd1")
_RIGHT = "a field is {{ number }}, a condition {% if booked %} … {% endif %}"
_COMPARED = '{% if number == "A001" %}'

_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=hide, autoescape=False)


class Template:
    """A layout that was read. Raises LayoutError with the line for everything that is wrong in it."""

    def __init__(self, text: str) -> None:
        _check_text(text)
        try:
            numbered = "".join(_numbered(text))
            _check_syntax(_environment.parse(numbered))
            self._template = _environment.from_string(numbered)
        except TemplateSyntaxError as error:
            raise LayoutError(error.lineno, f"{_said(error)}; {_RIGHT}") from error
        except (RecursionError, SyntaxError) as error:
            raise LayoutError(1, "brackets or conditions are nested too deeply to be meant") from error
        self._check_every_line(text)

    def sheet(self, fields: Mapping[str, Value], language: str) -> Sheet:
        """The paper in "zh" or "en". Raises LayoutError, also for a field that is missing."""
        missing = [name for name in FIELDS if name not in fields]
        if missing:
            raise LayoutError(1, f"the field {missing[0]!r} has no value")
        found = []
        for line in self._template.render(fields).split("\n"):
            mark = _LINE.match(line)
            number = int(mark[1]) if mark else 1
            if one := element(_LINE.sub("", line), number, language):
                found.append(one)
        return tuple(found)

    @staticmethod
    def _check_every_line(text: str) -> None:
        """Also those that today's conditions leave out; a field in a line is taken as some text."""
        plain = re.sub(r"(?s)\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), text)
        plain = re.sub(r"(?s)\{\{.*?\}\}", lambda found: "1" + "\n" * found[0].count("\n"), plain)
        for number, line in enumerate(plain.split("\n"), 1):
            parts = re.split(r"\{%.*?%\}", line)
            if len(parts) == 1:
                element(line, number, "zh")
            for part in parts:
                read_head(unescape(part), number)


@lru_cache(64)
def template(text: str) -> Template:
    """The layout in a text, read once. Raises LayoutError."""
    return Template(text)


def _check_text(text: str) -> None:
    if len(text) > MAX_CHARS or text.count("\n") >= MAX_LINES:
        raise LayoutError(1, f"is too long: at most {MAX_LINES} lines and {MAX_CHARS} characters")
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise LayoutError(line, f"has a control character (U+{ord(found[0]):04X}): take it out")
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n")):
        raise LayoutError(1, "puts nothing on paper: write at least one line, for instance {{ number }}")


def _numbered(text: str) -> Iterator[str]:
    """The text with its number before each line, so that what is wrong in the outcome can be found."""
    line = 1
    yield f"\ufdd0{line}\ufdd1"
    for _, kind, value in _environment.lex(text):
        if kind != "data":
            line += value.count("\n")
            yield value
            continue
        for piece in re.split("(\n)", value):
            yield piece
            if piece == "\n":
                line += 1
                yield f"\ufdd0{line}\ufdd1"


def _check_syntax(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _SYNTAX):
            word = type(node).__name__
            raise LayoutError(node.lineno, f"{word} is not for layouts, only fields and conditions: {_RIGHT}")
        if isinstance(node, nodes.Compare) and any(one.op not in ("eq", "ne") for one in node.ops):
            # fields are texts, mostly: `ahead > 3` would fail when a ticket is printed
            raise LayoutError(node.lineno, f"a comparison is == or !=, for instance {_COMPARED}")
        if isinstance(node, nodes.Name) and node.name not in FIELDS:
            raise LayoutError(node.lineno, f'there is no field "{node.name}"; {meant(node.name, FIELDS)}')


def _said(error: TemplateSyntaxError) -> str:
    return re.sub(r"\s+", " ", error.message or "wrong template").removesuffix(".")
