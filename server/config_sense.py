"""Whether the parts of a hall file make sense together: ids, letters, who serves what, hours, the time zone.

It reads what tomllib read and passes over what has the wrong shape, so that one mistake does not hide
another. Shapes are in `server/config_shape.py`; who is next and what can be booked have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from server.config_booking import booking_problems
from server.config_devices import device_problems
from server.config_draft import Draft, Item, twice
from server.config_lines import Lines
from server.config_shape import DAYS, HOUR_MINUTE, Problem, suggestion
from server.config_turns import turn_problems
from server.config_voice import voice_problems

LISTS = ("queues", "counters", "classes", "departments", "matters", "listed")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""For a suggestion; I and O are read as digits."""
CHINA = re.compile(
    r"beijing|peking|shenzhen|prc|china|北京|上海|深圳|中国|^asia/?$|^(utc|gmt)\+?0?8|^cst", re.IGNORECASE
)
"""What people write instead of Asia/Shanghai, the one zone of the mainland."""


def sense_problems(data: dict[str, Any], lines: Lines) -> list[Problem]:
    """Everything that does not fit together; `lines` tell where the other one of a pair stands."""
    draft = Draft(Item((), data), lines)
    return [problem for check in CHECKS for problem in check(draft)]


def _ids(draft: Draft) -> Iterator[Problem]:
    for name in LISTS:
        ids = [((*item.path, "id"), word) for item in draft.items(name) if (word := item.text("id"))]
        for path, word, first in twice(ids):
            says = f'"{word}" is already the id in line {draft.lines.of(first)}'
            yield Problem(path, f"{says}; each of the {name} needs an id of its own")


def _letters(draft: Draft) -> Iterator[Problem]:
    items = draft.items("queues") + draft.items("classes")
    letters = [((*item.path, "letter"), word) for item in items if (word := item.text("letter"))]
    letters.sort(key=lambda found: draft.lines.of(found[0]))
    used = {word for _, word in letters}
    free = next((letter for letter in LETTERS if letter not in used), "a letter pair")
    for path, word, first in twice(letters):
        says = f'"{word}" is already the letter in line {draft.lines.of(first)}, and no two may be the same'
        yield Problem(path, f"{says}; free is for instance {free}")


def _ordinary(draft: Draft) -> Iterator[Problem]:
    """The last class is everybody's: what marks a priority class shows that the order is wrong."""
    for last in draft.items("classes")[-1:]:
        for field in ("letter", "evidence", "granted_by", "listed", "from_age"):
            if field in last.table:
                says = "is for a priority class, but the last class is the ordinary one, which everybody gets"
                yield Problem((*last.path, field), f"{says}: put the ordinary class last, the best one first")
        if last.table.get("at_kiosk") is False:
            says = "must be true in the last class: that is the ordinary one, and nobody could take a number"
            yield Problem((*last.path, "at_kiosk"), says)


def _served(draft: Draft) -> Iterator[Problem]:
    queues, counters = draft.ids("queues"), draft.items("counters")
    served: set[str] = set()
    for counter in counters:
        for path, word in counter.words("serves"):
            served.add(word)
            if queues and word not in queues:
                yield Problem(path, f'there is no queue "{word}"; {_queue_meant(draft, word)}')
    if not counters or not all(counter.words("serves") for counter in counters):
        return  # who serves what is not known before that is right
    for queue in draft.items("queues"):
        word = queue.text("id")
        if word and word not in served:
            says = f'no window serves "{word}"; add it to serves of at least one of the counters'
            yield Problem((*queue.path, "id"), says)


def _queue_meant(draft: Draft, word: str) -> str:
    """Some write a queue's letter or name where its id is wanted."""
    for queue in draft.items("queues"):
        name = queue.table.get("name")
        names = name.values() if isinstance(name, dict) else ()
        if queue.text("id") and word in (queue.text("letter"), *names):
            return f'write the queue\'s id, "{queue.text("id")}"'
    return suggestion(word, draft.ids("queues"))


