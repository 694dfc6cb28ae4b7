"""Reading a hall file: the plan, or everything that is wrong in it with line, field and what would be right.

Here the file becomes text and TOML; what it must hold is checked in `server/config_shape.py` and
`server/config_sense.py`. What the rules make of a plan is in `server/hall/`.
"""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from link.plan import Plan
from server import config_lines
from server.config_layouts import load_layouts
from server.config_lines import Lines
from server.config_sense import sense_problems
from server.config_shape import Problem, shape_problems

MAX_BYTES = 4 * 1024 * 1024
CHINESE_MARKS = dict(zip("“”＂‘’，、＝：［］【】｛｝＃．", '"""\'\',,=:[][]{}#.', strict=True))
AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class Fault(NamedTuple):
    """One thing that is wrong in a hall file."""

    line: int | None
    """From 1; None when the file could not be read at all."""
    field: str
    """For instance `queues[tax].letter`; empty when the fault is not in a field."""
    says: str


class HallFileError(Exception):
    """A hall file that cannot be used; the text has one line for each fault, as `file:line: field: says`."""

    def __init__(self, file: Path, faults: list[Fault]) -> None:
        self.file = file
        self.faults = sorted(faults, key=lambda fault: fault.line or 0)
        super().__init__("\n".join(self._line(fault) for fault in self.faults))

    def _line(self, fault: Fault) -> str:
        place = f"{self.file}:{fault.line}" if fault.line else str(self.file)
        return ": ".join(part for part in (place, fault.field, fault.says) if part)


def load_plan(path: Path) -> Plan:
    """The plan in a hall file. Raises HallFileError with everything that is wrong."""
    text = _read(path)
    try:
        data = tomllib.loads(text)
        lines = Lines(text)
    except tomllib.TOMLDecodeError as error:
        raise HallFileError(path, [_toml_fault(text, str(error))]) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; brackets without end
        says = "a number is too long, or brackets are nested too deeply, to be meant"
        raise HallFileError(path, [Fault(None, "", says)]) from error
    problems: dict[config_lines.Path, Problem] = {}
    for problem in [*sense_problems(data, lines), *shape_problems(data)]:
        problems.setdefault(problem.path, problem)  # one sentence a place, and sense knows more
    if problems:
        raise HallFileError(path, [_fault(problem, data, lines) for problem in problems.values()])
    plan, wrong = load_layouts(msgspec.convert(data, Plan), path)
    if wrong:
        raise HallFileError(path, [_fault(problem, data, lines) for problem in wrong])
    return plan


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise HallFileError(path, [Fault(None, "", _unreadable(path, error))]) from error
    if len(raw) > MAX_BYTES:
        raise HallFileError(path, [Fault(None, "", f"is larger than {MAX_BYTES >> 20} MB: not a hall file")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HallFileError(path, [_encoding_fault(raw, error)]) from error


def _unreadable(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        others = [other.name for other in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        near = get_close_matches(path.name, others, n=1) or get_close_matches(
            f"{path.name}.toml", others, n=1
        )
        return f"there is no such file; did you mean {near[0]}?" if near else "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "is a folder; a hall file is needed, for instance luohu.toml"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _encoding_fault(raw: bytes, error: UnicodeDecodeError) -> Fault:
    """Old Chinese editors save as GBK, and some as UTF-16."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Fault(1, "", 'is saved as UTF-16 ("Unicode"); save it as UTF-8 in the editor')
    line = raw.count(b"\n", 0, error.start) + 1
    start = raw.rfind(b"\n", 0, error.start) + 1
    try:
        shown = raw[start:].split(b"\n")[0].decode("gb18030").strip()
        hint = f"read as GBK the line is: {shown[:60]}"
    except UnicodeDecodeError:
        hint = f"byte 0x{raw[error.start]:02X}"
    return Fault(line, "", f"is not saved as UTF-8 ({hint}); save it as UTF-8 in the editor")


def _toml_fault(text: str, message: str) -> Fault:
    """What tomllib says, and what is most likely meant."""
    says, found = AT.sub("", message), AT.search(message)
    if found is None or found[1] is None:
        last = len(text.rstrip("\n").split("\n"))
        hint = "what was opened further up is never closed: look for a missing quote or bracket"
        return Fault(last, "", f"is not TOML: the file ends here ({says}); {hint}")
    line = text.split("\n")[int(found[1]) - 1]
    return Fault(int(found[1]), "", f"is not TOML, at column {found[2]}: {says}; {_toml_hint(line, says)}")


def _toml_hint(line: str, says: str) -> str:
    bare = re.sub(r'"[^"]*"', '""', line)
    key, _, value = (part.strip() for part in bare.partition("="))
    chinese = [mark for mark in bare if mark in CHINESE_MARKS]
    if chinese and (bare.count('"') % 2 == 0 or set(chinese) & set("“”＂‘’")):
        return f"{chinese[0]} is a Chinese mark: write {CHINESE_MARKS[chinese[0]]} with the English keyboard"
    if bare.count('"') % 2:
        return 'a quote " is missing in this line'
    if times := re.findall(r"=\s*(\d{1,2}:\d{2})(?![\d:])", bare):
        return f'put the time in quotes: "{times[0].zfill(5)}"'
    if "twice" in says or "overwrite" in says:
        return "this name stands above already: take one away (rows of a list have two brackets: [[queues]])"
    if re.fullmatch(r"[\w -]+", value):
        return f'put the text in quotes: {key} = "{value}"'
    if key and "=" not in bare and not bare.lstrip().startswith("["):
        return f'a line has a name and a value: {key.split()[0]} = "…"; a remark begins with #'
    return "see also the line above: a quote, comma or bracket may be missing"


def _fault(problem: Problem, data: dict[str, Any], lines: Lines) -> Fault:
    return Fault(lines.of(problem.path), _field(problem.path, data), problem.says)


def _field(path: config_lines.Path, data: Any) -> str:
    """A path as people read it: rows of a list by their id, or counted from 1."""
    name, here = "", data
    for key in path:
        try:
            here = here[key]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(key, int):
            row = here.get("id") if isinstance(here, dict) else None
            name += f"[{row}]" if isinstance(row, str) and row else f"[#{key + 1}]"
        else:
            name += f".{key}" if name else key
    return name
