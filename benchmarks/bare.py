"""The bare limit of this machine: the smallest server that makes a row a request durable, or tells everybody.

It knows no rules, no names and no JSON. Run as a process of its own, exactly as the server that is measured.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from websockets.asyncio.connection import broadcast
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

REPLY = b'{"is":"reply","row":"%b"}' % (b"x" * 320)
"""About as long as the reply to a command of the hall."""
TELL = b'{"do":"tell"'
"""A frame that begins so is not stored: everybody gets `TOLD`."""
TOLD = b'{"is":"changes","ticket_called":"%b"}' % (b"x" * 900)
"""About as long as the change that a call makes."""


class Bare:
    """One table, one writer, group commit: what comes while a batch is being written is the next batch."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE rows (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        self._writer = ThreadPoolExecutor(1)
        self._seq, self._writing = 0, False
        self._rows: list[tuple[int, bytes]] = []
        self._asked: list[ServerConnection] = []
        self._clients: set[ServerConnection] = set()

    async def serve_connection(self, socket: ServerConnection) -> None:
        """Store every frame, answer when it is durable."""
        self._clients.add(socket)
        try:
            while True:
                frame = await socket.recv(decode=False)
                if frame.startswith(TELL):
                    broadcast(self._clients, TOLD, text=True)
                else:
                    self._store(socket, frame)
        except ConnectionClosed:
            self._clients.discard(socket)

    def _store(self, socket: ServerConnection, frame: bytes) -> None:
        self._seq += 1
        self._rows.append((self._seq, frame))
        self._asked.append(socket)
        if not self._writing:
            self._writing = True
            asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        rows, asked = self._rows, self._asked
        self._rows, self._asked = [], []
        work = asyncio.get_running_loop().run_in_executor(self._writer, self._commit, rows)
        work.add_done_callback(lambda done: self._written(done, asked))

    def _commit(self, rows: list[tuple[int, bytes]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO rows VALUES (?, ?)", rows)
        self._db.execute("COMMIT")

    def _written(self, done: asyncio.Future[None], asked: list[ServerConnection]) -> None:
        done.result()
        for socket in asked:
            broadcast((socket,), REPLY, text=True)
        if self._rows:
            self._write()
        else:
            self._writing = False


async def main(file: Path) -> None:
    """Serve until killed. Prints one JSON line with the address, as the hall's server does."""
    bare = Bare(file)
    options = {"compression": None, "ping_interval": 5, "ping_timeout": 5}
    async with serve(bare.serve_connection, "127.0.0.1", 0, **options) as server:  # type: ignore[arg-type]
        port = next(iter(server.sockets)).getsockname()[1]
        sys.stdout.write(json.dumps({"listening": f"ws://127.0.0.1:{port}"}) + "\n")
        sys.stdout.flush()
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
