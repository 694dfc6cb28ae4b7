"""Every byte that we print, judged by the published commands: nothing is left over, what it says is meant."""

from __future__ import annotations

import re
from itertools import product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printers import encode_raster
from printers.fields import FIELDS, sample
from printers.making import LAYOUTS, encode, sheet_of
from printers.profile import DOTS, Profile
from printers.sheet import Paragraph, Row
from tests.printers.escpos_reference import Piece, read
from tests.support.papers import sheet, ticket

RARE = "𠮷㛃䶮"
EVERYTHING: dict[str, str | int] = {
    "queue": "综合：①㎡Ａ业务",
    "matter": "名字里有𠮷的人的居住证签注补换领业务",
    "note": "请 𠮷先生 联系 한국어 العربية 😀 [bold] | x // y",
    "windows": "1–4、㛃号",
}
WIDTHS: tuple[Literal["58", "80"], ...] = ("58", "80")
MODES: tuple[Literal["text", "raster"], ...] = ("text", "raster")
QRS: tuple[Literal["command", "image"], ...] = ("command", "image")
ABILITIES = [
    Profile(width, cutter, "gb18030", qr, mode)
    for width, cutter, qr, mode in product(WIDTHS, (True, False), QRS, MODES)
]


def said(commands: list[Piece]) -> str:
    """The text in the bytes, a line each; Chinese only counts in Chinese mode."""
    text, chinese = "", False
    for command, data in commands:
        if command in (b"\x1c&", b"\x1c."):
            assert chinese == (command == b"\x1c."), "FS & and FS . take turns"
            chinese = not chinese
        elif command == b"":
            assert chinese == (data[0] >= 0x80), "two bytes in Chinese mode, one outside"
            assert all(byte >= 0x40 for byte in data) if chinese else data.isascii()
            text += data.decode("gbk" if chinese else "ascii")
        elif command == b"\n":
            text += "\n"
        elif command == b"\x1b*":
            text += "▢"
        elif command == b"\x1dv0":
            text += "▨\n"
    assert not chinese
    return text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_byte_of_every_paper_belongs_to_a_published_command(name: str, language: str) -> None:
    [layout] = [one for one in LAYOUTS if one == name]
    paper = sheet_of(None, layout, sample(language) | EVERYTHING, language)
    for profile in ABILITIES:
        pieces = read(encode(paper, profile))
        assert pieces[0].command == b"\x1b@"
        assert (Piece(b"\x1dV", b"B\0") in pieces) == profile.cutter
        images = [data for command, data in pieces if command == b"\x1dv0"]
        assert all(int.from_bytes(data[1:3], "little") * 8 <= DOTS[profile.width] for data in images)
        assert all(int.from_bytes(data[3:5], "little") <= 256 for data in images)
        words = said(pieces)
        assert (profile.mode == "text") == (("412" if name == "closing" else "A001") in words)


def test_a_text_is_what_was_meant_down_to_the_last_mark() -> None:
    paper = sheet_of(None, "ordinary", sample("zh") | EVERYTHING, "zh")
    words = said(read(encode(paper, Profile())))
    assert "综合：①㎡Ａ业务" in words
    assert "名字里有▢的人的居住证签注补换领业务" in words
    assert "请 ▢先生 联系 ▢ [bold] | x // y" in words
    assert "?" not in words


@pytest.mark.parametrize("text", ["前𠮷后", "前㛃后", "前䶮后", "前𠮷𠮷后", "A é B", "前العربية후end"])
def test_what_the_device_lacks_goes_as_an_image_in_its_line(text: str) -> None:
    pieces = read(encode((Paragraph(text),), Profile()))
    words = said(pieces).split("\n")[0]
    assert words[0] == text[0]
    assert words[-1] == text[-1]
    assert words.count("▢") == (0 if text == "A é B" else 1)
    for command, data in pieces:
        if command == b"\x1b*":
            assert data[0] == 33
            assert int.from_bytes(data[1:3], "little") % 12 == 0
            assert any(data[3:])


def test_in_a_large_line_the_whole_line_is_one_image_of_the_right_size() -> None:
    for size in range(2, 9):
        pieces = read(encode((Paragraph("A𠮷", wide=size, tall=size),), Profile()))
        [image] = [data for command, data in pieces if command == b"\x1dv0"]
        assert int.from_bytes(image[3:5], "little") == 24 * size
        assert said(pieces).strip() == "▨"
    words = said(read(encode((Row("姓名", "𠮷", 2), Row("号码", "1", 2)), Profile())))
    assert words == "▨\n号码  1\n"


def test_a_ticket_is_some_hundred_bytes_as_text_and_a_hundred_times_that_drawn() -> None:
    small, large = len(ticket()), len(encode(sheet(), Profile(mode="raster")))
    assert 300 < small < 800
    assert 20_000 < large < 60_000


@pytest.mark.parametrize("profile", [one for one in ABILITIES if one.mode == "raster"], ids=str)
def test_a_drawn_paper_comes_in_commands_short_enough_to_ask_between_them(profile: Profile) -> None:
    data = encode(sheet(), profile)
    commands = list(encode_raster.pieces(data))
    assert b"".join(commands) == data
    assert len(commands) == len(read(data))
    assert max(map(len, commands)) < 3 * 960  # three seconds at 9600 baud


def test_other_bytes_are_one_piece() -> None:
    assert list(encode_raster.pieces(ticket())) == [ticket()[:2], ticket()[2:]]
    assert list(encode_raster.pieces(b"")) == []


ANY = st.dictionaries(st.sampled_from(list(FIELDS)), st.text(max_size=60), max_size=8)


@settings(deadline=None, max_examples=50)
@given(ANY)
def test_no_field_can_become_a_command_or_a_style(fields: dict[str, str]) -> None:
    plain = read(ticket())
    allowed = {piece.command for piece in plain} | {b"\x1b*", b"\x1dv0", b"\x1b3"}
    paper = sheet_of(None, "ordinary", sample("zh") | fields | {"qr": "x"}, "zh")
    data = encode(paper, Profile())
    assert {piece.command for piece in read(data)} <= allowed
    assert data.count(b"\x1dV") == 1


def test_markup_in_a_field_is_printed_as_it_is() -> None:
    for value in ("[bold] x", "# y", "a | b", "甲 // 乙", "{{ number }}", "{% if %}", r"\[x", "a\nb"):
        words = said(read(encode(sheet(queue=value), Profile())))
        assert value.replace("\n", " ") in words
    assert not re.search("[\ufdd0-\ufdef]", said(read(ticket(queue="\ufdd05\ufdd1\ufdd8x"))))
