"""A page's websocket: frames of the Jupyter v1 protocol on one side, a virtual kernel on the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from socket import SO_SNDBUF, SOL_SOCKET
from types import SimpleNamespace
from typing import Any, cast
from weakref import WeakValueDictionary

from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import IOStream, StreamBufferFullError, StreamClosedError
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from traitlets import Instance, default
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from kit.room.patch import State
from kit.server.encode import frame, told_frames
from kit.server.framing import V1, framed
from kit.server.guard import CLOSE_POLICY, Guard
from kit.server.headers import NEVER_KEPT, from_our_page
from kit.server.kernel import Message, Told, VirtualKernel

log = logging.getLogger("kit.server")

WAITING_BYTES = 4 * 2**20
"""What may wait for a slow phone before its connection is given up; it comes back and asks again."""

LATE_BYTES = 64 * 2**10
"""What may wait for a slow phone before it is no longer sent each state, but asks for the newest."""

SYSTEM_BYTES = 128 * 2**10
"""What the system may keep for a phone beside that, of its own memory: unasked it takes some megabytes. (It
counts its own book-keeping, too, and grants twice as much.)"""

SOCKETS_OF_ONE_PAGE = 4
"""A page has one; a phone that changes networks may for some seconds have two."""

CLOSE_ENDED = 1001  # RFC 6455, 7.4.1

PING_EVERY, PONG_WITHIN = 20.0, 15.0
"""Seconds. A phone that left the room is noticed, and the room's list of people is right again."""


class ProcessConnection(ZMQChannelsWebsocketConnection):
    """One websocket of a notebook with a kernel process: Jupyter's own, behind the same guard.

    Jupyter's reading of a frame believes the count in it, and one hostile frame would keep the server
    counting for ever. The older protocol is not spoken."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        pace = self.multi_kernel_manager.pace(self.kernel_id)
        self._guard = Guard(self.kernel_id, pace, lambda code, why: self.websocket_handler.close(code, why))

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass a message on, if it can be read in bounded time."""
        message = self._guard.admit(incoming_msg)
        if message is None:
            return
        if self.subprotocol != V1 or message["channel"] not in ("shell", "control"):
            self._guard.strike()
            return
        super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]  # bytes, too


