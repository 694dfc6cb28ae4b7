"""Links between our pages lead somewhere, and the files that pages name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs import pages
from tests.test_rooms import OURS

PAGES = sorted([*(pages.ROOT / "docs").rglob("*.md"), *pages.ROOT.glob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
SOURCE = re.compile(r"^[a-z_]+/[\w./-]*$")


def name(path: Path) -> str:
    return path.relative_to(pages.ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    result = set()
    for match in pages.HEADING.finditer(pages.FENCE.sub("", text)):
        slug = re.sub(r"[^\w\- ]", "", match[2].strip().lower()).replace(" ", "-")
        count = found.setdefault(slug, 0)
        found[slug] += 1
        result.add(f"{slug}-{count}" if count else slug)
    return result


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(pages.FENCE.sub("", text)):
        if re.match(r"^[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{name(path)} links to {target}"
        if anchor:
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{name(path)} links to {target}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_files_of_ours_that_a_page_names_are_there(path: Path) -> None:
    for word in pages.CODE.findall(pages.FENCE.sub("", path.read_text(encoding="utf-8"))):
        if SOURCE.match(word) and word.split("/")[0] in OURS | {"docs"}:
            there = pages.ROOT / word
            assert there.exists() or there.with_suffix(".py").exists(), f"{name(path)} names {word}"


def test_every_page_is_in_the_index() -> None:
    index = pages.page("docs/README.md")
    linked = {(pages.ROOT / "docs" / target.partition("#")[0]).resolve() for target in LINK.findall(index)}
    missing = {path for path in (pages.ROOT / "docs").rglob("*.md") if path.name != "README.md"} - linked
    assert not missing
