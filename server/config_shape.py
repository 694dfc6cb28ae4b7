"""Whether what a hall file holds has the shape of `link/plan.py`, and every place where it has not.

msgspec stops at the first wrong value; the manager wants them all, with what would be right. What makes
sense together (ids, letters, hours) is in `server/config_sense.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from msgspec import inspect

from link.plan import Date, Day, HourMinute, Id, Letter, Plan, Program
from server.config_lines import Path

DAYS: tuple[str, ...] = get_args(Day)
MANY = 12
"""A longer list of possible words is not written out."""
MOST = 1_000_000
"""No whole number in a hall file is larger."""
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CHINESE = re.compile(r"[\u3400-\u9fff]")


class Problem(NamedTuple):
    """One thing that is wrong in a hall file."""

    path: Path
    """Where: ("queues", 2, "letter")."""
    says: str
    """What is wrong, and what would be right."""


def _pattern(annotated: Any) -> str:
    return str(get_args(annotated)[1].pattern)


WANTED = {
    _pattern(Id): "1 to 32 letters a-z, digits, '-' or '_', for instance \"tax-1\"",
    _pattern(Letter): 'one or two capital letters, for instance "A" or "GA"',
    _pattern(HourMinute): 'a time as HH:MM in quotes, for instance "09:00"',
    _pattern(Program): 'a program as role/name, for instance "kiosk/door" (a kiosk, display or devices)',
    _pattern(Date): 'a date as YYYY-MM-DD in quotes, for instance "2026-10-01"',
}
HOUR_MINUTE = _pattern(HourMinute)
DATE = _pattern(Date)


def shape_problems(data: dict[str, Any]) -> list[Problem]:
    """Every place where `data`, as tomllib read it, is not a Plan; none means that msgspec accepts it."""
    plan = inspect.type_info(Plan)
    assert isinstance(plan, inspect.StructType)  # noqa: S101 - for the type checker
    return list(_struct(data, plan, (), ()))


def quoted(words: Iterable[str]) -> str:
    """Words as they stand in a hall file: "a", "b", "c"."""
    return ", ".join(f'"{word}"' for word in words)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, whatever its capitals; None when none is."""
    lower = {name.lower(): name for name in known}
    near = get_close_matches(word.strip().lower(), lower, n=1)
    return lower[near[0]] if near else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """The closest known word, or which there are: 'did you mean "tax"?'."""
    known = list(dict.fromkeys(known))
    if near := closest(word, known):
        return f'did you mean "{near}"?'
    more = ", …" if len(known) > MANY else ""
    return f"possible: {quoted(known[:MANY])}{more}"


def _check(
    value: Any, kind: inspect.Type, path: Path, around: tuple[inspect.StructType, ...]
) -> Iterator[Problem]:
    """Problems of one value; `around` are the tables that it stands in, outermost first."""
    if isinstance(kind, inspect.UnionType):  # "or None": a TOML file has no word for None
        [kind] = [inner for inner in kind.types if not isinstance(inner, inspect.NoneType)]
    match kind:
        case inspect.StructType():
            yield from _struct(value, kind, path, around)
        case inspect.VarTupleType():
            yield from _list(value, kind, path, around)
        case inspect.StrType():
            yield from _text(value, kind, path)
        case inspect.IntType() | inspect.FloatType():
            yield from _number(value, kind, path)
        case inspect.LiteralType():
            yield from _word(value, kind, path)
        case inspect.BoolType():
            if not isinstance(value, bool):
                yield Problem(
                    path, f"{_said(value)} is neither true nor false; write true or false without quotes"
                )
        case _:
            raise TypeError(f"link/plan.py has a {kind}, which the check of hall files does not know")


def _struct(
    value: Any, kind: inspect.StructType, path: Path, around: tuple[inspect.StructType, ...]
) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path, _not_a_table(value, kind, path))
        return
    around = (*around, kind)
    fields = {field.name: field for field in kind.fields}
    missing = [name for name in fields if name not in value]
    for name, inner in value.items():
        if name in fields:
            yield from _check(inner, fields[name].type, (*path, name), around)
        else:
            yield Problem((*path, name), _unknown(name, missing, around))
    misspelt = {closest(name, missing) for name in value if name not in fields}
    for name in missing:
        if fields[name].required and name not in misspelt:
            yield Problem((*path, name), f"is missing; write {_example(name, fields[name].type)}")


def _not_a_table(value: Any, kind: inspect.StructType, path: Path) -> str:
    name = str(path[-1])
    names = [field.name for field in kind.fields]
    if names == ["zh", "en"]:
        text = value if isinstance(value, str) else "…"
        zh, en = (text, "…") if CHINESE.search(text) else ("…", text)
        return f'is {_said(value)}, but both languages are needed: {{ zh = "{zh}", en = "{en}" }}'
    if isinstance(value, list) and isinstance(path[-1], str):
        return f"is a list, but there is only one: write [{name}] with one pair of brackets"
    return f"is {_said(value)}, but a table with {', '.join(names)} is needed"


