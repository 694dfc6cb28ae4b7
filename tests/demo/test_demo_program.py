"""The whole demo as a newcomer starts it, with the small hall: real programs, people, honest counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import assets
from tests.support.programs import ROOT

TINGXU = [sys.executable, "-m", "cli.main"]


@pytest.mark.timeout(240)
def test_a_hall_opens_is_used_and_closes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    hall = str(assets.hall_file("riverside"))
    command = [*TINGXU, "demo", "--headless", "--seconds", "15", "--hall", hall, "--out", str(out)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=220)
    assert ended.returncode == 0, ended.stderr
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["errors"] == []
    assert summary["tickets_taken"] > 0
    assert (
        summary["tickets_printed"] == summary["tickets_taken"] == len(list((out / "tickets").glob("*.png")))
    )
    assert summary["bookings"] > summary["checked_in"] > 0
    assert summary["bookings"] == summary["checked_in"] + summary["bookings_missed"]
    assert summary["tickets_called"] > 0
    assert summary["tickets_finished"] > 0
    assert summary["rated"] > 0
    assert summary["calls_spoken"] == len(list((out / "voice").glob("*.wav")))
    pictures = {path.stem: path for path in (out / "pictures").glob("*.png")}
    assert {"kiosk-confirm", "kiosk-ticket", "counter-called", "board", "strip"} <= set(pictures)
    for path in pictures.values():
        with Image.open(path) as image:
            assert len(image.convert("RGB").getcolors(1 << 24) or []) > 50, f"{path.name} shows nothing"


def test_a_wrong_hall_file_is_refused_before_anything_opens(tmp_path: Path) -> None:
    hall = tmp_path / "wrong.toml"
    hall.write_text('id = "x"\n', encoding="utf-8")
    command = [*TINGXU, "demo", "--headless", "--hall", str(hall), "--out", str(tmp_path / "out")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "wrong.toml" in ended.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux's")
def test_a_screen_that_cannot_be_used(tmp_path: Path) -> None:
    command = [*TINGXU, "demo", "--seconds", "5", "--out", str(tmp_path / "out")]
    screen = os.environ | {"DISPLAY": ":9753", "QT_QPA_PLATFORM": "xcb"}
    ended = subprocess.run(
        command, cwd=ROOT, env=screen, capture_output=True, text=True, check=False, timeout=110
    )
    assert ended.returncode == 1
    assert "With --headless none is needed" in ended.stderr
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["errors"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "wedding.png").touch()
    command = [*TINGXU, "demo", "--headless", "--out", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert "name another folder" in ended.stderr
    assert [path.name for path in tmp_path.rglob("*.png")] == ["wedding.png"]


@pytest.mark.parametrize("name", ["file", "file/out"])
def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    command = [*TINGXU, "demo", "--headless", "--out", str(tmp_path / name)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.startswith("--out: ")
    assert "Traceback" not in ended.stderr
