"""A small right hall file for the tests of server/config.py, and ways to make it wrong."""

from __future__ import annotations

from pathlib import Path

from server.config import Fault, HallFileError, load_plan

SMALL = """\
id = "small"
name = { zh = "小厅", en = "Small hall" }
timezone = "Asia/Shanghai"
languages = ["zh", "en"]
opening = [
    { days = ["mon", "tue"], open = "09:00", close = "17:00" },
    { days = ["sat"], open = "09:00", close = "12:00" },
]

[[classes]]
id = "green"
name = { zh = "绿色通道", en = "Green channel" }
target_min = 5
letter = "V"

[[classes]]
id = "ordinary"
name = { zh = "普通", en = "Ordinary" }
target_min = 30

[[queues]]
id = "tax"
letter = "A"
name = { zh = "税务", en = "Taxes" }

[[queues]]
id = "homes"
letter = "B"

[queues.name]
zh = "住房"
en = "Homes"

[[queues.opening]]
days = ["mon"]
open = "10:00"
close = "11:30"

[[counters]]
id = "1"
serves = ["tax", "homes"]

[[departments]]
id = "bureau"
name = { zh = "税务局", en = "Tax bureau" }

[[matters]]
id = "invoice"
name = { zh = "发票", en = "Invoices" }
department = "bureau"
queue = "tax"

[rules]
calls = 3
"""

LARGE = """\
id = "large"
name = { zh = "大厅", en = "Large hall" }
timezone = "Asia/Shanghai"
languages = ["zh", "en"]
opening = [
    { days = ["mon", "tue"], open = "09:00", close = "12:00" },
    { days = ["mon", "tue"], open = "14:00", close = "14:45" },
]
listed = [{ id = "firm-1", name = { zh = "某企业", en = "A firm" }, cls = "firm" }]

[[classes]]
id = "firm"
name = { zh = "重点企业", en = "Key enterprise" }
target_min = 2.5
weight = 5
at_kiosk = false
listed = true

[[classes]]
id = "booked"
name = { zh = "预约", en = "Booked" }
target_min = 10
weight = 2
at_kiosk = false
granted_by = []

[[classes]]
id = "ordinary"
name = { zh = "普通", en = "Ordinary" }
target_min = 30

[[queues]]
id = "tax"
letter = "A"
name = { zh = "税务", en = "Taxes" }
quota = 4
policy = "pattern"
pattern = ["firm", "booked", "firm", "ordinary"]

[[queues]]
id = "homes"
letter = "B"
name = { zh = "住房", en = "Homes" }

[[counters]]
id = "1"
serves = ["tax", "homes"]
prefers = ["tax"]

[[departments]]
id = "bureau"
name = { zh = "税务局", en = "Tax bureau" }

[[matters]]
id = "invoice"
name = { zh = "发票", en = "Invoices" }
department = "bureau"
queue = "tax"
quota = 2

[[matters]]
id = "lease"
name = { zh = "租约", en = "Leases" }
department = "bureau"
queue = "homes"
walk_in = true

[rules]
policy = "accumulating"

[booking]
cls = "booked"
slot_min = 15

[calendar]
official = "china"
closed = ["2026-12-24"]
open = ["2026-12-26"]
"""
"""With bookings, a list, weights, a rota, a preference and a calendar."""


def changed(old: str, new: str, text: str = SMALL) -> str:
    """The text with the first `old` replaced."""
    assert old in text, old
    return text.replace(old, new, 1)


def faults(file: Path, text: str | bytes) -> list[Fault]:
    """What is wrong in a file with this text; empty when it is right."""
    file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    try:
        load_plan(file)
    except HallFileError as error:
        return error.faults or [Fault(None, "", "an error without a fault")]
    return []
