"""The shape of a message struct as docs/protocol.md writes it: fields, types in words, defaults."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec import inspect as i


class Row(NamedTuple):
    """One field, as a row of a table."""

    field: str
    type: str
    default: str


def fields(struct: type[msgspec.Struct], named: dict[str, str]) -> list[Row]:
    """Every field of a struct; `named` gives names to the patterns of strings."""
    info = i.type_info(struct)
    assert isinstance(info, i.StructType)
    return [Row(one.encode_name, in_words(one.type, named), _default(one)) for one in info.fields]


def _default(field: i.Field) -> str:
    if field.required:
        return "required"
    value = field.default
    if field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    return "none" if value is None else f"`{msgspec.json.encode(value).decode()}`"


def in_words(kind: i.Type, named: dict[str, str]) -> str:
    """A type and its limits."""
    match kind:
        case i.UnionType():
            return " or ".join(in_words(t, named) for t in kind.types if not isinstance(t, i.NoneType))
        case i.StrType():
            return named[kind.pattern] if kind.pattern else _string(kind)
        case i.IntType():
            return "integer" + _between(kind.ge, kind.le, " ≥ {}")
        case i.FloatType():
            return "number" + _between(kind.ge, kind.le, " ≥ {}")
        case i.RawType():
            return "object"
        case i.BoolType():
            return "true or false"
        case i.LiteralType():
            return ", ".join(f"`{value}`" for value in kind.values)
        case i.ListType() | i.VarTupleType():
            return f"list of {_count(kind)}{in_words(kind.item_type, named)}"
        case i.DictType():
            return f"object of {in_words(kind.value_type, named)}"
        case i.StructType():
            return f"[`{kind.cls.__name__}`](#{kind.cls.__name__.lower()})"
    raise AssertionError(f"no words for {kind}")


def _string(kind: i.StrType) -> str:
    if kind.min_length is None and kind.max_length is None:
        return "string"
    if kind.max_length is None:
        return f"string of {kind.min_length} characters or more"
    if kind.min_length is None:
        return f"string of up to {kind.max_length} characters"
    return f"string of {kind.min_length}–{kind.max_length} characters"


def _between(least: float | None, most: float | None, only_least: str) -> str:
    if least is None and most is None:
        return ""
    return only_least.format(least) if most is None else f" {least}–{most}"


def _count(kind: i.ListType | i.VarTupleType) -> str:
    if kind.min_length is None:
        return ""
    return (
        f"{kind.min_length} or more " if kind.max_length is None else f"{kind.min_length}–{kind.max_length} "
    )
