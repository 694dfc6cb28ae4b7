"""The small parts of the pages: what people type, sign-ins that grow old, papers out of a class's text."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from assets import path
from assets.granting import papers
from link.client import new_id
from link.commands import Book
from link.frames import Reply
from link.identity import Identity
from link.scanned import booking_code
from server.web.app import WebOptions, running
from server.web.pages.forms import command_id, phone_number
from server.web.pages.guide import scanned_number
from server.web.pages.guide_session import IDLE_S, LONGEST_S, Sessions
from server.web.pages.looks import icon
from tests.server.web.api_kit import booked
from tests.support.halls import Desk
from tests.support.web import web


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        (" 138-0013 8000 ", "13800138000"),
        ("+86 (138) 0013.8000", "+8613800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("12345", None),
        ("1380013800a", None),
        ("", None),
        ("1" * 16, None),
    ],
)
def test_a_phone_number_as_people_type_it(typed: str, number: str | None) -> None:
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [("k7qm-2xwp", "K7QM2XWP"), ("K7QM 2XWP", "K7QM2XWP"), ("K7QM2XW", None), ("K0QM2XWP", None)],
)
def test_a_booking_code_as_people_type_it(typed: str, code: str | None) -> None:
    assert booking_code(typed) == code


def test_the_same_form_is_the_same_command_and_another_content_another() -> None:
    assert command_id("token", "a", "b") == command_id("token", "a", "b")
    ids = {command_id("token", "a", "b"), command_id("token", "a", "c"), command_id("other", "a", "b")}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{40}", id_) for id_ in ids)


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_sign_in_ends_when_nobody_touches_it_and_in_any_case_after_a_day() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    session = sessions.begin("1001")
    cookie = sessions.write(session)
    assert sessions.read(cookie) == session
    clock.now += IDLE_S + 1
    assert sessions.read(cookie) is None
    clock.now = 1_000_000.0
    while clock.now - session.began <= LONGEST_S:
        session = sessions.touch(session)
        assert sessions.read(sessions.write(session)) == session
        clock.now += IDLE_S
    assert sessions.read(sessions.write(sessions.touch(session))) is None


def test_a_cookie_that_was_altered_or_is_another_programs_is_none() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    cookie = sessions.write(sessions.begin("1001"))
    assert sessions.read(cookie.replace("1001", "1002")) is None
    assert Sessions(clock).read(cookie) is None
    for nonsense in ("", ".", "a.b.c.d.e", "1001", "é.1.2.3.4"):
        assert sessions.read(nonsense) is None


def test_papers_are_what_a_classes_own_text_names() -> None:
    chinese = "现役及退役军人和家属、70岁以上长者：请带军人证、优待证、身份证或诊断证明"
    assert papers(chinese) == ["军人证", "优待证", "身份证", "诊断证明"]
    assert papers("Veterans: military card, disability card.") == ["military card", "disability card"]
    assert papers("x" * 61) == []
    assert papers("Card 123456") == []


def test_no_template_has_a_script_a_style_or_an_address_of_somebody_else() -> None:
    for file in path("web").rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        text = text.replace("http://www.w3.org/", "")
        assert "http://" not in text, file
        assert "https://" not in text, file
        assert "@import" not in text, file
        if file.suffix == ".html":
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)", text), file


def test_every_icon_of_the_pages_is_there() -> None:
    for file in path("web", "templates").glob("*.html"):
        for name in re.findall(r'icon\("([a-z-]+)"\)', file.read_text(encoding="utf-8")):
            assert "<svg" in icon(name)


async def test_styles_and_scripts_are_kept_for_a_year_and_pages_not_at_all(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        page = await hall.http.get("/")
        assert page.headers["cache-control"] == "no-store"
        found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
        assert len(found) == 3
        for address in found:
            answer = await hall.http.get(address)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert "immutable" not in (await hall.http.get("/static/tingxu.css")).headers["cache-control"]
        assert (await hall.http.get("/static/../templates/base.html")).status_code == 404


async def test_before_there_is_a_hall_every_page_says_so_and_tries_again(tmp_path: Path) -> None:
    async def nowhere() -> None:
        return None

    options = WebOptions(Identity("web", "portal", "t" * 32), nowhere, port=0)
    async with running(options) as up, httpx.AsyncClient(base_url=up.url, trust_env=False) as http:
        for address in ("/", "/book", "/t/0123456789abcdef", "/guide"):
            answer = await http.get(address, headers={"Accept-Language": "en"})
            assert answer.status_code == 503
            assert "The page has just started" in answer.text
            assert 'http-equiv="refresh" content="10"' in answer.text
            assert answer.headers["retry-after"] == "5"


@pytest.mark.parametrize("address", ["//evil.example/x", "/%5Cevil.example", "/a%22%3E%3Cscript%3E"])
async def test_no_link_leads_away(tmp_path: Path, address: str) -> None:
    async with web(tmp_path) as hall:
        answer = await hall.http.get(f"{hall.url}{address}")
        assert answer.status_code == 404
        assert "<script>" not in answer.text
        links = re.findall(r'href="([^"]*)"', answer.text)
        assert len(links) > 4
        for link in links:
            assert re.match(r"#|/([^/\\\\]|$)", link), link


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_behind_a_proxy_addresses_are_as_the_phone_speaks(tmp_path: Path, scheme: str) -> None:
    async with web(tmp_path, behind_proxy=True) as hall:
        headers = {"Host": "hall.example", "X-Forwarded-Proto": scheme}
        book = Book(new_id(), "2026-11-25", "09:30", "13800138000", "tax")
        reply = await hall.public.uplink.send(book)
        assert isinstance(reply, Reply)
        assert reply.appointment is not None
        calendar = await hall.http.get(f"/b/{reply.appointment.code}/booking.ics", headers=headers)
        assert f"URL:{scheme}://hall.example/b/{reply.appointment.code}" in calendar.text
        answer = await hall.http.get("/?lang=en", headers=headers)
        assert ("secure" in answer.headers["set-cookie"].lower()) == (scheme == "https")


async def test_an_address_with_the_code_in_small_letters_does_the_same(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        code = (await booked(hall.http))["code"]
        typed = f"{code[:4]}-{code[4:]}".lower()
        assert code in (await hall.http.get(f"/b/{typed}")).text
        gone = await hall.http.post(f"/b/{typed}/cancel")
        assert (gone.status_code, gone.headers["location"]) == (303, f"/b/{code}?done=cancelled")
        assert hall.public.hall.appointments[code].state == "cancelled"


KEY = "9c1185a5c5e9fc54"


@pytest.mark.parametrize(
    "line", [f"TINGXU:20261124-A001:{KEY}", "A001", "https://hall.example/t/0123456789abcdef"]
)
def test_what_is_no_open_tickets_code_is_taken_as_it_was_typed(line: str) -> None:
    assert scanned_number(Desk().hall, line) == ""


def test_a_guide_scans_the_paper_of_a_ticket() -> None:
    desk = Desk()
    ticket = desk.take()
    desk.hall.keys[ticket.id] = KEY
    assert scanned_number(desk.hall, f"TINGXU:{ticket.id}:{KEY}") == ticket.number
