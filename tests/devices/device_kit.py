"""What drivers said, on threads of their own, for tests that wait for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import Generic, TypeVar

from link.words import DeviceState

T = TypeVar("T")
WAIT_S = 20.0


class Heard(Generic[T]):
    """Everything that was said, in order."""

    def __init__(self) -> None:
        self.all: list[T] = []
        self._news = Condition()

    def __call__(self, one: T) -> None:
        with self._news:
            self.all.append(one)
            self._news.notify_all()

    def until(self, enough: Callable[[list[T]], bool]) -> list[T]:
        """Wait for it."""
        with self._news:
            assert self._news.wait_for(lambda: enough(self.all), WAIT_S), f"only {self.all}"
            return list(self.all)

    def next(self, after: int = 0) -> T:
        """The first one after so many."""
        return self.until(lambda seen: len(seen) > after)[after]


def state_is(heard: Heard[DeviceState], state: str, words: str = "") -> DeviceState:
    """Wait until the last state is this one."""
    return heard.until(lambda seen: bool(seen) and seen[-1].state == state and words in seen[-1].detail)[-1]
