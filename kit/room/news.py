"""Who follows a run, and how often they are told.

Followers are told that something changed, never what: they look for themselves. The first change goes out
at once; what comes shortly after it goes out together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from kit.engine.decide import BEFORE
from kit.engine.state import Phase

log = logging.getLogger("kit.room")

PACE = 0.1  # seconds between two rounds of news to followers; the first goes out at once
PRESENCE_PACE = 0.5  # when pages only come and go: a room that reloads is one long wave of that
LOBBY_PACE = 1.0  # while people come in: each who joins is news to all, and that is all there is


class News:
    """The followers of one run, in this process. ``phase`` says where the run stands now."""

    def __init__(self, run: str, phase: Callable[[], Phase]) -> None:
        self._run, self._phase = run, phase
        self._followers: dict[Callable[[], None], bool] = {}  # in the order they came; True: of presence, too
        self._moved = False  # since the last round
        self._heard = phase()  # what the last round was about
        self._next: asyncio.TimerHandle | None = None
        self._told = self._told_of_presence = float("-inf")

    @property
    def followed(self) -> bool:
        """Whether anybody follows."""
        return bool(self._followers)

    def follow(self, callback: Callable[[], None], *, presence: bool) -> Callable[[], None]:
        """Be told, in the event loop, when the run changed; with ``presence`` also when a page was opened
        or closed. Returns how to stop."""
        self._followers[callback] = presence
        return lambda: (self._followers.pop(callback, None), None)[1]

    def changed(self) -> None:
        """The run is another: everybody is told soon."""
        self._moved = True
        self.soon()

    def soon(self) -> None:
        """There will be a round: at once, and after that at most every ``PACE`` seconds, together; in the
        lobby less often, but for the end of it. Unless ``changed`` says more, it is for followers of
        presence only, and less often, too."""
        loop = asyncio.get_running_loop()
        at = max(loop.time(), self._not_before())
        if self._next is not None and self._next.when() > at:
            self._next.cancel()
            self._next = None
        if self._next is None:
            self._next = loop.call_at(at, self._tell)

    def _not_before(self) -> float:
        """When the next round may be. What changed waits for no round that was only of presence."""
        phase = self._phase()
        if self._heard is not phase:
            return self._told + PACE
        if not self._moved:
            return self._told_of_presence + (LOBBY_PACE if phase in BEFORE else PRESENCE_PACE)
        return self._told + (LOBBY_PACE if phase in BEFORE else PACE)

    def _tell(self) -> None:
        self._next = None
        self._told_of_presence = now = asyncio.get_running_loop().time()
        moved, self._moved, self._heard = self._moved, False, self._phase()
        if moved:
            self._told = now
        for callback, presence in tuple(self._followers.items()):
            if moved or presence:
                try:
                    callback()
                except Exception:  # one page that cannot be drawn must not keep the news from all after it
                    log.exception("a page of run %s did not take the news", self._run)

    def close(self) -> None:
        """No more rounds."""
        if self._next is not None:
            self._next.cancel()
