"""The start and the end of a screen's program, each in a process of its own: exit statuses, signals, log."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import sys
from pathlib import Path
from cli.log import set_up_logging
from link.identity import Identity
from link.qt import HallLink
from screen.program import Program, ProgramError, refuse

async def find():
    return "ws://127.0.0.1:9"

def main(qml, size, language):
    try:
        program = Program("test", size, language)
        program.show(Path(qml))
    except ProgramError as error:
        return refuse(error)
    program.obey(lambda: {"ended": ended})
    return program.run(HallLink(find, Identity("kiosk", "k", "x" * 43)), lambda: print("ended", flush=True))

ended = False
set_up_logging(verbose=False)
sys.exit(main(*sys.argv[1:]))
"""
QML = 'import QtQuick\nItem { Text { objectName: "hello"; text: qsTr("Back") } }'
BROKEN = "import QtQuick\nItem { nonsense: 7 }"
COMPLAINS = 'import QtQuick\nItem { Text { objectName: "hello"; text: undefinedThing.word } }'


def start(
    folder: Path, qml: str = QML, size: str = "400x300", language: str = "", program: str = PROGRAM
) -> subprocess.Popen[str]:
    (folder / "page.qml").write_text(qml)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(folder / "page.qml"), size, language],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ask(process: subprocess.Popen[str], **what: object) -> dict[str, object]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    assert line, "the program ended"
    return dict(json.loads(line))


@pytest.mark.parametrize(("language", "text"), [("", "返回"), ("zh", "返回"), ("en", "Back")])
def test_it_shows_obeys_and_ends_when_told(tmp_path: Path, language: str, text: str) -> None:
    process = start(tmp_path, language=language)
    assert ask(process, see="hello") == {"ok": True, "text": text}
    assert ask(process, facts=True) == {"ok": True, "facts": {"ended": False}}
    assert ask(process, quit=True) == {"ok": True}
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "ended\n"), errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(tmp_path: Path, number: int) -> None:
    process = start(tmp_path)
    ask(process, wait="hello", s=20)
    process.send_signal(number)
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "ended\n"), errors
    assert "Traceback" not in errors


def test_a_signal_before_the_loop_runs_is_not_lost(tmp_path: Path) -> None:
    early = "import os, signal; HallLink.start = lambda _: os.kill(os.getpid(), signal.SIGTERM)"
    process = start(tmp_path, program=PROGRAM.replace("ended = False", f"ended = False\n{early}"))
    out, errors = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "ended\n"), errors


def test_the_end_of_its_input_is_not_its_end(tmp_path: Path) -> None:
    process = start(tmp_path)
    ask(process, wait="hello", s=20)
    assert process.stdin is not None
    process.stdin.close()
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)
    process.terminate()
    assert process.wait(30) == 0
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size": "wide"}, "size 'wide': WIDTHxHEIGHT is right, for instance 1080x1920"),
        ({"size": "0x300"}, "WIDTHxHEIGHT is right"),
        ({"language": "de"}, "language 'de': there is zh and en"),
        ({"qml": BROKEN}, "nonsense"),
    ],
)
def test_what_it_cannot_start_with(tmp_path: Path, options: dict[str, str], words: str) -> None:
    process = start(tmp_path, **options)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert words in errors
    assert "Traceback" not in errors


def test_what_qml_complains_of_is_in_the_log(tmp_path: Path) -> None:
    process = start(tmp_path, COMPLAINS)
    _, errors = process.communicate('{"quit":true}\n', timeout=60)
    assert process.returncode == 0, errors
    assert "undefinedThing is not defined" in errors
