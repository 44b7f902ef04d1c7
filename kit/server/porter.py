"""Who stands at the door of the socket: connections that dawdle or come in droves are shown out.

A server has only so many files, and each connection is one. Without a porter, one laptop that opens a
thousand connections and says nothing would keep everybody else out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextvars import copy_context
from typing import Protocol

from tornado.http1connection import HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream
from tornado.web import Application

from kit.server.pace import neighbours

log = logging.getLogger("kit.server")

HEADERS_WITHIN = 30.0
"""Seconds for the whole of a request's head, and for a connection that is kept to be used again."""

BODY_WITHIN = 30.0
"""Seconds for the whole of a body; ours are forms of a few hundred bytes."""

LARGEST_HEAD = 32 * 2**10
LARGEST_BUFFER = 2**20

MOST_OF_ONE_ADDRESS = 4096
"""Connections without a websocket. A room of a thousand behind one router has one address."""

MOST_WAITING_FOR_ONE, MOST_WAITING = 8 * 2**20, 256 * 2**20
"""Bytes that were sent and nobody has taken: for all pages of one ticket, and in all. A phone in bad Wi-Fi
has 0.1 MB waiting; whoever asks for everything again and again and reads nothing would fill the memory."""

ANSWERED_AT_ONCE = 8
"""Requests answered before votes and news, which come and go by websockets, have their turn again."""

FILES_WANTED, FILES_KEPT_BACK = 65_536, 200
"""Open files we ask the system for, and how many of them are for the journal and our own needs."""


class Websocket(Protocol):
    """An open websocket."""

    @property
    def stream(self) -> IOStream | None:
        """What it writes to."""

    @property
    def ticket(self) -> str:
        """A mark of the ticket it was opened with."""


