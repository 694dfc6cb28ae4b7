"""Random days of booking: whatever people do, no slot is overbooked and every promise of the rules holds."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from link import commands as c
from server.hall.apply import apply
from server.hall.refused import Refused
from server.hall.state import Hall
from tests.server.hall.booking_kit import TODAY, TOMORROW, BookingDesk
from tests.support.halls import MINUTE

PEOPLE = ("wang", "li", "zhao")
TARGETS = ({"queue": "tax"}, {"queue": "homes"}, {"matter": "refund"}, {"matter": "invoice"})
TIMES = ("10:00", "10:30", "11:00")
QUOTA, PER_DAY, NO_SHOWS = 2, 2, 2

book = st.tuples(st.just("book"), st.integers(0, 2), st.integers(0, 3), st.sampled_from(TIMES), st.booleans())
act = st.tuples(
    st.sampled_from(("cancel", "move", "check_in", "pardon")), st.integers(0, 9), st.sampled_from(TIMES)
)
wait = st.tuples(st.just("wait"), st.integers(1, 400))


def act_on(desk: BookingDesk, kind: str, which: int, time: str) -> None:
    codes = list(desk.hall.appointments) or ["22222222"]
    code = codes[which % len(codes)]
    if kind == "cancel":
        desk.web(c.CancelBooking, code=code)
    elif kind == "move":
        desk.web(c.Rebook, code=code, day=TOMORROW, time=time)
    elif kind == "check_in":
        desk.check_in(code)
    else:
        desk.manager(c.Pardon, code=code)


def holds(desk: BookingDesk) -> None:
    live = [found for found in desk.hall.appointments.values() if found.state != "cancelled"]
    assert all(count <= QUOTA for count in Counter((a.queue, a.day, a.time) for a in live).values())
    refunds = Counter((a.day, a.time) for a in live if a.matter == "refund")
    assert all(count <= 1 for count in refunds.values())
    assert Counter((a.queue, a.day, a.time) for a in live) == +desk.hall.booked
    open_ones = Counter((a.person, a.queue, a.matter) for a in live if a.state == "booked")
    assert all(count == 1 for count in open_ones.values())
    of_day = Counter((a.person, a.day) for a in live if a.state in ("booked", "here"))
    assert all(count <= PER_DAY for count in of_day.values())
    for record in desk.hall.records.values():
        assert record.closed_until is None or len(record.missed) >= NO_SHOWS


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(book, act, wait), max_size=40))
def test_no_slot_is_overbooked_and_a_replay_gives_the_same(steps: list[tuple[object, ...]]) -> None:
    desk = BookingDesk(quota=QUOTA, per_day=PER_DAY, no_shows=NO_SHOWS)
    for step in steps:
        try:
            match step:
                case ("book", int(person), int(what), str(time), bool(tomorrow)):
                    day = TOMORROW if tomorrow else desk.hall.day
                    desk.book(PEOPLE[person], time, day, **TARGETS[what])
                case ("wait", int(minutes)):
                    desk.later(minutes * MINUTE)
                    desk.look()
                case (str(kind), int(which), str(time)):
                    act_on(desk, kind, which, time)
        except Refused:
            desk.person = None
        holds(desk)
    again = Hall()
    for event in desk.events:
        apply(again, event)
    assert again == desk.hall
    assert desk.hall.day >= TODAY
