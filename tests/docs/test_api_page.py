"""docs/api.md and the code agree: endpoints, problems, statuses, limits, examples."""

from __future__ import annotations

import ast
import importlib
import json
import string
from itertools import pairwise

import pytest

from assets.texts import LANGUAGES, Texts
from server.web import api, api_bookings, problems, shapes
from server.web.asking import PREFIX
from server.web.limits import Limits
from tests.docs import pages

PAGE = pages.page("docs/api.md")


def test_every_endpoint_is_on_the_page_and_no_other() -> None:
    rows = pages.table(PAGE, "endpoint", "what it does", "limit")
    on_page = {pages.words(row["endpoint"])[0]: pages.words(row["limit"])[0] for row in rows}
    in_code = {
        f"{method} {route.path.removeprefix(PREFIX)}": "read" if method == "GET" else "write"
        for part in (api, api_bookings)
        for route in part.router.routes
        for method in route.methods
    }
    assert on_page == in_code


def test_every_problem_is_on_the_page_with_its_status_and_facts() -> None:
    rows = pages.table(PAGE, "problem", "status", "facts", "when")
    on_page = {
        pages.words(row["problem"])[0]: (int(row["status"]), set(filter(None, row["facts"].split(", "))))
        for row in rows
    }
    raised = _facts_raised()
    in_code = {code: (kind.status, raised[code]) for code, kind in problems.OWN.items()}
    assert on_page == in_code


def _facts_raised() -> dict[str, set[str]]:
    """By code: the facts that it is raised with, anywhere in the public plane."""
    found: dict[str, set[str]] = {"too_many_requests": {"wait_s"}, "too_many_wrong": {"wait_s"}}
    for path in sorted((pages.ROOT / "server" / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "Problem" and node.args and isinstance(node.args[0], ast.Constant):
                    found.setdefault(str(node.args[0].value), set()).update(_names(node.args[1:]))
    return found


def _names(arguments: list[ast.expr]) -> set[str]:
    return {str(ast.literal_eval(k)) for one in arguments if isinstance(one, ast.Dict) for k in one.keys if k}


def test_refusals_and_their_statuses_are_on_the_page() -> None:
    rows = pages.table(PAGE, "status", "codes")
    on_page = {code: int(row["status"]) for row in rows for code in pages.words(row["codes"])}
    assert on_page == problems.REFUSED


@pytest.mark.parametrize("code", problems.codes())
def test_a_problem_has_a_title_and_a_sentence_in_both_languages(code: str) -> None:
    zh, en = (problems.meaning(code, language) for language in LANGUAGES)
    assert zh != en
    facts = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (zh, en)]
    assert facts[0] == facts[1]
    if code in problems.OWN:
        assert facts[0] <= _facts_raised()[code]
    title = problems.TITLES[problems.status_of(code)]
    assert Texts.load("zh").t(title) != title


def test_limits_of_a_client() -> None:
    rows = pages.table(PAGE, "limit", "at once", "in a second", "what it counts")
    on_page = [(pages.words(row["limit"])[0], int(row["at once"]), float(row["in a second"])) for row in rows]
    assert on_page == [(limit.name, limit.burst, round(limit.per_s, 4)) for limit in Limits()]


def test_other_limits() -> None:
    for row in pages.table(PAGE, "other limit", "value", "in the code"):
        module, _, name = pages.words(row["in the code"])[0].rpartition(".")
        assert float(row["value"]) == getattr(importlib.import_module(module), name)


def test_examples_are_what_would_be_answered() -> None:
    parts = PAGE.split("```json\n")
    assert len(parts) > 4
    for before, after in pairwise(parts):
        name = before.rstrip().rpartition("(`")[2].partition("`)")[0]
        example = json.loads(after.partition("```")[0])
        told = getattr(shapes, name)(**example).model_dump(exclude_none=True, mode="json")
        assert told == example
        if name == "Problem":
            assert problems.status_of(example["code"]) == example["status"]
            assert problems.TITLES[example["status"]] == example["title"]
