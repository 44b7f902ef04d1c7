"""How a process leaves without anybody noticing, and how people come to one that has just begun.

A process that is told to stop first says so to whoever watches its health, so that a proxy sends nobody
new. It makes no page any more, and serves those that it has. Then it asks them to go, one after the other;
each gets a kernel elsewhere while this one still answers (``host.js``, ``move``). It ends when they have
gone, or when its time is up. What was on its way is sent again under the same id, and stored once.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable
from contextlib import suppress

from kit.server.kernel import VirtualKernel

EACH = 0.015
"""Seconds from one page to the next: a little more than it costs to make one elsewhere."""

NOTICED_WITHIN = 2.0
"""Seconds to wait until somebody has asked for our health; after that nobody is expected to."""

AT_ONCE = 8
"""Pages on their way at the same moment. Where they go there are others, who vote meanwhile."""

AGAIN_AFTER = 2.0
"""Seconds until a page is asked once more that is still here, and nobody waits for it: a sleeping phone, or
one that had to open its connection anew."""

LINGERS = 1.0
"""Seconds after the last page has gone, for what is still being sent: a report, a script."""

LONGEST_TURN = 3.0
"""Seconds that nobody's turn is later, however many come."""


class Leaving:
    """One process's way out. ``begun``: it makes no pages any more."""

    def __init__(self) -> None:
        self.begun = False
        self._noticed = asyncio.Event()

    def noticed(self) -> None:
        """Somebody who asked for our health was told that we leave."""
        self._noticed.set()

    async def leave(self, seconds: float, pages: Callable[[], Iterable[VirtualKernel]]) -> None:
        """Leave in good order, in at most so many seconds. ``pages``: the kernels that a page is connected
        to now."""
        self.begun = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._be_noticed(seconds)
                await _send_away(pages)
                await asyncio.sleep(LINGERS)

    async def _be_noticed(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._noticed.wait(), min(NOTICED_WITHIN, seconds / 2))


async def _send_away(pages: Callable[[], Iterable[VirtualKernel]]) -> None:
    """Ask everybody to go, one after the other, as fast as they get away; until nobody is here."""
    asked: dict[str, float] = {}  # kernel -> when its page was last asked
    while kernels := {kernel.id: kernel for kernel in pages()}:
        now = asyncio.get_running_loop().time()
        late = now - AGAIN_AFTER
        on_their_way = sum(asked.get(id, late) > late for id in kernels)
        if on_their_way < AT_ONCE:
            id = min(kernels, key=lambda id: asked.get(id, 0.0))
            if asked.get(id, 0.0) < late:
                asked[id] = now
                kernels[id].publish("status", {"execution_state": "idle", "move": True})
        await asyncio.sleep(EACH)


class Returns:
    """When those may come whose kernel is gone: after a start or a loss all of a room do so at once."""

    def __init__(self) -> None:
        self._next = -math.inf

    def next(self, now: float) -> float:
        """Seconds from ``now`` until it is the turn of one more."""
        turn = min(max(self._next, now), now + LONGEST_TURN)
        self._next = turn + EACH
        return turn - now
