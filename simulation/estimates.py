"""The estimate, judged on simulated days: the true waits are those of the simulation.

The record of a real hall, with its real waits, is replayed in `recorded.py`; both are judged in `told.py`.
"""

from __future__ import annotations

from link.plan import Policy
from link.words import Ticket
from server.hall.spread import Estimate
from server.hall.state import Hall
from simulation.asked import Asked, Found, simulate
from simulation.people import Person
from simulation.run import Observer
from simulation.told import Judgement, Told, judge, tell, warm_up

Judgements = dict[str, Judgement]
"""By policy."""


class Listener(Observer):
    """Tells everybody who comes how long they will wait, and sees how long they do."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self._waiting: dict[str, Told] = {}

    def comes(self, hall: Hall, person: Person, now_ms: int) -> Estimate | None:
        """Somebody is told; the same words stand in the ticket's event, and the hall learns from them."""
        serves = (person.queue in hall.index.counters[window].serves for window in hall.windows)
        self.told.append(tell(hall, person, now_ms, sum(serves)))
        return self.told[-1].estimate

    def joined(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """Whose ticket it is."""
        self._waiting[ticket.id] = self.told[-1]

    def called(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """It came true."""
        self._waiting.pop(ticket.id).waited = now_ms - ticket.taken

    def left(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """Nobody knows how long it would have been."""
        del self._waiting[ticket.id]


def simulated(asked: Asked) -> tuple[Found, Judgements]:
    """The figures of each policy, and how right the estimates were under it."""
    found: Found = {}
    judgements: Judgements = {}
    policies: tuple[Policy | None, ...] = asked.policies or (None,)
    for policy in policies:
        one = asked._replace(policies=() if policy is None else (policy,))
        listener = Listener()
        figures = simulate(one, listener)
        found.update(figures)
        [name] = figures
        judgements[name] = judge(listener.told, mean_service(asked), warm_up(listener.told))
    return found, judgements


def mean_service(asked: Asked) -> float:
    """Over all who were served, in milliseconds."""
    times = [person.service for people in asked.days for person in people if person.patience is None]
    return sum(times) / len(times) if times else 0.0
