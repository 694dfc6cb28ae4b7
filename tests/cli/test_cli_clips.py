"""`tingxu clips`: what is missing is listed with exit status 1, made by the machine's voice, then right."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assets
from cli import main
from tests.voice.voice_kit import needs_espeak

RIVERSIDE = assets.hall_file("riverside")


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def clips(*arguments: object) -> Result:
    return CliRunner().invoke(main.app, ["clips", *map(str, arguments)])


@needs_espeak
def test_what_is_missing_is_listed_made_and_then_there(tmp_path: Path) -> None:
    english = ("--hall", RIVERSIDE, "--language", "en")
    missing = clips(tmp_path, *english)
    assert missing.exit_code == 1
    assert f"{tmp_path / 'en' / 'window.wav'}: missing; record the word 'window'" in missing.output
    made = clips(tmp_path, *english, "--make")
    assert (made.exit_code, made.output.strip()) == (0, "all recordings are there for en")
    (tmp_path / "en" / "seven.wav").write_bytes(b"RIFF")
    (tmp_path / "en" / "A.wav").unlink()
    wrong = clips(tmp_path, *english)
    assert wrong.exit_code == 1
    assert "seven.wav is not a WAV file" in wrong.output
    assert "record the word 'A'" in wrong.output
    assert "2 recordings are missing or wrong" in wrong.output


def test_a_language_or_a_hall_that_there_is_not_is_named(tmp_path: Path) -> None:
    found = clips(tmp_path, "--hall", RIVERSIDE, "--language", "fr")
    assert found.exit_code == 2
    assert "is not zh, yue or en" in found.output
    found = clips(tmp_path, "--hall", tmp_path / "none.toml")
    assert found.exit_code == 2
    assert "there is no such file" in found.output
