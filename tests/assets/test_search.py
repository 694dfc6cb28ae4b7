"""Finding a matter of the built-in halls: by Chinese and English names, pinyin, initials, and their order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from assets.search import LIMIT, Search, letters, units
from link.plan import Matter, Text
from tests.display.display_fakes import plan

LUOHU = Search(plan("luohu"))
RIVERSIDE = Search(plan("riverside"))


def ids(search: Search, query: str) -> list[str]:
    return [matter.id for matter in search.find(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("身份证", "identity-card"),
        ("sfz", "identity-card"),
        ("SFZ", "identity-card"),
        ("shenfenzheng", "identity-card"),
        ("shenfenz", "identity-card"),
        ("shfz", "identity-card"),
        ("shenfz", "identity-card"),
        ("identity", "identity-card"),
        ("passport", "passport"),
        ("ptHZ", "passport"),
        ("qyk", "company-new"),
        ("企业开办", "company-new"),
        ("ＱＹＫＢ", "company-new"),  # as an input method for Chinese writes them
        ("foodlic", "food-licence"),
        ("二手房", "property-sale"),
        ("esf", "property-sale"),
        ("gjjdk", "fund-loan"),
        ("newborn", "newborn"),
    ],
)
def test_what_people_type_leads_to_the_matter(query: str, first: str) -> None:
    assert ids(LUOHU, query)[0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("blue", "blue-badge"),
        ("bus pass", "bus-pass"),
        ("gjk", "bus-pass"),
        ("tingche", "blue-badge"),
        ("council tax b", "council-tax-bill"),
        ("公共住房轮候", "housing-register"),
    ],
)
def test_the_small_hall_is_searched_in_both_languages(query: str, first: str) -> None:
    assert first in ids(RIVERSIDE, query)[:2]


@pytest.mark.parametrize("query", ["", "  ", "、。", "xqz", "护照护照护照", "zzzzzzzzzzzzzzzzzzzzzzzz"])
def test_nothing_fits(query: str) -> None:
    assert ids(LUOHU, query) == []


def test_one_letter_more_never_finds_a_matter_that_did_not_fit_before() -> None:
    for whole in ("shenfenzheng", "sfz", "passport", "gongjijin"):
        every = [set(ids(Search(plan("luohu")), whole[: n + 1])) for n in range(len(whole))]
        full = [found for found in every if len(found) < LIMIT]
        assert all(later <= before for before, later in pairwise(full)), whole


def test_the_matters_own_name_comes_before_its_department_and_queue() -> None:
    found = LUOHU.find("税务")
    assert found
    named = [("税务" in matter.name.zh) for matter in found]
    assert named == sorted(named, reverse=True)
    social = LUOHU.find("shebao")
    assert social[0].id == "social-record"
    assert {matter.queue for matter in social} == {"social"}


def test_whole_syllables_come_before_initials_and_the_beginning_before_the_middle() -> None:
    the_plan = plan("riverside")

    def matter(id_: str, zh: str) -> Matter:
        return Matter(id_, Text(zh, id_), "welcome", "general")

    search = Search(
        replace(
            the_plan,
            matters=(matter("c", "海大"), matter("b", "办哈达"), matter("a", "哈达"), matter("d", "很安")),
        )
    )
    assert ids(search, "had") == ["a", "b"]
    assert ids(search, "hd") == ["c", "a", "b"]
    assert ids(search, "ha") == ["c", "a", "b", "d"]


def test_of_those_that_fit_alike_the_shorter_name_is_first() -> None:
    assert ids(LUOHU, "hz")[0] == "passport"


def test_no_more_than_the_limit_is_given() -> None:
    assert len(LUOHU.find("s")) == LIMIT
    assert len(LUOHU.find("s", limit=3)) == 3


def test_every_matter_is_found_by_its_names_and_by_its_pinyin() -> None:
    for name in ("luohu", "riverside"):
        search, the_plan = Search(plan(name)), plan(name)
        for matter in the_plan.matters:
            whole = "".join(units(matter.name.zh))
            for query in (matter.name.zh, matter.name.en, whole):
                assert search.find(query)[0].id == matter.id, query
            initials = "".join(unit[0] for unit in units(matter.name.zh))
            assert matter in search.find(initials), initials


def test_a_sign_with_several_readings_has_the_one_of_its_word() -> None:
    assert units("银行还贷") == ("yin", "hang", "huan", "dai")
    assert units("行政长官") == ("xing", "zheng", "zhang", "guan")
    assert units("A证、3类（绿）") == ("a", "zheng", "3", "lei", "lv")
    assert letters("Older person's bus-pass，二手") == "olderpersonsbuspass二手"
