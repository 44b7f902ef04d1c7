"""A cable that can be pulled out: a TCP relay on this machine whose packets vanish when it is told so.

Nobody is told of it: open connections fall silent, without an end and without a reset, and whoever
connects gets no answer, not even a refusal. Put in again, everything goes on where it was, as TCP does.
It runs in a thread of its own, so that whoever waits for the other end may block.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

PIECE = 65_536
AT_ONCE = 1024  # connections that may wait to be taken
FULL_WITHIN = 0.05  # seconds in which somebody who connects to this machine is let in, if there is room

Target = tuple[str, int] | Path
"""Where a cable leads: host and port, or a Unix socket's path."""

T = TypeVar("T")


class Plug:
    """A relay from ``port`` of this machine to ``target``. ``delay``: seconds each piece takes each way."""

    def __init__(self, target: Target) -> None:
        self.delay = 0.0
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=AT_ONCE)
        self._listening.setblocking(False)
        self.port: int = self._listening.getsockname()[1]
        self._in_the_way: list[socket.socket] = []  # they fill the queue: the system then drops who knocks
        self._loop = asyncio.new_event_loop()
        self._passes = asyncio.Event()  # another one for those who come after ``drop``
        self._lines: set[asyncio.Task[None]] = set()
        self._taking: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="plug", daemon=True)
        self._thread.start()
        self.put_in()

    @property
    def address(self) -> str:
        """Host and port to connect to instead of the target."""
        return f"127.0.0.1:{self.port}"

    def pull(self) -> None:
        """From now on packets vanish."""
        self._in_thread(self._pull)

    def put_in(self) -> None:
        """From now on they come through again, those of before first."""
        self._in_thread(self._put_in)

    def drop(self) -> None:
        """The connections of now are dead, and nobody is told; new ones come through."""
        self._in_thread(self._drop)

    def close(self) -> None:
        """End everything."""
        self._in_thread(self._end)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._listening.close()

    def _in_thread(self, work: Callable[[], Any]) -> None:
        async def done() -> None:
            await work()

        asyncio.run_coroutine_threadsafe(done(), self._loop).result()

    # -- in the thread -------------------------------------------------------------------------------

    async def _pull(self) -> None:
        self._passes.clear()
        if self._taking is not None:
            self._taking.cancel()
            await asyncio.wait([self._taking])
            self._taking = None
        self._listening.listen(0)
        while await self._lets_in():
            pass

    async def _lets_in(self) -> bool:
        """Whether the system still lets somebody in, who then stands in the way."""
        knock = socket.socket()
        knock.setblocking(False)
        self._in_the_way.append(knock)
        try:
            async with asyncio.timeout(FULL_WITHIN):
                await self._loop.sock_connect(knock, ("127.0.0.1", self.port))
        except TimeoutError:
            return False
        return True

    async def _put_in(self) -> None:
        self._passes.set()
        for knock in self._in_the_way:
            knock.close()
        self._in_the_way.clear()
        self._listening.listen(AT_ONCE)
        if self._taking is None:
            self._taking = self._loop.create_task(self._take())

    async def _take(self) -> None:
        while True:
            person, _ = await self._loop.sock_accept(self._listening)
            line = self._loop.create_task(self._carry(person))
            self._lines.add(line)
            line.add_done_callback(self._lines.discard)

    async def _carry(self, person: socket.socket) -> None:
        with suppress(OSError), person, self._dialled() as other:
            for end in (person, other):
                end.setblocking(False)
                if end.family != socket.AF_UNIX:
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            passes = self._passes
            ways = [self._pump(person, other, passes), self._pump(other, person, passes)]
            moving = [self._loop.create_task(way) for way in ways]
            try:
                await asyncio.wait(moving)
            finally:
                for one in moving:
                    one.cancel()

    def _dialled(self) -> socket.socket:
        if not isinstance(self._target, Path):
            return socket.create_connection(self._target)
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(self._target))
        return line

    async def _pump(self, source: socket.socket, target: socket.socket, passes: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await self._loop.sock_recv(source, PIECE):
                await asyncio.sleep(self.delay)
                await passes.wait()
                await self._loop.sock_sendall(target, data)
        await passes.wait()  # an end is a packet, too
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    async def _drop(self) -> None:
        self._passes.clear()
        self._passes = asyncio.Event()
        self._passes.set()

    async def _end(self) -> None:
        going = [*self._lines, *([self._taking] if self._taking else [])]
        for one in going:
            one.cancel()
        await asyncio.gather(*going, return_exceptions=True)
        for knock in self._in_the_way:
            knock.close()
