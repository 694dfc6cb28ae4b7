"""The preview and the paper agree: the virtual printer draws from the bytes what the preview has shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageChops

from emulators.printer.commands import Tokenizer
from emulators.printer.paper import Mechanism, Sheet
from emulators.printer.picture import draw
from printers import faces
from printers.draw import preview
from printers.fields import Fields, sample
from printers.making import LAYOUTS, encode, sheet_of
from printers.profile import Profile
from printers.sheet import as_copy
from tests.support.papers import sheet

RARE: Fields = {
    "hall": "䶮湖行政服务大厅",
    "queue": "𠮷业务",
    "note": "请 𠮷先生 联系",
    "windows": "1–4、㛃号",
}
PROFILES = [
    Profile("80", mode="text"),
    Profile("58", cutter=False, qr="image", mode="text"),
    Profile("80", mode="raster"),
    Profile("58", mode="raster"),
]
SET = "https://hall.example.org/t/9c1185a5c5e9fc54"


def printed(data: bytes, profile: Profile) -> Image.Image:
    """What a printer makes of the bytes."""
    sheets: list[Sheet] = []
    odd: list[str] = []
    mechanism = Mechanism(sheets.append, odd.append, profile.dots)
    reader = Tokenizer()
    reader.feed(data)
    for token in iter(reader.next, None):
        mechanism.do(token)
    assert not odd
    assert len(reader) == 0
    return draw(sheets[0] if sheets else mechanism.sheet)


def ink(image: Image.Image) -> Image.Image:
    """Black and white."""
    return image.convert("L").point([255 if value < 144 else 0 for value in range(256)])


def scanned(image: Image.Image) -> str:
    """What a phone reads."""
    return str(cv2.QRCodeDetector().detectAndDecode(np.asarray(image.convert("RGB")))[0])


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: f"{p.width}-{p.mode}-{p.qr}")
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_preview_is_the_paper(name: str, profile: Profile) -> None:
    [layout] = [one for one in LAYOUTS if one == name]
    nothing: Fields = {}
    for language, fields in (("zh", RARE), ("en", nothing))[: 1 if profile.mode == "raster" else 2]:
        paper = as_copy(sheet_of(None, layout, sample(language) | fields, language))
        shown, found = preview(paper, profile), printed(encode(paper, profile), profile)
        if not profile.cutter:
            found = found.crop((0, 0, found.width, shown.height))
        assert shown.size == found.size
        shown_ink, found_ink = ink(shown), ink(found)
        other = ImageChops.difference(shown_ink, found_ink).histogram()[255]
        assert other <= (0 if profile.mode == "raster" else 0.02 * shown_ink.histogram()[255])
        if layout != "closing":
            assert scanned(shown) == scanned(found) == SET


def test_the_preview_would_show_another_text() -> None:
    """The tolerance is less than one character."""
    one, other = (ink(preview(sheet(number=number), Profile())) for number in ("A001", "A002"))
    assert ImageChops.difference(one, other).histogram()[255] > 0.02 * one.histogram()[255]


@pytest.mark.parametrize("qr", ["x" * 17, SET, "x" * 300])
def test_a_code_fits_narrow_paper_and_can_be_scanned(qr: str) -> None:
    for profile in PROFILES:
        assert scanned(printed(encode(sheet(qr=qr), profile), profile)) == qr


def test_a_code_that_cannot_fit_is_left_out_and_the_rest_is_printed() -> None:
    paper = sheet(qr="x" * 2500)
    assert b"A001" in encode(paper, Profile())
    assert b"(k" not in encode(paper, Profile())


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    def without() -> None:
        faces._split.cache_clear()
        monkeypatch.setattr("printers.fonts._other_file", lambda _char: None)
        monkeypatch.setattr("printers.fonts._has", lambda *_: False)

    yield without
    faces._split.cache_clear()


def test_a_character_that_no_font_has_is_said_to_be_missing(
    no_font: Callable[[], None], tmp_path: Path
) -> None:
    no_font()
    assert faces._split("བོད", False, 24) == ((None, "〓〓"),)


def test_arabic_is_shaped_as_one_run() -> None:
    """Letters that join are narrower together than each by itself."""
    word = "السلام"
    together = faces.DRAWN.measure(word, faces.Look())
    assert together < sum(faces.DRAWN.measure(letter, faces.Look()) for letter in word)
