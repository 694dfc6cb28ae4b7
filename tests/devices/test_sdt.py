"""The SDT protocol: known frames, and answers found in whatever noise stands around them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices import sdt
from devices.sdt import Answer, Card, NotReadable, OtherKind, Stream
from emulators.card import PICTURE, number_of, text_of

NUMBER = number_of("19500308")
TEXT = text_of("王小明", "19500308", NUMBER)
FOUND = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
NO_CARD = bytes.fromhex("AAAAAA9669 0004 000080 84")
SELECTED = bytes.fromhex("AAAAAA9669 000C 000090 0000000000000000 9C")


def read_answer(text: bytes = TEXT) -> bytes:
    body = (4 + 4 + len(text) + 1024).to_bytes(2) + b"\x00\x00\x90" + len(text).to_bytes(2) + b"\x04\x00"
    body += text + PICTURE
    return sdt.HEAD + body + bytes((sdt.check(body),))


def test_requests_are_as_published() -> None:
    assert sdt.frame(sdt.FIND) == bytes.fromhex("AAAAAA9669 0003 2001 22")
    assert sdt.frame(sdt.SELECT) == bytes.fromhex("AAAAAA9669 0003 2002 21")
    assert sdt.frame(sdt.READ) == bytes.fromhex("AAAAAA9669 0003 3001 32")


def test_answers_are_as_published() -> None:
    answers = Stream().feed(FOUND + NO_CARD + SELECTED)
    assert [one.status for one in answers] == [sdt.FOUND, sdt.NO_CARD, sdt.DONE]


def test_a_card_without_its_picture() -> None:
    assert len(read_answer()) == 5 + 2 + 0x508
    [answer] = Stream().feed(read_answer())
    assert answer.data == b"\x01\x00\x04\x00" + TEXT
    assert sdt.card(answer.data) == Card(NUMBER, "王*明", date(1950, 3, 8))


def test_neither_card_nor_answer_shows_anything() -> None:
    [answer] = Stream().feed(read_answer())
    card = sdt.card(answer.data)
    assert f"{card!r} {card} {[card]}".replace("Card(…)", "").strip() == "[]"
    assert repr(answer) == "Answer(0x90)"


NOISE = st.binary(max_size=60) | st.sampled_from(
    [
        sdt.HEAD,
        sdt.HEAD[:3],
        sdt.HEAD + b"\xff\xff",
        sdt.HEAD + b"\x00\x00",
        b"\xaa" * 7,
        FOUND[:-1] + b"\x00",
    ]
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(NOISE, st.sampled_from([FOUND, NO_CARD, SELECTED])), max_size=6), st.data())
def test_noise_costs_only_itself(parts: list[tuple[bytes, bytes]], data: st.DataObject) -> None:
    """Noise that claims to be a long answer holds up what follows until its check fails."""
    stream, heard = Stream(), list[Answer]()
    rest = b"".join(noise + answer for noise, answer in parts)
    while rest:
        size = data.draw(st.sampled_from([1, 2, 3, 7, 64, 5000]))
        heard += stream.feed(rest[:size])
        rest = rest[size:]
    heard += stream.feed(bytes(2 * sdt.LONGEST))
    wanted = [answer[9] for _, answer in parts]
    seen = [one.status for one in heard]
    assert _within(wanted, seen)


def _within(wanted: list[int], seen: list[int]) -> bool:
    rest = iter(seen)
    return all(one in rest for one in wanted)


@settings(deadline=None)
@given(st.integers(0, 255), st.integers(0, len(FOUND) - 1))
def test_a_changed_byte_is_never_taken(byte: int, at: int) -> None:
    changed = FOUND[:at] + bytes((byte,)) + FOUND[at + 1 :]
    if changed != FOUND:
        assert Stream().feed(changed) == []


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_whatever_comes_as_a_card_is_a_card_or_refused(text: bytes) -> None:
    with pytest.raises((NotReadable, OtherKind)):
        sdt.card(b"\x01\x00\x04\x00" + text.ljust(256, b"\x00")[:256])


def test_half_an_answer_waits_and_the_next_question_forgets_it() -> None:
    stream = Stream()
    assert stream.feed(read_answer()[:700]) == []
    stream.forget()
    assert [one.status for one in stream.feed(NO_CARD)] == [sdt.NO_CARD]
    assert stream.noise == 700


@pytest.mark.parametrize(("name", "shown"), [
    ("王小明", "王*明"), ("王明", "王*"), ("欧阳小明", "欧*明"), ("阿卜杜拉·买买提", "阿*提"), ("王", "王*"),
])  # fmt: skip
def test_a_name_is_masked(name: str, shown: str) -> None:
    [answer] = Stream().feed(read_answer(text_of(name, "19500308", NUMBER)))
    assert sdt.card(answer.data).masked_name == shown


@pytest.mark.parametrize("kind", ["I", "Y"])
def test_a_foreigners_card_is_another_kind(kind: str) -> None:
    with pytest.raises(OtherKind):
        sdt.card(b"\x01\x00\x04\x00" + text_of("DUPONT, JEAN", "19500308", NUMBER, kind))


def test_a_residence_permit_of_hong_kong_is_read_like_an_ordinary_card() -> None:
    number = number_of("19880101", "017", "810000")
    assert sdt.card(b"\x01\x00\x04\x00" + text_of("陈大文", "19880101", number, "J")).number == number


@pytest.mark.parametrize("text", [
    text_of("王小明", "19500309", NUMBER), text_of("", "19500308", NUMBER),
    text_of("王小明", "19500308", NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")), bytes(256), TEXT[:200],
])  # fmt: skip
def test_a_card_that_contradicts_itself_is_not_readable(text: bytes) -> None:
    with pytest.raises(NotReadable) as caught:
        sdt.card(b"\x01\x00\x04\x00" + text)
    assert str(caught.value) == ""
