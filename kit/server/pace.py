"""How fast somebody may go on, for wrong codes and for floods of messages and pages; and who is next."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, ip_address, ip_network

from kit.room.pace import Bucket

PAGES_AT_ONCE, PAGES_A_SECOND = 60.0, 2.0
"""Pages that one ticket may open. Each costs the server what a vote of ten people does."""

PAINTED_AT_ONCE = 4
"""Pages of seats and screens that are made at the same time; what else is asked for stands in line."""


class Paces:
    """A bucket for each key, an address say. Buckets that are full again are forgotten, whenever there are
    twice as many as were left the last time; when too many are not, the oldest quarter goes, so that no
    flood of addresses fills the memory or takes the time."""

    MOST = 4096
    FEW = 64

    def __init__(self, size: float, rate: float) -> None:
        self._size, self._rate = size, rate
        self._buckets: dict[str, Bucket] = {}
        self._enough = self.FEW

    def of(self, key: str, now: float) -> Bucket:
        """The bucket of a key."""
        if key not in self._buckets and len(self._buckets) >= self._enough:
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.full(now)}
            for name in list(self._buckets)[: max(0, len(self._buckets) - self.MOST * 3 // 4)]:
                del self._buckets[name]
            self._enough = min(self.MOST, max(self.FEW, 2 * len(self._buckets)))
        return self._buckets.setdefault(key, Bucket(self._size, self._rate))


class Guesses:
    """Wrong codes, by address and of all addresses together.

    Nobody is locked out: a right code always gets in. While there are too many wrong ones, from its
    address or in all, a new player waits until the facilitator lets them in, so that guessing is worth
    nothing. One address has 60 at once and one more every two seconds: 7,260 in a four-hour evening of
    the 900,000 codes, one chance in 124; all addresses together 240 and one a second, one chance in 61.
    """

    def __init__(self) -> None:
        self._by_address = Paces(60.0, 0.5)
        self._all = Bucket(240.0, 1.0)

    def wrong(self, address: str, now: float) -> bool:
        """Count a wrong code. Returns whether it was one too many."""
        own, all_ = self._by_address.of(neighbours(address), now).spend(now), self._all.spend(now)
        return not (own and all_)

    def too_many(self, address: str, now: float) -> bool:
        """Whether there have been too many wrong codes, from this address or in all."""
        return self._by_address.of(neighbours(address), now).empty(now) or self._all.empty(now)


class Turns:
    """Some at once, the rest in line, and everybody in turn: whoever asks for a hundred things gets the
    second only after all others have had their first. ``most``: how many at once."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._lines: dict[str, deque[asyncio.Future[None]]] = {}  # the next to be served is the first

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait until it is this one's turn; the next one's begins when the block ends."""
        if self._free:
            self._free -= 1
        else:
            await self._stand_in_line(key)
        try:
            yield
        finally:
            self._call_next()

    async def _stand_in_line(self, key: str) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines.setdefault(key, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():  # called in the very moment of leaving
                self._call_next()
            raise

    def _call_next(self) -> None:
        while self._lines:
            key = next(iter(self._lines))
            line = self._lines.pop(key)
            first = line.popleft()
            if line:
                self._lines[key] = line  # behind all others
            if not first.done():  # else it has left
                first.set_result(None)
                return
        self._free += 1


def neighbours(address: str) -> str:
    """What one person may have all of: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False))
