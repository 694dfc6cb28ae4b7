"""The protocol of Onbon's font cards BX-5K and BX-6K, as its maker publishes it: frames, and answers to them.

"BX-5K/6K通讯协议用户版本", https://doc.onbonbx.com/zh/k/potocol; chapters are named below. Waiting for an
answer is `line.py`'s.
"""

from __future__ import annotations

from typing import Final

from devices.strips.protocol import Answer
from devices.strips.says import GAP, Look
from devices.strips.text import CHARACTER, in_gb2312
from link.plan import Strip

START, END = 0xA5, 0x5A
STARTS: Final = bytes([START]) * 8
ESCAPES: Final = {START: b"\xa6\x02", 0xA6: b"\xa6\x01", END: b"\x5b\x02", 0x5B: b"\x5b\x01"}
PLAIN: Final = {code: bytes([byte]) for byte, code in ESCAPES.items()}
US: Final = 0x8000
"""Our address: programs on computers have 0x8000 to 0xDFFF (4)."""
ANY_CARD, VERSION = 0xFE, 2
HEADER: Final = 14
PIXELS: Final = 0x8000
"""In a width or a column: counted in dots and not in bytes (9.1)."""
FORGETS_S: Final = 60
"""When nothing came for so long the controller itself takes the text away (9.1, run mode 2): a stale call is
worse than none, also when this computer has lost its power."""
SINGLE, SEVERAL = 1, 2
STATIC, LEFT = 1, 3
CENTRED: Final = 0b1010
BLINK, PAGE = 1, 6
"""How long a page stays, in half seconds."""
SPEED: Final = 6
COLOURS: Final = {"red": "\\C1", "green": "\\C2", "yellow": "\\C3"}
FONTS: Final = "\\FO000\\FE000"
"""The 16-dot Chinese and ASCII fonts, which each card has (11.1)."""
LONGEST: Final = 512
"""Bytes of text in a dynamic area of a BX-5K (8.2.1)."""
ERRORS: Final = {
    1: "command group unknown: not a BX-5K or BX-6K?",
    2: "command unknown: not a BX-5K or BX-6K?",
    3: "it is busy",
    4: "out of memory: fewer areas on the card?",
    5: "wrong checksum as heard: noise on the line?",
    7: "its flash memory fails: change the card",
    12: "font missing: load the 16-dot fonts with LedshowTW",
    13: "wrong kind of card",
}
"""6: what a NACK says, and what would help."""


class Onbon:
    """How lines of these cards are spoken to."""

    def frame(self, strip: Strip, look: Look) -> bytes:
        """The frame that lets this strip show that."""
        return packed(strip.address, _area_command(strip, look))

    def answers(self) -> Answers:
        """What reads the answers on one open line."""
        return Answers()


def packed(address: int, command: bytes) -> bytes:
    """A command as it goes over the line (3 and 4)."""
    header = address.to_bytes(2, "little") + US.to_bytes(2, "little") + bytes(6)
    body = header + bytes([ANY_CARD, VERSION]) + len(command).to_bytes(2, "little") + command
    body += crc16(body).to_bytes(2, "little")
    return STARTS + b"".join(ESCAPES.get(byte, bytes([byte])) for byte in body) + bytes([END])


def crc16(data: bytes) -> int:
    """The check of header and data, before escaping (appendix): polynomial A001 reflected, from 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def _area_command(strip: Strip, look: Look) -> bytes:
    """Show this as dynamic area 0, which is the whole strip (8.2.1 and 9.1)."""
    text, stay = _text(strip, look)
    scroll = look.effect == "scroll"
    area = b"".join(
        (
            b"\x00",  # kind of area: text
            PIXELS.to_bytes(2, "little"),
            bytes(2),
            (PIXELS | strip.width).to_bytes(2, "little"),
            strip.height.to_bytes(2, "little"),
            b"\x00\x00",  # number of the area, dots between lines
            b"\x02" + FORGETS_S.to_bytes(2, "little"),
            b"\x00\x00",  # no speech, no further fields
            bytes((CENTRED, SINGLE if scroll else SEVERAL, 1, LEFT if scroll else STATIC, 0, SPEED, stay)),
            len(text).to_bytes(4, "little") + text,
        )
    )
    return b"\xa3\x06\x01\x00\x00\x00\x01" + len(area).to_bytes(2, "little") + area


def _text(strip: Strip, look: Look) -> tuple[bytes, int]:
    """The text with its fonts and colour, and how long each page stays.

    There is no blinking: a dark page after each other one is as good. Pages are full when as many lines came
    as are high enough for the strip.
    """
    rows = max(1, strip.height // CHARACTER)
    lines = [in_gb2312(page) for page in look.pages]
    if look.effect == "blink":
        lines = _filled(lines, rows) + [" "] * rows
    elif len(lines) > rows:
        lines = _filled(lines, rows)
    style = FONTS + COLOURS[look.colour]
    if look.effect == "scroll":
        return _cut(style, GAP.join(lines)), 0
    return _cut(style, "\\n".join(lines)), BLINK if look.effect == "blink" else PAGE


def _filled(lines: list[str], rows: int) -> list[str]:
    return lines + [" "] * (-len(lines) % rows)


def _cut(style: str, text: str) -> bytes:
    """In GB2312, and never half a character too much."""
    room = LONGEST - len(style)
    return style.encode("ascii") + text.encode("gb2312")[:room].decode("gb2312", "ignore").encode("gb2312")


class Answers:
    """Answers from a stream of bytes; noise, halves and wrong checks cost only themselves."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.noise = 0
        """Bytes so far that belong to no frame."""

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are whole now."""
        self._bytes += data
        *parts, rest = self._bytes.split(bytes([END]))
        self._bytes = rest
        return [answer for part in parts if (answer := self._answer(bytes(part))) is not None]

    def forget(self) -> None:
        """What came so far is not the beginning of an answer."""
        self.noise += len(self._bytes)
        self._bytes.clear()

    def _answer(self, part: bytes) -> Answer | None:
        noise, start, rest = part.rpartition(bytes([START]))
        body = _unescaped(rest) if start else None
        if body is None or len(body) < HEADER + 7 or crc16(body[:-2]) != int.from_bytes(body[-2:], "little"):
            self.noise += len(part) + 1
            return None
        self.noise += len(noise.rstrip(bytes([START])))
        to, source = int.from_bytes(body[:2], "little"), int.from_bytes(body[2:4], "little")
        group, kind, error = body[HEADER : HEADER + 3]
        if to != US or group != 0xA0 or kind not in {0, 1}:
            return None  # our own words, come back from a converter that echoes; or another's business
        if kind == 0:
            return Answer(source)
        return Answer(source, f"refuses: {ERRORS.get(error, f'error {error} of its manual')}")


def _unescaped(data: bytes) -> bytes | None:
    """None: it was no frame."""
    out, at = bytearray(), 0
    while at < len(data):
        if data[at] in {0xA6, 0x5B}:
            plain = PLAIN.get(data[at : at + 2])
            if plain is None:
                return None
            out += plain
            at += 2
        else:
            out.append(data[at])
            at += 1
    return bytes(out)
