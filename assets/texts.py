"""Every text of the product in the languages people read: the catalogue, read at start.

The msgid is the English text; Chinese stands in `locale/zh/*.po`. Where a text is shown, and with which
facts, is decided by whoever asks.
"""

from __future__ import annotations

from datetime import date as Date
from functools import cache
from pathlib import Path
from typing import Final

import structlog
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

log = structlog.get_logger()

LOCALE = Path(__file__).parent / "locale"
LANGUAGES: Final = ("zh", "en")
Fact = str | int


def N_(msgid: str) -> str:
    """Mark a text that is looked up later, so that the test of the catalogue sees it (gettext's name)."""
    return msgid


REFUSALS: Final[dict[str, str]] = {
    "unknown_queue": N_("This service is not offered here"),
    "unknown_matter": N_("This matter is not handled here"),
    "unknown_class": N_("This kind of priority is not known here"),
    "class_not_at_kiosk": N_("Please ask the staff for this kind of priority"),
    "wrong_identity": N_("This identity number cannot be right"),
    "queue_not_open": N_("Numbers are given from {opens}"),
    "queue_closed": N_("No more numbers are given here today"),
    "queue_full": N_("All {limit} numbers of today are taken"),
    "day_closed": N_("The hall has closed for today"),
    "unknown_counter": N_("This hall has no window {counter}"),
    "not_signed_in": N_("Sign in first"),
    "already_signed_in": N_("Somebody is signed in here already"),
    "not_your_window": N_("No keypad of this program stands at window {counter}"),
    "counter_taken": N_("{clerk} is signed in at this window"),
    "clerk_elsewhere": N_("You are signed in at window {counter}"),
    "wrong_pin": N_("Staff number or PIN is wrong. Next try in {wait_s} s"),
    "slow_down": N_("Too fast. Please wait {wait_s} s"),
    "paused": N_("This window is paused. Resume first"),
    "not_paused": N_("This window is not paused"),
    "busy": N_("Finish with {number} first"),
    "still_called": N_("{number} is still called: start, or pass it first"),
    "nobody_here": N_("Nobody is at this window"),
    "nobody_waiting": N_("Nobody waits for this window"),
    "unknown_number": N_("There is no number {number} today"),
    "not_waiting": N_("{number} does not wait: {state}"),
    "not_served_here": N_("This window does not serve {number}"),
    "call_limit": N_("Called {calls} times already: start, or pass"),
    "too_soon": N_("Wait {wait_s} s before the next call"),
    "not_yet_passed": N_("Call {calls_left} more times before passing"),
    "take_new_ticket": N_("{number} was missed: please take a new number"),
    "not_passed": N_("{number} was not passed: {state}"),
    "not_parked": N_("{number} is not parked: {state}"),
    "same_place": N_("The person waits there already"),
    "name_one_target": N_("Choose one queue or one window"),
    "somebody_at_window": N_("{number} is still at window {counter}"),
    "not_printed_here": N_("{number} was not taken at this kiosk"),
    "ticket_over": N_("This ticket is not of today, or its visit is over"),
    "printer_away": N_("{program} is not connected: choose another printer"),
    "not_saved": N_("The server could not save this. Please try again"),
    "too_many_unanswered": N_("The server is busy. Please try again"),
    "shutting_down": N_("The server is stopping. Please try again soon"),
    "no_time": N_("Too many people wait: the turn would come only after closing"),
    "one_ticket": N_("You have a number for this service already: {number}"),
    "not_bookable": N_("This service cannot be booked. Please take a number in the hall"),
    "day_not_bookable": N_("{day} cannot be booked. The last day that can is {last}"),
    "no_such_slot": N_("{time} on {day} cannot be booked. Please choose another time"),
    "slot_full": N_("{time} on {day} is full. Please choose another time"),
    "already_booked": N_("You have booked this already: {day}, {time}. You can change or cancel that one"),
    "too_many_bookings": N_("One person may book {limit} times for one day. Please choose another day"),
    "booking_closed": N_(
        "Several bookings were missed, so online booking is closed until {until}. "
        "You can still take a number in the hall"
    ),
    "too_late_to_change": N_("A booking can be changed until {minutes} min before its time, which is {time}"),
    "unknown_booking": N_("There is no booking with this code. Please check each character"),
    "no_bookings": N_("No booking with these four digits can check in now"),
    "booking_over": N_("This booking is over: {state}"),
    "other_day": N_("This booking is for {day}, {time}. Please come then"),
    "too_early": N_("You are in good time for {time}. Check-in begins in {wait_min}"),
    "too_late": N_("The booked time, {time}, is over. Please take a number like everybody else"),
    "already_here": N_("You are checked in already. Your number is {number}"),
    "nothing_to_pardon": N_("There are no missed bookings to forgive"),
    "class_not_granted_here": N_("This kind of priority is not granted here"),
    "evidence_needed": N_("Say which paper was seen"),
    "not_listed": N_("This kind of priority is for those on the hall's list: choose one of them"),
    "has_class": N_("{number} has this kind of priority already"),
    "unknown_key": N_("This key is not known here"),
    "not_rated_here": N_("This hall does not ask for ratings"),
    "not_rated_on": N_("Ratings are not given with this device"),
    "not_finished": N_("{number} can be rated when the service is done"),
    "already_rated": N_("{number} is rated already. Thank you"),
    "no_bad_rating": N_("No bad rating of {number} waits for an answer"),
    "already_answered": N_("The rating of {number} is answered already"),
    "own_rating": N_("The rating of {number} is about your own service: somebody else answers it"),
    "digits_in_answer": N_(
        "An answer has no five digits in a row: no telephone, identity or case numbers, and no name"
    ),
}
"""A sentence for each refusal of docs/protocol.md, and for errors that answer a command."""

