"""Every page of the kiosk drawn offscreen: readable, inside and apart, both languages, both ways up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import kiosk
from kiosk.qr import QrProvider
from kiosk.scanner import Scanner
from link.words import QueueStatus, Wait
from printers.status import PrinterState
from screen.items import items, named, reveal, says, shown
from tests.kiosk.card_scenes import SCENES
from tests.kiosk.kiosk_fakes import Stand, booking
from tests.support.pictures import Shown as Picture
from tests.support.pictures import qml_complaints

QML = Path(kiosk.__file__).parent / "qml" / "Kiosk.qml"
SIZES = {"standing": (1080, 1920), "lying": (1920, 1080)}
MILLIMETRES_20 = 81
"""Pixels, on the smallest screen that is usual for a kiosk: 21.5 inches, where 1080 pixels are 268 mm."""
__all__ = ["qml_complaints"]  # a fixture of every test here

pytestmark = pytest.mark.usefixtures("qml_complaints")


class Shown(Picture):
    """A kiosk in a real window."""

    def __init__(self, qtbot: QtBot, stand: Stand, size: tuple[int, int] = SIZES["standing"]) -> None:
        super().__init__(qtbot, QML, size, stand.language, kiosk=stand.kiosk)
        self.stand = stand
        self.view.engine().addImageProvider("qr", QrProvider())
        self.settled()

    def hold_still(self) -> None:
        """Let nothing slide or fade, so that the next page is there at once."""
        theme = self.view.engine().singletonInstance("Tingxu", "Theme")
        assert isinstance(theme, QObject)
        theme.setProperty("still", True)

    def there(self, name: str) -> list[QQuickItem]:
        """What a person can use by this name."""
        return [item for item in named(self.view.contentItem(), name) if shown(item)]

    def says(self, name: str) -> str:
        """The text of the one thing with this name."""
        [item] = self.there(name)
        return says(item)

    def tap(self, name: str, times: int = 1) -> None:
        """Touch it with a finger, and wait until the page has come."""
        [item] = self.there(name)
        reveal(item)
        place = item.mapToScene(item.boundingRect().center()).toPoint()
        for _ in range(times):
            QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.settled(100)

    def check(self, within: str = "") -> None:
        """As for every screen; and no text is cut off at the bottom."""
        super().check(within)
        for item in items(self.view.rootObject()):
            if item.inherits("QQuickText") and item.isVisible() and item.opacity() > 0:
                high, text = float(item.property("contentHeight")), item.property("text")
                assert high <= item.height() + 2 or not text, f"{text}: {high} high in {item.height()}"


def start(stand: Stand) -> None:
    """Some queues are not as most are."""
    queues = stand.day.plan.queues
    stand.queues(
        QueueStatus(queues[-1].id, "not_yet", opens="13:30"),
        QueueStatus(queues[-2].id, "open", waiting=3, windows=0),
        QueueStatus(queues[2].id, "full"),
    )


def message(stand: Stand) -> None:
    start(stand)
    stand.kiosk.choose_queue(stand.day.plan.queues[2].id)


def no_paper(stand: Stand) -> None:
    start(stand)
    stand.paper(lambda: stand.jobs.state(PrinterState.OUT))


def lost(stand: Stand) -> None:
    stand.link.become("lost")


def groups(stand: Stand) -> None:
    stand.kiosk.find()


def matters(stand: Stand) -> None:
    stand.kiosk.find()
    stand.kiosk.open_group(stand.day.plan.departments[-1].id)


def search(stand: Stand) -> None:
    stand.kiosk.find()
    stand.kiosk.type("S")


def nothing(stand: Stand) -> None:
    stand.kiosk.find()
    stand.kiosk.type("XQZ")


def confirm(stand: Stand) -> None:
    stand.at_confirm(stand.day.plan.queues[1].id)


def green(stand: Stand) -> None:
    """The matter with the longest name, and the class with a letter of its own."""
    texts = stand.language.texts
    longest = max(stand.day.plan.matters, key=lambda matter: len(matter.name.get(texts.language)))
    stand.kiosk.find()
    stand.kiosk.choose_matter(longest.id)
    stand.kiosk.choose_class(stand.day.plan.classes[-2].id)


def refused(stand: Stand) -> None:
    green(stand)
    stand.kiosk.take()
    stand.link.refuse("not_saved")


def taking(stand: Stand) -> None:
    confirm(stand)
    stand.kiosk.take()
    stand.link.become("lost")


def printed(stand: Stand) -> None:
    stand.has_number(stand.day.plan.queues[0].id, "A128")
    stand.paper(stand.jobs.prints)


def failed(stand: Stand) -> None:
    green(stand)
    stand.kiosk.take()
    stand.link.give("V007", ahead=12, wait_s=2700)
    stand.paper(lambda: stand.jobs.fails("out"))


def confirm_late(stand: Stand) -> None:
    """Near closing: whoever comes now may not be called."""
    queue = stand.day.plan.queues[1].id
    late = QueueStatus(queue, "open", waiting=46, windows=1, wait=Wait(5400, 7000, 10800), late=True)
    stand.queues(late, QueueStatus(stand.day.plan.queues[3].id, "no_time", waiting=60, windows=1))
    stand.at_confirm(queue)


def check_in(stand: Stand) -> None:
    stand.kiosk.check_in()
    for key in "K7QM2":
        stand.kiosk.key(key)


def check_in_whole(stand: Stand) -> None:
    stand.kiosk.check_in()
    for key in "K7QM2XWP":
        stand.kiosk.key(key)


def check_in_refused(stand: Stand) -> None:
    """The longest of the answers."""
    check_in_whole(stand)
    stand.kiosk.check_in_go()
    stand.link.refuse("other_day", day="2026-11-26", time="10:30")


def by_phone(stand: Stand) -> None:
    stand.kiosk.check_in()
    stand.kiosk.by("phone")
    for key in "307":
        stand.kiosk.key(key)


def by_phone_refused(stand: Stand) -> None:
    by_phone(stand)
    stand.kiosk.key("2")
    stand.kiosk.check_in_go()
    stand.link.refuse("no_bookings")


def bookings(stand: Stand) -> None:
    """Two people whose numbers end alike."""
    by_phone(stand)
    stand.kiosk.key("2")
    stand.kiosk.check_in_go()
    plan = stand.day.plan
    longest = max(plan.matters, key=lambda one: len(one.name.get(stand.language.texts.language)))
    stand.link.finds(booking("K7QM2XWP", plan.queues[0].id), booking("A2B3C4D5", longest.queue, longest.id))


def arrived(stand: Stand) -> None:
    """Checked in, and early."""
    check_in_whole(stand)
    stand.kiosk.check_in_go()
    stand.link.give("Y003", booked_in_min=25)
    stand.paper(stand.jobs.prints)


def late(stand: Stand) -> None:
    """A number that may not be reached."""
    confirm_late(stand)
    stand.kiosk.take()
    stand.link.give("B046", ahead=46, wait_s=7000, late=True)
    stand.paper(stand.jobs.prints)


PAGES: tuple[Callable[[Stand], None], ...] = (
    start, message, no_paper, lost, groups, matters, search, nothing, confirm, confirm_late, green, refused,
    taking, printed, failed, late, check_in, check_in_refused, by_phone, by_phone_refused,
    bookings, arrived,
)  # fmt: skip


CASES = [
    *(("luohu", language, size, False) for language in ("zh", "en") for size in SIZES),
    ("luohu", "zh", "standing", True),
    ("luohu", "en", "lying", True),
    ("riverside", "en", "standing", False),
    ("riverside", "zh", "lying", False),
]


@pytest.mark.parametrize(("hall", "language", "size", "large"), CASES)
def test_every_page(qtbot: QtBot, hall: str, language: str, size: str, large: bool) -> None:
    look_at(PAGES, Shown(qtbot, Stand(hall, language=language), SIZES[size]), large=large)


@pytest.mark.parametrize(("hall", "language", "size", "large"), [
    ("luohu", "en", "lying", True), ("luohu", "zh", "standing", True), ("luohu", "zh", "lying", False),
    ("riverside", "en", "standing", False),
])  # fmt: skip
def test_every_page_of_cards_and_tickets(
    qtbot: QtBot, hall: str, language: str, size: str, large: bool
) -> None:
    look_at(SCENES, Shown(qtbot, Stand(hall, language=language), SIZES[size]), large=large)


def look_at(pages: tuple[Callable[[Stand], None], ...], shown: Shown, *, large: bool) -> None:
    stand = shown.stand
    shown.hold_still()
    for page in pages:
        stand.join()
        stand.paper(lambda: stand.jobs.state(PrinterState.OK))
        if large:
            stand.kiosk.toggle_large()
        page(stand)
        shown.settled(60)
        shown.check()
        if stand.kiosk.visit is not None and stand.kiosk.visit.taking:
            stand.link.become("joined")
            stand.link.refuse("not_saved")
        stand.kiosk.done()
    shown.close()


def test_before_the_hall_is_there_the_whole_page_says_so(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Stand())
    shown.check()
    assert "正在连接大厅系统" in shown.says("notice-server")
    assert "Connecting to the hall" in shown.says("notice-server")
    assert shown.there("find") == []
    shown.close()


@pytest.mark.parametrize("size", SIZES)
def test_main_choices_are_large_enough_for_any_finger(qtbot: QtBot, size: str) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand, SIZES[size])
    shown.hold_still()

    def large_enough(*names: str) -> None:
        shown.settled(60)
        for name in names:
            [item] = shown.there(name)
            assert min(item.width(), item.height()) >= MILLIMETRES_20, name

    large_enough("find", "language", "large", *(f"queue-{queue.id}" for queue in stand.day.plan.queues))
    stand.kiosk.find()
    large_enough("home", "back", "search-text", "group-police", "key-A", "key-Z", "key-back", "key-clear")
    stand.kiosk.open_group("police")
    large_enough("matter-passport")
    stand.kiosk.choose_matter("passport")
    large_enough("home", "back", "class-ordinary", "class-green", "take")
    stand.kiosk.take()
    stand.link.give()
    stand.paper(stand.jobs.fails)
    large_enough("home", "done", "print-again")
    stand.kiosk.done()
    large_enough("check-in")
    check_in_whole(stand)
    large_enough("by-code", "by-phone", "key-2", "key-Z", "key-back", "key-clear", "check-in-go")
    stand.kiosk.done()
    by_phone(stand)
    stand.kiosk.key("2")
    large_enough("key-0", "key-9", "key-back", "key-clear", "check-in-go")
    stand.kiosk.done()
    bookings(stand)
    large_enough("booking-K7QM2XWP", "home", "back")
    shown.close()


def test_a_number_by_touching_the_window(qtbot: QtBot) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand)
    shown.tap("find")
    for key in "SFZ":
        shown.tap(f"key-{key}")
    assert shown.says("search-text") == "SFZ"
    shown.tap("matter-identity-card")
    assert shown.says("chosen") == "居民身份证首次申领、换领、补领"
    assert shown.says("waiting") == "8人"
    shown.tap("class-green")
    shown.tap("take", times=2)
    assert [command.matter for command in stand.link.takes()] == ["identity-card"]
    stand.link.give("V001")
    shown.settled()
    assert shown.says("ticket-number") == "V001"
    shown.tap("language")
    assert shown.says("ahead") == "3 people are before you"
    shown.tap("done")
    assert shown.says("headline") == "请选择要办理的业务"
    shown.close()


def test_the_enter_of_a_scanner_does_not_press_what_is_in_focus(qtbot: QtBot) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand)
    Scanner(shown.view, stand.kiosk.hears_scanner, stand.kiosk.scanned)
    [tile] = shown.there("queue-general")
    tile.forceActiveFocus()
    for sign in "noise;":
        QTest.keyClick(shown.view, ord(sign))
    QTest.keyClick(shown.view, Qt.Key.Key_Return)
    assert stand.kiosk.facts()["page"] == "start"
    QTest.keyClick(shown.view, Qt.Key.Key_Return)
    assert stand.kiosk.facts()["page"] == "confirm", "somebody at a keyboard"
    shown.close()


def test_the_second_tap_of_a_double_tap_does_not_reach_the_next_page(qtbot: QtBot) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand)
    for queue in ("general", "tax", "civil", "issue"):  # what comes under them is something else each time
        shown.tap(f"queue-{queue}", times=2)
        assert stand.kiosk.page == "confirm"
        stand.kiosk.home()
        shown.settled(100)
    assert stand.link.takes() == []
    shown.close()


def test_a_name_may_be_typed_on_a_keyboard(qtbot: QtBot) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand)
    shown.tap("find")
    event = QInputMethodEvent()
    event.setCommitString("身份证")
    QCoreApplication.sendEvent(shown.view.activeFocusItem(), event)
    shown.settled()
    assert len(shown.there("matter-identity-card")) == 1
    shown.tap("key-clear")
    assert shown.says("search-text") == ""
    shown.close()


def test_a_touch_anywhere_begins_the_way_back_anew(qtbot: QtBot) -> None:
    stand = Stand()
    stand.join()
    shown = Shown(qtbot, stand)
    stand.at_confirm()
    shown.settled()
    for _ in range(50):
        stand.kiosk.countdown.tick()
    assert stand.kiosk.view["seconds"] == 10
    place = QPoint(shown.view.width() // 2, shown.view.height() - 5)  # where nothing is
    QTest.mouseClick(shown.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert stand.kiosk.countdown.left == stand.kiosk.times.page_s
    shown.close()
