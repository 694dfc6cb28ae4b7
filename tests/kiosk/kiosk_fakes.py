"""A kiosk for tests: a link that remembers commands until the test answers them, a printer that is a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.idle import Times
from kiosk.kiosk import Kiosk
from kiosk.printing import Printing
from link.commands import CheckIn, Command, FindBookings, ReportPrint, TakeTicket
from link.frames import Queues, Refused, Reply
from link.plan import Plan, Printer
from link.qt import Answer
from link.words import Appointment, QueueStatus, Ticket
from printers.profile import Make, Profile
from printers.spooler import Outcome, Reason
from printers.status import Found, PrinterState
from screen.language import Language
from tests.display.display_fakes import NINE_FORTY_ONE, Day, FakeLink, plan
from tests.support.halls import about

TAKEN = NINE_FORTY_ONE


def booking(code: str, queue: str, matter: str | None = None, time: str = "10:00") -> Appointment:
    """A time that somebody has booked today."""
    return Appointment(code, "person", queue, "2026-11-24", time, TAKEN, TAKEN, "booked", matter)


@dataclass
class Sent:
    """A command on its way."""

    command: Command
    then: Callable[[Answer], None]
    patience_s: float


class KioskLink(FakeLink):
    """HallLink without a thread, for a screen that gives commands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        self.sent.append(Sent(command, then, patience_s))

    def arrivals(self) -> list[CheckIn]:
        """The check-ins asked for."""
        return [one.command for one in self.sent if isinstance(one.command, CheckIn)]

    def takes(self) -> list[TakeTicket]:
        """The numbers asked for."""
        return [one.command for one in self.sent if isinstance(one.command, TakeTicket)]

    def reports(self) -> list[tuple[str, str | None]]:
        """How printing went, as it was reported."""
        return [(c.state, c.reason) for c in (one.command for one in self.sent) if isinstance(c, ReportPrint)]

    def answer(self, answer: Answer) -> None:
        """Answer the last command."""
        self.sent[-1].then(answer)

    def give(
        self,
        number: str = "A001",
        ahead: int = 3,
        wait_s: int | None = 900,
        *,
        late: bool = False,
        booked_in_min: int | None = None,
    ) -> None:
        """Answer the last command, which asks for a number, with this one."""
        command = self.sent[-1].command
        assert self.mirror.plan is not None
        if isinstance(command, TakeTicket):
            cls = command.cls or self.mirror.plan.classes[-1].id
            ticket = Ticket(f"20261124-{number}", number, command.queue or "", cls, TAKEN, TAKEN, 7)
            ticket.matter = command.matter
        else:
            assert isinstance(command, CheckIn)
            booking = self.mirror.plan.booking
            assert booking is not None
            queue = self.mirror.plan.queues[0].id
            ticket = Ticket(f"20261124-{number}", number, queue, booking.cls, TAKEN, TAKEN, 7)
            ticket.booked = TAKEN + (booked_in_min or 0) * 60_000
        reply = Reply(command.id, 7, ticket, key="9c1185a5c5e9fc54", ahead=ahead, wait=about(wait_s))
        reply.late = late
        self.answer(reply)

    def finds(self, *appointments: Appointment) -> None:
        """Answer the last command, which looks for bookings, with these."""
        command = self.sent[-1].command
        assert isinstance(command, FindBookings)
        self.answer(Reply(command.id, 7, appointments=list(appointments)))

    def refuse(self, code: str, **facts: str | int) -> None:
        """Refuse the last command."""
        self.answer(Refused(self.sent[-1].command.id, code, facts))


class FakeJobs:
    """A spooler without a thread: the test says what becomes of each job."""

    def __init__(
        self, printer: Printer, on_found: Callable[[Found], None], on_job: Callable[[Outcome], None]
    ) -> None:
        self.printer, self._on_found, self._on_job = printer, on_found, on_job
        self.jobs: list[tuple[str, bytes]] = []
        self.closed = False

    def submit(self, job_id: str, make: Make, *, copy: bool = False) -> None:
        self.jobs.append((job_id, make(Profile.of(self.printer), copy)))

    def close(self, wait_s: float | None = None) -> None:
        self.closed = True

    def state(self, state: PrinterState) -> None:
        """The printer is found to be so."""
        self._on_found(Found(state, state.prints))

    def prints(self) -> None:
        """The last job comes out."""
        self._on_job(Outcome(self.jobs[-1][0], printed=True))

    def fails(self, reason: Reason = "out", *, maybe: bool = False) -> None:
        """The last job fails."""
        self._on_job(Outcome(self.jobs[-1][0], printed=False, reason=reason, maybe_printed=maybe))


class Stand:
    """A kiosk in one of the built-in halls, with link and printer in the test's hands."""

    def __init__(
        self,
        hall: str = "luohu",
        *,
        printer: bool = True,
        language: str = "",
        times: Times | None = None,
        the_plan: Plan | None = None,
    ) -> None:
        self.link = KioskLink()
        self.language = Language(language)
        self._jobs: list[FakeJobs] = []
        self.printing = Printing(self.link, "tcp://printer:9100" if printer else "", make=self._make)
        self.kiosk = Kiosk(self.link, self.language, self.printing, times)
        self.day = Day(self.link, the_plan or plan(hall))

    def _make(
        self, printer: Printer, on_found: Callable[[Found], None], on_job: Callable[[Outcome], None]
    ) -> FakeJobs:
        self._jobs.append(FakeJobs(printer, on_found, on_job))
        return self._jobs[-1]

    @property
    def jobs(self) -> FakeJobs:
        return self._jobs[-1]

    def join(self) -> None:
        """The hall is there, and its queues are open and busy."""
        self.day.join()
        self.queues(
            *(
                QueueStatus(queue.id, "open", waiting=i * 7 % 23, windows=2, wait=about(i * 433 % 2900))
                for i, queue in enumerate(self.day.plan.queues)
            )
        )

    def queues(self, *statuses: QueueStatus) -> None:
        """How some queues stand from now on."""
        self.link.take(Queues(self.link.clock, list(statuses)))

    def at_confirm(self, queue: str = "general") -> None:
        """Somebody has chosen a queue."""
        self.kiosk.choose_queue(queue)
        assert self.kiosk.page == "confirm"

    def paper(self, happens: Callable[[], None]) -> None:
        """Let something happen at the printer, and the kiosk hear of it."""
        happens()
        QCoreApplication.processEvents()

    def has_number(self, queue: str = "general", number: str = "A001") -> None:
        """Somebody has taken a number."""
        self.at_confirm(queue)
        self.kiosk.take()
        self.link.give(number)