def _unknown(name: str, missing: list[str], around: tuple[inspect.StructType, ...]) -> str:
    """The key may be misspelt, or stand below a [header] that it does not belong to."""
    for outer in reversed(around[:-1]):
        if name in {field.name for field in outer.fields}:
            what = "the hall itself" if outer.cls is Plan else f"the {outer.cls.__name__.lower()} around it"
            return f"is a field of {what}: move this line up, above the [header] that it now stands below"
    known = [field.name for field in around[-1].fields]
    return f"is not a field here; {suggestion(name, missing or known)}"


def _list(
    value: Any, kind: inspect.VarTupleType, path: Path, around: tuple[inspect.StructType, ...]
) -> Iterator[Problem]:
    name = path[-1]
    if isinstance(value, dict) and isinstance(kind.item_type, inspect.StructType):
        yield Problem(
            path, f"is one table, but a list is needed: write [[{name}]] with two pairs of brackets"
        )
    elif not isinstance(value, list):
        yield Problem(path, f"is {_said(value)}, but a list is needed: {name} = [{_shown(value)}]")
    elif len(value) < (kind.min_length or 0):
        yield Problem(path, f"is empty, but needs at least {kind.min_length}")
    else:
        for index, item in enumerate(value):
            yield from _check(item, kind.item_type, (*path, index), around)


def _text(value: Any, kind: inspect.StrType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield Problem(path, f"is {_said(value)}, but text is needed: put it in quotes, {_in_quotes(value)}")
    elif kind.pattern is not None and not re.fullmatch(kind.pattern, value):
        yield Problem(path, f"{_shown(value)} is wrong; {_right(value, kind.pattern)}")
    elif len(value.strip()) < (kind.min_length or 0):
        yield Problem(path, "is empty; write what people are to read")
    elif CONTROL.search(value):
        yield Problem(path, "has a line break or a tab in it; a text is one line, with spaces")


def _right(value: str, pattern: str) -> str:
    """What would fit a pattern: the value itself, a little corrected, or a description."""
    tries = [value.strip(), value.strip().upper(), value.replace("：", ":").replace(".", ":").strip()]
    tries += [f"0{tries[-1]}", re.sub(r"[^A-Za-z0-9_-]+", "-", value).strip("-_")]
    tries.append("-".join(part.zfill(2) for part in re.findall(r"[0-9]+", value)))  # 2026/10/1, 2026年10月1日
    fits = [candidate for candidate in tries if re.fullmatch(pattern, candidate)]
    return f'did you mean "{fits[0]}"?' if fits else f"needed: {WANTED[pattern]}"


def _number(value: Any, kind: inspect.IntType | inspect.FloatType, path: Path) -> Iterator[Problem]:
    low, high = kind.ge or 0, kind.le if kind.le is not None else MOST
    wanted = f"from {low} to {high}"
    whole = isinstance(kind, inspect.IntType)
    if type(value) is not int and (whole or type(value) is not float):
        number = "a whole number" if whole else "a number"
        yield Problem(path, f"is {_said(value)}, but {number} is needed, without quotes: {wanted}")
    elif not low <= value <= high:
        yield Problem(path, f"{_shown(value)} is out of range; possible: {wanted}")


def _word(value: Any, kind: inspect.LiteralType, path: Path) -> Iterator[Problem]:
    if type(value) is str and value in kind.values:
        return
    words = [str(word) for word in kind.values]
    if set(words) <= set(DAYS):
        words = list(DAYS)
    hint = f"possible: {quoted(words)}"
    if isinstance(value, str) and (
        near := [word for word in words if value.strip().lower().startswith(word)]
    ):
        hint = f'did you mean "{near[0]}"?'
    elif isinstance(value, str):
        hint = suggestion(value, words)
    yield Problem(path, f"{_shown(value)} is not possible; {hint}")


def _example(name: str, kind: inspect.Type) -> str:
    """How a missing field could be written."""
    match kind:
        case inspect.StructType():
            inner = ", ".join(f'{field.name} = "…"' for field in kind.fields)
            return f"{name} = {{ {inner} }}"
        case inspect.VarTupleType(item_type=inspect.StructType()):
            return f"at least one [[{name}]]"
        case inspect.VarTupleType():
            return f'{name} = ["…"]'
        case inspect.StrType(pattern=str() as pattern):
            return f'{name} = "…": {WANTED[pattern]}'
        case inspect.IntType():
            return f"{name} = and a whole number"
        case inspect.FloatType():
            return f"{name} = and a number"
        case _:
            return f'{name} = "…"'


def _said(value: Any) -> str:
    """A value of the wrong kind, in words."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case datetime() | date() | time():
            return f"the time or date {value} without quotes"
        case str():
            return f"the text {_shown(value)}"
        case _:
            return f"{_shown(value)} without quotes"


def _shown(value: Any) -> str:
    """A value as it stands in the file, not too long."""
    try:
        text = f'"{value}"' if isinstance(value, str) else str(value)
    except ValueError:  # an integer of more than 4,300 digits
        return "a huge number"
    text = {"True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _in_quotes(value: Any) -> str:
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, date):
        return f'"{value:%Y-%m-%d}"'
    return f'"{_shown(value)}"' if isinstance(value, int | float) else 'for instance "…"'