class VirtualConnection(BaseKernelWebsocketConnection):
    """One websocket of one page."""

    # Jupyter's would sign messages, which nobody reads here, and is a fifth of opening a connection
    session = Instance(SimpleNamespace)  # type: ignore[assignment]

    @default("session")
    def _no_session(self) -> SimpleNamespace:
        return SimpleNamespace(session="")

    _over = False  # the page has a newer connection
    _missed: Told | None = None  # the newest number of a state that was left out
    _stop: Callable[[], None] | None = None
    _forget_end: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        pace = self.multi_kernel_manager.pace(self.kernel_id)
        self._guard = Guard(self.kernel_id, pace, lambda code, why: self._socket.close(code, why))

    @property
    def _kernel(self) -> VirtualKernel:
        kernel: VirtualKernel = self.kernel_manager.kernel
        return kernel

    @property
    def _socket(self) -> KernelSocket:
        return cast(KernelSocket, self.websocket_handler)

    @property
    def _stream(self) -> IOStream:
        stream: IOStream = self._socket.ws_connection.stream
        return stream

    async def prepare(self) -> None:
        """Nothing to wait for: the kernel answers at once."""

    async def connect(self) -> None:
        """Start to listen, and tell the page how many comm messages it should have had by now; a page that
        was just made knows it, if there were no more."""
        self._take_over()
        self._socket.set_nodelay(True)  # or an idle click waits 40 ms for TCP
        self._stream.max_write_buffer_size = WAITING_BYTES
        if self._stream.socket is not None:  # None: it was reset while the page opened it
            self._stream.socket.setsockopt(SOL_SOCKET, SO_SNDBUF, SYSTEM_BYTES)
        self.multi_kernel_manager.notify_connect(self.kernel_id)
        self._stop = self._kernel.listen(self._tell, self._told)
        self._forget_end = self._kernel.on_end(self._end)
        if self._kernel.painted != self._kernel.published:
            self._kernel.publish("status", {"execution_state": "idle", "published": self._kernel.published})
        self._kernel.painted = -1

    def _take_over(self) -> None:
        """A page has one connection. Of one that it gave up nothing counts that comes late: it would undo
        what was saved over this one."""
        page = (self.kernel_id, self._socket.get_query_argument("session_id", ""))
        before = _newest.get(page) if page[1] else None
        if before is not None:
            before._over = True
            before._socket.close(CLOSE_ENDED, "another connection of this page")
        if page[1]:
            _newest[page] = self

    def disconnect(self) -> None:  # type: ignore[override]  # the caller does not await it
        """Stop to listen."""
        if self._stop is not None:
            self._stop()
            self._stop = None
            self._forget_end()
            self.multi_kernel_manager.notify_disconnect(self.kernel_id)

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass a message of the page on, if it is one that pages may send."""
        if self._over:
            return
        message = self._guard.admit(incoming_msg)
        if message is None:
            return
        kind = message["header"].get("msg_type")
        if kind not in self.multi_kernel_manager.allowed_message_types:
            log.warning("kernel %s: a page sent %.60r, which pages may not send", self.kernel_id, kind)
            self._guard.strike()
        elif not self._kernel.handle(message):
            self._guard.strike()

    def _end(self) -> None:
        """The kernel is gone: the page must learn it at once, and open a new one."""
        self._socket.close(CLOSE_ENDED, "this page was ended")

    def _tell(self, message: Message) -> None:
        self._send([frame(message)])

    def _told(self, told: Told) -> None:
        """What a widget says. To a page that does not keep up its state is not sent again and again: when
        it has read what waits for it, it is told the newest number, and asks for the whole."""
        if self._socket.waiting > LATE_BYTES and self._socket.is_open:
            told = replace(told, contents=[one for one in told.contents if not self._left_out(told, one)])
        if told.contents:
            self._send(told_frames(told))

    def _left_out(self, told: Told, content: Mapping[str, Any]) -> bool:
        if not isinstance(content, State):
            return False
        if self._missed is None:
            self._stream.write(b"").add_done_callback(self._caught_up)  # done when all before it is written
        self._missed = replace(told, contents=[State(kind="patch", seq=content.get("seq"))])
        return True

    def _caught_up(self, _written: object) -> None:
        missed, self._missed = self._missed, None
        if missed is not None and self._stop is not None:
            self._told(missed)

    def _send(self, frames: Sequence[bytes]) -> None:
        try:
            self._socket.send_frames(frames)
        except WebSocketClosedError:
            pass  # on its way out; on_close follows
        except StreamBufferFullError:
            log.warning("kernel %s: the page does not keep up, its connection is given up", self.kernel_id)
            self._stream.close()


def _written_at_once(stream: IOStream, data: bytes) -> bytes | memoryview:
    """Give the system what it takes now; returns what is left for the stream to write when it can."""
    if type(stream) is not IOStream or stream.writing() or stream.closed():
        return data
    try:
        sent = stream.socket.send(data)
    except OSError:  # it takes nothing now, or never again: the stream knows what to do
        return data
    return memoryview(data)[sent:] if sent < len(data) else b""


_newest: WeakValueDictionary[tuple[str, str], VirtualConnection] = WeakValueDictionary()
"""The newest connection of each page, by its kernel and its session."""


_sockets: dict[str, dict[KernelSocket, None]] = {}
"""The open sockets of each kernel, oldest first."""


class KernelSocket(VoilaKernelWebsocketHandler):
    """The websocket handler, which serves virtual and real kernels alike."""

    connection: BaseKernelWebsocketConnection | None = None

    # In seconds, for tornado's own pings. Jupyter's second way of pinging reads the same names as
    # milliseconds; it starts in its ``open``, which is replaced below.
    ping_interval = PING_EVERY
    ping_timeout = PONG_WITHIN

    @property
    def kernel_websocket_connection_class(self) -> type[BaseKernelWebsocketConnection]:
        if self.kernel_manager.virtual(self.kernel_id) is None:
            return ProcessConnection
        chosen: type[BaseKernelWebsocketConnection] = self.settings["kernel_websocket_connection_class"]
        return chosen

    def get_compression_options(self) -> None:
        """None: patches are small, and each phone's compressor would hold 0.3 MB."""

    async def prepare(self) -> None:
        """First of all where it comes from: tornado trips over an origin that is no address."""
        if not self.check_origin():
            raise HTTPError(403)
        await super().prepare()

    def check_origin(self, origin: str | None = None) -> bool:
        """As for a form: from a page of this very host, or from no browser at all."""
        believed = from_our_page(self.request.headers)
        if not believed:
            log.warning("a websocket from %.99r was refused", self.request.headers.get("Origin"))
        return believed

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """The newer protocol, which all front ends of today speak."""
        return V1 if V1 in subprotocols else None

    @property
    def stream(self) -> IOStream | None:
        """What it writes to; None before it is open and when it is gone."""
        return self.ws_connection.stream if self.ws_connection is not None else None

    @property
    def ticket(self) -> str:
        """A mark of the ticket that its page was opened with."""
        owner = self.kernel_manager.owner(self.kernel_id)
        return str(owner.ticket if owner is not None else self.kernel_id)

    @property
    def is_open(self) -> bool:
        """Whether nobody has begun to close it."""
        return self.ws_connection is not None and not self.ws_connection.is_closing()

    def set_default_headers(self) -> None:
        """Also on a refusal, which says no more than its status."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", NEVER_KEPT)
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")

    def write_error(self, status_code: int, **_how: Any) -> None:
        """No page: nobody reads it."""
        self.finish()

    async def open(self, kernel_id: str) -> None:
        """Join the kernel's listeners. A page has one connection; the oldest of too many is closed."""
        assert self.connection is not None
        mine = _sockets.setdefault(kernel_id, {})
        others = [one for one in mine if one.is_open]
        if len(others) >= SOCKETS_OF_ONE_PAGE:
            others[0].close(CLOSE_POLICY, "too many connections")
        mine[self] = None
        self.settings["open_sockets"].add(self)
        await self.connection.connect()  # type: ignore[no-untyped-call]

    @property
    def waiting(self) -> int:
        """How many bytes wait for the page, beside those that the system has taken already."""
        connection = self.ws_connection
        if connection is None or connection.stream.closed():  # then nothing waits, not even a buffer
            return 0
        return len(connection.stream._write_buffer)

    def send_frames(self, frames: Sequence[bytes]) -> None:
        """Send together, without Voila's look into each header: a virtual kernel tells no cell's source.

        The frames are put together here, because tornado's ``write_message`` makes a task for each message.
        While nothing waits, the system is given the bytes at once; its stream makes a future of each piece.
        Raises WebSocketClosedError or StreamBufferFullError."""
        connection = self.ws_connection
        if connection is None or connection.is_closing():
            raise WebSocketClosedError
        data = b"".join(map(framed, frames))
        try:
            rest = _written_at_once(connection.stream, data)
            if rest:
                connection.stream.write(rest)
        except StreamClosedError as error:
            raise WebSocketClosedError from error

    def on_close(self) -> None:
        """Also called for a socket that was refused and never had a connection."""
        self.settings["open_sockets"].discard(self)
        if self.connection is not None:
            mine = _sockets.get(self.kernel_id, {})
            mine.pop(self, None)
            if not mine:
                _sockets.pop(self.kernel_id, None)
            super().on_close()
