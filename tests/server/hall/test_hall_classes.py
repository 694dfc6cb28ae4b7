"""Priority classes, rule by rule: who may give which one, and what granting one changes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from link import commands as c
from link.plan import Listed, Plan, PriorityClass
from server.hall import events as e
from server.hall.internal import Actor
from tests.support.halls import MINUTE, Desk, plan, refused, text

GUIDE = Actor("web", "guide")


def grant_plan() -> Plan:
    """A class for clerks and guides, one for guides alone, one by list, and the ordinary one."""
    classes = (
        PriorityClass("soldiers", text("军人"), 5.0, letter="J", evidence=text("军官证")),
        PriorityClass("elderly", text("长者"), 10.0, at_kiosk=False, granted_by=("guide",)),
        PriorityClass("project", text("重点项目"), 3.0, at_kiosk=False, listed=True),
        PriorityClass("ordinary", text("普通"), 30.0),
    )
    listed = (Listed("P-01", text("新地铁"), "project"), Listed("P-02", text("别的"), "soldiers"))
    return replace(plan(), classes=classes, listed=listed)


@pytest.fixture
def desk() -> Desk:
    desk = Desk(grant_plan())
    desk.sign_in("1", "2")
    return desk


def test_a_grant_moves_a_waiting_person_into_the_other_lane(desk: Desk) -> None:
    first, second = desk.take(), desk.take()
    desk.later(5 * MINUTE)
    assert desk.at("2", c.Grant, number=second.number, cls="soldiers", evidence="军官证") == ["class_granted"]
    moved = desk.ticket(second.number)
    assert (moved.cls, moved.due) == ("soldiers", second.taken + 5 * MINUTE)
    assert desk.next("2") == second.number
    assert desk.next("2") == first.number


def test_it_stands_in_the_journal_who_granted_what(desk: Desk) -> None:
    ticket = desk.take()
    desk.at("1", c.Grant, number=ticket.number, cls="soldiers", evidence="优待证")
    event = desk.events[-1]
    assert isinstance(event, e.ClassGranted)
    assert (event.clerk, event.cls, event.evidence) == ("101", "soldiers", "优待证")
    ticket = desk.take()
    command = c.Grant(desk.id(), number=ticket.number, cls="elderly", evidence="身份证", clerk="2001")
    [granted] = desk.give(command, GUIDE)
    assert isinstance(granted, e.ClassGranted)
    assert granted.clerk == "2001"


def test_a_better_promise_is_never_made_worse(desk: Desk) -> None:
    ticket = desk.take(cls="soldiers")
    due = ticket.due
    desk.at("1", c.Grant, number=ticket.number, cls="project", evidence="名单", listed="P-01")
    desk.manager(c.Grant, number=ticket.number, cls="ordinary", evidence="误发")
    assert desk.ticket(ticket.number).due <= due


def test_who_may_not(desk: Desk) -> None:
    number = desk.take().number
    with refused("class_not_granted_here", cls="elderly"):
        desk.at("1", c.Grant, number=number, cls="elderly", evidence="身份证")
    with refused("not_listed", cls="project"):
        desk.at("1", c.Grant, number=number, cls="project", evidence="名单", listed="P-02")
    with refused("unknown_class", cls="kings"):
        desk.at("1", c.Grant, number=number, cls="kings", evidence="crown")
    with refused("has_class", number=number, cls="ordinary"):
        desk.at("1", c.Grant, number=number, cls="ordinary", evidence="x")
    with refused("not_signed_in"):
        desk.at("3", c.Grant, number=number, cls="soldiers", evidence="军官证")
    with refused("not_signed_in"):
        desk.give(c.Grant(desk.id(), number=number, cls="soldiers", evidence="军官证"), GUIDE)
    desk.next("1")
    with refused("not_waiting", number=number, state="called"):
        desk.at("2", c.Grant, number=number, cls="soldiers", evidence="军官证")


def test_a_guide_takes_a_ticket_with_the_paper_seen(desk: Desk) -> None:
    with refused("evidence_needed", cls="elderly"):
        desk.give(c.TakeTicket(desk.id(), "tax", cls="elderly", clerk="2001"), GUIDE)
    command = c.TakeTicket(desk.id(), "tax", cls="elderly", clerk="2001", evidence="身份证")
    [taken] = desk.give(command, GUIDE)
    assert isinstance(taken, e.TicketTaken)
    assert (taken.cls, taken.clerk, taken.evidence) == ("elderly", "2001", "身份证")
    with refused("not_signed_in"):
        desk.give(c.TakeTicket(desk.id(), "tax"), GUIDE)


def test_a_kiosk_gives_what_a_citizen_may_declare(desk: Desk) -> None:
    assert desk.take(cls="soldiers").number == "J001"
    with refused("class_not_at_kiosk", cls="elderly"):
        desk.take(cls="elderly")
