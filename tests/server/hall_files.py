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
