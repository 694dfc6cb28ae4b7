"""The verbs about tickets: samples, previews, printing, and what is said of everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from assets import hall_file
from cli import main
from emulators.printer.device import VirtualPrinter
from printers.fields import FIELDS
from printers.making import LAYOUTS
from tests.printers.escpos_reference import read


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def size(path: Path) -> tuple[int, int]:
    """Of a picture."""
    with Image.open(path) as image:
        return image.size


def tingxu(*words: str | Path) -> Result:
    return CliRunner().invoke(main.app, ["ticket", *map(str, words)])


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    machine = VirtualPrinter(tmp_path / "tickets")
    machine.start()
    yield machine
    machine.stop()


def test_a_sample_has_every_field_and_can_be_given_back(tmp_path: Path) -> None:
    for language in ("zh", "en"):
        result = tingxu("sample", "--language", language)
        assert result.exit_code == 0
        assert list(json.loads(result.stdout)) == list(FIELDS)
        sample = tmp_path / "sample.json"
        sample.write_text(result.stdout, encoding="utf-8")
        out, plain = tmp_path / "out.png", tmp_path / "plain.png"
        assert tingxu("preview", "--sample", sample, "--language", language, "--out", out).exit_code == 0
        assert tingxu("preview", "--language", language, "--out", plain).exit_code == 0
        assert out.read_bytes() == plain.read_bytes()


def test_layouts_are_listed_and_each_can_be_had() -> None:
    lines = tingxu("layouts").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(LAYOUTS)
    for name in LAYOUTS:
        assert "{{ hall }}" in tingxu("layout", name).stdout


@pytest.mark.parametrize(("width", "dots"), [("58", 464), ("80", 640)])
def test_a_preview_is_as_wide_as_the_paper(width: str, dots: int, tmp_path: Path) -> None:
    out = tmp_path / "ticket.png"
    for mode in ("text", "raster", "auto"):
        assert tingxu("preview", "--width", width, "--mode", mode, "--out", out).exit_code == 0
        assert size(out)[0] == dots


def test_a_sample_may_have_a_few_fields_and_rare_characters(tmp_path: Path) -> None:
    sample, out = tmp_path / "s.json", tmp_path / "t.bin"
    sample.write_text('{"number": 7, "queue": "：①㎡Ａ", "note": "请 𠮷先生 来"}', encoding="utf-8")
    assert tingxu("print", "--to", f"file:{out}", "--sample", sample, "--mode", "text").exit_code == 0
    said = b"".join(data if command == b"" else b"|" for command, data in read(out.read_bytes()))
    assert "：①㎡Ａ".encode("gbk") in said
    assert b"?" not in said
    assert b"\x1b*" in out.read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"nummber": "A"}', 'there is no field "nummber"; did you mean "number"?'),
        ('{"number": 3.5}', "number: must be a text or a whole number, not 3.5"),
        ('{"note": null}', "note: must be a text"),
        ('{"note": true}', "note: must be a text"),
        ('{"note": ["a"]}', "note: must be a text"),
        ('{\n"note": }', ":2: is not JSON"),
        ("[1]", "must be an object with fields"),
        ('{"note": "' + "x" * 3000 + '"}', "note: is too long"),
        ("", ":1: is not JSON"),
    ],
    ids=lambda value: value[:20],
)
def test_a_wrong_sample_names_the_file_and_the_field(text: str, says: str, tmp_path: Path) -> None:
    sample = tmp_path / "s.json"
    sample.write_text(text, encoding="utf-8")
    result = tingxu("preview", "--sample", sample, "--out", tmp_path / "x.png")
    assert result.exit_code == 2
    assert result.stderr.startswith(str(sample))
    assert says in result.stderr
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("preview", "--layout", "ordinry"), 'there is no layout "ordinry"; did you mean "ordinary"?'),
        (("preview", "--width", "70"), "--width: '70' is not one of 58, 80"),
        (("preview", "--mode", "fast"), "--mode: 'fast' is not one of auto, text, raster"),
        (("preview", "--language", "fr"), "--language: 'fr' is not one of zh, en"),
        (("preview", "--hall", "nowhere.toml"), "nowhere.toml: there is no such file"),
        (("preview", "--sample", "nowhere.json"), "nowhere.json: cannot be read"),
        (("print", "--to", "lpt1"), "--to: 'lpt1' is no address of a device"),
        (("print", "--to", "serial:/dev/ttyS9"), "does not say how fast"),
        (("layout", "x"), 'there is no layout "x"'),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "x.png")) if words[0] == "preview" else ()
    result = tingxu(*words, *out)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_halls_own_layout_is_shown(tmp_path: Path) -> None:
    hall, layout = tmp_path / "hall.toml", tmp_path / "own.ticket"
    layout.write_text("[size=8] {{ number }}", encoding="utf-8")
    own = '\n[[layouts]]\nname = "ordinary"\nfile = "own.ticket"\n'
    hall.write_text(hall_file("riverside").read_text(encoding="utf-8") + own, encoding="utf-8")
    assert tingxu("preview", "--hall", hall, "--out", tmp_path / "own.png").exit_code == 0
    assert size(tmp_path / "own.png")[1] < 320
    layout.write_text("{{ nummer }}", encoding="utf-8")
    result = tingxu("preview", "--hall", hall, "--out", tmp_path / "own.png")
    assert result.exit_code == 2
    assert "own.ticket:1: there is no field" in result.stderr


def test_a_paper_comes_out_and_it_is_said(printer: VirtualPrinter) -> None:
    result = tingxu("print", "--to", printer.url, "--layout", "reprint")
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, "printed on tcp")
    assert printer.wait(1)
    assert printer.tickets[0].text.startswith(" 补打 COPY")
    assert printer.oddities == []


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("out", "it has no paper"),
        ("ends", "it has no paper"),
        ("cover", "its cover is open"),
        ("jam", "it is stopped by an error"),
    ],
)
def test_what_keeps_it_from_coming_out_is_said(printer: VirtualPrinter, fault: str, says: str) -> None:
    printer.fault = fault
    result = tingxu("print", "--to", printer.url)
    assert result.exit_code == 1
    assert f"not printed: {says}" in result.stderr
    assert printer.tickets == []


def test_a_printer_that_is_not_there_is_said(printer: VirtualPrinter) -> None:
    printer.fault = "offline"
    result = tingxu("print", "--to", printer.url)
    assert result.exit_code == 1
    assert f"{printer.url} does not answer" in result.stderr
