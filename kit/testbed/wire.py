"""What goes over the wire: HTTP with a person's cookies, and a page's websocket.

Frames follow the Jupyter websocket protocol "v1", as ``host.js`` speaks it: a count and offsets as
64-bit little endian numbers, then channel, header, parent header, metadata, content. This is written
a second time here, so that a mistake in the server's half cannot hide in ours.
"""

from __future__ import annotations

import asyncio
import json
import socket as sockets
import struct
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest, HTTPResponse
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
REDIRECTS_MAX = 6
AT_ONCE = 400  # connections a rehearsal may open at the same moment
LARGEST = 64 * 2**20
WAIT = 60.0  # seconds for an answer to a request

Heard = Callable[[str, dict[str, Any]], None]
"""Called with the kind of a message and its content; ("closed", {}) when the connection has ended."""


def pack(kind: str, content: Mapping[str, Any], session: str) -> bytes:
    """A message of the page as one frame."""
    header = {"msg_id": uuid4().hex, "msg_type": kind, "username": "", "session": session, "version": "5.3"}
    parts = [b"shell", *(json.dumps(part).encode() for part in (header, {}, {"quiet": True}, content))]
    ends = [8 * (len(parts) + 2)]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return struct.pack(f"<{len(ends) + 1}Q", len(parts) + 1, *ends) + b"".join(parts)


