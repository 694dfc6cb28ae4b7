"""Booking a time in a real browser, with and without JavaScript: book, look at it, move it, cancel it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from link.plan import Plan
from tests.server.web.pages.pages_kit import Phones, book, events
from tests.support.halls import at
from tests.support.web import Site, bookable

PHONE_NUMBER = "138 0013-8000"
CODE = re.compile(r"/b/([A-HJKMNP-Z2-9]{8})")


def code_of(page: Page) -> str:
    """The code of the booking whose page opens."""
    page.wait_for_url(CODE)
    found = CODE.search(page.url)
    assert found is not None, page.url
    return found[1]


def book_invoice(page: Page) -> str:
    """From the first page to the booking."""
    page.get_by_role("link", name="Book a time").click()
    page.get_by_label("What do you want to do?").fill("fp")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Invoice").click()
    page.get_by_role("link", name=re.compile("Tomorrow")).click()
    page.get_by_role("link", name=re.compile(r"^09:30")).click()
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Your time is booked")
    return code_of(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_book_look_move_and_cancel(phone: Phones, place: Site, javascript: bool) -> None:
    page = phone("/", javascript=javascript)
    code = book_invoice(page)
    booked = place.inside.served.engine.hall.appointments[code]
    assert (booked.day, booked.time, booked.matter) == ("2026-11-25", "09:30", "invoice")
    expect(page.get_by_role("heading", name="Invoice")).to_be_visible()
    expect(page.get_by_text(f"{code[:4]} {code[4:]}")).to_be_visible()
    expect(page.get_by_text("from 09:00 to 09:45")).to_be_visible()
    assert page.locator("img.qr").evaluate("qr => qr.naturalWidth") > 0

    page.get_by_role("link", name="Change the time").click()
    page.get_by_role("link", name=re.compile(r"^15:00")).click()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("status")).to_contain_text("Your booking was moved")
    moved = place.inside.served.engine.hall.appointments[code]
    assert (moved.day, moved.time) == ("2026-11-24", "15:00")

    page.get_by_role("link", name="Cancel the booking").click()
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_role("status")).to_contain_text("Your booking was cancelled")
    assert place.inside.served.engine.hall.appointments[code].state == "cancelled"
    expect(page.get_by_role("link", name="Change the time")).to_have_count(0)
    assert "13800138000" not in "".join(events(place))


def test_it_takes_no_more_than_four_steps(phone: Phones) -> None:
    page = phone("/book")
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.get_by_role("link", name="税务").click()
    page.get_by_role("link", name=re.compile(r"^09:30")).click()
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Your time is booked")
    assert len(seen) <= 3, seen


def test_a_double_tap_makes_one_booking(phone: Phones, place: Site) -> None:
    page = phone("/book/who?queue=tax&day=2026-11-25&time=09:30", javascript=False)
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    form: dict[str, str | float | bool] = {
        "token": page.locator("input[name=token]").get_attribute("value") or "",
        "phone": PHONE_NUMBER,
    }
    answers = [page.request.post(page.url, form=form, max_redirects=0) for _ in range(2)]
    assert {answer.headers["location"] for answer in answers} == {answers[0].headers["location"]}
    page.get_by_role("button", name="Book this time").click()
    assert code_of(page) in answers[0].headers["location"]
    assert len(place.inside.served.engine.hall.appointments) == 1


def test_going_back_to_type_another_number_makes_another_booking(phone: Phones, place: Site) -> None:
    page = phone("/book/who?queue=tax&day=2026-11-25&time=09:30")
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Your time is booked")
    first = code_of(page)
    page.evaluate("history.back()")
    page.wait_for_url("**/book/who*")
    page.get_by_label("Mobile number").fill("13900139000")
    page.get_by_role("button", name="Book this time").click()
    assert code_of(page) != first
    assert len(place.inside.served.engine.hall.appointments) == 2


@pytest.mark.parametrize("javascript", [True, False])
def test_what_is_wrong_stands_at_the_field_and_what_was_typed_stays(phone: Phones, javascript: bool) -> None:
    page = phone("/book/who?queue=tax&day=2026-11-25&time=09:30", javascript=javascript)
    page.get_by_label("Mobile number").fill("12-34")
    page.get_by_role("button", name="Book this time").click()
    field = page.get_by_label("Mobile number")
    expect(field).to_have_value("12-34")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Please type a phone number"))
    expect(field).to_be_focused()
    field.fill(PHONE_NUMBER)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Your time is booked")


@pytest.mark.parametrize("javascript", [True, False])
def test_when_somebody_else_was_quicker_other_times_are_offered(
    phone: Phones, place: Site, javascript: bool
) -> None:
    page = phone("/book/who?queue=tax&day=2026-11-25&time=10:00", javascript=javascript)
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    book(place, "2026-11-25", "10:00", "13900000001")
    book(place, "2026-11-25", "10:00", "13900000002")
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("10:00 on Wed, 25 Nov is full")).to_be_visible()
    expect(page.get_by_label("Mobile number")).to_have_value(PHONE_NUMBER)
    expect(page.get_by_role("radio", checked=True)).to_have_value("09:30")
    page.get_by_label("10:30").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Your time is booked")
    assert place.inside.served.engine.hall.appointments[code_of(page)].time == "10:30"
    page.goto("/book/when?queue=tax&day=2026-11-25")
    full = page.get_by_role("listitem").filter(has_text="10:00")
    expect(full).to_contain_text("full")
    expect(full.get_by_role("link")).to_have_count(0)


def test_a_rule_that_forbids_it_is_a_sentence(phone: Phones, place: Site) -> None:
    book(place, "2026-11-25", "09:30")
    page = phone("/book/who?queue=tax&day=2026-11-26&time=09:30")
    page.get_by_label("Mobile number").fill(PHONE_NUMBER)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("You have booked this already: Wed, 25 Nov, 09:30")).to_be_visible()
    expect(page.get_by_label("Mobile number")).to_have_value(PHONE_NUMBER)


def test_what_is_never_booked_says_what_to_do(phone: Phones) -> None:
    page = phone("/book")
    for what in ("queue=homes", "matter=seals", "matter=flat"):
        page.goto(f"/book/when?{what}")
        expect(page.get_by_role("heading", name="No booking needed")).to_be_visible()
        expect(page.get_by_text("take a number at the kiosk")).to_be_visible()
        expect(page.get_by_text("Mon–Sun 09:00–12:00, 14:00–18:00")).to_be_visible()


def test_a_matter_that_is_never_booked_cannot_be_chosen(phone: Phones) -> None:
    page = phone("/book?q=yz", language="zh")
    expect(page.get_by_text("印章")).to_be_visible()
    expect(page.get_by_role("link", name="印章")).to_have_count(0)
    expect(page.get_by_text("无需预约").first).to_be_visible()


def test_matters_are_found_while_typing(phone: Phones) -> None:
    page = phone("/book")
    page.get_by_label("What do you want to do?").press_sequentially("invo")
    expect(page.get_by_role("link", name="Invoice")).to_be_visible()
    assert page.get_by_label("What do you want to do?").input_value() == "invo"


def test_the_way_back_leads_to_the_step_before(phone: Phones) -> None:
    page = phone("/book/who?matter=invoice&day=2026-11-25&time=09:30")
    page.get_by_role("link", name="Back").click()
    expect(page.locator("[aria-current=date]")).to_contain_text("Tomorrow")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("What do you want to do?")).to_be_visible()


def test_a_code_is_found_however_it_is_typed(phone: Phones, place: Site) -> None:
    code = book(place, "2026-11-25", "09:30")
    page = phone("/find")
    page.get_by_label("Booking code").fill("nonsense!")
    page.get_by_role("button", name="Show my booking").click()
    expect(page.get_by_label("Booking code")).to_have_value("nonsense!")
    page.get_by_label("Booking code").fill(f"{code[:4].lower()}-{code[4:]}")
    page.get_by_role("button", name="Show my booking").click()
    assert code_of(page) == code


def test_after_the_deadline_it_cannot_be_changed(phone: Phones, place: Site) -> None:
    code = book(place, "2026-11-24", "15:00")
    page = phone(f"/b/{code}")
    page.get_by_role("link", name="Cancel the booking").click()
    place.inside.served.ms = at("2026-11-24 14:30")
    page.get_by_role("button", name="Cancel the booking").click()
    expect(page.get_by_role("alert")).to_contain_text("A booking can be changed until 60 min before its time")
    assert place.inside.served.engine.hall.appointments[code].state == "booked"


def calendar(page: Page, code: str) -> tuple[Calendar, Any]:
    answer = page.request.get(f"/b/{code}/booking.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.body())
    [entry] = found.walk("VEVENT")
    return found, entry


@pytest.mark.parametrize("hall", [bookable(slot_min=20)])
def test_the_calendar_file(phone: Phones, place: Site, hall: Plan) -> None:
    code = book(place, "2026-11-25", "09:20", matter="invoice")
    page = phone(f"/b/{code}", language="zh")
    whole, entry = calendar(page, code)
    assert entry["DTSTART"].dt.isoformat() == "2026-11-25T09:20:00+08:00"
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [zone["TZID"] for zone in whole.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert entry["DTEND"].dt - entry["DTSTART"].dt == timedelta(minutes=20)
    assert (entry["SUMMARY"], entry["STATUS"]) == ("发票，测试大厅", "CONFIRMED")
    assert entry["URL"] == f"{place.url}/b/{code}"
    [alarm] = entry.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=-1)

    page.goto(f"/b/{code}/cancel")
    page.get_by_role("button", name="取消预约").click()
    gone, withdrawn = calendar(page, code)
    assert (gone["METHOD"], withdrawn["STATUS"]) == ("CANCEL", "CANCELLED")
    assert withdrawn["UID"] == entry["UID"]
    assert withdrawn["SEQUENCE"] > entry["SEQUENCE"]


@pytest.mark.parametrize(("time", "is_soon"), [("10:30", False), ("09:30", True)])
def test_what_cannot_be_given_back_any_more_is_said_before_it_is_booked(
    phone: Phones, time: str, is_soon: bool
) -> None:
    """It is 09:00, and bookings can be changed until an hour before."""
    page = phone(f"/book/who?queue=tax&day=2026-11-24&time={time}")
    expect(page.get_by_role("button", name="Book this time")).to_be_visible()
    assert page.get_by_text("cannot be changed or cancelled").count() == is_soon
