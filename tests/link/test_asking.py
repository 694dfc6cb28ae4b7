"""Who is asked for a rating: from the changes that every screen and pad hears."""

from __future__ import annotations

from link.asking import Asking
from link.frames import Change
from link.plan import Plan, RatingRules
from link.words import Ticket, Window
from tests.support.halls import plan

AT = 1_000_000
RULES = RatingRules(ask_s=30)


def asking_plan() -> Plan:
    from msgspec.structs import replace

    return replace(plan(), rating=RULES)


def change(what: str, number: str = "A001", window: str = "1", at: int = AT) -> Change:
    ticket = Ticket(f"20261124-{number}", number, "tax", "ordinary", 1, 2, 3, "finished")
    return Change(1, at, what, ticket, Window(window))


def test_whoever_was_served_last_is_asked_for_a_while() -> None:
    asking, hall = Asking(), asking_plan()
    asking.change(change("ticket_finished"), hall)
    found = asking.now("1", AT)
    assert found is not None
    assert (found.ticket, found.number, found.until) == ("20261124-A001", "A001", AT + 30_000)
    assert asking.now("1", AT + 29_999) == found
    assert asking.now("1", AT + 30_000) is None
    assert asking.now("2", AT) is None
    asking.change(change("ticket_finished", "A002", at=AT + 5), hall)
    assert (again := asking.now("1", AT + 5)) is not None
    assert again.number == "A002"


def test_a_hall_that_does_not_ask() -> None:
    asking = Asking()
    asking.change(change("ticket_finished"), plan())
    assert asking.now("1", AT) is None


def test_what_ends_the_asking_and_what_does_not() -> None:
    hall = asking_plan()
    for what, still in (
        ("ticket_called", True), ("window_paused", True), ("clerk_signed_out", True), ("ticket_passed", True),
        ("service_started", False), ("ticket_unparked", False), ("day_opened", False),
    ):  # fmt: skip
        asking = Asking()
        asking.change(change("ticket_finished"), hall)
        asking.change(change(what, "A002"), hall)
        assert (asking.now("1", AT) is not None) == still, what
    asking = Asking()
    asking.change(change("ticket_finished"), hall)
    asking.change(change("service_started", "A002", window="2"), hall)
    assert asking.now("1", AT) is not None, "at another window"
    asking.rated("20261124-A002")
    assert asking.now("1", AT) is not None, "another visit"
    asking.rated("20261124-A001")
    assert asking.now("1", AT) is None
