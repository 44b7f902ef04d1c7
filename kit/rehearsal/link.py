"""A page's connection, kept as ``host.js`` keeps it: lost, tried again, given up when its kernel is gone.

The waits are those of ``host.js``, times the ``haste`` of the browser's manners; a test compares the numbers.
What is asked for when the kernel is gone, or its process leaves, is the page's to do: ``reload``.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from kit.testbed.wire import Browser, Socket

WAITS = (1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between tries; the last one again and again
SOON = 1.0  # between tries after the server said goodbye: it is started again, or another one is there
SOON_TRIES = 30
GOING_AWAY = 1001  # how a server closes that says goodbye
LOOK_EVERY = 4.0
ANSWER_WITHIN = 4.0  # something was sent and nothing came: ask whether anybody is there
QUIET_FOR = 20.0  # nothing came for this long: ask, too
GIVE_UP_AFTER = 8.0  # asked, and no answer: the connection is dead although it looks open
PATIENCE = 5.0  # for the answer whether the kernel is there
OFTEN, OFTEN_WITHIN, OFTEN_WAIT = 3, 30.0, 15.0  # so many new kernels in so long: take your time


@dataclass(frozen=True, slots=True)
class Calls:
    """What a link tells its page. ``reload``: take over another kernel, and begin again with that; it returns
    the kernel's id, or "" when something else stands at the page's address. It may raise ConnectionError: the
    network failed again."""

    heard: Callable[[str, Mapping[str, Any]], None]
    opened: Callable[[], None]
    reload: Callable[[], Awaitable[str]]
    looked: Callable[[], None]


class Link:
    """The connection of one page. ``lost`` while there is none; ``endings``: why connections ended."""

    def __init__(self, browser: Browser, calls: Calls) -> None:
        self.lost = False
        self.endings: list[str] = []
        self.received = 0  # bytes that came over connections that have ended
        self.silences: list[float] = []  # seconds without a connection, each time there was none
        self._silent_since = 0.0
        self.kernel = self._session = ""
        self.socket: Socket | None = None
        self._browser, self._calls, self._manners = browser, calls, browser.manners
        self._again: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heard = self._sent = time.monotonic()
        self._asked = 0.0
        self._reloads: list[float] = []
        self._moving: asyncio.Task[None] | None = None
        self._goodbye = False
        self._over = False
        self._asleep: list[tuple[str, Mapping[str, Any]]] | None = None

    async def start(self, kernel: str) -> None:
        """Open the first connection to a kernel. Raises ConnectionError unless people are patient."""
        self.kernel, self._session = kernel, uuid4().hex
        try:
            await self._open()
        except ConnectionError:
            if not self._manners.patience:
                raise
            self.lost = False  # it was lost before the page was loaded again; now it is a new page
            self._lose()

    def send(self, comm: str, message: Mapping[str, Any]) -> None:
        """A message to the kernel's widget. Raises ConnectionError when there is no connection."""
        if self.socket is None or self.lost:
            raise ConnectionError("there is no connection")
        self._sent = time.monotonic()
        self.socket.send(comm, message)

    # -- open and lost -------------------------------------------------------------------------------

    async def _open(self) -> None:
        self.received += self.socket.received if self.socket else 0
        self.socket = None
        self.socket = await self._browser.connect(self.kernel, self._hear, self._session)
        self.lost, self._heard, self._asked, self._goodbye = False, time.monotonic(), 0.0, False
        self._speak()
        self._plan_look()
        self._calls.opened()

    def _hear(self, kind: str, content: Mapping[str, Any]) -> None:
        if self._asleep is not None:
            self._asleep.append((kind, content))
            return
        self._heard, self._asked = time.monotonic(), 0.0
        if kind == "status" and content.get("move"):
            self._move_soon()
        if kind == "closed":
            self.endings.append(self.socket.why if self.socket else "")
            line = self.socket.line if self.socket else None
            self._goodbye = line is not None and line.close_code == GOING_AWAY
            self._manners.noticed("connection lost")
            self._lose()
        self._calls.heard(kind, content)

    def _lose(self) -> None:
        if self._over or self.lost:
            return
        self.lost = True
        self._silent_since = self._silent_since or time.monotonic()
        self._stop_looking()
        self._again = asyncio.get_running_loop().create_task(self._come_back())

    async def _come_back(self) -> None:
        tries, soon = 0, SOON_TRIES if self._goodbye else 0
        while True:
            if soon:
                soon -= 1
                await self._rest(SOON * random.uniform(0.5, 1))
            else:
                await self._rest(WAITS[min(tries, len(WAITS) - 1)])
                tries += 1
            there, turn = await self._is_there()
            with suppress(ConnectionError):
                if there == "gone":
                    await self._reload(turn)
                    return
                if there == "yes":
                    await self._open()
                    self._manners.noticed("connection back")
                    return

    async def _is_there(self) -> tuple[str, float]:
        """Whether our kernel exists: "yes", "gone" or "no"; and seconds until another may be asked for."""
        try:
            path, wait = f"/api/kernels/{self.kernel}", min(PATIENCE, self._manners.wait)
            status, headers = await self._browser.look(path, wait)
        except ConnectionError:
            return "no", 0.0
        there = {200: "yes", 403: "gone", 404: "gone"}.get(status, "no")
        return there, float(headers.get("Kit-Turn", 0)) / 1000

    async def _reload(self, turn: float) -> None:
        """Take over another kernel, when it is our turn. Raises ConnectionError."""
        now = time.monotonic()
        self._reloads = [at for at in self._reloads if now - at < OFTEN_WITHIN * self._manners.haste]
        often = len(self._reloads) >= OFTEN
        await self._rest(OFTEN_WAIT if often else turn)
        self._reloads.append(now)
        self._manners.noticed("reload")
        if kernel := await self._calls.reload():
            await self.start(kernel)

    def _move_soon(self) -> None:
        if self._moving is None or self._moving.done():
            self._moving = asyncio.get_running_loop().create_task(self._move())

    async def _move(self) -> None:
        """The process leaves, and serves meanwhile: take over a kernel elsewhere, then let go of this one."""
        while not self.lost and not self._over:
            with suppress(ConnectionError):
                kernel, before = await self._calls.reload(), self.socket
                if kernel and before is not None:
                    self._manners.noticed("moved")
                    await self._change(before, kernel)
                return
            await self._rest(SOON * random.uniform(0.5, 1))

    async def _change(self, before: Socket, kernel: str) -> None:
        """From one connection to another; what still comes over the old one is not for this kernel."""
        self._silent_since = time.monotonic()
        before.deafen()
        try:
            await self.start(kernel)
        finally:
            before.close()

    def _speak(self) -> None:
        """There is a connection again."""
        if self._silent_since:
            self.silences.append(time.monotonic() - self._silent_since)
            self._silent_since = 0.0

    async def _rest(self, seconds: float) -> None:
        await asyncio.sleep(seconds * self._manners.haste)

    # -- dead, and looks open ------------------------------------------------------------------------

    def _plan_look(self) -> None:
        self._stop_looking()
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY * self._manners.haste, self._look)

    def _stop_looking(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        """Ask when nothing comes; give up a connection on which nobody answers."""
        haste, now = self._manners.haste, time.monotonic()
        unanswered = self._sent > self._heard and now - self._sent > ANSWER_WITHIN * haste
        if self._asked and now - self._asked > GIVE_UP_AFTER * haste:
            self.endings.append(" (nobody answered)")
            self._manners.noticed("connection given up")
            if self.socket is not None:
                self.socket.drop()
            self._lose()
            return
        if not self._asked and (unanswered or now - self._heard > QUIET_FOR * haste):
            self._asked = now
            with suppress(ConnectionError):
                if self.socket is not None:
                    self.socket.ask("comm_info_request", {"target_name": "none"})
        self._calls.looked()
        self._plan_look()

    # -- what its person and the network do ------------------------------------------------------------

    def sleep(self) -> None:
        """The phone sleeps: nothing is read, nothing is sent."""
        self._asleep = []
        self._stop_looking()

    def wake(self) -> None:
        """The phone wakes up: what came meanwhile is read now."""
        waiting, self._asleep = self._asleep or [], None
        if not self.lost:
            self._plan_look()
        for kind, content in waiting:
            self._hear(kind, content)

    def cut(self) -> None:
        """The network resets the connection."""
        if self.socket is not None:
            self.socket.cut()

    def close(self) -> None:
        """End the connection, and do not come back."""
        self._end()
        if self.socket is not None:
            self.socket.close()

    def drop(self) -> None:
        """Lose the connection without a word, and do not come back."""
        self._end()
        if self.socket is not None:
            self.socket.drop()

    def _end(self) -> None:
        self._over = True
        self._stop_looking()
        for task in (self._again, self._moving):
            if task is not None:
                task.cancel()
