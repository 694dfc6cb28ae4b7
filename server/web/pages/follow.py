"""Following a ticket on a phone: how many are before it, how long it may take, and the call itself, live.

Whoever has the paper has its key; the page shows nothing that is not on the paper or on a board.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from assets import saying
from assets.texts import Texts
from link.commands import Cancel
from link.frames import FINAL_STATES
from link.plan import Plan
from link.words import Ticket
from server.hall.calendar import hour_minute
from server.hall.estimate import ahead, of_ticket
from server.hall.state import Hall
from server.web import ratings, tickets
from server.web.pages import rating, words
from server.web.pages.forms import command_id, new_token, token_of
from server.web.pages.status import lost, page_of
from server.web.pages.streams import EventStream, View, difference
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem
from server.web.public import Public

router = APIRouter()


@router.get("/t/{key}")
async def ticket(here: Here, key: str) -> Response:
    """A ticket, as long as the day lasts; a bad rating and its answer longer."""
    rated = here.public.replica.rating(key)
    if rated is not None and here.public.replica.ticket(key) is None:
        return rating.old_page(here, rated)
    return _page(here, key, _ticket(here, key))


def _page(here: Visit, key: str, found: Ticket, says: str = "", status: int = 200) -> Response:
    hall, texts = here.hall, here.texts
    return here.page(
        "ticket.html",
        status,
        key=key,
        number=found.number,
        view=view(here.public, texts, key),
        what=here.what(found.queue, found.matter),
        windows=saying.windows(here.plan, found.queue, texts),
        class_name=class_name(hall, found, texts),
        booked=words.clock(hall.index, found.booked) if found.booked is not None else "",
        taken=words.clock(hall.index, found.taken),
        missed=saying.missed(here.plan, texts),
        says=says,
        faces=rating.faces(texts),
        token=new_token(),
        rating=rating.said(here, here.public.replica.rating(key)),
    )


@router.get("/t/{key}/events")
async def events(here: Here, key: str) -> Response:
    """The same as it changes."""
    _ticket(here, key)
    return EventStream(here.public, Turn(here.public, key, here.texts))


@router.get("/t/{key}/give-up")
async def ask_give_up(here: Here, key: str) -> Response:
    """Whether the turn shall really be given up."""
    found = _ticket(here, key)
    return _sure(here, key, found) if found.state in tickets.CAN_GIVE_UP else go(f"/t/{key}")


@router.post("/t/{key}/give-up")
async def give_up(here: Here, key: str) -> Response:
    """The turn is given up, or its page says why not."""
    found, token = _ticket(here, key), token_of(await here.form())
    try:
        await here.give(Cancel(command_id(token, key), found.number))
    except Problem as problem:
        found = _ticket(here, key)
        if found.state not in FINAL_STATES:
            return _page(here, key, found, here.sentence(problem), problem.status_code)
    return go(f"/t/{key}")


def _sure(here: Visit, key: str, found: Ticket) -> Response:
    texts = here.texts
    return here.page(
        "sure.html",
        heading=texts.t("Give up number {number}?", number=found.number),
        facts=[],
        detail=texts.t("Somebody else comes earlier then. To come back you need a new number."),
        action=f"/t/{key}/give-up",
        hidden=[("token", new_token())],
        yes=texts.t("Give it up"),
        no=texts.t("Keep it"),
        danger=True,
        back_to=f"/t/{key}",
    )


def _ticket(here: Visit, key: str) -> Ticket:
    """Today's ticket with this key. Raises Problem."""
    return tickets.find(here.public, here.caller, key)


def class_name(hall: Hall, found: Ticket, texts: Texts) -> str:
    """The name of its priority class; "" for the ordinary one."""
    cls = hall.index.classes.get(found.cls)
    return "" if cls is None or cls.id == hall.index.ordinary else cls.name.get(texts.language)


# ---------------------------------------------------------------------- what there is to say


class Turn:
    """The stream of one ticket; a `Source`."""

    def __init__(self, public: Public, key: str, texts: Texts) -> None:
        self._public, self._key, self._texts = public, key, texts

    def news(self, seen: View | None) -> tuple[View, bytes]:
        """What has changed for this one ticket; mostly nothing."""
        now = view(self._public, self._texts, self._key)
        if seen is not None and {**seen, "at": ""} == {**now, "at": ""}:
            return seen, b""
        return now, difference(seen, now)

    def beat(self) -> str:
        """The hall's clock."""
        return hour_minute(self._public.replica.now().minute)


