"""Many tickets through real printers that fail: none is lost, none is there twice without saying so."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.soak import Soaked, soak
from printers.group import Ended


def test_every_ticket_is_printed_once_or_is_reported(tmp_path: Path) -> None:
    soaked = soak(80, tmp_path)
    assert soaked.wrong() == []
    assert len(soaked.printed) + len(soaked.failed) == 80
    assert len(soaked.failed) >= 5, "there was a time when nobody printed"
    assert len(soaked.printed) >= 60
    assert sum(soaked.copies.values()) >= 1, "who broke off in mid-ticket may have printed it"
    on = {ends[0].printer for ends in soaked.ended.values() if ends[0].printed}
    assert on == {"jams", "dies", "unplugged"}


def test_the_judge_sees_what_is_wrong() -> None:
    good, bad = Ended("A0001", True, "jams"), Ended("A0001", False, "jams", reason="out")
    for ends, papers, copies, why in [
        ([], 0, 0, "ended 0 times"),
        ([good, good], 1, 0, "ended 2 times"),
        ([good], 2, 0, "2 papers"),
        ([good], 0, 0, "there is no paper"),
        ([bad], 1, 0, "there is a paper"),
        ([good], 1, 1, ""),
    ]:
        soaked = Soaked(1, {"A0001": ends} if ends else {}, Counter(A0001=papers), Counter(A0001=copies))
        [said] = soaked.wrong() or [""]
        assert why in said
        assert bool(said) == bool(why)
