"""A sheet on a width: sizes that fit, line breaks, rows in columns, golden files of both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers.compose import LONGEST, Line, compose, height_of
from printers.faces import CELL, DEVICE, DRAWN, Face, Look
from printers.making import encode
from printers.profile import DOTS, Profile
from printers.sheet import Align, Element, Paragraph, Row, Sheet, as_copy
from printers.text import balance, clean, columns, on_device, runs, wrap
from tests.conftest import Log
from tests.printers.escpos_reference import read
from tests.support.papers import sheet

GOLDEN = Path(__file__).parent / "golden"


def lines(*elements: Element, face: Face = DEVICE, width: int = 576) -> list[Line]:
    return [one for one in compose(elements, face, width) if isinstance(one, Line)]


def said(line: Line) -> str:
    return "".join(run.text for run in line.runs)


def dump(data: bytes) -> str:
    """One command a line. Nothing is left out, so equal dumps mean equal bytes."""
    found = [
        f"{command!r} {args.decode('gbk') if command == b'' else args.hex(' ')}"
        for command, args in read(data)
    ]
    return "\n".join(line.rstrip() for line in found) + "\n"


@pytest.mark.parametrize(
    ("name", "paper", "profile"),
    [
        ("ordinary-zh-80", sheet("ordinary", "zh"), Profile()),
        ("appointment-en-58-copy", as_copy(sheet("appointment", "en")), Profile("58", cutter=False)),
        ("ordinary-rare", sheet("ordinary", "zh", queue="𠮷", note="请 𠮷先生"), Profile()),
    ],
)
def test_the_bytes_are_those_of_the_golden_file(name: str, paper: Sheet, profile: Profile) -> None:
    assert dump(encode(paper, profile)) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("number", "size"), [("A001", 8), ("AB0001", 8), ("LONGNUM1", 6), ("A" * 48, 1), ("A" * 90, 1)]
)
def test_the_number_is_as_large_as_the_paper_allows(number: str, size: int) -> None:
    [first, *rest] = lines(Paragraph(number, fit=8))
    assert first.runs[0].look == Look(size, size)
    assert bool(rest) == (len(number) > 48)
    for face in (DEVICE, DRAWN):
        for width in DOTS.values():
            assert all(
                line.width <= width for line in lines(Paragraph(number, fit=8), face=face, width=width)
            )


@pytest.mark.parametrize(
    ("label", "value", "sizes"),
    [
        ("办理窗口", "1-8 号", [(2, 2), (2, 2)]),
        ("Estimated wait", "12 minutes", [(1, 1), (2, 2)]),
        ("Windows", "1, " * 9, [(2, 2), (2, 2)]),
        ("Windows", "1, " * 40, [(1, 1), (1, 1)]),
    ],
)
def test_rows_are_as_large_as_fits_one_line(label: str, value: str, sizes: list[tuple[int, int]]) -> None:
    first, *_ = lines(Row(label, value.strip()))
    assert [(run.look.wide, run.look.tall) for run in (first.runs[0], first.runs[2])] == sizes


ROWS = (Row("Windows", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14"), Row("Ahead of you", "3 people"))


@pytest.mark.parametrize("face", [DEVICE, DRAWN])
@pytest.mark.parametrize(
    "rows", [ROWS, (Row("办理窗口", "1-8号"), Row("前面", "3人"), Row("很长的标签" * 9, "值" * 50))]
)
def test_values_stand_in_one_column(rows: tuple[Row, ...], face: Face) -> None:
    found = lines(*rows, face=face)
    starts = {line.runs[0].width + line.runs[1].width for line in found}
    assert max(starts) - min(starts) < (CELL if face is DEVICE else 1)
    values = "".join(line.runs[2].text for line in found)
    assert values.replace(" ", "") == "".join(row.value for row in rows).replace(" ", "")
    for width in DOTS.values():
        assert all(line.width <= width for line in lines(*rows, face=face, width=width))


def test_one_long_value_makes_no_other_small() -> None:
    rows = (
        Row("前面等待", "3人"),
        Row("办理窗口", "1–4、7、8、23–25、30、31号"),
        Row("预计等待", "约10分钟"),
    )
    found = lines(*rows)
    assert [said(line).split()[-1] for line in found] == ["3人", "1–4、7、8、", "23–25、30、31号", "约10分钟"]
    assert {line.runs[2].look.wide for line in found} == {2}
    narrow = [line.runs[0] for line in lines(*rows, width=384)]
    assert [run.text for run in narrow if run.look.wide == 2] == [
        "3人",
        "1–4、7、8、",
        "23–25、30、31号",
        "约10分钟",
    ]


def test_on_narrow_paper_a_value_stands_large_under_its_label() -> None:
    rows = (Row("Wait", "about 10-25 min"), Row("Windows", "1-8"))
    said_in = [(said(line), line.runs[0].look) for line in lines(*rows, width=384)]
    small, large = Look(), Look(2, 2, bold=True)
    assert said_in == [("Wait", small), ("about 10-25 min", large), ("Windows", small), ("1-8", large)]
    assert len(lines(*rows, width=576)) == 2
    assert len(lines(Row("等待", "3人", size=1), width=384)) == 1


def test_a_long_value_continues_under_its_beginning() -> None:
    found = lines(*ROWS, width=384)
    assert found[0].runs[0].text == "Windows"
    assert found[1].runs[0].text == ""
    assert found[1].runs[2].text[0].isdigit()


ANY = st.text(max_size=80)


@given(ANY, st.integers(2, 48))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    text = clean(text)
    for found in (wrap(text, width), balance(text, width)):
        assert all(columns(line) <= width for line in found)
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert len(balance(text, width)) == len(wrap(text, width))


@settings(deadline=None, max_examples=50)
@given(ANY, st.sampled_from([1, 2, 3, 8]))
def test_nothing_is_wider_than_the_paper(text: str, size: int) -> None:
    aligns: tuple[Align, ...] = ("left", "center")
    for align in aligns:
        for line in lines(Paragraph(clean(text), align, size, size), width=384):
            assert line.width <= 384 or len(said(line).strip()) == 1


def test_words_stay_whole_and_no_line_begins_with_a_comma() -> None:
    assert wrap("limited liability company", 10) == ["limited", "liability", "company"]
    assert wrap("一二三四，五六", 8) == ["一二三", "四，五六"]
    assert wrap("一二三（四五）", 8) == ["一二三", "（四五）"]
    assert wrap("سلام عليكم", 14) == ["سلام", "عليكم"]


@given(ANY)
def test_what_the_device_has_takes_two_bytes_or_one(text: str) -> None:
    for known, part in runs(clean(text)):
        if known:
            assert len(part.encode("gbk")) == sum(1 if char.isascii() else 2 for char in part)
    assert "".join(part for _, part in runs(clean(text))) == clean(text)


@pytest.mark.parametrize("text", "：①㎡Ａé·—…中")
def test_the_safe_set(text: str) -> None:
    assert on_device(text)


@pytest.mark.parametrize("text", "𠮷㛃䶮ñ한ع€\ue000😀")
def test_outside_the_safe_set(text: str) -> None:
    assert not on_device(text)


def test_a_mark_stays_with_its_letter() -> None:
    assert runs("ab\u0301c") == [(True, "a"), (False, "b\u0301"), (True, "c")]


def test_control_characters_are_stripped() -> None:
    assert clean("a\x1b@b\x1d\tc\u200b\u202e\nd\ud800") == "a@b c d"


def test_a_text_without_end_does_not_empty_the_roll(log: Log) -> None:
    log.expect("paper is too long")
    placed = compose((Paragraph("很长" * 2000, wide=8, tall=8), Paragraph("end")), DEVICE, 384)
    assert LONGEST - 300 < sum(height_of(one) for one in placed) <= LONGEST
