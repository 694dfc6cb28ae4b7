"""The figures of a day, counted from its events."""

from __future__ import annotations

from link.words import Why
from server.figures import Figures
from server.hall import events as e
from tests.support.halls import plan

WHY = Why("due", "A001", "ordinary", "tax", 0, 0)


def counted(*events: e.Event) -> dict[str, str | int]:
    figures = Figures()
    for event in events:
        figures.happened(event)
    return figures.told("2026-11-24", plan())


def taken(ticket: str, at: int) -> e.TicketTaken:
    return e.TicketTaken(at, ticket, ticket, "k" * 16, "tax", "ordinary", at, "door")


def called(ticket: str, at: int, turn: int = 1) -> e.TicketCalled:
    return e.TicketCalled(at, ticket, "1", turn, WHY)


def test_a_day_without_anybody() -> None:
    told = counted()
    assert told["day"] == "2026-11-24"
    assert {name: n for name, n in told.items() if name.startswith("tickets")} == {
        "tickets_taken": 0, "tickets_served": 0, "tickets_passed": 0, "tickets_cancelled": 0,
        "tickets_expired": 0,
    }  # fmt: skip
    assert "wait_mean" not in told


def test_each_ticket_is_counted_once_and_waits_end_with_the_first_call() -> None:
    told = counted(
        taken("A", 0), taken("B", 0), taken("C", 0), taken("D", 0),
        called("A", 60_000), e.TicketFinished(90_000, "A", "1"),
        called("B", 120_000), e.TicketPassed(130_000, "B", "1"),
        called("C", 180_000), e.TicketPassed(190_000, "C", "1"), e.TicketReturned(200_000, "C", 0),
        called("C", 999_000, 2), e.TicketPassed(999_500, "C", "1"), e.TicketReturned(999_600, "C", 0),
        e.TicketCancelled(999_700, "D"),
        e.TicketExpired(1_000_000, "B"), e.TicketExpired(1_000_000, "C"),
    )  # fmt: skip
    assert told == told | {
        "tickets_taken": 4, "tickets_served": 1, "tickets_passed": 1, "tickets_cancelled": 1,
        "tickets_expired": 1,
        "wait_mean": 120, "wait_longest": 180,
    }  # fmt: skip
