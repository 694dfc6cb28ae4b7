"""How the hall stands, on a real phone: live, in both languages, in large type, and with nobody in it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from link import commands as c
from link.client import new_id
from tests.server.web.pages.pages_kit import Phones, at_window, book, open_window, take
from tests.support.halls import at
from tests.support.serving import eventually
from tests.support.web import Site


def test_it_is_live(phone: Phones, place: Site) -> None:
    page = phone("/", language="zh")
    line = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="税务"))
    expect(line).to_contain_text("窗口暂未开始办理")
    expect(page.get_by_text("今日开放 09:00–12:00、14:00–18:00")).to_be_visible()
    open_window(place)
    expect(line).to_contain_text("1个窗口办理中")
    expect(line).to_contain_text("取号至12:00")
    for _ in range(3):
        take(place)
    expect(line).to_contain_text("3人等候")
    expect(line).to_contain_text("分钟")
    at_window(place, c.CallNext)
    expect(line).to_contain_text("2人等候")
    place.do("manager", "m", c.SetNotice(new_id(), "今天下午停电", "No power this afternoon"))
    expect(page.get_by_text("今天下午停电")).to_be_visible()


def test_the_bookings_left_today_lead_to_booking(phone: Phones, place: Site) -> None:
    page = phone("/")
    link = page.get_by_role("link", name=re.compile("Book: 税务"))
    before = link.inner_text()
    assert re.fullmatch(r".*\d+ places left today", before, re.DOTALL)
    book(place, "2026-11-24", "15:00")
    expect(link).not_to_have_text(before)
    link.click()
    expect(page.get_by_role("heading", name="税务")).to_be_visible()


def test_a_closed_day_is_said(phone: Phones, place: Site) -> None:
    page = phone("/")
    place.do("manager", "m", c.CloseDay(new_id()))
    expect(page.get_by_text("The hall has closed for today")).to_be_visible()
    expect(page.get_by_text("Closed today").first).to_be_visible()


def test_a_new_day_is_a_new_page(phone: Phones, place: Site) -> None:
    open_window(place)
    take(place)
    page = phone("/")
    expect(page.get_by_text("1 person waits")).to_be_visible()
    place.inside.served.ms = at("2026-11-25 09:00")
    with page.expect_navigation():
        take(place, "homes")
    expect(page.get_by_text("1 person waits")).to_be_visible()


def test_a_phone_without_scripts_reloads_it(phone: Phones, place: Site) -> None:
    page = phone("/", javascript=False)
    assert 'http-equiv="refresh" content="20"' in page.content()
    open_window(place)
    take(place)
    place.call(lambda web: eventually(lambda: web.replica.queues["tax"].waiting == 1))
    page.reload()
    expect(page.get_by_text("1 person waits")).to_be_visible()


def test_the_language_is_the_browsers_until_somebody_chooses(phone: Phones) -> None:
    page = phone("/", language="zh")
    expect(page.get_by_role("heading", name="大厅实时情况")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="How the hall stands now")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/book")
    expect(page.get_by_role("heading", name="Book a time")).to_be_visible()


def test_large_type_stays_chosen(phone: Phones) -> None:
    page = phone("/")
    size = "() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("link", name="Larger type").click()
    expect(page.get_by_role("link", name="Standard type size")).to_be_visible()
    assert page.evaluate(size) > before * 1.2
    page.goto("/book")
    expect(page.get_by_role("link", name="Standard type size")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_not_here_is_a_page_too(phone: Phones) -> None:
    page = phone("/")
    for address in ("/nothing", "/t/none", "/b/none"):
        page.goto(address)
        expect(page.get_by_role("heading", name="This page is not here")).to_be_visible()
    page.get_by_role("link", name="How the hall stands now").first.click()
    expect(page.get_by_role("heading", name="How the hall stands now")).to_be_visible()


def test_nobody_is_in_it(phone: Phones, place: Site) -> None:
    open_window(place)
    mine, code = take(place), book(place, "2026-11-24", "15:00", "13800138000")
    at_window(place, c.CallNext)
    page = phone("/")
    for secret in (mine.number, mine.key, code, "13800138000"):
        assert secret not in page.content()
