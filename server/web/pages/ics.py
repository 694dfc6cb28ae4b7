"""A booking as a file that phones' calendars read (RFC 5545).

Who may have it, and where, is in `booked.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from assets.texts import Texts
from link.plan import Plan
from link.words import Appointment

REMIND = timedelta(hours=1)
USUAL_MIN = 30
"""Length of the entry where the hall does not take bookings any more."""


class Entry(NamedTuple):
    """What stands in the calendar."""

    booking: Appointment
    what: str
    address: str
    now_ms: int
    position: int
    """Of the hall's journal: greater after everything that happens, so of two files the newer one counts."""


def calendar_file(plan: Plan, entry: Entry, texts: Texts) -> bytes:
    """The file: one entry with the hall's time zone and a reminder; of a cancelled booking its withdrawal."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tingxu//Booking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.booking.state == "cancelled" else "PUBLISH")
    calendar.add_component(_event(plan, entry, texts))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(plan: Plan, entry: Entry, texts: Texts) -> Event:
    (booking, what, address, now_ms, position), hall = entry, plan.name.get(texts.language)
    gone = booking.state == "cancelled"
    begin = datetime.fromtimestamp(booking.start / 1000, ZoneInfo(plan.timezone))
    minutes = plan.booking.slot_min if plan.booking else USUAL_MIN
    event = Event()
    event.add("uid", f"{booking.code}@{plan.id}.tingxu")
    event.add("dtstamp", datetime.fromtimestamp(now_ms / 1000, UTC))
    event.add("sequence", position)
    event.add("dtstart", begin)
    event.add("dtend", begin + timedelta(minutes=minutes))
    event.add("summary", texts.t("{what}, {hall}", what=what, hall=hall))
    event.add("location", hall)
    event.add("url", address)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("description", texts.t("Booking code {code}. {address}", code=booking.code, address=address))
    if not gone:
        event.add_component(_reminder(what))
    return event


def _reminder(what: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", what)
    alarm.add("trigger", -REMIND)
    return alarm
