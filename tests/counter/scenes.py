"""Moments of a clerk's day that the window is looked at in: in a large hall, and in a small one."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from link.client import new_id
from link.commands import Pause
from link.frames import Health, Refused
from link.plan import Policy
from link.words import DeviceCondition, DeviceKind, DeviceState, ProgramState
from tests.counter.counter_kit import CLERK, PIN, Window
from tests.display.display_fakes import plan

MATTERS = {"general": "key-project", "civil": "minimum-living", "social": None, "hr": "skills-grant"}
NOTE = "Original of the lease is missing; comes back with it 带租赁合同原件来"
MINUTE = 60_000


def _busy(language: str, window: str = "1", hall: str = "luohu", policy: Policy | None = None) -> Window:
    """Mid-morning: people of all kinds wait, some for too long. `policy`: instead of the hall's own."""
    made = plan(hall)
    made = made if policy is None else replace(made, rules=replace(made.rules, policy=policy))
    it = Window(window, language, made)
    it.rules.ms += 30 * MINUTE
    it.link.join()
    it.desk.sign_in(CLERK, PIN)
    here = it.desk.here
    assert here is not None
    classes = [one for one in here.plan.classes if one.at_kiosk]
    for i in range(26):
        queue = here.counter.serves[i * 3 % len(here.counter.serves)]
        cls = classes[0].id if i % 5 == 2 else None
        matter = MATTERS.get(queue) if hall == "luohu" else None
        it.take(queue, cls, **({"matter": matter} if matter and i % 2 == 0 else {}))
        it.rules.later(MINUTE + i * 1000)
    it.desk.tick()
    return it


def _peeked(scene: Callable[[str], Window]) -> Callable[[str], Window]:
    """The scene, with the answer who would be next: nobody waits a second for it here."""

    def peeked(language: str) -> Window:
        it = scene(language)
        it.desk.peeks._pause.stop()
        it.desk.peeks._next()
        return it

    return peeked


def looking(language: str) -> Window:
    return Window("1", language, plan("luohu"))


def unknown(language: str) -> Window:
    it = Window("77", language, plan("luohu"))
    it.link.join()
    return it


def sign_in(language: str) -> Window:
    it = Window("1", language, plan("luohu"))
    it.link.join()
    return it


def sign_in_refused(language: str) -> Window:
    it = sign_in(language)
    it.link.pin_wait_s = 8
    it.desk.sign_in(CLERK, "0000")
    return it


def free(language: str) -> Window:
    return _busy(language)


def empty(language: str) -> Window:
    it = Window("9", language, plan("luohu"))
    it.link.join()
    it.desk.sign_in(CLERK, PIN)
    return it


def called(language: str) -> Window:
    """Called twice, shown and spoken, others were passed and parked before."""
    it = _busy(language)
    for leave in ("pass", "pass", "park"):
        it.press("next")
        if leave == "pass":
            for _ in range(2):
                it.later(6_000)
                it.press("recall")
            it.press("pass")
        else:
            it.press("start", "park")
            it.desk.park(NOTE)
    it.press("next")
    it.later(6_000)
    it.press("recall")
    n = it.rules.hall.calls[-1].n
    it.link.receipt(n, "shown", "board-1")
    it.link.receipt(n, "shown", "strip-1")
    it.link.receipt(n, "spoken", "board-1")
    it.later(2_000)
    return it


def undelivered(language: str) -> Window:
    """Called, and no display says anything."""
    it = _busy(language)
    it.press("next")
    it.later(31_000)
    return it


def serving(language: str) -> Window:
    """Somebody with a note from another clerk is served; a press was refused."""
    it = _busy(language)
    it.press("next", "start")
    it.later(83_000)
    it.press("park")
    it.desk.park(NOTE)
    it.press("next", "start")
    it.press("finish")
    parked = it.keys("parked")[0]
    it.desk.open_number(parked)
    it.desk.act("unpark")
    it.later(245_000)
    return it


def refused(language: str) -> Window:
    """What stands here was out of date: the server refused."""
    it = serving(language)
    it.desk.orders.give(Pause(new_id()))
    return it


def paused(language: str) -> Window:
    it = _busy(language)
    it.press("pause")
    return it


def lost(language: str) -> Window:
    it = _peeked(serving)(language)
    it.link.become("lost")
    return it


