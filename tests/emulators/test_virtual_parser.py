"""The virtual printer's reading of ESC/POS: modes, sizes, images, codes, and bytes that mean nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from emulators.printer.commands import Token, Tokenizer
from emulators.printer.paper import Cell, Mechanism, Sheet
from emulators.printer.picture import INK, draw


class Bench:
    """A mechanism on the bench: bytes in, sheets and oddities out."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.odd: list[str] = []
        self._tokens = Tokenizer()
        self._mechanism = Mechanism(self.sheets.append, self.odd.append)

    def feed(self, data: bytes) -> Bench:
        self._tokens.feed(data)
        while token := self._tokens.next():
            self._mechanism.do(token)
        return self

    def text(self, data: bytes) -> str:
        self.feed(data + b"\n\x1dV\x00")
        return self.sheets[-1].text()


def cells(sheet: Sheet) -> list[Cell]:
    return [piece for line in sheet.lines for piece in line.pieces if isinstance(piece, Cell)]


def test_chinese_needs_chinese_mode() -> None:
    hanzi = "请到3号窗口".encode("gb18030")
    assert Bench().text(b"\x1c&" + hanzi + b"\x1c.") == "请到3号窗口\n"
    assert "请" not in Bench().text(hanzi)
    assert "请" not in Bench().text(b"\x1c&\x1c." + hanzi)
    assert "请" not in Bench().text(b"\x1c&\x1b@" + hanzi)


def test_a_character_cut_in_two_by_the_network_is_whole() -> None:
    bench = Bench()
    for byte in b"\x1c&" + "号票𠮷".encode("gb18030") + b"\x1c.\n\x1dV\x00":
        bench.feed(bytes([byte]))
    assert bench.sheets[0].text() == "号票𠮷\n"
    assert [cell.columns for cell in cells(bench.sheets[0])] == [2, 2, 2]


def test_sizes_and_styles() -> None:
    bench = Bench()
    bench.text(b"\x1d!\x77\x1bE\x01A\x1d!\x00\x1bE\x00b\x1b!\x30c\x1dB\x01d")
    big, small, double, inverted = cells(bench.sheets[0])
    assert (big.width, big.height, big.style.bold) == (96, 192, True)
    assert (small.width, small.height, small.style.bold) == (12, 24, False)
    assert (double.width, double.height) == (24, 48)
    assert inverted.style.invert


def test_a_line_breaks_where_the_paper_ends() -> None:
    assert Bench().text(b"x" * 50) == "x" * 48 + "\nxx\n"
    hanzi = b"\x1d!\x11\x1c&" + "中".encode("gb18030") * 13
    assert Bench().text(hanzi) == "中" * 12 + "\n中\n"


def test_alignment_holds_for_the_picture() -> None:
    def left_edge(align: int) -> int:
        bench = Bench()
        bench.text(b"\x1ba" + bytes([align]) + b"HHHH")
        box = draw(bench.sheets[0]).convert("L").point(lambda dot: 255 if dot < 128 else 0).getbbox()
        assert box
        return box[0]

    left, centre, right = (left_edge(align) for align in (0, 1, 2))
    assert centre - left == right - centre == (576 - 48) // 2


def test_feeding() -> None:
    def height(data: bytes) -> int:
        bench = Bench()
        bench.feed(b"x\n" + data + b"\x1dV\x00")
        return bench.sheets[0].height

    empty = height(b"")
    assert height(b"\x1bd\x03") == empty + 3 * 34
    assert height(b"y\x1bd\x03") == empty + 3 * 34
    assert height(b"\x1bJ\x10") == empty + 16
    assert height(b"\x1b3\x0a\n\x1b2\n") == empty + 10 + 34


def test_paper_without_print_is_no_ticket() -> None:
    assert not Bench().feed(b"\x1b@\n\n\x1dV\x00\x1dVB\x00").sheets


