"""docs/protocol.md and the code agree: frames, fields, roles, changes, refusals, errors, limits, examples."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from link import commands as c
from link import frames as f
from link import plan as p
from link import words as w
from server.gateway.hub import AUDIENCE
from server.hall.events import EVENTS
from tests.docs import pages
from tests.docs.shapes import fields
from tests.docs.whole_day import TwoDays, whole_day

PAGE = pages.page("docs/protocol.md")
NAMED = {
    pages.words(row["regular expression"])[0]: row["name"]
    for row in pages.table(PAGE, "name", "regular expression", "example")
}
CLIENT = {str(frame.__struct_config__.tag): frame for frame in c.FRAMES}
SERVER = {str(frame.__struct_config__.tag): frame for frame in f.SERVER_FRAMES}
PARTS: tuple[type[msgspec.Struct], ...] = (
    f.Snapshot, f.Change, w.Ticket, w.Appointment, w.Wait, w.Window, w.Call, w.Why, w.Rating, w.QueueStatus,
    w.DeviceState, w.ProgramState,
    p.Plan, p.Text, p.Opening, p.PriorityClass, p.Queue, p.Department, p.Matter, p.Listed, p.Counter, p.Rules,
    p.Booking, p.RatingRules, p.Calendar, p.Voice, p.Quiet, p.Zone, p.Announcement, p.Layout,
    p.Devices, p.Printer, p.Reader, p.KeypadLine, p.Keypad, p.StripLine, p.Strip,
)  # fmt: skip
SHAPES: dict[str, type[msgspec.Struct]] = {**CLIENT, **SERVER, **{part.__name__: part for part in PARTS}}
FIELD_HEADERS = ("field", "type", "default", "meaning")


# ---------------------------------------------------------------------- frames and words


@pytest.mark.parametrize("title", SHAPES)
def test_the_fields_of_every_frame_and_word_are_on_the_page(title: str) -> None:
    struct = SHAPES[title]
    in_code = [(row.field, _as_set(row.type), row.default) for row in fields(struct, NAMED)]
    if issubclass(struct, c.Command):
        in_code = [row for row in in_code if row[0] != "id"]  # said once for all commands
    if struct is f.Error:
        in_code = [(n, "one of the codes below" if n == "code" else t, d) for n, t, d in in_code]
    text = pages.own(PAGE, title)
    rows = pages.table(text, *FIELD_HEADERS) if in_code else []
    on_page = [(pages.words(row["field"])[0], _as_set(row["type"]), row["default"]) for row in rows]
    assert on_page == in_code
    assert "| field |" in text or not in_code


def _as_set(kind: str) -> object:
    """The order in which a page names the words of a choice is its own."""
    start, _, words = kind.partition("`")
    return (start, frozenset(pages.words("`" + words))) if words.endswith("`") and "](" not in kind else kind


def test_the_id_of_commands_is_said_once() -> None:
    [row] = pages.table(pages.own(PAGE, "Commands"), *FIELD_HEADERS)
    [id_] = fields(c.Command, NAMED)
    assert (pages.words(row["field"])[0], row["type"], row["default"]) == id_


def test_the_page_names_no_frame_and_no_word_that_does_not_exist() -> None:
    titles = {match[2].replace("`", "") for match in pages.HEADING.finditer(PAGE) if "`" in match[2]}
    assert titles == set(SHAPES)


def test_every_named_string_is_used() -> None:
    used = {
        row.type.removeprefix("list of ").removeprefix("1 or more ")
        for s in SHAPES.values()
        for row in fields(s, NAMED)
    }
    assert set(NAMED.values()) <= used


@pytest.mark.parametrize("tag", [tag for tag, frame in CLIENT.items() if frame.roles])
def test_roles(tag: str) -> None:
    assert _line(tag, "Roles") == CLIENT[tag].roles


def test_frames_before_joining_have_no_roles() -> None:
    assert [tag for tag, frame in CLIENT.items() if not frame.roles] == ["pair", "hello"]


def _line(tag: str, label: str) -> set[str]:
    """The words after "Roles:" or "Reply:" under a frame's heading."""
    text = pages.own(PAGE, tag)
    assert text.count(f"{label}: ") == 1, f"one line with {label} under {tag}"
    found = text.split(f"{label}: ")[1].split("\n")[0].split(".")[0].split(", ")
    return set() if found == ["nothing"] else {word.strip() for word in found}


def test_version_and_role_table() -> None:
    assert f"Protocol version: {c.PROTOCOL}." in PAGE
    rows = pages.table(PAGE, "role", "what it hears of the hall")
    assert {pages.words(row["role"])[0] for row in rows} == set(c.ROLES) == set(AUDIENCE)


# ---------------------------------------------------------------------- what really comes


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> TwoDays:
    return whole_day(tmp_path_factory.mktemp("day"))


CHANGE_HEADERS = ("what", "fields", "ticket is then", "for", "what happened")
CHANGES = {pages.words(row["what"])[0]: row for row in pages.table(PAGE, *CHANGE_HEADERS)}


