"""A websocket that costs its reader little: many phones in one process must not slow what they measure.

What hundreds of scripted phones spend on one core, real phones spend in people's hands. So frames are cut
out of the stream as it comes in, without a coroutine a frame (about a third of what tornado's client needs).
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from kit.testbed.wire import PROTOCOL, WAIT, Browser, Heard, Socket, pack, unpack

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_NO_MASK = b"\0\0\0\0"  # a client must mask what it sends; with this key the bytes stay as they are


class _Header(msgspec.Struct):
    msg_type: str


_header, _content = msgspec.json.Decoder(_Header), msgspec.json.Decoder(dict[str, Any])


def read(frame: bytes) -> tuple[str, dict[str, Any]]:
    """As ``wire.unpack``, in a quarter of the time. Raises ValueError for what is no message."""
    try:
        (count,) = struct.unpack_from("<Q", frame)
        ends = struct.unpack_from(f"<{count}Q", frame, 8)
        kind = _header.decode(frame[ends[1] : ends[2]]).msg_type
        return kind, _content.decode(frame[ends[4] : ends[5]])
    except (struct.error, ValueError, IndexError):  # half a surrogate pair, say
        return unpack(frame)


class ThinLine(asyncio.Protocol):
    """A websocket, client's end. ``got`` is called with each whole message and the moment it came in,
    ``ended`` with why when the other end has closed. Made by ``dial``."""

    def __init__(
        self, hello: bytes, got: Callable[[bytes, float], None], ended: Callable[[str], None]
    ) -> None:
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._hello, self._got, self._ended = hello, got, ended
        self._in = bytearray()
        self._parts: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._why = ""
        self._over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the websocket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        """Cut whole frames off what has come in."""
        at = time.monotonic()
        self._in += data
        if not self.open.done() and not self._answered():
            return
        while (frame := self._frame()) is not None and not self._over:
            self._take(*frame, at)

    def _answered(self) -> bool:
        head, end, rest = bytes(self._in).partition(b"\r\n\r\n")
        if end:
            self._in = bytearray(rest)
            status = head.split(b"\r\n", 1)[0].decode("latin-1")
            if " 101 " in f"{status} ":
                self.open.set_result(None)
            else:
                self._over = True
                self.open.set_exception(ConnectionError(f"the websocket was not opened: {status}"))
        return self.open.done() and not self._over

    def _frame(self) -> tuple[int, bool, bytes] | None:
        """Kind, whether it is the last of its message, and bytes; None while one is not complete."""
        got = self._in
        if len(got) < 2:
            return None
        size, at = got[1] & 127, 2
        if size > 125:
            form, at = ("!H", 4) if size == 126 else ("!Q", 10)
            if len(got) < at:
                return None
            (size,) = struct.unpack_from(form, got, 2)
        if len(got) < at + size:
            return None
        frame = got[0] & 15, bool(got[0] & 128), bytes(got[at : at + size])
        del got[: at + size]
        return frame

    def _take(self, kind: int, last: bool, data: bytes, at: float) -> None:  # noqa: FBT001  as it stands in a frame
        if kind == PING:
            self.send(data, PONG)
        elif kind == CLOSE:
            code = struct.unpack("!H", data[:2])[0] if len(data) > 1 else 1005
            self._why = f" ({code} {data[2:].decode('utf-8', 'replace')})"
            self.send(data[:2], CLOSE)
            if self._transport is not None:
                self._transport.close()
        elif kind in (0, TEXT, BINARY):
            self._parts.append(data)
            if last:
                whole = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
                self._parts = []
                self._got(whole, at)

    def send(self, data: bytes, kind: int = BINARY) -> None:
        """One frame. Raises ConnectionError when the line is closed."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionError(f"the connection is closed{self._why}")
        size = len(data)
        length = bytes([128 | size]) if size < 126 else struct.pack("!BH", 254, size)
        if size > 0xFFFF:
            length = struct.pack("!BQ", 255, size)
        self._transport.write(bytes([128 | kind]) + length + _NO_MASK + data)

    def sleep(self) -> None:
        """Read nothing any more: what comes waits in the system, and when that is full, with the sender."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def wake(self) -> None:
        """Read again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other end is gone, or we are."""
        if not self.open.done():
            self.open.set_exception(
                ConnectionError(f"the connection ended before its websocket opened: {exc}")
            )
        elif not self._over:
            self._over = True
            self._ended(self._why or f" ({exc or 'closed without a word'})")

    def close(self, *, rudely: bool = False) -> None:
        """Say goodbye, or, ``rudely``, do not. Nothing is heard afterwards."""
        self._over = True
        if self._transport is not None and not self._transport.is_closing():
            if rudely:
                self._transport.abort()
            else:
                self.send(struct.pack("!H", 1000), CLOSE)
                self._transport.close()


async def dial(
    url: str,
    headers: Mapping[str, str],
    protocols: Sequence[str],
    got: Callable[[bytes, float], None],
    ended: Callable[[str], None] = lambda why: None,
) -> ThinLine:
    """Open the websocket at ``url`` (``ws://``). Raises ConnectionError."""
    parts = urlsplit(url)
    lines = {
        "Host": parts.netloc, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **headers,
    }  # fmt: skip
    if protocols:
        lines["Sec-WebSocket-Protocol"] = ", ".join(protocols)
    asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
    hello = f"GET {asked} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"
    loop = asyncio.get_running_loop()
    try:
        made = loop.create_connection(
            lambda: ThinLine(hello.encode("latin-1"), got, ended), parts.hostname or "", parts.port or 80
        )
        _, line = await asyncio.wait_for(made, WAIT)
        await asyncio.wait_for(line.open, WAIT)
    except (OSError, TimeoutError) as problem:
        raise ConnectionError(f"the websocket at {parts.path} was not opened: {problem}") from problem
    return line


class ThinSocket(Socket):
    """A page's websocket over a thin line."""

    def __init__(self, session: str, heard: Heard) -> None:
        super().__init__(session, heard)
        self.thin: ThinLine | None = None
        self._ending = ""

    def got(self, data: bytes, at: float) -> None:
        """A message of the kernel."""
        self.received += len(data)
        self._heard(*read(data))

    def ended(self, why: str) -> None:
        """The server has closed."""
        self._ending = why
        self._heard("closed", {})

    def ask(self, kind: str, content: Mapping[str, Any]) -> None:
        """A message of any kind. Raises ConnectionError when the line is closed."""
        if self.thin is None:
            raise ConnectionError("the connection was not opened")
        self.thin.send(pack(kind, content, self.session))

    @property
    def why(self) -> str:
        """The reason the server gave for closing, if it gave one."""
        return self._ending

    def cut(self) -> None:
        """The connection ends without a word."""
        if self.thin is not None:
            self.thin.close(rudely=True)

    def close(self) -> None:
        """Say goodbye."""
        self._heard = lambda _kind, _content: None
        if self.thin is not None:
            self.thin.close()


class ThinBrowser(Browser):
    """A person's browser whose pages have thin websockets."""

    async def connect(self, kernel: str, heard: Heard, session: str = "") -> Socket:
        """Open the websocket of a page. Raises ConnectionError."""
        socket = ThinSocket(session or uuid4().hex, heard)
        url = f"ws{self.url.removeprefix('http').rstrip('/')}/api/kernels/{kernel}/channels"
        at = f"{url}?session_id={socket.session}"
        socket.thin = await dial(at, self._headers(), [PROTOCOL], socket.got, socket.ended)
        return socket
