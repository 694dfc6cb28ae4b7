"""A real record replayed through the real hall: everybody is called when they really were, and judged so.

A record does not say which windows were open. Nothing is taken from the future to guess it: see `Replay`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from link.plan import Plan, Policy
from link.words import Why
from server.hall import events as e
from server.hall.apply import apply
from server.hall.calendar import moment
from server.hall.state import Hall
from simulation.people import Person, Wrong
from simulation.plans import Making, make, sensible, under
from simulation.told import Judgement, Told, judge, tell, warm_up

CLOSED_AFTER_MS = 15 * 60_000
"""A window that has called nobody for so long is taken for closed."""
END, LEAVE, CALL, COME = range(4)
"""At one instant in this order."""


class Replay:
    """The hall of the record.

    A window opens with the first call that no other window can have made. Having served somebody it is not
    yet free: its clerk may be writing something down, or not be there. It calls next when the record has a
    call, and closes when it has had none for `CLOSED_AFTER_MS`. Whoever is called at once has found a free
    window: that is known the moment they come.
    """

    def __init__(self, plan: Plan, people: Sequence[Person]) -> None:
        self.people, self.hall = people, Hall()
        self.told = list[Told]()
        self.ended: dict[str, int] = {}
        """By window that has served somebody and called nobody since: when it ended."""
        self._due = [(person.arrived, COME, n) for n, person in enumerate(people)]
        heapify(self._due)
        self._serving: dict[int, str] = {}
        begin = people[0].arrived
        apply(self.hall, e.DayOpened(begin, moment(begin, ZoneInfo(plan.timezone)).day, plan))

    def run(self) -> list[Told]:
        """What everybody was told, in the order in which they came."""
        do = {END: self._end, LEAVE: self._leave, CALL: self._call, COME: self._come}
        while self._due:
            now, what, n = heappop(self._due)
            do[what](n, now)
        return self.told

    def _come(self, n: int, now: int) -> None:
        person, hall = self.people[n], self.hall
        self._close(now)
        if person.recorded == 0 and person.patience is None:
            self._free_window(now)
        being_served = sum(window.ticket is not None for window in hall.windows.values()) - len(self.ended)
        told = tell(hall, person, now, being_served)
        self.told.append(told)
        number = f"A{n + 1:03}"
        due = now + hall.index.target_ms[person.cls]
        estimate = told.estimate
        apply(
            hall,
            e.TicketTaken(
                now,
                hall.ticket_id(number),
                number,
                "",
                person.queue,
                person.cls,
                due,
                "record",
                wait=estimate and estimate.wait,
                turns=estimate and estimate.turns,
            ),
        )
        what = CALL if person.patience is None else LEAVE
        heappush(self._due, (now + (person.recorded or 0), what, n))

    def _leave(self, n: int, now: int) -> None:
        apply(self.hall, e.TicketCancelled(now, self.hall.ticket_id(f"A{n + 1:03}")))

    def _call(self, n: int, now: int) -> None:
        person, hall = self.people[n], self.hall
        ticket = hall.tickets[hall.ticket_id(f"A{n + 1:03}")]
        window = self._free_window(now)
        why = Why("chosen", ticket.number, ticket.cls, ticket.queue, ticket.taken, ticket.due)
        apply(hall, e.TicketCalled(now, ticket.id, window, 1, why))
        apply(hall, e.ServiceStarted(now, ticket.id, window))
        self.told[n].waited = now - person.arrived
        self._serving[n] = window
        heappush(self._due, (now + person.service, END, n))

    def _end(self, n: int, now: int) -> None:
        self.ended[self._serving.pop(n)] = now

    def _free_window(self, now: int) -> str:
        """A window that can call: one that is free, else the one that ended last, else one that opens."""
        windows = self.hall.windows.values()
        free = next((one.id for one in windows if one.clerk is not None and one.ticket is None), None)
        if free is not None:
            return free
        if self.ended:
            return self._finish(max(self.ended, key=lambda window: self.ended[window]))
        opens = next(one.id for one in windows if one.clerk is None)
        apply(self.hall, e.ClerkSignedIn(now, opens, opens))
        return opens

    def _finish(self, window: str) -> str:
        """What ended then is told to the hall now."""
        ticket = self.hall.windows[window].ticket
        assert ticket is not None  # noqa: S101
        apply(self.hall, e.TicketFinished(self.ended.pop(window), ticket, window))
        return window

    def _close(self, now: int) -> None:
        for window in [one for one, ended in self.ended.items() if now - ended > CLOSED_AFTER_MS]:
            self._finish(window)
            apply(self.hall, e.ClerkSignedOut(now, window, window))


def recorded(people: Sequence[Person], making: Making, policies: Sequence[Policy]) -> dict[str, Judgement]:
    """How right the estimates would have been, under each policy that may have been the hall's. Raises Wrong.

    Without targets nobody is taken to have gone before anybody who came earlier.
    """
    classes = making.classes or sensible({one.cls for one in people})
    targets = making.targets_s or [Decimal(0)] * len(classes)
    making = making._replace(windows=windows_needed(people), classes=classes, targets_s=targets)
    plan = make({one.queue for one in people}, classes, making)
    served = [one.service for one in people if one.patience is None]
    mean = sum(served) / len(served) if served else 0.0
    found: dict[str, Judgement] = {}
    for policy in policies or ("due",):
        told = Replay(under(plan, policy), people).run()
        found[policy] = judge(told, mean, warm_up(told))
    return found


def windows_needed(people: Sequence[Person]) -> int:
    """How many windows served somebody at the same moment, at most. Raises Wrong for an incomplete record."""
    changes = []
    for n, person in enumerate(people):
        if person.recorded is None:
            raise Wrong(
                "--estimates: without windows the waits of the file count, and at least one person has no "
                f"waited_s (number {n + 1} of those who came); give --windows or --hall to simulate them"
            )
        if person.patience is None:
            begin = person.arrived + person.recorded
            changes += [(begin, 1), (begin + person.service, -1)]
    most = now = 0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most + 1
