"""A class that a guide grants: which ones, the papers that prove it, and the hall's list of enterprises.

Whether it may be granted is decided by the hall; here is only what a form offers, and what was filled in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.datastructures import FormData

from assets.granting import granted_by, not_evidence, papers
from assets.granting import listed as on_the_list
from link.plan import Listed, PriorityClass
from server.web.pages.forms import typed
from server.web.pages.visit import Visit


class Filled(NamedTuple):
    """The part of a form that is about a class."""

    cls: str
    paper: str
    other: str
    entry: str
    listed: str

    @property
    def evidence(self) -> str:
        """What the guide has seen: typed, or chosen."""
        return self.other or self.paper


class Given(NamedTuple):
    """What a form asks for, or by field what is not right about it."""

    cls: str | None
    evidence: str | None
    listed: str | None
    wrong: dict[str, str]
    choices: list[Listed]
    """Of the hall's list, where the words fit several."""


def filled(form: FormData) -> Filled:
    """What was filled in."""
    return Filled(*(typed(form, name) for name in Filled._fields))


def classes(here: Visit) -> list[PriorityClass]:
    """The classes that a guide may grant, best first."""
    return granted_by(here.plan, "guide")


def offered(here: Visit, form: Filled, given: Given | None = None) -> dict[str, Any]:
    """What the template needs to ask for a class."""
    language, found = here.texts.language, classes(here)
    return {
        "classes": [
            {
                "id": cls.id,
                "name": cls.name.get(language),
                "evidence": cls.evidence.get(language) if cls.evidence else "",
                "papers": papers(cls.evidence.get(language)) if cls.evidence else [],
                "listed": cls.listed,
            }
            for cls in found
        ],
        "ordinary": here.plan.classes[-1].name.get(language),
        "has_list": any(cls.listed for cls in found),
        "filled": form,
        "wrong": {"cls": "", "other": "", "entry": ""} | (given.wrong if given else {}),
        "choices": [
            {"id": one.id, "name": one.name.get(language)} for one in (given.choices if given else [])
        ],
    }


def given(here: Visit, form: Filled, *, needed: bool) -> Given:
    """What the form asks for. `needed`: without a class there is nothing to do."""
    t = here.texts.t
    cls = next((cls for cls in classes(here) if cls.id == form.cls), None)
    if cls is None:
        wrong = {"cls": t("Choose a kind of priority")} if needed else {}
        return Given(None, None, None, wrong, [])
    wrong = {"other": says} if (says := not_evidence(here.texts, form.evidence)) else {}
    found = entries(here, cls, form) if cls.listed else []
    if cls.listed and len(found) != 1:
        none = t("Not on the hall's list. Try its number, or less of its name")
        wrong["entry"] = t("Several fit: choose one") if found else none
    listed = found[0].id if len(found) == 1 else None
    return Given(cls.id, form.evidence, listed, wrong, found if len(found) > 1 else [])


def entries(here: Visit, cls: PriorityClass, form: Filled) -> list[Listed]:
    """Those of the hall's list that fit: by the one that was chosen, or by number or words of the name."""
    own = [one for one in here.plan.listed if one.cls == cls.id]
    chosen = [one for one in own if one.id in (form.listed, form.entry)]
    if chosen:
        return chosen[:1]
    return on_the_list(here.plan, cls.id, form.entry) if form.entry else []
