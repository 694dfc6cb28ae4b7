"""The mirror: what a screen knows from frames alone. Against the real rules it is held by the random days."""

from __future__ import annotations

from msgspec.structs import replace

from link.frames import Change, Queues, Snapshot, Welcome
from link.mirror import CALLS_KEPT, Mirror
from link.plan import Counter, Text
from link.words import Call, QueueStatus, Ticket, Window
from server.hall.state import RECENT_CALLS
from tests.support.halls import plan


def ticket(number: str = "A001", state: str = "waiting") -> Ticket:
    return Ticket(f"20261124-{number}", number, "tax", "ordinary", 1, 2, 3, state)  # type: ignore[arg-type]


def joined() -> Mirror:
    mirror = Mirror()
    call = Call(3, "20261124-A001", "A001", "1", "tax", 9)
    snapshot = Snapshot(
        "2026-11-24",
        plan(),
        [Window("1", "c1"), Window("2"), Window("3")],
        [ticket()],
        [call],
        True,
        Text("知", "N"),
    )
    mirror.welcome(Welcome(7, 1, "test", snapshot, queues=[QueueStatus("tax", "open", 1)]))
    return mirror


def test_a_snapshot_replaces_everything() -> None:
    mirror = joined()
    mirror.welcome(Welcome(9, 1, "test", Snapshot("2026-11-25", plan(), [Window("1")], [], [])))
    assert (mirror.position, mirror.day, mirror.closed, mirror.notice) == (9, "2026-11-25", False, None)
    assert (mirror.tickets, mirror.windows, list(mirror.calls)) == ({}, {"1": Window("1")}, [])
    assert mirror.queues == {}


def test_what_was_missed_is_put_in() -> None:
    mirror = joined()
    changes = [
        Change(8, 1, "window_paused", window=Window("1", "c1", paused=True)),
        Change(9, 1, "day_closed"),
    ]
    mirror.welcome(Welcome(9, 1, "test", changes=changes))
    assert (mirror.position, mirror.windows["1"].paused, set(mirror.tickets)) == (
        9,
        True,
        {"20261124-A001"},
    )


def test_a_ticket_in_a_final_state_is_gone() -> None:
    for state in ("finished", "cancelled", "expired"):
        mirror = joined()
        mirror.change(Change(8, 1, f"ticket_{state}", ticket=ticket(state=state)))
        mirror.change(Change(9, 1, f"ticket_{state}", ticket=ticket("A009", state)))
        assert mirror.tickets == {}


def test_a_change_that_comes_twice_does_no_harm() -> None:
    mirror = joined()
    change = Change(8, 1, "ticket_called", ticket(state="called"), Window("1", "c1", ticket="20261124-A001"))
    mirror.change(change)
    mirror.change(change)
    assert (mirror.tickets["20261124-A001"].state, mirror.position) == ("called", 8)


def test_a_new_day() -> None:
    mirror = joined()
    mirror.change(Change(8, 1, "day_opened", day="2026-11-25", plan=plan()))
    assert (mirror.day, mirror.closed, mirror.notice, mirror.tickets) == ("2026-11-25", False, None, {})
    assert (list(mirror.calls), mirror.windows) == ([], {id_: Window(id_) for id_ in "123"})


def test_another_plan_keeps_the_windows_that_are_in_it() -> None:
    mirror = joined()
    new = replace(plan(), counters=(Counter("1", ("tax",)), Counter("9", ("tax",))))
    mirror.change(Change(8, 1, "plan_changed", plan=new))
    assert mirror.windows == {"1": Window("1", "c1"), "9": Window("9")}
    assert mirror.plan == new


def test_the_notice_comes_and_goes() -> None:
    mirror = joined()
    mirror.change(Change(8, 1, "notice_set", notice=Text("新", "New")))
    assert mirror.notice == Text("新", "New")
    mirror.change(Change(9, 1, "notice_set"))
    assert mirror.notice is None


def test_queues_that_are_not_named_stay() -> None:
    mirror = joined()
    mirror.queues_changed(Queues(1, [QueueStatus("homes", "closed")]))
    assert mirror.queues == {"tax": QueueStatus("tax", "open", 1), "homes": QueueStatus("homes", "closed")}


def test_as_many_calls_are_kept_as_the_server_keeps() -> None:
    mirror = joined()
    for n in range(10, 100):
        mirror.change(Change(n, 1, "ticket_called", call=Call(n, "t", "A001", "1", "tax", n)))
    assert [call.n for call in mirror.calls] == list(range(50, 100))
    assert CALLS_KEPT == RECENT_CALLS