class Porter(HTTPServer):
    """Listens. When there are too many connections, the one that has done nothing for longest gives way:
    its browser opens another when it needs one, and a newcomer with a code gets in.

    ``most``: connections in all; ``sockets``: those of them that are websockets, which have tickets and
    are shown out only by ``relieve``."""

    def initialize(  # type: ignore[override]  # what a tornado server has for a constructor
        self, app: Application, most: int, sockets: Collection[Websocket], largest_body: int
    ) -> None:
        """Set up; ``listen`` comes next."""
        super().initialize(
            app,
            max_body_size=largest_body,
            max_buffer_size=LARGEST_BUFFER,
            max_header_size=LARGEST_HEAD,
            idle_connection_timeout=HEADERS_WITHIN,
            body_timeout=BODY_WITHIN,
        )
        self.most, self._websockets = most, sockets
        self._inside: dict[str, dict[HTTP1ServerConnection, None]] = {}  # in the order of their last request
        self._count = 0
        self._lines: dict[str, deque[Callable[[], None]]] = {}  # requests by address; the first is next
        self._answering = False

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> HTTPMessageDelegate:
        """A connection is new, or begins to wait for its next request."""
        assert isinstance(server_conn, HTTP1ServerConnection)
        address = _address(server_conn)
        mine = self._inside.setdefault(address, {})
        self._count += server_conn not in mine
        mine.pop(server_conn, None)
        mine[server_conn] = None
        if len(mine) > MOST_OF_ONE_ADDRESS:
            self._show_out(mine)
        elif self._count + len(self._websockets) > self.most:
            self._show_out(max(self._inside.values(), key=len))
        inner = super().start_request(server_conn, request_conn)
        return _InTurn(inner, lambda answer: self._stand_in_line(address, answer), server_conn.stream)

    def _stand_in_line(self, address: str, answer: Callable[[], None]) -> None:
        self._lines.setdefault(address, deque()).append(answer)
        if not self._answering:
            self._answering = True
            asyncio.get_running_loop().call_soon(self._answer_some)

    def _answer_some(self) -> None:
        """A few, one of each address in turn; then the loop looks at everything else before the next few."""
        for _ in range(ANSWERED_AT_ONCE):
            if not self._lines:
                break
            address = next(iter(self._lines))
            line = self._lines.pop(address)
            answer = line.popleft()
            if line:
                self._lines[address] = line  # behind all others
            answer()
        self._answering = bool(self._lines)
        if self._answering:
            asyncio.get_running_loop().call_soon(self._answer_some)

    def on_close(self, server_conn: object) -> None:
        """A connection ended, or became a websocket."""
        assert isinstance(server_conn, HTTP1ServerConnection)
        self._forget(server_conn)
        super().on_close(server_conn)

    def relieve(self) -> None:
        """Close connections whose other end takes nothing where too much waits. Called now and then."""
        for_one: Counter[str] = Counter()
        lines = [line for line in self._waiting() if line[0]]
        for size, ticket, _ in lines:
            for_one[ticket] += size
        for_one[""] = 0  # no ticket: a whole room may have one address
        too_much = {ticket for ticket, size in for_one.items() if size > MOST_WAITING_FOR_ONE}
        left = sum(size for size, _, _ in lines)
        full = left > MOST_WAITING
        for size, ticket, stream in sorted(lines, key=lambda line: -line[0]):
            if ticket in too_much or (full and left > MOST_WAITING // 2):
                left -= size
                stream.close()

    def _waiting(self) -> Iterator[tuple[int, str, IOStream]]:
        """Of every connection how many bytes wait, for whom, and in what."""
        for socket in self._websockets:
            if socket.stream is not None:
                yield _unread(socket.stream), socket.ticket, socket.stream
        for connection in (one for mine in self._inside.values() for one in mine):
            yield _unread(connection.stream), "", connection.stream

    def _show_out(self, mine: dict[HTTP1ServerConnection, None]) -> None:
        oldest = next(iter(mine))
        self._forget(oldest)
        oldest.stream.close()

    def _forget(self, server_conn: HTTP1ServerConnection) -> None:
        address = _address(server_conn)
        mine = self._inside.get(address, {})
        if server_conn in mine:
            del mine[server_conn]
            self._count -= 1
        if not mine:
            self._inside.pop(address, None)


HEALTH = "/health"


class _InTurn(HTTPMessageDelegate):
    """A request that is read as it comes, and answered when it is its turn."""

    def __init__(
        self, inner: HTTPMessageDelegate, in_turn: Callable[[Callable[[], None]], None], stream: IOStream
    ) -> None:
        self._inner, self._in_turn, self._stream = inner, in_turn, stream
        self._at_once = False

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Awaitable[None] | None:
        # A proxy that asks whether we are well has the address of everybody who comes through it, and would
        # take a long line for a process that hangs, and send all of them to the next one.
        self._at_once = getattr(start_line, "path", "") == HEALTH
        return self._inner.headers_received(start_line, headers)

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._inner.data_received(chunk)

    def finish(self) -> None:
        if self._at_once:
            self._answer()
            return
        context = copy_context()
        self._in_turn(lambda: context.run(self._answer))

    def _answer(self) -> None:
        if self._stream.closed():  # whoever asked has gone meanwhile
            return
        try:
            self._inner.finish()
        except Exception:  # as tornado does it: one request's trouble is not the next one's
            log.exception("a request could not be answered")

    def on_connection_close(self) -> None:
        self._inner.on_connection_close()


def _unread(stream: IOStream) -> int:
    return len(stream._write_buffer or ())  # None when it is closed


def _address(connection: HTTP1ServerConnection) -> str:
    return neighbours(str(getattr(connection.context, "remote_ip", "")))


def may_open_files() -> int:
    """How many connections there may be: as many as the system lets us open files, after asking for more,
    without those we keep back."""
    try:
        import resource  # not on Windows
    except ImportError:
        return 512 - FILES_KEPT_BACK  # what select() there takes
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, FILES_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
        except (OSError, ValueError):
            log.info("the system lets us open %d files and no more", soft)
    return (wanted if soft == resource.RLIM_INFINITY else soft) - FILES_KEPT_BACK