def view(public: Public, texts: Texts, key: str) -> View:
    """All that changes on the page, by name."""
    hall, now = public.hall, public.replica.now()
    plan = words.plan_of(hall)
    found = {name: "" for name in ("line", "come", "window", "more", "call", "over", "can", "rate")}
    found |= {
        "page": page_of(hall, plan),
        "at": hour_minute(now.minute),
        "lost": lost(public, texts),
        "state": "over",
    }
    ticket = public.replica.ticket(key)
    if ticket is None:
        found |= {"line": texts.t("This number is of another day"), "over": "yes", "title": "–"}
        return found
    found |= {"state": ticket.state, "title": ticket.number}
    if ticket.state in tickets.CAN_GIVE_UP:
        found["can"] = texts.t("Give up my turn")
    if ticket.state == "waiting":
        found |= _waiting(public, texts, ticket)
    elif ticket.state == "called":
        found |= _called(hall, texts, ticket)
    elif ticket.state in FINAL_STATES:
        found |= {"state": "over", "over": "yes", **_over(texts, ticket)}
        found["rate"] = "yes" if ratings.may_rate(public, ticket) else ""
    else:
        found |= _between(hall, plan, texts, ticket)
    return found


def _waiting(public: Public, texts: Texts, ticket: Ticket) -> dict[str, str]:
    hall = public.hall
    people = ahead(hall, ticket)
    wait = of_ticket(hall, ticket, public.replica.now())
    if wait is None:
        more = texts.t("No window open yet")
    elif people == 0:
        more = texts.t(
            "You are next: please stay near. Estimated wait: {wait}", wait=saying.wait(texts, wait)
        )
    else:
        more = texts.t("Estimated wait: {wait}", wait=saying.wait(texts, wait))
    if ticket.counter is not None:
        where = _window(hall, ticket, texts)
        more = texts.t("You wait for {window}. {more}", window=where, more=more)
    return {
        "line": saying.ahead(texts, people),
        "more": more,
        "title": texts.t("{number}: {people} before you", number=ticket.number, people=people),
    }


def _called(hall: Hall, texts: Texts, ticket: Ticket) -> dict[str, str]:
    window = _window(hall, ticket, texts)
    at = words.clock(hall.index, ticket.called or ticket.taken)
    more = texts.t("Called at {time}", time=at)
    if ticket.calls > 1:
        more = texts.t("Called {n} times, last at {time}: please come now", n=ticket.calls, time=at)
    return {
        "come": texts.t("Please come to"),
        "window": window,
        "more": more,
        "call": f"{ticket.turns}.{ticket.calls}",
        "title": f"{ticket.number} → {window}",
    }


def _between(hall: Hall, plan: Plan, texts: Texts, ticket: Ticket) -> dict[str, str]:
    """Being served, interrupted, or missed."""
    if ticket.state == "serving":
        return {
            "line": texts.t("You are being served"),
            "more": _window(hall, ticket, texts),
        }
    if ticket.state == "parked":
        return {
            "line": texts.t("Your visit is interrupted"),
            "more": texts.t("When you are back, go to a window of this service and say your number."),
        }
    return {"line": texts.t("Your call was missed"), "more": missed_advice(plan, texts)}


def missed_advice(plan: Plan, texts: Texts) -> str:
    """What somebody does who has missed the call."""
    if plan.rules.passed == "new_ticket":
        return texts.t("Please take a new number.")
    if plan.rules.passed == "end":
        return texts.t("Tell the guide desk that you are here: you go on at the end of the line.")
    behind = plan.rules.passed_behind
    return texts.n(
        "Tell the guide desk that you are here: you come after the next {n} person.",
        "Tell the guide desk that you are here: you come after the next {n} people.",
        behind,
    )


def _over(texts: Texts, ticket: Ticket) -> dict[str, str]:
    if ticket.state == "finished":
        return {"line": texts.t("Your visit is done"), "more": texts.t("Thank you for coming.")}
    if ticket.state == "cancelled":
        return {
            "line": texts.t("The turn was given up"),
            "more": texts.t("You can take a new number at any time."),
        }
    return {"line": texts.t("The hall has closed for today"), "more": texts.t("A number holds for one day.")}


def _window(hall: Hall, ticket: Ticket, texts: Texts) -> str:
    counter = hall.index.counters.get(ticket.counter or "")
    return counter.label(texts.language) if counter else ""
