"""The program of a kiosk: its options, and the wiring of its parts.

What is shown and done is decided in `kiosk.py`; every part is made here, once.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.kiosk import Kiosk
from kiosk.printing import Printing
from kiosk.qr import QrProvider
from kiosk.readers import Readers
from kiosk.scanner import Scanner
from link.reporting import Reporting
from ports.address import AddressError, parse
from screen.joining import JoinError, join
from screen.program import Program, ProgramError, refuse

QML = Path(__file__).parent / "qml"


def main(
    *,
    server: str = "",
    identity: Path | None = None,
    code: str = "",
    loopback: bool = False,
    printer: str = "",
    size: str = "1080x1920",
    fullscreen: bool = False,
    language: str = "",
    hands: bool = False,
) -> int:
    """Open a kiosk; the exit status. See docs/screens.md.

    `printer` is an address, and "" takes the printers of the plan. `size` is WIDTHxHEIGHT; `language` is
    "zh", "en", or "" for the hall's first.
    """
    printing: Printing | None = None
    try:
        if printer:
            parse(printer)
        program = Program("tingxu-kiosk", size, language)
        link = join("kiosk", server=server, identity=identity, code=code, loopback=loopback)
        reporting = Reporting(link.status)
        program_name = f"kiosk/{link.identity.name}"
        printing = Printing(link, printer, program=program_name, reporting=reporting)
        kiosk = Kiosk(link, program.language, printing)
        program.view.engine().addImageProvider("qr", QrProvider())
        Scanner(program.view, kiosk.hears_scanner, kiosk.scanned)
        readers = Readers(link, program_name, reporting, kiosk.scanned, kiosk.card_seen)
        readers.changed.connect(lambda: kiosk.reader_is(ready=readers.has_card()))
        program.show(QML / "Kiosk.qml", fullscreen=fullscreen, kiosk=kiosk)
    except (JoinError, ProgramError, AddressError) as error:
        if printing is not None:
            printing.close()
        return refuse(error)
    if hands:
        program.obey(kiosk.facts)

    def close() -> None:
        readers.close()
        printing.close()

    return program.run(link, close)
