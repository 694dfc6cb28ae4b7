"""The engine: one writer that decides, applies, makes durable in groups, and only then answers and announces.

Connections and frames are the gateway's; the rules are in `server/hall/`; SQL is in the journal.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from zoneinfo import ZoneInfo

import structlog

from link import commands as c
from link.frames import Refused, Reply, encode
from link.plan import Plan
from server import codes
from server.answers import Answer, AnswerKey, Answers
from server.counts import Counts
from server.hall import events as e
from server.hall.apply import Touched, apply
from server.hall.calendar import Moment, moment
from server.hall.decide import New, decide, roll_day
from server.hall.discipline import order, pick
from server.hall.estimate import newcomer
from server.hall.internal import SERVER, Actor, AnyCommand, Configure
from server.hall.printing import by_key
from server.hall.records import missed
from server.hall.refused import Refused as HallRefused
from server.hall.spread import Estimate
from server.hall.state import Hall
from server.journal import Journal, JournalError, Record
from server.replay import replay
from server.saying import Announced, announce, reply_to, standing

log = structlog.get_logger()

CHANGES_KEPT = 5_000
"""So many changes are kept encoded, for clients that were away for a moment."""
KEY_BYTES = 8
"""Of the secret on a paper ticket: what nobody guesses over a network."""


class Batch:
    """What is collected while the batch before it is being written."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.answers: list[tuple[Answer, bytes, AnswerKey]] = []
        self.entering: list[Callable[[bool], None]] = []
        """Who waits only to hear whether it became durable."""
        self.stored: list[tuple[AnswerKey, bytes]] = []
        """The answers of the commands that changed something, by actor and command id."""
        self.changes: list[Announced] = []

    def empty(self) -> bool:
        """Nothing to write and nobody waiting."""
        return not (self.records or self.answers or self.entering)


