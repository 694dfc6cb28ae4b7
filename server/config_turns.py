"""Whether what a hall file says about turns makes sense: policies, rotas, weights, preferences, the list.

What each policy does is in `server/hall/policies.py`; bookings are checked in `server/config_booking.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from server.config_draft import Draft, Item
from server.config_shape import Problem, quoted, suggestion

HALL_POLICY = "due"
"""What a hall has that names none."""


def turn_problems(draft: Draft) -> Iterator[Problem]:
    """Everything about turns that does not fit together."""
    yield from _rotas(draft)
    yield from _policies(draft)
    yield from _weights(draft)
    yield from _prefers(draft)
    yield from _listed(draft)


def _policy(draft: Draft, queue: Item | None = None) -> str:
    """The policy of a queue, or of the hall."""
    return (queue and queue.text("policy")) or draft.part("rules").text("policy") or HALL_POLICY


def _places(draft: Draft) -> list[Item]:
    """Where a policy and a rota may stand."""
    return [draft.part("rules"), *draft.items("queues")]


def _rotas(draft: Draft) -> Iterator[Problem]:
    """A rota names classes that there are, and gives each of them a turn."""
    classes = draft.ids("classes")
    for place in _places(draft):
        rota = place.words("pattern")
        unknown = [(path, word) for path, word in rota if classes and word not in classes]
        for path, word in unknown:
            yield Problem(path, f'there is no class "{word}"; {suggestion(word, classes)}')
        missing = [cls for cls in classes if cls not in {word for _, word in rota}]
        if rota and missing and not unknown:
            says = f"gives no turn to {quoted(missing)}: whoever is in it would never be called"
            yield Problem((*place.path, "pattern"), f"{says}; name each class at least once")


def _policies(draft: Draft) -> Iterator[Problem]:
    """A rota is of use with policy "pattern" alone, and that needs one."""
    rules, queues = draft.part("rules"), draft.items("queues")
    on_hall = [queue for queue in queues if queue.text("policy") == "pattern" and not queue.words("pattern")]
    if _policy(draft) == "pattern" and not rules.words("pattern"):
        yield Problem((*rules.path, "policy"), f'"pattern" needs a rota; {_rota(draft)}')
    elif rules.words("pattern") and _policy(draft) != "pattern" and not on_hall:
        yield Problem((*rules.path, "pattern"), _idle(_policy(draft)))
    for queue in queues:
        if queue in on_hall and not rules.words("pattern") and _policy(draft) != "pattern":
            yield Problem((*queue.path, "policy"), f'"pattern" needs a rota; {_rota(draft)}')
        elif queue.words("pattern") and _policy(draft, queue) != "pattern":
            yield Problem((*queue.path, "pattern"), _idle(_policy(draft, queue)))


def _rota(draft: Draft) -> str:
    return f"write for instance pattern = [{quoted(draft.ids('classes'))}]: the classes in the order of turns"


def _idle(policy: str) -> str:
    return f'is a rota, but the policy is "{policy}"; write policy = "pattern" beside it, or take it away'


def _weights(draft: Draft) -> Iterator[Problem]:
    """With "accumulating" the weights decide: a better class must not be the slower one."""
    using = [place for place in _places(draft) if place.text("policy") == "accumulating"]
    classes = [cls for cls in draft.items("classes") if cls.text("id")]
    weights = [cls.number("weight", 0 if "weight" in cls.table else 1) for cls in classes]
    if not using or min(weights, default=0) < 1:
        return
    if len(classes) > 1 and len(set(weights)) == 1:
        says = '"accumulating" needs weights, by which the classes gain priority, and here all are the same'
        yield Problem((*using[0].path, "policy"), f"{says}; write for instance weight = 5 in the best class")
    for better, worse, less, more in zip(classes, classes[1:], weights, weights[1:], strict=False):
        if less < more:
            says = f'{less} is less than the {more} of "{worse.text("id")}" below, which would go before it'
            yield Problem((*better.path, "weight"), f"{says}; the best class has the largest weight")


def _prefers(draft: Draft) -> Iterator[Problem]:
    for counter in draft.items("counters"):
        serves = [word for _, word in counter.words("serves")]
        for path, word in counter.words("prefers"):
            if serves and word not in serves:
                says = f'this window does not serve "{word}"; prefers puts queues of its serves first'
                yield Problem(path, f"{says}: {quoted(serves)}")


def _listed(draft: Draft) -> Iterator[Problem]:
    """An entry of the list counts for a class that goes by the list; and staff look it up, no kiosk."""
    classes = {cls.text("id"): cls for cls in draft.items("classes")}
    for cls in draft.items("classes")[:-1]:
        if cls.table.get("listed") is True and cls.table.get("at_kiosk") is not False:
            says = "goes by the list, in which staff look people up; a kiosk would refuse everybody"
            yield Problem((*cls.path, "listed"), f"{says}: write at_kiosk = false in this class too")
    for entry in draft.items("listed"):
        word = entry.text("cls")
        if not word or not classes:
            continue
        if word not in classes:
            yield Problem((*entry.path, "cls"), f'there is no class "{word}"; {suggestion(word, classes)}')
        elif classes[word].table.get("listed") is not True:
            says = f'the class "{word}" does not go by the list'
            hint = "write listed = true in that class"
            if those := [name for name, cls in classes.items() if cls.table.get("listed") is True]:
                hint += f", or name one that does: {quoted(those)}"
            yield Problem((*entry.path, "cls"), f"{says}; {hint}")
