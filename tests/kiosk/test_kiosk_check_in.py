"""Checking in with a booking, without a window: typing, looking up, scanning, and every answer's sentence."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from assets.texts import REFUSALS, Texts
from kiosk.arriving import KEYS, NEXT
from link.commands import FindBookings
from link.frames import Change
from printers.fields import layout_for, of_ticket
from tests.display.display_fakes import plan
from tests.kiosk.kiosk_fakes import Stand, booking

CODE = "K7QM2XWP"
FACTS: dict[str, str | int] = {
    "day": "2026-11-26", "time": "10:30", "wait_min": 12, "number": "Y003", "state": "cancelled",
}  # fmt: skip
ANSWERS = (
    "too_early", "too_late", "other_day", "unknown_booking", "booking_over", "already_here", "no_bookings",
    "day_closed", "not_bookable",
)  # fmt: skip


@pytest.fixture
def stand(qapp: object) -> Stand:
    stand = Stand(language="en")
    stand.join()
    return stand


def types(stand: Stand, text: str, mode: str = "code") -> None:
    """Open the page and type."""
    stand.kiosk.check_in()
    stand.kiosk.by(mode)
    for key in text:
        stand.kiosk.key(key)


def looks_up(stand: Stand) -> None:
    types(stand, "3072", "phone")
    stand.kiosk.check_in_go()


def view(stand: Stand) -> dict[str, object]:
    return dict(stand.kiosk.view["checkIn"])


def test_a_hall_without_bookings_has_no_way_in(qapp: object) -> None:
    stand = Stand(the_plan=replace(plan("luohu"), booking=None))
    stand.join()
    assert not stand.kiosk.view["hasBookings"]
    stand.kiosk.check_in()
    stand.kiosk.scanned(CODE)
    assert (stand.kiosk.page, stand.link.sent) == ("start", [])


def test_the_way_in_is_named_in_both_languages_until_somebody_chose_one(qapp: object) -> None:
    stand = Stand()
    stand.join()
    assert stand.kiosk.view["bookedSays"] == ["我有预约", "I have booked"]
    stand.kiosk.switch_language()
    assert stand.kiosk.view["bookedSays"] == ["I have booked"]


def test_the_keypad_has_the_signs_of_a_code_and_no_others(stand: Stand) -> None:
    signs = [key for key in KEYS["code"] if len(key) == 1]
    assert sorted(signs) == sorted("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    types(stand, "K01IL7")
    assert view(stand)["text"] == "K7"
    types(stand, CODE + "A")
    assert (view(stand)["text"], view(stand)["ready"]) == ("K7QM 2XWP", True)
    stand.kiosk.key("back")
    assert view(stand)["groups"] == [["K", "7", "Q", "M"], ["2", "X", "W", ""]]
    assert not view(stand)["ready"]
    stand.kiosk.check_in_go()
    stand.kiosk.key("clear")
    assert (view(stand)["text"], stand.link.sent) == ("", [])


def test_a_code_gives_a_number_like_any_other(stand: Stand) -> None:
    types(stand, CODE)
    stand.kiosk.check_in_go()
    stand.kiosk.check_in_go()
    assert [one.code for one in stand.link.arrivals()] == [CODE]
    assert view(stand)["busy"]
    stand.kiosk.home()
    assert stand.kiosk.page == "check-in"
    stand.link.give("Y003", booked_in_min=25)
    shown = stand.kiosk.view["result"]
    assert (stand.kiosk.page, shown["number"], shown["booked"]) == ("result", "Y003", "Booked 10:06")
    assert shown["early"] == "You are early: you will be called at 10:06, or sooner if a window is free."
    assert shown["priority"] == ""
    stand.paper(stand.jobs.prints)
    assert stand.link.reports() == [("printed", None)]
    assert stand.kiosk.facts()["tickets_taken"] == 1
    stand.kiosk.done()
    stand.kiosk.check_in()
    assert view(stand)["text"] == "", "the next person finds nothing typed"


def test_whoever_is_not_early_is_not_told_so(stand: Stand) -> None:
    types(stand, CODE)
    stand.kiosk.check_in_go()
    stand.link.give("Y003", booked_in_min=-5)
    assert stand.kiosk.view["result"]["early"] == ""


def test_a_second_try_has_the_same_id_and_another_code_another(stand: Stand) -> None:
    types(stand, CODE)
    stand.kiosk.check_in_go()
    stand.link.answer(None)
    assert stand.kiosk.facts()["troubles"] == ["check_in: no answer"]
    stand.kiosk.check_in_go()
    stand.link.refuse("unknown_booking")
    stand.kiosk.key("back")
    stand.kiosk.key("R")
    stand.kiosk.check_in_go()
    first, second, third = stand.link.arrivals()
    assert first.id == second.id != third.id


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", ANSWERS)
def test_every_answer_is_a_kind_sentence_that_stays(stand: Stand, code: str, language: str) -> None:
    if language == "zh":
        stand.kiosk.switch_language()
    types(stand, CODE)
    stand.kiosk.check_in_go()
    stand.link.refuse(code, **FACTS)
    texts = Texts.load(language)
    said = stand.kiosk.view["message"]
    assert said.startswith(texts.refusal(code, FACTS))
    if code in NEXT:
        assert said.endswith(texts.t(NEXT[code]))
    assert not stand.kiosk._message_ends.isActive(), "whoever reads slowly has the time"
    assert (stand.kiosk.page, stand.kiosk.refusals) == ("check-in", 1)
    stand.kiosk.key("back")
    assert stand.kiosk.view["message"] == ""


def test_what_to_do_next_is_known_only_for_real_answers() -> None:
    assert set(NEXT) <= set(ANSWERS) & set(REFUSALS)


def test_the_end_of_a_phone_number_finds_a_booking_which_is_confirmed(stand: Stand) -> None:
    looks_up(stand)
    command = stand.link.sent[-1].command
    assert isinstance(command, FindBookings)
    assert command.tail == "3072"
    stand.link.finds(booking(CODE, "property", "property-sale", "10:30"))
    assert view(stand)["says"] == "Is this your booking? Touch it."
    assert stand.kiosk.booking_rows.rows == [
        {
            "key": CODE,
            "time": "10:30",
            "name": "Transfer a home that was sold",
            "queue": "Property registration",
        }
    ]
    assert stand.link.arrivals() == [], "a wrong digit may have found somebody else's"
    stand.kiosk.choose_booking(CODE)
    assert [one.code for one in stand.link.arrivals()] == [CODE]


def test_of_several_bookings_one_is_chosen(stand: Stand) -> None:
    looks_up(stand)
    stand.link.finds(booking(CODE, "tax"), booking("A2B3C4D5", "general", time="10:30"))
    assert view(stand)["says"] == "Which booking is yours? Touch it."
    assert [(row["time"], row["name"]) for row in stand.kiosk.booking_rows.rows] == [
        ("10:00", "Taxes"), ("10:30", "General services"),
    ]  # fmt: skip
    stand.kiosk.choose_booking("AAAAAAAA")
    stand.kiosk.choose_booking("A2B3C4D5")
    assert [one.code for one in stand.link.arrivals()] == ["A2B3C4D5"]
    stand.link.refuse("too_late", time="10:30")
    stand.kiosk.back()
    assert (stand.kiosk.page, view(stand)["found"], view(stand)["text"]) == ("check-in", False, "")
    stand.kiosk.back()
    assert stand.kiosk.page == "start"


def test_no_answer_to_a_look_up_is_said(stand: Stand) -> None:
    looks_up(stand)
    stand.link.answer(None)
    assert stand.kiosk.view["message"] == "The hall did not answer. Please try again."
    assert stand.kiosk.facts()["troubles"] == ["find_bookings: no answer"]


def test_an_answer_for_somebody_who_has_gone_is_nobodys(stand: Stand) -> None:
    looks_up(stand)
    stand.kiosk.done()
    stand.link.finds(booking(CODE, "tax"))
    assert (stand.kiosk.page, stand.kiosk.bookings) == ("start", [])


@pytest.mark.parametrize("page", ["start", "check-in"])
def test_a_scan_checks_in_at_once(stand: Stand, page: str) -> None:
    if page == "check-in":
        types(stand, "AB")
    stand.kiosk.scanned(f"https://hall.example/b/{CODE}")
    assert (stand.kiosk.page, view(stand)["text"]) == ("check-in", "K7QM 2XWP")
    assert [one.code for one in stand.link.arrivals()] == [CODE]
    stand.kiosk.scanned("A2B3C4D5")
    assert len(stand.link.arrivals()) == 1, "one after the other"
    stand.link.give("Y003")
    assert stand.kiosk.page == "result"


def test_a_scan_does_not_wait_for_a_look_up(stand: Stand) -> None:
    looks_up(stand)
    question = stand.link.sent[-1]
    stand.kiosk.home()
    stand.kiosk.scanned(CODE)
    question.then(None)
    assert [one.code for one in stand.link.arrivals()] == [CODE]
    assert (stand.kiosk.view["message"], stand.kiosk.troubles) == ("", [])


def test_another_code_is_told_apart_and_noise_is_not_heard(stand: Stand) -> None:
    stand.kiosk.scanned("x")
    assert (stand.kiosk.page, stand.kiosk.view["message"]) == ("start", "")
    stand.kiosk.scanned("6901234567892")
    assert (
        stand.kiosk.view["message"]
        == "This QR code is not one of this hall. Please choose your service on the screen."
    )
    types(stand, "K7")
    stand.kiosk.scanned("x;")
    assert stand.kiosk.view["message"] == ""
    stand.kiosk.scanned("https://hall.example/x/9c1185a5c5e9fc54")
    assert stand.kiosk.view["message"] == "This QR code is not a booking's. Please type the code."
    assert (view(stand)["text"], stand.link.sent) == ("K7", [])


def test_a_scanner_is_not_heard_on_other_pages_or_without_the_server(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.scanned(CODE)
    stand.kiosk.home()
    stand.link.become("lost")
    stand.kiosk.scanned(CODE)
    assert stand.link.arrivals() == []


def test_a_page_that_nobody_touches_goes_back(stand: Stand) -> None:
    types(stand, "K7QM")
    for _ in range(stand.kiosk.times.page_s):
        stand.kiosk.countdown.tick()
    assert stand.kiosk.page == "start"


def test_when_bookings_end_the_page_does_too(stand: Stand) -> None:
    types(stand, "K7QM")
    without = replace(stand.day.plan, booking=None)
    stand.day.live(Change(9, 0, "plan_changed", plan=without))
    assert stand.kiosk.page == "start"


def test_the_booked_time_is_on_the_paper(stand: Stand) -> None:
    types(stand, CODE)
    stand.kiosk.check_in_go()
    stand.link.give("Y003", booked_in_min=25)
    visit = stand.kiosk.visit
    assert visit is not None
    assert visit.taken is not None
    paper = of_ticket(stand.day.plan, visit.taken, stand.language.texts)
    assert layout_for(stand.day.plan, visit.taken.ticket) == "appointment"
    assert paper["booked"] == "10:06"
    assert paper["early"] == "You are early: you will be called at 10:06, or sooner if a window is free."
    assert paper["priority"] == ""


def test_a_warning_is_on_screen_and_paper(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    stand.link.give(late=True)
    assert stand.kiosk.view["result"]["late"].startswith("Many people wait")
    visit = stand.kiosk.visit
    assert visit is not None
    assert visit.taken is not None
    paper = of_ticket(stand.day.plan, visit.taken, stand.language.texts)
    assert str(paper["late"]).startswith("Many people wait")