LEVELS: Final[dict[int, str]] = {
    5: N_("Very satisfied"),
    4: N_("Satisfied"),
    3: N_("Fairly satisfied"),
    2: N_("Not satisfied"),
    1: N_("Very dissatisfied"),
}
"""The five levels of a rating, as the national rules for it name them, the best first."""
RATING_REASONS: Final[dict[str, str]] = {
    "attitude": N_("How I was treated"),
    "skill": N_("How well it was done"),
    "waiting": N_("How long it took"),
    "papers": N_("The papers asked for"),
    "environment": N_("The hall itself"),
}
"""What was not good, as whoever rates chooses it."""
STATES: Final[dict[str, str]] = {
    "waiting": N_("waiting"),
    "called": N_("called"),
    "serving": N_("being served"),
    "parked": N_("parked"),
    "passed": N_("passed"),
    "finished": N_("finished"),
    "cancelled": N_("cancelled"),
    "expired": N_("expired"),
}
"""What a ticket's state is called on a screen."""
BOOKING_STATES: Final[dict[str, str]] = {
    "booked": N_("booked"),
    "here": N_("checked in"),
    "cancelled": N_("cancelled"),
    "missed": N_("missed"),
}
"""What a booking's state is called."""
DAY: Final[dict[str, str]] = {"zh": "M月d日（EEE）", "en": "EEE, d MMM"}
"""A day in a sentence, as Babel's patterns."""
DAYS: Final = frozenset({"day", "last", "until"})
"""Facts of refusals that are dates."""

LONG_MINUTES: Final = 90
"""What is longer is said in hours."""


class Texts:
    """The texts in one language."""

    def __init__(self, language: str, catalogue: Catalog) -> None:
        self.language = language
        self._strings: dict[str, str] = {}
        self._counted: dict[str, tuple[str, str]] = {}
        for message in catalogue:
            if not message.id:
                continue
            if isinstance(message.id, str):
                self._strings[message.id] = message.id if language == "en" else str(message.string)
                continue
            one, many = message.id[0], message.id[1]
            if language == "en":
                self._counted[many] = (one, many)
            else:
                forms = tuple(message.string or message.id)
                self._counted[many] = (forms[0], forms[-1])

    @staticmethod
    def load(language: str) -> Texts:
        """The texts in "zh" or "en"; read once. Raises ValueError for another language."""
        if language not in LANGUAGES:
            raise ValueError(f"language {language!r}: the catalogue has {', '.join(LANGUAGES)}")
        return _load(language)

    def t(self, msgid: str, **facts: Fact) -> str:
        """The text with its facts filled in. An unknown one is logged as a warning and stays English."""
        text = self._strings.get(msgid)
        if text is None:
            log.warning("text is not in the catalogue", msgid=msgid)
            text = msgid
        return text.format(**facts) if facts else text

    def n(self, singular: str, plural: str, n: int, **facts: Fact) -> str:
        """The text for `n` things; {n} in it is the number."""
        return self.counted(plural, n, singular).format(n=n, **facts)

    def counted(self, plural: str, n: int, singular: str = "") -> str:
        """The form for `n` of a text known by its plural, nothing filled in."""
        forms = self._counted.get(plural)
        if forms is None:
            log.warning("text is not in the catalogue", msgid=plural)
            forms = (singular or plural, plural)
        return forms[0] if n == 1 else forms[1]

    def for_qt(self) -> dict[str, tuple[str, ...]]:
        """Every text by the English one (a counted one by its plural): its form, or two for one and many."""
        return {msgid: (text,) for msgid, text in self._strings.items()} | dict(self._counted)

    def refusal(self, code: str, facts: dict[str, Fact] | None = None) -> str:
        """The sentence for a refusal. A code or a fact unknown here still gives a sentence."""
        filled = {name: self._said(name, fact) for name, fact in (facts or {}).items()}
        msgid = REFUSALS.get(code)
        try:
            return (
                self.t(msgid, **filled) if msgid is not None else self.t("Not possible ({code})", code=code)
            )
        except KeyError:
            return self.t("Not possible ({code})", code=code)

    def day(self, date: str) -> str:
        """A local date, "2026-11-26", as it is said: "Thu, 26 Nov"; what is no date stays as it is."""
        try:
            return str(format_date(Date.fromisoformat(date), DAY[self.language], locale=self.language))
        except ValueError:
            return date

    def _said(self, name: str, fact: Fact) -> Fact:
        """A fact of a refusal as people say it."""
        if name == "state":
            msgid = (STATES | BOOKING_STATES).get(str(fact))
            return fact if msgid is None else self.t(msgid)
        if name == "wait_min" and isinstance(fact, int):
            return self._minutes(fact)
        return self.day(str(fact)) if name in DAYS else fact

    def _minutes(self, n: int) -> str:
        """ "40 min", "3.5 h": a long time to the half hour."""
        if n <= LONG_MINUTES:
            return self.t("{n} min", n=n)
        return self.t("{hours} h", hours=f"{round(n / 30) / 2:.1f}".removesuffix(".0"))


@cache
def _load(language: str) -> Texts:
    return Texts(language, read_catalogue())


def read_catalogue() -> Catalog:
    """All parts of the catalogue as one. The same msgid may stand in two parts if it says the same there."""
    whole = Catalog(locale="zh_Hans_CN")
    for path in sorted((LOCALE / "zh").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans_CN", abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    return whole