def unpack(frame: bytes) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message of the kernel. Raises ValueError for anything else."""
    try:
        (count,) = struct.unpack_from("<Q", frame)
        ends = struct.unpack_from(f"<{count}Q", frame, 8)
        header, content = (json.loads(frame[ends[n] : ends[n + 1]]) for n in (1, 4))
        return str(header["msg_type"]), dict(content)
    except (struct.error, ValueError, IndexError, KeyError, TypeError) as problem:
        raise ValueError(f"expected a frame of {PROTOCOL}, got {len(frame)} bytes: {problem}") from problem


@dataclass(frozen=True, slots=True)
class Manners:
    """How a browser and its person bear trouble. The usual ones bear none, so that it is found.

    ``wait``: seconds for an answer; ``patience``: seconds in which the person tries again what had no
    answer, as one presses "reload"; ``haste``: factor on all waits of the page's own script;
    ``noticed``: told in a word or two what happens ("sent", "reload"), to be counted."""

    wait: float = WAIT
    patience: float = 0.0
    haste: float = 1.0
    noticed: Callable[[str], None] = lambda word: None


TRY_AGAIN = 1.0  # seconds until a person presses "reload", times haste


@dataclass(slots=True)
class Browser:
    """One person's browser: the address of the house, and cookies."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    received: int = 0  # bytes of bodies, as they came over the wire
    manners: Manners = field(default_factory=Manners)

    def another(self) -> Browser:
        """Another device of the same person: the same place in the network, no cookies."""
        return Browser(self.url, manners=self.manners)

    async def get(self, path: str) -> Answer:
        """The page behind a path, after redirects."""
        return await self._follow("GET", path, None)

    async def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """What a form leads to, after redirects."""
        return await self._follow("POST", path, urlencode(fields))

    async def _follow(self, method: str, path: str, body: str | None) -> Answer:
        url = urljoin(self.url, path)
        for _ in range(REDIRECTS_MAX):
            response = await self._ask_until_answered(method, url, body)
            where = response.headers.get("Location")
            if response.code not in (301, 302, 303, 307) or not where:
                return Answer(
                    response.code, url, response.body or b"", response.headers.get("Content-Type", "")
                )
            url, method, body = urljoin(url, where), "GET", None
        raise ConnectionError(f"{path} redirects more than {REDIRECTS_MAX} times; the last time to {url}")

    async def look(self, path: str, wait: float) -> tuple[int, Mapping[str, str]]:
        """Status and headers behind a path, tried once and not for long. Raises ConnectionError."""
        response = await self._ask("GET", urljoin(self.url, path), None, wait)
        return response.code, response.headers

    async def _ask_until_answered(self, method: str, url: str, body: str | None) -> HTTPResponse:
        """The same request again and again, as long as the person is patient."""
        until = time.monotonic() + self.manners.patience
        while True:
            try:
                return await self._ask(method, url, body, self.manners.wait)
            except ConnectionError:
                if time.monotonic() >= until:
                    raise
            self.manners.noticed(f"{method.lower()} again")
            await asyncio.sleep(TRY_AGAIN * self.manners.haste)

    async def _ask(self, method: str, url: str, body: str | None, wait: float) -> HTTPResponse:
        if method == "POST":
            self.manners.noticed("form sent")
        headers = {**self._headers(), "Accept-Encoding": "gzip", "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        request = HTTPRequest(
            url, method, headers=headers, body=body, follow_redirects=False, decompress_response=False,
            request_timeout=wait, connect_timeout=wait,
        )  # fmt: skip
        try:
            response = await _client().fetch(request, raise_error=False)
        except (OSError, HTTPError) as problem:  # tornado raises these for no answer at all
            raise ConnectionError(f"no answer from {url}: {problem}") from problem
        self.received += len(response.body or b"")
        for line in response.headers.get_list("Set-Cookie"):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return response

    def _headers(self) -> dict[str, str]:
        parts = urlsplit(self.url)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Origin": f"{parts.scheme}://{parts.netloc}"}
        return {**headers, "Cookie": cookies} if cookies else headers

    async def connect(self, kernel: str, heard: Heard, session: str = "") -> Socket:
        """Open the websocket of a page; all connections of one page name one ``session``.

        Raises ConnectionError."""
        session = session or uuid4().hex
        scheme, _, rest = self.url.partition("://")
        host = rest.rstrip("/")
        url = f"{'wss' if scheme == 'https' else 'ws'}://{host}/api/kernels/{kernel}/channels?session_id={session}"
        wait = self.manners.wait
        request = HTTPRequest(url, headers=self._headers(), connect_timeout=wait, request_timeout=wait)
        socket = Socket(session, heard)
        try:
            line = await websocket_connect(
                request, on_message_callback=socket.receive, subprotocols=[PROTOCOL], max_message_size=LARGEST
            )
        except Exception as problem:  # tornado raises HTTPError, OSError and its own kinds
            raise ConnectionError(f"the websocket of kernel {kernel} was not opened: {problem}") from problem
        if line.protocol is not None:
            line.protocol.set_nodelay(True)
        socket.line = line
        return socket


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, the address after redirects, the body as sent (perhaps compressed)."""

    status: int
    url: str
    raw: bytes
    kind: str

    @property
    def path(self) -> str:
        """The path of the address where it ended."""
        return urlsplit(self.url).path

    @property
    def body(self) -> bytes:
        """The body unpacked."""
        import gzip  # only bodies that were packed

        return gzip.decompress(self.raw) if self.raw[:2] == b"\x1f\x8b" else self.raw

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class Socket:
    """An open websocket of a page."""

    def __init__(self, session: str, heard: Heard) -> None:
        self.session = session
        self.received = 0
        self.line: WebSocketClientConnection | None = None
        self._heard = heard

    def receive(self, data: str | bytes | None) -> None:
        """A frame came, or, as None, the end."""
        if data is None:
            if self.line is not None:
                self.line.close()  # it has ended; tornado wants to be told that we know
            self._heard("closed", {})
        elif isinstance(data, bytes):
            self.received += len(data)
            self._heard(*unpack(data))

    def send(self, comm: str, data: Mapping[str, Any]) -> None:
        """A custom message to the widget ``comm``. Raises ConnectionError when the line is closed."""
        self.ask("comm_msg", {"comm_id": comm, "data": {"method": "custom", "content": data}})

    def ask(self, kind: str, content: Mapping[str, Any]) -> None:
        """A message of any kind. Raises ConnectionError when the line is closed."""
        if self.line is None:
            raise ConnectionError("the connection was not opened")
        try:
            sent = self.line.write_message(pack(kind, content, self.session), binary=True)
        except WebSocketClosedError as problem:
            raise ConnectionError(f"the connection is closed{self.why}") from problem
        sent.add_done_callback(lambda done: done.cancelled() or done.exception())

    @property
    def why(self) -> str:
        """The reason the server gave for closing, if it gave one."""
        line = self.line
        return f" ({line.close_code} {line.close_reason or ''})" if line and line.close_code else ""

    def cut(self) -> None:
        """The network resets the connection. The page notices, and may come back."""
        stream = self.line.protocol.stream if self.line and self.line.protocol else None
        if stream is not None and stream.socket is not None:
            stream.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
            stream.close()

    def drop(self) -> None:
        """End the connection for good and without a word, as a phone in a tunnel does."""
        self._heard = lambda _kind, _content: None
        self.cut()
        self.close()

    def deafen(self) -> None:
        """Leave it open, and hear nothing of it any more."""
        self._heard = lambda _kind, _content: None

    def close(self) -> None:
        """Say goodbye."""
        self.deafen()
        if self.line is not None:
            self.line.close(1000)


def _client() -> AsyncHTTPClient:
    """The loop's HTTP client, with room for a whole class joining at once."""
    AsyncHTTPClient.configure(SimpleAsyncHTTPClient, max_clients=AT_ONCE, max_body_size=LARGEST)
    return AsyncHTTPClient()