def test_what_python_escpos_sends_is_understood() -> None:
    driver = Dummy()
    driver.hw("INIT")
    driver.set(align="center", bold=True, custom_size=True, width=2, height=2)
    driver.text("Hello\n")
    driver.image(Image.new("1", (64, 32), 0), impl="bitImageRaster")
    driver.image(Image.new("1", (64, 48), 0), impl="bitImageColumn")
    driver.qr("https://hall.example", native=True, size=5)
    driver.cut()
    bench = Bench().feed(driver.output)
    assert bench.odd == []
    assert bench.sheets[0].text() == "Hello\n[QR https://hall.example]\n"
    black = draw(bench.sheets[0]).getcolors(100_000)
    assert black
    assert dict((colour, n) for n, colour in black)[INK] > 64 * 32 + 64 * 48


def test_raster_dots_are_where_they_were_sent() -> None:
    bench = Bench().feed(b"\x1dv0\x00\x01\x00\x02\x00\x80\x01\x1dV\x00")
    image = bench.sheets[0].lines[0].pieces[0]
    assert isinstance(image, Image.Image)
    assert [(x, y) for y in range(2) for x in range(8) if image.getpixel((x, y)) == 0] == [(0, 0), (7, 1)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1dv0\x00\xff\xff\xff\xff",  # an image of 4 GB
        b"\x1d(k\x03\x001Q0",  # print a code that was never stored
        b"\x1d(k\x03\x001C\x00",
        b"\x1d(k\xff\x0f1P0" + b"\xff" * 4092 + b"\x1d(k\x03\x001Q0",  # more than a QR code holds
        b"\x1d(k\x00\x00",
        b"\x1d(L\x02\x000\x32",
        b"\x1bZ\x1c\x00\x1d\xff\x00\x07\x7f\xff",
        b"\x1b*\x21\x00\x00",
        b"\x1b3\x00" + b"x\n" * 10,
    ],
)
def test_wrong_commands_change_nothing_afterwards(data: bytes) -> None:
    assert Bench().text(data + b"\n\x1b@after").endswith("after\n")


def test_a_ticket_without_end_stays_bounded() -> None:
    bench = Bench().feed(b"x\n" * 5000)
    assert bench.text(b"").count("x") < 1000
    assert "longer than 3 m" in bench.odd[0]


COMMANDS = st.sampled_from([
    b"\x1b@", b"\x1ba", b"\x1bE", b"\x1b!", b"\x1d!", b"\x1bd", b"\x1c&", b"\x1c.", b"\x1dv0", b"\x1b*",
    b"\x1d(k", b"\x1dV", b"\x10\x04", b"\x1bJ", b"\x1dB", b"\x1b3", b"\x1dk", b"\x1bD", b"\x10\x14", b"\n",
    b"\t", b"\x031P0abc", b"\x03\x001Q0", b"\x1dV\x00",
])  # fmt: skip
STREAM = st.lists(st.one_of(st.binary(max_size=24), COMMANDS), max_size=30).map(b"".join)


def tokens_of(pieces: list[bytes]) -> list[Token]:
    reader, tokens = Tokenizer(), []
    for piece in pieces:
        reader.feed(piece)
        tokens += list(iter(reader.next, None))
    return tokens


def joined(tokens: list[Token]) -> list[Token]:
    """Text that came in two pieces is two tokens: put it together again."""
    whole: list[Token] = []
    for token in tokens:
        if whole and token.kind == whole[-1].kind == "text":
            whole[-1] = Token("text", whole[-1].data + token.data)
        else:
            whole.append(token)
    return whole


@given(STREAM, st.lists(st.integers(0, 400), max_size=6))
def test_the_pieces_of_the_network_do_not_matter(data: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[start:end] for start, end in pairwise(edges)]
    assert joined(tokens_of(pieces)) == joined(tokens_of([data]))


@given(STREAM)
def test_no_bytes_break_the_mechanism(data: bytes) -> None:
    bench = Bench().feed(data)
    for sheet in bench.sheets:
        assert sheet.height <= 24_000
        draw(sheet)
