"""LED boards that are not there: their sizes, what they keep, and how they look."""

from __future__ import annotations

import pytest
from PIL import Image

from emulators import strip_line
from emulators.leds import COLOURS, Board, Shown

PITCH = 6


def lit(picture: Image.Image) -> set[tuple[int, int, int]]:
    """The colours of LEDs that are lit."""
    colours = picture.getcolors(100_000)
    assert colours is not None
    found = {colour for _, colour in colours if isinstance(colour, tuple)}
    return {colour for colour in COLOURS.values() if colour in found}


def test_boards_and_their_sizes() -> None:
    sizes = [(board.address, board.width, board.height) for board in strip_line.boards("1, 2:64,3:256x32")]
    assert sizes == [(1, 128, 16), (2, 64, 16), (3, 256, 32)]


@pytest.mark.parametrize("text", ["", "1,", "x", "0", "255", "1,1", "1:16", "1:64x8", "1:64x", "-1"])
def test_what_is_no_board(text: str) -> None:
    with pytest.raises(ValueError, match="dots"):
        strip_line.boards(text)


def test_an_unknown_protocol() -> None:
    with pytest.raises(ValueError, match="onbon, ascii"):
        strip_line.line("modbus", "tcp://127.0.0.1:0", [])


def test_a_picture_shows_its_text_in_its_colour() -> None:
    board = Board(1, 128, 16)
    assert lit(board.picture()) == set()
    board.show(Shown(("欢迎光临",), "green"))
    assert lit(board.picture()) == {COLOURS["green"]}
    assert board.picture().size == ((128 + 4) * PITCH, (16 + 4) * PITCH)


def test_pages_come_in_turn_and_a_dark_one_blinks() -> None:
    board = Board(1, 128, 16)
    board.show(Shown(("A001", "B002", " "), "red", "pages", 0.5))
    looks = [board.picture(at).tobytes() for at in (0, 0.6, 1.1, 1.6)]
    assert looks[0] == looks[3]
    assert len(set(looks)) == 3
    assert lit(board.picture(1.1)) == set()


def test_a_running_text_comes_in_from_the_right() -> None:
    board = Board(1, 64, 16)
    board.show(Shown(("欢迎光临本大厅",), "yellow", "scroll"))
    assert lit(board.picture(0)) == set()
    assert lit(board.picture(1)) == {COLOURS["yellow"]}


def test_it_forgets_when_it_is_told_nothing_for_too_long() -> None:
    board = Board(1)
    board.show(Shown(("A001",), forgets_s=0.0))
    assert (board.text(), board.fact()) == ("", {"board": 1, "shows": None})
