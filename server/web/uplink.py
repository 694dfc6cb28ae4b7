"""The one connection to the server: it feeds the copy of the hall, and commands go up through it.

What the answers mean for whoever asked is said in `api*.py` and `pages/`.
"""

from __future__ import annotations

import asyncio

from link.client import Client, Find, LinkState, NoAnswer
from link.commands import Command
from link.frames import Refused, Reply, ServerFrame
from link.identity import Identity
from server.web.problems import Problem
from server.web.replica import Replica

PATIENCE_S = 10.0
"""Whoever asks for something waits so long for the answer at most."""
AT_ONCE = 1_000
"""So many commands may wait at the same time; more are told to come again."""
RETRY_S = 5
"""When somebody who could not be served may try again."""


class Uplink:
    """The server as the public plane sees it. Run `run()` as a task; it returns only when cancelled."""

    def __init__(self, identity: Identity, find: Find, replica: Replica) -> None:
        self.replica = replica
        self._client = Client(find, identity, self._hear, self._stands)
        self._asked: dict[str, asyncio.Task[Reply | Refused]] = {}

    async def run(self) -> None:
        """Stay joined until cancelled."""
        try:
            await self._client.run()
        finally:
            for task in self._asked.values():
                task.cancel()
            await asyncio.gather(*self._asked.values(), return_exceptions=True)

    @property
    def state(self) -> LinkState:
        """How it stands with the connection."""
        return self._client.state

    def _hear(self, frame: ServerFrame) -> None:
        try:
            self.replica.take(frame)
        except Exception:
            self._client.position = None  # from the beginning of the day: the copy is not to be trusted
            self.replica.begin_anew()
            raise

    def _stands(self, state: LinkState) -> None:
        self.replica.stands(joined=state == "joined")

    async def send(self, command: Command) -> Reply | Refused:
        """Give a command; the answer comes when what it did can be seen in the copy. Raises Problem.

        The same id while the first one is under way waits for the same answer.
        """
        if self.state != "joined":
            raise Problem("server_lost", {"wait_s": RETRY_S})
        task = self._asked.get(command.id)
        if task is None:
            if len(self._asked) >= AT_ONCE:
                raise Problem("crowded", {"wait_s": RETRY_S})
            task = asyncio.create_task(self._ask(command), name=command.id)
            self._asked[command.id] = task
            task.add_done_callback(self._answered)
        return await asyncio.shield(task)  # who goes away keeps nobody else from the answer

    def _answered(self, task: asyncio.Task[Reply | Refused]) -> None:
        self._asked.pop(task.get_name(), None)
        if not task.cancelled():
            task.exception()  # whoever asked has it, or has gone

    async def _ask(self, command: Command) -> Reply | Refused:
        try:
            answer = await self._client.send(command, PATIENCE_S)
        except NoAnswer:
            raise Problem("no_answer", {"wait_s": RETRY_S}) from None
        if isinstance(answer, Reply):
            await self.replica.reached(answer.position)
        return answer
