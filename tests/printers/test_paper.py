"""The ticket's bytes: golden files, alignment, line breaks, and text that cannot become a command."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulators.printer.commands import Token, Tokenizer
from emulators.printer.paper import Mechanism, Sheet
from printers.paper import TicketPaper, layout
from printers.text import balance, clean, columns, encode, wrap

GOLDEN = Path(__file__).parent / "golden"
ZH = TicketPaper(
    hall="罗湖区行政服务大厅",
    number="A001",
    title="企业设立登记（有限责任公司）",
    rows=(
        ("办理窗口", "1-8 号"),
        ("前面等待", "3 人"),
        ("预计等待", "约 12 分钟"),
        ("取号时间", "11-24 09:30"),
    ),
    notes=("请留意叫号。", "叫号三次未到视为过号；过号后请到导办台，将排在后面 3 人之后。"),
    qr="https://hall.example/t/4kq9-77xa-pm2c",
    footer="扫码查看排队进度",
)
EN = TicketPaper(
    hall="Luohu District Administrative Service Hall",
    number="E012",
    title="Setting up a company with limited liability",
    rows=(("Windows", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14"), ("Ahead of you", "3 people")),
    notes=("If you miss three calls, go to the guide desk: you come after the next 3 people.",),
    qr="https://hall.example/t/4kq9-77xa-pm2c",
    footer="Scan to follow the queue",
    copy_mark="补打 COPY",
)


def tokens_of(data: bytes) -> list[Token]:
    reader = Tokenizer()
    reader.feed(data)
    return list(iter(reader.next, None))


def dump(data: bytes) -> str:
    """One command a line; text as GB18030. Nothing is left out, so equal dumps mean equal bytes."""
    lines = []
    for kind, args in tokens_of(data):
        lines.append(f"{kind} {args.decode('gb18030') if kind == 'text' else args.hex(' ')}".rstrip(" "))
    return "\n".join(lines) + "\n"


def printed(data: bytes) -> str:
    sheets: list[Sheet] = []
    odd: list[str] = []
    mechanism = Mechanism(sheets.append, odd.append)
    for token in tokens_of(data):
        mechanism.do(token)
    assert not odd
    assert len(sheets) == 1
    return sheets[0].text()


@pytest.mark.parametrize(("name", "paper"), [("ticket-zh", ZH), ("ticket-en-copy", EN)])
def test_the_bytes_are_those_of_the_golden_file(name: str, paper: TicketPaper) -> None:
    assert dump(layout(paper)) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_a_ticket_ends_with_a_cut_and_chinese_mode_is_closed() -> None:
    data = layout(ZH)
    assert data.startswith(b"\x1b@")
    assert data.endswith(b"\x1dVB\0")
    assert data.count(b"\x1c&") == data.count(b"\x1c.") > 5
    assert "罗湖区行政服务大厅".encode("gb18030") in data


@pytest.mark.parametrize("paper", [ZH, EN])
def test_values_stand_in_one_column_in_both_languages(paper: TicketPaper) -> None:
    lines = printed(layout(paper)).splitlines()
    starts = set()
    for label, value in paper.rows:
        line = next(line for line in lines if line.startswith(label))
        starts.add(columns(line[: line.index(value[:4])]))
    assert len(starts) == 1
    assert all(columns(line) <= 48 for line in lines if not line.startswith("[QR"))


@pytest.mark.parametrize(
    ("label", "value", "sizes"),
    [
        ("办理窗口", "1-8 号", (2, 2)),
        ("Estimated wait", "12 minutes", (1, 2)),
        ("Windows", "1, " * 9, (1, 1)),
    ],
)
def test_rows_are_as_large_as_fits_one_line(label: str, value: str, sizes: tuple[int, int]) -> None:
    tokens = tokens_of(layout(TicketPaper("", "A001", "", ((label, value),))))
    found = []
    for text in (label, value.strip()):
        at = next(
            i for i, t in enumerate(tokens) if t.kind == "text" and t.data.decode("gb18030").rstrip() == text
        )
        found.append([t.data[0] for t in tokens[:at] if t.kind == "GS !"][-1] // 0x11 + 1)
    assert tuple(found) == sizes


def test_a_long_value_continues_under_its_beginning() -> None:
    lines = printed(layout(EN)).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("Windows"))
    assert lines[first + 1].index("1") == lines[first].index("1,")
    assert lines[first + 1].strip().endswith("14")


@pytest.mark.parametrize(("number", "size"), [("A001", 8), ("AB0001", 8), ("LONGNUM1", 6), ("A" * 48, 1)])
def test_the_number_is_as_large_as_the_paper_allows(number: str, size: int) -> None:
    tokens = tokens_of(layout(TicketPaper(hall="", number=number, title="")))
    at = tokens.index(Token("text", number.encode()))
    sizes = [token.data[0] for token in tokens[:at] if token.kind == "GS !"]
    assert sizes[-1] == (size - 1) * 0x11


def test_a_qr_content_that_does_not_fit_is_refused() -> None:
    layout(TicketPaper("", "A001", "", qr="x" * 300))
    with pytest.raises(ValueError, match="301 bytes"):
        layout(TicketPaper("", "A001", "", qr="x" * 301))


ANY = st.text(max_size=80)


@given(ANY, ANY, ANY, ANY, ANY)
def test_no_text_can_become_a_command(hall: str, number: str, title: str, label: str, value: str) -> None:
    paper = TicketPaper(
        hall, number, title, ((label, value),), (title,), footer=hall, copy_mark=label or None
    )
    kinds = {token.kind for token in tokens_of(layout(paper))}
    known = {
        "text",
        "LF",
        "ESC @",
        "ESC 3",
        "ESC J",
        "ESC a",
        "ESC E",
        "GS !",
        "GS B",
        "GS V",
        "FS &",
        "FS .",
    }
    assert kinds <= known


@given(ANY, st.integers(2, 48))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    text = clean(text)
    for lines in (wrap(text, width), balance(text, width)):
        assert all(columns(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(balance(text, width)) == len(wrap(text, width))


def test_words_stay_whole_and_no_line_begins_with_a_comma() -> None:
    assert wrap("limited liability company", 10) == ["limited", "liability", "company"]
    assert wrap("一二三四，五六", 8) == ["一二三", "四，五六"]
    assert wrap("一二三（四五）", 8) == ["一二三", "（四五）"]


@given(ANY)
def test_every_character_has_bytes_and_takes_the_columns_it_is_counted_for(text: str) -> None:
    data = encode(clean(text))
    assert data.removeprefix(b"\x1c&").removesuffix(b"\x1c.").decode("gb18030") == clean(text)
    for char in clean(text):
        assert columns(char) == (1 if len(char.encode("gb18030")) == 1 else 2)


def test_control_characters_are_stripped() -> None:
    assert clean("a\x1b@b\x1d\tc\u200b\u202e\nd\ud800") == "a@b cd".replace("cd", "c d")