def many_queues(language: str) -> Window:
    return _busy(language, "31")


def weighed(language: str) -> Window:
    """Each class gains priority at its own rate: the reasons are the longest there are."""
    it = _busy(language, "2", policy="accumulating")
    for _ in range(3):
        it.press("next", "start")
        it.later(4 * MINUTE)
    return it


def in_turns(language: str) -> Window:
    """The classes of each queue take turns."""
    it = _busy(language, "3", policy="pattern")
    it.press("next")
    return it


def small_hall(language: str) -> Window:
    """Service starts with the call, and who is first goes by class."""
    it = _busy(language, "1", "riverside")
    it.press("next")
    it.later(12_000)
    return it


def park(language: str) -> Window:
    it = serving(language)
    it.press("park")
    return it


def transfer(language: str) -> Window:
    it = serving(language)
    it.press("transfer")
    it.desk.aim("queue", "tax")
    return it


def transfer_refused(language: str) -> Window:
    """The disk of the server is full: the sheet stays, with what was chosen and written."""
    it = transfer(language)
    it.link.silent = True
    it.desk.transfer(NOTE)
    command, then = it.link.unanswered.pop()
    then(Refused(command.id, "not_saved"))
    it.link.silent = False
    return it


def number(language: str) -> Window:
    it = free(language)
    it.desk.open_number(it.keys("waiting")[4])
    return it


def grant(language: str) -> Window:
    """A paper is chosen, and one button is left."""
    it = free(language)
    ordinary = next(key for key in it.keys("waiting") if key[0] != "V")
    it.desk.open_number(ordinary)
    it.desk.act("grant")
    it.desk.grant_with("cls", "green")
    it.desk.grant_with("evidence", it.keys_of(it.desk.sheets.granting.papers)[2])
    return it


def grant_listed(language: str) -> Window:
    """For a key project; what was written has a number in it."""
    it = free(language)
    it.desk.open_number(it.keys("waiting")[1])
    it.desk.act("grant")
    it.desk.grant_with("cls", "project")
    it.desk.grant_with("entry", "sample-project-1")
    it.desk.grant_with("evidence", "执照 91440300")
    return it


def booked(language: str) -> Window:
    """People who booked wait, and one of them is here."""
    it = _busy(language)
    here = it.desk.here
    assert here is not None
    for queue, time in zip(here.counter.serves[:3], ("10:30", "10:30", "10:30"), strict=True):
        it.arrives(queue, time)
    number = next(row["key"] for row in it.desk.waiting.rows if row["key"][0] == "Y")
    it.desk.open_number(number)
    it.desk.act("call-this")
    return it


def number_parked(language: str) -> Window:
    it = called(language)
    it.desk.open_number(it.keys("parked")[0])
    return it


def choose(language: str) -> Window:
    it = free(language)
    it.press("choose")
    it.desk.typed_number("a999")
    return it


def troubles(language: str) -> Window:
    """Devices of the hall are not well; one of them belongs to this window."""
    it = called(language)
    since = it.rules.ms - 17 * MINUTE

    def device(id_: str, kind: DeviceKind, state: DeviceCondition) -> DeviceState:
        return DeviceState(id_, kind, state, since=since)

    devices = [device("hall", "voice", "fault"), device("line-a/3", "keypad", "offline")]
    door = [device("door", "printer", "out"), device("spare", "printer", "low")]
    programs = [
        ProgramState("kiosk", "door", True, since, "0.1.0", door),
        ProgramState("devices", "back-room", True, since, "0.1.0", devices),
        ProgramState("display", "board-1", False, since),
    ]
    it.link.frame_received.emit(Health(it.rules.ms, programs))
    return it


def troubles_list(language: str) -> Window:
    it = troubles(language)
    it.desk.open_troubles()
    return it


SCENES: dict[str, Callable[[str], Window]] = {
    scene.__name__: _peeked(scene)
    for scene in (
        looking,
        unknown,
        sign_in,
        sign_in_refused,
        free,
        empty,
        called,
        undelivered,
        serving,
        refused,
        paused,
        lost,
        many_queues,
        weighed,
        in_turns,
        small_hall,
        park,
        transfer,
        transfer_refused,
        number,
        number_parked,
        grant,
        grant_listed,
        booked,
        choose,
        troubles,
        troubles_list,
    )
}
