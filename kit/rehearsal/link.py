"""A page's connection, kept as ``host.js`` keeps it: lost, tried again, given up when its kernel is gone.

The waits are those of ``host.js``, times the ``haste`` of the browser's manners; a test compares the numbers.
What is asked for when the kernel is gone is the page's to do: ``reload``.
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
LOOK_EVERY = 4.0
ANSWER_WITHIN = 4.0  # something was sent and nothing came: ask whether anybody is there
QUIET_FOR = 20.0  # nothing came for this long: ask, too
GIVE_UP_AFTER = 8.0  # asked, and no answer: the connection is dead although it looks open
PATIENCE = 5.0  # for the answer whether the kernel is there
SPREAD, SPREAD_AFTER_RESTART = 0.3, 3.0  # reloads of a whole room are spread over so many seconds
RELOADS, RELOADS_WITHIN, RELOADS_WAIT = 3, 30.0, 15.0  # so many reloads in so long: take your time


@dataclass(frozen=True, slots=True)
class Calls:
    """What a link tells its page. ``reload`` may raise ConnectionError: the network failed again."""

    heard: Callable[[str, Mapping[str, Any]], None]
    opened: Callable[[], None]
    reload: Callable[[], Awaitable[None]]
    looked: Callable[[], None]


class Link:
    """The connection of one page. ``lost`` while there is none; ``endings``: why connections ended."""

    def __init__(self, browser: Browser, calls: Calls) -> None:
        self.lost = False
        self.endings: list[str] = []
        self.received = 0  # bytes that came over connections that have ended
        self.kernel = self._session = ""
        self.socket: Socket | None = None
        self._browser, self._calls, self._manners = browser, calls, browser.manners
        self._again: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._heard = self._sent = time.monotonic()
        self._asked = 0.0
        self._reloads: list[float] = []
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
        self.lost, self._heard, self._asked = False, time.monotonic(), 0.0
        self._plan_look()
        self._calls.opened()

    def _hear(self, kind: str, content: Mapping[str, Any]) -> None:
        if self._asleep is not None:
            self._asleep.append((kind, content))
            return
        self._heard, self._asked = time.monotonic(), 0.0
        if kind == "closed":
            self.endings.append(self.socket.why if self.socket else "")
            self._manners.noticed("connection lost")
            self._lose()
        self._calls.heard(kind, content)

    def _lose(self) -> None:
        if self._over or self.lost:
            return
        self.lost = True
        self._stop_looking()
        self._again = asyncio.get_running_loop().create_task(self._come_back())

    async def _come_back(self) -> None:
        tries = 0
        while True:
            await self._rest(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1
            there, restarted = await self._is_there()
            with suppress(ConnectionError):
                if there == "gone" and await self._reload(restarted=restarted):
                    return
                if there == "yes":
                    await self._open()
                    self._manners.noticed("connection back")
                    return

    async def _is_there(self) -> tuple[str, bool]:
        """Whether our kernel exists: "yes", "gone" or "no"; and whether the server has just started."""
        try:
            path, wait = f"/api/kernels/{self.kernel}", min(PATIENCE, self._manners.wait)
            status, headers = await self._browser.look(path, wait)
        except ConnectionError:
            return "no", False
        there = {200: "yes", 403: "gone", 404: "gone"}.get(status, "no")
        return there, float(headers.get("Kit-Up", 3600)) < 60

    async def _reload(self, *, restarted: bool) -> bool:
        """Make the page anew, after a while: all pages do. False when the server is away again."""
        now = time.monotonic()
        self._reloads = [at for at in self._reloads if now - at < RELOADS_WITHIN * self._manners.haste]
        often = len(self._reloads) >= RELOADS
        spread = random.uniform(0, SPREAD_AFTER_RESTART if restarted else SPREAD)  # as the page: by chance
        await self._rest(RELOADS_WAIT if often else spread)
        if (await self._is_there())[0] != "gone":
            return False
        self._reloads.append(now)
        self._manners.noticed("reload")
        await self._calls.reload()
        return True

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
        if self._again is not None:
            self._again.cancel()
