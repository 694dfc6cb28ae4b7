"""A card at the kiosk, a ticket that is scanned, paper once more: what is asked, said and forgotten."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from devices.sdt import Card
from kiosk.greeting import COPIES
from link.commands import CheckIn, FindBookings, FindTicket, Reprint, TakeTicket
from link.frames import Reply
from tests.kiosk.card_scenes import KEY, OLD, TICKET, YOUNG, finds_ticket, last
from tests.kiosk.kiosk_fakes import Stand, booking

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def stand() -> Stand:
    stand = Stand(language="zh")
    stand.join()
    stand.kiosk.reader_is(ready=True)
    return stand


def greeting(stand: Stand) -> dict[str, Any]:
    shown: dict[str, Any] = stand.kiosk.view["greeting"]
    return shown


def laid_down(stand: Stand, card: Card = OLD) -> None:
    """Somebody without a booking."""
    stand.kiosk.card_seen(card)
    stand.link.refuse("no_bookings")


def test_people_are_invited_in_both_languages_while_a_reader_works(stand: Stand) -> None:
    assert greeting(stand)["says"] == ["可将身份证放在读卡区", "You may lay your identity card on the reader"]
    stand.kiosk.reader_is(ready=False)
    assert not greeting(stand)["shown"]


def test_a_card_finds_the_booking_and_one_touch_checks_in(stand: Stand) -> None:
    stand.kiosk.card_seen(YOUNG)
    asked = last(stand, FindBookings)
    assert (asked.identity, asked.tail) == (YOUNG.number, None)  # type: ignore[attr-defined]
    stand.link.finds(booking("K7QM2XWP", "tax"))
    assert (stand.kiosk.page, stand.kiosk.view["checkIn"]["person"]) == ("check-in", "您好，李*")
    stand.kiosk.choose_booking("K7QM2XWP")
    assert last(stand, CheckIn).code == "K7QM2XWP"  # type: ignore[attr-defined]
    stand.link.give("Y001")
    assert stand.kiosk.page == "result"


def test_without_a_booking_the_person_is_greeted_and_goes_first_by_age(stand: Stand) -> None:
    laid_down(stand)
    shown = greeting(stand)
    assert (shown["says"], shown["priority"]) == (["您好，欧*明"], "70岁以上优先")
    stand.at_confirm()
    assert (stand.kiosk.view["confirm"]["person"], stand.kiosk.view["confirm"]["priority"]) == (
        "欧*明",
        "70岁以上优先",
    )
    stand.kiosk.take()
    asked = last(stand, TakeTicket)
    assert (asked.identity, asked.cls) == (OLD.number, "green")  # type: ignore[attr-defined]


def test_the_young_wait_like_everybody(stand: Stand) -> None:
    laid_down(stand, YOUNG)
    assert greeting(stand)["priority"] == ""
    stand.at_confirm()
    stand.kiosk.take()
    assert last(stand, TakeTicket).cls == "ordinary"  # type: ignore[attr-defined]


def test_a_card_may_come_after_the_choice(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.card_seen(OLD)
    assert stand.kiosk.page == "confirm"
    stand.kiosk.take()
    assert last(stand, TakeTicket).identity == OLD.number  # type: ignore[attr-defined]


def test_a_step_back_keeps_the_card_and_the_way_home_does_not(stand: Stand) -> None:
    laid_down(stand)
    stand.at_confirm()
    stand.kiosk.back()
    assert greeting(stand)["known"]
    stand.at_confirm()
    stand.kiosk.home()
    assert not greeting(stand)["known"]


@pytest.mark.parametrize("end", ["idle", "home", "taken", "next", "done"])
def test_nothing_of_the_card_is_left_when_the_person_goes(stand: Stand, end: str) -> None:
    laid_down(stand, Card(OLD.number, "欧*特", OLD.birth))
    stand.at_confirm()
    match end:
        case "idle":
            stand.kiosk.countdown.left = 1
            stand.kiosk.countdown.tick()
        case "home":
            stand.kiosk.home()
        case "taken":
            stand.kiosk.take()
            stand.link.give("V001")
            stand.kiosk.done()
        case "next":
            stand.kiosk.home()
            laid_down(stand, YOUNG)
        case "done":
            stand.kiosk.done()
    stand.link.sent.clear()
    gc.collect()
    assert not [one for one in gc.get_objects() if isinstance(one, Card) and one.masked_name == "欧*特"]
    assert "欧" not in repr((stand.kiosk.view, stand.kiosk.facts(), stand.kiosk.visit))


def test_facts_and_pages_never_have_the_number(stand: Stand) -> None:
    laid_down(stand)
    stand.at_confirm()
    shown = repr((stand.kiosk.facts(), stand.kiosk.view, stand.kiosk.visit, stand.kiosk.card))
    assert OLD.number not in shown
    assert OLD.number[6:14] not in shown


@pytest.mark.parametrize(("seen", "says"), [
    ("unreadable", "未能读取证件，请重新平放，稍等片刻再取走。"),
    ("other_kind", "此类证件无法在这里读取，请直接在屏幕上选择业务。"),
])  # fmt: skip
def test_a_card_that_says_nothing(stand: Stand, seen: Any, says: str) -> None:
    stand.kiosk.card_seen(seen)
    assert (stand.kiosk.page, stand.kiosk.view["message"], stand.link.sent) == ("start", says, [])


def test_while_the_server_is_away_or_a_number_is_taken_cards_wait(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    stand.kiosk.card_seen(OLD)
    stand.link.give("A001")
    stand.kiosk.card_seen(OLD)  # the paper is coming out
    assert stand.kiosk.page == "result"
    stand.paper(stand.jobs.prints)
    stand.link.become("lost")
    stand.kiosk.card_seen(OLD)
    assert stand.kiosk.card is None


def test_the_next_card_ends_the_page_of_the_last_number(stand: Stand) -> None:
    stand.has_number()
    stand.paper(stand.jobs.prints)
    laid_down(stand)
    assert (stand.kiosk.page, greeting(stand)["known"]) == ("start", True)


def test_no_answer_about_bookings_still_greets(stand: Stand) -> None:
    stand.kiosk.card_seen(OLD)
    assert greeting(stand)["about"] == "请稍候……"
    stand.link.answer(None)
    assert (greeting(stand)["known"], stand.kiosk.facts()["troubles"]) == (True, ["find_bookings: no answer"])


def test_an_answer_for_somebody_who_has_gone_shows_nothing(stand: Stand) -> None:
    stand.kiosk.card_seen(YOUNG)
    stand.kiosk.home()
    stand.link.finds(booking("K7QM2XWP", "tax"))
    assert stand.kiosk.page == "start"


# ---------------------------------------------------------------------- a ticket


def test_a_scanned_ticket_is_shown_and_printed_again(stand: Stand) -> None:
    stand.kiosk.scanned(TICKET)
    assert last(stand, FindTicket).key == KEY  # type: ignore[attr-defined]
    finds_ticket(stand)
    shown = stand.kiosk.view["ticket"]
    assert (stand.kiosk.page, shown["number"], shown["ahead"]) == ("ticket", "A012", "前面还有3人等待")
    stand.kiosk.print_copy()
    stand.kiosk.print_copy()  # a second tap
    asked = last(stand, Reprint)
    assert (asked.key, len(stand.link.sent)) == (KEY, 2)  # type: ignore[attr-defined]
    stand.link.answer(Reply(asked.id, 8))
    assert stand.kiosk.view["message"] == "正在补打号票，请取走。"
    stand.kiosk.print_copy()
    assert len(stand.link.sent) == 2


def test_a_ticket_that_is_called_says_where_to_go(stand: Stand) -> None:
    stand.kiosk.scanned(f"https://hall.example/t/{KEY}")
    finds_ticket(stand, "called", counter="3")
    assert stand.kiosk.view["ticket"]["says"] == "已叫到您，请前往3号窗口。"


def test_a_ticket_of_yesterday_and_a_code_of_elsewhere(stand: Stand) -> None:
    stand.kiosk.scanned(TICKET)
    stand.link.refuse("ticket_over")
    assert stand.kiosk.page == "start"
    assert stand.kiosk.view["message"]
    stand.kiosk.scanned("WIFI:S:guest;")
    assert stand.kiosk.view["message"] == "这不是本大厅的二维码，请直接在屏幕上选择业务。"


def test_whoever_has_a_number_already_is_shown_it(stand: Stand) -> None:
    laid_down(stand)
    stand.at_confirm()
    stand.kiosk.take()
    stand.link.refuse("one_ticket", number="A012", key=KEY)
    assert last(stand, FindTicket).key == KEY  # type: ignore[attr-defined]
    finds_ticket(stand)
    assert (stand.kiosk.page, stand.kiosk.view["message"]) == ("ticket", "您已取过该业务的号：A012")


# ---------------------------------------------------------------------- paper once more


def test_the_number_just_taken_is_printed_again_as_a_copy(stand: Stand) -> None:
    stand.has_number()
    assert not stand.kiosk.view["result"]["again"]
    stand.paper(stand.jobs.prints)
    for tries in range(COPIES):
        assert stand.kiosk.view["result"]["again"]
        stand.kiosk.print_again()
        stand.paper(stand.jobs.prints)
        assert len(stand.jobs.jobs) == tries + 2
    assert not stand.kiosk.view["result"]["again"]
    assert "补打".encode("gb18030") in stand.jobs.jobs[-1][1]
    assert stand.link.reports() == [("printed", None)] + [("reprinted", None)] * COPIES


def test_from_the_start_page_too_for_a_minute(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.has_number(number="A007")
    stand.paper(stand.jobs.prints)
    stand.kiosk.done()
    assert greeting(stand)["again"] == "补打A007号票"
    stand.kiosk.print_again()
    stand.paper(stand.jobs.prints)
    assert len(stand.jobs.jobs) == 2
    monkeypatch.setattr("kiosk.printing.REPRINT_S", 0.0)
    stand.kiosk.refresh()
    assert greeting(stand)["again"] == ""
    stand.kiosk.print_again()
    assert len(stand.jobs.jobs) == 2