def test_every_event_is_a_change_on_the_page() -> None:
    assert list(CHANGES) == [event.__struct_config__.tag for event in EVENTS]


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_has_the_fields_of_the_page(day: TwoDays, what: str) -> None:
    row, seen = CHANGES[what], day.changes[what]
    assert _marked(seen) - {"n", "at", "what"} == {cell.strip() for cell in row["fields"].split(",") if cell}
    states = {change["ticket"].get("state", "waiting") for change in seen if "ticket" in change}
    if row["ticket is then"] != "as before":
        assert states == ({row["ticket is then"]} if row["ticket is then"] != "–" else set())
    assert day.whole_hall[what] == {row["for"] == "hall"}


@pytest.mark.parametrize("tag", [t for t, frame in CLIENT.items() if issubclass(frame, c.Command)])
def test_a_reply_has_the_fields_of_the_page(day: TwoDays, tag: str) -> None:
    if tag == "roll_token":  # answered by the gateway: tests/docs/test_protocol_by_hand.py rolls one
        assert _line(tag, "Reply") == {"token"}
    else:
        assert _marked(day.replies[tag]) - {"is", "id", "position"} == _line(tag, "Reply")


def _marked(seen: list[dict[str, Any]]) -> set[str]:
    """The names of all fields seen, with a question mark if they were not always there."""
    assert seen, "it never happened"
    return {key if all(key in one for one in seen) else f"{key}?" for one in seen for key in one}


# ---------------------------------------------------------------------- codes


def _calls_in_server(name: str) -> Iterator[ast.Call]:
    """Every call of something whose name ends so, in the source of the server."""
    for path in sorted((pages.ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith(name):
                yield node


def _refusals() -> dict[str, set[str]]:
    """Every refusal code in the server's source, with the names of its facts."""
    found: dict[str, set[str]] = {}
    for call in _calls_in_server("Refused"):
        literals = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if not literals:
            continue  # passes on a refusal that was raised elsewhere
        facts = {keyword.arg for keyword in call.keywords if keyword.arg}
        keys = [key for arg in call.args if isinstance(arg, ast.Dict) for key in arg.keys]
        facts |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
        found.setdefault(literals[0], set()).update(facts)
    return found


def test_refusal_codes_and_their_facts() -> None:
    rows = pages.table(PAGE, "code", "facts", "when")
    on_page = {
        pages.words(row["code"])[0]: {fact.strip() for fact in row["facts"].split(",") if fact}
        for row in rows
    }
    assert on_page == _refusals()
    assert len(on_page) == len(rows)


def test_error_codes() -> None:
    rows = pages.table(PAGE, "code", "when")
    on_page = {pages.words(row["code"])[0]: row["when"] for row in rows}
    info = inspect.type_info(f.Error)
    assert isinstance(info, inspect.StructType)
    code = info.fields[0].type
    assert isinstance(code, inspect.LiteralType)
    assert set(on_page) == set(code.values)
    sent = {
        arg.value
        for call in _calls_in_server("Error")
        for arg in call.args[:1]
        if isinstance(arg, ast.Constant)
    }
    assert {code for code, when in on_page.items() if not when.startswith("Never sent")} == sent & set(
        on_page
    )


# ---------------------------------------------------------------------- limits


def _limit(where: str) -> object:
    """The value that a name in the limits table has in the code: a constant, or an argument of `serve`."""
    module_name, _, name = where.replace(" serve(", ".serve(").rpartition(".")
    module = importlib.import_module(module_name)
    if not name.startswith("serve("):
        return getattr(module, name)
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "serve":
            return next(ast.literal_eval(k.value) for k in node.keywords if f"serve({k.arg})" == name)
    raise AssertionError(f"{module_name} calls no serve()")


LIMITS = {
    pages.words(row["in the code"])[0]: row["value"]
    for row in pages.table(PAGE, "limit", "value", "in the code")
}


@pytest.mark.parametrize("where", LIMITS)
def test_a_limit_on_the_page_is_the_one_in_the_code(where: str) -> None:
    assert float(LIMITS[where]) == _limit(where)


def test_every_limit_of_the_gateway_is_on_the_page() -> None:
    for name in ("guard", "hub", "session"):
        module = importlib.import_module(f"server.gateway.{name}")
        numbers = {
            f"server.gateway.{name}.{key}"
            for key, value in vars(module).items()
            if key.isupper() and isinstance(value, int | float)
        }
        assert numbers <= set(LIMITS)


# ---------------------------------------------------------------------- examples

EXAMPLES = [block.text.strip() for block in pages.blocks(PAGE, "json")]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_is_what_would_be_on_the_wire(text: str) -> None:
    decoder = f.frame_decoder() if "do" in json.loads(text) else f.server_frame_decoder()
    again = json.loads(f.encode(decoder.decode(text)))
    assert again == json.loads(text), "a field that does not exist, or that has its default"


def test_every_frame_has_an_example_under_its_heading() -> None:
    for tag in {**CLIENT, **SERVER}:
        [block] = pages.blocks(pages.own(PAGE, tag), "json")
        example = json.loads(block.text)
        assert example.get("do", example.get("is")) == tag
