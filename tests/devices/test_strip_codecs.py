"""The two protocols of strips: our bytes against what is published, and against decoders of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.strips.onbon import Onbon, crc16, packed
from devices.strips.plain import Plain
from devices.strips.protocol import Answer, Protocol
from devices.strips.says import Look
from devices.strips.text import in_gb2312, in_gb18030, width
from emulators import strip_onbon as judge
from emulators.leds import Board
from emulators.strip_ascii import AsciiLine
from emulators.strip_line import line as emulated
from link.plan import Strip

BOARD = Strip("1", 7, 128, 32)


def hexes(text: str) -> bytes:
    return bytes.fromhex(text)


DYNAMIC = hexes(
    "a3 06 01 00 00 00 01 23 00 00 00 80 00 00 80 80 20 00 00 00 00 0a 00 00 00 00 02 01 01 00 02 0a "
    "08 00 00 00 bb b6 d3 ad b9 e2 c1 d9"
)
PUBLISHED = [
    (0xFFFE, DYNAMIC, "fe ff 00 80 00 00 00 00 00 00 fe 02 2c 00", "3c 49"),
    (1, hexes("a2 00 01 00 00"), "01 00 00 80 00 00 00 00 00 00 fe 02 05 00", "68 f8"),
    (1, hexes("a3 10 01 00 00"), "01 00 00 80 00 00 00 00 00 00 fe 02 05 00", "51 f8"),
]
"""Worked example 8 and the PING of "BX-5K/6K通讯协议用户版本" 1.4 (doc.onbonbx.com/zh/k/potocol), whole
frames; the third, clearing, is in the public package app_tools_zxw. Their checks prove ours."""
ACK = "a5 a5 a5 a5 a5 a5 a5 a5 a5 00 80 fe ff 00 00 00 00 00 00 fe 02 05 00 a0 00 00 00 00 14 ac 5a"
NACK = "a5 a5 a5 a5 a5 a5 a5 a5 a5 00 80 fe ff 00 00 00 00 00 00 fe 02 05 00 a0 01 05 00 00 05 51 5a"
"""Examples 4 and 5 of the same document; nine A5 as printed there."""


@pytest.mark.parametrize(("address", "command", "header", "check"), PUBLISHED)
def test_frames_are_byte_for_byte_as_published(address: int, command: bytes, header: str, check: str) -> None:
    body = hexes(header) + command + hexes(check)
    assert packed(address, command) == b"\xa5" * 8 + body + b"\x5a"
    assert crc16(body[:-2]) == judge.check(body[:-2]) == int.from_bytes(body[-2:], "little")


def test_published_answers_are_understood() -> None:
    assert Onbon().answers().feed(hexes(ACK)) == [Answer(0xFFFE)]
    [refused] = Onbon().answers().feed(hexes(NACK))
    assert refused.address == 0xFFFE
    assert "checksum" in refused.error


def test_an_area_has_the_published_fields_in_their_places() -> None:
    """Area and text of example 8 differ from ours only in what we choose: run mode, timeout, alignment, stay,
    and that our text begins with its fonts and colour (11.2)."""
    frame = judge.unescaped(Onbon().frame(BOARD, Look(("欢迎光临",), "red"))[8:-1])
    ours = frame[judge.HEADER.size : -2]
    text = b"\\FO000\\FE000\\C1" + DYNAMIC[-8:]
    assert ours[:7] == DYNAMIC[:7]
    assert int.from_bytes(ours[7:9], "little") == len(ours) - 9 == len(DYNAMIC) - 9 + len(text) - 8
    assert ours[9:20] == DYNAMIC[9:20]  # kind, x, y, width, height, number, line spacing
    assert ours[20:23] == hexes("02 3c 00")  # taken away after 60 s without news
    assert ours[23:25] == DYNAMIC[23:25]  # no speech, no further fields
    assert ours[25:32] == hexes("0a 02 01 01 00 06 06")
    assert ours[32:] == len(text).to_bytes(4, "little") + text


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("请A001号到3号窗口", "请A001号到3号窗口"),
        ("张䶮", "张〓"),
        ("Café 8㎡", "Café 8m2"),
        ("a\\nb", "a＼nb"),
        ("😀\t\x1b\r", "〓   "),
        ("ﬁn—·", "fin―・"),
        ("\ud800", "〓"),
    ],
)
def test_what_gb2312_has_not_is_replaced(text: str, there: str) -> None:
    assert in_gb2312(text) == there
    in_gb2312(text).encode("gb2312")


def test_a_text_is_as_wide_as_its_characters() -> None:
    assert (width("请A001号到3号窗口"), width("A001"), width("")) == (136, 32, 0)


anything = st.text(max_size=60)
effects = st.sampled_from(["steady", "blink", "scroll"])
colours = st.sampled_from(["red", "green", "yellow"])
addresses = st.integers(1, 254)


@given(st.lists(anything, min_size=1, max_size=3), colours, effects, addresses, st.sampled_from([16, 32, 64]))
def test_onbon_frames_say_what_was_meant(
    pages: list[str], colour: str, effect: str, address: int, height: int
) -> None:
    strip = Strip("1", address, 90, height)
    frame = Onbon().frame(strip, Look(tuple(pages), colour, effect))  # type: ignore[arg-type]
    assert not {0xA5, 0x5A} & set(frame[8:-1])
    line = judge.OnbonLine("tcp://127.0.0.1:0", [Board(address, 90, height)])
    line.heard(frame)
    assert line.wrong == []
    [shown] = line.boards[address].told
    said = "    ".join(map(in_gb2312, pages)) if effect == "scroll" else "".join(map(in_gb2312, pages))
    assert "".join(shown.lines).replace(" ", "") == said.replace(" ", "")
    assert (shown.colour, shown.forgets_s, shown.effect == "scroll") == (colour, 60, effect == "scroll")
    assert effect != "blink" or shown.blinks


@given(st.lists(anything, min_size=1, max_size=3), effects, addresses)
def test_plain_frames_say_what_was_meant(pages: list[str], effect: str, address: int) -> None:
    board = Board(address)
    line = AsciiLine("tcp://127.0.0.1:0", [board])
    frame = Plain().frame(Strip("1", address), Look(tuple(pages), "red", effect))  # type: ignore[arg-type]
    line.heard(frame)
    if len(frame) > 255:  # more than such a board takes, and than we say
        return
    assert line.wrong == []
    [shown] = board.told
    signs = str.maketrans("!*=", "！＊＝")
    assert "".join(shown.lines) == "".join(in_gb18030(page).translate(signs) for page in pages)


@pytest.mark.parametrize("protocol", [Onbon(), Plain()])
@given(noise=st.binary(max_size=40), cut=st.integers(0, 40))
def test_answers_are_found_whatever_else_comes(protocol: Protocol, noise: bytes, cut: int) -> None:
    answers, said = protocol.answers(), real_answer(protocol)
    answers.feed(noise)
    answers.feed(said[: min(cut, len(said) - 1)])  # half an answer, then silence
    answers.forget()
    assert answers.feed(said[:5]) == []
    assert answers.feed(said[5:] + said) == [Answer(7), Answer(7)]


@pytest.mark.parametrize("protocol", [Onbon(), Plain()])
def test_a_changed_byte_makes_no_answer(protocol: Protocol) -> None:
    said = real_answer(protocol)
    for at in range(8 if said[0] == 0xA5 else 0, len(said) - 1):
        answers = protocol.answers()
        assert answers.feed(said[:at] + bytes([said[at] ^ 0x01]) + said[at + 1 :]) == []
        assert answers.noise


@pytest.mark.parametrize("protocol", [Onbon(), Plain()])
def test_our_own_words_from_a_converter_that_echoes_are_no_answer_and_no_noise(protocol: Protocol) -> None:
    answers = protocol.answers()
    said = real_answer(protocol)
    assert answers.feed(protocol.frame(BOARD, Look(("欢迎光临",), "red")) + said) == [Answer(7)]
    assert answers.noise == 0


def real_answer(protocol: Protocol) -> bytes:
    """What an emulated board 7 answers to a frame."""
    said: list[bytes] = []
    kind = "onbon" if isinstance(protocol, Onbon) else "ascii"

    def hear(data: bytes, *, plainly: bool = False) -> None:
        said.append(data)

    line = emulated(kind, "tcp://127.0.0.1:0", [Board(7, 128, 32)])
    line.wire.say = hear  # type: ignore[method-assign]
    line.heard(protocol.frame(BOARD, Look(("欢迎光临",), "red")))
    assert line.wrong == []
    [answer] = said
    return answer
