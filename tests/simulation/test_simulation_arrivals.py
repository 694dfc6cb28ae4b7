"""Arrivals from a CSV file: what is read, exactly, and what is said of a file that is wrong."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from simulation.arrivals import FAULTS_SHOWN, read
from simulation.people import Person, Wrong

UTC, SHANGHAI = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai")
HEAD = "arrived,queue,class,waited_s,outcome,service_s"
NINE = 1_795_510_800_000
"""2026-11-24 09:00 UTC."""


def wrote(folder: Path, *lines: str, head: str = HEAD) -> Path:
    file = folder / "day.csv"
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return file


def says(folder: Path, *lines: str, head: str = HEAD, **known: list[str]) -> str:
    """What is wrong with these lines, without the name of the folder."""
    with pytest.raises(Wrong) as wrong:
        read(wrote(folder, *lines, head=head), UTC, **known)
    return str(wrong.value).replace(str(folder / "day.csv"), "day.csv")


def test_people_are_read_to_the_millisecond_in_the_order_in_which_they_came(tmp_path: Path) -> None:
    file = wrote(
        tmp_path,
        "2026-11-24T09:00:01.250,x,b,7,served,12.5",
        "2026-11-24T09:00:00,y,a,0,,0.001",
        "",
        "2026-11-24T09:00:00,x,a,30.25,left,",
        "2026-11-24T17:00:00+08:00,x,b,,served,10",
    )
    assert read(file, UTC) == [
        Person(NINE, "y", "a", 1, recorded=0),
        Person(NINE, "x", "a", 11_250, 30_250, 30_250),  # nobody of x and a was served: the mean of x
        Person(NINE, "x", "b", 10_000),
        Person(NINE + 1250, "x", "b", 12_500, recorded=7000),
    ]


def test_local_time_is_that_of_the_hall(tmp_path: Path) -> None:
    [one] = read(wrote(tmp_path, "2026-11-24T17:00:00,x,a,,served,1"), SHANGHAI)
    assert one.arrived == NINE


def test_whoever_left_would_have_needed_the_mean_of_their_queue_and_class(tmp_path: Path) -> None:
    file = wrote(
        tmp_path,
        "2026-11-24T09:00:00,x,a,,served,10",
        "2026-11-24T09:00:01,x,a,,served,20",
        "2026-11-24T09:00:02,x,b,,served,90",
        "2026-11-24T09:00:03,x,a,5,left,",
        "2026-11-24T09:00:04,z,a,5,left,",
        "2026-11-24T09:00:05,x,a,5,left,33",
    )
    assert [one.service for one in read(file, UTC)][3:] == [15_000, 40_000, 33_000]


def test_outcome_and_waited_s_may_be_missing_and_other_columns_may_be_there(tmp_path: Path) -> None:
    head = "note,service_s,class,queue,arrived"
    [one] = read(wrote(tmp_path, "hm,30,a,x,2026-11-24 09:00", head=head), UTC)
    assert one == Person(NINE, "x", "a", 30_000)


def test_a_spreadsheets_mark_at_the_beginning_is_no_part_of_a_name(tmp_path: Path) -> None:
    file = wrote(tmp_path, "2026-11-24T09:00:00,税务,a,,served,1", head="\ufeff" + HEAD)
    assert read(file, UTC)[0].queue == "税务"


GOOD = "2026-11-24T09:00:00,x,a,,served,1"
WRONG = {
    "24.11.2026,x,a,,served,1": 'arrived: "24.11.2026" is not a local time like 2026-11-24T09:30:00',
    "2026-11-24T09:00:00.0001,x,a,,served,1": 'arrived: "2026-11-24T09:00:00.0001" is finer than a',
    "2026-11-24T09:00:00,,a,,served,1": "queue: is empty",
    "2026-11-24T09:00:00,x,vip,,served,1": 'class: there is no class "vip" here; there is a, b',
    "2026-11-24T09:00:00,x,a,,gone,1": 'outcome: "gone" is neither served nor left',
    "2026-11-24T09:00:00,x,a,,served,": "service_s: is empty; the seconds are needed, for instance 240",
    "2026-11-24T09:00:00,x,a,,served,1 min": 'service_s: "1 min" is not a number of seconds from 0 to',
    "2026-11-24T09:00:00,x,a,,served,-1": 'service_s: "-1" is not a number of seconds',
    "2026-11-24T09:00:00,x,a,,served,NaN": 'service_s: "NaN" is not a number of seconds',
    "2026-11-24T09:00:00,x,a,,left,": "waited_s: is empty; the seconds of somebody who left are needed",
    "2026-11-24T09:00:00,x,a,1e99,left,": 'waited_s: "1e99" is not a number of seconds',
    "2026-11-24T09:00:00,x,a,,served": "5 fields where the header names 6",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    said = says(tmp_path, GOOD, line, GOOD, classes=["a", "b"])
    assert said.startswith("day.csv:3: " + WRONG[line])
    assert said.count("\n") == 0


def test_all_faults_are_told_but_not_thousands(tmp_path: Path) -> None:
    lines = ["yesterday,x,a,,served,1"] * (FAULTS_SHOWN + 3)
    said = says(tmp_path, *lines).splitlines()
    assert len(said) == FAULTS_SHOWN + 1
    assert said[-1] == "… and 3 more"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("arrived,queue,service_s", "day.csv:1: class: there is no such column; the first line names"),
        (HEAD + ",queue", "day.csv:1: queue: this column is there twice"),
    ],
)
def test_a_wrong_header(tmp_path: Path, head: str, said: str) -> None:
    assert says(tmp_path, GOOD, head=head).startswith(said)


def test_files_with_nobody_and_files_that_are_none(tmp_path: Path) -> None:
    assert "there is nobody in this file" in says(tmp_path)
    assert "at least one is needed" in says(tmp_path, "2026-11-24T09:00:00,x,a,3,left,")
    with pytest.raises(Wrong, match="cannot be read: No such file"):
        read(tmp_path / "none.csv", UTC)
    file = tmp_path / "gb.csv"
    file.write_bytes("队列".encode("gb18030"))
    with pytest.raises(Wrong, match="is not UTF-8"):
        read(file, UTC)
