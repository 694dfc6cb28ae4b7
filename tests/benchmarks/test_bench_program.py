"""`tingxu bench --short` from beginning to end: every measure is there, well formed, whatever the speed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.programs import ROOT, program, resident_mb
from benchmarks.run import scenarios
from benchmarks.workshop import SHORT

pytestmark = pytest.mark.timeout(300)
"""The short run takes less than a minute where nothing else runs."""
FIELDS = {"measure", "unit", "value", "bare", "ratio", "reach", "ok"}
BESIDE_BARE = [
    *(f"tickets, {n} kiosks: {what}" for n in (20, 100) for what in ("rate", "p50", "p99")),
    *(f"calls, 31 counters: {what}" for what in ("rate", "p50", "p99")),
    *(f"call to the last of {n} boards" for n in SHORT.boards),
]
ALONE = [
    "start with 300 tickets today",
    "start with 300 tickets today and 2,000 before, to without",
    *(
        f"cost of a {what} with {past}"
        for what in ("ticket", "call")
        for past in ("no past", "300 past tickets, to none", "2,000 past tickets, to none")
    ),
    "touch on the kiosk to the first byte at the printer: p50",
    "touch on the kiosk to the first byte at the printer: p99",
    *(f"memory of the {who}, 50 waiting" for who in ("server", "kiosk", "counter", "board")),
    *(
        f"{SHORT.phones} phones: {what}"
        for what in (
            "issuing a ticket, p50",
            "issuing a ticket, p50 without any",
            "issuing a ticket, p50, to without",
            "issuing a ticket, p99",
            "issuing a ticket, p99 without any",
            "issuing a ticket, p99, to without",
            "p99 of half of the rounds without, to the other half",
            "changes that were shown",
            "the own call on the phone, p50",
            "the own call on the phone, p99",
            "a change on the phone, p50",
            "a change on the phone, p99",
            "cut off",
            "until all had arrived",
            "processor of the public plane",
            "memory of the public plane",
        )
    ),
]
LINES = [f"printing a ticket: text, {baud} baud" for baud in (9600, 115200)]
FAILING = "printing through three printers of which one dies, one jams, one is unplugged"
PRINTING = [
    *(
        f"{way}: {what}"
        for way in (*LINES, "printing a ticket: text, TCP", "printing a ticket: raster, TCP")
        for what in ("first byte", "last byte", "size")
    ),
    *(
        f"{FAILING}: {what}"
        for what in (
            "tickets",
            "lost, or twice without saying so",
            "printed",
            "of these as copies",
            "reported as not printed",
            "a ticket",
        )
    ),
]
BESIDE_LINE = [f"{line}: last byte" for line in LINES]
MAY_BE_NONE = ("cut off", "without saying so", "as copies", "as not printed")
JUDGED = {
    "tickets, 20 kiosks: rate": 0.6,
    "tickets, 20 kiosks: p99": 2,
    "tickets, 100 kiosks: rate": 0.6,
    "tickets, 100 kiosks: p99": 2,
    "calls, 31 counters: rate": 0.6,
    **{f"call to the last of {n} boards": 2 for n in SHORT.boards},
    "start with 300 tickets today": 2,
    "start with 300 tickets today and 2,000 before, to without": 1.1,
    **{
        f"cost of a {what} with {past} past tickets, to none": 1.1
        for what in ("ticket", "call")
        for past in ("300", "2,000")
    },
    f"{SHORT.phones} phones: issuing a ticket, p99, to without": 2,
    **dict.fromkeys(BESIDE_LINE, 1.25),
    f"{FAILING}: lost, or twice without saying so": 0,
}
"""What has to be reached, from the table of speeds that were promised."""


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "bench", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The result of one short run, by measure."""
    file = tmp_path_factory.mktemp("bench") / "out.json"
    ended = bench("--json", str(file), "--short")
    result = json.loads(file.read_text(encoding="utf-8"))
    assert ended.returncode == 0, (ended.stdout, ended.stderr, result)
    assert "tickets, 20" in ended.stdout
    return {one["measure"]: one for one in result}


def test_every_measure_is_there(measured: dict[str, dict[str, Any]]) -> None:
    assert list(measured) == [*BESIDE_BARE, *ALONE, *PRINTING]


def test_every_measure_is_well_formed(measured: dict[str, dict[str, Any]]) -> None:
    for one in measured.values():
        assert set(one) >= FIELDS
        assert one["short"] is True
        assert one["value"] > 0 or one["note"] or one["measure"].endswith(MAY_BE_NONE), one
        assert one["reach"] == JUDGED.get(one["measure"])
        assert one["ok"] is None


def test_phones_are_not_cut_off_and_see_what_happens(measured: dict[str, dict[str, Any]]) -> None:
    assert measured[f"{SHORT.phones} phones: cut off"]["value"] == 0
    assert measured[f"{SHORT.phones} phones: changes that were shown"]["value"] > 50


def test_no_ticket_is_lost_by_printers_that_fail(measured: dict[str, dict[str, Any]]) -> None:
    assert measured[f"{FAILING}: lost, or twice without saying so"]["value"] == 0
    assert measured[f"{FAILING}: printed"]["value"] > 20


def test_what_has_a_bare_limit_is_beside_it(measured: dict[str, dict[str, Any]]) -> None:
    for name, one in measured.items():
        assert (
            (one["bare"] is not None) == (one["ratio"] is not None) == (name in (*BESIDE_BARE, *BESIDE_LINE))
        )


def test_scenarios_can_be_chosen_by_every_part_of_their_names() -> None:
    names = [scenario.name for scenario in scenarios(SHORT)]
    assert len(names) == len(set(names)) == 12


def test_memory_is_told_in_megabytes_of_a_process_that_runs() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell")
    block = "kept = bytearray(50_000_000); print('{}', flush=True); input()"
    with program("-c", block) as running:
        running.line()
        assert 50 < (resident_mb(running.process.pid) or 0) < 200
        gone = running.process.pid
    assert resident_mb(gone) is None


def test_an_unknown_measure_is_wrong_usage(tmp_path: Path) -> None:
    ended = bench("--json", str(tmp_path / "out.json"), "--only", "nothing-like-it")
    assert ended.returncode == 2
    assert "there are: tickets, 20 kiosks" in ended.stderr
