"""Wrong device plans in a hall file: each mistake is named with line, field and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.hall_files import SMALL, changed, faults

PLAN = """
[[devices.printers]]
id = "door"
port = "tcp://192.168.1.50:9100"
at = ["kiosk/door"]
spare_for = ["kiosk/back"]
windows = ["1"]

[[devices.readers]]
id = "card"
at = "kiosk/door"
port = "serial:COM3@115200"
kind = "card"

[[devices.keypads]]
id = "pads"
at = "devices/floor"
port = "serial:/dev/ttyUSB0@9600"
pads = [
    { window = "1", address = 3 },
    { window = "1", address = 4, kind = "rating" },
]

[[devices.strips]]
id = "boards"
at = "devices/floor"
port = "serial:/dev/ttyUSB1@9600"
strips = [{ window = "1" }, { window = "1", address = 2 }]
"""
WHOLE = SMALL + PLAN


def line_of(text: str) -> int:
    return WHOLE[: WHOLE.index(text)].count("\n") + 1


WRONG = [
    ('id = "card"', 'id = "door"', "readers[door].id", "is already the id in line"),
    ('id = "boards"', 'id = "pads"', "strips[pads].id", "each device needs an id of its own"),
    (
        "tcp://192.168.1.50:9100",
        "192.168.1.50",
        "printers[door].port",
        "is no address of a device; write tcp",
    ),
    ("serial:COM3@115200", "serial:COM3", "readers[card].port", "e.g. serial:COM3@9600"),
    ("serial:/dev/ttyUSB0@9600", "cups:office", "keypads[pads].port", "only tcp://HOST:PORT or serial"),
    (
        "/dev/ttyUSB1@9600",
        "/dev/ttyUSB0@19200",
        "strips[boards].port",
        "/dev/ttyUSB0 of devices/floor is alr",
    ),
    ("serial:COM3@115200", "tcp://192.168.1.50:9100", "readers[card].port", "already the port in line"),
    (
        'at = "kiosk/door"',
        'at = "devices/door"',
        "readers[card].at",
        "cannot drive readers; write kiosk/door",
    ),
    (
        'id = "pads"\nat = "devices/floor"',
        'id = "pads"\nat = "kiosk/floor"',
        "keypads[pads].at",
        "write devices/",
    ),
    ('at = "kiosk/door"', 'at = "door"', "readers[card].at", "a program as role/name"),
    (
        'spare_for = ["kiosk/back"]',
        'spare_for = ["kiosk/door"]',
        "printers[door].spare_for[#1]",
        "stands there twi",
    ),
    ('windows = ["1"]', 'windows = ["3"]', "printers[door].windows[#1]", 'there is no window "3"; possible'),
    (
        'window = "1", address = 3',
        'window = "7", address = 3',
        "keypads[pads].pads[#1].window",
        'no window "7"',
    ),
    (
        "address = 4",
        "address = 3",
        "keypads[pads].pads[#2].address",
        "on the same line; free is for instance 1",
    ),
    ("address = 3", "address = 300", "keypads[pads].pads[#1].address", "possible: from 1 to 247"),
    (
        'address = 4, kind = "rating"',
        "address = 4",
        "keypads[pads].pads[#2].window",
        'window "1" has a keypad already',
    ),
    (
        '{ window = "1", address = 2 }',
        '{ window = "1" }',
        "strips[boards].strips[#2].address",
        "1 is already the address",
    ),
    ('kind = "rating"', 'kind = "stars"', "keypads[pads].pads[#2].kind", "possible:"),
]


def test_the_plan_is_right(tmp_path: Path) -> None:
    assert faults(tmp_path / "hall.toml", WHOLE) == []


@pytest.mark.parametrize(("old", "new", "field", "says"), WRONG)
def test_a_wrong_device_plan(tmp_path: Path, old: str, new: str, field: str, says: str) -> None:
    found = {fault.field: fault for fault in faults(tmp_path / "hall.toml", changed(old, new, WHOLE))}
    field = f"devices.{field}"
    assert field in found, list(found)
    assert says in found[field].says
    last = line_of(old) + old.count("\n")
    assert found[field].line in {line_of(old), last}


def test_the_same_name_of_a_port_on_two_machines_is_two_ports(tmp_path: Path) -> None:
    text = changed('id = "boards"\nat = "devices/floor"', 'id = "boards"\nat = "devices/hall"', WHOLE)
    text = changed("/dev/ttyUSB1@9600", "/dev/ttyUSB0@9600", text)
    assert faults(tmp_path / "hall.toml", text) == []


def test_a_plan_of_the_wrong_shape_is_not_looked_into_further(tmp_path: Path) -> None:
    for part in (
        "devices = 3",
        'devices = { keypads = "COM3" }',
        "devices = { keypads = [3], printers = [[]] }",
    ):
        found = faults(tmp_path / "hall.toml", f"{part}\n{SMALL}")
        assert found, part
