"""A network between people and the server: a TCP relay on this machine that does to connections what
``weather`` says. It knows nothing of HTTP or websockets."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from kit.testbed.weather import Fate

PIECE = 2048  # bytes moved at once
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST

BOTH = frozenset({"up", "down"})
DIES: dict[str, frozenset[str]] = {
    "reset": BOTH,
    "end": BOTH,
    "silence": BOTH,
    "deaf": frozenset({"down"}),
    "mute": frozenset({"up"}),
}
"""The directions in which nothing comes through after each end: up to the server, down to the person."""

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(slots=True)
class Proxy:
    """A relay to 127.0.0.1:``port`` for one person. ``counts``: what it did, shared by all of a room."""

    port: int
    fate: Callable[[int], Fate]  # of connection number n
    counts: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _number: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> str:
        """Listen; returns the address to use instead of the server's."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self.url

    async def close(self) -> None:
        """Stop listening, and end what is open."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self._number = self._number, self._number + 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        line = _Line(self.fate(number), self.counts)
        with suppress(asyncio.CancelledError):  # the end of the rehearsal; nobody waits for this task
            await line.carry((reader, writer), self.port)


class _Line:
    """One connection and its other half."""

    def __init__(self, fate: Fate, counts: Counter[str]) -> None:
        self._fate, self._counts = fate, counts
        self._moved = 0
        self._stalled = False
        self._dead: set[str] = set()  # directions in which nothing comes through any more
        self._told = False

    async def carry(self, person: Pair, port: int) -> None:
        """Relay until both sides are done, or until it is cut."""
        self._counts["connections"] += 1
        try:
            server = await asyncio.open_connection("127.0.0.1", port)
        except OSError:  # nobody listens: the person learns it as it would without us
            _abort(person[1])
            return
        ways = [self._pump("up", person[0], server[1]), self._pump("down", server[0], person[1])]
        moving = [asyncio.ensure_future(way) for way in ways]
        try:
            await asyncio.wait(moving, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for one in moving:
                one.cancel()
            _end(person[1], server[1], abort=self._fate.ends == "reset" and self._told)
            await asyncio.gather(*moving, return_exceptions=True)

    async def _pump(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Move one direction; raises ConnectionError at the cut, which ends the other direction, too."""
        fate = self._fate
        while data := await reader.read(PIECE):
            await self._weather(len(data))
            strikes = bool(fate.ends) and not self._told and self._moved + len(data) >= fate.ends_after
            hit = strikes and way in DIES[fate.ends]
            part = data[: fate.ends_after - self._moved] if hit else data
            self._moved += len(data)
            if way not in self._dead:
                writer.write(part)
                await writer.drain()
            if strikes:
                self._strike()
        if way not in self._dead:
            writer.write_eof()

    async def _weather(self, size: int) -> None:
        fate = self._fate
        wait = fate.delay + (size / fate.rate if fate.rate else 0.0)
        if fate.stall and not self._stalled and self._moved + size >= fate.stall_after:
            self._stalled = True
            self._counts["stalled"] += 1
            wait += fate.stall
        if wait:
            await asyncio.sleep(wait)

    def _strike(self) -> None:
        """The connection ends, or half of it does, here. Raises ConnectionError at a cut that is told."""
        self._told = True
        self._counts[f"cut: {self._fate.ends}"] += 1
        if self._fate.ends in ("reset", "end"):
            raise ConnectionResetError("cut by the weather")
        self._dead |= DIES[self._fate.ends]


def _end(*writers: asyncio.StreamWriter, abort: bool) -> None:
    for writer in writers:
        if abort:
            _abort(writer)
        else:
            writer.close()


def _abort(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    writer.transport.abort()