def _matters(draft: Draft) -> Iterator[Problem]:
    queues, departments = draft.ids("queues"), draft.ids("departments")
    matters = draft.items("matters")
    if matters and not departments:
        yield Problem(matters[0].path, "names a department, but there are none: add [[departments]]")
    for matter in matters:
        word = matter.text("queue")
        if queues and word and word not in queues:
            yield Problem((*matter.path, "queue"), f'there is no queue "{word}"; {_queue_meant(draft, word)}')
        word = matter.text("department")
        if departments and word and word not in departments:
            hint = suggestion(word, departments)
            yield Problem((*matter.path, "department"), f'there is no department "{word}"; {hint}')


def _openings(draft: Draft) -> Iterator[Problem]:
    for place in (draft.hall, *draft.items("queues")):
        timed = [o for o in place.items("opening") if _is_time(o.text("open")) and _is_time(o.text("close"))]
        backwards = [o for o in timed if o.text("close") <= o.text("open")]
        for opening in backwards:
            says = f'"{opening.text("close")}" is not later than open = "{opening.text("open")}"'
            hint = 'hours end on the day they began, at "24:00" at the latest'
            yield Problem((*opening.path, "close"), f"{says}; {hint}")
        for one, other in combinations([o for o in timed if o not in backwards], 2):
            yield from _overlap(one, other, draft.lines)


def _is_time(text: str) -> bool:
    return re.fullmatch(HOUR_MINUTE, text) is not None


def _overlap(one: Item, other: Item, lines: Lines) -> Iterator[Problem]:
    if one.text("open") >= other.text("close") or other.text("open") >= one.text("close"):
        return
    both = {word for _, word in one.words("days")} & {word for _, word in other.words("days")}
    if days := [day for day in DAYS if day in both]:
        says = f"these hours overlap those in line {lines.of(one.path)} on {', '.join(days)}"
        yield Problem(other.path, f"{says}; let one begin when the other has ended")


def _repeated(draft: Draft) -> Iterator[Problem]:
    """A word that stands twice in a short list does no harm, but something else was meant."""
    lists = [draft.hall.words("languages")]
    lists += [counter.words(field) for counter in draft.items("counters") for field in ("serves", "prefers")]
    lists += [cls.words("granted_by") for cls in draft.items("classes")]
    lists += [draft.part("voice").words("languages")]
    lists += [draft.part("calendar").words(field) for field in ("closed", "open")]
    for place in (draft.hall, *draft.items("queues")):
        lists += [opening.words("days") for opening in place.items("opening")]
    for found in lists:
        for path, word, _ in twice(found):
            yield Problem(path, f'"{word}" stands there twice; once is enough')


def _timezone(draft: Draft) -> Iterator[Problem]:
    name = draft.hall.text("timezone")
    if not isinstance(draft.hall.table.get("timezone"), str) or _is_zone(name):
        return
    if CHINA.search(name.strip()):
        hint = 'the whole mainland of China has "Asia/Shanghai"'
    else:
        zones = sorted(available_timezones())
        cities = {zone.rpartition("/")[2].lower(): zone for zone in zones}
        city = cities.get(name.strip().replace(" ", "_").lower())
        hint = f'did you mean "{city}"?' if city else suggestion(name, zones)
    yield Problem(("timezone",), f'there is no time zone "{name}"; {hint}')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):  # unknown; not a name; "Asia" is a folder
        return False
    return True


def _follow_url(draft: Draft) -> Iterator[Problem]:
    url = draft.hall.text("follow_url")
    if isinstance(draft.hall.table.get("follow_url"), str) and not re.fullmatch(
        r"https?://[^\s/](\S*[^\s/])?", url
    ):
        says = "is not an address that phones open: it begins with https:// and does not end with /"
        yield Problem(("follow_url",), f'{says}, for instance "https://hall.example.org"')


CHECKS: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    _ids,
    _letters,
    _ordinary,
    _served,
    _matters,
    _openings,
    _repeated,
    _timezone,
    _follow_url,
    turn_problems,
    booking_problems,
    device_problems,
    voice_problems,
)
