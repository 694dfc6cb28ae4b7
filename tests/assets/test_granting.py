"""What may be noted of a paper, which papers a class names, and the hall's list of enterprises."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from assets.granting import FOUND, granted_by, listed, not_evidence, papers
from assets.texts import Texts
from link.plan import Listed, Text
from tests.display.display_fakes import plan

LUOHU = plan("luohu")
EN = Texts.load("en")


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ("老兵、重病患者：请带军人证、优待证或诊断证明", ["军人证", "优待证", "诊断证明"]),
        ("名单上的单位：请带营业执照或者项目批文", ["营业执照或者项目批文"]),
        ("Veterans: bring the military card, ID or diagnosis.", ["military card", "ID", "diagnosis"]),
        ("Business licence", ["Business licence"]),
        ("Seen: card 123456", []),
        ("x" * 61, []),
        ("", []),
    ],
)
def test_the_papers_that_a_class_names(evidence: str, found: list[str]) -> None:
    assert papers(evidence) == found


@pytest.mark.parametrize("hall", ["luohu", "riverside"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_papers_of_the_built_in_halls_can_be_noted(hall: str, language: str) -> None:
    for cls in plan(hall).classes:
        for paper in papers(cls.evidence.get(language)) if cls.evidence else []:
            assert not_evidence(EN, paper) == ""
            assert not paper.lower().startswith(("bring", "请"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "Say which paper"),
        ("  ", "Say which paper"),
        ("x" * 61, "At most 60"),
        ("证12345", "Leave the number"),
    ],
)
def test_what_may_not_be_noted(text: str, wrong: str) -> None:
    assert not_evidence(EN, text).startswith(wrong)


def test_who_grants_what() -> None:
    assert [cls.id for cls in granted_by(LUOHU, "clerk")] == ["green", "project"]
    assert all(cls is not LUOHU.classes[-1] for cls in granted_by(LUOHU, "guide"))


def test_the_halls_list_is_searched_by_number_and_name() -> None:
    firms = tuple(Listed(f"9144{i:04}", Text(f"企业{i}", f"Firm {i}"), "project") for i in range(40))
    whole = replace(LUOHU, listed=firms)
    assert [one.id for one in listed(whole, "project", "91440007")] == ["91440007"]
    assert [one.id for one in listed(whole, "project", "firm 39")] == ["91440039"]
    assert [one.id for one in listed(whole, "project", "企业39")] == ["91440039"]
    assert len(listed(whole, "project", "")) == FOUND
    assert listed(whole, "green", "") == []
