"""The network between phones and the laptop: what goes over it is counted, and it can be made slow.

A TCP relay on this machine, so that pages, files and websockets of whatever system are counted and slowed
alike. Slow as ``SLOW_4G`` says: that is what Lighthouse takes for a phone on mobile data (docs/throttling.md
and core/config/constants.js of GoogleChrome/lighthouse: 150 ms, 1.6 Mbit/s down, 750 kbit/s up, no loss).
The browser's own throttling is not used: it waits once a request and not once a round trip, as the same
document says, and other measurements hold that it leaves open websockets alone.

All connections of one relay share its rate, as those of one phone do. A connection costs one round trip
before its first byte. What is not copied: TCP's slow start, loss, and other phones on the same channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PIECE = 1460  # bytes moved at once: what fits into one packet
AHEAD = 0.25  # seconds of traffic that may be under way before the sender has to wait
KILOBIT = 1000 / 8


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow: ``delay`` is seconds one way; rates in bytes a second."""

    delay: float
    down: float
    up: float


SLOW_4G = Pace(0.075, 1638.4 * KILOBIT, 750 * KILOBIT)


class _Lane:
    """One direction: what is sent goes out one after the other, at its rate, and arrives after the delay."""

    def __init__(self, rate: float, delay: float) -> None:
        self._rate, self._delay, self._free = rate, delay, 0.0

    def due(self, size: int) -> float:
        """When so many bytes sent now have arrived."""
        self._free = max(self._free, asyncio.get_running_loop().time()) + size / self._rate
        return self._free + self._delay

    async def room(self) -> None:
        """Wait until the line is not too far behind."""
        behind = self._free - asyncio.get_running_loop().time()
        if behind > AHEAD:
            await asyncio.sleep(behind - AHEAD)


@dataclass(slots=True)
class Air:
    """A relay to ``port`` on this machine; made by ``through``. ``down`` and ``up``: bytes to and from phones
    so far, as TCP carries them: with the headers of HTTP, of websockets and not those of IP."""

    port: int
    pace: Pace | None = None
    url: str = ""
    down: int = 0
    up: int = 0
    _lanes: tuple[_Lane, _Lane] | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def carried(self) -> int:
        """Bytes in both directions: they share the channel."""
        return self.down + self.up

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Relay one connection until both sides have ended."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            with suppress(OSError, asyncio.CancelledError):  # one side is gone, or the relay ends
                await self._relay(reader, writer)
        finally:
            writer.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.pace is not None:
            await asyncio.sleep(2 * self.pace.delay)
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        down, up = self._lanes or (None, None)
        ways = [
            asyncio.ensure_future(_carry(reader, back, up, self._count_up)),
            asyncio.ensure_future(_carry(there, writer, down, self._count_down)),
        ]
        try:
            await asyncio.gather(*ways)
        finally:
            for way in ways:
                way.cancel()
            back.close()

    def _count_up(self, size: int) -> None:
        self.up += size

    def _count_down(self, size: int) -> None:
        self.down += size

    async def end(self) -> None:
        """End what is open."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def through(port: int, pace: Pace | None = None) -> AsyncIterator[Air]:
    """A relay to a server of this machine; ``url`` is what to use in place of the server's."""
    lanes = (_Lane(pace.down, pace.delay), _Lane(pace.up, pace.delay)) if pace is not None else None
    air = Air(port, pace, _lanes=lanes)
    listening = await asyncio.start_server(air.connected, "127.0.0.1", 0)
    air.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield air
    finally:
        listening.close()
        await air.end()


async def _carry(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    lane: _Lane | None,
    count: Callable[[int], None],
) -> None:
    """Move one direction to its end; raises OSError when the other side is gone."""
    if lane is None:
        while data := await reader.read(2**16):
            count(len(data))
            writer.write(data)
            await writer.drain()
        _finish(writer)
        return
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    arriving = asyncio.get_running_loop().create_task(_arrive(under_way, writer))
    try:
        while data := await reader.read(PIECE):
            count(len(data))
            under_way.put_nowait((lane.due(len(data)), data))
            await lane.room()
        under_way.put_nowait((lane.due(0), b""))
        await arriving
    finally:
        arriving.cancel()


async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    """What is under way comes out at the other end when it is due, in order; nothing at all is the end."""
    loop = asyncio.get_running_loop()
    while True:
        due, data = await under_way.get()
        if due > loop.time():
            await asyncio.sleep(due - loop.time())
        if not data:
            _finish(writer)
            return
        writer.write(data)
        await writer.drain()


def _finish(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        writer.write_eof()
