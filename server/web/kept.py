"""Answers that thousands ask for alike, made once as long as nothing has changed.

What an answer says is made in `telling.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from link.plan import Plan

if TYPE_CHECKING:
    from server.web.public import Public

T = TypeVar("T")
ANSWERS_KEPT = 500


class Kept:
    """The answers of one public plane, each with the state that it was made from."""

    def __init__(self) -> None:
        self._answers: OrderedDict[str, tuple[object, bytes]] = OrderedDict()
        self._of_plan: dict[str, tuple[Plan, Any]] = {}

    def bytes(self, key: str, public: Public, make: Callable[[], BaseModel]) -> bytes:
        """The answer as JSON; made anew when anything has changed, and each second."""
        replica = public.replica
        state = (public.hall.position, replica.told, replica.lost, replica.now().ms // 1000)
        kept = self._answers.get(key)
        if kept is not None and kept[0] == state:
            return kept[1]
        data = make().model_dump_json(exclude_none=True).encode()
        self._answers[key] = (state, data)
        self._answers.move_to_end(key)
        if len(self._answers) > ANSWERS_KEPT:
            self._answers.popitem(last=False)
        return data

    def of_plan(self, plan: Plan, make: Callable[[Plan], T]) -> T:
        """Something that is made from the plan alone."""
        name = make.__qualname__
        kept = self._of_plan.get(name)
        if kept is None or kept[0] is not plan:
            kept = self._of_plan[name] = (plan, make(plan))
        found: T = kept[1]
        return found
