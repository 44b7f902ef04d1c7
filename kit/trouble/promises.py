"""What a server had promised to whom, and when: read from the bytes it sent, as they stand on a tape.

A promise is a command's "done" on a page's websocket, or a seat's ticket in the answer to a form. It counts
from the moment in which its last byte was handed to the network.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kit.testbed.wire import unpack
from kit.trouble.tape import Event

_UPGRADED = b"HTTP/1.1 101 "
_COOKIE = re.compile(rb"^Set-Cookie: *kit-seat-[^=]+=([^;\r\n]+)", re.MULTILINE | re.IGNORECASE)
BINARY = 2


@dataclass(frozen=True, slots=True)
class Promise:
    """``command``: its id, if that was acknowledged; else ``ticket``: the cookie that opens a seat.

    ``begun``: how many events of the tape had ended when it was sent."""

    begun: int
    command: str = ""
    ticket: str = ""


@dataclass(slots=True)
class _Line:
    """Everything that was sent over one connection, and when each byte was."""

    data: bytearray = field(default_factory=bytearray)
    ends: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)

    def when(self, end: int) -> int:
        """When the byte before ``end`` was sent."""
        return self.begun[bisect_left(self.ends, end)]


def promises(events: Sequence[Event]) -> list[Promise]:
    """All promises on a tape, in the order in which they were given."""
    lines: dict[str, _Line] = {}
    for event in events:
        if event.kind == "say" and event.data:
            line = lines.setdefault(event.at, _Line())
            line.data += event.data
            line.ends.append(len(line.data))
            line.begun.append(event.begun)
    found = [promise for line in lines.values() for promise in _on(line)]
    return sorted(found, key=lambda promise: promise.begun)


def _on(line: _Line) -> Iterator[Promise]:
    data = bytes(line.data)
    for cookie in _COOKIE.finditer(data):
        yield Promise(line.when(cookie.end()), ticket=cookie[1].decode("ascii", "replace"))
    start = data.find(_UPGRADED)
    body = data.find(b"\r\n\r\n", start)
    if start < 0 or body < 0:
        return
    for end, command in _done(data, body + 4):
        yield Promise(line.when(end), command)


def _done(data: bytes, start: int) -> Iterable[tuple[int, str]]:
    """Where the acknowledgements of commands end, and of which."""
    for end, payload in _frames(data, start):
        kind, content = unpack(payload)
        said = content.get("data", {}) if kind == "comm_msg" else {}
        inner = said.get("content", {}) if said.get("method") == "custom" else {}
        if inner.get("kind") == "done":
            yield end, str(inner["id"])


def _frames(data: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Binary frames of a server, which does not mask (RFC 6455, section 5.2); the last may be cut short."""
    while start + 2 <= len(data):
        kind, size = data[start] & 0x0F, data[start + 1] & 0x7F
        start += 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size = int.from_bytes(data[start : start + width], "big")
            start += width
        end = start + size
        if end > len(data):
            return
        if kind == BINARY:
            yield end, data[start:end]
        start = end