def now_ms() -> int:
    """The wall clock in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


class Engine:
    """One hall. Everything is called in the event loop's thread; only the write runs in another.

    `on_durable` gets the changes of each batch once they are durable. `on_rebuilt` is told when the hall was
    read anew from the journal, and whether its durable position is another one than was announced. `joined`
    says whether a program ("kiosk/door") is there now.
    """

    def __init__(
        self,
        journal: Journal,
        on_durable: Callable[[Sequence[Announced]], None],
        clock: Callable[[], int] = now_ms,
        on_rebuilt: Callable[[bool], None] = lambda _: None,
        joined: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.journal, self.clock = journal, clock
        self._on_durable, self._on_rebuilt = on_durable, on_rebuilt
        self.durable = 0
        """Position of the last event that is durable."""
        self.day_base = 0
        """Position before the newest day_opened: a replay may start there."""
        self.counts = Counts(clock())
        self.recent: deque[Announced] = deque(maxlen=CHANGES_KEPT)
        self._answers = Answers()
        self._batch, self._writing = Batch(), False
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._idle = asyncio.Event()
        self._idle.set()
        self._moment, self._moment_until = Moment(0, "", 0, 0), 0
        self._missed_looked_at = ("", 0)
        self._broken = False
        self._new = New(lambda: secrets.token_hex(KEY_BYTES), self._code, self._wait, joined=joined)
        self.hall = self._rebuild()

    # ------------------------------------------------------------------ commands

    def submit(
        self,
        command: AnyCommand,
        by: Actor,
        answer: Answer,
        person: str | None = None,
        age: int | None = None,
    ) -> None:
        """Do a command; `answer` gets the encoded reply once it is durable, or a refusal at once.

        `person` is the opaque key of whoever the command is about, where that is known; `age`: in full
        years, by an identity card.
        """
        id_ = command.id
        key = (by, id_)
        self.counts.commands += 1
        if self._answers.again(key, answer):
            return
        if not self.sound():
            answer(encode(Refused(id_, "not_saved")))
            return
        try:
            reply = self._do(command, by, id_, person, age)
        except HallRefused as refused:
            self.counts.refused += 1
            answer(encode(Refused(id_, refused.code, refused.facts)))
        else:
            self._batch.answers.append((answer, reply, key))
        self._start_writing()  # also after a refusal: a new day may have begun all the same

    def _start_writing(self) -> None:
        if not self._writing and not self._batch.empty():
            self._writing = True
            self._idle.clear()
            asyncio.get_running_loop().call_soon(self._write)

    def _do(
        self, command: AnyCommand, by: Actor, id_: str, person: str | None = None, age: int | None = None
    ) -> bytes:
        now = self.now(ZoneInfo(command.plan.timezone) if isinstance(command, Configure) else None)
        self._roll_day(now)
        if isinstance(command, c.Peek):
            return encode(self._peek(by, id_, now.ms))
        if isinstance(command, c.FindTicket):
            return encode(standing(id_, self.hall, by_key(self.hall, command.key), now))
        new = self._new if person is None else self._new._replace(person=person, age=age)
        events = decide(self.hall, command, by, now, new)
        touched = Touched()
        for event in events:
            touched = self._happen(event, by, id_)
        reply = encode(reply_to(id_, self.hall, events[-1] if events else None, touched))
        if events and id_:
            self._batch.stored.append(((by, id_), reply))
            self._answers.done((by, id_))
        return reply

    def begin_day(self) -> None:
        """Open a new day if one has begun, also when nobody gives a command: screens show what is today."""
        if self.sound():
            now = self.now()
            self._roll_day(now)
            self._find_missed(now)
            self._start_writing()

    def _find_missed(self, now: Moment) -> None:
        """Bookings whose time is over; looked at once a minute."""
        if self._missed_looked_at != (now.day, now.minute):
            self._missed_looked_at = (now.day, now.minute)
            for event in missed(self.hall, now, self.counts.up_since):
                self._happen(event, SERVER, None)

    def _code(self) -> str:
        """A code for a new booking that no other one has."""
        while (code := codes.draw()) in self.hall.appointments:
            continue
        return code

    def _roll_day(self, now: Moment) -> None:
        for event in roll_day(self.hall, now):
            self._happen(event, SERVER, None)

    def _peek(self, by: Actor, id_: str, now_ms: int) -> Reply:
        hall, window = self.hall, by.name
        if window not in hall.windows:
            raise HallRefused("unknown_counter", counter=window)
        why = pick(hall, window, now_ms)
        return Reply(id_, hall.position, why=why, order=order(hall, window, now_ms) if why else [])

    def _wait(self, queue: str, cls: str) -> Estimate | None:
        return newcomer(self.hall, queue, cls, self._moment)

    def _happen(self, event: e.Event, by: Actor, id_: str | None) -> Touched:
        touched = apply(self.hall, event)
        n = self.hall.position
        if isinstance(event, e.DayOpened):
            self.day_base = n - 1
        ticket = event.ticket if isinstance(event, e.TicketEvent) else None
        claim = None
        if isinstance(event, e.TicketCalled):
            claim = event.turn
        elif isinstance(event, e.TicketTaken):
            claim = 0
        what = event.__struct_config__.tag
        who = f"{by.role}/{by.name}"
        body = encode(event)
        self._batch.records.append(Record(n, str(what), ticket, claim, who, id_ or None, body))
        self._batch.changes.append(announce(n, event, touched, body))
        return touched

    def now(self, zone: ZoneInfo | None = None) -> Moment:
        """This moment in the hall's zone (or a zone given); the calendar is asked once a second."""
        ms = self.clock()
        if zone is not None:
            return moment(ms, zone)
        if not self._moment_until - 1000 <= ms < self._moment_until:
            self._moment = moment(ms, self.hall.index.zone)
            self._moment_until = ms - ms % 1000 + 1000
        self._moment = Moment(ms, self._moment.day, self._moment.weekday, self._moment.minute)
        return self._moment

    def configure(self, plan: Plan) -> None:
        """Take over the hall's plan, before anybody joins. Raises Refused when today's tickets forbid it."""
        self._do(Configure(plan), SERVER, "")
        self._start_writing()

    async def history(self, after: int, most: int) -> list[bytes]:
        """At most so many events after a position, as the journal has them. Raises JournalError."""

        def read() -> list[bytes]:
            return [record.body for record in islice(self.journal.read(after), most)]

        return await asyncio.get_running_loop().run_in_executor(self._writer, read)

    def when_durable(self, then: Callable[[bool], None]) -> None:
        """Call `then(True)` when everything decided so far is durable, `then(False)` when it was lost."""
        self._batch.entering.append(then)
        self._start_writing()

    # ------------------------------------------------------------------ making durable

    def _write(self) -> None:
        batch, self._batch = self._batch, Batch()
        if not batch.records:
            self._written(batch, None)
            return
        self.counts.writing_since = self.clock()
        work = asyncio.get_running_loop().run_in_executor(
            self._writer, self.journal.append, batch.records[0].seq - 1, batch.records
        )
        work.add_done_callback(lambda done: self._written(batch, done.exception()))

    def _written(self, batch: Batch, error: BaseException | None) -> None:
        if error is not None:
            self._fail(batch, error)
            return
        for answer, reply, _ in batch.answers:
            answer(reply)
        for then in batch.entering:
            then(True)
        for key, reply in batch.stored:
            self._answers.durable(key, reply)
        if batch.changes:
            self.counts.batches += 1
            self.counts.saved_at, self.counts.writing_since = self.clock(), 0
            self.durable = batch.changes[-1].n
            self.recent.extend(batch.changes)
            self._on_durable(batch.changes)
        self._next()

    def _next(self) -> None:
        if self._batch.empty():
            self._writing = False
            self._idle.set()
        else:
            self._write()

    def _fail(self, batch: Batch, error: BaseException) -> None:
        """Memory is ahead of the journal: throw it away. Start-up and repair are the same replay."""
        log.error("engine.not_saved", error=str(error), commands=len(batch.answers))
        waiting = [(answer, key) for answer, _, key in (*batch.answers, *self._batch.answers)]
        waiting += self._answers.left_waiting()
        entering = [*batch.entering, *self._batch.entering]
        self._batch, self._writing, self._broken = Batch(), False, True
        self.counts.writing_since = 0
        self._idle.set()
        self.sound()
        for answer, key in waiting:  # a write that failed at its very end may be in the journal all the same
            answer(self._answers.get(key) or encode(Refused(key[1], "not_saved")))
        for then in entering:
            then(False)

    @property
    def broken(self) -> bool:
        """Memory is not what the journal says, as far as is known; looking at it repairs nothing."""
        return self._broken

    def sound(self) -> bool:
        """Whether memory is what the journal says. When a failed write left it otherwise, it is read anew."""
        if self._broken:
            try:
                self._recover()
            except JournalError as error:
                log.error("engine.not_rebuilt", error=str(error))
        return not self._broken

    def _recover(self) -> None:
        told = self.durable
        self._answers.forget()
        self._moment_until = 0
        self.hall = self._rebuild()
        self._broken = False
        self._on_rebuilt(self.durable != told)

    def _rebuild(self) -> Hall:
        def remember(record: Record, event: e.Event, touched: Touched, hall: Hall) -> None:
            if record.command is not None:
                reply = encode(reply_to(record.command, hall, event, touched))
                self._answers.remember((actor(record.by), record.command), reply)
            if isinstance(event, e.DayOpened):
                self.day_base = record.seq - 1

        hall = replay(self.journal, remember)
        self.durable = hall.position
        self.recent.clear()
        return hall

    async def settled(self) -> None:
        """Wait until everything submitted so far is durable and answered."""
        await self._idle.wait()

    async def close(self) -> None:
        """Finish what was begun and let go of the journal."""
        await self.settled()
        self._writer.shutdown()
        self.journal.close()


def actor(who: str) -> Actor:
    """ "kiosk/hall-1" as stored in the journal, back as an actor."""
    role, _, name = who.partition("/")
    return Actor(role, name)
